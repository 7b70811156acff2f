"""What stands above every page: service, team and week, how far the data reach, and word of new data.

`open_page()` draws it and says what the page is about. The choices sit in the address, by the same names on all pages.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

import polars as pl
import streamlit as st

from dashboard import queries, words
from dashboard.words import _, n_

LOOK_EVERY = "30s"  # how soon an open page notices a new publish
ALL_TEAMS = "*"
EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)  # no export knows days beyond; the calendar's own end overflows


@dataclass(frozen=True)
class View:
    """What a page is about: one version of the data, a service, a team ('*' for all) and the Monday of a week."""

    publish_id: str
    service: str
    team: str
    week: date
    last_week: date
    facts: dict[str, Any]  # the service's row of `services`

    @property
    def team_words(self) -> str:
        return words.team_name(self.team)

    @property
    def service_words(self) -> str:
        return words.service_name(self.service)


def publish_of_session() -> str | None:
    """The version this session shows: the newest when it began, or when its reader last asked for the newest."""
    held = st.session_state.get("publish_id")
    if held is None or not queries.published_path(held).exists():
        held = st.session_state["publish_id"] = queries.newest_publish()
    return held


def open_page(about_a_week: bool = True) -> View:
    """Draw the lines above a page and return what the page is about; without any data, say so and end the page."""
    view = open_if_any(about_a_week)
    if view is None:
        _nothing_yet()
        st.stop()
    return view


def open_if_any(about_a_week: bool = True) -> View | None:
    """As `open_page`, for a page that has something to do without data too; None where there are none."""
    _take_up_next()
    publish_id = publish_of_session()
    if publish_id is None or queries.services(publish_id).is_empty():
        language_switch()
        return None
    services = queries.services(publish_id)
    band = st.container()  # above the choices, but drawn when we know which service it is
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="context"):
        view = _choose(publish_id, services, about_a_week)
        with band:
            _sample_band(view)
        _loaded(view)
        if about_a_week:
            _seal(view)
            _doubts(view)
        st.space("stretch")
        language_switch()
    _new_data()
    return view


def go(page: str, label: str, icon: str | None = None, **parameters: str) -> None:
    """A link to another page of ours; team and week go along by themselves."""
    st.page_link(f"app_pages/{page}.py", label=label, icon=icon, query_params=parameters or None)


def show_next(service: str) -> None:
    """On the next run show the last week of this service, whatever was looked at before."""
    st.session_state["show_next"] = service


def _take_up_next() -> None:
    service = st.session_state.pop("show_next", None)
    if service is not None:
        st.session_state.update(service=service, team=ALL_TEAMS)
        st.session_state.pop("week", None)


def given(name: str, allowed: Sequence[str] | None = None) -> None:
    """Let the address set the widget `name`, once for each value it brings; what is not `allowed` is ignored.

    For choices of one page: their widgets go by codes, so that a link reads the same in both languages.
    """
    value = st.query_params.get(name)
    seen = st.session_state.get(f"{name}_in_address")
    st.session_state[f"{name}_in_address"] = value
    is_news = value != seen or name not in st.session_state
    if value is not None and is_news and (allowed is None or value in allowed):
        st.session_state[name] = value


def keep(name: str) -> None:
    """Write the widget `name` to the address: for its `on_change`."""
    value = st.session_state.get(name)
    st.session_state[f"{name}_in_address"] = value or None
    if value:
        st.query_params[name] = value
    elif name in st.query_params:
        del st.query_params[name]


def keep_yes(widget: str, name: str, yes: str) -> None:
    """Write `name` to the address where a switch is on, and remove it where it is off: for its `on_change`."""
    if st.session_state[widget]:
        st.query_params[name] = yes
    else:
        st.query_params.pop(name, None)


# ---- the parts of the line -----------------------------------------------------------------------------------------


def _choose(publish_id: str, services: pl.DataFrame, about_a_week: bool) -> View:
    """The three choices; each is held against what is known before anything is asked with it."""
    names = services["service"].to_list()
    service = _choice("service", _("Service"), names, words.service_name)
    facts = services.row(names.index(service), named=True)
    team = ALL_TEAMS
    if about_a_week:
        teams = [ALL_TEAMS, *queries.teams(publish_id, service)]
        team = _choice("team", _("Team"), teams, words.team_name)
    last_week = facts["last_week"]
    if about_a_week and st.session_state.get("week_of") not in (None, service):
        _leave_week(facts["first_week"], last_week)
    st.session_state["week_of"] = service
    week = _week(facts["first_week"], last_week) if about_a_week else last_week
    return View(publish_id, service, team, week, last_week, facts)


def _choice(name: str, title: str, options: list[str], as_words: Any) -> str:
    """One of `options`, kept in the address under `name`. The first needs no place there."""
    held = st.session_state.get(name)
    if held is not None and held not in options:
        st.session_state[name] = options[0]
    shown = st.session_state.get(name) or _from_address(name, options)
    if len(options) == 1:
        st.markdown(f":small[{words.plain(words.first_upper(as_words(options[0])))}]", width="content")
        return options[0]
    # The address holds what the reader sees here, so codes are shown as they are: links work in both languages. Names
    # that hold Markdown would be drawn by a radio; a select box shows them as they stand.
    are_plain = all(words.shows_as_it_stands(option) for option in options if option != ALL_TEAMS)
    choose = st.radio if are_plain else st.selectbox
    with st.popover(words.plain(words.first_upper(as_words(shown))), type="tertiary", help=title):
        chosen = choose(
            title,
            options,
            key=name,
            bind="query-params",
            format_func=lambda option: _("all teams") if option == ALL_TEAMS else option,
        )
    return chosen if chosen in options else options[0]


def _from_address(name: str, options: list[str]) -> str:
    """What the address asks for before its widget has been drawn once."""
    wish = st.query_params.get(name)
    return wish if wish in options else options[0]


def _leave_week(first: date, last: date) -> None:
    """Of another service show the last week, unless it knows the week that was looked at too."""
    held = st.session_state.get("week")
    if held is not None and not first <= words.monday(held) <= last:
        st.session_state["week"] = last


def _week(first: date, last: date) -> date:
    """The Monday of the chosen week, the last whole one unless another was chosen, with a step back and forth."""
    held = st.session_state.get("week", address_day("week") or last)
    shown = min(max(words.monday(held or last), first), last)
    if held != shown and "week" in st.session_state:
        st.session_state["week"] = shown
    _step("earlier", "left", _("earlier"), shown - timedelta(days=7), shown <= first)
    with st.popover(words.plain(words.week_span(shown)), type="tertiary", help=_("Week")):
        st.date_input(_("Any day of the week"), last, key="week", bind="query-params", format="DD/MM/YYYY")
    _step("later", "right", _("later"), shown + timedelta(days=7), shown >= last)
    return shown


def address_day(name: str) -> date | None:
    """A day that stands in the address; None where there is none, or none that can be read."""
    try:
        day = date.fromisoformat(st.query_params.get(name, ""))
    except ValueError:
        return None
    return day if EARLIEST <= day <= LATEST else None


def _step(key: str, side: Literal["left", "right"], title: str, target: date, at_the_end: bool) -> None:
    st.button(
        title,
        key=key,
        icon=f":material/chevron_{side}:",
        icon_position=side,
        type="tertiary",
        disabled=at_the_end,
        on_click=lambda: st.session_state.update(week=target),
    )


def _loaded(view: View) -> None:
    """How far the data reach, and when they came; with the years where these are not the same."""
    as_of, loaded_at = view.facts["as_of"], view.facts["loaded_at"]
    if loaded_at is None:
        _grey(_("data until {day}").format(day=words.day(as_of)))
        return
    is_fresh = abs(loaded_at - as_of) < timedelta(days=6)
    moment = words.weekday_clock(loaded_at) if is_fresh else words.when(loaded_at, as_of.date())
    until = words.day(as_of, loaded_at.date())
    _grey(_("data until {day}, loaded {moment}").format(day=until, moment=moment))


def _seal(view: View) -> None:
    """Does our recount agree with what the organisation reports? As it was last asked."""
    answer = queries.recount(view.publish_id, view.service, view.week)
    if answer is None:
        return
    ours, theirs = words.percent(answer["recount"]), words.percent(answer["reported"])
    if ours == theirs:
        _grey(_("recount agrees with the report: {ours}").format(ours=ours) + " :material/check:")
    else:
        _grey(_("recount {ours}, report says {theirs}").format(ours=ours, theirs=theirs))


def _doubts(view: View) -> None:
    count = view.facts["doubts"]
    if count:
        doubts = n_("{count} doubt", "{count} doubts", count).format(count=words.number(count))
        go("data", f":small[:gray[{doubts}]]")


def _grey(line: str) -> None:
    st.markdown(f":small[:gray[{line}]]", width="content")


def language_switch() -> None:
    """English or Dutch; what stands in the address is what is shown here."""
    st.segmented_control(
        _("Language"),
        list(words.LANGUAGES),
        key="lang",
        bind="query-params",
        default=words.browser_language(),
        required=True,
        label_visibility="collapsed",
    )


@st.fragment(run_every=LOOK_EVERY)
def _new_data() -> None:
    """Offer a newer publish; nothing on the page changes until the reader asks for it."""
    newest = queries.newest_publish()
    if newest is None or newest == st.session_state.get("publish_id"):
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(_("New data loaded."), width="content")
        if st.button(_("Show"), key="show_new_data"):
            st.session_state["publish_id"] = newest
            st.rerun()


def _sample_band(view: View) -> None:
    """Say that people of the sample data count; files of before this was told by service say it of all of them."""
    if not view.facts.get("is_sample", queries.publication(view.publish_id)["is_sample"]):
        return
    with st.container(horizontal=True, vertical_alignment="center", key="sample_band"):
        invented = _("Sample data: these people and figures are invented.")
        st.markdown(f":orange-background[:material/info: {invented}]", width="content")
        go("upload", _("Upload your export"))


def _nothing_yet() -> None:
    publish_id = publish_of_session()
    loads = queries.batches(publish_id) if publish_id else pl.DataFrame()
    if loads.height and loads["undone_at"].is_null().any():
        st.title(_("No work items have been loaded yet"))
        st.markdown(
            _("Contacts, visits and answers are kept. The pages fill themselves once the work items are there.")
        )
    else:
        st.title(_("Nothing has been loaded yet"))
        st.markdown(_("Every page fills itself from an export of your own system, Excel or CSV, as it comes."))
    go("upload", _("Upload your export"))
    st.markdown(_("Or look at the pages with invented data first. Run this where Buitenblik is installed:"))
    st.code("buitenblik demo" if publish_id is None else "buitenblik demo --data sample", language="shell")
