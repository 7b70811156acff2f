"""Put validated rows into the store: one transaction a file, and the same rows twice change nothing."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from pipelines.renew import hash_of_content
from pipelines.store import quoted
from pipelines.vocabulary import DELIVERED, RECORD_ID

if TYPE_CHECKING:
    import duckdb

    from pipelines.laid import Laid

# What tells two records apart where the export has no number of its own.
_IDENTITY = {
    "contacts": ("service", "at", "customer_id", "place_id", "item_id", "channel"),
    "visits": ("service", "item_id", "customer_id", "worker", "planned_from", "started_at"),
    "answers": ("service", "at", "item_id", "customer_id"),
    "goal_marks": ("service", "goal_id", "at"),
    "scale_marks": ("service", "customer_id", "scale", "theme", "at"),
    "milestones": ("service", "item_id", "customer_id", "name"),
}


@dataclass(frozen=True)
class Cases:
    """What an event log did to the store, in cases."""

    new: int
    changed: int
    unchanged: int


@dataclass(frozen=True)
class Counts:
    """What a file did to the store, in rows; of an event log, in which several make a case, in `cases` too."""

    new: int
    changed: int
    unchanged: int
    cases: Cases | None = None

    @property
    def accepted(self) -> int:
        return self.new + self.changed + self.unchanged


def scramble(rows: pl.DataFrame, columns: list[str], key: bytes) -> pl.DataFrame:
    """The same rows, with a keyed hash in place of each value of `columns`: equal stays equal, names are gone."""
    for column in columns:
        known = rows[column].drop_nulls().unique().to_list()
        hashes = [hmac.new(key, str(value).encode(), hashlib.sha256).hexdigest()[:16] for value in known]
        rows = rows.with_columns(pl.col(column).replace_strict(known, hashes, return_dtype=pl.String))
    return rows


def stage(
    connection: duckdb.DuckDBPyConnection, relation: str, rows: pl.DataFrame | Laid, staged: str = "incoming"
) -> Counts:
    """Lay `rows` beside what the store knows, as the temporary view `staged`; the store is only read.

    rows       the columns of `DELIVERED[relation]`, row_number, delivered; row_count where a record is made of several rows;
               they are read where they lie for as long as the view is used
    incoming   the columns of `DELIVERED[relation]`, row_number, row_count, delivered, row_hash, known_row (where the row that it
               is held against lies in the history) and verdict: new, changed, unchanged
    """
    columns = [f'"{column.name}"' for column in DELIVERED[relation]]
    record_id = RECORD_ID[relation]
    of_events = isinstance(rows, pl.DataFrame) and "row_count" in rows.columns
    row_count = "row_count" if of_events else "1"
    given = _given(connection, rows, f"given_{staged}")
    if relation in _IDENTITY:
        identity = ", ".join(f'"{name}"' for name in _IDENTITY[relation])
        told_apart = ", ".join(f'"{name}"::varchar' for name in _IDENTITY[relation])
        columns = [
            f"""coalesce({column}, left(md5(to_json([{told_apart}])::varchar), 12)
                || case when row_number() over same > 1 then '-' || (row_number() over same)::varchar else '' end
            ) as {column}"""
            if column == f'"{record_id}"'
            else column
            for column in columns
        ]
        window = f"window same as (partition by {identity} order by row_number)"
    else:
        window = ""
    connection.execute(f"""
        create or replace temp table {staged}_keys as
        with named as (
            select {", ".join(columns)}, row_number, {row_count}::bigint as row_count, given_row from {given} {window}
        ),
        hashed as (
            select given_row, row_number, service, {record_id}, row_count, {hash_of_content(relation)} as row_hash from named
        )
        select
            hashed.*,
            known.known_row,
            case
                when known.row_hash is null then 'new'
                when known.row_hash = hashed.row_hash then 'unchanged'
                else 'changed'
            end as verdict
        from hashed
        left join (
            select rowid as known_row, service, {record_id}, row_hash from history_{relation} where is_current
        ) as known using (service, {record_id})
    """)
    others = [f'"{column.name}"' for column in DELIVERED[relation] if column.name not in ("service", record_id)]
    connection.execute(f"""
        create or replace temp view {staged} as
        select {", ".join(others)}, delivered, keys.* exclude (given_row)
        from {given} as given
        inner join {staged}_keys as keys using (given_row)
    """)
    return _counts(connection, f"select verdict, sum(row_count), count(*) from {staged}_keys group by all", of_events)


def _given(connection: duckdb.DuckDBPyConnection, rows: pl.DataFrame | Laid, name: str) -> str:
    """Return where the connection finds the rows, each with a number of its own, `given_row`."""
    if isinstance(rows, pl.DataFrame):
        connection.register(name, rows.with_row_index("given_row"))
        return name
    return f"read_parquet([{', '.join(map(quoted, rows.files))}])"


def counts_with_visits(connection: duckdb.DuckDBPyConnection) -> Counts:
    """Count the rows of a log of which the visits are staged too: a case with another visit has changed."""
    return _counts(
        connection,
        """
        with moved as (
            select distinct service, item_id, true as has_moved from incoming_visits where verdict <> 'unchanged'
        )
        select
            case when verdict = 'unchanged' and has_moved then 'changed' else verdict end, sum(row_count), count(*)
        from incoming
        left join moved using (service, item_id)
        group by all
        """,
        of_events=True,
    )


def _counts(connection: duckdb.DuckDBPyConnection, query: str, of_events: bool) -> Counts:
    """Return how many rows, and of an event log how many cases, are of each verdict; the query has both."""
    found = {verdict: (int(rows), int(cases)) for verdict, rows, cases in connection.execute(query).fetchall()}
    new, changed, unchanged = (found.get(verdict, (0, 0)) for verdict in ("new", "changed", "unchanged"))
    cases = Cases(new[1], changed[1], unchanged[1]) if of_events else None
    return Counts(new[0], changed[0], unchanged[0], cases)


def write_staged(connection: duckdb.DuckDBPyConnection, relation: str, batch_id: str, staged: str = "incoming") -> None:
    """Bring the staged rows into the store as the batch's; call within its transaction."""
    names = ", ".join(f'"{column.name}"' for column in DELIVERED[relation])
    record_id = RECORD_ID[relation]
    batch = {"batch_id": batch_id}
    connection.execute(f"""
        update history_{relation} as known
        set is_current = false
        from (select known_row from {staged}_keys where verdict = 'changed') as changed
        where known.rowid = changed.known_row
    """)
    connection.execute(
        f"""
        insert into history_{relation}
        select {names}, $batch_id, row_number, row_hash, delivered, true from {staged} where verdict <> 'unchanged'
        """,
        batch,
    )
    connection.execute(
        f"""
        insert into seen
        select $batch_id, $relation, service, {record_id}, row_hash, row_number from {staged}_keys where verdict = 'unchanged'
        """,
        batch | {"relation": relation},
    )
    connection.execute(
        f"""
        insert into event_rows
        select $batch_id, $relation, service, {record_id}, row_count from {staged}_keys where row_count > 1
        """,
        batch | {"relation": relation},
    )


def brought(connection: duckdb.DuckDBPyConnection, relation: str, batch_id: str) -> bool:
    """Return whether a load brought records of a relation, known before or not."""
    found = connection.execute(
        f"""
        select exists (select 1 from history_{relation} where batch_id = $batch_id)
            or exists (select 1 from seen where batch_id = $batch_id and relation = $relation)
        """,
        {"batch_id": batch_id, "relation": relation},
    ).fetchone()
    return found == (True,)


def take_back(connection: duckdb.DuckDBPyConnection, relation: str, batch_id: str) -> None:
    """Undo what a batch brought: each record stands again as the latest other load says; call within a transaction."""
    record_id = RECORD_ID[relation]
    batch = {"batch_id": batch_id, "relation": relation}
    connection.execute(
        f"""
        create or replace temp table touched as
        select distinct service, {record_id} from history_{relation} where batch_id = $batch_id
        union
        select service, record_id from seen where batch_id = $batch_id and relation = $relation
        """,
        batch,
    )
    connection.execute("delete from seen where batch_id = $batch_id and relation = $relation", batch)
    connection.execute("delete from event_rows where batch_id = $batch_id and relation = $relation", batch)
    # What this batch brought and a later one saw again now rests on the later one, with the doubts about it.
    connection.execute(
        f"""
        create or replace temp table inherited as
        select seen.batch_id, seen.service, seen.record_id, seen.row_hash, seen.row_number
        from seen
        inner join loads using (batch_id)
        inner join history_{relation} as brought
            on brought.batch_id = $batch_id
            and seen.service = brought.service and seen.record_id = brought.{record_id} and seen.row_hash = brought.row_hash
        where seen.relation = $relation
        qualify row_number() over (partition by seen.service, seen.record_id, seen.row_hash order by batch_number) = 1
        """,
        batch,
    )
    connection.execute(
        f"""
        update history_{relation} as brought
        set batch_id = inherited.batch_id, row_number = inherited.row_number
        from inherited
        where brought.batch_id = $batch_id and brought.service = inherited.service
            and brought.{record_id} = inherited.record_id and brought.row_hash = inherited.row_hash
        """,
        {"batch_id": batch_id},
    )
    connection.execute(
        """
        delete from seen using inherited
        where seen.batch_id = inherited.batch_id and seen.relation = $relation and seen.service = inherited.service
            and seen.record_id = inherited.record_id and seen.row_hash = inherited.row_hash
        """,
        {"relation": relation},
    )
    connection.execute(
        """
        update doubts
        set batch_id = inherited.batch_id, row_number = inherited.row_number
        from inherited
        where doubts.batch_id = $batch_id and doubts.relation = $relation and doubts.service = inherited.service
            and doubts.record_id = inherited.record_id
        """,
        batch,
    )
    connection.execute(f"delete from history_{relation} where batch_id = $batch_id", {"batch_id": batch_id})
    connection.execute(f"""
        update history_{relation} as known
        set is_current = false
        from touched
        where known.is_current and known.service = touched.service and known.{record_id} = touched.{record_id}
    """)
    connection.execute(
        f"""
        update history_{relation} as known
        set is_current = true
        from (
            with said as (
                select service, {record_id} as record_id, row_hash, batch_id from history_{relation}
                union all
                select service, record_id, row_hash, batch_id from seen where relation = $relation
            ),
            latest as (
                select service, record_id, arg_max(row_hash, batch_number) as row_hash
                from said
                inner join loads using (batch_id)
                inner join (select service, {record_id} as record_id from touched) using (service, record_id)
                group by all
            )
            select latest.service, record_id, arg_max(brought.batch_id, batch_number) as batch_id
            from history_{relation} as brought
            inner join latest
                on latest.service = brought.service and latest.record_id = brought.{record_id}
                and latest.row_hash = brought.row_hash
            inner join loads using (batch_id)
            group by all
        ) as standing
        where known.batch_id = standing.batch_id and known.service = standing.service
            and known.{record_id} = standing.record_id
        """,
        {"relation": relation},
    )
