"""Why a row cannot be counted: the rules, in the order in which they are told, and the sentence of each."""

# ruff: noqa: N805 (dataframely hands a rule its class)
from __future__ import annotations

from typing import Final

import dataframely as dy
import polars as pl

FIRST_YEAR: Final = 1980  # 1753, 1900 and 1970 are what systems write for "no date" (NYC 311 has 1900 and 2100)


class Countable(dy.Schema):
    """A row that can be counted. Each rule is a reason to set a row aside; the first that fails is the one told."""

    row_number = dy.Int64(nullable=False)
    totals_text = dy.String(nullable=True)
    repeats_headings = dy.Bool(nullable=False)
    unreadable_column = dy.String(nullable=True)
    unreadable_value = dy.String(nullable=True)
    unreadable_hint = dy.String(nullable=True)
    impossible_column = dy.String(nullable=True)
    impossible_value = dy.String(nullable=True)
    unknown_column = dy.String(nullable=True)
    unknown_value = dy.String(nullable=True)
    unknown_hint = dy.String(nullable=True)
    empty_column = dy.String(nullable=True)
    beyond_headings = dy.String(nullable=True)
    number_column = dy.String(nullable=True)
    number_value = dy.String(nullable=True)
    newer_row = dy.Int64(nullable=True)

    @dy.rule()
    def is_no_totals_row(cls) -> pl.Expr:
        return pl.col("totals_text").is_null()

    @dy.rule()
    def does_not_repeat_the_headings(cls) -> pl.Expr:
        return pl.col("repeats_headings").not_()

    @dy.rule()
    def has_readable_dates(cls) -> pl.Expr:
        return pl.col("unreadable_column").is_null()

    @dy.rule()
    def has_possible_dates(cls) -> pl.Expr:
        return pl.col("impossible_column").is_null()

    @dy.rule()
    def has_known_words(cls) -> pl.Expr:
        return pl.col("unknown_column").is_null()

    @dy.rule()
    def has_all_it_needs(cls) -> pl.Expr:
        return pl.col("empty_column").is_null()

    @dy.rule()
    def has_cells_under_headings_only(cls) -> pl.Expr:
        return pl.col("beyond_headings").is_null()

    @dy.rule()
    def is_the_last_of_its_number(cls) -> pl.Expr:
        return pl.col("newer_row").is_null()


def _quote(value: str) -> pl.Expr:
    return pl.format("'{}'", pl.col(value).fill_null(""))


# rule -> heading it is about, value, sentence: what was seen and what to do. The first that fails is the one told.
REASONS: Final[dict[str, tuple[pl.Expr, pl.Expr, pl.Expr]]] = {
    "is_no_totals_row": (
        pl.lit(None, pl.String),
        pl.col("totals_text"),
        pl.format("This is a totals row ({}), not a case. Nothing to do.", _quote("totals_text")),
    ),
    "does_not_repeat_the_headings": (
        pl.lit(None, pl.String),
        pl.lit(None, pl.String),
        pl.lit("This row repeats the headings. Nothing to do."),
    ),
    "has_readable_dates": (
        pl.col("unreadable_column"),
        pl.col("unreadable_value"),
        pl.format(
            "{} in column {} is no date that we can read{}. Write it as 2024-01-31 and load the row again.",
            _quote("unreadable_value"),
            _quote("unreadable_column"),
            pl.col("unreadable_hint"),
        ),
    ),
    "has_possible_dates": (
        pl.col("impossible_column"),
        pl.col("impossible_value"),
        pl.format(
            "{} in column {} cannot be right: it lies before {} or after today. Correct it and load the row again.",
            _quote("impossible_value"),
            _quote("impossible_column"),
            pl.lit(FIRST_YEAR),
        ),
    ),
    "has_known_words": (
        pl.col("unknown_column"),
        pl.col("unknown_value"),
        pl.format(
            "{} in column {} is no word that we know there. Write one of: {}, and load the row again.",
            _quote("unknown_value"),
            _quote("unknown_column"),
            pl.col("unknown_hint"),
        ),
    ),
    "has_all_it_needs": (
        pl.col("empty_column"),
        pl.lit(None, pl.String),
        pl.format(
            "Column {} is empty, and the row cannot be counted without it. Fill it in and load the row again.",
            _quote("empty_column"),
        ),
    ),
    "has_cells_under_headings_only": (
        pl.lit(None, pl.String),
        pl.col("beyond_headings"),
        pl.format(
            "This row has more cells than there are headings: {} has none above it. A text in it may hold the sign"
            " between the cells; put that text in quotation marks and load the row again.",
            _quote("beyond_headings"),
        ),
    ),
    "is_the_last_of_its_number": (
        pl.col("number_column"),
        pl.col("number_value"),
        pl.format(
            "Row {} has the same number {} and counts; this row is an earlier line of it. Nothing to do.",
            "newer_row",
            _quote("number_value"),
        ),
    ),
}


def split(judged: pl.DataFrame) -> tuple[pl.Series, pl.DataFrame]:
    """Return the numbers of the rows that can be counted, and row_number, column, value, reason of the others."""
    countable, failed = Countable.filter(judged, cast=False)
    told: list[pl.Expr] = [pl.col("row_number")]
    for at, name in enumerate(("column", "value", "reason")):
        said = [pl.when(pl.col(rule) == "invalid").then(words[at]) for rule, words in REASONS.items()]
        told.append(pl.coalesce(said).alias(name))
    return countable["row_number"], failed.details().select(told)
