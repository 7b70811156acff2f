"""One value over several rows of a table: in a workbook only the first of merged cells holds it, and all are meant."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from pipelines.find_table import Table, find_tables
from pipelines.headings import letter
from pipelines.sentence import Sentence, listed
from pipelines.sheet import Sheet, holds_something

IN_COLUMN = Sentence("Column {column} has cells that are merged over several rows: each of these rows has their value.")
IN_COLUMNS = Sentence(
    "Columns {columns} have cells that are merged over several rows: each of these rows has their value."
)


def tables_without_merged(sheets: list[Sheet]) -> tuple[list[Sheet], list[Table]]:
    """Return the sheets with a value in every row that it stands for, and their tables as `find_tables` has them.

    Merged headings stay as they are: a heading over two rows is one heading.
    """
    tables = find_tables(sheets)
    if not any(sheet.merged for sheet in sheets):
        return sheets, tables
    filled = [_filled(sheet, [table for table in tables if table.sheet is sheet]) for sheet in sheets]
    if all(new is old for new, old in zip(filled, sheets, strict=True)):
        return sheets, tables
    return filled, find_tables(filled)


def _filled(sheet: Sheet, tables: list[Table]) -> Sheet:
    """Return a sheet with the values of merged cells in all their rows, below the first headings and outside of others."""
    heads = [table.header_rows for table in tables if table.header_rows]
    if not sheet.merged or not heads:
        return sheet
    above, within = min(max(rows) for rows in heads), {row for rows in heads for row in rows}
    by_column: dict[int, list[tuple[int, int]]] = {}
    for first, last, column in sorted(sheet.merged):
        found = by_column.setdefault(column, [])
        overlaps = bool(found) and first <= found[-1][1]  # which no program writes
        if first > above and first not in within and not overlaps and f"c{column}" in sheet.cells.columns:
            found.append((first, min(last, sheet.cells.height)))
    held = sheet.cells.filter(holds_something(sheet.columns))["row_number"]  # a blank row among them stays blank
    values = {column: _given(sheet.cells, held, f"c{column}", ranges) for column, ranges in by_column.items() if ranges}
    changed = {at: cells for at, cells in values.items() if cells.null_count() < sheet.cells[f"c{at}"].null_count()}
    if not changed:
        return sheet
    given = pl.concat(
        [
            sheet.cells.select("row_number", column=pl.lit(at, pl.Int64)).filter(
                cells.is_not_null() & sheet.cells[f"c{at}"].is_null()
            )
            for at, cells in changed.items()
        ]
    )
    letters = [letter(at) for at in sorted(changed)]
    told = (
        Sentence(IN_COLUMN, column=letters[0]) if len(letters) == 1 else Sentence(IN_COLUMNS, columns=listed(letters))
    )
    return replace(
        sheet, cells=sheet.cells.with_columns(changed.values()), given=given, problems=(*sheet.problems, told)
    )


def _given(cells: pl.DataFrame, held: pl.Series, name: str, ranges: list[tuple[int, int]]) -> pl.Series:
    """Return a column with the value of the first row of each range (row numbers) in its other rows, where these are empty."""
    rows = pl.DataFrame(ranges, schema={"first": pl.Int64, "last": pl.Int64}, orient="row").join(
        cells.select(pl.col("row_number").alias("first"), pl.col(name).alias("given")), on="first"
    )
    each = rows.select("given", pl.int_ranges("first", pl.col("last") + 1).alias("row_number")).explode("row_number")
    each = each.filter(pl.col("row_number").is_in(held.implode()))
    with_given = cells.select("row_number", name).join(each, on="row_number", how="left", maintain_order="left")
    return with_given.select(pl.coalesce(name, "given").alias(name)).to_series()
