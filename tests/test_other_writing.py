"""Cases that would count twice by numbers written otherwise are not loaded, and a person is told: 12 is 0012 or WO12."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest

from pipelines import run
from pipelines.errors import UnknownHeadings
from pipelines.other_writing import OtherWriting
from pipelines.preview import preview
from pipelines.profile import Profile
from tests.exports import text_file, workbook

HEADINGS = ["Order no", "Raised", "Completed", "Status"]


def lines(number: str, cases: range = range(40), days_later: int = 0) -> list[list[str]]:
    """A line a case, with its number written so: "00{}" is 0010015."""
    opened = {at: date(2024, 1, 1) + timedelta(days=at + days_later) for at in cases}
    return [
        [number.format(10015 + at), f"{day:%d/%m/%Y}", f"{day + timedelta(days=9):%d/%m/%Y}", "Closed"]
        for at, day in opened.items()
    ]


def delivered(folder: Path, rows: list[list[str]], delimiter: str = ",") -> Path:
    folder.mkdir()
    return text_file(folder, "\n".join(delimiter.join(row) for row in [HEADINGS, *rows]))


def drafted(data: Path, path: Path) -> Profile:
    with pytest.raises(UnknownHeadings) as unknown:
        preview(data, path)
    assert unknown.value.proposal is not None
    return unknown.value.proposal.profile("learnt", "Learnt", "repairs")


@pytest.fixture
def loaded(tmp_path: Path) -> tuple[Path, Profile]:
    data = tmp_path / "data"
    path = delivered(tmp_path / "first", lines("00{}"))
    profile = drafted(data, path)
    run.ingest(data, path, profile=profile)
    return data, profile


@pytest.mark.parametrize("cases", [range(40), range(30, 70)])
def test_cases_that_lost_their_zeros_are_not_loaded_and_it_is_told_before(tmp_path, loaded, cases):
    data, profile = loaded
    path = delivered(tmp_path / "second", lines("{}", cases), ";")

    for step in (preview, run.ingest):
        with pytest.raises(OtherWriting) as told:
            step(data, path, profile=profile)
        known = 40 if cases.start == 0 else 10
        assert f"{known} of its 40 cases are known by a number with other zeros" in str(told.value)
        assert "by the number format 0000000." in str(told.value)


def test_the_file_comes_in_once_the_spreadsheet_shows_the_zeros(tmp_path, loaded):
    data, profile = loaded
    numbers = [[int(number), *others] for number, *others in lines("{}")]
    path = workbook(tmp_path, {"Orders": [HEADINGS, *numbers]})
    with pytest.raises(OtherWriting):
        run.ingest(data, path, profile=profile)

    book = openpyxl.load_workbook(path)
    for (cell,) in book.worksheets[0].iter_rows(min_row=2, max_col=1):
        cell.number_format = "0000000"
    book.save(path)

    report = run.ingest(data, path, profile=profile)

    assert (report.new, report.changed, report.unchanged) == (0, 0, 40)


def test_where_the_earlier_file_lost_them_it_is_to_be_undone(tmp_path, loaded):
    data, profile = loaded
    path = delivered(tmp_path / "second", lines("0000{}"))

    with pytest.raises(OtherWriting, match="undo that file first"):
        run.ingest(data, path, profile=profile)


def test_the_same_numbers_of_other_days_are_other_cases(tmp_path, loaded):
    data, profile = loaded

    assert run.ingest(data, delivered(tmp_path / "second", lines("{}", days_later=100)), profile=profile).new == 40


def test_a_few_among_many_that_are_known_are_told_and_loaded(tmp_path, loaded):
    data, profile = loaded
    rows = [*lines("00{}", range(36)), *lines("{}", range(36, 40))]

    report = run.ingest(data, delivered(tmp_path / "second", rows), profile=profile)

    assert report.new == 4
    assert ("other_zeros", 4) in [(told["kind"], told["count"]) for told in report.rewritten]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("WO{}", "{}"),
        ("{}", "WO{}"),
        ("WO-{}", "wo {}"),
        ("WO-2024-00{}", "{}"),
        ("O{}", "WO{}"),
    ],
)
def test_cases_with_other_letters_or_signs_around_their_digits_are_not_loaded(tmp_path, before, after):
    data, first = tmp_path / "data", delivered(tmp_path / "first", lines(before))
    profile = drafted(data, first)
    run.ingest(data, first, profile=profile)
    second = delivered(tmp_path / "second", lines(after, range(30, 70)), ";")

    for step in (preview, run.ingest):
        with pytest.raises(OtherWriting) as told:
            step(data, second, profile=profile)
        seen = f"('{after.format(10045)}' is known as '{before.format(10045)}')"
        assert seen in str(told.value)
        assert "10 of its 40 cases are known by a number with the same digits" in str(told.value)
        assert "undo the earlier file first" in str(told.value)


def test_two_series_of_numbers_are_two_kinds_of_cases(tmp_path):
    data, first = tmp_path / "data", delivered(tmp_path / "first", lines("R-{}"))
    profile = drafted(data, first)
    run.ingest(data, first, profile=profile)

    assert run.ingest(data, delivered(tmp_path / "second", lines("WO-{}")), profile=profile).new == 40
