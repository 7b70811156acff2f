"""Headings -> the profile that fits and which column is which field, or an error that names what we saw."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import polars as pl
from rapidfuzz import fuzz, process

from pipelines import vocabulary
from pipelines.errors import EmptyFile, Undecided, UnknownHeadings
from pipelines.profile import CANONICAL, Profile, same
from pipelines.sheet import Sheet, holds_something

HEADER_WITHIN_ROWS: Final = 60  # the longest block of notes above a table that we have met has 15 rows
HEADINGS_SHOWN: Final = 20
SAMPLE_PROBLEMS: Final = 20
LIKE_ENOUGH: Final = 75  # of 100; below it a "nearest" heading is no help


@dataclass(frozen=True)
class Recognised:
    """An export that is understood: where its headings are, and which of them is which field."""

    sheet: Sheet
    header_row: int  # row number in the file, as Excel shows it
    headings: list[str]  # one a cell column, from column A on; each is named once
    profile: Profile
    table: str
    columns: dict[str, str | None]  # heading -> field
    problems: list[str] = field(default_factory=list)  # what a person may want to look at, in sentences

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
        """The rows under the headings that hold anything."""
        return _rows_below(self.sheet, self.header_row)


@dataclass(frozen=True)
class Match:
    """How well one profile fits one row of headings."""

    sheet: Sheet
    header_row: int
    headings: list[str]
    profile: Profile
    columns: dict[str, str | None]
    missing: list[str]  # required fields that no heading brings

    @property
    def known(self) -> set[str]:
        """The fields that the headings bring."""
        return {name for name in self.columns.values() if name}

    @property
    def score(self) -> tuple[int, bool, int, float, bool]:
        """Nothing required is missing, the table's own number is there, the most headings known, the most of the
        profile found; and our own names before a profile that lists them too."""
        own_number = vocabulary.RECORD_ID[self.profile.table] in self.known
        share = len(self.known) / len(self.profile.columns)
        ours = self.profile.name == CANONICAL
        return (-len(self.missing), own_number and not self.missing, len(self.known), 0.0 if ours else share, ours)


def recognise(sheets: list[Sheet], profiles: list[Profile], source: str | None = None) -> Recognised:
    """Return the one sheet, row of headings and profile that fit together.

    `source` names the profile where it is known. Raises UnknownHeadings, EmptyFile (no rows below) or Undecided.
    """
    file = sheets[0].file_name
    asked = _named(profiles, source, file)
    matches = [match for sheet in sheets for match in _matches(sheet, asked)]
    fitting = [match for match in matches if not match.missing and _own_columns(match)]
    if not fitting:
        raise _unknown(file, sheets, matches, asked)
    filled = [match for match in fitting if _rows_below(match.sheet, match.header_row).height]
    if not filled:
        raise _no_rows(file, fitting[0])
    best = _only_best(file, filled)
    return Recognised(
        best.sheet, best.header_row, best.headings, best.profile, best.profile.table, best.columns, _problems(best)
    )


def _named(profiles: list[Profile], source: str | None, file: str) -> list[Profile]:
    if source is None:
        return profiles
    if asked := [profile for profile in profiles if profile.name == source]:
        return asked
    known = ", ".join(sorted({profile.name for profile in profiles}))
    raise UnknownHeadings(
        file, f"there is no source '{source}'; we know {known}.", "Name one of these, or none: we look ourselves."
    )


def _matches(sheet: Sheet, profiles: list[Profile]) -> list[Match]:
    """Return for each profile its best row among the first rows of the sheet."""
    top = sheet.cells.head(HEADER_WITHIN_ROWS)
    found: list[Match] = []
    for profile in profiles:
        tried = [_match(sheet, profile, row) for row in top.iter_rows()]
        known = [match for match in tried if any(match.columns.values())]
        if known:
            found.append(max(known, key=lambda match: match.score))
    return found


def _match(sheet: Sheet, profile: Profile, row: tuple[int | str | None, ...]) -> Match:
    """Return what a profile makes of one row, taken as headings."""
    headings = _headings([None if cell is None else str(cell) for cell in row[1:]])
    by_name = {same(heading): heading for heading in reversed(headings)}
    columns: dict[str, str | None] = dict.fromkeys(headings)
    for name, wanted in profile.columns.items():
        present = [by_name[same(heading)] for heading in wanted if same(heading) in by_name]
        free = [heading for heading in present if columns[heading] is None]
        if free:
            columns[free[0]] = name
    brought = profile.given_fields | {name for name in columns.values() if name}
    missing = [name for name in vocabulary.REQUIRED[profile.table] if name not in brought]
    return Match(sheet, int(row[0] or 0), headings, profile, columns, missing)


def _headings(cells: list[str | None]) -> list[str]:
    """Return a name for every column: what is written, numbered where it stands twice, or the column's letter."""
    seen: dict[str, int] = {}
    headings = []
    for at, cell in enumerate(cells):
        written = " ".join(cell.split()) if cell else f"(column {letter(at)})"
        seen[written] = seen.get(written, 0) + 1
        headings.append(written if seen[written] == 1 else f"{written} ({seen[written]})")
    return headings


def letter(at: int) -> str:
    """Return the letters that Excel gives to a column, counted from 0."""
    return (letter(at // 26 - 1) if at >= 26 else "") + chr(ord("A") + at % 26)


def _own_columns(match: Match) -> bool:
    """Return whether enough is there to be a table of its own: a title row that says 'service' is not."""
    if match.profile.name == CANONICAL and match.profile.table == "visits":
        return bool(match.known & {"planned_from", "planned_to", "started_at", "ended_at", "visit_id"})
    return len(match.known) >= min(2, len(match.profile.columns))


def _rows_below(sheet: Sheet, header_row: int) -> pl.DataFrame:
    return sheet.cells.filter((pl.col("row_number") > header_row) & holds_something(sheet.columns))


def _only_best(file: str, matches: list[Match]) -> Match:
    """Return the best match; raise where two sheets or two profiles fit alike."""
    top = max(match.score for match in matches)
    best = [match for match in matches if match.score == top]
    if len({match.sheet.name for match in best}) > 1:
        seen = " and ".join(f"'{m.sheet.name}' ({_rows_below(m.sheet, m.header_row).height} rows)" for m in best)
        raise Undecided(file, f"its sheets look alike: {seen}.", "Say which one with --sheet.")
    if len({(match.profile.name, match.profile.table) for match in best}) > 1:
        seen = ", ".join(sorted({f"{match.profile.title} ({match.profile.name})" for match in best}))
        raise Undecided(file, f"its headings fit more than one source: {seen}.", "Say which one with --source.")
    return best[0]


def _no_rows(file: str, match: Match) -> EmptyFile:
    return EmptyFile(
        file,
        f"row {match.header_row} has the headings of {match.profile.title}, and there are no rows under them.",
        "Export it again with a period in which something happened.",
    )


def _unknown(file: str, sheets: list[Sheet], matches: list[Match], profiles: list[Profile]) -> UnknownHeadings:
    """Return the error that names the headings we saw and, where one comes near, the field that is missing."""
    if (
        matches
        and (close := max(matches, key=lambda match: match.score))
        and sum(map(bool, close.columns.values())) >= 2
    ):
        return _missing(file, close)
    seen = _headings_seen(sheets)
    return UnknownHeadings(
        file,
        f"no source that we know has its headings. The headings we saw: {_listed(seen)}.{_nearest(seen, profiles)}",
        "Say which source it is with --source, or make a profile for it.",
    )


def _missing(file: str, match: Match) -> UnknownHeadings:
    """Return the error for a file that we know but for a column or two."""
    free = {
        same(heading): heading
        for heading, name in match.columns.items()
        if name is None and not heading.startswith("(column ")
    }
    wanted = [match.profile.columns.get(name, [name])[0] for name in match.missing]
    hints = [f"'{heading}'" + _like(heading, free) for heading in wanted] or ["that tells which table it is"]
    return UnknownHeadings(
        file,
        f"it looks like {match.profile.title}, but row {match.header_row} has no heading {', '.join(hints)}."
        f" The headings we saw: {_listed(match.headings)}.",
        "Export it again with that column, or name its heading in the profile.",
    )


def _like(heading: str, free: dict[str, str]) -> str:
    """Return a hint at the heading of the file that comes nearest to one that we want; "" where none does."""
    near = process.extractOne(same(heading), list(free), scorer=fuzz.ratio, score_cutoff=LIKE_ENOUGH)
    return f" (nearest: '{free[near[0]]}')" if near else ""


def _headings_seen(sheets: list[Sheet]) -> list[str]:
    """Return the cells of the row that has the most of them: where nothing is known, that is most like headings."""
    rows = [row[1:] for sheet in sheets for row in sheet.cells.head(HEADER_WITHIN_ROWS).iter_rows()]
    widest = max(rows, key=lambda row: sum(cell is not None for cell in row))
    return [" ".join(str(cell).split()) for cell in widest if cell is not None]


def _nearest(seen: list[str], profiles: Iterable[Profile]) -> str:
    """Return a sentence with the headings that come nearest to one that we know; "" where none does."""
    known = {
        same(heading): heading
        for profile in profiles
        for headings in profile.columns.values()
        for heading in headings
        if len(same(heading)) > 2
    }
    near = []
    for heading in seen:
        if found := process.extractOne(same(heading), list(known), scorer=fuzz.ratio, score_cutoff=LIKE_ENOUGH):
            near.append((found[1], f"'{heading}' to '{known[found[0]]}'"))
    closest = [words for _, words in sorted(near, reverse=True)[:3]]
    return f" Nearest to what we know: {', '.join(closest)}." if closest else ""


def _listed(headings: list[str]) -> str:
    shown = ", ".join(f"'{heading[:40]}'" for heading in headings[:HEADINGS_SHOWN])
    more = len(headings) - HEADINGS_SHOWN
    return f"{shown} and {more} more" if more > 0 else shown


def _problems(match: Match) -> list[str]:
    """Return sentences on what was not found, seen and not used, or used with a doubt."""
    present = _rows_below(match.sheet, match.header_row)
    told = []
    if match.profile.name != CANONICAL:
        told += [
            f"No heading '{headings[0]}': {name} stays empty."
            for name, headings in match.profile.columns.items()
            if name not in match.known
        ]
    for at, heading in enumerate(match.headings):
        empty = present[f"c{at}"].null_count() == present.height
        if heading.startswith("(column ") and not empty:
            told.append(f"Column {letter(at)} has cells and no heading; it is not used.")
        if match.columns[heading] and empty:
            told.append(f"Column '{heading}' is empty.")
        if heading.endswith(")") and heading.rpartition(" (")[0] in match.headings and not empty:
            told.append(f"The heading '{heading.rpartition(' (')[0]}' stands there more than once; the first is used.")
    return told[:SAMPLE_PROBLEMS]
