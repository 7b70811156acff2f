"""Where is the table: found from the cells alone, without a profile."""

from __future__ import annotations

import pytest

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


JOBS = [
    ["Job no", "Raised", "Done", "Status", "Team"],
    ["R1", "2024-01-05", "2024-01-09", "Closed", "North"],
    ["R2", "2024-01-06", None, "Open", "South"],
]
TEAMS = [["Team", "Jobs", "Mean days"], ["North", 7, 64], ["South", 8, 54], ["East", 6, 34]]
PIVOT = [["Row Labels", "2022", "2023", "2024", "Grand Total"], *([f"Team {at}", 12, 7, 43, 62] for at in range(5))]
CODES = [["Code", "Meaning"], ["P1", "Emergency"], ["P2", "Urgent"], ["P3", "Routine"], ["PLM", "Plumbing"]]
READ_ME = [["How to use this workbook"], [], ["1. Open the tab Data"], ["2. Filter on your team"], ["Version"], [1.2]]


@pytest.mark.parametrize("rows", [2, 3], ids=["one row", "two rows"])
@pytest.mark.parametrize("other", [PIVOT, CODES, READ_ME, TEAMS], ids=["pivot", "codes", "instructions", "summary"])
def test_a_short_export_is_meant_and_not_the_longer_sheet_beside_it(tmp_path, rows, other):
    sheets = {"Other": other, "Data": JOBS[:rows]}

    assert tables(workbook(tmp_path, sheets))[0].sheet.name == "Data"


def test_a_summary_under_a_short_export_is_not_what_is_meant(tmp_path):
    found = tables(workbook(tmp_path, {"Export": [*JOBS, [], [], ["Summary by team"], *TEAMS]}))

    assert [table.header_row for table in found] == [1, 7]
    assert (found[0].first_row, found[0].last_row) == (2, 3)


def test_one_row_over_a_summary_is_a_table_of_its_own(tmp_path):
    found = tables(workbook(tmp_path, {"Export": [*JOBS[:2], [], *TEAMS]}))

    assert (found[0].header_row, found[0].last_row) == (1, 2)


def test_a_column_left_blank_does_not_part_a_table_that_has_a_list_of_codes_beside_it(tmp_path):
    many = [*JOBS, *([f"R{at}", "2024-02-01", None, "Open", "East"] for at in range(3, 12))]
    rows = [[*row[:2], None, *row[2:], None, *(CODES[at] if at < len(CODES) else ())] for at, row in enumerate(many)]

    found = tables(workbook(tmp_path, {"Export": rows}))

    assert found[0].columns == (0, 1, 3, 4, 5)
    assert found[1].columns == (7, 8)


def test_a_first_row_of_one_two_three_is_a_row_of_numbers(tmp_path):
    [found] = tables(text_file(tmp_path, "a,b,c\n1,2,3\n4,5,x\n"))

    assert (found.header_rows, found.first_row) == ((1,), 2)


def test_a_row_that_numbers_the_columns_is_no_name_of_any(tmp_path):
    rows = [[*JOBS[0][:2], None, *JOBS[0][2:]], [1, 2, 3, 4, 5, 6], *([*row[:2], None, *row[2:]] for row in JOBS[1:])]

    found = tables(workbook(tmp_path, {"Export": rows}))[0]

    assert (found.header_row, found.first_row) == (1, 3)
    assert found.headings == ["Job no", "Raised", "(column C)", "Done", "Status", "Team"]


def test_what_stands_under_a_group_is_named_without_it_where_that_is_enough(tmp_path):
    rows = [["Job no", "Status", "Dates", None, "Other"], [None, None, "Raised", "Done", "Team"]]
    rows += [[row[0], row[3], row[1], row[2] or "2024-02-01", row[4]] for row in JOBS[1:]]

    found = tables(workbook(tmp_path, {"Export": rows}))[0]

    assert found.headings == ["Job no", "Status", "Raised", "Done", "Team"]


def test_headings_that_come_again_on_each_page_are_those_of_the_first(tmp_path):
    many = [[f"R{at}", "2024-02-01", "2024-02-03", "Closed", "East"] for at in range(12)]
    rows = [
        ["Jobs", None, "Dates"],
        JOBS[0],
        ["(text)", "(dd-mm-yyyy)", "(dd-mm-yyyy)", "(text)", "(text)"],
        *many,
        JOBS[0],
        *many,
    ]

    assert tables(workbook(tmp_path, {"Export": rows}))[0].header_row == 2
