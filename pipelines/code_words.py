"""Codes as a system writes them -> our words, by the words that we know. A code that we do not know is asked."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import polars as pl
from rapidfuzz import fuzz, process

from pipelines.proposal import CodeGuess

if TYPE_CHECKING:
    from pipelines.shapes import Shape

WORDS_FILE: Final = Path(__file__).parent / "code_words.toml"
MISTYPED: Final = 92  # of 100
LONG_ENOUGH: Final = 6  # letters: of a shorter word one letter makes another
NOT: Final = {
    "not", "no", "non", "niet", "nog", "geen", "un", "onvolledig", "incomplete", "uncompleted", "partly", "partially", "deels",
    "gedeeltelijk",
}  # fmt: skip
SHARE: Final = re.compile(r"\s*([0-9]+(?:[.,][0-9]+)?)\s*%\s*")
ENDED: Final = ("done", "cancelled", "no_access")  # statuses of a case
CODES_SHOWN: Final = 200  # more different values are no list of codes


@cache
def _known() -> dict[str, dict[str, str]]:
    """Return field -> words as compared -> our word."""
    given = tomllib.loads(WORDS_FILE.read_text(encoding="utf-8"))
    return {
        field: {compared(word): meant for meant, words in of_field.items() for word in words}
        for field, of_field in given.items()
    }


def known_words(field: str) -> dict[str, str]:
    """Return the words that we know for a field, as they are compared, and our word for each."""
    return _known().get(field, {})


def compared(code: str) -> str:
    """Return a code as it is compared: lower case, words only, one blank between them: "In-Progress" is "in progress"."""
    plain = unicodedata.normalize("NFKD", code)
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    apart = re.sub(r"([a-z])([A-Z])", r"\1 \2", plain)
    return " ".join(re.findall(r"[a-z]+|\d+|\?", apart.casefold()))  # "Completed?" is a doubt, and no answer


def compared_code(code: str) -> str:
    """Return a code as `compared`; a percentage is 1 where it is all, 0 where it is nothing, and else no word that we know."""
    share = SHARE.fullmatch(code)
    if share is None:
        return compared(code)
    value = float(share[1].replace(",", "."))
    return {0.0: "0", 100.0: "1"}.get(value, share[0].strip())


def meaning_of(field: str, code: str) -> tuple[str | None, float]:
    """Return our word for a code and how sure that is; None where we do not know the code."""
    known, words = _known().get(field, {}), compared_code(code)
    if words in known:
        return known[words], 0.95
    # "CMP Completed", "80 - In progress", "3 Closed": a short code before the words says nothing more.
    lead, _, rest = words.partition(" ")
    if rest and (lead.isdigit() or len(lead) <= 3) and lead not in NOT and rest in known:
        return known[rest], 0.9
    if len(words) >= LONG_ENOUGH and not set(words.split()) & NOT:
        near = process.extractOne(words, list(known), scorer=fuzz.ratio, score_cutoff=MISTYPED)
        if near and set(near[0].split()).isdisjoint(NOT):
            return known[near[0]], 0.8
    return _by_one_word(words, known)


def _by_one_word(words: str, known: dict[str, str]) -> tuple[str | None, float]:
    """Return what the known words in a longer text agree on: "Closed - no access" is no access, not closed."""
    parts = words.split()
    if len(parts) < 2 or len(parts) > 6:
        return None, 0.0
    spans = {" ".join(parts[a:b]) for a in range(len(parts)) for b in range(a + 1, len(parts) + 1)}
    found = {span for span in spans if span in known}
    whole = {span for span in found if not any(span != other and f" {span} " in f" {other} " for other in found)}
    meant = {known[span] for span in whole}
    negated = set(parts) & NOT and not any(set(span.split()) & NOT for span in whole)
    if len(meant) != 1 or negated:
        return None, 0.0
    return meant.pop(), 0.6  # shown beside the code and asked: there are words in it that we do not know


def code_guesses(field: str, cells: pl.Series) -> dict[str, CodeGuess]:
    """Return a guess for each code in a column, the most frequent first; empty where it is no list of codes.

    cells   every cell of the column (not a sample), so that a code which stands there once is asked as well
    """
    counted = cells.drop_nulls().str.strip_chars().value_counts(sort=True, name="rows")
    if field not in _known() or counted.height > CODES_SHOWN:
        return {}
    guesses = {}
    for code, rows in counted.iter_rows():
        if code == "":
            continue
        meant, confidence = meaning_of(field, code)
        guesses[code] = CodeGuess(meant if confidence >= 0.8 else None, rows, confidence)
    return guesses


def known_share(field: str, shape: Shape) -> float:
    """Return which share of the filled cells of a column are words that we know for a field."""
    return _share(shape, lambda code: meaning_of(field, code)[1] >= 0.8)


def ended_share(shape: Shape) -> float:
    """Return which share of the filled cells of a column are words for how something ended: of a visit, or of a case."""
    return _share(shape, lambda code: meaning_of("outcome", code)[1] >= 0.8 or meaning_of("status", code)[0] in ENDED)


def _share(shape: Shape, is_counted: Callable[[str], bool]) -> float:
    """Return the share of the filled cells of a list of codes that count."""
    if not shape.is_few:
        return 0.0
    counted = shape.cells.drop_nulls().value_counts(name="rows")
    found: int = sum(rows for code, rows in counted.iter_rows() if is_counted(code))
    return found / max(shape.values, 1)
