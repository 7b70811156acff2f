"""Why a file that can be read was not recognised: what was seen in it, what to do, and the table to go on from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from typing import Final

from rapidfuzz import fuzz, process

from pipelines.bare_headings import bare_headings
from pipelines.errors import EmptyFile, Undecided, UnknownHeadings
from pipelines.find_table import Table
from pipelines.grid import Row
from pipelines.headings import is_unnamed
from pipelines.match import Match
from pipelines.profile import CANONICAL, Profile, same
from pipelines.proposal import Proposal
from pipelines.propose import propose
from pipelines.sentence import Sentence, listed
from pipelines.sheet import Sheet

HEADINGS_SHOWN: Final = 20
HEADING_SHOWN: Final = 40  # signs of one
LIKE_ENOUGH: Final = 75  # of 100; below it a "nearest" heading is no help
HARDLY_OTHER: Final = (
    85  # of 100; from there on a heading is rather another way to write one that we know than another word
)
HEADINGS_COMPARED: Final = 300

WITH_ROWS: Final = Sentence("Export it again with the rows of the cases, of a period in which something happened.")
A_ROW_EACH: Final = Sentence("Export the cases themselves: one row for each case, with its number and its dates.")
SHEET: Final = Sentence("'{sheet}' ({rows} rows)")
CHOOSE_SHEET: Final = Sentence(
    "Choose the sheet with the cases (in a command with --sheet), or make it visible in the workbook and drop that."
)

TELL_US: Final = Sentence(
    "On the page Upload you can say what its columns are; in a command name its source with --source, or make a profile."
)


def sheets_alike(file: str, best: Sequence[Match], tables: Sequence[Table]) -> Undecided:
    """Return the question which of several sheets is meant."""
    sheets = [Sentence(SHEET, sheet=str(match.sheet.name), rows=match.heading.rows_below.height) for match in best]
    seen = reduce(lambda first, second: Sentence("{first} and {second}", first=first, second=second), sheets)
    problem = Undecided(
        file,
        Sentence("its sheets look alike: {sheets}.", sheets=seen),
        Sentence("Choose one of them (in a command with --sheet)."),
        "sheet",
        [str(match.sheet.name) for match in best],
    )
    problem.tables = tuple(tables)
    return problem


def sources_alike(file: str, best: Sequence[Match], tables: Sequence[Table]) -> Undecided:
    """Return the question which of several sources it is."""
    sources = {
        Sentence("{title} ({source})", title=Sentence(match.profile.title), source=match.profile.name) for match in best
    }
    problem = Undecided(
        file,
        Sentence("its headings fit more than one source: {sources}.", sources=listed(sorted(sources))),
        Sentence("Choose one of them (in a command with --source)."),
        "source",
        [match.profile.name for match in best],
    )
    problem.tables = tuple(tables)
    return problem


def beside_hidden(
    file: str, problem: UnknownHeadings | EmptyFile, sheets: Sequence[Sheet]
) -> UnknownHeadings | EmptyFile | Undecided:
    """Return a refusal of what is shown in a workbook; where sheets are hidden in it, the question which one has the cases.

    A table that a person can explain is rather what is meant, unless a hidden sheet has more rows.
    """
    hidden = sheets[0].hidden_sheets
    if not hidden:
        return problem
    named = listed(Sentence(SHEET, sheet=name, rows=rows) for name, rows in hidden)
    seen = Sentence(
        "{seen} Sheets that are hidden in the workbook are not read: {sheets}.", seen=problem.seen, sheets=named
    )
    visible: list[str] = []
    if isinstance(problem, UnknownHeadings):
        table, proposal = problem.table, problem.proposal
        if table is not None and proposal is not None and not proposal.is_none_of_ours:
            if table.rows >= max(rows for _, rows in hidden):
                return problem
            visible = [str(sheet.name) for sheet in sheets]
    choices = [*(name for name, _ in hidden), *visible]
    question = Undecided(file, seen, CHOOSE_SHEET, "sheet", choices)
    question.tables = problem.tables if isinstance(problem, UnknownHeadings) else ()
    return question


def no_rows(file: str, match: Match) -> EmptyFile:
    """Return the error for headings that we know, with nothing under them."""
    return EmptyFile(
        file,
        Sentence(
            "row {row} has the headings of {title}, and there are no rows under them.",
            row=match.header_row,
            title=Sentence(match.profile.title),
        ),
        Sentence("Export it again with a period in which something happened."),
    )


def unknown(
    file: str, tables: Sequence[Table], matches: Sequence[Match], profiles: Sequence[Profile]
) -> UnknownHeadings | EmptyFile:
    """Return the error that says what was seen: a source that misses a column, a table that is none, or new headings."""
    alike = (match for match in matches if match.is_distinct and (match.missing or not match.profile.shape))
    close = max(alike, key=lambda match: match.score, default=None)
    table = tables[0] if tables else None
    if close and len(close.known) >= 2 and len(close.known) > len(close.missing):
        problem = _missing(file, close)
    elif bare := bare_headings(tables):
        return _only_headings(file, bare)
    elif table and (problem_of_kind := _no_rows_of_cases(file, table)):
        problem = problem_of_kind
    else:
        problem = _new_headings(file, table, profiles)
    problem.tables = tuple(tables)
    if table is not None and table.kind == "rows" and table.header_row is not None:
        problem.proposal = propose(table)
        if problem.proposal.is_none_of_ours:
            problem = _none_of_ours(file, problem.proposal, tables)
    return problem


def _none_of_ours(file: str, proposal: Proposal, tables: Sequence[Table]) -> UnknownHeadings:
    """Return the error for rows from which nothing can be counted: figures, payments."""
    assert proposal.told is not None
    problem = UnknownHeadings(file, proposal.told, A_ROW_EACH)
    problem.tables, problem.proposal = tuple(tables), proposal
    return problem


def _no_rows_of_cases(file: str, table: Table) -> UnknownHeadings | None:
    """Return the error for what is no table of rows, in words for what it is."""
    if table.kind == "cross_tab":
        seen = Sentence(
            "it is a cross-tab: under {headings} on row {row} stand figures, not cases.",
            headings=_headings_shown([table.headings[at] for at in table.columns]),
            row=table.header_row or table.first_row,
        )
        return UnknownHeadings(file, seen, A_ROW_EACH)
    if table.kind == "labels":
        seen = Sentence(
            "it holds names with a value beside each (rows {first} to {last}), not a table with a row for each case.",
            first=table.first_row,
            last=table.last_row,
        )
        return UnknownHeadings(file, seen, A_ROW_EACH)
    if table.kind == "text":
        return UnknownHeadings(file, Sentence("it holds text, and no table."), A_ROW_EACH)
    if table.header_row is None:
        seen = Sentence("its table has no headings: row {row} is a row of values already.", row=table.first_row)
        return UnknownHeadings(file, seen, Sentence("Export it again with the names of the columns above them."))
    return None


def _only_headings(file: str, row: Row) -> EmptyFile:
    """Return the error for headings that nobody knows, with nothing under them."""
    return EmptyFile(
        file,
        Sentence(
            "row {row} has headings ({headings}), and there are no rows under them.",
            row=row.number,
            headings=_headings_shown(list(row.cells.values())),
        ),
        WITH_ROWS,
    )


def _new_headings(file: str, table: Table | None, profiles: Iterable[Profile]) -> UnknownHeadings:
    """Return the error for headings that nobody knows, with those that come near to what we know."""
    seen = [table.headings[at] for at in table.columns if not is_unnamed(table.headings[at])] if table else []
    words = Sentence(
        "no source that we know has its headings. The headings we saw: {headings}.", headings=_headings_shown(seen)
    )
    if near := _nearest(seen, profiles):
        words = Sentence("{unknown} Like headings of sources that we know: {near}.", unknown=words, near=listed(near))
    return UnknownHeadings(file, words, TELL_US)


def _missing(file: str, match: Match) -> UnknownHeadings:
    """Return the error for a file that we know but for a column or two."""
    free = {
        same(heading): heading for heading, name in match.columns.items() if name is None and not is_unnamed(heading)
    }
    wanted = [match.profile.columns.get(name, [name])[0] for name in match.missing]
    hints = [_like(heading, free) for heading in wanted] or [Sentence("that tells which table it is")]
    problem = UnknownHeadings(
        file,
        Sentence(
            "it looks like {title}, but row {row} has no heading {missing}. The headings we saw: {headings}.",
            title=Sentence(match.profile.title),
            row=match.header_row,
            missing=listed(hints),
            headings=_headings_shown([heading for heading in match.headings if not is_unnamed(heading)]),
        ),
        Sentence("Export it again with that column, or name its heading in the profile."),
    )
    if match.missing and match.profile.name != CANONICAL:
        problem.looks_like = (Sentence(match.profile.title), listed(hints))
    return problem


def _like(heading: str, free: dict[str, str]) -> str:
    """Return a heading that we want, with the one of the file that comes nearest to it where one does."""
    near = process.extractOne(same(heading), list(free), scorer=fuzz.ratio, score_cutoff=LIKE_ENOUGH)
    if not near:
        return f"'{heading}'"
    return Sentence("'{heading}' (nearest: '{nearest}')", heading=heading, nearest=free[near[0]])


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
    for heading in seen[:HEADINGS_COMPARED]:
        if found := process.extractOne(same(heading), list(known), scorer=fuzz.ratio, score_cutoff=HARDLY_OTHER):
            near.append((found[1], Sentence("'{seen}' to '{known}'", seen=heading, known=known[found[0]])))
    return [pair for _, pair in sorted(near, reverse=True)[:3]]


def _headings_shown(headings: Sequence[str]) -> str:
    shown = ", ".join(f"'{heading[:HEADING_SHOWN]}'" for heading in headings[:HEADINGS_SHOWN])
    more = len(headings) - HEADINGS_SHOWN
    return Sentence("{shown} and {count} more", shown=shown, count=more) if more > 0 else shown
