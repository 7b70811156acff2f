"""Columns of times of day -> the columns of days that they go with, as their headings and their places tell."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from pipelines.clock_cells import ClockForm, form_of, seconds_of
from pipelines.names import EXACT, known_names, tokens
from pipelines.shapes import Shape
from pipelines.vocabulary import DELIVERED

# The word of a heading that says that it is a time of day; a "date" in its place is the heading of its day.
TIME_ALONE: Final = r"(?i)\b(?:tijdstip|tijd|times?|uur|hour|hr|klok|clock|clocktime|kloktijd)\b"
TIME_BEHIND: Final = r"(?i)(?<=[a-z]{2})(?:tijdstip|tijd|time)\b"
TIME_LAST: Final = r"(?i)(?<=[a-z]) (?:om|at)$"  # "Gemeld om"
HOURS: Final = r"(?i)\b(?:uur|hour|hr)\b"
NUMBER_ADDED: Final = r" \(\d+\)$"  # to tell apart what stands there twice
# Words of headings whose cells are lengths of time, though they look like times of day: wherever they stand, before the word
# for a time, and behind it.
LENGTHS: Final = re.compile(
    r"(?i)\b(?:doorloop|reis|aanrij|aanvoer|reactie|respons|response|respond|travel|waiting|wait|wacht|spent|taken|besteede?|bestede"
    r"|elapsed|turnaround|duration|duur|average|gemiddelde?|zone)(?=s?tijd|\b)"
    r"|\b(?:rij|drive|driving|lead|behandel|bewerkings?|verwerkings?|werk|gewerkte|work|working|worked|totale?|total|processing"
    r"|handling|handle|talk|hold|cycle|over|down|up|idle|norm|levens|life|extra|pauze|break|lunch|remaining|resterende|allowed"
    r"|toegestane|benodigde|needed|net|netto|bruto) ?(?:tijd|time)\b"
    r"|\b(?:tijd|time)s? (?:to|tot|until|per|on|worked|needed|nodig|gewerkt|used|in)\b"
)
NOON: Final = 12  # hours that are never more may be hours of work
NIGHT_ENDS: Final = 5 * 3600  # most of what happens in a service happens later: what is mostly shorter may be a length


@dataclass(frozen=True)
class Times:
    """The columns of times of day of a file.

    of_day    heading of days -> heading of the times that go with them
    forms     heading of times -> how they are written
    unplaced  headings of times of which nothing tells the day
    """

    of_day: dict[str, str] = field(default_factory=dict)
    forms: dict[str, ClockForm] = field(default_factory=dict)
    unplaced: tuple[str, ...] = ()


def times_of(shapes: Mapping[str, Shape]) -> Times:
    """Return which times of day go with which days; `shapes` tells of each heading what its column looks like, from the left."""
    days = [heading for heading, shape in shapes.items() if shape.is_moment and not shape.has_times]
    timed = {heading: shape for heading, shape in shapes.items() if says_time(heading)}
    forms = {heading: form for heading, shape in timed.items() if (form := form_of_times(heading, shape))}
    lengths = [clock for clock in forms if LENGTHS.search(_apart(clock))]
    clocks, headings = [clock for clock in forms if clock not in lengths], list(shapes)
    of_day: dict[str, str] = {}
    for found in (_by_words, _by_place, _by_meaning):
        left = [clock for clock in clocks if clock not in of_day.values()]
        of_day |= found(headings, [day for day in days if day not in of_day], left)
    sure = {day: clock for day, clock in of_day.items() if not _may_be_length(shapes[clock], forms[clock])}
    keys = [key for day in days if (key := _key(day))]
    odd = [  # "Reactietijd" beside "Reactiedatum", which may be a length; or no time that can be read
        heading
        for heading, shape in timed.items()
        if heading not in clocks and shape.values and not shape.is_moment and _key(_as_day(heading) or "") in keys
    ]
    return Times(sure, forms, tuple(clock for clock in [*clocks, *odd] if clock not in sure.values()))


def says_time(heading: str) -> bool:
    """Return whether a heading says that it holds times, be they of day or lengths."""
    return _as_day(heading) is not None


def form_of_times(heading: str, shape: Shape) -> ClockForm | None:
    """Return how a column writes times, be they of day or lengths; None where it holds none by its heading and its cells."""
    if shape.is_moment or not (says_time(heading) or shape.is_clock):
        return None
    form = form_of(shape.cells)
    is_number_of = form == "hours" and not (re.search(HOURS, _apart(heading)) and shape.number_range[1] > NOON)
    return None if is_number_of else form


def _apart(heading: str) -> str:
    """Return the words of a heading, each by itself: "RaisedTime" and "raised_time" are "Raised Time" and "raised time"."""
    plain = re.sub(r"([a-z0-9])([A-Z])", r"\1 \2", re.sub(NUMBER_ADDED, "", heading))
    return " ".join(re.sub(r"[\W_]+", " ", plain).split())


def _as_day(heading: str) -> str | None:
    """Return the heading that the day would have: "Datum melding" for "Tijd melding"; None where it names no time of day."""
    words = _apart(heading)
    for pattern, day in ((TIME_ALONE, "datum"), (TIME_BEHIND, "datum"), (TIME_LAST, " datum")):
        if re.search(pattern, words):
            return re.sub(pattern, day, words, count=1)
    return None


def _key(heading: str) -> tuple[str, ...]:
    """Return what a heading of days tells besides that it is one."""
    return tuple(word for word in tokens(re.sub(NUMBER_ADDED, "", heading)) if word != "@")


def _by_words(headings: list[str], days: list[str], clocks: list[str]) -> dict[str, str]:
    """Return the days and times whose headings say the same but for the word for a day or a time; each by itself."""
    keys = {clock: _key(_as_day(clock) or "") for clock in clocks}
    alike = {day: [clock for clock in clocks if keys[clock] and keys[clock] == _key(day)] for day in days}
    of_day = {day: found[0] for day, found in alike.items() if len(found) == 1}
    return {day: clock for day, clock in of_day.items() if list(of_day.values()).count(clock) == 1}


def _by_place(headings: list[str], days: list[str], clocks: list[str]) -> dict[str, str]:
    """Return the days with times next to them under a heading that says nothing but that they are times.

    They stand behind their days, all of them, or before them; where there is one day in the file they are its times.
    """
    bare = [clock for clock in clocks if not _key(_as_day(clock) or "")]
    for step in (-1, 1):
        beside = {clock: _neighbour(headings, clock, step) for clock in bare}
        if beside and all(day in days for day in beside.values()):
            return {day: clock for clock, day in beside.items() if day is not None}
    return {days[0]: bare[0]} if len(days) == len(bare) == 1 else {}


def _neighbour(headings: list[str], heading: str, step: int) -> str | None:
    at = headings.index(heading) + step
    return headings[at] if 0 <= at < len(headings) else None


def _by_meaning(headings: list[str], days: list[str], clocks: list[str]) -> dict[str, str]:
    """Return the days with times behind them of which both headings surely name one field: "Date reported", "Meldtijd"."""
    return {
        day: clock
        for day, clock in pairwise(headings)
        if day in days and clock in clocks and any(_names(table, day) & _names(table, clock) for table in DELIVERED)
    }


def _names(table: str, heading: str) -> set[str]:
    return {like.field for like in known_names()[table].like(heading) if like.score >= EXACT - 0.1}


def _may_be_length(shape: Shape, form: ClockForm) -> bool:
    """Return whether most times are so small that they are rather lengths; midnight, which many write for no time, aside."""
    told = seconds_of(shape.cells.drop_nulls(), form)
    times = told.filter(told > 0)
    return times.len() > 0 and float((times < NIGHT_ENDS).mean() or 0.0) > 0.5  # type: ignore[arg-type]
