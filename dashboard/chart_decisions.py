"""What is decided about a chart: weeks left out and phases begun, with the reason and the way back: part of Variation."""

from __future__ import annotations

from functools import partial

import polars as pl
import streamlit as st

from dashboard import frame, queries, words
from dashboard import variation_words as say
from dashboard.deciding import record
from dashboard.words import _
from pipelines import decisions


def begin_phase(view: frame.View, measure: str, points: pl.DataFrame) -> None:
    """The phases that were begun by decision, and a form to begin another; refused without a reason and a name.

    points  process_chart up to the week of the page
    """
    _phases_to_take_back(view, measure)
    hint = say.suggestion(points.to_dicts())
    st.markdown(hint[0] if hint else _("Limits start anew only when people decide so, and say what they changed."))
    with st.form("phase_decision", border=False):
        starts_on = st.date_input(_("First day of the change"), hint[1] if hint else view.week, format="DD/MM/YYYY")
        reason = st.text_input(_("What was changed?"))
        decided_by = st.text_input(_("Who decided it?"))
        only = _for_which_measure(view, measure, "phase_for")
        if not st.form_submit_button(_("Begin a new phase")):
            return
    what = {"starts_on": starts_on, "reason": reason, "decided_by": decided_by}
    about = {"service": view.service, "team": view.team, "measure": only}
    record(lambda: decisions.add_phase(queries.data_folder(), **about, **what))


def _phases_to_take_back(view: frame.View, measure: str) -> None:
    for phase in queries.phases(view.publish_id, view.service, view.team, measure).iter_rows(named=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(say.phase_decision(phase), width="content")
            known = {name: phase[name] for name in ("team", "measure", "starts_on", "reason", "decided_by")}
            key = f"take_back_{phase['team']}_{phase['measure']}_{phase['decided_at']}"
            if st.button(_("Take this back"), key=key, type="tertiary"):
                record(partial(decisions.take_phase_back, queries.data_folder(), service=view.service, **known))


def leave_out(view: frame.View, measure: str, points: pl.DataFrame) -> None:
    """The weeks left out by decision, each with its reason, and a form to leave out another. `points`: process_chart."""
    about = {"service": view.service, "team": view.team}
    for point in points.filter(pl.col("left_out_by").is_not_null()).iter_rows(named=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(say.left_out_decision(point), width="content")
            if st.button(_("Count it again"), key=f"count_again_{point['week']}", type="tertiary"):
                again = partial(decisions.count_week_again, queries.data_folder(), measure=measure, week=point["week"])
                record(partial(again, **about))
    st.markdown(
        _(
            "A week left out stays on the chart as a hollow point, with the reason. Leave one out only for something from"
            " outside the work, such as a flood or a week without the system; never because its figure is high."
        )
    )
    with st.form("left_out_decision", border=False):
        week = st.date_input(_("A day in that week"), view.week, format="DD/MM/YYYY")
        reason = st.text_input(_("What happened in it?"))
        decided_by = st.text_input(_("Who decided it?"), key="left_out_by")
        only = _for_which_measure(view, measure, "left_out_for")
        if not st.form_submit_button(_("Leave this week out")):
            return
    what = {"measure": only, "week": week, "reason": reason, "decided_by": decided_by}
    record(lambda: decisions.leave_week_out(queries.data_folder(), **about, **what))


def _for_which_measure(view: frame.View, measure: str, key: str) -> str:
    """Ask whether a decision about this team is for the measure on the page or for all ('*')."""
    return st.radio(
        _("For {team}").format(team=words.plain(view.team_words)),
        [measure, "*"],
        format_func=say.phase_scope,
        horizontal=True,
        key=key,
    )
