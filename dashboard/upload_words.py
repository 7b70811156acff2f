"""What the upload page says: kinds of rows, what codes can mean, and what became of a file, in sentences."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from dashboard import words
from dashboard.words import N_, _, n_
from pipelines.as_counted import COUNTED_BY
from pipelines.errors import FixableError, UnknownHeadings
from pipelines.learn import Learnt
from pipelines.preview import Preview
from pipelines.vocabulary import CANCELLED_BY, CONTACT_MEANINGS, KINDS, OUTCOMES, SOLVED, STATUSES, VISIT_OUTCOMES

OF_ONE_FILE = re.compile(r"(?i)(?:w|wk|week|q|export)?\d*")  # what the name of a file says of its week
EVENTS = "events"  # several rows to a work item: a choice beside the tables

ROWS = {  # what the rows of a file can be
    "work_items": N_("jobs or cases, one row each"),
    EVENTS: N_("events: several rows tell of one job or case"),
    "contacts": N_("contacts: calls, letters, people at the counter"),
    "visits": N_("visits to people"),
    "answers": N_("answers of people: is it solved?"),
    "goals": N_("goals, in people's own words"),
    "goal_marks": N_("marks that people give to their own goals"),
    "scale_marks": N_("marks on a fixed scale"),
    "milestones": N_("steps with a date"),
    "claims": N_("claims for what was reached"),
}
STATUS = {
    "open": N_("open"),
    "done": N_("done"),
    "cancelled": N_("cancelled"),
    "no_access": N_("nobody home"),
}
SORTS = {
    "make_safe": N_("made safe"),
    "repair": N_("repair"),
    "inspection": N_("inspection only"),
    "follow_on": N_("follow-on work"),
    "planned": N_("planned work"),
    "void": N_("empty dwelling"),
    "case": N_("case"),
}
CANCELLERS = {"organisation": N_("us"), "customer": N_("the person"), "unknown": N_("unknown")}
ACHIEVED = {"done": N_("it was done"), "not_done": N_("nothing was done for the person")}
VERDICT = {"true": N_("in time"), "false": N_("late")}
CODES: dict[tuple[str, str], tuple[tuple[str, ...], dict[str, str]]] = {  # table, field -> our words, and how they read
    ("work_items", "status"): (STATUSES, STATUS),
    ("work_items", "kind"): (KINDS, SORTS),
    ("work_items", "cancelled_by"): (CANCELLED_BY, CANCELLERS),
    ("work_items", "outcome"): (OUTCOMES, ACHIEVED),
    ("work_items", "on_time_flag"): (("true", "false"), VERDICT),
    ("contacts", "meaning"): (CONTACT_MEANINGS, words.EVENTS),
    ("visits", "outcome"): (VISIT_OUTCOMES, words.EVENTS),
    ("answers", "solved"): (SOLVED, {"yes": N_("yes"), "partly": N_("partly"), "no": N_("no")}),
}
TITLES = {  # the most telling first
    "UnreadableFile": N_("This file cannot be read"),
    "EmptyFile": N_("There is nothing in this file"),
    "UnknownHeadings": N_("We do not know these headings"),
    "Undecided": N_("More than one fits"),
    "NotAnswered": N_("An answer is needed first"),
    "Contradicted": N_("An answer cannot be right"),
    "MostlyRejected": N_("Too many rows cannot be used"),
}
STATES = {
    "ready": N_("ready"),
    "asks": N_("needs an answer"),
    "unknown": N_("new to us: what are its columns?"),
    "known": N_("known already"),
    "refused": N_("cannot be used"),
}
STATE_ICONS = {
    "ready": ":material/check:",
    "asks": ":material/help:",
    "unknown": ":material/help:",
    "known": ":material/done_all:",
    "refused": ":material/block:",
}
ANSWERS = {  # of an earlier file, as they stand in the list of what was learnt
    "day-month": N_("the day first"),
    "month-day": N_("the month first"),
    "year-month": N_("the year first"),
    "swap": N_("swap day and month"),
    "keep": N_("as they stand"),
}
PERSONAL = {  # what is done with a column of personal data
    "leave_out": N_("left out"),
    "mask": N_("taken out of the texts"),
    "scramble": N_("scrambled"),
    "keep": N_("kept as it is"),
}
FREE_TEXT = {  # the same of what people wrote in their own words, where that says more
    "mask": N_("published; what we recognise is taken out"),
    "keep": N_("published as it stands"),
}
REWRITTEN = {  # columns of what a file says otherwise of the past
    "service": N_("service"),
    "item_id": N_("item number"),
    "before_at": N_("before"),
    "after_at": N_("now"),
    "earlier_file": N_("earlier file"),
    "earlier_row_number": N_("row in that file"),
    "row_number": N_("row in your file"),
}
EVENT_PARTS = {"activity": N_("what happened"), "at": N_("when it happened")}


def title_of(problem: FixableError) -> str:
    """The heading above a problem, in two to six words."""
    kind = type(problem).__name__
    return words.label(TITLES, kind) if kind in TITLES else _("Not loaded")


def code_word(table: str, field: str, meant: str | None) -> str:
    """What a code means, as people say it; of a code that nobody knows, what becomes of it."""
    if meant is None:
        return _("not known: stays open, never done") if field == "status" else _("not known: left out")
    return words.first_upper(words.label(CODES[table, field][1], meant))


def counts_as(table: str, word: str | None) -> str:
    """What a row counts as, in a word of ours; of one that no column tells, that nothing is known of it."""
    field = COUNTED_BY[table]
    return words.label(CODES[table, field][1], word) if word else _("not told")


def field_name(field: str | None) -> str:
    """What a column holds, with a capital; nothing of ours where it is not used."""
    return words.first_upper(words.label(words.FIELDS, field)) if field else _("Not used")


def name_of_kind(file_name: str) -> str:
    """What a kind of file may be called, from the name of one: 'repairs_wk47_2026.xlsx' is of 'repairs'."""
    stem = file_name.split(".")[0]
    parts = [part for part in re.split(r"[\W_]+", stem) if part and not OF_ONE_FILE.fullmatch(part)]
    return " ".join(parts) or stem or file_name


def looks_like(problem: UnknownHeadings | None, rows: str | None) -> str:
    """What we think an unknown file is, in a line or two. `rows`: a key of ROWS; None where we do not see what they are."""
    if problem is not None and problem.looks_like is not None:
        return _(
            "It looks like {title}, but no column is called {missing}. Check what we made of it; it is remembered."
        ).format(
            title=f"**{words.plain(words.told(problem.looks_like[0]))}**",
            missing=words.plain(words.told(problem.looks_like[1])),
        )
    if rows is None:
        return _(
            "We do not know this system yet, and do not see what its rows are. If they are jobs, contacts, visits or answers,"
            " say so, and which column is what; from anything else nothing can be counted."
        )
    return _(
        "We do not know this system yet. It looks like {rows}. Check what we made of it; it is remembered."
    ).format(rows=f"**{words.label(ROWS, rows)}**")


def told_anew() -> str:
    """What is asked of a file that a source fits, but wrongly."""
    return _("Say what its rows and its columns are. It goes before what we took the file for, and is remembered.")


def faults(missing: list[str], twice: Mapping[str, list[str]], service: str | None) -> list[str]:
    """What stands in the way of trying what a person chose, one sentence a thing."""
    told = []
    if missing:
        fields = ", ".join(f"**{words.label(words.FIELDS, field)}**" for field in missing)
        told.append(_("Still needed: {fields}. Choose which column it is.").format(fields=fields))
    for field, headings in twice.items():
        told.append(
            _("{field} is chosen for {headings}: keep one of them.").format(
                field=f"**{field_name(field)}**",
                headings=_(" and ").join(f"‘{words.plain(heading)}’" for heading in headings),
            )
        )
    if service == "":
        told.append(_("Still needed: which **service** this is of."))
    return told


def line_of(name: str, state: str, seen: Preview | None) -> str:
    """A file among several in one line: its name and what state it is in."""
    told = words.label(STATES, state)
    if seen is not None and state in ("ready", "asks"):
        counted = seen.cases or seen
        counts = [
            _("{count} new").format(count=words.number(counted.new)),
            _("{count} changed").format(count=words.number(counted.changed)),
        ]
        told = " · ".join([told, *counts])
    return f"{STATE_ICONS[state]} **{words.plain(name)}** · {told}"


def answered(question_key: str, answer: str) -> str:
    """An answer that was given, as the list of what was learnt has it."""
    kind, _colon, about = question_key.partition(": ")
    if kind == "column":
        return _("the heading ‘{heading}’: number {number} from the left").format(heading=about, number=answer)
    said = words.label(PERSONAL if kind == "personal" else ANSWERS, answer)
    named = words.label(words.FIELDS, about) if kind == "date_swap" else about
    return f"{named}: {said}" if about else said


def read_as_before(remembered: Mapping[str, str]) -> str:
    """That a file was read by answers of an earlier one."""
    told = "; ".join(answered(key, answer) for key, answer in remembered.items())
    return _("Read as you answered for an earlier file: {answers}.").format(answers=words.plain(told))


def learnt_line(one: Learnt) -> str:
    """One thing that was learnt, in a line: 'Repairs · work items · 14 columns · learnt on 25 Nov 2026 · used 3 times'."""
    columns = n_("{count} column", "{count} columns", len(one.shape)).format(count=words.number(len(one.shape)))
    told = "; ".join(answered(key, said) for key, said in one.answers.items())
    parts = [
        f"**{words.plain(words.told(one.title))}**",
        words.label(words.RELATIONS, one.table),
        words.plain(told) if told else columns,
        _("learnt on {day}").format(day=words.date_only(one.learnt_at)),
        n_("used {count} time", "used {count} times", one.used).format(count=words.number(one.used)),
    ]
    return " · ".join(parts)


def forget_means(one: Learnt) -> str:
    """What happens when something that was learnt is removed."""
    when: datetime = one.learnt_at
    told = _("{title}, learnt {day}.").format(
        title=f"**{words.plain(words.told(one.title))}**", day=words.date_only(when)
    )
    after = (
        _("The next file of this kind is asked about again. What was loaded stays as it is.")
        if one.answers
        else _(
            "Without it we do not know the next file of this kind: you say again what its columns are. What was loaded stays."
        )
    )
    return f"{told} {after}"
