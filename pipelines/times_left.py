"""Times of day that a file has and that its profile does not use, while the days beside them count from 00:00."""

from __future__ import annotations

from typing import Final

import polars as pl

from pipelines import vocabulary
from pipelines.headings import is_unnamed
from pipelines.match import Match
from pipelines.profile import same
from pipelines.sentence import Sentence, listed
from pipelines.shapes import LOOK_ROWS, Shape, shape_of
from pipelines.times_of_day import says_time, times_of

LEFT: Final = Sentence(
    "The times under '{heading}' are not used: it cannot be told of which day they are. What is under {days} counts from"
    " 00:00, since it bears no time."
)
NOT_JOINED: Final = Sentence(
    "The times under '{heading}' are not used, since what was learnt of this source does not name them. What is under {days}"
    " counts from 00:00."
)


def times_left(match: Match, rows: pl.DataFrame) -> list[Sentence]:
    """Return a sentence for each column of times that goes with a moment which is read from its day alone.

    rows   those below the headings, a column c0, c1 and so on for each of these
    """
    cells = {heading: rows[f"c{at}"].head(LOOK_ROWS) for at, heading in enumerate(match.headings)}
    named = {heading: column for heading, column in cells.items() if not is_unnamed(heading)}
    left = [heading for heading in named if says_time(heading) and same(heading) not in _used(match)]
    if not left:
        return []
    shapes = {heading: shape_of(column) for heading, column in named.items()}
    days, times = _days_alone(match, shapes), times_of(shapes)
    with_day = {clock: day for day, clock in times.of_day.items() if day in days and clock in left}
    told = [Sentence(NOT_JOINED, heading=clock, days=f"'{day}'") for clock, day in with_day.items()]
    alone = [f"'{day}'" for day in days if day not in with_day.values()]
    unplaced = [clock for clock in times.unplaced if clock in left and alone]
    return told + [Sentence(LEFT, heading=clock, days=listed(alone)) for clock in unplaced]


def _used(match: Match) -> set[str]:
    """Return the headings, as they are compared, that are a field or stand in a rule that puts cells together."""
    events = match.profile.events
    rules = [*match.profile.join.values(), *([events.join] if events and events.join else [])]
    in_rules = [name for rule in rules for name in (*rule.before, *rule.after)]
    fields = [heading for heading, name in match.columns.items() if name]
    return {same(heading) for heading in (*fields, *in_rules, *(events.time if events else ()))}


def _days_alone(match: Match, shapes: dict[str, Shape]) -> list[str]:
    """Return the headings of days without times that a moment is read from, and no time with it."""
    profile, events = match.profile, match.profile.events
    moments = {column.name for column in vocabulary.DELIVERED[profile.table] if column.type == vocabulary.MOMENT}
    read = {heading for heading, name in match.columns.items() if name in moments and name not in profile.join}
    of_events = {same(time) for time in events.time} if events and not events.join else set()
    return [
        heading
        for heading, shape in shapes.items()
        if (heading in read or same(heading) in of_events) and shape.is_moment and not shape.has_times
    ]
