"""Two people or two teams in one cell: "M1 / M9", "Noord; Zuid". A visit or an item has one of each, so it counts as one more."""

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
OF_ONE: Final = r"(?i)\s(?:&|en|and)\s"  # also within the name of one team: "Plumbing and Heating"
OFTEN: Final = 2  # different cells that someone shares, who never stands alone
FEWEST_OF_A_TEAM: Final = 5  # rows
MOST: Final = 100_000  # different ones: longer lists are no names of people and teams


def counted(texts: pl.Series) -> pl.DataFrame:
    """Return text and rows: the different texts of a slice of a column, and how many rows have each."""
    return texts.drop_nulls().rename("text").value_counts(name="rows")


def pairs_among(slices: Iterable[pl.DataFrame], of_teams: bool = False) -> pl.Series:
    """Return the texts of a column, each once, that name several of which each stands in other cells too, one of them alone.

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
    named = [
        text
        for text, found in parts.items()
        if (len(found) > 1 and found <= known and found & alone.keys())
        or (len(changed := _parts(text, CHANGED)) > 1 and changed <= alone.keys())
    ]
    if of_teams:
        named = [text for text in named if not _is_team_of_its_own(text, alone)]
    return pl.Series(named, dtype=pl.String)


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
