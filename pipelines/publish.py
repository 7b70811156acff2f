"""Make a fresh published file from the store, prove its counts, and only then let it be seen."""

from __future__ import annotations

import json
import os
import secrets
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import polars as pl

from pipelines import kept_links, measure, season, trial
from pipelines.definitions import MEASURES
from pipelines.empty_file import comment_on_views, empty_file
from pipelines.store import Places, quoted, share_out, sync, working_memory, write_whole
from pipelines.vocabulary import PUBLISHED
from pipelines.working_days import lay_calendar

if TYPE_CHECKING:
    import duckdb

INDEXED_ABOVE: Final = 1_000_000  # needs: up to so many, one is found in a hundredth of a second without an index
VERSIONS_KEPT: Final = 8  # "as we knew it then"; fewer where the disk is short

# Each is a claim about the published file, and the query that returns rows where it does not hold.
CLAIMS: Final = {
    "every work item is published": """
        select (select count(*) from delivered_work_items) as delivered, (select count(*) from work_items) as published
        where delivered <> published
    """,
    "every work item serves exactly one need": """
        select service, item_id, count(*) as items from work_items group by all having count(*) <> 1
        union all
        select service, item_id, 0 from work_items where need_id is null
    """,
    "every need has its items": """
        select service, need_id, items, linked
        from needs
        full join (select service, need_id, count(*) as linked from need_items group by all) using (service, need_id)
        where items is distinct from linked
    """,
    "no need joins two households": """
        select service, need_id, min(customer_id) as one, max(customer_id) as other
        from work_items
        group by all
        having min(customer_id) <> max(customer_id)
    """,
    "contrast adds up to the needs": """
        select service, needs, counted
        from (select service, count(*) as needs from needs group by service)
        full join (select service, sum(needs) as counted from contrast where team = '*' group by service) using (service)
        where needs is distinct from counted
    """,
    "every hidden need has one reason, and no other need has one": """
        select service, need_id from needs
        where (customer_says in ('late', 'not_yet') and system_says <> 'late') <> (hidden_by is not null)
    """,
    "of every need that nobody knows of there is a reason, and it is neither in time nor missed": """
        select service, need_id from needs
        where (state = 'unknown') <> (unknown_because is not null) or (state = 'unknown') <> (customer_says = 'unknown')
    """,
    "of an empty dwelling nobody waits, and nothing of it stands on a person's clock": """
        select service, need_id from needs
        where (state = 'void') <> (customer_says = 'void')
            or state = 'void'
            and (coalesce(days_lived, days_end_to_end) is not null or done_at is not null or hidden_by is not null)
    """,
    "no days were entered again in a need where nothing was": """
        select service, need_id, reentered from needs where reentered > 0 and reentries = 0
    """,
    "the days of every finished need add up": """
        select service, need_id from needs
        where abs(before_entry + counted + paused + reentered + uncounted + after_closing - days_end_to_end) > 1e-6
    """,
}


class BrokenPublication(Exception):
    """A claim about the file that was made does not hold: our bug, so the pages go on with the last good file."""


def newest(places: Places) -> dict[str, str]:
    """What `current.json` says: publish_id and store_state of the newest file, and the versions of what made it.

    Empty where nothing was published, or what it says cannot be read or is not there: then it is to be published anew.
    """
    try:
        found = json.loads(places.current.read_text(encoding="utf-8"))
        is_there = places.version(found["publish_id"]).exists()
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return {}
    return found if is_there else {}


def build_all(
    connection: duckdb.DuckDBPyConnection,
    places: Places,
    publish_id: str,
    published_at: datetime,
    on_made: Callable[[str], None] | None = None,
) -> None:
    """Make every published relation in the current catalog; the store's tables are found beside it."""
    connection.execute("set variable publish_id = ?", [publish_id])
    connection.execute("set variable published_at = ?::timestamp", [published_at])
    lay_calendar(connection)
    measure.build(connection, measure.RULES, on_made)
    is_linked = kept_links.link_again(connection, places)
    measure.build(connection, measure.ITEMS, on_made)
    if is_linked:
        kept_links.lay(connection, places)
    else:
        measure.build(connection, measure.LINKS, on_made)
        kept_links.keep(connection, places)
    before = (*measure.RULES, *measure.ITEMS, *measure.LINKS, *measure.AFTERWARDS)
    measure.build(connection, [name for name in measure.ALL if name not in before], on_made)
    build_afterwards(connection, on_made)


def build_afterwards(connection: duckdb.DuckDBPyConnection, on_made: Callable[[str], None] | None = None) -> None:
    """Make the relations that measure once more, with the season taken out and under other rules, once all others are."""
    season.lay_season(connection)
    trial.lay_sensitivity(connection)
    measure.build(connection, measure.AFTERWARDS, on_made)


def broken_claims(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Return each claim that does not hold, with the first row that shows it."""
    broken = []
    for claim, counterexamples in CLAIMS.items():
        found = connection.execute(f"select * from ({counterexamples}) limit 1").fetchone()
        if found is not None:
            broken.append(f"{claim}: {found}")
    return broken


def publish(places: Places, on_made: Callable[[str], None] | None = None) -> str:
    """Publish the store as it stands; return the publish_id. Hold the writers' lock, with the store closed.

    `on_made` is called with the name of each relation of `measure.ALL` once it is made.

    Raises BrokenPublication when a claim about the new file does not hold; what was published before stays.
    """
    places.versions.mkdir(parents=True, exist_ok=True)
    _sweep(places)
    published_at = datetime.now()
    publish_id = published_at.strftime("%Y%m%dT%H%M%S%f") + "-" + secrets.token_hex(2)
    unfinished = places.version(publish_id).with_suffix(".tmp")
    with working_memory(places) as connection:
        connection.execute(f"attach {quoted(places.store)} as store (read_only)")
        unfinished.write_bytes(empty_file())
        connection.execute(f"attach {quoted(unfinished)} as published")
        connection.execute("set search_path = 'published,store'")
        share_out(connection)
        build_all(connection, places, publish_id, published_at, on_made)
        if broken := broken_claims(connection):
            raise BrokenPublication("; ".join(broken))
        _describe(connection, published_at)
        index_people(connection)
        [state] = connection.execute("select store_state from publication").fetchall()[0]
        connection.execute("use memory")
        connection.execute("detach published")
    sync(unfinished)
    unfinished.replace(places.version(publish_id))
    _copy(places.version(publish_id), places.stable)
    write_whole(
        places.current, json.dumps({"publish_id": publish_id, "store_state": state, "made_by": measure.versions()})
    )
    _prune(places)
    return publish_id


def _describe(connection: duckdb.DuckDBPyConnection, published_at: datetime) -> None:
    """Write the definitions, and what the views mean, in one go: on the disk each would cost as much."""
    connection.execute("begin transaction")
    rows = [
        (name, "", "", PUBLISHED[name].comment, measure.query(name).text, measure.definition_version(name))
        for name in measure.ALL
        if measure.query(name).is_published
    ]
    rows += [
        (m.name, m.side, m.unit, m.meaning, measure.measures_query().text, measure.definition_version("weekly"))
        for m in MEASURES
    ]
    columns = dict.fromkeys(("relation", "side", "unit", "meaning", "sql", "version"), pl.String)
    connection.register("given_definitions", pl.DataFrame(rows, schema=columns, orient="row"))
    connection.execute(
        """
        insert into definitions
        select
            relation, nullif(side, '') as side, nullif(unit, '') as unit, meaning, sql, version,
            coalesce(since, $published_at::timestamp) as since, reason
        from given_definitions
        left join (
            select relation, version, min(since) as since, max(reason) as reason from definition_versions group by all
        ) using (relation, version)
        """,
        {"published_at": published_at},
    )
    connection.unregister("given_definitions")
    comment_on_views(connection)
    connection.execute("commit")


def index_people(connection: duckdb.DuckDBPyConnection) -> None:
    """Let a person of a country be found at once: a page shows the stories of a few."""
    [[needs]] = connection.execute("select count(*) from needs").fetchall()
    if needs > INDEXED_ABOVE:
        connection.execute("create index needs_by_number on needs (need_id)")


def _sweep(places: Places) -> None:
    """Remove what a killed publish left behind; only its own kind of file, and only under the writers' lock."""
    for left in (*places.versions.glob("*.tmp*"), *places.published.glob("*.tmp")):
        left.unlink(missing_ok=True)


def _copy(version: Path, stable: Path) -> None:
    """A copy, not a link: whoever opens the stable name for writing cannot harm the file that the pages read."""
    unfinished = stable.with_name(stable.name + ".tmp")
    shutil.copyfile(version, unfinished)
    sync(unfinished)
    unfinished.replace(stable)


def _prune(places: Places) -> None:
    """Keep the last versions: as many as the setting says, or as leave room for three more of the newest."""
    versions = sorted(places.versions.glob("*.duckdb"))
    room_for_more = shutil.disk_usage(places.versions).free > 3 * versions[-1].stat().st_size
    kept = int(os.environ.get("BUITENBLIK_VERSIONS", VERSIONS_KEPT)) if room_for_more else 2
    for old in versions[: -max(kept, 2)]:
        old.unlink()
