"""What a delivery changes alike in all rows that are loaded already: times by the same hours, or ends that are gone.

Such a file is no older one, though its moments are earlier or fewer: something went otherwise where it was made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pipelines.sentence import Sentence

if TYPE_CHECKING:
    import duckdb

FEWEST: Final = 5  # moments or cases: a few are corrected alike by accident
NEARLY_ALL: Final = 0.9  # of the moments that can be held against each other
MOST_HOURS: Final = 14  # between a clock on earth and UTC
SUMMER_TIME: Final = 1  # hours more in one half of a year than in the other
ENDS: Final = ("reported_done_at", "recorded_done_at", "cancelled_at", "worked_until_at")

EARLIER: Final = Sentence(
    "The times of what is loaded already stand {hours} h earlier in this file ({count} rows): is it in another time zone, such as"
    " UTC? Days and weeks may shift by it. If it is, export it in local time, or give its zone in the profile, and load that."
)
LATER: Final = Sentence(
    "The times of what is loaded already stand {hours} h later in this file ({count} rows): is it or was the earlier one in another"
    " time zone, such as UTC? Days and weeks may shift by it. If so, export in local time, or give the zone in the profile."
)
ONE_OR_OTHER: Final = Sentence("{less} or {more}")
ENDS_GONE: Final = Sentence(
    "No row of this file has a date of an end, and {count} of its cases that are done or cancelled had one in an earlier file:"
    " these dates go. If the column was left empty by mistake, export the file again with its dates, or undo this load."
)


def told_of_change(connection: duckdb.DuckDBPyConnection, relation: str, happened: tuple[str, ...]) -> Sentence | None:
    """Return what is told of the staged rows where all change alike; None where they do not.

    happened   the columns of the relation with moments of what has happened
    """
    if relation == "work_items" and (told := _ends_gone(connection)):
        return told
    return _moved(connection, relation, happened)


def _moved(connection: duckdb.DuckDBPyConnection, relation: str, happened: tuple[str, ...]) -> Sentence | None:
    """Return by how many hours the times moved, where nearly all did by the same; of local times to UTC by one of two."""
    pairs = ", ".join(f"date_diff('second', known.{name}::timestamp, incoming.{name}::timestamp)" for name in happened)
    moments = connection.execute(f"""
        with moments as (
            select incoming.row_number, unnest([{pairs}]) as seconds
            from incoming
            inner join history_{relation} as known on known.rowid = incoming.known_row
            where incoming.verdict = 'changed'
        )
        select seconds / 3600 as hours, count(*) from moments where seconds is not null group by all order by count(*) desc
    """).fetchall()  # noqa: S608  only names of our own vocabulary are filled in
    shifts = sorted((hours for hours, _ in moments[:2] if hours), key=abs)
    if len(shifts) == 2 and abs(shifts[1] - shifts[0]) != SUMMER_TIME:
        shifts = [hours for hours, _ in moments[:1] if hours]
    moved = sum(count for hours, count in moments if hours in shifts)
    if (
        not shifts
        or moved < max(FEWEST, NEARLY_ALL * sum(count for _, count in moments))
        or not all(map(_is_zone, shifts))
    ):
        return None
    rows = connection.execute("select count(*) from incoming where verdict = 'changed'").fetchall()[0][0]
    written = [f"{abs(hours):g}" for hours in shifts]
    told = Sentence(ONE_OR_OTHER, less=written[0], more=written[1]) if len(written) > 1 else written[0]
    return Sentence(EARLIER if shifts[0] < 0 else LATER, hours=told, count=rows)


def _is_zone(hours: float) -> bool:
    """Return whether two clocks on earth may differ by so much: by whole hours, or a half or a quarter more."""
    return abs(hours) <= MOST_HOURS and (4 * hours).is_integer()


def _ends_gone(connection: duckdb.DuckDBPyConnection) -> Sentence | None:
    """Return how many ended cases lose the date of their end by a file that has none in any row."""
    given, known = (" or ".join(f"{rows}.{name} is not null" for name in ENDS) for rows in ("incoming", "known"))
    [(gone, still)] = connection.execute(f"""
        select
            count(*) filter (({known}) and incoming.status <> 'open'), count(*) filter ({known})
        from incoming
        inner join history_work_items as known on known.rowid = incoming.known_row
        where incoming.verdict = 'changed' and not exists (select 1 from incoming where {given})
    """).fetchall()  # noqa: S608  only names of our own vocabulary are filled in
    return Sentence(ENDS_GONE, count=gone) if gone >= FEWEST and gone >= NEARLY_ALL * still else None
