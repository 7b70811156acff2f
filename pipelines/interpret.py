"""Rows of an export -> typed columns, by what the whole file told; what cannot be read or cannot be is noted."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

import polars as pl

from pipelines import vocabulary
from pipelines.evidence import Evidence
from pipelines.moments import MOMENT, moments, take_apart
from pipelines.profile import CODED
from pipelines.reading import Reading, named_cells, start
from pipelines.reasons import FIRST_YEAR
from pipelines.recognise import Recognised
from pipelines.values import coded, codes_for, numbers, outcomes

LAST_TARGET_YEAR: Final = 2090  # 2099, 2100 and 9999 are "no target"
PLANNED: Final = (*vocabulary.TARGETS, "planned_from", "planned_to")  # moments that lie ahead
END_OF_DAY: Final = timedelta(hours=23, minutes=59, seconds=59)
MIDNIGHT: Final = pl.lit(datetime.min.time())
RANGES: Final = {"score": (0.0, 10.0), "clock_stop_days": (0.0, 36_525.0)}


def interpret(recognised: Recognised, rows: pl.DataFrame, evidence: Evidence) -> Reading:
    """Return every field of some rows, typed. Each row is read by itself, so any slice reads as it would in the whole."""
    reading = start(recognised, rows, evidence)
    _read_moments(reading)
    _read_words(reading)
    _read_numbers(reading)
    _read_texts(reading)
    _doubt_statuses(reading)
    return reading


def _read_moments(reading: Reading) -> None:
    """Read every column of dates in its own form."""
    for column in vocabulary.DELIVERED[reading.recognised.table]:
        if column.type != vocabulary.MOMENT:
            continue
        name, texts = column.name, reading.texts[column.name]
        if texts.null_count() == texts.len():
            reading.typed[name] = texts.cast(MOMENT)
            reading.unreadable[name] = pl.Series(name, [False]).new_from_index(0, texts.len())
            continue
        moment = moments(take_apart(texts), reading.evidence.dates[name].order, reading.profile.dates.zone)
        reading.unreadable[name] = texts.is_not_null() & moment.is_null()
        reading.typed[name] = _plausible(reading, name, moment)


def _plausible(reading: Reading, name: str, moment: pl.Series) -> pl.Series:
    """Return the moments that can be; the others are null and noted, and a required one sets its row aside."""
    too_late = (
        moment.dt.year() >= LAST_TARGET_YEAR if name in PLANNED else moment > reading.evidence.today + timedelta(days=1)
    )
    impossible = (moment.dt.year() < FIRST_YEAR) | too_late
    if name in vocabulary.REQUIRED[reading.recognised.table]:
        reading.impossible[name] = impossible.fill_null(False)
    else:
        reading.doubt(impossible, name, "implausible_date", "left_out")
    kept = pl.when(~impossible).then(moment)
    if name in vocabulary.TARGETS:
        is_date = moment.dt.time() == MIDNIGHT
        kept = pl.when(~impossible).then(pl.when(is_date).then(moment + END_OF_DAY).otherwise(moment))
    return pl.select(kept.alias(name)).to_series()


def _read_words(reading: Reading) -> None:
    """Turn codes into our words. A code that is not listed never makes anything done: it is noted and left open."""
    table = reading.recognised.table
    for name, allowed in CODED[table].items():
        texts, constant = reading.texts[name], reading.profile.constants.get(name)
        codes = codes_for(name, reading.profile.codes.get(name), allowed)
        if constant:
            codes = {**codes, constant.casefold(): constant}
        words = coded(texts, codes)
        unmapped = texts.is_not_null() & words.is_null()
        if name in vocabulary.REQUIRED[table]:
            reading.unknown[name] = unmapped
        else:
            reading.doubt(unmapped, name, "unmapped_code", "kept" if name == "status" else "left_out")
        reading.typed[name] = words == "true" if name == "on_time_flag" else words
    if table == "work_items":
        reading.typed["status"] = _status(reading)
        _read_outcome(reading)


def _status(reading: Reading) -> pl.Series:
    """Return the status; where none is delivered the dates tell it, and a code that is not listed is open."""
    told = (
        pl.when(reading.typed["status"].is_not_null())
        .then(reading.typed["status"])
        .when(reading.texts["status"].is_not_null())
        .then(pl.lit("open"))
        .when(reading.typed["cancelled_at"].is_not_null())
        .then(pl.lit("cancelled"))
        .when(reading.typed["reported_done_at"].is_not_null())
        .then(pl.lit("done"))
        .otherwise(pl.lit("open"))
    )
    return pl.select(told.alias("status")).to_series()


def _read_outcome(reading: Reading) -> None:
    """Read from the closing words what was achieved, where the profile has a rule and the file the column."""
    rule = reading.profile.outcome
    cells = named_cells(reading.recognised, reading.rows, rule.column) if rule else []
    if rule and cells:
        read = outcomes(cells[0], rule)
        reading.typed["outcome"], reading.typed["outcome_label"] = read["outcome"], read["outcome_label"]


def _read_numbers(reading: Reading) -> None:
    """Read the numbers; one that is none, or that cannot be, is left out and noted."""
    for column in vocabulary.DELIVERED[reading.recognised.table]:
        if column.type != vocabulary.NUMBER:
            continue
        texts = reading.texts[column.name]
        value = numbers(texts, reading.evidence.decimals[column.name])
        low, high = RANGES[column.name]
        reading.doubt(texts.is_not_null() & value.is_null(), column.name, "unreadable_number", "left_out")
        outside = ~value.is_between(low, high)
        reading.doubt(outside, column.name, "implausible_number", "left_out")
        reading.typed[column.name] = pl.select(pl.when(~outside).then(value).alias(column.name)).to_series()


def _read_texts(reading: Reading) -> None:
    """Take the texts as they are; a number that an item quotes of itself says nothing, nor does the mark of all teams."""
    for name, texts in reading.texts.items():
        reading.typed.setdefault(name, texts)
    if "quoted_item_id" in reading.typed:
        quoted, own = reading.typed["quoted_item_id"], reading.typed["item_id"]
        reading.typed["quoted_item_id"] = pl.select(pl.when(quoted != own).then(quoted)).to_series()
    if "team" in reading.typed:
        team = reading.typed["team"]
        reading.doubt(team == vocabulary.ALL_TEAMS, "team", "name_of_all_teams", "left_out")
        reading.typed["team"] = pl.select(pl.when(team != vocabulary.ALL_TEAMS).then(team).alias("team")).to_series()


def _doubt_statuses(reading: Reading) -> None:
    """Note items whose status and dates do not go together. They are kept as they are."""
    if reading.recognised.table != "work_items":
        return
    typed = reading.typed
    opened, done, status = typed["opened_at"], typed["reported_done_at"], typed["status"]
    a_date_only = (opened.dt.time() == MIDNIGHT) | (done.dt.time() == MIDNIGHT)
    earlier = pl.select(
        pl.when(a_date_only).then(done.dt.date() < opened.dt.date()).otherwise(done < opened)
    ).to_series()
    reading.doubt(earlier, "reported_done_at", "done_before_opened", "kept")
    nowhere = done.is_null() & typed["recorded_done_at"].is_null()
    reading.doubt((status == "done") & nowhere, "status", "closed_without_date", "kept")
    reading.doubt((status == "cancelled") & typed["cancelled_at"].is_null(), "status", "cancelled_without_date", "kept")
