"""The rows of a sheet that are looked at to find its tables: all of a small one, of a long one the telling ones."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import polars as pl

from pipelines.cell_kinds import Kind, kind
from pipelines.sheet import Sheet, holds_something

LOOKED_CELLS: Final = 24_000  # of a sheet, so that a wide one is found as fast as a long one
TOP_ROWS: Final = 400
BOTTOM_ROWS: Final = 150
FEWEST_ROWS: Final = 60
GAPS: Final = 60  # blank rows behind which another table may begin: so many are looked at, from the top
AFTER_GAP: Final = 12  # rows looked at behind each
FIRST_ROWS: Final = 60  # among which a profile looks for its headings, blank or not


@dataclass(frozen=True)
class Row:
    """One row that holds something: `cells` and `kinds` by the number of their column, 0 = A."""

    number: int  # as Excel shows it
    cells: dict[int, str]
    kinds: dict[int, Kind]

    @property
    def filled(self) -> frozenset[int]:
        return frozenset(self.cells)

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """The cells as they are compared: whatever their case and blanks."""
        return tuple(" ".join(cell.split()).casefold() for cell in self.cells.values())

    def repeats(self, other: Row) -> bool:
        """Return whether the row says the same as another, in the same columns."""
        return self.cells.keys() == other.cells.keys() and self.texts == other.texts


@dataclass(frozen=True)
class Grid:
    """Some columns of a sheet, with the rows in them that hold something and are looked at."""

    sheet: Sheet
    columns: tuple[int, ...]  # that hold anything, 0 = A
    numbers: pl.Series  # row numbers of all rows that hold something in these columns, ascending
    rows: list[Row]  # those of them that are looked at

    def height(self, first: int, last: int) -> int:
        """Return how many rows from `first` to `last` (row numbers) hold something."""
        return int(self.numbers.search_sorted(last, "right")) - int(self.numbers.search_sorted(first, "left"))


def used_columns(sheet: Sheet) -> tuple[int, ...]:
    """Return the columns that hold anything, 0 = A."""
    return tuple(at for at, name in enumerate(sheet.columns) if sheet.cells[name].null_count() < sheet.cells.height)


def grid(sheet: Sheet, columns: tuple[int, ...]) -> Grid:
    """Return the rows of these columns that are looked at."""
    names = [f"c{at}" for at in columns]
    filled = sheet.cells.select(holds_something(names).alias("held"))["held"].arg_true()
    looked = _looked(filled, len(columns))
    frame = sheet.cells.select("row_number", *names)[looked]
    rows = [
        Row(number, cells, {at: kind(cell) for at, cell in cells.items()})
        for number, *values in frame.iter_rows()
        for cells in [{at: value for at, value in zip(columns, values, strict=True) if value is not None}]
    ]
    numbers = sheet.cells["row_number"].gather(filled) if sheet.held_rows is None else sheet.held_rows
    return Grid(sheet, columns, numbers, rows)


def telling_rows(filled: pl.Series, width: int, rows: int) -> pl.Series:
    """Return the places of the rows of a long sheet that are enough to find its table and its headings.

    filled   the places of all rows that hold something, 0 is the first; the columns that do are `width`

    With them come blank rows: the first ones, and one before each row that stands behind a gap.
    """
    looked = _looked(filled, width)
    above = looked.filter(looked > 0) - 1
    blank = above.filter(~above.is_in(filled.implode()))
    first = pl.int_range(min(rows, FIRST_ROWS), eager=True)
    telling: pl.Series = pl.concat([first, looked.cast(first.dtype), blank.cast(first.dtype)]).unique().sort()
    return telling


def _looked(filled: pl.Series, width: int) -> pl.Series:
    """Return the positions that are looked at: the top, the bottom, and what stands behind blank rows."""
    affordable = max(FEWEST_ROWS, LOOKED_CELLS // max(1, width))
    if filled.len() <= affordable:
        return filled
    top = min(TOP_ROWS, affordable * 2 // 3)
    parts = [filled.head(top), filled.tail(min(BOTTOM_ROWS, affordable // 3))]
    behind = (filled.diff() > 1).arg_true().head(GAPS)
    parts += [filled.slice(at, AFTER_GAP) for at in behind]
    return pl.concat(parts).unique().sort()
