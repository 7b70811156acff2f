"""Cases of which nothing says that they are done: by the columns that an unknown file has, and by all rows of a known one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import polars as pl

from pipelines.moments import moments, take_apart
from pipelines.names import EXACT, PARTLY, goes_apart, known_names
from pipelines.proposal import CodeGuess
from pipelines.rejects import came_back
from pipelines.sentence import Sentence, listed
from pipelines.shapes import Shape, on_or_after

SAYS_DONE: Final = ("reported_done_at", "recorded_done_at", "status")
AFTER_OPENING: Final = 0.95  # of the rows: the dates of an end lie on or after the opening
FEWEST_ENDS: Final = 3
FEWEST_CASES: Final = 10  # of fewer, that none is done tells nothing
LONG_AGO_DAYS: Final = 60  # between the oldest and the newest case: by then some of the work is done

NO_COLUMN: Final = Sentence(
    "No column that we are sure of tells when work was done, or whether: no case would count as done, and each would stay open."
    " If a column tells it, choose it; else export the file with the date on which the work was done."
)
MAY_SAY_SO: Final = Sentence(
    "No column that we are sure of tells when work was done, or whether: no case would count as done, and each would stay open."
    " {headings} may tell it: if so, choose it as the date or as the status; if its cells are no plain dates or words, export it"
    " with the date on which the work was done."
)
SOME_PLAIN: Final = Sentence(
    "Column '{heading}' is not used as the day on which work was done: {count} of its {filled} filled cells are plain dates, and"
    " '{example}' is none. Without it the cases that count as done by '{status}' have no day. Write a date alone in each of its"
    " cells and export the file again."
)
DAYS_UNUSED: Final = Sentence(
    "Column '{heading}' holds dates and is not used, and the cases that count as done by '{status}' have no day. If these are the"
    " days on which work was done, choose it for that."
)
NONE_DONE: Final = Sentence(
    "None of {count} cases is done or cancelled, though the oldest was opened on {first} and the newest on {last}. A list of open"
    " work is like that. If this is none, see whether the date or the status that tells what is done is missing, empty or read"
    " from the wrong column: all of these cases count as open."
)
NONE_DONE_AND_CANCELLED: Final = Sentence(
    "None of {count} cases is done, though the oldest was opened on {first} and the newest on {last}: {cancelled} count as"
    " cancelled and all others as open. If some of them are done, see whether the date or the status that tells it is missing,"
    " empty or read from the wrong column."
)


@dataclass(frozen=True)
class Ends:
    """What some rows say of their ends: how many cases they are, when these were opened, and how many are ended in which way."""

    cases: int
    first: datetime | None
    last: datetime | None
    is_any_done: bool  # or closed where nobody was home
    done: int  # by a date, and not cancelled
    cancelled: int


def told_of_no_end(
    fields: Mapping[str, str], shapes: Mapping[str, Shape], codes: Mapping[str, Mapping[str, CodeGuess]]
) -> list[Sentence]:
    """Return a sentence where no column is taken for one that tells when or whether work was done; nothing of other files.

    Where a status tells whether and none tells when, each column that may is told.

    fields   field -> heading, of what the columns of work items are taken for
    codes    field -> code -> what it is taken for
    """
    meant = {guess.meant for guess in codes.get("status", {}).values()}
    is_only_open = "status" in fields and meant == {"open"}
    likely = [heading for heading in shapes if heading not in fields.values() and _may_say_so(heading, fields, shapes)]
    if "done" in meant and "reported_done_at" not in fields and "recorded_done_at" not in fields:
        return [told for heading in likely if (told := _told_of_days(heading, shapes[heading], fields["status"]))]
    if any(name in fields for name in SAYS_DONE) and not (is_only_open and likely and "reported_done_at" not in fields):
        return []
    if likely:
        return [Sentence(MAY_SAY_SO, headings=listed(f"'{heading}'" for heading in likely))]
    return [NO_COLUMN]


def _told_of_days(heading: str, shape: Shape, status: str) -> Sentence | None:
    """Return what is told of a column that may hold the days of an end, beside a status that calls cases done without one."""
    if shape.moment is not None:
        return Sentence(DAYS_UNUSED, heading=heading, status=status)
    cells = shape.cells.drop_nulls()
    apart = take_apart(cells)
    plain = moments(apart, apart.evidence.order or "day-month")
    if plain.count() == 0:
        return None
    example = cells.filter(plain.is_null())[0]
    return Sentence(
        SOME_PLAIN, heading=heading, status=status, count=plain.count(), filled=cells.len(), example=example
    )


def _may_say_so(heading: str, fields: Mapping[str, str], shapes: Mapping[str, Shape]) -> bool:
    """Return whether a column is named as an end is, or has dates on or after the opening under a heading that we do not know."""
    shape, known = shapes[heading], known_names()["work_items"].like(heading)
    if not shape.values or goes_apart(heading):
        return False
    if any(like.field == "reported_done_at" and like.score >= PARTLY for like in known):
        return True
    opened = fields.get("opened_at")
    if shape.moment is None or opened is None or any(like.score >= EXACT - 0.1 for like in known):
        return False
    begins = shapes[opened].moment
    share, rows = on_or_after(begins, shape.moment) if begins is not None else (0.0, 0)
    return share >= AFTER_OPENING and rows >= FEWEST_ENDS


def ends_of(rows: pl.DataFrame) -> Ends:
    """Return what rows of work items, as `Validated.rows` has them, say of their ends."""
    opened = rows["opened_at"].drop_nulls()
    is_cancelled = pl.col("cancelled_at").is_not_null() | (pl.col("status") == "cancelled").fill_null(False)
    is_done = pl.col("reported_done_at").is_not_null() & ~is_cancelled
    is_closed = is_done | (pl.col("status").is_in(["done", "no_access"]) & ~is_cancelled).fill_null(False)
    found = rows.select(closed=is_closed.any(), done=is_done.sum(), cancelled=is_cancelled.sum()).row(0, named=True)
    return Ends(rows.height, opened.min(), opened.max(), found["closed"], found["done"], found["cancelled"])  # type: ignore[arg-type]


def told_of_none_done(headings: Sequence[str], ends: Sequence[Ends]) -> tuple[Sentence, ...]:
    """Return a sentence where a file of many cases over a long time has none that is done; nothing of other files.

    Rows that were mended are a few of a file, and a log of events tells of its own end.
    """
    moments = [moment for each in ends for moment in (each.first, each.last) if moment is not None]
    cases, cancelled = sum(each.cases for each in ends), sum(each.cancelled for each in ends)
    if cases - cancelled < FEWEST_CASES or not moments or any(each.is_any_done for each in ends):
        return ()
    first, last = min(moments), max(moments)
    if came_back(headings) or (last - first).days <= LONG_AGO_DAYS:
        return ()
    days = {"first": f"{first:%Y-%m-%d}", "last": f"{last:%Y-%m-%d}"}
    if cancelled:
        return (Sentence(NONE_DONE_AND_CANCELLED, count=cases, cancelled=cancelled, **days),)
    return (Sentence(NONE_DONE, count=cases, **days),)
