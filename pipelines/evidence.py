"""What only a whole column, or the whole file, can tell about its cells: by this its rows are read, in any slices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import polars as pl

from pipelines.moments import Order

ISSUE_COLUMNS: Final = {
    "row_number": pl.Int64, "column": pl.String, "value": pl.String, "issue": pl.String, "action": pl.String,
}  # fmt: skip
NONE_NEWER: Final = pl.DataFrame(schema={"row_number": pl.Int64, "newer_row": pl.Int64})


@dataclass(frozen=True)
class DateForm:
    """How the dates of one column are to be read."""

    order: Order = "day-month"
    is_ordered: bool = False  # dates stand in it in digits, the day or the month first


@dataclass(frozen=True)
class Evidence:
    """How the cells of a file are to be read.

    dates     field -> the form of its dates
    decimals  field -> the decimal sign of its numbers
    beyond    cell columns that no heading stands above and that hold something by mistake
    newer     row_number, newer_row: rows whose number comes again later in the file
    issues    doubts about whole columns
    """

    today: datetime
    dates: Mapping[str, DateForm]
    decimals: Mapping[str, str]
    beyond: tuple[str, ...] = ()
    newer: pl.DataFrame = field(default_factory=lambda: NONE_NEWER)
    issues: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=ISSUE_COLUMNS))
