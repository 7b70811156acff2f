"""Rows that were set aside, written so that they can be mended and loaded again."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

import polars as pl
from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill

from pipelines.sentence import Sentence, from_json
from pipelines.sheet import Sheet

ROW, ADVICE = Sentence("row in your file"), Sentence("what to do")
FIRST_HEADINGS: Final = {  # of a file of ours, in each language that it is given in
    (str(ROW), str(ADVICE)),
    ("rij in uw bestand", "wat te doen"),
}
TITLE = Sentence("To mend")
FORMULA_SIGNS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
SIGNED_NUMBER: Final = re.compile(r"[+-]\d[\d.,]*")
KEPT_FROM_RUNNING: Final = r"^'([=+\-@\t\r\n])"
BAD_CELL = PatternFill("solid", fgColor="F6E3D3")
Teller = Callable[[Sentence], str]  # a sentence in the language of whoever reads it; `str` leaves it in English


def to_mend(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows that somebody has to mend; not totals, notes and earlier lines of an item that counts.

    Those must not be delivered again: an earlier line would then be the newest that is known of its item.
    """
    return rows.filter("is_to_mend")


def _laid_out(
    rows: pl.DataFrame, tell: Teller
) -> tuple[list[str], list[tuple[int, str, str | None, dict[str, str | None]]]]:
    """The headings of the file, and per row its number, what to do, the bad heading and the cells."""
    laid = [
        (number, tell(from_json(words)), column, json.loads(cells) if cells else {})
        for number, column, words, cells in to_mend(rows)
        .select("row_number", "column", "reason_words", "cells")
        .iter_rows()
    ]
    ours = {str(ROW), str(ADVICE), tell(ROW), tell(ADVICE)}  # in a file of ours that came back
    headings = dict.fromkeys(heading for *_, cells in laid for heading in cells if heading not in ours)
    return list(headings), laid


def came_back(headings: Sequence[str]) -> bool:
    """Return whether these are the headings of a file of ours, whose rows were mended and delivered again."""
    return tuple(headings[:2]) in FIRST_HEADINGS


def as_csv(rows: pl.DataFrame) -> str:
    """The rows as csv; a cell that a spreadsheet would run as a formula gets an apostrophe before it."""
    headings, laid = _laid_out(rows, str)
    table = [
        [str(number), reason, *(_harmless(cells.get(heading)) for heading in headings)]
        for number, reason, _, cells in laid
    ]
    shown = [str(ROW), str(ADVICE), *(str(_harmless(heading)) for heading in headings)]
    return pl.DataFrame([shown, *table], orient="row", schema=[f"c{at}" for at in range(len(shown))]).write_csv(
        include_header=False
    )


def _harmless(cell: str | None) -> str | None:
    """The cell, kept from being run: a number with a sign stays as it is."""
    if not cell or not cell.startswith(FORMULA_SIGNS) or SIGNED_NUMBER.fullmatch(cell):
        return cell
    return "'" + cell


def as_delivered(sheet: Sheet) -> Sheet:
    """A csv of ours that came back, without the apostrophes that kept its cells from being run; others as they are."""
    if sheet.delimiter is None or sheet.cells.is_empty() or sheet.cells["c0"][0] != ROW:
        return sheet
    return replace(sheet, cells=sheet.cells.with_columns(pl.col(pl.String).str.replace(KEPT_FROM_RUNNING, "$1")))


def as_workbook(rows: pl.DataFrame, tell: Teller = str) -> bytes:
    """The rows as a workbook: bad cells filled, with a note on what to do; every cell is text, none a formula."""
    headings, laid = _laid_out(rows, tell)
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = tell(TITLE)
    for at, heading in enumerate([tell(ROW), tell(ADVICE), *headings], start=1):
        _write(sheet.cell(1, at), heading).font = Font(bold=True)
    for line, (number, reason, column, cells) in enumerate(laid, start=2):
        sheet.cell(line, 1, number)
        for at, words in enumerate([reason, *(cells.get(heading) for heading in headings)], start=2):
            written = _write(sheet.cell(line, at), words)
            if at > 2 and headings[at - 3] == column:
                written.fill = BAD_CELL
                written.comment = Comment(_writable(reason), "Buitenblik")
    sheet.freeze_panes = "A2"
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _write(cell: Cell | MergedCell, words: str | None) -> Cell | MergedCell:
    """Write a text as a text, whatever it looks like."""
    if words is not None:
        cell.value = _writable(words)
        cell.data_type = "s"
    return cell


def _writable(words: str) -> str:
    """The text without the control signs that no workbook can hold."""
    return ILLEGAL_CHARACTERS_RE.sub("", words)
