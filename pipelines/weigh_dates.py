"""Columns of dates -> the form of each: what the column proves, else the profile says, else other columns prove."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

import polars as pl

from pipelines import vocabulary
from pipelines.date_column import A_COUNT, MONTHS_OF_A_YEAR, Column
from pipelines.errors import NotLoaded
from pipelines.evidence import Scales
from pipelines.moments import (
    A_SERIAL,
    EVIDENCE_SHARE,
    FIRST_DATE,
    SLIP_SHARE,
    Counted,
    DateForm,
    Order,
    of_serials,
    read_moments,
    take_apart,
    weekdays,
)
from pipelines.proposal import Question
from pipelines.sentence import Sentence
from pipelines.sequence import ask_for_swaps, days_of_one_month, impossible_rows
from pipelines.short_years import (
    OF_ORDER,
    WHICH_OF_THREE,
    WHICH_OF_TWO,
    YEAR_FIRST,
    has_short_years,
    may_begin_with_year,
    no_year_first,
    short_years,
)
from pipelines.weigh_years import ORDERS, years_first
from pipelines.zones import on_clock, weigh_clock

FEWEST_COUNTS: Final = 3  # so many numbers, each a plausible day, are no accident
COUNTS: Final[tuple[tuple[Counted, float, float], ...]] = (  # between 1980 and 2090
    ("serial_1900", 29_221, 69_397),
    ("unix_seconds", 315_532_800, 3_786_912_000),
    ("unix_milliseconds", 315_532_800_000, 3_786_912_000_000),
)
YEAR_FIRST_DAY: Final = r"^[0-9]{4}-[0-9]{2}-([0-9]{2})"  # the number that stands where ISO has the day
FIRST_YEAR, LAST_YEAR = 1980, 2090  # before and after these a date stands for none
NEAR: Final = timedelta(days=31)  # a number that counts to a day as near as that to other dates is one of them
FEWEST_TURNED: Final = 2  # dates with their day where ISO has the month
FEWEST_BACKWARDS: Final = 3  # rows that cannot be in one of two orders: fewer may be typing errors


def date_forms(scales: Scales, columns: Mapping[str, Column], today: datetime) -> dict[str, DateForm]:
    """Return the form of every column of dates of the file, noting doubts and what has to be asked."""
    recognised = scales.recognised
    names = [c.name for c in vocabulary.DELIVERED[recognised.table] if c.type == vocabulary.MOMENT]
    forms = dict.fromkeys(names, DateForm())
    for name, column in columns.items():
        forms[name] = replace(
            _counted(column) or DateForm(is_ordered=column.apart.is_ordered),
            day_after_year=_day_after_year(scales, column),
            has_slots=column.has_slots,
            has_weekdays=weekdays(column.apart.texts).is_not_null().any(),
        )
        _doubt_form(scales, column, forms[name])
    forms = _counted_from(columns, forms, today)
    _require_possible_year(scales, columns, today)
    forms |= years_first(scales, columns, forms, today)
    forms |= _ordered(scales, columns, forms, today)
    clock = recognised.clock or weigh_clock(scales, columns.values(), forms)
    forms = on_clock(scales, columns, forms, clock)
    forms |= _with_serials(scales, columns, forms)
    ask_for_swaps(scales, columns, forms)
    return forms


def _counted(column: Column) -> DateForm | None:
    """Return the form of a column that holds numbers in place of dates: all of it does, and each makes a plausible day."""
    iso, others = column.iso_dates, column.apart.texts
    others = others.filter(~others.str.contains(FIRST_DATE))
    read_as_iso = column.apart.read.len() - column.apart.read.null_count()
    if not iso.str.contains(FIRST_DATE).all() or read_as_iso or others.is_empty():
        return None
    if not others.str.contains(A_COUNT).all():
        return None
    if column.counts < FEWEST_COUNTS:
        return None
    count = others.str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)
    return next((DateForm(counted=kind) for kind, low, high in COUNTS if count.is_between(low, high).all()), None)


def _with_serials(scales: Scales, columns: Mapping[str, Column], forms: Mapping[str, DateForm]) -> dict[str, DateForm]:
    """Return the forms of columns of dates with some numbers among them, each of which counts to a day near those dates."""
    found = {}
    for name, column in columns.items():
        if column.counts == 0 or forms[name].counted:
            continue
        texts, (dates, _) = column.texts, read_moments(column.texts, forms[name])
        dates = dates.filter(dates.dt.year().is_between(FIRST_YEAR, LAST_YEAR))
        serials = of_serials(texts).drop_nulls()
        if serials.is_empty() or dates.len() <= serials.len():
            continue
        first, last = dates.min(), dates.max()
        if isinstance(first, datetime) and isinstance(last, datetime):
            near = serials.is_between(first - NEAR, last + NEAR).all()
            if near:
                found[name] = replace(forms[name], has_serials=True)
                scales.doubt(name, texts.filter(texts.str.contains(A_SERIAL))[0], "numbers_read_as_dates", "repaired")
    return found


def _day_after_year(scales: Scales, column: Column) -> bool:
    """Return whether the column writes 2011-31-10 for 31 October 2011: a person said so, or only that can be.

    Raises Contradicted where a person said that it does, and it has dates that are none then.
    """
    said = scales.recognised.profile.dates.day_after_year.get(column.name)
    if said and column.highest_day > MONTHS_OF_A_YEAR:
        high = column.texts.str.extract(YEAR_FIRST_DAY).cast(pl.Int32) > MONTHS_OF_A_YEAR
        raise Contradicted(scales, column, f"'date_swap: {column.name}=swap'", high)
    if said is not None:
        return said
    year_first = {"month": pl.coalesce("month", "packed_month"), "day": pl.coalesce("day", "packed_day")}
    parts = column.apart.parts.select(**year_first).cast(pl.Int32)
    only_so = parts.select((pl.col("month").is_between(13, 31) & pl.col("day").is_between(1, 12)).sum()).item()
    in_order = parts.select((pl.col("day").is_between(13, 31) & pl.col("month").is_between(1, 12)).any()).item()
    of = parts["month"].len() - parts["month"].null_count() + column.iso_dates.len()
    enough = only_so >= FEWEST_TURNED and only_so >= EVIDENCE_SHARE * of
    return bool(enough and not in_order and column.highest_day <= MONTHS_OF_A_YEAR)


def _doubt_form(scales: Scales, column: Column, form: DateForm) -> None:
    """Tell that numbers were read as dates."""
    if form.counted:
        counts = column.apart.texts.filter(column.apart.texts.str.contains(A_COUNT))
        scales.doubt(column.name, counts[0], "numbers_read_as_dates", "repaired")


def _counted_from(columns: Mapping[str, Column], forms: dict[str, DateForm], today: datetime) -> dict[str, DateForm]:
    """Return the forms with the serials counted from 1904 where only that keeps ends behind their starts."""
    serials = [name for name in columns if forms[name].counted == "serial_1900"]
    if not serials or len(serials) == len(columns):  # nothing beside them to be measured against
        return forms
    old_mac = forms | {name: replace(forms[name], counted="serial_1904") for name in serials}
    usual = impossible_rows(columns, forms, set(serials), today)
    if usual >= FEWEST_BACKWARDS and impossible_rows(columns, old_mac, set(serials), today) == 0:
        return old_mac
    return forms


def _ordered(
    scales: Scales, columns: Mapping[str, Column], forms: Mapping[str, DateForm], today: datetime
) -> dict[str, DateForm]:
    """Return the forms with the order of day and month: what the column, the profile, the other columns, or the order of
    beginnings and ends prove; else the likelier, and a question."""
    _require_possible_order(scales, columns, [name for name in columns if forms[name].is_ordered])
    orders = {name: _own_order(scales, column) for name, column in columns.items() if forms[name].is_ordered}
    proven = {columns[name].evidence.order for name in orders} - {None}
    unproven = {name for name in orders if columns[name].evidence.either and columns[name].evidence.order is None}
    shared: Order | None = proven.pop() if len(proven) == 1 else None
    stated = _stated(scales)
    if unproven and shared is None:
        decided = {name: replace(forms[name], order=order) for name, order in orders.items() if order is not None}
        impossible = _impossible(columns, {**forms, **decided}, unproven, today)
        likelier = _likelier(impossible)
        if stated is None:
            shared = likelier or "day-month"
            _tell_order(scales, columns, unproven, impossible, shared)
        else:
            _doubt_stated(scales, columns, unproven, impossible, stated)
    return {name: replace(forms[name], order=order or shared or "day-month") for name, order in orders.items()}


def _doubt_stated(
    scales: Scales, columns: Mapping[str, Column], unproven: set[str], impossible: Mapping[Order, int], stated: Order
) -> None:
    """Doubt the order that was told before where these dates speak against it; where it was told of another file, ask again."""
    is_asked = not scales.recognised.profile.dates.order_confirmed
    odd = [name for name in sorted(unproven) if days_of_one_month(columns[name], stated) is not None]
    if _likelier(impossible) not in (None, stated):
        if is_asked:
            _ask_order(scales, columns, unproven, impossible, "date_order_differs", stated)
        else:
            for name in sorted(unproven):
                scales.doubt(name, columns[name].evidence.example, "date_order_unlikely")
        return
    for name in odd:
        scales.doubt(name, columns[name].evidence.example, "day_and_month_may_be_swapped")
    if odd and is_asked:
        _ask_of_one_month(scales, columns[odd[0]], stated)


def _ask_of_one_month(scales: Scales, column: Column, stated: Order) -> None:
    """Ask for the order again where by the one that was told before all dates are of a day or two, in many months."""
    days, months = days_of_one_month(column, stated) or ("", 0)
    heading = scales.heading(column.name)
    words = Sentence(
        "Read as was said of earlier files, all dates under '{heading}' are of day {days}, in {months} months. {asked}",
        heading=heading, days=days, months=months,
        asked=Sentence(WHICH_OF_TWO, example=column.evidence.example, heading=heading),
    )  # fmt: skip
    other = next(order for order in ORDERS if order != stated)  # proposed, so that no answer of before stands for it
    scales.questions.append(Question("date_order", words, OF_ORDER, heading, proposed=other, read_as=stated))


class Contradicted(NotLoaded):
    """A person's answer about the dates of a file, by which dates that stand in it would be none."""

    def __init__(self, scales: Scales, column: Column, answer: str, against: pl.Series) -> None:
        """`against`: of each row of the column whether it speaks against the answer; one does."""
        row = int(against.arg_max() or 0)
        super().__init__(
            scales.recognised.sheet.file_name,
            Sentence(
                "the answer {answer} cannot be right: read so, '{value}' under '{heading}' (row {row}) is no date.",
                answer=answer,
                value=column.texts[row],
                heading=scales.heading(column.name),
                row=column.row_number(row),
            ),
            Sentence("Leave that answer out, or give the other one."),
        )


def _require_possible_order(scales: Scales, columns: Mapping[str, Column], names: Iterable[str]) -> None:
    """Raise Contradicted where a person said an order, and all columns that prove any prove the other."""
    dates = scales.recognised.profile.dates
    proving = [name for name in names if columns[name].evidence.order is not None]
    if not dates.order_confirmed or _stated(scales) is None or not proving:
        return
    other = next(order for order in ORDERS if order != dates.order)
    if all(columns[name].evidence.order == other for name in proving):
        column = columns[proving[0]]
        if (against := take_apart(column.texts).only_in(other)).any():
            raise Contradicted(scales, column, f"date_order={dates.order}", against)


def _require_possible_year(scales: Scales, columns: Mapping[str, Column], today: datetime) -> None:
    """Raise Contradicted where a person said that dates begin with their year, and none of those with two digits for it can."""
    dates = scales.recognised.profile.dates
    if not dates.order_confirmed or dates.order != YEAR_FIRST.value:
        return
    short = [column for column in columns.values() if has_short_years(column.apart)]
    if short and all(short_years(column.apart, today) is None for column in short):
        apart = take_apart(short[0].texts)
        raise Contradicted(scales, short[0], f"date_order={dates.order}", apart.by_row(no_year_first(apart, today)))


def _stated(scales: Scales) -> Order | None:
    """Return the order of day and month that the profile says."""
    stated = scales.recognised.profile.dates.order
    return next((order for order in ORDERS if order == stated), None)


def _own_order(scales: Scales, column: Column) -> Order | None:
    """Return the order that the profile says or the column proves; None where neither can tell."""
    own, stated = column.evidence, _stated(scales)
    if stated is not None:
        if not own.contradicts(stated):
            return stated
        scales.doubt(column.name, stated, "date_order_differs")
    if own.day_first and own.month_first:
        scales.doubt(column.name, own.example, "date_order_mixed")
    return own.order


def _impossible(
    columns: Mapping[str, Column], forms: Mapping[str, DateForm], unproven: set[str], today: datetime
) -> dict[Order, int]:
    """Return for each order how many dates lie before what they follow, or ahead of today."""
    tried = {order: {name: replace(forms[name], order=order) for name in unproven} for order in ORDERS}
    return {order: impossible_rows(columns, {**forms, **tried[order]}, unproven, today) for order in ORDERS}


def _likelier(impossible: Mapping[Order, int]) -> Order | None:
    """Return the order that leaves far fewer dates impossible; None where neither does."""
    fits, other = sorted(ORDERS, key=lambda order: impossible[order])
    is_clear = impossible[other] >= FEWEST_BACKWARDS and impossible[other] > 2 * impossible[fits]
    return fits if is_clear else None


def _tell_order(
    scales: Scales,
    columns: Mapping[str, Column],
    unproven: set[str],
    impossible: Mapping[Order, int],
    read_as: Order,
) -> None:
    """Note by what the order was found; where next to nothing is impossible in it alone it is proven, else it is asked."""
    likelier = _likelier(impossible)
    if likelier is None or min(impossible.values()) > SLIP_SHARE * max(impossible.values()):
        _ask_order(scales, columns, unproven, impossible, "date_order_assumed", read_as)
        return
    for name in sorted(unproven):
        scales.doubt(name, columns[name].evidence.example, "date_order_by_sequence")


def _ask_order(
    scales: Scales,
    columns: Mapping[str, Column],
    unproven: set[str],
    impossible: Mapping[Order, int],
    doubt: str,
    read_as: Order,
) -> None:
    """Note a doubt about the order, and ask for it; the likelier one is proposed."""
    for name in sorted(unproven):
        scales.doubt(name, columns[name].evidence.example, doubt)
    if any(question.kind == "date_order" for question in scales.questions):  # whether the year stands first was asked
        return
    name, likelier = min(unproven), _likelier(impossible)
    may_be_year = may_begin_with_year(columns[name].apart)
    words = Sentence(
        WHICH_OF_THREE if may_be_year else WHICH_OF_TWO,
        example=columns[name].evidence.example,
        heading=scales.heading(name),
    )
    if likelier is not None:
        words = Sentence(
            "{asked} Read day first, {day_first} dates lie before what they follow or after today; read month first,"
            " {month_first} do.",
            asked=words, day_first=impossible["day-month"], month_first=impossible["month-day"],
        )  # fmt: skip
    choices = (*OF_ORDER, YEAR_FIRST) if may_be_year else OF_ORDER
    question = Question("date_order", words, choices, scales.heading(name), proposed=likelier, read_as=read_as)
    scales.questions.append(question)
