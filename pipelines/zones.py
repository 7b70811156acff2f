"""Times of a file that bear more than one time zone -> the one clock that they are told by.

As long as they fit the clocks of one place, +01:00 in winter and +02:00 in summer, they are local times and stay as they are
written. Beside others, Z is a system that keeps UTC: as written the two would lie hours apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Final

import polars as pl

from pipelines.date_column import Column
from pipelines.evidence import Scales
from pipelines.moments import SECONDS, ZONES_SEEN, Clock, DateForm, minutes_of, zones_of
from pipelines.sentence import Sentence, listed

# Where services are, the likelier place first where the clocks of several are the same.
PLACES: Final = (
    "Europe/Amsterdam", "Europe/London", "Europe/Helsinki", "America/New_York", "America/Chicago", "America/Denver",
    "America/Los_Angeles", "America/Halifax", "America/Toronto", "Australia/Sydney", "Pacific/Auckland",
)  # fmt: skip
LONDON: Final = "Europe/London"  # where the zone +00:00 is local time in winter
FITTING: Final = 0.95  # of the dates: the others are slips, and are put on the clock as well
SUMMER: Final = 60  # minutes that clocks are put forward
A_DAY: Final = timedelta(days=1)

KEPT: Final = Sentence(
    "Times under {zoned} bear a time zone ({example}) and times under {bare} bear none; these are taken for times of {clock}. If"
    ' they are not, what lies between the two is hours wrong: say in the profile, under [dates], zone = "Europe/Amsterdam" or'
    " the zone that times without one are of."
)
OF_HEADING: Final = Sentence(
    "By that heading the times under {zoned} are of {zone}; they are kept as they are written, beside those under {others}, which"
    " do not say so: if these are of another clock, what lies between the two is hours wrong."
)
IN_HEADING: Final = r"\b(UTC|GMT|Zulu|CES?T)\b"
MOVED: Final = Sentence(
    "Times bear more than one time zone ({examples}): those under {headings} are put on the clock of {clock}."
)


def weigh_clock(scales: Scales, columns: Iterable[Column], forms: Mapping[str, DateForm]) -> Clock:
    """Return the clock that the times of all columns are told by, noting what is told of it."""
    columns = [column for column in columns if scales.recognised.profile.dates.zone is None]
    _tell_headings(scales, columns)
    zoned = {column.name: found for column in columns if not (found := _zones(column, forms[column.name])).is_empty()}
    if not zoned:
        return Clock()
    seen = pl.concat(zoned.values())
    zone = clock_of(seen)
    bare = [column for column in columns if column.has_bare_times]
    is_bare_told = bool(bare) and _holds_utc(seen)
    headings = {column.name: f"'{_heading(column)}'" for column in columns}
    if zone is not None:
        moved = [headings[name] for name, found in zoned.items() if _is_moved(found, zone)]
        examples = seen.unique("minutes", keep="first", maintain_order=True)["written"].head(3)
        scales.notes.append(Sentence(MOVED, examples=listed(examples), headings=listed(moved), clock=zone))
    if is_bare_told:
        told = {"zoned": listed(headings[name] for name in zoned), "bare": listed(headings[c.name] for c in bare)}
        scales.notes.append(Sentence(KEPT, example=seen["written"][0], clock=zone or "UTC", **told))
    return Clock(zone, is_bare_told)


def on_clock(
    scales: Scales, columns: Mapping[str, Column], forms: Mapping[str, DateForm], clock: Clock
) -> dict[str, DateForm]:
    """Return the forms of the columns with the clock that their times are told by, doubting what was moved and what stays."""
    found = dict(forms)
    if scales.recognised.profile.dates.zone is not None:
        return found
    for name, column in columns.items():
        zones = _zones(column, forms[name])
        if clock.zone is not None and not zones.is_empty():
            found[name] = replace(forms[name], clock=clock.zone)
        _doubt(scales, column, forms[name], zones, clock)
    return found


def _doubt(scales: Scales, column: Column, form: DateForm, zones: pl.DataFrame, clock: Clock) -> None:
    """Note that the times of a column were put on another clock, that they stand beside others, or that their zone is kept."""
    written = column.apart.texts.filter(column.apart.parts["zone"].is_not_null())
    if not written.len() and form.counted not in SECONDS:
        return
    example = written[0] if written.len() else column.apart.texts[0]
    is_moved = clock.zone is not None and not zones.is_empty() and _is_moved(zones, clock.zone)
    if is_moved:
        scales.doubt(column.name, example, "several_time_zones", "repaired")
    if clock.beside_none and not zones.is_empty():
        scales.doubt(column.name, example, "time_zone_beside_none")
    elif not is_moved:
        scales.doubt(column.name, example, "time_zone_kept")


def _tell_headings(scales: Scales, columns: Iterable[Column]) -> None:
    """Note the columns that say a time zone in their heading alone, beside columns of times that say none or another."""
    timed = [column for column in columns if column.has_bare_times]
    zones = {column.name: _zone_said(column) for column in timed}
    for zone in dict.fromkeys(zone for zone in zones.values() if zone):
        said = [f"'{_heading(column)}'" for column in timed if zones[column.name] == zone]
        others = [f"'{_heading(column)}'" for column in timed if zones[column.name] != zone]
        if others:
            scales.notes.append(Sentence(OF_HEADING, zoned=listed(said), zone=zone, others=listed(others)))
        for column in timed:
            if zones[column.name] == zone:
                scales.doubt(column.name, _heading(column), "time_zone_beside_none" if others else "time_zone_kept")


def _zone_said(column: Column) -> str | None:
    """Return the time zone that the heading of a column says, or that of the times which stand beside its days."""
    rule = column.recognised.profile.join.get(column.name)
    headings = [_heading(column), *(rule.after if rule else ())]
    return next((zone for heading in headings if (zone := zone_of_heading(heading))), None)


def zone_of_heading(heading: str) -> str | None:
    """Return the time zone that a heading says: "Created On (UTC)", "created_at_utc"."""
    found = re.search(IN_HEADING, re.sub(r"[\W_]+", " ", heading), re.IGNORECASE)
    return found[1].upper() if found else None


def _heading(column: Column) -> str:
    return column.recognised.heading_of(column.name) or column.name


def _zones(column: Column, form: DateForm) -> pl.DataFrame:
    """Return the zones of a column's times as `zones_of`; none where all are midnight: days, which no clock moves."""
    if form.counted in SECONDS:  # which count in UTC
        return pl.DataFrame({"day": [None], "minutes": [0], "is_utc": [True], "written": ["UTC"]}, schema=ZONES_SEEN)
    found = zones_of(column.apart, form.order)
    return found if column.has_zoned_times else found.clear()


def clock_of(seen: pl.DataFrame) -> str | None:
    """Return the zone of the clock to tell times by; None where they are of one clock as they are written.

    seen   as `zones_of`
    """
    if seen["minutes"].n_unique() <= 1:
        return None
    own, away = seen.filter(~pl.col("is_utc")), seen.filter(pl.col("minutes") != 0)
    if own.height == seen.height and any(_fit(own, place) == 1 for place in PLACES):
        return None  # local times, in winter and summer
    for zones in (own, away):  # +00:00 may be UTC too
        for place in PLACES:
            if _fit(zones, place) >= FITTING:
                return place
    offsets = away["minutes"].unique().sort().to_list()
    if len(offsets) == 1:
        return _offset(offsets[0])
    return None if away.height == seen.height and _may_be_of_one_place(seen, offsets) else "UTC"


def _may_be_of_one_place(seen: pl.DataFrame, offsets: list[int]) -> bool:
    """Return whether zones an hour apart change no more than twice a year, as those of a place that we do not know."""
    dated = seen.drop_nulls("day").sort("day", "minutes")
    changes = int((dated["minutes"].diff() != 0).sum())
    return len(offsets) == 2 and offsets[1] - offsets[0] == SUMMER and changes <= 2 * dated["day"].dt.year().n_unique()


def _holds_utc(seen: pl.DataFrame) -> bool:
    """Return whether times are of UTC, or may be: +00:00 is local time where it and +01:00 fit the clocks of London."""
    zeros = seen.filter(pl.col("minutes") == 0)
    is_london = zeros.height < seen.height and _fit(seen.filter(~pl.col("is_utc")), LONDON) == 1
    return bool(seen["is_utc"].any()) or (zeros.height > 0 and not is_london)


def _is_moved(zones: pl.DataFrame, zone: str) -> bool:
    """Return whether any of a column's times changes on the clock of a zone."""
    if zone in PLACES:
        return _fit(zones, zone) < 1
    return not (zones["minutes"] == (0 if zone == "UTC" else minutes_of(zone))).all()


def _fit(zones: pl.DataFrame, place: str) -> float:
    """Return which share of dates bears the zone that the clocks of a place had on that day, or had on part of it."""
    dated = zones.drop_nulls("day")
    begins = dated["day"].cast(pl.Datetime("us"))
    ahead = [_ahead(at, place) for at in (begins, begins + A_DAY)]
    fits = (dated["minutes"] == ahead[0]) | (dated["minutes"] == ahead[1])
    return float(fits.mean() or 0.0)  # type: ignore[arg-type]


def _ahead(moment: pl.Series, place: str) -> pl.Series:
    """Return how many minutes the clocks of a place were ahead of UTC."""
    local = moment.dt.replace_time_zone("UTC").dt.convert_time_zone(place)
    return (local.dt.base_utc_offset() + local.dt.dst_offset()).dt.total_minutes()


def _offset(minutes: int) -> str:
    """Return minutes ahead of UTC as +05:30."""
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"
