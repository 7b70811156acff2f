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
    "vanished": (
        Sentence("1 case of an earlier file is missing from a later one that covers its days."),
        Sentence("{count} cases of earlier files are missing from a later one that covers their days."),
    ),
}


@dataclass(frozen=True)
class Rewritten:
    """One kind of change to the past: how often, in a sentence, and its rows.

    rows   service, item_id, before_at, after_at, earlier_file, earlier_row_number, row_number; `MOST_ROWS` at most
    """

    kind: str
    sentence: Sentence
    rows: pl.DataFrame


def sentence(kind: str, count: int) -> Sentence:
    """Return how often one kind of change was made, in words."""
    one, many = KINDS[kind]
    return one if count == 1 else Sentence(many.words, count=count)


def rewritten(connection: duckdb.DuckDBPyConnection, batch_id: str) -> list[Rewritten]:
    """Return what one load says otherwise, a thing a kind; `rewritten_history` is made already, `store` has the loads."""
    found = frame(
        connection,
        """
        select
            what, service, item_id, before_at, after_at, file_name as earlier_file, earlier_row_number, row_number,
            count(*) over (partition by what) as how_many
        from rewritten_history
        inner join store.loads on loads.batch_id = earlier_batch_id
        where rewritten_history.batch_id = $1
        qualify row_number() over (partition by what order by service, item_id) <= $2
        order by service, item_id
        """,
        [batch_id, MOST_ROWS],
    )
    kinds = [(kind, found.filter(what=kind).drop("what")) for kind in KINDS]
    return [
        Rewritten(kind, sentence(kind, rows["how_many"][0]), rows.drop("how_many"))
        for kind, rows in kinds
        if rows.height
    ]
