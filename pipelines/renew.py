"""Bring an older store up to date: one with another layout, or one that was hashed by a DuckDB that hashes otherwise.

Rows are compared by DuckDB's `hash` of their content. It is the same on every machine and after every restart, but a newer
DuckDB may hash otherwise, and then every row would look changed. So the store knows how a sample hashed when it was written
and which columns its rows had; where that comes out otherwise all is hashed anew from the rows themselves. Columns that came
later are empty in them; those of `LATER` need no hashing, and are added where they are missing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from pipelines.vocabulary import DELIVERED, RECORD_ID

if TYPE_CHECKING:
    import duckdb

# One value of each type that rows have, a short and a long text, and a missing one.
SAMPLE: Final = (
    "hash('Café', 'of more than twelve letters', 0.5::double, true, timestamp '2024-01-31 10:00:00', null::varchar)"
)


# Columns that tables of the store were given since: their type, and what they are in rows that were there.
LATER: Final = {
    "loads": {"headings": ("varchar", "null")},
    "phase_decisions": {"undone_at": ("timestamp", "null")},
    "left_out_decisions": {
        "decided_by": ("varchar", "null"),
        "decided_at": ("timestamp", "null"),
        "undone_at": ("timestamp", "null"),
    },
    "rejects": {"is_to_mend": ("boolean", "not ends_with(reason, 'Nothing to do.')")},  # as such reasons ended then
}

LATER_TABLES: Final = frozenset({"recorded_links", "rule_decisions"})


def hash_of_content(relation: str) -> str:
    """The SQL expression of what a row's content is compared by: all its canonical columns, in their order."""
    return f"hash({_names(relation)})"


def renew(connection: duckdb.DuckDBPyConnection, create_tables: Callable[[], None]) -> None:
    """Lay the tables of the current catalog anew where they are of an older kind; all of them, or none.

    create_tables   makes the store's tables where they are not there
    """
    kinds = _kinds(connection)
    _add_later_columns(connection, kinds)
    layout = "; ".join(_names(relation) for relation in DELIVERED)
    [now] = connection.execute(f"select hash({SAMPLE}, $1)::varchar", [layout]).fetchall()[0]
    if "state" in kinds and _is_of_now(connection, now):
        if LATER_TABLES - kinds.keys():
            create_tables()
        return
    old = [name for name in kinds if name == "seen" or name.startswith(("history_", "delivered_"))]
    connection.execute("begin transaction")
    for name in old:
        if kinds[name] == "VIEW":
            connection.execute(f"drop view {name}")
        else:
            connection.execute(f"alter table {name} rename to old_{name}")
    create_tables()
    for relation in DELIVERED:
        if f"history_{relation}" in old:
            _fill(connection, relation, "is_current" if kinds[f"delivered_{relation}"] == "VIEW" else None)
    for name in old:
        connection.execute(f"drop table if exists old_{name}")
    connection.execute("insert or replace into state values ('hash_sample', ?)", [now])
    connection.execute("commit")


def _add_later_columns(connection: duckdb.DuckDBPyConnection, kinds: dict[str, str]) -> None:
    for table in (table for table in LATER if table in kinds):
        known = {row[0] for row in connection.execute(f"describe {table}").fetchall()}
        for name, (kind, before) in LATER[table].items():
            if name not in known:
                connection.execute(f"alter table {table} add column {name} {kind}")
                connection.execute(f"update {table} set {name} = {before}")


def _fill(connection: duckdb.DuckDBPyConnection, relation: str, is_current: str | None) -> None:
    """Write the old rows of one relation into its new tables, hashed as now."""
    record_id, old = RECORD_ID[relation], _with_later_columns(connection, relation)
    of_now = (
        f"(service, {record_id}, batch_id) in (select (service, {record_id}, batch_id) from old_delivered_{relation})"
    )
    connection.execute(f"""
        insert into history_{relation}
        select {_names(relation)}, batch_id, row_number, {hash_of_content(relation)}, delivered, {is_current or of_now}
        from ({old})
    """)
    connection.execute(f"""
        insert into seen
        select old_seen.batch_id, relation, old_seen.service, old_seen.record_id, content.new_hash, old_seen.row_number
        from old_seen
        inner join (
            select distinct service, {record_id} as record_id, row_hash, {hash_of_content(relation)} as new_hash
            from ({old})
        ) as content using (service, record_id, row_hash)
        where relation = '{relation}'
    """)


def _with_later_columns(connection: duckdb.DuckDBPyConnection, relation: str) -> str:
    """The query of the old rows of a relation, with the columns that it did not have."""
    table = f"old_history_{relation}"
    described = connection.execute(f"describe {table}").fetchall()
    there = {row[0] for row in described}
    later = [f', null::{column.type} as "{column.name}"' for column in DELIVERED[relation] if column.name not in there]
    return f"select *{''.join(later)} from {table}"


def _is_of_now(connection: duckdb.DuckDBPyConnection, now: str) -> bool:
    """Whether the tables are made and hashed as they are now."""
    return connection.execute("select value from state where name = 'hash_sample'").fetchall() == [(now,)]


def _kinds(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Every table and view of the current catalog, and which it is."""
    found = connection.execute("""
        select table_name, 'TABLE' from duckdb_tables() where database_name = current_database()
        union all
        select view_name, 'VIEW' from duckdb_views() where database_name = current_database() and not internal
    """).fetchall()
    return dict(found)


def _names(relation: str) -> str:
    return ", ".join(f'"{column.name}"' for column in DELIVERED[relation])
