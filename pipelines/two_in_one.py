"""Two people, teams or numbers in one cell: "M1 / M9", "Noord; Zuid". A row has one of each, so two are counted as one more."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Final

import polars as pl

FIELDS: Final = ("worker", "team")
SIGN: Final = r"(?i)\s*(?:[/;,&+|\n]|\s(?:en|and|und|et|met|with)\s)\s*"
CHANGED: Final = (  # one after another: "North -> South", "Noord (was Zuid)"; a sign of these may as well be of one name
    rf"{SIGN}|(?i:\s*(?:-+>|=+>|>|→|\\|\s[-–—]\s|\s(?:naar|to|or|was)\s|\(\s*(?:(?:was|voorheen|formerly|ex|now|nu)\s)?)\s*)"
)
BETWEEN_NUMBERS: Final = r"(?i)[/;,&+|\n]|\d\s+(?:en|and|und|et)\s"  # found quickly; SIGN tells
YEAR: Final = r"(?:19|20)\d\d"  # 2024/0012 is one number
MOSTLY: Final = 0.5  # of the numbers of a column: what nearly all of them have is how one is written
OF_ONE: Final = r"(?i)\s(?:&|en|and)\s"  # also within the name of one team: "Plumbing and Heating"
OFTEN: Final = 2  # different cells that someone shares, who never stands alone
FEWEST_OF_A_TEAM: Final = 5  # rows
MOST: Final = 100_000  # different ones: longer lists are no names of people and teams


def counted(texts: pl.Series) -> pl.DataFrame:
    """Return text and rows: the different texts of a slice of a column, and how many rows have each."""
    return texts.drop_nulls().rename("text").value_counts(name="rows")


def pairs_among(slices: Iterable[pl.DataFrame], of_teams: bool = False) -> pl.Series:
    """Return the texts of a column, each once, that name several: each stands in other cells too, one of them alone.

    Of numbers, such as M0 and M9, it is enough that others with as many digits stand alone.

    slices    of each slice of a file its texts, as `counted` has them
    of_teams  one that stands as often as its parts do is then a team of its own
    """
    counts = pl.concat([counted(pl.Series([], dtype=pl.String)), *slices]).group_by("text").sum()
    texts = counts["text"]
    may_be = texts.filter(texts.str.contains(CHANGED))
    if may_be.is_empty() or texts.len() > MOST:
        return may_be.clear()
    alone: Counter[str] = Counter()
    for text, rows in counts.iter_rows():
        alone[_like(text)] += rows
    parts = {text: _parts(text, SIGN) for text in may_be}
    beside = Counter(part for found in parts.values() for part in found)
    known = alone.keys() | {part for part, cells in beside.items() if cells >= OFTEN}
    numbered = {_digits_as_one(text) for text in alone.keys() - {_like(text) for text in may_be}}
    named = [
        text
        for text, found in parts.items()
        if (len(found) > 1 and found <= known and found & alone.keys())
        or (len(changed := _parts(text, CHANGED)) > 1 and changed <= alone.keys())
        or _are_numbers(found, numbered)
    ]
    if of_teams:
        named = [text for text in named if not _is_team_of_its_own(text, alone)]
    return pl.Series(named, dtype=pl.String)


def numbers_in_one(numbers: pl.Series) -> pl.Series:
    """Return the numbers of records, each once, that are several: each is written as others are that stand alone."""
    is_suspect = numbers.str.contains(BETWEEN_NUMBERS).fill_null(False)
    may_be = numbers.filter(is_suspect).unique()
    alone = numbers.filter(~is_suspect).drop_nulls()
    if may_be.is_empty() or may_be.len() > MOSTLY * (may_be.len() + alone.len()):
        return may_be.clear()
    alone = alone.str.to_lowercase().str.replace_all(r"\d", "9")
    numbered = set(alone.unique())
    return may_be.filter([_are_numbers(_parts(text, SIGN), numbered) for text in may_be])


def _are_numbers(parts: set[str], numbered: set[str]) -> bool:
    """Return whether all of several parts are numbers, written as some that stand alone."""
    return len(parts) > 1 and all(
        _digits_as_one(part) in numbered and re.search(r"\d", part) and not re.fullmatch(YEAR, part) for part in parts
    )


def _digits_as_one(text: str) -> str:
    return re.sub(r"\d", "9", text)


def _parts(text: str, sign: str) -> set[str]:
    """Return the texts between the signs; a bracket that the sign has opened is closed behind no part."""
    parts = (part.rstrip(") ") if part.count(")") > part.count("(") else part for part in re.split(sign, text))
    return {_like(part) for part in parts if part.strip()}


def _is_team_of_its_own(text: str, alone: Counter[str]) -> bool:
    """Return whether a team with a joint name has as many rows as one of those that it seems to name."""
    rows = alone[_like(text)]
    parts = [alone[part] for part in _parts(text, OF_ONE)]
    return len(parts) > 1 and rows >= max(FEWEST_OF_A_TEAM, min(parts))


def _like(text: str) -> str:
    return " ".join(text.split()).casefold()
