"""Each team's share against its size, between the limits where a team of that size would lie: no ranking, no verdict."""

from __future__ import annotations

from dataclasses import dataclass

import altair as alt
import polars as pl

from dashboard.charts.palette import Layers, Palette, finish

HEIGHT = 320
MOST_NAMED = 8  # more names than this would lie over each other: then only those outside


@dataclass(frozen=True)
class FunnelText:
    """The words on the chart, in the reader's language."""

    team: str
    share: str
    size: str
    limits: str
    whole: str


def funnel(teams: pl.DataFrame, text: FunnelText, tones: Palette, language: str) -> Layers:
    """Draw one dot a team.

    teams  one row per team: name, n, share, target, lower_95, upper_95, lower_998, upper_998 (per cent), is_outside
    """
    by_size = teams.sort("n", "name")
    shares = pl.concat([by_size[name].rename("share") for name in ("share", "lower_998", "upper_998")])
    room = max(1.0, 0.05 * (float(shares.max()) - float(shares.min())))  # type: ignore[arg-type]
    low, high = max(0.0, float(shares.min()) - room), min(100.0, float(shares.max()) + room)  # type: ignore[arg-type]
    x = alt.X("n:Q", title=text.size, axis=alt.Axis(grid=False, format=",d", tickCount=6), scale=alt.Scale(zero=False))
    y = alt.Y(
        "share:Q",
        title=None,
        scale=alt.Scale(domain=[low, high], nice=False),
        axis=alt.Axis(labelExpr="datum.label + '%'", tickCount=5),
    )

    def band(lower: str, upper: str, opacity: float) -> alt.Chart:
        mark = alt.Chart(by_size).mark_area(color=tones.quiet, opacity=opacity, clip=True)
        return mark.encode(
            x, alt.Y(f"{lower}:Q", scale=alt.Scale(domain=[low, high], nice=False)), alt.Y2(f"{upper}:Q")
        )

    whole = (
        alt.Chart(by_size.head(1))
        .mark_rule(color=tones.soft, strokeDash=[2, 3])
        .encode(alt.Y("target:Q", scale=alt.Scale(domain=[low, high], nice=False)))
    )
    tooltip = [
        alt.Tooltip("name:N", title=text.team),
        alt.Tooltip("share:Q", title=text.share, format=".1f"),
        alt.Tooltip("n:Q", title=text.size, format=","),
        alt.Tooltip("limits:N", title=text.limits),
        alt.Tooltip("target:Q", title=text.whole, format=".1f"),
    ]
    dots = (
        alt.Chart(by_size)
        .mark_point(filled=True, opacity=1)
        .encode(
            x,
            y,
            color=alt.condition("datum.is_outside", alt.value(tones.theirs), alt.value(tones.ink)),
            shape=alt.condition("datum.is_outside", alt.value("diamond"), alt.value("circle")),
            size=alt.condition("datum.is_outside", alt.value(130), alt.value(70)),
            tooltip=tooltip,
        )
    )
    names = (
        alt.Chart(by_size if by_size.height <= MOST_NAMED else by_size.filter(pl.col("is_outside")))
        .mark_text(align="left", dx=9, dy=-9)
        .encode(
            x,
            y,
            text="name:N",
            color=alt.condition("datum.is_outside", alt.value(tones.theirs_text), alt.value(tones.soft)),
        )
    )
    bands = [band("lower_998", "upper_998", 0.22), band("lower_95", "upper_95", 0.28)]
    return finish([*bands, whole, dots, names], HEIGHT, tones, language)
