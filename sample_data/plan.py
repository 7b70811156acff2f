"""The weekly means that the sample is made to show, and how many needs are done in each week."""

from __future__ import annotations

import random
from datetime import date
from itertools import groupby, pairwise
from statistics import fmean

from sample_data.records import FIRST_WEEK, LAST_WEEK, REDESIGN, weeks_between

# The article's figures (ODPM 2005, Tees Valley repairs).
MEAN_BEFORE, PEAK, MEAN_AFTER, UPPER_LIMIT_AFTER = 28.8, 46.0, 5.9, 8.8
PEAK_WEEK = date(2004, 5, 10)  # "the week of 16 May": Monday 10 to Sunday 16 May
SPRING = {  # week -> mean days, from the rise of 21 March to the end of the old way
    date.fromisoformat(week): mean
    for week, mean in (
        ("2004-03-22", 31.9), ("2004-03-29", 33.4), ("2004-04-05", 32.1), ("2004-04-12", 34.6), ("2004-04-19", 33.0),
        ("2004-04-26", 35.2), ("2004-05-03", 36.3), ("2004-05-10", PEAK), ("2004-05-17", 36.8), ("2004-05-24", 33.4),
        ("2004-05-31", 34.2), ("2004-06-07", 30.6), ("2004-06-14", 31.3), ("2004-06-21", 27.4),
    )
}  # fmt: skip
RANGE_TO_LIMIT = 2.66  # 3 / d2, d2 = 1.128 for pairs (Wheeler, Understanding Variation)
SCREEN = 3.267  # moving ranges from this many times their mean on stay out of the limits, once
WELL_INSIDE = 0.85  # so that no rounding takes a moving range over that edge
SPREAD_BEFORE = 2.9  # days; what the mean of some ninety needs varies by of itself
RUN, TREND = 7, 7  # so many points on one side, or so many rising or falling, are a signal

BEFORE = weeks_between(FIRST_WEEK, REDESIGN)[:-1]
AFTER = weeks_between(REDESIGN, LAST_WEEK)
AFTERWARDS = weeks_between(LAST_WEEK, date(2005, 2, 28))[1:]  # done after the last export: still open in it

QUIET_WEEKS = {"2002-12-30": 0.7, "2003-12-22": 0.55, "2003-12-29": 0.65, "2004-12-20": 0.65}
BACKLOG_WEEKS = {
    "2004-05-17": 8, "2004-05-24": 12, "2004-05-31": 12, "2004-06-07": 26, "2004-06-14": 34, "2004-06-21": 38,
}  # fmt: skip


def limits(values: list[float]) -> tuple[float, float, float]:
    """Return lower limit, mean and upper limit of a process behaviour chart (XmR), with screening."""
    ranges = [abs(after - before) for before, after in pairwise(values)]
    kept = [moved for moved in ranges if moved < SCREEN * fmean(ranges)]
    reach = RANGE_TO_LIMIT * fmean(kept)
    return fmean(values) - reach, fmean(values), fmean(values) + reach


def has_signal(values: list[float], low: float, mean: float, high: float) -> bool:
    """Return whether any value lies outside, or a run, a trend or two of three near a limit is among them."""
    sides = [value > mean for value in values]
    steps = [after > before for before, after in pairwise(values)]
    far = [abs(value - mean) > (high - mean) * 2 / 3 for value in values]
    near_limit = any(len(set(sides[at : at + 3])) == 1 and sum(far[at : at + 3]) >= 2 for at in range(len(values) - 2))
    outside = any(not low <= value <= high for value in values)
    return outside or near_limit or _longest(sides) >= RUN or _longest(steps) >= TREND - 1


def _longest(signs: list[bool]) -> int:
    return max(len(list(run)) for _, run in groupby(signs))


def means_after(rng: random.Random) -> dict[date, float]:
    """Return week -> mean days after the redesign: the article's mean and upper limit, and no signal."""
    moved = (UPPER_LIMIT_AFTER - MEAN_AFTER) / RANGE_TO_LIMIT
    while True:
        drawn = [rng.gauss(0, 1) for _ in AFTER]
        ranges = [abs(after - before) for before, after in pairwise(drawn)]
        values = [MEAN_AFTER + (value - fmean(drawn)) * moved / fmean(ranges) for value in drawn]
        if max(ranges) < WELL_INSIDE * SCREEN * fmean(ranges) and not has_signal(values, *limits(values)):
            return dict(zip(AFTER, values, strict=True))


def means_before(rng: random.Random) -> dict[date, float]:
    """Return week -> mean days before it: no signal until the spring of 2004, and only the peak outside the limits."""
    calm = [week for week in BEFORE if week not in SPRING]
    mean = (MEAN_BEFORE * len(BEFORE) - sum(SPRING.values())) / len(calm)
    while True:
        drawn = [rng.gauss(0, SPREAD_BEFORE) for _ in calm]
        values = [mean + value - fmean(drawn) for value in drawn]
        low, centre, high = limits([*values, *SPRING.values()])
        outside = [week for week, value in SPRING.items() if value > high]
        rises_in_spring = max(values[-2:]) < centre  # the run above the mean begins after 21 March
        if outside == [PEAK_WEEK] and rises_in_spring and not has_signal(values, low, centre, high):
            return dict(zip(calm, values, strict=True)) | SPRING


def needs_done(rng: random.Random, week: date) -> int:
    """Return how many needs are done in a week: fewer around New Year, more while the backlog is cleared."""
    usual = 90 if week >= REDESIGN else 97
    share, more = QUIET_WEEKS.get(week.isoformat(), 1), BACKLOG_WEEKS.get(week.isoformat(), 0)
    return round((usual + rng.gauss(0, 4)) * share) + more
