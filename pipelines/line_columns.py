"""The lines of a text that is laid out in columns -> its cells, where it is certain where each column ends.

Columns are told apart by blanks that every row has in the same places, two at least, or by those between the dashes of a line
under the headings. A row that fills such blanks holds a value that runs into the next column, or lost a part of it: nobody can
say which, so the text is refused and the row named.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final

import polars as pl

from pipelines.cell_kinds import kind
from pipelines.errors import UnreadableFile
from pipelines.gaps import NARROWEST, Span, blank_runs, common_gap, spans_of
from pipelines.laid_out import APART, FEWEST_ROWS, HEADING_LINES, LaidOut, is_rule, keeps
from pipelines.sentence import Sentence
from pipelines.sum_words import TOTALS

ROWS_WEIGHED: Final = 200  # for how the rows begin
FEW_ODD: Final = 0.1  # of the rows; where more fill the blanks between two columns, these are no two columns
THOUSANDS: Final = re.compile(r"-?\d{1,3}(?: \d{3})+(?:[.,]\d+)?")
KEYS: Final = frozenset({"number", "year", "code", "date"})

TOLD: Final = Sentence(
    "No sign stands between the cells of this text: they are read by their places in the line, as {count} columns ({headings})."
    " Look whether each column holds what it should."
)
RUNS_ON: Final = Sentence(
    "no sign stands between its cells, and their places in the line do not tell them apart: row {row} fills the blanks between"
    " '{left}' and '{right}'."
)
MAY_BE_TWO: Final = Sentence(
    "no sign stands between its cells, and their places in the line do not tell them apart: what stands under '{heading}' may be"
    " two columns (row {row})."
)
ADVICE: Final = Sentence("Export it as Excel (.xlsx) or CSV, or make its columns wider where the report is made.")


def cells_of(file_name: str, laid: LaidOut) -> tuple[pl.DataFrame, tuple[Sentence, ...]]:
    """Return the cells of each line, and what is told of them. What is no row of the table is one cell, the first.

    Raises UnreadableFile where the columns cannot be told apart with certainty.
    """
    gaps = list(laid.head.gaps) or _gaps(file_name, laid)
    rows = [at for at in laid.body if keeps(laid.lines[at], gaps)]
    inner = [gap for gap in gaps if gap[0]]
    cases = [at for at in rows if _is_case(laid, at, inner)]
    _require_rows_whole(file_name, laid, inner, rows, bool(cases))
    if not laid.head.gaps:
        _require_single_columns(file_name, laid, inner, cases)
    whole = _heading_lines(laid, gaps) | set(rows)
    lines = pl.Series(["" if is_rule(line) else line for line in laid.lines], dtype=pl.String)
    is_row = pl.Series([at in whole for at in range(len(laid.lines))], dtype=pl.Boolean)
    edges = [0, *(end for _, end in inner), None]
    cells = [_cut(lines, begin, end).set(~is_row, None) for begin, end in pairwise(edges)]
    cells[0] = cells[0].zip_with(is_row, lines.str.strip_chars())
    told = Sentence(TOLD, count=len(cells), headings=", ".join(f"'{name}'" for name in laid.head.names))
    return pl.DataFrame([cell.alias(f"c{at}") for at, cell in enumerate(cells)]), (told,)


def _cut(lines: pl.Series, begin: int | None, end: int | None) -> pl.Series:
    begin = begin or 0
    return lines.str.slice(begin, None if end is None else end - begin).str.strip_chars()


def _heading_lines(laid: LaidOut, gaps: Sequence[Span]) -> set[int]:
    """Return the lines of the headings: those found, and lines right above them with a word over half of the columns."""
    head = laid.head
    first = head.first
    while first and head.first - first < HEADING_LINES and keeps(laid.lines[first - 1], gaps):
        words = APART.findall(laid.lines[first - 1])
        if len(words) < max(2, len(head.spans) / 2) or any(kind(word) not in ("words", "code") for word in words):
            break
        first -= 1
    return {*range(first, head.last + 1)}


def _gaps(file_name: str, laid: LaidOut) -> list[Span]:
    """Return the blanks between the headings that the rows under them have too."""
    lines, head = laid.lines, laid.head
    telling = [at for at in laid.body if len(APART.findall(lines[at])) > 1 and not re.match(TOTALS, lines[at])]
    filled = spans_of(lines[at] for at in telling)
    gaps = []
    for (left, name), (right, after) in pairwise(zip(head.spans, head.names, strict=True)):
        region = (left[1], right[0])
        if region[1] - region[0] < NARROWEST:
            raise UnreadableFile(file_name, Sentence(RUNS_ON, row=head.last + 1, left=name, right=after), ADVICE)
        gap, odd = common_gap(filled, region)
        if odd > max(1, FEW_ODD * len(telling)):
            row = next(at for at in telling if not keeps(lines[at], [gap]))
            raise UnreadableFile(file_name, Sentence(RUNS_ON, row=row + 1, left=name, right=after), ADVICE)
        gaps.append(gap)
    return gaps


def _require_rows_whole(
    file_name: str, laid: LaidOut, gaps: Sequence[Span], rows: Sequence[int], has_cases: bool
) -> None:
    """Raise where a row fills the blanks between two columns.

    rows       the lines under the headings that do not
    has_cases  some of these are rows of the table
    """
    whole, lines = set(rows), [laid.lines[at] for at in rows[:ROWS_WEIGHED]]
    last = next((at for at in reversed(rows) if _filled(laid.lines[at], gaps) > 1), -1)
    for at in laid.body:
        line = laid.lines[at]
        if at in whole or (has_cases and not _is_like_a_row(line, gaps, lines, is_amid=at < last)):
            continue
        which = next((number for number, gap in enumerate(gaps) if not keeps(line, [gap])), 0)
        left, right = laid.head.names[which : which + 2]
        raise UnreadableFile(file_name, Sentence(RUNS_ON, row=at + 1, left=left, right=right), ADVICE)


def _is_case(laid: LaidOut, at: int, gaps: Sequence[Span]) -> bool:
    """Return whether a line fills columns, and is no total and no heading that comes again."""
    line, heads = laid.lines[at], laid.lines[laid.head.first : laid.head.last + 1]
    return _filled(line, gaps) > 1 and not re.match(TOTALS, line) and line not in heads


def _filled(line: str, gaps: Sequence[Span]) -> int:
    """Return how many columns a line fills."""
    edges = [0, *(end for _, end in gaps), len(line)]
    return sum(bool(line[begin:end].strip()) for begin, end in pairwise(edges))


def _is_like_a_row(line: str, gaps: Sequence[Span], rows: Sequence[str], is_amid: bool) -> bool:
    """Return whether a line that fills blanks between columns is a row all the same, and no title, total or note.

    It leaves half of the blanks free at least, or begins with the number of a case and goes on to the middle of the table.

    is_amid   rows stand under it: there what two blanks part is a row
    """
    if re.match(TOTALS, line) and not any(kind(word) == "date" for word in line.split()):
        return False
    if is_amid and len(APART.findall(line)) > 1:
        return True
    begin = len(line) - len(line.lstrip())
    within = [gap for gap in gaps if begin < gap[0] and gap[1] < len(line)]
    kept = sum(keeps(line, [gap]) for gap in within)
    if kept and kept >= len(within) / 2:
        return True
    numbers = [words[0] for row in rows if (words := row[: gaps[0][0]].split()) and kind(words[0]) in KEYS]
    begins = any(len(number) == len(line.split()[0]) and kind(number) == kind(line.split()[0]) for number in numbers)
    return begins and len(numbers) > len(rows) / 2 and len(line) > gaps[len(gaps) // 2][1]


def _require_single_columns(file_name: str, laid: LaidOut, gaps: Sequence[Span], rows: Sequence[int]) -> None:
    """Raise where what stands under one heading may be two columns: all rows have blanks in the same place."""
    heading = laid.lines[laid.head.last]
    lines = [laid.lines[at] for at in rows]
    edges = [0, *(end for _, end in gaps)]
    ends = [*(begin for begin, _ in gaps), max(map(len, [heading, *lines]))]
    for name, begin, end in zip(laid.head.names, edges, ends, strict=True):
        cells, titles = [line[begin:end] for line in lines], heading[begin:end]
        wide = [run for run in blank_runs(cells) if run[1] - run[0] >= NARROWEST]
        for run in (*wide, *blank_runs([*cells, titles])):
            parts = [(cell[: run[0]], cell[run[1] :].rstrip()) for cell in cells]
            is_titled = bool(titles[: run[0]].strip() and titles[run[1] :].strip())
            if (_are_two if run in wide else _may_be_two)(parts, is_titled):
                row = next(at for at, (_, behind) in zip(rows, parts, strict=True) if behind)
                raise UnreadableFile(file_name, Sentence(MAY_BE_TWO, heading=name, row=row + 1), ADVICE)


def _are_two(parts: Sequence[tuple[str, str]], is_titled: bool) -> bool:
    """Return whether what stands before and behind some blanks, the same in all rows, is rather two columns.

    One text that is longer than the others may hold two blanks by chance, and so may each moment.
    """
    both = [(before, behind) for before, behind in parts if before.strip() and behind]
    behind = sum(bool(behind) for _, behind in parts)
    if not behind or all(kind(f"{before.strip()} {behind}") == "date" for before, behind in both):
        return behind > len(both)
    return is_titled or behind > 1 or both[0][0].endswith(" ")


def _may_be_two(parts: Sequence[tuple[str, str]], is_titled: bool) -> bool:
    """Return whether what stands before and behind one blank, the same in all rows, may be two columns.

    is_titled   the heading has words on both sides of it
    """
    both = [f"{before.strip()} {behind}" for before, behind in parts if before.strip() and behind]
    if not both or all(kind(cell) == "date" or THOUSANDS.fullmatch(cell) for cell in both):
        return False
    filled = sum(bool(before.strip() or behind) for before, behind in parts)
    sides = [[part.strip() for part in side] for side in zip(*(pair for pair in parts if pair[1]), strict=True)]
    return is_titled or (len(both) > FEWEST_ROWS and len(both) == filled and any(map(_are_values, sides)))


def _are_values(cells: Iterable[str]) -> bool:
    return all(kind(cell) in KEYS for cell in cells if cell)
