"""An unknown file while a person says what it is: what we propose, three real values a column, what follows from a choice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import polars as pl

from pipelines.clock_cells import MIDNIGHT, moments_of, with_half, without_first_day
from pipelines.code_words import CODES_SHOWN, code_guesses
from pipelines.errors import UnknownHeadings
from pipelines.find_table import Table
from pipelines.limits import Limits
from pipelines.merged_cells import tables_without_merged
from pipelines.profile import CODED
from pipelines.proposal import Proposal
from pipelines.propose import forms_of, merged_in, propose, propose_rows, rows_of
from pipelines.questions import questions_of_fields
from pipelines.read import read_sheets
from pipelines.rejects import as_delivered
from pipelines.shapes import NOTHING
from pipelines.vocabulary import DELIVERED, REQUIRED

EXAMPLES: Final = 3
LOOKED_AT: Final = 10_000  # rows, for values that are worth to be shown
LONGEST_EXAMPLE: Final = 60


@dataclass(frozen=True)
class Draft:
    """What is known of a file that nobody knows, small enough to be kept while a person looks at it.

    proposal  what we make of it, as one kind of table
    examples  heading -> the first different values under it
    repeated  heading -> its cells, of those with few different ones: codes, priorities, activities
    may_be_events  whether several rows seem to tell of one case
    """

    proposal: Proposal
    examples: dict[str, list[str]]
    repeated: dict[str, pl.Series]
    may_be_events: bool = False
    sheet: str | None = None
    header_row: int | None = None


def draft_of(problem: UnknownHeadings) -> Draft | None:
    """Return the draft for a file that was not recognised; None where no row of it could ever be counted."""
    proposal, table = problem.proposal, problem.table
    if proposal is None or table is None or proposal.is_none_of_ours:
        return None
    return _drafted(table, rows_of(table), proposal, proposal.is_event_log)


def drafted_as(draft: Draft, file: Path, name: str, table: str, as_events: bool, limits: Limits) -> Draft:
    """Return the draft of the same file as a table that a person says it is; the file is read again, within the limits."""
    found = _table_in(file, name, draft.sheet, limits)
    rows = rows_of(found)
    return _drafted(
        found, rows, propose_rows(rows, table, as_events, forms_of(found), merged_in(found)), draft.may_be_events
    )


def draft_anew(file: Path, name: str, sheet: str | None, limits: Limits) -> Draft:
    """Return the draft of a file that a source fits, as if none did: a person says that it is another."""
    found = _table_in(file, name, sheet, limits)
    proposal = propose(found)
    return _drafted(found, rows_of(found), proposal, proposal.is_event_log)


def _table_in(file: Path, name: str, sheet: str | None, limits: Limits) -> Table:
    sheets = [as_delivered(found) for found in read_sheets(file, sheet, name, limits)]
    return tables_without_merged(sheets)[1][0]


def _drafted(table: Table, rows: pl.DataFrame, proposal: Proposal, may_be_events: bool) -> Draft:
    headings = list(proposal.guesses)
    return Draft(
        proposal,
        {heading: _examples(_shown(heading, rows, proposal)) for heading in headings},
        {
            heading: rows[heading].cast(pl.Categorical)
            for heading in headings
            if rows[heading].drop_nulls().n_unique() <= CODES_SHOWN
        },
        may_be_events,
        table.sheet.name,
        table.header_row,
    )


def _shown(heading: str, rows: pl.DataFrame, proposal: Proposal) -> pl.Series:
    """Return the cells of a column as they will be read: days with their times, and without the midnight of a spreadsheet."""
    cells, time = rows[heading].head(LOOKED_AT), proposal.times.get(heading)
    if time and proposal.guesses[time].field is None:
        told = rows[time].head(LOOKED_AT)
        told = with_half(told, rows[half].head(LOOKED_AT)) if (half := proposal.halves.get(time)) else told
        return moments_of(cells, told, proposal.clocks[time], is_day_enough=True)
    if proposal.clocks.get(heading):
        return without_first_day(cells)
    return cells.str.replace(MIDNIGHT, "") if cells.drop_nulls().str.contains(MIDNIGHT).all() else cells


def _examples(cells: pl.Series) -> list[str]:
    told = cells.drop_nulls().head(LOOKED_AT)
    told = told.filter(~told.str.strip_chars().str.to_lowercase().is_in(list(NOTHING)))
    different = told.unique(maintain_order=True).head(EXAMPLES).to_list()
    return [value if len(value) <= LONGEST_EXAMPLE else value[: LONGEST_EXAMPLE - 1] + "…" for value in different]


def with_columns(draft: Draft, columns: Mapping[str, str | None]) -> Proposal:
    """Return the proposal with the codes and the questions that follow from what a person takes the columns for."""
    old = draft.proposal
    fields = {field: heading for heading, field in columns.items() if field}
    rows = pl.DataFrame({heading: cells.cast(pl.String) for heading, cells in draft.repeated.items()})
    codes = {
        field: found
        for field in CODED[old.table]
        if fields.get(field) in draft.repeated and (found := code_guesses(field, rows[fields[field]]))
    }
    # Priorities and activities of columns with many different values are not asked about: there is no end to them.
    within = {
        field: heading for field, heading in fields.items() if heading in draft.repeated or "priority" not in field
    }
    events = old.event_columns if old.event_columns.get("activity") in draft.repeated else {}
    of_dates = [question for question in old.questions if question.kind == "date_order"]
    questions = [*of_dates, *questions_of_fields(within, rows, codes, events)]
    return replace(old, codes=codes, questions=questions)


def missing_fields(draft: Draft, columns: Mapping[str, str | None]) -> list[str]:
    """Return the fields that a row of this table cannot do without and no column brings; the service is asked apart."""
    brought = {"service", *columns.values()} | ({"opened_at"} if draft.proposal.is_event_log else set())
    return [field for field in REQUIRED[draft.proposal.table] if field not in brought]


def chosen_twice(columns: Mapping[str, str | None]) -> dict[str, list[str]]:
    """Return the fields that more than one heading is taken for, with these headings."""
    counted = Counter(field for field in columns.values() if field)
    return {
        field: [heading for heading, taken in columns.items() if taken == field]
        for field, times in counted.items()
        if times > 1
    }


def fields_for(table: str) -> list[str]:
    """Return every field that a column of a table can be, those that a row cannot do without first."""
    names = [column.name for column in DELIVERED[table]]
    return sorted(names, key=lambda name: name not in REQUIRED[table])
