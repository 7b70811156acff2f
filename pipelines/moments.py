"""Text -> moment. The whole column is the evidence for its order; no row is guessed by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import polars as pl

Order = Literal["day-month", "month-day"]
MOMENT: Final = pl.Datetime("us")

# An order that fewer than this share of a column's dates prove is a typing error, not evidence.
EVIDENCE_SHARE: Final = 0.2

DATE: Final = (
    r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})"
    r"|(?P<packed_year>\d{4})(?P<packed_month>\d{2})(?P<packed_day>\d{2})"
    r"|(?P<first>\d{1,2})[-/. ](?P<second>\d{1,2})[-/. ](?P<last_year>\d{4}|\d{2})"
    r"|(?P<named_day>\d{1,2})[-/. ]+(?P<name>\p{L}{3,9})\.?[-/. ]+(?P<named_year>\d{4}|\d{2})"
)
TIME: Final = (
    r"(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<seconds>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?"
    r"(?:\s*(?P<half>[AaPp])\.?[Mm]\.?)?"
)
ZONE: Final = r"(?P<zone>[Zz]|UTC|GMT|[+-]\d{2}:?\d{2})"
WRITTEN: Final = rf"^(?:{DATE})(?:(?:[Tt]|[ ,]+){TIME}\s*{ZONE}?)?$"

# The first letters that tell a month in English and Dutch.
MONTHS: Final = {
    "jan": 1, "feb": 2, "mar": 3, "maa": 3, "mrt": 3, "apr": 4, "may": 5, "mei": 5, "jun": 6, "jul": 7,
    "aug": 8, "sep": 9, "oct": 10, "okt": 10, "nov": 11, "dec": 12,
}  # fmt: skip


@dataclass(frozen=True)
class Evidence:
    """How many texts of a column can only be day-month, only month-day, or either; and one that can be either."""

    day_first: int = 0
    month_first: int = 0
    either: int = 0
    example: str = ""

    @property
    def order(self) -> Order | None:
        """The order that the texts prove, or None where none of them can tell."""
        if self.day_first == self.month_first:
            return None
        return "day-month" if self.day_first > self.month_first else "month-day"

    def contradicts(self, order: Order) -> bool:
        """Return whether the texts speak against an order, and enough of them to be no typing error."""
        against = self.month_first if order == "day-month" else self.day_first
        return self.order not in (None, order) and against >= EVIDENCE_SHARE * (
            self.day_first + self.month_first + self.either
        )


@dataclass(frozen=True)
class Parts:
    """A column, taken apart once for each text in it: `read` holds the ISO moments, `parts` the others.

    A column of dates without times has few different texts; `row_of` tells which of them each row has.
    """

    texts: pl.Series
    read: pl.Series
    parts: pl.DataFrame
    row_of: pl.Series

    def by_row(self, of_texts: pl.Series) -> pl.Series:
        """Return what was found for each text, one a row of the column."""
        return of_texts.gather(self.row_of)

    @property
    def evidence(self) -> Evidence:
        """What the texts prove about the order: a part above 12 is no month. A text that is no date proves nothing."""
        first, second = (pl.col(part).cast(pl.Int32).fill_null(0) for part in ("first", "second"))
        may_be_month = {"first": first.is_between(1, 12), "second": second.is_between(1, 12)}
        counted = self.parts.select(
            (may_be_month["second"] & first.is_between(13, 31)).sum().alias("day_first"),
            (may_be_month["first"] & second.is_between(13, 31)).sum().alias("month_first"),
            (may_be_month["first"] & may_be_month["second"]).sum().alias("either"),
        )
        example = self.texts.filter(self.parts.select(may_be_month["first"] & may_be_month["second"]).to_series())
        day_first, month_first, either = counted.row(0)
        return Evidence(day_first, month_first, either, example[0] if example.len() else "")


def take_apart(column: pl.Series) -> Parts:
    """Return the column taken apart; ISO moments, which most exports write, are read at once."""
    texts = column.rename("text").unique(maintain_order=True)
    row_of = (
        column.rename("text")
        .to_frame()
        .join(texts.to_frame().with_row_index("at"), on="text", how="left", nulls_equal=True, maintain_order="left")[
            "at"
        ]
    )
    iso = pl.col("text").str.contains(r"^\d{4}-")
    read = (
        texts.to_frame()
        .select(
            pl.when(iso).then(
                pl.coalesce(
                    pl.col("text").str.to_datetime(form, time_unit="us", strict=False)
                    for form in ("%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d")
                )
            )
        )
        .to_series()
    )
    others = texts.to_frame().select(pl.when(read.is_null()).then(pl.col("text")).str.extract_groups(WRITTEN))
    return Parts(texts, read, others.unnest(others.columns[0]), row_of)


def moments(column: Parts, order: Order, zone: str | None = None) -> pl.Series:
    """Return the moments of a column, null where a text is none. Times that bear a zone are told in `zone`."""
    year = _year(pl.coalesce("year", "packed_year", "last_year", "named_year"))
    first, second = ("day", "month") if order == "day-month" else ("month", "day")
    ordered = {first: pl.col("first"), second: pl.col("second")}
    month = pl.coalesce(pl.col("month"), pl.col("packed_month"), ordered["month"], _month_number(pl.col("name")))
    day = pl.coalesce(pl.col("day"), pl.col("packed_day"), ordered["day"], pl.col("named_day"))
    date = pl.concat_str([year, month.str.zfill(2), day.str.zfill(2)], separator="-")
    time = pl.concat_str([_hour(), _or_zero("minute"), _or_zero("seconds")], separator=":")
    written = pl.concat_str([date, time], separator=" ").str.to_datetime(
        "%Y-%m-%d %H:%M:%S", time_unit="us", strict=False
    )
    fraction = pl.col("fraction").fill_null("0").str.pad_end(6, "0").str.head(6).cast(pl.Int64)
    moment = written + pl.duration(microseconds=fraction)
    if zone is not None:
        local = (moment - _offset()).dt.replace_time_zone("UTC").dt.convert_time_zone(zone).dt.replace_time_zone(None)
        moment = pl.when(pl.col("zone").is_not_null()).then(local).otherwise(moment)
    return column.by_row(column.read.fill_null(column.parts.select(moment.cast(MOMENT)).to_series()))


def bears_zone(column: Parts) -> pl.Series:
    """Return which texts say in what zone they are."""
    return column.by_row(column.parts["zone"].is_not_null())


def _year(written: pl.Expr) -> pl.Expr:
    """Return the year in four digits: 00 to 69 are of this century, 70 to 99 of the last (as POSIX has it)."""
    short = written.str.len_chars() == 2
    century = pl.when(written.cast(pl.Int32, strict=False) < 70).then(pl.lit("20")).otherwise(pl.lit("19"))
    return pl.when(short).then(century + written).otherwise(written)


def _month_number(name: pl.Expr) -> pl.Expr:
    return (
        name.str.head(3).str.to_lowercase().replace_strict(MONTHS, default=None, return_dtype=pl.Int32).cast(pl.String)
    )


def _hour() -> pl.Expr:
    """Return the hour of 24 in two digits: 12 AM is midnight, 12 PM is noon."""
    hour = pl.col("hour").cast(pl.Int32, strict=False)
    of_12 = hour % 12 + pl.when(pl.col("half").str.to_lowercase() == "p").then(12).otherwise(0)
    of_24 = pl.when(pl.col("half").is_null()).then(hour).when(hour <= 12).then(of_12)
    return pl.when(pl.col("hour").is_null()).then(pl.lit("00")).otherwise(of_24.cast(pl.String).str.zfill(2))


def _or_zero(part: str) -> pl.Expr:
    return pl.col(part).fill_null("00")


def _offset() -> pl.Expr:
    """Return how far the written zone is ahead of UTC."""
    digits = pl.col("zone").str.replace_all(r"\D", "")
    minutes = digits.str.head(2).cast(pl.Int64, strict=False) * 60 + digits.str.tail(2).cast(pl.Int64, strict=False)
    sign = pl.when(pl.col("zone").str.starts_with("-")).then(-1).otherwise(1)
    return pl.duration(minutes=(minutes * sign).fill_null(0))
