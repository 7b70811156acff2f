"""One measure week by week against its own usual range, the people behind it, and the same for each team."""

from datetime import timedelta

import polars as pl
import streamlit as st

from dashboard import around_target, beside_the_whole, chart_decisions, frame, queries, sentences, strip, words
from dashboard import target_words as target
from dashboard import variation_words as say
from dashboard.charts.palette import palette
from dashboard.charts.process import (
    ProcessText,
    beyond,
    most_striking,
    moving_range_chart,
    phases,
    process_chart,
)
from dashboard.charts.small_multiples import common_axis, small_chart
from dashboard.next_week import next_week
from dashboard.tables import localized
from dashboard.words import _

TEAMS_ON_A_ROW, TEAMS_AT_FIRST = 3, 12
FIRST_MEASURE = "days_end_to_end"

view = frame.open_page()
here = (view.publish_id, view.service, view.team)
known = queries.measures(*here)
measures = [measure for measure in words.MEASURES if measure in known]
if not measures:
    st.title(_("No weeks to show yet"), anchor=False)
    st.markdown(_("A figure appears with the first week in which something was done. Choose all teams, or load more."))
    st.stop()
frame.given("measure", measures)
if st.session_state.get("measure") not in measures:
    st.session_state["measure"] = FIRST_MEASURE if FIRST_MEASURE in measures else measures[0]
head = st.container()
measure = st.selectbox(
    _("Measure"),
    measures,
    key="measure",
    format_func=lambda code: words.label(words.MEASURES, code),
    on_change=frame.keep,
    args=("measure",),
    label_visibility="collapsed",
    width=340,
)
season = queries.season_chart(*here, measure)
without_season = not season.is_empty() and st.toggle(
    _("Take out the season of the year"),
    st.query_params.get("season") == "out",
    key="without_season",
    on_change=frame.keep_yes,
    args=("without_season", "season", "out"),
)
limits = say.reach(measure)
tones, language = palette(st.context.theme.type), words.LANGUAGES[words.language()]
every_week = season if without_season else queries.process_chart(*here, measure)
raw = say.up_to_last_judged(every_week)
points = say.with_words(raw, measure, most_striking(raw))
phase_rows = say.phase_words(phases(points), queries.phases(*here, measure), measure)
until = every_week.filter(pl.col("week") <= view.week)
text = ProcessText(
    week=_("week of"),
    value=words.label(words.MEASURES, measure),
    people=_("of how many"),
    usual_range=_("usual range"),
    signal=_("signal"),
    one_person=_("need"),
    days=_("days"),
)


def show_sentences() -> None:
    """The chosen week in words, and what would be a signal in the week after, said before its figures come."""
    shown = _("{measure}, {team}, without the season") if without_season else _("{measure}, {team}")
    named = {"measure": words.label(words.MEASURES, measure), "team": words.plain(view.team_words)}
    st.title(shown.format(**named), anchor=False)
    point = until.filter(pl.col("week") == view.week)
    if point.is_empty():
        st.markdown(_("No figure for {week}.").format(week=words.week_span(view.week)))
    else:
        st.markdown(say.this_week(point.row(0, named=True), sentences.point_sentence(point.row(0, named=True), until)))
    coming = next_week(until.to_dicts(), limits, view.week + timedelta(weeks=1))
    factors = queries.season_factors(view.publish_id, view.service, measure) if without_season else None
    if coming and factors is not None:
        coming = say.in_season(coming, factors, view.week + timedelta(weeks=1))
    if coming:
        st.markdown(f":gray[{say.next_week_sentence(coming, measure, as_measured=without_season)}]")
    if factors is not None:
        st.markdown(f":gray[{say.season_taken_out(until, view.week, factors, measure)}]")
    if say.flat(points):
        st.markdown(say.flat(points))
    if without_season and season["is_warned"].any():
        st.markdown(f":gray[{say.still_slow_wave(season['lag_1'][0])}]")
    lag = queries.warned_lag(*here, measure)
    if lag is not None and not without_season:
        st.markdown(f":gray[{say.slow_wave(lag)}]")


@st.fragment
def show_chart() -> None:
    """The chart at full width; a click on a dot draws that person's story under it."""
    has_dots = measure == FIRST_MEASURE and not without_season  # people took the days that they took
    people = queries.finished_people(*here) if has_dots else pl.DataFrame()
    bounds = {"floor": limits.floor, "cap": limits.cap}
    chart = process_chart(points, phase_rows, people, text, tones, language, **bounds)
    alt = say.chart_alt(points, phase_rows, text.value, view.team_words)
    if people.is_empty():
        st.altair_chart(chart, key="process", alt=alt)
        say_undrawn()
        return
    clicked = st.altair_chart(chart, key="process_people", alt=alt, on_select="rerun", selection_mode="person")
    st.markdown(f":gray[{say.dots(people['one_of'][0], beyond(people, points, phase_rows, **bounds))}]")
    say_undrawn()
    for chosen in list(clicked.selection.get("person", []))[:1]:
        st.subheader(_("Need {need}").format(need=words.plain(chosen["need_id"])), anchor=False)
        strip.show(view.publish_id, view.service, chosen["need_id"])
        frame.go("people", _("Open this story"), icon=":material/arrow_forward:", need=chosen["need_id"])


def say_undrawn() -> None:
    """Tell of weeks at the end that a rule leaves out: they would flatten the chart and bear on no limit."""
    undrawn = len(every_week) - len(raw)
    if undrawn:
        st.markdown(f":gray[{say.undrawn(undrawn)}]")


def show_teams() -> None:
    """The same measure for each team by name, on one axis, each with its own usual range: no ranking."""
    every = queries.team_charts(*here, measure, say.FEW_PEOPLE, without_season=without_season)
    known_teams = every["team"].unique(maintain_order=True).to_list()
    if len(known_teams) < 2:
        return
    st.header(_("Each team against itself"), anchor=False)
    every = every.filter(pl.col("week") <= raw["week"].max())
    teams = every.filter(pl.col("value").is_not_null())["team"].unique(maintain_order=True).to_list()
    axis = common_axis(every, limits.floor, limits.cap)
    st.markdown(f":gray[{say.common_axis(axis.first, axis.last, axis.low, axis.high, measure)}]")
    if len(teams) > TEAMS_AT_FIRST:
        all_teams = _("Show all {count} teams").format(count=words.number(len(teams)))
        teams = teams if st.toggle(all_teams, key="all_teams") else teams[:TEAMS_AT_FIRST]
    for start in range(0, len(teams), TEAMS_ON_A_ROW):
        columns = st.columns(TEAMS_ON_A_ROW, gap="medium")
        for team, column in zip(teams[start : start + TEAMS_ON_A_ROW], columns, strict=False):
            mine = every.filter(pl.col("team") == team)
            told = say.team_line(mine, measure)
            column.markdown(f"**{words.plain(words.first_upper(words.team_name(team)))}**")
            drawn = small_chart(mine, axis, floor=limits.floor, cap=limits.cap)
            column.image(drawn, alt=f"{words.team_name(team)}: {told}", width="stretch")
            column.markdown(f":gray[:small[{told}]]")
    if few := [words.team_name(team) for team in known_teams if team not in teams]:
        st.markdown(f":gray[{say.too_few_everywhere(few)}]")


def show_method() -> None:
    """The moving range, what the marks mean, and why these limits."""
    st.markdown("\n".join(f"- {words.first_upper(_(meaning))}" for meaning in say.MARKS.values()))
    for paragraph in say.method(bool(points["is_screened"].any())):
        st.markdown(paragraph)
    if suited := queries.other_chart(*here, measure):
        st.markdown(say.other_chart(suited))
    for defined in queries.definitions(view.publish_id).filter(pl.col("relation") == measure).iter_rows(named=True):
        st.caption(words.definition(defined))
    st.subheader(_("How far each week lies from the week before"), anchor=False)
    drawn = moving_range_chart(points, phase_rows, text, tones, language)
    st.altair_chart(drawn, key="moving_range", alt=_("The distance of each week to the week before, with its limit"))


def show_numbers() -> None:
    table = say.numbers(say.with_words(every_week, measure, most_striking(raw)))
    st.dataframe(table, hide_index=True, column_config=localized(table), placeholder="–", alt=_("The weeks as numbers"))


with head:
    show_sentences()
show_chart()
show_teams()
signs = target.in_order(queries.target_signs(*here))
if signs:
    folded = st.expander(target.title(signs), on_change="rerun", key="around_target_open")
    if folded.open:
        with folded:
            around_target.show(view, signs)
if words.unit(measure) == "%":
    beside = st.expander(_("Each team beside the whole: more than chance?"), on_change="rerun", key="funnel_open")
    if beside.open:
        with beside:
            beside_the_whole.show(view, measure)
for name, title, show in (
    ("method", _("How to read this chart"), show_method),
    ("numbers", _("The weeks as numbers"), show_numbers),
    (
        "new_phase",
        _("Was something changed? Begin a new phase"),
        lambda: chart_decisions.begin_phase(view, measure, until),
    ),
    (
        "leave_out",
        _("Was a week unlike all others? Leave it out"),
        lambda: chart_decisions.leave_out(view, measure, every_week),
    ),
):
    folded = st.expander(title, on_change="rerun", key=name)
    if folded.open:
        with folded:
            show()
