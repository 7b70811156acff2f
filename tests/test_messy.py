"""Real files of every kind: each is read as `messy.toml` says, or refused in the words it says."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from pipelines.errors import UnreadableFile
from pipelines.read import read_sheets
from pipelines.sheet import Sheet, holds_something
from tests.places import PROJECT, shared

FILES: list[dict[str, Any]] = tomllib.loads((PROJECT / "tests" / "messy.toml").read_text(encoding="utf-8"))["file"]
TOLD = {"encrypted": "protected with a password", "corrupt": "broken"}


def filled(sheet: Sheet) -> Any:
    return sheet.cells.filter(holds_something(sheet.columns))


@pytest.mark.parametrize("expected", FILES, ids=[entry["file"] for entry in FILES])
def test_a_real_file_is_read_as_it_is_or_refused_in_words(expected):
    path = shared("real", *expected["file"].split("/"))
    if "refused" in expected:
        with pytest.raises(UnreadableFile, match=TOLD[expected["refused"]]):
            read_sheets(path)
        return
    [sheet] = [found for found in read_sheets(path) if found.name == expected.get("sheet")]
    assert (sheet.encoding, sheet.delimiter) == (expected.get("encoding"), expected.get("delimiter"))

    rows = filled(sheet)
    columns = [at for at, name in enumerate(sheet.columns, 1) if sheet.cells[name].null_count() < sheet.cells.height]
    assert rows["row_number"].max() == expected["last_row"]
    assert columns[-1] == expected["width"]
    assert sheet.doubts.height == expected.get("doubts", 0)
    if "header_row" in expected:
        assert (rows["row_number"] > expected["header_row"]).sum() == expected["rows_below"]
    for written in (expected["first"], expected["last"]):
        [row] = rows.filter(rows["row_number"] == written["row"]).to_dicts()
        assert {name: row[name] for name in written if name != "row"} == {
            name: text for name, text in written.items() if name != "row"
        }


def test_every_real_file_is_in_the_table():
    there = {
        path.relative_to(shared("real")).as_posix()
        for path in shared("real").rglob("*.*")
        if path.suffix not in (".md", ".py", ".json") and path.is_file()
    }
    assert there == {entry["file"] for entry in FILES}
    assert isinstance(shared("real"), Path)
