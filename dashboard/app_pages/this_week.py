"""The weekly hour: what changed, and whose story to hear first."""

import polars as pl
import streamlit as st

from dashboard import frame, queries, sentences, strip, words
from dashboard.charts.small_multiples import common_axis, small_chart
from dashboard.words import _, n_

WEEKS_DRAWN, STRIPS_DRAWN, PEOPLE_SHOWN = 52, 2, 5
SPARK_WIDTH, SPARK_HEIGHT = 260, 56

view = frame.open_page()
charts = queries.charts(view.publish_id, view.service, view.team, view.week, WEEKS_DRAWN)
points = charts.filter(pl.col("week") == view.week)
by_measure = {point["measure"]: point for point in points.iter_rows(named=True)}
order = [measure for measure in words.MEASURES if measure in by_measure]
signals = [measure for measure in order if by_measure[measure]["rule"]]
quiet = [measure for measure in order if not by_measure[measure]["rule"]]
waiting = queries.waiting_longest(view.publish_id, view.service, view.team, PEOPLE_SHOWN)
all_waiting = queries.waiting(view.publish_id, view.service, view.team, "not_yet")


def show_measure(measure: str) -> None:
    """One measure, one row: its name, the line of the last weeks with this week's mark, and what to make of it."""
    point, history = by_measure[measure], charts.filter(pl.col("measure") == measure)
    cap = 100 if words.unit(measure) == "%" else None
    names_people = measure in words.OUTSIDE_IN
    sentence = sentences.point_sentence(point, history, names_people=names_people)
    name, line, text = st.columns([23, 26, 51], vertical_alignment="center", gap="medium")
    name.markdown(f"**{words.label(words.MEASURES, measure)}**")
    drawn = small_chart(history, common_axis(history, cap=cap), cap=cap, width=SPARK_WIDTH, height=SPARK_HEIGHT)
    line.image(drawn, alt=sentence, width=SPARK_WIDTH)
    with text:
        st.markdown(f":orange[**{sentence}**]" if point["rule"] else f":gray[{sentence}]")
        if names_people and sentences.too_few(point) and words.unit(measure) == "days":
            show_one_by_one()


def show_one_by_one() -> None:
    """The people of a week that has too few of them for a mean."""
    people = queries.needs_of_week(view.publish_id, view.service, view.team, view.week)
    with st.container(horizontal=True):
        for person in people.iter_rows(named=True):
            lived = words.days(person["days_end_to_end"])
            frame.go("people", f"{words.plain(person['need_id'])}: {lived}", need=person["need_id"])


st.title(f"{words.plain(view.service_words)}, {words.plain(view.team_words)}, {words.week(view.week)}")
st.markdown(f":gray[{sentences.week_summary(len(signals), all_waiting)}]")
if view.facts["unlinked_contacts"]:
    st.caption(sentences.unlinked(view.facts["unlinked_contacts"]))

st.header(_("What changed"))
if points.is_empty():
    last = words.week(view.last_week)
    none = _("No figures for {week} yet.")
    if view.week < view.last_week:
        none = _("No figures for {week}. The last week with figures is {last}.")
    st.markdown(none.format(week=words.week(view.week), last=last))
    frame.go("upload", _("Upload your export"))
for measure in signals:
    show_measure(measure)
if signals:
    with st.container(horizontal=True):
        frame.go("people", _("See the people of this week"), icon=":material/arrow_forward:", who="done_this_week")
        frame.go("variation", _("See the weeks before"), icon=":material/arrow_forward:")
if quiet:
    folded = n_("{count} measure ordinary", "{count} measures ordinary", len(quiet)).format(count=len(quiet))
    with st.expander(folded, expanded=not signals):
        for measure in quiet:
            show_measure(measure)

st.header(_("People to study first"))
if waiting.is_empty():
    st.markdown(
        sentences.nobody_waits(
            words.plain(view.team_words), queries.waiting(view.publish_id, view.service, view.team, "pending")
        )
    )
else:
    st.markdown(f":gray[{_('Still waiting, promised moment passed, longest first.')}]")
for rank, person in enumerate(waiting.iter_rows(named=True)):
    frame.go("people", sentences.person_line(person), icon=":material/arrow_forward:", need=person["need_id"])
    if rank < STRIPS_DRAWN:
        strip.show(view.publish_id, view.service, person["need_id"])
if all_waiting > PEOPLE_SHOWN:
    more = _("All {count} who wait past their promised moment").format(count=words.number(all_waiting))
    frame.go("people", more, icon=":material/list:")
