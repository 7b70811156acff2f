"""Lines beside a table that say that a limit or a filter has cut it: what is missing cannot be seen in its rows."""

from __future__ import annotations

from typing import Final

import polars as pl

from pipelines.recognise import Recognised
from pipelines.sentence import Sentence

SAYS_SO: Final = (  # English, then Dutch
    r"(?i)\bexceed|\bomitted\b|\btruncat|\brow limit|\blimit(?:ed)? (?:of|to|reached)"
    r"|\bfirst [\d.,]+ (?:rows|records|results|lines)|\btop [\d.,]+ (?:rows|records)|\bnot all (?:rows|data|records)"
    r"|\b(?:only|showing|shown|exported) (?:the )?(?:first |top )?[\d.,]+ (?:rows|records)(?: [^o]|[^ \w]|$)|\bincomplete\b"
    r"|\bmaximum (?:number of )?(?:rows|records)|\bfiltered (?:on|by)\b|\bfilters?(?: applied)?\s*:|\bfilters? applied\b"
    r"|\boverschre|\bweggelaten\b|\bafgekapt\b|\bingekort\b|\blimiet\b|\bbeperkt tot\b|\b(?:onvolledig|niet volledig)\b"
    r"|\beerste [\d.,]+ (?:rijen|regels|records|resultaten)|\bniet alle (?:gegevens|rijen|regels|records)"
    r"|\bmaxim(?:um|aal)(?: aantal)?(?: [\d.,]+)? (?:rijen|regels|records)|\bgefilterd op\b|\btoegepaste filters?\b"
)
ROWS: Final = (
    r"(?:rows|records|results|lines|entries|items|cases|orders|rijen|regels|resultaten|gegevens|zaken|items|meldingen)"
)
SHOWN: Final = (  # "Showing 1 to 45 of 1234 entries", "1-45 van 1.234", "45 of 1234 rows"; no page of pages
    r"(?i)(?:^|[^\w.,/])(\d[\d.,]*)\s?(?:-|–|to|through|t/m|tot(?: en met)?)\s?(\d[\d.,]*)"
    rf"(?: {ROWS})? (?:of|van|out of|uit) (?:the |de |a total of |in totaal )?(\d[\d.,]*)"
)
SO_MANY: Final = (
    r"(?i)\b(?:showing|shown|exported|displaying|getoond|weergegeven)[: ]+(\d[\d.,]*)"
    rf"(?: {ROWS})? (?:of|van|out of|uit) (?:the |de |a total of )?(\d[\d.,]*)"
)
OF_ROWS: Final = rf"(?i)^\W*(\d[\d.,]*)(?: {ROWS})? (?:of|van|out of|uit) (?:the |de )?(\d[\d.,]*) {ROWS}\b"
SAYS_NO_FILTER: Final = (
    r"(?i)\b(?:no|geen|without|zonder) (?:\w+ )?filters?\b|\bfilters?\b[^:]*:?\s*(?:none|no|geen|all|alles?|n/a|-)?\s*$"
)
LINE_TOLD: Final = 100  # signs of one
TOLD: Final = Sentence(
    "A line in the file says that it may not hold all rows: '{line}' (row {row}). What is missing is not counted: export all rows,"
    " without that limit or filter, and load that file."
)


def is_of_a_part(line: pl.Expr) -> pl.Expr:
    """Return whether a line says that the file does not hold all rows."""
    said = line.str.contains(SAYS_SO) & ~line.str.contains(SAYS_NO_FILTER)
    return said.fill_null(False) | _shows_fewer(line)


def _shows_fewer(line: pl.Expr) -> pl.Expr:
    """Return whether a line says that it shows some rows of more, such as 1 to 45 of 1,234."""
    first, last, of_all = (_number(line, SHOWN, group) for group in (1, 2, 3))
    is_part = (first <= last) & (of_all > last - first + 1)
    is_fewer = [_number(line, so_many, 1) < _number(line, so_many, 2) for so_many in (SO_MANY, OF_ROWS)]
    return pl.any_horizontal(is_part, *is_fewer).fill_null(False)


def _number(line: pl.Expr, said: str, group: int) -> pl.Expr:
    return line.str.extract(said, group).str.replace_all(r"[.,]", "").cast(pl.Int64, strict=False)


def told_of_parts(lines: pl.DataFrame) -> list[Sentence]:
    """Return what is told of lines which say that the file does not hold all rows: row_number and value of each."""
    texts = lines.select("row_number", pl.col("value").str.replace_all(r"\s+", " ").str.slice(0, LINE_TOLD)).sort(
        "row_number"
    )
    return [Sentence(TOLD, line=line, row=row) for row, line in texts.iter_rows()]


def lines_above(recognised: Recognised) -> pl.DataFrame:
    """Return row_number and value of the lines above the headings that say so."""
    first = min((recognised.header_row, *recognised.header_rows))
    above = recognised.sheet.cells.filter(pl.col("row_number") < first)
    cells = above.unpivot(index="row_number", value_name="value").filter(is_of_a_part(pl.col("value")))
    return cells.select("row_number", "value").unique("row_number", keep="first", maintain_order=True)
