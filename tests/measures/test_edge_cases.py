"""The edge cases of the services, row by row: what the organisation counts, and what the person lives."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tests.worlds import World, validated

HEADINGS = (
    "service | item_id | request_id | kind | customer_id | place_id | category | team | priority_first | priority_last | status"
    " | opened_at | target_first_at | target_last_at | reported_done_at | recorded_done_at | cancelled_at | cancelled_by"
    " | cancel_reason | clock_stop_days"
)
COLUMNS = [name.strip() for name in HEADINGS.split("|")]
# Something that happens later in the service, so that quiet periods pass.
LATER = {"item_id": "Z", "customer_id": "Zoe", "category": "lift", "status": "done", "opened_at": "2024-06-03",
         "target_first_at": "2024-06-10", "reported_done_at": "2024-06-04"}  # fmt: skip
ANN = {"customer_id": "Ann", "place_id": "1", "category": "roof", "status": "done"}


def item(item_id: str, opened_at: str, target: str, **cells: str) -> dict[str, str]:
    return ANN | {"item_id": item_id, "opened_at": opened_at, "target_first_at": target} | cells


def world(*items: dict[str, str], contacts: str = "", answers: str = "", **rules: Any) -> World:
    lines = [" | ".join(({"service": "toy"} | row).get(name, "") for name in COLUMNS) for row in (*items, LATER)]
    return World("\n".join([HEADINGS, *lines]), contacts, "", answers, **rules).measured(
        "work_items", "needs", "weekly"
    )


def verdicts(made: World) -> dict[str, tuple[Any, Any]]:
    """Per item: on target as reported and strictly; None where it is not counted."""
    rows = made.rows("select item_id, in_reported_count, on_target_reported, on_target_strict from work_items")
    return {
        row["item_id"]: (row["on_target_reported"] if row["in_reported_count"] else None, row["on_target_strict"])
        for row in rows
    }


def at(words: str) -> datetime:
    return datetime.fromisoformat(words)


def test_cancelled_by_organisation_and_re_entered() -> None:
    """I1: out, new order has new clock; I2: missed. One case, clock from first contact."""
    made = world(
        item(
            "A", "2024-01-02", "2024-01-09", status="cancelled", cancelled_at="2024-01-08", cancelled_by="organisation"
        ),
        item("B", "2024-01-09", "2024-01-16", reported_done_at="2024-01-12"),
    )
    [need] = [row for row in made.rows("select * from needs") if row["customer_id"] == "Ann"]

    assert verdicts(made)["A"] == (None, False)
    assert verdicts(made)["B"] == (True, True)
    assert (need["items"], need["days_end_to_end"], need["hidden_by"]) == (2, 10, "re_entered")


def test_cancelled_by_customer() -> None:
    """Out. Withdrawn: in no outside-in figure, counted apart, with days till withdrawal; comes back in window: same case."""
    gone = item("A", "2024-01-02", "2024-01-09", status="cancelled", cancelled_at="2024-01-04", cancelled_by="customer")
    made = world(gone)
    need = made.rows("select * from needs where need_id = 'A'")[0]

    assert verdicts(made)["A"] == (None, None)
    assert (need["state"], need["customer_says"], need["days_lived"]) == ("withdrawn", "withdrawn", 2)
    assert (
        made.rows(
            "select * from weekly where measure in ('done_as_promised', 'days_end_to_end') and week < '2024-02-01'"
        )
        == []
    )
    again = world(gone, item("B", "2024-01-10", "2024-01-17", reported_done_at="2024-01-12"))
    assert [(row["items"], row["state"]) for row in again.rows("select * from needs where need_id = 'A'")] == [
        (2, "done")
    ]


def test_duplicate_order() -> None:
    """Out if linked as duplicate. One case; what goes on after it does not make it entered again."""
    made = world(
        item("A", "2024-01-02", "2024-01-09", reported_done_at="2024-01-05"),
        item("B", "2024-01-03", "2024-01-10", status="cancelled", cancelled_at="2024-01-03", cancelled_by="organisation",
             cancel_reason="Duplicate"),
        item("C", "2024-01-12", "2024-01-19", reported_done_at="2024-01-13"),
    )  # fmt: skip

    assert verdicts(made)["B"] == (None, None)
    assert [(row["items"], row["reentries"]) for row in made.rows("select * from needs where need_id = 'A'")] == [
        (3, 0)
    ]


def test_reopened() -> None:
    """New order. Same case, done_at cleared, reopened once more; the last weeks are marked as what may still change."""
    made = world(
        item("Y", "2024-03-04", "2024-03-11", customer_id="Bob", reported_done_at="2024-03-05"),
        item("A", "2024-05-02", "2024-05-09", reported_done_at="2024-05-05"),
        item("B", "2024-05-20", "2024-05-27", status="open"),
    )
    need = made.rows("select * from needs where need_id = 'A'")[0]

    assert (need["items"], need["done_at"], need["reopened"], need["state"]) == (2, None, 1, "open")
    weeks = {row["week"].isoformat(): row["may_change"] for row in made.rows("select week, may_change from weekly")}
    assert weeks["2024-05-06"] and weeks["2024-06-03"]
    assert not weeks["2024-03-04"]
    assert not made.rows("select * from weekly where may_change and week < '2024-04-29'")


def test_no_access() -> None:
    """Closed or stopped as they do. The clock runs on, and the closing alone makes nothing done."""
    made = world(
        item("A", "2024-01-02", "2024-01-09", status="no_access", reported_done_at="2024-01-04"),
        item("B", "2024-01-10", "2024-01-17", reported_done_at="2024-01-12"),
    )
    need = made.rows("select * from needs where need_id = 'A'")[0]

    assert verdicts(made)["A"] == (True, False)
    assert (need["items"], need["done_at"], need["days_end_to_end"]) == (2, at("2024-01-12"), 10)
    alone = world(item("A", "2024-01-02", "2024-01-09", status="no_access", reported_done_at="2024-01-04"))
    assert alone.rows("select done_at, customer_says from needs where need_id = 'A'") == [
        {"done_at": None, "customer_says": "not_yet"}
    ]


def test_clock_stop() -> None:
    """Subtracted as the organisation reports, not in the strict count. Never subtracted for the person."""
    made = world(item("A", "2024-01-02", "2024-01-09", reported_done_at="2024-01-12", clock_stop_days="5"))
    need = made.rows("select * from needs where need_id = 'A'")[0]

    assert verdicts(made)["A"] == (True, False)
    assert (need["days_end_to_end"], need["paused"], need["hidden_by"]) == (10, 5, "clock_stopped")


def test_split_job_several_trades() -> None:
    """Each order counts. Done when the last order is done; max, never sum."""
    made = world(
        item("A", "2024-01-02", "2024-01-09", request_id="R", reported_done_at="2024-01-05"),
        item("B", "2024-01-03", "2024-01-10", request_id="R", category="paint", reported_done_at="2024-01-08"),
    )
    need = made.rows("select * from needs where need_id = 'A'")[0]

    assert [verdicts(made)[name][0] for name in "AB"] == [True, True]
    assert (need["items"], need["days_end_to_end"]) == (2, 6)


def test_communal_fault() -> None:
    """One order. One case per household that contacted."""
    made = world(
        item("A", "2024-01-02", "2024-01-09", customer_id="", reported_done_at="2024-01-05"),
        contacts="""
            service | contact_id | customer_id | item_id | at         | meaning
            toy     | 1          | Ann         | A       | 2024-01-02 | value
            toy     | 2          | Bob         | A       | 2024-01-03 | value
        """,
    )
    needs = made.rows("select * from needs where need_id like 'A%' order by need_id")

    assert [(row["customer_id"], row["days_end_to_end"]) for row in needs] == [("Ann", 3), ("Bob", 2)]
    assert made.rows("select sum(n) as n from weekly where measure = 'on_target_reported' and team = '*'") == [{"n": 2}]


def test_priority_raised_or_lowered() -> None:
    """The last target. The target of the first priority; that it was moved is told."""
    made = world(
        item("A", "2024-01-02", "2024-01-05", target_last_at="2024-01-20", reported_done_at="2024-01-12",
             priority_first="urgent", priority_last="routine"),
    )  # fmt: skip
    need = made.rows("select * from needs where need_id = 'A'")[0]

    assert verdicts(made)["A"] == (True, False)
    assert (need["promised_at"], need["customer_says"], need["hidden_by"]) == (
        at("2024-01-05T23:59:59"),
        "late",
        "target_moved",
    )


def test_still_open() -> None:
    """Strictly it counts if overdue. Not in the mean, so what is open now stands beside it."""
    made = world(
        item("A", "2024-01-02", "2024-01-09", status="open"),
        item("B", "2024-01-02", "2024-01-09", customer_id="Bob", reported_done_at="2024-01-05"),
    )
    need = made.rows("select * from needs where need_id = 'A'")[0]

    assert verdicts(made)["A"] == (None, False)
    assert (need["days_end_to_end"], need["customer_says"], need["hidden_by"]) == (None, "not_yet", "still_open")
    standing = made.rows(
        "select max(n) as n from weekly where measure = 'open_now' and team = '*' and week >= '2024-05-27'"
    )
    assert standing == [{"n": 1}]


def test_done_before_start() -> None:
    """Same day and a date-only value: 0. Else out of the times, and kept with its verdict; never dropped in silence."""
    made = world(
        item("A", "2024-01-02 15:00", "2024-01-09", reported_done_at="2024-01-02"),
        item("B", "2024-02-02", "2024-02-09", category="paint", reported_done_at="2024-01-30"),
    )
    needs = {row["need_id"]: row for row in made.rows("select * from needs")}

    assert (needs["A"]["days_end_to_end"], needs["B"]["days_end_to_end"]) == (0, None)
    assert needs["B"]["customer_says"] == "in_time"


def test_1900_1753_2100_9999_and_future_dates() -> None:
    """Nothing, and an issue; where the opening is none the row is set aside with its reason."""
    lines = [
        item("A", "2024-01-02", "2100-01-01", reported_done_at="1753-01-01"),
        item("B", "2024-01-02", "2024-01-09", reported_done_at="9999-12-31"),
        item("C", "2024-01-02", "2024-01-09", reported_done_at="2031-01-01"),  # TODAY is in 2026
        item("D", "1900-01-01", "2024-01-09", reported_done_at="2024-01-05"),
    ]
    cells = [" | ".join(({"service": "toy"} | row).get(name, "") for name in COLUMNS) for row in lines]
    read = validated("\n".join([HEADINGS, *cells]))

    assert read.rows.select("item_id", "target_first_at", "reported_done_at").rows() == [
        ("A", None, None),
        ("B", at("2024-01-09T23:59:59"), None),
        ("C", at("2024-01-09T23:59:59"), None),
    ]
    assert read.rejected["value"].to_list() == ["1900-01-01"]
    doubted = read.issues.filter(issue="implausible_date")["value"].to_list()
    assert sorted(doubted) == ["1753-01-01", "2031-01-01", "2100-01-01", "9999-12-31"]


def test_closed_no_done_date() -> None:
    """Closed without date. State unknown; not done at the date of the load."""
    made = world(item("A", "2024-01-02", "2024-01-09"))
    need = made.rows("select * from needs where need_id = 'A'")[0]

    assert verdicts(made)["A"] == (None, None)
    assert (need["state"], need["done_at"], need["customer_says"]) == ("unknown", None, "unknown")


def test_back_dated_completion() -> None:
    """The reported date. What was recorded later is kept beside it."""
    made = world(item("A", "2024-01-02", "2024-01-09", reported_done_at="2024-01-08", recorded_done_at="2024-01-31"))
    row = made.rows("select * from work_items where item_id = 'A'")[0]

    assert (row["on_target_reported"], row["days_reported"]) == (True, 6)
    assert (row["recorded_done_at"] - row["reported_done_at"]).days == 23


def test_several_people_in_a_household() -> None:
    """Person by person: each member is a need of their own, and one that is done makes no other done."""
    made = world(
        item("A", "2024-01-02", "2024-01-09", customer_id="mother", reported_done_at="2024-01-05"),
        item("B", "2024-01-08", "2024-01-15", customer_id="son", status="open"),
    )
    says = {
        row["customer_id"]: row["customer_says"] for row in made.rows("select customer_id, customer_says from needs")
    }

    assert (says["mother"], says["son"]) == ("in_time", "not_yet")


def test_moved_died_handed_to_other_organisation() -> None:
    """Closed. Ended without answer: separate, not success; a hand-over keeps the clock if the same problem goes on."""
    gone = {"status": "cancelled", "cancelled_at": "2024-01-20", "cancelled_by": "organisation"}
    handed_over = item("A", "2024-01-02", "2024-01-09", cancel_reason="handed over to Water Board", **gone)
    made = world(
        item("M", "2024-01-02", "2024-01-09", customer_id="Mo", cancel_reason="Tenant moved out", **gone),
        item("D", "2024-01-02", "2024-01-09", customer_id="Di", cancel_reason="deceased", **gone),
        handed_over,
    )
    needs = [row for row in made.rows("select * from needs order by need_id") if row["need_id"] != "Z"]

    assert [verdicts(made)[name] for name in "ADM"] == [(None, None)] * 3
    assert [(row["state"], row["customer_says"], row["hidden_by"], row["done_at"]) for row in needs] == [
        ("unknown", "unknown", None, None)
    ] * 3
    assert [row["unknown_because"] for row in needs] == ["went_elsewhere", "person_gone", "person_gone"]
    assert made.rows("select * from weekly where week < '2024-06-01' and n > 0") == []
    again = world(handed_over, item("B", "2024-01-22", "2024-01-29", reported_done_at="2024-01-25"))
    assert again.rows("select items, state, days_end_to_end, customer_says from needs where need_id = 'A'") == [
        {"items": 2, "state": "done", "days_end_to_end": 23, "customer_says": "late"}
    ]


def test_customer_says_done_system_open() -> None:
    """Open. Done; the gap works both ways."""
    made = world(
        item("A", "2024-01-02", "2024-01-09", status="open"),
        answers="""
            service | answer_id | customer_id | item_id | at         | solved
            toy     | 1         | Ann         | A       | 2024-01-05 | yes
        """,
    )
    need = made.rows("select * from needs where need_id = 'A'")[0]

    assert (need["system_says"], need["customer_says"], need["done_evidence"]) == ("open", "in_time", "customer")
