"""Where on its sheets is the table of an export: which rows are its headings, which its rows, and what else stands there.

Nothing is known of the source here: the cells themselves are the evidence. A row is headings where it is words, all
different, over columns that hold something else: numbers, dates, codes, the same few words again and again.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final, Literal

from pipelines.cell_kinds import NUMBERS, TYPED, Kind, group, is_period, kind
from pipelines.grid import Grid, Row, grid, used_columns
from pipelines.header_score import (
    LIKELY,
    body_columns,
    has_typed_contrast,
    is_numbering,
    is_series,
    is_units,
    over_typed,
    score,
)
from pipelines.headings import HeadingRow, composed, forms, named
from pipelines.sheet import Sheet, holds_something

TableKind = Literal["rows", "cross_tab", "labels", "text"]

POSSIBLE: Final = 0.4  # where no row is more like headings
UNDER: Final = 40  # rows under a row that are looked at
FIRST_ROWS: Final = 120  # further down only a row that stands apart can be headings
SURE: Final = 0.6  # a row this much like headings may begin another table in the middle of a sheet
HEADING_ROWS_ABOVE: Final = 4
HEADING_ROWS_BELOW: Final = 6  # blank rows among them counted
COMPARABLE: Final = 0.85  # sheets that are this much alike as tables: the first of them is meant
MANY_ROWS: Final = 2.0  # the logarithm of 100: longer tables are hardly more of a table
DATES: Final[frozenset[Kind]] = frozenset({"date"})
VALUES_AND_CODES: Final[frozenset[Kind]] = frozenset({"number", "year", "date", "yes_no", "code"})
VALUES: Final = ("number", "year", "date", "code")
FEW_ROWS: Final = 3  # a table of one row is a table, and one of three is hardly more of one
WIDE: Final = 10  # columns
LIKE_RECORDS: Final = {"rows": 1.0, "cross_tab": 0.5, "labels": 0.3, "text": 0.1}
DATED: Final = 1.7  # what is delivered to be counted has dates; lists of codes and summaries have none
SAME_ROWS: Final = 0.9  # of the rows of two runs of columns, from which they are one table
LABELS_AT_MOST: Final = 60  # rows of a sheet of labels and values
TABLES_SHOWN: Final = 40


@dataclass(frozen=True)
class Table:
    """One table of a sheet, or what stands there instead of one.

    headings: one for every cell column from A on, each once; "(column C)" where there is none.
    """

    sheet: Sheet
    header_row: int | None  # as Excel shows it; of a heading over several rows the one with the most different cells
    header_rows: tuple[int, ...]
    headings: list[str]
    first_row: int  # of the data, as Excel shows it
    last_row: int
    kind: TableKind
    confidence: float  # 0 to 1
    columns: tuple[int, ...] = ()  # that belong to it, 0 = A
    rows: int = 0  # of the data that hold anything
    is_dated: bool = False  # a column of it holds dates
    heading_cells: tuple[HeadingRow, ...] = field(default=(), repr=False)

    @cached_property
    def forms(self) -> dict[int, list[str]]:
        """Every way to read the heading of a column; see headings.forms."""
        if self.header_row is None:
            return {}
        return forms(self.heading_cells, self.header_rows.index(self.header_row), self.columns)

    @property
    def likeness(self) -> float:
        """How much it is a table of rows, to compare it with others: its headings, its length, its width."""
        length = math.log10(self.rows + FEW_ROWS)
        length = min(length, MANY_ROWS) + 0.25 * max(0.0, length - MANY_ROWS)
        width = math.sqrt(min(len(self.columns), WIDE))
        return self.confidence * length * width * LIKE_RECORDS[self.kind] * (DATED if self.is_dated else 1.0)


def find_tables(sheets: list[Sheet]) -> list[Table]:
    """Return the tables on the sheets, best first: the one that is meant, then the others.

    Of sheets that are tables alike the first is meant. Hidden sheets come after the visible ones. A sheet without a table gives
    one entry that says what it holds instead (`kind`), so that the list is empty only where nothing holds anything.
    """
    found = [tables for sheet in sheets if (tables := _on_sheet(sheet))]
    if not found:
        return []
    visible = [tables for tables in found if not getattr(tables[0].sheet, "is_hidden", False)] or found
    best = max(tables[0].likeness for tables in visible)
    meant = next(tables for tables in visible if tables[0].likeness >= COMPARABLE * best)
    others = [table for tables in found if tables is not meant for table in tables[:1]]
    others += [table for tables in found for table in tables[1:]]
    others.sort(key=lambda table: (getattr(table.sheet, "is_hidden", False), -table.likeness))
    return [meant[0], *others][:TABLES_SHOWN]


def _on_sheet(sheet: Sheet) -> list[Table]:
    """Return the tables on one sheet, best first."""
    columns = used_columns(sheet)
    if not columns:
        return []
    whole = _in_grid(grid(sheet, columns))
    beside = _side_by_side(sheet, columns, whole)
    return sorted(beside, key=lambda table: -table.likeness) or whole


def _side_by_side(sheet: Sheet, columns: tuple[int, ...], whole: list[Table]) -> list[Table]:
    """Return the tables where several stand beside each other with a blank column between; else nothing.

    A blank column alone does not part a table: the parts must begin or end on other rows, or name the same things.
    """
    parts = [part for part in _together(sheet, _runs(columns)) if len(part) > 1]
    if not 1 < len(parts) <= 8 or sum(map(len, parts)) < 0.8 * len(columns):
        return []
    tables = [[table for table in _in_grid(grid(sheet, part)) if _is_firm(table)] for part in parts]
    firm = [found[0] for found in tables if found]
    if len(firm) < 2 or len(firm) < len(parts):
        return []
    first = firm[0]
    differ = any(table.header_row != first.header_row for table in firm)
    longest = max(table.last_row - table.first_row for table in firm)
    differ |= any((table.last_row - table.first_row) < 0.9 * longest - 1 for table in firm)
    differ |= any({*_own_names(first)} & {*_own_names(table)} for table in firm[1:])
    if not differ or (whole and whole[0].kind == "cross_tab"):
        return []
    return [table for found in tables for table in found]


def _together(sheet: Sheet, runs: list[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """Return the runs of columns, those together that fill the same rows: a column left blank within one table."""
    parts: list[tuple[int, ...]] = []
    for run in runs:
        if parts and _same_rows(sheet, parts[-1], run):
            parts[-1] = (*parts[-1], *run)
        else:
            parts.append(run)
    return parts


def _same_rows(sheet: Sheet, left: tuple[int, ...], right: tuple[int, ...]) -> bool:
    """Return whether two runs of columns fill the same rows, from where both begin, and do not begin with the same words."""
    filled = [sheet.cells.select(holds_something([f"c{at}" for at in run])).to_series() for run in (left, right)]
    first = max(found.arg_true()[0] for found in filled)
    ours, theirs = (found.slice(first) for found in filled)
    begin = sheet.cells.row(first, named=True)
    words = [{str(begin[f"c{at}"]).casefold() for at in run if begin[f"c{at}"] is not None} for run in (left, right)]
    both, most = int((ours & theirs).sum()), max(int(ours.sum()), int(theirs.sum()))
    return both >= SAME_ROWS * most and not words[0] & words[1]


def _own_names(table: Table) -> list[str]:
    return [table.headings[at].casefold() for at in table.columns if not table.headings[at].startswith("(column ")]


def _is_firm(table: Table) -> bool:
    """Return whether it can be a table of its own, beside or under another."""
    return table.header_row is not None and table.rows >= 2 and len(table.columns) > 1 and table.confidence >= SURE


def _runs(columns: Sequence[int]) -> list[tuple[int, ...]]:
    """Return the columns in runs without a gap."""
    runs: list[list[int]] = []
    for at in columns:
        if runs and runs[-1][-1] == at - 1:
            runs[-1].append(at)
        else:
            runs.append([at])
    return [tuple(run) for run in runs]


def _in_grid(cells: Grid) -> list[Table]:
    """Return the tables under each other in some columns of a sheet, best first."""
    tables = _in_rows(cells, 0, len(cells.rows), _scores(cells.rows))
    if not tables:
        return [_headless(cells)]
    most = max(table.likeness for table in tables)
    best = next(table for table in tables if table.likeness >= COMPARABLE * most)
    return [best, *sorted((t for t in tables if t is not best and _is_firm(t)), key=lambda t: -t.likeness)]


def _scores(rows: list[Row]) -> list[float]:
    """Return for each row how much it looks like headings of what stands under it; 0 far down unless it stands apart."""
    return [score(row, rows[at + 1 : at + UNDER]) if _may_head(rows, at) else 0.0 for at, row in enumerate(rows)]


def _may_head(rows: list[Row], at: int) -> bool:
    """Return whether a row is not simply one more of those above it."""
    if at == 0:
        return True
    if len(rows[at].cells) == 1 and rows[at].filled == rows[at - 1].filled:
        return rows[at].number - rows[at - 1].number > 1 and at < FIRST_ROWS
    if is_apart(rows, at):
        return len(rows[at].cells) > 1 or at < FIRST_ROWS
    if at >= FIRST_ROWS and not (_is_all_words(rows[at]) and any(of in VALUES for of in rows[at - 1].kinds.values())):
        return False
    return not _carries_on(rows, at)


def _is_all_words(row: Row) -> bool:
    return len(row.cells) > 2 and all(of == "words" for of in row.kinds.values())


def is_apart(rows: Sequence[Row], at: int) -> bool:
    """Return whether a row stands behind a blank row or a line of its own."""
    return at == 0 or rows[at].number - rows[at - 1].number > 1 or len(rows[at - 1].cells) == 1 < len(rows[at].cells)


def _carries_on(rows: list[Row], at: int) -> bool:
    """Return whether a row is one more like the row above it: then it heads nothing."""
    row, above = rows[at], rows[at - 1]
    alike = sum(row.kinds.get(column) == above.kinds.get(column) for column in row.filled & above.filled)
    if alike < 0.7 * len(row.filled) or row.repeats(above):
        return False
    if len(row.filled & above.filled) < 2 < len(above.filled):
        return False
    words = all(of in ("words", "code", "prose", "none") for of in row.kinds.values())
    return not (words and has_typed_contrast(row, rows[at + 1 : at + UNDER]))


def _in_rows(cells: Grid, begin: int, until: int, scores: list[float]) -> list[Table]:
    """Return the tables in a run of rows: the one whose headings are surest, and those above and below it."""
    start = _surest(cells.rows, begin, until, scores)
    if start is None:
        return []
    end = next((at for at in range(start + 1, until) if _begins_another(cells.rows, start, at, until, scores)), until)
    table = _table(cells, start, end, begin, scores)
    if table is None:
        hidden = [0.0 if at == start else found for at, found in enumerate(scores)]
        return _in_rows(cells, begin, until, hidden)
    first = next(at for at in range(begin, end) if cells.rows[at].number == table.header_rows[0])
    above = _in_rows(cells, begin, first, _scores(cells.rows[:first])) if first - begin > 1 else []
    below = _in_rows(cells, end, until, scores) if until - end > 2 else []
    return [*above, table, *below]


def _surest(rows: list[Row], begin: int, until: int, scores: list[float]) -> int | None:
    """Return the row that is most like headings, of the widest and the longest run of rows; the first of equals."""
    for enough in (LIKELY, POSSIBLE):
        likely = [at for at in range(begin, until - 1) if scores[at] >= enough]
        if enough == POSSIBLE:
            likely = [at for at in likely if len(rows[at].cells) > 1]
        if likely:
            best = max(likely, key=lambda at: (round(scores[at] * _weight(rows, at, until), 2), -at))
            best = next((at for at in range(begin, best) if rows[at].repeats(rows[best])), best)
            return _first_alike(rows, best, begin, scores)
    return None


def _first_alike(rows: list[Row], best: int, begin: int, scores: list[float]) -> int:
    """Return the first of rows one under the other that could all be headings of the same columns."""
    enough = max(LIKELY, scores[best] - 0.25)
    while (
        best > begin
        and scores[best - 1] >= enough
        and rows[best - 1].number == rows[best].number - 1
        and rows[best - 1].filled >= rows[best].filled
    ):
        best -= 1
    return best


def _weight(rows: list[Row], at: int, until: int) -> float:
    width = len(body_columns(rows[at + 1 : until][:12]))
    return math.sqrt(min(width, 6)) * min(1.0, math.log10(until - at + 1) / MANY_ROWS + 0.5)


def _begins_another(rows: list[Row], before: int, at: int, until: int, scores: list[float]) -> bool:
    """Return whether a row in the middle of a sheet heads a table of its own, and is not one of the rows above it."""
    row = rows[at]
    if scores[at] < SURE or len(row.cells) < 2 or at > until - 3 or row.repeats(rows[before]):
        return False
    above, below = rows[before + 1 : at], rows[at + 1 : min(until, at + UNDER)]
    if sum(len(other.cells) > 1 for other in above) < 2 or not _is_new(row, rows[before], above, below):
        return False
    above = above[-60:]
    broken = _breaks(row, above, below)
    if not is_apart(rows, at):
        return broken > 0 and _is_all_words(row) and not _fits(row, above, strict=True)
    if broken and not _fits(row, above, strict=True):
        return True
    columns, others = body_columns(below[:12]), body_columns(above)
    if _fits(row, above, strict=False) and len(columns) <= len(others):
        return False
    return not columns <= {at for other in above for at in other.cells} or 2 * len(columns) <= len(others) >= 4


def _is_new(row: Row, head: Row, above: Sequence[Row], below: Sequence[Row]) -> bool:
    """Return whether a row can be headings at all, and other ones than those above: words that stand nowhere else."""
    if any(of in TYPED for of in row.kinds.values()) and not is_series(row):
        return False
    if len(set(row.texts)) < len(row.texts):
        return False
    if len(set(row.texts) & set(head.texts)) >= len(row.texts) / 2 and not _names_otherwise(row, head):
        return False
    seen = {text for other in above[-60:] for text in other.texts}
    columns = body_columns(below[:12])
    return len(seen & set(row.texts)) <= len(row.texts) / 3 and len(row.filled & columns) >= 0.7 * len(columns)


def _names_otherwise(row: Row, head: Row) -> bool:
    """Return whether a row names a column otherwise than the headings above do: what stands under it is something else."""
    named = dict(zip(head.cells, head.texts, strict=True))
    return any(named.get(at, text) != text for at, text in zip(row.cells, row.texts, strict=True))


def _breaks(row: Row, above: Sequence[Row], below: Sequence[Row]) -> int:
    """Return how many cells are words over a column of numbers or dates."""
    return sum(over_typed(row, below, at) and row.kinds[at] in ("words", "code") for at in row.filled)


def _sort(of: Kind, strict: bool) -> str:
    """Return what sort of value a cell is; words and codes are told apart only where `strict`."""
    return "text" if of in ("words", "prose") or (of == "code" and not strict) else group(of)


def _fits(row: Row, above: Sequence[Row], strict: bool) -> bool:
    """Return whether a row holds in each column what the rows above hold there."""
    fitting = 0
    for at, of in row.kinds.items():
        kinds = Counter(_sort(other.kinds[at], strict) for other in above if at in other.kinds)
        fitting += bool(kinds) and kinds[_sort(of, strict)] >= 0.5 * sum(kinds.values())
    return fitting >= 0.7 * len(row.cells)


def _table(cells: Grid, begin: int, until: int, top: int, scores: list[float]) -> Table | None:
    """Return the table that a row heads, with all rows of its heading and of its data."""
    rows = cells.rows
    heading, main = _heading(rows, begin, until, top)
    below = rows[heading[-1] + 1 : until]
    data = [row for row in below if not any(row.repeats(rows[at]) for at in heading)]
    body = data[:60]
    if not body:
        return None
    span = body_columns(body) | {at for head in heading for at in rows[head].cells}
    columns = tuple(at for at in cells.columns if at in span)
    data = _without_notes(data, columns)
    if not data:
        return None
    names = composed([rows[at].cells for at in heading], heading.index(main), columns)
    headings = named([names.get(at) for at in range(len(cells.sheet.columns))])
    first, last = data[0].number, data[-1].number
    table = Table(
        sheet=cells.sheet,
        header_row=rows[main].number,
        header_rows=tuple(rows[at].number for at in heading),
        headings=headings,
        first_row=first,
        last_row=last,
        kind="rows",
        confidence=round(max(scores[begin], scores[main]), 3),
        columns=columns,
        rows=cells.height(first, last),
        is_dated=any(_share(body, at, DATES) >= 0.6 for at in columns),
        heading_cells=tuple(rows[at].cells for at in heading),
    )
    return replace(table, kind=_kind(table, rows[main], data))


def _heading(rows: list[Row], begin: int, until: int, top: int) -> tuple[list[int], int]:
    """Return the rows that make up a heading, and the one of them that is named as its row."""
    best = _last_copy(rows, begin, until)
    adjoins = begin > top and rows[begin - 1].number == rows[begin].number - 1
    if is_units(rows[begin]) and adjoins and _is_words(rows[begin - 1]):
        best = begin - 1
    last = best
    for at in range(best + 1, min(until - 1, best + HEADING_ROWS_BELOW)):
        if rows[at].number - rows[best].number > HEADING_ROWS_BELOW:
            break
        if not _continues_heading(rows, best, last, at, until):
            break
        last = at
    first = _first_of_heading(rows, best, last, until, top)
    heading = list(range(first, last + 1))
    named_by = [at for at in heading if not is_units(rows[at])] or heading
    main = max(named_by, key=lambda at: (len(set(rows[at].texts)), at))
    return heading, main


def _is_words(row: Row) -> bool:
    return all(of in ("words", "code", "none", "year", "yes_no") for of in row.kinds.values())


def _can_be_group(row: Row) -> bool:
    """Return whether the cells may be headings over several columns: words, years, periods."""
    return is_series(row) or all(
        of in ("words", "code", "none") or is_period(row.cells[at]) for at, of in row.kinds.items()
    )


def _continues_heading(rows: list[Row], best: int, last: int, at: int, until: int) -> bool:
    """Return whether a row under the headings still belongs to them: units, second lines, names that were left out."""
    row, head, below = rows[at], rows[best], rows[at + 1 : until]
    if not below:
        return False
    if is_numbering(row) and not _is_numbered(row, below):
        return False
    if is_units(row) and len(row.cells) > 1 and not _is_usual(row, below):
        return True
    if is_units(row) and not (row.filled & head.filled) - {max(row.filled)}:
        return True
    if not _is_words(row):
        return False
    shared, fresh = row.filled & head.filled, row.filled - head.filled
    body = body_columns(below[:12])
    leaves_out = len(row.cells) < len(body) or (head.filled & body) - row.filled
    if fresh & body and len(shared) <= len(row.filled) / 2 and leaves_out:
        return True
    return row.number == rows[last].number + 1 and len(row.cells) > 1 and _over_values(row, below)


def _is_numbered(row: Row, below: Sequence[Row]) -> bool:
    """Return whether "1, 2, 3" numbers the columns: under it stand words and dates too, and no more such numbers."""
    body = below[:12]
    numeric = sum(_share(body, at, NUMBERS) >= 0.5 for at in row.filled)
    return len(row.cells) > 3 and numeric <= len(row.cells) / 2


def _is_usual(row: Row, below: Sequence[Row]) -> bool:
    """Return whether a row is like those under it, so that it is data whatever it looks like."""
    alike = [
        other
        for other in below[:12]
        if sum(other.kinds.get(at) == of for at, of in row.kinds.items()) >= 0.7 * len(row.cells | other.cells)
    ]
    return len(alike) >= 0.5 * len(below[:12])


def _over_values(row: Row, below: Sequence[Row]) -> bool:
    """Return whether words stand over columns of numbers or dates, and over no such column a value."""
    body = below[:30]
    typed = []
    for at in row.filled:
        kinds = [of for other in body if (of := other.kinds.get(at, "none")) != "none"]
        values = [of for of in kinds if of in (*NUMBERS, "date")]
        if len(kinds) >= 2 and len(values) >= 0.9 * len(kinds):
            typed.append(at)
    return len(typed) >= max(1, len(row.cells) / 4)


def _last_copy(rows: list[Row], begin: int, until: int) -> int:
    """Return the last of headings that are written several times one under the other."""
    last = begin
    while last + 2 < until and rows[last + 1].repeats(rows[begin]):
        last += 1
    return last


def _first_of_heading(rows: list[Row], best: int, last: int, until: int, top: int) -> int:
    """Return the first row of a heading: rows above belong to it where they tell columns apart or name one."""
    first, columns = best, tuple(sorted(body_columns(rows[last + 1 : until][:60]) | rows[best].filled))
    need = _need(rows, first, best, last, columns)
    for above in range(best - 1, max(top - 1, best - 1 - HEADING_ROWS_ABOVE), -1):
        row = rows[above]
        if row.number < rows[above + 1].number - 2 or not _can_be_group(row):
            break
        if row.filled <= {columns[0]} or not row.filled & set(columns) or row.repeats(rows[best]):
            break
        with_it = _need(rows, above, best, last, columns)
        if with_it < (need if row.number == rows[above + 1].number - 1 else need / 2) or _is_first_line(
            rows, above, best
        ):
            first, need = above, with_it
    return first


def _need(rows: list[Row], first: int, best: int, last: int, columns: tuple[int, ...]) -> int:
    """Return how many columns are without a heading of their own."""
    names = composed([rows[at].cells for at in range(first, last + 1)], best - first, columns)
    counts = Counter(names.values())
    return sum(at not in names or counts[names[at]] > 1 for at in columns)


def _is_first_line(rows: list[Row], above: int, best: int) -> bool:
    """Return whether a cell above is the first line of a heading that goes on in lower case under it."""
    return rows[above].number == rows[best].number - 1 and any(
        rows[best].cells.get(at, "").lstrip()[:1].islower() and len(cell) < 40 for at, cell in rows[above].cells.items()
    )


def _without_notes(data: list[Row], columns: tuple[int, ...]) -> list[Row]:
    """Return the rows without what stands under the table: notes, sources, page numbers, signatures."""
    if not data:
        return data
    usual = sorted(len(row.cells) for row in data[:60])[len(data[:60]) // 2]
    fewest = 1 if usual <= 2 else 2 if usual <= 5 else 3
    last = next((at for at in range(len(data) - 1, -1, -1) if _is_data(data, at, fewest, columns)), len(data) - 1)
    return data[: last + 1]


def _is_data(data: list[Row], at: int, fewest: int, columns: tuple[int, ...]) -> bool:
    row = data[at]
    inside = [column for column in columns if column in row.cells]
    if len(inside) < fewest:
        return False
    typed = any(of in ("number", "year", "date", "yes_no", "code") for of in row.kinds.values())
    return typed or len(inside) > fewest or at < 2 or len(data[0].cells) == len(inside)


def _kind(table: Table, head: Row, data: list[Row]) -> TableKind:
    """Return what sort of table it is."""
    values = [at for at in table.columns if at in body_columns(data[:60])]
    if _is_cross_tab(table, head, data, values):
        return "cross_tab"
    if len(table.columns) == 2 and table.rows <= LABELS_AT_MOST and _is_labels(data, table.columns):
        return "labels"
    if len(table.columns) == 1 and not over_typed(head, data):
        return "text"
    return "rows"


def _is_cross_tab(table: Table, head: Row, data: list[Row], values: list[int]) -> bool:
    """Return whether what the columns tell apart is itself a value: years, weeks, bands under groups."""
    body = data[:60]
    numeric = [at for at in values if _share(body, at, NUMBERS) >= 0.8]
    if len(numeric) < 3 or len(numeric) < 0.6 * len(values):
        return False
    heads = [head.cells.get(at, "") for at in numeric]
    periods = sum(is_period(cell) or kind(cell) in NUMBERS for cell in heads)
    if periods >= 0.6 * len(heads):
        return True
    return len(table.header_rows) > 1 and any(_repeats_under_groups(row, numeric) for row in table.heading_cells)


def _repeats_under_groups(row: HeadingRow, columns: Sequence[int]) -> bool:
    """Return whether a row of a heading says the same few things again and again: "NSA, SA, NSA, SA"."""
    cells = [row[at] for at in columns if at in row]
    return len(cells) > 3 and len(set(cells)) <= 0.6 * len(cells)


def _share(body: Sequence[Row], at: int, kinds: Collection[Kind]) -> float:
    found = [of for row in body if (of := row.kinds.get(at, "none")) != "none"]
    return sum(of in kinds for of in found) / len(found) if found else 0.0


def _is_labels(data: list[Row], columns: tuple[int, ...]) -> bool:
    """Return whether two columns are names and their values: each value of another sort than the next."""
    label, value = columns
    labels = [row.cells[label] for row in data if label in row.cells]
    kinds = Counter(row.kinds[value] for row in data if value in row.cells)
    if not labels or len(set(labels)) < len(labels) or any(kind(cell) not in ("words", "prose") for cell in labels):
        return False
    colons = sum(cell.rstrip().endswith(":") for cell in labels)
    return colons > len(labels) / 2 or (len(kinds) > 1 and max(kinds.values()) < 0.7 * sum(kinds.values()))


def _headless(cells: Grid) -> Table:
    """Return what a sheet holds on which no row looks like headings."""
    rows, sheet = cells.rows, cells.sheet
    columns = tuple(sorted(body_columns(rows)))
    full = [row for row in rows if len(row.cells) > max(1, len(columns) / 2)]
    first, last = (full or rows)[0].number, (full or rows)[-1].number
    typed = [at for at in columns if _share(rows, at, VALUES_AND_CODES) >= 0.5]
    of: TableKind = "rows" if len(columns) > 1 and typed and len(full) > 1 else "text"
    if len(columns) == 2 and not typed and _is_labels(rows, (columns[0], columns[1])):
        of = "labels"
    headings = named([None] * len(sheet.columns))
    confidence = 0.4 if of == "rows" else 0.2
    return Table(sheet, None, (), headings, first, last, of, confidence, columns, cells.height(first, last))
