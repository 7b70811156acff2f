"""Cells that only say that what stands above comes again: told before the file is loaded, since none of them is read."""

from __future__ import annotations

from typing import Final

import polars as pl

from pipelines.issues import told_rows
from pipelines.recognise import Recognised
from pipelines.sentence import Sentence

NOT_READ: Final = Sentence(
    "Rows with a mark under '{heading}' that stands for what is above it: {count}. Which row is meant is not certain, so they are"
    " read as having none. Write it out on each row and load the file again."
)
NO_STATUS: Final = Sentence(
    "Rows with a mark under '{heading}' that stands for what is above it: {count}. Which row is meant is not certain, so they have"
    " no status: they count as open, or as done by their end date, also under one that was cancelled. Write it out on each row and"
    " load the file again."
)


def told_of_marks(recognised: Recognised, issues: pl.DataFrame) -> list[Sentence]:
    """Return what is told of each column with such marks in rows that count.

    issues   as `issues.condensed` returns them
    """
    status = recognised.heading_of("status") if recognised.table == "work_items" else None
    marks = issues.filter(issue="as_above").select("column", told_rows().alias("rows"))
    counted = marks.group_by("column", maintain_order=True).agg(pl.col("rows").sum())
    return [
        Sentence(NO_STATUS if heading == status else NOT_READ, heading=heading, count=count)
        for heading, count in counted.iter_rows()
    ]
