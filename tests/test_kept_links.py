"""What is linked again after a load, beside what was kept, is what linking everything gives."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines import kept_links, measure, run
from pipelines.store import Places, quoted
from tests.examples import examples
from tests.measures.test_invariants import ITEM, Row, odd_item, some, table
from tests.worlds import World


@pytest.fixture(autouse=True)
def every_store_is_a_country(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_links, "KEPT_ABOVE", 0)
    monkeypatch.setattr(kept_links, "MOST_AGAIN", 1)


def spread_item(dice: random.Random, number: int) -> Row:
    """An odd item of one of many people, so that most have nothing to do with one another."""
    return odd_item(dice, number) | {
        "customer_id": some(dice, f"P{dice.randint(1, 90)}", f"P{dice.randint(1, 90)}", ""),
        "place_id": some(dice, f"H{dice.randint(1, 90)}", f"H{dice.randint(1, 90)}", ""),
        "request_id": some(dice, "", "", "", f"R{dice.randint(1, 250)}"),
        "parent_id": some(dice, *[""] * 5, f"I{dice.randint(1, 320)}"),
        "quoted_item_id": some(dice, *[""] * 5, f"I{dice.randint(1, 320)}"),
    }


def loaded(world: World, rows: list[Row], number: int) -> None:
    world.load(table((*ITEM, "quoted_item_id"), rows), f"B{number}", number)


def called(world: World, dice: random.Random, number: int) -> None:
    """People say that it is not fixed, or take it back."""
    calls = [
        {
            "service": "toy",
            "contact_id": f"K{dice.randint(1, 12)}",
            "customer_id": some(dice, f"P{dice.randint(1, 90)}", ""),
            "place_id": some(dice, f"H{dice.randint(1, 90)}", ""),
            "item_id": some(dice, "", "", f"I{dice.randint(1, 320)}"),
            "at": odd_item(dice, 1)["opened_at"],
            "meaning": some(dice, "not_fixed", "not_fixed", "value"),
        }
        for _ in range(10)
    ]
    by_number = {call["contact_id"]: call for call in calls}
    world.load(table(tuple(calls[0]), list(by_number.values())), f"K{number}", 100 + number)


def decided(world: World, dice: random.Random, at: int) -> None:
    """People join two items, set one apart, and take back what they decided before."""
    world.connection.execute(
        "update store.recorded_links set undone_at = now() where undone_at is null and random() < 0.5"
    )
    world.connection.executemany(
        "insert into store.recorded_links values ('toy', ?, ?, 'seen', 'me', ?, null)",
        [
            (f"I{dice.randint(1, 200)}", f"I{dice.randint(1, 200)}", f"2025-01-0{at}"),
            (f"I{dice.randint(1, 200)}", None, f"2025-01-0{at}"),
        ],
    )


def links(world: World) -> list[dict[str, Any]]:
    turns = world.rows("""
        select items.service, items.item_id, need_id, need_item.item_id as need_item, linked_to, rule, confidence, turn,
            last_turn, is_reentry, is_handover, is_return,
            row_number() over (partition by items.service, need_id order by item_rank) as place_in_need
        from need_item_turns
        inner join items using (item_number)
        inner join items as need_item on need_item.item_number = need_number
        order by all
    """)
    return turns + world.rows("from doubted_chains order by all")


def published_links(world: World, places: Places) -> tuple[bool, list[dict[str, Any]]]:
    """Whether what was kept was used, and the links: made as a publication makes them."""
    world.connection.execute("drop table if exists published.rules")
    measure.build(world.connection, measure.RULES)
    is_kept = kept_links.link_again(world.connection, places)
    measure.build(world.connection, measure.ITEMS)
    if is_kept:
        kept_links.lay(world.connection, places)
    else:
        measure.build(world.connection, measure.LINKS)
        kept_links.keep(world.connection, places)
    return is_kept, links(world)


def links_of_all(world: World) -> list[dict[str, Any]]:
    measure.build(world.connection, (*measure.ITEMS, *measure.LINKS))
    return links(world)


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(tmp_path)


@pytest.mark.parametrize("seed", examples((1, 9, 11), range(300)))
def test_what_is_linked_again_and_what_was_kept_are_what_linking_all_gives(seed: int, places: Places) -> None:
    dice = random.Random(seed)
    items = [spread_item(dice, number) for number in range(1, 301)]
    rules = some(dice, *({}, {"came_back_days": 3}, {"reenter_days": 60, "longest_chain_items": 3}))
    world = World(table((*ITEM, "quoted_item_id"), items[:200]), **rules)
    assert published_links(world, places)[0] is False, "nothing was kept yet"

    for number in (2, 3, 4):
        new = items[150 + 25 * number : 175 + 25 * number]
        changed = [spread_item(dice, dice.randint(1, 200)) for _ in range(dice.randint(0, 15))]
        by_number = {row["item_id"]: row for row in (*new, *changed)}
        loaded(world, list(by_number.values()), number)
        called(world, dice, number)
        if dice.random() < 0.5:
            decided(world, dice, number)
        is_kept, found = published_links(world, places)

        assert is_kept
        assert found == links_of_all(world)
        [[again]] = world.connection.execute("select count(*) from items_found").fetchall()
        assert again < 250, "not all were linked again"


def test_nothing_is_linked_again_where_nothing_was_loaded(places: Places) -> None:
    dice = random.Random(1)
    world = World(table((*ITEM, "quoted_item_id"), [spread_item(dice, number) for number in range(1, 101)]))
    first = published_links(world, places)

    assert published_links(world, places) == (True, first[1])
    assert world.rows("from items_found") == []


OTHERWISE = {
    "a load was taken back": """
        update store.loads set undone_at = now() where batch_id = 'B2';
        delete from store.history_work_items where batch_id = 'B2'
    """,
    "a rule is another": "update store.profile_rules set value = '99' where rule = 'came_back_days'",
    "a row was changed in its place": "update store.history_work_items set row_hash = row_hash + 1 where item_id = 'I7'",
    "a row is gone": "delete from store.history_work_items where item_id = 'I7'",
}


@pytest.mark.parametrize("change", OTHERWISE.values(), ids=OTHERWISE)
def test_all_is_linked_where_what_was_kept_is_not_certain_to_hold(change: str, places: Places) -> None:
    dice = random.Random(2)
    world = World(table((*ITEM, "quoted_item_id"), [spread_item(dice, number) for number in range(1, 101)]))
    loaded(world, [spread_item(dice, number) for number in range(101, 121)], 2)
    published_links(world, places)
    world.connection.execute(change)

    is_kept, found = published_links(world, places)
    assert not is_kept
    assert found == links_of_all(world)
    assert published_links(world, places) == (True, found), "and it is kept as it is now"


@pytest.mark.parametrize("spoilt", [b"", b"no database", b"\0" * 20_000])
def test_all_is_linked_where_what_was_kept_cannot_be_read(spoilt: bytes, places: Places) -> None:
    dice = random.Random(3)
    world = World(table((*ITEM, "quoted_item_id"), [spread_item(dice, number) for number in range(1, 101)]))
    first = published_links(world, places)
    places.linked.write_bytes(spoilt)

    assert published_links(world, places) == (False, first[1])
    assert published_links(world, places) == (True, first[1])


def test_by_other_queries_all_is_linked(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    dice = random.Random(4)
    world = World(table((*ITEM, "quoted_item_id"), [spread_item(dice, number) for number in range(1, 101)]))
    published_links(world, places)
    monkeypatch.setattr(kept_links, "made_by", lambda: "another")

    assert published_links(world, places)[0] is False


@pytest.mark.usefixtures("without_charts")
def test_weeks_that_come_one_by_one_are_published_as_when_all_is_linked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dice = random.Random(7)
    items = [spread_item(dice, number) for number in range(1, 91)]
    columns, weeks = [*ITEM, "quoted_item_id"], [tmp_path / "first.csv", tmp_path / "next.csv"]
    for week, rows in zip(weeks, (items[:60], [*items[60:], spread_item(dice, 5)]), strict=True):
        week.write_text("\n".join([",".join(columns), *(",".join(row[name] for name in columns) for row in rows)]))
    for week in weeks:
        run.ingest(tmp_path / "kept", week)
        assert Places(tmp_path / "kept").linked.exists()
    monkeypatch.setattr(kept_links, "KEPT_ABOVE", 10**9)
    for week in weeks:
        run.ingest(tmp_path / "anew", week, publish_now=week == weeks[-1])

    with duckdb.connect() as both:
        for name in ("kept", "anew"):
            both.execute(f"attach {quoted(Places(tmp_path / name).stable)} as {name} (read_only)")
        for relation in ("work_items", "needs", "weekly", "need_items"):
            [[differing]] = both.execute(f"""
                select count(*) from (
                    (from kept.{relation} except from anew.{relation}) union all (from anew.{relation} except from kept.{relation})
                )
            """).fetchall()
            assert differing == 0, relation
