"""Dates with two digits for the year: what those of one column can be, as 24-01-05 may begin with its year or its day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import polars as pl

from pipelines.moments import EVIDENCE_SHARE, MANY_DATES, SLIP_SHARE, Parts
from pipelines.proposal import Choice
from pipelines.sentence import Sentence

OF_ORDER: Final = (Choice("day-month", Sentence("the day first")), Choice("month-day", Sentence("the month first")))
YEAR_FIRST: Final = Choice("year-month", Sentence("the year first"))
WHICH_OF_TWO: Final = Sentence("Is {example} under '{heading}' written day first or month first?")
WHICH_OF_THREE: Final = Sentence("Is {example} under '{heading}' written day first, month first or year first?")
FEWEST_PROOFS: Final = 5  # dates that can only begin with their year: in five of 31 days the last part is no year yet
FEWEST_DAYS: Final = 8  # so many different numbers, while the others are of three years at most, are days
MOST_YEARS: Final = 3  # that a file of no more than this covers, from the first to the last
NEAR_YEARS: Final = 5  # an export is of the years before it is made


@dataclass(frozen=True)
class ShortYears:
    """What the dates of a column with two digits for the year can be.

    only_first  how many can only begin with the year
    firsts, lasts  the years, where they begin with it and where they end with it, of those that can be either
    """

    of: int
    only_first: int
    firsts: pl.Series
    lasts: pl.Series

    @property
    def prove_it(self) -> bool:
        """Whether so many dates can be in no other way that it is no typing error."""
        share = self.only_first / self.of
        return share > EVIDENCE_SHARE or (self.only_first >= FEWEST_PROOFS and share > SLIP_SHARE)

    @property
    def tell_it(self) -> bool:
        """Whether few years stand in front, of late, and many different numbers behind."""
        few_years = _span(self.firsts) < MOST_YEARS
        many_days = self.lasts.n_unique() >= max(FEWEST_DAYS, 4 * self.firsts.n_unique())
        return few_years and many_days and _newest(self.firsts) >= _newest(self.lasts) - NEAR_YEARS

    @property
    def are_usual(self) -> bool:
        """Whether the years behind are of late, and no more spread out than those in front would be."""
        spread = _span(self.firsts) - _span(self.lasts)
        later = _newest(self.lasts) - _newest(self.firsts)
        return (spread > 0 and later >= -NEAR_YEARS) or (spread == 0 and later > NEAR_YEARS)

    @property
    def seem_so(self) -> bool:
        """Whether the years in front are the likelier ones, of both that remain."""
        spread = _span(self.lasts) - _span(self.firsts)
        return spread > 0 or _newest(self.firsts) - _newest(self.lasts) > NEAR_YEARS


def _span(years: pl.Series) -> int:
    low, high = years.min(), years.max()
    return high - low if isinstance(low, int) and isinstance(high, int) else 0


def _newest(years: pl.Series) -> int:
    newest = years.max()
    return newest if isinstance(newest, int) else 0


def has_short_years(apart: Parts) -> bool:
    """Return whether a column has dates in digits with two for the year, whichever of them these are."""
    return bool((apart.parts["last_year"].str.len_chars() == 2).any())


def may_begin_with_year(apart: Parts) -> bool:
    """Return whether every date of a column that stands in digits, its day or month first, may begin with its year."""
    ordered = apart.parts.filter(pl.col("first").is_not_null())
    number = {part: pl.col(part).cast(pl.Int32) for part in ("second", "last_year")}
    so = (
        (pl.col("last_year").str.len_chars() == 2)
        & number["second"].is_between(1, 12)
        & number["last_year"].is_between(1, 31)
    )
    return bool(ordered.height and ordered.select(so.all()).item())


def no_year_first(apart: Parts, today: datetime) -> pl.Series:
    """Return of each text whether it is a date with two digits for the year, and none that begins with it."""
    return apart.parts.select(~_so_read(today) & (pl.col("last_year").str.len_chars() == 2)).to_series()


def _so_read(today: datetime) -> pl.Expr:
    first, second, last = (pl.col(part).cast(pl.Int32) for part in ("first", "second", "last_year"))
    return (first <= (today.year + 1) % 100) & second.is_between(1, 12) & last.is_between(1, 31)


def short_years(apart: Parts, today: datetime) -> ShortYears | None:
    """Return what the dates of a column can be; None where it has others, or they do not begin with a year."""
    ordered = apart.parts.filter(pl.col("first").is_not_null()).select("first", "second", "last_year")
    if ordered.is_empty() or not (ordered["last_year"].str.len_chars() == 2).all():
        return None
    first, second, last = (pl.col(part) for part in ordered.columns)
    usual = (last <= (today.year + 1) % 100) & (
        (first.is_between(1, 31) & second.is_between(1, 12)) | (first.is_between(1, 12) & second.is_between(1, 31))
    )
    can_be = (
        ordered.cast(pl.Int32)
        .select("first", "last_year", so=_so_read(today), usual=usual)
        .filter(pl.col("so") | pl.col("usual"))
    )
    only_usual = can_be.filter(~pl.col("so")).height
    is_slip = can_be.height >= MANY_DATES and only_usual < SLIP_SHARE * can_be.height
    if can_be.is_empty() or (only_usual and not is_slip):
        return None
    either = can_be.filter(pl.col("so") & pl.col("usual"))
    only_first = can_be.filter(~pl.col("usual")).height
    return ShortYears(can_be.height, only_first, either["first"], either["last_year"])
