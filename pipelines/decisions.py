"""What people decide about the figures: where a phase starts, and what the organisation says it reported."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.errors import FixableError
from pipelines.publish import publish
from pipelines.run import finish_interrupted, now, touch
from pipelines.sentence import Sentence
from pipelines.store import Places, open_store, writing

if TYPE_CHECKING:
    import duckdb


def answer_recount(
    data: Path, batch_id: str, *, service: str, week: date, recount: float, items: int, reported: float
) -> None:
    """Record the figure that the organisation reported, beside our recount of it."""
    if not 0 <= reported <= 100:
        raise FixableError(
            Sentence(
                "The reported figure was not kept: {reported} is no percentage from 0 to 100. Nothing has changed.",
                reported=str(reported),
            )
        )
    answer = [batch_id, service, week, recount, items, reported, now()]
    _decide(data, lambda store: store.execute("insert into reported_figures values (?, ?, ?, ?, ?, ?, ?)", answer))


def add_phase(
    data: Path, *, service: str, team: str, measure: str, starts_on: date, reason: str, decided_by: str
) -> None:
    """Record the decision that a new phase starts, and publish. Raises FixableError without a reason or a name."""
    _decide(
        data,
        lambda store: write_phase(
            store,
            service=service,
            team=team,
            measure=measure,
            starts_on=starts_on,
            reason=reason,
            decided_by=decided_by,
        ),
    )


def write_phase(
    store: duckdb.DuckDBPyConnection,
    *, service: str, team: str, measure: str, starts_on: date, reason: str, decided_by: str,
) -> None:  # fmt: skip
    """Write the decision into the open store, once; team and measure '*' stand for all of them."""
    if not reason.strip() or not decided_by.strip():
        raise FixableError(
            Sentence(
                "No new phase was recorded: a phase needs what was changed and who decided it."
                " Write both, then try again."
            )
        )
    decision = [service, team, measure, starts_on, reason.strip(), decided_by.strip()]
    known = store.execute(
        """
        select 1 from phase_decisions
        where service = ? and team = ? and measure = ? and starts_on = ? and reason = ? and decided_by = ?
        """,
        decision,
    ).fetchone()
    if known is None:
        store.execute("insert into phase_decisions values (?, ?, ?, ?, ?, ?, ?)", [*decision, now()])


def _decide(data: Path, write: Callable[[duckdb.DuckDBPyConnection], object]) -> None:
    """Write one decision into the store, and publish."""
    places = Places(data)
    with writing(places):
        finish_interrupted(places)
        with open_store(places) as store:
            store.execute("begin transaction")
            write(store)
            touch(store)
            store.execute("commit")
        publish(places)
