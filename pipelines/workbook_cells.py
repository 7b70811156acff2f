"""The cells of a workbook, read in a process of its own: `python -m pipelines.workbook_cells FOLDER`.

The reader is written in Rust. On a hostile file it panics, aborts the process, takes all memory or never ends, and
nothing in the process that runs it can prevent that. So this one does nothing else: it reads FOLDER/asked.json, takes no
more memory than is said there, lays each sheet in FOLDER as an Arrow file and its findings in FOLDER/answer.json.
`read_workbook` starts it, waits no longer than the limit, and judges how it ended.
"""

from __future__ import annotations

import json
import re
import sys
import zipfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

# numpy is installed, and half of what starting costs; pyarrow does without it where it is not to be had.
sys.modules["numpy"] = None  # type: ignore[assignment]

import fastexcel  # noqa: E402
import pyarrow as pa  # noqa: E402
import pyarrow.compute as pc  # noqa: E402
import pyarrow.ipc  # noqa: E402

from pipelines.beside_values import found_beside, with_known_errors  # noqa: E402
from pipelines.date_formats import DATES  # noqa: E402
from pipelines.found_cells import Cell, Found, Shown, Text  # noqa: E402

Answer = dict[str, Any]

# How the reader writes a date or a time, and how much else than dates stands in a column to look at these.
AS_READ: Final = r"^(?:[0-9]{4}-[0-9]{2}-[0-9]{2})?(?:[ T]?[0-9]{2}:[0-9]{2}:[0-9]{2})?$"
LENGTHS: Final = [len("01:02:00"), len("2024-01-31"), len("2024-01-31 01:02:00")]
FEWEST_OTHERS: Final = 3
OTHERS_SHARE: Final = 0.02
OWN_MEGABYTES: Final = 500  # addresses that the interpreter and the libraries reserve before they read anything
UNKNOWN_ERROR: Final = "Unsupported cell error value"  # so the reader says
BEYOND_DATES: Final = "########"  # so Excel shows a number that is no date in a cell for dates
ERRORS: Final = {
    "Div0": "#DIV/0!",
    "NA": "#N/A",
    "Name": "#NAME?",
    "Null": "#NULL!",
    "Num": "#NUM!",
    "Ref": "#REF!",
    "Value": "#VALUE!",
    "GettingData": "#GETTING_DATA",
}


def main(folder: Path) -> None:
    """Answer what is asked in the folder."""
    asked = json.loads((folder / "asked.json").read_text(encoding="utf-8"))
    _limit(asked["memory_megabytes"], asked["seconds"])
    answer = _answer(folder, asked)
    (folder / "answer.json").write_text(json.dumps(answer), encoding="utf-8")


def _limit(memory_megabytes: int, seconds: int) -> None:
    """Take no more memory, and no more time of the processor should nobody be there any more to end this process."""
    try:
        import resource  # which Windows has not
    except ImportError:
        return
    size = (memory_megabytes + OWN_MEGABYTES) * 1_000_000
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    processors = 4  # what it uses at most: the reader, and the search for formulas
    resource.setrlimit(resource.RLIMIT_CPU, (processors * seconds, processors * seconds + 10))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _answer(folder: Path, asked: dict[str, Any]) -> Answer:
    """Return how reading went: `status`, and what belongs to it."""
    try:
        path = _with_ending(folder, Path(asked["path"]))
        try:
            return _read(folder, path, asked)
        except fastexcel.FastExcelError as problem:
            if UNKNOWN_ERROR not in str(problem):
                raise
        mended = folder / "mended.xlsx"
        return _read(folder, mended, asked, with_known_errors(path, mended))
    except fastexcel.FastExcelError as problem:
        return {"status": "broken", "problem": str(problem)}
    except OSError as problem:
        return {"status": "no_room", "problem": str(problem)}
    except BaseException as problem:
        if type(problem).__name__ != "PanicException":  # which has no name that can be imported
            raise
        return {"status": "broken", "problem": str(problem)}


def _with_ending(folder: Path, path: Path) -> Path:
    """Return the same file under the ending of its kind, by which the reader tells what it is."""
    ending = "xls"
    with path.open("rb") as content:
        is_zip = content.read(2) == b"PK"  # and not only a theme that is packed in an old workbook
    if is_zip:
        with zipfile.ZipFile(path) as archive:
            parts = {part.casefold() for part in archive.namelist()}
        ending = "ods" if "content.xml" in parts else "xlsb" if "xl/workbook.bin" in parts else "xlsx"
    link = folder / f"workbook.{ending}"
    link.symlink_to(path)
    return link


def _read(folder: Path, path: Path, asked: dict[str, Any], errors: dict[int, list[Cell]] | None = None) -> Answer:
    """Lay the wanted sheets that hold anything in the folder; `errors` are cells whose error the reader does not know."""
    reader = fastexcel.read_excel(path)
    names = reader.sheet_names
    if asked["sheet"] is not None and asked["sheet"] not in names:
        return {"status": "no_sheet", "names": names}
    wanted = [at for at, name in enumerate(names) if asked["sheet"] in (None, name)]
    told: list[Answer] = []
    unreadable = 0
    with ThreadPoolExecutor(1) as beside:
        found = beside.submit(found_beside, path, wanted)  # meanwhile, on another processor
        for at in wanted:
            sheet = _sheet(reader, at)
            if sheet is None:
                unreadable += 1
            elif sheet.width and sheet.height:
                if beyond := _beyond(sheet, asked):
                    return beyond
                told.append(_laid(folder, at, sheet))
    dates = _dates_among_texts(path, {answer["at"]: answer.pop("mixed") for answer in told})
    for answer in told:
        answer["dates"] = bool(dates.get(answer["at"]))
        if answer["dates"]:
            _write(folder / f"{answer['at']}.dates", _cells(dates[answer["at"]]))
        beside_values = found.result().get(answer["at"], Found())
        better = {cell[:2]: cell for cell in (*(errors or {}).get(answer["at"], []), *beside_values.valueless)}
        doubts = {cell[:2]: cell for cell in answer.pop("errors")} | better
        answer["doubts"] = bool(doubts)
        if doubts:
            _write(folder / f"{answer['at']}.doubts", _doubts(list(doubts.values())))
        answer["merged"] = beside_values.merged
        answer["hidden"] = beside_values.hidden
        answer["struck"] = _runs(beside_values.struck)
        for name, cells in (("shown", beside_values.shown), ("texts", beside_values.texts)):
            answer[name] = bool(cells)
            if cells:
                _write(folder / f"{answer['at']}.{name}", _cells(cells))
    others = [name for at, name in enumerate(names) if at not in wanted]
    return {"status": "read", "sheets": told, "unreadable": unreadable, "others": others}


def _runs(rows: set[int]) -> list[tuple[int, int]]:
    """Return the first and the last row of each run of rows."""
    runs: list[tuple[int, int]] = []
    for row in sorted(rows):
        if runs and row == runs[-1][1] + 1:
            runs[-1] = runs[-1][0], row
        else:
            runs.append((row, row))
    return runs


def _as_they_are(texts: list[Text]) -> list[Shown]:
    """Return what is shown in cells as a format that shows just that."""
    return [(row, column, '"' + text.replace('"', "") + '"') for row, column, text in texts]


def _sheet(reader: fastexcel.ExcelReader, at: int) -> fastexcel.ExcelSheet | None:
    """Return a sheet, all its rows from the first on: header_row=None alone would skip empty rows at the top.

    None for one that cannot be read: a sheet of nothing but a chart.
    """
    try:
        return reader.load_sheet(at, header_row=None, skip_rows=0, dtypes="string")
    except fastexcel.FastExcelError as problem:
        if UNKNOWN_ERROR in str(problem):
            raise
        return None


def _beyond(sheet: fastexcel.ExcelSheet, asked: dict[str, Any]) -> Answer | None:
    """Return the limit that a sheet is beyond."""
    columns = _left(sheet) + sheet.width
    seen = {"columns": columns, "cells": columns * sheet.height}
    for name in ("columns", "cells"):
        if seen[name] > asked[name]:
            return {"status": "exceeded", "limit": name, "seen": seen[name]}
    return None


def _left(sheet: fastexcel.ExcelSheet) -> int:
    """Return how many empty columns on the left the reader leaves out."""
    return int(sheet.available_columns()[0].absolute_index)


def _laid(folder: Path, at: int, sheet: fastexcel.ExcelSheet) -> Answer:
    """Lay the cells of a sheet in the folder; return what the sheet is."""
    batch, errors = sheet.to_arrow_with_errors()
    _write(folder / f"{at}.cells", batch)
    left = _left(sheet)
    found = [
        (row + 1, left + column, _error(error.detail), "error_cell")
        for error in (errors.errors if errors else [])
        for row, column in [error.position]
    ]
    mixed = [left + column for column, cells in enumerate(batch.columns) if _has_dates_among_texts(cells)]
    is_visible = sheet.visible == "visible"
    return {"at": at, "name": sheet.name, "visible": is_visible, "left": left, "errors": found, "mixed": mixed}


def _has_dates_among_texts(cells: pa.Array) -> bool:
    """Return whether some cells of a column may be dates or times, and others beside its heading are not."""
    may_be = pc.is_in(pc.binary_length(cells), pa.array(LENGTHS, pa.int32()))
    filled, some = len(cells) - cells.null_count, cells.filter(may_be)
    dates = pc.sum(pc.match_substring_regex(some, AS_READ)).as_py() or 0
    others = filled - dates
    return bool(dates) and others >= max(FEWEST_OTHERS, OTHERS_SHARE * filled)


def _dates_among_texts(path: Path, mixed: dict[int, list[int]]) -> dict[int, list[Shown]]:
    """Return the cells of dates in columns that hold others too, by sheet: with their format, or as they are shown."""
    wanted = [at for at, columns in mixed.items() if columns]
    found = found_beside(path, wanted, DATES) if wanted else {}
    return {
        at: [cell for cell in (*found[at].shown, *_as_they_are(found[at].texts)) if cell[1] in columns]
        for at, columns in mixed.items()
        if at in found
    }


def _doubts(cells: list[Cell]) -> pa.RecordBatch:
    kinds = {"row_number": pa.int64(), "column": pa.int64(), "value": pa.string(), "issue": pa.string()}
    columns = zip(kinds.items(), zip(*sorted(cells), strict=True), strict=True)
    return pa.record_batch({name: pa.array(values, kind) for (name, kind), values in columns})


def _cells(found: Sequence[tuple[int, int, str]]) -> pa.RecordBatch:
    kinds = {"row_number": pa.int64(), "column": pa.int64(), "shown": pa.string()}
    columns = zip(kinds.items(), zip(*found, strict=True), strict=True)
    return pa.record_batch({name: pa.array(values, kind) for (name, kind), values in columns})


def _write(path: Path, batch: pa.RecordBatch) -> None:
    with pa.OSFile(str(path), "wb") as out, pyarrow.ipc.new_file(out, batch.schema) as file:
        file.write_batch(batch)


def _error(detail: str) -> str:
    """Return an error as Excel writes it, from what the reader says of it."""
    found = re.search(r"Error\((\w+)\)", detail)
    return ERRORS.get(found[1], f"#{found[1].upper()}!") if found else BEYOND_DATES


if __name__ == "__main__":
    main(Path(sys.argv[1]))
