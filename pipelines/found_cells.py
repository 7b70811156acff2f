"""What is found about cells of a workbook beside their values, and which formats show noughts before a number."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

Cell = tuple[int, int, str, str]  # row from 1, column from 0, what stands there, which issue it is
Merged = tuple[int, int, int]  # first row and last row from 1, column from 0
Shown = tuple[int, int, int]  # row from 1, column from 0, how many digits are shown at least

MOST_MERGED: Final = 200_000  # of a sheet; a report has a few in each of its groups
NOUGHTS: Final = re.compile(r"(?:\[\$[^\]]*\])?(0{2,30})(?:;.*)?", re.DOTALL)  # the part for positive numbers


@dataclass
class Found:
    """What there is about the cells of one sheet.

    valueless   cells that have no value although something stands in them
    merged      cells that stand for several rows, one under the other: what covers several columns is the first's
    shown       numbers that are shown with noughts before them
    """

    valueless: list[Cell] = field(default_factory=list)
    merged: list[Merged] = field(default_factory=list)
    shown: list[Shown] = field(default_factory=list)

    def merge(self, first_row: int, last_row: int, column: int) -> None:
        """Note a merged cell that covers several rows."""
        if last_row > first_row and len(self.merged) < MOST_MERGED:
            self.merged.append((first_row, last_row, column))


def digits_shown(number_format: str) -> int:
    """Return how many digits a format shows at least where it is nothing but noughts ("000000"); else 0."""
    found = NOUGHTS.fullmatch(number_format)
    return len(found[1]) if found else 0
