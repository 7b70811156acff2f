"""A text whose cells stand in places of the line, with no sign between them: a printed report, an old export.

    Order  Opened      Team            Days
    -----  ----------  --------------  ----
    1001   01-03-2024  North East        12

Here it is found whether a text is laid out so, and which line has its headings; `line_columns` tells its columns apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Final

from pipelines.cell_kinds import kind
from pipelines.dialect import IN_TEXTS, Found, are_headings
from pipelines.gaps import Span

FIRST_LINES: Final = 60  # among which the headings stand
HEADING_LINES: Final = 3  # one above the other
FEWEST_ROWS: Final = 2
MOSTLY_APART: Final = 0.6  # of the lines under headings: of a letter with two columns in it there are fewer
SIGNS_OF_RULES: Final = frozenset("-=_* ")
RULES: Final = ("--", "==", "__", "***")
RULE_OF_COLUMNS: Final = re.compile(r" *([-=_])\1*(?: +\1+)+ *")
APART: Final = re.compile(r"\S+(?: \S+)*")  # what no two blanks part


@dataclass(frozen=True)
class Head:
    """The headings of a text: on which lines they stand (0 is the first), and where each begins and ends.

    gaps   the blanks between the dashes under them, where there are such
    """

    first: int
    last: int
    spans: tuple[Span, ...]
    names: tuple[str, ...]
    gaps: tuple[Span, ...] = ()


@dataclass(frozen=True)
class LaidOut:
    """Lines of a text with their headings, of which the columns are to be told apart."""

    lines: list[str]
    head: Head

    @cached_property
    def body(self) -> list[int]:
        """The lines under the headings that hold anything, but those that only draw a line or stand above the headings too."""
        above = {_form(line) for line in self.lines[: self.head.first]}
        return [
            at
            for at in range(self.head.last + 1, len(self.lines))
            if self.lines[at] and not is_rule(self.lines[at]) and not (above and _form(self.lines[at]) in above)
        ]


def laid_out(text: str, found: Found) -> LaidOut | None:
    """Return the lines of a text that is laid out in columns; None of one whose cells a sign parts, and of prose.

    found   how its cells would be parted by a sign
    """
    start = _lines(text[: 200 * FIRST_LINES])[:FIRST_LINES]
    if any("\t" in line for line in start):
        return None
    head = _head_of(start)
    if head is None:
        return None
    lines = _lines(text)
    if _is_parted(lines, head, found):
        return None
    laid = LaidOut(lines, head)
    if head.gaps:
        return laid if laid.body else None
    apart = [number for number, at in enumerate(laid.body, 1) if len(APART.findall(lines[at])) > 1]
    enough = FEWEST_ROWS if len(head.spans) == FEWEST_ROWS else 1
    return laid if len(apart) >= max(enough, MOSTLY_APART * max(apart, default=0)) else None


def _is_parted(lines: Sequence[str], head: Head, found: Found) -> bool:
    """Return whether a sign parts the headings, or others that stand higher."""
    sign = found.dialect.delimiter
    if sign in IN_TEXTS:
        return False
    above = sum(bool(line) for line in lines[: head.first])
    is_even = found.even_at is not None and found.even_at <= above
    return is_even or any(sign in line for line in lines[head.first : head.last + 1])


def _lines(text: str) -> list[str]:
    """Return the lines without blanks behind them; a new page begins a line and takes no place in it."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ")
    return [line.lstrip("\f").rstrip() for line in plain.removesuffix("\n").split("\n")]


def _form(line: str) -> str:
    """Return a line as it stands on each page, whatever the number of the page."""
    return re.sub(r"\d+", "0", " ".join(line.split()))


def _head_of(lines: Sequence[str]) -> Head | None:
    """Return the headings: over a line of dashes for each column, else the line with the most words that blanks part."""
    for at, line in enumerate(lines):
        if at and RULE_OF_COLUMNS.fullmatch(line) and (head := _over_dashes(lines, at)):
            return head
    best: Head | None = None
    for at, line in enumerate(lines):
        spans = tuple(match.span() for match in APART.finditer(line))
        names = tuple(line[begin:end] for begin, end in spans)
        if len(spans) > max(1, len(best.spans) if best else 1) and _are_names(names):
            best = Head(at, at, spans, names)
    return best


def _are_names(names: Sequence[str]) -> bool:
    """Return whether the texts can be headings: words, and no number of a case in front."""
    codes = sum(kind(name) == "code" for name in names)
    return are_headings(names) and kind(names[0]) != "code" and codes <= len(names) / 3


def _over_dashes(lines: Sequence[str], rule: int) -> Head | None:
    """Return the headings over a line of dashes, each over its own; None where others stand there."""
    spans = [match.span() for match in re.finditer(r"\S+", lines[rule])]
    gaps = tuple((left[1], right[0]) for left, right in pairwise(spans))
    gaps = ((0, spans[0][0]), *gaps) if spans[0][0] else gaps
    first = rule
    while first > max(0, rule - HEADING_LINES) and lines[first - 1] and not is_rule(lines[first - 1]):
        if not keeps(lines[first - 1], gaps):
            break
        first -= 1
    names = [
        " ".join(filter(None, (line[begin:end].strip() for line in lines[first:rule])))
        for begin, end in zip([begin for begin, _ in spans], [*(begin for begin, _ in spans[1:]), None], strict=True)
    ]
    return Head(first, rule, tuple(spans), tuple(names), gaps) if all(names) and are_headings(names) else None


def is_rule(line: str) -> bool:
    """Return whether a line only draws a line."""
    return SIGNS_OF_RULES.issuperset(line) and any(signs in line for signs in RULES)


def keeps(line: str, gaps: Iterable[Span]) -> bool:
    """Return whether a line is blank in each gap."""
    return not any(line[begin:end].strip() for begin, end in gaps)
