"""Loading and taking back: rows are accounted for, and any order of loads and undoings says what a plain list would."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines import load
from pipelines.store import create_empty_store
from tests.examples import examples
from tests.worlds import World

HEADINGS = "service | item_id | status | opened_at"


def items(contents: dict[str, str]) -> str:
    return "\n".join([HEADINGS, *(f"toy | {item} | {status} | 2024-01-02" for item, status in contents.items())])


def standing(world: World) -> dict[str, str]:
    return {row["item_id"]: row["status"] for row in world.rows("select item_id, status from delivered_work_items")}


def undo(world: World, batch_id: str) -> None:
    world.connection.execute("use store")
    load.take_back(world.connection, "work_items", batch_id)
    world.connection.execute("set search_path = 'published,store'")


def accounts(world: World) -> dict[str, int]:
    return {
        row["batch_id"]: row["rows"]
        for row in world.rows("""
            select batch_id, count(*) as rows
            from (select batch_id from history_work_items union all select batch_id from seen) group by all
        """)
    }


def test_the_same_rows_again_change_nothing() -> None:
    world = World(items({"A": "open", "B": "done"}))

    assert world.load(items({"A": "open", "B": "done"}), "B9", 9) == load.Counts(0, 0, 2)


def test_an_overlapping_export_replaces_what_changed_and_keeps_its_history() -> None:
    world = World(items({"A": "open", "B": "done"}))

    assert world.load(items({"A": "done", "B": "done", "C": "open"}), "B9", 9) == load.Counts(1, 1, 1)
    assert standing(world) == {"A": "done", "B": "done", "C": "open"}
    assert world.rows("select count(*) as n from history_work_items where item_id = 'A'") == [{"n": 2}]


def test_a_row_seen_by_a_later_load_survives_the_undoing_of_the_first() -> None:
    world = World(items({"A": "open"}))
    world.load(items({"A": "open"}), "B9", 9)
    undo(world, "B1")

    assert standing(world) == {"A": "open"}
    assert world.rows("select batch_id from delivered_work_items") == [{"batch_id": "B9"}]


contents = st.dictionaries(st.sampled_from("ABC"), st.sampled_from(["open", "done", "cancelled"]), min_size=1)


@settings(max_examples=examples(4, full=20), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(loads=st.lists(contents, min_size=1, max_size=5), undone=st.lists(st.integers(0, 4), unique=True, max_size=4))
def test_any_loads_and_undoings_say_what_a_plain_list_says(loads: list[dict[str, str]], undone: list[int]) -> None:
    world = World(items(loads[0]))
    for number, rows in enumerate(loads[1:], start=2):
        world.load(items(rows), f"B{number}", number)
    gone = {f"B{at + 1}" for at in undone if at < len(loads)}
    for batch_id in gone:
        undo(world, batch_id)

    kept = {f"B{number}": rows for number, rows in enumerate(loads, start=1) if f"B{number}" not in gone}
    expected: dict[str, str] = {}
    for rows in kept.values():
        expected |= rows
    assert standing(world) == expected
    assert accounts(world) == {batch_id: len(rows) for batch_id, rows in kept.items()}


def test_records_without_a_number_get_one_from_what_they_are() -> None:
    contacts = """
        service | at               | customer_id | meaning
        toy     | 2024-01-02 10:00 | Ann         | value
        toy     | 2024-01-02 10:00 | Ann         | value
        toy     | 2024-01-03 10:00 | Ann         | not_fixed
    """
    world = World(items({"A": "open"}), contacts=contacts)

    assert world.rows("select count(distinct contact_id) as n from delivered_contacts") == [{"n": 3}]
    assert world.load(contacts, "B9", 9) == load.Counts(0, 0, 3)


def laid_out_as_before(world: World) -> None:
    """Give the store the tables of version 0.1.0 before `is_current`, with hashes of another making."""
    world.connection.execute("use store")
    for relation in ("work_items", "contacts", "visits", "answers"):
        world.connection.execute(f"""
            create temp table was as select * replace (md5(row_hash::varchar) as row_hash) from history_{relation};
            create temp table stood as select * replace (md5(row_hash::varchar) as row_hash) from delivered_{relation};
            drop view delivered_{relation};
            drop table history_{relation};
            create table history_{relation} as select * exclude (is_current) from was;
            create table delivered_{relation} as from stood;
            drop table was;
            drop table stood
        """)
    world.connection.execute("alter table seen alter row_hash type varchar using md5(row_hash::varchar)")
    world.connection.execute("delete from state where name = 'hash_sample'")


def test_a_store_of_an_older_layout_is_brought_up_to_date_and_goes_on() -> None:
    world = World(items({"A": "open", "B": "done"}))
    world.load(items({"A": "done", "B": "done"}), "B9", 9)
    laid_out_as_before(world)

    create_empty_store(world.connection)
    world.connection.execute("set search_path = 'published,store'")

    assert standing(world) == {"A": "done", "B": "done"}
    assert world.load(items({"A": "done", "B": "done"}), "B10", 10) == load.Counts(0, 0, 2)
    undo(world, "B10")
    undo(world, "B1")
    assert standing(world) == {"A": "done", "B": "done"}
    undo(world, "B9")
    assert standing(world) == {}


def test_decisions_made_before_they_could_be_taken_back_stand() -> None:
    world = World(items({"A": "done"}))
    world.connection.execute("use store")
    world.connection.execute("alter table phase_decisions drop column undone_at")
    world.connection.execute("""
        insert into phase_decisions values ('repairs', '*', '*', date '2024-01-01', 'Why', 'Ann', timestamp '2024-01-02')
    """)
    for column in ("decided_by", "decided_at", "undone_at"):
        world.connection.execute(f"alter table left_out_decisions drop column {column}")

    create_empty_store(world.connection)

    standing_decisions = world.connection.execute(
        "select reason from phase_decisions where undone_at is null"
    ).fetchall()
    assert standing_decisions == [("Why",)]
    world.connection.execute("select decided_by, decided_at, undone_at from left_out_decisions")


def test_rows_of_a_store_that_another_duckdb_hashed_are_known_again() -> None:
    world = World(items({"A": "open", "B": "done"}))
    world.load(items({"A": "done", "B": "done"}), "B9", 9)
    world.connection.execute("use store")
    world.connection.execute("update history_work_items set row_hash = row_hash // 2")
    world.connection.execute("update seen set row_hash = row_hash // 2")
    world.connection.execute("update state set value = 'another' where name = 'hash_sample'")

    create_empty_store(world.connection)
    world.connection.execute("set search_path = 'published,store'")

    assert world.load(items({"A": "done", "B": "done"}), "B10", 10) == load.Counts(0, 0, 2)
    undo(world, "B9")
    assert standing(world) == {"A": "done", "B": "done"}


def test_rows_of_a_store_made_before_a_column_was_known_are_known_again() -> None:
    world = World(items({"A": "open", "B": "done"}))
    world.load(items({"A": "done", "B": "done"}), "B9", 9)
    world.connection.execute("use store")
    world.connection.execute("drop view delivered_work_items")
    world.connection.execute("alter table history_work_items drop column worked_until_at")
    world.connection.execute("create view delivered_work_items as from history_work_items where is_current")
    world.connection.execute("update state set value = 'another' where name = 'hash_sample'")

    create_empty_store(world.connection)
    world.connection.execute("set search_path = 'published,store'")

    assert world.load(items({"A": "done", "B": "done"}), "B10", 10) == load.Counts(0, 0, 2)
    undo(world, "B9")
    assert standing(world) == {"A": "done", "B": "done"}
