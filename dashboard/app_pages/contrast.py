"""The same people under two clocks: who had it in time as we count, and who as they lived it."""

from datetime import date, timedelta

import polars as pl
import streamlit as st

from dashboard import bench, frame, queries, strip, words
from dashboard import contrast_words as say
from dashboard.charts import hidden, ledger, process, rulers, two_lines
from dashboard.charts.palette import in_words, palette
from dashboard.tables import localized
from dashboard.words import _

WEEK = timedelta(days=7)
FAR_AHEAD = date(9999, 1, 1)

view = frame.open_page()
here = (view.publish_id, view.service, view.team)
frame.given("period", list(say.PERIODS))
st.session_state.setdefault("period", "all")
head = st.container()
above = st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom")
of_whom = above.container(width="content")
our_words = st.container()  # right above their bracket, on a phone too
period = above.segmented_control(
    _("Period"),
    list(say.PERIODS),
    key="period",
    required=True,
    format_func=lambda choice: _(say.PERIODS[choice]),
    on_change=frame.keep,
    args=("period",),
    label_visibility="collapsed",
)
is_all = period == "all"
is_up_to_now = view.week == view.last_week
# All weeks are those whose promises have passed; an export cut by opening has some after its last opening.
until = say.last_whole_week(view.facts["as_of"]) if is_all and is_up_to_now else view.week
earliest, last = queries.promised_weeks(*here, until)
first = earliest if is_all else last - WEEK * (int(period) - 1)
scope = (*here, first, last)
counts = say.counted(queries.crowd(*scope, max(until, view.last_week) if is_up_to_now else FAR_AHEAD))


def show_squares(kinds: pl.DataFrame) -> None:
    """The title and the crowd between its two rulers."""
    share, is_heard = say.evidence_share(kinds), say.is_heard(kinds)
    had, knew = say.verdict(counts)
    squares = counts.squares
    with head:
        is_thin = share is not None and share < say.ENOUGH_EVIDENCE
        st.title(f":gray[{had} {knew}]" if is_thin else f"{had} :orange[{knew}]", anchor=False)
        if is_thin:
            st.markdown(say.thin(share))
    of_whom.markdown(f":gray[{say.scope(counts, first, last)}]")
    if counts.has_targets:
        our_words.markdown(f":blue[**{say.we_say(squares)}**]")
    drawn = rulers.rulers(squares, has_targets=counts.has_targets, is_heard=is_heard)
    st.image(drawn, alt=f"{had} {knew}", width="stretch")
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        st.markdown(f":orange[**{say.they_say(squares, is_heard)}**]", width="content")
        if say.between(squares):
            st.markdown(f":orange[{say.between(squares)}]", width="content")
    with st.container(horizontal=True, gap="small"):
        for group, name in say.legend(counts).items():
            swatch = in_words(rulers.swatch(rulers.look(group, counts.has_targets)))
            st.markdown(f"{swatch} :gray[{name}]", width="content")
    if not is_heard:
        st.markdown(say.unheard())


def show_reasons(hiding: pl.DataFrame) -> None:
    """What hides the people of whom our system does not know, each reason with the way to those people."""
    if hiding.is_empty():
        st.header(_("Nothing hides between the two"), anchor=False)
        st.markdown(say.no_gap())
        return
    st.header(say.hides(counts), anchor=False)
    st.markdown(f":gray[{_('Each line opens the list of those people.')}]")
    for row in hiding.iter_rows(named=True):
        name, bar = st.columns([3, 2], vertical_alignment="center", gap="small")
        with name:
            frame.go("people", say.reason(row), hidden_by=row["hidden_by"] or "", **say.window(first, last))
        # Markdown, not st.image: its full-screen button would be a stop for the Tab key at each bar.
        bar.markdown(in_words(hidden.bar(row["people"], hiding["people"].max())))


def show_ledger(parts: pl.DataFrame) -> None:
    """Where the days of an average person went; the printed parts add up to the printed total."""
    st.header(_("Where their days went"), anchor=False)
    done = parts["needs"].max() or 0
    if not done:
        st.markdown(_("Nobody's need was done in these weeks."))
        return
    mean = ledger.tenths({row["part"]: row["days"] / done for row in parts.iter_rows(named=True)})
    st.markdown(f":gray[{say.ledger_of(done, first, last)}]")
    st.image(ledger.bar(mean), alt=say.ledger_alt(mean), width="stretch")
    st.markdown(say.lived(mean, sums))
    st.table(say.ledger_table(mean), border=False, hide_header=True, width="content", alt=say.ledger_alt(mean))


def show_lines(lines: pl.DataFrame) -> None:
    """Both shares over the weeks."""
    st.header(_("The same weeks, twice"), anchor=False)
    st.markdown(f":gray[{_('The shaded space between the lines is what our figure does not show.')}]")
    text = two_lines.TwoLinesText(
        ours=words.label(words.MEASURES, "on_target_reported"),
        theirs=words.label(words.MEASURES, "done_as_promised"),
        may_change=_("may still change"),
        week=_("week of"),
        people=_("people"),
        items=_("work items"),
    )
    drawn = two_lines.two_lines(lines, text, palette(st.context.theme.type), words.LANGUAGES[words.language()])
    st.altair_chart(drawn, alt=say.both_figures(sums) or _("The same weeks, twice"), key="both_lines")
    weeks = queries.process_chart(*here, "days_end_to_end").filter(pl.col("week") <= view.week)
    if not weeks.is_empty():
        st.markdown(say.days_lived(process.phases(weeks)))
        frame.go("variation", _("See how the days vary"), icon=":material/arrow_forward:", measure="days_end_to_end")


def show_example(hidden_by: str, people: int) -> None:
    """One of the people behind the longest bar: the one who waited longest."""
    person = queries.hidden_example(*scope, hidden_by)
    if person is None:
        return
    events = queries.need_events(view.publish_id, view.service, person["need_id"])
    st.header(say.example(people, say.quote(events)), anchor=False)
    st.markdown(f":gray[{say.story(person)}]")
    strip.show(view.publish_id, view.service, person["need_id"])
    frame.go("people", _("Open this story"), icon=":material/arrow_forward:", need=person["need_id"])


def show_grounds(kinds: pl.DataFrame, lines: pl.DataFrame) -> None:
    """What the figures rest on: evidence, what stands in for what, rules, and the weeks as numbers."""
    for line in (say.counts_by(view.facts["counts_by"]), say.stand_in(view.facts["person_key"])):
        if line:
            st.markdown(line)
    st.subheader(_("What “done” rests on"), anchor=False)
    st.table(say.evidence_table(kinds), border="horizontal", width="content", alt=_("Evidence and number of people"))
    st.subheader(_("The rules that made these figures"), anchor=False)
    rules = queries.rules(view.publish_id, view.service)
    st.dataframe(say.rules_table(rules), hide_index=True, alt=_("The rules that made these figures"))
    st.subheader(_("The weeks as numbers"), anchor=False)
    table = say.weeks_table(lines)
    st.dataframe(
        table, hide_index=True, column_config=localized(table), placeholder="–", alt=_("Both figures week by week")
    )


if not counts.people:
    head.title(_("Nobody was promised anything for {weeks}").format(weeks=say.weeks(first, last)), anchor=False)
    st.markdown(say.outside(counts) or _("Choose another week, another team or a longer period."))
    st.stop()

evidence = queries.evidence(*scope)
show_squares(evidence)
sums = queries.measure_sums(*scope)
for told in (say.both_figures(sums), say.outside(counts)):
    if told:
        st.markdown(f":gray[{told}]")
left, right = st.columns(2, gap="large")
reasons = queries.hidden_people(*scope)
with left:
    show_reasons(reasons)
with right:
    show_ledger(queries.days_ledger(*scope))
weeks = queries.both_lines(*here, say.year_before(first, last), last)
if counts.has_targets and weeks.height:
    show_lines(weeks)
if reasons.height and reasons["hidden_by"][0]:
    show_example(reasons["hidden_by"][0], reasons["people"][0])
grounds = st.expander(_("What these figures rest on"), on_change="rerun", key="grounds")
if grounds.open:
    with grounds:
        show_grounds(evidence, weeks)
other_rules = st.expander(_("What would other rules say?"), on_change="rerun", key="bench")
if other_rules.open:
    with other_rules:
        bench.show(view.publish_id, view.service)
