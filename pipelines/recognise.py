"""Headings -> the profile that fits and which column is which field, or an error that names what we saw."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property, reduce
from typing import Final

import polars as pl
from rapidfuzz import fuzz, process

from pipelines import vocabulary
from pipelines.errors import EmptyFile, Undecided, UnknownHeadings
from pipelines.profile import CANONICAL, Profile, same
from pipelines.rejects import as_delivered
from pipelines.sentence import Sentence, listed
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
    problems: list[Sentence] = field(default_factory=list)  # what a person may want to look at

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
    asked, sheets = _named(profiles, source, file), [as_delivered(sheet) for sheet in sheets]
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
        file,
        Sentence("there is no source '{source}'; we know {known}.", source=source, known=known),
        Sentence("Name one of these, or none: we look ourselves."),
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
    missing += [names[0] for names in profile.needed_headings if not any(same(name) in by_name for name in names)]
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
    return len(match.known) + len(match.profile.needed_headings) >= min(2, len(match.profile.columns))


def _rows_below(sheet: Sheet, header_row: int) -> pl.DataFrame:
    return sheet.cells.filter((pl.col("row_number") > header_row) & holds_something(sheet.columns))


def _only_best(file: str, matches: list[Match]) -> Match:
    """Return the best match; raise where two sheets or two profiles fit alike."""
    top = max(match.score for match in matches)
    best = [match for match in matches if match.score == top]
    if len({match.sheet.name for match in best}) > 1:
        raise _sheets_alike(file, best)
    if len({(match.profile.name, match.profile.table) for match in best}) > 1:
        raise _sources_alike(file, best)
    return best[0]


def _sheets_alike(file: str, best: list[Match]) -> Undecided:
    sheets = [
        Sentence("'{sheet}' ({rows} rows)", sheet=str(m.sheet.name), rows=_rows_below(m.sheet, m.header_row).height)
        for m in best
    ]
    seen = reduce(lambda first, second: Sentence("{first} and {second}", first=first, second=second), sheets)
    return Undecided(
        file,
        Sentence("its sheets look alike: {sheets}.", sheets=seen),
        Sentence("Choose one of them (in a command with --sheet)."),
        "sheet",
        [str(match.sheet.name) for match in best],
    )


def _sources_alike(file: str, best: list[Match]) -> Undecided:
    sources = {
        Sentence("{title} ({source})", title=Sentence(match.profile.title), source=match.profile.name) for match in best
    }
    return Undecided(
        file,
        Sentence("its headings fit more than one source: {sources}.", sources=listed(sorted(sources))),
        Sentence("Choose one of them (in a command with --source)."),
        "source",
        [match.profile.name for match in best],
    )


def _no_rows(file: str, match: Match) -> EmptyFile:
    return EmptyFile(
        file,
        Sentence(
            "row {row} has the headings of {title}, and there are no rows under them.",
            row=match.header_row,
            title=Sentence(match.profile.title),
        ),
        Sentence("Export it again with a period in which something happened."),
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
    unknown = Sentence(
        "no source that we know has its headings. The headings we saw: {headings}.", headings=_headings_shown(seen)
    )
    if near := _nearest(seen, profiles):
        unknown = Sentence("{unknown} Nearest to what we know: {near}.", unknown=unknown, near=listed(near))
    return UnknownHeadings(file, unknown, Sentence("Say which source it is with --source, or make a profile for it."))


def _missing(file: str, match: Match) -> UnknownHeadings:
    """Return the error for a file that we know but for a column or two."""
    free = {
        same(heading): heading
        for heading, name in match.columns.items()
        if name is None and not heading.startswith("(column ")
    }
    wanted = [match.profile.columns.get(name, [name])[0] for name in match.missing]
    hints = [_like(heading, free) for heading in wanted] or [Sentence("that tells which table it is")]
    return UnknownHeadings(
        file,
        Sentence(
            "it looks like {title}, but row {row} has no heading {missing}. The headings we saw: {headings}.",
            title=Sentence(match.profile.title),
            row=match.header_row,
            missing=listed(hints),
            headings=_headings_shown(match.headings),
        ),
        Sentence("Export it again with that column, or name its heading in the profile."),
    )


def _like(heading: str, free: dict[str, str]) -> str:
    """Return a heading that we want, with the one of the file that comes nearest to it where one does."""
    near = process.extractOne(same(heading), list(free), scorer=fuzz.ratio, score_cutoff=LIKE_ENOUGH)
    if not near:
        return f"'{heading}'"
    return Sentence("'{heading}' (nearest: '{nearest}')", heading=heading, nearest=free[near[0]])


def _headings_seen(sheets: list[Sheet]) -> list[str]:
    """Return the cells of the row that has the most of them: where nothing is known, that is most like headings."""
    rows = [row[1:] for sheet in sheets for row in sheet.cells.head(HEADER_WITHIN_ROWS).iter_rows()]
    widest = max(rows, key=lambda row: sum(cell is not None for cell in row))
    return [" ".join(str(cell).split()) for cell in widest if cell is not None]


def _nearest(seen: list[str], profiles: Iterable[Profile]) -> list[Sentence]:
    """Return the headings that come nearest to one that we know, the nearest first, each with the one we know."""
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
            near.append((found[1], Sentence("'{seen}' to '{known}'", seen=heading, known=known[found[0]])))
    return [pair for _, pair in sorted(near, reverse=True)[:3]]


def _headings_shown(headings: list[str]) -> str:
    shown = ", ".join(f"'{heading[:40]}'" for heading in headings[:HEADINGS_SHOWN])
    more = len(headings) - HEADINGS_SHOWN
    return Sentence("{shown} and {count} more", shown=shown, count=more) if more > 0 else shown


def _problems(match: Match) -> list[Sentence]:
    """Return sentences on what was not found, seen and not used, or used with a doubt."""
    present = _rows_below(match.sheet, match.header_row)
    told = []
    if match.profile.name != CANONICAL:
        told += [
            Sentence("No heading '{heading}': {field} stays empty.", heading=headings[0], field=name)
            for name, headings in match.profile.columns.items()
            if name not in match.known
        ]
    for at, heading in enumerate(match.headings):
        empty = present[f"c{at}"].null_count() == present.height
        if heading.startswith("(column ") and not empty:
            told.append(Sentence("Column {letter} has cells and no heading; it is not used.", letter=letter(at)))
        if match.columns[heading] and empty:
            told.append(Sentence("Column '{heading}' is empty.", heading=heading))
        first = heading.rpartition(" (")[0]
        if heading.endswith(")") and first in match.headings and not empty:
            told.append(
                Sentence("The heading '{heading}' stands there more than once; the first is used.", heading=first)
            )
    return told[:SAMPLE_PROBLEMS]
