"""The clock strip: one need, our clock above and the person's below, on one line of dates.

Words stand on the strip only where there is room for them in the window that the reader has; the page tells the same
events in words below it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import altair as alt
import polars as pl

from dashboard.charts.palette import Layers, Palette, finish, words_where

ROW: Final = 30  # pixels per row of the strip
BAR: Final = 20
DATES: Final = 26  # below the last row: the line of dates
TOP: Final = 22  # above the first row: the word at the promised moment
LETTER: Final = 6.6  # pixels that a letter takes at 13 px
BUBBLE: Final = "M-1,-0.8H1V0.4H0L-0.5,0.9V0.4H-1Z"
LONG_NAME: Final = 11  # letters of a lane's name that go on one line
LEAST_SPAN: Final = timedelta(days=2)
PROMISE_MARGIN: Final = 0.6  # a promised moment this much of the strip beyond its end is still drawn


@dataclass(frozen=True)
class StripText:
    """The words on the strip, in the reader's language."""

    our_clock: str
    visits: str
    contacts: str
    their_clock: str
    promised: str
    lived: str
    paused: str
    when: str


def clock_strip(
    events: pl.DataFrame, need: Mapping[str, Any], text: StripText, tones: Palette, language: str
) -> Layers:
    """Draw one need.

    events  rows of the relation `need_events` with `said`, the words of each event in the reader's language
    need    its row of `needs`: first_contact_at, promised_at, done_at, days_lived (empty: nobody waits, so no clock of theirs),
            and as_of of its service
    """
    begins: datetime = need["first_contact_at"]
    is_lived = need["days_lived"] is not None
    ends = need["done_at"] or (begins + timedelta(days=need["days_lived"]) if is_lived else need["as_of"])
    items = _rows_of_items(events.filter(pl.col("lane") == "item"), ends)
    last_row = int(items["row"].max() or 0) if items.height else 0  # type: ignore[call-overload]
    rows = {
        "visit": last_row + 1 if events.filter(pl.col("lane") == "visit").height else None,
        "contact": None,
    }
    following = (rows["visit"] or last_row) + 1
    if events.filter(pl.col("lane").is_in(["contact", "answer"])).height:
        rows["contact"], following = following, following + 1
    theirs = following if is_lived else None
    lanes = {text.our_clock: 0, text.visits: rows["visit"], text.contacts: rows["contact"], text.their_clock: theirs}
    height = TOP + (following + is_lived) * ROW
    last = max([*([ends] if is_lived else []), *items["ends"].to_list(), *_moments(events)])
    promised = need["promised_at"] if is_lived else None
    span = max(last - begins, LEAST_SPAN)
    if promised and promised <= last + span * PROMISE_MARGIN:
        last = max(last, promised)
    first = min([begins, *_moments(events)])
    x = alt.X(
        "starts:T",
        title=None,
        scale=alt.Scale(
            domain=[_at(first - span * 0.01), _at(max(last, first + LEAST_SPAN) + span * 0.02)], nice=False
        ),
        axis=alt.Axis(format="%-d %b %Y" if span.days > 300 else "%-d %b", grid=False, tickCount=7, labelOverlap=True),
    )
    y = alt.Y(
        "y:Q",
        title=None,
        scale=alt.Scale(domain=[0, height], range=[0, alt.expr("height")], nice=False, zero=False),
        axis=_lanes(lanes),
    )
    layers = [
        *_promise(promised, last, text, tones),
        *_items(items, text, tones, x, y),
        *_visits(events, rows["visit"], last, text, tones, x, y),
        *_contacts(events, rows["contact"], last, text, tones, x, y),
        *_their_clock(begins, ends, need["done_at"] is not None, theirs, text, tones, x, y),
    ]
    return finish(layers, height + DATES, tones, language)


def _middle(row: int) -> float:
    return TOP + row * ROW + ROW / 2


def _at(moment: datetime) -> alt.DateTime:
    return alt.DateTime(year=moment.year, month=moment.month, date=moment.day, hours=moment.hour, minutes=moment.minute)


def _moments(events: pl.DataFrame) -> list[datetime]:
    return events["starts_at"].drop_nulls().to_list()


def _lanes(lanes: Mapping[str, int | None]) -> alt.Axis:
    """Return an axis that names each row where it starts."""
    at = {_middle(row): name for name, row in lanes.items() if row is not None}
    names = " : ".join(f"datum.value == {middle:g} ? {_broken(name)}" for middle, name in at.items())
    return alt.Axis(
        values=list(at), labelExpr=f"{names} : ''", grid=False, labelAlign="right", labelFontSize=13, labelPadding=12
    )


def _broken(name: str) -> str:
    """Return the name of a lane for Vega, in two lines where it is long, so that a telephone has room for the strip."""
    cut = name.rfind(" ", 0, len(name) * 2 // 3) if len(name) > LONG_NAME else -1
    return _quoted(name) if cut < 0 else f"[{_quoted(name[:cut])}, {_quoted(name[cut + 1 :])}]"


def _quoted(words: str) -> str:
    return "'" + words.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _rows_of_items(items: pl.DataFrame, until: datetime) -> pl.DataFrame:
    """Return the items with ends, row, y and next_starts: items that run at the same time go on rows of their own."""
    free_from: list[datetime] = []
    rows, ends = [], []
    for item in items.sort("starts_at").iter_rows(named=True):
        end = item["ends_at"] or max(until, item["starts_at"])
        row = next((k for k, moment in enumerate(free_from) if moment <= item["starts_at"]), len(free_from))
        free_from[row : row + 1] = [end]
        rows.append(row)
        ends.append(end)
    return (
        items.sort("starts_at")
        .with_columns(
            pl.Series("row", rows, dtype=pl.Int64),
            pl.Series("ends", ends, dtype=pl.Datetime("us")),
            starts=pl.col("starts_at"),
        )
        .with_columns(
            y=TOP + pl.col("row") * ROW + ROW / 2,
            next_starts=pl.col("starts").shift(-1).over("row", order_by="starts"),
            paused_from=pl.max_horizontal(
                pl.col("starts"), pl.col("ends") - pl.duration(seconds=pl.col("paused_days").fill_null(0) * 86400)
            ),
        )
        .with_columns(top=pl.col("y") - BAR / 2, bottom=pl.col("y") + BAR / 2)
    )


def _room(until: str) -> str:
    """Return the test that the words fit between the start of the datum and the moment `until`."""
    return f"{until} - scale('x', datum.starts) > length(datum.said) * {LETTER} + 20"


def _where(test: str) -> alt.TextValue:
    return words_where(test, "said")


def _items(items: pl.DataFrame, text: StripText, tones: Palette, x: alt.X, y: alt.Y) -> list[alt.Chart]:
    """Return our clock: a bar an item with an end, hollow where it was paused, paler where it was cancelled."""
    if not items.height:
        return []
    tooltip = [
        alt.Tooltip("said:N", title=text.our_clock),
        alt.Tooltip("starts:T", title=text.when, format="%-d %b %Y"),
        alt.Tooltip("ends:T", title="→", format="%-d %b %Y"),
        alt.Tooltip("paused_days:Q", title=text.paused, format=".1f"),
    ]
    base = alt.Chart(items).encode(x, alt.X2("ends:T"), alt.Y("top:Q"), alt.Y2("bottom:Q"))
    paused = items.filter(pl.col("paused_days") > 0).with_columns(starts=pl.col("paused_from"))
    inside = "scale('x', datum.ends) - scale('x', datum.starts) > length(datum.said) * " + f"{LETTER} + 12"
    words = alt.Chart(items).encode(x, y)
    after = "(datum.next_starts ? scale('x', datum.next_starts) : width) - scale('x', datum.ends)"
    return [
        base.mark_rect(color=tones.ours, tooltip=True).encode(
            opacity=alt.OpacityValue(0.82, condition={"test": "datum.label == 'done'", "value": 1}), tooltip=tooltip
        ),
        alt.Chart(paused)
        .mark_rect(fill=tones.paper, fillOpacity=0.55, stroke=tones.ours, strokeDash=[3, 3])
        .encode(x, alt.X2("ends:T"), alt.Y("top:Q"), alt.Y2("bottom:Q"), tooltip=tooltip),
        alt.Chart(
            items.filter(pl.col("ends_at").is_not_null()).with_columns(
                starts=pl.col("ends"), top=pl.col("top") - 4, bottom=pl.col("bottom") + 4
            )
        )
        .mark_rule(color=tones.ours, strokeWidth=2)
        .encode(x, alt.Y("top:Q"), alt.Y2("bottom:Q")),
        words.mark_text(align="left", dx=6, color=tones.paper, fontSize=12.5).encode(text=_where(inside)),
        words.mark_text(align="left", dx=6, color=tones.ink, fontSize=12.5).encode(
            alt.X("ends:T"),
            text=_where(f"!({inside}) && {after} > length(datum.said) * {LETTER} + 14"),
        ),
    ]


def _moments_of(events: pl.DataFrame, lanes: list[str], row: int, last: datetime) -> pl.DataFrame:
    """Return single moments in order, each with the moment of the next, up to which its words may run."""
    return (
        events.filter(pl.col("lane").is_in(lanes) & pl.col("starts_at").is_not_null())
        .sort("starts_at")
        .with_columns(y=pl.lit(_middle(row)), starts=pl.col("starts_at"), next_starts=pl.col("starts_at").shift(-1))
    )


def _said(moments: pl.DataFrame, tones: Palette, tone: str, x: alt.X, y: alt.Y) -> alt.Chart:
    """Return the words beside single moments, each only where it does not run into the next."""
    room = _room("(datum.next_starts ? scale('x', datum.next_starts) : width + 8)")
    # The last words of a row may go to the left of their mark instead, when the row ends there.
    return alt.Chart(moments).mark_text(align="left", dx=10, color=tone).encode(x, y, text=_where(room))


def _said_before(moments: pl.DataFrame, tone: str, x: alt.X, y: alt.Y) -> alt.Chart:
    """Return the words of the last moment to its left, where the strip ends too soon for them."""
    ended = moments.with_columns(before=pl.col("starts").shift(1)).tail(1)
    fits = f"length(datum.said) * {LETTER} + 20"
    test = (
        f"width + 8 - scale('x', datum.starts) <= {fits} && "
        f"scale('x', datum.starts) - (datum.before ? scale('x', datum.before) : 0) > {fits}"
    )
    return alt.Chart(ended).mark_text(align="right", dx=-10, color=tone).encode(x, y, text=_where(test))


def _tooltip(text: StripText, lane: str) -> list[alt.Tooltip]:
    return [alt.Tooltip("said:N", title=lane), alt.Tooltip("starts:T", title=text.when, format="%-d %b %Y")]


def _visits(
    events: pl.DataFrame, row: int | None, last: datetime, text: StripText, tones: Palette, x: alt.X, y: alt.Y
) -> list[alt.Chart]:
    """Return the visits: a dot where the work was done, a cross where it was not."""
    if row is None:
        return []
    moments = _moments_of(events, ["visit"], row, last)
    done = pl.col("label").is_in(["done", "part_done"])
    return [
        alt.Chart(moments.filter(done))
        .mark_circle(color=tones.ink, size=75, opacity=1)
        .encode(x, y, tooltip=_tooltip(text, text.visits)),
        alt.Chart(moments.filter(~done.fill_null(value=False)))
        .mark_point(shape="M-1,-1L1,1M-1,1L1,-1", stroke=tones.ink, strokeWidth=2, size=60, opacity=1)
        .encode(x, y, tooltip=_tooltip(text, text.visits)),
        _said(moments, tones, tones.ink, x, y),
        _said_before(moments, tones.ink, x, y),
    ]


def _contacts(
    events: pl.DataFrame, row: int | None, last: datetime, text: StripText, tones: Palette, x: alt.X, y: alt.Y
) -> list[alt.Chart]:
    """Return what the person said: contacts and answers, as a bubble each."""
    if row is None:
        return []
    moments = _moments_of(events, ["contact", "answer"], row, last)
    return [
        alt.Chart(moments)
        .mark_point(shape=BUBBLE, stroke=tones.soft, fill=tones.paper, strokeWidth=1.4, size=90, opacity=1)
        .encode(x, y, tooltip=_tooltip(text, text.contacts)),
        _said(moments, tones, tones.soft, x, y),
        _said_before(moments, tones.soft, x, y),
    ]


def _their_clock(
    begins: datetime,
    ends: datetime,
    is_done: bool,
    row: int | None,
    text: StripText,
    tones: Palette,
    x: alt.X,
    y: alt.Y,
) -> list[alt.Chart]:
    """Return the person's clock: one line from the first contact; an arrow where it runs on."""
    if row is None:
        return []
    line = pl.DataFrame({"starts": [begins], "ends": [ends], "y": [_middle(row) + 7], "said": [text.lived]})
    base = alt.Chart(line)
    end = alt.X("ends:T")
    tick = {"color": tones.theirs, "shape": "M0,-1L0,1", "strokeWidth": 2.5, "size": 180, "opacity": 1, "filled": False}
    arrow = {"color": tones.theirs, "shape": "triangle-right", "filled": True, "size": 130, "opacity": 1}
    return [
        base.mark_rule(color=tones.theirs, strokeWidth=5).encode(x, alt.X2("ends:T"), y),
        base.mark_point(**tick).encode(x, y),
        base.mark_point(**(tick if is_done else arrow)).encode(end, y),
        base.mark_text(
            align="left", baseline="bottom", dx=6, dy=-6, color=tones.theirs_text, fontWeight=600, fontSize=14
        ).encode(x, y, text="said:N"),
    ]


def _promise(promised: datetime | None, last: datetime, text: StripText, tones: Palette) -> list[alt.Chart]:
    """Return the promised moment: a dotted line with its word on top, on the side where there is room."""
    if promised is None or promised > last:
        return []
    base = alt.Chart(pl.DataFrame({"starts": [promised], "said": [text.promised]})).encode(alt.X("starts:T"))
    room = f"width - scale('x', datum.starts) > length(datum.said) * {LETTER} + 8"
    words = {"baseline": "top", "color": tones.soft}
    return [
        base.mark_rule(color=tones.soft, strokeDash=[2, 3], strokeWidth=1.4),
        base.mark_text(align="left", dx=5, **words).encode(y=alt.value(0), text=_where(room)),
        base.mark_text(align="right", dx=-5, **words).encode(y=alt.value(0), text=_where(f"!({room})")),
    ]
