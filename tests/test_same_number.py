"""Of several lines of one number the one that is newest, or was done last, counts; what is told of the others is true."""

# ruff: noqa: DTZ001 (moments in exports are local and bear no zone)
from __future__ import annotations

from datetime import datetime

import pytest

from pipelines.answers import answered
from pipelines.profile import Profile
from pipelines.read import read_sheets
from pipelines.recognise import recognise
from pipelines.validate import Validated, validate
from tests.exports import TODAY, text_file, workbook

ORDERS = Profile(
    name="orders",
    title="Orders",
    table="work_items",
    service="repairs",
    columns={
        "item_id": ["Order"],
        "place_id": ["Place"],
        "opened_at": ["Raised"],
        "target_last_at": ["Due"],
        "reported_done_at": ["Done"],
        "status": ["Status"],
        "category": ["Trade"],
    },
    codes={"status": {"open": "open", "done": "done", "cancelled": "cancelled"}},
)
VISITS = Profile(
    name="visits",
    title="Visits",
    table="visits",
    service="care",
    columns={
        "visit_id": ["Visit"],
        "customer_id": ["Client"],
        "worker": ["Carer"],
        "started_at": ["Start"],
        "ended_at": ["End"],
    },
)


def lines(folder, text, profile=ORDERS, answers=None) -> Validated:
    """What becomes of rows that are written with bars between the cells."""
    rows = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    path = text_file(folder, "\n".join(",".join(row) for row in rows))
    return validate(answered(recognise(read_sheets(path), [profile]), answers or {}), TODAY)


def told(validated):
    return dict(zip(validated.rejected["row_number"], validated.rejected["reason"], strict=True))


@pytest.mark.parametrize("heading", ["Version", "WOV version", "Versie", "Versienummer", "Revision"])
def test_the_newer_version_counts_wherever_it_stands(tmp_path, heading):
    found = lines(
        tmp_path,
        f"""
        Order | Place | Raised     | Due        | Done | {heading}
        W1    | P1    | 2024-05-28 | 2024-09-01 |      | 10
        W1    | P1    | 2024-05-28 | 2024-06-25 |      | 9
        W2    | P2    | 2024-05-24 | 2024-05-31 |      | v1
        W2    | P2    | 2024-05-24 | 2024-09-01 |      | v2
        """,
    )

    assert found.rows["target_last_at"].dt.month().to_list() == [9, 9]
    assert told(found) == {
        3: f"Row 2 has the same number 'W1' and counts: '{heading}' says that it is the newer version. Nothing to do.",
        4: f"Row 5 has the same number 'W2' and counts: '{heading}' says that it is the newer version. Nothing to do.",
    }


@pytest.mark.parametrize("heading", ["Last modified", "Laatst gewijzigd", "Mutatiedatum", "Status date"])
def test_the_line_that_was_changed_last_counts(tmp_path, heading):
    found = lines(
        tmp_path,
        f"""
        Order | Place | Raised     | Due        | Done | {heading}
        W1    | P1    | 28-05-2024 | 01-09-2024 |      | 02-07-2024
        W1    | P1    | 28-05-2024 | 25-06-2024 |      | 30-06-2024
        """,
    )

    assert found.rows["row_number"].to_list() == [2]
    assert (
        told(found)[3]
        == f"Row 2 has the same number 'W1' and counts: by '{heading}' it was changed later. Nothing to do."
    )


def test_of_the_trades_of_one_order_the_one_that_was_done_last_counts(tmp_path):
    found = lines(
        tmp_path,
        """
        Order | Place | Trade    | Raised     | Done       | Status
        W1    | P1    | Electric | 2024-01-05 | 2024-01-17 | done
        W1    | P1    | Plumber  | 2024-01-05 | 2024-01-12 | done
        W2    | P2    | Plumber  | 2024-01-05 |            | open
        W2    | P2    | Electric | 2024-01-05 | 2024-01-12 | done
        W3    | P3    | Plumber  | 2024-01-05 | 2024-01-12 | done
        W3    | P3    | Electric | 2024-01-05 |            | cancelled
        """,
    )

    assert found.rows["reported_done_at"].to_list() == [datetime(2024, 1, 17), None, datetime(2024, 1, 12)]
    assert told(found)[3] == (
        "Row 2 is a line of 'W1' too, with other work under 'Trade', and counts for the whole: no line was done later. Nothing to"
        " do."
    )
    assert told(found)[5] == (
        "Row 4 is a line of 'W2' too, with other work under 'Trade', and counts for the whole: it is not done yet. Nothing to do."
    )
    assert found.notes == (
        "3 rows are further lines of an order, which differ under 'Trade': the order counts once, as its last line done says, and"
        " as not done while one of its lines is open.",
    )


def test_lines_that_differ_in_where_or_when_are_not_one_case(tmp_path):
    found = lines(
        tmp_path,
        """
        Order | Place | Raised     | Done
        W1    | P1    | 2024-01-05 | 2024-01-17
        W1    | P7    | 2024-01-05 | 2024-01-12
        W2    | P2    | 2024-01-05 | 2024-01-17
        W2    | P2    | 2024-03-05 | 2024-03-12
        W3    | p3    | 2024-01-05 |
        """,
    )

    assert found.rows["item_id"].to_list() == ["W3"]
    assert told(found)[2] == (
        "Row 3 has the same number 'W1' and something else under 'Place': they are not one case, and nobody can tell whose number"
        " it is, so neither counts. Correct the number and load both rows again."
    )
    assert "Row 4 has the same number 'W2' and something else under 'Raised'" in told(found)[5]
    assert found.rejected["is_to_mend"].all()


def test_a_line_that_comes_again_counts_once(tmp_path):
    found = lines(
        tmp_path,
        """
        Order | Place | Raised     | Done       | Remark
        W1    | P1    | 2024-01-05 | 2024-01-17 | a
        W1    | P1    | 2024-01-05 | 2024-01-17 | a
        W2    | P1    | 2024-01-05 | 2024-01-17 | a
        W2    | P1    | 2024-01-05 | 2024-01-17 | b
        """,
    )

    assert found.rows["row_number"].to_list() == [3, 5]
    assert told(found)[2] == "Row 3 has the same number 'W1' and says the same; it counts. Nothing to do."
    assert "says the same in every column that is used; it counts" in told(found)[4]
    assert not found.questions


def test_a_line_that_is_over_is_newer_than_one_that_is_open(tmp_path):
    found = lines(
        tmp_path,
        """
        Order | Place | Raised     | Done       | Status
        W1    | P1    | 2024-01-05 | 2024-01-17 | done
        W1    | P1    | 2024-01-05 |            | open
        """,
    )

    assert found.rows["row_number"].to_list() == [2]
    assert (
        "Row 2 has the same number 'W1' and counts: there the work is over, and here it is open still."
        in told(found)[3]
    )


OLD_FIRST = [f"W{day} | P{day} | 2024-01-{day:02} | 2024-02-01" for day in range(1, 8)]
TWO_LINES = ["W8 | P8 | 2024-01-08 | 2024-02-03", "W8 | P8 | 2024-01-08 | 2024-02-05"]


@pytest.mark.parametrize(
    ("rows", "counts", "by"),
    [
        ([*OLD_FIRST, *TWO_LINES], 10, "the file is sorted from old to new, and it stands later"),
        ([*TWO_LINES, *reversed(OLD_FIRST)], 2, "the file is sorted from new to old, and it stands earlier"),
    ],
)
def test_the_order_of_a_sorted_file_tells_which_line_is_newer(tmp_path, rows, counts, by):
    found = lines(tmp_path, "\n".join(["Order | Place | Raised | Done", *rows]))

    assert (counts in found.rows["row_number"].to_list(), len(found.rows)) == (True, 8)
    assert by in found.rejected["reason"][0]


def test_where_nothing_tells_which_line_is_newer_it_is_doubted_and_asked(tmp_path):
    text = "\n".join(["Order | Place | Raised | Done", *TWO_LINES, *OLD_FIRST])

    found = lines(tmp_path, text)

    assert "counts as it stands later in the file: nothing else tells which of them is the newer" in told(found)[2]
    assert [question.key for question in found.questions] == ["newest_line"]
    assert found.issues.filter(issue="newest_line_unknown")["value"].to_list() == ["W8"]
    answer = lines(tmp_path, text, answers={"newest_line": "first"})
    assert (list(told(answer)), answer.questions, answer.issues.height) == ([3], (), 0)


def test_the_lines_of_a_workbook_are_read_as_those_of_a_text(tmp_path):
    rows = [
        ["Order", "Place", "Raised", "Version"],
        *[["W1", "P1", datetime(2024, 5, 1), version] for version in (2, 1)],
    ]

    found = validate(recognise(read_sheets(workbook(tmp_path, {"Data": rows})), [ORDERS]), TODAY)

    assert found.rows["row_number"].to_list() == [2]


@pytest.mark.parametrize("times", ["08:00 | {}08:30", "08:02 | {}08:29", "08:25 | {}09:00", "08:00 |"])
def test_two_workers_who_came_together_are_one_visit_to_the_person(tmp_path, times):
    found = lines(
        tmp_path,
        f"""
        Visit | Client | Carer | Start            | End
        V1    | C1     | Ann   | 2024-05-01 08:00 | 2024-05-01 08:30
        V2    | C2     | Ann   | 2024-05-01 10:00 | 2024-05-01 10:30
        V1    | C1     | Bea   | 2024-05-01 {times.format("2024-05-01 ")}
        """,
        VISITS,
    )

    assert found.rows.select("visit_id", "worker").rows() == [("V1", "Ann"), ("V2", "Ann")]
    assert "with someone else under 'Carer' at the same time" in told(found)[4]
    assert not found.rejected["is_to_mend"].any()
    (note,) = found.notes
    assert "at the same time, with someone else under 'Carer': 1. To the person it was one visit" in note


@pytest.mark.parametrize(
    "second",
    [
        "C1 | Bea | 2024-05-01 14:00 | 2024-05-01 14:30",
        "C1 | Bea | 2024-05-02 08:00 | 2024-05-02 08:30",
        "C9 | Bea | 2024-05-01 08:00 | 2024-05-01 08:30",
    ],
)
def test_two_workers_at_another_time_or_with_another_person_are_no_one_visit(tmp_path, second):
    found = lines(
        tmp_path,
        f"""
        Visit | Client | Carer | Start            | End
        V1    | C1     | Ann   | 2024-05-01 08:00 | 2024-05-01 08:30
        V1    | {second}
        """,
        VISITS,
    )

    assert found.rows.is_empty() and "they are not one case" in told(found)[2]
