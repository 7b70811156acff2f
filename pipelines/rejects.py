"""Rows that were set aside, written so that they can be mended and loaded again."""

from __future__ import annotations

import io
import json
from collections.abc import Callable

import polars as pl
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill

from pipelines.sentence import Sentence, from_json

ROW, ADVICE = Sentence("row in your file"), Sentence("what to do")
TITLE = Sentence("To mend")
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
BAD_CELL = PatternFill("solid", fgColor="F6E3D3")
Teller = Callable[[Sentence], str]  # a sentence in the language of whoever reads it; `str` leaves it in English


def _laid_out(
    rows: pl.DataFrame, tell: Teller
) -> tuple[list[str], list[tuple[int, str, str | None, dict[str, str | None]]]]:
    """The headings of the file, and per row its number, what to do, the bad heading and the cells."""
    laid = [
        (number, tell(from_json(words)), column, json.loads(cells) if cells else {})
        for number, column, words, cells in rows.select("row_number", "column", "reason_words", "cells").iter_rows()
    ]
    headings = list(dict.fromkeys(heading for *_, cells in laid for heading in cells))
    return headings, laid


def as_csv(rows: pl.DataFrame) -> str:
    """The rows as csv; a cell that a spreadsheet would run as a formula gets an apostrophe before it."""
    headings, laid = _laid_out(rows, str)
    table = [
        [str(number), reason, *(_harmless(cells.get(heading)) for heading in headings)]
        for number, reason, _, cells in laid
    ]
    return pl.DataFrame(table, schema=[str(ROW), str(ADVICE), *headings], orient="row").write_csv()


def _harmless(cell: str | None) -> str | None:
    """The cell, kept from being run: a number with a sign stays as it is."""
    if not cell or not cell.startswith(FORMULA_SIGNS) or _is_number(cell):
        return cell
    return "'" + cell


def _is_number(cell: str) -> bool:
    try:
        float(cell.replace(",", "."))
    except ValueError:
        return False
    return True


def as_workbook(rows: pl.DataFrame, tell: Teller = str) -> bytes:
    """The rows as a workbook: bad cells filled, with a note on what to do; every cell is text, none a formula."""
    headings, laid = _laid_out(rows, tell)
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = tell(TITLE)
    for at, heading in enumerate([tell(ROW), tell(ADVICE), *headings], start=1):
        sheet.cell(1, at, heading).font = Font(bold=True)
    for line, (number, reason, column, cells) in enumerate(laid, start=2):
        sheet.cell(line, 1, number)
        for at, words in enumerate([reason, *(cells.get(heading) for heading in headings)], start=2):
            written = sheet.cell(line, at)
            written.value = words
            if words is not None:
                written.data_type = "s"
            if at > 2 and headings[at - 3] == column:
                written.fill = BAD_CELL
                written.comment = Comment(reason, "Buitenblik")
    sheet.freeze_panes = "A2"
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()
