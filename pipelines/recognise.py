"""Headings -> the profile that fits and which column is which field, or an error that names what we saw."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from operator import itemgetter
from typing import Final, TypeVar

import polars as pl

from pipelines.ahead import ahead
from pipelines.errors import UnknownHeadings
from pipelines.find_table import Table
from pipelines.headings import HeadingRow, is_unnamed, letter
from pipelines.left_alone import left_alone
from pipelines.match import Match, matches
from pipelines.merged_cells import tables_without_merged
from pipelines.moments import Clock
from pipelines.personal_column import Personal
from pipelines.profile import CANONICAL, Profile, same
from pipelines.read_large_text import LargeText, Piece
from pipelines.refusals import beside_hidden, no_rows, sheets_alike, sources_alike, unknown
from pipelines.rejects import as_delivered
from pipelines.sentence import Sentence
from pipelines.sheet import Sheet, holds_something
from pipelines.split_rows import require_even, told_of_headings
from pipelines.times_left import times_left, zones_left
from pipelines.times_read import as_this_file_writes

__all__ = ["Recognised", "letter", "recognise"]

Made = TypeVar("Made")

SAMPLE_PROBLEMS: Final = 20
COLUMNS_AT_ONCE: Final = 4  # of a long file: each is some hundred megabytes, and each reading takes its time
ROWS_AT_ONCE: Final = 250_000  # of a slice: what is worked out of a row takes several times its own room
NOT_OURS: Final = Sentence("Column '{heading}' is none of our own column names; it is not used.")
OTHER_NAME: Final = Sentence(
    "No heading '{heading}': {field} stays empty. Column '{other}' may be the same; it is not used. Where it is, say so on the page"
    " Upload or name it in the profile."
)


@dataclass(frozen=True)
class Recognised:
    """An export that is understood: where its headings are, and which of them is which field."""

    sheet: Sheet
    header_row: int  # row number in the file, as Excel shows it
    headings: list[str]  # one a cell column, from column A on; each is named once
    profile: Profile
    table: str
    columns: dict[str, str | None]  # heading -> field
    problems: list[Sentence] = field(default_factory=list)  # what a person may want to look at
    header_rows: tuple[int, ...] = ()  # all rows of the heading, where there are several
    heading_cells: tuple[HeadingRow, ...] = ()  # what stands in each of them
    own_columns: tuple[int, ...] = ()  # of the table, 0 = A, where others stand beside it
    other_tables: tuple[Table, ...] = ()  # what else stands on the sheet, under or beside it
    personal: tuple[Personal, ...] = ()  # columns with personal data, and what is done with them
    large: LargeText | None = (
        None  # where the rows are too many to be held: the sheet has only those that told where it is
    )

    clock: Clock | None = None  # that its times are told by, where it is not for its own columns alone to tell

    @property
    def source(self) -> str:
        return self.profile.name

    def cell_column(self, heading: str) -> str:
        """Return the column of `rows` that holds the cells under a heading."""
        return f"c{self.headings.index(heading)}"

    def heading_of(self, field_name: str) -> str | None:
        """Return the heading that a field is read from, or None."""
        return next((heading for heading, found in self.columns.items() if found == field_name), None)

    def headings_like(self, named: Iterable[str]) -> list[str]:
        """Return the headings of the file that a profile names, whatever their case and spaces."""
        wanted = {same(name) for name in named}
        return [heading for heading in self.headings if same(heading) in wanted]

    @cached_property
    def rows(self) -> pl.DataFrame:
        """The rows under the headings that hold anything, all at once."""
        return pl.concat(self.each_slice(lambda rows: rows)) if self.large else self._below_headings(self.sheet.cells)

    @property
    def is_long(self) -> bool:
        """Whether the rows are too many to be worked out at once."""
        return self.large is not None or self.rows.height > ROWS_AT_ONCE

    def each_slice(self, work: Callable[[pl.DataFrame], Made], columns: Sequence[str] | None = None) -> Iterator[Made]:
        """Yield what is made of the same rows, some at a time; there is always a slice, if without rows.

        columns   those that the work needs: of a long file no others are read, where that can be told
        """
        large = self.large
        if large is None:
            return map(work, [self.rows]) if not self.is_long else ahead(work, self.rows.iter_slices(ROWS_AT_ONCE))

        def read(piece: Piece) -> Made:
            if columns is None or piece.holds_empty:
                return work(self._below_headings(piece.cells()))
            return work(piece.cells(columns).filter(pl.col("row_number") > self._last_heading))

        return ahead(read, large.pieces)

    def cells_in_turn(self) -> Iterator[tuple[str, pl.Series]]:
        """Yield each heading that the file has, with the cells under it; of a long file a few columns are held at a time."""
        if self.large is None:
            yield from ((heading, self.rows[self.cell_column(heading)]) for heading in self.columns)
            return
        headings = list(self.columns)
        for at in range(0, len(headings), COLUMNS_AT_ONCE):
            some = headings[at : at + COLUMNS_AT_ONCE]
            columns = [self.cell_column(heading) for heading in some]
            cells = pl.concat(self.each_slice(itemgetter(columns), columns))
            yield from zip(some, cells.get_columns(), strict=True)

    def _below_headings(self, cells: pl.DataFrame) -> pl.DataFrame:
        return cells.filter((pl.col("row_number") > self._last_heading) & holds_something(self.sheet.columns))

    @property
    def _last_heading(self) -> int:
        return max((self.header_row, *self.header_rows))


def recognise(sheets: list[Sheet], profiles: list[Profile], source: str | None = None) -> Recognised:
    """Return the one sheet, row of headings and profile that fit together.

    `source` names the profile where it is known. Raises UnknownHeadings, EmptyFile (no rows below) or Undecided.
    """
    file = sheets[0].file_name
    asked = _named(profiles, source, file)
    sheets, tables = tables_without_merged([as_delivered(sheet) for sheet in sheets])
    found = matches(sheets, tables, asked)
    if source is None:
        found = [match for match in found if not (match.is_partly_ours or match.is_of_another_system)]
    fitting = [match for match in found if match.fits]
    if not fitting:
        if tables and tables[0].kind == "rows":
            require_even(file, tables[0].sheet, tables[0].headings, tables[0].header_rows)
        raise beside_hidden(file, unknown(file, tables, found, asked), sheets)
    filled = [match for match in fitting if match.heading.rows_below.height]
    if not filled:
        raise beside_hidden(file, no_rows(file, fitting[0]), sheets)
    best = _only_best(file, filled, tables)
    require_even(file, best.sheet, best.headings, best.heading.header_rows)
    best, of_times = as_this_file_writes(best, best.heading.rows_below)
    heading, others = best.heading, _others(best, tables)
    of_headings = told_of_headings(best.sheet, best.headings, heading.header_rows)
    return Recognised(
        best.sheet,
        best.header_row,
        best.headings,
        best.profile,
        best.profile.table,
        best.columns,
        _problems(best, [*left_alone(best, others, tables), *of_times, *of_headings], others),
        heading.header_rows,
        heading.table.heading_cells if heading.table else (),
        heading.table.columns if heading.table else (),
        others,
    )


def _others(match: Match, tables: list[Table]) -> tuple[Table, ...]:
    """Return the other tables on the sheet that end below the headings."""
    own = match.heading.table
    last = max(match.heading.header_rows)
    return tuple(
        table for table in tables if own and table.sheet is own.sheet and table is not own and table.last_row > last
    )


def _named(profiles: list[Profile], source: str | None, file: str) -> list[Profile]:
    if source is None:
        return profiles
    if asked := [profile for profile in profiles if profile.name == source]:
        return [profile.model_copy(update={"distinctive": []}) for profile in asked]  # who asks for it knows that it is
    known = ", ".join(sorted({profile.name for profile in profiles}))
    raise UnknownHeadings(
        file,
        Sentence("there is no source '{source}'; we know {known}.", source=source, known=known),
        Sentence("Name one of these, or none: we look ourselves."),
    )


def _only_best(file: str, fitting: list[Match], tables: list[Table]) -> Match:
    """Return the best match; raise where two sheets or two profiles fit alike."""
    top = max(match.score for match in fitting)
    best = [match for match in fitting if match.score == top]
    if len({match.sheet.name for match in best}) > 1:
        source = best[0].profile
        raise sheets_alike(file, [match for match in fitting if match.profile is source], tables)
    if len({(match.profile.name, match.profile.table) for match in best}) > 1:
        raise sources_alike(file, best, tables)
    return best[0]


def _not_found(match: Match) -> list[Sentence]:
    """Return which headings of the profile the file has not, each with the one of the file that may be it."""
    return [
        Sentence(OTHER_NAME, heading=headings[0], field=name, other=match.perhaps[name])
        if name in match.perhaps
        else Sentence("No heading '{heading}': {field} stays empty.", heading=headings[0], field=name)
        for name, headings in match.profile.columns.items()
        if name not in match.known
    ]


def _problems(match: Match, told_before: list[Sentence], others: tuple[Table, ...]) -> list[Sentence]:
    """Return sentences on what was not found, seen and not used, or used with a doubt; columns of other tables are told before."""
    of_others = {at for table in others for at in table.columns}
    own = set(match.heading.table.columns) if match.heading.table else set()
    present = match.heading.rows_below
    told = [*match.sheet.problems, *told_before, *times_left(match, present), *zones_left(match, present)]
    if match.profile.name == CANONICAL:
        told += [Sentence(NOT_OURS, heading=heading) for heading in match.unused]
    else:
        told += _not_found(match)
    for at, heading in enumerate(match.headings):
        empty = present[f"c{at}"].null_count() == present.height
        if is_unnamed(heading) and not empty and at not in of_others - own:
            told.append(Sentence("Column {letter} has cells and no heading; it is not used.", letter=letter(at)))
        if match.columns[heading] and empty:
            told.append(Sentence("Column '{heading}' is empty.", heading=heading))
    return told[:SAMPLE_PROBLEMS]
