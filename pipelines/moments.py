"""Text -> moment. The whole column is the evidence for its order; no row is guessed by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Final, Literal

import polars as pl

from pipelines.date_grammar import (
    AS_TEXT,
    GROUPS,
    MONTHS,
    NAMED_WEEKDAY,
    QUICK,
    TIME_OR_ZONE,
    TIMES_FROM_TO,
    UNBROKEN_BLANK,
    UNBROKEN_HYPHEN,
    WEEKDAY,
    WEEKDAYS,
    WITHOUT_SIGNS,
    WRITTEN,
    ZONES,
)

Order = Literal["day-month", "month-day"]
# Numbers in place of dates: days since the first day of Excel (on a PC, on an old Mac), seconds or milliseconds since 1970.
Counted = Literal["", "serial_1900", "serial_1904", "unix_seconds", "unix_milliseconds"]
FIRST_DAY: Final = {"serial_1900": datetime(1899, 12, 30), "serial_1904": datetime(1904, 1, 1)}  # noqa: DTZ001
A_SERIAL: Final = r"^[0-9]{5}(?:[.,][0-9]+)?$"
FIRST_DATE: Final = (
    r"^(?:0?1[-/.]0?1[-/.]1900|1900[-/.]0?1[-/.]0?1)(?:[T ][0:.]+)?$"  # what Excel makes of a 1, and for "no date"
)
SECONDS: Final = {"unix_seconds": 1.0, "unix_milliseconds": 0.001}
MOMENT: Final = pl.Datetime("us")
ZONES_SEEN: Final = {"day": pl.Date, "minutes": pl.Int64, "is_utc": pl.Boolean, "written": pl.String}
UTC: Final = ("z", "utc")  # so systems write the clock that nobody lives by

# An order that fewer than this share of a column's dates prove is a typing error, not evidence.
EVIDENCE_SHARE: Final = 0.2
SLIP_SHARE: Final = 0.05  # fewer proofs than this, for each date that can be either, are slips
MANY_DATES: Final = 40

ISO_LIKE: Final = r"^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[T ]|$)"
ISO_FORMS: Final = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S%.f")
YEARS: Final = (
    "year",
    "packed_year",
    "last_year",
    "named_year",
    "lead_year",
    "first_year",
)  # each date has one of them
ROWS_AT_ONCE: Final = 250_000  # of a column: more would need memory for parts of dates that are hardly ever written
FEW_TEXTS: Final = 10_000  # as many show whether a column's texts repeat
REPEATING_SHARE: Final = 0.9
MOSTLY: Final = 0.5  # of the filled cells of a column


@dataclass(frozen=True)
class DateForm:
    """How the dates of one column are to be read.

    order             of dates in digits that do not begin with a year of four
    is_ordered        dates stand in it in digits, the day or the month first
    short_year_first  11-10-31 is 31 October 2011
    day_after_year    2011-31-10 is 31 October 2011: day and month stand the other way round than ISO has them
    counted           the column holds numbers that count from a day on; "" where it holds dates
    has_serials       numbers stand among its dates that count days as Excel does
    has_slots         08:00-10:00 names two times in it, and no zone
    has_weekdays      names of days stand before its dates
    clock             the zone that times are told in, where those of a file bear several: Europe/Amsterdam, UTC, +05:30
    """

    order: Order = "day-month"
    is_ordered: bool = False
    short_year_first: bool = False
    day_after_year: bool = False
    counted: Counted = ""
    has_serials: bool = False
    has_slots: bool = False
    has_weekdays: bool = False
    clock: str | None = None


@dataclass(frozen=True)
class Clock:
    """How the times of a file that bear a zone are told.

    zone         that of the clock; None where they stay as they are written
    beside_none  whether times without a zone stand beside them, so that hours may lie between the two
    """

    zone: str | None = None
    beside_none: bool = False


@dataclass(frozen=True)
class Evidence:
    """How many texts of a column can only be day-month, only month-day, or either; and one that can be either.

    same   how many say the same day in both orders, such as 01-01-1900
    """

    day_first: int = 0
    month_first: int = 0
    either: int = 0
    example: str = ""
    same: int = 0

    @property
    def order(self) -> Order | None:
        """The order that the texts prove, or None where none of them can tell.

        Three days in five lie above 12: where hardly any of many does, that one is a typing error.
        """
        proofs = max(self.day_first, self.month_first)
        is_slip = self.either >= MANY_DATES and proofs < SLIP_SHARE * self.either
        if self.day_first == self.month_first or is_slip:
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

    @cached_property
    def _by_digits(self) -> pl.DataFrame:
        """Of each text whether it is a date with the day first only, the month first only, either, or the same with either."""
        first, second = (pl.col(part).cast(pl.Int32).fill_null(0) for part in ("first", "second"))
        may_be_month = {"first": first.is_between(1, 12), "second": second.is_between(1, 12)}
        return self.parts.select(
            (may_be_month["second"] & first.is_between(13, 31)).alias("day-month"),
            (may_be_month["first"] & second.is_between(13, 31)).alias("month-day"),
            (may_be_month["first"] & may_be_month["second"] & (first != second)).alias("either"),
            (may_be_month["first"] & (first == second)).alias("same"),
        )

    @cached_property
    def _fitting(self) -> pl.DataFrame:
        """The same, of dates that can be either also by the day of the week before them."""
        named = weekdays(self.texts)
        fitting = self._by_digits
        return fitting if named.null_count() == named.len() else _by_weekday(fitting, self.parts, named)

    @property
    def evidence(self) -> Evidence:
        """What the texts prove about the order: a part above 12 is no month. A text that is no date proves nothing."""
        day_first, month_first, either, same = self._fitting.sum().row(0)
        example = self.texts.filter(self._fitting["either"])
        return Evidence(day_first, month_first, either, example[0] if example.len() else "", same)

    def only_in(self, order: Order) -> pl.Series:
        """Return, one a row of the column, whether the row is a date in this order and none in the other."""
        return self.by_row(self._by_digits[order]).fill_null(False)


def weekdays(texts: pl.Series) -> pl.Series:
    """Return the day of the week that stands before each date, 1 for Monday; null where none does."""
    word = texts.str.extract(NAMED_WEEKDAY).str.to_lowercase()
    return word.replace_strict(list(WEEKDAYS), list(WEEKDAYS.values()), default=None, return_dtype=pl.Int8)


def _by_weekday(fitting: pl.DataFrame, parts: pl.DataFrame, named: pl.Series) -> pl.DataFrame:
    """Return the same where the day of the week tells dates that can be either: the third of January is no Friday."""
    read = {order: _date(order).str.to_date("%Y-%m-%d", strict=False) for order in ("day-month", "month-day")}
    fits = parts.select((date.dt.weekday() == named).fill_null(False).alias(order) for order, date in read.items())
    told = fitting["either"] & (fits["day-month"] != fits["month-day"])
    return fitting.with_columns(
        *(fitting[order] | (told & fits[order]) for order in read),
        either=fitting["either"] & ~told,
    )


def take_apart(column: pl.Series) -> Parts:
    """Return the column taken apart; ISO moments, which most exports write, are read at once."""
    read = _iso(column)
    is_other = column.is_not_null() & read.is_null()
    others = _with_signs(column.filter(is_other).rename("text"), column.len() - column.null_count())
    # Dates repeat, so each text is taken apart once; moments to the second do not, and looking for repeats costs more.
    repeats = others.len() > FEW_TEXTS and others.head(FEW_TEXTS).n_unique() < FEW_TEXTS * REPEATING_SHARE
    texts = others.unique(maintain_order=True) if repeats else others
    return Parts(texts, read, _parts(texts), _places(is_other, others, texts))


def _with_signs(texts: pl.Series, filled: int) -> pl.Series:
    """Return texts such as 04012024 as 04-01-2024 where most of a column is so; a few among other dates are typing errors."""
    is_without = texts.str.contains(WITHOUT_SIGNS)
    return texts.str.replace(WITHOUT_SIGNS, "$1-$2-$3$4") if is_without.sum() > MOSTLY * filled else texts


def _parts(texts: pl.Series) -> pl.DataFrame:
    """Return the groups of WRITTEN of each text."""
    parts = pl.DataFrame({group: pl.Series([None], dtype=pl.String).new_from_index(0, texts.len()) for group in GROUPS})
    plain = texts.str.replace_all(UNBROKEN_BLANK, " ").str.replace_all(UNBROKEN_HYPHEN, "-")
    plain = plain.str.replace(AS_TEXT, "$1")
    left = pl.select(pl.when(~plain.str.contains(TIMES_FROM_TO)).then(plain)).to_series()
    for pattern in (*QUICK, WRITTEN):
        if left.null_count() == left.len():
            break
        found = (left.str.replace(WEEKDAY, "") if pattern == WRITTEN else left).str.extract_groups(pattern)
        of_found = found.struct.unnest()
        parts = parts.with_columns(pl.col(group).fill_null(of_found[group]) for group in of_found.columns)
        is_found = pl.any_horizontal(pl.col(group).is_not_null() for group in YEARS if group in of_found.columns)
        left = pl.select(pl.when(~of_found.select(is_found).to_series()).then(left)).to_series()
    return parts


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


def read_moments(texts: pl.Series, form: DateForm, zone: str | None = None) -> tuple[pl.Series, pl.Series]:
    """Return the moments of a column, null where a text is none; and which rows name the midnight that ends a day.

    zone   the one that times which bear a zone are told in; None leaves them as the form says
    """
    zone = zone or form.clock
    if form.has_slots:
        texts = pl.select(pl.when(~texts.str.contains(TIME_OR_ZONE)).then(texts).alias(texts.name)).to_series()
    if texts.len() > ROWS_AT_ONCE:
        slices = [read_moments(piece.to_series(), form, zone) for piece in texts.to_frame().iter_slices(ROWS_AT_ONCE)]
        return pl.concat([moment for moment, _ in slices]), pl.concat([ends for _, ends in slices])
    if form.counted:
        moment = _from_count(texts, form.counted, zone)
        if moment.null_count() > texts.null_count():
            moment = moment.fill_null(_first_days(texts))
        return moment, pl.Series([False]).new_from_index(0, texts.len())
    apart = take_apart(texts)
    if form.short_year_first:
        apart = _year_first(apart)
    moment = moments(apart, form.order, zone)
    moment = _day_after_year(apart, moment, zone) if form.day_after_year else moment
    return (moment.fill_null(of_serials(texts)) if form.has_serials else moment), end_of_day(apart)


def without_time(moment: pl.Series, times: Sequence[str]) -> pl.Series:
    """Return the moments, those at one of these times of day (as 01:06:40, whatever the fraction) as the day alone."""
    is_day = moment.dt.strftime("%H:%M:%S").is_in(times)
    return pl.select(pl.when(is_day).then(moment.dt.truncate("1d")).otherwise(moment).alias(moment.name)).to_series()


def of_serials(texts: pl.Series) -> pl.Series:
    """Return the moments of the texts that are numbers which may count days as Excel does; null for every other text."""
    return _from_count(pl.select(pl.when(texts.str.contains(A_SERIAL)).then(texts)).to_series(), "serial_1900", None)


def _first_days(texts: pl.Series) -> pl.Series:
    """Return the first day of Excel where it is written as a date among numbers: it stands for none, and is no day to read."""
    return pl.select(pl.when(texts.str.contains(FIRST_DATE)).then(pl.datetime(1900, 1, 1)).cast(MOMENT)).to_series()


def _from_count(texts: pl.Series, counted: Counted, zone: str | None) -> pl.Series:
    """Return the moments that numbers count to, to the nearest second (a day's part is rounded in a serial)."""
    count = texts.str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)
    if counted in FIRST_DAY:
        seconds = (count * 86_400).round().cast(pl.Int64, strict=False)
        return pl.select(pl.lit(FIRST_DAY[counted]) + pl.duration(seconds=pl.lit(seconds))).to_series().cast(MOMENT)
    milliseconds = (count * SECONDS[counted] * 1000).round().cast(pl.Int64, strict=False)
    moment = milliseconds.cast(pl.Datetime("ms")).cast(MOMENT)
    if zone is None:
        return moment
    return pl.select(_told_in(zone, pl.lit(moment))).to_series()


def _year_first(column: Parts) -> Parts:
    """Return the parts with 11-10-31 taken for a year, a month and a day."""
    short = pl.col("first").is_not_null() & (pl.col("last_year").str.len_chars() == 2)
    turned = {"year": "first", "month": "second", "day": "last_year"}
    parts = column.parts.with_columns(
        *(pl.when(short).then(pl.col(taken)).otherwise(pl.col(part)).alias(part) for part, taken in turned.items()),
        *(pl.when(~short).then(pl.col(part)).alias(part) for part in ("first", "second", "last_year")),
    )
    return replace(column, parts=parts)


def _day_after_year(column: Parts, moment: pl.Series, zone: str | None) -> pl.Series:
    """Return the moments with day and month changed about where the text has its year first and both can be either."""
    is_turned = column.read.is_not_null()
    if not column.texts.is_empty():
        year_first = pl.coalesce("year", "packed_year").is_not_null()
        is_turned |= column.by_row(column.parts.select(year_first).to_series()).fill_null(False)
        parts = column.parts.with_columns(
            month="day", day="month", packed_month="packed_day", packed_day="packed_month"
        )
        moment = moment.fill_null(moments(replace(column, parts=parts), "day-month", zone))
    may_turn = is_turned & (moment.dt.day() <= 12) & (moment.dt.month() != moment.dt.day())
    both = pl.select(moment=moment, turns=may_turn.fill_null(False), day=moment.dt.day(), month=moment.dt.month())
    turned = pl.col("moment").dt.replace(
        month=pl.when("turns").then("day").otherwise("month"), day=pl.when("turns").then("month").otherwise("day")
    )
    return both.select(turned).to_series().rename(moment.name)


def moments(column: Parts, order: Order, zone: str | None = None) -> pl.Series:
    """Return the moments of a column, null where a text is none. Times that bear a zone are told in `zone`."""
    if column.texts.is_empty():
        return column.read
    date = _date(order)
    time = pl.concat_str(
        [_hour(), _or_zero("minute", "packed_minute"), _or_zero("seconds", "packed_seconds")], separator=":"
    )
    written = pl.concat_str([date, time], separator=" ").str.to_datetime(
        "%Y-%m-%d %H:%M:%S", time_unit="us", strict=False
    )
    fraction = pl.col("fraction").fill_null("0").str.pad_end(6, "0").str.head(6).cast(pl.Int64)
    moment = written + pl.duration(microseconds=fraction) + pl.duration(days=_is_24_hours().cast(pl.Int64))
    if zone is not None:
        moment = pl.when(pl.col("zone").is_not_null()).then(_told_in(zone, moment - _offset())).otherwise(moment)
    return column.read.fill_null(column.by_row(column.parts.select(moment.cast(MOMENT)).to_series()))


def _told_in(zone: str, moment: pl.Expr) -> pl.Expr:
    """Return moments of UTC as the clocks of a zone tell them; a zone is a name or, as +05:30, how far it is ahead of UTC."""
    if zone[0] in "+-":
        return moment + pl.duration(minutes=minutes_of(zone))
    return moment.dt.replace_time_zone("UTC").dt.convert_time_zone(zone).dt.replace_time_zone(None)


def minutes_of(offset: str) -> int:
    """Return how many minutes +05:30 is ahead of UTC."""
    minutes = int(offset[1:3]) * 60 + int(offset[4:6])
    return -minutes if offset[0] == "-" else minutes


def zones_of(column: Parts, order: Order) -> pl.DataFrame:
    """Return of each text of a column that bears a zone: `day`, `minutes` ahead of UTC, `is_utc` as systems have it, `written`."""
    zoned, zone = column.parts.filter(pl.col("zone").is_not_null()), pl.col("zone")
    found = zoned.select(
        day=_date(order).str.to_date("%Y-%m-%d", strict=False),
        minutes=_offset().dt.total_minutes(),
        is_utc=zone.str.to_lowercase().is_in(list(UTC)),
        written=zone,
    )
    return found.cast(ZONES_SEEN)  # type: ignore[arg-type]


def end_of_day(column: Parts) -> pl.Series:
    """Return which rows name the midnight that ends a day: 24:00, which is 00:00 of the day after."""
    if column.texts.is_empty():
        return pl.Series([False]).new_from_index(0, column.read.len())
    return column.by_row(column.parts.select(_is_24_hours()).to_series()).fill_null(False)


def _is_24_hours() -> pl.Expr:
    """Return whether the time is 24:00."""
    rest = [pl.col(part).fill_null("00") == "00" for part in ("minute", "seconds")]
    nothing_after = pl.col("fraction").fill_null("0").str.contains("^0+$")
    return (
        (pl.col("hour") == "24").fill_null(False) & pl.all_horizontal(rest) & nothing_after & pl.col("half").is_null()
    )


def _date(order: Order) -> pl.Expr:
    """Return the date as ISO has it; null where a part is missing."""
    year = _year(pl.coalesce(YEARS))
    first, second = ("day", "month") if order == "day-month" else ("month", "day")
    ordered = {first: pl.col("first"), second: pl.col("second")}
    name = pl.coalesce("name", "lead_name", "mid_name").str.to_lowercase()
    named = name.replace_strict(list(MONTHS), list(MONTHS.values()), default=None, return_dtype=pl.String)
    month = pl.coalesce(pl.col("month"), pl.col("packed_month"), ordered["month"], named)
    day = pl.coalesce(
        pl.col("day"), pl.col("packed_day"), ordered["day"], pl.col("named_day"), pl.col("lead_day"), pl.col("mid_day")
    )
    return pl.concat_str([year, month.str.zfill(2), day.str.zfill(2)], separator="-")


def _year(written: pl.Expr) -> pl.Expr:
    """Return the year in four digits: 00 to 69 are of this century, 70 to 99 of the last (as POSIX has it)."""
    short = written.str.len_chars() == 2
    century = pl.when(written.cast(pl.Int32, strict=False) < 70).then(pl.lit("20")).otherwise(pl.lit("19"))
    return pl.when(short).then(century + written).otherwise(written)


def _hour() -> pl.Expr:
    """Return the hour of 24 in two digits: 12 AM is midnight, 12 PM is noon. Null where a lone number is no hour."""
    hour = pl.col("hour").cast(pl.Int32, strict=False)
    of_12 = hour % 12 + pl.when(pl.col("half").str.to_lowercase() == "p").then(12).otherwise(0)
    said = pl.any_horizontal(pl.col(part).is_not_null() for part in ("minute", "half", "clock"))
    of_24 = (
        pl.when(_is_24_hours())
        .then(0)
        .when(pl.col("half").is_null())
        .then(pl.when(said).then(hour))
        .when(hour.is_between(1, 12) | (hour == 0))
        .then(of_12)
    )
    written = of_24.cast(pl.String).str.zfill(2)
    packed = pl.col("packed_hour").fill_null("00")
    return pl.when(pl.col("hour").is_null()).then(packed).otherwise(written)


def _or_zero(*parts: str) -> pl.Expr:
    return pl.coalesce(parts).fill_null("00")


def _offset() -> pl.Expr:
    """Return how far the written zone is ahead of UTC."""
    name = pl.col("zone").str.extract(r"^(\p{L}+)").str.to_lowercase()
    named = name.replace_strict(list(ZONES), list(ZONES.values()), default=None, return_dtype=pl.Int64)
    hours = pl.col("zone").str.extract(r"[+-]([0-9]{1,2})").cast(pl.Int64)
    minutes = pl.col("zone").str.extract(r"[+-][0-9]{1,2}:?([0-9]{2})$").cast(pl.Int64).fill_null(0)
    sign = pl.when(pl.col("zone").str.contains("-", literal=True)).then(-1).otherwise(1)
    return pl.duration(minutes=pl.coalesce((hours * 60 + minutes) * sign, named * 60).fill_null(0))
