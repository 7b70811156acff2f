"""What the pages say, in English and Dutch: `_()` for a phrase, names of our codes, dates and numbers as people write.

Phrases are English in the code and Dutch in locale/nl.po. `python -m dashboard.catalogue` brings that file up to date.
"""

from __future__ import annotations

import gettext
import io
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st
from babel.dates import format_date, format_datetime, format_interval
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from streamlit.runtime.scriptrunner import get_script_run_ctx

from pipelines.sentence import Sentence

LOCALES = Path(__file__).parent / "locale"
LANGUAGES = {"en": "en_GB", "nl": "nl"}  # what stands in the address: what babel calls it
_chosen: ContextVar[str | None] = ContextVar("language", default=None)


def N_(phrase: str) -> str:  # noqa: N802  the usual gettext name
    """Mark a phrase for the catalogue; whoever shows it translates it."""
    return phrase


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Use one language for what is said inside, whatever the reader of the page chose."""
    token = _chosen.set(language)
    try:
        yield
    finally:
        _chosen.reset(token)


def in_this_language(make: Callable[[], bytes]) -> Callable[[], bytes]:
    """What makes a file, in the language of now also when it is asked for after the page has run."""
    chosen = language()

    def made() -> bytes:
        with speaking(chosen):
            return make()

    return made


def language() -> str:
    """The language of this reader: "en" or "nl"."""
    if _chosen.get() or get_script_run_ctx(suppress_warning=True) is None:
        return _chosen.get() or "en"
    return st.session_state.get("language", "en")


def choose_language() -> str:
    """Remember and return the reader's language: their choice, else the address, else the browser, else English."""
    wishes = (st.session_state.get("lang"), st.query_params.get("lang"))
    st.session_state["language"] = next((wish for wish in wishes if wish in LANGUAGES), browser_language())
    return st.session_state["language"]


def browser_language() -> str:
    """Dutch where the reader's browser speaks it, else English."""
    spoken = (st.context.locale or "en")[:2]
    return spoken if spoken in LANGUAGES else "en"


@cache
def _catalogue(name: str) -> gettext.NullTranslations:
    """The phrases of a language, read from its .po file, so that no compiled file needs to be kept."""
    source = LOCALES / f"{name}.po"
    if not source.exists():
        return gettext.NullTranslations()
    compiled = io.BytesIO()
    with source.open("rb") as lines:
        write_mo(compiled, read_po(lines, locale=name))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def _(phrase: str) -> str:
    """The phrase in the reader's language."""
    return _catalogue(language()).gettext(phrase)


def told(text: str | None) -> str:
    """A sentence of the pipelines in the reader's language, as it stands where nobody translated it.

    What fills its places stays as it was delivered, but for sentences among it.
    """
    if isinstance(text, Sentence) and text.values:
        values = {name: told(value) if isinstance(value, Sentence) else value for name, value in text.values.items()}
        return _(text.words).format(**values)
    return _(str(text)) if text else ""


def n_(one: str, many: str, count: int) -> str:
    """The phrase for this count in the reader's language."""
    return _catalogue(language()).ngettext(one, many, count)


# What Markdown reads as its own, at the start of a line too, and HTML entities.
MARKDOWN = re.compile(r"[\\`*_{}\[\]<>()#+\-!|~$:&]|(?<=^\d)\.|(?<=^\d\d)\.")
# What Streamlit turns into links, icons, emoji, dashes and arrows even where every sign is escaped.
TURNED = re.compile(r"(:(?=[^\s\d]|\d+:)|\bwww(?=\.)|@|[-<>~](?=[-=>]))", re.IGNORECASE)
JOINER = "\u2060"  # takes no room and is not seen


def plain(text: object) -> str:
    """Delivered text, so that Markdown shows it as it stands, on one line."""
    line = TURNED.sub(rf"\1{JOINER}", re.sub(r"\s+", " ", str(text)).strip())
    return MARKDOWN.sub(lambda found: "\\" + found[0], line)


def shows_as_it_stands(text: str) -> bool:
    """Whether Markdown would show the text as it is without any help."""
    return not re.search(r"[\\`*\[\]<>#|~$:@;\n]|(?<!\w)_|www\.|--|^\d+[.)]|^[-+]\s", text)


# ---- numbers and moments -------------------------------------------------------------------------------------------


def number(value: float | None, decimals: int = 0) -> str:
    """A number with at most so many decimals; a dash where there is none."""
    if value is None:
        return "–"
    pattern = "#,##0" + ("." + "#" * decimals if decimals else "")
    return format_decimal(value, format=pattern, locale=LANGUAGES[language()])


def percent(value: float | None) -> str:
    """A share of 0 to 100 with its sign: 99.6%."""
    return "–" if value is None else number(value, 1) + "%"


def days(value: float | None) -> str:
    """A stretch of days that somebody lived: '1 day', '28.8 days', '63 days'."""
    if value is None:
        return "–"
    return _days(value, 0 if value >= 30 else 1)  # beyond a month a tenth of one person's days says nothing


def mean_days(value: float | None) -> str:
    """Days on average: with its tenth, however long, for it is held against limits that have one."""
    return "–" if value is None else _days(value, 1)


def _days(value: float, decimals: int) -> str:
    shown = number(value, decimals)
    return n_("{days} day", "{days} days", 1 if shown == "1" else 2).format(days=shown)


def items(count: int) -> str:
    """'1 work item', '3 work items'."""
    return n_("{count} work item", "{count} work items", count).format(count=number(count))


def figure(value: float | None, unit: str) -> str:
    """A figure as its unit wants: '%', 'days' or 'count'."""
    if unit == "%":
        return percent(value)
    return mean_days(value) if unit == "days" else number(value, 1)


def figure_range(low: float | None, high: float | None, unit: str) -> str:
    """From low to high, the unit said once: '20.1 – 38.4 days'."""
    return f"{number(low, 1)} – {figure(high, unit)}"


def day(moment: date | datetime, today: date | None = None, short: bool = True) -> str:
    """A day as people say it: 'Sun 16 May', with its year unless that is today's."""
    pattern = "EEE d MMM" if short else "EEEE d MMMM"
    year = "" if today is not None and moment.year == today.year else " y"
    return format_date(moment, pattern + year, locale=LANGUAGES[language()]).replace(".", "")


def clock(moment: datetime) -> str:
    """The time of day: '09:12'."""
    return format_datetime(moment, "HH:mm", locale=LANGUAGES[language()])


def weekday_clock(moment: datetime) -> str:
    """A moment of these days: 'Mon 09:12'."""
    return format_datetime(moment, "EEE HH:mm", locale=LANGUAGES[language()])


def date_only(moment: date | datetime) -> str:
    """A day without its name: '19 Nov 2004'."""
    return format_date(moment, "d MMM y", locale=LANGUAGES[language()]).replace(".", "")


def definition(defined: Mapping[str, Any]) -> str:
    """By which version of its definition a figure is made, and since when. `defined`: a row of `definitions`."""
    return _("{name}, version {version}, since {day}").format(
        name=f"`{defined['relation']}`", version=defined["version"], day=when(defined["since"])
    )


def when(moment: datetime | None, today: date | None = None) -> str:
    """A moment; a date that was delivered without a time stays a date."""
    if moment is None:
        return "–"
    without_time = moment.time() == datetime.min.time() or (moment.hour, moment.minute, moment.second) == (23, 59, 59)
    return day(moment, today) if without_time else f"{day(moment, today)}, {clock(moment)}"


def monday(moment: date | datetime) -> date:
    """The Monday of the week of a day."""
    plain_day = moment.date() if isinstance(moment, datetime) else moment
    return plain_day - timedelta(days=plain_day.weekday())


def week(start: date) -> str:
    """'week 20'."""
    return _("week {number}").format(number=start.isocalendar().week)


def week_span(start: date) -> str:
    """'week 20, 10–16 May 2004'."""
    span = format_interval(start, start + timedelta(days=6), "yMMMd", locale=LANGUAGES[language()])
    return f"{week(start)}, {span}"


def weeks(first: date, last: date) -> str:
    """'weeks 9–20, 1 March – 16 May 2004', from the Mondays of the first and the last."""
    numbers = _("weeks {first}–{last}").format(first=first.isocalendar().week, last=last.isocalendar().week)
    span = format_interval(first, last + timedelta(days=6), "yMMMd", locale=LANGUAGES[language()])
    return f"{week(first) if first == last else numbers}, {span}"


# ---- names ---------------------------------------------------------------------------------------------------------

MEASURES = {
    "days_end_to_end": N_("Days from first contact to done"),
    "done_as_promised": N_("Done as promised"),
    "first_time": N_("Right the first time"),
    "reentered": N_("Cancelled and entered again"),
    "came_back": N_("Came back after it was done"),
    "open_now": N_("Open now"),
    "satisfaction": N_("People who say it is solved"),
    "on_target_reported": N_("On target, as we report it"),
    "on_target_strict": N_("On the first target, no stops"),
    "days_reported": N_("Days, as we report them"),
}
OUTSIDE_IN = tuple(MEASURES)[:7]  # read on the person's clock; the other three on ours
UNITS = {"days_end_to_end": "days", "days_reported": "days", "open_now": "count"}  # every other measure is a share

HIDDEN_BY = {
    "re_entered": N_("cancelled and entered again"),
    "made_safe_only": N_("made safe, then left"),
    "came_back": N_("came back after it was closed"),
    "no_access_closed": N_("nobody home, closed"),
    "closed_without_doing": N_("closed without doing it"),
    "target_moved": N_("the target was moved"),
    "clock_stopped": N_("our clock was stopped"),
    "split_job": N_("split into several jobs"),
    "customer_says_no": N_("the person says: not solved"),
    "cancelled": N_("cancelled by us"),
    "no_target": N_("without a target of ours"),
    "still_open": N_("still open, so not in our figure"),
    "flag_differs": N_("our system's own flag says in time"),
    "worked_on": N_("work went on after we closed it"),
    "waiting_between_items": N_("waiting between two jobs"),
}
STATES = {
    "open": N_("open"),
    "unresolved": N_("closed by us, not done for the person"),
    "provisional": N_("done, quiet period not over"),
    "done": N_("done"),
    "withdrawn": N_("withdrawn by the person"),
    "unknown": N_("nobody knows whether it was done"),
    "void": N_("empty dwelling, nobody waits"),
}
EVIDENCE = {
    "customer": N_("the person said so"),
    "quiet_period": N_("nobody came back in the quiet period"),
    "provisional": N_("provisional: the quiet period is not over"),
    "system_only": N_("only our system says so"),
}
SYSTEM_SAYS = {
    "in_time": N_("in time"),
    "late": N_("late"),
    "open": N_("still open"),
    "not_counted": N_("not counted"),
}
PARTS = {
    "counted": N_("counted by us"),
    "before_entry": N_("before it was entered"),
    "paused": N_("paused"),
    "uncounted": N_("open, but not in our figure"),
    "reentered": N_("entered again"),
    "after_closing": N_("after closing"),
}
CUSTOMER_SAYS = {
    "in_time": N_("in time"),
    "late": N_("late"),
    "not_yet": N_("not done, and the promised moment has passed"),
    "pending": N_("not done, the promised moment is still to come"),
    "withdrawn": N_("withdrawn by the person"),
    "no_promise": N_("nothing was promised"),
    "unknown": N_("nobody knows whether it was done"),
    "void": N_("empty dwelling, nobody waits"),
}
UNKNOWN_BECAUSE = {
    "no_date": N_("it was closed without a date"),
    "person_gone": N_("the person moved out or died"),
    "went_elsewhere": N_("it went to another organisation"),
}
PROMISE_RULES = {
    "first_target": N_("the first target of the first item"),
    "priority": N_("the target that goes with the first priority"),
    "days_without_target": N_("the days we allow where no target was given"),
}
LINK_RULES = {
    "first": N_("first item of the need"),
    "parent": N_("our system says it follows the earlier item"),
    "request": N_("same request number"),
    "quoted_number": N_("its text quotes the earlier item's number"),
    "cancelled_and_reentered": N_("cancelled by us and entered again"),
    "reentered_in_other_trade": N_("cancelled as the wrong trade and entered again for another"),
    "duplicate": N_("entered double: the earlier item was still open"),
    "came_back": N_("came back soon after it looked done"),
    "withdrawn_and_back": N_("withdrawn, and asked again soon after"),
    "made_safe": N_("follows a make-safe"),
    "manual": N_("joined by hand"),
    "shared_fault": N_("a fault of several households"),
}
EVENTS = {
    "open": N_("open"),
    "done": N_("done"),
    "make_safe": N_("made safe"),
    "inspection": N_("inspection only"),
    "closed_without_doing": N_("closed without doing it"),
    "cancelled": N_("cancelled"),
    "no_access": N_("nobody home"),
    "part_done": N_("partly done"),
    "no_material": N_("no materials"),
    "no_time": N_("not enough time"),
    "wrong_trade": N_("wrong trade"),
    "needs_inspection": N_("inspection needed"),
    "needs_quote": N_("quote needed"),
    "cancelled_organisation": N_("cancelled by us"),
    "cancelled_customer": N_("cancelled by the person"),
    "not_made": N_("did not take place"),
    "unknown": N_("unknown"),
    "value": N_("asks for something"),
    "progress_chase": N_("asks when"),
    "not_fixed": N_("says it is not fixed"),
    "no_show": N_("nobody came"),
    "wrong_visit": N_("wrong visit"),
    "unclear_letter": N_("does not follow our letter"),
    "repeat_info": N_("has to tell it again"),
    "failure": N_("something was not done right"),
    "unclassified": N_("contact, meaning not recorded"),
    "yes": N_("says it is solved"),
    "partly": N_("says it is partly solved"),
    "no": N_("says it is not solved"),
}
WHO = {
    "waiting": N_("waiting past the promised moment"),
    "within": N_("open, the promised moment still to come"),
    "hidden": N_("not in time for them, and our figure does not show it"),
    "done_this_week": N_("done in this week"),
    "promised_this_week": N_("promised for this week"),
    "unknown": N_("nobody knows whether it was done"),
    "void": N_("empty dwellings"),
    "all": N_("everybody"),
}
REWRITTEN = {
    "end_earlier": N_("end date moved to an earlier day"),
    "start_later": N_("opening moved to a later day"),
    "target_later": N_("target moved to later"),
    "cancelled_after_target": N_("cancelled after its target had passed"),
    "other_zeros": N_("came again with other zeros in front of its number"),
    "vanished": N_("missing from a later file"),
    "lacking": N_("not in a later file, perhaps a part"),
    "other_part": N_("not in a later file, which is another part"),
}
FIELDS = {
    "service": N_("service"),
    "item_id": N_("item number"),
    "request_id": N_("request number"),
    "parent_id": N_("number of the item it follows"),
    "quoted_item_id": N_("number that its text quotes"),
    "kind": N_("sort of work"),
    "customer_id": N_("person or household"),
    "place_id": N_("dwelling or address"),
    "team": N_("team"),
    "worker": N_("who did it, kept scrambled"),
    "category": N_("trade or kind of problem"),
    "priority_first": N_("first priority"),
    "priority_last": N_("priority now"),
    "status": N_("status"),
    "requested_at": N_("when the person asked"),
    "opened_at": N_("when it was entered"),
    "target_first_at": N_("first target"),
    "target_last_at": N_("last target"),
    "reported_done_at": N_("when it was done, as reported"),
    "recorded_done_at": N_("when it was reported done"),
    "cancelled_at": N_("when it was cancelled"),
    "cancelled_by": N_("who cancelled it"),
    "cancel_reason": N_("why it was cancelled"),
    "clock_stop_days": N_("days that we do not count"),
    "on_time_flag": N_("your system's own verdict"),
    "outcome": N_("what was achieved"),
    "outcome_label": N_("group of closing words"),
    "first_done_at": N_("when it was first done"),
    "first_reopened_at": N_("when it was first opened again"),
    "reopened_at": N_("when it was opened again"),
    "worked_until_at": N_("when the last work was done"),
    "contact_id": N_("contact number"),
    "at": N_("when it was"),
    "channel": N_("channel"),
    "meaning": N_("what it meant to the person"),
    "words": N_("what was said"),
    "visit_id": N_("visit number"),
    "planned_from": N_("start of the planned time"),
    "planned_to": N_("end of the planned time"),
    "started_at": N_("start of the visit"),
    "ended_at": N_("end of the visit"),
    "answer_id": N_("answer number"),
    "solved": N_("is it solved?"),
    "solved_on": N_("the day it was solved, says the person"),
    "score": N_("score"),
    "goal_id": N_("goal number"),
    "household_id": N_("household"),
    "set_at": N_("when the goal was set"),
    "mark_id": N_("mark number"),
    "way_to_go": N_("how far there is to go"),
    "why": N_("why"),
    "scale": N_("scale"),
    "theme": N_("theme"),
    "mark": N_("mark on the scale"),
    "evidence": N_("what it rests on"),
    "milestone_id": N_("step number"),
    "name": N_("step"),
    "target_at": N_("when it was to be reached by"),
    "reached_at": N_("when it was reached"),
    "claim_id": N_("claim number"),
    "criterion": N_("criterion"),
    "claimed_at": N_("when it was claimed"),
    "amount": N_("amount"),
}
RELATIONS = {
    "work_items": N_("work items"),
    "contacts": N_("contacts"),
    "visits": N_("visits"),
    "answers": N_("answers"),
    "goals": N_("goals"),
    "goal_marks": N_("marks of goals"),
    "scale_marks": N_("marks on scales"),
    "milestones": N_("steps with a date"),
    "claims": N_("claims"),
}
LANES = {"item": N_("our clock"), "visit": N_("visits"), "contact": N_("contacts"), "answer": N_("answers")}


def label(names: dict[str, str], code: str | None) -> str:
    """The name of a code in the reader's language; a code without a name reads as its own words."""
    if not code:
        return "–"
    return _(names[code]) if code in names else code.replace("_", " ")


def unit(measure: str) -> str:
    """'%', 'days' or 'count'."""
    return UNITS.get(measure, "%")


def service_name(service: str) -> str:
    """A service as a title says it."""
    return service[:1].upper() + service[1:].replace("_", " ")


def team_name(team: str) -> str:
    """A team as a title says it; '*' is all of them."""
    if team == "*":
        return _("all teams")
    return team if "team" in team.casefold() else _("team {name}").format(name=team)


def first_upper(text: str) -> str:
    """The sentence with its first letter as a capital."""
    return text[:1].upper() + text[1:]
