"""Rows of a text file that are cut into more cells than it has headings, by a sign that stands in a text or a number too.

What stands behind the cut stands under the wrong heading, or under none. Where few rows are cut these are set aside, each with what
is told of it; a file of which many are is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final

import polars as pl

from pipelines.errors import UnreadableFile
from pipelines.headings import is_unnamed
from pipelines.read_text import named_sign
from pipelines.sentence import Sentence, listed
from pipelines.sheet import Sheet

MOST_SPLIT: Final = 0.3  # with more of its rows split, what is left of a file tells nothing of the whole
WHOLE_NUMBER: Final = r"^\s*[-€£$]?\s?\d+\s*$"
DECIMALS: Final = r"^\d{1,2}$"
PADDED_DECIMALS: Final = r"^\d\d$"
ROWS_LOOKED_AT: Final = 500
FEWEST_ROWS: Final = 5  # that lack a cell: fewer may just have it empty
TOO_WIDE: Final = Sentence(
    "{count} of its {rows} rows have more cells than there are headings: row {row} has {cells}, and there are {headings} headings."
    " A text or a number may hold the sign between the cells ({sign}), or a column has no heading: nothing tells which cell stands"
    " under which heading."
)
DECIMAL_COMMA: Final = Sentence(
    "{count} of its {rows} rows have more cells than there are headings: the numbers under '{heading}' have a decimal comma, and"
    " the comma also parts the cells."
)
PART_OTHERWISE: Final = Sentence(
    "Export it again with texts in quotation marks, with another sign between the cells, or as Excel (.xlsx), and with a heading"
    " above each column."
)


def require_even(file: str, sheet: Sheet, headings: Sequence[str], header_rows: tuple[int, ...]) -> None:
    """Raise where so many rows of a text file are split that hardly any cell can be trusted to stand under its heading."""
    body = widths_under(sheet, header_rows)
    if body is None or width_of_headings(sheet, header_rows) == 1:
        return  # a line of text above rows is no heading of theirs
    split = body.filter(pl.col("width") > allowed_width(sheet, header_rows, body))
    if split.height > max(1, MOST_SPLIT * body.height):
        raise UnreadableFile(file, _split_told(sheet, headings, header_rows, body.height, split), PART_OTHERWISE)


def told_of_headings(sheet: Sheet, headings: Sequence[str], header_rows: tuple[int, ...]) -> list[Sentence]:
    """Return what is told where each row lacks the same cells at its end: a heading may be cut, and stand above two columns."""
    body = widths_under(sheet, header_rows)
    if body is None or body.height < FEWEST_ROWS or body["width"].n_unique() > 1:
        return []
    lacking = [heading for heading in headings[int(body["width"][0]) :] if not is_unnamed(heading)]
    if not lacking:
        return []
    return [
        Sentence(
            "No row has a cell under {headings}. Where a heading holds the sign between the cells ({sign}), what stands right of"
            " it is under wrong headings: look whether each column holds what it should.",
            headings=listed(f"'{heading}'" for heading in lacking),
            sign=named_sign(sheet.delimiter or ","),
        )
    ]


def _split_told(
    sheet: Sheet, headings: Sequence[str], header_rows: tuple[int, ...], rows: int, split: pl.DataFrame
) -> Sentence:
    """Return what is told of rows that are split, and by what where it is certain."""
    width = width_of_headings(sheet, header_rows)
    if sheet.delimiter == "," and (at := _decimals_at(sheet, split, width)) is not None:
        return Sentence(DECIMAL_COMMA, count=split.height, rows=rows, heading=headings[at])
    first = split.row(0, named=True)
    return Sentence(
        TOO_WIDE,
        count=split.height,
        rows=rows,
        row=first["row_number"],
        cells=first["width"],
        headings=width,
        sign=named_sign(sheet.delimiter or ","),
    )


def _decimals_at(sheet: Sheet, split: pl.DataFrame, headings: int) -> int | None:
    """Return the one column whose numbers have their decimals in the next, in each row that is split; None where none has."""
    if (split["width"] != headings + 1).any():
        return None
    rows = _rows_of(sheet, split)
    found = [
        at
        for at in range(headings)
        if rows[f"c{at}"].str.contains(WHOLE_NUMBER).fill_null(False).all()
        and rows[f"c{at + 1}"].str.contains(DECIMALS).fill_null(False).all()
    ]
    return found[0] if len(found) == 1 and rows.height else None


def _rows_of(sheet: Sheet, some: pl.DataFrame) -> pl.DataFrame:
    numbers = some["row_number"].head(ROWS_LOOKED_AT).implode()
    return sheet.cells.filter(pl.col("row_number").is_in(numbers))


def width_of_headings(sheet: Sheet, header_rows: Iterable[int]) -> int:
    assert sheet.widths is not None
    return max(int(sheet.widths[row - 1]) for row in header_rows)


def widths_under(sheet: Sheet, header_rows: tuple[int, ...]) -> pl.DataFrame | None:
    """Return row_number and width of the rows under the headings that hold more than a line of text; None where not known."""
    if sheet.delimiter is None or sheet.widths is None or not header_rows:
        return None
    last = max(header_rows)
    under = sheet.widths[last:]
    rows = pl.DataFrame({"row_number": pl.int_range(last + 1, last + 1 + under.len(), eager=True), "width": under})
    body = rows.filter(pl.col("width") > 1)
    return body.cast({"row_number": pl.Int64}) if body.height else None


def allowed_width(sheet: Sheet, header_rows: tuple[int, ...], body: pl.DataFrame) -> int:
    """Return how many cells a whole row may have: as many as there are headings, or more where each row ends in empty ones."""
    headings = width_of_headings(sheet, header_rows)
    wide = body["width"].filter(body["width"] >= headings)
    if wide.is_empty() or (usual := int(wide.mode().sort()[0])) <= headings or wide.min() != usual:
        return headings
    rows = _rows_of(sheet, body.filter(pl.col("width") == usual))
    behind = [f"c{at}" for at in range(headings, usual) if f"c{at}" in rows.columns]
    is_filled = any(rows[name].null_count() < rows.height for name in behind)
    return headings if is_filled or _seems_split(rows, headings) else usual


def _seems_split(rows: pl.DataFrame, headings: int) -> bool:
    """Return whether rows that all have a cell too many look as if one text or number was cut in each: "tap| leaking", "12|05"."""
    columns = [rows[f"c{at}"].drop_nulls() for at in range(headings)]
    indented = [bool(cells.len() and cells.str.starts_with(" ").all()) for cells in columns]
    if sum(indented) == 1 and not indented[0]:
        return True
    return any(
        whole.len()
        and part.len() == whole.len()
        and whole.str.contains(WHOLE_NUMBER).all()
        and part.str.contains(PADDED_DECIMALS).all()
        and part.str.starts_with("0").any()
        for whole, part in pairwise(columns)
    )
