"""Workbook -> sheets of text cells. Dates come as ISO, whole numbers without a decimal, texts as they are typed.

A process of its own reads it (`workbook_cells`), within the limits, so that no file can take this one down.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, Final

import polars as pl
import pyarrow as pa
import pyarrow.ipc

from pipelines.date_formats import shown_as
from pipelines.encoded_twice import cells_encoded_once
from pipelines.errors import UnreadableFile
from pipelines.limits import TOLD, Limits
from pipelines.sentence import Sentence
from pipelines.sheet import Sheet, no_doubts, none_turned, numbered
from pipelines.unpack import no_room

BROKEN: Final = Sentence("the workbook is broken: it cannot be read to its end.")
RESAVE: Final = Sentence("Open it in Excel, save it again and drop that.")
EMPTY_CELLS: Final = Sentence("Delete the empty rows and columns below and beside the table, save it and drop that.")
HIDDEN_SHEET: Final = Sentence("The hidden sheet '{sheet}' of {rows} rows is not read.")
FEWEST_ROWS: Final = 3  # that can be headings and cases
OUT_OF_MEMORY: Final = (
    "memory allocation",
    "MemoryError",
    "capacity overflow",
    "Cannot allocate memory",
    "out of memory",
)
ENDED_FROM_OUTSIDE: Final = -9  # as the system does where memory runs short


def read_workbook(file_name: str, path: Path, wanted: str | None, limits: Limits) -> list[Sheet]:
    """Return the sheets that hold anything: the visible ones, or the one that is wanted by its name.

    Raises UnreadableFile for what is broken or beyond the limits.
    """
    with tempfile.TemporaryDirectory(prefix="buitenblik_") as folder:
        answer = _answer(file_name, Path(folder), path, wanted, limits)
        sheets = answer["sheets"]
        if not sheets and answer["unreadable"]:
            raise UnreadableFile(file_name, BROKEN, RESAVE)
        visible = [sheet for sheet in sheets if sheet["visible"]] or sheets
        found = [_sheet(file_name, Path(folder), sheet) for sheet in visible]
        hidden = tuple(
            (sheet["name"], cells.height)
            for sheet in sheets
            if sheet not in visible
            for cells in [_frame(Path(folder) / f"{sheet['at']}.cells")]
            if cells.height >= FEWEST_ROWS and cells.width > 1
        )
        told = tuple(Sentence(HIDDEN_SHEET, sheet=name, rows=rows) for name, rows in hidden)
        others = tuple(answer["others"])
        return [
            replace(sheet, problems=(*sheet.problems, *told), hidden_sheets=hidden, other_sheets=others)
            for sheet in found
        ]


def _answer(file_name: str, folder: Path, path: Path, wanted: str | None, limits: Limits) -> dict[str, Any]:
    """Return what the process that reads the workbook found; its frames are in the folder."""
    asked = {"path": str(path.absolute()), "sheet": wanted, **asdict(limits)}
    (folder / "asked.json").write_text(json.dumps(asked), encoding="utf-8")
    code, said = _run(file_name, folder, limits)
    if code:
        gave_out = code == ENDED_FROM_OUTSIDE or any(words in said for words in OUT_OF_MEMORY)
        raise (
            limits.exceeded(file_name, "memory_megabytes", 0) if gave_out else UnreadableFile(file_name, BROKEN, RESAVE)
        )
    answer: dict[str, Any] = json.loads((folder / "answer.json").read_text(encoding="utf-8"))
    match answer["status"]:
        case "read":
            return answer
        case "exceeded":
            raise limits.exceeded(file_name, answer["limit"], answer["seen"])
        case "no_sheet":
            raise _no_sheet(file_name, str(wanted), answer["names"])
        case "no_room":
            raise no_room(file_name)
    if beyond := re.search(r"(\d+) cells requested, max (\d+)", answer["problem"]):  # the reader's own limit for ods
        told = Sentence(TOLD["cells"].words, seen=int(beyond[1]), limit=int(beyond[2]))
        raise UnreadableFile(file_name, told, EMPTY_CELLS)
    gave_out = any(words in answer["problem"] for words in OUT_OF_MEMORY)
    raise limits.exceeded(file_name, "memory_megabytes", 0) if gave_out else UnreadableFile(file_name, BROKEN, RESAVE)


def _run(file_name: str, folder: Path, limits: Limits) -> tuple[int, str]:
    """Return how the process ended, and the end of what it complained of. Raises where it takes too long."""
    project = str(Path(__file__).parents[1])
    found = os.pathsep.join(filter(None, (project, os.environ.get("PYTHONPATH"))))
    # Arrow's own pool of memory reserves more than it needs, which would count as taken.
    environment = {**os.environ, "PYTHONPATH": found, "ARROW_DEFAULT_MEMORY_POOL": "system", "RUST_BACKTRACE": "0"}
    command = [sys.executable, "-P", "-m", "pipelines.workbook_cells", str(folder)]
    with (folder / "said").open("wb") as said:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=said, env=environment
        )
        try:
            code = process.wait(limits.seconds)
        except subprocess.TimeoutExpired:
            raise limits.exceeded(file_name, "seconds", limits.seconds) from None
        finally:
            process.kill()
            process.wait()
    return code, (folder / "said").read_bytes()[-4000:].decode(errors="replace")


def _no_sheet(file_name: str, wanted: str, names: list[str]) -> UnreadableFile:
    seen = ", ".join(f"'{name}'" for name in names)
    return UnreadableFile(
        file_name,
        Sentence("it has no sheet '{sheet}'; its sheets are {sheets}.", sheet=wanted, sheets=seen),
        Sentence("Name one of these."),
    )


def _sheet(file_name: str, folder: Path, told: dict[str, Any]) -> Sheet:
    """Return the cells from column A on, without a copy: the file that they are laid in lives on as long as they do."""
    frame = _frame(folder / f"{told['at']}.cells")
    doubts = _frame(folder / f"{told['at']}.doubts") if told["doubts"] else no_doubts()
    left = [pl.lit(None, pl.String).alias(f"left{at}") for at in range(told["left"])]
    cells = _without_doubtful(numbered(frame.select(*left, pl.all())), doubts)
    if told["shown"]:
        cells = _as_shown(cells, _frame(folder / f"{told['at']}.shown"))
    if told["texts"]:
        cells = _with_texts(cells, _frame(folder / f"{told['at']}.texts"))
    turned = _turned(cells, _frame(folder / f"{told['at']}.dates")) if told["dates"] else none_turned()
    cells, put_right = cells_encoded_once(cells)
    merged = tuple((first, last, column) for first, last, column in told["merged"])
    hidden = tuple((first, last) for first, last in told["hidden"])
    struck = tuple((first, last) for first, last in told["struck"])
    is_hidden = not told["visible"]
    return Sheet(
        file_name, told["name"], None, None, cells, is_hidden, doubts, put_right, merged=merged, hidden_rows=hidden,
        struck_rows=struck, turned=turned,
    )  # fmt: skip


def _turned(cells: pl.DataFrame, dates: pl.DataFrame) -> pl.DataFrame:
    """Return the dates of columns that hold other things too, as they are shown: row_number, column (0 is A) and shown.

    dates   the same with their format, or with what is shown
    """
    found = [none_turned()]
    for (column,), of_column in dates.group_by("column"):
        name = f"c{column}"
        if name in cells.columns:
            beside = of_column.join(cells.select("row_number", pl.col(name).alias("written")), on="row_number")
            pairs = beside.select("written", "shown").drop_nulls().unique()
            as_shown = [shown_as(*pair) for pair in pairs.iter_rows()]
            pairs = pairs.with_columns(pl.Series("seen", as_shown, dtype=pl.String))
            both = beside.join(pairs, on=["written", "shown"])
            found.append(both.select("row_number", "column", pl.col("seen").alias("shown")))
    return pl.concat(found)


def _frame(path: Path) -> pl.DataFrame:
    with pa.memory_map(str(path)) as file:
        frame = pl.from_arrow(pyarrow.ipc.open_file(file).read_all())
    assert isinstance(frame, pl.DataFrame)
    return frame


def _without_doubtful(cells: pl.DataFrame, doubts: pl.DataFrame) -> pl.DataFrame:
    """Return the cells with nothing where there is a doubt: the reader takes some errors for a nought."""
    emptied = []
    for (column,), rows in doubts.group_by("column"):
        name = f"c{column}"
        if name in cells.columns:
            is_doubtful = pl.col("row_number").is_in(rows["row_number"].implode())
            emptied.append(pl.when(~is_doubtful).then(pl.col(name)).alias(name))
    return cells.with_columns(emptied)


def _as_shown(cells: pl.DataFrame, keys: pl.DataFrame) -> pl.DataFrame:
    """Return the cells with whole numbers as Excel shows them: 000100 or R00100 where 100 is stored.

    keys    row_number, column (0 is A) and shown (their format, as `found_cells.key_format` has it)
    """
    changed = []
    for (column,), numbers in keys.group_by("column"):
        name = f"c{column}"
        if name in cells.columns:
            formats = _beside(cells, numbers)
            is_whole = pl.col(name).str.contains(r"^\d{1,18}$")
            shown = pl.coalesce(
                pl.when(formats == of).then(_shown_as(pl.col(name), of)) for of in formats.drop_nulls().unique()
            )
            changed.append(pl.when(is_whole & formats.is_not_null()).then(shown).otherwise(name).alias(name))
    return cells.with_columns(changed)


def _shown_as(number: pl.Expr, key: str) -> pl.Expr:
    """Return whole numbers as a format shows them; what has more digits than it has noughts has them all before."""
    parts = re.findall(r"(?:^|;)([<>=]*)(-?[0-9]*)\|((?:\\.|[^;\\])*)", key, re.DOTALL)
    if not parts:
        return _with_signs(number, key)
    value = number.cast(pl.Int64, strict=False)
    return pl.coalesce(
        pl.when(_holds(value, sign, int(than or 0))).then(_with_signs(number, part)) for sign, than, part in parts
    ).fill_null(number)


def _holds(value: pl.Expr, sign: str, than: int) -> pl.Expr:
    """Return whether a condition of a format holds; none always does."""
    compared = {"=": value == than, "<": value < than, ">": value > than, "<=": value <= than, ">=": value >= than}
    compared |= {"<>": value != than, "": value.is_not_null()}
    return compared[sign]


def _with_signs(number: pl.Expr, key: str) -> pl.Expr:
    """Return whole numbers with the signs of a format that has no conditions."""
    if not key:
        return pl.lit("")
    signs = re.findall(r"\\.|0", key)
    left = signs.count("0")
    padded, parts, is_first = number.str.zfill(left), [], True
    for sign in signs:
        if sign != "0":
            parts.append(pl.lit(sign[1]))
            continue
        left -= 1
        upto = padded.str.head(-left) if left else padded
        parts.append(upto if is_first else upto.str.tail(1))
        is_first = False
    return pl.concat_str(parts).str.strip_chars()


def _with_texts(cells: pl.DataFrame, texts: pl.DataFrame) -> pl.DataFrame:
    """Return the cells with what is shown in place of what the reader tells: row_number, column (0 is A) and shown."""
    changed = []
    for (column,), of_column in texts.group_by("column"):
        name = f"c{column}"
        if name in cells.columns:
            changed.append(pl.coalesce(_beside(cells, of_column), name).alias(name))
    return cells.with_columns(changed)


def _beside(cells: pl.DataFrame, found: pl.DataFrame) -> pl.Series:
    """Return `shown` of the cells that are found in one column, beside all its cells."""
    rows = found.unique("row_number")
    return cells.select("row_number").join(rows, on="row_number", how="left", maintain_order="left")["shown"]
