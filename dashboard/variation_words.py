"""The sentences of the page Variation: what would be a signal next week, and what the marks on the chart mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from math import isclose
from typing import Any

import polars as pl
from babel.dates import format_date

from dashboard import sentences, words
from dashboard.next_week import RUN, NextWeek, Reach, weeks_on_one_side
from dashboard.words import N_, _, n_

FEW_PEOPLE = 5
RULES = {
    "outside": N_("outside the usual range"),
    "trend": N_("seven weeks that all rise or all fall"),
    "two_of_three": N_("two of three weeks near a limit"),
    "shift": N_("seven weeks on one side of the mean"),
}
MARKS = {
    "outside": N_("diamond: the week lies outside the usual range. Ask first about this one."),
    "trend": N_("triangle: seven weeks or more that each rise, or each fall."),
    "two_of_three": N_("square: of three weeks on one side, two lie beyond two thirds of the way to the limit."),
    "shift": N_("dot: seven weeks or more in a row on one side of the mean."),
}


def slow_wave(lag: float) -> str:
    """That the weeks are not independent of each other, and what that does to the signals."""
    return _(
        "Here a week resembles the week before it ({lag} of 1). A slow wave, such as a season, then makes more signals than"
        " there are causes: ask first about the weeks outside the usual range."
    ).format(lag=words.number(lag, 2))


def still_slow_wave(lag: float) -> str:
    """That a wave is left once the season is taken out."""
    return _(
        "Without the season, too, a week resembles the week before it ({lag} of 1). A slow wave then makes more signals than"
        " there are causes: ask first about the weeks outside the usual range."
    ).format(lag=words.number(lag, 2))


def other_chart(suited: dict[str, Any]) -> str:
    """Say that another chart suits this series better, what it finds, and where analysts have it."""
    found = {"outside": words.number(suited["outside"]), "points": words.number(suited["points"])}
    if suited["chart"] == "g":
        return _(
            "In most weeks there is none here ({without} of {weeks}). How many lie between one and the next then tells more"
            " than the weeks: {outside} of {points} are outside on that chart. Analysts have it in rare_events."
        ).format(without=words.number(suited["weeks_without_hits"]), weeks=words.number(suited["weeks"]), **found)
    return _(
        "How many the figure is of differs a lot here, from {low} to {high} a week. On a chart of which the limits follow"
        " that, {outside} of {points} weeks are outside. Analysts have it in attribute_chart, as {chart}."
    ).format(low=words.number(suited["n_low"]), high=words.number(suited["n_high"]), chart=suited["chart"], **found)


def day(moment: date | datetime) -> str:
    """'16 May 2004'."""
    return format_date(moment, "d MMM y", locale=words.LANGUAGES[words.language()]).replace(".", "")


def reach(measure: str) -> Reach:
    return Reach(cap=100 if words.unit(measure) == "%" else None)


def next_week_sentence(coming: NextWeek, measure: str, *, as_measured: bool = False) -> str:
    """Say, before the figures come, what would be a signal; `as_measured` where the chart shows the weeks without season."""
    kind = words.unit(measure)
    if coming.above is not None and coming.below is not None and isclose(coming.above, coming.below, rel_tol=1e-6):
        return _("Next week any other figure than {mean} would be a signal.").format(
            mean=words.figure(coming.mean, kind)
        )
    signs = []
    if coming.above is not None:
        signs.append(_("above {level}").format(level=words.figure(coming.above, kind)))
    if coming.below is not None:
        signs.append(_("below {level}").format(level=words.figure(coming.below, kind)))
    if abs(coming.run) >= RUN - 1:
        side = _("week {count} in a row above {mean}") if coming.run > 0 else _("week {count} in a row below {mean}")
        signs.append(side.format(count=abs(coming.run) + 1, mean=words.figure(coming.mean, kind)))
    if abs(coming.climb) >= RUN - 1:
        way = _("week {count} in a row that rises") if coming.climb > 0 else _("week {count} in a row that falls")
        signs.append(way.format(count=abs(coming.climb) + 1))
    if not signs:
        return _("No single figure would be a signal next week; only a row of {count} weeks can.").format(count=RUN)
    listed = (
        signs[0] if len(signs) == 1 else _("{first}, or {last}").format(first=", ".join(signs[:-1]), last=signs[-1])
    )
    if as_measured:
        return _("Next week, as it will be measured, a signal would be: {signs}.").format(signs=listed)
    return _("Next week a signal would be: {signs}.").format(signs=listed)


def in_season(coming: NextWeek, factors: pl.DataFrame, week: date) -> NextWeek | None:
    """Return what would be a signal in the figures of that week as they will be measured; None where it has no factor."""
    found = factors.filter(pl.col("week_of_year") == min(week.isocalendar().week, 52))["factor"]
    if found.is_empty():
        return None
    return replace(
        coming,
        above=None if coming.above is None else coming.above * found[0],
        below=None if coming.below is None else coming.below * found[0],
        mean=coming.mean * found[0],
    )


def season_taken_out(points: pl.DataFrame, week: date, factors: pl.DataFrame, measure: str) -> str:
    """Say what was measured, what it was divided by, and from which years that is known."""
    first, last = factors["first_year"].min(), factors["last_year"].max()
    told = _(
        "The season is taken out: each week is divided by how that week of the year compared with its year in {first} to"
        " {last}, for all teams together."
    ).format(first=first, last=last)
    here = points.filter((pl.col("week") == week) & pl.col("factor").is_not_null() & pl.col("measured").is_not_null())
    if here.is_empty():
        return told
    return " ".join(
        (
            told,
            _("Measured in this week: {value}; it usually is {factor} times its year.").format(
                value=words.figure(here["measured"][0], words.unit(measure)), factor=words.number(here["factor"][0], 2)
            ),
        )
    )


def this_week(point: dict[str, Any], sentence: str) -> str:
    """The week's sentence; in the bright colour where it is a signal."""
    told = f"**{words.first_upper(words.week(point['week']))}:** {sentence}"
    return f":orange[{told}]" if point["rule"] else told


def chart_alt(points: pl.DataFrame, phases: pl.DataFrame, measure: str, team: str) -> str:
    """The chart in a sentence."""
    signals = points.filter(pl.col("rule").is_not_null()).height
    told = n_("{count} week to ask about", "{count} weeks to ask about", signals).format(count=signals)
    return _("{measure}, {team}: {weeks} weeks, {signals}. {range}").format(
        measure=measure, team=team, weeks=points.height, signals=told, range=phases["range_label"][-1] or ""
    )


def phase_decision(decision: dict[str, Any]) -> str:
    """Who decided a phase, for whom, and why: as the page lists it."""
    return _("From {day}, {team}, {measure}: {reason} ({who})").format(
        day=day(decision["starts_on"]),
        team=words.plain(words.team_name(decision["team"])),
        measure=phase_scope(decision["measure"]),
        reason=words.plain(decision["reason"]),
        who=words.plain(decision["decided_by"]),
    )


def left_out_decision(point: dict[str, Any]) -> str:
    """Which week is left out, why, and who decided it."""
    return _("Week of {day}: {reason} ({who})").format(
        day=day(point["week"]), reason=words.plain(point["left_out_reason"]), who=words.plain(point["left_out_by"])
    )


def phase_scope(measure: str) -> str:
    return _("all measures") if measure == "*" else words.label(words.MEASURES, measure)


def method(is_screened: bool) -> list[str]:
    """Why these limits, in plain words. `is_screened`: as process_chart has it."""
    screening = _(
        "Distances that are 3.267 times the mean distance or more are left out of it, once, so that a jump does not widen "
        "the range that is to show it."
    )
    return [
        _(
            "The usual range is worked out from the weeks themselves: their mean, and 2.66 times the mean distance "
            "between one week and the next on either side. Nearly all weeks of work that goes on as it did fall in it. "
            "Within it, asking why this week is higher than last week costs time and finds nothing."
        ),
        *([screening] if is_screened else []),
        _(
            "Why so wide? With narrower limits one would chase chance: out of every twenty ordinary weeks one would "
            "look like a signal. A target is not a limit: a target is what we wish, a limit is what the work does."
        ),
        _(
            "With fewer than 13 weeks in a phase the range is provisional, and its edges are dashed. "
            "A hollow point was left out of mean and limits by decision."
        ),
        _(
            "The figure of next week will itself be one of the weeks that make the range. What would be a signal then "
            "lies a little outside the range as it is now, the further the fewer weeks there are."
        ),
        _(
            "Weeks without any figure are gaps in the line. "
            "Weekly means are shown as they are, without transforming the days."
        ),
    ]


def range_words(low: float | None, high: float | None, measure: str) -> str | None:
    """'12 – 38 days', kept within what can be; None without limits."""
    if low is None or high is None:
        return None
    bounds = reach(measure)
    return words.figure_range(
        max(low, bounds.floor), high if bounds.cap is None else min(high, bounds.cap), words.unit(measure)
    )


def with_words(points: pl.DataFrame, measure: str, striking: dict[str, Any] | None) -> pl.DataFrame:
    """The points with what the chart says of each: range_words, rule_words, and label beside the most striking."""
    said = [
        {
            "range_words": range_words(point["lower_limit"], point["upper_limit"], measure),
            "rule_words": _rule_words(point),
            "label": _label(point, measure) if striking and point["week"] == striking["week"] else None,
        }
        for point in points.iter_rows(named=True)
    ]
    schema = {"range_words": pl.String, "rule_words": pl.String, "label": pl.String}
    return points.hstack(pl.DataFrame(said, schema=schema, orient="row"))


def _rule_words(point: dict[str, Any]) -> str:
    if point["is_left_out"]:
        return _("left out: {reason}").format(reason=sentences.left_out_reason(point))
    return words.label(RULES, point["rule"]) if point["rule"] else _("none")


def _label(point: dict[str, Any], measure: str) -> str:
    return _("week of {day}: {value}").format(
        day=day(point["week"]), value=words.figure(point["value"], words.unit(measure))
    )


def phase_words(phases: pl.DataFrame, decisions: pl.DataFrame, measure: str) -> pl.DataFrame:
    """The phases with the words on the chart: range_label over the band, reason_label under the reason."""
    ranges, reasons = [], []
    for phase in phases.iter_rows(named=True):
        spread = range_words(phase["lower_limit"], phase["upper_limit"], measure)
        named = _("provisional range {range}") if phase["is_provisional"] else _("usual range {range}")
        ranges.append(named.format(range=spread) if spread else None)
        reasons.append(_decision(phase, decisions))
    return phases.with_columns(
        pl.Series("range_label", ranges, dtype=pl.String), pl.Series("reason_label", reasons, dtype=pl.String)
    )


def _decision(phase: dict[str, Any], decisions: pl.DataFrame) -> str | None:
    if phase["reason"] is None:
        return None
    made = decisions.filter(pl.col("reason") == phase["reason"])
    if made.is_empty():
        return _("new phase")
    decision = made.row(-1, named=True)
    return _("new phase from {day}, decided by {who}").format(
        day=day(decision["starts_on"]), who=decision["decided_by"]
    )


def dots(one_of: int, beyond: int) -> str:
    """Say what a dot is, and where who is beyond the chart went."""
    told = _("Each dot is one person, on the day it was done.")
    if one_of > 1:
        told = _("Each dot is one of every {count} people, drawn evenly, on the day it was done.").format(
            count=words.number(one_of)
        )
    if beyond:
        told += " " + n_(
            "{count} triangle at the top edge took longer than the chart is high.",
            "{count} triangles at the top edge took longer than the chart is high.",
            beyond,
        ).format(count=words.number(beyond))
    return told


def up_to_last_judged(points: pl.DataFrame) -> pl.DataFrame:
    """Return the weeks up to the last that bears on the limits or that people left out; all of them where none does."""
    by_rule = pl.col("is_left_out") & pl.col("left_out_by").is_null()
    judged = points.filter(~by_rule & pl.col("value").is_not_null())["week"]
    return points if judged.is_empty() else points.filter(pl.col("week") <= judged.max())


def undrawn(count: int) -> str:
    """Say how many weeks at the end stand in the table only."""
    return n_(
        "{count} later week is not drawn: a rule of this service leaves it out of the usual range. The table has it.",
        "{count} later weeks are not drawn: a rule of this service leaves them out of the usual range. The table has them.",
        count,
    ).format(count=words.number(count))


def suggestion(points: Sequence[dict[str, Any]]) -> tuple[str, date] | None:
    """Say that a row of weeks may be a new phase, and since when; None where the last weeks are no such row."""
    judged = [point for point in points if point["value"] is not None and not point["is_left_out"]]
    if not judged or not judged[-1]["is_shift"]:
        return None
    length = abs(weeks_on_one_side([point["side"] for point in judged if point["phase"] == judged[-1]["phase"]]))
    if length < RUN:
        return None
    began: date = judged[-length]["week"]
    above = judged[-1]["side"] > 0
    told = (
        _("The last {count} weeks are all above the mean")
        if above
        else _("The last {count} weeks are all below the mean")
    )
    since = _("since the week of {day}. Was something changed then?").format(day=day(began))
    return f"{told.format(count=length)}, {since}", began


def too_few_everywhere(teams: Sequence[str]) -> str:
    """Name the teams that are not drawn because no week of theirs has enough people."""
    return _("No week with {count} people or more: {teams}.").format(
        count=FEW_PEOPLE, teams=", ".join(words.plain(team) for team in teams)
    )


def team_line(points: pl.DataFrame, measure: str) -> str:
    """Say a team's last figure and usual range in words, for the drawing carries none."""
    valued = points.filter(pl.col("value").is_not_null())
    point = valued.row(-1, named=True)
    spread = range_words(point["lower_limit"], point["upper_limit"], measure)
    last = _("last {value}").format(value=words.figure(point["value"], words.unit(measure)))
    told = f"{last}, {_('usual range {range}').format(range=spread)}" if spread else last
    signals = points.filter(pl.col("rule").is_not_null() & pl.col("value").is_not_null()).height
    if signals:
        told += ", " + n_("{count} week to ask about", "{count} weeks to ask about", signals).format(count=signals)
    return told


def common_axis(first: date, last: date, low: float, high: float, measure: str) -> str:
    """Say in words what the axis of all the small charts is."""
    kind = words.unit(measure)
    return _("All on the same axis: {low} to {high}, from {first} to {last}; each with its own usual range.").format(
        low=words.number(low, 1), high=words.figure(high, kind), first=day(first), last=day(last)
    )


def numbers(points: pl.DataFrame) -> pl.DataFrame:
    """The chart as a table, the newest week first."""
    named = {
        "week": _("week of"),
        "value": _("figure"),
        "n": _("of how many"),
        "centre_line": _("mean"),
        "lower_limit": _("lower limit"),
        "upper_limit": _("upper limit"),
        "rule_words": _("signal"),
        "phase": _("phase"),
        "may_change": _("may still change"),
    }
    if "measured" in points.columns:
        named |= {"measured": _("as measured"), "factor": _("season")}
    rounded = pl.col([name for name in named if points.schema[name].is_float()]).round(2)
    return points.select(*named).sort("week", descending=True).with_columns(rounded).rename(named)


def flat(points: pl.DataFrame) -> str | None:
    """Say that all figures are the same, where they are."""
    values = points["value"].drop_nulls()
    if len(values) > 1 and values.n_unique() == 1:
        return _("No variation in these records. That is rare in real work: ask how each figure comes to be entered.")
    return None
