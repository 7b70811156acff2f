"""What next week's figure would have to be for a signal, worked out before it comes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from math import fsum, isclose
from typing import Any, Final

# As pipelines/sql/process_chart.sql and steps/process_limits.sql have them.
RUN: Final = 7  # weeks on one side, or weeks all rising or all falling, that make a signal
TWO_SIGMA: Final = 2 / 3  # of the way from the mean to a limit
RANGE_TO_LIMIT: Final = 2.66
WILD: Final = 3.267  # times the mean moving range: such a range is screened out

FAR: Final = 100  # limits from the mean: whatever can be a signal is one there
STEP: Final = 1.05


@dataclass(frozen=True)
class Reach:
    """What the figures of a measure can be: no share above 100, nothing below 0."""

    floor: float = 0
    cap: float | None = None


@dataclass(frozen=True)
class NextWeek:
    """What next week's figure would have to be for a signal; None where no figure can.

    above, below  beyond these a single week is a signal
    run           weeks in a row on one side so far, minus where below the mean
    climb         weeks in a row that rose, minus where they fell
    """

    above: float | None
    below: float | None
    run: int
    climb: int
    mean: float


@dataclass(frozen=True)
class Weeks:
    """The weeks of a phase that its limits are made of, and the limits; `span` is from the mean to a limit.

    follows      nothing lies between the last of them and next week, so that their distance is a moving range
    moves        next week's figure will be one of those that the limits are made of
    """

    values: list[float]
    ranges: list[float]
    mean: float
    span: float
    is_screened: bool
    follows: bool
    moves: bool

    def limits_with(self, value: float) -> tuple[float, float]:
        """Return mean and span once this is next week's figure."""
        if not self.moves:
            return self.mean, self.span
        values = [*self.values, value]
        ranges = [*self.ranges, abs(value - self.values[-1])] if self.follows else self.ranges
        typical = fsum(ranges) / len(ranges)
        kept = [distance for distance in ranges if distance < WILD * typical] if self.is_screened else ranges
        if any(kept):
            typical = fsum(kept) / len(kept)
        return fsum(values) / len(values), RANGE_TO_LIMIT * typical

    def is_signal(self, value: float) -> bool:
        """Whether next week would lie outside, or be one of two in three near a limit, at this figure."""
        mean, span = self.limits_with(value)
        side = 1 if value > mean else -1
        last_two = [(before - mean) * side for before in self.values[-2:]]
        is_after_near = len(last_two) == 2 and min(last_two) > 0 and max(last_two) > TWO_SIGMA * span
        return (value - mean) * side > (TWO_SIGMA * span if is_after_near else span)


def next_week(points: Sequence[dict[str, Any]], limits: Reach, week: date | None = None) -> NextWeek | None:
    """Return what would be a signal after the last of these weeks of one chart; None without limits.

    week  the Monday of next week; the one after the last of the points where it is not given
    """
    judged = [point for point in points if point["value"] is not None and not point["is_left_out"]]
    if not judged or judged[-1]["upper_limit"] is None:
        return None
    last = judged[-1]
    phase = [point for point in judged if point["phase"] == last["phase"]]
    weeks = _weeks(phase, _follows(points, last["week"], week or points[-1]["week"] + timedelta(weeks=1)))
    above, below = _level(weeks, 1), _level(weeks, -1)
    return NextWeek(
        above=above if above is not None and (limits.cap is None or above < limits.cap) else None,
        below=below if below is not None and below > limits.floor else None,
        run=weeks_on_one_side([point["side"] for point in phase]),
        climb=_climb(weeks.values),
        mean=weeks.mean,
    )


def _weeks(phase: Sequence[dict[str, Any]], follows: bool) -> Weeks:
    last = phase[-1]
    values = [point["value"] for point in phase]
    mean, span = last["centre_line"], last["upper_limit"] - last["centre_line"]
    ranges = [point["moving_range"] for point in phase if point["moving_range"] is not None]
    # Limits that are not of these weeks alone are settled: they know later weeks, or only the first of the phase.
    moves = bool(ranges) and isclose(fsum(values) / len(values), mean, rel_tol=1e-9, abs_tol=1e-9)
    return Weeks(values, ranges, mean, span, bool(last["is_screened"]), follows, moves)


def _follows(points: Sequence[dict[str, Any]], last: date, week: date) -> bool:
    """Whether all weeks between the last and next week are left out: a week without a figure is a gap."""
    left_out = sum(point["is_left_out"] and last < point["week"] < week for point in points)
    return (week - last).days == 7 * (1 + left_out)


def _level(weeks: Weeks, side: int) -> float | None:
    """Return the level beyond which every figure on that side is a signal; None where none is."""
    unit = weeks.span or abs(weeks.mean) or 1.0
    far = FAR * unit

    def is_signal(distance: float) -> bool:
        return weeks.is_signal(weeks.mean + side * distance)

    if not is_signal(far):
        return None
    near = far
    while near > 1e-9 * unit and is_signal(near):
        far, near = near, near / STEP
    return weeks.mean + side * _edge(is_signal, near, far)


def _edge(holds: Callable[[float], bool], low: float, high: float) -> float:
    """Return from where on it holds, between a distance at which it does not and one at which it does."""
    for _halving in range(60):
        middle = (low + high) / 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high


def weeks_on_one_side(sides: Sequence[int | None]) -> int:
    """Return how many weeks in a row are on the side of the last, minus where that is below; 0 on the mean itself."""
    last = sides[-1] or 0
    length = 0
    while last and length < len(sides) and sides[-1 - length] == last:
        length += 1
    return length * last


def _climb(values: Sequence[float]) -> int:
    """Return how many weeks in a row rose, minus where they fell: the first of them counts too."""
    steps = [(after > before) - (after < before) for before, after in pairwise(values)]
    run = weeks_on_one_side(steps) if steps else 0
    return run + (run > 0) - (run < 0)
