"""A sheet of headings that nothing stands under: an export of a period in which nothing happened."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pipelines.find_table import Table
from pipelines.grid import Row, grid, used_columns
from pipelines.names import PERHAPS, known_names

HEADING_WORDS: Final = 6  # of one cell: a longer one is a sentence
FEW_HEADINGS: Final = 3  # fewer cells may be a greeting with a comma in it
ENDS_OF_SENTENCES: Final = (".", "!", "?")
MOSTLY: Final = 0.7  # now and then two columns have one name
TITLES_AND_NOTES: Final = 20  # rows around the headings


def bare_headings(tables: Sequence[Table]) -> Row | None:
    """Return the row of headings of the first sheet that holds nothing but those, titles and notes; else None.

    tables   of all sheets, the one that is meant first: where that is a table, the headings of another are not asked for
    """
    if not tables or tables[0].kind != "text":
        return None
    return next((row for table in tables if (row := _widest_row(table)) and _may_be_headings(row)), None)


def _widest_row(table: Table) -> Row | None:
    """Return the row that is far wider than all others; None where no row is, or the sheet is more than its headings."""
    if table.kind != "text" or table.header_row is not None:
        return None
    rows = grid(table.sheet, used_columns(table.sheet)).rows
    widest = max(rows, key=lambda row: len(row.cells))
    is_alone = all(row is widest or 2 * len(row.cells) <= len(widest.cells) for row in rows)
    return widest if is_alone and len(rows) <= TITLES_AND_NOTES else None


def _may_be_headings(row: Row) -> bool:
    """Return whether the cells of a row can be the names of columns: a few words each, and hardly two alike."""
    cells = list(row.cells.values())
    are_names = all(of in ("words", "code") for of in row.kinds.values())
    are_short = all(len(cell.split()) <= HEADING_WORDS and not cell.endswith(ENDS_OF_SENTENCES) for cell in cells)
    differ = len(set(row.texts)) >= MOSTLY * len(cells)
    return are_names and are_short and differ and (len(cells) >= FEW_HEADINGS or any(map(_is_known_name, cells)))


def _is_known_name(cell: str) -> bool:
    return any(found.score >= PERHAPS for names in known_names().values() for found in names.like(cell))
