"""The rows of one sheet or text file, as they stand in it."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True)
class Sheet:
    """Rows as written: every cell a text (null where it is empty), no row left out.

    cells: row_number (Int64, from 1 as Excel shows it), then c0, c1, ... (String), one a column from column A on.
    """

    file_name: str
    name: str | None  # of the sheet in a workbook
    encoding: str | None  # of a text file
    delimiter: str | None  # of a text file
    cells: pl.DataFrame

    @property
    def columns(self) -> list[str]:
        """The cell columns, without the row number."""
        return [name for name in self.cells.columns if name != "row_number"]

    @property
    def is_filled(self) -> bool:
        """Whether any cell holds anything."""
        return any(self.cells[name].null_count() < self.cells.height for name in self.columns)


def numbered(cells: pl.DataFrame) -> pl.DataFrame:
    """Return the cells as c0, c1, ... behind their row number; a cell of nothing but blanks is null."""
    named = cells.rename(dict(zip(cells.columns, [f"c{at}" for at in range(cells.width)], strict=True)))
    blank_is_null = [
        pl.when(pl.col(name).str.strip_chars() != "").then(pl.col(name)).alias(name) for name in named.columns
    ]
    return named.select(pl.int_range(1, pl.len() + 1, dtype=pl.Int64).alias("row_number"), *blank_is_null)


def holds_something(columns: list[str]) -> pl.Expr:
    """Return whether a row has any cell that is not empty."""
    return pl.any_horizontal([pl.col(name).is_not_null() for name in columns]) if columns else pl.lit(False)
