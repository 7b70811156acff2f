"""One column of dates of a file, with what of it can tell in what form it is written."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter
from typing import Final

import polars as pl

from pipelines.date_grammar import (
    BEARS_MIDNIGHT,
    BEARS_TIME,
    BEARS_ZONE,
    MAY_BEAR_ZONE,
    SURELY_BEARS_ZONE,
    TIME_OF_DAY,
    TIME_OR_ZONE,
    TIMES_FROM_TO,
)
from pipelines.moments import Evidence, Parts, take_apart
from pipelines.nothing import says_nothing
from pipelines.reading import field_texts
from pipelines.recognise import Recognised

# What most exports write; its day and month stand where ISO has them, or the whole column has them about.
PLAIN_ISO: Final = r"^[0-9]{4}-(?:0[0-9]|1[0-2])-[0-9][0-9](?:[ T][0-9][0-9]:[0-9][0-9]:[0-9][0-9])?$"
A_COUNT: Final = r"^[0-9]{5}(?:[.,][0-9]+)?$|^[0-9]{9,10}$|^[0-9]{12,13}$"
MONTHS_OF_A_YEAR: Final = 12
ISO_DAY, ISO_MIDNIGHT = len("2024-01-31"), "00:00:00"
FEW: Final = 1_000
END_WITHOUT_TIME: Final = r"[0-9]-[0-9]{2}:[0-9]{2}$"
FEWEST_ENDS: Final = 3  # different times behind a time, each later than it: a place has no more than two zones


@dataclass(frozen=True)
class Column:
    """The dates of one field, with what of them can tell in what form they are written.

    apart     each date once that is no plain ISO moment, without its time of day
    iso_dates the different dates that are written plainly as ISO has it, as texts
    counts    how many texts are numbers that may count from a day on
    has_slots whether 08:00-10:00 names two times in it, where it could be a time and its zone
    has_zoned_times, has_bare_times   whether any text has a time of day, other than midnight, with a zone and without one
    """

    recognised: Recognised
    name: str
    apart: Parts
    iso_dates: pl.Series
    counts: int
    has_zoned_times: bool = False
    has_bare_times: bool = False
    has_slots: bool = False

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
class Ends:
    """What stands behind times of day as a zone may: 08:00-10:00.

    different   each end once
    are_later   whether each is later than its time; a zone of America hardly ever is
    surely      how many texts name two times, and no zone that there is
    """

    different: frozenset[str] = frozenset()
    are_later: bool = True
    surely: int = 0


@dataclass(frozen=True)
class Dates:
    """The dates of one field in one slice of a file: each once, and the rest as in Column.

    ends    the different times that stand behind another time of day as a zone may, and those that surely are none
    """

    iso: pl.Series
    others: pl.Series
    counts: int
    has_zoned_times: bool
    has_bare_times: bool
    ends: Ends


def dates_of(texts: pl.Series) -> Dates | None:
    """Return the dates among the texts of a field, None where it has no texts."""
    if texts.null_count() == texts.len():
        return None
    is_iso = texts.str.contains(PLAIN_ISO)
    iso, others = texts.filter(is_iso), texts.filter(~is_iso)
    others, ends = _without_slots(others)
    without_time = others.str.replace(TIME_OF_DAY, "$zone")
    different = without_time.unique(maintain_order=True)
    has_times = bool(
        (others.str.len_bytes() > without_time.str.len_bytes()).any() or different.str.contains(BEARS_TIME).any()
    )
    may_bear_zone = has_times and bool(different.str.contains(MAY_BEAR_ZONE).any())
    may_bear_none = has_times and not different.str.contains(SURELY_BEARS_ZONE).all()
    return Dates(
        iso.str.head(10).unique(maintain_order=True),
        different,
        int(others.str.contains(A_COUNT).sum()),
        may_bear_zone and _holds_time(others, with_zone=True),
        _holds_plain_time(iso) or (may_bear_none and _holds_time(others, with_zone=False)),
        ends,
    )


def _without_slots(texts: pl.Series) -> tuple[pl.Series, Ends]:
    """Return the texts without those that surely name two times of a day, and what may do so in the others."""
    if not texts.str.contains(r"[-–]\s?[0-9]{1,2}[:.][0-9]{2}$").any():
        return texts, Ends()
    is_slot = texts.str.contains(TIMES_FROM_TO).fill_null(False)
    kept = texts.filter(~is_slot)
    ends = kept.str.extract_groups(TIME_OR_ZONE).struct.unnest().drop_nulls()
    return kept, Ends(frozenset(ends["to"].unique()), bool((ends["to"] > ends["from"]).all()), int(is_slot.sum()))


def _are_slots(found: list[Ends]) -> bool:
    """Return whether what may be a zone is none in the whole column."""
    different = frozenset().union(*(ends.different for ends in found))
    are_many = len(different) >= FEWEST_ENDS or any(ends.surely for ends in found)
    return bool(different) and are_many and all(ends.are_later for ends in found)


def _holds_plain_time(iso: pl.Series) -> bool:
    """Return whether any plain ISO moment is of another time than midnight."""
    return any(
        bool(((some.str.len_bytes() > ISO_DAY) & ~some.str.ends_with(ISO_MIDNIGHT)).any()) for some in _few_first(iso)
    )


def _holds_time(texts: pl.Series, with_zone: bool) -> bool:
    """Return whether any text has a time of day other than midnight, with a zone or without one."""
    return any(_any_time(some, with_zone) for some in _few_first(texts))


def _any_time(texts: pl.Series, with_zone: bool) -> bool:
    """Return the same of some texts: what systems write for midnight is passed over first, at little cost."""
    usual = texts.str.contains(" 00:00", literal=True) | texts.str.contains("T00:00", literal=True)
    others = texts.filter(~usual)
    timed = others.filter(others.str.contains(BEARS_TIME))
    of_kind = timed.filter(timed.str.contains(BEARS_ZONE) == with_zone)
    return not bool(of_kind.str.contains(BEARS_MIDNIGHT).all())


def _few_first(texts: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Return the texts in two parts: most columns tell by the first few, and the others need no look then."""
    return texts.head(FEW), texts.slice(FEW)


def column_of(recognised: Recognised, name: str, slices: list[Dates]) -> Column:
    """Return what the slices of a file tell together of the dates of a field."""
    iso = pl.concat([dates.iso for dates in slices]).unique(maintain_order=True)
    others = pl.concat([dates.others for dates in slices]).unique(maintain_order=True)
    has_slots = _are_slots([dates.ends for dates in slices])
    if has_slots:  # without their time of day they look like a date and a zone
        others = others.filter(~others.str.contains(END_WITHOUT_TIME))
    apart = take_apart(others.filter(~says_nothing(others, of_dates=True)))
    return Column(
        recognised,
        name,
        apart,
        iso,
        sum(dates.counts for dates in slices),
        any(dates.has_zoned_times for dates in slices) and not has_slots,
        any(dates.has_bare_times for dates in slices),
        has_slots,
    )
