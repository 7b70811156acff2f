"""The number of another item that the reason of a cancelling quotes: "re-raised as 1002", "duplicate of W/1002"."""

from __future__ import annotations

from typing import Final

import polars as pl

FEWEST_DIGITS: Final = 4  # fewer are days, rooms and pieces rather than numbers of items
IN_DIGITS: Final = rf"(?:\d\D*){{{FEWEST_DIGITS}}}"
A_NUMBER: Final = r"[\p{L}\d]+(?:[-/_.][\p{L}\d]+)*"


def quoted_numbers(reasons: pl.Series, item_ids: pl.Series) -> pl.Series:
    """Return the first number in each reason that is written as the row's own; null where there is none.

    Written alike: the same letters and signs, and as many digits in each place, one more or less. Whether there is such an
    item is asked when items are linked.
    """
    rows = pl.DataFrame({"reason": reasons, "own": item_ids}).with_row_index("row")
    words = (
        rows.lazy()
        .filter(pl.col("reason").str.contains(IN_DIGITS) & pl.col("own").str.contains(IN_DIGITS))
        .with_columns(word=pl.col("reason").str.extract_all(A_NUMBER))
        .explode("word")
        .filter(
            pl.col("word").str.contains(IN_DIGITS)
            & (pl.col("word") != pl.col("own"))
            & _is_written_alike("word", "own")
        )
        .group_by("row")
        .agg(pl.col("word").first())
        .collect()
    )
    return rows.join(words, on="row", how="left", maintain_order="left")["word"].rename("quoted_item_id")


def _is_written_alike(one: str, other: str) -> pl.Expr:
    lengths = pl.col(one).str.len_chars().cast(pl.Int64) - pl.col(other).str.len_chars().cast(pl.Int64)
    return (_without_digits(one) == _without_digits(other)) & (lengths.abs() <= 1)


def _without_digits(name: str) -> pl.Expr:
    return pl.col(name).str.to_uppercase().str.replace_all(r"\d+", "0")
