"""Columns that are filled on the first row of a group only, as a report and a pivot table write them."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, lgamma
from typing import Final

import polars as pl

from pipelines import vocabulary
from pipelines.recognise import Recognised
from pipelines.sentence import Sentence

MAY_HEAD_A_GROUP: Final = ("team", "worker", "customer_id", "place_id", "household_id")
MOST_FILLED: Final = 1 / 2  # of the rows: where more are filled hardly a group has a second row
FEW_FILLED: Final = 1 / 3
FEWEST_ROWS: Final = 5
FEWEST: Final = 4  # values: these are in order by chance once in 24 times
FEWEST_THAT_RETURN: Final = 3  # two that take turns are as likely two that are seldom filled in
UNLIKELY: Final = 0.05  # that rows filled at random would lie so


@dataclass(frozen=True)
class Filled:
    """How a column is filled in some rows: which of them are (a Boolean a row), and the values of those."""

    is_filled: pl.Series
    values: pl.Series

    @property
    def rows(self) -> int:
        return self.is_filled.len()


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
        if (heading := recognised.heading_of(name))
        and (_heads_groups(name, found := _filled(recognised, heading)) or _take_turns(recognised, heading, found))
    ]


def _filled(recognised: Recognised, heading: str) -> Filled:
    number, cells = recognised.heading_of(vocabulary.RECORD_ID[recognised.table]), recognised.cell_column(heading)
    used = [cells, *([recognised.cell_column(number)] if number else [])]

    def filled(rows: pl.DataFrame) -> Filled:
        cases = rows.filter(pl.col(used[-1]).is_not_null())[cells] if number else rows[cells]
        return Filled(cases.is_not_null(), cases.drop_nulls())

    slices = list(recognised.each_slice(filled, list(dict.fromkeys(used))))
    return Filled(pl.concat([found.is_filled for found in slices]), pl.concat([found.values for found in slices]))


def _heads_groups(name: str, found: Filled) -> bool:
    """Return whether the first row is filled, others are not, and each value is another than the one before.

    Of teams there are few, so that one would soon follow itself where it stands on any row. Of others each stands once, in order,
    or they lie so that no two are on rows next to each other, which is unlikely where they are filled in at random.
    """
    values, filled = found.values.str.strip_chars().str.to_lowercase(), found.values.len()
    if found.rows < FEWEST_ROWS or not found.is_filled[0] or filled > MOST_FILLED * found.rows:
        return False
    stand_once = values.n_unique() == filled
    if (values == values.shift(1)).any() or not (stand_once or values.n_unique() >= FEWEST_THAT_RETURN):
        return False
    if filled <= FEW_FILLED * found.rows and (name == "team" or (_is_in_order(values) and stand_once)):
        return True
    return filled >= FEWEST and _chance(found) <= UNLIKELY


def _take_turns(recognised: Recognised, heading: str, found: Filled) -> bool:
    """Return whether two values take turns, and another column has a new value on just the rows where they stand.

    What is seldom filled in at random lies no such way beside what is the same within a day, a week or an area.
    """
    values = found.values.str.strip_chars().str.to_lowercase()
    if (
        values.len() < FEWEST
        or found.rows <= values.len()
        or values.n_unique() != 2
        or (values == values.shift(1)).any()
    ):
        return False
    number = recognised.heading_of(vocabulary.RECORD_ID[recognised.table])
    is_case = None
    if number:
        column = recognised.cell_column(number)
        is_case = pl.concat(list(recognised.each_slice(lambda rows: rows[column].is_not_null(), [column])))
    for other, cells in recognised.cells_in_turn():
        of_cases = cells if is_case is None else cells.filter(is_case)
        if other not in (heading, number) and not of_cases.has_nulls():
            begins = of_cases.ne_missing(of_cases.shift(1))
            if (begins == found.is_filled).all():
                return True
    return False


def _is_in_order(values: pl.Series) -> bool:
    return values.len() >= FEWEST and values.is_sorted()


def _chance(found: Filled) -> float:
    """Return how often as many rows, filled at random, would have the first among them and no two next to each other."""
    filled, rows = found.values.len(), found.rows
    if (found.is_filled & found.is_filled.shift(1)).any():
        return 1
    return exp(_log_ways(rows - filled, filled - 1) - _log_ways(rows, filled))


def _log_ways(all_of: int, chosen: int) -> float:
    """Return the logarithm of the number of ways to choose so many."""
    return lgamma(all_of + 1) - lgamma(chosen + 1) - lgamma(all_of - chosen + 1)
