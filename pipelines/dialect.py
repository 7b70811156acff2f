"""Text -> how its cells are told apart: the sign between them, the sign around them, and how that sign is written in one.

Nothing is said about it in the file, so each way is tried on the beginning, and the one is taken that leaves rows of one width
with whole values in them. Lines of a title above the table, and notes below it, have other widths.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from pipelines.cell_kinds import kind

USUAL: Final = (";", ",", "\t", "|")
RARE: Final = ("^", "~", "\x1f", "\x1e", "¦", "#")
IN_TEXTS: Final = (":", " ")  # they stand in values as well: taken only where nothing else will do
SAMPLE_CHARACTERS: Final = 200_000
SAMPLE_ROWS: Final = 500
ROWS_WEIGHED: Final = 120  # of the sample, for what their cells are
LEAST: Final = 0.4  # of a table that is whole: weaker ones are the commas of a text
TYPED: Final = frozenset({"number", "year", "date", "yes_no", "none"})
OTHER_SIGNS: Final = re.compile(r"[;\t|^~\x1e\x1f¦]")
QUOTED_SINGLY: Final = 0.5  # of the rows
WHOLE: Final = 0.7  # of what a table gives in which every row is whole


@dataclass(frozen=True)
class Dialect:
    """How the cells of a text are told apart; `escape` is the sign before a quotation mark that is part of a cell."""

    delimiter: str = ","
    quote: str = '"'
    escape: str | None = None

    @property
    def is_usual(self) -> bool:
        """Whether quotation marks are as nearly every export writes them: around a cell, and doubled in it."""
        return self.quote == '"' and self.escape is None

    def rows(self, lines: Iterable[str]) -> Iterator[list[str]]:
        """Return the rows of the lines, read one after the other."""
        return csv.reader(lines, delimiter=self.delimiter, quotechar=self.quote, escapechar=self.escape)


@dataclass(frozen=True)
class Fit:
    """How well a dialect cuts a text: 1 where every row has the same cells, and each of them is one value."""

    dialect: Dialect
    score: float
    width: int
    rows: tuple[list[str], ...]  # those of that width, as far as they are weighed


def find_dialect(text: str, delimiter: str | None = None) -> Dialect:
    """Return the dialect of a text; `delimiter` is the one that the text itself declares. Where no sign parts it: a comma."""
    sample = text[:SAMPLE_CHARACTERS]
    cut = len(sample) < len(text)
    if delimiter is not None:
        return _best(sample, cut, (delimiter,)).dialect
    usual = _best(sample, cut, USUAL)
    if usual.score >= LEAST:
        return usual.dialect
    best = _best(sample, cut, (*USUAL, *RARE))
    if best.score >= LEAST:
        return best.dialect
    inside = [fit for sign in IN_TEXTS if _is_table(fit := _best(sample, cut, (sign,)), sample)]
    return max((best, *inside), key=lambda fit: fit.score).dialect


def _best(sample: str, cut: bool, delimiters: Sequence[str]) -> Fit:
    """Return the dialect that fits best; of equals the first, and a comma where none of them cuts any row."""
    fits = [_fit(sample, cut, dialect) for sign in delimiters for dialect in _dialects(sample, sign)]
    best = max(fits, key=lambda fit: round(fit.score, 3))
    if best.score > 0 or len(delimiters) == 1:
        return best
    nothing_else = next((sign for sign in delimiters if not sample.strip(f"{sign}\r\n ")), ",")
    return Fit(Dialect(nothing_else), 0.0, 1, ())


def _dialects(sample: str, delimiter: str) -> list[Dialect]:
    """Return the ways in which cells may be quoted between these delimiters, the usual one first."""
    found = [Dialect(delimiter)]
    if delimiter not in sample:
        return found
    edge = re.escape(delimiter)
    if '\\"' in sample:
        found.append(Dialect(delimiter, escape="\\"))
    singly = len(re.findall(rf"(?:^|{edge})'[^'\r\n]*'(?={edge}|\r|\n|$)", sample, re.MULTILINE))
    if singly >= QUOTED_SINGLY * (sample.count("\n") or sample.count("\r") or 1):
        found.append(Dialect(delimiter, quote="'"))
    return found


def sample_rows(text: str, dialect: Dialect) -> list[list[str]]:
    """Return the first rows of the text, without the last one where the sample cuts it."""
    sample = text[:SAMPLE_CHARACTERS]
    return _rows(sample, len(sample) < len(text), dialect)


def _rows(sample: str, cut: bool, dialect: Dialect) -> list[list[str]]:
    rows = list(islice(dialect.rows(io.StringIO(sample, newline="")), SAMPLE_ROWS))
    return rows[:-1] if cut and 1 < len(rows) < SAMPLE_ROWS else rows


def _fit(sample: str, cut: bool, dialect: Dialect) -> Fit:
    rows = [row for row in _rows(sample, cut, dialect) if any(cell.strip() for cell in row)]
    widths = Counter(len(row) for row in rows)
    wide = [width for width in widths if width > 1]
    if not wide:
        return Fit(dialect, 0.0, 1, ())
    width = max(wide, key=lambda width: (widths[width] * (1 - 1 / width), width))
    own = [at for at, row in enumerate(rows) if len(row) == width]
    # A row may lack its last cells, or have one too many: it counts half.
    alike = len(own) + 0.5 * sum(widths[near] for near in (width - 1, width + 1) if near > 1)
    within = min(1.0, alike / (own[-1] - own[0] + 1))
    share = min(1.0, alike / len(rows))
    table = tuple(rows[at] for at in own[:ROWS_WEIGHED])
    whole = sum(_whole(cell, dialect) for row in table for cell in row) / (width * len(table))
    return Fit(dialect, (1 - 1 / width) * (0.3 + 0.7 * within) * (0.3 + 0.7 * share) * whole, width, table)


def _whole(cell: str, dialect: Dialect) -> float:
    """Return how much a cell is one value, and not pieces of several: 1 where nothing in it parts cells elsewhere."""
    text = cell.strip()
    if not text or kind(text) in TYPED:
        return 1.0
    if dialect.quote in text and (text[0] != dialect.quote or text[-1] != dialect.quote):
        return 0.4
    return 0.6 if OTHER_SIGNS.search(text) else 0.9


def _is_table(fit: Fit, sample: str) -> bool:
    """Return whether a sign that stands in values too parts cells here: rows of one width, words above values, or quoted cells."""
    if fit.width < 3 or len(fit.rows) < 2 or fit.score < (1 - 1 / fit.width) * WHOLE:
        return False
    head, *body = fit.rows
    if any(kind(cell) not in ("words", "code", "yes_no") for cell in head if cell) or len(set(head)) < fit.width - 1:
        return False
    sign, quote = fit.dialect.delimiter, fit.dialect.quote
    if sample.count(quote + sign + quote) >= len(fit.rows) / 2:
        return True
    valued = sum(all(kind(row[at]) in (*TYPED, "code") for row in body) for at in range(fit.width))
    return valued >= 2
