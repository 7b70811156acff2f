"""Columns of times of day -> the columns of days that they go with, as their headings and their places tell."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Final, Literal

import polars as pl

from pipelines.clock_cells import MOSTLY, SAYS_HALF, ClockForm, counts_to_12, form_of, seconds_of, with_half
from pipelines.names import EXACT, known_names, tokens, unused_names
from pipelines.shapes import Shape
from pipelines.vocabulary import DELIVERED

# The word of a heading that says that it is a time of day; a "date" in its place is the heading of its day.
TIME_ALONE: Final = r"(?i)\b(?:tijdstip|tijd|times?|uur|hour|hr|klok|clock|clocktime|kloktijd|tm)\b"
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
SPANS: Final = r"(?i)\b(?:uren|hours|minuten|minutes|mins?|hrs)\b"
# The day is not plain; rather lengths, by cells or by heading; no times; AM or PM elsewhere; moments of other days.
Why = Literal["day", "early", "length", "unreadable", "half", "other"]
NOON: Final = 12  # hours that are never more may be hours of work
AFTER_12: Final = 13 * 3600
NIGHT_ENDS: Final = 5 * 3600  # most of what happens in a service happens later: what is mostly shorter may be a length


@dataclass(frozen=True)
class Unused:
    """A column of times that goes with no day, and why; `day` is the heading of its day where that is plain."""

    heading: str
    why: Why
    day: str | None = None


@dataclass(frozen=True)
class Times:
    """The columns of times of day of a file.

    of_day   heading of days -> heading of the times that go with them
    days     heading of times -> heading of the one day that all times of a row are of, whatever field each of them is
    forms    heading of times -> how they are written
    halves   heading of times -> heading of their AM and PM, where that is a column of its own
    unused   the columns of times that are not used
    """

    of_day: dict[str, str] = field(default_factory=dict)
    days: dict[str, str] = field(default_factory=dict)
    forms: dict[str, ClockForm] = field(default_factory=dict)
    halves: dict[str, str] = field(default_factory=dict)
    unused: tuple[Unused, ...] = ()


def times_of(shapes: Mapping[str, Shape]) -> Times:
    """Return which times of day go with which days; `shapes` tells of each heading what its column looks like, from the left."""
    days = [
        heading
        for heading, shape in shapes.items()
        if shape.lacks_times and not (shape.has_times and says_time(heading))
    ]
    halves = _halves(shapes)
    read = {**shapes, **{clock: _whole(shapes[clock], shapes[half]) for clock, half in halves.items()}}
    timed = {heading: shape for heading, shape in read.items() if says_time(heading) or heading in halves}
    forms = {heading: form for heading, shape in timed.items() if (form := form_of_times(heading, shape))}
    alone = _without_half(read, forms, halves)
    clocks = [clock for clock in forms if not LENGTHS.search(_apart(clock)) and clock not in alone]
    of_day = _of_day(read, days, clocks, forms)
    sure = {day: clock for day, clock in of_day.items() if not _may_be_length(read[clock], forms[clock])}
    early = [Unused(clock, "early", day) for day, clock in of_day.items() if day not in sure]
    left = [day for day in days if day not in sure]
    told = {unused.heading: unused for unused in (*_unused(read, left, clocks, forms, alone), *early)}
    unused = (told[heading] for heading in shapes if heading in told and heading not in sure.values())
    shared = _of_one_day(shapes, forms)
    return Times(sure, shared, forms, {clock: half for clock, half in halves.items() if clock in forms}, tuple(unused))


def _of_one_day(shapes: Mapping[str, Shape], forms: Mapping[str, ClockForm]) -> dict[str, str]:
    """Return heading of times -> the heading of their day; nothing where no one column can be the day."""
    days = [
        heading for heading, shape in shapes.items() if shape.is_moment and not shape.has_times and shape.filled > 0.9
    ]
    if len(days) > 1:
        days = [day for day in days if not unused_names("visits").like(day)]  # of birth, of a change
    clocks = [
        heading for heading, shape in shapes.items() if shape.is_clock or forms.get(heading, "moment") != "moment"
    ]
    return dict.fromkeys(clocks, days[0]) if len(days) == 1 else {}


def _of_day(
    shapes: Mapping[str, Shape], days: list[str], clocks: list[str], forms: Mapping[str, ClockForm]
) -> dict[str, str]:
    """Return heading of days -> heading of the times that go with them; of days that bear times in some rows only the last."""
    of_day: dict[str, str] = {}
    bare, partly = [[day for day in days if shapes[day].has_times == timed] for timed in (False, True)]
    for some in (bare, partly):
        for found in (_by_words, _by_place, _by_meaning):
            left = [clock for clock in clocks if clock not in of_day.values()]
            pairs = found(list(shapes), [day for day in some if day not in of_day], left)
            of_day |= {
                day: clock for day, clock in pairs.items() if _goes_with(shapes[day], shapes[clock], forms[clock])
            }
    return of_day


def _goes_with(day: Shape, clock: Shape, form: ClockForm) -> bool:
    """Return whether times can be those of a day: there where the day bears none, and of the same day where they bear any.

    What bears one day in all rows bears it for want of another.
    """
    if day.moment is None or (form == "moment" and clock.moment is None):
        return False
    if form == "moment":
        days = days_beside(day, clock)
        is_filler = days["own"].n_unique() == 1 < days["day"].n_unique()
        return is_filler or (days.height > 0 and float((days["day"] == days["own"]).mean() or 0.0) >= MOSTLY)  # type: ignore[arg-type]
    if not day.has_times:
        return True
    seconds = (day.moment - day.moment.dt.truncate("1d")).dt.total_seconds()
    both = pl.DataFrame({"own": seconds, "beside": seconds_of(clock.cells, form)}).drop_nulls()
    agree = both["own"].is_in([0]) | (both["own"] // 60 == both["beside"] // 60)
    return bool((both["own"] == 0).any()) and float(agree.mean() or 0.0) >= MOSTLY  # type: ignore[arg-type]


def days_beside(day: Shape, clock: Shape) -> pl.DataFrame:
    """Return the days of two columns of moments beside each other, `day` and `own`, in the rows that have both."""
    columns = {"day": day.moment, "own": clock.moment}
    return pl.DataFrame({name: moment.dt.date() for name, moment in columns.items() if moment is not None}).drop_nulls()


def _halves(shapes: Mapping[str, Shape]) -> dict[str, str]:
    """Return heading of times -> heading of the column of AM and PM that stands next to it, or is there with it alone."""
    headings = list(shapes)
    times = [
        heading
        for heading, shape in shapes.items()
        if shape.values and not shape.is_moment and (says_time(heading) or shape.is_clock) and counts_to_12(shape.cells)
    ]
    found: dict[str, str] = {}
    halves = [heading for heading, shape in shapes.items() if shape.is_half]
    for half in halves:
        beside = [clock for step in (-1, 1) if (clock := _neighbour(headings, half, step)) in times]
        only = times if len(times) == len(halves) == 1 else []
        if clock := next((clock for clock in (*beside, *only) if clock and clock not in found), None):
            found[clock] = half
    return found


def _whole(times: Shape, halves: Shape) -> Shape:
    return replace(times, cells=with_half(times.cells, halves.cells))


def _without_half(shapes: Mapping[str, Shape], forms: Mapping[str, ClockForm], halves: Mapping[str, str]) -> list[str]:
    """Return the times up to 12:59 that no column of AM and PM stands beside, where there is one that goes with nothing."""
    if all(heading in halves.values() for heading, shape in shapes.items() if shape.is_half):
        return []
    return [
        clock
        for clock, form in forms.items()
        if clock not in halves and not shapes[clock].cells.str.contains(SAYS_HALF).any()
        and (seconds_of(shapes[clock].cells, form) < AFTER_12).all()
    ]  # fmt: skip


def _unused(
    shapes: Mapping[str, Shape],
    days: list[str],
    clocks: list[str],
    forms: Mapping[str, ClockForm],
    alone: Collection[str],
) -> Iterator[Unused]:
    """Yield the columns that may be times of one of the days and go with none, with the reason."""
    of_key = {key: day for day in days if (key := _key(day))}
    for heading, shape in shapes.items():
        if not shape.values or (shape.is_moment and heading not in clocks):
            continue
        beside = [day for step in (-1, 1) if (day := _neighbour(list(shapes), heading, step)) in days]
        key = _key(_as_day(heading) or "")
        day = of_key.get(key) if key else next(iter(beside), None)
        if heading in clocks and forms[heading] == "moment":
            if key and day:
                yield Unused(heading, "other", day)
        elif heading in clocks:
            yield Unused(heading, "day")
        elif heading in alone:
            yield Unused(heading, "half", day)
        elif not says_time(heading):
            if beside and _is_clock_unnamed(heading, shape):
                yield Unused(heading, "day")
        elif LENGTHS.search(_apart(heading)):
            if key and day:  # "Reactietijd" beside "Reactiedatum"
                yield Unused(heading, "length", day)
        elif day and heading not in forms:
            yield Unused(heading, "unreadable", day)


def _is_clock_unnamed(heading: str, shape: Shape) -> bool:
    """Return whether a column holds times of day by its cells, of which the heading says nothing."""
    is_length = LENGTHS.search(_apart(heading)) or re.search(SPANS, _apart(heading))
    return shape.is_clock and not is_length and not _may_be_length(shape, "clock")


def says_time(heading: str) -> bool:
    """Return whether a heading says that it holds times, be they of day or lengths."""
    return _as_day(heading) is not None


def form_of_times(heading: str, shape: Shape) -> ClockForm | None:
    """Return how a column writes times, be they of day or lengths; None where it holds none by its heading and its cells."""
    if shape.is_moment:
        return "moment" if shape.has_times and says_time(heading) else None
    if not (says_time(heading) or shape.is_clock):
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
