"""What the figures would be under other rules: the queries of the pages themselves, over the same people.

Published rows stand in for those delivered, which they hold whole. Each way of counting is tried as a service of its own,
so that all of them are measured in one go.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

import polars as pl

from pipelines import measure
from pipelines.store import catalog_apart, frame, quoted, working_memory
from pipelines.vocabulary import DELIVERED, PUBLISHED
from pipelines.working_days import lay_calendar

if TYPE_CHECKING:
    import duckdb

LENGTHS: Final = (7, 14, 28)
WINDOWS: Final = ("reenter_days", "came_back_days", "made_safe_days")
FEWEST_NEEDS: Final = 100
MOST_ITEMS: Final = 3_000  # of a service; more are drawn from, by household
MOST_ITEMS_AT_ONCE: Final = 50_000  # where somebody waits for one answer
TRIED: Final = [name for name in measure.NEEDS if name != "service_clock"]  # now stays now, whoever is drawn


@dataclass(frozen=True)
class Variant:
    """One way of counting a service: rules as profiles write them; those not named stay. `rule` and `days` name it."""

    service: str
    rules: Mapping[str, str] = field(default_factory=dict)
    rule: str | None = None
    days: int | None = None


def lay_sensitivity(connection: duckdb.DuckDBPyConnection) -> None:
    """Lay the temporary table `tried_weekly` that `sensitivity` reads. The catalog `published` holds this publication."""
    if variants := _lengths(connection):
        lay_trial(connection, variants, MOST_ITEMS)
        return
    connection.execute("""
        create or replace temp table tried_weekly as
        select *, null::varchar as rule, null::bigint as days, null::bigint as one_in from published.weekly limit 0
    """)


def _lengths(connection: duckdb.DuckDBPyConnection) -> list[Variant]:
    """The ways to try: as it is, and each length that is not the one in use, for services with enough needs."""
    rules = connection.execute(
        """
        select service, map_from_entries(list((rule, value)))
        from published.rules
        where service in (select service from published.needs where state <> 'void' group by service having count(*) >= ?)
        group by service
        order by service
        """,
        [FEWEST_NEEDS],
    ).fetchall()
    variants = []
    for service, in_use in rules:
        variants.append(Variant(service))
        for days in LENGTHS:
            if in_use["quiet_days"] != str(days):
                variants.append(Variant(service, {"quiet_days": str(days)}, "quiet_days", days))
            if any(in_use[window] != str(days) for window in WINDOWS):
                variants.append(Variant(service, dict.fromkeys(WINDOWS, str(days)), "windows", days))
    return variants


def figures_under(version: Path, service: str, rules: Mapping[str, str]) -> pl.DataFrame:
    """Return the figures of all weeks together as they are and as they would be: rows as `sensitivity`.

    version   a published file, which is only read
    rules     those to try, checked: name -> value
    """
    with working_memory() as connection:
        connection.execute(f"attach {quoted(version)} as published (read_only)")
        lay_trial(connection, [Variant(service), Variant(service, rules, "tried")], MOST_ITEMS_AT_ONCE)
        return frame(connection, measure.query("sensitivity").text)


def lay_trial(
    connection: duckdb.DuckDBPyConnection, variants: Sequence[Variant], most_items: int | None = None
) -> None:
    """Measure each variant and lay its weeks as the temporary table `tried_weekly`; `weekly` with rule, days, one_in.

    Reads the catalog `published`, and leaves what it holds and the search path as they were. The steps that were made
    as temporary tables before are made anew: call it after all that reads them.
    """
    with catalog_apart(connection, "trial", is_alone=True):
        _lay_variants(connection, variants, most_items)
        _lay_rows(connection)
        _lay_rules(connection, variants)
        lay_calendar(connection)
        connection.execute("""
            create or replace temp table service_clock as
            select service, as_of, monday(as_of) as week_of_as_of
            from trial.variants
            inner join (select service as of_service, as_of from published.services) using (of_service)
        """)
        measure.build(connection, [*TRIED, *measure.WEEKLY])
        connection.execute("""
            create or replace temp table tried_weekly as
            select weekly.* replace (of_service as service), rule, days, one_in
            from trial.weekly
            inner join trial.variants using (service)
        """)


def _lay_variants(connection: duckdb.DuckDBPyConnection, variants: Sequence[Variant], most_items: int | None) -> None:
    """One row per variant: the name it goes by as a service, and of how many households one is drawn."""
    measure.lay_macros(connection)
    connection.execute("""
        create table trial.variants (
            service varchar, of_service varchar, rule varchar, days bigint, one_in bigint, number bigint
        )
    """)
    for number, variant in enumerate(variants):
        connection.execute(
            """
            insert into trial.variants
            select $1 || ' ' || $5, $1, $2, $3, greatest(ceil(count(*) / $4), 1)::bigint, $5
            from published.work_items
            where service = $1
            """,
            [variant.service, variant.rule, variant.days, most_items or 2**62, number],
        )


def _lay_rows(connection: duckdb.DuckDBPyConnection) -> None:
    """The rows of the people who were drawn, once for each variant."""
    connection.execute("""
        create table trial.drawn as
        select service, item_id, customer_id, place_id
        from published.work_items
        inner join (select distinct of_service as service, one_in from trial.variants) using (service)
        where hash(coalesce(customer_id, place_id, item_id)) % one_in::ubigint = 0
    """)
    for relation in ("work_items", "contacts", "visits", "answers"):
        named = {column.name for column in PUBLISHED[relation].columns}
        columns = ", ".join(f'rows."{column.name}"' for column in DELIVERED[relation] if column.name != "service")
        assert named.issuperset(column.name for column in DELIVERED[relation]), (
            "a published row holds the delivered one"
        )
        connection.execute(f"""
            create table trial.delivered_{relation} as
            select variants.service, {columns}, batch_id, row_number, 0::ubigint as row_hash, null::varchar as delivered
            from published.{relation} as rows
            inner join trial.variants as variants on variants.of_service = rows.service
            where {_IS_OF_THEM[relation]}
        """)
    connection.execute("""
        create table trial.history_work_items as select *, true as is_current from trial.delivered_work_items limit 0;
        create table trial.loads (batch_id varchar, batch_number bigint);
        create table trial.recorded_links as
        select decisions.* replace (variants.service as service)
        from published.link_decisions as decisions
        inner join trial.variants as variants on variants.of_service = decisions.service
    """)


def _is_drawn(column: str) -> str:
    return f"(rows.service, rows.{column}) in (select (service, {column}) from trial.drawn)"


# As contacts, visits and answers are joined to needs: by the item that they name, else by the person, else by the place.
_HEARD: Final = f"""
    case when item_id is not null then {_is_drawn("item_id")} else {_is_drawn("customer_id")} or {_is_drawn("place_id")} end
"""
_IS_OF_THEM: Final = {
    "work_items": _is_drawn("item_id"),
    "contacts": _HEARD,
    "visits": _HEARD,
    "answers": f"case when item_id is not null then {_is_drawn('item_id')} else {_is_drawn('customer_id')} end",
}


def _lay_rules(connection: duckdb.DuckDBPyConnection, variants: Sequence[Variant]) -> None:
    """The rules of each variant: those of its service, with its own instead."""
    connection.execute("""
        create table trial.profile_rules as
        select 1::bigint as batch_number, variants.service, rules.rule, rules.value, unit, meaning, source
        from published.rules as rules
        inner join trial.variants as variants on variants.of_service = rules.service;
        create table trial.rule_decisions (
            service varchar, rule varchar, value varchar, reason varchar, decided_by varchar, decided_at timestamp,
            undone_at timestamp
        );
        create table trial.profile_targets as
        select 1::bigint as batch_number, targets.* replace (variants.service as service)
        from published.priority_targets as targets
        inner join trial.variants as variants on variants.of_service = targets.service;
        create table trial.profile_calendars as
        select 1::bigint as batch_number, calendars.* replace (variants.service as service)
        from published.calendars as calendars
        inner join trial.variants as variants on variants.of_service = calendars.service
    """)
    changes = [
        (value, rule, number) for number, variant in enumerate(variants) for rule, value in variant.rules.items()
    ]
    for change in changes:
        connection.execute(
            """
            update trial.profile_rules set value = ?
            where rule = ? and service = (select service from trial.variants where number = ?)
            """,
            list(change),
        )
