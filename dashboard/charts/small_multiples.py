"""Small process charts as drawings: one team each on one common axis, or the line of a measure in a list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import polars as pl

from dashboard.charts.palette import drawing
from dashboard.charts.process import phases, shown

WEEK: Final = timedelta(days=7)
MARK: Final = 4
EDGE: Final = 7  # pixels around, so that a mark at the edge stays whole


@dataclass(frozen=True)
class Axis:
    """What charts that are to be compared have in common: first and last week, lowest and highest level."""

    first: date
    last: date
    low: float
    high: float


def common_axis(points: pl.DataFrame, floor: float | None = 0, cap: float | None = None) -> Axis:
    """Return the axis on which all these points and their limits fit."""
    limits = points.select(pl.col("lower_limit", "upper_limit").clip(floor, cap))
    levels = pl.concat([points["value"], limits["lower_limit"], limits["upper_limit"]]).drop_nulls()
    low, high = (float(levels.min()), float(levels.max())) if len(levels) else (0.0, 1.0)  # type: ignore[arg-type]
    if floor == 0 and cap is None:
        low = 0.0
    return Axis(points["week"].min(), points["week"].max(), low, high if high > low else low + 1)  # type: ignore[arg-type]


def small_chart(
    points: pl.DataFrame,
    axis: Axis,
    *,
    floor: float | None = 0,
    cap: float | None = None,
    width: int = 360,
    height: int = 96,
) -> str:
    """Draw weekly values over the usual range of each phase: a diamond where a rule says to ask, a dot at the end.

    points  rows of the relation `process_chart`, one per week; their words stand outside the drawing
    """
    weeks = max((axis.last - axis.first) // WEEK, 1)

    def across(week: date) -> float:
        return EDGE + (week - axis.first) / WEEK / weeks * (width - 2 * EDGE)

    def up(level: float) -> float:
        return height - EDGE - (level - axis.low) / (axis.high - axis.low) * (height - 2 * EDGE)

    half = (width - 2 * EDGE) / weeks / 2
    floor_at = height - EDGE + 0.5
    body = [f'<path d="M0 {floor_at:g}H{width}" stroke="var(--line)"/>']
    for phase in shown(phases(points), floor, cap).iter_rows(named=True):
        x, x2 = max(across(phase["first_week"]) - half, 0), min(across(phase["last_week"]) + half, width)
        if phase["upper_limit"] is None:
            continue
        top, bottom = up(phase["upper_limit"]), up(phase["lower_limit"])
        dash = ' stroke="var(--quiet)" stroke-dasharray="4 3"' if phase["is_provisional"] else ""
        band = f'x="{x:.1f}" y="{top:.1f}" width="{x2 - x:.1f}" height="{max(bottom - top, 1):.1f}"'
        body.append(f'<rect {band} fill="var(--band)"{dash}/>')
        centre = up(phase["centre_line"])
        body.append(f'<path d="M{x:.1f} {centre:.1f}H{x2:.1f}" stroke="var(--soft)" stroke-dasharray="2 3"/>')
    line = 'fill="none" stroke="var(--ink)" stroke-width="1.7" stroke-linejoin="round" stroke-linecap="round"'
    body.append(f'<path d="{_path(points, across, up)}" {line}/>')
    body += _marks(points, across, up)
    return drawing(width, height, "".join(body))


def _path(points: pl.DataFrame, across: Any, up: Any) -> str:
    """Return the line through the weeks; it breaks where a week is missing or has no value, and passes weeks left out."""
    parts: list[str] = []
    previous: date | None = None
    for point in points.sort("week").iter_rows(named=True):
        if point["is_left_out"]:
            goes_on = previous is not None and point["week"] - previous <= WEEK
            previous = point["week"] if goes_on else None
            continue
        if point["value"] is None:
            previous = None
            continue
        goes_on = previous is not None and point["week"] - previous <= WEEK
        parts.append(f"{'L' if goes_on else 'M'}{across(point['week']):.1f} {up(point['value']):.1f}")
        if not goes_on:
            parts.append("h.01")  # a week alone between two gaps is a dot, with the round ends of the line
        previous = point["week"]
    return "".join(parts)


def _marks(points: pl.DataFrame, across: Any, up: Any) -> list[str]:
    valued = points.filter(pl.col("value").is_not_null()).sort("week")
    marks = []
    for point in valued.filter(pl.col("rule").is_not_null()).iter_rows(named=True):
        x, y = across(point["week"]), up(point["value"])
        marks.append(
            f'<path d="M{x:.1f} {y - MARK:.1f}l{MARK} {MARK}l-{MARK} {MARK}l-{MARK} -{MARK}Z" fill="var(--theirs)"/>'
        )
    for point in valued.tail(1).filter(pl.col("rule").is_null()).iter_rows(named=True):
        fill = 'fill="none" stroke="var(--ink)" stroke-width="1.5"' if point["is_left_out"] else 'fill="var(--ink)"'
        marks.append(f'<circle cx="{across(point["week"]):.1f}" cy="{up(point["value"]):.1f}" r="4.5" {fill}/>')
    return marks
