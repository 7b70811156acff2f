"""How well each profile fits the headings of a file: which row they stand in, which column is which field."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

import polars as pl

from pipelines import vocabulary
from pipelines.find_table import Table
from pipelines.grid import FIRST_ROWS
from pipelines.headings import is_unnamed, named
from pipelines.names import LESS_SUBJECT, PERHAPS, known_names
from pipelines.profile import CANONICAL, Profile, comes_with_us, same
from pipelines.rejects import came_back
from pipelines.sheet import Sheet, holds_something

HEADER_WITHIN_ROWS: Final = FIRST_ROWS  # the longest block of notes above a table that we have met has 15 rows
SHAPE_ALIKE: Final = 0.6  # of the headings a learnt profile was made from and those of the file together, in both
OURS_SHARE: Final = (
    0.75  # of the headings of a file that bears our own names; a "Service" and a "Status" stand in any file
)
# Without these it is not known which visit it was, what for, or when; a row requires none of them.
OF_A_VISIT: Final = frozenset(("visit_id", "item_id", "started_at", "ended_at", "planned_from", "planned_to"))
# One of each has to be read: without an end every case is open, and without a person nothing is joined.
ONE_OF_AN_ITEM: Final = (("reported_done_at", "recorded_done_at"), ("customer_id", "place_id"))

compared = lru_cache(maxsize=50_000)(same)


@dataclass(frozen=True)
class Heading:
    """A row, or several together, taken as the headings of a sheet."""

    sheet: Sheet
    header_row: int  # row number, as Excel shows it
    header_rows: tuple[int, ...]
    names: list[str]  # one a cell column from A on, each once
    forms: dict[int, list[str]]  # column -> every way to read its heading, as compared; the surest first
    table: Table | None = None  # as it was found without a profile, where it was

    @cached_property
    def columns_of(self) -> dict[str, int]:
        """Heading as compared -> column. What could be read of two columns of a composed heading is in none of them."""
        found: dict[str, int] = {}
        for rank in range(max((len(read) for read in self.forms.values()), default=0)):
            level: dict[str, list[int]] = {}
            for at, read in self.forms.items():
                if rank < len(read):
                    level.setdefault(read[rank], []).append(at)
            for name, columns in level.items():
                if name not in found and (len(columns) == 1 or len(self.header_rows) == 1):
                    found[name] = columns[0]
        for at, name in enumerate(self.names):  # by which a person tells columns of one heading apart
            if at in self.forms:
                found.setdefault(compared(name), at)
        return found

    def has(self, name: str) -> bool:
        """Return whether a heading is there."""
        return compared(name) in self.columns_of

    @cached_property
    def shape(self) -> frozenset[str]:
        """The headings as compared, those of the table only."""
        return frozenset(compared(name) for name in self.names if not is_unnamed(name))

    @cached_property
    def rows_below(self) -> pl.DataFrame:
        """The rows under the headings that hold anything."""
        last = max(self.header_rows)
        return self.sheet.cells.filter((pl.col("row_number") > last) & holds_something(self.sheet.columns))


@dataclass(frozen=True)
class Match:
    """How well one profile fits one row of headings."""

    heading: Heading
    profile: Profile
    columns: dict[str, str | None]
    missing: list[str]  # required fields that no heading brings

    @property
    def sheet(self) -> Sheet:
        return self.heading.sheet

    @property
    def header_row(self) -> int:
        return self.heading.header_row

    @property
    def headings(self) -> list[str]:
        return self.heading.names

    @cached_property
    def known(self) -> set[str]:
        """The fields that the headings bring."""
        return {name for name in self.columns.values() if name}

    @cached_property
    def closeness(self) -> float:
        """Share of the headings a profile was learnt from that are here, and here only; 0 for one that was not learnt."""
        learnt = frozenset(compared(heading) for heading in self.profile.shape)
        return len(learnt & self.heading.shape) / len(learnt | self.heading.shape) if learnt else 0.0

    @cached_property
    def is_distinct(self) -> bool:
        """Whether the headings are there that no other source has."""
        return all(any(map(self.heading.has, names)) for names in self.profile.distinctive)

    @cached_property
    def unused(self) -> list[str]:
        """The headings that have cells below them and are no field, each once; not those that we put before rows to mend."""
        below, ours = self.heading.rows_below, 2 if came_back(self.headings) else 0
        told = {compared(heading) for heading, name in self.columns.items() if name}
        found = []
        for at, heading in enumerate(self.headings):
            alike = compared(self._as_written(heading))
            is_bare = is_unnamed(heading) or below[f"c{at}"].null_count() == below.height
            if at >= ours and self.columns[heading] is None and not is_bare and alike not in told:
                told.add(alike)
                found.append(heading)
        return found

    def _as_written(self, heading: str) -> str:
        """Return a heading without the number that tells it from others of that name."""
        first, _, number = heading.rpartition(" (")
        return first if first in self.headings and number.rstrip(")").isdecimal() else heading

    @cached_property
    def perhaps(self) -> dict[str, str]:
        """Field that no heading brings -> an unused heading that may be it, by its name; not one that a person left unused."""
        names, wanted = known_names()[self.profile.table], self.profile.columns.keys() - self.known
        sure = (
            PERHAPS if self.profile.name == CANONICAL else LESS_SUBJECT
        )  # a real system has many columns that we need not
        left = {compared(heading) for heading in self.profile.shape}
        found: dict[str, str] = {}
        for heading in self.unused:
            for like in names.like(heading) if compared(heading) not in left else ():
                if like.field in wanted and like.score > sure - 0.01:
                    found.setdefault(like.field, heading)
        return found

    @cached_property
    def is_partly_ours(self) -> bool:
        """Whether a few of our own names stand among others that may tell of the same rows: a person has to say what they are."""
        if self.profile.name != CANONICAL:
            return False
        return bool(self.perhaps) or len(self.known) < OURS_SHARE * (len(self.known) + len(self.unused))

    @cached_property
    def is_of_another_system(self) -> bool:
        """Whether headings that tell which row it is, whose and when stand there under other names than those of a system we know.

        Then the file is of another one that shares a few headings with it, and a person has to say what its columns are.
        """
        if not comes_with_us(self.profile):
            return False
        needed = {vocabulary.RECORD_ID[self.profile.table], *(OF_A_VISIT if self.profile.table == "visits" else ())}
        if self.profile.table == "work_items":
            needed = needed.union(*(either for either in ONE_OF_AN_ITEM if self.known.isdisjoint(either)))
        return not needed.isdisjoint(self.perhaps)

    @property
    def fits(self) -> bool:
        """Return whether all is there that a row needs, and enough to be a table of its own."""
        if self.missing or not self.is_distinct or (self.profile.shape and self.closeness < SHAPE_ALIKE):
            return False
        if self.profile.table == "visits":  # which requires no field: what has no moment is none
            return bool(self.known & {"planned_from", "planned_to", "started_at", "ended_at", "visit_id"})
        enough = len(self.known) + len(self.profile.needed_headings)
        return enough >= min(2, len(self.profile.columns))  # a title row that says 'service' is no table

    @property
    def score(self) -> tuple[int, bool, float, int, float, bool]:
        """Nothing required is missing, the table's own number is there, it was learnt from such a file, the most headings
        known, the most of the profile found; and our own names before a profile that lists them too."""
        own_number = vocabulary.RECORD_ID[self.profile.table] in self.known
        share = len(self.known) / len(self.profile.columns)
        ours = self.profile.name == CANONICAL
        known = len(self.known)
        return (
            -len(self.missing),
            own_number and not self.missing,
            self.closeness,
            known,
            0.0 if ours else share,
            ours,
        )


def matches(sheets: Sequence[Sheet], tables: Sequence[Table], profiles: Sequence[Profile]) -> list[Match]:
    """Return for each sheet and profile its best row of headings, where any heading of it is known."""
    wanted = [(profile, _known_names(profile)) for profile in profiles]
    found = []
    for sheet in sheets:
        headings = _headings_of(sheet, [table for table in tables if table.sheet is sheet])
        for profile, names in wanted:
            tried = [_match(heading, profile) for heading in headings if not names.isdisjoint(heading.columns_of)]
            if known := [match for match in tried if match.known]:
                found.append(max(known, key=lambda match: match.score))
    return found


def _known_names(profile: Profile) -> frozenset[str]:
    return frozenset(compared(heading) for headings in profile.columns.values() for heading in headings)


def _headings_of(sheet: Sheet, tables: Sequence[Table]) -> list[Heading]:
    """Return what can be the headings of a sheet: those of the tables found on it, then each of its first rows."""
    found = [_of_table(table) for table in tables if table.header_row is not None]
    for row in sheet.cells.head(HEADER_WITHIN_ROWS).iter_rows():
        written = [None if cell is None else str(cell) for cell in row[1:]]
        if any(written):
            forms = {at: [compared(cell)] for at, cell in enumerate(written) if cell and len(cell) <= 400}
            found.append(Heading(sheet, int(row[0]), (int(row[0]),), named(written), forms))
    return found


def _of_table(table: Table) -> Heading:
    assert table.header_row is not None
    forms = {at: list(dict.fromkeys(compared(form) for form in read)) for at, read in table.forms.items()}
    return Heading(table.sheet, table.header_row, table.header_rows, table.headings, forms, table)


def _match(heading: Heading, profile: Profile) -> Match:
    """Return what a profile makes of one row, taken as headings."""
    columns: dict[str, str | None] = dict.fromkeys(heading.names)
    for field, wanted in profile.columns.items():
        at = _first_free(heading, wanted, columns)
        if at is not None:
            columns[heading.names[at]] = field
    brought = profile.given_fields | {name for name in columns.values() if name}
    missing = [name for name in vocabulary.REQUIRED[profile.table] if name not in brought]
    missing += [names[0] for names in profile.needed_headings if not any(map(heading.has, names))]
    return Match(heading, profile, columns, missing)


def _first_free(heading: Heading, wanted: Iterable[str], columns: dict[str, str | None]) -> int | None:
    """Return the column of the first name that the file has and no other field took."""
    for name in wanted:
        at = heading.columns_of.get(compared(name))
        if at is not None and columns[heading.names[at]] is None:
            return at
    return None
