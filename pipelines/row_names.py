"""A text with one heading fewer than its rows have values: so R writes the names of rows, which have no heading.

    "id" "opened"
    "1" "A1" "2024-03-01"

The same shape has a text whose last column lacks its heading: what stands under the headings of moments tells which it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pipelines import vocabulary
from pipelines.cell_kinds import kind
from pipelines.dialect import IN_TEXTS, RARE, USUAL, Dialect, Found, are_headings, find_dialect, sample_rows
from pipelines.names import PERHAPS, known_names
from pipelines.sentence import Sentence

FEWEST_ROWS: Final = 2  # one row with a value more is rather a slip
MOSTLY: Final = 0.8  # of the cells of a column of dates
MOMENTS: Final = frozenset(
    column.name
    for columns in vocabulary.DELIVERED.values()
    for column in columns
    if column.type in (vocabulary.MOMENT, vocabulary.DAY)
)
TOLD: Final = Sentence(
    "Each row has one value more than there are headings: the first is read as the name of the row, and the headings as those "
    "of the columns behind it."
)


def find_headed_dialect(text: str, declared: str | None = None) -> tuple[Found, str]:
    """Return the dialect of a text, and what is to be put in front of it so that its headings stand over their own columns.

    That is nothing, but where rows have names.
    """
    signs = (declared,) if declared else (*USUAL, *RARE, *IN_TEXTS)
    first = text[: text.find("\n") + 1]
    for sign in signs:
        if sign in first and _has_row_names(text, sign):
            found = find_dialect(sign + text, declared)
            if found.dialect.delimiter == sign:
                return found, sign
    return find_dialect(text, declared), ""


def row_names_told(before: str) -> tuple[Sentence, ...]:
    """Return what is told of a text that something is put in front of."""
    return (TOLD,) if before else ()


def _has_row_names(text: str, sign: str) -> bool:
    dialect = Dialect(sign, escape="\\" if '\\"' in text[:10_000] else None)
    head, *rows = [row for row in sample_rows(text, dialect) if any(cell.strip() for cell in row)] or [[]]
    if len(head) < 2 or len(rows) < FEWEST_ROWS or any(len(row) != len(head) + 1 for row in rows):
        return False
    names, last = [row[0].strip() for row in rows], [row[-1].strip() for row in rows]
    if not all(names) or len(set(names)) < len(names) or not any(last):  # signs behind the last value part nothing
        return False
    if not are_headings(head) or are_headings(rows[0]):  # a title, and the headings under it
        return False
    ours, theirs = _moments(head, [row[1:] for row in rows]), _moments(head, rows)
    return ours > theirs or (ours == theirs and names == [str(at + 1) for at in range(len(names))])


def _moments(head: Sequence[str], rows: Sequence[Sequence[str]]) -> int:
    """Return how many headings of a moment stand over dates."""
    columns = [[row[at] for row in rows if row[at].strip()] for at, heading in enumerate(head) if _is_moment(heading)]
    return sum(sum(kind(cell) == "date" for cell in column) > MOSTLY * len(column) for column in columns)


def _is_moment(heading: str) -> bool:
    return any(
        found.field in MOMENTS and found.score >= PERHAPS
        for names in known_names().values()
        for found in names.like(heading)
    )
