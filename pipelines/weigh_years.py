"""Columns of dates with two digits for the year -> whether they begin with it: what they prove, else what stands beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

import polars as pl

from pipelines.date_column import Column
from pipelines.evidence import Scales
from pipelines.moments import SLIP_SHARE, DateForm, Order
from pipelines.proposal import Question
from pipelines.sentence import Sentence
from pipelines.sequence import impossible_rows, rows_far_apart
from pipelines.short_years import OF_ORDER, WHICH_OF_THREE, YEAR_FIRST, ShortYears, has_short_years, short_years

Forms = Mapping[str, DateForm]

ORDERS: Final[tuple[Order, ...]] = ("day-month", "month-day")
FEWEST_ODD: Final = 3  # rows that cannot be in one reading: fewer may be typing errors


def years_first(scales: Scales, columns: Mapping[str, Column], forms: Forms, today: datetime) -> dict[str, DateForm]:
    """Return the forms of the columns that begin with two digits for the year, noting what is not proven and asking it."""
    found = {
        name: years
        for name, column in columns.items()
        if not forms[name].counted and (years := short_years(column.apart, today)) is not None
    }
    dates = scales.recognised.profile.dates
    proven = {name for name, years in found.items() if years.prove_it}
    if not found or dates.order == YEAR_FIRST.value or proven == found.keys():
        return _so(forms, found)
    others = [column for name, column in columns.items() if name not in found]
    if dates.order_confirmed or any(has_short_years(column.apart) for column in others):
        return _so(forms, proven)
    told = {name for name, years in found.items() if years.tell_it}
    if not proven | told and _tell_by_others(scales, columns, forms, found, today):
        told = set(found)
    if proven | told:
        _tell(scales, columns, found.keys() - proven)
        return _so(forms, found)
    return _so(forms, [])


def _so(forms: Forms, names: Iterable[str]) -> dict[str, DateForm]:
    return {name: replace(forms[name], short_year_first=True, is_ordered=False) for name in names}


def _tell(scales: Scales, columns: Mapping[str, Column], names: Iterable[str]) -> None:
    """Note that columns are read year first, which no single date of theirs proves."""
    differs = scales.recognised.profile.dates.order is not None
    for name in sorted(names):
        scales.doubt(name, _example(columns[name]), "date_order_differs" if differs else "date_year_first")


def _tell_by_others(
    scales: Scales, columns: Mapping[str, Column], forms: Forms, found: Mapping[str, ShortYears], today: datetime
) -> bool:
    """Return whether columns begin with their year by what lies before or after them; ask where that does not tell."""
    so = {**forms, **_so(forms, found)}
    odd_so = _odd_rows(columns, so, found, today)
    odd_usual = min(_odd_rows(columns, usual, found, today) for usual in _usual(columns, forms, found))
    low, high = sorted((odd_so, odd_usual))
    if high >= FEWEST_ODD and high > 2 * low:
        if odd_so == low and low > SLIP_SHARE * high:
            _ask(scales, columns, found, YEAR_FIRST.value)
        return odd_so == low
    years = ShortYears(
        0, 0, pl.concat([one.firsts for one in found.values()]), pl.concat([one.lasts for one in found.values()])
    )
    if years.are_usual or scales.recognised.profile.dates.order is not None:
        return False
    if years.seem_so:
        _ask(scales, columns, found, YEAR_FIRST.value)
        return True
    order = next((order for name in sorted(found) if (order := columns[name].evidence.order)), None)
    if order is not None:  # else it is asked with the order of day and month
        _ask(scales, columns, found, order)
    return False


def _usual(columns: Mapping[str, Column], forms: Forms, names: Iterable[str]) -> Iterator[Forms]:
    """Yield the forms in which columns end with their year: in the order that each proves, else in either."""
    for order in ORDERS:
        yield {**forms, **{name: replace(forms[name], order=columns[name].evidence.order or order) for name in names}}


def _odd_rows(columns: Mapping[str, Column], forms: Forms, found: Mapping[str, ShortYears], today: datetime) -> int:
    """Return how many dates lie ahead of us, before what they follow, or more than a year after it."""
    return impossible_rows(columns, forms, set(found), today) + rows_far_apart(columns, forms, set(found))


def _ask(scales: Scales, columns: Mapping[str, Column], names: Iterable[str], read_as: str) -> None:
    """Ask what dates begin with, of which both remain."""
    name = min(names)
    words = Sentence(WHICH_OF_THREE, example=_example(columns[name]), heading=scales.heading(name))
    choices = (*OF_ORDER, YEAR_FIRST)
    proposed = read_as if read_as == YEAR_FIRST.value else None
    scales.questions.append(
        Question("date_order", words, choices, scales.heading(name), proposed=proposed, read_as=read_as)
    )
    if read_as != YEAR_FIRST.value:
        for name in sorted(names):
            scales.doubt(name, _example(columns[name]), "date_order_assumed")


def _example(column: Column) -> str:
    return str(column.apart.texts.filter(column.apart.parts["first"].is_not_null())[0])
