"""Small worlds for tests: rows written as a table in the test, through the real steps, into an in-memory store."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any

import duckdb
import polars as pl

from pipelines import load, measure, publish, store
from pipelines.profile import Rules, canonical_profiles
from pipelines.recognise import recognise
from pipelines.sheet import Sheet
from pipelines.validate import Validated, validate
from pipelines.working_days import lay_calendar

TODAY = datetime(2026, 1, 1)  # noqa: DTZ001 the machine's clock of these worlds


def table(words: str) -> list[list[str | None]]:
    """The cells of a table written with bars; an empty cell is None."""
    lines = [line for line in words.strip().splitlines() if line.strip()]
    return [[cell.strip() or None for cell in line.split("|")] for line in lines]


def validated(words: str) -> Validated:
    """A table with canonical headings, read as a file with them is read."""
    rows = table(words)
    columns = {f"c{at}": [row[at] if at < len(row) else None for row in rows] for at in range(len(rows[0]))}
    cells = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String)).with_row_index("row_number", 1)
    sheet = Sheet("table.csv", None, "utf-8", "|", cells.with_columns(pl.col("row_number").cast(pl.Int64)))
    return validate(recognise([sheet], list(canonical_profiles())), TODAY)


@cache
def with_what_they_read(relations: tuple[str, ...]) -> tuple[str, ...]:
    """The relations and those that their queries name, over any number of steps, in the order in which they are made."""
    wanted = measure.rests_on(relations)
    return tuple(name for name in measure.ALL if name in wanted)


class World:
    """An in-memory store with its measures; `rows` reads any relation of it as dicts."""

    def __init__(self, items: str, contacts: str = "", visits: str = "", answers: str = "", **rules: Any) -> None:
        self.connection = duckdb.connect(config={"threads": 1})  # few rows: handing them out takes longer
        self.connection.execute("attach ':memory:' as store")
        self.connection.execute("use store")
        store.create_empty_store(self.connection)
        self.connection.execute("attach ':memory:' as published")
        self.connection.execute("set search_path = 'published,store'")
        for number, given in enumerate((items, contacts, visits, answers), start=1):
            if given:
                self.load(given, f"B{number}", number)
        self.rule(**rules)

    def load(
        self, words: str, batch_id: str, number: int, source: str = "canonical", is_sample: bool = False
    ) -> load.Counts:
        """Load one table as a batch."""
        found = validated(words)
        assert found.rejected.is_empty(), found.rejected.to_dicts()
        counts = load.stage(self.connection, found.table, found.rows)
        self.connection.execute(
            """
            insert into store.loads
            select $1, $2, 'table.csv', $1, '', $5, $3, '', null, 1, '', '', 0, 0, 0, 0, 0, 0, $6, $4, null, null
            """,
            [batch_id, number, found.table, TODAY, source, is_sample],
        )
        self.connection.execute("use store")
        load.write_staged(self.connection, found.table, batch_id)
        self.connection.execute("set search_path = 'published,store'")
        return counts

    def rule(self, **rules: Any) -> None:
        """The services' rules: those of a canonical file, with the given ones instead."""
        [services] = self.connection.execute("select list(distinct service) from delivered_work_items").fetchall()[0]
        for service in services:
            for name, value, unit, meaning in Rules(**rules).described():
                self.connection.execute(
                    "insert into store.profile_rules values (1, ?, ?, ?, ?, ?, 'canonical')",
                    [service, name, value, unit, meaning],
                )

    def measured(self, *relations: str) -> World:
        """Build the relations and all that they read; every one there is where none is named."""
        lay_calendar(self.connection)
        every = with_what_they_read(relations) if relations else measure.ALL
        before = [name for name in every if name not in measure.AFTERWARDS]
        measure.build(self.connection, before)
        if len(before) < len(every):
            publish.build_afterwards(self.connection)
        return self

    def rows(self, sql: str) -> list[dict[str, Any]]:
        """The rows of a query as dicts."""
        return self.connection.sql(sql).pl().to_dicts()

    def needs(self) -> dict[str, dict[str, Any]]:
        """The needs by the number of their first item."""
        if not self.connection.execute("select 1 from duckdb_tables() where table_name = 'needs'").fetchall():
            self.measured(*measure.NEEDS)
        return {row["need_id"]: row for row in self.rows("select * from needs")}

    def need_of(self) -> dict[str, str]:
        """The need that each item serves."""
        self.needs()
        return {row["item_id"]: row["need_id"] for row in self.rows("select item_id, need_id from need_items")}
