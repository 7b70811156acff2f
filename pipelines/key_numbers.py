"""Numbers of cases, people and places that went through a spreadsheet: 1400000.0 is 1400000, and 1.4E+06 has lost its digits.

The same number has to read the same in every delivery, or one case counts as two.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

import polars as pl

from pipelines.profile import Profile

# What tells cases, people and places apart; who did the work is counted too.
KEYS: Final = frozenset(
    (
        "item_id", "request_id", "parent_id", "quoted_item_id", "customer_id", "household_id", "place_id", "worker", "contact_id",
        "visit_id", "answer_id", "goal_id", "mark_id", "milestone_id", "claim_id",
    )
)  # fmt: skip
MOST_DIGITS: Final = 15  # that a spreadsheet and a computer's own numbers keep; what stands behind them is not sure
LONG: Final = rf"^\d{{{MOST_DIGITS + 1},}}$"
ENDS_IN_ZEROS: Final = (
    rf"^\d{{{MOST_DIGITS}}}(0+)$"  # as a spreadsheet writes a number of which it keeps no more digits
)
FEWEST_ZEROS: Final = 5  # in place of digits: of chance that is one in 100,000
NEARLY_ALL: Final = 0.95
POINT_ZERO: Final = r"^(\d+)[.,]0{1,2}$"
POWER: Final = r"^(?P<first>\d)(?:[.,](?P<decimals>\d+))?[eE](?P<sign>\+?)(?P<power>\d{1,3})$"
CUT_SHORT: Final = r"\d[eE]\+?\d"  # rows in which this is found nowhere need no closer look
WITH_SIGNS: Final = r"^\d+[.,]\d+(?:[eE]\+?\d{1,3})?$|^\d[eE]\+\d{1,3}$"


@dataclass(frozen=True)
class Signs:
    """What some cells of a key tell of how its numbers are written.

    example  has a point with nothing but zeros behind it
    long     how many have more digits than a spreadsheet keeps
    ending   how many of these have nothing but zeros from there on, `zeros` how many zeros in all, and `cut` one of them
    """

    example: str | None = None
    has_fractions: bool = False
    long: int = 0
    ending: int = 0
    zeros: int = 0
    cut: str | None = None


def signs_of(texts: pl.Series, sign: str | None = None) -> Signs:
    """Return what some texts of a key tell; `sign` stands between the numbers that one key is put together from."""
    parts = texts if sign is None else texts.str.split(sign).explode()
    long = parts.filter(parts.str.contains(LONG).fill_null(False))
    zeros = long.str.extract(ENDS_IN_ZEROS).drop_nulls().str.len_chars()
    cut = long.filter(long.str.contains(ENDS_IN_ZEROS)).head(1).to_list()
    found = Signs(long=long.len(), ending=zeros.len(), zeros=int(zeros.sum()), cut=next(iter(cut), None))
    suspect = parts.filter(parts.str.contains(WITH_SIGNS).fill_null(False))
    if suspect.is_empty():
        return found
    example = suspect.filter(suspect.to_frame("text").select(_in_digits(pl.col("text")).is_not_null()).to_series())
    fractions = suspect.to_frame("text").select(_is_fraction(pl.col("text")).any()).item()
    return replace(found, example=None if example.is_empty() else example[0], has_fractions=bool(fractions))


def cut_to_15(slices: Iterable[Signs]) -> str | None:
    """Return a number of a key of which nearly all long numbers end in zeros where a spreadsheet keeps no digits, else None."""
    found = list(slices)
    long, ending = sum(each.long for each in found), sum(each.ending for each in found)
    if sum(each.zeros for each in found) < FEWEST_ZEROS or ending < NEARLY_ALL * long:
        return None
    return next(each.cut for each in found if each.cut is not None)


def cut_and_alike(numbers: pl.Series) -> pl.Series:
    """Return, each once, the numbers cut to 15 digits that stand in several rows: they may have been different ones."""
    cut = numbers.filter(numbers.str.contains(ENDS_IN_ZEROS).fill_null(False))
    return cut.filter(cut.is_duplicated()).unique()


def example_without_fractions(slices: Iterable[Signs]) -> str | None:
    """Return a number with a point and zeros, of a column in which every number is whole; None where there is no such."""
    found = list(slices)
    if any(each.has_fractions for each in found):
        return None
    return next((each.example for each in found if each.example is not None), None)


def without_point(texts: pl.Series, sign: str | None = None) -> pl.Series:
    """Return the texts of a key with its whole numbers in digits only; leading zeros and all other texts as they are."""
    if sign is None:
        return texts.to_frame("text").select(_plain(pl.col("text"))).to_series().rename(texts.name)
    return texts.str.split(sign).list.eval(_plain(pl.element())).list.join(sign)


def has_lost_digits(texts: pl.Series, sign: str | None = None) -> pl.Series:
    """Return which texts are a number of which the last digits are gone: 1.4E+06 may have been 1400001."""
    if sign is None:
        return texts.to_frame("text").select(_is_cut(pl.col("text")).fill_null(False)).to_series()
    return texts.str.split(sign).list.eval(_is_cut(pl.element())).list.any().fill_null(False)


def sign_within(profile: Profile, field: str) -> str | None:
    """Return the sign between the numbers that a field is put together from; None where it is one number."""
    return profile.join[field].sign if field in profile.join else None


def _plain(text: pl.Expr) -> pl.Expr:
    return _in_digits(text).fill_null(text)


def _in_digits(text: pl.Expr) -> pl.Expr:
    """Return a whole number that is written with a point or a power in digits; null for what is written otherwise."""
    parts, decimals, power = _power(text)
    is_whole = (decimals.str.len_chars() == power) & (power < MOST_DIGITS)
    return (
        pl.when(is_whole)
        .then(pl.concat_str(parts.struct.field("first"), decimals))
        .otherwise(text.str.extract(POINT_ZERO))
    )


def _is_cut(text: pl.Expr) -> pl.Expr:
    """Return whether a number in exponent notation shows fewer digits than it has, or more than can be sure."""
    _, decimals, power = _power(text)
    return (decimals.str.len_chars() < power) | (power >= MOST_DIGITS)


def _is_fraction(text: pl.Expr) -> pl.Expr:
    return text.str.contains(r"^\d+[.,]\d") & _in_digits(text).is_null() & ~_is_cut(text).fill_null(False)


def _power(text: pl.Expr) -> tuple[pl.Expr, pl.Expr, pl.Expr]:
    """Return the parts of a number in exponent notation: all, its decimals, its power; null where it is none.

    1E5 may be the name of something: a spreadsheet writes 1E+05.
    """
    parts = text.str.extract_groups(POWER)
    decimals = parts.struct.field("decimals").fill_null("")
    is_written_so = (decimals != "") | (parts.struct.field("sign") != "")
    return parts, decimals, pl.when(is_written_so).then(parts.struct.field("power").cast(pl.Int64))
