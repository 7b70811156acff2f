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

ISO_LIKE: Final = r"^\d{4}-\d{1,2}-\d{1,2}(?:[T ]|$)"
ISO_FORMS: Final = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S%.f")
FEW_TEXTS: Final = 10_000  # as many show whether a column's texts repeat
REPEATING_SHARE: Final = 0.9

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
    """A column, taken apart: `read` holds its ISO moments, one a row, `parts` what each other text in it is made of.

    texts    the texts that are no plain ISO moment, each once where they repeat
    parts    one row a text: the groups of WRITTEN
    row_of   which of the texts each row of the column has; null where it has none
    """

    texts: pl.Series
    read: pl.Series
    parts: pl.DataFrame
    row_of: pl.Series

    def by_row(self, of_texts: pl.Series) -> pl.Series:
        """Return what was found for each text, one a row of the column; null where the row has none of the texts."""
        return of_texts.gather(self.row_of)

    @property
    def is_ordered(self) -> bool:
        """Whether any text stands in digits with its day or month first."""
        return self.parts["first"].null_count() < self.parts.height

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
    read = _iso(column)
    is_other = column.is_not_null() & read.is_null()
    others = column.filter(is_other).rename("text")
    # Dates repeat, so each text is taken apart once; moments to the second do not, and looking for repeats costs more.
    repeats = others.len() > FEW_TEXTS and others.head(FEW_TEXTS).n_unique() < FEW_TEXTS * REPEATING_SHARE
    texts = others.unique(maintain_order=True) if repeats else others
    parts = texts.str.extract_groups(WRITTEN).struct.unnest()
    return Parts(texts, read, parts, _places(is_other, others, texts))


def _iso(column: pl.Series) -> pl.Series:
    """Return the moments that are written plainly as ISO has it, without a zone; null for every other text."""
    is_iso = column.str.contains(ISO_LIKE)
    read = pl.Series(column.name, [None], dtype=MOMENT).new_from_index(0, column.len())
    for form in ISO_FORMS:
        left = is_iso & read.is_null()
        if not left.any():
            break
        tried = pl.select(pl.when(left).then(column)).to_series() if not left.all() else column
        read = read.fill_null(tried.str.to_datetime(form, time_unit="us", strict=False))
    return read


def _places(is_other: pl.Series, others: pl.Series, texts: pl.Series) -> pl.Series:
    """Return for each row of the column the place of its text among `texts`; null where it has none of them."""
    if others.is_empty():
        return pl.Series([None], dtype=pl.UInt32).new_from_index(0, is_other.len())
    place = pl.int_range(others.len(), dtype=pl.UInt32, eager=True)
    if texts.len() < others.len():
        known = texts.to_frame().with_row_index("place")
        place = others.to_frame().join(known, on="text", how="left", maintain_order="left")["place"]
    nth = is_other.cast(pl.UInt32).cum_sum() - 1  # which of the others a row has
    return place.gather(pl.select(pl.when(is_other).then(nth)).to_series())


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
    if column.texts.is_empty():
        return column.read
    return column.read.fill_null(column.by_row(column.parts.select(moment.cast(MOMENT)).to_series()))


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
