"""The person's clock: when it starts, when it stops, and who says so. Cases of the services' own edge-case table."""

from __future__ import annotations

from datetime import datetime

import duckdb
import pytest

from pipelines import measure
from tests.worlds import World

ITEMS = (
    "service | item_id | kind | customer_id | category | status | opened_at | target_first_at | target_last_at"
    " | reported_done_at | cancelled_at | cancelled_by | clock_stop_days"
)
ANSWERS = "service | item_id | customer_id | at | solved | solved_on"
CONTACTS = "service | contact_id | customer_id | at | meaning"
VISITS = "service | visit_id | item_id | customer_id | worker | started_at | ended_at | outcome"
# Something that happens later in the service, so that quiet periods pass.
LATER = "toy | Z | repair | Zoe | lift | done | 2024-06-03 | 2024-06-10 | | 2024-06-04 | | |"


def world(
    *items: str, answers: str = "", contacts: str = "", visits: str = "", later: bool = True, **rules: object
) -> World:
    lines = [ITEMS, *(f"toy | {item}" for item in items), *([LATER] if later else [])]
    return World(
        "\n".join(lines),
        answers=f"{ANSWERS}\n{answers}" if answers else "",
        contacts=f"{CONTACTS}\n{contacts}" if contacts else "",
        visits=f"{VISITS}\n{visits}" if visits else "",
        **rules,
    )


DONE = "A | repair | Ann | roof | done | 2024-01-02 | 2024-01-09 | | 2024-01-05 | | |"


def at(words: str) -> datetime:
    return datetime.fromisoformat(words)


def test_nobody_came_back_for_the_quiet_period_so_it_is_done() -> None:
    need = world(DONE).needs()["A"]

    assert (need["state"], need["done_evidence"], need["done_at"]) == ("done", "quiet_period", at("2024-01-05"))
    assert need["days_end_to_end"] == 3


def test_until_the_quiet_period_has_passed_it_is_provisional() -> None:
    need = world(DONE, later=False).needs()["A"]

    assert (need["state"], need["may_change"], need["customer_says"]) == ("provisional", True, "in_time")


def test_the_person_says_solved_and_names_the_day() -> None:
    need = world(DONE, answers="toy | A | Ann | 2024-02-01 | yes | 2024-01-12").needs()["A"]

    assert (need["done_evidence"], need["done_at"], need["customer_says"]) == ("customer", at("2024-01-12"), "late")


def test_a_late_survey_does_not_lengthen_the_time() -> None:
    need = world(DONE, answers="toy | A | Ann | 2024-02-01 | yes |").needs()["A"]

    assert (need["done_evidence"], need["done_at"]) == ("customer", at("2024-01-05"))


def test_customer_says_done_while_the_system_is_open() -> None:
    open_item = "A | repair | Ann | roof | open | 2024-01-02 | 2024-01-09 | | | | |"
    need = world(open_item, answers="toy | A | Ann | 2024-01-08 | yes |").needs()["A"]

    assert (need["state"], need["system_says"], need["customer_says"]) == ("done", "open", "in_time")


@pytest.mark.parametrize("word", ["no", "partly"])
def test_partly_and_no_keep_it_open(word: str) -> None:
    need = world(DONE, answers=f"toy | A | Ann | 2024-01-10 | {word} |").needs()["A"]

    assert (need["done_at"], need["customer_says"], need["hidden_by"]) == (None, "not_yet", "customer_says_no")


def test_a_repair_after_the_no_closes_it_again() -> None:
    need = world(
        DONE,
        "B | repair | Ann | roof | done | 2024-01-11 | 2024-01-18 | | 2024-01-13 | | |",
        answers="toy | A | Ann | 2024-01-10 | no |",
    ).needs()["A"]

    assert (need["state"], need["done_at"], need["hidden_by"]) == ("done", at("2024-01-13"), "came_back")


@pytest.mark.parametrize("kind", ["make_safe", "inspection"])
def test_made_safe_and_inspected_complete_nothing(kind: str) -> None:
    need = world(f"A | {kind} | Ann | roof | done | 2024-01-02 | 2024-01-09 | | 2024-01-05 | | |").needs()["A"]

    assert (need["state"], need["customer_says"], need["system_says"]) == ("unresolved", "not_yet", "in_time")


def test_no_access_closes_the_item_and_not_the_need() -> None:
    need = world("A | repair | Ann | roof | no_access | 2024-01-02 | 2024-01-09 | | 2024-01-05 | | |").needs()["A"]

    assert (need["state"], need["hidden_by"]) == ("unresolved", "no_access_closed")


def test_the_clock_starts_with_the_first_contact_and_only_once() -> None:
    need = world(
        DONE, contacts="toy | C1 | Ann | 2023-12-28 | value\ntoy | C2 | Ann | 2024-01-04 | progress_chase"
    ).needs()["A"]

    assert need["first_contact_at"] == at("2023-12-28")
    assert (need["days_end_to_end"], need["promised_at"]) == (8, at("2024-01-04 23:59:59"))
    assert (need["contacts"], need["failure_contacts"], need["hidden_by"]) == (2, 1, "waiting_between_items")


def test_a_call_that_it_is_not_fixed_opens_it_again() -> None:
    need = world(DONE, contacts="toy | C1 | Ann | 2024-01-15 | not_fixed").needs()["A"]

    assert (need["state"], need["reopened"], need["hidden_by"]) == ("unresolved", 1, "came_back")


def test_cancelled_by_the_customer_is_withdrawn_and_counted_apart() -> None:
    need = world("A | repair | Ann | roof | cancelled | 2024-01-02 | 2024-01-09 | | | 2024-01-04 | customer |").needs()[
        "A"
    ]

    assert (need["state"], need["customer_says"], need["hidden_by"], need["days_lived"]) == (
        "withdrawn",
        "withdrawn",
        None,
        2,
    )


def test_withdrawn_with_the_date_of_every_ending_is_withdrawn_on_that_day() -> None:
    need = world("A | repair | Ann | roof | cancelled | 2024-01-02 | 2024-01-09 | | 2024-01-04 | | customer |").needs()[
        "A"
    ]

    assert (need["state"], need["withdrawn_at"], need["days_lived"]) == ("withdrawn", at("2024-01-04"), 2)


def test_cancelled_by_us_and_never_entered_again_is_not_done() -> None:
    need = world(
        "A | repair | Ann | roof | cancelled | 2024-01-02 | 2024-01-09 | | | 2024-01-04 | organisation |"
    ).needs()["A"]

    assert (need["system_says"], need["customer_says"], need["hidden_by"]) == ("not_counted", "not_yet", "cancelled")


def test_a_target_that_was_moved_moves_no_promise() -> None:
    need = world("A | repair | Ann | roof | done | 2024-01-02 | 2024-01-09 | 2024-02-09 | 2024-02-01 | | |").needs()[
        "A"
    ]

    assert (need["promised_at"], need["system_says"], need["hidden_by"]) == (
        at("2024-01-09 23:59:59"),
        "in_time",
        "target_moved",
    )


def test_a_stopped_clock_runs_on_for_the_person() -> None:
    need = world("A | repair | Ann | roof | done | 2024-01-02 | 2024-01-09 | | 2024-01-15 | | | 6").needs()["A"]

    assert (need["system_says"], need["customer_says"], need["hidden_by"]) == ("in_time", "late", "clock_stopped")
    assert (need["days_end_to_end"], need["days_reported"]) == (13, 7)


def test_no_target_is_no_promise_unless_the_profile_says_so() -> None:
    no_target = "A | repair | Ann | roof | open | 2024-01-02 | | | | | |"

    assert world(no_target).needs()["A"]["customer_says"] == "no_promise"
    promised = world(no_target, days_without_target=30).needs()["A"]
    assert (promised["promised_at"], promised["promise_rule"]) == (at("2024-02-01 23:59:59"), "days_without_target")
    assert (promised["customer_says"], promised["hidden_by"]) == ("not_yet", "no_target")


def test_closed_without_a_date_cannot_be_known() -> None:
    found = world("A | repair | Ann | roof | done | 2024-01-02 | 2024-01-09 | | | | |").measured()

    assert found.needs()["A"]["customer_says"] == "unknown"


def test_done_before_it_was_opened_has_no_time() -> None:
    need = world("A | repair | Ann | roof | done | 2024-01-08 | 2024-01-15 | | 2024-01-05 | | |").needs()["A"]

    assert need["days_end_to_end"] is None


def test_a_split_job_is_done_when_the_last_item_is() -> None:
    headings = "service | item_id | request_id | customer_id | category | status | opened_at | target_first_at | reported_done_at"
    need = World(f"""
        {headings}
        toy | A | R | Ann | plumbing | done | 2024-01-02 | 2024-01-09 | 2024-01-04
        toy | B | R | Ann | tiling | done | 2024-01-03 | 2024-01-24 | 2024-01-20
        toy | Z | | Zoe | lift | done | 2024-06-03 | 2024-06-10 | 2024-06-04
    """).needs()["A"]

    assert (need["items"], need["days_end_to_end"], need["hidden_by"]) == (2, 18, "split_job")


def test_a_fault_shared_by_two_households_is_a_need_of_each() -> None:
    needs = world(DONE, "B | repair | Bob | roof | done | 2024-01-02 | 2024-01-09 | | 2024-01-05 | | |").needs()

    assert {need["customer_id"] for need in needs.values()} == {"Ann", "Bob", "Zoe"}


def test_the_last_completed_visit_counts_where_it_is_later_than_the_closing() -> None:
    need = world(DONE, visits="toy | V1 | A | Ann | w1 | 2024-01-08 10:00 | 2024-01-08 11:30 | done").needs()["A"]

    assert (need["done_at"], need["visits"], need["workers"]) == (at("2024-01-08 11:30"), 1, 1)


def test_hours_count_where_both_moments_have_them() -> None:
    need = world(
        "A | repair | Ann | roof | done | 2024-01-02 08:00 | 2024-01-03 08:00 | | 2024-01-03 20:00 | | |"
    ).needs()["A"]

    assert (need["days_end_to_end"], need["customer_says"], need["promised_at"]) == (
        1.5,
        "late",
        at("2024-01-03 08:00"),
    )


def test_now_is_never_when_open_work_is_expected_to_be_done() -> None:
    found = world(
        "A | repair | Ann | roof | open | 2024-01-02 | 2024-01-09 | | 2030-01-09 | | |",
        "B | repair | Bob | roof | done | 2024-01-02 | 2024-01-09 | | 2024-01-05 | | |",
        later=False,
    ).measured()

    assert found.rows("select as_of from services") == [{"as_of": at("2024-01-05")}]


def test_now_is_the_latest_recorded_event_and_never_a_target() -> None:
    found = world("A | repair | Ann | roof | open | 2024-01-02 | 2030-01-09 | | | | |", later=False).measured()

    assert found.rows("select as_of from services") == [{"as_of": at("2024-01-02")}]
    assert found.needs()["A"]["customer_says"] == "pending"


def test_work_done_in_the_night_and_entered_the_next_morning_is_done() -> None:
    need = world(
        "A | repair | Ann | roof | done | 2024-01-03 09:00 | 2024-01-04 09:00 | | 2024-01-03 02:00 | | |"
    ).needs()["A"]

    assert (need["state"], need["days_end_to_end"]) == ("done", None)


def test_a_no_that_a_second_visit_turned_into_a_yes_still_says_what_hid_it() -> None:
    need = world(
        DONE,
        answers="toy | A | Ann | 2024-01-10 | no |\ntoy | A | Ann | 2024-01-20 | yes | 2024-01-18",
    ).needs()["A"]

    assert (need["customer_says"], need["hidden_by"]) == ("late", "customer_says_no")


def test_a_completed_visit_makes_it_done_while_the_system_never_closed_the_item() -> None:
    open_item = "A | repair | Ann | roof | open | 2024-01-02 | 2024-01-09 | | | | |"
    need = world(open_item, visits="toy | V1 | A | Ann | w1 | 2024-01-08 10:00 | 2024-01-08 11:30 | done").needs()["A"]

    assert (need["state"], need["done_evidence"], need["system_says"]) == ("done", "quiet_period", "open")
    assert need["customer_says"] == "in_time"


def needs_with(headings: str, *items: str, **more: object) -> dict[str, dict[str, object]]:
    """The needs of items under other headings than `ITEMS`, with something later in the service."""
    names = [name.strip() for name in f"service | item_id | customer_id | status | opened_at | {headings}".split("|")]
    later = {"service": "toy", "item_id": "Z", "customer_id": "Zoe", "status": "open", "opened_at": "2024-06-03"}
    lines = [" | ".join(names), *(f"toy | {item}" for item in items), " | ".join(later.get(name, "") for name in names)]
    return World("\n".join(lines), **more).needs()


@pytest.mark.parametrize(("done", "says"), [("2024-01-09 12:00", "in_time"), ("2024-01-09 12:01", "late")])
def test_done_a_minute_after_the_hour_that_was_set_is_late_for_both(done: str, says: str) -> None:
    need = world(f"A | repair | Ann | roof | done | 2024-01-02 | 2024-01-09 12:00 | | {done} | | |").needs()["A"]

    assert (need["system_says"], need["customer_says"]) == (says, says)


@pytest.mark.parametrize("done", ["2024-01-09", "2024-01-09 23:30"])
def test_done_on_the_day_that_was_set_is_in_time_for_both(done: str) -> None:
    need = world(f"A | repair | Ann | roof | done | 2024-01-02 10:00 | 2024-01-09 | | {done} | | |").needs()["A"]

    assert (need["system_says"], need["customer_says"]) == ("in_time", "in_time")


def test_where_the_opening_has_no_hour_the_promise_is_in_whole_days() -> None:
    need = world(
        "A | repair | Ann | roof | done | 2024-01-03 | 2024-01-05 12:00 | | 2024-01-04 | | |",
        contacts="toy | C1 | Ann | 2024-01-02 15:00 | value",
    ).needs()["A"]

    assert need["promised_at"] == at("2024-01-04 23:59:59")


def test_a_no_on_the_day_it_was_reported_done_keeps_it_open() -> None:
    need = world(DONE, answers="toy | A | Ann | 2024-01-05 16:00 | no |").needs()["A"]

    assert (need["done_at"], need["customer_says"], need["hidden_by"]) == (None, "not_yet", "customer_says_no")


def test_a_yes_after_a_no_counts_from_the_yes_where_no_work_came_between() -> None:
    need = world(DONE, answers="toy | A | Ann | 2024-01-08 | no |\ntoy | A | Ann | 2024-01-20 | yes |").needs()["A"]

    assert (need["done_at"], need["days_end_to_end"]) == (at("2024-01-20"), 18)
    assert (need["customer_says"], need["hidden_by"]) == ("late", "customer_says_no")


def test_a_yes_after_a_no_confirms_the_work_that_came_between() -> None:
    need = world(
        DONE,
        visits="toy | V1 | A | Ann | w1 | 2024-01-09 10:00 | 2024-01-09 11:00 | done",
        answers="toy | A | Ann | 2024-01-08 | no |\ntoy | A | Ann | 2024-01-20 | yes |",
    ).needs()["A"]

    assert (need["done_at"], need["customer_says"]) == (at("2024-01-09 11:00"), "in_time")


def test_an_answer_without_an_hour_gives_whole_days() -> None:
    open_item = "A | repair | Ann | roof | open | 2024-01-02 10:00 | 2024-01-09 | | | | |"
    need = world(open_item, answers="toy | A | Ann | 2024-01-08 | yes |").needs()["A"]

    assert (need["done_at"], need["days_end_to_end"]) == (at("2024-01-08"), 6)


@pytest.mark.parametrize("first", ["yes", "no"])
def test_a_no_beside_a_yes_on_one_day_keeps_it_open_in_whatever_order_they_stand(first: str) -> None:
    words = ["yes", "no"] if first == "yes" else ["no", "yes"]
    answers = "\n".join(f"toy | A | Ann | 2024-01-10 | {word} |" for word in words)
    need = world(DONE, answers=answers).needs()["A"]

    assert (need["state"], need["last_answer"]) == ("unresolved", "no")


def test_part_of_a_job_closed_without_a_date_leaves_unknown_when_all_of_it_was_done() -> None:
    needs = needs_with(
        "request_id | kind | target_first_at | reported_done_at",
        "A | Ann | done | 2024-01-02 | R1 | repair | 2024-01-09 | 2024-01-05",
        "B | Ann | done | 2024-01-03 | R1 | repair | 2024-01-10 |",
        "C | Bob | done | 2024-01-02 | R2 | make_safe | 2024-01-03 |",
        "D | Bob | done | 2024-01-02 | R2 | repair | 2024-01-09 | 2024-01-05",
    )

    assert (needs["A"]["customer_says"], needs["A"]["done_at"]) == ("unknown", None)
    assert (needs["C"]["state"], needs["C"]["done_at"]) == ("done", at("2024-01-05"))


def test_a_complaint_is_about_what_was_done_and_not_about_a_later_job() -> None:
    needs = world(
        DONE,
        "B | repair | Ann | lift | done | 2024-01-20 | 2024-01-27 | | 2024-01-22 | | |",
        contacts="toy | C1 | Ann | 2024-01-15 | not_fixed",
    ).needs()

    assert (needs["A"]["contacts"], needs["A"]["reopened"], needs["A"]["hidden_by"]) == (1, 1, "came_back")
    assert needs["B"]["first_contact_at"] == at("2024-01-20")


def test_a_contact_that_names_only_the_dwelling_is_about_the_need_there() -> None:
    items = """
        service | item_id | customer_id | place_id | category | status | opened_at | target_first_at | reported_done_at
        toy | A | Ann | 1 | roof | done | 2024-01-02 | 2024-01-09 | 2024-01-05
        toy | B | Bob | 2 | roof | done | 2024-01-02 | 2024-01-09 | 2024-01-05
        toy | C |     | 3 | roof | done | 2024-01-02 | 2024-01-09 | 2024-01-05
    """
    contacts = """
        service | contact_id | customer_id | place_id | at | meaning
        toy | C1 |     | 1 | 2023-12-30 | value
        toy | C2 | Bob | 1 | 2023-12-29 | value
        toy | C3 | Cas | 3 | 2023-12-28 | value
        toy | C4 | Dee | 1 | 2023-12-28 | value
    """
    found = World(items, contacts=contacts)
    needs = found.needs()

    assert [needs[need]["first_contact_at"].day for need in "ABC"] == [30, 29, 28]
    assert found.rows("select need_id from contacts where contact_id = 'C4'") == [{"need_id": None}]


@pytest.mark.parametrize(
    ("then", "system", "hidden"), [("2024-02-09", "in_time", "target_moved"), ("", "not_counted", "no_target")]
)
def test_a_target_that_a_later_delivery_moves_or_takes_away_moves_no_promise(
    then: str, system: str, hidden: str
) -> None:
    found = world("A | repair | Ann | roof | open | 2024-01-02 | 2024-01-09 | | | | |")
    found.load(f"{ITEMS}\ntoy | A | repair | Ann | roof | done | 2024-01-02 | {then} | | 2024-02-01 | | |", "B9", 9)
    need = found.needs()["A"]

    assert need["promised_at"] == at("2024-01-09 23:59:59")
    assert (need["system_says"], need["customer_says"], need["hidden_by"]) == (system, "late", hidden)


def test_a_first_target_that_the_source_itself_corrects_is_believed() -> None:
    found = world("A | repair | Ann | roof | open | 2024-01-02 | 2024-01-09 | 2024-01-09 | | | |")
    found.load(f"{ITEMS}\ntoy | A | repair | Ann | roof | open | 2024-01-02 | 2024-01-08 | 2024-01-09 | | | |", "B9", 9)

    assert found.needs()["A"]["promised_at"] == at("2024-01-08 23:59:59")


def test_a_team_that_is_not_told_is_no_handover() -> None:
    needs = needs_with(
        "team | request_id",
        "A | Ann | open | 2024-01-02 | North | R1",
        "B | Ann | open | 2024-01-03 |       | R1",
        "C | Ann | open | 2024-01-04 | North | R1",
        "D | Ann | open | 2024-01-05 | South | R1",
    )

    assert (needs["A"]["handovers"], needs["A"]["first_team"], needs["A"]["team"]) == (1, "North", "South")


def test_cancelled_in_one_team_and_entered_again_in_another_is_a_handover() -> None:
    needs = needs_with(
        "team | category | cancelled_at | cancelled_by | reported_done_at",
        "A | Ann | cancelled | 2024-01-02 | North | roof | 2024-01-05 | organisation |",
        "B | Ann | cancelled | 2024-01-06 | North | roof | 2024-01-08 | organisation |",
        "C | Ann | done | 2024-01-09 | South | roof | | | 2024-01-12",
    )

    assert (needs["A"]["handovers"], needs["A"]["reentries"], needs["A"]["items"]) == (1, 2, 3)
    assert (needs["A"]["first_team"], needs["A"]["team"]) == ("North", "South")


@pytest.mark.parametrize("outcome", ["not_made", "cancelled_organisation", "cancelled_customer"])
def test_a_visit_that_did_not_take_place_is_none_to_the_person(outcome: str) -> None:
    missed = f"toy | V1 | A | Ann | w1 | 2024-01-07 10:00 | | {outcome}"
    made = "toy | V2 | A | Ann | w2 | 2024-01-08 10:00 | 2024-01-08 11:30 | done"
    need = world(DONE, visits=f"{missed}\n{made}").needs()["A"]

    assert (need["visits"], need["workers"]) == (1, 1)


def test_a_visit_that_was_missed_after_the_completed_one_changes_nothing() -> None:
    open_item = "A | repair | Ann | roof | open | 2024-01-02 | 2024-01-09 | | | | |"
    done = "toy | V1 | A | Ann | w1 | 2024-01-08 10:00 | 2024-01-08 11:30 | done"
    missed = "toy | V2 | A | Ann | w1 | 2024-01-10 10:00 | | not_made"

    assert world(open_item, visits=f"{done}\n{missed}").needs()["A"]["state"] != "open"


def test_a_visit_after_the_completed_one_that_lacked_material_leaves_it_open() -> None:
    open_item = "A | repair | Ann | roof | open | 2024-01-02 | 2024-01-09 | | | | |"
    done = "toy | V1 | A | Ann | w1 | 2024-01-05 10:00 | 2024-01-05 11:30 | done"
    lacking = "toy | V2 | A | Ann | w1 | 2024-01-08 10:00 | 2024-01-08 10:10 | no_material"

    assert world(open_item, visits=f"{done}\n{lacking}").needs()["A"]["state"] == "open"


def test_made_safe_and_then_it_came_back_is_made_safe_only() -> None:
    need = world(
        "A | make_safe | Ann | roof | done | 2024-01-02 | 2024-01-03 | | 2024-01-02 | | |",
        "B | repair | Ann | roof | done | 2024-01-10 | 2024-01-17 | | 2024-01-12 | | |",
    ).needs()["A"]

    assert (need["items"], need["reopened"], need["hidden_by"]) == (2, 0, "made_safe_only")


def test_no_access_and_done_at_the_second_call_is_late_for_the_person() -> None:
    need = world(
        "A | repair | Ann | roof | no_access | 2024-01-02 | 2024-01-09 | | 2024-01-05 | | |",
        "B | repair | Ann | roof | done | 2024-01-10 | 2024-01-17 | | 2024-01-12 | | |",
    ).needs()["A"]

    assert (need["items"], need["system_says"], need["customer_says"], need["hidden_by"]) == (
        2,
        "in_time",
        "late",
        "no_access_closed",
    )


def test_an_answer_that_names_only_the_person_is_about_the_need_opened_last() -> None:
    needs = world(
        DONE,
        "B | repair | Ann | lift | done | 2024-02-20 | 2024-02-27 | | 2024-02-22 | | |",
        answers="toy | | Ann | 2024-02-20 | no |\ntoy | | Ann | 2024-01-20 | yes |",
    ).needs()

    assert (needs["A"]["last_answer"], needs["B"]["last_answer"]) == ("yes", "no")


def test_a_void_hears_nobody_and_a_programme_only_who_waits_for_nothing_else() -> None:
    heard = world(
        "A | repair | Ann | roof | open | 2024-01-02 | | | | | |",
        "B | planned | Ann | roof | open | 2024-01-04 | | | | | |",
        "C | repair | Bob | roof | done | 2024-01-02 | | | 2024-01-05 | | |",
        "D | void | Bob | roof | open | 2024-01-06 | | | | | |",
        "E | planned | Cas | roof | open | 2024-01-04 | | | | | |",
        "F | void | Dee | roof | open | 2024-01-04 | | | | | |",
        contacts="""
        toy | K1 | Ann | 2024-01-08 10:00 | progress_chase
        toy | K2 | Bob | 2024-01-08 10:00 | not_fixed
        toy | K3 | Cas | 2024-01-08 10:00 | progress_chase
        toy | K4 | Dee | 2024-01-08 10:00 | value
        """,
        visits="toy | V1 | | Bob | W | 2024-01-08 10:00 | 2024-01-08 11:00 | done",
        answers="toy | | Bob | 2024-01-08 | no |",
    )

    needs = heard.needs()
    assert {name: need["contacts"] for name, need in needs.items() if name != "Z"} == {
        "A": 1, "B": 0, "C": 1, "D": 0, "E": 1, "F": 0,
    }  # fmt: skip
    assert (needs["C"]["last_answer"], needs["D"]["last_answer"], needs["D"]["visits"]) == ("no", None, 1)
    assert needs["F"]["first_contact_at"] == at("2024-01-04")


@pytest.mark.parametrize("meaning", ["progress_chase", "no_show"])
def test_a_call_that_asks_how_far_it_is_starts_no_clock(meaning: str) -> None:
    need = world(DONE, contacts=f"toy | C1 | Ann | 2023-12-24 | {meaning}").needs()["A"]

    assert (need["first_contact_at"], need["days_end_to_end"]) == (at("2024-01-02"), 3)
    assert (need["contacts"], need["failure_contacts"]) == (1, 1)


def test_a_call_that_quotes_the_number_of_an_item_is_about_that_item() -> None:
    needs = World(
        """
        service | item_id | customer_id | category | status | opened_at  | target_first_at | reported_done_at
        toy     | 1001    | Ann         | roof     | open   | 2024-01-02 | 2024-01-09      |
        toy     | 1002    | Ann         | lift     | open   | 2024-01-10 | 2024-01-17      |
        toy     | 1003    | Bob         | lift     | open   | 2024-01-02 | 2024-01-09      |
        """,
        contacts="""
        service | contact_id | customer_id | at         | meaning        | words
        toy     | C1         | Ann         | 2024-01-15 | progress_chase | How far is job #1001, of 2024-01-02?
        toy     | C2         | Ann         | 2024-01-16 | progress_chase | Where is my neighbour's 1003
        """,
    ).needs()

    assert [needs[name]["contacts"] for name in ("1001", "1002", "1003")] == [1, 1, 0]


GONE_ITEMS = (
    "service | item_id | request_id | kind | customer_id | place_id | category | status | opened_at | target_first_at"
    " | reported_done_at | cancelled_at | cancelled_by | cancel_reason | outcome"
)


def gone_world(*items: str, answers: str = "", visits: str = "") -> World:
    later = "Z | | repair | Zoe | 9 | lift | done | 2024-06-03 | 2024-06-10 | 2024-06-04 | | | |"
    return World(
        "\n".join([GONE_ITEMS, *(f"toy | {item}" for item in (*items, later))]),
        answers=f"{ANSWERS}\n{answers}" if answers else "",
        visits=f"{VISITS}\n{visits}" if visits else "",
    ).measured("work_items", "needs", "weekly", "contrast", "time_to_done")


MOVED = "A | | repair | Ann | 1 | roof | cancelled | 2024-01-02 | 2024-01-09 | | 2024-01-20 | organisation | Tenant moved out |"
MOVED_UNNAMED = MOVED.replace("Ann", "")


@pytest.fixture(scope="module")
def connection() -> duckdb.DuckDBPyConnection:
    found = duckdb.connect()
    found.execute(measure.macros())
    return found


@pytest.mark.parametrize(
    ("reason", "because"),
    [
        ("tenant moved out", "person_gone"),
        ("Moved away", "person_gone"),
        ("Customer has moved", "person_gone"),
        ("Client moved to a care home", "person_gone"),
        ("Tenant moved out on 12 May", "person_gone"),
        ("Resident moved to Leeds", "person_gone"),
        ("Moved to flat 3, other address", "person_gone"),
        ("No longer lives here", "person_gone"),
        ("Property vacated, end of tenancy", "person_gone"),
        ("Deceased", "person_gone"),
        ("died", "person_gone"),
        ("Cancelled - tenant sadly died 12/03", "person_gone"),
        ("Resident passed away", "person_gone"),
        ("verhuisd", "person_gone"),
        ("Bewoner is verhuisd naar Utrecht", "person_gone"),
        ("Overleden", "person_gone"),
        ("i.v.m. overlijden bewoner", "person_gone"),
        ("handed over to Thames Water", "went_elsewhere"),
        ("Transferred to another organisation", "went_elsewhere"),
        ("transferred to the county council", "went_elsewhere"),
        ("overgedragen aan gemeente Utrecht", "went_elsewhere"),
        ("Overgedragen aan Eigen Haard", "went_elsewhere"),
        ("doorverwezen naar huisarts", "went_elsewhere"),
        ("doorgezet naar andere organisatie", "went_elsewhere"),
        ("moved to another day", None),
        ("appointment moved", None),
        ("Tenant moved the appointment", None),
        ("customer moved to Friday", None),
        ("moved out to next week", None),
        ("tenant has not moved out yet", None),
        ("Old boiler removed", None),
        ("boiler died", None),
        ("User moved to new laptop", None),
        ("Tenant moved out temporarily", None),
        ("Tenant moved to 12 June", None),
        ("Tenant's mother died, will ring back", None),
        ("Overlijden in de familie", None),
        ("verplaatst", None),
        ("afspraak verplaatst naar dinsdag", None),
        ("nog niet verhuisd", None),
        ("server verhuisd", None),
        ("job handed over to roofing team", None),
        ("handed over to roofing", None),
        ("Handed over to North", None),
        ("doorverwezen naar website", None),
        ("Handed over to night shift", None),
        ("keys handed over to tenant", None),
        ("transferred to order 1234", None),
        ("transferred to planned works", None),
        ("overgedragen aan team Noord", None),
        ("overgedragen aan collega", None),
        ("doorverwezen naar de schilder", None),
        ("no parts", None),
    ],
)
def test_only_words_that_say_so_make_a_person_gone_or_a_case_go_elsewhere(
    connection: duckdb.DuckDBPyConnection, reason: str, because: str | None
) -> None:
    assert connection.execute("select gone_because(?)", [reason]).fetchall() == [(because,)]


@pytest.mark.parametrize(
    "ending",
    [
        "no_access | 2024-01-02 | 2024-01-09 | 2024-01-20 | | | moved out |",
        "done | 2024-01-02 | 2024-01-09 | 2024-01-20 | | | moved out | not_done",
        "cancelled | 2024-01-02 | 2024-01-09 | | 2024-01-20 | customer | moved out |",
    ],
)
def test_whoever_closed_it_and_however_the_person_is_gone(ending: str) -> None:
    found = gone_world(f"A | | repair | Ann | 1 | roof | {ending}")
    need = found.needs()["A"]

    assert (need["state"], need["customer_says"], need["unknown_because"]) == ("unknown", "unknown", "person_gone")
    assert need["days_lived"] == 18
    assert found.rows("select on_target_strict from work_items where item_id = 'A'") == [{"on_target_strict": None}]


def test_work_that_was_done_is_done_whatever_stands_under_the_reason() -> None:
    found = gone_world("A | | repair | Ann | 1 | roof | done | 2024-01-02 | 2024-01-09 | 2024-01-05 | | | moved out |")

    assert found.needs()["A"]["state"] == "done"
    assert found.rows("select on_target_strict from work_items where item_id = 'A'") == [{"on_target_strict": True}]


def test_what_ended_without_answer_is_counted_apart_and_in_no_figure_of_the_person() -> None:
    found = gone_world(
        MOVED,
        "B | | repair | Bob | 2 | roof | cancelled | 2024-01-02 | 2024-01-09 | | 2024-01-20 | organisation | No parts |",
    )

    assert found.rows("select * from time_to_done where promised_month = '2024-01-01' and waiting > 1") == []
    assert found.rows(
        "select n, hits from weekly where measure = 'done_as_promised' and week = '2024-01-08' and team = '*'"
    ) == [{"n": 1, "hits": 0}]
    assert found.rows("""
        select customer_says, needs from contrast where team = '*' and week = '2024-01-08' order by customer_says
    """) == [{"customer_says": "not_yet", "needs": 1}, {"customer_says": "unknown", "needs": 1}]


def test_who_said_solved_before_they_left_had_it_done() -> None:
    need = gone_world(MOVED, answers="toy | A | Ann | 2024-01-08 | yes |").needs()["A"]

    assert (need["state"], need["done_evidence"], need["unknown_because"]) == ("done", "customer", None)


def test_who_still_waits_for_another_item_is_not_gone() -> None:
    need = gone_world(
        MOVED.replace("A | |", "A | R |"),
        "B | R | repair | Ann | 1 | roof | open | 2024-01-01 | 2024-01-09 | | | | |",
    ).needs()["B"]

    assert (need["items"], need["state"], need["unknown_because"]) == (2, "open", None)


@pytest.mark.parametrize(
    ("done_on", "state"), [("2024-01-10", "unknown"), ("2024-01-20", "done"), ("2024-01-25", "done")]
)
def test_only_work_finished_after_they_left_answers_for_the_rest(done_on: str, state: str) -> None:
    need = gone_world(
        f"B | R | repair | Ann | 1 | paint | done | 2024-01-01 | 2024-01-09 | {done_on} | | | |",
        MOVED.replace("A | |", "A | R |"),
    ).needs()["B"]

    assert (need["items"], need["state"]) == (2, state)


def test_an_inspection_that_is_called_off_takes_nothing_from_what_was_done() -> None:
    need = gone_world(
        "B | R | repair | Ann | 1 | paint | done | 2024-01-01 | 2024-01-09 | 2024-01-05 | | | |",
        MOVED.replace("A | | repair", "A | R | inspection"),
    ).needs()["B"]

    assert (need["items"], need["state"]) == (2, "done")


def test_a_duplicate_after_it_does_not_go_on_with_it() -> None:
    need = gone_world(
        MOVED,
        "B | | repair | Ann | 1 | roof | cancelled | 2024-01-03 | 2024-01-10 | | 2024-01-03 | organisation | Duplicate |",
    ).needs()["A"]

    assert (need["items"], need["unknown_because"]) == (2, "person_gone")


AFTER = "B | | repair | | 1 | roof | done | 2024-01-22 | 2024-01-29 | 2024-01-24 | | | |"


@pytest.mark.parametrize("opened_on", ["2024-01-20", "2024-01-22"])
def test_who_comes_after_them_at_the_place_is_somebody_else(opened_on: str) -> None:
    needs = gone_world(MOVED_UNNAMED, AFTER.replace("2024-01-22", opened_on)).needs()

    assert {name: needs[name]["state"] for name in "AB"} == {"A": "unknown", "B": "done"}


def test_who_comes_after_them_does_not_come_back_to_what_was_done_before_either() -> None:
    before = "C | | repair | | 1 | roof | done | 2024-01-02 | 2024-01-09 | 2024-01-10 | | | |"
    paint = MOVED_UNNAMED.replace("roof", "paint")

    assert gone_world(before, AFTER).needs()["C"]["items"] == 2
    assert gone_world(before, paint, AFTER).needs()["C"]["items"] == 1
    made_safe = before.replace("repair", "make_safe").replace("roof", "lift")
    assert gone_world(made_safe, AFTER).needs()["C"]["items"] == 2
    assert gone_world(made_safe, paint, AFTER).needs()["C"]["items"] == 1


def test_what_is_handed_over_ends_no_tenancy_and_comes_back_as_the_same_need() -> None:
    handed_over = MOVED_UNNAMED.replace("Tenant moved out", "handed over to Water Board")
    need = gone_world(handed_over, AFTER).needs()["A"]

    assert (need["items"], need["state"], need["days_end_to_end"]) == (2, "done", 22)


def test_a_request_does_not_join_who_comes_after_them_either() -> None:
    needs = gone_world(MOVED_UNNAMED.replace("A | |", "A | R |"), AFTER.replace("B | |", "B | R |")).needs()

    assert {name: needs[name]["state"] for name in "AB"} == {"A": "unknown", "B": "done"}


OPENED_AGAIN = (
    "service | item_id | customer_id | category | status | opened_at | reported_done_at | first_done_at | first_reopened_at"
    " | reopened_at"
)


@pytest.mark.parametrize(
    ("first_reopened_at", "reopened_at", "reopened", "first_done_at"),
    [
        ("2024-01-07", "2024-01-07", 1, "2024-01-05"),
        ("2024-01-07", "2024-03-20", 1, "2024-01-05"),  # within the window, and once more long after it was first done
        ("", "2024-01-07", 1, "2024-01-05"),
        ("2024-03-10", "2024-03-20", 0, "2024-03-28"),  # the first time after the window already
        ("", "2024-03-20", 0, "2024-03-28"),
    ],
)
def test_who_came_back_within_the_window_came_back_whenever_it_was_opened_again_last(
    first_reopened_at: str, reopened_at: str, reopened: int, first_done_at: str
) -> None:
    made = World(f"""
        {OPENED_AGAIN}
        toy | A | Ann | roof | done | 2024-01-02 | 2024-03-28 | 2024-01-05 | {first_reopened_at} | {reopened_at}
        toy | Z | Zoe | lift | done | 2024-06-03 | 2024-06-04 | | |
    """).measured("weekly")
    need = made.needs()["A"]
    [hits] = made.rows(
        "select hits from weekly where measure = 'first_time' and team = '*' and week = date '2024-03-25'"
    )

    assert (need["state"], need["done_at"], need["reopened"]) == ("done", at("2024-03-28"), reopened)
    assert need["first_done_at"] == at(first_done_at)
    assert hits["hits"] == 1 - reopened


def test_of_an_empty_dwelling_nobody_waits_and_no_outside_in_figure_knows() -> None:
    told = world(
        "A | void | | roof | done | 2024-01-02 | 2024-01-09 | | 2024-01-05 | | |",
        "B | void | | bath | open | 2024-01-02 | 2024-01-09 | | | | |",
        "C | void | | sink | cancelled | 2024-01-02 | 2024-01-09 | | | 2024-01-04 | customer |",
        "D | planned | Dee | roof | done | 2024-01-02 | 2024-01-09 | | 2024-01-05 | | |",
        answers="toy | A | | 2024-02-01 | yes | 2024-01-12",
    ).measured()

    needs = told.needs()
    for name, system_says in (("A", "in_time"), ("B", "open"), ("C", "not_counted")):
        need = needs[name]
        assert (need["state"], need["customer_says"], need["system_says"]) == ("void", "void", system_says)
        assert (need["done_at"], need["days_lived"], need["hidden_by"], need["may_change"]) == (None, None, None, False)
    assert (needs["D"]["state"], needs["D"]["days_lived"]) == ("done", 3)
    counted = "select measure, list(record_id order by record_id) as those from counted group by all"
    assert {row["measure"]: row["those"] for row in told.rows(counted)} == {
        "on_target_reported": ["A", "D", "Z"],
        "on_target_strict": ["A", "B", "D"],
        "days_reported": ["A", "D", "Z"],
        "days_end_to_end": ["D", "Z"],
        "done_as_promised": ["D"],
        "first_time": ["D"],
        "reentered": ["D", "Z"],
        "came_back": ["D", "Z"],
    }
    open_now = "select max(n) as most from weekly where measure = 'open_now' and team = '*'"
    assert told.rows(open_now) == [{"most": 0}]
    assert told.rows("select sum(needs)::int as needs from evidence where team = '*'") == [{"needs": 2}]
    assert told.rows("select sum(done + left_open)::int as needs from time_to_done where team = '*'") == [{"needs": 2}]
