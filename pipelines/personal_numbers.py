"""Runs of digits: whether those of a column are citizen numbers or telephone numbers, or pass their tests by chance."""

from __future__ import annotations

import itertools
import math
import re
from dataclasses import dataclass
from typing import Final, Literal

import polars as pl

from pipelines.personal_signs import is_citizen_number, telephone_in

Verdict = Literal["yes", "few", "no"]  # few: too few to tell
FEWEST: Final = 4  # different numbers: four that pass an 11-test by chance are one in 14,641
USUAL: Final = 12  # different numbers in texts: from there on one that passes may be any number, below it is rather one
CHANCE: Final = 1 / 11  # of a number that has nothing to do with citizens
SHARE: Final = 0.3
RARE: Final = 1.0001e-4
MOST_TELEPHONES: Final = 0.9
APART: Final = 50  # numbers on average from one to the next; those of subscribers lie further apart
SAID_CITIZEN: Final = r"(?i)\bbsn\b|burger\s?service|sofi\s?-?(?:nummer|nr)|citizen service number"
SAID_TELEPHONE: Final = r"(?i)telefo|telephone|\bphone|mobiel|mobile|\bgsm\b|\btel\b|\btel[ .]?(?:nr|no)"


@dataclass(frozen=True)
class Numbers:
    """What the runs of digits in a column are."""

    citizens: Verdict
    telephones: Verdict

    @property
    def bare(self) -> frozenset[str]:
        """The kinds that a run of digits in a text may be taken for."""
        verdicts = {"bsn": self.citizens, "phone": self.telephones}
        return frozenset(kind for kind, verdict in verdicts.items() if verdict != "no")


def numbers_of(heading: str, different: pl.Series, whole: bool) -> Numbers:
    """Return what the numbers of a column are.

    different  texts of the column, each once
    whole      only cells that are a number count, and a leading zero may be gone; else numbers within texts too
    """
    pattern = r"^\s*(\d{8,11})\s*$" if whole else r"\b(\d{9,11})\b"
    found = different.str.extract_all(pattern).explode().drop_nulls().str.strip_chars().unique().to_list()
    said = re.sub(r"[_-]", " ", heading)
    citizens = [text for text in found if len(text) in (8, 9)]
    return Numbers(
        _citizens(citizens, bool(re.search(SAID_CITIZEN, said)), FEWEST if whole else USUAL),
        _telephones(found, bool(re.search(SAID_TELEPHONE, said))),
    )


def _citizens(found: list[str], is_said: bool, usual: int) -> Verdict:
    passing = sum(map(is_citizen_number, found))
    if passing and is_said and passing / len(found) >= 0.5:
        return "yes"
    if passing and len(found) >= FEWEST and beyond_chance(passing, len(found)) and not _count_up(found):
        return "yes"
    return "few" if len(found) < usual else "no"


def beyond_chance(passing: int, of: int, chance: float = CHANCE) -> bool:
    """Return whether far more numbers pass than chance lets pass (Chernoff's bound on the binomial tail)."""
    share = passing / of
    if share < SHARE:
        return False
    lost = (1 - share) * math.log((1 - share) / (1 - chance)) if share < 1 else 0.0
    return math.exp(-of * (share * math.log(share / chance) + lost)) < RARE


def _count_up(found: list[str]) -> bool:
    """Return whether the numbers count up in equal steps, as those of orders do."""
    values = sorted(map(int, found))
    return len({after - before for before, after in itertools.pairwise(values)}) == 1


def _telephones(found: list[str], is_said: bool) -> Verdict:
    likely = [text for text in found if len(text) in (10, 11) and text[0] == "0"]
    if is_said:
        likely += ["0" + text for text in found if len(text) == 9 and text[0] != "0"]  # a workbook took the zero
    passing = sum(telephone_in(text, bare=True) == len(text) for text in likely)
    if is_said and likely and passing / len(likely) >= 0.5:
        return "yes"
    if len(likely) < FEWEST:
        return "few"
    return "yes" if passing / len(likely) >= MOST_TELEPHONES and not is_dense(likely) else "no"


def is_dense(found: list[str]) -> bool:
    """Return whether numbers lie as close together as those that are given out in turn."""
    values = [int(re.sub(r"\D", "", text)) for text in found]
    return (max(values) - min(values)) / len(values) < APART
