"""Frames as Excel workbooks to take along: text stays text, also where it looks like a formula."""

from __future__ import annotations

import io
from typing import Any

import polars as pl
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

WIDEST = 60  # letters
LONGEST_TITLE = 31  # letters that Excel allows in the name of a sheet
MOST_ROWS = 1_048_575  # rows that Excel has below the headings


def workbook(frame: pl.DataFrame, sheet: str) -> bytes:
    """One sheet with the frame: headings fixed and bold, columns as wide as what stands in them."""
    book = Workbook(write_only=True)
    page = book.create_sheet(sheet[:LONGEST_TITLE])
    page.freeze_panes = "A2"
    for number, name in enumerate(frame.columns, start=1):
        longest = frame[name].cast(pl.String).str.len_chars().max() or 0
        page.column_dimensions[get_column_letter(number)].width = min(WIDEST, max(len(name), int(str(longest))) + 2)
    page.append([_cell(page, name, Font(bold=True)) for name in frame.columns])
    for row in frame.head(MOST_ROWS).iter_rows():
        page.append([_cell(page, value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(page: Any, value: Any, font: Font | None = None) -> WriteOnlyCell:
    """A cell; a text is written as text, so that no spreadsheet takes it for a formula."""
    is_text = isinstance(value, str)
    cell = WriteOnlyCell(page, ILLEGAL_CHARACTERS_RE.sub("", value) if is_text else value)
    if is_text:
        cell.data_type = "s"
    if font is not None:
        cell.font = font
    return cell
