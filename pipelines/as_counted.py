"""What the rows of a file count as, by what they say: for who can hold it against the counts of the system it came from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

import polars as pl

from pipelines.event_log import is_event_log
from pipelines.store import frame
from pipelines.understand import Understood

if TYPE_CHECKING:
    import duckdb

# What decides how a row of a table counts, when it was, and where its clock stops.
COUNTED_BY: Final = {"work_items": "status", "contacts": "meaning", "visits": "outcome", "answers": "solved"}
BEGINS: Final = {
    "work_items": "opened_at",
    "contacts": '"at"',
    "visits": "coalesce(started_at, planned_from)",
    "answers": '"at"',
}
NO_CELL: Final = "/"  # the cell under an empty heading, which no column has
ENDS: Final = {
    "work_items": "clock_ended(status, coalesce(reported_done_at, recorded_done_at), cancelled_at)",
    "visits": "ended_at",
}


@dataclass(frozen=True)
class AsCounted:
    """What the accepted rows of a file count as, new and known ones alike.

    rows        said (as the file writes it; null where no column says it), counts_as (a word of the vocabulary, or null), rows,
                without_end (null where the table has no ends), without_team (null where nobody needs one); most rows first
    first_at    the earliest moment that a row began, last_at the latest
    has_column  whether a column of the file says what the rows count as; else their dates tell it, or nothing does
    """

    rows: pl.DataFrame
    first_at: datetime | None
    last_at: datetime | None
    has_column: bool

    @property
    def total(self) -> int:
        return int(self.rows["rows"].sum())

    @property
    def without_team(self) -> int | None:
        """How many rows name no team; None where the file has no need of teams."""
        return None if self.rows["without_team"].null_count() else int(self.rows["without_team"].sum())

    def by_word(self) -> dict[str | None, int]:
        """How many rows count as each word, most rows first."""
        counted = self.rows.group_by("counts_as", maintain_order=True).agg(pl.col("rows").sum())
        return dict(counted.sort("rows", descending=True, maintain_order=True).iter_rows())


def as_counted(connection: duckdb.DuckDBPyConnection, understood: Understood) -> AsCounted | None:
    """Count the staged rows (`incoming`) of a file; None where nothing is decided about a row of its table.

    The macros of the measures have to be there (`measure.build`): they say when the clock of an item stops.
    """
    table = understood.validated.table
    if table not in COUNTED_BY:
        return None
    recognised = understood.recognised
    # a case that is folded from events is told by the last of them, which no one cell says
    heading = None if is_event_log(recognised) else recognised.heading_of(COUNTED_BY[table])
    ends = f"{ENDS[table]} is null" if table in ENDS else "null"
    has_teams = table == "work_items" or recognised.heading_of("team") is not None
    teams = "team is null" if has_teams else "null"
    counted, begins = COUNTED_BY[table], BEGINS[table]
    connection.execute(f"""
        create or replace temp view counted_rows as
        select *, {counted} as counts_as, {ends} as has_no_end, {teams} as has_no_team, {begins} as begins_at from incoming
    """)  # noqa: S608  only names of our own vocabulary are filled in
    found = frame(
        connection,
        """
        select
            json_extract_string(delivered, $1) as said, counts_as, count(*) as "rows",
            sum(has_no_end::integer)::bigint as without_end, sum(has_no_team::integer)::bigint as without_team
        from counted_rows
        group by all
        order by "rows" desc, counts_as, said
        """,
        [_pointer(heading) if heading else NO_CELL],
    )
    days = connection.execute("select min(begins_at), max(begins_at) from counted_rows").fetchone()
    first_at, last_at = days or (None, None)
    return AsCounted(found, first_at, last_at, has_column=heading is not None)


def _pointer(heading: str) -> str:
    """Where the cell under a heading lies among the cells of a row, as RFC 6901 writes it."""
    return "/" + heading.replace("~", "~0").replace("/", "~1")
