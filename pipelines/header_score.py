"""How much a row looks like the headings of the rows under it, from 0 to 1. No profile and no list of words is needed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from pipelines.cell_kinds import TYPED, group, is_period, kind
from pipelines.grid import Row

BODY_ROWS: Final = 30  # looked at under a row to tell whether it heads them
LIKELY: Final = 0.5
COVERED: Final = 0.9  # headings over all columns that are filled may have others over empty ones
CODES: Final = 3  # so many codes under a word tell that it is no code itself
FULL_ENOUGH: Final = 0.3  # a column counts where it is filled this often, against the fullest
TYPED_ENOUGH: Final = 0.6
TEXT_ENOUGH: Final = 0.6
UNITS: Final = re.compile(
    r"[(\[].*[)\]]|[%€£$#°]|eur|euro|x ?1[.,]?000|in %|dagen|days|uren|hours|minuten|minutes|aantal|number|text|tekst|datum|date"
    r"|(?:yyyy|jjjj|dd|mm|uu|hh)[-/. :a-z]*",
    re.IGNORECASE,
)


def score(row: Row, body: Sequence[Row]) -> float:
    """Return how much a row looks like the headings of `body`, the rows under it that hold something."""
    body = [under for under in body[:BODY_ROWS] if not under.repeats(row)]
    if not body or not is_wordy(row, body):
        return 0.0
    columns = body_columns(body)
    if len(columns) == 1 and not over_typed(row, body):
        return 0.0
    covered = len(row.filled & columns) / len(columns)
    beyond = len(row.filled - columns) / len(row.cells) if covered < COVERED else 0.0
    contrast = sum(_contrast(row, at, body) for at in row.filled & columns) / max(len(row.cells), len(columns))
    distinct = len(set(row.texts)) / len(row.cells)
    unlike = sum(_unlike_heading(row, at) for at in row.filled) / len(row.cells)
    found = 0.25 + 0.35 * contrast + 0.3 * covered + 0.1 * distinct - 0.15 * beyond - 0.3 * unlike
    return max(0.0, min(1.0, found))


def body_columns(body: Sequence[Row]) -> frozenset[int]:
    """Return the columns that rows fill more than now and then."""
    filled = Counter(at for row in body for at in row.cells)
    most = max(filled.values())
    return frozenset(at for at, count in filled.items() if count >= FULL_ENOUGH * most)


def is_series(row: Row) -> bool:
    """Return whether most cells are years, months or numbers in order: headings that are no words."""
    cells = [cell for at, cell in sorted(row.cells.items()) if row.kinds[at] in ("number", "year", "date")]
    periods = [cell for cell in row.cells.values() if is_period(cell)]
    others = [of for at, of in row.kinds.items() if of in TYPED and not is_period(row.cells[at])]
    if len(periods) >= 3 and len(periods) >= len(row.cells) - 2 and not others:
        return len(set(periods)) == len(periods)
    if len(cells) < 3 or len(cells) < len(row.cells) - 2 or not all(cell.isdigit() for cell in cells):
        return False
    numbers = [int(cell) for cell in cells]
    if len(numbers) < 5 and len(numbers) == len(row.cells):
        return False  # "1, 2, 3" and nothing else may as well be a row of numbers
    return all(after - before == 1 for before, after in pairwise(numbers))


def is_units(row: Row) -> bool:
    """Return whether a row only says what the headings above it are in: "(in grams)", "%", "1 2 3"."""
    return all(UNITS.fullmatch(cell.strip()) for cell in row.cells.values()) or is_numbering(row)


def is_numbering(row: Row) -> bool:
    """Return whether a row only numbers its columns: "1", "2", "3"."""
    words = [cell.strip() for cell in row.cells.values()]
    return words == [str(at) for at in range(1, len(words) + 1)] and len(words) > 2


def has_typed_contrast(row: Row, body: Sequence[Row]) -> bool:
    """Return whether some column holds numbers, dates or codes under a cell of the row that is words."""
    body = [under for under in body[:BODY_ROWS] if not under.repeats(row)]
    return any(_contrast(row, at, body) >= 0.5 for at in row.filled)


def is_wordy(row: Row, body: Sequence[Row]) -> bool:
    """Return whether the row can be headings at all: mostly words, or years and the like in order."""
    words = sum(
        of in ("words", "code", "prose") or (of == "yes_no" and not any(under.kinds.get(at) == of for under in body))
        for at, of in row.kinds.items()
    )
    return words / len(row.cells) >= TEXT_ENOUGH or is_series(row)


def over_typed(row: Row, body: Sequence[Row], at: int | None = None) -> bool:
    """Return whether some cell of the row, or the one in column `at`, is words over numbers or dates."""
    return any(_contrast(row, column, body) == 1.0 for column in (row.filled if at is None else (at,)))


def _contrast(row: Row, at: int, body: Sequence[Row]) -> float:
    """Return how much a cell differs from those under it: 1 a word over numbers, -1 a number over numbers."""
    kinds = [of for under in body if (of := under.kinds.get(at, "none")) != "none"]
    own = row.kinds.get(at, "none")
    if not kinds or own == "none":
        return 0.0
    groups = Counter(group(of) for of in kinds)
    typed = sum(count for of, count in groups.items() if of in TYPED) / len(kinds)
    if own == "yes_no" and not groups[own]:
        return 0.5 if typed >= TYPED_ENOUGH else 0.0
    if own in TYPED:
        if is_series(row):
            return 0.5
        return -1.0 if groups[group(own)] / len(kinds) >= 0.5 else -0.5
    if typed >= TYPED_ENOUGH:
        return 1.0
    cells = [under.cells[at] for under in body if at in under.cells]
    if row.cells[at] in cells:
        return -0.6
    if own == "words" and len(kinds) >= CODES and groups["code"] / len(kinds) >= TYPED_ENOUGH:
        return 0.6
    if own == "words" and groups["prose"] / len(kinds) >= 0.5:
        return 0.5
    return 0.4 if len(cells) >= 6 and len(set(cells)) <= len(cells) / 2 else 0.0


def _unlike_heading(row: Row, at: int) -> float:
    """Return what speaks against a cell as a heading: a whole text, a label that its value stands beside."""
    cell = row.cells[at].strip()
    if row.kinds[at] == "prose" or cell.startswith(("#", "**", "--", "==")):
        return 1.0
    return 0.7 if cell.endswith(":") or kind(cell) == "none" else 0.0
