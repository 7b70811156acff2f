"""One fault, one item, several households that called: a need of each, with its own clock."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.worlds import World

ITEMS = """
    service | item_id | place_id | category | status | opened_at        | target_first_at  | reported_done_at
    toy     | 10      | block 1  | lift     | done   | 2024-01-02 09:00 | 2024-01-04 09:00 | 2024-01-05 09:00
    toy     | 20      | block 2  | lift     | done   | 2024-06-03 09:00 | 2024-06-05 09:00 | 2024-06-04 09:00
"""
CONTACTS = """
    service | contact_id | customer_id | item_id | at               | meaning
    toy     | 1          | Ann         | 10      | 2024-01-02 08:00 | value
    toy     | 2          | Bob         | 10      | 2024-01-04 10:00 | value
    toy     | 3          | Bob         | 10      | 2024-01-05 08:00 | progress_chase
    toy     | 4          | Cem         | 20      | 2024-06-03 08:00 | value
    toy     | 5          | Cem         | 20      | 2024-06-03 12:00 | progress_chase
"""
VISITS = """
    service | visit_id | item_id | started_at       | ended_at         | outcome
    toy     | 1        | 10      | 2024-01-05 10:00 | 2024-01-05 11:00 | done
"""
ANSWERS = """
    service | answer_id | customer_id | item_id | at               | solved
    toy     | 1         | Bob         | 10      | 2024-01-06 10:00 | no
"""


@pytest.fixture(scope="module")
def world() -> World:
    return World(ITEMS, CONTACTS, VISITS, ANSWERS).measured()


def test_every_household_that_called_has_a_need_of_its_own(world: World) -> None:
    needs = {row["need_id"]: row for row in world.rows("select * from needs")}

    assert sorted(needs) == ["10", "10 household 2", "20"]
    assert [needs[name]["customer_id"] for name in sorted(needs)] == ["Ann", "Bob", None]
    assert needs["10"]["first_contact_at"] == datetime(2024, 1, 2, 8)  # noqa: DTZ001
    assert needs["10"]["done_at"] == datetime(2024, 1, 5, 11)  # noqa: DTZ001


def test_what_each_of_them_says_is_about_its_own_need(world: World) -> None:
    about = {row["contact_id"]: row["need_id"] for row in world.rows("select contact_id, need_id from contacts")}
    needs = {row["need_id"]: row for row in world.rows("select * from needs")}

    assert about == {"1": "10", "2": "10 household 2", "3": "10 household 2", "4": "20", "5": "20"}
    assert (needs["10"]["state"], needs["10"]["customer_says"]) == ("done", "late")
    assert (needs["10 household 2"]["last_answer"], needs["10 household 2"]["customer_says"]) == ("no", "not_yet")
    assert [needs[name]["visits"] for name in ("10", "10 household 2")] == [1, 1]


def test_the_organisation_counts_the_item_once(world: World) -> None:
    counted = world.rows("select sum(n) as n from weekly where measure = 'on_target_reported' and team = '*'")
    links = world.rows("select item_id, need_id, rule from need_items where item_id = '10' order by need_id")

    assert counted == [{"n": 2}]
    assert [tuple(row.values()) for row in links] == [("10", "10", "first"), ("10", "10 household 2", "shared_fault")]


def test_the_story_of_each_shows_the_item_and_the_visit(world: World) -> None:
    lanes = world.rows("select lane, record_id from need_events where need_id = '10 household 2' order by starts_at")

    assert [tuple(row.values()) for row in lanes] == [
        ("item", "10"), ("contact", "2"), ("contact", "3"), ("visit", "1"), ("answer", "1"),
    ]  # fmt: skip


def test_every_claim_of_a_publication_holds(world: World) -> None:
    from pipelines.publish import broken_claims

    assert broken_claims(world.connection) == []
