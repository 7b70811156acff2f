"""Take loads out of the store: one that is taken back, or the sample data when the first own load comes.

Call within a transaction. The row in `loads` and the rows that were set aside stay, so that every load can be told of.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from pipelines import load
from pipelines.store import frame
from pipelines.vocabulary import DELIVERED

if TYPE_CHECKING:
    import duckdb

_BY_NUMBER: Final = ("profile_rules", "profile_targets", "profile_calendars")
_BY_BATCH: Final = ("doubts", "reported_figures")
_DECISIONS: Final = ("phase_decisions", "chart_settings", "left_out_decisions")


def take_batch_out(store: duckdb.DuckDBPyConnection, batch: dict[str, Any], at: datetime) -> None:
    """Take one load out: every record stands again as the other loads say. `batch`: its row of `loads`."""
    batch_id = batch["batch_id"]
    for relation in DELIVERED:
        if relation == batch["relation"] or load.brought(store, relation, batch_id):
            load.take_back(store, relation, batch_id)
    for table in _BY_BATCH:
        store.execute(f"delete from {table} where batch_id = ?", [batch_id])
    for table in _BY_NUMBER:
        store.execute(f"delete from {table} where batch_number = ?", [batch["batch_number"]])
    store.execute("update loads set undone_at = ? where batch_id = ?", [at, batch_id])


def samples_count(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether any load of the sample data counts in the store."""
    return _any_counts(connection, "is_sample")


def own_loads_count(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether any load of somebody's own counts in the store."""
    return _any_counts(connection, "not is_sample")


def take_samples_out(store: duckdb.DuckDBPyConnection, at: datetime) -> None:
    """Take the sample data out, with what was decided and answered about them.

    In a store where own loads were mixed with them before, each record stands as its own loads say; decisions of before the
    first own load go, later ones may be about own data and stay.
    """
    if not own_loads_count(store):
        _empty(store)
        store.execute("update loads set undone_at = ? where is_sample and undone_at is null", [at])
        return
    for table in ("phase_decisions", "left_out_decisions"):
        store.execute(f"""
            delete from {table}
            where decided_at < (select min(loaded_at) from loads where not is_sample and undone_at is null)
        """)
    for batch in frame(store, "select * from loads where is_sample and undone_at is null").to_dicts():
        take_batch_out(store, batch, at)


def _empty(store: duckdb.DuckDBPyConnection) -> None:
    """No record, rule, decision or answer is left; loads and rejected rows stay."""
    histories = [f"history_{relation}" for relation in DELIVERED]
    for table in (*histories, "seen", "event_rows", *_BY_BATCH, *_BY_NUMBER, *_DECISIONS):
        store.execute(f"delete from {table}")


def _any_counts(connection: duckdb.DuckDBPyConnection, which: str) -> bool:
    found = connection.execute(f"select 1 from loads where {which} and undone_at is null limit 1").fetchall()
    return found != []
