"""Files of which nothing says that a case is done: a person is told before all of them count as open."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest

from pipelines import run
from pipelines.errors import UnknownHeadings
from pipelines.propose import propose_rows
from tests.exports import text_file


def cases(headings: str, end, count: int = 40) -> pl.DataFrame:
    """Cases of a hundred days, with what `end` says of each: the day on which it was done, None where it is open."""
    lines = []
    for at in range(count):
        opened = date(2024, 1, 2) + timedelta(days=at * 100 // count)
        done = None if at % 4 == 3 else opened + timedelta(days=at % 9)
        lines.append([f"W{at:03}", f"{opened:%Y-%m-%d}", ("Plumbing", "Roofing", "Glazing")[at % 3], end(done)])
    return pl.DataFrame(lines, schema=headings.split(";"), orient="row").with_columns(pl.all().replace("", None))


ENGLISH = "Job number;Reported;Trade;Completed"
DUTCH = "Meldingnummer;Gemeld op;Soort;Afgehandeld"


@pytest.mark.parametrize(
    ("headings", "end"),
    [
        (ENGLISH, lambda day: f"Completed {day:%d/%m/%Y}" if day else "Not yet"),
        (DUTCH, lambda day: f"Gereed gemeld {day:%d-%m-%Y}" if day else ""),
        (ENGLISH, lambda day: "100%" if day else "50%"),
        ("Job number;Reported;Trade;Percent complete", lambda day: "100%" if day else "50%"),
        (ENGLISH, lambda day: f"yes {day.day}-{day.month}-{day.year}" if day else "no"),
        (ENGLISH, lambda day: (f"{day}" if day.day % 2 else "done by phone") if day else "no access"),
        (ENGLISH, lambda day: "✓" if day else "✗"),
        (ENGLISH, lambda day: "✓" if day else ""),
        (ENGLISH, lambda day: "1" if day else "0"),
        (DUTCH, lambda day: "ja" if day else "nee"),
        ("Job number;Reported;Trade;Settled", lambda day: f"{day}" if day else ""),
    ],
)
def test_a_column_that_may_say_what_is_done_is_named_where_no_other_does(headings, end):
    (note,) = propose_rows(cases(headings, end)).notes

    assert "no case would count as done, and each would stay open" in note
    assert f"'{headings.split(';')[3]}' may tell it: if so, choose it as the date or as the status" in note


@pytest.mark.parametrize("headings", [ENGLISH, DUTCH, "Job number;Reported;Trade;Date finished"])
@pytest.mark.parametrize("odd", ["(2e bezoek)", "& 20/01/2024", "see notes"])
def test_a_column_of_ends_with_odd_cells_is_named_also_where_a_status_says_what_is_done(headings, odd):
    rows = cases(headings, lambda day: f"{day:%d/%m/%Y}{f' {odd}' if day.day % 3 == 0 else ''}" if day else "")
    end = headings.split(";")[3]
    rows = rows.with_columns(Status=pl.when(pl.col(end).is_null()).then(pl.lit("Open")).otherwise(pl.lit("Completed")))

    (note,) = propose_rows(rows).notes

    odd_cells = rows.filter(pl.col(end).str.contains(odd, literal=True))[end]
    assert (
        f"Column '{end}' is not used as the day on which work was done: {30 - odd_cells.len()} of its 30 filled cells"
        in note
    )
    assert f"are plain dates, and '{odd_cells[0]}' is none." in note


def test_a_column_of_days_that_is_not_used_beside_a_status_is_named():
    rows = cases("Job number;Reported;Trade;Settled", lambda day: f"{day}" if day else "")
    rows = rows.with_columns(Status=pl.when(pl.col("Settled").is_null()).then(pl.lit("Open")).otherwise(pl.lit("Done")))

    (note,) = propose_rows(rows).notes

    assert note.startswith(
        "Column 'Settled' holds dates and is not used, and the cases that count as done by 'Status' have no day."
    )


def test_without_any_such_column_it_is_told_as_well():
    (note,) = propose_rows(cases(ENGLISH, lambda day: "").drop("Completed")).notes

    assert "no case would count as done" in note and "export the file with the date" in note


@pytest.mark.parametrize(
    "rows",
    [
        cases(ENGLISH, lambda day: f"{day}" if day else ""),
        cases(DUTCH, lambda day: f"{day:%d-%m-%Y}" if day else ""),
        cases(ENGLISH, lambda day: f"{day}" if day else r"\N"),
        cases("Job number;Reported;Trade;Status", lambda day: "Completed" if day else "Open"),
    ],
)
def test_of_a_file_that_says_what_is_done_nothing_is_told(rows):
    assert propose_rows(rows).notes == ()


@pytest.mark.parametrize(
    ("none", "form"),
    [("1900-01-01", "%Y-%m-%d"), ("01-01-1900 00:00", "%d-%m-%Y"), ("1753-01-01 00:00:00", "%Y-%m-%d")],
)
def test_days_that_stand_for_no_date_do_not_hide_the_column_of_ends(none, form):
    proposal = propose_rows(cases(ENGLISH, lambda day: day.strftime(form) if day else none))

    assert proposal.guesses["Completed"].field == "reported_done_at"
    assert proposal.notes == ()


def notes_of(tmp_path, rows: pl.DataFrame) -> list[str]:
    path = text_file(tmp_path, rows.write_csv())
    with pytest.raises(UnknownHeadings) as unknown:
        run.ingest(tmp_path / "data", path)
    report = run.ingest(tmp_path / "data", path, profile=unknown.value.proposal.profile("jobs", "Jobs", "repairs"))
    return [note for note in map(str, report.notes) if note.startswith("None of")]


@pytest.mark.parametrize(
    "rows",
    [
        cases(ENGLISH, lambda day: ""),
        cases("Job number;Reported;Trade;Status", lambda day: "Open"),
    ],
)
def test_a_known_file_in_which_nothing_is_done_over_a_long_time_is_told_to_be_checked(tmp_path, rows):
    (note,) = notes_of(tmp_path, rows)

    assert "None of 40 cases is done or cancelled, though the oldest was opened on 2024-01-02" in note
    assert "A list of open work is like that." in note


def test_a_file_in_which_some_are_cancelled_and_none_is_done_is_told_to_be_checked(tmp_path):
    (note,) = notes_of(tmp_path, cases("Job number;Reported;Trade;Status", lambda day: "Open" if day else "Cancelled"))

    assert "None of 40 cases is done, though the oldest was opened on 2024-01-02" in note
    assert "10 count as cancelled and all others as open" in note


@pytest.mark.parametrize(
    "rows",
    [
        cases(ENGLISH, lambda day: f"{day}" if day else ""),
        cases("Job number;Reported;Trade;Status", lambda day: "Done" if day else "Open"),
        cases(ENGLISH, lambda day: "").head(16),  # of forty days
        cases(ENGLISH, lambda day: "", count=9),
    ],
)
def test_nothing_is_told_where_something_is_ended_or_little_can_be(tmp_path, rows):
    assert notes_of(tmp_path, rows) == []
