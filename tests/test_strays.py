"""Rows under the headings that are none of the table: each is set aside with a reason, and none is taken for a case."""

from __future__ import annotations

import pytest

from pipelines.profile import Profile
from pipelines.read import read_sheets
from pipelines.recognise import recognise
from tests.exports import text_file, understood, workbook

DEPOT = Profile(
    name="depot",
    title="Repairs of the depot",
    table="work_items",
    service="repairs",
    columns={
        "item_id": ["Job No"],
        "opened_at": ["Logged", "Reported - Date"],
        "team": ["Team"],
        "status": ["Status"],
        "reported_done_at": ["Done", "Done - Date"],
    },
)
HEAD = ["Job No", "Logged", "Team", "Status", "Done"]
TWO_LINES = [["Job", "Reported", None, None, "Done"], ["No", "Date", "Team", "Status", "Date"]]
JOBS = [
    [f"R-{100 + at}", f"2024-01-{at:02d}", "North" if at % 2 else "South", "done", f"2024-02-{at:02d}"]
    for at in range(1, 21)
]
CONTACTS = [["Contact", "Date", "Channel", "Words"]] + [
    [f"C{at}", f"2024-03-{at:02d}", "phone", "x"] for at in range(1, 7)
]
NOTE, HEADINGS = "a line of text beside the table ('{}')", "repeats the headings"
OTHER = "belongs to another table on this sheet, with headings on row {}"


def beside(left, right, gap=1):
    height = max(len(left), len(right))
    padded = [row + [[None] * len(row[0])] * (height - len(row)) for row in (left, right)]
    return [[*first, *[None] * gap, *second] for first, second in zip(*padded, strict=True)]


SHEETS = {
    "page numbers, totals, signatures": (
        [
            ["Repairs, week 47"],
            [],
            HEAD,
            *JOBS,
            ["Totaal", None, None, None, 20],
            [],
            ["Pagina 1 van 3"],
            [None, "Made by: J"],
        ],
        {24: "a totals row ('Totaal')", 26: NOTE.format("Pagina 1 van 3"), 27: NOTE.format("Made by: J")},
    ),
    "a report in pages": (
        [["Report"], HEAD, *JOBS[:8], ["Page 1"], [], ["Report"], HEAD, *JOBS[8:]],
        {11: NOTE.format("Page 1"), 13: NOTE.format("Report"), 14: HEADINGS},
    ),
    "headings of two lines on each page": (
        [*TWO_LINES, *JOBS[:8], *TWO_LINES, *JOBS[8:]],
        {11: HEADINGS, 12: HEADINGS},
    ),
    "a line for each team": (
        [HEAD, ["Team: North"], *JOBS[:6], ["Team: South"], *JOBS[6:]],
        {2: NOTE.format("Team: North"), 9: NOTE.format("Team: South")},
    ),
    "a table under it": (
        [HEAD, *JOBS, [], ["Contacts"], *CONTACTS],
        {23: NOTE.format("Contacts"), **{row: OTHER.format(24) for row in range(24, 31)}},
    ),
    "a table right under it": (
        [HEAD, *JOBS, *CONTACTS],
        {row: OTHER.format(22) for row in range(22, 29)},
    ),
    "a longer table beside it": (
        beside([HEAD, *JOBS], [["Kind", "Jobs"], *[[f"kind {at}", 3] for at in range(25)]]),
        {row: OTHER.format(1) for row in range(22, 27)},
    ),
    "a small table above it": ([["Team", "Jobs"], ["North", 10], ["South", 10], [], HEAD, *JOBS], {}),
    "a line of units": ([HEAD, ["(text)", "(date)", "", "", ""], *JOBS], {}),
}


@pytest.mark.parametrize("name", SHEETS)
def test_what_is_no_case_is_set_aside_with_its_reason(tmp_path, name):
    rows, expected = SHEETS[name]

    validated = understood(workbook(tmp_path, {"Export": rows}), DEPOT)

    reasons = dict(validated.rejected.select("row_number", "reason").iter_rows())
    assert reasons.keys() == expected.keys()
    assert [told for row, told in expected.items() if told not in reasons[row]] == []
    assert validated.rows["item_id"].to_list() == [job[0] for job in JOBS]


@pytest.mark.parametrize("row", [["R-9", None, "North"], ["R-9"], ["Job 9", None, "North", "open"]])
def test_a_case_without_its_date_is_not_taken_for_a_note(tmp_path, row):
    validated = understood(workbook(tmp_path, {"Export": [HEAD, *JOBS, row]}), DEPOT)

    [reason] = validated.rejected["reason"]
    assert "Column 'Logged' is empty" in reason


def grouped(*lines: str, team: bool = False) -> list[list[object]]:
    """Return jobs in groups of five, each under a line of its own."""
    head = HEAD if team else [*HEAD[:2], *HEAD[3:]]
    jobs = [job if team else [*job[:2], *job[3:]] for job in JOBS]
    groups = [[[line], *jobs[at * 5 : at * 5 + 5]] for at, line in enumerate(lines)]
    return [head, *(row for group in groups for row in group)]


def test_lines_that_seem_to_name_the_team_of_the_rows_under_them_are_told(tmp_path):
    validated = understood(workbook(tmp_path, {"Jobs": grouped("Team North", "Team South", "Team North")}), DEPOT)

    assert [str(note) for note in validated.notes] == [
        "Lines between the rows ('Team North', 'Team South') seem to say whose rows stand under them; that is not read: the rows"
        " have no team."
    ]
    assert (validated.rows.height, validated.rejected.height) == (15, 3)


@pytest.mark.parametrize(
    "rows",
    [
        grouped("Team North", "Team South", team=True),
        grouped("Report", "Report"),
        grouped("Page 1", "Page 2"),
        [*grouped("Repairs, week 47")[:4], ["Made by: J"], ["Seen by: K"]],
    ],
)
def test_lines_beside_a_table_that_name_no_teams_are_not_told_as_such(tmp_path, rows):
    assert understood(workbook(tmp_path, {"Jobs": rows}), DEPOT).notes == ()


SUMS = [
    ["Totaal", "2024-01-01", None, None, "2024-02-20"],
    ["Min", "2024-01-01", None, None, None],
    ["Max:", "2024-01-01", None, None, "2024-02-20"],
    ["Gemiddelde", "2024-01-10", None, None, "2024-02-10"],
    ["Mean", None, None, None, "14,3"],
    ["n=20", None, None, None, None],
    ["Aantal: 20", None, None, None, None],
]


@pytest.mark.parametrize("team_first", [False, True])
def test_what_is_worked_out_of_the_rows_is_no_case_whether_it_has_a_date_or_not(tmp_path, team_first):
    rows = [HEAD, *JOBS, *SUMS]
    if team_first:  # the word then stands in the first column, and under the number stands nothing
        rows = [[row[2], *row[:2], *row[3:]] for row in (HEAD, *JOBS)] + [
            [row[0], None, *row[1:2], *row[3:]] for row in SUMS
        ]

    validated = understood(workbook(tmp_path, {"Jobs": rows}), DEPOT)

    assert validated.rows.height == 20
    assert all("a totals row" in reason for reason in validated.rejected["reason"])


@pytest.mark.parametrize(
    "words",
    ["North Total", "Noord Totaal", "Laatste Noord", "Last South", "North Average", "Aantal Zuid", "Team 1 Total"],
)
@pytest.mark.parametrize("as_text", [True, False])
def test_what_is_worked_out_of_a_group_is_no_case_with_a_date_either(tmp_path, words, as_text):
    rows = [HEAD, *JOBS[:10], [words, "2024-01-01", None, None, "2024-02-20"], *JOBS[10:]]
    path = workbook(tmp_path, {"Jobs": rows})
    if as_text:
        path = text_file(tmp_path, "".join(";".join(cell or "" for cell in row) + "\n" for row in rows))

    validated = understood(path, DEPOT)

    assert validated.rows.height == 20
    assert [words in reason and "a totals row" in reason for reason in validated.rejected["reason"]] == [True]


def test_a_case_or_a_team_that_is_named_as_a_sum_counts(tmp_path):
    named = [["Max", "2024-01-05", "North", "done", None], ["Anna", "2024-01-06", "South", "done", None]]
    of_team = [["R-900", "2024-01-05", "Total", "done", None], ["Max Lane 3", "2024-01-05", "Max", "done", None]]
    of_nobody = [["Mean Street 7", "2024-01-05", "North", "done", None]]

    assert understood(workbook(tmp_path, {"Jobs": [HEAD, *named * 3]}), DEPOT).rows.height > 0
    assert understood(workbook(tmp_path, {"Jobs": [HEAD, *JOBS, *of_team, *of_nobody]}), DEPOT).rows.height == 23


PARTS = [
    "Exported data exceeded the allowed volume. Some data may have been omitted.",
    "Applied filters:\nStatus is Completed",
    "Only the first 1,000 rows are shown",
    "Niet alle gegevens zijn geëxporteerd",
    "Gefilterd op: team Noord",
    "Maximum aantal rijen bereikt",
    "Showing 1 to 45 of 1234 entries",
    "Showing 45 of 1,234",
    "1-45 van 1.234",
    "Rows 1 – 45 of 46",
    "46 to 90 of 90 records",
    "Resultaten 1 t/m 45 van 1234",
    "Rijen 1 tot en met 45 van de 1234",
    "45 of 1234 rows",
    "45 van 1234 resultaten",
]


@pytest.mark.parametrize("line", PARTS)
@pytest.mark.parametrize("above", [False, True])
def test_a_line_that_says_that_rows_are_missing_is_told_with_what_to_do(tmp_path, line, above):
    rows = [[line], [], HEAD, *JOBS] if above else [HEAD, *JOBS, [], [line]]

    validated = understood(workbook(tmp_path, {"Jobs": rows}), DEPOT)

    [note] = validated.notes
    assert "says that it may not hold all rows: '" in note
    assert f"(row {1 if above else 23}). What is missing is not counted: export all rows" in note
    assert not any("Nothing to do" in reason for reason in validated.rejected["reason"])


ALL_OF_THEM = ["Showing 1 to 45 of 45 entries", "1-45 van 45", "Showing 45 of 45", "45 van 45 rijen", "Page 1 of 28"]
ALL_OF_THEM += ["In time: 40 of 45 cases", "Pagina 1 van 28, 45 rijen", "1 of 28"]
ALL_OF_THEM += ["Period 1-1-2024 to 31-1-2024 of 2024"]


@pytest.mark.parametrize(
    "line", ["Filters: none", "No filters applied", "Geen filters", "Printed by J", "Legend: C = done", *ALL_OF_THEM]
)
def test_a_line_that_says_nothing_of_missing_rows_is_no_doubt(tmp_path, line):
    assert understood(workbook(tmp_path, {"Jobs": [[line], HEAD, *JOBS, [], [line]]}), DEPOT).notes == ()


def test_columns_of_a_table_beside_are_told_with_it_and_not_once_more(tmp_path):
    other = [["Code", "Kind", "Since"], *[[f"K{at}", f"kind {at}", f"2023-01-0{at}"] for at in range(1, 9)]]
    found = recognise(read_sheets(workbook(tmp_path, {"Jobs": beside([HEAD, *JOBS], other)})), [DEPOT])

    assert [problem for problem in found.problems if "No heading" not in problem] == [
        "The sheet holds another table, with headings on row 1, columns G to I; it is not read."
    ]
