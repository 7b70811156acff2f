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
from functools import cached_property
from itertools import islice
from typing import Final

from pipelines.cell_kinds import kind

USUAL: Final = (";", ",", "\t", "|")
RARE: Final = ("^", "~", "\x1f", "\x1e", "¦", "#")
IN_TEXTS: Final = (":", " ")  # they stand in values as well: taken only where nothing else will do
SAMPLE_CHARACTERS: Final = 200_000
SAMPLE_ROWS: Final = 500
ROWS_WEIGHED: Final = 120  # of the sample, for what their cells are
TITLE_ROWS: Final = 20  # that may stand above the headings
FEW_WHOLE: Final = 0.1  # of the rows under headings: in the others the last cells are empty, and were left out
FEW_ROWS: Final = 8  # titles and notes among them: in so few, signs of texts may stand equally often by chance
NO_HEADINGS: Final = 1_000  # below every place of headings
LEAST: Final = 0.4  # of a table that is whole: weaker ones are the commas of a text
TYPED: Final = frozenset({"number", "year", "date", "yes_no", "none"})
OTHER_SIGNS: Final = re.compile(r"[;\t|^~\x1e\x1f¦]")
QUOTED_SINGLY: Final = 0.5  # of the rows
CURLY: Final = "“"  # of a text editor that made “…” or „…” of quotation marks
OPENS, CLOSES = "[“„”]", "[”“]"


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

    @cached_property
    def _nothing(self) -> re.Pattern[str]:
        """The \\N that fills a whole cell: there is no value."""
        edge = re.escape(self.delimiter)
        return re.compile(rf"(?:(?<=^)|(?<={edge}))\\N(?={edge}|\r|\n|$)")

    @cached_property
    def _curly(self) -> re.Pattern[str]:
        """The curly quotation marks that stand around a cell."""
        edge = re.escape(self.delimiter)
        return re.compile(rf"(?:(?<=^)|(?<={edge})){OPENS}|{CLOSES}(?={edge}|\r|\n|$)")

    def rows(self, lines: Iterable[str]) -> Iterator[list[str]]:
        """Return the rows of the lines, read one after the other; the \\N of a database stays what it is behind an escape."""
        if self.escape == "\\":
            lines = (self._nothing.sub(r"\\\\N", line) for line in lines)
        if self.quote == CURLY:
            straight = (self._curly.sub('"', line.replace('"', '""')) for line in lines)
            return csv.reader(straight, delimiter=self.delimiter)
        return csv.reader(lines, delimiter=self.delimiter, quotechar=self.quote, escapechar=self.escape)


@dataclass(frozen=True)
class Fit:
    """How well a dialect cuts a text: 1 where every row has the same cells, and each of them is one value.

    headings_at   the place among the first rows of the one that is headings, with as many cells as the rows under it;
                  NO_HEADINGS where there is none
    is_even       every row under the headings has as many cells; in other texts half of them, and none has more
    """

    dialect: Dialect
    score: float
    width: int
    rows: tuple[list[str], ...]  # those of that width, as far as they are weighed
    headings_at: int = NO_HEADINGS
    headings: tuple[str, ...] = ()
    is_even: bool = False


@dataclass(frozen=True)
class Found:
    """The dialect of a text, and what may be wrong with it.

    rival      the sign that could part the cells as well, where the text does not tell which does
    is_likely  whether the dialect parts the text into cells, where any sign does
    even_at    the place of the headings among the rows that hold something, where every row under them has as many cells
    """

    dialect: Dialect
    rival: str | None = None
    is_likely: bool = True
    even_at: int | None = None


def find_dialect(text: str, delimiter: str | None = None) -> Found:
    """Return the dialect of a text; `delimiter` is the one that the text itself declares. Where no sign parts it: a comma."""
    sample = text[:SAMPLE_CHARACTERS]
    cut = len(sample) < len(text)
    if delimiter is not None:
        return Found(_best(sample, cut, (delimiter,)).dialect)
    fits = [_best(sample, cut, (sign,)) for sign in (*USUAL, *RARE, *IN_TEXTS)]
    headed = [fit for fit in fits if fit.headings_at < NO_HEADINGS]
    usual = _best(sample, cut, USUAL)
    usual = usual if usual.score >= LEAST else _best(sample, cut, (*USUAL, *RARE))
    # A sign that stands in values only cuts no headings: of the signs that cut some, the one that cuts the highest is meant.
    even = [fit for fit in headed if fit.is_even and not _is_of_texts(fit, usual)]
    best = max(even, key=_likelihood, default=usual)
    rivals = [fit for fit in headed if fit.dialect.delimiter != best.dialect.delimiter and _is_rival(fit, best)]
    rival = max(rivals, key=_likelihood).dialect.delimiter if rivals else None
    is_cut = any(sign in sample for sign in (*USUAL, *RARE, *IN_TEXTS))
    is_likely = best.is_even or best.score >= LEAST or not is_cut
    return Found(best.dialect, rival, is_likely, best.headings_at if best.is_even else None)


def _likelihood(fit: Fit) -> tuple[int, bool, float]:
    return -fit.headings_at, fit.dialect.delimiter not in IN_TEXTS, round(fit.score, 3)


def _is_rival(fit: Fit, best: Fit) -> bool:
    """Return whether a sign may be meant as well: it cuts higher or more headings, or the same no worse, or there are few rows.

    Blanks and colons cut more headings than other signs do, so that it tells nothing of them where there are rows enough.
    """
    if _stands_in_values_of(fit, best):
        return False
    if not best.is_even or fit.headings_at < best.headings_at:
        return True
    has_few_rows, in_texts = len(best.rows) < FEW_ROWS, fit.dialect.delimiter in IN_TEXTS
    if len(fit.headings) > len(best.headings) and (has_few_rows or not in_texts):
        return True
    return (has_few_rows and not in_texts) or (fit.headings_at == best.headings_at and fit.is_even)


def _is_of_texts(fit: Fit, usual: Fit) -> bool:
    """Return whether a blank or colon parts no more than the values of another sign, whose rows have a cell too many."""
    return fit.dialect.delimiter in IN_TEXTS and not usual.is_even and _stands_in_values_of(fit, usual)


def _stands_in_values_of(fit: Fit, best: Fit) -> bool:
    """Return whether a sign only stands in the values that a usual one parts: `1,2024-03-01 10:00,Team North`.

    It would have headings such as `id;opened` then, which are two. One of them may hold a comma all the same: not where there
    are more of them, where the commas leave moments whole, or where they leave more columns of dates, numbers and codes.
    """
    sign, other = best.dialect.delimiter, fit.dialect.delimiter
    if sign not in USUAL or best.score < LEAST or (sign == "," and other not in IN_TEXTS):
        return False
    glued = sum(re.search(rf"\S{re.escape(sign)}\S", heading) is not None for heading in fit.headings)
    if glued != 1 or sign != ",":
        return glued > 0
    if fit.headings_at < best.headings_at:
        return False
    return _has_moments_with(best, other) or _columns_of_values(best, other) > _columns_of_values(fit, sign)


def _has_moments_with(fit: Fit, other: str) -> bool:
    """Return whether a column of dates has another sign in it: `2024-03-01 10:00`."""
    return any(
        all(kind(cell) == "date" for cell in column) and any(other in cell.strip() for cell in column)
        for column in _filled_columns(fit)
    )


def _columns_of_values(fit: Fit, other: str) -> int:
    """Return how many columns hold nothing but values."""
    return sum(bool(column) and all(_is_value(cell, other) for cell in column) for column in _filled_columns(fit))


def _filled_columns(fit: Fit) -> list[list[str]]:
    """Return the cells of each column that hold something, without the first row."""
    return [[cell for cell in column if cell.strip()] for column in zip(*fit.rows[1:], strict=True)]


def _is_value(cell: str, other: str) -> bool:
    """Return whether a cell is a value; a code that another sign stands in is rather two cells, parted by that one."""
    of = kind(cell)
    return of in TYPED or (of == "code" and (other.isspace() or other not in cell))


def _best(sample: str, cut: bool, delimiters: Sequence[str]) -> Fit:
    """Return the dialect that fits best; of equals the first, and a comma where none of them cuts any row."""
    fits = [_fit(sample, cut, dialect) for sign in delimiters for dialect in _dialects(sample, sign)]
    best = max(fits, key=lambda fit: (-fit.headings_at, round(fit.score, 3)))
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
    curly = len(re.findall(rf"(?:^|{edge}){OPENS}[^\r\n]*?{CLOSES}(?={edge}|\r|\n|$)", sample, re.MULTILINE))
    if curly >= QUOTED_SINGLY * (sample.count("\n") or sample.count("\r") or 1):
        found.append(Dialect(delimiter, quote=CURLY))
    return found


def sample_rows(text: str, dialect: Dialect) -> list[list[str]]:
    """Return the first rows of the text, without the last one where the sample cuts it."""
    sample = text[:SAMPLE_CHARACTERS]
    return _rows(sample, len(sample) < len(text), dialect)


def _rows(sample: str, cut: bool, dialect: Dialect) -> list[list[str]]:
    rows = list(islice(dialect.rows(io.StringIO(sample, newline="")), SAMPLE_ROWS))
    return rows[:-1] if cut and 1 < len(rows) < SAMPLE_ROWS else rows


def _fit(sample: str, cut: bool, dialect: Dialect) -> Fit:
    if dialect.delimiter not in sample:
        return Fit(dialect, 0.0, 1, ())
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
    score = (1 - 1 / width) * (0.3 + 0.7 * within) * (0.3 + 0.7 * share) * whole
    headings_at, is_even = _headings_at(rows, dialect.delimiter in IN_TEXTS)
    headings = tuple(rows[headings_at]) if headings_at < NO_HEADINGS else ()
    return Fit(dialect, score, width, table, headings_at, headings, is_even)


def _headings_at(rows: Sequence[Sequence[str]], with_values: bool) -> tuple[int, bool]:
    """Return the place of the headings and whether the rows under them are even, as in `Fit`; the last row may be a note.

    with_values   a column must have a value in each row, as the number of a case is
    """
    uneven = NO_HEADINGS
    for at, head in enumerate(rows[:TITLE_ROWS]):
        body = rows[at + 1 :]
        body = body[:-1] if len(body) > 1 and len(body[-1]) != len(head) else body
        if (
            len(head) < 2
            or not body
            or any(len(row) > len(head) for row in body)
            or not are_headings(head, all_apart=with_values)
        ):
            continue
        if with_values and not _has_values(body[:-1] or body, len(head)):
            continue
        alike = sum(len(row) == len(head) for row in body)
        if alike == len(body):
            return at, True
        if alike >= len(body) * FEW_WHOLE or len(body) < FEW_ROWS:
            uneven = min(uneven, at)
    return uneven, False


def _has_values(rows: Sequence[Sequence[str]], width: int) -> bool:
    """Return whether each cell of a column that is filled has a digit in it, and one is."""
    cells = [[row[at] for row in rows[:ROWS_WEIGHED] if at < len(row) and row[at].strip()] for at in range(width)]
    return any(column and all(any(sign.isdigit() for sign in cell) for cell in column) for column in cells)


def are_headings(cells: Sequence[str], all_apart: bool = True) -> bool:
    """Return whether cells are words; a column or two may have no heading.

    all_apart   no two may be the same; else most are different: "Tijd" may stand behind each day
    """
    named = [cell for cell in cells if cell.strip()]
    apart = len(set(named))
    return (
        len(named) >= max(2, len(cells) - 2)
        and (apart == len(named) or (not all_apart and apart > len(named) / 2))
        and all(kind(cell) in ("words", "code", "yes_no") for cell in named)
    )


def _whole(cell: str, dialect: Dialect) -> float:
    """Return how much a cell is one value, and not pieces of several: 1 where nothing in it parts cells elsewhere."""
    text = cell.strip()
    if not text or kind(text) in TYPED:
        return 1.0
    if dialect.quote in text and (text[0] != dialect.quote or text[-1] != dialect.quote):
        return 0.4 if dialect.escape or "\\" not in text else 0.3  # rather a mark that is written behind a backslash
    return 0.6 if OTHER_SIGNS.search(text) else 0.9
