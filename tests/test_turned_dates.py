"""What a spreadsheet turned into a date is shown as it shows it and doubted; a case whose number it was is set aside."""

# ruff: noqa: DTZ001 (moments in workbooks are local and bear no zone)
from __future__ import annotations

import struct
import zipfile
from datetime import datetime, time
from pathlib import Path

import openpyxl
import pytest
import xlwt

from pipelines.beside_values import found_beside
from pipelines.date_formats import DATES, date_format, shown_as
from tests.exports import text_file, understood, write_ods
from tests.places import shared
from tests.test_beside_values import record, style
from tests.test_validate import reasons

HEADINGS = ["service", "item_id", "opened_at", "team", "place_id"]
FORMATS = {"item_id": "mmm-yy", "team": "h:mm", "place_id": "d-mmm"}
NUMBERS = [datetime(2024, 1, 1), datetime(2024, 2, 1), "13/24", "14/24", "15/24", "16/24"]
TEAMS = [time(1, 2), "1-3", "1-4", True, "1-3", "1-4"]
PLACES = ["1-1", datetime(2024, 5, 3), "2-14", "9-0", "8-8", "5-0"]


def rows() -> list[list[object]]:
    opened = [datetime(2024, 1, 5 + at, 9, 30) for at in range(6)]
    return [["repairs", *row] for row in zip(NUMBERS, opened, TEAMS, PLACES, strict=True)]


def as_xlsx(path: Path) -> None:
    book = openpyxl.Workbook()
    for row in [HEADINGS, *rows()]:
        book.active.append(row)
    for row in book.active.iter_rows(min_row=2):
        for cell, heading in zip(row, HEADINGS, strict=True):
            if heading in FORMATS and not isinstance(cell.value, str):
                cell.number_format = FORMATS[heading]
    book.save(path)


def as_xls(path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Jobs")
    for number, row in enumerate([HEADINGS, *rows()]):
        for at, (heading, value) in enumerate(zip(HEADINGS, row, strict=True)):
            shown = FORMATS.get(heading, "yyyy-mm-dd hh:mm")
            sheet.write(number, at, value, xlwt.easyxf(num_format_str=shown))
    book.save(str(path))


def as_ods(path: Path) -> None:
    def cell(heading: str, value: object) -> str:
        kind, said, shown = "string", "", str(value)
        if isinstance(value, bool):
            kind, said, shown = "boolean", ' office:boolean-value="true"', "TRUE"
        elif isinstance(value, datetime):
            kind, said = "date", f' office:date-value="{value.isoformat()}"'
            shown = shown_as(str(value), FORMATS.get(heading, "yyyy-mm-dd hh:mm"))
        elif isinstance(value, time):
            kind, said, shown = "time", ' office:time-value="PT01H02M00S"', "1:02"
        return f'<table:table-cell office:value-type="{kind}"{said}><text:p>{shown}</text:p></table:table-cell>'

    lines = ["".join(map(cell, HEADINGS, row)) for row in [HEADINGS, *rows()]]
    table = "".join(f"<table:table-row>{line}</table:table-row>" for line in lines)
    write_ods(path, table)


WRITERS = {"xlsx": as_xlsx, "xls": as_xls, "ods": as_ods}


def doubted(validated) -> list[tuple[object, ...]]:
    found = validated.issues.filter(issue="turned_into_date").sort("column", "row_number")
    return found.select("row_number", "column", "value").rows()


@pytest.mark.parametrize("kind", WRITERS)
def test_keys_places_and_teams_that_became_dates_are_shown_as_the_workbook_shows_them_and_doubted(tmp_path, kind):
    WRITERS[kind](path := tmp_path / f"jobs.{kind}")

    validated = understood(path)

    assert validated.rows["item_id"].to_list() == ["13/24", "14/24", "15/24", "16/24"]
    assert validated.rows["team"].to_list() == ["1-4", "TRUE", "1-3", "1-4"]
    assert reasons(validated)[2] == (
        "'Jan-24' in column 'item_id' is a date that a spreadsheet made of the number that was typed, which nobody can tell any"
        " more. Format the column as text and type the number again, or export the file anew, and load the row again."
    )
    assert validated.rejected["value"].to_list() == ["Jan-24", "Feb-24"]
    assert doubted(validated) == [(5, "team", "TRUE")]  # the others stand in rows that are set aside


def test_a_place_that_became_a_date_is_doubted_beside_the_number_of_its_case(tmp_path):
    book = openpyxl.Workbook()
    for at, row in enumerate([HEADINGS, *rows()]):
        book.active.append([row[0], row[1] if at == 0 else f"W{at}", *row[2:]])
    for row in book.active.iter_rows(min_row=2, min_col=4):
        row[0].number_format, row[1].number_format = "h:mm", "d-mmm"
    book.save(path := tmp_path / "jobs.xlsx")

    validated = understood(path)

    assert validated.rejected.is_empty()
    assert validated.rows["place_id"].to_list() == ["1-1", "3-May", "2-14", "9-0", "8-8", "5-0"]
    assert doubted(validated) == [(3, "place_id", "3-May"), (2, "team", "1:02"), (5, "team", "TRUE")]


@pytest.mark.parametrize(
    ("places", "told"),
    [
        (["1-jan", "2-1", "5-mei", "9-4"], ["1-jan", "5-mei"]),
        (["jan-24", "13/24", "14/24"], ["jan-24"]),
        (["3/05/2024", "5-0", "6-1"], ["3/05/2024"]),
        (["1:02", "1-3", "1-4"], ["1:02"]),
        (["2024-05-03 00:00:00", "5-0"], ["2024-05-03 00:00:00"]),
        (["2024-05-12", "2024-05-123"], []),  # a number with the day in it
        (["3-5-2024", "WO 12"], []),
        (["May 12", "Noord", "Mars-1"], []),
        (["jan-24", "feb-24", "mrt-24"], []),  # months, and meant so
    ],
)
def test_text_that_looks_so_is_doubted_only_beside_what_does_not(tmp_path, places, told):
    lines = [f"x;W{at};2024-01-05;{place}" for at, place in enumerate(places)]

    validated = understood(text_file(tmp_path, "\n".join(["service;item_id;opened_at;place_id", *lines]) + "\n"))

    assert validated.rows["place_id"].to_list() == places
    assert [value for _, _, value in doubted(validated)] == told


@pytest.mark.parametrize(
    ("number_format", "shown"),
    [
        ("mmm-yy", "Jan-24"),
        ("[$-413]d-mmm", "31-jan"),
        ("[$-413]dddd d mmmm", "woensdag 31 januari"),
        ("d/m/yyyy h:mm", "31/1/2024 13:05"),
        ("h:mm AM/PM", "1:05 PM"),
        ('"Huis "d\\-m', "Huis 31-1"),
        ("mm:ss", "05:09"),
        ("yyyy-mm-dd;@", "2024-01-31"),
    ],
)
def test_a_moment_is_shown_as_its_format_says(number_format, shown):
    assert shown_as("2024-01-31 13:05:09", date_format(number_format)) == shown


@pytest.mark.parametrize("number_format", ["General", "0.00", '"days "0', "[Red]0", "@", "00000"])
def test_a_format_of_numbers_shows_no_date(number_format):
    assert date_format(number_format) == ""


def test_a_binary_workbook_tells_its_dates(tmp_path):
    path, whole = tmp_path / "jobs.xlsb", shared("real", "messy", "calamine", "any_sheets.xlsb")
    styles = record(617, struct.pack("<I", 2)) + style(0) + style(17) + record(618, b"")
    cell = record(0, struct.pack("<I", 0) + bytes(13)) + record(5, struct.pack("<2Id", 0, 1, 45292))
    data = record(129, b"") + record(145, b"") + cell + record(146, b"") + record(130, b"")
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(path, "w") as new:
        for part in old.namelist():
            said = styles if part == "xl/styles.bin" else data if part == "xl/worksheets/sheet1.bin" else old.read(part)
            new.writestr(part, said)

    assert found_beside(path, [0], DATES)[0].shown == [(1, 0, "mmm-yy")]
