"""A file whose cases are known already by numbers with other zeros in front: a spreadsheet takes zeros off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pipelines.errors import NotLoaded
from pipelines.sentence import Sentence

if TYPE_CHECKING:
    import duckdb

FEWEST: Final = 5  # cases: so many numbers agree, on the days they were opened, by no accident
MOSTLY: Final = 0.9  # of the cases of the file that are known at all; the others may be new

# The pairs of a case of the file and one of the store; beside them how many cases of the file are known as they are.
KNOWN_OTHERWISE: Final = """
    with pairs as (
        select distinct on (given.service, given.item_id)
            given.row_number, given.item_id as given_id, known.item_id as known_id
        from incoming as given
        inner join history_work_items as known on known.is_current and known.service = given.service
            and ltrim(known.item_id, '0') = ltrim(given.item_id, '0') and known.opened_at::date = given.opened_at::date
        where given.verdict = 'new' and known.item_id <> given.item_id and regexp_full_match(given.item_id, '[0-9]+')
        order by given.service, given.item_id, known.item_id
    )
    select
        count(*), (select count(*) from incoming where verdict <> 'new'), (select count(*) from incoming),
        arg_min(given_id, row_number), arg_min(known_id, row_number)
    from pairs
"""
SEEN: Final = Sentence(
    "{count} of its {rows} cases are known by a number with other zeros in front, opened on the same day ('{given}' is known as"
    " '{known}'), and would count twice."
)
FEWER: Final = Sentence(
    "A spreadsheet takes such zeros off: export it again with these numbers as text, or show the zeros in the spreadsheet by the"
    " number format {zeros}."
)
MORE: Final = Sentence(
    "If a spreadsheet took them off the earlier file, undo that file first: on the page Upload, in a command with undo."
)


class OtherZeros(NotLoaded):
    """Its cases would count twice: an earlier file has them with other zeros in front of their numbers."""


def require_same_zeros(connection: duckdb.DuckDBPyConnection, file: str) -> None:
    """Raise OtherZeros where nearly all staged cases that the store knows have other zeros there in front of their numbers.

    A few are no more than told, by `sql/rewritten_history.sql`.
    """
    count, same, rows, given, known = connection.execute(KNOWN_OTHERWISE).fetchall()[0]
    if count < FEWEST or count < MOSTLY * (count + same):
        return
    advice = Sentence(FEWER, zeros="0" * len(known)) if len(given) < len(known) else MORE
    raise OtherZeros(file, Sentence(SEEN, count=count, rows=rows, given=given, known=known), advice)
