"""Rows under the headings that are none of the table: of another table on the sheet, headings once more, lines of text."""

from __future__ import annotations

from functools import reduce
from typing import Final

import polars as pl

from pipelines import vocabulary
from pipelines.find_table import Table
from pipelines.headings import HeadingRow
from pipelines.recognise import Recognised
from pipelines.sentence import Sentence

OF_PAGES: Final = (
    r"(?i)^(?:page|pagina|blad|seite|sheet|p\.|printed|afgedrukt|geprint|datum|date)\b|[0-9]{1,2}:[0-9]{2}|[0-9]{4}"
)
FEWEST_GROUPS: Final = 2
GROUPS_TOLD: Final = 3
LINE_TOLD: Final = 40  # signs of one
FEW_CELLS: Final = 2  # a row with more of them is no note
WORDS: Final = r"^\D*$|:\s*\S|[^\W\d_]*[a-z][^\W\d_]{2}.*\s|\s.*[^\W\d_]*[a-z][^\W\d_]{2}"  # no number of a case


def of_another_table(recognised: Recognised) -> pl.Expr:
    """Return the row of the headings of the other table that a row belongs to; null where it belongs to this one."""
    found = [_belongs(recognised, table) for table in recognised.other_tables if table.header_row is not None]
    return pl.coalesce([*found, pl.lit(None, pl.Int64)])


def _belongs(recognised: Recognised, table: Table) -> pl.Expr:
    """Return the heading row of a table for the rows that are its own: those under it, or with cells in it only."""
    last_heading = max((recognised.header_row, *recognised.header_rows))
    first = min(table.header_rows)
    if first > last_heading and not _is_beside(recognised, table):
        own = pl.col("row_number").is_between(first, table.last_row)
    else:
        ours = [pl.col(f"c{at}") for at in recognised.own_columns]
        theirs = [pl.col(f"c{at}").is_not_null() for at in table.columns]
        own = (
            pl.all_horizontal([cell.is_null() for cell in ours]) & pl.any_horizontal(theirs) if ours else pl.lit(False)
        )
    return pl.when(own).then(pl.lit(table.header_row, pl.Int64))


def _is_beside(recognised: Recognised, table: Table) -> bool:
    return bool(recognised.own_columns) and set(recognised.own_columns).isdisjoint(table.columns)


def repeats_heading_row(recognised: Recognised) -> pl.Expr:
    """Return whether a row is a line of the headings once more, as at the top of each page of a report."""
    lines = [line for line in recognised.heading_cells if len(line) > 1]
    if len(recognised.heading_cells) < 2:
        return pl.lit(False)
    return reduce(lambda before, line: before | _same(line), lines, pl.lit(False)).fill_null(False)


def _same(line: HeadingRow) -> pl.Expr:
    return pl.all_horizontal([pl.col(f"c{at}").str.strip_chars() == words.strip() for at, words in line.items()])


def note_text(recognised: Recognised, number: pl.Series, of_dated: bool) -> pl.Expr:
    """Return the first cell of a row that has one or two, in words; null where the row has the number of a case.

    of_dated   a case has a date in this table: only there what a row has of merged cells above is not counted
    """
    sheet = recognised.sheet
    cells = [sheet.own(name) if of_dated else pl.col(name) for name in sheet.columns]
    first = pl.coalesce(cells)
    few = pl.sum_horizontal([cell.is_not_null() for cell in cells]) <= FEW_CELLS
    unnumbered = pl.lit(number.is_null() | number.str.contains(WORDS))
    return pl.when(few & unnumbered & first.str.contains(WORDS)).then(first)


def told_of_groups(recognised: Recognised, notes: pl.DataFrame, rows: pl.Series) -> tuple[Sentence, ...]:
    """Return what is told of lines of text between the rows that seem to say whose rows stand under them.

    notes   row_number and value of the rows that are a line of text
    rows    the numbers of the rows that are none
    """
    if "team" not in [column.name for column in vocabulary.DELIVERED[recognised.table]] or rows.is_empty():
        return ()
    if recognised.heading_of("team") is not None or "team" in recognised.profile.constants:
        return ()
    lines = notes.filter(~pl.col("value").str.contains(OF_PAGES)).sort("row_number")
    order = pl.concat([lines.select("row_number", "value"), _without_text(rows)]).sort("row_number")
    leads = order.filter(pl.col("value").is_not_null() & pl.col("value").shift(-1).is_null()).filter(
        pl.col("row_number") < order["row_number"].max()
    )
    texts = leads["value"].unique(maintain_order=True)
    if texts.len() < FEWEST_GROUPS or order["value"][0] is None:
        return ()
    return (
        Sentence(
            "Lines between the rows ({lines}) seem to say whose rows stand under them; that is not read: the rows have no team.",
            lines=", ".join(f"'{text[:LINE_TOLD]}'" for text in texts.head(GROUPS_TOLD))
            + (" ..." if texts.len() > GROUPS_TOLD else ""),
        ),
    )


def _without_text(rows: pl.Series) -> pl.DataFrame:
    return pl.DataFrame({"row_number": rows, "value": pl.Series([None], dtype=pl.String).new_from_index(0, rows.len())})
