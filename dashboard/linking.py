"""What people decide about one need: an item is a need of its own, or belongs with another; each can be taken back."""

from __future__ import annotations

from functools import partial

import polars as pl
import streamlit as st

from dashboard import queries, words
from dashboard.deciding import record
from dashboard.words import N_, _
from pipelines import decisions

CHOICES = {"apart": N_("is a need of its own"), "together": N_("belongs with the item of this number:")}


def show(publish_id: str, service: str, items: pl.DataFrame) -> None:
    """The decisions that stand about these items, and the way to record one. `items` as `queries.need_items`."""
    numbers = items["item_id"].to_list()
    for decision in queries.link_decisions(publish_id, service, numbers).iter_rows(named=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(told(decision), width="content")
            taken_back = partial(
                decisions.undo_link,
                queries.data_folder(),
                service=service,
                item_id=decision["item_id"],
                other_item_id=decision["other_item_id"],
            )
            key = f"take_back_{decision['item_id']}_{decision['other_item_id']}"
            if st.button(_("Take this back"), key=key, type="tertiary"):
                record(taken_back)
    st.markdown(_("What is decided here wins over every rule, also after the next upload. It can be taken back."))
    with st.form("link_decision", border=False):
        item_id = st.selectbox(_("Item"), numbers, width=340)
        choice = st.radio(
            _("What about it?"), list(CHOICES), format_func=lambda code: _(CHOICES[code]), label_visibility="collapsed"
        )
        other = st.text_input(_("Number of the other item"), width=340)
        reason = st.text_input(_("How do you know?"))
        decided_by = st.text_input(_("Who decided it?"), width=340)
        if not st.form_submit_button(_("Record it")):
            return
    about = {"service": service, "item_id": item_id, "reason": reason, "decided_by": decided_by}
    if choice == "together":
        record(partial(decisions.join_by_hand, queries.data_folder(), other_item_id=other.strip(), **about))
    else:
        record(partial(decisions.set_apart, queries.data_folder(), **about))


def told(decision: dict[str, object]) -> str:
    """One decision in a sentence."""
    by = {
        "item": words.plain(str(decision["item_id"])),
        "other": words.plain(str(decision["other_item_id"])),
        "who": words.plain(str(decision["decided_by"])),
        "why": words.plain(str(decision["reason"])),
    }
    if decision["other_item_id"] is None:
        return _("{who} set {item} apart as a need of its own: {why}").format(**by)
    return _("{who} joined {item} with {other}: {why}").format(**by)
