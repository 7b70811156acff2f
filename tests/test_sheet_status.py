"""Sheets that are called as a status is, with rows that tell none: a person is told what these rows count as."""

from __future__ import annotations

import pytest

from pipelines.errors import UnknownHeadings
from pipelines.preview import preview
from tests.exports import text_file, workbook


def told(data, path, sheet=None) -> list[str]:
    """What is told before a file is loaded that nobody knew."""
    with pytest.raises(UnknownHeadings) as unknown:
        preview(data, path, sheet=sheet)
    profile = unknown.value.proposal.profile("orders", "Orders", "repairs")
    return [str(problem) for problem in preview(data, path, sheet=sheet, profile=profile).problems]


def lines(done: int, still_open: int) -> list[list[object]]:
    """Orders, the first of them with the day on which they were done."""
    heads: list[object] = ["Order no", "Raised", "Completed", "Team"]
    return [heads] + [
        [f"W{at:03}", f"{at % 28 + 1:02}-01-2024", f"{at % 28 + 1:02}-02-2024" if at < done else "", "Noord"]
        for at in range(done + still_open)
    ]


@pytest.mark.parametrize("name", ["Cancelled orders", "Geannuleerd 2024", "Niet thuis"])
def test_rows_of_a_sheet_that_is_called_cancelled_do_not_count_as_open_unsaid(tmp_path, name):
    path = workbook(tmp_path, {"Completed": lines(30, 0), name: lines(3, 9)})

    (note,) = (words for words in told(tmp_path / "data", path, name) if "is called" in words)

    assert (
        f"The sheet is called '{name}', and no column of it tells a status: of its 12 cases 9 count as open, 3 as done"
        in note
    )
    assert "add a column that says so in each row" in note


@pytest.mark.parametrize("name", ["Completed", "Afgehandelde orders", "Open"])
def test_a_sheet_whose_rows_say_what_it_is_called_is_not_told(tmp_path, name):
    path = workbook(tmp_path, {name: lines(30, 0)})

    assert told(tmp_path / "data", path) == []


def test_a_sheet_that_is_called_done_is_told_where_some_of_its_rows_are_not(tmp_path):
    (note,) = told(tmp_path / "data", workbook(tmp_path, {"Afgehandeld": lines(28, 2)}))

    assert "The sheet is called 'Afgehandeld'" in note and "2 count as open, 28 as done" in note


def test_a_file_that_is_called_cancelled_is_told_as_well(tmp_path):
    content = "\n".join(";".join(map(str, line)) for line in lines(20, 10))
    path = text_file(tmp_path, content, name="Cancelled orders.csv")

    (note,) = told(tmp_path / "data", path)

    assert "The file is called 'Cancelled orders'" in note
