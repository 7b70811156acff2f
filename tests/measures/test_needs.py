"""The person's clock: when it starts, when it stops, and who says so. Cases of the services' own edge-case table."""

from __future__ import annotations

from datetime import datetime

import pytest

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
