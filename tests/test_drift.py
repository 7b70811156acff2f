"""Columns that came and went since the last file of a source are told before it is loaded, and hold nothing up."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

from dashboard.words import speaking, told
from pipelines import run
from pipelines.check import check
from pipelines.drift import drift
from pipelines.preview import preview
from pipelines.rejects import ADVICE, FIRST_HEADINGS, ROW, as_workbook
from pipelines.store import Places, open_store, writing
from tests.stores import first_load
from tests.test_run import FIRST, HEADINGS, LATER

pytestmark = pytest.mark.usefixtures("without_charts")

SINCE = "since the last file of this source"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def export(folder: Path, name: str, *rows: str, headings: str = HEADINGS) -> Path:
    path = folder / name
    path.write_text("\n".join([headings, *rows]) + "\n")
    return path


def other_columns(folder: Path, name: str = "other.csv") -> Path:
    """Two columns more, and one less: category is gone."""
    rows = [",".join([*row.split(",")[:5], *row.split(",")[6:], "x", "y"]) for row in [*FIRST, LATER]]
    return export(folder, name, *rows, headings=HEADINGS.replace("category,", "") + ",sub_status,ward")


def problems(data: Path, file: Path) -> list[str]:
    """What is told of columns, by the preview; what `recognise` tells must be the same."""
    said = [str(problem) for problem in preview(data, file).problems if "of this source" in problem]
    recognised = run.recognise_file(data, file).recognised.problems
    assert said == [str(problem) for problem in recognised if "of this source" in problem]
    return said


def test_new_and_missing_columns_are_told_with_their_names_and_load(data: Path, tmp_path: Path) -> None:
    first_load(data, export(tmp_path, "first.csv", *FIRST))
    file = other_columns(tmp_path)

    assert problems(data, file) == [
        f"2 columns are new {SINCE}: 'sub_status', 'ward'.",
        "1 column of the last file of this source is gone: 'category'. It still loads.",
    ]
    assert run.ingest(data, file).status == "loaded"
    assert problems(data, file) == []


def test_nothing_is_told_of_a_first_file_nor_where_nothing_changed(data: Path, tmp_path: Path) -> None:
    first = export(tmp_path, "first.csv", *FIRST)
    assert problems(data, first) == []
    first_load(data, first)

    assert problems(data, first) == []
    assert problems(data, export(tmp_path, "next.csv", LATER, headings=HEADINGS.replace("item_id", " Item_ID "))) == []


def test_the_last_file_that_counts_is_what_it_is_held_against(data: Path, tmp_path: Path) -> None:
    first, other = export(tmp_path, "first.csv", *FIRST), other_columns(tmp_path)
    first_load(data, first)
    report = run.ingest(data, other)
    assert len(problems(data, first)) == 2
    assert report.batch_id is not None
    run.undo(data, report.batch_id)

    assert problems(data, first) == []
    assert len(problems(data, other)) == 2
    assert check(data) == []


def test_rows_that_were_mended_in_our_own_file_are_no_file_of_the_source(data: Path, tmp_path: Path) -> None:
    first = export(tmp_path, "first.csv", FIRST[0].replace("2024-01-02", "31-31-2024"), *FIRST[1:], LATER)
    report = run.ingest(data, first)
    assert report.batch_id is not None
    mended = tmp_path / "mended.xlsx"
    rows = run.rejected(data, report.batch_id)
    rows = rows.with_columns(cells=rows["cells"].str.replace("31-31-2024", "2024-01-02"))
    mended.write_bytes(as_workbook(rows))

    assert problems(data, mended) == []
    assert run.ingest(data, mended).new == 1
    assert problems(data, export(tmp_path, "next.csv", LATER)) == []


def test_our_own_file_is_known_in_each_language_that_it_is_given_in() -> None:
    for language in ("en", "nl"):
        with speaking(language):
            assert (told(ROW), told(ADVICE)) in FIRST_HEADINGS


def test_invented_people_say_nothing_about_the_columns_of_real_ones(data: Path, tmp_path: Path) -> None:
    first_load(data, export(tmp_path, "sample.csv", *FIRST), is_sample=True)

    assert problems(data, other_columns(tmp_path)) == []


def test_a_store_of_before_headings_were_kept_is_brought_up_to_date_and_tells_nothing_of_them(
    data: Path, tmp_path: Path
) -> None:
    first_load(data, export(tmp_path, "first.csv", *FIRST))
    places = Places(data)
    with duckdb.connect(str(places.store)) as store:
        store.execute("alter table loads drop column headings")
    with duckdb.connect(str(places.version(json.loads(places.current.read_text())["publish_id"]))) as published:
        published.execute("alter table batches drop column headings")
    file = other_columns(tmp_path)

    assert problems(data, file) == []
    with writing(places), open_store(places) as store:
        assert store.execute("select batch_id, headings from loads").fetchall() == [("B00001", None)]
    assert run.ingest(data, file).status == "loaded"
    assert len(problems(data, export(tmp_path, "first.csv", *FIRST))) == 2
    assert check(data) == []


def test_many_columns_are_named_as_far_as_one_can_read() -> None:
    [new] = drift(["a", *(f"column {number}" for number in range(40))], ["a"])

    assert new.startswith("40 columns are new") and new.endswith("and 28 more. It still loads.")


def test_headings_without_letters_are_told_apart() -> None:
    assert drift(["%", "a"], ["%", "a"]) == []
    [said] = drift(["%", "№", "a"], ["%", "a"])
    assert "'№'" in said
