"""The relations of the published file in the order they are made, and the call that makes them.

Each is one query in `sql/`. Those that the vocabulary does not know are steps on the way: they are made as temporary
tables, or views where nothing need be laid down, and are not published.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pipelines.vocabulary import PUBLISHED

if TYPE_CHECKING:
    import duckdb

SQL_FOLDER: Final = Path(__file__).parent / "sql"

RULES: Final = ("rules", "service_rules")
ITEMS: Final = ("service_clock", "first_targets", "judged_items", "items")
LINKS: Final = (
    "moved_out", "concerns", "pairs", "linked_items", "links", "chains", "long_chains", "mixed_chains", "doubted_chains",
    "trusted_links", "trusted_chains", "need_item_turns",
)  # fmt: skip
# Which items are to be linked again where the others stay linked as they are: `kept_links` asks, nothing else reads them.
AGAIN: Final = ("touched_items", "linking_keys", "items_near")
NEEDS: Final = (
    *RULES, *ITEMS, *LINKS, "fault_households", "item_needs", "work_items", "shared_faults", "need_items",
    "need_spans", "need_keys", "contacts", "visits", "answers", "visits_of_needs",
    "need_words", "need_moments", "need_told", "told_items", "shared_needs", "need_items_summary",
    "priority_targets", "working_days", "need_promises", "need_states", "need_clocks", "shared_days", "need_days", "needs",
)  # fmt: skip
# Steps that are not laid down where there are many rows: what reads them goes through all of these in one go. Of few rows
# they are: each query that has them within it takes longer to plan than they take to lay down.
IN_PASSING: Final = frozenset((
    "items", "item_needs", "visits_of_needs", "told_items", "need_items_summary",
    "need_promises", "need_states", "need_clocks", "need_days", "counted",
))  # fmt: skip
FEWEST_IN_PASSING: Final = 150_000  # items
WEEKLY: Final = ("counted", "weekly")
CHART: Final = ("chart_points", "process_limits", "chart_sides", "process_chart", "signals")
ATTRIBUTE: Final = ("measure_kinds", "attribute_limits", "attribute_chart", "suggested_chart")
RARE: Final = ("rare_gaps", "rare_events")
FUNNEL: Final = ("funnel_units", "funnel_spread", "funnel")
MEASURES: Final = (
    "contrast",
    "evidence",
    *WEEKLY,
    "phases",
    "left_out_points",
    *CHART,
    *ATTRIBUTE,
    *RARE,
    "run_chart",
    "autocorrelation",
    "season_factors",
    "time_to_done",
    "done_within",
    "service_weeks",
    *FUNNEL,
    "need_ledger",
    "days_ledger",
    "need_events",
)
HISTORY: Final = (
    "delivered_items", "last_told_items", "delivered_periods", "lacking_items", "vanished_items", "changed_items",
    "rewritten_history",
)  # fmt: skip
AS_DELIVERED: Final = ("goals", "goal_marks", "scale_marks", "milestones", "claims")  # no figure is made of them yet
ACCOUNTS: Final = (
    *AS_DELIVERED,
    "batches",
    "rejected_rows",
    "recounts",
    "link_decisions",
    "calendars",
    "delivered_rows",
    "data_issues",
    "services",
    "publication",
)
TARGETS: Final = (  # they read the clock of `services`
    "closing_days", "item_signs", "signed_items", "target_chances", "around_target", "target_signs",
)  # fmt: skip
AFTERWARDS: Final = ("season_chart", "sensitivity")  # of what `season` and `trial` lay once the others are made
ALL: Final = (*NEEDS, *MEASURES, *HISTORY, *ACCOUNTS, *TARGETS, *AFTERWARDS)


@dataclass(frozen=True)
class Query:
    """One query of `sql/`: its text as it stands, and the text below the heading comment."""

    name: str
    text: str

    @property
    def is_published(self) -> bool:
        return self.name in PUBLISHED

    @cached_property
    def version(self) -> str:
        """Changes when the query does; comments and spacing do not count."""
        return _hashed(_without_comments(self.text))

    @cached_property
    def reads(self) -> set[str]:
        """The other relations that it reads by name."""
        named = re.findall(r"\b(?:from|join)\s+(?:chained\(')?(\w+)", _without_comments(self.text))
        return set(named).intersection(ALL) - {self.name}


@cache
def versions() -> str:
    """Changes when any query, macro or published column does: what was published by other versions is made anew."""
    columns = [(name, relation.names) for name, relation in PUBLISHED.items()]
    said = f"{[query(name).version for name in ALL]} {_without_comments(macros())} {columns}"
    return hashlib.sha256(said.encode()).hexdigest()[:12]


@cache
def definition_version(name: str) -> str:
    """Changes when what the figures of the relation `name` mean may: its query, one that it rests on, or a macro."""
    versions_below = (query(each).version for each in sorted(rests_on([name])))
    return _hashed(" ".join([*versions_below, _without_comments(macros())]))


def rests_on(names: Iterable[str]) -> set[str]:
    """These relations and those that their queries read, over any number of steps."""
    found, waiting = set[str](), [*names]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += query(name).reads
    return found


def _without_comments(sql: str) -> str:
    lines = (line.split("--")[0].strip() for line in sql.splitlines())
    return " ".join(line for line in lines if line)


def _hashed(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]


@cache
def query(name: str) -> Query:
    """The query that makes the relation `name`. Raises FileNotFoundError where there is none."""
    folder = "again" if name in AGAIN else "" if (SQL_FOLDER / f"{name}.sql").exists() else "steps"
    return Query(name, (SQL_FOLDER / folder / f"{name}.sql").read_text(encoding="utf-8"))


@cache
def macros() -> str:
    """What several queries mean by a day, a week and a household, as temporary macros."""
    return (SQL_FOLDER / "macros.sql").read_text(encoding="utf-8")


@cache
def measures_query() -> Query:
    """What every measure is made with: the things that it counts, and how they make the figure of a week."""
    return Query("weekly", "\n".join(query(name).text for name in WEEKLY))


def build(
    connection: duckdb.DuckDBPyConnection, relations: Sequence[str] = ALL, on_made: Callable[[str], None] | None = None
) -> None:
    """Make `relations` in order: the published ones in the current catalog, the steps as temporary tables and views.

    What a query reads is found by name: what was made before it, else the tables of the store.
    """
    lay_macros(connection)
    there = connection.execute("select table_name from duckdb_tables() where database_name = current_database()")
    made_before = {name for (name,) in there.fetchall()}
    passing = _in_passing(connection, relations)
    for name in relations:
        wanted = query(name)
        if wanted.is_published:
            _make_published(connection, name, wanted, made_before)
        else:
            kind = "view" if name in passing else "table"
            connection.execute(f'create or replace temp {kind} "{name}" as\n{wanted.text}')
        if on_made is not None:
            on_made(name)


def _in_passing(connection: duckdb.DuckDBPyConnection, relations: Sequence[str]) -> set[str]:
    """Which of the steps are not to be laid down; those that were of the other kind before are dropped: none replaces it."""
    passing = IN_PASSING.intersection(relations)
    if not passing:
        return set()
    [[items]] = connection.execute("select count(*) from delivered_work_items").fetchall()
    is_small = items <= FEWEST_IN_PASSING
    catalog = "duckdb_views()" if is_small else "duckdb_tables()"
    column, kind = ("view_name", "view") if is_small else ("table_name", "table")
    laid = connection.execute(f"select {column} from {catalog} where database_name = 'temp'").fetchall()
    for name in passing.intersection(name for (name,) in laid):
        connection.execute(f'drop {kind} temp."{name}"')
    return set() if is_small else set(passing)


def lay_macros(connection: duckdb.DuckDBPyConnection) -> None:
    """Lay the macros, once for a connection."""
    if connection.execute("select getvariable('macros_laid')").fetchone() == (None,):
        connection.execute(macros())
        connection.execute("set variable macros_laid = true")


def _make_published(connection: duckdb.DuckDBPyConnection, name: str, wanted: Query, made_before: set[str]) -> None:
    """Fill a table of exactly the columns that the vocabulary has, or make a view where the rows stand in another table.

    made_before   tables that are there, and empty: a published file has them from the beginning
    """
    relation = PUBLISHED[name]
    columns = ", ".join(f'"{column.name}"::{column.type} as "{column.name}"' for column in relation.columns)
    if relation.is_view:
        connection.execute(f'create view "{name}" as select {columns} from (\n{wanted.text}\n) as made')
        return
    if name not in made_before:
        laid_out = ", ".join(column.laid_out() for column in relation.columns)
        connection.execute(f'create table "{name}" ({laid_out})')
    connection.execute(f'insert into "{name}" select {columns} from (\n{wanted.text}\n) as made')
