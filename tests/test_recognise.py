"""Which export is this, where are its headings, which column is which field."""

from __future__ import annotations

import openpyxl
import pytest

from pipelines.errors import EmptyFile, FixableError, Undecided, UnknownHeadings
from pipelines.profile import Profile, load_profiles
from pipelines.read import read_sheets
from pipelines.recognise import letter, recognise
from tests.exports import text_file, workbook

DEPOT = Profile(
    name="depot",
    title="Repairs of the depot",
    table="work_items",
    service="repairs",
    columns={
        "item_id": ["Job No", "Opdracht"],
        "opened_at": ["Logged", "Gemeld"],
        "team": ["Team"],
        "status": ["Status"],
    },
)


def recognised(path, *profiles, source=None):
    return recognise(read_sheets(path), list(profiles) or load_profiles(), source)


def told(path, *profiles, kind=UnknownHeadings, source=None):
    with pytest.raises(kind) as refused:
        recognised(path, *profiles, source=source)
    return str(refused.value)


def test_a_title_block_above_the_headings_is_passed_over(tmp_path):
    path = workbook(
        tmp_path,
        {
            "Export": [
                ["Repairs, week 47"],
                [],
                ["Made", "23 Nov"],
                [],
                [None, "JOB_NO", "logged", "Sub status"],
                [None, 7, "2024-01-05", "x"],
            ]
        },
    )

    found = recognised(path, DEPOT)

    assert found.header_row == 5
    assert found.columns == {"(column A)": None, "JOB_NO": "item_id", "logged": "opened_at", "Sub status": None}
    assert found.rows["row_number"].to_list() == [6]


def test_the_headings_of_a_service_may_be_dutch(tmp_path):
    found = recognised(text_file(tmp_path, "opdracht;GEMELD\n1;2024-01-05\n"), DEPOT)

    assert found.columns == {"opdracht": "item_id", "GEMELD": "opened_at"}


@pytest.mark.parametrize(
    ("headings", "table"),
    [
        ("service,item_id,opened_at,status", "work_items"),
        ("service,item_id,customer_id,solved,at", "answers"),
        ("service,at,channel,customer_id,item_id", "contacts"),
        ("service,item_id,worker,planned_from,outcome", "visits"),
    ],
)
def test_canonical_headings_tell_their_table(tmp_path, headings, table):
    cells = "x" + ",2024-01-05" * headings.count(",")

    found = recognised(text_file(tmp_path, f"{headings}\n{cells}\n"))

    assert (found.source, found.table) == ("canonical", table)


@pytest.mark.parametrize(
    "headings",
    [
        "Visit ID,Service,Client,Carer,Started at,Finish",
        "Item ID,Service,Opened at,Due date,Finished on,Status,Team",
        "Contact ID,Service,At,How,About,Customer",
        "VisitID,ClientID,EmployeeID,Scheduled Start,Scheduled End,Service",
        "Item_id;Service;Opened_at;Uiterste datum;Gereed;Status",
        "Item ID,Service,Opened at,Status,Team,Category,Finished on",
    ],
)
def test_a_few_of_our_own_names_do_not_hide_what_stands_under_other_headings(tmp_path, headings):
    between = ";" if ";" in headings else ","
    cells = between.join(["W1", *["2024-01-05"] * headings.count(between)])
    path = text_file(tmp_path, f"{headings}\n{cells}\n")

    assert "no source that we know has its headings" in told(path)
    assert recognised(path, source="canonical").source == "canonical"  # who asks for it knows that it is


def test_a_column_beside_our_own_names_is_told_as_unused(tmp_path):
    path = text_file(tmp_path, "service,item_id,opened_at,status,remark,\nx,W1,2024-01-05,open,loud,\n")

    assert recognised(path).problems == ["Column 'remark' is none of our own column names; it is not used."]


def test_a_heading_of_a_source_that_is_there_by_another_name_is_told(tmp_path):
    profile = DEPOT.model_copy(update={"columns": {**DEPOT.columns, "target_last_at": ["Target"]}})
    path = text_file(tmp_path, "Job No,Logged,Team,Status,Due date\n1,2024-01-05,North,open,2024-01-09\n")

    assert recognised(path, profile).problems == [
        "No heading 'Target': target_last_at stays empty. Column 'Due date' may be the same; it is not used. Where it is, say so"
        " on the page Upload or name it in the profile."
    ]


@pytest.mark.parametrize(
    "headings",
    [
        "Visit ref,Job no,Operative,Arrived,Departed,Outcome",
        "Visit ID,Order no,Operative,Arrived,Left,Outcome",
        "Visit no,Order no,Operative,Arrived,Departure time,Outcome",
        "Visit no,Order no,Operative,Slot start,Slot end,Arrived,Left,Outcome",
    ],
)
def test_visits_of_which_the_number_or_the_times_have_other_names_are_of_another_system(tmp_path, headings):
    path = text_file(tmp_path, f"{headings}\nV1,W1,Op1{',2024-05-01 08:07' * (headings.count(',') - 3)},Completed\n")

    assert "no source that we know has its headings" in told(path)
    assert recognised(path, source="repairs_visits").source == "repairs_visits"


@pytest.mark.parametrize("end", ["Completed", "Date completed"])
def test_orders_of_which_the_end_has_another_name_are_of_another_system(tmp_path, end):
    headings = f"Order no,Property ref,Raised,Original target,Revised target,{end},Status,Team"
    orders = [f"W{at},P{at},0{at}/01/2024,28/01/2024,30/01/2024,1{at}/01/2024,COM,North" for at in range(1, 9)]
    path = text_file(tmp_path, "\n".join([headings, *orders]) + "\n")

    assert "no source that we know has its headings" in told(path)
    assert recognised(path, source="repairs_orders").source == "repairs_orders"


def test_visits_that_lack_a_column_and_have_no_other_for_it_are_still_of_the_system(tmp_path):
    path = text_file(
        tmp_path, "Visit no,Order no,Operative,Arrived,Left,Outcome\nV1,W1,Op1,2024-05-01 08:07,2024-05-01 08:30,CMP\n"
    )

    assert recognised(path).source == "repairs_visits"


def test_of_two_profiles_the_one_that_knows_more_headings_is_taken(tmp_path):
    richer = DEPOT.model_copy(update={"name": "richer", "columns": {**DEPOT.columns, "category": ["Trade"]}})

    found = recognised(text_file(tmp_path, "Job No,Logged,Trade\n1,2024-01-05,roof\n"), DEPOT, richer)

    assert found.source == "richer"


def test_two_headings_in_passing_are_no_visits(tmp_path):
    path = text_file(tmp_path, "Job Number;Logged Date;Operative;Outcome\n1;2024-01-05;J. Smith;No access\n")

    assert "not loaded" in told(path)


@pytest.mark.parametrize(
    "headings",
    ["case:concept:name;concept:name;time:timestamp;case:startdate", "number;opened_at;state;priority;sys_updated_on"],
)
def test_headings_that_many_systems_have_are_taken_for_none_of_them(tmp_path, headings):
    row = ";".join(["2024-01-05"] * (headings.count(";") + 1))

    assert "not loaded" in told(text_file(tmp_path, f"{headings}\n{row}\n"))


def test_two_profiles_that_fit_alike_are_a_question(tmp_path):
    twin = DEPOT.model_copy(update={"name": "twin", "title": "Twin"})
    path = text_file(tmp_path, "Job No,Logged\n1,2024-01-05\n")

    assert "Repairs of the depot (depot), Twin (twin)" in told(path, DEPOT, twin, kind=Undecided)
    assert recognised(path, DEPOT, twin, source="twin").source == "twin"


def test_two_sheets_that_look_alike_are_a_question(tmp_path):
    rows = [["Job No", "Logged"], [1, "2024-01-05"]]
    path = workbook(tmp_path, {"Export": rows, "Export (2)": [*rows, [2, "2024-01-06"]], "Notes": [["made by"]]})

    assert "its sheets look alike: 'Export' (1 rows) and 'Export (2)' (2 rows)" in told(path, DEPOT, kind=Undecided)


def test_headings_that_nobody_knows_are_told_with_the_nearest(tmp_path):
    sentence = told(text_file(tmp_path, "Overview\nitem_ids,colour,opened\n1,red,2024-01-05\n"))

    assert "The headings we saw: 'item_ids', 'colour', 'opened'." in sentence
    assert "'item_ids' to 'item_id'" in sentence


def test_a_heading_that_is_missing_is_told_with_the_one_that_comes_near(tmp_path):
    sentence = told(text_file(tmp_path, "Job No,Loged,Team\n1,2024-01-05,North\n"), DEPOT)

    assert "it looks like Repairs of the depot, but row 1 has no heading 'Logged' (nearest: 'Loged')" in sentence


def test_a_source_that_does_not_exist_is_told_with_those_that_do(tmp_path):
    path = text_file(tmp_path, "Job No,Logged\n1,2024-01-05\n")

    assert "there is no source 'depott'; we know depot" in told(path, DEPOT, source="depott")


def test_headings_without_rows_are_told_as_such(tmp_path):
    path = text_file(tmp_path, "Week 47\nJob No,Logged\n,\n")

    sentence = told(path, DEPOT, kind=EmptyFile)

    assert "row 2 has the headings of Repairs of the depot, and there are no rows under them" in sentence


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        (
            "id,opened date,closed date,team name\n",
            "row 1 has headings ('id', 'opened date', 'closed date', 'team name')",
        ),
        ("Job ref;Date logged\n\n", "row 1 has headings ('Job ref', 'Date logged')"),
        (
            "Report of week 12\n\nJob,Seen,Team,Team\nNo records found\n",
            "row 3 has headings ('Job', 'Seen', 'Team', 'Team')",
        ),
    ],
)
def test_headings_that_nobody_knows_without_rows_are_told_as_such(tmp_path, text, seen):
    sentence = told(text_file(tmp_path, text), kind=EmptyFile)

    assert f"{seen}, and there are no rows under them. Export it again with the rows of the cases" in sentence


def test_headings_without_rows_on_a_sheet_behind_the_notes_are_told_as_such(tmp_path):
    path = workbook(tmp_path, {"Notes": [["Made on Monday"]], "Data": [["Ref", "Seen on", "Team"]]})

    assert "row 1 has headings ('Ref', 'Seen on', 'Team')" in told(path, kind=EmptyFile)


@pytest.mark.parametrize(
    "text",
    [
        "Dear all,\nhere is a text, with commas and more, that is no table at all.\n",
        "Hello, this is the one line in it\n",
        "Dear team, the export\n",
        "Groceries\n",
    ],
)
def test_a_text_is_not_taken_for_headings(tmp_path, text):
    assert "it holds text, and no table" in told(text_file(tmp_path, text))


def test_a_heading_that_stands_twice_is_used_once(tmp_path):
    found = recognised(text_file(tmp_path, "Job No,Logged,Team,Team\n1,2024-01-05,North,South\n"), DEPOT)

    assert found.columns == {"Job No": "item_id", "Logged": "opened_at", "Team": "team", "Team (2)": None}


def test_what_the_profile_wants_and_the_file_lacks_is_told(tmp_path):
    found = recognised(text_file(tmp_path, "Job No,Logged,Team,\n1,2024-01-05,,stray\n"), DEPOT)

    assert found.problems == [
        "No heading 'Status': status stays empty.",
        "Column 'Team' is empty.",
        "Column D has cells and no heading; it is not used.",
    ]


def test_numbers_and_notes_are_no_headings(tmp_path):
    for text in ("1,2,3\n4,5,6\n", "a note\n", "service\nx\n", "at,at,at\n1,2,3\n"):
        assert isinstance(told(text_file(tmp_path, text)), str)


@pytest.mark.parametrize(("at", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_columns_are_named_as_excel_names_them(at, letters):
    assert letter(at) == letters


PIVOT = [
    ["Rijlabels", "2023", "2024", "Eindtotaal"],
    ["Noord", 12, 3, 15],
    ["Zuid", 18, 4, 22],
    ["Eindtotaal", 30, 7, 37],
]
COUNTS = [["Row Labels", "Count of id"], ["Noord", 12], ["Zuid", 18], ["Grand Total", 30]]
CASES = [["Job No", "Logged", "Team"], *([f"W{at}", "2024-01-05", "Noord"] for at in range(20))]


def with_hidden(folder, visible, state="hidden"):
    path = workbook(folder, {"Overview": visible, "Cases": CASES})
    book = openpyxl.load_workbook(path)
    book["Cases"].sheet_state = state
    book.save(path)
    return path


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
@pytest.mark.parametrize(
    "visible", [PIVOT, COUNTS, [["See the dashboard."]], [["Job No", "Logged"]], [["Ref", "Seen on", "Team"]]]
)
def test_a_hidden_sheet_is_named_where_what_is_shown_holds_no_cases(tmp_path, visible, state):
    path = with_hidden(tmp_path, visible, state)

    with pytest.raises(Undecided) as refused:
        recognised(path, DEPOT)

    assert "Sheets that are hidden in the workbook are not read: 'Cases' (21 rows). Choose the sheet" in str(
        refused.value
    )
    assert (refused.value.kind, refused.value.choices[0]) == ("sheet", "Cases")
    assert recognise(read_sheets(path, "Cases"), [DEPOT]).rows.height == 20


def test_a_list_that_a_person_can_explain_is_one_of_the_choices(tmp_path):
    path = with_hidden(
        tmp_path, [["Ref", "Seen on", "Group"], ["a1", "2024-01-05", "Noord"], ["a2", "2024-01-06", "Zuid"]]
    )

    with pytest.raises(Undecided) as refused:
        recognised(path, DEPOT)

    assert refused.value.choices == ["Cases", "Overview"]


def test_a_longer_table_is_what_is_meant_and_not_a_sheet_that_is_hidden_beside_it(tmp_path):
    rows = [[f"a{at}", f"2024-01-{at:02}", "Noord"] for at in range(1, 29)]

    told(with_hidden(tmp_path, [["Ref", "Seen on", "Group"], *rows]), DEPOT, kind=UnknownHeadings)


def test_every_refusal_is_one_the_sender_can_mend():
    assert issubclass(UnknownHeadings, FixableError) and issubclass(Undecided, FixableError)


WORK = [["Job No", "Logged"], [1, "2024-01-05"], [2, "2024-01-06"], [3, "2024-01-07"]]
MORE = [[*row, extra] for row, extra in zip(WORK, ["Status", "open", "open", "open"], strict=True)]


def test_every_sheet_with_such_cases_is_named_where_one_has_to_be_chosen(tmp_path):
    profile = DEPOT.model_copy(
        update={"columns": {name: DEPOT.columns[name] for name in ("item_id", "opened_at")}, "shape": WORK[0]}
    )
    path = workbook(tmp_path, {"Jan": WORK, "Feb": WORK, "Mar": MORE, "Notes": [["made by"]]})

    assert "'Jan' (3 rows) and 'Feb' (3 rows) and 'Mar' (3 rows)" in told(path, profile, kind=Undecided)


@pytest.mark.parametrize(
    ("name", "is_team"), [("Noord", True), ("Team Zuid-West", True), ("Maart", False), ("Blad2", False)]
)
def test_of_a_sheet_that_was_chosen_the_others_and_a_name_like_a_team_are_told(tmp_path, name, is_team):
    profile = DEPOT.model_copy(update={"columns": {**DEPOT.columns, "team": ["Ploeg"]}})
    path = workbook(tmp_path, {name: WORK, "Zuid": WORK, "Legenda": [["a", "b"]]})

    problems = recognise(read_sheets(path, name), [profile]).problems

    assert (
        f"Of the workbook only sheet '{name}' is read. It has other sheets: 'Zuid', 'Legenda'. Where they hold cases too, load the"
        " file again for each and choose that sheet."
    ) in problems
    assert is_team == (
        f"No column tells the team, and the sheet is named '{name}'. Where that is the team, add a column Team with it to the sheet"
        " and load the file again: now its rows are of no team." in problems
    )


def test_a_sheet_alone_or_with_a_column_of_teams_is_told_nothing_of_its_name(tmp_path):
    rows = [[*row, "Team" if row is WORK[0] else "North", "Status" if row is WORK[0] else "open"] for row in WORK]
    alone, several = (
        workbook(tmp_path, {"Noord": rows}, "a.xlsx"),
        workbook(tmp_path, {"Noord": rows, "Zuid": rows}, "b.xlsx"),
    )

    assert recognise(read_sheets(alone, "Noord"), [DEPOT]).problems == []
    assert not [said for said in recognise(read_sheets(several, "Noord"), [DEPOT]).problems if "team" in said]


@pytest.mark.parametrize(
    "legend", ["Red = cancelled", "Rood: vervallen", "Gele rijen betekent wacht", "Light green rows = done"]
)
def test_what_a_sheet_says_that_a_colour_means_is_told_as_not_read(tmp_path, legend):
    rows = [[*row, None, legend if row is WORK[0] else None] for row in WORK]

    assert (
        f"'{legend}' says what a colour means. Colours are not read, so rows of that colour count as all others: write what it"
        " means in a column, such as a status, and load the file again."
    ) in recognised(workbook(tmp_path, {"Work": rows}), DEPOT).problems


def test_a_name_or_a_colour_among_the_cases_is_no_legend(tmp_path):
    rows = [[*row, "Remark" if row is WORK[0] else f"Red door {row[0]}: stuck"] for row in WORK]
    rows[0][1:1] = ["Team"]
    for row in rows[1:]:
        row[1:1] = ["Red: urgent"]

    assert not [said for said in recognised(workbook(tmp_path, {"Work": rows}), DEPOT).problems if "colour" in said]
