"""Every column we own: its type, its unit and one sentence about it.

`DELIVERED` holds the canonical tables that exports are read into, `PUBLISHED` every relation of the published file.
Comments in the published file, its `dictionary`, the reading of files and the tests all take them from here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

TEXT, WHOLE, NUMBER, MOMENT, DAY, YES_NO = "varchar", "bigint", "double", "timestamp", "date", "boolean"

# How texts that hardly repeat are compressed. DuckDB finds out by itself, and takes a third of the time of writing for it.
COMPRESSION: Final = {
    **dict.fromkeys((
        "item_id", "request_id", "parent_id", "quoted_item_id", "customer_id", "place_id", "need_id", "linked_to", "record_id",
        "contact_id", "visit_id", "answer_id",
    ), "fsst"),
    **dict.fromkeys(("delivered", "cells"), "zstd"),
}  # fmt: skip


@dataclass(frozen=True)
class Column:
    """One column: `type` as DuckDB names it, `unit` in words ("" where it has none), `meaning` one sentence."""

    name: str
    type: str
    unit: str
    meaning: str

    def laid_out(self, compressed: bool = True) -> str:
        """The column in a `create table`, with how it is compressed where the file can have it said."""
        how = COMPRESSION.get(self.name) if compressed else None
        return f'"{self.name}" {self.type}' + (f" using compression {how}" if how else "")


@dataclass(frozen=True)
class Relation:
    """One published relation: one row per `grain`, in words that become its comment.

    is_view   the same rows stand in another published table, so that they are not written twice
    """

    comment: str
    columns: tuple[Column, ...]
    is_view: bool = False

    @property
    def names(self) -> list[str]:
        return [column.name for column in self.columns]


def text(name: str, meaning: str, unit: str = "") -> Column:
    return Column(name, TEXT, unit, meaning)


def whole(name: str, meaning: str, unit: str = "count") -> Column:
    return Column(name, WHOLE, unit, meaning)


def number(name: str, meaning: str, unit: str = "") -> Column:
    return Column(name, NUMBER, unit, meaning)


def moment(name: str, meaning: str) -> Column:
    return Column(name, MOMENT, "local time", meaning)


def day(name: str, meaning: str) -> Column:
    return Column(name, DAY, "date", meaning)


def yes_no(name: str, meaning: str) -> Column:
    return Column(name, YES_NO, "yes/no", meaning)


SERVICE = text("service", "The public service the row belongs to, such as repairs.")
ALL_TEAMS: Final = "*"
TEAM = text("team", "The team that has the work; '*' stands for all teams together.")
WEEK = day("week", "The Monday the ISO week begins on.")
BATCH = text("batch_id", "The load that brought the row as it stands now.")
ROW = whole("row_number", "Row in the delivered file, counted from 1 as Excel shows it.", "row")

STATUSES: Final = ("open", "done", "cancelled", "no_access")
KINDS: Final = ("make_safe", "repair", "inspection", "follow_on", "planned", "void", "case")
CANCELLED_BY: Final = ("organisation", "customer", "unknown")
OUTCOMES: Final = ("done", "not_done")
CONTACT_MEANINGS: Final = (
    "value", "progress_chase", "not_fixed", "no_show", "wrong_visit", "unclear_letter", "repeat_info", "failure", "unclassified",
)  # fmt: skip
VISIT_OUTCOMES: Final = (
    "done", "part_done", "no_access", "no_material", "no_time", "wrong_trade", "needs_inspection", "needs_quote",
    "cancelled_organisation", "cancelled_customer", "not_made", "unknown",
)  # fmt: skip
SOLVED: Final = ("yes", "partly", "no")

# The canonical tables: a file whose headings are these names needs no profile.
DELIVERED: Final[dict[str, tuple[Column, ...]]] = {
    "work_items": (
        SERVICE,
        text("item_id", "The system's own number of the job, ticket, permit case or file."),
        text("request_id", "The request that the item was made for; one request may have many items."),
        text("parent_id", "The item that this one follows or belongs to."),
        text("quoted_item_id", "Another item's number that the texts of this one quote."),
        text("kind", f"What sort of work: {', '.join(KINDS)}."),
        text("customer_id", "The person or household the work is for, pseudonymous."),
        text("place_id", "The dwelling or address the work is at."),
        TEAM,
        text("worker", "Who did the work, as a keyed hash."),
        text("category", "Trade, component or kind of problem, as delivered."),
        text("priority_first", "The priority that the item was first given, as delivered."),
        text("priority_last", "The priority that the item has now, as delivered."),
        text("status", f"What the system says of it: {', '.join(STATUSES)}."),
        moment("requested_at", "When the person asked, where the export of the item knows it."),
        moment("opened_at", "When the system's record was opened."),
        moment("target_first_at", "The first moment it was to be done by; a date is the end of that day."),
        moment("target_last_at", "The last moment it was to be done by; a date is the end of that day."),
        moment("reported_done_at", "When the work was done, as reported."),
        moment("recorded_done_at", "When the system was told that the work was done."),
        moment("cancelled_at", "When the item was cancelled."),
        text("cancelled_by", f"Who cancelled it: {', '.join(CANCELLED_BY)}."),
        text("cancel_reason", "Why it was cancelled, as delivered."),
        number(
            "clock_stop_days", "Days that the organisation does not count: paused, waiting for parts or papers.", "days"
        ),
        yes_no("on_time_flag", "The verdict that the source system delivers itself; kept to be compared."),
        text("outcome", "What the closing words say was achieved: done, not_done, or empty where they say nothing."),
        text("outcome_label", "The group of closing words that the outcome was read from."),
        moment(
            "first_done_at", "When it was first done, where the person came back or it was opened again after that."
        ),
        moment("first_reopened_at", "When the person came back or it was opened again, the first time."),
        moment("reopened_at", "When the person came back or it was opened again, the last time."),
        moment("worked_until_at", "When the last work on it was logged, where the log tells."),
    ),
    "contacts": (
        SERVICE,
        text("contact_id", "The contact's number; made from its content where the export has none."),
        moment("at", "When it was."),
        text("channel", "Telephone, counter, e-mail, letter, web."),
        text("customer_id", "The person or household, pseudonymous."),
        text("place_id", "The dwelling or address."),
        text("item_id", "The work item it is about, where the export knows."),
        text(
            "meaning",
            f"What it meant to the person: {', '.join(CONTACT_MEANINGS)}; failure where it is one of no named kind.",
        ),
        text("words", "What was said, in short."),
    ),
    "visits": (
        SERVICE,
        text("visit_id", "The visit's number; made from its content where the export has none."),
        text("item_id", "The work item it was for."),
        text("customer_id", "The person or household, pseudonymous."),
        text("place_id", "The dwelling or address."),
        TEAM,
        text("worker", "Who came, as a keyed hash."),
        moment("planned_from", "Start of the time that was planned."),
        moment("planned_to", "End of the time that was planned."),
        moment("started_at", "When the visit began."),
        moment("ended_at", "When the visit ended."),
        text("outcome", f"How it ended: {', '.join(VISIT_OUTCOMES)}."),
    ),
    "answers": (
        SERVICE,
        text("answer_id", "The answer's number; made from its content where the export has none."),
        moment("at", "When the answer was given."),
        text("item_id", "The work item that was asked about."),
        text("customer_id", "The person or household, pseudonymous."),
        text("solved", f"Is the problem solved, as the person says: {', '.join(SOLVED)}."),
        moment("solved_on", "The day the person names as the day it was solved."),
        number("score", "The person's score.", "0 to 10"),
        text("words", "What the person said."),
    ),
    "goals": (
        SERVICE,
        text("goal_id", "The goal's number."),
        text("customer_id", "The person whose goal it is, pseudonymous."),
        text("household_id", "The household of the person, pseudonymous; a household is not a person."),
        text("words", "What the person wants, in the person's own words."),
        moment("set_at", "When the person set it."),
        moment("ended_at", "When it was reached or given up; empty while it stands."),
    ),
    "goal_marks": (
        SERVICE,
        text("mark_id", "The mark's number; made from its content where the export has none."),
        text("goal_id", "The goal."),
        moment("at", "When the person judged it."),
        number("way_to_go", "How far there is to go, as the person judges; never averaged over persons.", "0 to 10"),
        text("why", "Why, in the person's own words."),
    ),
    "scale_marks": (
        SERVICE,
        text("mark_id", "The mark's number; made from its content where the export has none."),
        text("customer_id", "The person who is judged about, pseudonymous."),
        text("household_id", "The household or family, pseudonymous."),
        text("worker", "Who judged, as a keyed hash."),
        text("scale", "The fixed scale: capability 1 to 4, safety 0 to 10, readiness 0 to 10."),
        text("theme", "What of the person's life the scale is about, where it has themes."),
        moment("at", "The talk or visit that it was judged at."),
        number("mark", "The mark on the scale; its course tells something, its level does not.", "of the scale"),
        text("evidence", "What was seen or said that the mark rests on."),
    ),
    "milestones": (
        SERVICE,
        text("milestone_id", "The step's number; made from its content where the export has none."),
        text("item_id", "The case that the step is of."),
        text("customer_id", "The person, pseudonymous."),
        text("household_id", "The household or family, pseudonymous."),
        text("name", "The step, such as first talk or plan signed."),
        moment("target_at", "When it was to be reached by."),
        moment("reached_at", "When it was reached; empty while it is not."),
    ),
    "claims": (
        SERVICE,
        text("claim_id", "The claim's number."),
        text("household_id", "The family that is claimed for, pseudonymous."),
        text("customer_id", "The person whose change is claimed, where it is one person's, pseudonymous."),
        text("criterion", "The criterion that is said to be met."),
        moment("claimed_at", "When it was claimed."),
        number("amount", "What is claimed.", "money"),
    ),
}

# What makes a row of each table the same row in the next delivery, and what a row cannot do without.
RECORD_ID: Final = {
    "work_items": "item_id", "contacts": "contact_id", "visits": "visit_id", "answers": "answer_id", "goals": "goal_id",
    "goal_marks": "mark_id", "scale_marks": "mark_id", "milestones": "milestone_id", "claims": "claim_id",
}  # fmt: skip
REQUIRED: Final = {
    "work_items": ("service", "item_id", "opened_at"),
    "contacts": ("service", "at"),
    "visits": ("service",),
    "answers": ("service", "at", "solved"),
    "goals": ("service", "goal_id", "customer_id"),
    "goal_marks": ("service", "goal_id", "at", "way_to_go"),
    "scale_marks": ("service", "customer_id", "scale", "at", "mark"),
    "milestones": ("service", "name", "target_at"),
    "claims": ("service", "claim_id", "claimed_at"),
}
TARGETS: Final = ("target_first_at", "target_last_at")
LINK_RULES: Final = (
    "first", "parent", "request", "quoted_number", "cancelled_and_reentered", "reentered_in_other_trade", "duplicate",
    "came_back", "withdrawn_and_back", "made_safe", "manual", "shared_fault",
)  # fmt: skip

MEASURE = text("measure", "Which measure, by its name in `definitions`.")

TARGET_SIGNS: Final = (
    "pile_up", "period_end_week", "period_end_month", "period_end_quarter", "closed_and_reopened", "cancelled_near_target",
    "recorded_late", "flag_differs",
)  # fmt: skip

_WEEKLY: Final = (
    SERVICE,
    TEAM,
    MEASURE,
    WEEK,
    number(
        "value",
        "The figure of the week: per cent (0 to 100), days or a count, as the measure says.",
        "% / days / count",
    ),
    whole("n", "How many items, needs or answers the figure is of."),
    whole("hits", "How many of them hit, where the figure is a share; empty for means."),
    yes_no("may_change", "The figure may still change: people of that week can still come back or answer."),
)
_PROCESS_CHART: Final = (
    *_WEEKLY,
    whole("phase", "Number of the phase; limits start anew with each.", "number"),
    text("phase_reason", "Why the phase began; empty for the first."),
    yes_no("is_left_out", "Drawn, but in no mean, limit or rule."),
    yes_no("is_provisional", "The phase has fewer than 13 points: its limits may still move."),
    number("centre_line", "Mean of the phase."),
    number("lower_limit", "Lower process limit."),
    number("upper_limit", "Upper process limit."),
    number("moving_range", "Distance to the week before; empty after a gap and at the start of a phase."),
    number("mr_centre_line", "Mean moving range that the limits use."),
    number("mr_upper_limit", "Upper limit of the moving range."),
    whole("side", "-1 below, 0 on, 1 above the centre line.", "side"),
    yes_no("is_outside", "Beyond a limit."),
    yes_no("is_shift", "One of seven or more in a row on one side."),
    yes_no("is_trend", "One of seven or more in a row rising or falling."),
    yes_no("is_two_of_three", "One of two in three beyond two thirds of the way to a limit, on one side."),
    yes_no("is_moving_range_outside", "The moving range is above its limit."),
    text(
        "rule",
        "The first rule that applies: outside, trend, two_of_three, shift; empty where the week is ordinary.",
    ),
    whole("rule_direction", "Which way that rule points: 1 up, -1 down; empty where the week is ordinary.", "side"),
    whole("trend_direction", "1 in a rising trend, -1 in a falling one, 0 in none.", "side"),
    whole("run_length", "Weeks in a row on this side of the centre line, of the whole run; empty on the line."),
    yes_no(
        "is_two_of_three_inside",
        "Two of three as NHSRplotthedots counts it: points beyond a limit are not counted.",
    ),
    yes_no("is_run_of_eight", "One of eight or more in a row on one side (Wheeler's rules)."),
    yes_no(
        "is_three_of_four",
        "One of four in a row of which three lie more than halfway to one limit (Wheeler's rules).",
    ),
    yes_no("is_screened", "Moving ranges far above the others are left out of the mean moving range."),
    text("left_out_reason", "Why the week is left out; empty where it is not."),
    text("left_out_by", "Who decided to leave it out; empty where a rule did."),
)

LINKED_TO: Final = text("linked_to", "The item that this one was joined to; empty for the first of its need.")
_DAYS: Final = (
    number("before_entry", "First contact until the first item was opened.", "days"),
    number("counted", "Covered by the clock of an item that is in the reported figure.", "days"),
    number("paused", "Of those, days that the organisation subtracts.", "days"),
    number(
        "reentered",
        "From the opening of an item that we cancelled and entered again until the next counted clock starts.",
        "days",
    ),
    number(
        "uncounted",
        "On the clock of other items that are not in the reported figure: no target, no date of closing, cancelled by the customer.",
        "days",
    ),
    number("after_closing", "After an item was closed while the person still had the problem.", "days"),
)

PUBLISHED: Final[dict[str, Relation]] = {
    "work_items": Relation(
        "Work items as the system last reported them, one row per item, with the verdicts that are counted inside-out.",
        (
            *DELIVERED["work_items"][:2],
            text("need_id", "The need that the item serves."),
            *DELIVERED["work_items"][2:],
            yes_no("completes", "A finished item of this kind and outcome can make the need done."),
            yes_no("in_reported_count", "The organisation counts the item in its reported figure."),
            day("reported_week", "The Monday of the week the organisation counts the item in."),
            yes_no(
                "on_target_reported", "On target as the organisation counts; empty where it does not count the item."
            ),
            yes_no(
                "on_target_strict",
                "Done by its first target, no stops allowed; empty where that target has not passed or the customer cancelled.",
            ),
            number("days_reported", "Opened to reported done, stops subtracted.", "days"),
            LINKED_TO,
            text("link_rule", f"How it was joined to its need: {', '.join(LINK_RULES)}."),
            number("link_confidence", "How sure the rule is.", "0 to 1"),
            BATCH,
            ROW,
        ),
    ),
    "needs": Relation(
        "What people asked for: one row per need, from the first contact until it is done as the person would have it.",
        (
            SERVICE,
            text("need_id", "The number of the need's first item."),
            text("customer_id", "The person or household; where no customer is known the place stands in."),
            text("place_id", "The dwelling or address of the first item."),
            text("category", "Trade or kind of problem of the first item."),
            text("team", "The team that had the need last."),
            text("first_team", "The team that had it first."),
            moment("first_contact_at", "When the person first asked: the clock starts here, once."),
            moment(
                "promised_at",
                "First contact plus the time that the first item's first target allowed; empty where nothing was promised.",
            ),
            text(
                "promise_rule",
                "Where the promise comes from: first_target, priority, days_without_target; empty where there is none.",
            ),
            text(
                "state",
                "done, provisional (quiet period not over), open, unresolved (closed by us, not done for the person), withdrawn,"
                " unknown, void (of an empty dwelling: nobody has the problem, so it is in no outside-in figure).",
            ),
            text(
                "unknown_because",
                "no_date (closed without one), person_gone (moved out or died), went_elsewhere (to another organisation): why"
                " nobody knows whether it was done; empty where it is known.",
            ),
            moment("first_done_at", "The first time that an item made it look done."),
            moment("done_at", "When it was done as the person has it; empty while it is not."),
            text(
                "done_evidence",
                "customer (they said so), quiet_period (nobody came back), provisional, system_only (nothing else can tell).",
            ),
            number("days_end_to_end", "First contact to done, calendar days; never paused.", "days"),
            number(
                "days_lived",
                "First contact to done, withdrawn or the person's leaving; else to the last event known; empty for a void.",
                "days",
            ),
            number(
                "days_reported", "Days that the organisation reports over the need's counted items together.", "days"
            ),
            whole("items", "Work items that serve it."),
            whole("visits", "Visits paid for it; empty where no visits were delivered."),
            whole("contacts", "Contacts about it."),
            whole("failure_contacts", "Contacts because something was not done or not done right."),
            whole("workers", "Distinct workers met, as far as the files tell."),
            whole("handovers", "Times it went from one team to another."),
            whole("reentries", "Items cancelled by the organisation and entered again."),
            whole("reopened", "Times it came back after it looked done."),
            text("last_answer", "The person's last answer: yes, partly, no; empty where nobody asked."),
            moment("last_heard_at", "The last contact or answer of the person."),
            text("system_says", "in_time, late, open, not_counted: what the organisation's count makes of it."),
            text(
                "customer_says",
                "in_time, late, not_yet, pending, withdrawn, no_promise, unknown, void: the same need on the person's clock.",
            ),
            text(
                "hidden_by", "Why the organisation's figure does not show a need that was not in time for the person."
            ),
            yes_no("may_change", "The verdict may still change: provisional, or its promised moment has not passed."),
            moment("withdrawn_at", "When the person withdrew it; empty where they did not, or nobody knows when."),
            *_DAYS,
        ),
    ),
    "need_items": Relation(
        "Which items serve which need, one row per item, with the rule that joined them and how sure it is.",
        (
            SERVICE,
            text("need_id", "The need."),
            text("item_id", "The item."),
            LINKED_TO,
            text("rule", f"{', '.join(LINK_RULES)}."),
            number("confidence", "How sure the rule is.", "0 to 1"),
        ),
        is_view=True,
    ),
    "weekly": Relation("Every measure per service, team and week.", _WEEKLY),
    "process_chart": Relation(
        "Every weekly figure between the limits of its own phase (XmR), with the rules that it breaks.", _PROCESS_CHART
    ),
    "season_factors": Relation(
        "How each week of the year compares with its year, from whole years before the weeks that are judged.",
        (
            SERVICE,
            MEASURE,
            whole("week_of_year", "1 to 52; week 53 is counted with week 52.", "number"),
            number("factor", "1: as the year; 1.2: a fifth above it.", "share of the year's mean"),
            whole("years", "How many years it is the mean of."),
            whole("first_year", "The first of those years."),
            whole("last_year", "The last of those years."),
            day("judged_from", "The first week that is held against these factors."),
        ),
    ),
    "season_chart": Relation(
        "The last weeks with the season of the year taken out, between the limits of their own phase.",
        (
            *_PROCESS_CHART,
            number("measured", "The figure of the week as it was measured.", "% / days / count"),
            number(
                "factor",
                "What it was divided by; empty where that week of the year has none.",
                "share of the year's mean",
            ),
            number("lag_1", "From -1 to 1; 0: a week says nothing about the next.", "-1 to 1"),
            yes_no("is_warned", "Above 0.5: signals of this series may be a slow wave, such as a season."),
        ),
    ),
    "signals": Relation(
        "Weeks that the rules say to ask about, one row per week and rule.",
        (
            *_WEEKLY[:4],
            text("rule", "outside, trend, two_of_three or shift."),
            number("value", "The figure of the week."),
            number("centre_line", "Mean of the phase."),
            number("lower_limit", "Lower process limit."),
            number("upper_limit", "Upper process limit."),
            text("sentence", "What happened, in one English sentence."),
            whole("direction", "Which way it points: 1 up, -1 down.", "side"),
            whole("run_length", "Weeks in a row on this side of the centre line, of the whole run; empty on the line."),
        ),
    ),
    "attribute_chart": Relation(
        "Every weekly share and count between limits that know how many it is of, one row per week and attribute chart.",
        (
            *_WEEKLY[:4],
            text("chart", "p, pp (Laney's p'), ip (I prime), u, up (Laney's u') or c."),
            *_WEEKLY[4:7],
            whole("phase", "Number of the phase; limits start anew with each.", "number"),
            yes_no("is_left_out", "Drawn, but in no mean, limit or rule."),
            yes_no("is_provisional", "The phase has fewer than 13 points: its limits may still move."),
            number("centre_line", "The share of all weeks of the phase together, or the mean count."),
            number("lower_limit", "Lower limit of a week with this n."),
            number("upper_limit", "Upper limit of a week with this n."),
            number(
                "lower_95",
                "Two thirds of the way to the lower limit: 2 spreads instead of 3.",
            ),
            number("upper_95", "Two thirds of the way to the upper limit: 2 spreads instead of 3."),
            yes_no("is_outside", "Beyond a limit of this chart."),
        ),
    ),
    "rare_events": Relation(
        "What lies between one hit and the next of measures that hardly ever hit (g and t charts), one row per hit and chart.",
        (
            *_WEEKLY[:3],
            text("chart", "g (things counted in between that did not hit) or t (days from one hit to the next)."),
            whole("number", "Which hit of the service, team and measure it is.", "number"),
            text("record_id", "The item, need or answer that hit."),
            moment("at", "When it was."),
            number("value", "What lies since the hit before; empty for the first of a phase.", "count / days"),
            whole("phase", "Number of the phase; limits start anew with each.", "number"),
            yes_no("is_left_out", "Drawn, but in no mean, limit or rule."),
            yes_no("is_provisional", "The phase has fewer than 13 points: its limits may still move."),
            number(
                "centre_line", "Median for g; for t the mean on the scale that makes such times even.", "count / days"
            ),
            number("lower_limit", "Lower limit; 0 where chance can bring the next hit at once.", "count / days"),
            number("upper_limit", "Upper limit.", "count / days"),
            number("lower_95", "Lower limit at 2 spreads instead of 3.", "count / days"),
            number("upper_95", "Upper limit at 2 spreads instead of 3.", "count / days"),
            yes_no("is_outside", "Beyond a limit: above it hits have become rarer, below it less rare."),
        ),
    ),
    "run_chart": Relation(
        "Whether the weeks of a phase lie about their median as chance would have it (Anhøj's rules), one row per phase.",
        (
            *_WEEKLY[:3],
            whole("phase", "Number of the phase; limits start anew with each.", "number"),
            text("phase_reason", "Why the phase began; empty for the first."),
            day("first_week", "The Monday of the first week of the phase."),
            day("last_week", "The Monday of the last week of the phase."),
            whole("weeks", "Weeks with a figure.", "weeks"),
            number("centre_line", "Median of the phase.", "% / days / count"),
            whole("n_useful", "Weeks that lie above or below the median.", "weeks"),
            whole("longest_run", "The most weeks in a row on one side of the median.", "weeks"),
            whole("longest_run_max", "The longest run that chance alone gives so many weeks.", "weeks"),
            whole("crossings", "How many times the weeks cross the median."),
            whole("crossings_min", "The fewest crossings that chance alone gives so many weeks."),
            text(
                "verdict",
                "random, or not_random where a run is longer or the crossings are fewer; empty where no week is useful.",
            ),
        ),
    ),
    "suggested_chart": Relation(
        "The chart to look at first, one row per service, team and measure, and why.",
        (
            *_WEEKLY[:3],
            text("chart", "xmr (process_chart), g (rare_events), or a chart of attribute_chart."),
            text("reason", "Why, in one English sentence."),
            whole("weeks", "Weeks with a figure.", "weeks"),
            whole("weeks_without_hits", "Weeks in which nothing hit.", "weeks"),
            number("n_low", "The n that a tenth of the weeks do not exceed.", "count"),
            number("n_middle", "The n that half of the weeks do not exceed.", "count"),
            number("n_high", "The n that nine tenths of the weeks do not exceed.", "count"),
        ),
    ),
    "funnel": Relation(
        "Each team's share of a period held against that of the whole, with the limits that chance gives a team of its size. No"
        " league table: rows come by the name of the team.",
        (
            SERVICE,
            MEASURE,
            text("period", "12 weeks or 52 weeks: the last whole weeks of the service's own clock."),
            day("first_week", "The Monday of the first week of the period."),
            day("last_week", "The Monday of the last week of the period."),
            text("team", "The team that has the work; there is no row for fewer than 5 items, needs or answers."),
            whole("hits", "How many of the period hit."),
            whole("n", "How many items, needs or answers the share is of."),
            number("share", "The team's share.", "%"),
            number("target", "The share of the whole: of all teams together.", "%"),
            number("lower_95", "Where 95 of 100 teams of this size lie: from here.", "%"),
            number("upper_95", "Where 95 of 100 teams of this size lie: to here.", "%"),
            number("lower_998", "Where 998 of 1000 teams of this size lie: from here.", "%"),
            number("upper_998", "Where 998 of 1000 teams of this size lie: to here.", "%"),
            number("plain_lower_95", "The lower 95% limit if nothing but chance lay between teams.", "%"),
            number("plain_upper_95", "The upper 95% limit if nothing but chance lay between teams.", "%"),
            number("plain_lower_998", "The lower 99.8% limit if nothing but chance lay between teams.", "%"),
            number("plain_upper_998", "The upper 99.8% limit if nothing but chance lay between teams.", "%"),
            number("phi", "How far the teams lie apart, as a multiple of what chance gives; 1 is chance alone."),
            number(
                "tau2",
                "Variance between teams that is added to that of chance, on the scale of the arcsine of the root.",
            ),
            number("z", "How many standard errors of chance the team lies from the whole."),
            yes_no("is_outside", "Beyond the 99.8% limits."),
            yes_no("is_outside_plain", "Beyond the 99.8% limits of chance alone."),
            text("sentence", "What that says, in one English sentence."),
        ),
    ),
    "autocorrelation": Relation(
        "How much each week of a measure resembles the week before it, one row per service, team and measure.",
        (
            SERVICE,
            TEAM,
            MEASURE,
            whole("weeks", "Weeks that it is worked out from."),
            number("lag_1", "From -1 to 1; 0: a week says nothing about the next.", "-1 to 1"),
            yes_no("is_warned", "Above 0.5: signals of this series may be a slow wave, such as a season."),
        ),
    ),
    "time_to_done": Relation(
        "Of the needs promised in a month, how many were still waiting so many days after the first contact (Kaplan-Meier).",
        (
            SERVICE,
            TEAM,
            day("promised_month", "The first day of the month of the promised moment."),
            whole("day", "Days since the first contact, begun ones counted.", "days"),
            whole("waiting", "Needs followed that far and not done before."),
            whole("done", "Of those: done on that day."),
            whole("left_open", "Of those: followed no longer, open now or withdrawn."),
            number("still_waiting", "What share waits longer than that day.", "%"),
        ),
        is_view=True,
    ),
    "done_within": Relation(
        "Of the needs promised in a month, after how many days half, eight and nine in ten were done; open ones are allowed for.",
        (
            SERVICE,
            TEAM,
            day("promised_month", "The first day of the month of the promised moment."),
            whole("needs", "Needs that were promised."),
            whole("half_days", "Half were done by this day; empty where it has not come.", "days"),
            whole("eight_in_ten_days", "Eight in ten were done by this day; empty where it has not come.", "days"),
            whole("nine_in_ten_days", "Nine in ten were done by this day; empty where it has not come.", "days"),
            number("done_in_7", "Done within 7 days; empty where nobody was followed for so long.", "%"),
            number("done_in_28", "Done within 28 days; empty where nobody was followed for so long.", "%"),
        ),
        is_view=True,
    ),
    "contrast": Relation(
        "The same needs under both clocks, counted per service, team, week of the promised moment and cell.",
        (
            SERVICE,
            TEAM,
            day("week", "The Monday of the week of the promised moment; empty where nothing was promised."),
            text("system_says", "What the organisation's count says."),
            text("customer_says", "What the person's clock says."),
            text("hidden_by", "Why the organisation's figure does not show it; empty where it does."),
            whole("needs", "How many needs."),
            whole("items", "How many work items serve them."),
        ),
    ),
    "evidence": Relation(
        'What "done" rests on, per service, team and week of the promised moment: needs that are held against a promise.',
        (
            SERVICE,
            TEAM,
            day("week", "The Monday of the week of the promised moment."),
            text("done_evidence", "As in needs; empty where it is not done."),
            whole("needs", "How many needs."),
        ),
    ),
    "days_ledger": Relation(
        "Where the days went: finished needs per service, team and week they were done in, split into parts that add up to the days lived.",
        (
            SERVICE,
            TEAM,
            WEEK,
            text(
                "part",
                "before_entry, counted, paused, reentered, uncounted, after_closing: parts of the way from first contact to done.",
            ),
            whole("needs", "Finished needs of the week: the same for each part."),
            number("days", "Days of the part over all those needs together; divide by needs for the mean.", "days"),
        ),
    ),
    "need_ledger": Relation(
        "Where the days of one finished need went; the parts add up to days_end_to_end exactly.",
        (
            SERVICE,
            text("need_id", "The need."),
            *_DAYS,
            number("days_end_to_end", "Their sum: first contact to done.", "days"),
        ),
        is_view=True,
    ),
    "need_events": Relation(
        "What happened to a need, in order: items, visits, contacts and answers with their moments, for the clock strip.",
        (
            SERVICE,
            text("need_id", "The need."),
            text("lane", "item, visit, contact or answer."),
            text("record_id", "The number of the item, visit, contact or answer."),
            moment("starts_at", "When it began or was."),
            moment("ends_at", "When it ended; empty for a single moment and while it is open."),
            text("label", "Its status, outcome, meaning or answer, as one of our codes."),
            text("words", "The words delivered with it, if any."),
            number("paused_days", "Days of an item that the organisation does not count.", "days"),
            BATCH,
            ROW,
        ),
        is_view=True,
    ),
    "delivered_rows": Relation(
        "The rows as delivered, one row per record in its last state: the mapped cells as they stand in the file.",
        (
            SERVICE,
            text("relation", "work_items, contacts, visits, answers or another table that is delivered."),
            text("record_id", "The number of the record in that table."),
            BATCH,
            text("file_name", "The file."),
            ROW,
            text("cells", "Heading and cell as JSON; columns that the profile keeps private are not in it."),
        ),
    ),
    "batches": Relation(
        "What was loaded, one row per load.",
        (
            BATCH,
            text("file_name", "Name of the file as it was delivered."),
            text("content_hash", "SHA-256 of the file; the original is kept under it."),
            text("source", "The profile that read it."),
            text("relation", "The canonical table it was read into."),
            text("services", "The services in it."),
            text("sheet", "The sheet, for a workbook."),
            whole("header_row", "Row of the headings, counted from 1.", "row"),
            text("headings", "The headings of its table, as a JSON list; empty for loads of before they were kept."),
            text("encoding", "How its text was encoded."),
            text("delimiter", "What parts its cells, for text files."),
            whole("rows_in", "Rows below the headings that hold anything."),
            whole("accepted", "Rows that count."),
            whole("new", "Accepted rows of records not seen before."),
            whole("changed", "Accepted rows that differ from what was known."),
            whole("unchanged", "Accepted rows that say what was known already."),
            whole("rejected", "Rows set aside with a reason."),
            yes_no("is_sample", "It brought sample data that come with the program: invented people."),
            moment("loaded_at", "When it was loaded, by the clock of the machine."),
            moment("undone_at", "When it was taken back, or went for the first own load; empty while it counts."),
        ),
    ),
    "rejected_rows": Relation(
        "Rows that were set aside, one row per row, with what to do about it.",
        (
            BATCH,
            ROW,
            text("column", "The heading in the file of the cell that cannot be read."),
            text("value", "What stands there."),
            text("reason", "What is wrong and what to do, in one sentence."),
            yes_no(
                "is_to_mend",
                "Somebody can mend the row and load it again; no for totals, notes and lines told again later.",
            ),
        ),
    ),
    "data_issues": Relation(
        "Doubts about rows that do count, one row per doubt, and what was done about each.",
        (
            SERVICE,
            text("relation", "The table of the row."),
            text("record_id", "The number of the row's record; empty where the doubt is about a load."),
            text(
                "issue",
                "Which doubt, as a code: done_before_opened, implausible_date, unmapped_code, closed_without_date, long_chain, ...",
            ),
            text("column", "The column it is about."),
            text("value", "What was delivered."),
            text("action", "kept, repaired or left_out."),
            BATCH,
            ROW,
        ),
    ),
    "rewritten_history": Relation(
        "What a delivery says otherwise of the past than an earlier one of the same source, one row per item and thing.",
        (
            SERVICE,
            text("item_id", "The item."),
            text(
                "what",
                "end_earlier, start_later, target_later, cancelled_after_target, other_zeros (it came again with other zeros in"
                " front of its number); of an item that a later file of its days lacks: vanished"
                " (all of its period came again), lacking (a part of it did) or other_part (the file is of other teams, kinds,"
                " categories, priorities or statuses).",
            ),
            moment(
                "before_at",
                "The start, end or target as it was said before; for an item that is not there, or has other zeros, the day it was opened.",
            ),
            moment(
                "after_at",
                "The start, end or target as it is said now, or when it was cancelled; empty for an item that is not there, or has"
                " other zeros.",
            ),
            text("earlier_batch_id", "The last load that said it as it was before."),
            whole("earlier_row_number", "Row in the file of that load, counted from 1 as Excel shows it.", "row"),
            text("batch_id", "The load that says it otherwise, or lacks the item."),
            whole("row_number", "Row in the file of that load; empty for an item that is not there.", "row"),
            whole(
                "items_known",
                "For an item that is not there: how many items earlier files told of in the days of that load; else empty.",
            ),
            whole(
                "items_lacking",
                "For an item that is not there: how many of them that load lacks in the same way. A thousand at most are listed as"
                " lacking or other_part; else empty.",
            ),
        ),
    ),
    "recounts": Relation(
        "What the organisation says its reported figure is, beside our recount of it, one row per answer.",
        (
            BATCH,
            SERVICE,
            WEEK,
            number("recount", "On target as reported, recounted from the rows.", "%"),
            whole("items", "Items in the recount."),
            number("reported", "The figure that the organisation reported.", "%"),
            moment("answered_at", "When that was said."),
        ),
    ),
    "phases": Relation(
        "Recorded decisions to start a new phase, with the reason: limits are worked out anew from there.",
        (
            SERVICE,
            TEAM,
            text("measure", "The measure; '*' for all of them."),
            day("starts_on", "The first week on or after this day starts the phase."),
            text("reason", "What was changed."),
            text("decided_by", "Who decided."),
            moment("decided_at", "When it was recorded."),
        ),
    ),
    "link_decisions": Relation(
        "What people decided about which items are one need, with the reason: it wins over every rule of linking.",
        (
            SERVICE,
            text("item_id", "The item."),
            text("other_item_id", "The item it is one need with; empty where it was set apart as a need of its own."),
            text("reason", "Why."),
            text("decided_by", "Who decided."),
            moment("decided_at", "When it was recorded."),
            moment("undone_at", "When it was taken back; empty while it stands."),
        ),
    ),
    "shared_faults": Relation(
        "Faults that several households called about, where the item names no customer: one row per household, each with a need"
        " of its own.",
        (
            SERVICE,
            text("need_id", "The need of this household."),
            text("item_need_id", "The need that `work_items` names: that of the household which called first."),
            text("customer_id", "The household, pseudonymous."),
            whole("household", "1 for the household that called first, and so on."),
        ),
    ),
    "priority_targets": Relation(
        "The time that a priority allows, one row per service and priority, as the newest profile of the service says.",
        (
            SERVICE,
            text("priority", "The priority, as delivered."),
            number("target", "How long it allows.", "unit"),
            text("unit", "hour, calendar_day or working_day."),
        ),
    ),
    "calendars": Relation(
        "Whose public holidays are no working days, one row per service.",
        (SERVICE, text("country", "The country, by its two letters.")),
    ),
    "sensitivity": Relation(
        "What the figures of all weeks together would be under other lengths, one row per service, rule, length and measure.",
        (
            SERVICE,
            text(
                "rule", "quiet_days; or windows: cancelled and entered again, came back and made safe. Empty: as it is."
            ),
            whole("days", "The length that was tried; empty: as it is.", "days"),
            yes_no("is_current", "The figure under the rules in use, of the same people."),
            text("measure", "Which measure, by its name in `definitions`."),
            number("value", "The figure of all weeks together.", "% or days"),
            whole("n", "How many it is made of."),
            whole("one_in", "1: everybody is in it; else of how many households one was drawn."),
        ),
    ),
    "services": Relation(
        "One row per service: how far its data reach and what stands in for what is not known.",
        (
            SERVICE,
            moment("as_of", "The latest recorded event: the service's own now."),
            day("first_week", "First week with an item."),
            day(
                "last_week",
                "The last week that has wholly passed at as_of and in which work still came in: the pages open on it.",
            ),
            moment("loaded_at", "When its last file was loaded."),
            text("sources", "The profiles that its files were read with."),
            text(
                "person_key",
                "customer, place (no customer is known: the place stands in) or none (an item stands for a person).",
            ),
            text("counts_by", "dates (we recount) or flag (the verdict that the system delivers)."),
            yes_no("is_sample", "Rows of the sample data count in it: invented people."),
            whole("items", "Work items."),
            whole("needs", "Needs."),
            whole("contacts", "Contacts."),
            whole("unlinked_contacts", "Contacts that could not be joined to a need."),
            whole("visits", "Visits."),
            whole("answers", "Answers."),
            whole("doubts", "Data issues."),
        ),
    ),
    "rules": Relation(
        "The rules that made the figures, one row per service and rule: windows, quiet period, what counts as done, how targets count.",
        (
            SERVICE,
            text("rule", "Name of the rule in the profile."),
            text("value", "Its value."),
            text("unit", "days, words or nothing."),
            text("meaning", "What it does, in one sentence."),
            text("source", "The profile it stands in."),
            text("profile_value", "What the profile says, where people adopted another value."),
            text("reason", "Why people adopted another value; empty where the profile decides."),
            text("decided_by", "Who adopted it."),
            moment("decided_at", "When it was adopted."),
        ),
    ),
    "closing_days": Relation(
        "The days of the last 52 weeks of each service: how many items were closed on each, and which of them end a week, month or quarter.",
        (
            SERVICE,
            day("day", "The day."),
            whole("items", "Items closed on it: reported done, or closed because nobody was home."),
            yes_no("is_working", "A working day, as the closings themselves tell."),
            yes_no(
                "ends_week",
                "The last working day of its week; empty on no working day, and in a week that is not over.",
            ),
            yes_no(
                "ends_month",
                "The last working day of its month; empty on no working day, and in a month that is not over.",
            ),
            yes_no(
                "ends_quarter",
                "The last working day of its quarter; empty on no working day, and in a quarter that is not over.",
            ),
        ),
    ),
    "item_signs": Relation(
        "Items closed, or cancelled by us, in the last 52 weeks of their service, one row per item, with the signs of a target that bends the work.",
        (
            SERVICE,
            TEAM,
            text("item_id", "The item."),
            text("need_id", "The need that the item serves."),
            yes_no("is_cancelled", "It was cancelled by us; no where it was closed."),
            moment("opened_at", "When the system's record was opened."),
            moment(
                "due_at", "The last target, and the days that the organisation does not count; empty without a target."
            ),
            moment("ended_at", "When it was reported done, closed or cancelled."),
            whole("allowed_days", "Whole calendar days from opening to the target.", "days"),
            whole("days_from_target", "Whole calendar days from the target to the end; negative before it.", "days"),
            number("tenth_days", "How long a tenth of the time allowed is.", "days"),
            whole(
                "tenth",
                "Which tenth of the time allowed it ended in, counted from the target: -1 the last before, 1 the first after; empty where less than five whole days were allowed.",
                "tenth",
            ),
            yes_no("on_time_flag", "The verdict that the source system delivers itself."),
            number(
                "again_after_days", "Days from the end until it was opened again, as itself or as another item.", "days"
            ),
            number("recorded_after_days", "Days from reported done until the system was told.", "days"),
            yes_no("is_pile_up", "Closed in the last tenth before the target; empty where it has no tenths."),
            yes_no("is_period_end_week", "Closed on the last working day of a week; empty on no working day."),
            yes_no("is_period_end_month", "Closed on the last working day of a month; empty on no working day."),
            yes_no("is_period_end_quarter", "Closed on the last working day of a quarter; empty on no working day."),
            yes_no(
                "is_closed_and_reopened",
                "Opened again within a day of closing; empty for what was made safe or inspected only, and where a week has not passed.",
            ),
            yes_no(
                "is_cancelled_near_target",
                "Cancelled in the last tenth before the target or the first after it; empty where it was not cancelled.",
            ),
            yes_no(
                "is_recorded_late",
                "Recorded over 3 days after it was reported done; empty where one of the two moments is not known.",
            ),
            yes_no(
                "is_flag_differs",
                "In time by the verdict that the source system delivers, and not by the dates; empty without such a verdict.",
            ),
        ),
        is_view=True,
    ),
    "around_target": Relation(
        "Items closed in the last 52 weeks of each service with a target, counted per service, team and day from that target.",
        (
            SERVICE,
            TEAM,
            whole(
                "days_from_target", "Whole calendar days from the target to reported done; negative before it.", "days"
            ),
            whole("items", "Items closed so many days from their target."),
            whole(
                "in_last_tenth",
                "Of those with five days or more allowed, in the last tenth of that time before the target.",
            ),
            whole(
                "in_first_tenth_after", "Of those with five days or more allowed, in the first tenth after the target."
            ),
            whole("of_short_targets", "Of those, with less than five days allowed: they lie near their target anyhow."),
        ),
    ),
    "target_signs": Relation(
        "Signs that a target bends the work, one row per service, team and sign: a question to study, never a verdict.",
        (
            SERVICE,
            TEAM,
            text("sign", f"Which sign: {', '.join(TARGET_SIGNS)}."),
            whole("n", "Items that could bear the sign, of the last 52 weeks of the service."),
            whole("hits", "Items that bear it: those of `item_signs` whose column of that name says yes."),
            number("share", "Hits of n; empty for fewer than 30 items.", "%"),
            number(
                "compared_share",
                "What the share is compared with, as the query of the relation says for each sign.",
                "%",
            ),
            number("z", "How far the share lies above what it is compared with, in standard deviations of chance."),
            yes_no(
                "is_unusual",
                "More than chance (z 3 or more), at least twice what it is compared with and at least 1%; empty for fewer than 30 items.",
            ),
            number("median_days", "For recorded_late: half were recorded within so many days; else empty.", "days"),
            number("p90_days", "For recorded_late: nine in ten were recorded within so many days; else empty.", "days"),
            text("sentence", "What was found, in one English sentence."),
        ),
    ),
    "contacts": Relation(
        "Contacts, one row per contact, joined to the need that they are about.",
        (
            *DELIVERED["contacts"],
            text("need_id", "The need; empty where none could be told."),
            text("rule", "How it was joined."),
            BATCH,
            ROW,
        ),
    ),
    "visits": Relation(
        "Visits and appointments, one row per visit.",
        (*DELIVERED["visits"], text("need_id", "The need; empty where none could be told."), BATCH, ROW),
    ),
    "answers": Relation(
        "What people said, one row per answer.",
        (*DELIVERED["answers"], text("need_id", "The need; empty where none could be told."), BATCH, ROW),
    ),
    "goals": Relation(
        "What people want for themselves, in their own words, one row per goal; no figure is made of them.",
        (*DELIVERED["goals"], BATCH, ROW),
    ),
    "goal_marks": Relation(
        "How far there is to go, as the person judges, one row per mark; each person's marks tell only of that person.",
        (*DELIVERED["goal_marks"], BATCH, ROW),
    ),
    "scale_marks": Relation(
        "What a worker judged on a fixed scale, one row per mark.", (*DELIVERED["scale_marks"], BATCH, ROW)
    ),
    "milestones": Relation("Dated steps with a target, one row per step.", (*DELIVERED["milestones"], BATCH, ROW)),
    "claims": Relation("Claims for payment by results, one row per claim.", (*DELIVERED["claims"], BATCH, ROW)),
    "definitions": Relation(
        "How every measure and relation is defined, by version.",
        (
            text("relation", "The relation or measure."),
            text("side", "inside-out or outside-in; empty for a relation."),
            text("unit", "%, days or count; empty for a relation."),
            text("meaning", "The definition in words."),
            text("sql", "The query that makes it."),
            text("version", "Version of the definition: changes with the query."),
            moment("since", "When this version was first published."),
            text("reason", "Why it changed; empty for the first."),
        ),
    ),
    "dictionary": Relation(
        "Every column of this file.",
        (
            text("relation", "The table."),
            text("column", "The column."),
            text("type", "Its type."),
            text("unit", "Its unit; empty where it has none."),
            text("meaning", "What it means."),
        ),
    ),
    "publication": Relation(
        "This file: one row.",
        (
            text("publish_id", "The version; sorts by time."),
            moment("published_at", "When it was made, by the clock of the machine."),
            text("store_state", "The state of the store it was made from."),
            yes_no("is_sample", "Sample data that come with the program count in it: invented people."),
        ),
    ),
}
