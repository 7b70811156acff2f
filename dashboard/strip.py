"""The clock strip of one need, with its words: for every page that shows a person's story."""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from dashboard import queries, words
from dashboard.charts.clock_strip import StripText, clock_strip
from dashboard.charts.palette import palette
from dashboard.words import _


def with_words(events: pl.DataFrame) -> pl.DataFrame:
    """The events with `said`: the person's own words where they were delivered, else the name of what happened."""
    return events.with_columns(
        said=pl.Series([_said(event) for event in events.iter_rows(named=True)], dtype=pl.String)
    )


def _said(event: dict[str, Any]) -> str:
    happened = words.label(words.EVENTS, event["label"])
    if event["lane"] == "item":
        return f"{event['record_id']}, {happened}"
    return f"“{event['words']}”" if event["words"] else happened


def lived(need: dict[str, Any]) -> str:
    """'63 days', or '63 days, not done'; where nobody knows whether it was done or nobody waits, that."""
    if need["state"] == "void":
        return words.label(words.STATES, "void")
    length = words.days(need["days_lived"])
    if need["state"] == "unknown":
        return _("{days}, then nobody knows").format(days=length)
    return length if need["done_at"] else _("{days}, not done").format(days=length)


def show(publish_id: str, service: str, need_id: str) -> None:
    """Draw the strip of a need; nothing where there is no such need."""
    need = queries.need(publish_id, service, need_id)
    if need is None:
        return
    events = with_words(queries.need_events(publish_id, service, need_id))
    text = StripText(
        our_clock=_("our clock"),
        visits=_("visits"),
        contacts=_("contacts"),
        their_clock=_("their clock"),
        promised=_("promised"),
        lived=lived(need),
        paused=_("paused"),
        when=_("when"),
    )
    tones = palette(st.context.theme.type)
    said = (
        _("Need {need}: {lived}, {items} on our clock")
        if need["state"] == "void"
        else _("Need {need}: {lived} on the person's clock, over {items} on ours")
    )
    title = said.format(need=need_id, lived=lived(need), items=words.items(need["items"]))
    st.altair_chart(
        clock_strip(events, need, text, tones, words.LANGUAGES[words.language()]), alt=title, key=f"strip_{need_id}"
    )
