"""Rows of a text file with other cells than its headings: none is counted as it stands, and each is told of."""

from __future__ import annotations

import pytest

from pipelines.errors import UnreadableFile
from pipelines.profile import Profile
from pipelines.read import large_of, open_export, read_sheets
from pipelines.recognise import recognise
from tests.exports import text_file, understood

DEPOT = Profile(
    name="depot",
    title="Repairs of the depot",
    table="work_items",
    service="repairs",
    columns={
        "item_id": ["Number"],
        "opened_at": ["Logged"],
        "reported_done_at": ["Done"],
        "status": ["Status"],
        "team": ["Team"],
    },
)
HEAD = ["Number", "Logged", "Done", "Notes", "Status", "Team"]
JOBS = [
    [f"R-{100 + at}", f"2024-01-{at:02d}", f"2024-02-{at:02d}", "tap", "done", "North" if at % 2 else "South"]
    for at in range(1, 21)
]


def written(rows, sign=",", last=""):
    return "".join(sign.join(row) + last + "\n" for row in rows)


def with_notes(notes, every=1, head=HEAD, sign=","):
    """Return jobs of which some have these notes, as an export writes them that puts no text in quotation marks."""
    jobs = [[*job[:3], notes, *job[4:]] if at % every == 0 else job for at, job in enumerate(JOBS)]
    return written([head, *jobs], sign)


def notes_of(job):
    return [*job[:3], "tap, leaking" if job[5] == "North" else "tap, it is leaking", *job[4:]]


def problems(path):
    return " ".join(recognise(read_sheets(path), [DEPOT]).problems)


def told(folder, text):
    """Return the number of rows that count, and the reason of each that does not."""
    validated = understood(text_file(folder, text), DEPOT)
    return validated.rows.height, dict(validated.rejected.select("row_number", "reason").iter_rows())


@pytest.mark.parametrize("sign", [",", ";"])
def test_a_row_with_a_cell_too_many_is_set_aside(tmp_path, sign):
    count, reasons = told(tmp_path, with_notes(f"tap{sign} leaking", every=5, sign=sign))

    assert (count, list(reasons)) == (16, [2, 7, 12, 17])
    assert "more cells than there are headings: 'North' has none above it" in reasons[2]


def test_a_row_whose_cell_too_many_is_an_empty_one_at_its_end_is_set_aside(tmp_path):
    jobs = [[*job[:3], "tap, leaking" if at % 5 == 0 else "tap", *job[4:], ""] for at, job in enumerate(JOBS)]

    count, reasons = told(tmp_path, written([[*HEAD, "Remarks"], *jobs]))

    assert (count, list(reasons)) == (16, [2, 7, 12, 17])
    assert reasons[2].startswith("This row has 8 cells, and there are 7 headings. A text in it may hold the sign")


@pytest.mark.parametrize(
    "text", [written([HEAD, *(notes_of(job) for job in JOBS)]), with_notes("tap, leaking", every=2)]
)
def test_a_file_of_which_many_rows_are_split_is_refused(tmp_path, text):
    with pytest.raises(
        UnreadableFile, match="rows have more cells than there are headings: row 2 has 7, and there are 6"
    ):
        told(tmp_path, text)


@pytest.mark.parametrize("every", [1, 2])
def test_a_decimal_comma_that_parts_cells_is_named(tmp_path, every):
    with pytest.raises(UnreadableFile, match="the numbers under 'Notes' have a decimal comma"):
        told(tmp_path, with_notes("101,05", every))


def test_a_split_of_each_row_is_seen_where_an_empty_last_column_hides_it(tmp_path):
    jobs = [[*notes_of(job), ""] for job in JOBS]

    with pytest.raises(UnreadableFile, match="20 of its 20 rows have more cells"):
        told(tmp_path, written([[*HEAD, "Remarks"], *jobs]))


def test_a_sign_behind_each_row_is_no_cell(tmp_path):
    assert told(tmp_path, written([HEAD]) + written(JOBS, last=",")) == (20, {})
    assert told(tmp_path, written([HEAD]) + written(JOBS, last=",,")) == (20, {})
    assert told(tmp_path, written([HEAD, *JOBS], last=",")) == (20, {})


def test_a_cell_too_many_is_seen_where_a_sign_stands_behind_each_row(tmp_path):
    jobs = [[*job[:3], "tap, leaking" if at == 4 else "tap", *job[4:]] for at, job in enumerate(JOBS)]

    count, reasons = told(tmp_path, written([HEAD]) + written(jobs, last=","))

    assert (count, list(reasons)) == (19, [6])


def test_a_row_that_a_line_break_splits_is_set_aside_with_the_line_it_goes_on_in(tmp_path):
    count, reasons = told(tmp_path, with_notes("tenant called\nback", every=5))

    assert (count, list(reasons)) == (16, [2, 3, 8, 9, 14, 15, 20, 21])
    assert "has a part of the cells of a row, and line 3 has others: a line break in a text" in reasons[2]
    assert "and line 2 has others" in reasons[3]


@pytest.mark.parametrize("sign", [",", ";"])
@pytest.mark.parametrize(
    "notes", ["called{} no access\nback", "called\nno access{} back", "called{} no access{} out\nback", "a{}b{}c{}d\ne"]
)
def test_a_text_with_both_the_sign_and_a_line_break_is_set_aside_with_both_its_lines(tmp_path, sign, notes):
    count, reasons = told(tmp_path, with_notes(notes.replace("{}", sign), every=5, sign=sign))

    assert (count, list(reasons)) == (16, [2, 3, 8, 9, 14, 15, 20, 21])
    assert all("a line break in a text" in reason for reason in reasons.values())


def test_a_row_that_a_line_break_splits_is_set_aside_where_empty_cells_are_left_out_at_its_end(tmp_path):
    jobs = [[*job[:3], "called\nback", "done"] if at == 5 else job[: 6 - at % 2] for at, job in enumerate(JOBS)]

    count, reasons = told(tmp_path, written([HEAD, *jobs]))

    assert (count, list(reasons)) == (19, [7, 8])


def test_the_last_cell_of_a_broken_row_may_be_a_date_or_nothing(tmp_path):
    head, broken = [*HEAD, "Paid", "Remarks"], "called, no access\nback"
    jobs = [[*job[:3], broken if at == 5 else "tap", *job[4:], "2024-03-01", ""] for at, job in enumerate(JOBS)]

    count, reasons = told(tmp_path, written([head, *jobs]))

    assert (count, list(reasons)) == (19, [7, 8])


def test_a_note_of_two_cells_below_a_whole_row_is_no_part_of_it(tmp_path):
    for note in (["Report date", "2024-01-05"], ["Team", "North"], ["Total", "20"], ["Printed by", "Jan"]):
        count, reasons = told(tmp_path, written([HEAD, *JOBS[:10], note, *JOBS[10:], note]))

        assert (count, list(reasons)) == (20, [12, 23])


@pytest.mark.parametrize("notes", ["tenant called\n", "called\nback\nlater", "called\n\nback"])
def test_no_row_counts_with_cells_that_stand_on_another_line(tmp_path, notes):
    count, reasons = told(tmp_path, with_notes(notes, every=5))

    assert count == 16
    assert not any("Nothing to do" in reason for reason in reasons.values())


def test_a_row_that_ends_early_where_no_other_does_is_set_aside(tmp_path):
    cut = [job[:2] if at == 7 else job for at, job in enumerate(JOBS)]

    count, reasons = told(tmp_path, written([HEAD, *cut]))

    assert (count, list(reasons)) == (19, [9])
    assert reasons[9].startswith("This row ends before column 'Done', which other rows have.")


def test_rows_that_leave_out_empty_cells_at_their_end_are_whole(tmp_path):
    jobs = [[*job[:4], *job[4:] * (at % 2)] for at, job in enumerate(JOBS)]

    assert told(tmp_path, written([HEAD, *jobs])) == (20, {})


def test_a_row_without_its_last_cell_is_doubted_where_that_may_just_be_empty(tmp_path):
    jobs = [job[:-1] if at == 7 else job for at, job in enumerate(JOBS)]

    validated = understood(text_file(tmp_path, written([HEAD, *jobs])), DEPOT)

    assert validated.rows.height == 20
    assert validated.issues.rows() == [(9, "Team", "", "row_ends_before", "kept")]


def test_a_heading_that_the_sign_between_the_cells_cuts_is_told(tmp_path):
    path = text_file(
        tmp_path, written([["Number", "Logged", "Done (date", " time)", "Notes", "Status", "Team"], *JOBS])
    )

    assert "No row has a cell under 'Team'. Where a heading holds the sign between the cells (',')" in problems(path)
    assert "No row has a cell" not in problems(text_file(tmp_path, written([HEAD, *JOBS])))


def test_cells_in_quotation_marks_are_counted_as_one(tmp_path):
    assert told(tmp_path, with_notes('"tap, ""leaking"",\nbadly"')) == (20, {})


def test_a_long_file_tells_the_cells_of_its_rows_as_a_short_one_does(tmp_path):
    path = text_file(tmp_path, with_notes('"tap,\nleaking"', every=3) + "R-1,2024-01-01\n")
    with open_export(path) as opened:
        large = large_of(opened, large_bytes=1)

    assert large.sheet.widths.to_list() == [*[6] * 21, 2]
