"""How a file writes the times of day that its profile puts together with their days, and what is doubtful about that.

A source may write 8:05 one month and 805 the next: what its profile says was seen once, and each file speaks for itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import polars as pl

from pipelines.clock_cells import (
    DAY_SECONDS,
    DIGITS,
    IN_DECIMALS,
    WHOLE_MOMENT,
    ClockForm,
    fits,
    form_of,
    seconds_of,
    with_half,
)
from pipelines.match import Match
from pipelines.profile import Join, same
from pipelines.sentence import Sentence
from pipelines.shapes import SAMPLE_ROWS, Shape, shape_of
from pipelines.times_of_day import days_beside, form_of_times

FEWEST: Final = 5  # times, from which they tell how they are written
MANY: Final = 8  # times, from which it is no accident that none is of an afternoon
SOME: Final = 0.1
HOUR: Final = 3600
A_PART: Final = r"[.,](?:25|50?)$"
SAYS_HALF: Final = r"(?i)[ap]\.?\s?m?\.?$"

WRITTEN_OTHERWISE: Final = Sentence(
    "The times under '{heading}' are written otherwise than this source wrote them before: '{example}' is read as {read_as}."
)
NO_AFTERNOON: Final = Sentence(
    "Under '{heading}' no time is later than 12:59, and some are between 1:00 and 6:00 ('{example}'): if AM and PM were left out,"
    " these afternoons are read as nights."
)
AS_MINUTES: Final = Sentence(
    "The times under '{heading}' are read as hours and minutes, '{example}' as {read_as}: if they are hours with decimals, they are"
    " up to 20 minutes too late."
)
HOURS_ALONE: Final = Sentence("Under '{heading}' hours stand alone among the times: '{example}' is read as {read_as}.")
OTHER_DAYS: Final = Sentence(
    "In {rows} rows what is under '{heading}' is of another day than what is under '{day}': of the former only the time is used."
)


@dataclass(frozen=True)
class Clocked:
    """One rule that puts days and times together, and the columns of the file that it is about."""

    rule: Join
    day: str
    heading: str  # of the times
    times: pl.Series  # without blanks and words for nothing
    shape: Shape
    of_day: Shape


def as_this_file_writes(match: Match, rows: pl.DataFrame) -> tuple[Match, list[Sentence]]:
    """Return the match with the forms of times as they are in this file, and what is to be told of them.

    rows   those below the headings, a column c0, c1 and so on for each of these
    """
    profile, told, rules = match.profile, [], {}
    found = {name: clocked for name, rule in profile.join.items() if (clocked := _clocked(match, rows, rule, name))}
    for name, clocked in found.items():
        rules[name], said = _as_written(clocked)
        told += said
    update: dict[str, object] = {"join": {**profile.join, **rules}} if rules else {}
    events = profile.events
    if events and events.join and (clocked := _clocked(match, rows, events.join, None)):
        rule, said = _as_written(clocked)
        update, told = {**update, "events": events.model_copy(update={"join": rule})}, told + said
    told = list(dict.fromkeys(told))
    return (replace(match, profile=profile.model_copy(update=update)) if update else match), told


def _clocked(match: Match, rows: pl.DataFrame, rule: Join, name: str | None) -> Clocked | None:
    """Return a rule with its columns; None where it is about no times, or the file lacks a column. Without `name`, of events."""
    if rule.clock is None or len(rule.before) + len(rule.after) != 1:
        return None
    events = match.profile.events
    if name is not None:
        own = next((heading for heading, field in match.columns.items() if field == name), None)
    else:
        own = _heading(match, events.time) if events else None
    beside = _heading(match, rule.before or rule.after)
    if own is None or beside is None:
        return None
    day, time = (beside, own) if rule.before else (own, beside)
    shape = shape_of(_cells(match, rows, time))
    half = _heading(match, [rule.half]) if rule.half else None
    if half is not None:
        shape = replace(shape, cells=with_half(shape.cells, _cells(match, rows, half)))
    times = shape.cells.drop_nulls()
    if rule.clock != "moment":
        times = times.filter(~times.str.contains(WHOLE_MOMENT))  # of rows that were mended
    of_times = shape if rule.clock == "moment" else replace(shape, moment=None)
    return Clocked(rule, day, time, times, of_times, shape_of(_cells(match, rows, day)))


def _heading(match: Match, named: list[str]) -> str | None:
    wanted = {same(name) for name in named}
    return next((heading for heading in match.headings if same(heading) in wanted), None)


def _cells(match: Match, rows: pl.DataFrame, heading: str) -> pl.Series:
    return rows[f"c{match.headings.index(heading)}"].head(SAMPLE_ROWS)


def _as_written(clocked: Clocked) -> tuple[Join, list[Sentence]]:
    """Return the rule with the form that the times of the file have, and what is told of it."""
    rule, heading = clocked.rule, clocked.heading
    if rule.clock is None or clocked.times.is_empty():
        return rule, []
    own, fitting = _own_form(clocked), fits(clocked.times, rule.clock)
    is_told = own not in (None, rule.clock) and (not fitting or clocked.times.len() >= FEWEST)
    form: ClockForm = own if is_told and own is not None else rule.clock
    is_otherwise = is_told and form != "clock_hours" and rule.clock != "clock_hours"
    told = [Sentence(WRITTEN_OTHERWISE, heading=heading, **_read_as(clocked.times, form))] if is_otherwise else []
    return rule.model_copy(update={"clock": form}), [*told, *_doubts(clocked, form)]


def _own_form(clocked: Clocked) -> ClockForm | None:
    """Return how the file writes its times; None where it cannot be told."""
    own = form_of_times(clocked.heading, clocked.shape)
    return own or ("clock_hours" if form_of(clocked.times) == "clock_hours" else None)


def _doubts(clocked: Clocked, form: ClockForm) -> Iterator[Sentence]:
    """Yield what may be read wrong in a column of times."""
    times = clocked.times
    if form == "moment":
        days = days_beside(clocked.of_day, clocked.shape)
        if days["own"].n_unique() > 1 and (rows := days.filter(pl.col("day") != pl.col("own")).height):
            yield Sentence(OTHER_DAYS, rows=rows, heading=clocked.heading, day=clocked.day)
    seconds = seconds_of(times, form)
    if form == "clock_hours" and (alone := times.filter(times.str.contains(DIGITS))).len():
        yield Sentence(HOURS_ALONE, heading=clocked.heading, **_read_as(alone, form))
    nights = times.filter(seconds.is_between(HOUR, 6 * HOUR, closed="left"))
    mornings = seconds.is_between(7 * HOUR, 13 * HOUR, closed="left").sum()
    is_of_12 = seconds.is_between(HOUR, 13 * HOUR, closed="left").all() and not times.str.contains(SAYS_HALF).any()
    if is_of_12 and times.len() >= MANY and min(nights.len(), mornings) >= SOME * times.len():
        yield Sentence(NO_AFTERNOON, heading=clocked.heading, example=nights[0])
    parts = times.filter(times.str.contains(A_PART))
    if form == "clock" and times.str.contains(IN_DECIMALS).all() and parts.len() >= SOME * times.len():
        yield Sentence(AS_MINUTES, heading=clocked.heading, **_read_as(parts, form))


def _read_as(times: pl.Series, form: ClockForm) -> dict[str, str]:
    """Return a time as it is written and as it is read in a form."""
    told = pl.DataFrame({"written": times, "seconds": seconds_of(times, form) % DAY_SECONDS}).drop_nulls()
    written, seconds = told.row(0)
    return {"example": written, "read_as": f"{seconds // HOUR}:{seconds // 60 % 60:02}"}
