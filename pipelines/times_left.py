"""Times of day that a file has and that its profile does not use, while the days beside them count from 00:00."""

from __future__ import annotations

import re
from typing import Final

import polars as pl

from pipelines import vocabulary
from pipelines.clock_cells import form_or_clock, seconds_of
from pipelines.headings import is_unnamed
from pipelines.match import Match
from pipelines.profile import Join, same
from pipelines.sentence import Sentence, listed
from pipelines.shapes import LOOK_ROWS, Shape, may_be_clock, shape_of
from pipelines.times_of_day import NIGHT_ENDS, Unused, Why, says_time, times_of

LONGEST_TOLD: Final = 30  # signs of a cell
FROM_MIDNIGHT: Final = Sentence("What is under {days} counts from 00:00 where it bears no time.")
REASONS: Final[dict[Why, Sentence]] = {
    "day": Sentence("The times under '{heading}' are not used: it cannot be told of which day they are. {follows}"),
    "early": Sentence(
        "The times under '{heading}' are not used: most are before 5:00 ({example}), so they may be lengths of time, or"
        " afternoons without PM. {follows}"
    ),
    "length": Sentence(
        "The times under '{heading}' are not used: by that heading they may be lengths of time. {follows}"
    ),
    "unreadable": Sentence(
        "The times under '{heading}' are not used: not all can be read as a time of day ('{example}' cannot). {follows}"
    ),
    "other": Sentence(
        "The times under '{heading}' are not used: most bear another day than the one that they stand beside. {follows}"
    ),
    "half": Sentence(
        "The times under '{heading}' are not used: AM and PM stand in another column, and it cannot be told which of them goes"
        " with which time. {follows}"
    ),
}
NOT_JOINED: Final = Sentence(
    "The times under '{heading}' are not used, since what was learnt of this source does not name them. {follows}"
)
ONE_SIDE: Final = Sentence(
    "What is under {timed} counts from its time of day, and what is under {untimed} from 00:00: work that began and ended on one"
    " day seems to end before it began."
)


OFFSETS: Final = (
    r"(?i)^(?:(?:UTC|GMT)? ?[+-][0-9]{1,2}(?::?[0-9]{2})?|UTC|GMT|Z|CES?T|BST|[ECMP][SD]T"
    r"|(?:Africa|America|Asia|Atlantic|Australia|Europe|Etc|Pacific)/\w+)$"
)
SAYS_ZONE: Final = r"(?i)utc|gmt|zone|tz|offset"
NO_CLOCK: Final = Sentence(
    "The time zones under '{heading}' ({examples}) are not used: each time counts as it is written, so that what lies between times"
    " of different zones may be hours wrong."
)


def zones_left(match: Match, rows: pl.DataFrame) -> list[Sentence]:
    """Return a sentence for each column that tells of what time zone the times of its row are, where these differ."""
    told = []
    for at, heading in enumerate(match.headings):
        if match.columns[heading] or not re.search(SAYS_ZONE, heading):
            continue
        seen = rows[f"c{at}"].head(LOOK_ROWS).str.strip_chars().drop_nulls()
        seen = seen.filter(seen != "").unique(maintain_order=True)
        if seen.len() > 1 and seen.str.contains(OFFSETS).all():
            told.append(Sentence(NO_CLOCK, heading=heading, examples=listed(seen.head(3))))
    return told


def times_left(match: Match, rows: pl.DataFrame) -> list[Sentence]:
    """Return a sentence for each column of times that goes with a moment which is read from its day alone.

    rows   those below the headings, a column c0, c1 and so on for each of these
    """
    cells = {heading: rows[f"c{at}"].head(LOOK_ROWS) for at, heading in enumerate(match.headings)}
    named = {heading: column for heading, column in cells.items() if not is_unnamed(heading)}
    left = {heading for heading in named if same(heading) not in _used(match)}
    if not any(says_time(heading) or may_be_clock(named[heading]) for heading in left):
        return []
    shapes = {heading: shape_of(column) for heading, column in named.items()}
    times, timed = times_of(shapes), _with_time(match)
    days = [day for day in _moments_read(match, shapes) if shapes[day].lacks_times and day not in timed]
    with_day = {clock: day for day, clock in times.of_day.items() if day in days and clock in left}
    told = [Sentence(NOT_JOINED, heading=clock, follows=_follows([day])) for clock, day in with_day.items()]
    alone = [day for day in days if day not in with_day.values()]
    unused = [each for each in times.unused if each.heading in left and (each.day in alone if each.day else alone)]
    told += [_why(each, shapes[each.heading], [each.day] if each.day else alone) for each in unused]
    untimed = [day for day in days if day in with_day.values() or any(each.day in (None, day) for each in unused)]
    timed += [day for day in _moments_read(match, shapes) if shapes[day].has_times and day not in (*timed, *untimed)]
    return told + ([Sentence(ONE_SIDE, timed=_quoted(timed), untimed=_quoted(untimed))] if timed and untimed else [])


def _why(unused: Unused, shape: Shape, days: list[str]) -> Sentence:
    words = REASONS[unused.why]
    more = {"example": _example(unused, shape)} if "{example}" in words else {}
    return Sentence(words, heading=unused.heading, follows=_follows(days), **more)


def _example(unused: Unused, shape: Shape) -> str:
    """Return a cell that tells why its column is not used."""
    cells = shape.cells.drop_nulls()
    if unused.why == "unreadable":
        cells = cells.filter(seconds_of(cells, form_or_clock(cells)).is_null()).extend(cells)
    elif unused.why == "early":
        cells = cells.filter(seconds_of(cells, form_or_clock(cells)).is_between(1, NIGHT_ENDS)).extend(cells)
    return str(cells[0])[:LONGEST_TOLD]


def _follows(days: list[str]) -> Sentence:
    return Sentence(FROM_MIDNIGHT, days=_quoted(days))


def _quoted(headings: list[str]) -> str:
    return listed(f"'{heading}'" for heading in headings)


def _used(match: Match) -> set[str]:
    """Return the headings, as they are compared, that are a field or stand in a rule that puts cells together."""
    events = match.profile.events
    rules = [*match.profile.join.values(), *([events.join] if events and events.join else [])]
    in_rules = [name for rule in rules for name in (*rule.before, *rule.after, *filter(None, [rule.half]))]
    fields = [heading for heading, name in match.columns.items() if name]
    return {same(heading) for heading in (*fields, *in_rules, *(events.time if events else ()))}


def _moments_read(match: Match, shapes: dict[str, Shape]) -> list[str]:
    """Return the headings of days and moments that a moment is read from."""
    profile, events = match.profile, match.profile.events
    moments = {column.name for column in vocabulary.DELIVERED[profile.table] if column.type == vocabulary.MOMENT}
    read = {heading for heading, name in match.columns.items() if name in moments}
    of_events = {same(time) for time in events.time} if events else set()
    return [
        heading
        for heading, shape in shapes.items()
        if (heading in read or same(heading) in of_events) and shape.is_moment
    ]


def _with_time(match: Match) -> list[str]:
    """Return the headings of days that are read with the times that stand beside them."""
    has, events = {same(heading) for heading in match.headings}, match.profile.events
    read = [heading for heading, name in match.columns.items() if name and _joins(match.profile.join.get(name), has)]
    of_events = {same(time) for time in events.time} if events and _joins(events.join, has) else set()
    return [*read, *(heading for heading in match.headings if same(heading) in of_events)]


def _joins(rule: Join | None, has: set[str]) -> bool:
    return rule is not None and any(same(name) in has for name in (*rule.before, *rule.after))
