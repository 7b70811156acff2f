"""Prove the store: that every row is accounted for, that keys and links hold, that the pages show what the store holds."""

from __future__ import annotations

import filecmp
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.originals import hash_of
from pipelines.publish import BrokenPublication, broken_claims, newest
from pipelines.run import finish_interrupted
from pipelines.store import Places, open_store, quoted, working_memory, writing
from pipelines.vocabulary import DELIVERED, RECORD_ID

if TYPE_CHECKING:
    import duckdb


def check(data: Path) -> list[str]:
    """Return what is wrong with the store, one sentence each; nothing is wrong where the list is empty.

    A load that was killed after it reached the store and before it reached the pages is published first: that is no fault.
    """
    places = Places(data)
    with writing(places):
        try:
            finish_interrupted(places)
        except BrokenPublication as problem:
            return [f"No figures can be made from the store as it is: {problem}."]
        if not places.store.exists():
            return []
        with open_store(places) as store:
            wrong = [*_wrong_accounts(store), *_wrong_originals(store, places)]
            for relation in DELIVERED:
                wrong += _wrong_records(store, relation)
            [state] = store.execute("select value from state where name = 'store_state'").fetchall()[0]
        return wrong if state == "empty" else [*wrong, *_wrong_publication(places, state)]


def _wrong_accounts(store: duckdb.DuckDBPyConnection) -> list[str]:
    """Each load's rows: in = accepted + rejected, accepted = new + changed + unchanged, and all of them are there."""
    brought = " union all ".join(
        f"select batch_id, '{relation}' as relation, count(*) as rows from history_{relation} group by all"
        for relation in DELIVERED
    )
    faults = store.execute(f"""
        with brought as (
            select batch_id, relation, sum(rows) as rows
            from (
                {brought}
                union all
                select batch_id, relation, count(*) from seen group by all
                union all
                -- A case made of several rows of an event log counts as all of them.
                select batch_id, relation, sum(row_count - 1) from event_rows group by all
            )
            group by all
        ),
        set_aside as (select batch_id, count(*) as rows from rejects group by all)
        select batch_id, rows_in, accepted, rejected, coalesce(brought.rows, 0), coalesce(set_aside.rows, 0)
        from loads
        left join brought using (batch_id, relation)
        left join set_aside using (batch_id)
        where rows_in <> accepted + rejected
            or accepted <> new + changed + unchanged
            or coalesce(set_aside.rows, 0) <> rejected
            or coalesce(brought.rows, 0) <> case when undone_at is null then accepted else 0 end
    """).fetchall()
    return [
        f"Load {batch}: {rows_in} rows in, {accepted} accepted and {rejected} rejected, but the store holds {held} and {aside}."
        for batch, rows_in, accepted, rejected, held, aside in faults
    ]


def _wrong_records(store: duckdb.DuckDBPyConnection, relation: str) -> list[str]:
    """Each record stands once, as the latest load that speaks of it says."""
    record_id = RECORD_ID[relation]
    twice = store.execute(
        f"select service, {record_id} from delivered_{relation} group by all having count(*) > 1 limit 5"
    ).fetchall()
    stale = store.execute(
        f"""
        with said as (
            select service, {record_id} as record_id, row_hash, batch_id from history_{relation}
            union all
            select service, record_id, row_hash, batch_id from seen where relation = $1
        ),
        latest as (
            select service, record_id, arg_max(row_hash, batch_number) as row_hash
            from said inner join loads using (batch_id)
            group by all
        )
        select coalesce(known.service, latest.service), coalesce(known.{record_id}, latest.record_id)
        from delivered_{relation} as known
        full join latest on latest.service = known.service and latest.record_id = known.{record_id}
        where known.row_hash is distinct from latest.row_hash
        limit 5
        """,
        [relation],
    ).fetchall()
    return [
        *(f"{relation}: {service} {record} stands there more than once." for service, record in twice),
        *(f"{relation}: {service} {record} does not stand as its latest load says." for service, record in stale),
    ]


def _wrong_originals(store: duckdb.DuckDBPyConnection, places: Places) -> list[str]:
    """Each delivered file is kept, unchanged."""
    wrong = []
    for content_hash, file_name in store.execute("select distinct content_hash, file_name from loads").fetchall():
        kept = places.originals / content_hash
        if not kept.exists():
            wrong.append(f"The original of {file_name} is not there any more.")
        elif hash_of(kept) != content_hash:
            wrong.append(f"The original of {file_name} was changed after it was delivered.")
    return wrong


def _wrong_publication(places: Places, state: str) -> list[str]:
    """The newest published file was made from the store as it is, keeps its claims, and is what analysts open."""
    version = places.version(newest(places)["publish_id"])
    with working_memory() as connection:
        connection.execute(f"attach {quoted(places.store)} as store (read_only)")
        connection.execute(f"attach {quoted(version)} as published (read_only)")
        connection.execute("set search_path = 'published,store'")
        wrong = broken_claims(connection)
        [made_from] = connection.execute("select store_state from publication").fetchall()[0]
    if made_from != state:
        wrong.append("The published file was not made from the store as it is now.")
    if not filecmp.cmp(version, places.stable, shallow=False):
        wrong.append(f"{places.stable.name} is not the newest published file.")
    return wrong
