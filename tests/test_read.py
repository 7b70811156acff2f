"""Files as they come: what is read from them, with the row numbers that Excel shows, and what is refused in words."""

# ruff: noqa: DTZ001 (moments in exports are local and bear no zone)
from __future__ import annotations

import gzip
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.dialect import Dialect
from pipelines.errors import EmptyFile, FixableError, MissingFile, UnreadableFile
from pipelines.read import ENCRYPTED, OLE, read_sheets
from pipelines.read_text import read_exactly, read_fast
from pipelines.sheet import numbered
from tests.examples import examples
from tests.exports import text_file, workbook


def cells(path: Path) -> list[tuple[object, ...]]:
    [sheet] = read_sheets(path)
    return sheet.cells.rows()


def refusal(path: Path, kind: type[FixableError] = UnreadableFile) -> str:
    """Return the one sentence of a refusal, after a look that it says what is safe."""
    with pytest.raises(kind) as refused:
        read_sheets(path)
    sentence = str(refused.value)
    assert sentence.startswith(f"{path.name} was not loaded: ")
    assert "Nothing has changed" in sentence
    assert "\n" not in sentence
    return sentence


# text files


def test_cells_are_kept_as_they_are_written(tmp_path):
    path = text_file(tmp_path, 'id,what\n0012," two  blanks "\n1e5,"a ""quoted"" word, and a comma"\n')

    assert cells(path) == [(1, "id", "what"), (2, "0012", " two  blanks "), (3, "1e5", 'a "quoted" word, and a comma')]


def test_blank_rows_and_line_breaks_in_a_cell_keep_the_row_numbers_of_excel(tmp_path):
    path = text_file(tmp_path, '\nid,what\n\n1,"first line\nsecond line"\n,\n2,x\n')

    assert cells(path) == [
        (1, None, None),
        (2, "id", "what"),
        (3, None, None),
        (4, "1", "first line\nsecond line"),
        (5, None, None),
        (6, "2", "x"),
    ]


@pytest.mark.parametrize("written", ['="0012"', '"=""0012"""'])
def test_a_text_that_is_written_as_a_formula_is_that_text(tmp_path, written):
    path = text_file(tmp_path, f'id,what\n{written},"=""1 """" pipe"""\n="a"&"b",=1+1\n')

    assert cells(path) == [(1, "id", "what"), (2, "0012", '1 " pipe'), (3, '="a"&"b"', "=1+1")]


@pytest.mark.parametrize(
    ("written", "cells"),
    [
        ('"Job,Raised"\n\n"1,2024-01-05"\n', [("Job", "Raised"), ("1", "2024-01-05")]),
        ('"Job;Words";;\r\n"1;""a; b""";;\r\n', [("Job", "Words"), ("1", "a; b")]),
        ('"Job","Raised"\n"1","2024-01-05"\n', [("Job", "Raised"), ("1", "2024-01-05")]),
    ],
)
def test_rows_that_were_pasted_into_one_column_are_rows(tmp_path, written, cells):
    [sheet] = read_sheets(text_file(tmp_path, written))

    found = sheet.cells.drop_nulls()
    assert found.select("c0", "c1").rows() == cells
    assert any("between quotation marks" in str(told) for told in sheet.problems) == ('","' not in written)
    assert found["row_number"].to_list() == ([1, 3] if "\n\n" in written else [1, 2])


def test_no_cell_is_cut_off_where_rows_have_different_widths(tmp_path):
    path = text_file(tmp_path, "id,what\n1\n2,x,y,z\n")

    assert cells(path) == [(1, "id", "what", None, None), (2, "1", None, None, None), (3, "2", "x", "y", "z")]


def test_a_longer_row_far_below_is_not_cut_off(tmp_path):
    path = text_file(tmp_path, "id,what\n" + "1,x\n" * 2000 + "2,x,beyond\n")

    assert cells(path)[-1] == (2002, "2", "x", "beyond")


def test_a_quotation_mark_amid_a_text_stays_what_it_is(tmp_path):
    path = text_file(tmp_path, 'id,what\n1,pipe 5" wide\n2,pipe 6" wide\n')

    assert [row[2] for row in cells(path)] == ["what", 'pipe 5" wide', 'pipe 6" wide']


def test_a_quotation_mark_that_never_closes_is_told_with_its_row(tmp_path):
    path = text_file(tmp_path, 'id,what\n1,x\n2,"leak\n3,y\n')

    assert "a quotation mark in row 3 is never closed" in refusal(path)


def test_two_stray_quotation_marks_do_not_swallow_the_rows_between_them(tmp_path):
    rows = [f"{number},leak,2024-01-05" for number in range(1, 20)]
    rows[4], rows[15] = '5,"leak,2024-01-05', '16,leak",2024-01-05'

    sentence = refusal(text_file(tmp_path, "id,what,on\n" + "\n".join(rows)))

    assert "opens in row 6 and closes rows further down" in sentence


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_the_delimiter_is_the_sign_that_cuts_the_rows_alike(tmp_path, delimiter):
    rows = [
        ["Overview, made 5 January; page 1"],
        ["id", "amount", "what"],
        ["1", "1.5", "a, b"],
        ["2", "2.5", "c; d"],
        ["3", "", "e"],
    ]
    written = "\n".join(delimiter.join(f'"{cell}"' if len(row) > 1 else cell for cell in row) for row in rows)

    [sheet] = read_sheets(text_file(tmp_path, written))

    assert sheet.delimiter == delimiter
    assert sheet.cells.rows()[2][1:4] == ("1", "1.5", "a, b")


def test_the_line_that_tells_excel_the_delimiter_is_no_row(tmp_path):
    path = text_file(tmp_path, "sep=|\nid|what\n1|a;b\n")

    assert cells(path) == [(1, "id", "what"), (2, "1", "a;b")]


@pytest.mark.parametrize(
    ("encoding", "told"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("utf-32", "utf-32-le"),
        ("mac_roman", "mac_roman"),
        ("utf-16-le", "utf-16-le"),
        ("cp1252", "cp1252"),
        ("cp850", "cp850"),
    ],
)
def test_names_with_accents_arrive_whatever_the_encoding(tmp_path, encoding, told):
    path = text_file(tmp_path, "naam;plaats\nJoris Koëter;Één\nCrèche De Zon;coördinatie\n", encoding=encoding)

    [sheet] = read_sheets(path)

    assert sheet.encoding == told
    assert sheet.cells.rows()[1] == (2, "Joris Koëter", "Één")


@pytest.mark.parametrize("encoding", ["cp1252", "cp850"])
@pytest.mark.parametrize("word", ["één", "Eén", "ÉÉN", "vóór 12 uur", "twéé", "coördinatie", "20 m²", "naïef", "½ dag"])
def test_one_word_with_an_accent_tells_the_encoding(tmp_path, encoding, word):
    rows = "\n".join(f"M{at};0{at}-01-2024;{word if at == 3 else 'lek'}" for at in range(1, 9))
    path = text_file(tmp_path, f"nummer;gemeld;soort\n{rows}\n", encoding=encoding)

    assert cells(path)[3] == (4, "M3", "03-01-2024", word)


@pytest.mark.parametrize(
    "words", ["wait—what", "wait——what", "so … that", "it’s", "‚so’", "“so”", "3 à 4 dagen", "€ 20", "20°C"]
)
def test_signs_of_a_text_of_windows_are_no_letters_of_older_systems(tmp_path, words):
    path = text_file(tmp_path, f"nummer;soort\n1;{words}\n2;lek\n", encoding="cp1252")

    assert cells(path)[1] == (2, "1", words)


NO_SIGNS = "\x81\x8d\x8f\x90\x9d"  # bytes without a sign in Windows-1252


def twice(text: str) -> str:
    """The text as it becomes when its UTF-8 is read as Windows-1252."""
    return "".join(chr(at) if chr(at) in NO_SIGNS else bytes([at]).decode("cp1252") for at in text.encode())


@pytest.mark.parametrize(
    "words",
    [
        "café",
        "Geïnteresseerd",
        "€ 12",
        "Zoë – “ja”",
        "à la carte",
        "Één",
        "Ångström",
        "½ m²",
        "Wrocław",
        "cœur",
        "ğ ş",
        "🙂",
    ],
)
def test_what_was_encoded_twice_is_read_as_it_was_meant(tmp_path, words):
    [sheet] = read_sheets(text_file(tmp_path, f"id;words\n1;plain\n2;{twice(words)}\n3;{twice(words)}\n"))

    assert sheet.cells["c1"].to_list() == ["words", "plain", words, words]
    [told] = sheet.problems
    assert str(told).startswith("Some signs were encoded twice, and were put right: ")


def test_only_the_cells_that_were_encoded_twice_are_put_right(tmp_path):
    [sheet] = read_sheets(text_file(tmp_path, f"id,team\n1,Zoë\n2,{twice('Zoë')}\n3,{twice('café')}é\n"))

    assert sheet.cells["c1"].to_list() == ["team", "Zoë", "Zoë", f"{twice('café')}é"]
    assert [str(told) for told in sheet.problems] == [
        "Some signs were encoded twice, and were put right: 'ZoÃ«' is read as 'Zoë'."
    ]


@pytest.mark.parametrize("more", [1, 2, 3, 4])
@pytest.mark.parametrize(
    "words", ["Zoë", "à la carte", "café – nee", "€ 5", "Één", "½ m²", "Ålesund", "œuf", "ñÌ", "🙂"]
)
def test_what_was_encoded_more_often_is_put_right_too(tmp_path, words, more):
    often = twice(words)
    for _ in range(more):
        often = twice(often)
    [sheet] = read_sheets(text_file(tmp_path, f"id;words\n1;plain\n2;{often}\n"))

    assert sheet.cells["c1"].to_list() == ["words", "plain", words]
    assert str(sheet.problems[0]).split("read as ")[1].strip("'.") in words


@pytest.mark.parametrize("times", [1, 2, 4])
def test_the_cells_of_a_workbook_that_were_encoded_twice_are_put_right_too(tmp_path, times):
    """A text that a spreadsheet took for Windows-1252 is kept as it was taken."""
    often = "Zoë"
    for _ in range(times):
        often = twice(often)
    path = workbook(tmp_path, {"Export": [["id", f"{often} team"], ["1", often], ["2", "Één"], ["3", "CAFÉ»"]]})

    [sheet] = read_sheets(path)

    assert sheet.cells["c1"].to_list() == ["Zoë team", "Zoë", "Één", "CAFÉ»"]
    assert [str(told).split("read as ")[1] for told in sheet.problems] == ["'Zoë'."]


@pytest.mark.parametrize("words", ["Zoë", "het huis’s", "Één", "€ 5", "Wrocław", "🙂"])
@pytest.mark.parametrize("more", [0, 1, 2])
def test_signs_that_went_through_latin_1_are_put_right_too(tmp_path, words, more):
    often = words.encode().decode("latin-1")
    for _ in range(more):
        often = often.encode().decode("latin-1")
    [sheet] = read_sheets(text_file(tmp_path, f"id;words\n1;plain\n2;{often}\n"))

    assert sheet.cells["c1"].to_list() == ["words", "plain", words]


@pytest.mark.parametrize(
    "words",
    [
        "CAFÉ»",
        "« CAFÉ\xa0»",
        "SÃO PAULO",
        "ÄÖÅ…",
        "„LÄ“",
        "ÅÄÖ – é”",
        "naïve café €5",
        "Ålesund",
        "Â, Ã",
        "ESPAÑA»",
        "‘VANDFLÆ’",
        "Ë†",
    ],
)
def test_signs_that_a_text_may_hold_stay_as_they_are(tmp_path, words):
    [sheet] = read_sheets(text_file(tmp_path, f"id;words\n1;{words}\n"))

    assert (sheet.cells["c1"][1], sheet.problems) == (words, ())


@pytest.mark.parametrize("mark", ["ï»¿", "\ufeffï»¿"])
def test_a_mark_that_was_encoded_twice_is_no_part_of_the_first_heading(tmp_path, mark):
    assert cells(text_file(tmp_path, f"{mark}id,what\n1,x\n"))[0] == (1, "id", "what")


def test_the_line_ends_of_an_old_mac_are_line_ends(tmp_path):
    assert cells(text_file(tmp_path, "id,what\r1,x\r")) == [(1, "id", "what"), (2, "1", "x")]


def test_a_packed_text_is_unpacked(tmp_path):
    path = tmp_path / "export.csv.gz"
    path.write_bytes(gzip.compress(b"id,what\n1,x\n"))

    assert cells(path) == [(1, "id", "what"), (2, "1", "x")]


@settings(max_examples=examples(30, full=300), deadline=None)
@given(st.text(alphabet="a1 ,;\"\n\r'é", min_size=1, max_size=40))
def test_the_fast_reader_gives_what_the_exact_one_gives(text):
    fast = read_fast(text, Dialect())
    if fast is None:
        return
    exact = numbered(read_exactly("export.csv", text, Dialect())[0])
    width = max(fast.width + 1, exact.width)

    def padded(rows):
        return [row + (None,) * (width - len(row)) for row in rows]

    assert padded(numbered(fast).rows()) == padded(exact.rows())


@settings(max_examples=examples(20, full=200), deadline=None)
@given(st.binary(max_size=200))
def test_any_content_is_read_or_refused_in_words(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(content)
    try:
        read_sheets(path)
    except FixableError as refused:
        assert "Nothing has changed" in str(refused)


# workbooks


def test_a_workbook_keeps_its_row_numbers_dates_and_leading_zeros(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["B3"], sheet["C3"], sheet["D3"] = "id", "when", "days"
    sheet["B5"], sheet["C5"], sheet["D5"] = "0012", datetime(2026, 1, 5, 9, 30), 12
    sheet["B6"], sheet["C6"], sheet["D6"] = 101002296910, date(2026, 1, 6), 1.5
    book.save(tmp_path / "export.xlsx")

    assert cells(tmp_path / "export.xlsx")[2:] == [
        (3, None, "id", "when", "days"),
        (4, None, None, None, None),
        (5, None, "0012", "2026-01-05 09:30:00", "12"),
        (6, None, "101002296910", "2026-01-06 00:00:00", "1.5"),
    ]


def test_every_visible_sheet_that_holds_something_is_read(tmp_path):
    path = workbook(tmp_path, {"Export": [["id"], [1]], "Notes": [["made by"]], "Empty": [], "Lists": [["codes"]]})
    book = openpyxl.load_workbook(path)
    book["Lists"].sheet_state = "hidden"
    book.create_chartsheet("Chart")
    book.save(path)

    assert [sheet.name for sheet in read_sheets(path)] == ["Export", "Notes"]
    assert [sheet.name for sheet in read_sheets(path, sheet="Lists")] == ["Lists"]


def test_a_sheet_that_is_not_there_is_told_with_those_that_are(tmp_path):
    path = workbook(tmp_path, {"Export": [["id"]], "Notes": [["made by"]]})

    with pytest.raises(UnreadableFile, match="no sheet 'Week 3'; its sheets are 'Export', 'Notes'"):
        read_sheets(path, sheet="Week 3")


def test_a_workbook_that_calls_itself_csv_is_read_as_what_it_is(tmp_path):
    path = workbook(tmp_path, {"Export": [["id"], ["0012"]]}, name="export.csv")

    assert cells(path) == [(1, "id"), (2, "0012")]


# refusals


def test_a_broken_workbook_is_refused_in_a_sentence(tmp_path):
    whole = workbook(tmp_path, {"Export": [["id"], *[[f"item {number}"] for number in range(500)]]}).read_bytes()
    for name, content in {
        "start.xlsx": b"PK\x03\x04 this is no workbook",
        "cut.xlsx": whole[: len(whole) // 2],
    }.items():
        (tmp_path / name).write_bytes(content)
        assert "broken or was cut off" in refusal(tmp_path / name)


def test_a_workbook_with_a_broken_sheet_is_refused_in_a_sentence(tmp_path):
    path = workbook(tmp_path, {"Export": [["id"], [1]]})
    with zipfile.ZipFile(path) as whole:
        parts = {name: whole.read(name) for name in whole.namelist()}
    parts["xl/worksheets/sheet1.xml"] = b"<worksheet><sheetData><row r='zzz'><c r='A1' t='s'><v>99999999999</v>"
    with zipfile.ZipFile(path, "w") as broken:
        for name, content in parts.items():
            broken.writestr(name, content)

    assert "broken" in refusal(path)


def test_a_workbook_with_a_password_says_so(tmp_path):
    path = tmp_path / "export.xlsx"
    path.write_bytes(OLE + b"\x00" * 600 + ENCRYPTED + b"\x00" * 600)

    assert "protected with a password. Save it without one and drop it again." in refusal(path)


def test_an_old_container_without_a_workbook_is_told_from_one_with_a_password(tmp_path):
    path = tmp_path / "export.xlsx"
    path.write_bytes(OLE + b"\x00" * 600)

    assert "no workbook is in it" in refusal(path)


@pytest.mark.parametrize("content", [b"", b"\n\n \r\n", b"\xef\xbb\xbf", b";;\n;;\n", gzip.compress(b"", mtime=0)])
def test_an_empty_file_is_refused_as_empty(tmp_path, content):
    path = tmp_path / "export.csv"
    path.write_bytes(content)

    assert "there is nothing in it" in refusal(path, EmptyFile)


def test_an_empty_workbook_is_refused_as_empty(tmp_path):
    assert "there is nothing in it" in refusal(workbook(tmp_path, {"Export": [], "Notes": []}), EmptyFile)


def test_a_packed_file_that_was_cut_off_is_refused(tmp_path):
    path = tmp_path / "export.csv.gz"
    path.write_bytes(gzip.compress(b"id,what\n" + b"1,x\n" * 1000)[:-12])

    assert "cut off on the way" in refusal(path)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "a picture (PNG)"),
        (b"%PDF-1.7\n%abc", "a PDF"),
        (b"<!DOCTYPE html><html><table><tr><td>id</td></tr></table></html>", "a web page"),
        (b'\xef\xbb\xbf{"id": 1}', "a JSON file"),
        (bytes(range(256)) * 4, "no text"),
    ],
)
def test_a_file_that_was_given_another_name_is_called_what_it_is(tmp_path, content, kind):
    path = tmp_path / "export.csv"
    path.write_bytes(content)

    assert kind in refusal(path)


@pytest.mark.parametrize("name", ["export.xlsx", "export.xls", "export.doc", "export", "export.CSV.old"])
def test_a_text_is_read_whatever_its_name_says(tmp_path, name):
    assert cells(text_file(tmp_path, "id,what\n1,x\n", name=name)) == [(1, "id", "what"), (2, "1", "x")]


def archive(folder: Path, parts: dict[str, str]) -> Path:
    """Return a zip with these parts."""
    path = folder / "export.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in parts.items():
            packed.writestr(name, text)
    return path


def test_the_one_export_in_an_archive_is_read(tmp_path):
    path = archive(
        tmp_path, {"week/": "", "week/export.csv": "id\n1\n", "__MACOSX/._export.csv": "x", "README.md": "y"}
    )

    [sheet] = read_sheets(path)

    assert sheet.cells.rows() == [(1, "id"), (2, "1")]
    assert sheet.problems == ("Of the archive only 'export.csv' was read.",)


def test_an_archive_of_several_exports_names_them(tmp_path):
    sentence = refusal(archive(tmp_path, {"a.csv": "id\n1\n", "b.csv": "id\n2\n"}))

    assert "an archive (zip) of 2 files: 'a.csv', 'b.csv'. Unpack it" in sentence


def test_an_archive_in_an_archive_in_an_archive_is_not_followed_for_ever(tmp_path):
    path = archive(tmp_path, {"export.csv": "id\n1\n"})
    for _ in range(3):
        inner = path.read_bytes()
        with zipfile.ZipFile(path, "w") as packed:
            packed.writestr("inner.zip", inner)

    assert "packed more than 2 times over" in refusal(path)


def test_a_missing_file_and_a_folder_are_told_apart(tmp_path):
    assert "there is no such file" in refusal(tmp_path / "nowhere.csv", MissingFile)
    assert "it is a folder" in refusal(tmp_path, MissingFile)
