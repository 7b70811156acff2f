"""A whole file -> the evidence by which its rows are read: orders of dates, decimal signs, numbers that come again."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import polars as pl

from pipelines import vocabulary
from pipelines.evidence import ISSUE_COLUMNS, Evidence, Scales
from pipelines.interpret import interpret
from pipelines.judge import beyond_headings, judged
from pipelines.nothing import IN_TEXTS
from pipelines.reading import field_texts
from pipelines.recognise import Recognised
from pipelines.values import MARKS, decimal_sign, either_sign
from pipelines.weigh_dates import date_forms


def weigh(recognised: Recognised, today: datetime) -> Evidence:
    """Return what the whole file tells about how its cells are to be read."""
    scales = Scales(recognised)
    dates, decimals = date_forms(scales, today), _decimals(scales)
    number = field_texts(recognised, recognised.rows, vocabulary.RECORD_ID[recognised.table])
    evidence = Evidence(
        today,
        dates,
        decimals,
        blank_is_no=_blank_is_no(scales),
        beyond=beyond_headings(recognised),
        issues=pl.concat([pl.DataFrame(schema=ISSUE_COLUMNS), *scales.issues]),
        questions=tuple(scales.questions),
    )
    if number.n_unique() >= number.len():
        return evidence
    evidence = replace(evidence, empty_numbers=_empty_numbers(number))
    return replace(evidence, newer=_newer_rows(recognised, evidence, number))


def _decimals(scales: Scales) -> dict[str, str]:
    """Return the decimal sign of every column of numbers: what the profile says, else what the column shows."""
    recognised, signs = scales.recognised, {}
    stated = recognised.profile.numbers.decimal
    for column in vocabulary.DELIVERED[recognised.table]:
        if column.type != vocabulary.NUMBER:
            continue
        texts = field_texts(recognised, recognised.rows, column.name)
        signs[column.name] = stated or decimal_sign(texts)
        if stated is None and recognised.sheet.delimiter is not None and (example := either_sign(texts)):
            scales.doubt(column.name, example, "decimal_sign_assumed")
    return signs


def _blank_is_no(scales: Scales) -> bool:
    """Return whether the verdict of the source is a mark in some rows and nothing in the others."""
    recognised = scales.recognised
    if recognised.heading_of("on_time_flag") is None or recognised.profile.codes.get("on_time_flag"):
        return False
    texts = field_texts(recognised, recognised.rows, "on_time_flag")
    marks = texts.drop_nulls().unique().str.to_lowercase().to_list()
    is_marked = len(marks) > 0 and set(marks) <= set(MARKS) and texts.null_count() > 0
    if is_marked:
        scales.doubt("on_time_flag", marks[0], "blank_read_as_no", "repaired")
    return is_marked


def _empty_numbers(number: pl.Series) -> frozenset[str]:
    """Return the words for nothing that stand more than once where each record has a number of its own."""
    words = number.filter(number.is_in(list(IN_TEXTS)))
    return frozenset(words.filter(words.is_duplicated()).unique().to_list())


def _newer_rows(recognised: Recognised, evidence: Evidence, number: pl.Series) -> pl.DataFrame:
    """Return row_number and newer_row for rows whose number comes again, in a row that can itself be counted."""
    rows = recognised.rows.filter(number.is_duplicated() & number.is_not_null())
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
