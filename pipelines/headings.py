"""One or more rows of headings -> one name a column: composed where that is what tells columns apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from pipelines.plain_signs import plain_words

HeadingRow = dict[int, str]  # column (0 = A) -> what is written in it


def letter(at: int) -> str:
    """Return the letters that Excel gives to a column, counted from 0."""
    return (letter(at // 26 - 1) if at >= 26 else "") + chr(ord("A") + at % 26)


def is_unnamed(heading: str) -> bool:
    """Return whether a heading is only the letter of a column that has none."""
    return heading.startswith("(column ") and heading.endswith(")")


def named(written: Sequence[str | None]) -> list[str]:
    """Return a name for every column: what is written, numbered where it stands twice, or the column's letter."""
    taken: set[str] = set()
    seen: Counter[str] = Counter()  # how far the numbers of a name have come: 16,000 alike are counted once each
    headings = []
    for at, words in enumerate(written):
        name = (plain_words(words) if words else "") or f"(column {letter(at)})"
        unique = name
        seen[name] += 1
        while unique in taken:
            seen[name] += unique != name
            unique = f"{name} ({max(2, seen[name])})"
        taken.add(unique)
        headings.append(unique)
    return headings


def composed(rows: Sequence[HeadingRow], main: int, columns: Sequence[int]) -> dict[int, str]:
    """Return the heading of each column that has one, from all rows of the heading.

    rows[main] is the row that most of them stand in. A group heading over several columns is put before the headings
    under it where those are the same without it; "Median wait" under "2021-22" and under "2022-23" become
    "2021-22 - Median wait" and "2022-23 - Median wait".
    """
    found = {at: words for at in columns if (words := _own(rows, main, at, columns))}
    again = {words for words, count in Counter(found.values()).items() if count > 1}
    found |= {at: _own(rows, main, at, columns, whole=True) or words for at, words in found.items() if words in again}
    for above in range(main - 1, -1, -1):
        again = {words for words, count in Counter(found.values()).items() if count > 1}
        if not again:
            break
        for at, words in list(found.items()):
            group = _spread(rows, above, at, columns) if words in again else None
            if group and group != words:
                found[at] = f"{group} - {words}"
    return found


def _own(rows: Sequence[HeadingRow], main: int, at: int, columns: Sequence[int], whole: bool = False) -> str | None:
    """Return a column's heading without the groups above: its cell in the main row, or what stands in for that.

    Where the main row itself groups columns, the group is put before what stands under it only where `whole` is asked.
    """
    own = _tidy(rows[main].get(at))
    below = [words for row in rows[main + 1 :] if (words := _tidy(row.get(at))) and _tells(words)]
    if own is None:
        group = _spread(rows, main, at, columns) if below else None
        if group and whole and _heads_more(rows, main, at, columns):
            return " - ".join([group, *below])
        above = [_tidy(row[at]) for row in rows[:main] if at in row]
        return " ".join(below) if below else (above[-1] if above else None)
    if below and _groups(rows, main, columns):
        return " - ".join([own, *below]) if whole else " ".join(below)
    over = rows[main - 1].get(at) if main else None
    if over and own[:1].islower() and not over.rstrip().endswith((".", ":")):
        return f"{_tidy(over)} {own}"  # one heading, written over two lines
    return own


def _tells(words: str) -> bool:
    """Return whether a second line of a heading says more than the number of its column or its unit."""
    return not words.isdigit() and not (words.startswith(("(", "[")) and words.endswith((")", "]")))


def _groups(rows: Sequence[HeadingRow], main: int, columns: Sequence[int]) -> bool:
    """Return whether some cell of the main row stands over several columns that a lower row tells apart."""
    return any(_heads_more(rows, main, at, columns) for at in rows[main])


def _heads_more(rows: Sequence[HeadingRow], main: int, at: int, columns: Sequence[int]) -> bool:
    """Return whether the cell of the main row stands over this column and others that a lower row tells apart."""
    start = max((column for column in columns if column <= at and column in rows[main]), default=None)
    if start is None:
        return False
    under = [column for column in columns if column >= start]
    end = next((column for column in under if column > start and column in rows[main]), None)
    spanned = [column for column in under if end is None or column < end]
    told = [column for column in spanned if any(column in row for row in rows[main + 1 :])]
    return len(told) > 1 and start in told


def _spread(rows: Sequence[HeadingRow], row: int, at: int, columns: Sequence[int]) -> str | None:
    """Return the cell of a row that stands over a column: the nearest on its left, within the group above it."""
    for column in reversed([column for column in columns if column <= at]):
        if column in rows[row]:
            return _tidy(rows[row][column])
        if any(column in above for above in rows[:row]):
            return None  # another group begins here
    return None


def _tidy(words: str | None) -> str | None:
    return plain_words(words) or None if words else None


def forms(rows: Sequence[HeadingRow], main: int, columns: Sequence[int]) -> dict[int, list[str]]:
    """Return every way in which the heading of a column can be read, the surest first.

    A profile may name the row that most headings stand in, one row of a heading over two, or both together.
    """
    composed_names = composed(rows, main, columns)
    read: dict[int, list[str]] = {}
    for at in columns:
        own = [words for row in rows if (words := _tidy(row.get(at)))]
        over = [words for row in range(len(rows)) if (words := _spread(rows, row, at, columns))]
        written = [composed_names.get(at), _tidy(rows[main].get(at)), " ".join(over), " ".join(own), *reversed(own)]
        read[at] = list(dict.fromkeys(words for words in written if words))
    return read
