"""Files made to do harm, or by a program gone wrong: read within the limits, or refused in one sentence."""

from __future__ import annotations

import gzip
import re
import tempfile
import time
import zipfile
from pathlib import Path

import pytest

from pipelines.errors import FixableError, UnreadableFile
from pipelines.limits import Limits, limits_of
from pipelines.names import tokens
from pipelines.originals import keep
from pipelines.read import read_sheets
from pipelines.run import batches, ingest, recognise_file
from pipelines.store import Places
from tests.exports import text_file, workbook
from tests.hostile import ONE_CELL, letters, ods_parts, packed, sheet, xlsx_parts
from tests.places import shared

SECRET = "the secret of another file"
LAUGHS = "<!DOCTYPE x [<!ENTITY a 'ha'>" + "".join(
    f"<!ENTITY {name} '{f'&{before};' * 10}'>" for before, name in zip("abcdefghi", "bcdefghij", strict=True)
)


@pytest.fixture(autouse=True)
def nothing_is_left_behind(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch):
    own = tmp_path_factory.mktemp("temporary")
    monkeypatch.setattr(tempfile, "tempdir", str(own))
    yield
    assert list(own.iterdir()) == []


def refusal(path: Path, **limits: int) -> str:
    """The one sentence in which a file is refused."""
    with pytest.raises(FixableError) as refused:
        read_sheets(path, limits=Limits(**limits))
    assert "\n" not in str(refused.value)
    return str(refused.value)


def test_one_cell_in_the_last_corner_is_refused_for_the_memory_it_takes(tmp_path):
    corner = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    path = packed(tmp_path / "corner.xlsx", xlsx_parts(sheet(ONE_CELL + corner)))

    assert "more memory than 4000 MB" in refusal(path)


def test_reading_stops_at_the_memory_that_a_file_may_take(tmp_path):
    far = '<row r="1000000"><c r="AZ1000000"><v>1</v></c></row>'
    path = packed(tmp_path / "far.xlsx", xlsx_parts(sheet(ONE_CELL + far)))

    assert "more memory than 400 MB" in refusal(path, memory_megabytes=400)


def test_reading_stops_when_its_time_is_up(tmp_path):
    cell = '<table:table-cell table:number-columns-repeated="30" office:value-type="float" office:value="1"/>'
    rows = f'<table:table-row table:number-rows-repeated="1000000">{cell}</table:table-row>'
    path = packed(tmp_path / "long.ods", ods_parts(rows))
    began = time.monotonic()

    assert "longer than 1 seconds" in refusal(path, seconds=1)
    assert time.monotonic() - began < 10


def test_a_size_that_a_sheet_only_claims_costs_nothing(tmp_path):
    claimed = sheet(ONE_CELL, after='<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>')
    claimed = claimed.replace("<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>')

    [found] = read_sheets(packed(tmp_path / "claims.xlsx", xlsx_parts(claimed)), limits=Limits(memory_megabytes=400))

    assert found.cells.rows() == [(1, "1")]


def test_cells_that_are_only_coloured_are_no_cells(tmp_path):
    cells = "".join(f'<c r="{letters(at)}2" s="0"/>' for at in range(1, 2000))
    coloured = "".join(f'<row r="{at}">{cells.replace("2", str(at))}</row>' for at in range(2, 500))
    path = packed(tmp_path / "coloured.xlsx", xlsx_parts(sheet(ONE_CELL + coloured)))

    [found] = read_sheets(path)

    assert found.cells.rows() == [(1, "1")]


def test_as_many_columns_as_excel_has_are_read_and_more_are_refused(tmp_path):
    row = "".join(f'<c r="{letters(at)}1"><v>7</v></c>' for at in range(16_384))
    path = packed(tmp_path / "wide.xlsx", xlsx_parts(sheet(f'<row r="1">{row}</row>')))

    assert read_sheets(path)[0].cells.width == 1 + 16_384


def test_columns_and_cells_beyond_the_limit_are_refused(tmp_path):
    path = workbook(tmp_path, {"S": [["a", "b", "c"]] * 5})

    assert "3 columns, and the limit is 2" in refusal(path, columns=2)
    assert "15 cells (rows times columns), and the limit is 14" in refusal(path, cells=14)


def test_a_cell_as_long_as_excel_allows_is_whole(tmp_path):
    text = "x" * 32_767
    path = workbook(tmp_path, {"S": [["id", "words"], [1, text]]})

    assert read_sheets(path)[0].cells["c1"].to_list() == ["words", text]


def test_hundreds_of_sheets_are_read(tmp_path):
    path = packed(tmp_path / "sheets.xlsx", xlsx_parts(*[sheet(ONE_CELL)] * 300))

    assert len(read_sheets(path)) == 300


@pytest.mark.parametrize("part", ["xl/worksheets/sheet0.xml", "xl/workbook.xml", "xl/sharedStrings.xml", "content.xml"])
@pytest.mark.parametrize("how", ["file", "laughs"])
def test_no_entity_of_a_workbook_is_followed(tmp_path, part, how):
    secret = tmp_path / "secret"
    secret.write_text(SECRET)
    declared = f"<!DOCTYPE x [<!ENTITY j SYSTEM '{secret.as_uri()}'>]>" if how == "file" else LAUGHS + "]>"
    if part == "content.xml":
        cell = '<table:table-cell table:formula="x"/><table:table-cell office:value-type="string"><text:p>&j;</text:p>'
        parts = ods_parts(f"<table:table-row>{cell}</table:table-cell></table:table-row>", declared)
    else:
        text = '<row r="1"><c r="A1" t="inlineStr"><is><t>a&j;</t></is></c><c r="B1"><f>1</f></c></row>'
        parts = xlsx_parts(sheet(text if "sheet0" in part else ONE_CELL))
        parts[part] = declared + parts.get(part, "<sst><si><t>&j;</t></si></sst>").replace('"S0"', '"&j;"')
    path = packed(tmp_path / "entity.xlsx", parts)
    try:
        found = str([(each.name, each.cells.rows()) for each in read_sheets(path)])
    except UnreadableFile as refused:
        found = str(refused)

    assert SECRET not in found
    assert len(found) < 1000


def test_a_link_to_another_workbook_is_not_followed_and_its_last_value_is_read(tmp_path):
    linked = '<row r="1"><c r="A1"><f>[1]S!A1</f><v>5</v></c><c r="B1"><f>[1]S!A2</f></c></row>'

    [found] = read_sheets(packed(tmp_path / "linked.xlsx", xlsx_parts(sheet(linked))))

    assert found.cells["c0"].to_list() == ["5"]
    assert found.doubts.rows() == [(1, 1, "=", "formula_without_value")]


def test_an_old_workbook_cut_off_anywhere_is_read_or_refused_in_words(tmp_path):
    whole = shared("real", "messy", "readxl", "clippy.xls").read_bytes()
    path = tmp_path / "cut.xls"
    for share in (0.05, 0.3, 0.5, 0.7, 0.9, 0.99):
        path.write_bytes(whole[: int(len(whole) * share)])
        try:
            assert read_sheets(path)
        except UnreadableFile as refused:
            assert "cut.xls was not loaded" in str(refused)


def test_every_error_of_a_cell_is_a_doubt_and_never_a_value(tmp_path):
    errors = [
        "#DIV/0!",
        "#N/A",
        "#NAME?",
        "#NULL!",
        "#NUM!",
        "#REF!",
        "#VALUE!",
        "#SPILL!",
        "#CALC!",
        "#FIELD!",
        "#BLOCKED!",
    ]
    cells = "".join(f'<c r="{letters(at + 2)}3" t="e"><f>A1</f><v>{error}</v></c>' for at, error in enumerate(errors))

    cells += '<c r="Z3"><v>7</v></c>'

    [found] = read_sheets(packed(tmp_path / "errors.xlsx", xlsx_parts(sheet(f'<row r="3">{cells}</row>'))))

    assert [cell for cell in found.cells.row(2) if cell is not None] == [3, "7"]
    assert found.doubts.rows() == [(3, at + 2, error, "error_cell") for at, error in enumerate(errors)]


@pytest.mark.parametrize("between", ["", "\n  "])
def test_an_error_newer_than_the_reader_is_a_doubt_where_names_bear_a_prefix_too(tmp_path, between):
    """As some programs write a sheet: <x:c> for <c>, and each element on a line of its own."""
    errors = {"C": "#SPILL!", "D": "#N/A", "E": "#CALC!"}
    cells = "".join(
        f'<x:c r="{column}3" t="e">{between}<x:f>A1</x:f>{between}<x:v>{error}</x:v>{between}</x:c>'
        for column, error in errors.items()
    )
    content = sheet(f'<row r="3">{cells}<x:c r="F3"><x:v>7</x:v></x:c></row>')
    content = re.sub(r"<(/?)(worksheet|sheetData|row)", r"<\1x:\2", content).replace(" xmlns=", " xmlns:x=")

    [found] = read_sheets(packed(tmp_path / "errors.xlsx", xlsx_parts(content)))

    assert [cell for cell in found.cells.row(2) if cell is not None] == [3, "7"]
    assert found.doubts["value"].to_list() == list(errors.values())


def test_an_error_of_libreoffice_is_no_nought(tmp_path):
    rows = (
        '<table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row><table:table-row>'
        '<table:table-cell office:value-type="string"><text:p>a</text:p></table:table-cell>'
        '<table:table-cell table:formula="of:=1/0" office:value-type="float" office:value="0" calcext:value-type="error">'
        '<text:p>#DIV/0!</text:p></table:table-cell><table:table-cell table:formula="of:=1+1"/>'
        '<table:table-cell office:value-type="float" office:value="7"/></table:table-row>'
    )

    [found] = read_sheets(packed(tmp_path / "errors.ods", ods_parts(rows)))

    assert found.cells.row(2) == (3, "a", None, None, "7")
    assert found.doubts.rows() == [(3, 1, "#DIV/0!", "error_cell"), (3, 2, "=", "formula_without_value")]


def test_a_formula_whose_result_is_an_empty_text_has_a_value(tmp_path):
    row = '<row r="1"><c r="A1"><v>1</v></c><c r="B1" t="str"><f>A9</f><v></v></c><c r="C1" t="str"><f>A9</f></c></row>'

    assert read_sheets(packed(tmp_path / "empty.xlsx", xlsx_parts(sheet(row))))[0].doubts.is_empty()


def test_a_bomb_is_refused_before_it_fills_the_disk(tmp_path):
    bomb = tmp_path / "bomb.csv.gz"
    bomb.write_bytes(gzip.compress(b"\x00" * 40_000_000))
    nested = packed(tmp_path / "nested.zip", {})
    with zipfile.ZipFile(nested, "w") as archive:
        archive.write(bomb, "export.csv.gz")

    assert "unpacks to" in refusal(bomb, unpacked_megabytes=20)
    assert "unpacks to" in refusal(nested, unpacked_megabytes=20)


def test_a_size_that_a_zip_lies_about_does_not_pass(tmp_path):
    path = packed(tmp_path / "lies.zip", {"export.csv": "a;b\n" * 2_000_000})
    content = path.read_bytes()
    size = (8_000_000).to_bytes(4, "little")
    assert content.count(size) == 2
    path.write_bytes(content.replace(size, (10).to_bytes(4, "little")))

    assert "broken" in refusal(path, unpacked_megabytes=1)


@pytest.mark.parametrize("name", ["../../out.csv", "/out.csv", "C:\\out.csv", "..\\out.csv"])
def test_a_path_in_a_zip_leads_nowhere(tmp_path, name):
    folder = tmp_path / "deep" / "folder"
    folder.mkdir(parents=True)

    [found] = read_sheets(packed(folder / "paths.zip", {name: "a;b\n1;2\n"}))

    assert found.cells.height == 2
    assert [path.name for path in tmp_path.rglob("*.csv")] == []


def test_a_link_in_a_zip_is_the_text_of_its_target_and_is_not_followed(tmp_path):
    (tmp_path / "secret").write_text(SECRET)
    link = zipfile.ZipInfo("export.csv")
    link.create_system, link.external_attr = 3, 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "link.zip", "w") as archive:
        archive.writestr(link, str(tmp_path / "secret"))

    [found] = read_sheets(tmp_path / "link.zip")

    assert SECRET not in str(found.cells.rows())


def test_two_files_of_one_name_in_a_zip_are_two_files(tmp_path):
    path = tmp_path / "twice.zip"
    with zipfile.ZipFile(path, "w") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("export.csv", "a;b\n1;2\n")
        archive.writestr("export.csv", "a;b\n3;4\n")

    assert "2 files" in refusal(path)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b",".join([b"a"] * 1_000_000) + b"\n1\n", "columns, and the limit is 16384"),
        (b'a;b\n1;"2\n' + b"3;4\n" * 500_000, "never closed"),
        (b"a;b\n1;2\n" * 500_000, "cells (rows times columns), and the limit is 100000"),
    ],
)
def test_a_text_beyond_the_limits_is_refused_at_once(tmp_path, content, told):
    path = tmp_path / "text.csv"
    path.write_bytes(content)
    limits = {"cells": 100_000} if "cells" in told else {}

    assert told in refusal(path, **limits)


@pytest.mark.parametrize(
    "content",
    [
        b"a;b\n" + b"x" * 20_000_000,
        b"a;b\n1;2\n" + b"\n" * 5_000_000,
        b"a,b\n1," + b'"' * 5_000_000 + b"\n",
        (b";".join([b"a1"] * 8_000) + b"\n") * 3,
        b"a;b\n\x00\x01\x02;\x1b[31m\n",
    ],
    ids=["one long line", "blank lines", "quotation marks", "headings alike", "control signs"],
)
def test_an_odd_text_is_read_or_refused_in_a_sentence(tmp_path, content):
    path = tmp_path / "odd.csv"
    path.write_bytes(content)

    with pytest.raises(FixableError, match=r"odd\.csv was not loaded"):
        recognise_file(tmp_path / "data", path)


def test_a_sheet_may_have_any_name(tmp_path):
    names = ["<b>x", "a|b `c` __d__", "=1+1", "{file}%s"]
    path = workbook(tmp_path, {name: [["id", "seen"], [1, 2]] for name in names})

    assert [found.name for found in read_sheets(path)] == names
    with pytest.raises(FixableError):
        recognise_file(tmp_path / "data", path)


def test_a_long_text_that_has_to_be_held_whole_is_refused_before_memory_is_taken(tmp_path):
    path = text_file(tmp_path, "a,b\r" + "1,2\r" * 600_000)  # a lone \r ends its rows: no part can be read by itself

    assert "it is a text of 2 MB" in refusal(path, whole_text_megabytes=1)
    assert read_sheets(path)[0].cells.height == 600_001


def test_the_limits_of_the_settings_hold_wherever_a_file_is_read(tmp_path):
    data = tmp_path / "data"
    data.mkdir()
    (data / "settings.toml").write_text("[limits]\ncolumns = 2\n")
    export = text_file(tmp_path, "service;item_id;opened_at\nx;1;2024-01-05\n")

    for way in (ingest, recognise_file):
        with pytest.raises(UnreadableFile, match="3 columns, and the limit is 2"):
            way(data, export)
    assert batches(data).is_empty()
    assert limits_of(data).columns == 2


def test_a_file_beyond_the_size_is_not_even_kept(tmp_path, monkeypatch):
    monkeypatch.setenv("BUITENBLIK_FILE_MEGABYTES", "1")
    export = tmp_path / "large.csv"
    export.write_bytes(b"a;b\n" * 600_000)

    with pytest.raises(UnreadableFile, match="it is 2 MB, and the limit is 1 MB"):
        keep(Places(tmp_path / "data"), export)
    assert not (tmp_path / "data" / "originals").exists()


def test_a_heading_as_long_as_a_cell_can_be_is_one_word(tmp_path):
    """To look for words in it would take minutes."""
    word = "z" * 32_767
    path = text_file(tmp_path, f"Nummer;{word};Datum melding\n1;a;01-02-2024\n2;b;02-02-2024\n")

    assert tokens(word) == (word,)
    with pytest.raises(FixableError, match="was not loaded: "):
        recognise_file(tmp_path, path)


def test_a_workbook_whose_list_of_parts_is_broken_is_refused_or_read(tmp_path):
    path = tmp_path / "broken.ods"
    whole = shared("real", "messy", "messytables", "blank_line.ods").read_bytes()
    with zipfile.ZipFile(shared("real", "messy", "messytables", "blank_line.ods")) as archive:
        at = archive.getinfo("META-INF/manifest.xml").header_offset
    path.write_bytes(whole[:at] + b"XXXX" + whole[at + 4 :])

    try:
        assert read_sheets(path)
    except UnreadableFile as refused:
        assert "was not loaded: " in str(refused)
