"""Each team beside the whole, and whether it lies further from it than the others: a part of the page Variation."""

from __future__ import annotations

import polars as pl
import streamlit as st

from dashboard import frame, queries, words
from dashboard.charts.funnel import FunnelText, funnel
from dashboard.charts.palette import palette
from dashboard.words import N_, _, n_

PERIODS = {"12 weeks": N_("last 12 weeks"), "52 weeks": N_("last 52 weeks")}


def show(view: frame.View, measure: str) -> None:
    """The teams of a period in a funnel, what it says in words, and the figures by name."""
    period = st.segmented_control(
        _("Period"),
        list(PERIODS),
        default="12 weeks",
        required=True,
        key="funnel_period",
        format_func=lambda code: _(PERIODS[code]),
        label_visibility="collapsed",
    )
    teams = queries.funnel(view.publish_id, view.service, measure, period or "12 weeks")
    if teams.height < 2:
        st.markdown(
            _("Fewer than two teams have five or more to count in this period: there is nothing to hold beside.")
        )
        return
    named = teams.with_columns(
        pl.Series("name", [words.first_upper(words.team_name(team)) for team in teams["team"]]),
        pl.Series("limits", [words.figure_range(low, high, "%") for low, high in limits_of(teams)]),
    )
    told = sentence(named, measure)
    st.markdown(told)
    text = FunnelText(
        team=_("team"),
        share=words.label(words.MEASURES, measure),
        size=_("how many it is of"),
        limits=_("where a team of that size would lie"),
        whole=_("all teams together"),
    )
    drawn = funnel(named, text, palette(st.context.theme.type), words.LANGUAGES[words.language()])
    st.altair_chart(drawn, key="funnel", alt=told)
    st.markdown(f":small[:gray[{method()}]]")
    st.table(table(named, text), border="horizontal", hide_index=True, width="content", alt=told)


def limits_of(teams: pl.DataFrame) -> list[tuple[float, float]]:
    """Where 998 of 1,000 teams of each team's size lie."""
    return list(teams.select("lower_998", "upper_998").iter_rows())


def sentence(named: pl.DataFrame, measure: str) -> str:
    """What the funnel says: as a question, and never who is best."""
    outside = named.filter(pl.col("is_outside"))["name"].to_list()
    measured = words.label(words.MEASURES, measure)
    if not outside and named["is_outside_plain"].any():
        return _(
            "{measure}: the {count} teams lie further apart than chance alone gives, but none stands apart from the others."
            " A question for all of them together: do they get the same work?"
        ).format(measure=measured, count=named.height)
    if not outside:
        return _(
            "{measure}: all {count} teams lie within what chance alone gives. What differs between them says nothing about"
            " the teams."
        ).format(measure=measured, count=named.height)
    listed = ", ".join(words.plain(name) for name in outside)
    return n_(
        "{measure}: {teams} lies further from the whole than teams lie from one another here. A question to study, not a verdict.",
        "{measure}: {teams} lie further from the whole than teams lie from one another here. A question to study, not a verdict.",
        len(outside),
    ).format(measure=measured, teams=listed)


def method() -> str:
    return _(
        "One dot is one team, from small on the left to large on the right: small teams differ more by chance alone. The darker"
        " band is where 95 of 100 teams of a size would lie, the lighter where 998 of 1,000 would, with what already lies"
        " between teams allowed for. The dotted line is all teams together."
    )


def table(named: pl.DataFrame, text: FunnelText) -> pl.DataFrame:
    """The teams by name, as numbers."""
    columns = {
        text.team: named["name"].to_list(),
        text.share: [words.percent(share) for share in named["share"]],
        text.size: [words.number(n) for n in named["n"]],
        text.limits: named["limits"].to_list(),
    }
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))
