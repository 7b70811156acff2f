"""Which items are one need: the rules of linking, in the words of their table."""

from __future__ import annotations

import pytest

from pipelines import measure
from tests.worlds import World

HEADINGS = (
    "service | item_id | parent_id | request_id | kind | customer_id | place_id | category | status | opened_at"
    " | reported_done_at | cancelled_at | cancelled_by | cancel_reason"
)


def needs_of(*items: str, **rules: int) -> dict[str, str]:
    lines = [" | ".join(["toy", *(part.strip() for part in item.split("|"))]) for item in items]
    return World("\n".join([HEADINGS, *lines]), **rules).need_of()


def test_an_item_cancelled_by_us_and_entered_again_is_the_same_need() -> None:
    assert needs_of(
        "A | | | | Ann | 1 | roof | cancelled | 2024-01-02 | | 2024-01-08 | organisation |",
        "B | | | | Ann | 1 | roof | done | 2024-01-09 | 2024-01-12 | | |",
    ) == {"A": "A", "B": "A"}


def test_a_reason_nobody_gave_for_cancelling_counts_as_ours() -> None:
    assert needs_of(
        "A | | | | Ann | 1 | roof | cancelled | 2024-01-02 | | 2024-01-08 | |",
        "B | | | | Ann | 1 | roof | done | 2024-01-07 | 2024-01-12 | | |",
    ) == {"A": "A", "B": "A"}


def test_a_system_with_one_date_for_every_ending_cancels_and_enters_again_too() -> None:
    assert needs_of(
        "A | | | | Ann | 1 | roof | cancelled | 2024-01-02 | 2024-01-08 | | |",
        "B | | | | Ann | 1 | roof | done | 2024-01-09 | 2024-01-12 | | |",
    ) == {"A": "A", "B": "A"}


def test_another_trade_is_not_entered_again() -> None:
    assert needs_of(
        "A | | | | Ann | 1 | roof | cancelled | 2024-01-02 | | 2024-01-08 | organisation |",
        "B | | | | Ann | 1 | lift | done | 2024-01-09 | 2024-01-12 | | |",
    ) == {"A": "A", "B": "B"}


@pytest.mark.parametrize(
    ("own", "other", "reason"),
    [
        ("1001", "1002", "No materials - re-raised as 1002"),
        ("9999", "10002", "see #10002, planned for 12 days from now"),
        ("WO-2024-0101", "WO-2024-0102", "taken over on 12-01-2024 by WO-2024-0102."),
    ],
)
def test_the_number_of_another_item_in_the_reason_of_a_cancelling_links_the_two(
    own: str, other: str, reason: str
) -> None:
    world = World(f"""
        {HEADINGS}
        toy | {own} | | | | Ann | 1 | roof | cancelled | 2024-01-02 | | 2024-01-08 | organisation | {reason}
        toy | {other} | | | | Ann | 1 | lift | done | 2024-03-09 | 2024-03-12 | | |
    """)

    assert world.need_of() == {own: own, other: own}
    assert [row["rule"] for row in world.rows("select rule, confidence from need_items where confidence = 0.95")] == [
        "quoted_number"
    ]


def test_a_number_in_the_reason_that_is_no_item_of_the_household_links_nothing() -> None:
    assert needs_of(
        "1001 | | | | Ann | 1 | roof | cancelled | 2024-01-02 | | 2024-01-08 | organisation | call 0612345678 about 1003",
        "1002 | | | | Ann | 1 | lift | done | 2024-03-09 | 2024-03-12 | | |",
        "1003 | | | | Bob | 2 | lift | done | 2024-03-09 | 2024-03-12 | | |",
    ) == {"1001": "1001", "1002": "1002", "1003": "1003"}


def test_two_households_are_never_one_need() -> None:
    assert needs_of(
        "A | | R1 | | Ann | 1 | roof | cancelled | 2024-01-02 | | 2024-01-08 | organisation |",
        "B | A | R1 | | Bob | 1 | roof | done | 2024-01-09 | 2024-01-12 | | |",
    ) == {"A": "A", "B": "B"}


@pytest.mark.parametrize(("opened", "need"), [("2024-02-02", "A"), ("2024-02-03", "B")])
def test_it_came_back_up_to_and_with_the_twenty_eighth_day(opened: str, need: str) -> None:
    assert needs_of(
        "A | | | | Ann | 1 | roof | done | 2024-01-02 | 2024-01-05 | | |",
        f"B | | | | Ann | 1 | roof | done | {opened} | 2024-02-20 | | |",
    ) == {"A": "A", "B": need}


def test_the_window_is_a_rule_of_the_profile() -> None:
    assert needs_of(
        "A | | | | Ann | 1 | roof | done | 2024-01-02 | 2024-01-05 | | |",
        "B | | | | Ann | 1 | roof | done | 2024-02-20 | 2024-02-21 | | |",
        came_back_days=60,
    ) == {"A": "A", "B": "A"}


def test_made_safe_goes_on_in_another_trade() -> None:
    assert needs_of(
        "A | | | make_safe | Ann | 1 | plumbing | done | 2024-01-02 | 2024-01-02 | | |",
        "B | | | repair | Ann | 1 | joinery | done | 2024-01-09 | 2024-01-12 | | |",
    ) == {"A": "A", "B": "A"}


def test_a_void_and_a_planned_programme_stay_apart_from_tenants_items() -> None:
    assert needs_of(
        "A | | | void | Ann | 1 | roof | done | 2024-01-02 | 2024-01-05 | | |",
        "B | | | repair | Ann | 1 | roof | done | 2024-01-09 | 2024-01-12 | | |",
        "C | | | planned | Ann | 1 | roof | done | 2024-01-15 | 2024-01-19 | | |",
    ) == {"A": "A", "B": "B", "C": "C"}


@pytest.mark.parametrize("kind", ["void", "planned"])
@pytest.mark.parametrize(
    ("first", "second", "reason"), [("|", "1001 |", ""), ("| R", "| R", ""), ("|", "|", "see order 1001")]
)
def test_nor_does_the_source_join_them_to_tenants_items(first: str, second: str, reason: str, kind: str) -> None:
    items = (
        f"1001 | {first} | {kind} | Ann | 1 | roof | done | 2024-01-02 | 2024-01-05 | | |",
        f"1002 | {second} | repair | Ann | 1 | lift | cancelled | 2024-03-09 | | 2024-03-12 | customer | {reason}",
    )

    assert needs_of(*items) == {"1001": "1001", "1002": "1002"}
    alike = (item.replace("| repair |", f"| {kind} |") for item in items)
    assert needs_of(*alike) == {"1001": "1001", "1002": "1001"}, "those of one kind are as the source says"


def test_an_inspection_and_a_follow_on_are_of_what_they_go_with() -> None:
    assert needs_of(
        "A | | R1 | planned | Ann | 1 | roof | done | 2024-01-02 | 2024-01-05 | | |",
        "B | A | | follow_on | Ann | 1 | plaster | done | 2024-03-09 | 2024-03-12 | | |",
        "C | | R1 | inspection | Ann | 1 | roof | done | 2024-04-02 | 2024-04-05 | | |",
        "D | | R2 | void | | 1 | roof | done | 2023-01-02 | 2023-01-05 | | |",
        "E | | R2 | repair | | 1 | lift | done | 2023-03-02 | 2023-03-05 | | |",
        "F | | R2 | inspection | | 1 | lift | done | 2023-05-02 | 2023-05-05 | | |",
    ) == {"A": "A", "B": "A", "C": "A", "D": "D", "E": "E", "F": "E"}


@pytest.mark.parametrize("kind", ["void", "planned"])
@pytest.mark.parametrize("follower", ["inspection", "follow_on"])
@pytest.mark.parametrize(("first", "second"), [("|", "A |"), ("| R", "| R"), ("B |", "|")])
def test_what_goes_with_a_void_or_a_programme_brings_no_tenants_item_to_it(
    first: str, second: str, follower: str, kind: str
) -> None:
    assert needs_of(
        f"A | {first} | {kind} | Ann | 1 | roof | done | 2024-01-02 | 2024-01-05 | | |",
        f"B | {second} | {follower} | Ann | 1 | roof | done | 2024-01-09 | 2024-01-12 | | |",
        "C | | | repair | Ann | 1 | roof | done | 2024-01-20 | 2024-01-22 | | |",
    ) == {"A": "A", "B": "A", "C": "C"}


@pytest.mark.parametrize("follower", ["inspection", "follow_on"])
@pytest.mark.parametrize(("first", "second"), [("|", "A |"), ("| R", "| R"), ("B |", "|")])
def test_what_names_a_customer_is_of_no_void_that_names_none(first: str, second: str, follower: str) -> None:
    items = (
        f"A | {first} | void | | 1 | roof | done | 2024-01-02 | 2024-01-05 | | |",
        f"B | {second} | {follower} | Ann | 1 | roof | open | 2024-01-09 | | | |",
        "C | B | | follow_on | | 1 | roof | open | 2024-01-20 | | | |",
    )

    assert needs_of(*items)["B"] == "B"
    assert needs_of(items[0].replace("void | |", "void | Ann |"), *items[1:]) == {"A": "A", "B": "A", "C": "A"}


def test_a_follow_on_of_two_is_of_one_of_them_and_joins_them_not() -> None:
    assert needs_of(
        "A | C | | planned | Ann | 1 | roof | done | 2024-01-02 | 2024-01-05 | | |",
        "B | C | | repair | Ann | 1 | lift | done | 2024-03-20 | 2024-03-22 | | |",
        "C | | | follow_on | Ann | 1 | roof | done | 2024-01-09 | 2024-01-12 | | |",
        "D | | R | void | Ann | 2 | roof | done | 2024-01-02 | 2024-01-05 | | |",
        "E | D | | inspection | Ann | 2 | paint | done | 2024-01-03 | 2024-01-06 | | |",
        "F | E | | follow_on | Ann | 2 | paint | done | 2024-01-08 | 2024-01-11 | | |",
        "G | | | repair | Ann | 2 | paint | done | 2024-01-20 | 2024-01-22 | | |",
    ) == {"A": "A", "B": "C", "C": "C", "D": "D", "E": "D", "F": "D", "G": "G"}


def test_a_void_of_the_wrong_trade_is_carried_on_by_no_tenants_item() -> None:
    assert needs_of(
        "A | | | void | Ann | 1 | roof | cancelled | 2024-01-02 | | 2024-01-05 | organisation | wrong trade",
        "B | | | repair | Ann | 1 | lift | done | 2024-01-06 | 2024-01-08 | | |",
    ) == {"A": "A", "B": "B"}


def test_a_follow_on_goes_with_its_parent_whatever_its_trade() -> None:
    assert needs_of(
        "A | | | | Ann | 1 | roof | done | 2024-01-02 | 2024-01-05 | | |",
        "B | A | | follow_on | Ann | 1 | plaster | done | 2024-03-09 | 2024-03-12 | | |",
    ) == {"A": "A", "B": "A"}


def test_one_request_with_many_items_is_one_need() -> None:
    assert needs_of(
        "A | | R1 | | Ann | 1 | roof | done | 2024-01-02 | 2024-01-05 | | |",
        "B | | R1 | | Ann | 1 | plaster | open | 2024-01-03 | | | |",
        "C | | R1 | | Ann | 1 | paint | open | 2024-01-04 | | | |",
    ) == {"A": "A", "B": "A", "C": "A"}


def test_where_no_customer_is_known_the_place_stands_in() -> None:
    assert needs_of(
        "A | | | | | 1 | rats | done | 2024-01-02 | 2024-01-05 | | |",
        "B | | | | | 1 | rats | done | 2024-01-12 | 2024-01-15 | | |",
        "C | | | | | 2 | rats | done | 2024-01-12 | 2024-01-15 | | |",
        "D | | | | | | rats | done | 2024-01-12 | 2024-01-15 | | |",
    ) == {"A": "A", "B": "A", "C": "C", "D": "D"}


def test_a_chain_too_long_to_believe_is_left_apart_and_told() -> None:
    items = [f"I{n} | | | | | 1 | rats | done | 2024-01-{n:02d} | 2024-01-{n:02d} | | |" for n in range(1, 9)]
    world = World("\n".join([HEADINGS, *(f"toy | {item}" for item in items)])).measured()

    assert len({row["need_id"] for row in world.rows("select need_id from need_items")}) == 8
    assert [row["value"] for row in world.rows("select value from data_issues where issue = 'long_chain'")] == [
        "8 items, 7 days"
    ]


def test_every_link_says_by_which_rule_and_how_sure() -> None:
    world = World(f"""
        {HEADINGS}
        toy | A | | | | Ann | 1 | roof | cancelled | 2024-01-02 | | 2024-01-08 | organisation |
        toy | B | | | | Ann | 1 | roof | done | 2024-01-09 | 2024-01-12 | | |
        toy | C | B | | follow_on | Ann | 1 | paint | done | 2024-01-13 | 2024-01-14 | | |
    """)
    world.needs()

    found = world.rows("select item_id, linked_to, rule, confidence from need_items order by item_id")
    assert [tuple(row.values()) for row in found] == [
        ("A", None, "first", 1.0),
        ("B", "A", "cancelled_and_reentered", 0.9),
        ("C", "B", "parent", 1.0),
    ]


def test_an_item_of_which_nobody_is_known_joins_no_two_households() -> None:
    world = World(f"""
        {HEADINGS}
        toy | A | | R1 | | Ann | 1 | roof | done | 2024-01-02 | 2024-01-05 | | |
        toy | X | A | R2 | |     |   | roof | done | 2024-01-03 | 2024-01-06 | | |
        toy | B | X |    | | Bob | 2 | roof | done | 2024-01-04 | 2024-01-07 | | |
    """).measured()

    assert world.need_of() == {"A": "A", "X": "X", "B": "B"}
    assert [row["value"] for row in world.rows("select value from data_issues where issue = 'mixed_households'")] == [
        "3 items"
    ]


def test_one_customer_with_two_dwellings_has_two_problems() -> None:
    assert needs_of(
        "A | | | | Ann | 1 | roof | done | 2024-01-02 | 2024-01-05 | | |",
        "B | | | | Ann | 2 | roof | done | 2024-01-12 | 2024-01-15 | | |",
        "C | | | make_safe | Ann | 1 | lift | done | 2024-01-02 | 2024-01-02 | | |",
        "D | | | | Ann | 2 | paint | done | 2024-01-12 | 2024-01-15 | | |",
    ) == {"A": "A", "B": "B", "C": "C", "D": "D"}


def test_what_the_source_links_is_one_need_also_in_another_dwelling() -> None:
    assert needs_of(
        "A | | | | Ann | 1 | roof | done | 2024-01-02 | 2024-01-05 | | |",
        "B | A | | | Ann | 2 | roof | done | 2024-01-12 | 2024-01-15 | | |",
    ) == {"A": "A", "B": "A"}


@pytest.mark.parametrize(("cancelled", "entered"), [("9", "10"), ("10", "9"), ("A", "B"), ("B", "A")])
def test_cancelled_and_entered_again_on_one_day_whatever_the_numbers(cancelled: str, entered: str) -> None:
    world = World(f"""
        {HEADINGS}
        toy | {cancelled} | | | | Ann | 1 | roof | cancelled | 2024-01-02 | | 2024-01-02 | organisation |
        toy | {entered} | | | | Ann | 1 | roof | done | 2024-01-02 | 2024-01-12 | | |
    """)

    assert len(set(world.need_of().values())) == 1
    assert [(need["items"], need["reentries"]) for need in world.needs().values()] == [(2, 1)]


def test_the_ninth_item_comes_before_the_tenth() -> None:
    assert needs_of(
        "10 | | R1 | | Ann | 1 | roof | open | 2024-01-02 | | | |",
        "9 | | R1 | | Ann | 1 | paint | open | 2024-01-02 | | | |",
    ) == {"9": "9", "10": "9"}


def test_an_item_without_a_customer_goes_with_the_request_at_its_place() -> None:
    assert needs_of(
        "A | | R1 | | Ann | 1 | roof | done | 2024-01-02 | 2024-01-05 | | |",
        "B | | R1 | |     | 1 | paint | open | 2024-01-03 | | | |",
        "C | | R2 | | Bob | 2 | roof | done | 2024-01-02 | 2024-01-05 | | |",
        "D | | R2 | |     |   | paint | open | 2024-01-03 | | | |",
        "E | | R2 | |     | 3 | paint | open | 2024-01-03 | | | |",
    ) == {"A": "A", "B": "A", "C": "C", "D": "D", "E": "E"}


def test_a_duplicate_of_what_was_done_on_the_same_day_is_no_need_of_its_own() -> None:
    assert needs_of(
        "A | | | | Ann | 1 | roof | done | 2024-01-02 | 2024-01-05 | | |",
        "B | | | | Ann | 1 | roof | cancelled | 2024-01-05 10:00 | | 2024-01-05 | organisation | Duplicate of A",
    ) == {"A": "A", "B": "A"}


def test_a_duplicate_may_be_the_older_of_the_two() -> None:
    assert needs_of(
        "A | | | | Ann | 1 | roof | cancelled | 2024-01-02 | | 2024-01-20 | organisation | Duplicate of B",
        "B | | | | Ann | 1 | roof | done | 2024-01-15 | 2024-01-18 | | |",
        "C | | | | Ann | 1 | roof | done | 2024-06-15 | 2024-06-18 | | |",
    ) == {"A": "A", "B": "A", "C": "C"}


def test_an_older_duplicate_without_a_date_is_one_of_what_was_raised_soon_after() -> None:
    assert needs_of(
        "A | | | | Ann | 1 | roof | cancelled | 2024-01-02 | | | organisation | Duplicate",
        "B | | | | Ann | 1 | roof | done | 2024-01-16 | 2024-01-18 | | |",
        "C | | | | Ann | 1 | roof | done | 2024-06-15 | 2024-06-18 | | |",
    ) == {"A": "A", "B": "A", "C": "C"}


def test_an_item_that_names_no_customer_is_of_the_only_one_who_is_known_at_its_place() -> None:
    assert needs_of(
        "A | | | | Ann | 1 | roof | cancelled | 2024-01-02 | | 2024-01-08 | organisation |",
        "B | | | |     | 1 | roof | done | 2024-01-09 | 2024-01-12 | | |",
        "C | | | | Bob | 2 | roof | cancelled | 2024-01-02 | | 2024-01-08 | organisation |",
        "D | | | |     | 2 | roof | done | 2024-01-09 | 2024-01-12 | | |",
        "E | | | | Cor | 2 | paint | done | 2024-06-09 | 2024-06-12 | | |",
    ) == {"A": "A", "B": "A", "C": "C", "D": "D", "E": "E"}, "two are known at place 2"


@pytest.mark.parametrize(("opened", "need"), [("2024-01-20", "A"), ("2024-01-21", "B")])
def test_nobodys_item_is_not_of_the_one_who_is_known_to_have_moved_out_before(opened: str, need: str) -> None:
    assert needs_of(
        "A | | | | Ann | 1 | roof | done | 2024-01-02 | 2024-01-12 | | |",
        "C | | | | Ann | 1 | lift | cancelled | 2024-01-14 | | 2024-01-20 | organisation | Tenant moved out",
        f"B | | | |     | 1 | roof | done | {opened} | 2024-01-25 | | |",
    ) == {"A": "A", "B": need, "C": "C"}


@pytest.mark.parametrize(
    ("said", "called", "need"),
    [
        ("not_fixed", "2024-01-10 09:00", "A"),
        ("not_fixed", "2024-01-12 09:00", "B"),  # after it was opened
        ("not_fixed", "2024-01-08 08:00", "B"),  # three days before
        ("progress_chase", "2024-01-10 09:00", "B"),
    ],
)
def test_what_is_opened_in_another_trade_when_the_person_says_that_it_is_not_fixed_goes_on(
    said: str, called: str, need: str
) -> None:
    world = World(
        f"""
        {HEADINGS}
        toy | A | | | | Ann | 1 | roof | done | 2024-01-02 | 2024-01-05 15:00 | | |
        toy | B | | | | Ann | 1 | plaster | done | 2024-01-11 10:00 | 2024-01-12 | | |
        toy | C | | | | Ann | 1 | lift | done | 2024-01-16 11:00 | 2024-01-17 | | |
        """,
        f"""
        service | contact_id | customer_id | at | meaning
        toy | K1 | Ann | {called} | {said}
        """,
    )

    assert world.need_of() == {"A": "A", "B": need, "C": "C"}


def decided(world: World, *decisions: tuple[str, str | None]) -> dict[str, str]:
    for item_id, other_item_id in decisions:
        world.connection.execute(
            "insert into store.recorded_links values ('toy', ?, ?, 'seen at the door', 'Jo', '2024-02-01', null)",
            [item_id, other_item_id],
        )
    return world.need_of()


APART = f"""
    {HEADINGS}
    toy | A | | R | | Ann | 1 | roof | done | 2024-01-02 | 2024-01-03 | | |
    toy | B | | R | | Ann | 1 | roof | done | 2024-01-05 | 2024-01-06 | | |
    toy | C | | R | | Ann | 1 | roof | done | 2024-01-08 | 2024-01-09 | | |
    toy | D | | | | Ann | 1 | lift | done | 2024-01-08 | 2024-01-09 | | |
    toy | E | | | | Bob | 1 | lift | done | 2024-01-08 | 2024-01-09 | | |
"""


def test_an_item_that_people_set_apart_is_a_need_of_its_own_and_the_others_stay_together() -> None:
    assert decided(World(APART), ("B", None)) == {"A": "A", "B": "B", "C": "A", "D": "D", "E": "E"}


def test_items_that_people_join_are_one_need_whatever_the_rules_say() -> None:
    assert decided(World(APART), ("D", "A")) == {"A": "A", "B": "A", "C": "A", "D": "A", "E": "E"}
    assert decided(World(APART), ("B", None), ("B", "D")) == {"A": "A", "B": "B", "C": "A", "D": "B", "E": "E"}


def test_people_join_no_two_households_either() -> None:
    assert decided(World(APART), ("D", "E"))["D"] == "D"


def chain(name: str, category: str, items: int = 4) -> str:
    lines = [
        f"toy | {name}{n} | | | | Ann | 1 | {category} | done | 2024-01-{3 * n:02d} | 2024-01-{3 * n + 1:02d} | | |"
        for n in range(1, items + 1)
    ]
    return "\n".join(lines)


def test_two_chains_that_people_join_stay_whole_though_they_are_long_together() -> None:
    world = World(f"{HEADINGS}\n{chain('A', 'roof')}\n{chain('B', 'lift')}")

    assert set(decided(world, ("B1", "A1")).values()) == {"A1"}


def test_what_people_join_to_a_chain_too_long_to_believe_joins_that_alone() -> None:
    world = World(f"{HEADINGS}\n{chain('A', 'roof', 8)}\n{chain('B', 'lift', 1)}")

    need_of = decided(world, ("B1", "A1"), ("A2", "A1"))
    assert [name for name, need in need_of.items() if need == need_of["A1"]] == ["A1", "A2", "B1"]
    assert world.rows("select item_id, value from doubted_chains") == [{"item_id": "A1", "value": "8 items, 21 days"}]


def test_steps_that_are_laid_down_hold_what_they_give_in_passing(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(f"""
        {HEADINGS}
        toy | A | | | | Ann | 1 | roof | cancelled | 2024-01-02 | | 2024-01-08 | organisation |
        toy | B | | | | Ann | 1 | roof | done | 2024-01-09 | 2024-01-12 | | |
    """)
    steps = (*measure.RULES, *measure.ITEMS, *measure.LINKS, "fault_households", "item_needs")
    found = []
    for most_laid_down in (150_000, 0, 150_000):
        monkeypatch.setattr(measure, "FEWEST_IN_PASSING", most_laid_down)
        world.connection.execute("drop table if exists published.rules")
        measure.build(world.connection, steps)
        found.append(world.rows("from item_needs order by item_id"))
        [[views]] = world.connection.execute(
            "select count(*) from duckdb_views() where view_name = 'item_needs'"
        ).fetchall()
        assert views == (most_laid_down == 0)

    assert found[0] == found[1] == found[2] and len(found[0]) == 2
