"""Event logs: the rows of a case become one, in the order of time, and every row of the file is accounted for."""

from __future__ import annotations

import json
from datetime import datetime

import polars as pl
import pytest
from pydantic import ValidationError

from tests.event_logs import BY_ACTIVITY, BY_STATUS, cases, folded, profile, visits


def moment(words: str) -> datetime:
    return datetime.fromisoformat(words)


def test_a_case_is_opened_and_done_by_its_events_whatever_the_order_of_the_rows():
    case = cases("""
        Case | When             | What         | Team
        A    | 2025-03-05 10:00 | Closed: ok   | North
        A    | 2025-03-01 09:00 | Opened       | Desk
        A    | 2025-03-02 09:00 | Looked at    | North
    """)["A"]

    assert (case["opened_at"], case["reported_done_at"]) == (moment("2025-03-01 09:00"), moment("2025-03-05 10:00"))
    assert (case["status"], case["team"], case["row_count"]) == ("done", "North", 3)
    assert case["row_number"] == 2


def test_a_case_without_an_event_that_ends_it_is_open():
    case = cases("""
        Case | When             | What
        A    | 2025-03-01 09:00 | Opened
        A    | 2025-03-02 09:00 | Looked at
    """)["A"]

    assert (case["status"], case["reported_done_at"]) == ("open", None)


def test_what_stands_only_on_the_first_event_is_not_lost_and_na_is_a_case():
    case = cases("""
        Case | When             | What   | Caller
        NA   | 2025-03-01 09:00 | Opened | P7
        NA   | 2025-03-02 09:00 | Closed | ?
    """)["NA"]

    assert case["customer_id"] == "P7"


def test_a_case_that_is_opened_again_is_not_done():
    case = cases("""
        Case | When             | What
        A    | 2025-03-01 09:00 | Opened
        A    | 2025-03-02 09:00 | Closed
        A    | 2025-03-04 09:00 | Reopened
    """)["A"]

    assert (case["status"], case["reported_done_at"]) == ("open", None)
    assert (case["first_done_at"], case["reopened_at"]) == (moment("2025-03-02 09:00"), moment("2025-03-04 09:00"))


def test_a_case_that_is_opened_again_and_again_tells_the_first_time_and_the_last():
    case = cases("""
        Case | When             | What
        A    | 2025-03-01 09:00 | Opened
        A    | 2025-03-02 09:00 | Closed
        A    | 2025-03-04 09:00 | Reopened
        A    | 2025-04-10 09:00 | Closed
        A    | 2025-04-12 09:00 | Reopened
        A    | 2025-04-13 09:00 | Closed
    """)["A"]

    assert (case["first_done_at"], case["reported_done_at"]) == (moment("2025-03-02 09:00"), moment("2025-04-13 09:00"))
    assert (case["first_reopened_at"], case["reopened_at"]) == (moment("2025-03-04 09:00"), moment("2025-04-12 09:00"))


def test_a_person_who_comes_back_does_not_undo_what_the_source_says():
    case = cases("""
        Case | When             | What
        A    | 2025-03-01 09:00 | Opened
        A    | 2025-03-02 09:00 | Closed
        A    | 2025-03-04 09:00 | Called again
    """)["A"]

    assert (case["status"], case["reported_done_at"]) == ("done", moment("2025-03-02 09:00"))
    assert (case["first_done_at"], case["reopened_at"]) == (moment("2025-03-02 09:00"), moment("2025-03-04 09:00"))


def test_a_cancelled_case_has_the_moment_it_was_cancelled():
    case = cases("""
        Case | When             | What
        A    | 2025-03-01 09:00 | Opened
        A    | 2025-03-02 09:00 | Dropped
    """)["A"]

    assert (case["status"], case["cancelled_at"]) == ("cancelled", moment("2025-03-02 09:00"))


TICKETS = """
    number | updated         | mod | state    | made_sla | opened_at       | resolved_at    | priority | group | reopened
    T1     | 1/3/2016 09:00  | 0   | New      | true     | 29/2/2016 08:00 | 3/3/2016 10:00 | 3        | Desk  | 0
    T1     | 3/3/2016 10:00  | 1   | Resolved | true     | 29/2/2016 08:00 | 3/3/2016 10:00 | 2        | North | 0
    T1     | 3/3/2016 10:00  | 2   | Closed   | false    | 29/2/2016 08:00 | 3/3/2016 10:00 | 2        | ?     | 0
    T2     | 13/3/2016 11:49 | 0   | New      | true     | 13/3/2016 11:49 | 17/3/2016 9:00 | 3        | Desk  | 0
"""


def test_a_verdict_counts_only_at_the_last_event_and_only_of_what_is_done():
    found = cases(TICKETS, BY_STATUS)

    assert (found["T1"]["on_time_flag"], found["T1"]["team"]) == (False, None)
    assert (found["T1"]["priority_first"], found["T1"]["priority_last"]) == ("3", "2")
    # Cut off after its first event: the end stands there already, but no event says that it came to that.
    assert (found["T2"]["status"], found["T2"]["on_time_flag"], found["T2"]["reported_done_at"]) == ("open", None, None)


def test_a_count_that_goes_up_is_a_case_opened_again():
    log = """
        number | updated         | mod | state    | opened_at       | reopened
        T1     | 2/3/2016 09:00  | 0   | Resolved | 29/2/2016 08:00 | 0
        T1     | 4/3/2016 09:00  | 1   | New      | 29/2/2016 08:00 | 1
        T1     | 13/3/2016 09:00 | 2   | Resolved | 29/2/2016 08:00 | 1
    """
    case = cases(log, BY_STATUS)["T1"]

    assert (case["first_done_at"], case["reopened_at"]) == (moment("2016-03-02 09:00"), moment("2016-03-04 09:00"))


def test_the_other_dates_prove_the_order_of_the_events():
    log = """
        number | updated       | mod | state    | opened_at       | resolved_at
        T1     | 1/3/2016 9:00 | 0   | New      | 29/2/2016 08:00 | 3/3/2016 10:00
        T1     | 3/3/2016 9:00 | 1   | Resolved | 29/2/2016 08:00 | 3/3/2016 10:00
    """

    assert "2016-03-01" in json.loads(cases(log, BY_STATUS)["T1"]["delivered"])["(first event)"]


def test_one_row_a_case_needs_no_time_of_events():
    log = """
        number | updated | state    | opened_at        | resolved_at
        T1     |         | New      | 2016-02-29 08:00 |
        T2     |         | Resolved | 2016-02-29 08:00 | 2016-03-02 08:00
    """
    found = cases(log, BY_STATUS)

    assert {number: row["status"] for number, row in found.items()} == {"T1": "open", "T2": "done"}
    assert "(event rows)" not in json.loads(found["T1"]["delivered"])


def test_a_bad_event_sets_its_whole_case_aside_and_each_row_says_why():
    found = folded("""
        Case | When             | What
        A    | 2025-03-01 09:00 | Opened
        A    | one day          | Closed
        B    | 2025-03-01 09:00 | Opened
             | 2025-03-02 09:00 | Closed
        C    | 2025-03-02 09:00 | Looked at
        C    | 2025-03-03 09:00 | Closed
    """)
    reasons = dict(found.rejected.select("row_number", "reason").iter_rows())

    assert found.rows["item_id"].to_list() == ["B"]
    assert found.rows_in == 6 == found.accepted + found.rejected.height
    assert list(reasons) == [2, 3, 5, 6, 7]
    assert "Row 3 of the same case 'A' cannot be used" in reasons[2]
    assert "'one day' in column 'When' is no date" in reasons[3]
    assert "Column 'Case' is empty, so nobody can tell of which case" in reasons[5]
    assert "No event of case 'C' says that it was opened (Opened)" in reasons[6] == reasons[7]
    assert json.loads(found.rejected["cells"][1]) == {"Case": "A", "When": "one day", "What": "Closed"}


def test_a_case_that_cannot_be_counted_sets_all_its_events_aside():
    found = folded(TICKETS.replace("29/2/2016 08:00", "soon"), BY_STATUS)

    assert found.rows["item_id"].to_list() == ["T2"]
    assert found.rejected["row_number"].to_list() == [2, 3, 4]
    assert found.rejected["value"].unique().to_list() == ["soon"]


def test_totals_and_repeated_headings_are_no_events():
    found = folded("""
        Case  | When             | What
        A     | 2025-03-01 09:00 | Opened
        Case  | When             | What
        A     | 2025-03-02 09:00 | Closed
        Total |                  | 2
    """)

    assert found.rows["row_count"].to_list() == [2]
    assert found.rejected["reason"].str.contains("Nothing to do").all()
    assert found.rejected.height == 2


def test_a_part_of_a_case_that_is_known_whole_is_set_aside():
    known = pl.DataFrame(
        {"of_service": ["desk"], "of_case": ["A"], "known_rows": [3], "known_first": ["2025-03-01 09:00:00"]}
    )
    log = """
        Case | When             | What
        A    | 2025-03-01 09:00 | Opened
        A    | 2025-03-05 10:00 | Closed
    """
    found = folded(log, known=known)

    assert found.rows.is_empty()
    assert (
        "An earlier load has 3 events of case 'A', from 2025-03-01 09:00:00 on; this file has 2"
        in found.rejected["reason"][0]
    )
    assert folded(log, known=known.with_columns(known_rows=2)).rejected.is_empty()


def test_events_that_are_visits_are_visits_once_each():
    log = """
        Case | When             | What        | Team
        A    | 2025-03-01 09:00 | Opened      | Desk
        A    | 2025-03-03 09:00 | Nobody home | North
        A    | 2025-03-04 09:00 | Visit done  | North
        A    | 2025-03-04 09:00 | Visit done  | North
        A    | 2025-03-05 09:00 | Closed      | Desk
    """
    found = visits(log)

    assert found is not None
    assert found.rejected.is_empty()
    assert found.rows.select("item_id", "started_at", "outcome", "team").rows() == [
        ("A", moment("2025-03-03 09:00"), "no_access", "North"),
        ("A", moment("2025-03-04 09:00"), "done", "North"),
    ]
    assert cases(log)["A"]["row_count"] == 5


def test_the_events_stand_beside_the_row_as_it_was_made():
    case = cases("""
        Case | When             | What
        A    | 2025-03-01 09:00 | Opened
        A    | 2025-03-05 10:00 | Closed
    """)["A"]
    beside = json.loads(case["delivered"])

    assert beside["(event rows)"] == "2"
    assert beside["(events)"].splitlines() == ["2: 2025-03-01 09:00 Opened", "3: 2025-03-05 10:00 Closed"]


@pytest.mark.parametrize(
    ("written", "meant", "told"),
    [
        ('activity = ["What"]', "", "need the heading of the activity"),
        ('done = ["/^Closed/"]', 'done = ["/Closed(/"]', "cannot be used"),
        ('"Visit done" = "done"', '"Visit done" = "did it"', "outcome is one of done"),
        ("[events.visits]", '[events.take]\nstatus = "first"\n[events.visits]', "'status' has no column"),
        ("[events.visits]", '[events.first]\nteam = ["Team"]\n[events.visits]', "'team' has a column already"),
    ],
)
def test_a_profile_that_cannot_fold_is_told(written, meant, told):
    with pytest.raises(ValidationError, match=told):
        profile(BY_ACTIVITY.replace(written, meant))


def test_the_words_of_events_are_among_the_rules_that_are_shown():
    rules = {name: value for name, value, _, _ in profile(BY_ACTIVITY).described_rules()}

    assert rules["events: done"] == "/^Closed/"
    assert rules["events: visits"] == "Visit done, Nobody home"


def test_a_log_of_which_nobody_said_what_ends_a_case_says_that_all_are_open():
    rows = """
        Case | When             | What
        A    | 2025-03-01 09:00 | Opened
        A    | 2025-03-02 09:00 | Afgerond
        B    | 2025-03-02 09:00 | Opened
    """
    unnamed = BY_ACTIVITY.replace('done = ["/^Closed/"]', "")

    assert [str(note) for note in folded(rows, unnamed).notes] == [
        "Nothing says which events mean that a case is done, so of 2 cases none counts as done. Name these events: on the page"
        " Upload, where you say what the columns are; in a profile as 'done' under [events]."
    ]
    assert [str(note) for note in folded(rows).notes] == [
        "No event under 'What' means that a case is done (/^Closed/): of 2 cases none counts as done."
    ]
    assert folded(rows).issues["issue"].to_list() == ["no_end_known"]
    assert folded(rows.replace("Afgerond", "Closed")).notes == ()
