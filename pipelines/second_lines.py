"""Rows under one number that is merged over them: further lines of details of one case, of which the first counts."""

from __future__ import annotations

from typing import Final

import polars as pl

from pipelines import vocabulary
from pipelines.evidence import NONE_FURTHER
from pipelines.profile import CODED
from pipelines.recognise import Recognised
from pipelines.sentence import Sentence, listed

FURTHER: Final = Sentence(
    "{count} rows are further lines of a case whose number stands over several rows as one: the first of them counts, and what the"
    " others hold under {headings} is not used."
)


def second_lines(recognised: Recognised) -> tuple[pl.DataFrame, tuple[Sentence, ...]]:
    """Return row_number and first_line of the rows that are further lines of a case, and what is told of them.

    None of the rows of a case are, where one of them has a moment, a number or a code of its own: that is more than a detail.
    """
    lines = _under_one_number(recognised)
    if lines.is_empty():
        return NONE_FURTHER, ()
    rows = lines.join(recognised.rows, on="row_number", maintain_order="left")
    firsts = lines.select("first_line").join(
        recognised.rows, left_on="first_line", right_on="row_number", how="left", maintain_order="left"
    )
    names = {heading: recognised.cell_column(heading) for heading in recognised.columns}
    own = {heading: _is_own(rows[name], firsts[name]) for heading, name in names.items()}
    counted = _counted(recognised)
    is_more = pl.select(pl.any_horizontal(*(own[heading] for heading in counted), pl.lit(False))).to_series()
    spoken = lines.filter(is_more)["first_line"].implode()
    is_detail = ~lines["first_line"].is_in(spoken)
    details = lines.filter(is_detail)
    if details.is_empty():
        return NONE_FURTHER, ()
    held = [f"'{heading}'" for heading, which in own.items() if (which & is_detail).any()]
    told = Sentence(FURTHER, count=details.height, headings=listed(held)) if held else None
    return details, (told,) if told else ()


def _under_one_number(recognised: Recognised) -> pl.DataFrame:
    """Return row_number and first_line of the rows that a merged number stands over, without the first of each."""
    heading = recognised.heading_of(vocabulary.RECORD_ID[recognised.table])
    if heading is None or not recognised.sheet.merged:
        return NONE_FURTHER
    at = int(recognised.cell_column(heading)[1:])
    below = max((recognised.header_row, *recognised.header_rows))
    ranges = [(first, last) for first, last, column in recognised.sheet.merged if column == at and first > below]
    lines = pl.DataFrame(ranges, schema={"first_line": pl.Int64, "last": pl.Int64}, orient="row").select(
        pl.int_ranges(pl.col("first_line") + 1, pl.col("last") + 1).alias("row_number"), "first_line"
    )
    held = recognised.rows["row_number"].implode()
    lines = lines.explode("row_number").filter(pl.col("row_number").is_in(held), pl.col("first_line").is_in(held))
    return lines.select(NONE_FURTHER.columns).cast(pl.Int64)


def _counted(recognised: Recognised) -> list[str]:
    """Return the headings of moments, numbers and codes that are fields."""
    columns = vocabulary.DELIVERED[recognised.table]
    names = {column.name for column in columns if column.type in (vocabulary.MOMENT, vocabulary.NUMBER)}
    names |= set(CODED.get(recognised.table, {}))
    return [heading for heading, name in recognised.columns.items() if name in names]


def _is_own(cells: pl.Series, firsts: pl.Series) -> pl.Series:
    """Return which cells hold something that the first line does not."""
    return pl.select((pl.lit(cells).str.strip_chars() != "") & cells.ne_missing(firsts)).to_series().fill_null(False)
