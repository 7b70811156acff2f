"""The measures per week: who is counted, in which week, and what may still change."""

from __future__ import annotations

from datetime import date

import pytest

from tests.worlds import World

ITEMS = """
    service | item_id | team  | customer_id | category | status    | opened_at  | target_first_at | reported_done_at | cancelled_at | cancelled_by
    toy     | A       | North | Ann         | roof     | done      | 2024-01-02 | 2024-01-09      | 2024-01-05       |              |
    toy     | B       | North | Bob         | roof     | done      | 2024-01-02 | 2024-01-04      | 2024-01-06       |              |
    toy     | C       | South | Cas         | roof     | no_access | 2024-01-02 | 2024-01-09      | 2024-01-07       |              |
    toy     | D       | South | Dee         | roof     | cancelled | 2024-01-02 | 2024-01-09      |                  | 2024-01-08   | organisation
    toy     | E       | South | Eve         | roof     | cancelled | 2024-01-02 | 2024-01-09      |                  | 2024-01-08   | customer
    toy     | F       | South | Fay         | roof     | open      | 2024-01-02 | 2024-01-09      |                  |              |
    toy     | G       | South | Guy         | roof     | open      | 2024-05-20 | 2024-06-20      |                  |              |
"""
ANSWERS = """
    service | item_id | at         | solved
    toy     | A       | 2024-01-10 | yes
    toy     | B       | 2024-01-11 | partly
"""
FIRST, SECOND = date(2024, 1, 1), date(2024, 1, 8)


@pytest.fixture(scope="module")
def figures() -> dict[tuple[str, str, date], tuple[float, int, int | None]]:
    world = World(ITEMS, answers=ANSWERS).measured("weekly", "need_ledger", "needs")
    return {
        (row["measure"], row["team"], row["week"]): (row["value"], row["n"], row["hits"])
        for row in world.rows("select * from weekly")
    }


Figures = dict[tuple[str, str, date], tuple[float, int, int | None]]


def test_as_the_organisation_counts_no_access_is_done_and_cancelled_is_out(figures: Figures) -> None:
    assert figures["on_target_reported", "*", FIRST] == (pytest.approx(200 / 3), 3, 2)
    assert figures["on_target_reported", "North", FIRST] == (50, 2, 1)


def test_strictly_no_access_cancelled_by_us_and_overdue_are_missed(figures: Figures) -> None:
    assert figures["on_target_strict", "*", SECOND] == (25, 4, 1)
    assert figures["on_target_strict", "North", FIRST] == (0, 1, 0)


def test_days_reported_and_days_lived_are_means(figures: Figures) -> None:
    assert figures["days_reported", "North", FIRST] == (3.5, 2, None)
    assert figures["days_end_to_end", "*", FIRST] == (3, 1, None)


def test_done_as_promised_counts_needs_whose_promised_moment_has_passed(figures: Figures) -> None:
    assert figures["done_as_promised", "*", SECOND] == (25, 4, 1)
    assert ("done_as_promised", "*", date(2024, 6, 17)) not in figures


def test_open_now_counts_what_the_person_still_waits_for(figures: Figures) -> None:
    # Not done: B (partly), C (no access), D (cancelled by us), F; A is done and E withdrew.
    assert figures["open_now", "*", SECOND][0] == 4
    assert figures["open_now", "South", SECOND][0] == 3


def test_satisfaction_is_the_share_that_says_solved(figures: Figures) -> None:
    assert figures["satisfaction", "*", SECOND] == (50, 2, 1)


def test_first_time_leaves_out_what_is_not_decided(figures: Figures) -> None:
    assert figures["first_time", "*", FIRST] == (100, 1, 1)


def test_only_recent_weeks_may_change() -> None:
    world = World(ITEMS, answers=ANSWERS).measured("weekly", "need_ledger", "needs")

    changing = {row["week"] for row in world.rows("select distinct week from weekly where may_change")}
    assert changing == {date(2024, 4, 22), date(2024, 4, 29), date(2024, 5, 6), date(2024, 5, 13)}


def test_the_days_of_a_need_are_split_into_parts_that_add_up() -> None:
    world = World(
        """
        service | item_id | customer_id | category | status    | opened_at  | target_first_at | reported_done_at | cancelled_at | cancelled_by | clock_stop_days
        toy     | A       | Ann         | roof     | cancelled | 2024-01-02 | 2024-01-09      |                  | 2024-01-08   | organisation |
        toy     | B       | Ann         | roof     | done      | 2024-01-10 | 2024-01-17      | 2024-01-15       |              |              | 2
        toy     | C       | Ann         | roof     | done      | 2024-01-20 | 2024-01-27      | 2024-01-22       |              |              |
        toy     | Z       | Zoe         | lift     | done      | 2024-06-03 | 2024-06-10      | 2024-06-04       |              |              |
    """,
        contacts="""
        service | customer_id | at         | meaning
        toy     | Ann         | 2024-01-01 | value
    """,
    ).measured("weekly", "need_ledger", "needs")

    [need] = world.rows("select * from need_ledger where need_id = 'A'")
    parts = [need[part] for part in ("before_entry", "counted", "paused", "reentered", "uncounted", "after_closing")]
    assert parts == [1, 5, 2, 8, 0, 5]
    assert sum(parts) == need["days_end_to_end"] == 21


@pytest.mark.parametrize(
    ("first", "parts"),
    [
        # without a target: 1 to 9 January is no counted clock, and nothing was entered again
        ("done      | 2024-01-01 |            | 2024-01-09 |            |             ", (0, 8, 1)),
        ("cancelled | 2024-01-01 | 2024-01-20 |            | 2024-01-05 | customer    ", (0, 9, 0)),
        ("cancelled | 2024-01-01 | 2024-01-20 |            | 2024-01-05 | organisation", (9, 0, 0)),
    ],
)
def test_days_are_entered_again_only_where_we_cancelled_and_entered_again(
    first: str, parts: tuple[int, int, int]
) -> None:
    world = World(f"""
        service | item_id | request_id | customer_id | status | opened_at  | target_first_at | reported_done_at | cancelled_at | cancelled_by
        toy     | A       | R          | Ann         | {first}
        toy     | B       | R          | Ann         | done   | 2024-01-10 | 2024-01-17      | 2024-01-15       |              |
        toy     | Z       |            | Zoe         | done   | 2024-06-03 | 2024-06-10      | 2024-06-04       |              |
    """).measured("weekly", "need_ledger", "needs")

    [need] = world.rows("select * from need_ledger where need_id = 'A'")
    assert (need["reentered"], need["uncounted"], need["after_closing"]) == parts
    assert need["counted"] == 5


def test_withdrawn_nobody_knows_when_is_not_open_for_ever() -> None:
    world = World("""
        service | item_id | customer_id | status    | opened_at  | reported_done_at | cancelled_at | cancelled_by
        toy     | A       | Ann         | cancelled | 2024-01-02 |                  |              | customer
        toy     | B       | Bob         | done      | 2024-01-02 | 2024-01-05       |              |
        toy     | C       | Cas         | done      | 2024-01-15 | 2024-01-12       |              |
        toy     | Z       | Zoe         | open      | 2024-01-22 |                  |              |
    """).measured("weekly", "need_ledger", "needs")

    standing = world.rows("select week, n from weekly where measure = 'open_now' and team = '*' order by week")
    assert [row["n"] for row in standing] == [0, 0, 0]


def test_an_answer_about_a_need_we_do_not_know_is_still_an_answer() -> None:
    answers = f"{ANSWERS}    toy     | Q       | 2024-01-12 | no\n"
    world = World(ITEMS, answers=answers).measured("weekly", "need_ledger", "needs")

    found = world.rows("select team, n, hits from weekly where measure = 'satisfaction' order by team")
    assert [tuple(row.values()) for row in found] == [("*", 3, 1), ("North", 2, 1), ("no team", 1, 0)]


def test_closed_without_a_date_is_neither_hit_nor_missed() -> None:
    undated = f"{ITEMS}    toy | H | South | Hal | roof | done | 2024-01-02 | 2024-01-09 | | |\n"
    world = World(undated).measured("weekly", "need_ledger", "needs")

    found = world.rows("select n, hits from weekly where measure = 'on_target_strict' and team = '*' order by week")
    assert [tuple(row.values()) for row in found] == [(1, 0), (4, 1)]


def test_a_week_may_change_as_long_as_its_people_may_come_back() -> None:
    world = World(
        """
        service | item_id | customer_id | status | opened_at  | target_first_at | reported_done_at
        toy     | A       | Ann         | done   | 2024-01-02 | 2024-01-09      | 2024-01-03
        toy     | B       | Bob         | done   | 2024-02-06 | 2024-02-13      | 2024-02-07
        toy     | Z       | Zoe         | open   | 2024-03-25 |                 |
        """,
        quiet_days=56,
        came_back_days=56,
    ).measured("weekly")

    states = world.rows("select need_id, state from needs where need_id in ('A', 'B') order by need_id")
    weeks = world.rows("""
        select week, may_change from weekly where measure = 'days_end_to_end' and team = '*' order by week
    """)
    assert [row["state"] for row in states] == ["done", "provisional"]
    assert [row["may_change"] for row in weeks] == [False, True]
