"""What a workbook holds beside the rows that are read as they stand: other sheets and tables, rows hidden or struck through."""

from __future__ import annotations

import re
from typing import Final

import polars as pl

from pipelines.date_grammar import MONTHS
from pipelines.find_table import Table
from pipelines.headings import letter
from pipelines.match import Heading, Match
from pipelines.sentence import Sentence, listed
from pipelines.sheet import Sheet

FEWEST_ROWS: Final = 3  # of another sheet; of fewer nobody keeps cases
RUNS_TOLD: Final = 5
RUN: Final = Sentence("{first} to {last}")
MORE_RUNS: Final = Sentence("and {count} more runs")
STILL_TO_COME: Final = Sentence(
    "Of the workbook only sheet '{sheet}' is read. It has other sheets: {others}. Where they hold cases too, load the file again"
    " for each and choose that sheet."
)
TEAM_OF_SHEET: Final = Sentence(
    "No column tells the team, and the sheet is named '{sheet}'. Where that is the team, add a column Team with it to the sheet and"
    " load the file again: now its rows are of no team."
)
NAME: Final = r"[^\d]{2,40}"  # of a team; "Sheet1", "2024" and "Week 3" are none
NO_TEAM: Final = {
    *MONTHS, "sheet", "blad", "tabelle", "feuil", "export", "data", "lijst", "list", "orders", "order", "opdrachten", "meldingen",
    "cases", "visits", "bezoeken", "jobs", "items", "report", "rapport", "results", "query", "all", "alle", "total", "totaal",
    "page", "pagina", "raw", "open", "closed", "gesloten", "done", "details", "detail", "summary", "samenvatting", "repairs",
    "reparaties", "current", "archive", "archief",
}  # fmt: skip
STRUCK_ROWS: Final = Sentence(
    "Rows with cells that are struck through count as all others: {rows} ({count} in all). Delete those that should not count, or"
    " give them a status, and load the file again."
)
COLOURS: Final = Sentence(
    "'{legend}' says what a colour means. Colours are not read, so rows of that colour count as all others: write what it means in"
    " a column, such as a status, and load the file again."
)
LEGEND: Final = (
    r"(?i)^\s*(?:in\s+)?(?:light|dark|licht|donker)?\s*(?:red|green|yellow|orange|blue|gr[ae]y|pink|purple|rood|rode|groene?|gele?|geel"
    r"|oranje|blauwe?|grijze?|grijs|roze|paarse?)\s*(?:rows?|cells?|rij(?:en)?|cel(?:len)?|regels?)?\s*(?:=|:|means|betekent)\s*\S"
)
LEGEND_SHOWN: Final = 60  # signs
LEGEND_ROWS: Final = 120  # from the top, in which headings and what stands above them are
LEGENDS: Final = 8  # cells of a column that can be a legend beside the rows
HIDDEN_ROWS: Final = Sentence("Rows that are hidden in the sheet are read too: {rows} ({count} in all).")


def left_alone(match: Match, others: tuple[Table, ...], tables: list[Table]) -> list[Sentence]:
    """Return a sentence on each thing that a person may have counted with.

    others   tables under or beside the headings
    tables   those of all sheets
    """
    first = min(match.heading.header_rows)
    above = [
        table
        for table in tables
        if table.sheet is match.sheet and table.kind == "rows" and table.header_row and table.last_row < first
    ]
    return [
        *_about_tables(match.heading, (*above, *others)),
        *_about_sheets(match, tables),
        *_about_others(match.sheet),
        *_about_team(match),
        *_about_rows(HIDDEN_ROWS, match.sheet.hidden_rows, match.heading.rows_below),
        *_about_colours(match),
        *_about_rows(STRUCK_ROWS, match.sheet.struck_rows, match.heading.rows_below),
    ]


def _about_sheets(match: Match, tables: list[Table]) -> list[Sentence]:
    """Return which other sheets hold rows too: they may be cases that would not count."""
    rows: dict[str, int] = {}
    for table in tables:
        name = table.sheet.name
        if name and name != match.sheet.name and table.kind == "rows" and len(table.columns) > 1:
            rows[name] = rows.get(name, 0) + table.rows
    return [
        Sentence(
            "Sheet '{sheet}' holds rows too, which are not read: where they are cases, load them as a file of their own.",
            sheet=name,
        )
        for name, count in rows.items()
        if count >= FEWEST_ROWS
    ]


def _about_others(sheet: Sheet) -> list[Sentence]:
    """Return which sheets are still to come where one was asked for by its name."""
    if not sheet.other_sheets:
        return []
    others = listed(f"'{name}'" for name in sheet.other_sheets)
    return [Sentence(STILL_TO_COME, sheet=str(sheet.name), others=others)]


def _about_team(match: Match) -> list[Sentence]:
    """Return that the sheet may bear the name of a team, where no column tells it and it was chosen among several."""
    sheet, profile = match.sheet, match.profile
    is_told = "team" in match.known | profile.given_fields or "team" not in profile.fields
    if is_told or sheet.name is None or not sheet.other_sheets or not re.fullmatch(NAME, sheet.name):
        return []
    if set(re.findall(r"\w+", sheet.name.casefold())) & NO_TEAM:
        return []
    return [Sentence(TEAM_OF_SHEET, sheet=sheet.name)]


def _about_colours(match: Match) -> list[Sentence]:
    """Return what a sheet says that a colour means: no colour is read. What stands under a field, or in most rows, is no legend."""
    sheet, below = match.sheet, match.heading.rows_below
    if sheet.name is None:
        return []
    above = sheet.cells.head(LEGEND_ROWS).filter(pl.col("row_number") <= max(match.heading.header_rows))
    used = {f"c{at}" for at, heading in enumerate(match.headings) if match.columns[heading]}
    beside = [
        name
        for name in sheet.columns
        if name not in used and 0 < below[name].len() - below[name].null_count() <= LEGENDS
    ]
    seen = pl.concat(
        [*(above[name] for name in sheet.columns), *(below[name].rename("") for name in beside)]
    ).drop_nulls()
    legends = seen.filter(seen.str.contains(LEGEND)).unique(maintain_order=True).head(RUNS_TOLD)
    return [Sentence(COLOURS, legend=legend.strip()[:LEGEND_SHOWN]) for legend in legends]


def _about_rows(words: Sentence, marked: tuple[tuple[int, int], ...], rows: pl.DataFrame) -> list[Sentence]:
    """Return which rows a sheet hides or strikes through: whoever counts them in Excel may leave them out."""
    hidden = {row for first, last in marked for row in range(first, last + 1)}
    found = rows["row_number"].filter(rows["row_number"].is_in(list(hidden))).to_list() if hidden else []
    if not found:
        return []
    runs = _runs(found, hidden)
    shown = [str(first) if first == last else Sentence(RUN, first=first, last=last) for first, last in runs]
    if len(runs) > RUNS_TOLD:
        shown = [*shown[:RUNS_TOLD], Sentence(MORE_RUNS, count=len(runs) - RUNS_TOLD)]
    return [Sentence(words, rows=listed(shown), count=len(found))]


def _runs(rows: list[int], hidden: set[int]) -> list[tuple[int, int]]:
    """Return the first and the last row of each run; a row between two of a run is hidden too, and holds nothing."""
    runs: list[tuple[int, int]] = []
    for row in rows:
        if runs and all(between in hidden for between in range(runs[-1][1] + 1, row)):
            runs[-1] = runs[-1][0], row
        else:
            runs.append((row, row))
    return runs


def _about_tables(heading: Heading, others: tuple[Table, ...]) -> list[Sentence]:
    """Return which rows are read as headings where there are several, and which other tables are left alone."""
    told = []
    if len(heading.header_rows) > 1:
        rows = ", ".join(map(str, heading.header_rows))
        told.append(Sentence("The headings stand on rows {rows} together.", rows=rows))
    told += [
        Sentence(
            "The sheet holds another table, with headings on row {row}, columns {first} to {last}; it is not read.",
            row=other.header_row or other.first_row,
            first=letter(min(other.columns)),
            last=letter(max(other.columns)),
        )
        for other in others
    ]
    return told
