"""Days from the target: one bar a day, the tenth of the time before the target and the tenth after it shaded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import altair as alt
import polars as pl

from dashboard.charts.palette import Layers, Palette, finish

AT_LEAST, FURTHEST = 14, 60  # days on either side: the target never stands at the edge, and no bar gets too thin
OUTER: Final = 0.01  # of the items on either side that may lie beyond the drawing
HALF_BAR: Final = 0.42  # of a day; the rest is the space between two bars
HEAD_ROOM: Final = 1.15  # of the highest bar: space for the words at the target
TARGET_AT: Final = 0.5  # the end of the day itself


@dataclass(frozen=True)
class TargetText:
    """The words on the chart, in the reader's language."""

    target: str
    days: str
    items: str
    tenths: str
    axis: str


@dataclass(frozen=True)
class Drawn:
    """The bars that are drawn, and how many items are not: short targets, and those beyond either side."""

    bars: pl.DataFrame
    short: int
    earlier: int
    later: int


def drawn_days(days: pl.DataFrame) -> Drawn:
    """Return what is drawn of the relation `around_target` of one team: day, items and in_tenths."""
    bars = days.select(
        pl.col("days_from_target").alias("day"),
        (pl.col("items") - pl.col("of_short_targets")).alias("items"),
        (pl.col("in_last_tenth") + pl.col("in_first_tenth_after")).alias("in_tenths"),
    ).filter(pl.col("items") > 0)
    short = int(days["of_short_targets"].sum())
    if bars.is_empty():
        return Drawn(bars, short, 0, 0)
    so_far = bars.sort("day").with_columns(part=pl.col("items").cum_sum() / pl.col("items").sum())
    low = so_far.filter(pl.col("part") >= OUTER)["day"][0]
    high = so_far.filter(pl.col("part") >= 1 - OUTER)["day"][0]
    first, last = max(min(low, -AT_LEAST), -FURTHEST), min(max(high, AT_LEAST), FURTHEST)
    within = so_far.filter(pl.col("day").is_between(first, last)).drop("part")
    earlier, later = (
        so_far.filter(pl.col("day") < first)["items"].sum(),
        so_far.filter(pl.col("day") > last)["items"].sum(),
    )
    return Drawn(within, short, int(earlier), int(later))


def around_target(bars: pl.DataFrame, text: TargetText, tones: Palette, language: str, height: int = 230) -> Layers:
    """Draw the days around the target.

    bars  one row per day: day, items, in_tenths (those of the items that are in one of the two tenths)
    """
    rows = bars.with_columns(start=pl.col("day") - HALF_BAR, end=pl.col("day") + HALF_BAR, rest=pl.lit(0))
    first, last = min(int(rows["day"].min()), -AT_LEAST), max(int(rows["day"].max()), AT_LEAST)  # type: ignore[arg-type]
    x = alt.X(
        "start:Q",
        title=text.axis,
        scale=alt.Scale(domain=[first - 1, last + 1], nice=False, zero=False),
        axis=alt.Axis(
            grid=False, labelOverlap=True, tickCount=12, labelExpr="datum.value > 0 ? '+' + datum.label : datum.label"
        ),
    )
    top = float(rows["items"].max()) * HEAD_ROOM  # type: ignore[arg-type]
    y = alt.Y("items:Q", title=None, axis=alt.Axis(tickCount=4), scale=alt.Scale(domain=[0, top], nice=False))
    tooltip = [
        alt.Tooltip("day:Q", title=text.days, format="+d"),
        alt.Tooltip("items:Q", title=text.items, format=","),
        alt.Tooltip("in_tenths:Q", title=text.tenths, format=","),
    ]
    base = alt.Chart(rows).encode(x, alt.X2("end:Q"), tooltip=tooltip)
    side: Literal["left", "right"] = "left" if last > -first else "right"  # the words stand where there is more room
    line = alt.Chart(pl.DataFrame({"start": [TARGET_AT], "words": [text.target]})).encode(alt.X("start:Q"))
    return finish(
        [
            base.mark_rect(color=tones.quiet, opacity=0.75).encode(y, alt.Y2("rest:Q")),
            base.mark_rect(color=tones.ours).encode(alt.Y("in_tenths:Q"), alt.Y2("rest:Q")),
            line.mark_rule(color=tones.soft, strokeDash=[6, 4], strokeWidth=1.4),
            line.mark_text(align=side, baseline="top", dx=6 if side == "left" else -6, color=tones.soft).encode(
                y=alt.value(0), text="words:N"
            ),
        ],
        height,
        tones,
        language,
    )
