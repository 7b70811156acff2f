"""Recognised rows -> rows of a canonical table, and rows set aside with a reason. Each is in exactly one of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

import polars as pl

from pipelines import vocabulary
from pipelines.moments import MOMENT, Evidence, Order, Parts, bears_zone, moments, take_apart
from pipelines.profile import CODED, Profile
from pipelines.reasons import FIRST_YEAR, split
from pipelines.recognise import Recognised
from pipelines.values import coded, codes_for, extracted, numbers, outcomes

TYPES: Final[dict[str, pl.DataType]] = {
    vocabulary.TEXT: pl.String(),
    vocabulary.WHOLE: pl.Int64(),
    vocabulary.NUMBER: pl.Float64(),
    vocabulary.MOMENT: MOMENT,
    vocabulary.DAY: pl.Date(),
    vocabulary.YES_NO: pl.Boolean(),
}
LAST_TARGET_YEAR: Final = 2090  # 2099, 2100 and 9999 are "no target"
PLANNED: Final = (*vocabulary.TARGETS, "planned_from", "planned_to")  # moments that lie ahead
END_OF_DAY: Final = timedelta(hours=23, minutes=59, seconds=59)
RANGES: Final = {"score": (0.0, 10.0), "clock_stop_days": (0.0, 36_525.0)}
TOTALS: Final = r"(?i)^\W*(?:grand |sub|eind)?-?\s*(?:totaal|totalen|totals?)\b"
UNNAMED_SHARE: Final = 0.5  # cells without a heading in fewer rows than this stand there by mistake

ISSUE_COLUMNS: Final = {
    "row_number": pl.Int64, "column": pl.String, "value": pl.String, "issue": pl.String, "action": pl.String,
}  # fmt: skip


@dataclass(frozen=True)
class Validated:
    """What became of each row: `rows` and `rejected` together are all rows of the export that hold anything.

    rows      canonical columns of the table, row_number, delivered (JSON: heading -> cell, of the columns that are
              stored and not hashed)
    rejected  row_number, column (heading), value, reason, reason_words (JSON: the words of the reason and the values that
              fill them), cells (JSON: heading -> cell, all of them, private ones too)
    issues    row_number (null: the whole column), column, value, issue, action (kept, repaired, left_out)
    """

    table: str
    rows: pl.DataFrame
    rejected: pl.DataFrame
    issues: pl.DataFrame

    @property
    def rows_in(self) -> int:
        return self.rows.height + self.rejected.height


@dataclass
class Reading:
    """The columns of one export while they are read: texts in, typed columns and doubts out."""

    recognised: Recognised
    rows: pl.DataFrame
    texts: dict[str, pl.Series]  # field -> the cells under its heading, trimmed
    typed: dict[str, pl.Series] = field(default_factory=dict)
    unreadable: dict[str, pl.Series] = field(default_factory=dict)  # field -> rows with a date that is none
    orders: dict[str, Order] = field(default_factory=dict)  # field -> the order its dates were read in
    impossible: dict[str, pl.Series] = field(default_factory=dict)
    unknown: dict[str, pl.Series] = field(default_factory=dict)
    issues: list[pl.DataFrame] = field(default_factory=list)

    @property
    def profile(self) -> Profile:
        return self.recognised.profile

    def heading(self, name: str) -> str:
        """Return the heading that a field is read from, else its own name."""
        return self.recognised.heading_of(name) or name

    def doubt(self, which: pl.Series, name: str, issue: str, action: str) -> None:
        """Note a doubt about a field for each row of `which`."""
        found = pl.select(
            self.rows["row_number"], pl.lit(self.heading(name)).alias("column"), self.texts[name].alias("value")
        ).filter(which.fill_null(False))
        self.issues.append(found.with_columns(pl.lit(issue).alias("issue"), pl.lit(action).alias("action")))

    def doubt_column(self, name: str, value: str, issue: str) -> None:
        """Note a doubt about a whole column, with a value of it as example."""
        given = {
            "row_number": [None],
            "column": [self.heading(name)],
            "value": [value],
            "issue": [issue],
            "action": ["kept"],
        }
        self.issues.append(pl.DataFrame(given, schema=ISSUE_COLUMNS))


def validate(recognised: Recognised, today: datetime) -> Validated:
    """Return the rows of an export that can be counted, those set aside with their reason, and what is doubtful.

    Rows that hold nothing do not count; every other row is in `rows` or in `rejected`.
    """
    reading = _start(recognised)
    _read_moments(reading, today)
    _read_words(reading)
    _read_numbers(reading)
    _read_texts(reading)
    _doubt_statuses(reading)
    accepted, rejected = split(_judged(reading))
    return Validated(
        table=recognised.table,
        rows=_rows(reading).filter(pl.col("row_number").is_in(accepted.implode())),
        rejected=_with_cells(reading, rejected.sort("row_number")),
        issues=_issues(reading, accepted),
    )


def _start(recognised: Recognised) -> Reading:
    """Return the texts of every field, from its heading, the profile's constant, or nothing."""
    rows, profile = recognised.rows, recognised.profile
    texts = {}
    for name in profile.fields:
        heading = recognised.heading_of(name)
        cells = (
            rows[recognised.cell_column(heading)]
            if heading
            else pl.Series([None], dtype=pl.String).new_from_index(0, rows.height)
        )
        constant = profile.service if name == "service" and profile.service else profile.constants.get(name)
        texts[name] = _trimmed(cells, profile.empty).fill_null(constant) if constant else _trimmed(cells, profile.empty)
    for name, rule in profile.extract.items():
        if cells_of := _named_cells(recognised, rows, rule.column):
            texts[name] = texts[name].fill_null(_trimmed(extracted(cells_of[0], rule), profile.empty))
    return Reading(recognised, rows, {name: cells.rename(name) for name, cells in texts.items()})


def _trimmed(cells: pl.Series, empty: list[str]) -> pl.Series:
    """Return the cells without blanks around them; null for nothing, and for what the source writes for nothing."""
    text = cells.str.strip_chars()
    nothing = text.is_in(["", *empty])
    return pl.select(pl.when(~nothing).then(text)).to_series()


def _named_cells(recognised: Recognised, rows: pl.DataFrame, named: list[str]) -> list[pl.Series]:
    """Return the cells under the headings that a profile names, as far as the file has them."""
    return [rows[recognised.cell_column(heading)] for heading in recognised.headings_like(named)]


def _read_moments(reading: Reading, today: datetime) -> None:
    """Read every column of dates, in the order that the column, the profile or the other columns tell."""
    names = [
        column.name for column in vocabulary.DELIVERED[reading.recognised.table] if column.type == vocabulary.MOMENT
    ]
    apart = {name: take_apart(reading.texts[name]) for name in names}
    evidence = {name: column.evidence for name, column in apart.items()}
    for name, column in apart.items():
        order = _order(reading, name, evidence)
        reading.orders[name] = order
        moment = moments(column, order, reading.profile.dates.zone)
        reading.unreadable[name] = reading.texts[name].is_not_null() & moment.is_null()
        _doubt_zone(reading, name, column)
        reading.typed[name] = _plausible(reading, name, moment, today)


def _order(reading: Reading, name: str, evidence: dict[str, Evidence]) -> Order:
    """Return the order of a column's dates: what the column proves, else the profile says, else other columns prove."""
    own, stated = evidence[name], reading.profile.dates.order
    if stated is not None:
        if not own.contradicts(stated):
            return stated
        reading.doubt_column(name, stated, "date_order_differs")
    if own.day_first and own.month_first:
        reading.doubt_column(name, own.example, "date_order_mixed")
        return own.order or "day-month"
    if own.order is not None:
        return own.order
    others = {seen.order for seen in evidence.values() if seen.order is not None}
    if len(others) == 1:
        return others.pop()
    if own.either:
        reading.doubt_column(name, own.example, "date_order_assumed")
    return "day-month"


def _doubt_zone(reading: Reading, name: str, column: Parts) -> None:
    """Note that a column bears time zones and the profile does not say which one is local."""
    zoned = reading.texts[name].filter(bears_zone(column))
    if zoned.len() and reading.profile.dates.zone is None:
        reading.doubt_column(name, str(zoned[0]), "time_zone_kept")


def _plausible(reading: Reading, name: str, moment: pl.Series, today: datetime) -> pl.Series:
    """Return the moments that can be; the others are null and noted, and a required one sets its row aside."""
    too_late = moment.dt.year() >= LAST_TARGET_YEAR if name in PLANNED else moment > today + timedelta(days=1)
    impossible = (moment.dt.year() < FIRST_YEAR) | too_late
    if name in vocabulary.REQUIRED[reading.recognised.table]:
        reading.impossible[name] = impossible.fill_null(False)
    else:
        reading.doubt(impossible, name, "implausible_date", "left_out")
    kept = pl.when(~impossible).then(moment)
    if name in vocabulary.TARGETS:
        is_date = moment.dt.time() == pl.lit(datetime.min.time())
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
    cells = _named_cells(reading.recognised, reading.rows, rule.column) if rule else []
    if rule and cells:
        read = outcomes(cells[0], rule)
        reading.typed["outcome"], reading.typed["outcome_label"] = read["outcome"], read["outcome_label"]


def _read_numbers(reading: Reading) -> None:
    """Read the numbers; one that is none, or that cannot be, is left out and noted."""
    for column in vocabulary.DELIVERED[reading.recognised.table]:
        if column.type != vocabulary.NUMBER:
            continue
        texts = reading.texts[column.name]
        value = numbers(texts, reading.profile.numbers.decimal)
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
    midnight = pl.lit(datetime.min.time())
    a_date_only = (opened.dt.time() == midnight) | (done.dt.time() == midnight)
    earlier = pl.select(
        pl.when(a_date_only).then(done.dt.date() < opened.dt.date()).otherwise(done < opened)
    ).to_series()
    reading.doubt(earlier, "reported_done_at", "done_before_opened", "kept")
    nowhere = done.is_null() & typed["recorded_done_at"].is_null()
    reading.doubt((status == "done") & nowhere, "status", "closed_without_date", "kept")
    reading.doubt((status == "cancelled") & typed["cancelled_at"].is_null(), "status", "cancelled_without_date", "kept")


def _judged(reading: Reading) -> pl.DataFrame:
    """Return one row a row, with what speaks against counting it; null where nothing does."""
    judged = reading.rows.select(
        "row_number",
        _totals_text(reading),
        _repeats_headings(reading),
        *_first_bad(reading, reading.unreadable, "unreadable"),
        *_first_bad(reading, reading.impossible, "impossible"),
        *_first_bad(reading, reading.unknown, "unknown"),
        _first_empty(reading),
        _beyond_headings(reading),
        *_number(reading),
    )
    return judged.join(_newer_rows(judged), on="row_number", how="left", maintain_order="left")


def _first_bad(reading: Reading, bad: dict[str, pl.Series], kind: str) -> list[pl.Expr]:
    """Return the heading and the value of a row's first bad cell, and what helps to mend it; null where it has none."""
    nothing = pl.lit(None, pl.String)
    allowed = CODED[reading.recognised.table]
    told: dict[str, Mapping[str, str | pl.Series]] = {
        "column": {name: reading.heading(name) for name in bad},
        "value": {name: reading.texts[name] for name in bad},
        "hint": {name: ", ".join(allowed[name]) if name in allowed else _order_read(reading, name) for name in bad},
    }
    return [
        pl.coalesce([*(pl.when(bad[name]).then(pl.lit(said)) for name, said in by_field.items()), nothing]).alias(
            f"{kind}_{what}"
        )
        for what, by_field in told.items()
    ]


def _order_read(reading: Reading, name: str) -> str:
    """Return in which order the column's dates were read, where it is written in digits only; "" otherwise."""
    written = reading.texts[name].str.contains(r"^\d{1,2}[-/. ]\d{1,2}[-/. ]\d").any()
    return reading.orders[name] if written and name in reading.orders else ""


def _first_empty(reading: Reading) -> pl.Expr:
    """Return the heading of the first field that a row needs and does not have."""
    needed = vocabulary.REQUIRED[reading.recognised.table]
    missing = [pl.when(reading.texts[name].is_null()).then(pl.lit(reading.heading(name))) for name in needed]
    if reading.recognised.table == "visits":  # a visit needs a moment, whichever of them the export has
        when = [reading.texts[name].is_null() for name in ("planned_from", "planned_to", "started_at", "ended_at")]
        missing.append(pl.when(pl.all_horizontal(*when)).then(pl.lit(reading.heading("planned_from"))))
    return pl.coalesce([*missing, pl.lit(None, pl.String)]).alias("empty_column")


def _totals_text(reading: Reading) -> pl.Expr:
    """Return the word of a totals row: "Total" in its first cell or under the number, and no date."""
    table = reading.recognised.table
    dates = [name for name, series in reading.texts.items() if name in reading.unreadable]
    undated = pl.all_horizontal(*(reading.texts[name].is_null() for name in dates))
    first = pl.coalesce(reading.recognised.sheet.columns)
    own = reading.texts[vocabulary.RECORD_ID[table]]
    said = pl.coalesce(pl.when(own.str.contains(TOTALS)).then(own), pl.when(first.str.contains(TOTALS)).then(first))
    return pl.when(undated).then(said).alias("totals_text")


def _repeats_headings(reading: Reading) -> pl.Expr:
    """Return whether the cells of a row are the headings once more."""
    recognised = reading.recognised
    same_text = [
        pl.col(recognised.cell_column(heading)).str.strip_chars() == heading
        for heading, name in recognised.columns.items()
        if name is not None
    ]
    return pl.all_horizontal(*same_text).fill_null(False).alias("repeats_headings")


def _beyond_headings(reading: Reading) -> pl.Expr:
    """Return the first cell to the right of the last heading, in a text file where few rows have one."""
    recognised = reading.recognised
    named = [at for at, heading in enumerate(recognised.headings) if not heading.startswith("(column ")]
    beyond = [f"c{at}" for at in range(max(named, default=0) + 1, len(recognised.headings))]
    if recognised.sheet.delimiter is None or not beyond:
        return pl.lit(None, pl.String).alias("beyond_headings")
    first = pl.coalesce(beyond)
    usual = first.is_not_null().mean() >= UNNAMED_SHARE
    return pl.when(~usual).then(first).alias("beyond_headings")


def _number(reading: Reading) -> list[pl.Expr]:
    """Return the row's own number, with the service that it is of."""
    name = vocabulary.RECORD_ID[reading.recognised.table]
    return [
        pl.lit(reading.heading(name)).alias("number_column"),
        pl.lit(reading.texts[name]).alias("number_value"),
        pl.lit(reading.texts["service"]).alias("number_service"),
    ]


def _newer_rows(judged: pl.DataFrame) -> pl.DataFrame:
    """Return row_number and newer_row for rows whose number comes again, in a row that can itself be counted."""
    sound = [
        name
        for name in judged.columns
        if name.endswith(("_column", "totals_text", "beyond_headings")) and name != "number_column"
    ]
    countable = judged.filter(
        ~pl.col("repeats_headings") & pl.all_horizontal(pl.col(sound).is_null()) & pl.col("number_value").is_not_null()
    )
    last = pl.col("row_number").max().over("number_service", "number_value")
    return countable.select("row_number", last.alias("newer_row")).filter(pl.col("newer_row") != pl.col("row_number"))


def _rows(reading: Reading) -> pl.DataFrame:
    """Return the canonical columns, typed as the vocabulary says, with row_number and delivered."""
    columns = vocabulary.DELIVERED[reading.recognised.table]
    typed = [reading.typed[column.name].cast(TYPES[column.type]).alias(column.name) for column in columns]
    return pl.select(*typed, reading.rows["row_number"], _delivered(reading))


def _delivered(reading: Reading) -> pl.Series:
    """Return the cells of the columns that are stored, as JSON; none that is private or hashed."""
    recognised = reading.recognised
    shown = [
        pl.col(recognised.cell_column(heading)).alias(heading)
        for heading, name in recognised.columns.items()
        if name is not None and name not in reading.profile.secret_fields
    ]
    return _as_json(reading.rows, shown, "delivered")


def _with_cells(reading: Reading, rejected: pl.DataFrame) -> pl.DataFrame:
    """Return the rejected rows with all their cells as JSON, so that they can be mended whole."""
    recognised = reading.recognised
    shown = [pl.col(f"c{at}").alias(heading) for at, heading in enumerate(recognised.headings)]
    rows = rejected.select("row_number").join(reading.rows, on="row_number", maintain_order="left")
    return rejected.with_columns(_as_json(rows, shown, "cells"))


def _as_json(rows: pl.DataFrame, shown: list[pl.Expr], name: str) -> pl.Series:
    if not shown:
        return pl.Series(name, ["{}"]).new_from_index(0, rows.height)
    return rows.select(pl.struct(shown).struct.json_encode().alias(name)).to_series()


def _issues(reading: Reading, accepted: pl.Series) -> pl.DataFrame:
    """Return the doubts about rows that count and about whole columns."""
    found = pl.concat([pl.DataFrame(schema=ISSUE_COLUMNS), *reading.issues])
    return found.filter(pl.col("row_number").is_null() | pl.col("row_number").is_in(accepted.implode()))
