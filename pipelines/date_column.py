"""One column of dates of a file, with what of it can tell in what form it is written."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import polars as pl

from pipelines.moments import Evidence, Parts, take_apart
from pipelines.nothing import says_nothing
from pipelines.reading import field_texts
from pipelines.recognise import Recognised

# What most exports write; its day and month stand where ISO has them, or the whole column has them about.
PLAIN_ISO: Final = r"^\d{4}-(?:0\d|1[0-2])-\d\d(?:[ T]\d\d:\d\d:\d\d)?$"
MONTHS_OF_A_YEAR: Final = 12


@dataclass(frozen=True)
class Column:
    """The dates of one field: the text of every row, and taken apart those that tell something about their form."""

    name: str
    texts: pl.Series
    apart: Parts

    @cached_property
    def evidence(self) -> Evidence:
        return self.apart.evidence

    @cached_property
    def iso(self) -> pl.Series:
        """The texts that are plain ISO dates."""
        return self.texts.filter(self.texts.str.contains(PLAIN_ISO))

    @property
    def has_iso(self) -> bool:
        """Whether any text is an ISO date, plain or with parts of a second."""
        return self.iso.len() > 0 or self.apart.read.null_count() < self.apart.read.len()

    @cached_property
    def highest_day(self) -> int:
        """The highest number that stands where ISO has the day; 0 where the column has no ISO dates."""
        highest = self.iso.str.slice(8, 2).max()
        return int(highest) if isinstance(highest, str) else 0


def column_of(recognised: Recognised, name: str) -> Column | None:
    """Return the dates of a field, None where the file has none."""
    texts = field_texts(recognised, recognised.rows, name)
    if texts.null_count() == texts.len():
        return None
    others = texts.filter(~texts.str.contains(PLAIN_ISO))
    return Column(name, texts, take_apart(others.filter(~says_nothing(others, of_dates=True))))
