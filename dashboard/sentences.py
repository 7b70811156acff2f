"""Rows of the published file as sentences: what a week's figure says, who waits, what each side makes of a need."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import polars as pl

from dashboard import upload_words, words
from dashboard.next_week import weeks_on_one_side
from dashboard.words import N_, _, n_
from pipelines.as_counted import AsCounted
from pipelines.load import Cases
from pipelines.preview import Effect, Preview
from pipelines.run import Report

LEFT_OUT = {  # by rules (pipelines/sql/steps/left_out_points.sql)
    "fewer people than the rule asks for": N_("fewer people than the rule asks for"),
    "after the last opening in the export": N_("after the last opening in the export"),
}
FEW_PEOPLE = 5  # under so many a week's mean is not shown, its people are


def too_few(point: dict[str, Any]) -> bool:
    """Is this a mean or a share of fewer people than can carry one?"""
    return words.unit(point["measure"]) != "count" and (point["n"] or 0) < FEW_PEOPLE


def row_of_weeks(history: pl.DataFrame) -> int:
    """How many weeks in a row, up to the last, are on the same side of the mean of their phase; those left out are in none."""
    judged = history.filter((pl.col("phase") == pl.col("phase").last()) & pl.col("side").is_not_null())
    return abs(weeks_on_one_side(judged["side"].to_list())) if judged.height else 0


def point_sentence(point: dict[str, Any], history: pl.DataFrame, *, names_people: bool = False) -> str:
    """What a week of process_chart says, with its usual range.

    history       the weeks of its measure up to this one
    names_people  the people of a week that has too few of them for a mean stand below the sentence
    """
    if point["is_left_out"]:
        return _left_out(point, names_people)
    if point["rule"]:
        return f"{_('Signal')}: {_signal(point, row_of_weeks(history))}."
    if too_few(point):
        return _few(point, names_people)
    return _ordinary(point)


def usual_range(point: dict[str, Any]) -> str:
    """The limits of a week in words, never below nothing or above all."""
    kind = words.unit(point["measure"])
    low, high = max(0.0, point["lower_limit"]), point["upper_limit"]
    return words.figure_range(low, min(100.0, high) if kind == "%" else high, kind)


def _signal(point: dict[str, Any], run: int) -> str:
    kind = words.unit(point["measure"])
    facts = {
        "value": words.figure(point["value"], kind),
        "range": usual_range(point),
        "mean": words.figure(point["centre_line"], kind),
        "run": run,
        "length": point["run_length"],
    }
    above = point["value"] >= point["centre_line"]
    phrases = {
        ("outside", True): _("{value}, above the usual range ({range})"),
        ("outside", False): _("{value}, below the usual range ({range})"),
        ("shift", True): _("{value}, week {run} in a row above the mean of {mean}"),
        ("shift", False): _("{value}, week {run} in a row below the mean of {mean}"),
        ("shift_goes_on", True): _("{value}, week {run} of {length} in a row above the mean of {mean}"),
        ("shift_goes_on", False): _("{value}, week {run} of {length} in a row below the mean of {mean}"),
        ("trend", True): _("{value}, one of seven weeks or more that each rise"),
        ("trend", False): _("{value}, one of seven weeks or more that each fall"),
        ("two_of_three", True): _("{value}, two of three weeks near the top of the usual range ({range})"),
        ("two_of_three", False): _("{value}, two of three weeks near the bottom of the usual range ({range})"),
    }
    rule = "shift_goes_on" if point["rule"] == "shift" and run < point["run_length"] else point["rule"]
    points_up = point["rule_direction"] > 0 if rule == "trend" else above
    return phrases[rule, points_up].format(**facts)


def left_out_reason(point: dict[str, Any]) -> str:
    """Why a week is left out, as people wrote it; what a rule says, in the reader's language."""
    reason = point["left_out_reason"] or ""
    return _(LEFT_OUT[reason]) if reason in LEFT_OUT else str(reason)


def _left_out(point: dict[str, Any], names_people: bool) -> str:
    """A week that bears on no limit, and is held against none."""
    if too_few(point):
        return _few(point, names_people)
    return _("{value}. Left out of the usual range: {reason}.").format(
        value=words.figure(point["value"], words.unit(point["measure"])), reason=words.plain(left_out_reason(point))
    )


def _few(point: dict[str, Any], names_people: bool) -> str:
    """A week with too few people for a figure of its own."""
    if words.unit(point["measure"]) == "days":
        if names_people:
            return _("Too few people this week to show a mean; here they are one by one.")
        return _("Too few people this week to show a mean.")
    counted = {"hits": words.number(point["hits"]), "n": words.number(point["n"])}
    return _("{hits} of {n}. Too few people this week to show a share.").format(**counted)


def _ordinary(point: dict[str, Any]) -> str:
    kind = words.unit(point["measure"])
    value = words.figure(point["value"], kind)
    if kind == "%":
        value = _("{value} of {n}").format(value=value, n=words.number(point["n"]))
    if point["lower_limit"] is None:
        return _("{value}. Too few weeks for a usual range; 12 is comfortable.").format(value=value)
    return _("{value}. Ordinary. Usual range {range}.").format(value=value, range=usual_range(point))


def week_summary(signals: int, waiting: int) -> str:
    """The week in one line."""
    told = n_("{count} signal.", "{count} signals.", signals).format(count=signals) if signals else _("No signal.")
    people = n_(
        "{count} person still waits past the promised moment.",
        "{count} people still wait past their promised moment.",
        waiting,
    )
    return told + " " + (people.format(count=words.number(waiting)) if waiting else _("Nobody waits past a promise."))


def unlinked(contacts: int) -> str:
    """What could not be joined, so that it is not dropped in silence."""
    return n_(
        "{count} contact could not be joined to a need; figures that count contacts may be a little low.",
        "{count} contacts could not be joined to a need; figures that count contacts may be a little low.",
        contacts,
    ).format(count=words.number(contacts))


def nobody_waits(team: str, within: int) -> str:
    """Nobody waits past a promised moment: who does within it?"""
    nobody = _("No one is waiting past the promised moment in {team}.").format(team=team)
    others = n_("{count} is open within it.", "{count} are open within it.", within)
    return f"{nobody} {others.format(count=words.number(within))}"


def person_line(need: dict[str, Any]) -> str:
    """One need in one line: 'need 8841 · 63 days · re-entered 2× · last heard 19 Nov'."""
    parts = [_("need {need}").format(need=need["need_id"]), words.days(need["days_lived"])]
    if need["reentries"]:
        parts.append(_("entered again {count}×").format(count=need["reentries"]))
    if need["visits"]:
        visits = n_("{count} visit", "{count} visits", need["visits"])
        parts.append(visits.format(count=need["visits"]))
    if need["last_heard_at"]:
        parts.append(_("last heard {day}").format(day=words.date_only(need["last_heard_at"])))
    return words.plain(" · ".join(parts))


def need_verdict(need: dict[str, Any], as_of: datetime) -> list[str]:
    """What each side makes of a need, what hides it, what 'done' rests on, and where the promise comes from."""
    told = []
    told.append(_("Our system says: {verdict}.").format(verdict=words.label(words.SYSTEM_SAYS, need["system_says"])))
    told.append(
        _("The person's clock says: {verdict}.").format(verdict=words.label(words.CUSTOMER_SAYS, need["customer_says"]))
    )
    if need["hidden_by"]:
        told.append(
            _("Why our figure does not show it: {why}.").format(why=words.label(words.HIDDEN_BY, need["hidden_by"]))
        )
    if need["done_at"]:
        done = {"moment": words.when(need["done_at"]), "why": words.label(words.EVIDENCE, need["done_evidence"])}
        told.append(_("Done on {moment}: {why}.").format(**done))
    elif need["customer_says"] == "unknown":
        because = words.label(words.UNKNOWN_BECAUSE, need["unknown_because"])
        told.append(_("Nobody knows because {why}. It is in no figure of the person's clock.").format(why=because))
    elif need["customer_says"] == "void":
        told.append(_("Nobody lives there who waits. It is in no figure of the person's clock."))
        return told
    else:
        told.append(
            _("Not done. The clock runs, to {moment} as far as the files tell.").format(moment=words.when(as_of))
        )
    if need["promised_at"]:
        promise = {
            "moment": words.when(need["promised_at"]),
            "rule": words.label(words.PROMISE_RULES, need["promise_rule"]),
        }
        told.append(_("Promised for {moment}, by {rule}.").format(**promise))
    else:
        told.append(_("Nothing was promised."))
    if need["may_change"]:
        told.append(_("This verdict may still change."))
    return told


# ---- files ---------------------------------------------------------------------------------------------------------


def file_seen(seen: Preview, used: int) -> str:
    """'repairs_wk47.xlsx · sheet "Export" · headings on row 6 · looks like: Northgate repairs (used 31 times)'."""
    parts = [f"**{words.plain(seen.file_name)}**"]
    if seen.sheet:
        parts.append(_("sheet “{sheet}”").format(sheet=words.plain(seen.sheet)))
    parts.append(_("headings on row {row}").format(row=words.number(seen.header_row)))
    looks = _("looks like: {title}").format(title=words.plain(words.told(seen.title)))
    times = n_("used {count} time", "used {count} times", used).format(count=words.number(used))
    parts.append(f"{looks} ({times})" if used else looks)
    parts.append(words.label(words.RELATIONS, seen.relation))
    return " · ".join(parts)


def rows_seen(seen: Preview) -> str:
    """'1,312 rows: 214 new · 61 changed · 1,029 same as last time · 8 need a look'. They add up."""
    counted = n_("{count} row", "{count} rows", seen.rows_in).format(count=words.number(seen.rows_in))
    if seen.cases is not None:
        return _events_seen(seen, seen.cases)
    kinds = [
        _("{count} new").format(count=words.number(seen.new)),
        _("{count} changed").format(count=words.number(seen.changed)),
        _("{count} same as last time").format(count=words.number(seen.unchanged)),
        n_("{count} needs a look", "{count} need a look", seen.rejected).format(count=words.number(seen.rejected)),
    ]
    return f"{counted}: {' · '.join(kinds)}"


def _events_seen(seen: Preview, cases: Cases) -> str:
    """'5,312 events of 812 cases: 214 new · 61 changed · 537 same as last time · 8 events need a look'. Cases add up."""
    count = cases.new + cases.changed + cases.unchanged
    accepted = n_("{count} event", "{count} events", seen.accepted).format(count=words.number(seen.accepted))
    of_cases = n_("{events} of {count} case", "{events} of {count} cases", count)
    kinds = [
        _("{count} new").format(count=words.number(cases.new)),
        _("{count} changed").format(count=words.number(cases.changed)),
        _("{count} same as last time").format(count=words.number(cases.unchanged)),
        n_("{count} event needs a look", "{count} events need a look", seen.rejected).format(
            count=words.number(seen.rejected)
        ),
    ]
    return f"{of_cases.format(events=accepted, count=words.number(count))}: {' · '.join(kinds)}"


def counted_as(counted: AsCounted, relation: str) -> str:
    """'What they count as, from 2 Jan to 22 Nov 2026: done 1,032 · open 211 · cancelled 61 · without a team 14'.

    All but the last add up.
    """
    kinds = [(upload_words.counts_as(relation, word), count) for word, count in counted.by_word().items()]
    if counted.without_team:
        kinds.append((_("without a team"), counted.without_team))
    told = " · ".join(f"{kind} **{words.number(count)}**" for kind, count in kinds)
    if counted.first_at is None or counted.last_at is None:
        return _("What they count as: {told}").format(told=told)
    days = {"first": words.date_only(counted.first_at), "last": words.date_only(counted.last_at)}
    return _("What they count as, from {first} to {last}: {told}").format(told=told, **days)


def what_changes(effects: list[Effect]) -> str:
    """'What changes in week 47: Done as promised 87.1% → 86.4%'; of a new service only what it will show."""
    weeks = ", ".join(dict.fromkeys(words.week(effect.week) for effect in effects))
    is_new = all(effect.before is None for effect in effects)
    begins = _("What it shows for {week}:") if is_new else _("What changes in {week}:")
    return f"{begins.format(week=weeks)} {' · '.join(_change(effect) for effect in effects)}"


def _change(effect: Effect) -> str:
    kind = words.unit(effect.measure)
    before, after = words.figure(effect.before, kind), words.figure(effect.after, kind)
    told = after if effect.before is None or before == after else f"{before} → {after}"
    return f"{words.label(words.MEASURES, effect.measure)} **{told}**"


def receipt(report: Report) -> str:
    """What became of a file, in one line."""
    file, number = words.plain(report.file), words.plain(report.batch_id or "")
    if report.status == "unchanged":
        return _("{file} was loaded before, as {number}. Nothing changed.").format(file=file, number=number)
    phrase = (
        _("{file} is loaded, as {number}: {new} new cases, {changed} changed, {rejected} events need a look.")
        if report.cases
        else _("{file} is loaded, as {number}: {new} new, {changed} changed, {rejected} need a look.")
    )
    counts = report.cases or report
    told = phrase.format(
        file=file,
        number=number,
        new=words.number(counts.new),
        changed=words.number(counts.changed),
        rejected=words.number(report.rejected),
    )
    return f"{told} {_('The sample data are gone: only your own people count.')}" if report.replaced_sample else told


def sample_goes() -> str:
    """What the first own load does to the sample data."""
    return _(
        "The sample data are taken away with this load, so that no invented person counts among yours. "
        "The figures here are of your own people alone."
    )


def undo_means(batch: dict[str, Any]) -> str:
    """What goes back when a load is taken back."""
    return _(
        "{file}, loaded {moment}: its {new} new rows go, and its {changed} changed rows stand again as they were. "
        "All figures are made anew. The file itself is kept, so you can load it again."
    ).format(
        file=words.plain(batch["file_name"]),
        moment=words.when(batch["loaded_at"]),
        new=words.number(batch["new"]),
        changed=words.number(batch["changed"]),
    )


def privacy() -> str:
    """What becomes of names and addresses, in a few lines."""
    lines = (
        _("Your file is kept as it is, on the machine where Buitenblik runs, so that every figure can be traced."),
        _(
            "Only columns that we know are read. Names, addresses, birth dates, e-mail and telephone are scrambled or left out."
        ),
        _(
            "Whoever has the figures can read free text: a name inside it cannot be recognised. You can leave such a column out."
        ),
        _("Who did the work becomes a scrambled number before it is stored; the key stays on this machine."),
        _("Where your profile says so, the person's number is scrambled too, and closing words are not stored."),
        _("No page shows anyone's work below the level of a team."),
    )
    return "\n".join(f"- {line}" for line in lines)
