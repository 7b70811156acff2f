"""What a delivery says otherwise of the past, in words and rows: made by `sql/rewritten_history.sql` and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

from pipelines.sentence import Sentence
from pipelines.store import frame

if TYPE_CHECKING:
    import duckdb

MOST_ROWS: Final = 1000  # that are listed of one kind; all of them are counted
KINDS: Final = {  # for one and for several, in the order in which they are told
    "end_earlier": (
        Sentence("1 end date moved to an earlier day than an earlier file said."),
        Sentence("{count} end dates moved to an earlier day than an earlier file said."),
    ),
    "start_later": (
        Sentence("1 opening moved to a later day than an earlier file said."),
        Sentence("{count} openings moved to a later day than an earlier file said."),
    ),
    "target_later": (
        Sentence("1 target moved to a later moment than an earlier file said."),
        Sentence("{count} targets moved to a later moment than an earlier file said."),
    ),
    "cancelled_after_target": (
        Sentence("1 case was cancelled after its target had passed; an earlier file did not have it as cancelled."),
        Sentence(
            "{count} cases were cancelled after their targets had passed; an earlier file did not have them as cancelled."
        ),
    ),
    "other_zeros": (
        Sentence(
            "1 case of an earlier file came again with other zeros in front of its number, and counts twice: a spreadsheet takes"
            " zeros off."
        ),
        Sentence(
            "{count} cases of earlier files came again with other zeros in front of their numbers, and count twice: a spreadsheet"
            " takes zeros off."
        ),
    ),
    "vanished": (
        Sentence("1 case of an earlier file is missing from a later one that covers its days."),
        Sentence("{count} cases of earlier files are missing from a later one that covers their days."),
    ),
    "lacking": (
        Sentence(
            "A file lacks 1 of the {known} cases that earlier files told of in its days: is it a part, or is the case gone?"
        ),
        Sentence(
            "A file lacks {count} of the {known} cases that earlier files told of in its days: is it a part, or are they gone?"
        ),
    ),
    "other_part": (
        Sentence(
            "1 case of an earlier file is not in a later one of its days, which has nothing of its team, kind, category,"
            " priority or status: it seems another part."
        ),
        Sentence(
            "{count} cases of earlier files are not in a later one of their days, which has nothing of their team, kind,"
            " category, priority or status: it seems another part."
        ),
    ),
}

# What was said otherwise by one load ($1), of one service ($2), or by all and of all where these are null: how often each
# thing, and out of how many cases where that is known.
HOW_OFTEN: Final = """
    with by_file as (
        select what, batch_id, service, any_value(items_known) as items_known, coalesce(any_value(items_lacking), count(*)) as rows
        from rewritten_history
        where batch_id = coalesce($1, batch_id) and service = coalesce($2, service)
        group by what, batch_id, service
    )
    select what, sum(rows)::bigint as rows, sum(items_known)::bigint as known
    from by_file
    group by what
"""


@dataclass(frozen=True)
class Rewritten:
    """One kind of change to the past: how often, in a sentence, and its rows.

    rows   service, item_id, before_at, after_at, earlier_file, earlier_row_number, row_number; `MOST_ROWS` at most
    """

    kind: str
    count: int
    sentence: Sentence
    rows: pl.DataFrame


def sentence(kind: str, count: int, known: int | None = None) -> Sentence:
    """Return how often one kind of change was made, in words; `known`: out of how many cases, where that is told."""
    words = KINDS[kind][0 if count == 1 else 1].words
    values = {"count": count, "known": known or 0}
    return Sentence(words, **{name: value for name, value in values.items() if f"{{{name}}}" in words})


def counted_of(connection: duckdb.DuckDBPyConnection, batch_id: str) -> dict[str, tuple[int, Sentence]]:
    """Return of each kind how often one load says it, and the sentence, in the order in which they are told."""
    found = {what: (count, known) for what, count, known in frame(connection, HOW_OFTEN, [batch_id, None]).iter_rows()}
    return {kind: (found[kind][0], sentence(kind, *found[kind])) for kind in KINDS if kind in found}


def rewritten(connection: duckdb.DuckDBPyConnection, batch_id: str) -> list[Rewritten]:
    """Return what one load says otherwise, a thing a kind; `rewritten_history` is made already, `store` has the loads."""
    found = frame(
        connection,
        """
        select
            what, service, item_id, before_at, after_at, file_name as earlier_file, earlier_row_number, row_number
        from rewritten_history
        inner join store.loads on loads.batch_id = earlier_batch_id
        where rewritten_history.batch_id = $1
        qualify row_number() over (partition by what order by service, item_id) <= $2
        order by service, item_id
        """,
        [batch_id, MOST_ROWS],
    )
    return [
        Rewritten(kind, count, words, found.filter(what=kind).drop("what"))
        for kind, (count, words) in counted_of(connection, batch_id).items()
    ]
