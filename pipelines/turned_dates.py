"""What somebody typed as 1/24 or 5-3, and a spreadsheet turned into a date, a time or a yes: Jan-24, 3-May, 1:02, TRUE.

Where keys, places and teams stand it is read as the spreadsheet shows it, and told: what was typed nobody can know any more.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import polars as pl

from pipelines.key_numbers import KEYS
from pipelines.recognise import Recognised

FIELDS: Final = KEYS | {"team", "category"}  # of which a date is no value
MOST: Final = 0.9  # of the filled cells: where more are dates, dates were meant
MONTH: Final = "(?:jan|feb|m[ae][arit]|mrt|apr|may|jun|jul|aug|sep|o[ck]t|nov|dec)"
AS_STORED: Final = r"[0-9]{4}-[0-9]{2}-[0-9]{2}[ T]00:00:00|(?:1899-12-3[01]|1900-01-0[01])[ T][0-9:]{8}"
NAMED: Final = rf"[0-9]{{1,2}}-{MONTH}(?:-[0-9]{{2}}(?:[0-9]{{2}})?)?|{MONTH}-[0-9]{{2}}"
IN_DIGITS: Final = r"[0-9]{1,2}[-/][0-9]{1,2}[-/](?:19|20)[0-9]{2}|[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?"
LIKE_A_DATE: Final = rf"(?i)^(?:{AS_STORED}|{NAMED}|{IN_DIGITS})$"
TWO_NUMBERS: Final = r"^[0-9]{1,3}[-/:.][0-9]{1,4}$"  # so is written what becomes a date
YES_NO: Final = ["true", "false"]  # as the reader of workbooks has them; what is typed as text is so no more


@dataclass(frozen=True)
class Turned:
    """What some cells of a field tell of it; `turned` are surely dates, `alike` look like one, `pairs` may become one."""

    filled: int = 0
    turned: int = 0
    alike: int = 0
    in_digits: int = 0
    pairs: bool = False


def is_workbook(recognised: Recognised) -> bool:
    return recognised.sheet.encoding is None and recognised.sheet.delimiter is None


def as_shown(recognised: Recognised, rows: pl.DataFrame, heading: str, name: str, cells: pl.Series) -> pl.Series:
    """Return the cells of a field of texts with its dates as the workbook shows them."""
    if name not in FIELDS or not is_workbook(recognised):
        return cells
    shown = _turned_in(recognised, rows, heading)
    seen = cells if shown is None else shown.fill_null(cells)
    is_yes_no = seen.is_in(YES_NO)
    return pl.select(pl.when(is_yes_no).then(seen.str.to_uppercase()).otherwise(seen)).to_series().rename(cells.name)


def turned_of(recognised: Recognised, rows: pl.DataFrame, name: str, texts: pl.Series) -> Turned:
    """Return what the texts of a field in some rows tell; `texts` as `field_texts` has them."""
    turned, alike = turned_rows(recognised, rows, name, texts)
    some = int(turned.sum()), int(alike.sum())
    if not any(some):
        return Turned(texts.len() - texts.null_count())
    in_digits = int(texts.filter(alike).str.contains(f"^(?:{IN_DIGITS})$").sum())
    pairs = bool(texts.filter(~alike & ~turned).str.contains(TWO_NUMBERS).any())
    return Turned(texts.len() - texts.null_count(), *some, in_digits, pairs)


def holds_turned(slices: Iterable[Turned], is_own_number: bool) -> bool:
    """Return whether a field holds what a spreadsheet turned into dates, by what all its rows tell.

    is_own_number   it is the number of the record itself, which may be a moment where all are
    """
    found = list(slices)
    filled, turned = sum(each.filled for each in found), sum(each.turned for each in found)
    alike = sum(each.alike for each in found)
    if not any(each.pairs for each in found):
        alike -= sum(each.in_digits for each in found)
    is_some = 0 < turned + alike <= MOST * filled
    return is_some or (turned > 0 and not is_own_number)


def turned_rows(recognised: Recognised, rows: pl.DataFrame, name: str, texts: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Return which texts of a field are dates of a workbook or as one has them, and which of the others look like one."""
    alike = texts.str.contains(LIKE_A_DATE).fill_null(False)
    turned = alike & texts.str.contains(f"^(?:{AS_STORED})$").fill_null(False) if alike.any() else alike
    heading = recognised.heading_of(name)
    if heading is not None and is_workbook(recognised):
        turned |= texts.is_in([text.upper() for text in YES_NO]).fill_null(False)
        shown = _turned_in(recognised, rows, heading)
        turned = turned if shown is None else turned | shown.is_not_null()
    return turned, alike & ~turned


def _turned_in(recognised: Recognised, rows: pl.DataFrame, heading: str) -> pl.Series | None:
    """Return how the dates under a heading are shown, null for what is none; None where it has none among other things."""
    turned, at = recognised.sheet.turned, recognised.headings.index(heading)
    here = turned.filter(pl.col("column") == at) if turned.height else turned
    if here.is_empty():
        return None
    numbers, dates = rows.select("row_number"), here.unique("row_number")
    return numbers.join(dates, on="row_number", how="left", maintain_order="left")["shown"]
