"""What loading a file would do, worked out by the product's own queries; the store is only read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import polars as pl

from pipelines import measure, publish
from pipelines.alike import told_of_services
from pipelines.as_counted import AsCounted, as_counted
from pipelines.load import Cases
from pipelines.originals import keep
from pipelines.personal_column import Personal
from pipelines.profile import Profile
from pipelines.proposal import Question
from pipelines.recency import latest_in, told_of_order
from pipelines.rewritten import Rewritten, rewritten
from pipelines.run import doubts_in, same_load, stage
from pipelines.sentence import Sentence
from pipelines.store import (
    Places,
    create_empty_store,
    frame,
    open_published,
    quoted,
    share_out,
    working_memory,
    writing,
)
from pipelines.take_back import own_loads_count, samples_count, take_samples_out
from pipelines.understand import Understood, require_mostly_accepted, understand
from pipelines.vocabulary import DELIVERED, RECORD_ID
from pipelines.working_days import lay_calendar

if TYPE_CHECKING:
    import duckdb

AFTER_ALL: Final = 9_000_000_000  # the number of a load that is only looked at
SHOWN: Final = ("done_as_promised", "days_end_to_end", "open_now", "on_target_reported")


@dataclass(frozen=True)
class Recount:
    """The reported figure of the file's last week, counted in the organisation's own way."""

    service: str
    week: date
    value: float
    items: int


@dataclass(frozen=True)
class Effect:
    """One figure of all teams before and after the file; None where there is none."""

    service: str
    measure: str
    week: date
    before: float | None
    after: float | None


@dataclass(frozen=True)
class Preview:
    """What was understood of a file, and what would change."""

    file_name: str
    source: str
    title: str
    relation: str
    sheet: str | None
    header_row: int
    encoding: str | None
    delimiter: str | None
    columns: dict[str, str | None]
    examples: dict[str, list[str]]
    status: str
    rows_in: int
    accepted: int
    new: int
    changed: int
    unchanged: int
    rejected: int
    rejected_rows: pl.DataFrame  # as `Validated.rejected`
    problems: list[Sentence]
    recount: Recount | None = None
    effects: list[Effect] = field(default_factory=list)
    questions: tuple[Question, ...] = ()  # what only a person can tell; unanswered, the file is read as its doubts say
    rewritten: list[Rewritten] = field(default_factory=list)  # what the file says otherwise of the past
    replaces_sample: bool = False  # the first own load takes the sample data away; the figures are of own data alone
    personal: tuple[Personal, ...] = ()  # columns with personal data, and what is done with them
    profile: Profile | None = None  # what the file was read by, with the answers that it was read by
    cases: Cases | None = (
        None  # of an event log: how many cases are new, changed and unchanged; the others count its rows
    )
    remembered: dict[str, str] = field(default_factory=dict)  # of these the ones that were given for an earlier file
    latest_at: datetime | None = None  # of what happened in it: the newest of several files is loaded last
    set_back: Sentence | None = None  # that it is older than what is loaded and sets rows back, or moves all alike
    as_counted: AsCounted | None = None  # what its rows count as; None where it changes nothing or nothing is decided
    doubts: list[Sentence] = field(default_factory=list)  # about what stands in it, the one about most rows first


def preview(
    data: Path,
    file: Path,
    *,
    file_name: str | None = None,
    source: str | None = None,
    sheet: str | None = None,
    answers: Mapping[str, str] | None = None,
    profile: Profile | None = None,
) -> Preview:
    """Return what loading the file would do. Raises FixableError where it cannot be loaded; nothing changes either way.

    answers   what a person said to `Preview.questions`, by their keys
    profile   what a person made of an unknown file, not yet kept
    """
    places, name = Places(data), file_name or file.name
    content_hash = keep(places, file)
    understood = understand(places, file, name, source, sheet, datetime.now().replace(microsecond=0), answers, profile)
    require_mostly_accepted(understood)
    with writing(places), working_memory(places) as connection:
        _lay_store(connection, places)
        is_sample = same_load(connection, understood, content_hash, is_sample=True) is not None
        replaces_sample = not is_sample and samples_count(connection)
        if replaces_sample:
            _lay_own_alone(connection, places)
        counts = stage(connection, places, understood)
        back = told_of_order(connection, understood.validated.table)
        alike = told_of_services(connection, understood.services)
        changes = counts.new + counts.changed > 0 or same_load(connection, understood, content_hash) is None
        before = None if replaces_sample else _weekly_before(places)
        recount, effects = _figures(connection, understood, before) if changes else (None, [])
        counted = as_counted(connection, understood) if changes else None
        otherwise = _rewritten(connection, understood, content_hash, is_sample) if changes else []
    recognised, validated = understood.recognised, understood.validated
    return Preview(
        name, recognised.profile.name, recognised.profile.title, validated.table, recognised.sheet.name,
        recognised.header_row, recognised.sheet.encoding, recognised.sheet.delimiter, recognised.columns,
        understood.examples(), "loaded" if changes else "unchanged", validated.rows_in, counts.accepted, counts.new,
        counts.changed, counts.unchanged, validated.rejected.height, validated.rejected,
        [*recognised.problems, *validated.notes, *alike], recount, effects, validated.questions, otherwise, replaces_sample,
        recognised.personal, recognised.profile, counts.cases, understood.remembered, latest_in(validated),
        back, counted, [doubt.sentence for doubt in doubts_in(understood)],
    )  # fmt: skip


def _lay_store(connection: duckdb.DuckDBPyConnection, places: Places) -> None:
    """The store as the catalog `store`, read-only, and an empty catalog for what is measured."""
    if places.store.exists():
        connection.execute(f"attach {quoted(places.store)} as store (read_only)")
    else:
        connection.execute("attach ':memory:' as store")
        connection.execute("use store")
        create_empty_store(connection)
    connection.execute("attach ':memory:' as published")
    connection.execute("set search_path = 'published,store'")


def _lay_own_alone(connection: duckdb.DuckDBPyConnection, places: Places) -> None:
    """Lay the store without the sample data in the place of `store`, as the first own load will find it."""
    has_own = own_loads_count(connection)  # of a store where the two were mixed
    connection.execute("use memory; detach store; attach ':memory:' as store")
    if has_own:
        connection.execute(f"attach {quoted(places.store)} as kept (read_only)")
        connection.execute("copy from database kept to store; detach kept; use store")
        take_samples_out(connection, datetime.now())
    else:
        connection.execute("use store")
        create_empty_store(connection)
    connection.execute("set search_path = 'published,store'")


def _figures(
    connection: duckdb.DuckDBPyConnection, understood: Understood, before: pl.DataFrame | None
) -> tuple[Recount | None, list[Effect]]:
    """Measure the store with the staged rows laid over it."""
    relation = understood.validated.table
    _lay_rows(connection, relation)
    if understood.visits is not None:
        _lay_rows(connection, understood.visits.table, "incoming_visits")
    _lay_loads(connection)
    if relation == "work_items":
        _lay_rules(connection, understood)
    share_out(connection, understood.validated.rows_in)
    lay_calendar(connection)
    measure.build(connection, [*measure.NEEDS, *measure.WEEKLY])
    after = frame(connection, "select * from weekly where team = '*'")
    recount = _recount(connection, understood) if relation == "work_items" else None
    return recount, _effects(connection, understood.services, before, after)


def _lay_rows(connection: duckdb.DuckDBPyConnection, relation: str, staged: str = "incoming") -> None:
    """The staged rows over those that the store has, and after all that it ever had."""
    names = ", ".join(f'"{column.name}"' for column in DELIVERED[relation])
    record_id = RECORD_ID[relation]
    arrived = f"""
        select {names}, 'preview' as batch_id, row_number, row_hash, delivered from {staged} where verdict <> 'unchanged'
    """
    connection.execute(f"""
        create temp view delivered_{relation} as
        select known.* exclude (is_current)
        from (select * from store.history_{relation} where is_current) as known
        anti join (select * from {staged} where verdict = 'changed') as changed
            on changed.service = known.service and changed.{record_id} = known.{record_id}
        union all by name
        {arrived}
    """)
    connection.execute(f"""
        create temp view history_{relation} as
        select known.* replace (known.is_current and changed.verdict is null as is_current)
        from store.history_{relation} as known
        left join (select * from {staged} where verdict = 'changed') as changed
            on changed.service = known.service and changed.{record_id} = known.{record_id}
        union all by name
        select *, true as is_current from ({arrived})
    """)


def _lay_loads(connection: duckdb.DuckDBPyConnection) -> None:
    """The loads that the store has, and this one after all of them."""
    connection.execute(f"""
        create temp table loads as
        select batch_id, batch_number, source, relation, content_hash, is_sample, undone_at from store.loads;
        insert into temp.loads (batch_id, batch_number) values ('preview', {AFTER_ALL})
    """)


def _rewritten(
    connection: duckdb.DuckDBPyConnection, understood: Understood, content_hash: str, is_sample: bool
) -> list[Rewritten]:
    """What the staged rows say otherwise of the past, once they are laid over those of the store and measured."""
    if understood.validated.table != "work_items":
        return []
    connection.execute(
        """
        update temp.loads set source = $1, relation = 'work_items', content_hash = $2, is_sample = $3
        where batch_id = 'preview'
        """,
        [understood.profile.name, content_hash, is_sample],
    )
    connection.execute("""
        create temp view seen as
        select batch_id, relation, service, record_id, row_hash, row_number from store.seen
        union all
        select 'preview', 'work_items', service, item_id, row_hash, row_number from incoming where verdict = 'unchanged'
    """)
    connection.register("given_rejects", understood.validated.rejected)
    connection.execute("create temp table rejects as select 'preview' as batch_id, cells from given_rejects")
    connection.unregister("given_rejects")
    connection.execute("insert into temp.rejects select batch_id, cells from store.rejects")
    measure.build(connection, measure.HISTORY)
    return rewritten(connection, "preview")


def _lay_rules(connection: duckdb.DuckDBPyConnection, understood: Understood) -> None:
    """The rules, targets and calendar of the file's profile over those that the store has for its services."""
    profile = understood.profile
    connection.execute(
        """
        create temp table profile_rules as from store.profile_rules;
        create temp table profile_targets as from store.profile_targets;
        create temp table profile_calendars as from store.profile_calendars
    """
    )
    for service in understood.services:
        rules = [(service, *described, profile.name) for described in profile.described_rules()]
        connection.executemany(f"insert into temp.profile_rules values ({AFTER_ALL}, ?, ?, ?, ?, ?, ?)", rules)
        targets = [(service, name, rule.target, rule.unit) for name, rule in profile.priorities.items()]
        if targets:
            connection.executemany(f"insert into temp.profile_targets values ({AFTER_ALL}, ?, ?, ?, ?)", targets)
        calendar = [service, profile.calendar.country]
        connection.execute(f"insert into temp.profile_calendars values ({AFTER_ALL}, ?, ?)", calendar)


def _weekly_before(places: Places) -> pl.DataFrame | None:
    said = publish.newest(places)
    if not said:
        return None
    with open_published(places.version(said["publish_id"])) as published:
        return frame(published, "select * from weekly where team = '*'")


def _recount(connection: duckdb.DuckDBPyConnection, understood: Understood) -> Recount | None:
    """On target as reported, in the last whole week that the file's own items count in."""
    found = connection.execute(
        """
        select weekly.service, week, value, n
        from weekly
        inner join service_clock using (service)
        where team = '*' and measure = 'on_target_reported' and week + 7 <= as_of + to_days(1)
            and (weekly.service, week) in (
                select (service, reported_week) from work_items
                inner join incoming using (service, item_id)
            )
        order by week desc, n desc
        limit 1
        """
    ).fetchone()
    return None if found is None else Recount(*found)


def _effects(
    connection: duckdb.DuckDBPyConnection, services: list[str], before: pl.DataFrame | None, after: pl.DataFrame
) -> list[Effect]:
    """The main figures of the last whole week before and after, for each service in the file."""
    weeks = dict(connection.execute("select service, (week_of_as_of - 7)::date from service_clock").fetchall())
    effects = []
    for service in services:
        for name in SHOWN:
            if service not in weeks:
                continue
            pair = (_value(before, service, name, weeks[service]), _value(after, service, name, weeks[service]))
            if pair != (None, None):
                effects.append(Effect(service, name, weeks[service], *pair))
    return effects


def _value(weekly: pl.DataFrame | None, service: str, name: str, week: date) -> float | None:
    if weekly is None:
        return None
    found = weekly.filter(service=service, measure=name, week=week)["value"]
    return None if found.is_empty() else found[0]
