"""Where everything lies on disk, and the only places where DuckDB is opened.

DATA/store.duckdb                 what was loaded, with its history; one writer at a time, briefly
DATA/linked.duckdb                of a country: which items are one need, to link only what a load touches (see `kept_links`)
DATA/writer.lock                  the lock that writers wait for
DATA/originals/<sha256>           every delivered file, as it was
DATA/keys/hash.key                the key of the hashes; never in the store
DATA/keys/protected.json          the columns that were scrambled or left out once, and are again
DATA/profiles/*.toml              profiles of this organisation
DATA/published/versions/<id>.duckdb   read-only files for the pages
DATA/temp/                        what processes that are at work cannot hold (see `spill`)
DATA/published/buitenblik.duckdb      the newest, under a name that stays, for analysts
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
from filelock import FileLock, Timeout

from pipelines.errors import FixableError
from pipelines.renew import renew
from pipelines.sentence import Sentence
from pipelines.spill import spill_folder
from pipelines.vocabulary import BATCH, DELIVERED, ROW, Column

# Files that DuckDB 2.0 writes by default open in no 1.x client; these do.
STORAGE_VERSION = "v1.2.0"
LONGEST_WAIT_SECONDS = 600
# Of DuckDB alone, beside what reading takes: a load of millions of rows stays below 2.5 GB, and spills what is more.
MEMORY_LIMIT = "1800MB"
ROWS_FOR_ONE_CORE = 150_000  # with fewer, one core was quicker than two (60,000 items: 4.4 s to 4.9 s a publication)
ROWS_OF_A_COUNTRY = 7_000_000
MEMORY_FOR_A_COUNTRY = 4400 << 20  # bytes


@dataclass(frozen=True)
class Places:
    """The files of one data folder."""

    data: Path

    @property
    def store(self) -> Path:
        return self.data / "store.duckdb"

    @property
    def linked(self) -> Path:
        return self.data / "linked.duckdb"

    @property
    def lock(self) -> Path:
        return self.data / "writer.lock"

    @property
    def originals(self) -> Path:
        return self.data / "originals"

    @property
    def key(self) -> Path:
        return self.data / "keys" / "hash.key"

    @property
    def protected(self) -> Path:
        return self.data / "keys" / "protected.json"

    @property
    def profiles(self) -> Path:
        return self.data / "profiles"

    @property
    def published(self) -> Path:
        return self.data / "published"

    @property
    def versions(self) -> Path:
        return self.published / "versions"

    @property
    def stable(self) -> Path:
        return self.published / "buitenblik.duckdb"

    @property
    def current(self) -> Path:
        return self.published / "current.json"

    @property
    def temp(self) -> Path:
        return self.data / "temp"

    def version(self, publish_id: str) -> Path:
        return self.versions / f"{publish_id}.duckdb"


class StillWriting(FixableError):
    """Someone else held the store for too long."""

    def __init__(self) -> None:
        super().__init__(
            Sentence(
                "Nothing was changed: someone else has been writing to this store for ten minutes. "
                "Wait until that load is done, then try again; what was loaded before is safe."
            )
        )


def _history_columns(relation: str, compressed: bool) -> str:
    own = (
        *DELIVERED[relation],
        BATCH,
        ROW,
        Column("row_hash", "ubigint", "", ""),
        Column("delivered", "varchar", "", ""),
        Column("is_current", "boolean", "", ""),
    )
    return ",\n    ".join(column.laid_out(compressed) for column in own)


# The store's own tables. history_*: every content that a record ever had, with the load that brought it; delivered_*: of
# those, each record as it stands now. seen: loads that brought a record as it was known already, so that taking a load back
# is exact. event_rows: of how many rows of a load's file a record was made, where it is of more than one. recorded_links: items
# that people joined by hand, or (without other_item_id) set apart from every other. rule_decisions: rules that people adopted
# in the place of those of the profile.
_TABLES = """
create table if not exists state (name varchar primary key, value varchar not null);
create table if not exists loads (
    batch_id varchar primary key, batch_number bigint not null, file_name varchar not null, content_hash varchar not null,
    profile_hash varchar not null, source varchar not null, relation varchar not null, services varchar, sheet varchar,
    header_row bigint, encoding varchar, delimiter varchar, rows_in bigint not null, accepted bigint not null,
    new bigint not null, changed bigint not null, unchanged bigint not null, rejected bigint not null,
    is_sample boolean not null, loaded_at timestamp not null, undone_at timestamp, headings varchar
);
create table if not exists seen (
    batch_id varchar not null, relation varchar not null, service varchar not null, record_id varchar not null,
    row_hash ubigint not null, row_number bigint not null
);
create table if not exists event_rows (
    batch_id varchar not null, relation varchar not null, service varchar not null, record_id varchar not null,
    row_count bigint not null
);
create table if not exists rejects (
    batch_id varchar not null, row_number bigint not null, "column" varchar, value varchar, reason varchar not null,
    reason_words varchar not null, cells varchar, is_to_mend boolean
);
create table if not exists doubts (
    service varchar, relation varchar not null, record_id varchar, issue varchar not null, "column" varchar,
    value varchar, action varchar not null, batch_id varchar not null, row_number bigint
);
create table if not exists reported_figures (
    batch_id varchar not null, service varchar not null, week date not null, recount double not null,
    items bigint not null, reported double not null, answered_at timestamp not null
);
create table if not exists phase_decisions (
    service varchar not null, team varchar not null, measure varchar not null, starts_on date not null,
    reason varchar not null, decided_by varchar not null, decided_at timestamp not null, undone_at timestamp
);
create table if not exists chart_settings (
    service varchar not null, team varchar not null, measure varchar not null, baseline_points integer,
    is_screened boolean, period varchar
);
create table if not exists left_out_decisions (
    service varchar not null, team varchar not null, measure varchar not null, week date not null, reason varchar not null,
    decided_by varchar, decided_at timestamp, undone_at timestamp
);
create table if not exists recorded_links (
    service varchar not null, item_id varchar not null, other_item_id varchar, reason varchar not null,
    decided_by varchar not null, decided_at timestamp not null, undone_at timestamp
);
create table if not exists profile_rules (
    batch_number bigint not null, service varchar not null, rule varchar not null, value varchar not null,
    unit varchar not null, meaning varchar not null, source varchar not null
);
create table if not exists rule_decisions (
    service varchar not null, rule varchar not null, value varchar not null, reason varchar not null,
    decided_by varchar not null, decided_at timestamp not null, undone_at timestamp
);
create table if not exists profile_targets (
    batch_number bigint not null, service varchar not null, priority varchar not null, target double not null,
    unit varchar not null
);
create table if not exists profile_calendars (
    batch_number bigint not null, service varchar not null, country varchar not null
);
create table if not exists definition_versions (
    relation varchar not null, sql varchar not null, version varchar not null, since timestamp not null,
    reason varchar
);
"""


def _create_tables(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(_TABLES)
    compressed = _is_of_our_version(connection)
    for relation in DELIVERED:
        connection.execute(
            f"create table if not exists history_{relation} (\n    {_history_columns(relation, compressed)}\n)"
        )
        connection.execute(f"""
            create view if not exists delivered_{relation} as
            select * exclude (is_current) from history_{relation} where is_current
        """)
    connection.execute("insert into state values ('store_state', 'empty') on conflict do nothing")


def _is_of_our_version(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether the current catalog is of STORAGE_VERSION, or in memory: a store that a newer DuckDB made is of its own."""
    found = connection.execute(
        "select coalesce(tags['storage_version'], $1) from duckdb_databases() where database_name = current_database()",
        [STORAGE_VERSION],
    ).fetchall()
    return all(version.startswith(STORAGE_VERSION) for (version,) in found)


def quoted(path: Path) -> str:
    """The path as a literal for ATTACH, which takes no parameters."""
    return "'" + str(path).replace("'", "''") + "'"


@contextmanager
def writing(places: Places, on_wait: Callable[[], None] | None = None) -> Iterator[None]:
    """Hold the writers' lock: one writer at a time, the others wait. `on_wait` is called once when waiting begins.

    The lock belongs to the process and goes with it, so a killed load leaves none behind. Raises StillWriting.
    """
    places.data.mkdir(parents=True, exist_ok=True)
    lock = FileLock(places.lock, thread_local=False)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        if on_wait is not None:
            on_wait()
        try:
            lock.acquire(timeout=LONGEST_WAIT_SECONDS)
        except Timeout:
            raise StillWriting from None
    try:
        yield
    finally:
        lock.release()


@contextmanager
def open_store(places: Places) -> Iterator[duckdb.DuckDBPyConnection]:
    """The store for writing, as the catalog `store`. Hold `writing` around it; its tables are made when missing."""
    places.data.mkdir(parents=True, exist_ok=True)
    with working_memory(places) as connection:
        version = "" if places.store.exists() else f" (storage_version '{STORAGE_VERSION}')"
        connection.execute(f"attach {quoted(places.store)} as store{version}")
        connection.execute("use store")
        create_empty_store(connection)
        yield connection


@contextmanager
def working_memory(places: Places | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to nothing but memory, that spills into the data folder when it must."""
    connection = duckdb.connect(":memory:")
    try:
        if places is not None:
            connection.execute("set temp_directory = ?", [str(spill_folder(places.temp))])
            connection.execute("set memory_limit = ?", [MEMORY_LIMIT])
        connection.execute("set preserve_insertion_order = false")
        yield connection
    finally:
        connection.close()


@contextmanager
def catalog_apart(connection: duckdb.DuckDBPyConnection, name: str, *, is_alone: bool) -> Iterator[None]:
    """A catalog in memory in which tables are made meanwhile; afterwards it is gone, and the search path as it was.

    is_alone    nothing but what it holds is found by its bare name
    """
    [[path]] = connection.execute("select current_setting('search_path')").fetchall()
    connection.execute(f"attach ':memory:' as {name}; set search_path = '{name if is_alone else f'{name},{path}'}'")
    try:
        yield
    finally:
        connection.execute(f"set search_path = '{path}'")
        connection.execute(f"detach {name}")


def share_out(connection: duckdb.DuckDBPyConnection, more_rows: int = 0) -> None:
    """Give what is measured the cores and the memory that suit its size.

    One core where there is little: handing out many small steps takes longer than doing them. More memory where there is
    a country of it and the machine has twice as much: else joins go by way of the disk.

    more_rows   what is measured beside the rows of the catalog `store`
    """
    [[rows]] = connection.execute(
        "select coalesce(sum(estimated_size), 0) from duckdb_tables() where database_name = 'store'"
    ).fetchall()
    if rows + more_rows < ROWS_FOR_ONE_CORE:
        connection.execute("set threads = 1")
    elif rows + more_rows > ROWS_OF_A_COUNTRY and _memory_of_machine() > 2 * MEMORY_FOR_A_COUNTRY:
        connection.execute("set memory_limit = ?", [f"{MEMORY_FOR_A_COUNTRY >> 20}MiB"])


def _memory_of_machine() -> int:
    """Bytes."""
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")


def open_published(path: Path) -> duckdb.DuckDBPyConnection:
    """A published file, to read and nothing else: no other file, no network, no setting can be reached from it."""
    return duckdb.connect(
        str(path), read_only=True, config={"enable_external_access": "false", "lock_configuration": "true"}
    )


def frame(connection: duckdb.DuckDBPyConnection, sql: str, values: list[Any] | None = None) -> pl.DataFrame:
    """The rows of a query."""
    rows: pl.DataFrame = connection.sql(sql, params=values or []).pl()
    return rows


def create_empty_store(connection: duckdb.DuckDBPyConnection) -> None:
    """The store's tables in the connection's current catalog, where they are not there yet or are of an older kind."""
    renew(connection, lambda: _create_tables(connection))


def write_whole(path: Path, words: str) -> None:
    """Write a file whole or not at all, also where the machine stops meanwhile."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.{secrets.token_hex(4)}.tmp")
    unfinished.write_text(words, encoding="utf-8")
    sync(unfinished)
    unfinished.replace(path)


def sync(path: Path) -> None:
    """Make sure that a file is on the disk, before it gets its name."""
    with path.open("rb+") as written:
        os.fsync(written.fileno())


def hash_key(places: Places) -> bytes:
    """The key of this data folder's hashes; made on first use, readable by its owner only."""
    if not places.key.exists():
        places.key.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(places.key, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as out:
            out.write(secrets.token_bytes(32))
    return places.key.read_bytes()
