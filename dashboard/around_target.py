"""Does the target bend the work? Its days, the signs in words, and the items behind each: a part of the page Variation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from dashboard import frame, queries, words
from dashboard import target_words as say
from dashboard.charts.around_target import TargetText, around_target, drawn_days
from dashboard.charts.palette import palette
from dashboard.downloads import offer
from dashboard.tables import localized
from dashboard.words import _
from dashboard.workbook import workbook

TABLE_HEIGHT = 390
CHOSEN = "target_sign"  # whose items are shown


@st.fragment
def show(view: frame.View, signs: Sequence[dict[str, Any]]) -> None:
    """The days around the target, and the signs: unusual ones first, ordinary ones folded."""
    st.markdown(f":gray[{say.scope(view.facts['as_of'])}]")
    _chart(view)
    asked, usual = say.unusual(signs), say.ordinary(signs)
    for sign in asked:
        _sign(view, sign)
    if not asked and usual:
        st.markdown(say.nothing_unusual())
    if usual:
        with st.expander(say.ordinary_title(len(usual), bool(asked)), key="ordinary_signs"):
            for sign in usual:
                _sign(view, sign)
    if few := say.too_few(signs):
        st.markdown(f":gray[{few}]")
    st.markdown(f":small[:gray[{say.method()}]]")


def _chart(view: frame.View) -> None:
    drawn = drawn_days(queries.around_target(view.publish_id, view.service, view.team))
    if drawn.bars.is_empty():
        return
    text = TargetText(
        target=_("target (ours)"),
        days=_("days from the target"),
        items=_("items"),
        tenths=_("in one of the two tenths"),
        axis=_("days from the target"),
    )
    chart = around_target(drawn.bars, text, palette(st.context.theme.type), words.LANGUAGES[words.language()])
    st.altair_chart(chart, key="around_target", alt=say.chart_alt(drawn, view.team_words))
    st.markdown(f":small[:gray[{say.legend(drawn)}]]")


def _sign(view: frame.View, sign: dict[str, Any]) -> None:
    """One sign in words, with the way to its items; those of one sign at a time."""
    name, code = words.label(say.SIGNS, sign["sign"]), sign["sign"]
    named = f":orange[**{name}.**]" if sign["is_unusual"] else f"**{name}.**"
    is_open = bool(sign["hits"]) and st.session_state.get(CHOSEN) == code
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"{named} {say.sentence(sign)}", width="content")
        if sign["hits"]:
            st.button(
                say.show_rows(sign["hits"]),
                key=f"items_{code}",
                type="tertiary",
                icon=":material/expand_less:" if is_open else ":material/expand_more:",
                on_click=_choose,
                args=(None if is_open else code,),
            )
    if is_open:
        _items(view, sign, name)


def _choose(sign: str | None) -> None:
    st.session_state[CHOSEN] = sign


def _items(view: frame.View, sign: dict[str, Any], name: str) -> None:
    """The items that bear the sign, the last first, the same for Excel, and the story of the one that is chosen."""
    rows = queries.items_with_sign(view.publish_id, view.service, view.team, sign["sign"])
    table = say.items_table(rows, sign["sign"])
    picked = st.dataframe(
        table,
        key=f"items_of_{sign['sign']}_{view.service}_{view.team}",
        hide_index=True,
        height=min(TABLE_HEIGHT, 38 + 35 * len(table)),
        placeholder="–",
        selection_mode="single-row",
        on_select="rerun",
        column_config=localized(table),
        alt=f"{name}: {say.rows_shown(len(table), sign['hits'])}",
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(say.rows_shown(len(table), sign["hits"]), width="content")
        offer(
            _("These rows for Excel"),
            lambda: workbook(table, name),
            f"{view.service}_{sign['sign']}.xlsx",
            key=f"download_{sign['sign']}",
            kind="tertiary",
        )
        for row in picked.selection.rows[:1]:
            frame.go("people", _("Open this story"), icon=":material/arrow_forward:", need=rows["item_id"][row])
