"""Large invented exports of repairs, the same on every run: a workbook as Excel writes it, and a csv."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Final

import polars as pl

PLACES: Final = 200_000
FIRST_DAY: Final = date(2022, 1, 3)
SERIAL_0: Final = pl.lit(date(1899, 12, 30)).cast(pl.Datetime("us"))
DAYS: Final = 913
BLOCK: Final = 20  # of so many rows 2 are cancelled, 2 enter those again and 1 comes back
ROWS_AT_ONCE: Final = 250_000

TEAMS: Final = [f"Team {name}" for name in ("North", "East", "South", "West", "Centre", "Harbour", "Heights", "Docks")]
CATEGORIES: Final = [
    "Plumbing", "Electrical", "Roofing", "Carpentry", "Glazing", "Heating", "Drains", "Damp", "Locks", "Plastering",
]  # fmt: skip
REASONS: Final = ["no materials", "wrong trade", "not enough time", "raised in error"]

HEADINGS: Final = [
    "Job number", "Request", "Customer", "Place", "Team", "Category", "Status", "Raised", "Target", "Completed",
    "Cancelled on", "Cancel reason",
]  # fmt: skip
MOMENTS: Final = HEADINGS[7:11]
PROFILE: Final = """
name = "big_repairs"
title = "Large invented export of repairs"
table = "work_items"
service = "repairs"

[columns]
item_id = ["Job number"]
request_id = ["Request"]
customer_id = ["Customer"]
place_id = ["Place"]
team = ["Team"]
category = ["Category"]
status = ["Status"]
opened_at = ["Raised"]
target_first_at = ["Target"]
reported_done_at = ["Completed"]
cancelled_at = ["Cancelled on"]
cancel_reason = ["Cancel reason"]

[codes.status]
Open = "open"
Completed = "done"
Cancelled = "cancelled"
"""


def lay_profile(data: Path) -> None:
    """Put the profile of these exports into a data folder."""
    folder = data / "profiles"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "big_repairs.toml").write_text(PROFILE)


def _below(number: pl.Expr, salt: int, limit: int) -> pl.Expr:
    """A number below `limit` that looks random and is the same on every machine (a step of splitmix64)."""
    mixed = (number.cast(pl.UInt64) + salt * 7919) * pl.lit(0x9E3779B97F4A7C15, pl.UInt64)
    mixed = (mixed ^ (mixed // 2**31)) * pl.lit(0xBF58476D1CE4E5B9, pl.UInt64)
    return ((mixed ^ (mixed // 2**29)) // 2**16 % limit).cast(pl.Int64)


def _one_of(words: list[str], number: pl.Expr, salt: int) -> pl.Expr:
    return pl.lit(pl.Series(words)).gather(_below(number, salt, len(words)))


def rows(first: int, count: int, total: int, days: int = DAYS) -> pl.DataFrame:
    """Rows `first` to `first + count` of an export of `total` rows over so many days: HEADINGS, texts and moments.

    Of every 20 rows 2 are cancelled by the organisation and entered again by the row after, within two days; one comes
    back ten days after the row before was done; one in 5,000 has no date.
    """
    number = pl.int_range(first, first + count, dtype=pl.Int64)
    turn = number % BLOCK
    follows = turn.is_in([1, 3, 5])
    base = pl.when(follows).then(number - 1).otherwise(number)
    minute = 60_000_000
    in_day = (8 * 60 + _below(base, 1, 540)) * minute
    raised_first = (
        pl.lit(FIRST_DAY).cast(pl.Datetime("us")).cast(pl.Int64) + base * days // total * 86_400_000_000 + in_day
    )
    lasts = ((_below(base, 2, 12) * _below(base, 3, 12) * 16 + _below(base, 4, 20) + 1) * 60 + 7) * minute
    allowed = pl.lit(pl.Series([1, 7, 28])).gather(_below(base, 5, 3)) * 86_400_000_000
    is_cancelled = turn.is_in([0, 2])
    is_open = ~is_cancelled & (_below(number, 6, 100) < 2) & (turn != 4)
    raised = (
        pl.when(turn.is_in([1, 3])).then(raised_first + (26 + _below(base, 7, 22)) * 60 * minute)
        .when(turn == 5).then(raised_first + lasts + 10 * 86_400_000_000 + minute)
        .otherwise(raised_first)
    )  # fmt: skip
    place = _below(base, 8, PLACES)
    same_request = follows & (_below(base, 9, 2) == 0)
    made = pl.select(
        (number + 4_000_001).cast(pl.String).alias("Job number"),
        ("R" + pl.when(same_request).then(base).otherwise(number).cast(pl.String).str.zfill(8)).alias("Request"),
        ("C" + (place * 3 + 1).cast(pl.String).str.zfill(6)).alias("Customer"),
        ("P" + place.cast(pl.String).str.zfill(6)).alias("Place"),
        _one_of(TEAMS, number, 10).alias("Team"),
        _one_of(CATEGORIES, base, 11).alias("Category"),
        pl.when(is_cancelled).then(pl.lit("Cancelled")).when(is_open).then(pl.lit("Open")).otherwise(pl.lit("Completed"))
        .alias("Status"),
        pl.when(_below(number, 12, 5000) > 0).then(raised.cast(pl.Datetime("us"))).alias("Raised"),
        (raised + allowed).cast(pl.Datetime("us")).alias("Target"),
        pl.when(~is_cancelled & ~is_open).then((raised + lasts).cast(pl.Datetime("us"))).alias("Completed"),
        pl.when(is_cancelled).then((raised + 24 * 60 * minute).cast(pl.Datetime("us"))).alias("Cancelled on"),
        pl.when(is_cancelled).then(_one_of(REASONS, number, 13)).alias("Cancel reason"),
    )  # fmt: skip
    return made


def _blocks(total: int) -> Iterator[pl.DataFrame]:
    for first in range(0, total, ROWS_AT_ONCE):
        yield rows(first, min(ROWS_AT_ONCE, total - first), total)


def write_csv(path: Path, total: int) -> Path:
    """The export as a csv with ISO moments, as most systems write them."""
    with path.open("wb") as out:
        for at, block in enumerate(_blocks(total)):
            block.write_csv(out, include_header=at == 0, datetime_format="%Y-%m-%d %H:%M:%S")
    return path


NAMES: Final = "http://schemas.openxmlformats.org"
KIND: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
PARTS: Final = {
    "[Content_Types].xml": f"""<Types xmlns="{NAMES}/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/xl/workbook.xml" ContentType="{KIND}.sheet.main+xml"/>
<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{KIND}.worksheet+xml"/>
<Override PartName="/xl/sharedStrings.xml" ContentType="{KIND}.sharedStrings+xml"/>
<Override PartName="/xl/styles.xml" ContentType="{KIND}.styles+xml"/>
</Types>""",
    "_rels/.rels": f"""<Relationships xmlns="{NAMES}/package/2006/relationships">
<Relationship Id="rId1" Type="{NAMES}/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/>
</Relationships>""",
    "xl/workbook.xml": f"""<workbook xmlns="{NAMES}/spreadsheetml/2006/main" xmlns:r="{NAMES}/officeDocument/2006/relationships">
<sheets><sheet name="Jobs" sheetId="1" r:id="rId1"/></sheets></workbook>""",
    "xl/_rels/workbook.xml.rels": f"""<Relationships xmlns="{NAMES}/package/2006/relationships">
<Relationship Id="rId1" Type="{NAMES}/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/>
<Relationship Id="rId2" Type="{NAMES}/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/>
<Relationship Id="rId3" Type="{NAMES}/officeDocument/2006/relationships/styles" Target="styles.xml"/>
</Relationships>""",
    "xl/styles.xml": f"""<styleSheet xmlns="{NAMES}/spreadsheetml/2006/main">
<numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/></numFmts>
<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>
<fills count="1"><fill><patternFill patternType="none"/></fill></fills>
<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
<cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>
<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>
</styleSheet>""",
}


def write_xlsx(path: Path, total: int) -> Path:
    """The export as Excel saves it: texts in the shared table, moments as serial numbers with a format."""
    shared: dict[str, int] = {text: at for at, text in enumerate(HEADINGS)}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, text in PARTS.items():
            archive.writestr(name, f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{text}')
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            sheet.write(f'<worksheet xmlns="{NAMES}/spreadsheetml/2006/main"><sheetData>'.encode())
            cells = "".join(f'<c r="{chr(65 + at)}1" t="s"><v>{at}</v></c>' for at in range(len(HEADINGS)))
            sheet.write(f'<row r="1" spans="1:12">{cells}</row>'.encode())
            row = 2
            for block in _blocks(total):
                sheet.write(_sheet_rows(block, row, shared).encode())
                row += block.height
            sheet.write(b"</sheetData></worksheet>")
        with archive.open("xl/sharedStrings.xml", "w", force_zip64=True) as strings:
            strings.write(f'<sst xmlns="{NAMES}/spreadsheetml/2006/main" uniqueCount="{len(shared)}">'.encode())
            strings.write("".join(f"<si><t>{text}</t></si>" for text in shared).encode())
            strings.write(b"</sst>")
    return path


def _sheet_rows(block: pl.DataFrame, first_row: int, shared: dict[str, int]) -> str:
    """The rows of a block as the sheet's XML; texts that are new get the next number of the shared table."""
    cells = []
    for at, name in enumerate(HEADINGS):
        reference = pl.lit(f'<c r="{chr(65 + at)}') + pl.col("row")
        if name in MOMENTS:
            serial = (pl.col(name) - SERIAL_0).dt.total_seconds() / 86_400
            cell = reference + '" s="1"><v>' + serial.cast(pl.String) + "</v></c>"
        elif name == "Job number":
            cell = reference + '"><v>' + pl.col(name) + "</v></c>"
        else:
            for text in block[name].drop_nulls().unique(maintain_order=True).to_list():
                shared.setdefault(text, len(shared))
            known = pl.col(name).replace_strict(shared, return_dtype=pl.Int64, default=None)
            cell = reference + '" t="s"><v>' + known.cast(pl.String) + "</v></c>"
        cells.append(cell.fill_null(""))
    row = pl.int_range(first_row, first_row + pl.len()).cast(pl.String).alias("row")
    written = block.with_columns(row).select(
        pl.concat_str([pl.lit('<row r="') + pl.col("row") + '" spans="1:12">', *cells, pl.lit("</row>")]).str.join("")
    )
    text: str = written.item()
    return text
