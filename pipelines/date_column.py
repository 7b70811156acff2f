"""One column of dates of a file, with what of it can tell in what form it is written."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import polars as pl

from pipelines.date_grammar import TIME_OF_DAY
from pipelines.moments import Evidence, Parts, take_apart
from pipelines.nothing import says_nothing
from pipelines.reading import field_texts
from pipelines.recognise import Recognised

# What most exports write; its day and month stand where ISO has them, or the whole column has them about.
PLAIN_ISO: Final = r"^[0-9]{4}-(?:0[0-9]|1[0-2])-[0-9][0-9](?:[ T][0-9][0-9]:[0-9][0-9]:[0-9][0-9])?$"
MONTHS_OF_A_YEAR: Final = 12


@dataclass(frozen=True)
class Column:
    """The dates of one field, with what of them can tell in what form they are written.

    texts   the text of every row
    apart   each date once that is no plain ISO moment, without its time of day
    """

    name: str
    texts: pl.Series
    apart: Parts

    @cached_property
    def evidence(self) -> Evidence:
        return self.apart.evidence

    @cached_property
    def iso_dates(self) -> pl.Series:
        """The different dates that are written plainly as ISO has it, as texts."""
        return self.texts.filter(self.texts.str.contains(PLAIN_ISO)).str.head(10).unique(maintain_order=True)

    @property
    def has_iso(self) -> bool:
        """Whether any text is an ISO date, plain or with parts of a second."""
        return self.iso_dates.len() > 0 or self.apart.read.null_count() < self.apart.read.len()

    @cached_property
    def highest_day(self) -> int:
        """The highest number that stands where ISO has the day; 0 where the column has no ISO dates."""
        highest = self.iso_dates.str.slice(8, 2).max()
        return int(highest) if isinstance(highest, str) else 0


def column_of(recognised: Recognised, name: str) -> Column | None:
    """Return the dates of a field, None where the file has none."""
    texts = field_texts(recognised, recognised.rows, name)
    if texts.null_count() == texts.len():
        return None
    others = texts.filter(~texts.str.contains(PLAIN_ISO))
    dates = others.str.replace(TIME_OF_DAY, "$zone").unique(maintain_order=True)
    return Column(name, texts, take_apart(dates.filter(~says_nothing(dates, of_dates=True))))
