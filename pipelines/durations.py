"""Text -> days: how long something took or stood still, as people and systems write it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import polars as pl

from pipelines.values import CURRENCY, decimal_sign, numbers


@dataclass(frozen=True)
class Unit:
    """A unit of time: its length in days, the words for it, and letters that only mean it right behind a number."""

    days: float
    words: str
    letters: str

    @property
    def pattern(self) -> str:
        return f"(?:{self.words}|{self.letters})"


# A working day is kept as a day: how many days lie around it, only a calendar tells.
UNITS: Final = {
    "week": Unit(7.0, "weeks?|weken", "wk|w"),
    "working_day": Unit(1.0, "(?:working|business|work)[ -]?days?|werkdag(?:en)?", "wd"),
    "day": Unit(1.0, "(?:calendar |kalender)?(?:days?|dag(?:en)?)", "dgn?|d"),
    "hour": Unit(1 / 24, "hours?|hrs?|uur|uren", "u|h"),
    "minute": Unit(1 / 1440, "minutes?|minuten|minuut|mins?", "m"),
    "second": Unit(1 / 86_400, "seconds?|secs?|seconden|seconde", "s"),
}
_NUMBER: Final = r"\d+(?:[.,]\d+)?"
# Each unit once at most, from long to short: "2 dagen 3 uur", "1d 4h 30m".
SAID: Final = (
    "^(?P<sign>-)?"
    + "".join(rf"(?:(?P<{name}>{_NUMBER}) ?{unit.pattern}\b\.?(?:,| and| en)? ?)?" for name, unit in UNITS.items())
    + "$"
)
ISO: Final = (
    rf"^(?P<sign>-)?p(?:(?P<week>\d+)w)?(?:(?P<day>{_NUMBER})d)?"
    rf"(?:t(?:(?P<hour>{_NUMBER})h)?(?:(?P<minute>{_NUMBER})m)?(?:(?P<second>{_NUMBER})s)?)?$"
)
# 48:30 is hours and minutes; "1 day, 2:03:04" and "1.02:03:04" have their days before it.
CLOCK: Final = (
    r"^(?P<sign>-)?(?:(?P<day>\d+)(?:\.| ?(?:days?|dag(?:en)?|d),? ))?"
    r"(?P<hour>\d+):(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d(?:[.,]\d+)?))?$"
)
FIRST_DAY: Final = datetime(1899, 12, 30)  # noqa: DTZ001  it counts days, and bears no zone
LEAP_DAY: Final = datetime(1900, 3, 1)  # noqa: DTZ001
MINUTES_OR_MONTHS: Final = r"^-?\d+(?:[.,]\d+)? ?m\.?$"
NO_LENGTH: Final = rf"%|{CURRENCY}|[.,]-+$"  # 12,- is twelve euros


def unit_of(heading: str) -> str:
    """Return the unit that a heading names, such as "Clock stopped (hours)"; days where it names none."""
    said = pl.Series([heading.casefold()]).str.replace_all("_", " ")
    for name, unit in UNITS.items():
        in_brackets = rf"[(\[]\s*{unit.pattern}\s*[)\]]"
        if name != "day" and said.str.contains(rf"\b(?:{unit.words})\b|{in_brackets}").any():
            return name
    return "day"


def days(texts: pl.Series, unit: str = "day", decimal: str | None = None) -> pl.Series:
    """Return how many days each text says, null where it says none. A bare number is of `unit`."""
    bare = numbers(texts, decimal or decimal_sign(texts)) * UNITS[unit].days
    bare = pl.select(pl.when(~texts.str.contains(NO_LENGTH)).then(bare)).to_series()
    if bare.null_count() == texts.null_count():
        return bare.rename(texts.name)
    plain = texts.str.to_lowercase().str.replace_all(r"[\s\u{a0}]+", " ").str.strip_chars()
    said = pl.select(pl.when(bare.is_null() & ~plain.str.contains(MINUTES_OR_MONTHS)).then(plain)).to_series()
    found = [*(_sum(said, pattern) for pattern in (SAID, ISO, CLOCK)), _since_1900(said)]
    return pl.select(pl.coalesce([bare, *found]).alias(texts.name)).to_series()


def says_working_days(texts: pl.Series) -> pl.Series:
    """Return which texts count in working days."""
    return texts.str.to_lowercase().str.contains(rf"\d ?{UNITS['working_day'].pattern}\b").fill_null(False)


def _since_1900(texts: pl.Series) -> pl.Series:
    """Return the days of a cell of hours in a workbook: it counts from the first day of Excel, as its dates do.

    Excel has a 29 February 1900, which was none: days before it count from a day later.
    """
    old = pl.select(pl.when(texts.str.contains(r"^(?:1899|190\d)-\d\d-\d\d ")).then(texts)).to_series()
    moment = old.str.slice(0, 19).str.to_datetime("%Y-%m-%d %H:%M:%S", time_unit="us", strict=False)
    first = pl.when(moment < LEAP_DAY).then(pl.lit(FIRST_DAY + timedelta(days=1))).otherwise(pl.lit(FIRST_DAY))
    return pl.select((pl.lit(moment) - first).dt.total_seconds() / 86_400).to_series()


def _sum(texts: pl.Series, pattern: str) -> pl.Series:
    """Return the days of texts that a pattern takes apart by unit, null for the others."""
    parts = texts.str.extract_groups(pattern).struct.unnest()
    units = [name for name in UNITS if name in parts.columns]
    counts = {name: pl.col(name).str.replace(",", ".", literal=True).cast(pl.Float64, strict=False) for name in units}
    lengths = [count * UNITS[name].days for name, count in counts.items()]
    is_said = pl.any_horizontal(count.is_not_null() for count in counts.values())
    turned = pl.when(pl.col("sign").is_not_null()).then(-1.0).otherwise(1.0)
    return parts.select(pl.when(is_said).then(pl.sum_horizontal(lengths) * turned)).to_series()
