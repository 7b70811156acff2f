"""Where lines of a text are blank in the same places."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

Span = tuple[int, int]  # the first place of a line, from 0, and the one behind the last

WORD = re.compile(r"\S+")
NARROWEST = 2  # blanks between two columns: one may stand in a text


def spans_of(lines: Iterable[str]) -> Counter[Span]:
    """Return in how many lines a word stands in each place."""
    return Counter(match.span() for line in lines for match in WORD.finditer(line))


def common_gap(filled: Counter[Span], region: Span) -> tuple[Span, int]:
    """Return the widest run of places that fewest lines fill, and how many of them do.

    region   where it is looked for, NARROWEST places at least
    """
    begin, end = region
    counts = [0] * (end - begin)
    for (first, behind), lines in filled.items():
        for at in range(max(first, begin), min(behind, end)):
            counts[at - begin] += lines
    odd = min(max(counts[at : at + NARROWEST]) for at in range(len(counts) - NARROWEST + 1))
    runs = _runs([count <= odd for count in counts])
    widest = max(runs, key=lambda run: run[1] - run[0])
    return (begin + widest[0], begin + widest[1]), odd


def blank_runs(cells: Sequence[str]) -> list[Span]:
    """Return the places between words that are blank in all cells."""
    width = max(map(len, cells), default=0)
    is_blank = [True] * width
    for begin, end in spans_of(cells):
        is_blank[begin:end] = [False] * (end - begin)
    return [run for run in _runs(is_blank) if run[0] and run[1] < width]


def _runs(flags: Sequence[bool]) -> list[Span]:
    """Return the runs of places that are true."""
    runs: list[Span] = []
    for at, flag in enumerate(flags):
        if not flag:
            continue
        if runs and runs[-1][1] == at:
            runs[-1] = runs[-1][0], at + 1
        else:
            runs.append((at, at + 1))
    return runs
