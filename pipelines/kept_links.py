"""Which items are one need, kept from one publication to the next: of a country only what a load touches is linked again.

What is kept lies in a file of its own beside the store. It may be removed: then everything is linked anew, as it is where
what is kept is not certain to say what linking everything would. It is certain when the same queries made it by the same
rules, of loads that all count still and whose rows are as they were.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import duckdb

from pipelines import measure
from pipelines.store import Places, catalog_apart, open_published, quoted
from pipelines.vocabulary import DELIVERED

KEPT_ABOVE: Final = 1_000_000  # items: so many are linked sooner than what is kept is read
MOST_AGAIN: Final = 0.25  # of all items; to link more of them again takes as long as to link all
# No rule of linking reads what was delivered before, or records other than items and calls; the steps before them do.
_READ: Final = ("work_items", "contacts")
_NOT_READ: Final = ("history_work_items", *(f"delivered_{name}" for name in DELIVERED if name not in _READ))
_KEPT: Final = {"linked_state", "linked_loads", "linked_decisions", "linked_rules", "linked_turns", "linked_doubts"}

# What is kept of the links that were made: numbers of this publication mean nothing in the next.
_MADE: Final = """
    create or replace temp view turns_made as
    select service, item_id, turns.* exclude (item_number, need_number)
    from need_item_turns as turns
    inner join items using (item_number);
    create or replace temp view state_made as
    select getvariable('links_made_by')::varchar as made_by, count(*) as contents, coalesce(bit_xor(row_hash), 0) as content_hash
    from (select row_hash from store.history_work_items union all select row_hash from store.history_contacts)
"""
_TABLES: Final = """
    create table linked.linked_state as from state_made limit 0;
    create table linked.linked_loads (batch_id varchar);
    create table linked.linked_decisions (service varchar, item_id varchar, other_item_id varchar);
    create table linked.linked_rules as from service_rules limit 0;
    create table linked.linked_turns as from turns_made limit 0;
    create table linked.linked_doubts as from doubted_chains limit 0
"""
_REMOVE_FOUND: Final = """
    delete from linked.linked_turns where hash(service, item_id) in (select item from items_found);
    delete from linked.linked_doubts where hash(service, item_id) in (select item from items_found);
    delete from linked.linked_state;
    delete from linked.linked_loads;
    delete from linked.linked_decisions;
    delete from linked.linked_rules
"""
_ADD_MADE: Final = """
    insert into linked.linked_turns from turns_made;
    insert into linked.linked_doubts from doubted_chains;
    insert into linked.linked_state from state_made;
    insert into linked.linked_loads select batch_id from store.loads where undone_at is null;
    insert into linked.linked_decisions
    select service, item_id, other_item_id from store.recorded_links where undone_at is null;
    insert into linked.linked_rules from service_rules
"""
_IS_CERTAIN: Final = """
    select made_by = getvariable('links_made_by')
        and not exists (
            from linked.linked_loads anti join (from store.loads where undone_at is null) as counting using (batch_id)
        )
        and not exists (from linked.linked_rules except from service_rules)
        and (contents, content_hash) = (
            select (count(*), coalesce(bit_xor(row_hash), 0))
            from (
                select row_hash, batch_id from store.history_work_items
                union all
                select row_hash, batch_id from store.history_contacts
            )
            semi join linked.linked_loads using (batch_id)
        )
    from linked.linked_state
"""


def made_by() -> str:
    """Changes when any query does that links, or that finds what to link again."""
    names = (*measure.RULES, *measure.ITEMS, *measure.LINKS, *measure.AGAIN)
    said = " ".join(measure.query(name).version for name in names)
    return hashlib.sha256(f"{said} {measure.macros()} {_MADE}".encode()).hexdigest()


def link_again(connection: duckdb.DuckDBPyConnection, places: Places) -> bool:
    """Bring what is kept up to date with the store, and return whether it is; where not, all is to be linked.

    Call it once `measure.RULES` are made and before `measure.ITEMS`, of which it makes those of the items that it links.
    """
    [[items]] = connection.execute("select count(*) from delivered_work_items").fetchall()
    if items <= KEPT_ABOVE or not _can_be_read(places):
        return False
    with _opened(connection, places):
        if connection.execute(_IS_CERTAIN).fetchall() != [(True,)] or _find(connection) > MOST_AGAIN * items:
            return False
        with catalog_apart(connection, "again", is_alone=False):
            for name in _NOT_READ:
                connection.execute(f"create table again.{name} as from store.{name} limit 0")
            connection.execute("""
                create table again.delivered_work_items as
                select delivered.* replace (null::json as delivered)  -- no rule reads the cells, and they are most of the file
                from store.delivered_work_items as delivered
                semi join items_found on items_found.item = hash(service, item_id)
            """)
            measure.build(connection, [*measure.ITEMS, *measure.LINKS])
            connection.execute(f"{_MADE}; begin transaction; {_REMOVE_FOUND}; {_ADD_MADE}; commit")
    return True


def lay(connection: duckdb.DuckDBPyConnection, places: Places) -> None:
    """Make the steps of `measure.LINKS` that others read of what is kept, which is up to date, and of all `items`."""
    with _opened(connection, places):
        connection.execute("create or replace temp table doubted_chains as from linked.linked_doubts")
        connection.execute("""
            create or replace temp table need_item_turns as
            select
                item_number,
                max(item_number) filter (item_id = need_id) over (partition by service, need_id) as need_number,
                turns.* exclude (service, item_id)
            from linked.linked_turns as turns
            inner join items using (service, item_id)
        """)


def keep(connection: duckdb.DuckDBPyConnection, places: Places) -> None:
    """Keep the links that were made of all items, where there is a country of them."""
    places.linked.unlink(missing_ok=True)
    [[items]] = connection.execute("select count(*) from items").fetchall()
    if items <= KEPT_ABOVE:
        return
    with _opened(connection, places):
        connection.execute(f"{_MADE}; begin transaction; {_TABLES}; {_ADD_MADE}; commit")


def _find(connection: duckdb.DuckDBPyConnection) -> int:
    """Lay the temporary table `items_found`, hashes of the items to link again; return how many they are."""
    measure.build(connection, ["touched_items", "linking_keys"])
    connection.execute("""
        create or replace temp table items_found as select hash(service, item_id) as item, 0 as round from touched_items
    """)
    near = True
    while near:
        measure.build(connection, ["items_near"])
        connection.execute(
            "insert into items_found select item, (select max(round) + 1 from items_found) from items_near"
        )
        near = connection.execute("select count(*) > 0 from items_near").fetchall() == [(True,)]
    [[found]] = connection.execute("select count(*) from items_found").fetchall()
    return int(found)


def _can_be_read(places: Places) -> bool:
    """Whether something is kept, and whole: no other file, and not the beginning of one."""
    if not places.linked.exists():
        return False
    try:
        with open_published(places.linked) as kept:
            found = {name for (name,) in kept.execute("select table_name from duckdb_tables()").fetchall()}
    except duckdb.Error:
        return False
    return found >= _KEPT


@contextmanager
def _opened(connection: duckdb.DuckDBPyConnection, places: Places) -> Iterator[None]:
    """The file as the catalog `linked`, whose tables are found by their names."""
    [[path]] = connection.execute("select current_setting('search_path')").fetchall()
    connection.execute("set variable links_made_by = ?", [made_by()])
    connection.execute(f"attach {quoted(places.linked)} as linked; set search_path = '{path},linked'")
    try:
        yield
    finally:
        connection.execute(f"set search_path = '{path}'; detach linked")
