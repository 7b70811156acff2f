"""Two people or two teams in one cell: "M1 / M9", "Noord; Zuid". A visit or an item has one of each, so it counts as one more."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Final

import polars as pl

FIELDS: Final = ("worker", "team")
SIGN: Final = r"(?i)\s*(?:[/;,&+|\n]|\s(?:en|and|und|et|met|with)\s)\s*"
OFTEN: Final = 2  # different cells that someone shares, who never stands alone
MOST: Final = 100_000  # different ones: longer lists are no names of people and teams


def pairs_among(different: Iterable[pl.Series]) -> pl.Series:
    """Return the texts of a column, each once, that name several of which each stands in other cells too, one of them alone.

    different   the different texts of each slice of a file
    """
    texts = pl.concat([pl.Series([], dtype=pl.String), *(each.drop_nulls().rename("") for each in different)]).unique()
    may_be = texts.filter(texts.str.contains(SIGN))
    if may_be.is_empty() or texts.len() > MOST:
        return may_be.clear()
    alone = {_like(text) for text in texts}
    parts = {text: {_like(part) for part in re.split(SIGN, text) if part.strip()} for text in may_be}
    beside = Counter(part for found in parts.values() for part in found)
    known = alone | {part for part, cells in beside.items() if cells >= OFTEN}
    named = [text for text, found in parts.items() if len(found) > 1 and found <= known and found & alone]
    return pl.Series(named, dtype=pl.String)


def _like(text: str) -> str:
    return " ".join(text.split()).casefold()
