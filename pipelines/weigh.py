"""A whole file -> the evidence by which its rows are read: orders of dates, decimal signs, numbers that come again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import polars as pl

from pipelines import vocabulary
from pipelines.date_column import Dates
from pipelines.evidence import ISSUE_COLUMNS, Evidence, Scales
from pipelines.interpret import interpret
from pipelines.judge import beyond_headings, columns_beyond, judged
from pipelines.nothing import IN_TEXTS
from pipelines.reading import field_texts
from pipelines.recognise import Recognised
from pipelines.values import MARKS, decimal_sign, either_sign
from pipelines.weigh_dates import date_forms


def weigh(recognised: Recognised, today: datetime) -> Evidence:
    """Return what the whole file tells about how its cells are to be read."""
    scales, whole = Scales(recognised), _gathered(recognised)
    columns = {name: column for name, dates in whole.dates.items() if (column := dates.column()) is not None}
    evidence = Evidence(
        today,
        date_forms(scales, columns, today),
        _decimals(scales, whole.texts),
        blank_is_no=_blank_is_no(scales, whole.texts),
        beyond=beyond_headings(recognised, whole.rows, whole.beyond),
        issues=pl.concat([pl.DataFrame(schema=ISSUE_COLUMNS), *scales.issues]),
        questions=tuple(scales.questions),
    )
    number = whole.texts[vocabulary.RECORD_ID[recognised.table]]
    if number.n_unique() >= number.len():
        return evidence
    evidence = replace(evidence, empty_numbers=_empty_numbers(number))
    return replace(evidence, newer=_newer_rows(recognised, evidence, number))


@dataclass
class Gathered:
    """What one reading of a file gathers to be weighed: the dates of each field, and the texts of others in every row."""

    dates: dict[str, Dates]
    texts: dict[str, pl.Series]
    rows: int = 0
    beyond: int = 0  # rows with a cell to the right of the last heading


def _gathered(recognised: Recognised) -> Gathered:
    """Return what is weighed, read slice by slice."""
    columns = vocabulary.DELIVERED[recognised.table]
    found = Gathered({c.name: Dates(recognised, c.name) for c in columns if c.type == vocabulary.MOMENT}, {})
    names = [vocabulary.RECORD_ID[recognised.table], *(c.name for c in columns if c.type == vocabulary.NUMBER)]
    names += ["on_time_flag"] * (recognised.heading_of("on_time_flag") is not None)
    texts: dict[str, list[pl.Series]] = {name: [] for name in names}
    right = columns_beyond(recognised)
    for rows in recognised.slices():
        for name, dates in found.dates.items():
            dates.add(field_texts(recognised, rows, name))
        for name, pieces in texts.items():
            pieces.append(field_texts(recognised, rows, name))
        found.rows += rows.height
        found.beyond += int(rows.select(pl.coalesce(right).is_not_null().sum()).item()) if right else 0
    found.texts = {name: pl.concat(pieces) for name, pieces in texts.items()}
    return found


def _decimals(scales: Scales, texts: Mapping[str, pl.Series]) -> dict[str, str]:
    """Return the decimal sign of every column of numbers: what the profile says, else what the column shows."""
    recognised, signs = scales.recognised, {}
    stated = recognised.profile.numbers.decimal
    for column in vocabulary.DELIVERED[recognised.table]:
        if column.type != vocabulary.NUMBER:
            continue
        written = texts[column.name]
        signs[column.name] = stated or decimal_sign(written)
        if stated is None and recognised.sheet.delimiter is not None and (example := either_sign(written)):
            scales.doubt(column.name, example, "decimal_sign_assumed")
    return signs


def _blank_is_no(scales: Scales, texts: Mapping[str, pl.Series]) -> bool:
    """Return whether the verdict of the source is a mark in some rows and nothing in the others."""
    recognised = scales.recognised
    if recognised.heading_of("on_time_flag") is None or recognised.profile.codes.get("on_time_flag"):
        return False
    flags = texts["on_time_flag"]
    marks = flags.drop_nulls().unique().str.to_lowercase().to_list()
    is_marked = len(marks) > 0 and set(marks) <= set(MARKS) and flags.null_count() > 0
    if is_marked:
        scales.doubt("on_time_flag", marks[0], "blank_read_as_no", "repaired")
    return is_marked


def _empty_numbers(number: pl.Series) -> frozenset[str]:
    """Return the words for nothing that stand more than once where each record has a number of its own."""
    words = number.filter(number.is_in(list(IN_TEXTS)))
    return frozenset(words.filter(words.is_duplicated()).unique().to_list())


def _newer_rows(recognised: Recognised, evidence: Evidence, number: pl.Series) -> pl.DataFrame:
    """Return row_number and newer_row for rows whose number comes again, in a row that can itself be counted."""
    rows = _rows_where(recognised, number.is_duplicated() & number.is_not_null())
    reading = interpret(recognised, rows, evidence)
    counts, _ = judged(reading)
    number = reading.texts[vocabulary.RECORD_ID[recognised.table]]
    same = pl.select(rows["row_number"], reading.texts["service"], number.alias("number"))
    last = pl.col("row_number").max().over("service", "number")
    return (
        same.filter(counts & number.is_not_null())
        .select("row_number", last.alias("newer_row"))
        .filter(pl.col("newer_row") != pl.col("row_number"))
    )


def _rows_where(recognised: Recognised, which: pl.Series) -> pl.DataFrame:
    """Return the rows of a file that are meant; one yes or no for each of them."""
    found, at = [], 0
    for rows in recognised.slices():
        found.append(rows.filter(which[at : at + rows.height]))
        at += rows.height
    return pl.concat(found)
