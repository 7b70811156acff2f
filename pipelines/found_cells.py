"""What is found about cells of a workbook beside their values, and which formats show noughts before a number."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

Cell = tuple[int, int, str, str]  # row from 1, column from 0, what stands there, which issue it is
Merged = tuple[int, int, int]  # first row and last row from 1, column from 0
Shown = tuple[int, int, str]  # row from 1, column from 0, the format: noughts for digits, with what stands around them
Text = tuple[int, int, str]  # row from 1, column from 0, what is shown

MOST_MERGED: Final = 200_000  # of a sheet; a report has a few in each of its groups
DIGITS: Final = "0"
# A format that writes a whole number as a key: two noughts or more, and signs that stand among them as they are.
LITERAL: Final = r'"([^"]*)"|\\(.)|_.|\*.|\[(?:\$-[^\]]*|[A-Za-z]+[0-9]*)\]|([-/ ():+])|(0)'
PART: Final = re.compile(LITERAL, re.DOTALL)
KEY: Final = re.compile(rf"(?:{LITERAL})+", re.DOTALL)
SECTION: Final = re.compile(r'(?:^|(?<=;))((?:"[^"]*"|\\.|[^;"\\])*)(?:;|$)', re.DOTALL)
CONDITION: Final = re.compile(r"^(?:\[[A-Za-z]+[0-9]*\])*\[((?:[<>]=?|=|<>)-?[0-9]+)\]")
PLAIN: Final = ("general", "#", "0")  # the number as it is
MOST_PARTS: Final = 3  # of numbers: above nought, below it, nought
LETTERS_FIRST: Final = r"(\\[A-Za-z])+(\\[-/ ])?0$"
UNIT_BEHIND: Final = r"0.*\\[^\W\d_]"
MOST_DIGITS: Final = 30


@dataclass
class Found:
    """What there is about the cells of one sheet.

    valueless   cells that have no value although something stands in them
    merged      cells that stand for several rows, one under the other: what covers several columns is the first's
    shown       numbers that are shown as keys, with noughts or other signs before them, and how
    texts       what is shown in cells of which the reader tells nothing, or only the number
    hidden      rows that are hidden, by a filter or by hand: first and last of each run
    struck      rows with a cell that is struck through; of xlsx only
    """

    valueless: list[Cell] = field(default_factory=list)
    merged: list[Merged] = field(default_factory=list)
    shown: list[Shown] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)
    hidden: list[tuple[int, int]] = field(default_factory=list)
    struck: set[int] = field(default_factory=set)

    def merge(self, first_row: int, last_row: int, column: int) -> None:
        """Note a merged cell that covers several rows."""
        if last_row > first_row and len(self.merged) < MOST_MERGED:
            self.merged.append((first_row, last_row, column))


def key_format(number_format: str) -> str:
    """Return how a format shows a whole number where that is more than its digits: "000000", "R00000", "0000-00"; else "".

    In what is returned each nought is a digit, and a sign that stands there as it is has a backslash before it. Of a format
    with words for some numbers, such as [=1]"North";[=2]"South";0, it is each part behind its condition: "=1|...;=2|...;|...".
    """
    parts = SECTION.findall(number_format)
    if words := _in_words(parts):
        return words
    shown = _shown(parts[0]) if parts else None
    digits = len(re.sub(r"\\.", "", shown or ""))
    is_key = 2 <= digits <= MOST_DIGITS or (digits == 1 and re.match(LETTERS_FIRST, shown or ""))
    return shown if shown and is_key and not re.search(UNIT_BEHIND, shown) else ""


def _shown(part: str) -> str | None:
    """Return what a part of a format shows, as `key_format` has it; None where it shows amounts."""
    if part and not KEY.fullmatch(part):
        return None
    shown = ""
    for sign in PART.finditer(part):
        quoted, escaped, plain, digit = sign.groups()
        shown += DIGITS if digit else "".join(f"\\{letter}" for letter in (quoted or escaped or plain or ""))
    return shown


def _in_words(parts: list[str]) -> str:
    """Return a format that shows some numbers as words, each part behind its condition; "" where it is none such."""
    conditions = [found[1] if (found := CONDITION.match(part)) else "" for part in parts]
    if any(conditions):
        parts = [CONDITION.sub("", part) for part in parts][:MOST_PARTS]
    elif len(parts) > 1 and (first := _shown(parts[0])) and DIGITS not in re.sub(r"\\.", "", first):
        conditions = [">0", "<0", ""] if len(parts) >= MOST_PARTS else [">=0", ""]
    else:
        return ""
    shown = ["0" if part.casefold() in PLAIN else _shown(part) for part in parts]
    are_words = any(part and re.search(r"\\[^\W\d_]", part) for part in shown)
    if not are_words or None in shown:
        return ""
    return ";".join(f"{condition}|{part}" for condition, part in zip(conditions, shown, strict=False))
