"""Beginnings that lie years apart from all others of their column, as a mistyped year makes them: 2004 for 2024."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

import polars as pl

from pipelines.recognise import Recognised
from pipelines.sentence import Sentence

BEGINNINGS: Final = ("requested_at", "opened_at", "at", "planned_from", "started_at")
FAR: Final = timedelta(days=5 * 365)
FEWEST_ROWS: Final = 20  # with a date, of which it can be said where the others lie
MOST: Final = 5  # rows, or of a long file so many:
MOST_SHARE: Final = 0.01
SHARE_OF_FEW: Final = 0.1  # of a short one
DAYS: Final = {"name": pl.String, "day": pl.Date, "rows": pl.UInt32, "row_number": pl.Int64}

ONE_FAR: Final = Sentence(
    "Under '{heading}' row {row} has {day}, and no other row lies within {years} years of it: is the year mistyped? It counts as it"
    " stands; if it is wrong, mend it in the source and load the file again."
)
FAR_ROWS: Final = Sentence(
    "Under '{heading}' {count} rows have a date ({day} in row {row}) that lies more than {years} years from those of all others:"
    " are these years mistyped? They count as they stand; if they are wrong, mend them in the source and load the file again."
)


def days_of(rows: pl.DataFrame) -> pl.DataFrame:
    """Return name, day, rows and the first row_number of the different days of beginnings of a slice of typed rows."""
    return pl.concat(
        [
            pl.DataFrame(schema=DAYS),
            *(
                rows.group_by(pl.col(name).dt.date().alias("day"))
                .agg(pl.len().alias("rows"), pl.col("row_number").min().cast(pl.Int64))
                .filter(pl.col("day").is_not_null())
                .select(pl.lit(name).alias("name"), "day", "rows", "row_number")
                for name in BEGINNINGS
                if name in rows.columns
            ),
        ]
    )


def told_of_far_dates(recognised: Recognised, slices: Iterable[pl.DataFrame]) -> list[Sentence]:
    """Return what is told of each column with a few dates far from all others; `slices` as `days_of` has them."""
    days = pl.concat([pl.DataFrame(schema=DAYS), *slices]).group_by("name", "day")
    whole = days.agg(pl.col("rows").sum(), pl.col("row_number").min()).sort("day")
    named = [(name, recognised.heading_of(name)) for name in BEGINNINGS]
    told = [_told(heading, whole.filter(name=name)) for name, heading in named if heading]
    return [sentence for sentence in told if sentence is not None]


def _told(heading: str, days: pl.DataFrame) -> Sentence | None:
    """Return what is told where the widest gap between days parts a few rows from all others, which lie nearer together."""
    if days.height < 2:
        return None
    gaps = days["day"].diff().fill_null(timedelta())
    at = int(gaps.arg_max() or 0)
    few, others = sorted((days[:at], days[at:]), key=lambda part: int(part["rows"].sum()))
    count, rows, gap = int(few["rows"].sum()), int(days["rows"].sum()), gaps[at]
    span = others["day"][-1] - others["day"][0]
    most = min(max(MOST, MOST_SHARE * rows), SHARE_OF_FEW * rows)
    if gap < FAR or gap < span or rows < FEWEST_ROWS or count > most:
        return None
    day, row = few.sort("row_number").select("day", "row_number").row(0)
    words = {"heading": heading, "row": row, "day": f"{day:%Y-%m-%d}", "years": gap.days // 366}
    return Sentence(ONE_FAR, **words) if count == 1 else Sentence(FAR_ROWS, **words, count=count)
