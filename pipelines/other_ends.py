"""Columns of ends beside the one that is taken for the day on which work was done: a person is told where they differ."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import polars as pl

from pipelines.guess import aside_of
from pipelines.moments import moments, take_apart
from pipelines.names import PARTLY, goes_apart, known_names, unused_names
from pipelines.sentence import Sentence
from pipelines.shapes import Shape, on_or_after

AFTER_OPENING: Final = 0.95  # of the rows

OTHER_END: Final = Sentence(
    "Column '{heading}' is not used: '{done}' is taken for the day on which work was done, and in {count} of {rows} rows"
    " '{heading}' has another day. If the work was done on that, choose '{heading}' in place of '{done}'."
)


def told_of_other_ends(fields: Mapping[str, str], rows: pl.DataFrame, shapes: Mapping[str, Shape]) -> list[Sentence]:
    """Return a sentence for each column that is named as an end, is not used, and has other days than the one that is.

    fields   field -> heading, of what the columns of work items are taken for
    rows     all rows, as texts under each heading; `shapes` are of a sample of them
    """
    done, opened = fields.get("reported_done_at"), fields.get("opened_at")
    if done is None or opened is None or shapes[done].moment is None:
        return []
    told = []
    for heading, shape in shapes.items():
        if heading in fields.values() or not _is_end(heading, shape, shapes[opened]):
            continue
        days, others = (_days(rows[name], shapes[name]) for name in (done, heading))
        differing = int(((days != others) | (days.is_null() & others.is_not_null())).sum())
        if differing:
            told.append(Sentence(OTHER_END, heading=heading, done=done, count=differing, rows=rows.height))
    return told


def _is_end(heading: str, shape: Shape, opened: Shape) -> bool:
    """Return whether a column is named as an end first of all, in part at least, and its days lie on or after the opening."""
    if shape.moment is None or opened.moment is None or goes_apart(heading):
        return False
    likes = known_names()["work_items"].like(heading)
    if not likes or likes[0].field != "reported_done_at" or likes[0].score < PARTLY:
        return False
    if any(like.score > likes[0].score for like in aside_of(unused_names("work_items"), heading, shape)):
        return False
    return on_or_after(opened.moment, shape.moment)[0] >= AFTER_OPENING


def _days(cells: pl.Series, shape: Shape) -> pl.Series:
    """Return the day of each row, read in the order that the dates of the column have; null where it has none."""
    return moments(take_apart(cells.str.strip_chars()), shape.evidence.order or "day-month").dt.date()
