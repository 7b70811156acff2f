"""A long text file read in pieces gives what the same file gives when it is read whole."""

from __future__ import annotations

import gzip
from dataclasses import replace
from pathlib import Path

import duckdb
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines import load
from pipelines.errors import FixableError
from pipelines.laid import Laid
from pipelines.profile import load_profiles
from pipelines.read import large_of, open_export, read_sheets
from pipelines.read_large_text import LargeText, read_large_text
from pipelines.read_text import read_text
from pipelines.recognise import Recognised, recognise
from pipelines.sheet import Sheet
from pipelines.store import create_empty_store
from pipelines.validate import Validated, validate
from tests.benchmarks.big_exports import lay_profile, write_csv
from tests.examples import examples
from tests.exports import TODAY
from tests.places import PROJECT, shared

SAMPLES = sorted((PROJECT / "sample_data" / "exports").glob("*.csv"))
REAL = (
    "wabo_receipt/receipt.csv",
    "hospital_sepsis/sepsis.csv",
    "boston311_2018/boston311_2018.csv.gz",
)


def in_pieces(path: Path, piece_bytes: int) -> LargeText | None:
    return read_large_text("export.csv", path, large_bytes=0, piece_bytes=piece_bytes)


def whole(path: Path) -> Sheet | None:
    try:
        return read_text("export.csv", path)
    except FixableError:
        return None


def padded(rows: pl.DataFrame, width: int) -> list[tuple[object, ...]]:
    return [row + (None,) * (width - len(row)) for row in rows.rows()]


@settings(max_examples=examples(20, full=400), deadline=None)
@given(
    rows=st.lists(st.text(alphabet="a1 ,;\"\r\n'éÃ©Ä\x00", max_size=12), min_size=1, max_size=12),
    line_end=st.sampled_from(["\n", "\r\n"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "cp1252"]),
    piece_bytes=st.integers(1, 40),
)
def test_any_text_gives_the_same_cells_in_pieces_as_whole(tmp_path_factory, rows, line_end, encoding, piece_bytes):
    path = tmp_path_factory.getbasetemp() / "pieces.csv"
    path.write_bytes(line_end.join(rows).encode(encoding))
    try:
        large = in_pieces(path, piece_bytes)
    except FixableError:
        large = None
    if large is None:
        return
    found, sheet = pl.concat(large.slices()), whole(path)

    assert sheet is not None, "the whole file is refused, and its pieces are not"
    assert (large.sheet.encoding, large.sheet.delimiter) == (sheet.encoding, sheet.delimiter)
    assert large.sheet.problems == sheet.problems
    width = max(found.width, sheet.cells.width)
    assert padded(found, width) == padded(sheet.cells, width)


def test_a_quoted_cell_of_several_lines_is_never_cut_by_the_end_of_a_piece(tmp_path):
    path = tmp_path / "lines.csv"
    path.write_text("id,words\n" + "".join(f'{at},"one\ntwo, three\n4 ""four"""\n' for at in range(50)) + "50,last\n")
    large = in_pieces(path, 64)

    assert large is not None
    assert len(large.pieces) > 10
    assert pl.concat(large.slices()).equals(read_text("export.csv", path).cells)


def test_a_text_that_is_written_as_a_formula_is_that_text_in_pieces_too(tmp_path):
    path = tmp_path / "formulas.csv"
    path.write_text("id,words\n" + "".join(f'"=""00{at}""",a\n' for at in range(50)))
    large = in_pieces(path, 64)

    assert large is not None
    assert pl.concat(large.slices())["c0"].to_list() == ["id", *(f"00{at}" for at in range(50))]


@pytest.mark.parametrize(
    ("line_end", "tail", "encoding"), [("\n", "", "utf-8"), ("\r\n", ";;", "utf-8-sig"), ("\n", "\t", "cp1252")]
)
def test_rows_that_were_pasted_into_one_column_are_rows_in_pieces_too(tmp_path, line_end, tail, encoding):
    path = tmp_path / "pasted.csv"
    lines = ['"Job,Words"', "", *(f'"{at},""Zoë, {at}"""' for at in range(60))]
    path.write_bytes(line_end.join(line + tail if line else "" for line in lines).encode(encoding))
    large, sheet = in_pieces(path, 64), read_text("export.csv", path)

    assert large is not None
    assert len(large.pieces) > 10
    assert (large.sheet.problems, large.sheet.delimiter) == (sheet.problems, ",")
    assert pl.concat(large.slices()).equals(sheet.cells)
    assert sheet.cells.rows()[-1][1:] == ("59", "Zoë, 59")


@pytest.mark.parametrize("last", ["1,b", '"1;b"', '"1"'])
def test_a_line_further_down_that_is_no_such_row_leaves_them_cells_in_pieces_too(tmp_path, last):
    path = tmp_path / "cells.csv"
    path.write_text('"Job,Words"\n' + '"1,a"\n' * 140_000 + last + "\n")  # behind the rows that are looked at first

    assert in_pieces(path, 300_000) is None
    assert read_text("export.csv", path).cells["c0"][0] == "Job,Words"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_what_was_encoded_twice_is_put_right_in_pieces_too(tmp_path, encoding):
    path = tmp_path / "twice.csv"
    rows = [f"{at},Zoë" for at in range(50)] + [f"{at},ZoÃ«" for at in range(50, 60)] + ["60,Één"]
    path.write_bytes("\n".join(["id,words", *rows]).encode(encoding))
    large, sheet = in_pieces(path, 64), read_text("export.csv", path)

    assert sheet.cells["c1"].to_list() == ["words", *["Zoë"] * 60, "Één"]
    assert any("'ZoÃ«' is read as 'Zoë'" in str(told) for told in sheet.problems)
    assert (large is None) == (encoding == "utf-16")
    if large is not None:
        assert pl.concat(large.slices()).equals(sheet.cells)
        assert large.sheet.problems == sheet.problems


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_what_was_encoded_three_times_is_put_right_in_pieces_too(tmp_path, encoding):
    path = tmp_path / "thrice.csv"
    path.write_bytes("\n".join(["id,words", *(f"{at},ZoÃƒÂ«" for at in range(60))]).encode(encoding))
    large, sheet = in_pieces(path, 64), read_text("export.csv", path)

    assert sheet.cells["c1"].to_list() == ["words", *["Zoë"] * 60]
    assert large is not None
    assert pl.concat(large.slices()).equals(sheet.cells)


def test_names_of_rows_shift_no_column_in_pieces_either(tmp_path):
    path = tmp_path / "rows.csv"
    path.write_text('"id","opened"\n' + "".join(f'"{at}","A{at}","2024-01-02"\n' for at in range(1, 50)))
    large, sheet = in_pieces(path, 64), read_text("export.csv", path)

    assert large is not None
    assert len(large.pieces) > 10
    assert pl.concat(large.slices()).equals(sheet.cells)
    assert large.sheet.problems == sheet.problems != ()


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b'id,words\n1,a "b\n' + b"2,c\n" * 50, id="a stray quotation mark"),
        pytest.param(b"id,words\n" + b"1,a\n" * 600 + b"2,b,c\n", id="a row that is longer than those of the sample"),
        pytest.param(b"id,words\n" + b"1,a\n" * 50 + b"2,b\r3,c\n", id="a line end of an old Mac"),
        pytest.param(b"id,words\n" + b"1,a\n" * 50 + b"2,b\x00\n", id="a zero byte"),
        pytest.param(b"sep=,\nid,words\n" + b"1,a\n" * 50, id="a line that names the delimiter"),
        pytest.param(b"id,words\n" + b"1,a\n" * 50 + b"\x1a", id="the end sign of DOS"),
        pytest.param(b"id,words\n" + b"1,a\n" * 50 + b'2,"b\n3,c\n', id="a quotation mark that is never closed"),
        pytest.param("id,words\n1,é\n".encode("utf-16"), id="two bytes a sign"),
    ],
)
def test_what_the_fast_reader_is_not_trusted_with_is_read_whole(tmp_path, content):
    path = tmp_path / "odd.csv"
    path.write_bytes(content)

    assert in_pieces(path, 100) is None


def recognised_in_pieces(path: Path, piece_bytes: int) -> Recognised | None:
    large = in_pieces(path, piece_bytes)
    return None if large is None else replace(recognise([large.sheet], load_profiles()), large=large)


def told(issues: pl.DataFrame) -> list[tuple[object, ...]]:
    return sorted(issues.rows(), key=str)


def assert_alike(found: Validated, expected: Validated) -> None:
    assert found.rows.equals(expected.rows)
    assert found.rejected.equals(expected.rejected)
    assert told(found.issues) == told(expected.issues)
    assert found.questions == expected.questions


@pytest.mark.parametrize("name", [path.name for path in SAMPLES])
def test_an_export_of_the_sample_data_is_understood_in_pieces_as_it_is_whole(name):
    path = PROJECT / "sample_data" / "exports" / name
    expected = recognise([read_text("export.csv", path)], load_profiles())
    found = recognised_in_pieces(path, 20_000)

    assert found is not None
    assert (found.source, found.headings, found.columns) == (expected.source, expected.headings, expected.columns)
    assert (found.header_row, found.problems) == (expected.header_row, expected.problems)
    assert found.rows.equals(expected.rows)
    assert_alike(validate(found, TODAY), validate(expected, TODAY))


@pytest.mark.parametrize("name", examples(REAL[:1], REAL))
def test_a_real_export_is_understood_in_pieces_as_it_is_whole(tmp_path, name):
    path = shared("real", *name.split("/"))
    if path.suffix == ".gz":
        (tmp_path / "plain.csv").write_bytes(gzip.decompress(path.read_bytes()))
        path = tmp_path / "plain.csv"
    sheet = read_text("export.csv", path)
    large = in_pieces(path, max(50_000, path.stat().st_size // 8))
    assert large is not None
    assert pl.concat(large.slices()).equals(sheet.cells)
    try:
        expected = recognise([sheet], load_profiles())
    except FixableError:
        with pytest.raises(FixableError):
            recognise([large.sheet], load_profiles())
        return
    found = replace(recognise([large.sheet], load_profiles()), large=large)

    assert (found.source, found.headings, found.problems) == (expected.source, expected.headings, expected.problems)
    assert_alike(validate(found, TODAY), validate(expected, TODAY))


def test_rows_laid_on_the_disk_are_all_the_rows_in_their_order(tmp_path):
    lay_profile(tmp_path)
    path = write_csv(tmp_path / "big.csv", 3_000)
    profiles = load_profiles(tmp_path / "profiles")
    large = in_pieces(path, 30_000)
    assert large is not None
    found = validate(replace(recognise([large.sheet], profiles), large=large), TODAY, Laid(tmp_path, lambda rows: rows))
    expected = validate(recognise(read_sheets(path), profiles), TODAY)

    assert found.laid is not None
    assert found.rows.is_empty()
    assert (found.accepted, found.rows_in, found.services) == (expected.accepted, 3_000, ["repairs"])
    assert pl.read_parquet(found.laid.files).drop("given_row").equals(expected.rows)


def stored(rows: pl.DataFrame | Laid) -> tuple[load.Counts, list[tuple[object, ...]]]:
    """What a store holds into which rows were loaded, and what was counted when they were loaded again."""
    connection = duckdb.connect()
    create_empty_store(connection)
    load.stage(connection, "work_items", rows)
    load.write_staged(connection, "work_items", "B00001")
    held = connection.execute("select * from history_work_items order by item_id").fetchall()
    return load.stage(connection, "work_items", rows), held


def test_rows_laid_on_the_disk_are_stored_as_rows_in_memory_are(tmp_path):
    lay_profile(tmp_path)
    path = write_csv(tmp_path / "big.csv", 3_000)
    rows = validate(recognise(read_sheets(path), load_profiles(tmp_path / "profiles")), TODAY).rows
    laid = Laid(tmp_path / "it's here", lambda rows: rows)
    for some in rows.iter_slices(1_000):
        laid.add(some)

    counts, held = stored(laid)

    assert (counts.new, counts.unchanged) == (0, rows.height)
    assert held == stored(rows)[1]


def test_a_packed_long_file_is_read_in_pieces_too_and_leaves_nothing_behind(tmp_path):
    plain = write_csv(tmp_path / "big.csv", 2_000)
    packed = tmp_path / "big.csv.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    with open_export(packed) as opened:
        large = large_of(opened, large_bytes=1_000)
    assert large is not None
    laid = Path(large.folder.name)

    assert pl.concat(large.slices()).equals(read_sheets(plain)[0].cells)
    assert laid.exists()
    del large
    assert not laid.exists()


def test_a_short_file_is_read_whole(tmp_path):
    with open_export(write_csv(tmp_path / "short.csv", 100)) as opened:
        assert large_of(opened) is None
