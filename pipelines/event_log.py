"""The rows of an event log: of which case each is, when it was, and what it means. Folding them is `fold`."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

import polars as pl

from pipelines.date_column import column_of, dates_of
from pipelines.evidence import ISSUE_COLUMNS, Scales
from pipelines.key_numbers import example_without_fractions, signs_of, without_point
from pipelines.moments import MOMENT, Clock, DateForm, take_apart
from pipelines.plain_signs import plain
from pipelines.profile import EVENT_MEANINGS, Events, Profile, is_pattern
from pipelines.proposal import Question
from pipelines.reading import field_texts
from pipelines.reasons import EMPTY, ENDS_AT_24, IMPOSSIBLE, NO_DAY, SAYS_NOTHING, UNREADABLE, Reason
from pipelines.recognise import Recognised
from pipelines.sentence import Sentence, from_json
from pipelines.validate import Validated, validate
from pipelines.values import coded, codes_for
from pipelines.vocabulary import DELIVERED, STATUSES
from pipelines.vocabulary import MOMENT as MOMENT_TYPE
from pipelines.zones import weigh_clock

CASE: Final = ["of_service", "of_case"]
REJECTED: Final = {
    "row_number": pl.Int64, "column": pl.String, "value": pl.String, "reason": pl.String, "reason_words": pl.String,
    "is_to_mend": pl.Boolean, "cells": pl.String,
}  # fmt: skip
NO_CASE: Final = Reason(
    "no_case",
    Sentence(
        "Column '{column}' is empty, so nobody can tell of which case this event is. Fill it in in the file itself and load the"
        " whole file again: the event cannot be counted without the others of its case."
    ),
    column=pl.col("case_column"),
)
# What is told of a row that is loaded again by itself, and of an event, which counts with the others of its case only.
OF_EVENTS: Final = {
    str(told.words): str(of_event)
    for told, of_event in (
        (
            UNREADABLE[""],
            Sentence(
                "'{value}' in column '{column}' is no date that we can read. Write it as 2024-01-31 in the file itself and load the"
                " whole file again."
            ),
        ),
        (
            UNREADABLE["day-month"],
            Sentence(
                "'{value}' in column '{column}' is no date that we can read (the column reads as day, month, year). Write it as"
                " 2024-01-31 in the file itself and load the whole file again."
            ),
        ),
        (
            UNREADABLE["month-day"],
            Sentence(
                "'{value}' in column '{column}' is no date that we can read (the column reads as month, day, year). Write it as"
                " 2024-01-31 in the file itself and load the whole file again."
            ),
        ),
        (
            ENDS_AT_24,
            Sentence(
                "'{value}' in column '{column}' is no moment that we can read: a day ends at 24:00. Write what is later with the"
                " day after, as 2024-02-01 00:10, in the file itself and load the whole file again."
            ),
        ),
        (
            NO_DAY,
            Sentence(
                "'{value}' in column '{column}' is no moment that we can read: it names no day. Write the day, with the time behind"
                " it where there is one, as 2024-01-31 07:30, in the file itself and load the whole file again."
            ),
        ),
        (
            UNREADABLE["time"],
            Sentence(
                "'{value}' in column '{column}' is no time of day that we can read. Write it as 13:05 in the file itself and load"
                " the whole file again."
            ),
        ),
        (
            IMPOSSIBLE,
            Sentence(
                "'{value}' in column '{column}' cannot be right: it lies before {first_year} or after today. Correct it in the file"
                " itself and load the whole file again."
            ),
        ),
        (
            EMPTY,
            Sentence(
                "Column '{column}' is empty, and the event cannot be counted without it. Fill it in in the file itself and load the"
                " whole file again."
            ),
        ),
        (
            SAYS_NOTHING,
            Sentence(
                "'{value}' in column '{column}' says that nothing is filled in, and the event cannot be counted without it. Fill it"
                " in in the file itself and load the whole file again."
            ),
        ),
    )
}


@dataclass(frozen=True)
class Log:
    """An event log, row by row.

    rows      of each row of the file: row_number, of_service, of_case, at (the moment), turn (tells events of one moment
              apart), activity, status_words (as delivered), reopenings (a count, where the source keeps one), is_opened, is_done
              and so on
    unplaced  the rows that cannot be placed in time or in a case, as `Validated.rejected`
    issues    doubts about the numbers of cases and the moments of events, as `Validated.issues`
    notes     what a person should know of these, as `Validated.notes`
    """

    recognised: Recognised
    rows: pl.DataFrame
    unplaced: pl.DataFrame
    issues: pl.DataFrame
    notes: tuple[Sentence, ...] = ()
    questions: tuple[Question, ...] = ()  # about the moments of events

    @property
    def rules(self) -> Events:
        return rules_of(self.recognised.profile)

    @property
    def case_heading(self) -> str:
        return self.recognised.heading_of("item_id") or "item_id"

    def told(self, rows: pl.DataFrame, reason: Reason) -> pl.DataFrame:
        """Return rows as rejected for one reason."""
        judged = rows.with_columns(
            pl.lit(self.case_heading).alias("case_column"), pl.lit(", ".join(self.rules.opened)).alias("opened_words")
        )
        return self.with_cells(judged.select("row_number", reason.told.alias("told")).unnest("told"))

    def with_cells(self, rejected: pl.DataFrame) -> pl.DataFrame:
        """Return rejected rows with their cells as delivered, so that they can be mended whole."""
        shown = [pl.col(f"c{at}").alias(heading) for at, heading in enumerate(self.recognised.headings)]
        chosen = rejected.select("row_number").join(self.recognised.rows, on="row_number", maintain_order="left")
        cells = chosen.select(pl.struct(shown).struct.json_encode().alias("cells"))
        return rejected.select(name for name in REJECTED if name != "cells").with_columns(cells)


def rules_of(profile: Profile) -> Events:
    """Return how a profile folds events; one that does not is our bug."""
    assert profile.events is not None
    return profile.events


def is_event_log(recognised: Recognised) -> bool:
    """Return whether the rows are events: the profile knows events, and the file has the time of them."""
    events = recognised.profile.events
    return events is not None and bool(recognised.headings_like(events.time))


def read_log(recognised: Recognised, today: datetime) -> Log:
    """Return the rows of an event log, and those of them that cannot be placed."""
    rules, profile = rules_of(recognised.profile), recognised.profile
    recognised, scales = _with_plain_cases(recognised)
    recognised = replace(recognised, clock=_clock(scales, recognised))
    said = coded(cells_of(recognised, "status"), codes_for("status", profile.codes.get("status"), STATUSES))
    rows = pl.DataFrame(
        {
            "row_number": recognised.rows["row_number"],
            "of_service": cells_of(recognised, "service").fill_null(profile.service or ""),
            "of_case": cells_of(recognised, "item_id"),
            "turn": cells_under(recognised, rules.sequence).cast(pl.Float64, strict=False),
            "activity": cells_under(recognised, rules.activity),
            "status_words": cells_of(recognised, "status"),
            "said": said,
            "reopenings": cells_under(recognised, rules.reopened_count).cast(pl.Float64, strict=False),
        }
    ).with_columns(_meanings(rules))
    issues, notes = pl.concat([pl.DataFrame(schema=ISSUE_COLUMNS), *scales.issues]), tuple(scales.notes)
    if _is_plain(rules, rows):
        untimed = rows.with_columns(pl.lit(None, MOMENT).alias("at"))
        return Log(recognised, untimed, pl.DataFrame(schema=REJECTED), issues, notes)
    timed = _timed(recognised, today)
    rows = rows.join(timed.rows.select("row_number", "at"), on="row_number", how="left", maintain_order="left")
    issues = pl.concat([issues, timed.issues])
    log = Log(recognised, rows, _as_events(timed.rejected), issues, notes, timed.questions)
    nameless = log.told(rows.filter(pl.col("of_case").is_null() & pl.col("at").is_not_null()), NO_CASE)
    return replace(log, unplaced=pl.concat([log.unplaced, nameless]))


def _with_plain_cases(recognised: Recognised) -> tuple[Recognised, Scales]:
    """Return the log with the numbers of its cases in digits only where they are written as 1400000.0, and what is told of it.

    The events of a case have to find each other before any of them is read.
    """
    heading, scales = recognised.heading_of("item_id"), Scales(recognised)
    cases = cells_of(recognised, "item_id")
    if heading is None or (example := example_without_fractions([signs_of(cases)])) is None:
        return recognised, scales
    scales.read_without_point("item_id", example)
    rows = recognised.rows.with_columns(without_point(cases).alias(recognised.cell_column(heading)))
    return replace(recognised, sheet=replace(recognised.sheet, cells=rows), large=None), scales


def cells_of(recognised: Recognised, field: str) -> pl.Series:
    """Return the cells of a field; null for nothing and for what the source writes for nothing."""
    return _trimmed(recognised, recognised.heading_of(field))


def cells_under(recognised: Recognised, named: list[str]) -> pl.Series:
    """Return the cells under the first heading that bears one of the names, as `cells_of`."""
    return _trimmed(recognised, next(iter(recognised.headings_like(named)), None))


def _trimmed(recognised: Recognised, heading: str | None) -> pl.Series:
    if heading is None:
        return pl.Series([None], dtype=pl.String).new_from_index(0, recognised.rows.height)
    text = plain(recognised.rows[recognised.cell_column(heading)]).str.strip_chars()
    return pl.select(pl.when(~text.is_in(["", *recognised.profile.empty])).then(text)).to_series()


def means(words: list[str]) -> pl.Expr:
    """Return whether the activity is one of the words, whatever its case; or has a pattern that stands between slashes."""
    activity = pl.col("activity")
    exact = [word.strip().casefold() for word in words if not is_pattern(word)]
    found = [activity.str.contains(word[1:-1]) for word in words if is_pattern(word)]
    return pl.any_horizontal(activity.str.to_lowercase().is_in(exact), *found).fill_null(False)


def _meanings(rules: Events) -> list[pl.Expr]:
    """Return one yes or no for each thing that an event can mean; without words of its own its status tells."""
    meant = {name: means(rules.activities.get(name, [])) for name in EVENT_MEANINGS}
    for name in ("done", "cancelled"):
        if name not in rules.activities:
            meant[name] = (pl.col("said") == name).fill_null(False)
    return [expression.alias(f"is_{name}") for name, expression in meant.items()]


def _is_plain(rules: Events, rows: pl.DataFrame) -> bool:
    """Return whether the file has one row per case and tells nothing by its events: their times are not needed."""
    return not rules.activities and not rows.drop_nulls(CASE).select(CASE).is_duplicated().any()


def _timed(recognised: Recognised, today: datetime) -> Validated:
    """Return the rows with the moment of each, read and judged as any row is."""
    return validate(_as_contacts(recognised), today)


def _clock(scales: Scales, recognised: Recognised) -> Clock:
    """Return the clock that the times of events and those of their cases are told by."""
    events, cases = _as_contacts(recognised), [c.name for c in DELIVERED["work_items"] if c.type == MOMENT_TYPE]
    read = [(events, "at"), *((recognised, name) for name in cases if recognised.heading_of(name))]
    columns = [
        column_of(of, name, [dates])
        for of, name in read
        if (dates := dates_of(field_texts(of, of.rows, name))) is not None
    ]
    orders = {column.name: DateForm(column.evidence.order or "day-month") for column in columns}
    return weigh_clock(scales, columns, orders)


def _as_contacts(recognised: Recognised) -> Recognised:
    """Return the events as rows of which nothing but service and moment is needed."""
    rules, own = rules_of(recognised.profile), recognised.profile
    time = recognised.headings_like(rules.time)[0]
    fields: dict[str, str | None] = dict.fromkeys(recognised.headings)
    fields |= {heading: name for name in ("service", "item_id") if (heading := recognised.heading_of(name))}
    fields[time] = "at"
    profile = own.model_copy(
        update={
            "table": "contacts",
            "columns": {name: [heading] for heading, name in fields.items() if name},
            "constants": {},
            "codes": {},
            "extract": {},
            "cancelled_flags": [],
            "outcome": None,
            "join": {**own.join, "at": rules.join} if rules.join else own.join,
            "events": None,
            "dates": own.dates.model_copy(update={"order": _order(recognised, time)}),
        }
    )
    return replace(recognised, profile=profile, table="contacts", columns=fields)


def _as_events(rejected: pl.DataFrame) -> pl.DataFrame:
    """Return rejected rows with what is to be done about an event in place of a row."""
    told = []
    for kept in rejected["reason_words"]:
        reason = json.loads(kept)
        reason["words"] = OF_EVENTS.get(reason["words"], reason["words"])
        told.append(json.dumps(reason, ensure_ascii=False))
    words = pl.Series("reason_words", told, dtype=pl.String)
    reasons = pl.Series("reason", [str(from_json(kept)) for kept in told], dtype=pl.String)
    return rejected.with_columns(words, reasons).select(*REJECTED)


def _order(recognised: Recognised, time: str) -> str | None:
    """Return the order of the events' dates: as the profile says; None, where they prove it; else as other dates do."""
    stated = recognised.profile.dates.order
    if stated is not None or take_apart(_trimmed(recognised, time)).evidence.order is not None:
        return stated
    names = [column.name for column in DELIVERED["work_items"] if column.type == MOMENT_TYPE]
    proved = {take_apart(cells_of(recognised, name)).evidence.order for name in names} - {None}
    return proved.pop() if len(proved) == 1 else None
