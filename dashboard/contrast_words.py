"""The sentences of the page Contrast: from counts of people to what is said about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import polars as pl
from babel.numbers import format_decimal

from dashboard import words
from dashboard.charts.ledger import PARTS as LEDGER
from dashboard.charts.ledger import swatch
from dashboard.charts.palette import in_words
from dashboard.charts.rulers import GROUPS, Crowd, crowd
from dashboard.words import N_, _, n_

ENOUGH_EVIDENCE = 20  # per cent of the finished needs; below it the figure is grey
PERIODS = {"12": N_("12 weeks"), "52": N_("a year"), "all": N_("all")}
LEGEND = {
    "both": N_("in time for both"),
    "only_ours": N_("in time for us, not for them"),
    "uncounted": N_("not in time for them, not in our figure"),
    "neither": N_("late for both"),
    "only_theirs": N_("late for us, in time for them"),
    "theirs_uncounted": N_("in time for them, not in our figure"),
}
ONE_RULER = {"theirs_uncounted": N_("in time for them"), "uncounted": N_("not in time for them")}
PARTS = {
    "counted": N_("counted by us"),
    "before_entry": N_("before it was entered"),
    "paused": N_("paused by us"),
    "uncounted": N_("open, but not in our figure"),
    "reentered": N_("entered again"),
    "after_closing": N_("after we closed it"),
}
OUTSIDE = ("pending", "withdrawn", "unknown", "no_promise", "void")


@dataclass(frozen=True)
class Counts:
    """People per group of squares, people outside them, and the work items of those in them."""

    groups: Mapping[str, int]
    outside: Mapping[str, int]
    items: int

    @property
    def people(self) -> int:
        return sum(self.groups.values())

    @property
    def missed(self) -> int:
        """Did not have it in time, whatever our system says."""
        return self.known + self.hidden

    @property
    def known(self) -> int:
        """Did not have it in time, and our system says so too."""
        return self.groups["neither"]

    @property
    def hidden(self) -> int:
        return self.groups["only_ours"] + self.groups["uncounted"]

    @property
    def uncounted(self) -> int:
        """People of whom our figure says nothing."""
        return self.groups["uncounted"] + self.groups["theirs_uncounted"]

    @property
    def has_targets(self) -> bool:
        """Our system says of somebody that they were in time or late."""
        return self.people > self.uncounted

    @property
    def squares(self) -> Crowd:
        return crowd(self.groups)


def last_whole_week(as_of: datetime) -> date:
    """The Monday of the last week that had wholly passed at this moment."""
    return words.monday(as_of.date() + timedelta(days=1)) - timedelta(days=7)


def counted(cells: pl.DataFrame) -> Counts:
    """Return the counts of `queries.crowd`."""
    people = dict(cells.select("cell", "people").iter_rows())
    inside = cells.filter(pl.col("cell").is_in(GROUPS))
    return Counts(
        {group: people.get(group, 0) for group in GROUPS},
        {cell: people.get(cell, 0) for cell in OUTSIDE},
        int(inside["items"].sum()),
    )


def legend(counts: Counts) -> dict[str, str]:
    """Return the words of each kind of square that is drawn."""
    names = LEGEND if counts.has_targets else ONE_RULER
    return {group: _(name) for group, name in names.items() if counts.squares.squares[group]}


def people(count: int) -> str:
    """'1 person', '870 people'."""
    return n_("{count} person", "{count} people", count).format(count=words.number(count))


def items(count: int) -> str:
    """'1 work item', '1,240 work items'."""
    return n_("{count} work item", "{count} work items", count).format(count=words.number(count))


def verdict(counts: Counts) -> tuple[str, str]:
    """Return the title in two halves: what the people had, and what our system knew of it."""
    if not counts.missed:
        everyone = n_("The one person had it in time", "All {count} people had it in time", counts.people)
        return everyone.format(count=words.number(counts.people)) + ",", _("as far as these files can tell.")
    missed = n_(
        "{missed} of {people} did not have it in time.", "{missed} of {people} did not have it in time.", counts.missed
    ).format(missed=words.number(counts.missed), people=people(counts.people))
    if not counts.has_targets:
        return missed, _("Our figure says nothing of them.")
    if not counts.known:
        return missed, _("Our system knew of none.")
    if not counts.hidden:
        return missed, _("Our system knew of all of them.")
    return missed, _("Our system knew of {known}.").format(known=words.number(counts.known))


def weeks(first: date, last: date) -> str:
    """'weeks 9–20 of 2004', or with both years where they differ."""
    start, end = first.isocalendar(), last.isocalendar()
    if (start.year, start.week) == (end.year, end.week):
        return _("week {week} of {year}").format(week=end.week, year=end.year)
    if start.year == end.year:
        return _("weeks {first}–{last} of {year}").format(first=start.week, last=end.week, year=end.year)
    return _("week {first} of {first_year} to week {last} of {last_year}").format(
        first=start.week, first_year=start.year, last=end.week, last_year=end.year
    )


def scope(counts: Counts, first: date, last: date) -> str:
    """Say whom a square stands for, with both counts."""
    facts = {"weeks": weeks(first, last), "people": people(counts.people), "items": items(counts.items)}
    if counts.squares.is_of_people:
        return _("Each square is one person with a need promised for {weeks} ({people}, {items}).").format(**facts)
    return _("Each square is one of every 100 people with a need promised for {weeks} ({people}, {items}).").format(
        **facts
    )


def _of(squares: int, total: int) -> dict[str, str]:
    return {"squares": words.number(squares), "total": words.number(total)}


def we_say(squares: Crowd) -> str:
    return _("We say: in time, {squares} of {total}").format(**_of(squares.ours, squares.total))


def they_say(squares: Crowd, is_heard: bool) -> str:
    if not is_heard:
        return _("They say: we do not know yet")
    return _("They say: done in time, {squares} of {total}").format(**_of(squares.theirs, squares.total))


def between(squares: Crowd) -> str | None:
    """Say how many squares are in time on paper only; nothing where there are none."""
    on_paper = squares.squares["only_ours"]
    if not on_paper:
        return None
    return _("{squares} of {total}: in time on paper, not for the person").format(**_of(on_paper, squares.total))


def outside(counts: Counts) -> str | None:
    """Say who is not in the squares, and of whom in them our figure says nothing; nothing where that is nobody."""
    told = [
        (counts.outside["pending"], _("{people} whose promised moment is still to come")),
        (counts.outside["withdrawn"], _("{people} who withdrew it themselves")),
        (
            counts.outside["unknown"],
            _(
                "{people} of whom nobody knows: it has no date of closing, or they moved, died or went to another organisation"
            ),
        ),
        (counts.outside["no_promise"], _("{people} (in all the data) to whom nothing was promised")),
    ]
    parts = [phrase.format(people=people(count)) for count, phrase in told if count]
    if empty := counts.outside["void"]:
        parts.append(
            n_(
                "{count} need (in all the data) of an empty dwelling",
                "{count} needs (in all the data) of empty dwellings",
                empty,
            ).format(count=words.number(empty))
        )
    lines = []
    if parts:
        lines.append(_("Not in the squares: {parts}.").format(parts="; ".join(parts)))
    if counts.uncounted:
        lines.append(
            _("Of {people} in them our figure says nothing: still open, cancelled or without a target.").format(
                people=people(counts.uncounted)
            )
        )
    return " ".join(lines) or None


def both_figures(sums: Mapping[str, Mapping[str, Any]]) -> str | None:
    """Say both shares with what each is counted in; nothing where either is missing."""
    ours, theirs = sums.get("on_target_reported"), sums.get("done_as_promised")
    if not ours or not theirs:
        return None
    return _("Our system says {ours} of {items} on target; {theirs} of {people} had it done as promised.").format(
        ours=words.percent(ours["value"]),
        items=items(ours["n"]),
        theirs=words.percent(theirs["value"]),
        people=people(theirs["n"]),
    )


def evidence_share(kinds: pl.DataFrame) -> float | None:
    """Per cent of the finished needs where the person told us, in words or by not coming back; None without any."""
    done = kinds.filter(pl.col("done_evidence").is_not_null())
    told = done.filter(pl.col("done_evidence").is_in(["customer", "quiet_period"]))
    return 100 * told["people"].sum() / done["people"].sum() if done.height else None


def is_heard(kinds: pl.DataFrame) -> bool:
    """Whether anything in the files tells, or can still tell, what the people say."""
    done = kinds["done_evidence"].drop_nulls()
    return not len(done) or bool(done.is_in(["customer", "quiet_period", "provisional"]).any())


def thin(share: float) -> str:
    return _("In grey, because only {share} of what is done rests on what the people let us know.").format(
        share=words.percent(share)
    )


def unheard() -> str:
    return _(
        "We do not know yet what they say: no answers and no repeat contacts in these files. What would tell us: "
        "the calls that came after, new items at the same address, or one question a week later: is it solved?"
    )


def no_gap() -> str:
    return _(
        "Everybody who did not have it in time is late in our figure too. "
        "How much that says depends on what “done” rests on: see the foot of this page."
    )


def hides(counts: Counts) -> str:
    """Head the reasons."""
    if counts.known:
        return _("What hides the other {count}").format(count=words.number(counts.hidden))
    return _("What hides these {count}").format(count=words.number(counts.hidden))


def reason(row: Mapping[str, Any]) -> str:
    """One reason with its number of people, as the words of its link."""
    why = words.label(words.HIDDEN_BY, row["hidden_by"]) if row["hidden_by"] else _("no reason found")
    return f"**{words.number(row['people'])}** {why}"


def lived(mean: Mapping[str, float], sums: Mapping[str, Mapping[str, Any]]) -> str:
    """Say the days lived, beside what our report says of an item."""
    facts = {"lived": words.mean_days(sum(mean.values()))}
    reported = sums.get("days_reported")
    if not reported:
        return _("**{lived} lived** from the first contact to done.").format(**facts)
    return _("**{lived} lived** from the first contact to done, where our report says {reported} an item.").format(
        **facts, reported=words.mean_days(reported["value"])
    )


def tenths(value: float) -> str:
    """A number with its tenth, also where that is 0, so that a column of them lines up."""
    return format_decimal(value, format="#,##0.0", locale=words.LANGUAGES[words.language()])


def ledger_table(mean: Mapping[str, float]) -> pl.DataFrame:
    """Return the parts with their swatch and their days, and the sum of them."""
    rows = [(in_words(swatch(part)), _(PARTS[part]), tenths(mean[part])) for part in LEDGER if part in mean]
    rows.append(("", f"**{_('days lived')}**", f"**{tenths(sum(mean.values()))}**"))
    return pl.DataFrame(rows, schema=["swatch", "part", "days"], orient="row")


def example(count: int, quote: str | None) -> str:
    """Head one person's story."""
    one = n_("The one", "One of the {count}", count).format(count=words.number(count))
    if quote:
        return f"{one}: “{words.plain(quote)}”"
    return _("{one}, who waited longest").format(one=one)


def story(need: Mapping[str, Any]) -> str:
    """Say what happened to one need in a line."""
    told = [words.first_upper(items(need["items"])) + "."]
    if need["reentries"]:
        again = n_(
            "{count} cancelled by us and entered again.",
            "{count} cancelled by us and entered again.",
            need["reentries"],
        )
        told.append(again.format(count=words.number(need["reentries"])))
    lived_days = words.days(need["days_lived"])
    told.append(
        _("One need, {days}.").format(days=lived_days)
        if need["done_at"]
        else _("One need, {days}, and it is not done.").format(days=lived_days)
    )
    return " ".join(told)


def stand_in(person_key: str | None) -> str | None:
    """Say what stands in where no customer is known."""
    return {
        "place": _("No customer is known in these files: the address stands in for the person."),
        "none": _("Neither customer nor address is known in these files: each item stands for a person."),
    }.get(person_key or "")


def counts_by(kind: str | None) -> str:
    """Say how our own figure is made."""
    if kind == "flag":
        return _("Our figure takes the verdict that the system itself delivers with each item.")
    return _("Our figure is recounted from the dates of each item, with the stops that we allow ourselves.")


def window(first: date, last: date) -> dict[str, str]:
    """Return what the address of the list of people carries, so that it shows as many people as the page counts."""
    return {"promised_from": first.isoformat(), "promised_to": last.isoformat()}


def year_before(first: date, last: date) -> date:
    """Return the first week of the lines: a year at least, since a quarter says little."""
    return min(first, last - timedelta(weeks=51))


def ledger_of(done: int, first: date, last: date) -> str:
    """Say whose days these are."""
    return n_(
        "The one need done in {weeks}, day by day.",
        "An average of the {count} needs done in {weeks}, day by day.",
        done,
    ).format(count=words.number(done), weeks=weeks(first, last))


def ledger_alt(mean: Mapping[str, float]) -> str:
    """Say the parts of the ledger in one line."""
    parts = ", ".join(f"{_(PARTS[part])} {tenths(days)}" for part, days in mean.items())
    return f"{words.mean_days(sum(mean.values()))}: {parts}"


def quote(events: pl.DataFrame) -> str | None:
    """Return the last words of the person, leaving out the first contact."""
    said = events.filter(pl.col("lane").is_in(["contact", "answer"]) & pl.col("words").is_not_null())
    return said["words"][-1] if said.height > 1 else None


def evidence_table(kinds: pl.DataFrame) -> pl.DataFrame:
    """Return the kinds of evidence in words, with their share."""
    whole = kinds["people"].sum()
    return pl.DataFrame(
        {
            _("evidence"): [
                words.label(words.EVIDENCE, kind) if kind else _("not done")
                for kind in kinds["done_evidence"].to_list()
            ],
            _("people"): kinds["people"],
            _("share"): [words.percent(100 * count / whole) for count in kinds["people"].to_list()],
        }
    )


def days_lived(phase_rows: pl.DataFrame) -> str:
    """Say the mean of the weeks, before and since each decision to begin a new phase, and the usual range now."""
    rows = phase_rows.filter(pl.col("centre_line").is_not_null()).to_dicts()
    if not rows:
        return _("Too few weeks yet to say how many days people wait.")
    told = [_("{days} on average").format(days=words.mean_days(rows[0]["centre_line"]))]
    for row in rows[1:]:
        told.append(
            _("{days} since the week of {day} ({reason})").format(
                days=words.mean_days(row["centre_line"]),
                day=words.day(row["first_week"]),
                reason=words.plain(row["reason"] or ""),
            )
        )
    line = _("Days from first contact to done: {phases}.").format(phases="; ".join(told))
    now = rows[-1]
    if now["upper_limit"] is None:
        return line
    spread = words.figure_range(max(now["lower_limit"], 0), now["upper_limit"], "days")
    return f"{line} {_('Usual range of a week now: {range}.').format(range=spread)}"


def rules_table(rules: pl.DataFrame) -> pl.DataFrame:
    """Return the rules in the reader's language."""
    told = [
        pl.Series(name, [words.told(text) for text in rules[name]], dtype=pl.String) for name in ("unit", "meaning")
    ]
    return rules.select("rule", "value", *told).rename(
        {"rule": _("rule"), "value": _("value"), "unit": _("unit"), "meaning": _("meaning")}
    )


def weeks_table(lines: pl.DataFrame) -> pl.DataFrame:
    """Return both figures per week, the newest first."""
    named = {
        "week": _("week of"),
        "ours": words.label(words.MEASURES, "on_target_reported"),
        "items": _("work items"),
        "theirs": words.label(words.MEASURES, "done_as_promised"),
        "people": _("people"),
        "may_change": _("may still change"),
    }
    return (
        lines.select(*named).sort("week", descending=True).with_columns(pl.col("ours", "theirs").round(1)).rename(named)
    )
