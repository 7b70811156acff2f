"""A year that seems mistyped is told, and the row counts as it stands."""

from __future__ import annotations

import pytest

from tests.test_cells import read

pytestmark = pytest.mark.usefixtures("without_charts")

HEADINGS = "service;item_id;opened_at;status"


def told(openings: list[str]) -> list[str]:
    rows = [f"x;W{at};{opened};open" for at, opened in enumerate(openings)]
    return [str(note) for note in read(HEADINGS, *rows).notes if "mistyped" in note]


def of_2024(count: int) -> list[str]:
    return [f"2024-0{1 + at % 6}-{1 + at % 28:02}" for at in range(count)]


def test_a_few_years_that_lie_far_from_all_others_are_told():
    assert told(["2004-02-03", "2004-03-04", *of_2024(40)]) == [
        "Under 'opened_at' 2 rows have a date (2004-02-03 in row 2) that lies more than 19 years from those of all others:"
        " are these years mistyped? They count as they stand; if they are wrong, mend them in the source and load the file again."
    ]
    [one] = told([*of_2024(40), "2014-05-06"])
    assert "row 42 has 2014-05-06, and no other row lies within 9 years of it" in one


def test_a_year_far_ahead_of_old_ones_is_told_too():
    assert len(told([*(day.replace("2024", "2012") for day in of_2024(40)), "2022-05-06"])) == 1


@pytest.mark.parametrize(
    "openings",
    [
        of_2024(60),
        ["2020-01-01", *of_2024(60)],  # an old case
        ["2004-02-03", *of_2024(15)],  # too few to say
        [*["2004-02-03"] * 6, *of_2024(60)],
        [f"{year}-03-04" for year in range(1998, 2025)],
        ["2001-01-01", *(f"{year}-03-04" for year in range(2008, 2025)), *of_2024(20)],
    ],
)
def test_old_cases_of_a_file_that_goes_back_are_not(openings):
    assert told(openings) == []
