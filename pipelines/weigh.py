"""A whole file -> the evidence by which its rows are read: orders of dates, decimal signs, numbers that come again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

import polars as pl

from pipelines import vocabulary
from pipelines.evidence import ISSUE_COLUMNS, DateForm, Evidence
from pipelines.interpret import interpret
from pipelines.judge import beyond_headings, judged
from pipelines.moments import Evidence as OrderEvidence
from pipelines.moments import Order, Parts, take_apart
from pipelines.reading import field_texts
from pipelines.recognise import Recognised
from pipelines.values import decimal_sign

# What most exports write, and what needs no evidence.
PLAIN_ISO: Final = r"^\d{4}-\d\d-\d\d(?:[ T]\d\d:\d\d:\d\d)?$"


@dataclass
class Scales:
    """The doubts about whole columns that are found while they are weighed."""

    recognised: Recognised
    issues: list[pl.DataFrame] = field(default_factory=list)

    def doubt(self, name: str, value: str, issue: str) -> None:
        """Note a doubt about a whole column, with a value of it as example."""
        heading = self.recognised.heading_of(name) or name
        given = {"row_number": [None], "column": [heading], "value": [value], "issue": [issue], "action": ["kept"]}
        self.issues.append(pl.DataFrame(given, schema=ISSUE_COLUMNS))


def weigh(recognised: Recognised, today: datetime) -> Evidence:
    """Return what the whole file tells about how its cells are to be read."""
    scales = Scales(recognised)
    dates, decimals = _date_forms(scales), _decimals(recognised)
    issues = pl.concat([pl.DataFrame(schema=ISSUE_COLUMNS), *scales.issues])
    evidence = Evidence(today, dates, decimals, beyond_headings(recognised), issues=issues)
    return replace(evidence, newer=_newer_rows(recognised, evidence))


def _date_forms(scales: Scales) -> dict[str, DateForm]:
    """Return the form of every column of dates."""
    apart = {name: _worth_weighing(scales.recognised, name) for name in _fields(scales.recognised, vocabulary.MOMENT)}
    seen = {name: parts.evidence for name, parts in apart.items()}
    for name, parts in apart.items():
        _doubt_zone(scales, name, parts)
    return {name: DateForm(_order(scales, name, seen), parts.is_ordered) for name, parts in apart.items()}


def _fields(recognised: Recognised, of_type: str) -> list[str]:
    return [column.name for column in vocabulary.DELIVERED[recognised.table] if column.type == of_type]


def _worth_weighing(recognised: Recognised, name: str) -> Parts:
    """Return the texts of a column of dates, taken apart, without those that need no evidence."""
    texts = field_texts(recognised, recognised.rows, name)
    return take_apart(texts.filter(~texts.str.contains(PLAIN_ISO)))


def _order(scales: Scales, name: str, seen: Mapping[str, OrderEvidence]) -> Order:
    """Return the order of a column's dates: what the column proves, else the profile says, else other columns prove."""
    own, stated = seen[name], scales.recognised.profile.dates.order
    if stated is not None:
        if not own.contradicts(stated):
            return stated
        scales.doubt(name, stated, "date_order_differs")
    if own.day_first and own.month_first:
        scales.doubt(name, own.example, "date_order_mixed")
        return own.order or "day-month"
    if own.order is not None:
        return own.order
    others = {evidence.order for evidence in seen.values() if evidence.order is not None}
    if len(others) == 1:
        return others.pop()
    if own.either:
        scales.doubt(name, own.example, "date_order_assumed")
    return "day-month"


def _doubt_zone(scales: Scales, name: str, parts: Parts) -> None:
    """Note that a column bears time zones and the profile does not say which one is local."""
    zoned = parts.texts.filter(parts.parts["zone"].is_not_null())
    if zoned.len() and scales.recognised.profile.dates.zone is None:
        scales.doubt(name, str(zoned[0]), "time_zone_kept")


def _decimals(recognised: Recognised) -> dict[str, str]:
    """Return the decimal sign of every column of numbers: what the profile says, else what the column shows."""
    stated = recognised.profile.numbers.decimal
    return {
        name: stated or decimal_sign(field_texts(recognised, recognised.rows, name))
        for name in _fields(recognised, vocabulary.NUMBER)
    }


def _newer_rows(recognised: Recognised, evidence: Evidence) -> pl.DataFrame:
    """Return row_number and newer_row for rows whose number comes again, in a row that can itself be counted."""
    rows, name = recognised.rows, vocabulary.RECORD_ID[recognised.table]
    number = field_texts(recognised, rows, name)
    if number.n_unique() >= number.len():
        return evidence.newer
    rows = rows.filter(number.is_duplicated() & number.is_not_null())
    reading = interpret(recognised, rows, evidence)
    counts, _ = judged(reading)
    same = pl.select(rows["row_number"], reading.texts["service"], reading.texts[name].alias("number")).filter(counts)
    last = pl.col("row_number").max().over("service", "number")
    return same.select("row_number", last.alias("newer_row")).filter(pl.col("newer_row") != pl.col("row_number"))
