"""Which of several files is the newest, by what is in them, and whether one sets back what a newer one said.

A load replaces what was known of a record, so the newest file has to be loaded last.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final, TypeVar

import polars as pl

from pipelines.changed_alike import told_of_change
from pipelines.sentence import Sentence

if TYPE_CHECKING:
    import duckdb

    from pipelines.validate import Validated

# What has happened, as `service_clock` takes it: never a target or a planned moment.
HAPPENED: Final = {
    "work_items": (
        "opened_at", "requested_at", "reported_done_at", "recorded_done_at", "cancelled_at", "reopened_at", "worked_until_at",
    ),
    "contacts": ("at",),
    "visits": ("started_at", "ended_at"),
    "answers": ("at", "solved_on"),
    "goals": ("set_at", "ended_at"),
    "goal_marks": ("at",),
    "scale_marks": ("at",),
    "milestones": ("reached_at",),
    "claims": ("claimed_at",),
}  # fmt: skip
ONE_BACK: Final = Sentence(
    "This file is older than what is loaded, which goes on to {known}: 1 row goes back to how it stood on {latest}. Load the"
    " newest file last, or once more."
)
SET_BACK: Final = Sentence(
    "This file is older than what is loaded, which goes on to {known}: {count} rows go back to how they stood on {latest}. Load"
    " the newest file last, or once more."
)
ONE_OPEN_AGAIN: Final = Sentence(
    "1 case that was done or cancelled is open again by this file, which tells of nothing later than what is loaded (up to"
    " {known}). If this is the older file, load the newest file last, or once more; if the case was opened again, nothing is wrong."
)
OPEN_AGAIN: Final = Sentence(
    "{count} cases that were done or cancelled are open again by this file, which tells of nothing later than what is loaded (up"
    " to {known}). If this is the older file, load the newest file last, or once more; if they were opened again, nothing is wrong."
)
IS_ENDED: Final = (
    "({rows}.reported_done_at is not null or {rows}.cancelled_at is not null"
    " or coalesce({rows}.status, 'open') <> 'open')"
)

File = TypeVar("File")


@dataclass(frozen=True)
class SetBack:
    """How many records a file sets back to an earlier state, with its own latest moment and that of what is loaded."""

    rows: int
    latest: datetime
    known: datetime

    @property
    def sentence(self) -> Sentence:
        words = (ONE_BACK if self.rows == 1 else SET_BACK).words
        moments = {"known": f"{self.known:%Y-%m-%d}", "latest": f"{self.latest:%Y-%m-%d}"}
        return Sentence(words, **moments, **({"count": self.rows} if self.rows > 1 else {}))


@dataclass(frozen=True)
class OpenAgain:
    """How many ended cases a file has as open, of which nothing tells whether it is older than what is loaded."""

    rows: int
    known: datetime

    @property
    def sentence(self) -> Sentence:
        words = (ONE_OPEN_AGAIN if self.rows == 1 else OPEN_AGAIN).words
        return Sentence(words, known=f"{self.known:%Y-%m-%d}", **({"count": self.rows} if self.rows > 1 else {}))


def latest_in(validated: Validated) -> datetime | None:
    """Return the latest moment of what happened in a file; None where it has none."""
    moments = [pl.col(name).max().cast(pl.Datetime("us")).alias(name) for name in HAPPENED[validated.table]]
    parts = [validated.rows.lazy()]
    if validated.laid is not None and validated.laid.files:
        parts.append(pl.scan_parquet(validated.laid.files))
    found = pl.collect_all([part.select(pl.max_horizontal(moments).alias("latest")) for part in parts])
    return max((latest for part in found for latest in part["latest"].drop_nulls()), default=None)


def in_order(files: Iterable[File], latest_of: Callable[[File], datetime | None]) -> list[File]:
    """Return files in the order to load them: the newest last, and those of which nobody can tell behind it."""
    known = [(latest_of(file), file) for file in files]
    dated = sorted(((latest, at) for at, (latest, _) in enumerate(known) if latest is not None))
    return [*(known[at][1] for _, at in dated), *(file for latest, file in known if latest is None)]


def told_of_order(connection: duckdb.DuckDBPyConnection, relation: str) -> Sentence | None:
    """Return what is told where the staged rows set back what is known: as an older file does, or all alike."""
    if told := told_of_change(connection, relation, HAPPENED[relation]):
        return told
    back = set_back(connection, relation)
    return back.sentence if back else None


def set_back(connection: duckdb.DuckDBPyConnection, relation: str) -> SetBack | OpenAgain | None:
    """Return what the staged rows set back, where all of them are older than what is known of their services; else None.

    A single record that goes back in a newer file was corrected, and is no matter of the order of files. Where no date goes
    back, cases that were ended and are open by a file which tells of nothing later.
    """
    happened = ", ".join(f'"{name}"::timestamp' for name in HAPPENED[relation])
    # First the rows themselves, found by where they lie: what the whole store knows is asked only where some go back.
    found = connection.execute(f"""
        with given as (
            select greatest({happened}) as happened_at, known_row, verdict from incoming
        ),
        known as (
            select rowid as known_row, greatest({happened}) as known_at from history_{relation}
            where rowid in (select known_row from incoming where verdict = 'changed')
        )
        select
            (select max(happened_at) from given) as latest,
            (select count(*) from given inner join known using (known_row) where happened_at < known_at) as rows
    """).fetchall()  # noqa: S608  only names of our own vocabulary are filled in
    [(latest, rows)] = found
    opened = _opened_again(connection) if latest is not None and relation == "work_items" else 0
    if latest is None or not (rows or opened):
        return None
    found = connection.execute(f"""
        select max(greatest({happened})) from delivered_{relation}
        where service in (select service from incoming)
    """).fetchall()  # noqa: S608  only names of our own vocabulary are filled in
    [(newest,)] = found
    if newest is None or latest > newest:
        return None
    if rows and latest < newest:
        return SetBack(rows, latest, newest)
    return OpenAgain(opened, newest) if opened else None


def _opened_again(connection: duckdb.DuckDBPyConnection) -> int:
    """Return how many of the staged work items are open and were ended by what is known."""
    given, known = (IS_ENDED.format(rows=rows) for rows in ("incoming", "known"))
    [(count,)] = connection.execute(f"""
        select count(*) from incoming
        inner join history_work_items as known on known.rowid = incoming.known_row
        where incoming.verdict = 'changed' and {known} and not {given}
    """).fetchall()  # noqa: S608  only names of our own vocabulary are filled in
    return int(count)
