"""What the data of a file cannot tell, as questions for a person."""

from __future__ import annotations

import re
from typing import Final

import polars as pl

from pipelines.moments import take_apart
from pipelines.proposal import Choice, CodeGuess, Question
from pipelines.sentence import Sentence
from pipelines.shapes import Shape
from pipelines.short_years import OF_ORDER, WHICH_OF_THREE, WHICH_OF_TWO, YEAR_FIRST, may_begin_with_year

MOST_PRIORITIES: Final = 30
MOST_ACTIVITIES: Final = 100
# "5 working days", "24 hrs", "28 dagen", "20 werkdagen" in the text of a priority.
ALLOWED: Final = re.compile(
    r"(?P<count>\d{1,3}(?:[.,]\d)?)\s*-?\s*(?P<unit>hours?|hrs?|uren|uur|h\b|working\s*days?|work\s*days?|werkdag(?:en)?|"
    r"calendar\s*days?|kalenderdag(?:en)?|days?|dag(?:en)?|d\b|weeks?|weken|week|wk)",
    re.IGNORECASE,
)
UNITS: Final = {
    "hour": Sentence("{count} hours"),
    "calendar_day": Sentence("{count} calendar days"),
    "working_day": Sentence("{count} working days"),
}


def questions_of(
    fields: dict[str, str],
    rows: pl.DataFrame,
    shapes: dict[str, Shape],
    codes: dict[str, dict[str, CodeGuess]],
    events: dict[str, str],
) -> list[Question]:
    """Return what has to be asked.

    fields  field -> heading, of what we take the columns for
    rows    all rows of the table, as texts under each heading; `shapes` are of a sample of them
    """
    return [*_date_order(rows, shapes), *questions_of_fields(fields, rows, codes, events)]


def questions_of_fields(
    fields: dict[str, str], rows: pl.DataFrame, codes: dict[str, dict[str, CodeGuess]], events: dict[str, str]
) -> list[Question]:
    """Return what has to be asked because of what the columns are taken for; `rows` needs no others than these."""
    found = [*_completed(fields, codes), *_priorities(fields, rows), *_done_events(fields, rows, events)]
    if "service" not in fields:
        found.append(Question("service", Sentence("Which service is this of?")))
    return found


def _date_order(rows: pl.DataFrame, shapes: dict[str, Shape]) -> list[Question]:
    """Ask for day-month or month-day only where no date in any column can tell, and some could be either."""
    dates = [heading for heading, shape in shapes.items() if shape.is_moment]
    if any(shapes[heading].evidence.order for heading in dates):
        return []
    seen = {heading: take_apart(rows[heading].str.strip_chars()).evidence for heading in dates}
    if any(evidence.order for evidence in seen.values()):
        return []
    either = next(((heading, evidence.example) for heading, evidence in seen.items() if evidence.either), None)
    if either is None:
        return []
    heading, example = either
    may_be_year = may_begin_with_year(take_apart(rows[heading].str.strip_chars()))
    words = Sentence(WHICH_OF_THREE if may_be_year else WHICH_OF_TWO, example=example, heading=heading)
    return [Question("date_order", words, (*OF_ORDER, YEAR_FIRST) if may_be_year else OF_ORDER, heading)]


def _completed(fields: dict[str, str], codes: dict[str, dict[str, CodeGuess]]) -> list[Question]:
    done = [(guess.rows, code) for code, guess in codes.get("status", {}).items() if guess.meant == "done"]
    if not done:
        return []
    words = Sentence("What does '{code}' tell here?", code=max(done)[1])
    choices = (
        Choice("work_done", Sentence("the work was finished")),
        Choice("closed_only", Sentence("our record was closed; whether the problem is gone it does not tell")),
    )
    return [Question("completed_means", words, choices, fields["status"], proposed="work_done")]


def _done_events(fields: dict[str, str], rows: pl.DataFrame, events: dict[str, str]) -> list[Question]:
    """Ask which events end a case, where no other column tells it."""
    heading = events.get("activity")
    if heading is None or fields.keys() & {"reported_done_at", "status"}:
        return []
    activities = rows[heading].drop_nulls().str.strip_chars().value_counts(sort=True, name="rows")[heading]
    if activities.len() > MOST_ACTIVITIES:
        return []
    words = Sentence("Which of the events under '{heading}' mean that the case is done?", heading=heading)
    choices = tuple(Choice(activity, Sentence(activity)) for activity in activities if activity)
    return [Question("event_done", words, choices, heading, several=True)]


def _priorities(fields: dict[str, str], rows: pl.DataFrame) -> list[Question]:
    """Ask, for each priority whose text names a time, whether that is what people are promised. It is never assumed."""
    heading = fields.get("priority_first") or fields.get("priority_last")
    if heading is None:
        return []
    texts = rows[heading].drop_nulls().str.strip_chars().value_counts(sort=True, name="rows")[heading]
    if texts.len() > MOST_PRIORITIES:
        return []
    return [
        question
        for text in texts
        if (found := ALLOWED.search(text)) and (question := _of_priority(heading, text, found))
    ]


def _of_priority(heading: str, text: str, found: re.Match[str]) -> Question | None:
    count = float(found["count"].replace(",", "."))
    unit = found["unit"].casefold()
    if count <= 0:
        return None
    if unit.startswith(("h", "u")):
        units = ["hour"]
    elif unit.startswith("w") and unit.startswith(("work", "werk")):
        units = ["working_day"]
    elif unit.startswith("w"):
        units, count = ["calendar_day"], count * 7
    elif unit.startswith(("calendar", "kalender")):
        units = ["calendar_day"]
    else:
        units = ["calendar_day", "working_day"]
    words = Sentence(
        "An item of priority '{priority}' that has no target of its own: within what time is it promised?",
        priority=text,
    )
    choices = [Choice(f"{count:g} {unit}", Sentence(UNITS[unit].words, count=f"{count:g}")) for unit in units]
    none = Choice("none", Sentence("nothing is promised"))
    return Question("priority_target", words, (*choices, none), heading, about=text)
