"""Workbook -> sheets of text cells. Dates come as ISO, whole numbers without a decimal, texts as they are typed."""

from __future__ import annotations

from pathlib import Path

import fastexcel
import polars as pl

from pipelines.errors import UnreadableFile
from pipelines.limits import Limits
from pipelines.sentence import Sentence
from pipelines.sheet import Sheet, numbered

BROKEN = Sentence("the workbook is broken: it cannot be read to its end.")
RESAVE = Sentence("Open it in Excel, save it again and drop that.")


def read_workbook(file_name: str, path: Path, wanted: str | None, limits: Limits) -> list[Sheet]:
    """Return the sheets that hold anything: the visible ones, or the one that is wanted by its name."""
    del limits
    reader = _open(file_name, path)
    if wanted is not None and wanted not in reader.sheet_names:
        seen = ", ".join(f"'{name}'" for name in reader.sheet_names)
        raise UnreadableFile(
            file_name,
            Sentence("it has no sheet '{sheet}'; its sheets are {sheets}.", sheet=wanted, sheets=seen),
            Sentence("Name one of these."),
        )
    names = [wanted] if wanted is not None else reader.sheet_names
    loaded = {name: _load(file_name, reader, name) for name in names}
    filled = {name: sheet for name, sheet in loaded.items() if sheet is not None and sheet.width and sheet.height}
    if not filled and None in loaded.values():
        raise UnreadableFile(file_name, BROKEN, RESAVE)
    visible = {name: sheet for name, sheet in filled.items() if sheet.visible == "visible"}
    return [
        Sheet(file_name, name, None, None, _cells(file_name, sheet), is_hidden=sheet.visible != "visible")
        for name, sheet in (visible or filled).items()
    ]


def _open(file_name: str, path: Path) -> fastexcel.ExcelReader:
    try:
        return fastexcel.read_excel(path.read_bytes())
    except BaseException as problem:
        raise _refusal(file_name, problem) from None


def _load(file_name: str, reader: fastexcel.ExcelReader, name: str) -> fastexcel.ExcelSheet | None:
    """Return one sheet, all its rows from the first on: header_row=None alone would skip empty rows at the top.

    None for one that cannot be read: a sheet of nothing but a chart.
    """
    try:
        return reader.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
    except fastexcel.FastExcelError:
        return None
    except BaseException as problem:
        raise _refusal(file_name, problem) from None


def _cells(file_name: str, sheet: fastexcel.ExcelSheet) -> pl.DataFrame:
    """Return the cells from column A on: the reader leaves out empty columns on the left."""
    try:
        frame = sheet.to_polars()
        first = sheet.available_columns()[0].absolute_index
    except BaseException as problem:
        raise _refusal(file_name, problem) from None
    left = [pl.lit(None, pl.String).alias(f"left{at}") for at in range(first)]
    return numbered(frame.select(*left, pl.all()))


def _refusal(file_name: str, problem: BaseException) -> BaseException:
    """Return the sentence for a workbook that the reader cannot read; anything else as it is.

    The reader is written in Rust. Where it gives up it raises a PanicException, which is no Exception and has no name
    that can be imported.
    """
    gave_up = type(problem).__name__ == "PanicException"
    if isinstance(problem, fastexcel.FastExcelError) or gave_up:
        return UnreadableFile(file_name, BROKEN, RESAVE)
    return problem
