"""A file whose cases are known already by numbers written otherwise: 12 is 0012, and 10001 is WO10001.

A spreadsheet takes zeros off; another export of the same system leaves out what stands before or between the digits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pipelines.errors import NotLoaded
from pipelines.sentence import Sentence

if TYPE_CHECKING:
    import duckdb

FEWEST: Final = 5  # cases: so many numbers agree, on the days they were opened, by no accident
MOSTLY: Final = 0.9  # of the cases of the file that are known at all; the others may be new

COUNTED: Final = "select count(*) filter (verdict = 'new'), count(*) filter (verdict <> 'new') from incoming"

# The pairs of a case of the file and one of the store that have the same last digits, where all else that stands in the
# number of the one stands in that of the other too: R-12 and WO-12 are two cases, 12 and WO-12 may be one.
KNOWN_OTHERWISE: Final = r"""
    with given as (
        select
            service, item_id, row_number, opened_at::date as opened_on,
            ltrim(regexp_extract(item_id, '([0-9]+)[^0-9]*$', 1), '0') as digits,
            lower(regexp_replace(item_id, '0*[0-9]+[^0-9]*$|[^\p{L}\p{N}]', '', 'g')) as before
        from incoming
        where verdict = 'new'
    ),
    known as (
        select
            service, item_id, opened_at::date as opened_on,
            ltrim(regexp_extract(item_id, '([0-9]+)[^0-9]*$', 1), '0') as digits,
            lower(regexp_replace(item_id, '0*[0-9]+[^0-9]*$|[^\p{L}\p{N}]', '', 'g')) as before
        from history_work_items
        where is_current and opened_at::date in (select opened_on from given)
    ),
    pairs as (
        select distinct on (given.service, given.item_id)
            given.row_number, given.item_id as given_id, known.item_id as known_id
        from given
        inner join known using (service, opened_on, digits)
        where digits <> '' and known.item_id <> given.item_id
            and (contains(known.before, given.before) or contains(given.before, known.before))
        order by given.service, given.item_id, known.before = given.before desc, known.item_id
    )
    select least(count(*), count(distinct known_id)), arg_min(given_id, row_number), arg_min(known_id, row_number) from pairs
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
SEEN_OTHERWISE: Final = Sentence(
    "{count} of its {rows} cases are known by a number with the same digits and other letters or signs, opened on the same day"
    " ('{given}' is known as '{known}'), and would count twice."
)
WRITE_ALIKE: Final = Sentence(
    "Export it again with the numbers written as in the earlier file. If they are right in this one, undo the earlier file first:"
    " on the page Upload, in a command with undo."
)


class OtherWriting(NotLoaded):
    """Its cases would count twice: an earlier file has them by numbers written otherwise."""


def require_same_writing(connection: duckdb.DuckDBPyConnection, file: str) -> None:
    """Raise OtherWriting where the store has nearly all staged cases that it knows by the same digits written otherwise.

    A few with other zeros are no more than told, by `sql/rewritten_history.sql`.
    """
    [(new, same)] = connection.execute(COUNTED).fetchall()
    if not _are_most(new, same):  # the numbers of the whole store are looked at only where it may matter
        return
    [(count, given, known)] = connection.execute(KNOWN_OTHERWISE).fetchall()
    if _are_most(count, same):
        raise OtherWriting(file, *_told(count, new + same, given, known))


def _are_most(count: int, same: int) -> bool:
    return count >= FEWEST and count >= MOSTLY * (count + same)


def _told(count: int, rows: int, given: str, known: str) -> tuple[Sentence, Sentence]:
    """Return what was seen and what to do; where nothing but zeros differs, how these come back."""
    if given.lstrip("0") != known.lstrip("0"):
        return Sentence(SEEN_OTHERWISE, count=count, rows=rows, given=given, known=known), WRITE_ALIKE
    advice = Sentence(FEWER, zeros="0" * len(known)) if len(given) < len(known) else MORE
    return Sentence(SEEN, count=count, rows=rows, given=given, known=known), advice
