"""Marks that only say that the value above comes again: none of them becomes a team, a place or a number."""

from __future__ import annotations

import pytest

from pipelines.profile import Profile
from tests.exports import DEPOT, HEAD, text_file, understood, workbook

MARKS = ['"', "idem", "Idem", "id.", "ditto", "DITTO", "zie boven", "same as above", "″", "''", "~", "↑", "same"]
MARKS += ["do.", "idem dito", ",,", '-"-', "-''-"]


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize("as_text", [True, False])
def test_a_mark_of_repetition_is_left_out_and_told(tmp_path, mark, as_text):
    rows = [HEAD, *([f"R-{at}", f"2024-01-0{at}", mark if at % 2 == 0 else "North", "P1"] for at in range(1, 9))]
    quoted = [[cell.replace('"', '""') for cell in row] for row in rows]
    text = "".join(",".join(f'"{cell}"' for cell in row) + "\n" for row in quoted)
    path = text_file(tmp_path, text) if as_text else workbook(tmp_path, {"Jobs": rows})

    validated = understood(path, DEPOT)

    assert validated.rows["team"].to_list() == ["North", None] * 4
    assert validated.issues.select("column", "value", "issue", "action").unique().rows() == [
        ("Team", mark, "as_above", "left_out")
    ]
    assert [str(note) for note in validated.notes] == [
        "Rows with a mark under 'Team' that stands for what is above it: 4. Which row is meant is not certain, so they are read as"
        " having none. Write it out on each row and load the file again."
    ]


def test_a_row_whose_number_is_such_a_mark_is_set_aside(tmp_path):
    rows = [
        HEAD,
        *([f"R-{at}", "2024-01-05", "North", "P1"] for at in range(1, 9)),
        ["idem", "2024-01-06", "North", "P1"],
    ]

    validated = understood(workbook(tmp_path, {"Jobs": rows}), DEPOT)

    assert validated.rejected["reason"].to_list() == [
        "'idem' in column 'Number' stands for what is above it, which is not read, and the row cannot be counted without it."
        " Write it out and load the row again."
    ]


@pytest.mark.parametrize("many", [8, 2400])
def test_under_the_status_it_is_told_with_its_rows_how_they_count(tmp_path, many):
    status = ["Completed", "Cancelled", "idem", "ditto"]
    rows = [[f"R-{at}", f"2024-01-{at % 28 + 1:02}", status[at % 4]] for at in range(many)]
    path = text_file(tmp_path, "".join(",".join(row) + "\n" for row in [["Number", "Raised", "Status"], *rows]))
    codes = {"status": {"Completed": "done", "Cancelled": "cancelled"}}
    columns = {"item_id": "Number", "opened_at": "Raised", "status": "Status"}
    orders = Profile(name="o", title="O", table="work_items", service="repairs", columns=columns, codes=codes)

    validated = understood(path, orders)

    (note,) = [str(note) for note in validated.notes]
    assert note.startswith(f"Rows with a mark under 'Status' that stands for what is above it: {many // 2}.")
    assert "they count as open, or as done by their end date, also under one that was cancelled" in note
    assert set(validated.rows["status"].to_list()[2::4]) == {"open"}
