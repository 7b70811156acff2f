"""The same weeks twice: on target as we report it, and done as promised; the gap between them shaded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import altair as alt
import polars as pl

from dashboard.charts.palette import Layers, Palette, finish

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class TwoLinesText:
    """The words on the chart, in the reader's language."""

    ours: str
    theirs: str
    may_change: str
    week: str
    people: str
    items: str


def every_week(points: pl.DataFrame) -> pl.DataFrame:
    """Return the points with a row for each calendar week between the first and the last: a gap stays a gap."""
    first, last = points["week"].min(), points["week"].max()
    weeks = pl.DataFrame({"week": pl.date_range(first, last, "7d", eager=True)})  # type: ignore[arg-type]
    return weeks.join(points, on="week", how="left", maintain_order="left")


def two_lines(points: pl.DataFrame, text: TwoLinesText, tones: Palette, language: str) -> Layers:
    """Draw both shares on one axis from 0 to 100.

    points  one row per week: week, ours, theirs (per cent or null), items, people, may_change
    """
    frame = every_week(points).with_columns(pl.col("may_change").fill_null(value=False))
    settled = frame.with_columns(
        [pl.when(~pl.col("may_change")).then(pl.col(name)).alias(f"{name}_settled") for name in ("ours", "theirs")]
    )
    # The dashed stretch begins at the last settled week, so that the line goes on.
    open_from = frame.filter(pl.col("may_change"))["week"].min()
    loose = frame.filter(pl.col("week") >= open_from - WEEK) if open_from else frame.clear()  # type: ignore[operator]

    x = alt.X("week:T", title=None, axis=alt.Axis(format="%b %Y", grid=False, labelOverlap=True, tickCount=8))
    y_axis = alt.Axis(values=[0, 25, 50, 75, 100], labelExpr="datum.value + '%'")

    def y(column: str) -> alt.Y:
        return alt.Y(f"{column}:Q", title=None, scale=alt.Scale(domain=[0, 100]), axis=y_axis)

    def line(data: pl.DataFrame, column: str, tone: str, dash: list[int] | None) -> Any:
        mark = {"color": tone, "strokeWidth": 2.6 if column.startswith("theirs") else 2.0, "point": False}
        return alt.Chart(data).mark_line(**mark, **({"strokeDash": dash} if dash else {})).encode(x, y(column))

    gap = (
        alt.Chart(frame)
        .mark_area(color=tones.theirs, opacity=0.13, interpolate="linear")
        .encode(x, y("ours"), alt.Y2("theirs:Q"))
    )
    hover = (
        alt.Chart(frame)
        .mark_rule(opacity=0, strokeWidth=9)
        .encode(
            x,
            tooltip=[
                alt.Tooltip("week:T", title=text.week, format="%-d %b %Y"),
                alt.Tooltip("ours:Q", title=text.ours, format=".1f"),
                alt.Tooltip("items:Q", title=text.items, format=","),
                alt.Tooltip("theirs:Q", title=text.theirs, format=".1f"),
                alt.Tooltip("people:Q", title=text.people, format=","),
            ],
        )
    )
    layers = [
        gap,
        line(settled, "ours_settled", tones.ours, None),
        line(settled, "theirs_settled", tones.theirs, None),
        line(loose, "ours", tones.ours, [4, 4]),
        line(loose, "theirs", tones.theirs, [4, 4]),
        *_names(frame, text, tones),
    ]
    if open_from:
        layers.insert(0, _may_change(frame, open_from, text, tones))
    return finish([*layers, hover], 300, tones, language)


def _names(frame: pl.DataFrame, text: TwoLinesText, tones: Palette) -> list[alt.Chart]:
    """Return each line's name, written at its start: our line above, theirs below."""
    names = []
    for column, words, tone, side in (
        ("ours", text.ours, tones.ours, -1),
        ("theirs", text.theirs, tones.theirs_text, 1),
    ):
        known = frame.filter(pl.col(column).is_not_null()).head(max(6, frame.height // 4))
        if known.height:
            edge = known[column].max() if side < 0 else known[column].min()
            at = pl.DataFrame({"week": known["week"].head(1), "value": [edge], "words": [words]})
            names.append(
                alt.Chart(at)
                .mark_text(
                    align="left",
                    baseline="bottom" if side < 0 else "top",
                    dy=side * 8,
                    color=tone,
                    fontSize=14,
                    fontWeight=600,
                )
                .encode(alt.X("week:T"), alt.Y("value:Q"), text="words:N")
            )
    return names


def _may_change(frame: pl.DataFrame, open_from: Any, text: TwoLinesText, tones: Palette) -> alt.LayerChart:
    """Return the stretch of weeks whose figures may still change, with its words."""
    stretch = pl.DataFrame({"first": [open_from - WEEK / 2], "last": [frame["week"].max()], "words": [text.may_change]})
    base = alt.Chart(stretch)
    return alt.layer(
        base.mark_rect(color=tones.band, opacity=0.8).encode(x="first:T", x2="last:T"),
        base.mark_text(align="right", baseline="bottom", dy=-6, color=tones.soft).encode(
            x="last:T", y=alt.value("height"), text="words:N"
        ),
    )
