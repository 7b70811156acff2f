"""One column of dates of a file, with what of it can tell in what form it is written."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter
from typing import Final

import polars as pl

from pipelines.date_grammar import TIME_OF_DAY
from pipelines.moments import Evidence, Parts, take_apart
from pipelines.nothing import says_nothing
from pipelines.reading import field_texts
from pipelines.recognise import Recognised

# What most exports write; its day and month stand where ISO has them, or the whole column has them about.
PLAIN_ISO: Final = r"^[0-9]{4}-(?:0[0-9]|1[0-2])-[0-9][0-9](?:[ T][0-9][0-9]:[0-9][0-9]:[0-9][0-9])?$"
A_COUNT: Final = r"^[0-9]{5}(?:[.,][0-9]+)?$|^[0-9]{9,10}$|^[0-9]{12,13}$"
MONTHS_OF_A_YEAR: Final = 12


@dataclass(frozen=True)
class Column:
    """The dates of one field, with what of them can tell in what form they are written.

    apart     each date once that is no plain ISO moment, without its time of day
    iso_dates the different dates that are written plainly as ISO has it, as texts
    counts    how many texts are numbers that may count from a day on
    """

    recognised: Recognised
    name: str
    apart: Parts
    iso_dates: pl.Series
    counts: int

    @cached_property
    def texts(self) -> pl.Series:
        """The text of every row."""
        return pl.concat(self.recognised.each_slice(lambda rows: field_texts(self.recognised, rows, self.name)))

    def row_number(self, at: int) -> int:
        """Return the number of a row, as Excel shows it, by its place among the texts."""
        return int(pl.concat(self.recognised.each_slice(itemgetter(["row_number"])))["row_number"][at])

    @cached_property
    def evidence(self) -> Evidence:
        return self.apart.evidence

    @property
    def has_iso(self) -> bool:
        """Whether any text is an ISO date, plain or with parts of a second."""
        return self.iso_dates.len() > 0 or self.apart.read.null_count() < self.apart.read.len()

    @cached_property
    def highest_day(self) -> int:
        """The highest number that stands where ISO has the day; 0 where the column has no ISO dates."""
        highest = self.iso_dates.str.slice(8, 2).max()
        return int(highest) if isinstance(highest, str) else 0


@dataclass(frozen=True)
class Dates:
    """The dates of one field in one slice of a file: each once, and how many may count from a day on."""

    iso: pl.Series
    others: pl.Series
    counts: int


def dates_of(texts: pl.Series) -> Dates | None:
    """Return the dates among the texts of a field, None where it has no texts."""
    if texts.null_count() == texts.len():
        return None
    is_iso = texts.str.contains(PLAIN_ISO)
    others = texts.filter(~is_iso)
    return Dates(
        texts.filter(is_iso).str.head(10).unique(maintain_order=True),
        others.str.replace(TIME_OF_DAY, "$zone").unique(maintain_order=True),
        int(others.str.contains(A_COUNT).sum()),
    )


def column_of(recognised: Recognised, name: str, slices: list[Dates]) -> Column:
    """Return what the slices of a file tell together of the dates of a field."""
    iso = pl.concat([dates.iso for dates in slices]).unique(maintain_order=True)
    others = pl.concat([dates.others for dates in slices]).unique(maintain_order=True)
    apart = take_apart(others.filter(~says_nothing(others, of_dates=True)))
    return Column(recognised, name, apart, iso, sum(dates.counts for dates in slices))
