"""Files with several columns of ends: that of the work is taken, and a person is told of those that differ."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest

from pipelines.propose import propose_rows


def cases(first: str, second: str, later: int, each: int = 1) -> pl.DataFrame:
    """Forty cases, each fourth open: their end, and `later` days behind it that of the second column in each `each`th row."""
    lines = []
    for at in range(40):
        opened = date(2024, 1, 2) + timedelta(days=at)
        done = None if at % 4 == 3 else opened + timedelta(days=at % 9 + 1)
        after = done + timedelta(days=later) if done and at % each == 0 else None
        cells = [f"{day:%d-%m-%Y}" if day else None for day in (opened, done, after)]
        lines.append([f"W{at:03}", *cells, "Done" if done else "Open"])
    return pl.DataFrame(lines, schema=["Order no", "Raised", first, second, "Status"], orient="row")


@pytest.mark.parametrize("is_turned", [False, True])
@pytest.mark.parametrize(
    ("work", "desk"),
    [
        ("Uitgevoerd op", "Afgehandeld op"),
        ("Datum uitgevoerd", "Datum afgesloten"),
        ("Physical completion", "Sign-off date"),
        ("Work carried out", "Closed"),
        ("Date repaired", "Date closed"),
        ("Hersteld op", "Gesloten op"),
    ],
)
def test_the_day_of_the_work_goes_before_that_of_the_desk_and_the_other_is_told(work, desk, is_turned):
    rows = cases(work, desk, 11)
    proposal = propose_rows(rows.select("Order no", "Raised", desk, work, "Status") if is_turned else rows)

    (note,) = proposal.notes
    assert proposal.guesses[work].field == "reported_done_at"
    assert (
        f"Column '{desk}' is not used: '{work}' is taken for the day on which work was done, and in 30 of 40 rows"
        in note
    )
    assert note.endswith(f"choose '{desk}' in place of '{work}'.")


def test_a_second_completion_in_some_rows_is_told():
    (note,) = propose_rows(cases("Completed", "Completed again", 5, each=5)).notes

    assert "Column 'Completed again' is not used" in note and "in 6 of 40 rows" in note


@pytest.mark.parametrize(("first", "second", "later"), [("Completed", "Closed", 0), ("Completed", "Invoice closed", 9)])
def test_ends_of_the_same_day_and_of_invoices_are_not_told(first, second, later):
    assert propose_rows(cases(first, second, later)).notes == ()
