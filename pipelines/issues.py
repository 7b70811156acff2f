"""Doubts about rows, told row by row while they are few, and once with their number where they are many."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import polars as pl

from pipelines.evidence import ISSUE_COLUMNS

MANY_OF_ONE_VALUE: Final = 100  # rows with the same doubt about the same value: above it they are told as one
MANY_OF_ONE_DOUBT: Final = 1000  # rows with the same doubt about one column, whatever their values
DOUBT: Final = ("column", "issue", "action")
TIMES: Final = " × {}"  # behind the value of a doubt that tells of many rows


def condensed(found: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """Return doubts as one frame with the columns of ISSUE_COLUMNS, each flood of them in one row about the whole column.

    found   frames as `counted` returns them or without `rows`; a condensed one tells its number behind the value: "n/a × 412"
    """
    given = [_with_rows(frame) for frame in found]
    issues = pl.concat([pl.DataFrame(schema={**ISSUE_COLUMNS, "rows": pl.Int64}), *given])
    issues = _merged(issues, [*DOUBT, "value"], MANY_OF_ONE_VALUE)
    issues = _merged(issues, [*DOUBT], MANY_OF_ONE_DOUBT)
    number = pl.when(pl.col("rows") > 1).then(pl.format(TIMES, "rows")).otherwise(pl.lit(""))
    return issues.select("row_number", "column", pl.col("value").fill_null("") + number, "issue", "action")


def told_rows() -> pl.Expr:
    """Return how many rows each doubt of a condensed frame is about: 0 where it is about the whole column."""
    behind = pl.col("value").str.extract(TIMES.format(r"(\d+)$")).cast(pl.Int64)
    return pl.when(pl.col("row_number").is_not_null()).then(1).otherwise(behind.fill_null(0))


def counted(found: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """Return the doubts of one slice of a file with how many `rows` each tells of, so that slices can be put together."""
    issues = pl.concat([pl.DataFrame(schema=ISSUE_COLUMNS), *found])
    return _merged(_with_rows(issues), [*DOUBT, "value"], MANY_OF_ONE_VALUE)


def _with_rows(issues: pl.DataFrame) -> pl.DataFrame:
    """Return the doubts with the number of rows that each is about: one, and none of a doubt about a whole column."""
    if "rows" in issues.columns:
        return issues
    return issues.with_columns(pl.col("row_number").is_not_null().cast(pl.Int64).alias("rows"))


def _merged(issues: pl.DataFrame, alike: list[str], many: int) -> pl.DataFrame:
    """Return the doubts with those of each group that is about more than `many` rows as one.

    What was merged already is only merged with its like of another slice.
    """
    if issues.height <= 1:
        return issues
    by_value = "value" in alike
    mergeable = pl.col("rows") > 0 if by_value else pl.col("row_number").is_not_null()
    of_group = pl.col("rows").filter(mergeable).sum().over(alike)
    again = (pl.col("rows") > 1).any().over(alike) if by_value else pl.lit(False)
    flooded = issues.with_columns(many=mergeable & ((of_group > many) | again))
    merged = (
        flooded.filter("many")
        .group_by(alike, maintain_order=True)
        .agg(pl.col("rows").sum(), *([] if by_value else [pl.col("value").first()]))
        .with_columns(pl.lit(None, pl.Int64).alias("row_number"))
    )
    return pl.concat([flooded.filter(~pl.col("many")).drop("many"), merged.select(issues.columns)])
