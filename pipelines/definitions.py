"""The measures in words, as `definitions` and the pages show them; the queries are in `sql/weekly.sql` and what it reads."""

from __future__ import annotations

from typing import Final, NamedTuple


class Measure(NamedTuple):
    """One measure: `side` inside-out or outside-in, `unit` %, days or count."""

    name: str
    side: str
    unit: str
    meaning: str


INSIDE, OUTSIDE = "inside-out", "outside-in"

MEASURES: Final = (
    Measure(
        "on_target_reported", INSIDE, "%",
        "Of the items reported done in the week, not cancelled and with a target: done by the last target plus the days that"
        " the organisation does not count; or, where the organisation counts by its system's own verdict, that verdict.",
    ),
    Measure(
        "on_target_strict", INSIDE, "%",
        "Of the items whose first target falls in the week: done by then. No stops, no access is not done, cancelled by the"
        " organisation is missed; cancelled by the customer, or ended because the person moved, died or went to another"
        " organisation, is left out.",
    ),
    Measure(
        "days_reported", INSIDE, "days",
        "Mean days from opening to reported done, stops subtracted, of the items reported done in the week.",
    ),
    Measure(
        "days_end_to_end", OUTSIDE, "days",
        "Mean days from the first contact until it is done as the person has it, of the needs done in the week.",
    ),
    Measure(
        "done_as_promised", OUTSIDE, "%",
        "Of the needs whose promised moment (first contact plus the time of the first target) falls in the week: done by"
        " then. Still open is missed; withdrawn and ended without answer are left out.",
    ),
    Measure(
        "first_time", OUTSIDE, "%",
        "Of the needs done in the week whose quiet period has passed: one visit, one item, no failure contact, not reopened.",
    ),
    Measure("reentered", OUTSIDE, "%", "Of the needs done in the week: with an item that was cancelled and entered again."),
    Measure(
        "came_back", OUTSIDE, "%",
        "Of the needs that first looked done in the week: those that came back within the window.",
    ),
    Measure("open_now", OUTSIDE, "count", "Needs that are not done for the person at the end of the week."),
    Measure("satisfaction", OUTSIDE, "%", "Of the answers given in the week: those that say the problem is solved."),
)  # fmt: skip
