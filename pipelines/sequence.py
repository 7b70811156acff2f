"""What the order of beginnings and ends tells about dates: nothing is done before it was asked for."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

import polars as pl

from pipelines import vocabulary
from pipelines.date_column import MONTHS_OF_A_YEAR, Column
from pipelines.evidence import Scales
from pipelines.moments import DateForm, Order, read_moments
from pipelines.proposal import Choice, Question
from pipelines.sentence import Sentence

Forms = Mapping[str, DateForm]
Read = Mapping[str, pl.Series]

PLANNED: Final = (*vocabulary.TARGETS, "planned_from", "planned_to", "target_at")  # moments that may lie ahead
# A moment of the first never lies after one of the second.
PAIRS: Final = (
    *(("opened_at", end) for end in ("reported_done_at", "recorded_done_at", "cancelled_at", *vocabulary.TARGETS)),
    ("planned_from", "planned_to"), ("started_at", "ended_at"),
)  # fmt: skip
LONGEST: Final = timedelta(days=366)  # that most work takes, where dates can be read in two ways
BACKWARDS_SHARE: Final = 0.05  # of more rows than this the end lies before the start: no typing errors
FEWEST_BACKWARDS: Final = 5
MENDED_SHARE: Final = 0.1  # so few of them are left when day and month change places: that is what was wrong
FEWEST_LOW_DAYS: Final = 25  # different dates without a day above 12: of chance that is one in 10,000,000,000
FEWEST_OF_ONE_DAY: Final = 5  # different dates, all of the same day, of so many months: one month, turned about
FEWEST_OF_TWO_DAYS: Final = 8  # the same of two months
FEWEST_TURNED: Final = 3  # different dates that a spreadsheet read
FEWEST_LEFT: Final = 2  # texts that it could not read


def impossible_rows(columns: Mapping[str, Column], forms: Forms, about: set[str], today: datetime) -> int:
    """Return how many dates of some columns lie ahead of us or before what they follow, read in these forms."""
    read = _read(columns, forms)
    backwards = sum(_count(_backwards(read, start, end)) for start, end in _pairs(read) if {start, end} & about)
    ahead = sum(_count(read[name] > today + timedelta(days=1)) for name in about - set(PLANNED))
    return backwards + ahead


def rows_far_apart(columns: Mapping[str, Column], forms: Forms, about: set[str]) -> int:
    """Return how many ends lie more than a year after what they follow, of some columns read in these forms."""
    read = _read(columns, forms)
    pairs = [pair for pair in _pairs(read) if set(pair) & about]
    return sum(_count(read[end] - read[start] > LONGEST) for start, end in pairs)


def ask_for_swaps(scales: Scales, columns: Mapping[str, Column], forms: Forms) -> None:
    """Ask whether day and month changed places, where something says that they did. It is never done unasked."""
    answered = set(scales.recognised.profile.dates.day_after_year)
    asked = {name for name, form in forms.items() if form.day_after_year} | answered
    may_turn = {name for name, column in columns.items() if 0 < column.highest_day <= MONTHS_OF_A_YEAR}
    read = _read({name: columns[name] for pair in _pairs(columns) if may_turn & set(pair) for name in pair}, forms)
    for start, end in _pairs(read):
        backwards = _count(_backwards(read, start, end))
        of = _count(read[start].is_not_null() & read[end].is_not_null())
        if backwards < FEWEST_BACKWARDS or backwards < of * BACKWARDS_SHARE:
            continue
        turned = next(_mending(columns, forms, (start, end), may_turn, backwards), ())
        for name in set(turned) - asked:
            words = Sentence(
                "{backwards} of {rows} rows have an end ('{end}') before the start ('{start}'). We think day and month are"
                " swapped in '{heading}'.",
                backwards=backwards, rows=of, end=scales.heading(end), start=scales.heading(start),
                heading=scales.heading(name),
            )  # fmt: skip
            _ask(scales, columns[name], words, proposed="swap")
            asked.add(name)
    for name, column in columns.items():
        if name not in asked and (odd := _odd_days(scales, column)):
            _ask(scales, column, odd, proposed="swap" if _left_as_text(column) else None)
            asked.add(name)


def _odd_days(scales: Scales, column: Column) -> Sentence | None:
    """Return what is odd about the days of ISO dates: a spreadsheet that read 2/8/2010 month first wrote 2010-02-08."""
    if not 0 < column.highest_day <= MONTHS_OF_A_YEAR:
        return None
    heading, dates = scales.heading(column.name), column.iso_dates
    if _left_as_text(column) and dates.len() >= FEWEST_TURNED:
        return Sentence(
            "Under '{heading}' a spreadsheet has read some dates and left others as text ({example}); none that it read has a"
            " day above 12. We think it swapped their day and month.",
            heading=heading, example=column.apart.texts[0],
        )  # fmt: skip
    if dates.len() >= FEWEST_LOW_DAYS:
        return Sentence(
            "None of the {count} different dates under '{heading}' has a day above 12. Day and month may be swapped.",
            count=dates.len(),
            heading=heading,
        )
    days, months = dates.str.slice(8, 2), dates.str.slice(5, 2).n_unique()
    if days.n_unique() == 1 and days[0] != "01" and months >= FEWEST_OF_ONE_DAY:
        return Sentence(
            "All dates under '{heading}' are of day {day}, in {months} months. They may all be of month {day}, with day and"
            " month swapped.",
            heading=heading, day=int(days[0]), months=months,
        )  # fmt: skip
    return None


def days_of_one_month(column: Column, order: Order) -> tuple[str, int] | None:
    """Return the days of dates in digits, and in how many months: one or two of many months are hardly what is meant.

    None where that is not so. The first of each month is a day like no other.
    """
    day, month = ("first", "second") if order == "day-month" else ("second", "first")
    dates = column.apart.parts.select(day=pl.col(day).cast(pl.Int32), month=pl.col(month).cast(pl.Int32)).drop_nulls()
    days, months = dates["day"].unique().sort(), dates["month"].n_unique()
    fewest = FEWEST_OF_ONE_DAY if days.len() == 1 else FEWEST_OF_TWO_DAYS
    if not 0 < days.len() <= 2 or 1 in days or months < fewest:
        return None
    return " / ".join(map(str, days)), months


def _left_as_text(column: Column) -> bool:
    """Return whether the column has texts besides ISO dates that are all of one order, each with a day above 12.

    A spreadsheet that reads dates the other way round turns what it can into dates, and leaves these as text.
    """
    seen = column.evidence
    high = max(seen.day_first, seen.month_first)
    return high >= FEWEST_LEFT and not min(seen.day_first, seen.month_first) and not seen.either + seen.same


def _ask(scales: Scales, column: Column, words: Sentence, proposed: str | None) -> None:
    example = column.iso_dates[0] if column.iso_dates.len() else column.evidence.example
    scales.doubt(column.name, example, "day_and_month_may_be_swapped")
    choices = (
        Choice("swap", Sentence("swap day and month")),
        Choice("keep", Sentence("the dates are right as they stand")),
    )
    question = Question("date_swap", words, choices, scales.heading(column.name), column.name, proposed, read_as="keep")
    scales.questions.append(question)


def _mending(
    columns: Mapping[str, Column], forms: Forms, pair: tuple[str, str], may_turn: set[str], backwards: int
) -> Iterator[tuple[str, ...]]:
    """Yield which of two columns, or both, put the ends behind their starts when day and month change places."""
    start, end = pair
    for names in ((start,), (end,), pair):
        if may_turn.issuperset(names):
            tried = {**forms, **{name: replace(forms[name], day_after_year=True) for name in names}}
            if (
                _backwards(_read({name: columns[name] for name in pair}, tried), start, end).sum()
                <= backwards * MENDED_SHARE
            ):
                yield names


def _read(columns: Mapping[str, Column], forms: Forms) -> Read:
    return {name: read_moments(column.texts, forms[name])[0] for name, column in columns.items()}


def _pairs(names: Container[str]) -> list[tuple[str, str]]:
    return [(start, end) for start, end in PAIRS if start in names and end in names]


def _backwards(read: Read, start: str, end: str) -> pl.Series:
    """Return the rows of which the end is of an earlier day than the start."""
    return read[end].dt.date() < read[start].dt.date()


def _count(which: pl.Series) -> int:
    return int(which.fill_null(False).sum())
