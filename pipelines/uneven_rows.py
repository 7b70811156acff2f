"""Rows of a text file that have other cells than its headings: a sign or a line break within a text has split them.

What stands in such a row stands under the wrong headings, or is lost, so it is not counted. Rows that only lack empty cells at
their end, as some programs write all of theirs, are whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

from pipelines import vocabulary
from pipelines.evidence import NONE_SHORT, NONE_UNEVEN
from pipelines.recognise import Recognised
from pipelines.split_rows import allowed_width, width_of_headings, widths_under
from pipelines.sum_words import TOTALS

SHORT_BY_MISTAKE: Final = 0.1  # where more rows lack cells at their end, empty cells are left out there
DATED: Final = r"\d"
FEWEST_DIGITS: Final = 6  # of a number that is told from any other by its form, such as a date


@dataclass(frozen=True)
class Uneven:
    """What is uneven in a file.

    rows      row_number, and of each row what speaks against it: `surplus`, its number of cells, and `headings`, the number of
              those, where there are fewer; `line`, the row that a broken line goes on in, or that it goes on from;
              `ends_before`, the heading that it does not reach
    doubtful  row_number, column: rows that end before a column which may just be empty there
    """

    rows: pl.DataFrame
    doubtful: pl.DataFrame


NOTHING_UNEVEN: Final = Uneven(NONE_UNEVEN, NONE_SHORT)


def uneven(recognised: Recognised) -> Uneven:
    """Return the rows of a text file that have too many cells, or too few in a way that no empty end of a row explains."""
    sheet, header_rows = recognised.sheet, recognised.header_rows or (recognised.header_row,)
    body = widths_under(sheet, header_rows)
    if body is None or (body["width"].n_unique() == 1 and body["width"][0] == width_of_headings(sheet, header_rows)):
        return NOTHING_UNEVEN
    headings, allowed = width_of_headings(sheet, header_rows), allowed_width(sheet, header_rows, body)
    surplus = body.filter(pl.col("width") > allowed).select(
        "row_number", surplus=pl.col("width").cast(pl.Int64), headings=pl.lit(headings, pl.Int64)
    )
    if (body["width"] >= headings).all():
        return Uneven(_all_of(surplus), NOTHING_UNEVEN.doubtful)
    rows = _with_signs(recognised, body, headings)
    broken = _broken(recognised, rows, headings, allowed)
    surplus = surplus.join(broken, on="row_number", how="anti")
    short, doubtful = _cut_short(recognised, rows.join(broken, on="row_number", how="anti"), headings)
    return Uneven(_all_of(surplus, broken, short), doubtful)


def _all_of(*parts: pl.DataFrame) -> pl.DataFrame:
    return pl.concat([NONE_UNEVEN, *parts], how="diagonal")


def _with_signs(recognised: Recognised, body: pl.DataFrame, headings: int) -> pl.DataFrame:
    """Return the rows that hold anything with row_number, width, is_case and ends_empty.

    is_case      the row has all that a row of this table needs
    ends_empty   it has all its cells, and the last holds nothing
    """
    needed = vocabulary.REQUIRED[recognised.table]
    moments = {column.name for column in vocabulary.DELIVERED[recognised.table] if column.type == vocabulary.MOMENT}
    fields = [name for name in needed if recognised.heading_of(name)]
    any_of = [name for name in moments if recognised.heading_of(name)] if not moments & set(fields) else []

    def is_filled(name: str) -> pl.Expr:
        cell = pl.col(recognised.cell_column(str(recognised.heading_of(name))))
        return cell.str.contains(DATED).fill_null(False) if name in moments else cell.is_not_null()

    has_all = pl.all_horizontal([pl.lit(True), *map(is_filled, fields)])
    has_any = pl.any_horizontal(list(map(is_filled, any_of))) if any_of else pl.lit(True)
    last = f"c{headings - 1}"
    signs = recognised.each_slice(
        lambda rows: rows.select("row_number", is_case=has_all & has_any, is_last_empty=pl.col(last).is_null())
    )
    rows = pl.concat(signs).join(body, on="row_number", how="left", maintain_order="left")
    rows = rows.with_columns(pl.col("width").fill_null(1))  # a line of text
    return rows.with_columns(ends_empty=pl.col("is_last_empty") & (pl.col("width") == headings))


def _broken(recognised: Recognised, rows: pl.DataFrame, headings: int, allowed: int) -> pl.DataFrame:
    """Return row_number and line of rows that a line break in a text has split over lines that are no cases by themselves.

    The lines have together as many cells as one row, the one with the break counted twice. With the sign between the cells in
    the text too they have more, and fewer where empty cells are left out: then the last line has to end as other rows do, which
    a note below a row does not.
    """
    goes_on = (pl.col("width") < headings) & ~pl.col("is_case") & pl.int_range(pl.len()).gt(0)
    groups = rows.with_columns(goes_on.alias("goes_on")).with_columns((~pl.col("goes_on")).cum_sum().alias("group"))
    over = {
        "lines": pl.len(),
        "cells": pl.col("width").cast(pl.Int64).sum(),
        "begins": pl.col("is_case").first(),
        "first": pl.col("width").first(),
        "is_last": pl.col("row_number").last() == pl.lit(rows["row_number"].max(), pl.Int64),
    }
    groups = groups.with_columns(value.over("group").alias(name) for name, value in over.items())
    groups = groups.with_columns(together=pl.col("cells") - pl.col("lines") + 1)
    split = groups.filter((pl.col("lines") > 1) & pl.col("begins"))
    exactly = (pl.col("first") < headings) & pl.col("together").is_in([headings, allowed])
    ends = split.filter(~exactly).group_by("group").last()
    whole = rows.filter(pl.col("is_case") & (pl.col("width") >= headings))
    cut = _ending_as_rows_do(recognised, ends, whole["row_number"], allowed)
    found = split.filter(exactly | pl.col("group").is_in(cut.implode()))
    before, behind = pl.col("row_number").shift(1), pl.col("row_number").shift(-1)
    return found.select("row_number", line=pl.when("goes_on").then(before).otherwise(behind))


def _ending_as_rows_do(recognised: Recognised, ends: pl.DataFrame, whole: pl.Series, allowed: int) -> pl.Series:
    """Return the groups of which the last line ends in a text or a long number that other rows have in the same column.

    ends    row_number, width, group, together (the cells of all its lines) and is_last (no row comes after it) of the last lines
    whole   the row_number of rows with all their cells

    Behind the last row of a file no number will do: "Report date,05/01/2024" is no part of a row.
    """
    if ends.is_empty():
        return ends["group"]
    texts = _cells_of(recognised, ends["row_number"]).join(
        ends.select("row_number", "width", "group", "together", "is_last"), on="row_number"
    )
    first = texts.filter(pl.col("at") == 0).select("group", begins=pl.col("text").str.strip_chars(" :"))
    said = first.filter(pl.col("begins").is_in(recognised.headings) | pl.col("begins").str.contains(TOTALS))
    last = texts.filter(pl.col("at") > 0).sort("at").group_by("group").last().join(said, on="group", how="anti")
    last = last.with_columns(
        pl.col("at") + pl.min_horizontal("together", pl.lit(allowed)) - pl.col("width"), form=_form(pl.col("text"))
    )
    digits = pl.col("text").str.count_matches(DATED)
    telling = last.filter((digits == 0) | ((digits >= FEWEST_DIGITS) & ~pl.col("is_last")))
    others = _cells_of(recognised, whole, telling["at"].unique().to_list()).select("at", form=_form(pl.col("text")))
    return telling.join(others.unique(), on=["at", "form"], how="semi")["group"]


def _form(text: pl.Expr) -> pl.Expr:
    return text.str.strip_chars().str.to_lowercase().str.replace_all(DATED, "0")


def _cells_of(recognised: Recognised, numbers: pl.Series, columns: list[int] | None = None) -> pl.DataFrame:
    """Return row_number, at (the place of the column) and text of the cells of some rows that hold anything."""
    names = [f"c{at}" for at in (range(len(recognised.headings)) if columns is None else columns)]
    schema = {"row_number": pl.Int64, "at": pl.Int64, "text": pl.String}

    def cells(rows: pl.DataFrame) -> pl.DataFrame:
        some = rows.filter(pl.col("row_number").is_in(numbers.implode()))
        found = some.select("row_number", *(name for name in names if name in some.columns))
        long = found.unpivot(index="row_number", variable_name="at", value_name="text").drop_nulls("text")
        return long.with_columns(pl.col("at").str.slice(1).cast(pl.Int64)).cast({"row_number": pl.Int64})

    return pl.concat([pl.DataFrame(schema=schema), *recognised.each_slice(cells)])


def _cut_short(recognised: Recognised, rows: pl.DataFrame, headings: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the rows that end before a column that has something in each other row, and those of which that is not certain.

    The first as row_number and ends_before, the second as row_number and column. None where rows that are short are usual.
    """
    used = sorted(at for at, heading in enumerate(recognised.headings) if recognised.columns.get(heading))
    cases = rows.filter("is_case")
    short = cases.filter(pl.col("width") <= used[-1]) if used else cases.clear()
    if not short.height or short.height > SHORT_BY_MISTAKE * cases.height:
        return NOTHING_UNEVEN.rows, NOTHING_UNEVEN.doubtful
    filled = _always_filled(recognised, cases, [at for at in used if at < used[-1]])
    first = pl.coalesce([pl.when(pl.col("width") <= at).then(pl.lit(recognised.headings[at])) for at in used])
    lacks = pl.any_horizontal([pl.lit(False), *(pl.col("width") <= at for at in filled)])
    is_mistake = lacks | pl.lit(bool(rows["ends_empty"].any()))
    told = short.select("row_number", first.alias("column"), is_mistake.alias("is_mistake"))
    mistaken = told.filter("is_mistake").select("row_number", ends_before="column")
    return mistaken, told.filter(~pl.col("is_mistake")).drop("is_mistake")


def _always_filled(recognised: Recognised, cases: pl.DataFrame, columns: list[int]) -> list[int]:
    """Return the columns that hold something in each case that reaches them."""
    if not columns:
        return []
    cells = [f"c{at}" for at in columns]
    found = recognised.each_slice(
        lambda rows: (
            rows.select("row_number", *cells)
            .join(cases.select("row_number", "width"), on="row_number")
            .select(((pl.col("width") > at) & pl.col(f"c{at}").is_null()).any().alias(f"c{at}") for at in columns)
        )
    )
    has_empty = pl.concat(found).select(pl.all().any()).row(0, named=True)
    return [at for at in columns if not has_empty[f"c{at}"]]
