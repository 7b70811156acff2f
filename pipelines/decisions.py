"""What people decide about the figures: where a phase starts, what the organisation says it reported, what is one need."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.errors import FixableError
from pipelines.profile import checked_rule
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
            and undone_at is null
        """,
        decision,
    ).fetchone()
    if known is None:
        store.execute("insert into phase_decisions values (?, ?, ?, ?, ?, ?, ?, null)", [*decision, now()])


def take_phase_back(
    data: Path, *, service: str, team: str, measure: str, starts_on: date, reason: str, decided_by: str
) -> None:
    """Take the decision back that a phase starts, and publish: the phase before it goes on."""
    sql = """
        update phase_decisions set undone_at = ?
        where service = ? and team = ? and measure = ? and starts_on = ? and reason = ? and decided_by = ?
            and undone_at is null
    """
    values = [now(), service, team, measure, starts_on, reason, decided_by]
    _decide(data, lambda store: store.execute(sql, values))


def leave_week_out(
    data: Path, *, service: str, team: str, measure: str, week: date, reason: str, decided_by: str
) -> None:
    """Record that a week is drawn but bears on no mean, limit or rule, and publish; team and measure '*' stand for all.

    week    any day of it

    Raises FixableError without a reason or a name.
    """
    if not reason.strip() or not decided_by.strip():
        raise FixableError(
            Sentence(
                "No week was left out: it needs what happened in it and who decided it. Write both, then try again."
            )
        )
    monday = week - timedelta(days=week.weekday())
    decision = [service, team, measure, monday, reason.strip(), decided_by.strip()]

    def write(store: duckdb.DuckDBPyConnection) -> None:
        _count_week_again(store, service, (team,), (measure,), monday)
        store.execute("insert into left_out_decisions values (?, ?, ?, ?, ?, ?, ?, null)", [*decision, now()])

    _decide(data, write)


def count_week_again(data: Path, *, service: str, team: str, measure: str, week: date) -> None:
    """Take back what was decided about a week of this chart, also where it was decided for all teams or measures."""

    _decide(data, lambda store: _count_week_again(store, service, (team, "*"), (measure, "*"), week))


def _count_week_again(
    store: duckdb.DuckDBPyConnection, service: str, teams: Sequence[str], measures: Sequence[str], week: date
) -> None:
    store.execute(
        """
        update left_out_decisions set undone_at = ?
        where service = ? and list_contains(?, team) and list_contains(?, measure) and week = ? and undone_at is null
        """,
        [now(), service, list(teams), list(measures), week],
    )


def adopt_rule(data: Path, *, service: str, rule: str, value: str, reason: str, decided_by: str) -> None:
    """Record that a service counts by another value of a rule than its profile's from now on, and publish.

    Raises FixableError without a reason or a name, and for a value that the rule cannot have.
    """
    _require_reason(reason, decided_by)
    written = checked_rule(rule, value)

    def write(store: duckdb.DuckDBPyConnection) -> None:
        _undo_rule(store, service, rule)
        store.execute(
            "insert into rule_decisions values (?, ?, ?, ?, ?, ?, null)",
            [service, rule, written, reason.strip(), decided_by.strip(), now()],
        )

    _decide(data, write)


def take_rule_back(data: Path, *, service: str, rule: str) -> None:
    """Let the profile decide again about a rule, and publish."""
    _decide(data, lambda store: _undo_rule(store, service, rule))


def _undo_rule(store: duckdb.DuckDBPyConnection, service: str, rule: str) -> None:
    store.execute(
        "update rule_decisions set undone_at = ? where service = ? and rule = ? and undone_at is null",
        [now(), service, rule],
    )


def join_by_hand(data: Path, *, service: str, item_id: str, other_item_id: str, reason: str, decided_by: str) -> None:
    """Record that two items are one need, and publish; it wins over every rule.

    Raises FixableError without a reason or a name, for an item that is not there, and for items of two households.
    """
    _require_reason(reason, decided_by)

    def write(store: duckdb.DuckDBPyConnection) -> None:
        one, other = _household(store, service, item_id), _household(store, service, other_item_id)
        if item_id == other_item_id:
            raise FixableError(
                Sentence(
                    "Nothing was joined: {item} is the same item. Give the number of another one.", item=other_item_id
                )
            )
        named = [mine and theirs for mine, theirs in zip(one, other, strict=True)]
        deciding = 0 if named[0] else 1
        if named[deciding] and one[deciding] != other[deciding]:
            raise FixableError(
                Sentence(
                    "Nothing was joined: {item} and {other} are of two households, and a need is of one. If they are the"
                    " same people, let the system that delivers them say so.",
                    item=item_id,
                    other=other_item_id,
                )
            )
        _write_link(store, service, item_id, other_item_id, reason, decided_by)

    _decide(data, write)


def set_apart(data: Path, *, service: str, item_id: str, reason: str, decided_by: str) -> None:
    """Record that an item is a need of its own, whatever the rules say, and publish; what joined it by hand is undone.

    Raises FixableError without a reason or a name, and for an item that is not there.
    """
    _require_reason(reason, decided_by)

    def write(store: duckdb.DuckDBPyConnection) -> None:
        _household(store, service, item_id)
        store.execute(
            """
            update recorded_links set undone_at = ?
            where service = ? and undone_at is null and ? in (item_id, other_item_id)
            """,
            [now(), service, item_id],
        )
        _write_link(store, service, item_id, None, reason, decided_by)

    _decide(data, write)


def undo_link(data: Path, *, service: str, item_id: str, other_item_id: str | None) -> None:
    """Take the decision about an item back (with another, or to set it apart), and publish: the rules decide again."""
    values = [now(), service, item_id, other_item_id]
    sql = """
        update recorded_links set undone_at = ?
        where service = ? and item_id = ? and other_item_id is not distinct from ? and undone_at is null
    """
    _decide(data, lambda store: store.execute(sql, values))


def _require_reason(reason: str, decided_by: str) -> None:
    if not reason.strip() or not decided_by.strip():
        raise FixableError(
            Sentence(
                "Nothing was recorded: it needs the reason and who decided it, for those who look at this need later."
                " Write both, then try again."
            )
        )


def _household(store: duckdb.DuckDBPyConnection, service: str, item_id: str) -> tuple[str | None, str | None]:
    """The customer and the place of an item. Raises FixableError where there is no such item."""
    found = store.execute(
        "select customer_id, place_id from delivered_work_items where service = ? and item_id = ?", [service, item_id]
    ).fetchone()
    if found is None:
        raise FixableError(
            Sentence(
                "Nothing was recorded: there is no item {item} in this service. Look its number up in the list.",
                item=item_id,
            )
        )
    return found[0], found[1]


def _write_link(
    store: duckdb.DuckDBPyConnection,
    service: str,
    item_id: str,
    other_item_id: str | None,
    reason: str,
    decided_by: str,
) -> None:
    store.execute(
        "insert into recorded_links values (?, ?, ?, ?, ?, ?, null)",
        [service, item_id, other_item_id, reason.strip(), decided_by.strip(), now()],
    )


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
