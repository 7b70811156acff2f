"""Columns that are filled on the first row of a group only, as a report and a pivot table write them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

from pipelines import vocabulary
from pipelines.recognise import Recognised
from pipelines.sentence import Sentence

MAY_HEAD_A_GROUP: Final = ("team", "worker", "customer_id", "place_id", "household_id")
MOST_FILLED: Final = (
    1 / 3
)  # of the rows: where more are filled groups are small, and others leave a cell empty as often
FEWEST_ROWS: Final = 5
FEWEST_IN_ORDER: Final = 4  # values that are in order by chance once in 24 times


@dataclass(frozen=True)
class Filled:
    """How a column is filled in some rows: how many these are, whether the first of them is filled, and the values."""

    rows: int
    begins: bool
    values: pl.Series


def told_of_groups(recognised: Recognised) -> list[Sentence]:
    """Return what is told of columns that seem to be filled where a group of rows begins, and nowhere else."""
    return [
        Sentence(
            "Column '{heading}' is filled on {filled} of {rows} rows, where a group of rows seems to begin; the other rows are"
            " read as having none. Fill it in on each row and load the file again.",
            heading=heading,
            filled=found.values.len(),
            rows=found.rows,
        )
        for name in MAY_HEAD_A_GROUP
        if (heading := recognised.heading_of(name)) and _heads_groups(name, found := _filled(recognised, heading))
    ]


def _filled(recognised: Recognised, heading: str) -> Filled:
    number, cells = recognised.heading_of(vocabulary.RECORD_ID[recognised.table]), recognised.cell_column(heading)
    used = [cells, *([recognised.cell_column(number)] if number else [])]

    def filled(rows: pl.DataFrame) -> Filled:
        cases = rows.filter(pl.col(used[-1]).is_not_null())[cells] if number else rows[cells]
        return Filled(cases.len(), cases.len() > 0 and cases[0] is not None, cases.drop_nulls())

    slices = [found for found in recognised.each_slice(filled, list(dict.fromkeys(used))) if found.rows]
    if not slices:
        return Filled(0, False, pl.Series(dtype=pl.String))
    return Filled(sum(found.rows for found in slices), slices[0].begins, pl.concat([found.values for found in slices]))


def _heads_groups(name: str, found: Filled) -> bool:
    """Return whether the first row is filled, few others are, and teams change with each that is; others are in order too."""
    values = found.values.str.strip_chars()
    if not found.begins or found.rows < FEWEST_ROWS or values.len() > MOST_FILLED * found.rows:
        return False
    if name == "team":  # of which there are few, so that one would soon follow itself where it stands on any row
        return not (values == values.shift(1)).any()
    in_order = values.str.to_lowercase()
    return values.len() >= FEWEST_IN_ORDER and in_order.is_sorted() and in_order.is_unique().all()
