"""A text of which each line is one quoted cell that holds a row: `"Job,Raised,Done"`. The rows are what stands within.

So a spreadsheet writes rows that were pasted into its first column.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from pipelines.sentence import Sentence

QUOTED_LINE: Final = re.compile(r'"((?:[^"]|"")*)"[;,\t]*')
LINE_END: Final = re.compile(r"\r\n|\r|\n")
PARTING: Final = (",", ";", "\t", "|")
TOLD: Final = Sentence("Each line stood whole between quotation marks, as one cell: they were taken off.")


def without_outer_quotes(text: str) -> str | None:
    """Return the text where each of its lines is one quoted cell that holds a row, without those marks; else None."""
    if not text.startswith('"') or not QUOTED_LINE.fullmatch(LINE_END.split(text, maxsplit=1)[0]):
        return None  # as nearly all are: no look at the rest
    lines = bare_lines(text)
    rows = [line for line in lines or () if line]
    return "\n".join(lines) if lines and len(rows) > 1 and signs_in_each(rows, signs_of(rows)) else None


def bare_lines(text: str) -> list[str] | None:
    """Return the lines without the marks around them; None where one has none."""
    lines = []
    for line in LINE_END.split(text):
        inner = QUOTED_LINE.fullmatch(line)
        if inner is None and line.strip():
            return None
        lines.append(inner[1].replace('""', '"') if inner else "")  # blank ones keep the row numbers
    return lines


def signs_of(lines: Sequence[str]) -> dict[str, int]:
    """Return the signs that may part the cells of the first row, and how often each stands in it."""
    first = next((line for line in lines if line), "")
    return {sign: first.count(sign) for sign in PARTING if sign in first}


def signs_in_each(lines: Iterable[str], signs: dict[str, int]) -> set[str]:
    """Return the signs that stand in each row so often at least."""
    rows = [line for line in lines if line]
    return {sign for sign, least in signs.items() if all(row.count(sign) >= least for row in rows)}
