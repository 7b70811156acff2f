"""What a workbook shows beside the values of its cells: merged cells are the value of all their rows, noughts are kept."""

from __future__ import annotations

import re
import struct
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Final

import openpyxl
import pytest
import xlwt
from openpyxl.styles import Font

from pipelines import run
from pipelines.beside_values import found_beside
from pipelines.found_cells import key_format
from pipelines.profile import load_profiles
from pipelines.read import OLE, read_sheets
from pipelines.recognise import recognise
from pipelines.rejects import to_mend
from pipelines.store import Places, frame, open_published
from pipelines.validate import Validated, validate
from tests.exports import write_ods
from tests.places import shared

pytestmark = pytest.mark.usefixtures("without_charts")

HEADINGS = ["item_id", "team", "opened_at", "reported_done_at", "service"]
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
    write_ods(path, table)


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
    sheet.append([None, "opened_at", "reported_done_at", None, None])
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


WORDS = '[=1]"Huis A";[=2]"Huis B";"Huis "0'
STATUS = '"Completed";;"Open"'


@pytest.mark.parametrize("kind", ["xlsx", "xls"])
def test_numbers_that_a_format_shows_as_words_are_read_as_these(tmp_path, kind):
    path, cells = tmp_path / f"words.{kind}", [("house", "done"), (1, 1), (2, 0), (3, 1), ("as typed", 1)]
    if kind == "xlsx":
        book = openpyxl.Workbook()
        for row in cells:
            book.active.append(row)
        for row in book.active.iter_rows(min_row=2):
            row[0].number_format, row[1].number_format = WORDS, STATUS
        book.save(path)
    else:
        old = xlwt.Workbook()
        sheet = old.add_sheet("Jobs")
        for number, row in enumerate(cells):
            for at, (value, shown) in enumerate(zip(row, (WORDS, STATUS), strict=True)):
                sheet.write(number, at, value, xlwt.easyxf(num_format_str=shown))
        old.save(str(path))

    [sheet] = read_sheets(path)

    assert sheet.cells["c0"].to_list() == ["house", "Huis A", "Huis B", "Huis 3", "as typed"]
    assert sheet.cells["c1"].to_list() == ["done", "Completed", "Open", "Completed", "Completed"]


@pytest.mark.parametrize(
    "amounts", ['0;-0;"-"', "#,##0;[Red]-#,##0", '0;-0;"nvt"', "[>=1000]#,##0;0", "General", '0" dagen"']
)
def test_formats_of_amounts_show_no_words(amounts):
    assert key_format(amounts) == ""


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
    assert found.shown == [(row, 0, "000000") for row in range(1, 5)]
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


def test_a_small_old_workbook_lies_in_small_sectors(tmp_path):
    """As LibreOffice and Excel write those of fewer than 4096 bytes; the writer that we have fills them up."""
    as_xls(path := tmp_path / "jobs.xls")
    whole = path.read_bytes()
    stream = whole[512:].split(b"R\0o\0o\0t\0")[0]
    end = stream.rindex(b"\x0a\0\0\0") + 4  # the end of the last sheet
    path.write_bytes(in_small_sectors(stream[:end]))

    found = found_beside(path, [0])[0]

    assert sorted(found.merged) == [(3, 5, 1), (6, 8, 1)]
    assert found.shown == [(row, 0, "000000") for row in range(3, 9)]


def in_small_sectors(stream: bytes) -> bytes:
    """A container whose only stream lies in small sectors: the table, the directory, the small table, then the stream."""
    free, end, table = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    small = -(-len(stream) // 64)
    large = -(-small * 64 // 512)
    head = OLE + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(10)
    head += struct.pack("<IIIIIIII", 1, 1, 0, 4096, 2, 1, end, 0) + struct.pack("<109I", 0, *[free] * 108)
    following = [table, end, end, *range(4, 3 + large), end]
    entries = [("Root Entry", 5, 3, small * 64), ("Workbook", 2, 0, len(stream))]
    directory = b""
    for name, kind, first, size in entries:
        text = name.encode("utf-16-le") + b"\0\0"
        directory += (
            text.ljust(64, b"\0") + struct.pack("<HB", len(text), kind) + bytes(49) + struct.pack("<IQ", first, size)
        )
    return b"".join((
        head,
        struct.pack(f"<{len(following)}I", *following).ljust(512, b"\xff"),
        directory.ljust(512, b"\0"),
        struct.pack(f"<{small}I", *range(1, small), end).ljust(512, b"\xff"),
        stream.ljust(large * 512, b"\0"),
    ))  # fmt: skip


def test_names_with_a_prefix_are_the_same_names(tmp_path):
    as_xlsx(path := tmp_path / "jobs.xlsx")
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    sheet = re.sub(rb"<(/?)([a-zA-Z])", rb"<\1x:\2", parts["xl/worksheets/sheet1.xml"])
    parts["xl/worksheets/sheet1.xml"] = sheet.replace(b" xmlns=", b" xmlns:x=")
    with zipfile.ZipFile(path, "w") as new:
        for name, content in parts.items():
            new.writestr(name, content)

    found = found_beside(path, [0])[0]

    assert sorted(found.merged) == [(3, 5, 1), (6, 8, 1)] and len(found.shown) == 6


@pytest.mark.parametrize(
    ("number_format", "shown"),
    [
        ("000000", "000042"), ('"R"00000', "R00042"), ("0000-00", "0000-42"), ("00000_-", "00042"), ("000 000", "000 042"),
        (r"\W\-000", "W-042"), ('"W"0', "W42"), ("0", "42"), ("#,##0", "42"), ("0.00", "42"), ('0" dagen"', "42"),
        ('00" uur"', "42"), ('"€" 0', "42"), ("000;-000", "042"), ("[$-413]000", "042"), ("General", "42"),
    ],
)  # fmt: skip
def test_a_number_that_is_shown_as_a_key_is_the_key(tmp_path, number_format, shown):
    book = openpyxl.Workbook()
    book.active.append([42, 1234567])
    book.active["A1"].number_format = number_format
    book.save(path := tmp_path / "keys.xlsx")

    [sheet] = read_sheets(path)

    assert sheet.cells.rows() == [(1, shown, "1234567")]


def test_times_of_an_open_document_are_read(tmp_path):
    as_ods(path := tmp_path / "jobs.ods")
    with zipfile.ZipFile(path) as old:
        content = old.read("content.xml").decode()
    for at, time in enumerate(["PT09H05M00S", "PT26H00M30S", "PT00H00M00S"]):
        cell = f'<table:table-cell office:value-type="time" office:time-value="{time}"><text:p>x</text:p></table:table-cell>'
        content = content.replace(f'<table:table-cell office:value-type="string"><text:p>2024-01-0{at + 2}</text:p>'
                                  "</table:table-cell>", cell, 1)  # fmt: skip
    with zipfile.ZipFile(path, "w") as new:
        new.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        new.writestr("META-INF/manifest.xml", "<manifest/>")
        new.writestr("content.xml", content)

    [sheet] = read_sheets(path)

    assert set(sheet.cells["c3"].to_list()) >= {"09:05:00", "26:00:30", "00:00:00"}


def test_what_a_workbook_holds_beside_the_rows_that_are_read_is_told(tmp_path):
    as_xlsx(path := tmp_path / "jobs.xlsx")
    book = openpyxl.load_workbook(path)
    for name in ("Open", "Archive"):
        sheet = book.create_sheet(name)
        for row in [["number", "opened", "team"], *([at, f"2024-02-0{at}", "West"] for at in range(1, 6))]:
            sheet.append(row)
    book["Archive"].sheet_state = "hidden"
    for row_number in (4, 5):
        book.active.row_dimensions[row_number].hidden = True
    book.save(path)

    told = [str(problem) for problem in recognise(read_sheets(path), load_profiles()).problems]

    assert "The hidden sheet 'Archive' of 6 rows is not read." in told
    assert "Rows that are hidden in the sheet are read too: 4 to 5 (2 in all)." in told
    assert [said for said in told if said.startswith("Sheet 'Open' holds rows too, which are not read")]


@pytest.mark.parametrize(
    ("hidden", "told"),
    [
        ([*range(5, 81)], "5 to 80 (76 in all)"),
        ([3, *range(5, 41), *range(60, 81)], "3, 5 to 40, 60 to 80 (58 in all)"),
        ([*range(2, 22, 2)], "2, 4, 6, 8, 10, and 5 more runs (10 in all)"),
        ([*range(80, 120)], "80 to 101 (22 in all)"),
    ],
)
def test_rows_that_a_sheet_hides_are_told_as_runs_in_one_note(tmp_path, hidden, told):
    book = openpyxl.Workbook()
    book.active.append(HEADINGS)
    for at in range(100):
        book.active.append([at, "West", "2024-01-02", "2024-01-03", "repairs"])
    for row_number in hidden:
        book.active.row_dimensions[row_number].hidden = True
    book.save(path := tmp_path / "jobs.xlsx")

    problems = [str(problem) for problem in recognise(read_sheets(path), load_profiles()).problems]

    assert [said for said in problems if "hidden" in said] == [
        f"Rows that are hidden in the sheet are read too: {told}."
    ]


TEAMS: Final = {"Noord": 2, "Zuid": 6}  # their first rows; three jobs and a subtotal each


def with_subtotals(path: Path, subtotal: list[object], merged: str) -> None:
    """Jobs of which a column (or several) is merged over the rows of a team and the subtotal under them."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["team", "opened_at", "category", "item_id", "reported_done_at", "minutes", "service"])
    for team, first in TEAMS.items():
        for at in range(3):
            sheet.append([team, f"{FIRST}1", "Leak", f"W{first + at}", f"{FIRST}{at + 2}", 30, "repairs"])
        sheet.append(subtotal)
        for column in merged:
            for row_number in range(first + 1, first + 4):
                sheet[f"{column}{row_number}"] = None
            sheet.merge_cells(f"{column}{first}:{column}{first + 3}")
    book.save(path)


def read_as_jobs(path: Path) -> Validated:
    return validate(recognise(read_sheets(path), load_profiles()), datetime(2024, 3, 1))  # noqa: DTZ001


@pytest.mark.parametrize("merged", ["A", "AB", "ABG", "BG"])
@pytest.mark.parametrize(
    "subtotal",
    [
        [None, None, "Subtotaal", None, None, 90, None],
        [None, None, None, "Subtotal", None, 90, None],
        [None, None, "Totaal", 3, None, 90, None],
        [None, None, "Subtotal", None, None, None, None],
    ],
)
def test_a_subtotal_within_merged_cells_is_told_as_a_total_and_never_counted(tmp_path, subtotal, merged):
    with_subtotals(path := tmp_path / "jobs.xlsx", subtotal, merged)

    found = read_as_jobs(path)

    word = next(cell for cell in subtotal if cell)
    assert (found.accepted, to_mend(found.rejected).height) == (6, 0)
    assert set(found.rejected["reason"]) == {f"This is a totals row ('{word}'), not a case. Nothing to do."}


def test_a_case_within_merged_cells_is_counted_whatever_its_words(tmp_path):
    with_subtotals(path := tmp_path / "jobs.xlsx", [None, None, "Total loss of heating", "W9", None, 15, None], "ABG")
    book = openpyxl.load_workbook(path)
    book.active["D9"] = "W10"
    book.save(path)

    found = read_as_jobs(path)

    assert (found.accepted, found.rejected.height) == (8, 0)


def test_a_line_of_text_within_merged_cells_is_told_by_its_own_words(tmp_path):
    with_subtotals(path := tmp_path / "jobs.xlsx", [None, None, "Three jobs were late", None, None, None, None], "AG")

    found = read_as_jobs(path)

    assert (found.accepted, to_mend(found.rejected).height) == (6, 0)
    assert set(found.rejected["reason"]) == {
        "This row is a line of text beside the table ('Three jobs were late'), not a case. Nothing to do."
    }


@pytest.mark.parametrize("word", ["Noord Totaal", "North Total", "Zuid - subtotaal:"])
def test_the_total_of_a_group_as_a_spreadsheet_names_it_is_a_total(tmp_path, word):
    with_subtotals(path := tmp_path / "jobs.xlsx", [word, None, None, None, None, 90, None], "")

    found = read_as_jobs(path)

    assert (found.accepted, to_mend(found.rejected).height) == (6, 0)
    assert set(found.rejected["value"]) == {word}
    assert "totals row" in found.rejected["reason"][0]


def test_headings_that_name_a_column_otherwise_begin_another_table(tmp_path):
    book = openpyxl.Workbook()
    for row in [HEADINGS, *rows(), [], ["item_id", "team", "opened_at", "cancelled_at", "service"], *rows()[:4]]:
        book.active.append(row)
    book.save(path := tmp_path / "jobs.xlsx")

    report = run.ingest(tmp_path / "data", path)

    assert (report.accepted, report.rejected, report.to_mend) == (6, 5, 0)
    assert any("another table, with headings on row 9" in str(note) for note in report.notes)


def test_rows_that_are_struck_through_are_told(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    for row in [["service", "item_id", "opened_at"], *[["x", f"W{at}", f"2024-01-0{at}"] for at in range(1, 6)]]:
        sheet.append(row)
    for at in (3, 4, 6):
        for cell in sheet[at]:
            cell.font = Font(strike=True)
    sheet["A2"].font = Font(bold=True)
    book.save(tmp_path / "struck.xlsx")

    problems = recognise(read_sheets(tmp_path / "struck.xlsx"), load_profiles()).problems

    assert problems == [
        "Rows with cells that are struck through count as all others: 3 to 4, 6 (3 in all). Delete those that should not count, or"
        " give them a status, and load the file again."
    ]
