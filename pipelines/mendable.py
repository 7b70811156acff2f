"""Cells of rows that were set aside, so written that they read the same in a file of their own.

What only the whole file told (that 5/1/2024 is in May, that 1.234 is a thousand, that 7.0 is case 7) is not in the few rows
that are mended and dropped again. Their other cells are therefore given as any file reads them; the cell to mend stays as it
was.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from pipelines import vocabulary
from pipelines.evidence import Evidence
from pipelines.moments import DateForm, read_moments
from pipelines.reading import field_texts, read_texts
from pipelines.recognise import Recognised
from pipelines.values import numbers

YEAR_FIRST: Final = "^[0-9]{4}-"


def mendable(recognised: Recognised, rows: pl.DataFrame, evidence: Evidence) -> list[pl.Series]:
    """Return the cells of some rows under each heading, named after it, so written that they need no other rows."""
    cells = {heading: rows[f"c{at}"] for at, heading in enumerate(recognised.headings)}
    types = {column.name: column.type for column in vocabulary.DELIVERED[recognised.table]}
    for heading, name in recognised.columns.items():
        if name is None:
            continue
        if types[name] == vocabulary.MOMENT and _needs_the_file(evidence.dates[name]):
            plain = _dates(recognised, rows, name, evidence.dates[name])
        elif name in evidence.without_point and name not in recognised.profile.join:
            plain = read_texts(recognised, rows, name, evidence.without_point)
        elif types[name] == vocabulary.NUMBER and evidence.decimals[name] == ",":
            plain = _numbers(field_texts(recognised, rows, name))
        else:
            continue
        cells[heading] = plain.fill_null(cells[heading])
    return [cell.rename(heading) for heading, cell in cells.items()]


def _needs_the_file(form: DateForm) -> bool:
    return bool(form.is_ordered or form.short_year_first or form.day_after_year or form.counted or form.clock)


def _dates(recognised: Recognised, rows: pl.DataFrame, name: str, form: DateForm) -> pl.Series:
    """Return the moments of a column as ISO has them; null where there is none, and where the cell has it so already."""
    texts = field_texts(recognised, rows, name)
    moment, ends = read_moments(texts, form, recognised.profile.dates.zone)
    as_it_is = texts.str.contains(YEAR_FIRST) & (not (form.day_after_year or form.clock))
    day, second, part = "%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M:%S%.6f"
    read = pl.DataFrame({"moment": moment, "ends": ends, "as_it_is": as_it_is})
    at = pl.col("moment")
    return read.select(
        pl.when("as_it_is")
        .then(None)
        .when("ends")
        .then((at - pl.duration(days=1)).dt.strftime(f"{day} 24:00"))
        .when(at == at.dt.truncate("1d"))
        .then(at.dt.strftime(day))
        .when(at == at.dt.truncate("1s"))
        .then(at.dt.strftime(second))
        .otherwise(at.dt.strftime(part))
    ).to_series()


def _numbers(texts: pl.Series) -> pl.Series:
    """Return bare numbers with a point for their decimals; null where there is none."""
    return numbers(texts, ",").cast(pl.String).str.strip_suffix(".0")
