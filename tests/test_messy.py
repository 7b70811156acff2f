"""Real files of every kind: each is read as `messy.toml` says, or refused in the words it says."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from pipelines.errors import UnreadableFile
from pipelines.find_table import find_tables
from pipelines.read import read_sheets
from pipelines.sheet import Sheet, holds_something
from tests.places import PROJECT, shared

FILES: list[dict[str, Any]] = tomllib.loads((PROJECT / "tests" / "messy.toml").read_text(encoding="utf-8"))["file"]
# Where another sheet or row is found than messy.toml has, and why that is right or what is against it.
ELSEWHERE: dict[str, dict[str, Any]] = {
    # Cross-tabs, refused as such. ORIGIN.md names the first of three rows of headings, the fourth row has most cells.
    "messy/databaker/ott.xls": {"header_row": 4},
    # ORIGIN.md names the third row, which heads the two columns of labels only; the second has most cells.
    "messy/tidyxl/titanic.xlsx": {"header_row": 2},
    # Files without a heading row in ORIGIN.md that have one: a glossary in a document, merged cells, the second of two
    # tables under each other, the last of three heading rows.
    "messy/messytables/bian-anal-mca-2005-dols-eng-1011-0312-tab3.xlsm": {"header_row": 47},
    "messy/sheetjs/merge_cells.xls": {"header_row": 1},
    "messy/uk-25k-spend/20140731-gpc-spend-may-2014.csv": {"header_row": 90},
    "nhs_waiting_lists/waiting_lists_wales_raw.csv": {"header_row": 3},
    # Workbooks of several sheets that are tables alike: ORIGIN.md describes another than the one that has dates, or is first.
    "messy/qsv/excel-xlsx.xlsx": {"sheet": "data types"},
    "messy/readxl/type-me.xls": {"sheet": "logical_coercion"},
    "messy/readxl/skipping.xls": {"sheet": "two_blank_rows"},
}
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


@pytest.mark.parametrize(
    "expected", [entry for entry in FILES if "refused" not in entry], ids=lambda entry: str(entry["file"])
)
def test_the_sheet_and_the_headings_of_a_real_file_are_found_without_a_profile(expected):
    path, other = shared("real", *expected["file"].split("/")), ELSEWHERE.get(expected["file"], {})
    found = find_tables(read_sheets(path))[0]
    if "sheet" in other:
        assert found.sheet.name == other["sheet"]
        found = find_tables(read_sheets(path, expected["sheet"]))[0]

    assert found.sheet.name == expected.get("sheet")
    assert found.header_row == other.get("header_row", expected.get("header_row"))


def test_all_but_a_few_of_the_real_headings_are_where_their_origin_says():
    headed = [entry["file"] for entry in FILES if "header_row" in entry]
    missed = [file for file in headed if "header_row" in ELSEWHERE.get(file, {})]

    assert len(missed) <= 0.05 * len(headed)


def test_every_real_file_is_in_the_table():
    there = {
        path.relative_to(shared("real")).as_posix()
        for path in shared("real").rglob("*.*")
        if path.suffix not in (".md", ".py", ".json") and path.is_file()
    }
    assert there == {entry["file"] for entry in FILES}
    assert isinstance(shared("real"), Path)
