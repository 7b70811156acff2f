"""What a workbook shows beside the values of its cells: merged cells are the value of all their rows, noughts are kept."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlwt

from pipelines import run
from pipelines.beside_values import found_beside
from pipelines.profile import load_profiles
from pipelines.read import read_sheets
from pipelines.recognise import recognise
from pipelines.store import Places, frame, open_published
from tests.places import shared

HEADINGS = ["item_id", "team", "opened_at", "completed_at", "service"]
FIRST = "2024-01-0"


def rows() -> list[list[object]]:
    """Six jobs, numbers as ids; each third names the team of three."""
    return [[100 + at, "Noord" if at == 0 else "Zuid" if at == 3 else None, f"{FIRST}{at + 1}", f"{FIRST}{at + 2}", "repairs"]
            for at in range(6)]  # fmt: skip


def as_xlsx(path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Jobs of January"])
    sheet.merge_cells("A1:D1")
    sheet.append(HEADINGS)
    for row in rows():
        sheet.append(row)
    for first in (3, 6):
        sheet.merge_cells(f"B{first}:B{first + 2}")
    for row_number in range(3, 9):
        sheet.cell(row_number, 1).number_format = "000000"
    book.save(path)


def as_xls(path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Jobs")
    padded = xlwt.easyxf(num_format_str="000000")
    sheet.write(0, 0, "Jobs of January")
    for at, heading in enumerate(HEADINGS):
        sheet.write(1, at, heading)
    for number, (job, team, *others) in enumerate(rows(), 2):
        sheet.write(number, 0, job, padded)
        for at, value in enumerate(others, 2):
            sheet.write(number, at, value)
        if team:
            sheet.write_merge(number, number + 2, 1, 1, team)
    book.save(str(path))


def as_ods(path: Path) -> None:
    def text(value: object, more: str = "") -> str:
        return f'<table:table-cell office:value-type="string"{more}><text:p>{value}</text:p></table:table-cell>'

    lines = ["".join(map(text, HEADINGS))]
    for job, team, *others in rows():
        number = f'<table:table-cell office:value-type="float" office:value="{job}"><text:p>000{job}</text:p></table:table-cell>'
        covered = "<table:covered-table-cell/>"
        of_team = text(team, ' table:number-rows-spanned="3" table:number-columns-spanned="1"') if team else covered
        lines.append(number + of_team + "".join(map(text, others)))
    table = "".join(f"<table:table-row>{line}</table:table-row>" for line in ["", text("Jobs of January"), *lines][1:])
    names = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = (
        f"<office:document-content{names}><office:body><office:spreadsheet>"
        f'<table:table table:name="Jobs">{table}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", content)


WRITERS = {"xlsx": as_xlsx, "xls": as_xls, "ods": as_ods}


@pytest.mark.parametrize("kind", WRITERS)
def test_every_row_of_merged_cells_has_their_value_and_numbers_keep_the_noughts_that_are_shown(tmp_path, kind):
    path = tmp_path / f"jobs.{kind}"
    WRITERS[kind](path)

    found = recognise(read_sheets(path), load_profiles())

    assert found.header_row == 2
    assert found.rows["c1"].to_list() == ["Noord"] * 3 + ["Zuid"] * 3
    assert found.rows["c0"].to_list() == [f"00010{at}" for at in range(6)]
    [told] = [str(problem) for problem in found.problems if "merged" in str(problem)]
    assert told == "Column B has cells that are merged over several rows: each of these rows has their value."


def test_a_heading_over_two_rows_is_one_heading_and_what_is_merged_sideways_is_left(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["item_id", "Period", None, "team", "service"])
    sheet.append([None, "opened_at", "completed_at", None, None])
    sheet.merge_cells("A1:A2"), sheet.merge_cells("D1:D2"), sheet.merge_cells("E1:E2"), sheet.merge_cells("B1:C1")
    for job, team, *others in rows():
        sheet.append([f"J{job}", *others[:2], team or "West", "repairs"])
    sheet.merge_cells("B8:D8")
    book.save(path := tmp_path / "jobs.xlsx")

    found = recognise(read_sheets(path), load_profiles())

    assert found.rows["c0"].to_list() == [f"J{100 + at}" for at in range(6)]
    assert not [problem for problem in found.problems if "merged" in str(problem)]


def test_a_text_under_a_format_of_noughts_stays_as_it_is_typed(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["1", 12, 1.5, 1234567, None])
    for cell in book.active[1]:
        cell.number_format = "00000"
    book.save(path := tmp_path / "texts.xlsx")

    [sheet] = read_sheets(path)

    assert sheet.cells.rows() == [(1, "1", "00012", "1.5", "1234567")]


def test_a_binary_workbook_tells_the_same(tmp_path):
    """No library writes these: records are put into one that Excel wrote."""
    path, whole = tmp_path / "jobs.xlsb", shared("real", "messy", "calamine", "any_sheets.xlsb")
    text = "000000".encode("utf-16-le")
    formats = record(615, struct.pack("<I", 1)) + record(44, struct.pack("<HI", 170, 6) + text) + record(616, b"")
    styles = record(617, struct.pack("<I", 2)) + style(0) + style(170) + record(618, b"")
    jobs = b"".join(
        record(0, struct.pack("<I", row) + bytes(13)) + record(5, struct.pack("<2Id", 0, 1, 100 + row))
        for row in range(4)
    )  # fmt: skip
    data = record(129, b"") + record(148, struct.pack("<4I", 0, 3, 0, 2)) + record(145, b"") + jobs + record(146, b"")
    merged = record(177, struct.pack("<I", 1)) + record(176, struct.pack("<4I", 1, 3, 2, 2)) + record(178, b"")
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(path, "w") as new:
        for part in old.namelist():
            said = old.read(part)
            said = formats + styles if part == "xl/styles.bin" else said
            said = data + merged + record(130, b"") if part == "xl/worksheets/sheet1.bin" else said
            new.writestr(part, said)

    found = found_beside(path, [0])[0]

    assert found.merged == [(2, 4, 2)]
    assert found.shown == [(row, 0, 6) for row in range(1, 5)]
    [sheet, *_] = read_sheets(path)
    assert sheet.cells["c0"].to_list() == [f"00010{row}" for row in range(4)]


def record(kind: int, data: bytes) -> bytes:
    start = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    return start + bytes([len(data)]) + data


def style(number_format: int) -> bytes:
    return record(47, struct.pack("<2H", 0, number_format) + bytes(12))


def test_real_workbooks_of_records_are_followed_to_their_merged_cells():
    found = found_beside(shared("real", "messy", "sheetjs", "merge_cells.xls"), [0])
    assert any(sheet.merged for sheet in found.values())


def test_broken_workbooks_of_records_are_left_to_their_reader(tmp_path):
    whole = shared("real", "messy", "sheetjs", "merge_cells.xls").read_bytes()
    path = tmp_path / "cut.xls"
    for length in range(0, len(whole), 509):
        path.write_bytes(whole[:length])
        found = found_beside(path, [0])
        assert all(first < last for sheet in found.values() for first, last, _ in sheet.merged)


def test_a_team_over_three_jobs_is_published_as_the_team_of_three_jobs(tmp_path):
    as_xlsx(path := tmp_path / "jobs.xlsx")

    report = run.ingest(data := tmp_path / "data", path)

    assert any("merged over several rows" in str(note) for note in report.notes)
    with open_published(Places(data).stable) as connection:
        published = frame(connection, "select item_id, team from work_items order by item_id")
    assert published.rows() == [(f"00010{at}", "Noord" if at < 3 else "Zuid") for at in range(6)]
