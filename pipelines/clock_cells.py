"""Cells that hold a time of day, whose day stands in another column: how they are written, and the moment that both make."""

from __future__ import annotations

from typing import Final, Literal, get_args

import polars as pl

from pipelines.nothing import says_nothing

# How a column writes its times: 13:05, 13.05 uur or 1:05 PM; 1305; 130500; 0.545, a part of a day; 13; 13 among 13:05; a moment
# with its day.
ClockForm = Literal["clock", "hhmm", "hhmmss", "day_part", "hours", "clock_hours", "moment"]
FORMS: Final[tuple[ClockForm, ...]] = get_args(ClockForm)

# Spreadsheets and databases keep a time as a moment of the first day that they know.
FIRST_DAY: Final = (
    r"^(1899-12-3[01]|1900-01-01|1904-01-01|3[01][-/.]12[-/.]1899|12[-/.]3[01][-/.]1899|0?1[-/.]0?1[-/.]1900)"
    r"[T ]+([0-9].*)$"
)
CLOCK: Final = (
    r"(?i)^(?P<hour>[01]?[0-9]|2[0-4])(?:\s?[:.uh]\s?(?P<minute>[0-5][0-9])(?:[:.](?P<second>[0-5][0-9])(?:[.,][0-9]+)?)?)?"
    r"(?:\s?(?P<half>[ap])(?:\.?\s?m)?\.?)?(?:\s?(?P<word>uur|uhr|hrs?|h|u)\.?)?$"
)
HALF: Final = r"(?i)^([ap])\.?\s?m\.?$"  # of the day, in a column of its own
SAYS_HALF: Final = r"(?i)[ap]\.?\s?m?\.?$"
PAST_12: Final = r"^(?:1[3-9]|2[0-4])(?:[^0-9]|$)"
OF_24: Final = r"^(?:1[3-9]|2[0-4])(?:[^0-9]|[0-9]{2}|$)"
UNKNOWN_HALF: Final = "AM/PM?"
A_NUMBER: Final = r"^(?:[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)$"
NO_PART: Final = r"[.,]0*$"
AN_HOUR: Final = r"^([01]?[0-9]|2[0-3])$"
DIGITS: Final = r"^[0-9]+$"
IN_DECIMALS: Final = r"^[0-9]{1,2}[.,](?:00|25|50?)$"
HALF_PAST_OR_PART: Final = r"^0?[.,][0-5][0-9]$"  # 0.30 is half past midnight or a third of a day
ONLY_MIDNIGHT: Final = r"^[0:.]+$"
MIDNIGHT: Final = r"(?i)[T ]+(?:0?0[:.]00(?:[:.]00(?:[.,]0+)?)?|12:00(?::00)? ?AM)(?:\s?Z|\s?[+-][0-9]{2}:?[0-9]{2})?$"
DAY_BEFORE_TIME: Final = r"^.*?[0-9][T ]+([0-9]{1,2}[:.].*)$"
BEARS_TIME: Final = r"[0-9][T ]+[0-9]{1,2}[:.][0-9]{2}"
WHOLE_MOMENT: Final = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}(?: |$)"
A_SERIAL: Final = r"^[0-9]{5}(?:[.,]0*)?$"  # the days that a spreadsheet counts
DAY_SECONDS: Final = 86_400
MOSTLY: Final = 0.95  # of the cells: the others are typing errors


def without_first_day(cells: pl.Series) -> pl.Series:
    """Return the cells of a column of times without the one day that a spreadsheet or database puts before each of them.

    Moments of several such days are lengths of more than a day, and midnight in all cells is no time: both stay as they are.
    """
    days, times = cells.drop_nulls().str.extract_groups(FIRST_DAY).struct.unnest().get_columns()
    is_of_one = days.drop_nulls().n_unique() == 1 and days.null_count() <= (1 - MOSTLY) * days.len()
    if not is_of_one or times.str.contains(ONLY_MIDNIGHT).all():
        return cells
    return cells.str.replace(FIRST_DAY, "$2")


def form_of(cells: pl.Series) -> ClockForm | None:
    """Return how a column writes times of day, None where it holds none. Of numbers its heading has to say that they are times."""
    filled = without_first_day(cells.drop_nulls())
    numbers = filled.filter(filled.str.contains(A_NUMBER)).str.replace(",", ".")
    whole = numbers.str.replace(NO_PART, "")
    if filled.is_empty():
        return None
    if _has_hours_alone(filled):
        return "clock_hours"
    if numbers.len() < MOSTLY * filled.len():
        return "clock" if fits(filled, "clock") else None
    if (numbers.cast(pl.Float64) < 1).all() and (whole != "0").any():
        return None if numbers.str.contains(HALF_PAST_OR_PART).all() else "day_part"
    if whole.str.contains(".", literal=True).any():  # 8.30
        return "clock" if fits(filled, "clock") else None
    return _form_of_whole(whole)


def are_times(cells: pl.Series) -> pl.Series:
    """Return which cells are times of day whatever their heading: a number alone only among times that no amount can be."""
    is_time = _of_clock(cells).is_not_null()
    has_sign = is_time & ~cells.str.contains(A_NUMBER)
    return is_time | cells.str.contains(AN_HOUR) if has_sign.any() and _has_hours_alone(cells) else is_time


def _has_hours_alone(cells: pl.Series) -> bool:
    """Return whether a column of times has whole hours without minutes among them (8 beside 8:30), and no other numbers."""
    is_hour = cells.str.contains(AN_HOUR)
    others = cells.filter(~is_hour)
    if not is_hour.any() or others.len() <= (1 - MOSTLY) * cells.len() or others.str.contains(DIGITS).any():
        return False
    return fits(others, "clock") and not others.str.contains(IN_DECIMALS).all()


def form_or_clock(cells: pl.Series) -> ClockForm:
    """Return the form that most cells have, by which those that are no time stand out."""
    counts = {form: cells.len() - seconds_of(cells, form).null_count() for form in FORMS}
    return max(FORMS, key=lambda form: counts[form])


def _form_of_whole(numbers: pl.Series) -> ClockForm | None:
    """Return how whole numbers write times: most show how many digits one has, a night's have lost their zeros."""
    longest, usual = numbers.str.len_chars().max(), numbers.str.len_chars().median()
    if not isinstance(longest, int) or not isinstance(usual, float):
        return None
    form: ClockForm = "hours" if longest <= 2 else "hhmm" if longest <= 4 else "hhmmss"
    enough = {"hours": 1, "hhmm": 3, "hhmmss": 5}
    return form if usual >= enough[form] and fits(numbers, form) else None


def fits(cells: pl.Series, form: ClockForm) -> bool:
    """Return whether nearly all cells tell a time in a form."""
    told = seconds_of(cells, form)
    return told.len() - told.null_count() >= MOSTLY * cells.len()


def with_half(times: pl.Series, halves: pl.Series) -> pl.Series:
    """Return times with AM or PM behind them, which stands in a column of its own. A time that needs it and has none is no time."""
    times = times.str.replace(r"^([0-9]{1,2})([0-9]{2})$", "$1:$2")  # 0204
    says_all = times.str.contains(SAYS_HALF) | times.str.contains(PAST_12)
    half = halves.str.strip_chars().str.extract(HALF, 1).str.to_uppercase() + "M"
    return pl.select(pl.when(says_all).then(times).otherwise(times + " " + half.fill_null(UNKNOWN_HALF))).to_series()


def counts_to_12(times: pl.Series) -> bool:
    """Return whether times need AM or PM: more than a few past 12:59 are of a clock of 24 hours."""
    return float(times.drop_nulls().str.contains(OF_24).mean() or 0.0) <= 1 - MOSTLY  # type: ignore[arg-type]


def is_half(cells: pl.Series) -> bool:
    """Return whether a column says nothing but AM or PM."""
    filled = cells.drop_nulls()
    return filled.len() > 0 and float(filled.str.contains(HALF).mean() or 0.0) >= MOSTLY  # type: ignore[arg-type]


def seconds_of(cells: pl.Series, form: ClockForm) -> pl.Series:
    """Return the seconds since midnight that each cell tells; null where it tells no time in this form. 24:00 ends the day."""
    text = cells.str.replace(FIRST_DAY, "$2")
    if form == "moment":
        return _of_clock(text.str.replace(DAY_BEFORE_TIME, "$1"))
    if form == "clock":
        return _of_clock(text)
    if form == "clock_hours":
        return _of_clock(text).fill_null(text.str.extract(AN_HOUR, 1).cast(pl.Int64) * 3600)
    number = pl.select(pl.when(text.str.contains(A_NUMBER)).then(text.str.replace(",", "."))).to_series()
    if form == "day_part":
        part = number.cast(pl.Float64)
        of_day = pl.when((part >= 0) & (part < 1)).then((part * DAY_SECONDS).round())
        return pl.select(of_day.cast(pl.Int64)).to_series().fill_null(_of_clock(_with_colon(text)))
    digits = number.str.replace(NO_PART, "")
    digits = digits + "0000" if form == "hours" else digits + "00" if form == "hhmm" else digits
    parts = digits.str.zfill(6).str.extract_groups("^([0-9]{2})([0-9]{2})([0-9]{2})$").struct.unnest()
    told = _seconds(*(pl.col(name).cast(pl.Int64) for name in parts.columns))
    return parts.select(told).to_series().fill_null(_of_clock(_with_colon(text)))


def _with_colon(text: pl.Series) -> pl.Series:
    """Return the texts that are times in any column of times; null for the others."""
    return pl.select(pl.when(text.str.contains(":", literal=True)).then(text)).to_series()


def _of_clock(text: pl.Series) -> pl.Series:
    """Return the seconds of texts as people write times. A number alone is none, and no hour above 12 is one of two halves."""
    parts = text.str.extract_groups(CLOCK).struct.unnest()
    hour = pl.col("hour").cast(pl.Int64)
    of_12 = hour % 12 + pl.when(pl.col("half").str.to_lowercase() == "p").then(12).otherwise(0)
    of_24 = pl.when(pl.col("half").is_null()).then(hour).when(hour <= 12).then(of_12)
    minute, second = (pl.col(name).cast(pl.Int64).fill_null(0) for name in ("minute", "second"))
    is_said = pl.any_horizontal(pl.col(name).is_not_null() for name in ("minute", "half", "word"))
    return parts.select(pl.when(is_said).then(_seconds(of_24, minute, second))).to_series()


def _seconds(hour: pl.Expr, minute: pl.Expr, second: pl.Expr) -> pl.Expr:
    told = hour * 3600 + minute * 60 + second
    return pl.when((minute < 60) & (second < 60) & (told <= DAY_SECONDS)).then(told)


def moments_of(days: pl.Series, times: pl.Series, form: ClockForm, is_day_enough: bool) -> pl.Series:
    """Return days with their times of day behind them, as texts; a time that cannot be read stands there as it is written.

    is_day_enough   whether a day without a time stands alone; else both are needed. A time without a day makes no moment.
    """
    bare, seconds = days.str.replace(MIDNIGHT, ""), seconds_of(times, form)
    is_no_day, is_no_time = says_nothing(days, of_dates=True), says_nothing(times)
    has_time = is_no_day | bare.str.contains(BEARS_TIME)  # it needs none beside it
    is_whole = times.str.contains(WHOLE_MOMENT) & ~times.str.contains(FIRST_DAY) & (form != "moment")  # of a mended row
    serial = bare.str.extract(f"({A_SERIAL[:-1]})$").str.replace(NO_PART, "").cast(pl.Int64) + seconds / DAY_SECONDS
    alone = pl.lit(days) if is_day_enough else pl.lit(None, pl.String)
    joined = (
        pl.when(days.is_null() | has_time).then(days)
        .when(times.is_null() | is_no_time).then(alone)
        .when(is_whole).then(times)
        .when(serial.is_not_null()).then(serial.round(8).cast(pl.String))
        .otherwise(bare + " " + _written(seconds).fill_null(times))
    )  # fmt: skip
    return pl.select(joined).to_series()


def _written(seconds: pl.Series) -> pl.Series:
    """Return seconds since midnight as 13:05:00."""
    parts = (seconds // 3600, seconds // 60 % 60, seconds % 60)
    hour, minute, second = (part.cast(pl.String).str.zfill(2) for part in parts)
    return hour + ":" + minute + ":" + second
