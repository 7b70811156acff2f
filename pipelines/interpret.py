"""Rows of an export -> typed columns, by what the whole file told; what cannot be read or cannot be is noted."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from typing import Final

import polars as pl

from pipelines import vocabulary
from pipelines.asked_otherwise import ANOTHER, OUT_OF_TEN, other_scale
from pipelines.cancelled_flags import follow_flags
from pipelines.durations import days, says_working_days, unit_of
from pipelines.evidence import Evidence
from pipelines.key_numbers import CUT_SHORT, KEYS, has_lost_digits, sign_within
from pipelines.moments import MOMENT, read_moments, weekdays, without_time
from pipelines.nothing import AS_ABOVE, ERRORS, FIRST_YEAR, IN_TEXTS, says_nothing
from pipelines.profile import CODED, same
from pipelines.quoted_numbers import quoted_numbers
from pipelines.reading import Reading, named_cells, spoilt_cells, start
from pipelines.recognise import Recognised
from pipelines.sequence import PAIRS, PLANNED
from pipelines.turned_dates import turned_rows
from pipelines.values import MARKS, NO_WORDS, PLAIN_NUMBER, coded, codes_for, numbers, outcomes, scores

LAST_TARGET_YEAR: Final = 2090  # 2099, 2100 and 9999 are "no target"
LIKE_A_DATE: Final = "^(?:19[89]|20)"  # as ISO begins: it needs no look whether it says that there is nothing
END_OF_DAY: Final = timedelta(hours=23, minutes=59, seconds=59)
A_SECOND: Final = timedelta(seconds=1)
MOST_PAST_MIDNIGHT: Final = timedelta(
    hours=12
)  # longer than a night: an end so long after its beginning is a typing error
NEARLY_A_DAY: Final = timedelta(hours=20)  # no visit is put off so long within a day
MIDNIGHT: Final = pl.lit(datetime.min.time())
DURATIONS: Final = ("clock_stop_days",)
RANGES: Final = {
    "score": (0.0, 10.0),
    "way_to_go": (0.0, 10.0),
    "mark": (0.0, 10.0),
    "clock_stop_days": (0.0, 36_525.0),
}


def interpret(recognised: Recognised, rows: pl.DataFrame, evidence: Evidence) -> Reading:
    """Return every field of some rows, typed. Each row is read by itself, so any slice reads as it would in the whole."""
    reading = start(recognised, rows, evidence)
    _set_apart_errors(reading)
    _set_apart_nothing_in_texts(reading)
    _set_apart_marks_of_repetition(reading)
    _find_cut_numbers(reading)
    _find_turned_dates(reading)
    _find_two_in_one(reading)
    _read_moments(reading)
    _read_past_midnight(reading)
    _read_words(reading)
    _read_numbers(reading)
    _read_texts(reading)
    _doubt_sequences(reading)
    _doubt_statuses(reading)
    _doubt_short_rows(reading)
    return reading


def _set_apart_errors(reading: Reading) -> None:
    """Empty the cells that hold an error of a spreadsheet, and note them; where one is needed the row tells of it."""
    for name, texts in reading.texts.items():
        is_error = texts.str.starts_with("#")  # as all of them begin, and little else
        is_error = texts.is_in(ERRORS) if is_error.any() else is_error
        values = pl.select(pl.when(is_error).then(texts)).to_series()
        for issue, found in spoilt_cells(reading, name):
            reading.doubt(found.is_not_null(), name, issue, "left_out", found)
            values = values.fill_null(found)
        reading.doubt(is_error, name, "error_cell", "left_out")
        if is_error.any():
            reading.texts[name] = pl.select(pl.when(~is_error).then(texts).alias(name)).to_series()
        if name in vocabulary.REQUIRED[reading.recognised.table] and values.null_count() < values.len():
            reading.spoilt[name] = values


def _set_apart_nothing_in_texts(reading: Reading) -> None:
    """Empty the texts that say that there is nothing. The record's own number stands as it is written, if only once."""
    table = reading.recognised.table
    typed = {
        column.name for column in vocabulary.DELIVERED[table] if column.type not in (vocabulary.TEXT, vocabulary.YES_NO)
    }
    for name, texts in reading.texts.items():
        if name in typed or reading.recognised.heading_of(name) is None:
            continue
        known = {code.strip() for code in reading.profile.codes.get(name, {})}
        words = reading.evidence.empty_numbers if name == vocabulary.RECORD_ID[table] else IN_TEXTS - known
        nothing = texts.is_in(list(words))
        if nothing.any():
            _empty(reading, name, nothing)


def _set_apart_marks_of_repetition(reading: Reading) -> None:
    """Empty the texts that only say that what stands above comes again, and note them: which row is meant is not certain."""
    types = {column.name: column.type for column in vocabulary.DELIVERED[reading.recognised.table]}
    for name, texts in reading.texts.items():
        if types.get(name) != vocabulary.TEXT or reading.recognised.heading_of(name) is None:
            continue
        known = {code.strip() for code in reading.profile.codes.get(name, {})}
        marks = texts.is_in(list(AS_ABOVE - known))
        if marks.any():
            _empty(reading, name, marks, "as_above")


def _empty(reading: Reading, name: str, nothing: pl.Series, issue: str = "word_for_nothing") -> None:
    """Empty the cells of a field that hold no value of their own, and note them."""
    texts = reading.texts[name]
    reading.doubt(nothing, name, issue, "left_out")
    words = pl.select(pl.when(nothing).then(texts)).to_series()
    reading.nothing[name] = reading.nothing[name].fill_null(words) if name in reading.nothing else words
    reading.texts[name] = pl.select(pl.when(~nothing).then(texts).alias(name)).to_series()


def _find_cut_numbers(reading: Reading) -> None:
    """Find the keys of which the last digits are gone: rows of different cases would have the same one."""
    for name in KEYS & reading.texts.keys():
        texts = reading.texts[name]
        if texts.str.contains(CUT_SHORT).any():
            reading.cut[name] = has_lost_digits(texts, sign_within(reading.profile, name))
    if reading.evidence.alike.len():
        own = vocabulary.RECORD_ID[reading.recognised.table]
        is_alike = reading.texts[own].is_in(reading.evidence.alike.implode()).fill_null(False)
        reading.cut[own] = is_alike | reading.cut[own] if own in reading.cut else is_alike


def _find_turned_dates(reading: Reading) -> None:
    """Find what a spreadsheet turned into dates where keys, places and teams stand; a record has no number then."""
    own = vocabulary.RECORD_ID[reading.recognised.table]
    for name in sorted(reading.evidence.turned):
        turned, alike = turned_rows(reading.recognised, reading.rows, name, reading.texts[name])
        if name == own:
            reading.turned[name] = turned
        else:
            alike |= turned
        reading.doubt(alike, name, "turned_into_date", "kept")


def _find_two_in_one(reading: Reading) -> None:
    """Note the cells that name two people, teams or records: counted as they are, they are one."""
    own = vocabulary.RECORD_ID[reading.recognised.table]
    for name, pairs in reading.evidence.pairs.items():
        issue = "two_numbers_in_one" if name == own else "two_in_one"
        reading.doubt(reading.texts[name].is_in(pairs.implode()), name, issue, "kept")


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
        _set_apart_nothing(reading, name, texts.str.contains(LIKE_A_DATE), of_dates=True)
        form = reading.evidence.dates[name]
        moment, ends = read_moments(reading.texts[name], form, reading.profile.dates.zone)
        if reading.profile.dates.no_time:
            moment = without_time(moment, reading.profile.dates.no_time)
        if form.has_weekdays and form.clock is None and reading.profile.dates.zone is None:
            differs = weekdays(reading.texts[name]) != moment.dt.weekday()
            reading.doubt(differs, name, "weekday_differs", "kept")
        reading.unreadable[name] = reading.texts[name].is_not_null() & moment.is_null()
        reading.typed[name] = _plausible(reading, name, moment, ends)


def _read_past_midnight(reading: Reading) -> None:
    """Read an end as of the day after where it and its beginning have their day in one column: from 22:30 to 00:15."""
    _read_beside_plan(reading)
    for begin, end in PAIRS:
        day_of_begin, day_of_end = (_heading_of_day(reading, name) for name in (begin, end))
        if day_of_begin is None or day_of_begin != day_of_end:
            continue
        starts, ends = reading.typed[begin], reading.typed[end]
        is_past = (ends < starts) & (ends + timedelta(days=1) - starts <= MOST_PAST_MIDNIGHT)
        reading.doubt(is_past, end, "end_on_next_day", "repaired")
        later = pl.when(is_past).then(ends + timedelta(days=1)).otherwise(ends)
        reading.typed[end] = pl.select(later.alias(end)).to_series()


def _read_beside_plan(reading: Reading) -> None:
    """Read what really happened as of the day beside, where it has the day of its plan: planned at 23:50, begun at 00:05.

    An end without a beginning is read so too.
    """
    plan, real = "planned_from", "started_at"
    known = [name for name in (plan, real, "ended_at") if reading.recognised.heading_of(name)]
    days = {_heading_of_day(reading, name) for name in known}
    if plan not in known or len(days) != 1 or None in days:
        return
    begun, ended = reading.typed[real], reading.typed["ended_at"]
    apart = begun - reading.typed[plan]
    a_day = timedelta(days=1)
    shift = pl.when(apart >= NEARLY_A_DAY).then(-a_day).when(apart <= -NEARLY_A_DAY).then(a_day)
    shifted = pl.select(shift.alias("shift")).to_series()
    reading.doubt(shifted.is_not_null(), real, "start_on_day_beside", "repaired")
    reading.typed[real] = pl.select((pl.lit(begun) + pl.lit(shifted).fill_null(timedelta())).alias(real)).to_series()
    alone = begun.is_null() & (reading.typed[plan] - ended >= NEARLY_A_DAY)
    reading.doubt(alone, "ended_at", "end_on_next_day", "repaired")
    later = pl.when(alone).then(ended + a_day).otherwise(ended)
    reading.typed["ended_at"] = pl.select(later.alias("ended_at")).to_series()


def _heading_of_day(reading: Reading, name: str) -> str | None:
    """Return the heading of the day of a moment, where its time of day stands in another column; else None."""
    rule = reading.profile.join.get(name)
    if rule is None or not (rule.before or rule.clock):
        return None
    return same(" ".join(rule.before) or reading.heading(name))


def _set_apart_nothing(reading: Reading, name: str, sure: pl.Series, of_dates: bool = False) -> None:
    """Empty the cells that say that there is nothing, and note them; `sure` are rows that need no look."""
    texts = reading.texts[name]
    looked_at = pl.select(pl.when(~sure).then(texts)).to_series()
    if looked_at.null_count() < looked_at.len() and (nothing := says_nothing(looked_at, of_dates)).any():
        _empty(reading, name, nothing)


def _plausible(reading: Reading, name: str, moment: pl.Series, ends: pl.Series) -> pl.Series:
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
    if name in (*vocabulary.TARGETS, "target_at"):
        is_date = (moment.dt.time() == MIDNIGHT) & ~ends
        to_end = pl.when(is_date).then(moment + END_OF_DAY).when(ends).then(moment - A_SECOND).otherwise(moment)
        kept = pl.when(~impossible).then(to_end)
    return pl.select(kept.alias(name)).to_series()


def _read_words(reading: Reading) -> None:
    """Turn codes into our words. A code that is not listed never makes anything done: it is noted and left open."""
    table = reading.recognised.table
    for name, allowed in CODED[table].items():
        texts, constant = reading.texts[name], reading.profile.constants.get(name)
        codes = codes_for(name, reading.profile.codes.get(name), allowed)
        if name == "on_time_flag" and reading.evidence.blank_is_no:
            codes |= dict.fromkeys(MARKS, "true")
        if constant:
            codes = {**codes, constant.casefold(): constant}
        words = coded(texts, codes, loosely=name not in reading.profile.codes)
        unmapped = texts.is_not_null() & words.is_null()
        if name in vocabulary.REQUIRED[table]:
            reading.unknown[name] = unmapped
        else:
            reading.doubt(unmapped, name, "unmapped_code", "kept" if name == "status" else "left_out")
        reading.typed[name] = words
    if table == "work_items":
        flag = reading.typed["on_time_flag"] == "true"
        reading.typed["on_time_flag"] = flag.fill_null(False) if reading.evidence.blank_is_no else flag
        reading.typed["status"] = _status(reading)
        _read_outcome(reading)
    follow_flags(reading)


def _status(reading: Reading) -> pl.Series:
    """Return the status; where none is delivered the dates tell it, and a code that is not listed is open.

    A date of cancelling, and none of being done, tells more than a status that only says that the record was closed. A reason
    for cancelling tells it where neither a status nor a date does.
    """
    typed = reading.typed
    is_cancelled, is_done = typed["cancelled_at"].is_not_null(), _is_dated_done(reading)
    is_told = reading.texts["status"].is_not_null()
    closed_and_cancelled = (typed["status"] == "done").fill_null(False) & is_cancelled & ~is_done
    by_reason = _has_reason(reading) & ~is_told & ~is_cancelled & ~is_done
    reading.doubt(closed_and_cancelled, "status", "closed_and_cancelled", "repaired")
    reading.doubt(by_reason, "cancel_reason", "cancelled_by_reason", "repaired")
    reading.doubt((typed["status"] == "open") & is_done, "reported_done_at", "open_with_end", "kept")
    told = (
        pl.when(closed_and_cancelled | by_reason)
        .then(pl.lit("cancelled"))
        .when(typed["status"].is_not_null())
        .then(typed["status"])
        .when(is_told)
        .then(pl.lit("open"))
        .when(is_cancelled)
        .then(pl.lit("cancelled"))
        .when(typed["reported_done_at"].is_not_null())
        .then(pl.lit("done"))
        .otherwise(pl.lit("open"))
    )
    return pl.select(told.alias("status")).to_series()


def _is_dated_done(reading: Reading) -> pl.Series:
    """Return whether a date says that an item was done, one that could not be read among them."""
    said = [
        reading.typed[name].is_not_null() | reading.unreadable[name]
        for name in ("reported_done_at", "recorded_done_at")
    ]
    return said[0] | said[1]


def _has_reason(reading: Reading) -> pl.Series:
    """Return whether there is a reason for cancelling; "no" under it is none."""
    reason = reading.texts["cancel_reason"]
    return reason.is_not_null() & ~reason.str.to_lowercase().is_in(list(NO_WORDS)).fill_null(False)


def _read_outcome(reading: Reading) -> None:
    """Read from the closing words what was achieved, where the profile has a rule and the file the column."""
    rule = reading.profile.outcome
    cells = named_cells(reading.recognised, reading.rows, rule.column) if rule else []
    if rule and cells:
        read = outcomes(cells[0], rule)
        reading.typed["outcome"], reading.typed["outcome_label"] = read["outcome"], read["outcome_label"]


def _read_numbers(reading: Reading) -> None:
    """Read the numbers and lengths of time; one that is none, or that cannot be, is left out and noted."""
    for column in vocabulary.DELIVERED[reading.recognised.table]:
        if column.type != vocabulary.NUMBER:
            continue
        name = column.name
        _set_apart_nothing(reading, name, reading.texts[name].str.contains(PLAIN_NUMBER), of_dates=False)
        texts, sign = reading.texts[name], reading.evidence.decimals[name]
        if name in DURATIONS:
            value = days(texts, unit_of(reading.heading(name)), sign)
            reading.doubt(says_working_days(texts), name, "working_days_kept", "kept")
        else:
            value = scores(texts, sign) if name in OUT_OF_TEN else numbers(texts, sign)
        if name in OUT_OF_TEN and other_scale(reading.heading(name)):
            _set_apart_other_scale(reading, name)
        else:
            _set_apart_unreadable(reading, name, value)


def _set_apart_other_scale(reading: Reading, name: str) -> None:
    """Leave out marks whose heading names another scale than one out of ten; where a row needs its mark, set it aside."""
    is_there = reading.texts[name].is_not_null()
    if name in vocabulary.REQUIRED[reading.recognised.table]:
        reading.no_number[name] = pl.select(pl.when(is_there).then(pl.lit(ANOTHER))).to_series()
    else:
        reading.doubt(is_there, name, "another_scale", "left_out")
    reading.typed[name] = pl.Series(name, [None] * is_there.len(), dtype=pl.Float64)


def _set_apart_unreadable(reading: Reading, name: str, value: pl.Series) -> None:
    """Keep the numbers that can be; the others are noted, and one that a row needs sets it aside."""
    low, high = RANGES.get(name, (-math.inf, math.inf))
    unreadable = reading.texts[name].is_not_null() & value.is_null()
    outside = ~value.is_between(low, high)
    if name in vocabulary.REQUIRED[reading.recognised.table]:
        limits = pl.when(unreadable).then(pl.lit("")).when(outside).then(pl.lit(f"{low:g}-{high:g}"))
        reading.no_number[name] = pl.select(limits).to_series()
    else:
        reading.doubt(unreadable, name, "unreadable_number", "left_out")
        reading.doubt(outside, name, "implausible_number", "left_out")
    reading.typed[name] = pl.select(pl.when(~outside).then(value).alias(name)).to_series()


def _read_texts(reading: Reading) -> None:
    """Take the texts as they are; a number that an item quotes of itself says nothing, nor does the mark of all teams."""
    for name, texts in reading.texts.items():
        reading.typed.setdefault(name, texts)
    if "quoted_item_id" in reading.typed:
        quoted, own = reading.typed["quoted_item_id"], reading.typed["item_id"]
        if "quoted_item_id" not in reading.profile.extract:  # a profile that says where it stands is believed
            quoted = quoted.fill_null(quoted_numbers(reading.texts["cancel_reason"], own))
        reading.typed["quoted_item_id"] = pl.select(pl.when(quoted != own).then(quoted)).to_series()
    if "team" in reading.typed:
        team = reading.typed["team"]
        reading.doubt(team == vocabulary.ALL_TEAMS, "team", "name_of_all_teams", "left_out")
        reading.typed["team"] = pl.select(pl.when(team != vocabulary.ALL_TEAMS).then(team).alias("team")).to_series()


def _doubt_sequences(reading: Reading) -> None:
    """Note ends that lie before their beginnings. They are kept as they are."""
    for begin, end in PAIRS:
        if begin in reading.typed and end in reading.typed:
            issue = "done_before_opened" if end == "reported_done_at" else "end_before_start"
            reading.doubt(_is_earlier(reading.typed[end], reading.typed[begin]), end, issue, "kept")


def _is_earlier(end: pl.Series, begin: pl.Series) -> pl.Series:
    """Return whether a moment lies before another; on the same day it does not, where either is a date without a time."""
    earlier = (end < begin).fill_null(False)
    if not earlier.any():
        return earlier
    a_date_only = (begin.dt.time() == MIDNIGHT) | (end.dt.time() == MIDNIGHT)
    return pl.select(earlier & ~(a_date_only & (end.dt.date() == begin.dt.date()))).to_series()


def _doubt_statuses(reading: Reading) -> None:
    """Note items whose status and dates do not go together. They are kept as they are."""
    if reading.recognised.table != "work_items":
        return
    typed = reading.typed
    done, status = typed["reported_done_at"], typed["status"]
    nowhere = done.is_null() & typed["recorded_done_at"].is_null()
    reading.doubt((status == "done") & nowhere, "status", "closed_without_date", "kept")
    is_cancelled = typed["cancelled_at"].is_not_null()
    reading.doubt((status == "cancelled") & ~is_cancelled & nowhere, "status", "cancelled_without_date", "kept")
    by_dates = (status == "cancelled") & reading.texts["status"].is_null()
    reading.doubt(
        ((status == "done") | by_dates) & is_cancelled & ~nowhere, "cancelled_at", "cancelled_and_done", "kept"
    )
    reading.doubt((status == "open") & is_cancelled, "cancelled_at", "cancelled_and_open", "kept")
    reading.doubt(
        (status == "done") & ~is_cancelled & _has_reason(reading), "cancel_reason", "reason_though_done", "kept"
    )
    by_code = (status == "open") & reading.texts["status"].is_not_null()
    reading.doubt(by_code & ~is_cancelled & _has_reason(reading), "cancel_reason", "reason_though_open", "kept")


def _doubt_short_rows(reading: Reading) -> None:
    """Note rows that end before a column where hardly another does: the cell may be empty, or lost."""
    for heading, rows in reading.evidence.short.group_by("column", maintain_order=True):
        name = reading.recognised.columns[str(heading[0])]
        assert name is not None
        which = reading.rows["row_number"].is_in(rows["row_number"].implode())
        reading.doubt(which, name, "row_ends_before", "kept")
