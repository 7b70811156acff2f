"""The rows of one sheet or text file, as they stand in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import polars as pl

from pipelines.sentence import Sentence

MANY_COLUMNS: Final = 1000  # more than any export, and fewer than a sheet that was filled to its right edge
TEXT_AS_FORMULA: Final = r'(?s)^="((?:[^"]|"")*)"$'  # no formula that joins texts
GIVEN: Final = {"row_number": pl.Int64, "column": pl.Int64}
TURNED: Final = {"row_number": pl.Int64, "column": pl.Int64, "shown": pl.String}
DOUBTS: Final = {"row_number": pl.Int64, "column": pl.Int64, "value": pl.String, "issue": pl.String}


def no_doubts() -> pl.DataFrame:
    """Return the doubts of a sheet whose every cell is what its writer saw."""
    return pl.DataFrame(schema=DOUBTS)


def none_given() -> pl.DataFrame:
    """Return the cells of a sheet in which no cell has the value of another."""
    return pl.DataFrame(schema=GIVEN)


def none_turned() -> pl.DataFrame:
    """Return the dates among other things of a sheet that has none."""
    return pl.DataFrame(schema=TURNED)


@dataclass(frozen=True)
class Sheet:
    """Rows as written: every cell a text (null where it is empty), no row left out.

    cells: row_number (Int64, from 1 as Excel shows it), then c0, c1, ... (String), one a column from column A on.
    doubts: cells that are null because the workbook has no value for them: row_number, column (Int64, 0 is A), value
        (what stands there instead, such as "#N/A") and issue ("error_cell", "formula_without_value").
    """

    file_name: str
    name: str | None  # of the sheet in a workbook
    encoding: str | None  # of a text file
    delimiter: str | None  # of a text file
    cells: pl.DataFrame
    is_hidden: bool = False  # returned only where no visible sheet holds anything, or where it is asked for
    doubts: pl.DataFrame = field(default_factory=no_doubts)
    problems: tuple[Sentence, ...] = ()  # about the whole sheet, for whoever loads it
    held_rows: pl.Series | None = (
        None  # of a long file: its rows that hold something, where `cells` has but the telling ones
    )
    hidden_rows: tuple[
        tuple[int, int], ...
    ] = ()  # of a workbook: first and last of each run; they are read as all others
    hidden_sheets: tuple[tuple[str, int], ...] = ()  # of the same workbook, which are not read: name and rows
    struck_rows: tuple[tuple[int, int], ...] = ()  # the same of rows with a cell that is struck through
    other_sheets: tuple[
        str, ...
    ] = ()  # of the same workbook, which were not looked at: this one was asked for by its name
    merged: tuple[tuple[int, int, int], ...] = ()  # cells that stand for several rows: first, last row, column from 0
    given: pl.DataFrame = field(
        default_factory=none_given
    )  # the cells that have the value of a merged one above: GIVEN
    widths: pl.Series | None = None  # of a text file, where they are known: the cells of each row, empty ones too
    turned: pl.DataFrame = field(
        default_factory=none_turned
    )  # of a workbook: dates in columns that hold other things too, as they are shown: TURNED

    @property
    def columns(self) -> list[str]:
        """The cell columns, without the row number."""
        return [name for name in self.cells.columns if name != "row_number"]

    def own(self, name: str) -> pl.Expr:
        """Return a cell column without the values that a merged cell above gave it."""
        rows = self.given.filter(pl.col("column") == int(name[1:]))["row_number"]
        return pl.when(~pl.col("row_number").is_in(rows.implode())).then(pl.col(name)) if rows.len() else pl.col(name)

    @property
    def is_filled(self) -> bool:
        """Whether any cell holds anything."""
        return any(self.cells[name].null_count() < self.cells.height for name in self.columns)


def without_formulas(cells: pl.DataFrame) -> pl.DataFrame:
    """Return the cells with the text 00123 in place of ="00123": so exports keep Excel from making a number of it."""
    inner = pl.all().str.extract(TEXT_AS_FORMULA).str.replace_all('""', '"', literal=True)
    return cells.with_columns(pl.when(pl.all().str.starts_with('="')).then(inner).fill_null(pl.all()))


def numbered(cells: pl.DataFrame, before: int = 0) -> pl.DataFrame:
    """Return the cells as c0, c1, ... behind their row number; a cell of nothing but blanks is null.

    before   how many rows of the file stand above them
    """
    named = cells.clone()
    named.columns = [f"c{at}" for at in range(cells.width)]
    # A column without blanks is not copied: of five million rows each is a hundred megabytes.
    blank_is_null = [
        pl.when(pl.col(name).str.strip_chars() != "").then(pl.col(name)).alias(name) for name in _with_blanks(named)
    ]
    numbers = pl.int_range(before + 1, before + cells.height + 1, dtype=pl.Int64, eager=True).alias("row_number")
    return named.with_columns(blank_is_null).insert_column(0, numbers)


def _with_blanks(cells: pl.DataFrame) -> list[str]:
    """Return the columns that hold a cell of nothing but blanks."""
    if not cells.width or not cells.height:
        return []
    if cells.width <= MANY_COLUMNS:
        found = cells.select((pl.all().str.strip_chars() == "").any().fill_null(False)).row(0, named=True)
        return [name for name, has_blanks in found.items() if has_blanks]
    # An expression each would cost more than their cells: of a wide sheet they are looked at as one column.
    one = pl.concat([column.rename("") for column in cells.get_columns()])
    return [
        cells.columns[at]
        for at in ((one.str.strip_chars() == "").arg_true() // cells.height).unique(maintain_order=True)
    ]


def holds_something(columns: list[str]) -> pl.Expr:
    """Return whether a row has any cell that is not empty."""
    return pl.any_horizontal([pl.col(name).is_not_null() for name in columns]) if columns else pl.lit(False)
