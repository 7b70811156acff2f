"""The process chart: a week's figure between the limits of its own phase, each person as a dot behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

import altair as alt
import polars as pl

from dashboard.charts.palette import Layers, Palette, finish, words_where

WEEK: Final = timedelta(days=7)
MID_WEEK: Final = timedelta(days=3.5)
# A signal has the shape of the rule that it breaks, so that it can be told without colour.
SHAPES: Final = {"outside": "diamond", "trend": "triangle-up", "two_of_three": "square", "shift": "circle"}
HEAD_ROOM: Final = 1.12  # of the highest figure or limit: space for the words above the line
LETTER: Final = 6.6  # pixels that a letter takes at 13 px, for words that only stand where they fit

CHOSEN: Final = alt.selection_point(name="person", fields=["need_id"])  # the dot that the reader clicked


@dataclass(frozen=True)
class ProcessText:
    """The words on the chart, in the reader's language."""

    week: str
    value: str
    people: str
    usual_range: str
    signal: str
    one_person: str
    days: str


def phases(points: pl.DataFrame) -> pl.DataFrame:
    """Return one row per phase: first_week, last_week, reason, its limits and whether they are provisional."""
    return (
        points.sort("week")
        .group_by("phase", maintain_order=True)
        .agg(
            pl.col("week").first().alias("first_week"),
            pl.col("week").last().alias("last_week"),
            pl.col("phase_reason").drop_nulls().first().alias("reason"),
            *(
                pl.col(name).drop_nulls().last()
                for name in ("centre_line", "lower_limit", "upper_limit", "mr_centre_line", "mr_upper_limit")
            ),
            pl.col("is_provisional").any(),
        )
        .with_columns(
            begins=pl.col("first_week").cast(pl.Datetime("us")),
            ends=pl.col("last_week").cast(pl.Datetime("us")) + WEEK,
        )
    )


def most_striking(points: pl.DataFrame) -> dict[str, Any] | None:
    """Return the week furthest outside its limits, which is the one to write beside the line; None without one."""
    outside = points.filter("is_outside").with_columns(
        far=(pl.col("value") - pl.col("centre_line")).abs() / (pl.col("upper_limit") - pl.col("centre_line"))
    )
    return outside.sort("far", "week", descending=True).row(0, named=True) if outside.height else None


def shown(phase_rows: pl.DataFrame, floor: float | None, cap: float | None) -> pl.DataFrame:
    """Return the limits as drawn: kept within what can be (no days below 0, no share above 100). Only drawn so."""
    return phase_rows.with_columns(pl.col("lower_limit", "upper_limit").clip(floor, cap))


def _reach(points: pl.DataFrame, drawn: pl.DataFrame, floor: float | None, cap: float | None) -> tuple[float, float]:
    """Return bottom and top of the axis: all weekly figures and limits, with room for words."""
    levels = pl.concat([points["value"], drawn["lower_limit"], drawn["upper_limit"]]).drop_nulls()
    low, high = (float(levels.min()), float(levels.max())) if len(levels) else (0.0, 1.0)  # type: ignore[arg-type]
    spread = (high - low) or abs(high) * 0.1 or 1.0
    if floor == 0 and cap is None:
        return 0.0, high * HEAD_ROOM + 0.2 * spread or 1.0
    top = high + 0.35 * spread if cap is None else min(high + 0.35 * spread, cap + 0.08 * spread)
    return max(low - 0.25 * spread, floor if floor is not None else low - spread), top


def beyond(
    people: pl.DataFrame, points: pl.DataFrame, phase_rows: pl.DataFrame, floor: float | None, cap: float | None
) -> int:
    """Return how many of the dots are higher than the chart reaches, and stand as triangles at its edge."""
    high = _reach(points, shown(phase_rows, floor, cap), floor, cap)[1]
    return _of_weeks(people, points).filter(pl.col("days") > high).height


def process_chart(
    points: pl.DataFrame,
    phase_rows: pl.DataFrame,
    people: pl.DataFrame | None,
    text: ProcessText,
    tones: Palette,
    language: str,
    *,
    floor: float | None = 0,
    cap: float | None = None,
    number: str = ".1f",
    height: int = 360,
) -> Layers:
    """Draw one measure of one team, week by week.

    points      rows of the relation `process_chart`, one per week; `label` (words, if any) stands beside its point
    phase_rows  `phases(points)` with two columns of words: range_label (over the band), reason_label (at its start)
    people      need_id, done_at, days: one dot each; None where the measure isn't one of days
    """
    drawn = shown(phase_rows, floor, cap)
    low, high = _reach(points, drawn, floor, cap)
    weeks = points.with_columns(at=pl.col("week").cast(pl.Datetime("us")) + MID_WEEK)
    x = alt.X(
        "at:T",
        title=None,
        scale=alt.Scale(domain=_ends(weeks), nice=False),
        axis=alt.Axis(format="%b %Y", grid=False, labelOverlap=True, tickCount=10),
    )
    y = alt.Y(
        "value:Q",
        title=None,
        scale=alt.Scale(domain=[low, high], range=[alt.expr("height"), _head(drawn)], nice=False, zero=False),
        axis=alt.Axis(tickCount=6, grid=False, labelExpr="datum.label" if cap is None else "datum.label + '%'"),
    )
    layers = [
        *_bands(drawn, tones, y),
        *(_dots(_of_weeks(people, weeks), high, _head(drawn), text, tones) if people is not None else []),
        alt.Chart(_line_rows(weeks)).mark_line(color=tones.ink, strokeWidth=1.9, strokeJoin="round").encode(x, y),
        *_marks(weeks, text, tones, x, y, number),
        *_phase_words(drawn, tones),
        *_labels(weeks, tones, x, y),
    ]
    return finish(layers, height, tones, language)


def _of_weeks(people: pl.DataFrame, weeks: pl.DataFrame) -> pl.DataFrame:
    """Return the people who were done in the weeks of the chart."""
    if people.is_empty():
        return people
    first, last = weeks["week"].min(), weeks["week"].max()
    return people.filter(pl.col("done_at").dt.date().is_between(first, last + WEEK, closed="left"))  # type: ignore[operator, arg-type]


def _head(drawn: pl.DataFrame) -> int:
    """Return the pixels kept free above the chart for the reasons of phases."""
    return 40 if drawn.height > 1 else 4


def _ends(weeks: pl.DataFrame) -> list[alt.DateTime]:
    first: date = weeks["week"].min()  # type: ignore[assignment]
    last: date = weeks["week"].max() + WEEK  # type: ignore[operator]
    return [alt.DateTime(year=day.year, month=day.month, date=day.day) for day in (first, last)]


def _line_rows(weeks: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of the line: weeks that are missing break it, weeks that were left out do not."""
    kept = weeks.filter(~pl.col("is_left_out").fill_null(value=False)).select("week", "at", "value")
    left_out = weeks.filter(pl.col("is_left_out"))["week"].implode()
    calendar = pl.DataFrame({"week": pl.date_range(weeks["week"].min(), weeks["week"].max(), "7d", eager=True)})  # type: ignore[arg-type]
    return (
        calendar.filter(~pl.col("week").is_in(left_out))
        .join(kept, on="week", how="left", maintain_order="left")
        .with_columns(pl.col("week").cast(pl.Datetime("us")).add(MID_WEEK).alias("at"))
    )


def _bands(drawn: pl.DataFrame, tones: Palette, y: alt.Y) -> list[alt.Chart]:
    """Return the usual range of each phase: a band, its limits dashed while provisional, its mean dotted."""
    limited = drawn.filter(pl.col("upper_limit").is_not_null())
    base = alt.Chart(limited).encode(alt.X("begins:T"), alt.X2("ends:T"))
    loose = alt.Chart(limited.filter("is_provisional")).encode(alt.X("begins:T"), alt.X2("ends:T"))
    return [
        base.mark_rect(color=tones.band).encode(alt.Y("lower_limit:Q"), alt.Y2("upper_limit:Q")),
        loose.mark_rule(color=tones.quiet, strokeDash=[6, 4]).encode(alt.Y("lower_limit:Q")),
        loose.mark_rule(color=tones.quiet, strokeDash=[6, 4]).encode(alt.Y("upper_limit:Q")),
        alt.Chart(drawn.filter(pl.col("centre_line").is_not_null()))
        .mark_rule(color=tones.soft, strokeDash=[2, 3], strokeWidth=1.2)
        .encode(alt.X("begins:T"), alt.X2("ends:T"), alt.Y("centre_line:Q")),
    ]


def _dots(people: pl.DataFrame, high: float, head: int, text: ProcessText, tones: Palette) -> list[alt.Chart]:
    """Return one dot per person; who is beyond the axis is drawn at its edge as a triangle, not dropped."""
    if people.is_empty():
        return []
    tooltip = [
        alt.Tooltip("need_id:N", title=text.one_person),
        alt.Tooltip("days:Q", title=text.days, format=".1f"),
        alt.Tooltip("done_at:T", title=text.week, format="%-d %b %Y"),
    ]
    within, beyond = people.filter(pl.col("days") <= high), people.filter(pl.col("days") > high)
    at = alt.X("done_at:T")
    dots = (
        alt.Chart(within)
        .mark_circle(color=tones.soft, size=14)
        .encode(
            at,
            alt.Y("days:Q"),
            opacity=alt.OpacityValue(0.3, condition={"param": "person", "empty": False, "value": 1}),
            tooltip=tooltip,
        )
        .add_params(CHOSEN)
    )
    edge = (
        alt.Chart(beyond)
        .mark_point(shape="triangle-up", filled=True, color=tones.soft, size=16, opacity=0.45)
        .encode(at, y=alt.value(head), tooltip=tooltip)
    )
    return [dots, *([edge] if beyond.height else [])]


def _marks(weeks: pl.DataFrame, text: ProcessText, tones: Palette, x: alt.X, y: alt.Y, number: str) -> list[alt.Chart]:
    """Return the points: small where ordinary, hollow where left out, large and bright where a rule says to ask."""
    tooltip = [
        alt.Tooltip("week:T", title=text.week, format="%-d %b %Y"),
        alt.Tooltip("value:Q", title=text.value, format=number),
        alt.Tooltip("n:Q", title=text.people, format=","),
        alt.Tooltip("range_words:N", title=text.usual_range),
        alt.Tooltip("rule_words:N", title=text.signal),
    ]
    ordinary = weeks.filter(pl.col("value").is_not_null() & pl.col("rule").is_null())
    left_out = ordinary.filter("is_left_out")
    signals = weeks.filter(pl.col("value").is_not_null() & pl.col("rule").is_not_null())
    shape = alt.Shape("rule:N", legend=None, scale=alt.Scale(domain=list(SHAPES), range=list(SHAPES.values())))
    return [
        alt.Chart(ordinary.filter(~pl.col("is_left_out")))
        .mark_circle(color=tones.ink, size=16, opacity=1)
        .encode(x, y, tooltip=tooltip),
        alt.Chart(left_out).mark_point(color=tones.ink, fill=tones.paper, size=38).encode(x, y, tooltip=tooltip),
        alt.Chart(signals)
        .mark_point(color=tones.theirs, filled=True, size=95, opacity=1, stroke=tones.paper, strokeWidth=1)
        .encode(x, y, shape, tooltip=tooltip),
    ]


def _beside(drawn: pl.DataFrame) -> pl.DataFrame:
    """Return the phases with `side`, where the words of their start go, and `room_to`, how far they may run.

    The longer stretch beside the start is taken, unless the words of another start stand there already.
    """
    begins, ends = drawn["begins"].to_list(), drawn["ends"].to_list()
    taken: set[int] = set()
    sides: list[str | None] = [None]
    rooms: list[datetime | None] = [None]
    for number in range(1, drawn.height):
        stretches = {number: ends[number] - begins[number], number - 1: begins[number] - begins[number - 1]}
        free = [stretch for stretch in sorted(stretches, key=lambda k: -stretches[k]) if stretch not in taken]
        chosen = free[0] if free else None
        taken |= {chosen} if chosen is not None else set()
        sides.append(None if chosen is None else "after" if chosen == number else "before")
        rooms.append(None if chosen is None else ends[number] if chosen == number else begins[number - 1])
    return drawn.with_columns(
        pl.Series("side", sides[: drawn.height], dtype=pl.String),
        pl.Series("room_to", rooms[: drawn.height], dtype=pl.Datetime("us")),
    )


def _phase_words(drawn: pl.DataFrame, tones: Palette) -> list[alt.Chart]:
    """Return the words of each phase: its usual range where there is room, and at its start the reason for it."""
    begun = _beside(drawn).filter(pl.col("first_week") > pl.col("first_week").min())
    ranged = drawn.filter(pl.col("range_label").is_not_null() & pl.col("upper_limit").is_not_null())
    room = f"scale('x', datum.ends) - scale('x', datum.begins) > length(datum.range_label) * {LETTER}"
    fits = words_where(room, "range_label")
    level = alt.Y("upper_limit:Q")
    # The last phase says it at its end, where the eye is; an only phase and the earlier ones at their start.
    last_words, first_words = (ranged.tail(1), ranged.head(-1)) if drawn.height > 1 else (ranged.clear(), ranged)
    words = {"baseline": "bottom", "dy": -4, "color": tones.soft}
    layers = [
        alt.Chart(first_words).mark_text(align="left", dx=4, **words).encode(alt.X("begins:T"), level, text=fits),
        alt.Chart(last_words).mark_text(align="right", dx=-4, **words).encode(alt.X("ends:T"), level, text=fits),
        alt.Chart(begun).mark_rule(color=tones.soft, strokeDash=[4, 4]).encode(alt.X("begins:T")),
    ]
    for side, align, dx in (("after", "left", 8), ("before", "right", -8)):
        rows = begun.filter(pl.col("side") == side)
        if rows.height:
            start = alt.Chart(rows).encode(alt.X("begins:T"), y=alt.value(0))
            room = alt.expr("abs(scale('x', datum.room_to) - scale('x', datum.begins)) - 14")
            shared: dict[str, Any] = {"align": align, "dx": dx, "baseline": "top", "limit": room}
            layers.append(start.mark_text(**shared, fontWeight=600, color=tones.ink).encode(text="reason:N"))
            layers.append(start.mark_text(**shared, dy=17, color=tones.soft).encode(text="reason_label:N"))
    return layers


def _labels(weeks: pl.DataFrame, tones: Palette, x: alt.X, y: alt.Y) -> list[alt.Chart]:
    """Return the words beside the points that have any, on the side where there is room."""
    if "label" not in weeks.columns:
        return []
    said = weeks.filter(pl.col("label").is_not_null())
    middle: datetime = weeks["at"].min() + (weeks["at"].max() - weeks["at"].min()) / 2  # type: ignore[operator]
    layers = []
    for is_late, align, dx in ((False, "left", 11), (True, "right", -11)):
        for is_low, dy in ((False, -5), (True, 14)):  # away from the line: over a peak, under a low
            rows = said.filter(
                ((pl.col("at") > middle) == is_late) & ((pl.col("value") < pl.col("centre_line")) == is_low)
            )
            if rows.height:
                layers.append(
                    alt.Chart(rows)
                    .mark_text(align=align, dx=dx, dy=dy, color=tones.theirs_text, fontWeight=600)
                    .encode(x, y, text="label:N")
                )
    return layers


def moving_range_chart(
    points: pl.DataFrame, phase_rows: pl.DataFrame, text: ProcessText, tones: Palette, language: str
) -> Layers:
    """Draw how far each week lies from the week before, under its upper limit."""
    weeks = points.with_columns(at=pl.col("week").cast(pl.Datetime("us")) + MID_WEEK)
    x = alt.X(
        "at:T",
        title=None,
        scale=alt.Scale(domain=_ends(weeks), nice=False),
        axis=alt.Axis(format="%b %Y", grid=False, labelOverlap=True, tickCount=10),
    )
    y = alt.Y("moving_range:Q", title=None, axis=alt.Axis(tickCount=4))
    base = alt.Chart(phase_rows).encode(alt.X("begins:T"), alt.X2("ends:T"))
    broken = (
        _line_rows(weeks)
        .select("week", "at")
        .join(weeks.select("week", "moving_range"), on="week", how="left", maintain_order="left")
    )
    tooltip: Sequence[alt.Tooltip] = [
        alt.Tooltip("week:T", title=text.week, format="%-d %b %Y"),
        alt.Tooltip("moving_range:Q", title=text.value, format=".2f"),
    ]
    return finish(
        [
            base.mark_rule(color=tones.quiet, strokeDash=[6, 4]).encode(alt.Y("mr_upper_limit:Q")),
            base.mark_rule(color=tones.soft, strokeDash=[2, 3]).encode(alt.Y("mr_centre_line:Q")),
            alt.Chart(broken).mark_line(color=tones.ink, strokeWidth=1.4).encode(x, y),
            alt.Chart(weeks.filter(pl.col("moving_range").is_not_null() & ~pl.col("is_moving_range_outside")))
            .mark_circle(color=tones.ink, size=12, opacity=1)
            .encode(x, y, tooltip=tooltip),
            alt.Chart(weeks.filter(pl.col("is_moving_range_outside")))
            .mark_point(shape="diamond", filled=True, color=tones.theirs, size=80, opacity=1)
            .encode(x, y, tooltip=tooltip),
        ],
        150,
        tones,
        language,
    )
