"""Where is the table: found from the cells alone, without a profile."""

from __future__ import annotations

from pipelines.find_table import find_tables
from pipelines.read import read_sheets
from tests.exports import text_file, workbook


def tables(path):
    return find_tables(read_sheets(path))


def test_a_table_may_start_anywhere(tmp_path):
    rows = [["Repairs, week 47"], [], ["Made", "23 Nov"], [], [None, "Job", "Logged"], [None, 7, "2024-01-05"]]

    [found] = tables(workbook(tmp_path, {"Export": rows}))

    assert (found.header_row, found.first_row, found.last_row, found.columns) == (5, 6, 6, (1, 2))
    assert found.headings == ["(column A)", "Job", "Logged"]


def test_a_group_heading_tells_apart_what_stands_under_it(tmp_path):
    rows = [
        [None, None, "2021-22", None, "2022-23", None, None],
        ["Area", "Kind", "Median wait", "Longest", "Median wait", "Longest", "Notes"],
        ["Angus", "Council", 2, 36, 2, 57, "late"],
        ["Barnet", "Borough", 41, 243, 38, 185, None],
    ]

    [found] = tables(workbook(tmp_path, {"Export": rows}))

    assert (found.header_row, found.header_rows) == (2, (1, 2))
    assert found.headings == [
        "Area",
        "Kind",
        "2021-22 - Median wait",
        "2021-22 - Longest",
        "2022-23 - Median wait",
        "2022-23 - Longest",
        "Notes",
    ]


def test_numbers_alone_have_no_headings(tmp_path):
    [found] = tables(text_file(tmp_path, "1,2,3\n4,5,6\n7,8,9\n"))

    assert (found.header_row, found.headings[:2], found.kind) == (None, ["(column A)", "(column B)"], "rows")
