"""Two people or teams in one cell are told, and never silently counted as a third one."""

from __future__ import annotations

import polars as pl
import pytest

from pipelines import run
from pipelines.two_in_one import counted, numbers_in_one, pairs_among
from tests.exports import workbook

pytestmark = pytest.mark.usefixtures("without_charts")

CHANGED = ["Noord -> Zuid", "Noord → Zuid", "Noord>Zuid", "Noord (was Zuid)", "Noord (Zuid)", "Noord naar Zuid"]
CHANGED += ["Noord\\Zuid", "Noord - Zuid", "Zuid – Noord", "Noord to Zuid", "Noord (voorheen Zuid)"]


@pytest.mark.parametrize(
    ("written", "found"),
    [
        (["M1", "M9", "M1 / M9"], ["M1 / M9"]),
        (["Noord", "Zuid", "Noord\nZuid", "noord; zuid", "Noord, Zuid"], ["Noord\nZuid", "noord; zuid", "Noord, Zuid"]),
        (["Jan de Vries", "Els Bakker", "Jan de Vries en Els Bakker"], ["Jan de Vries en Els Bakker"]),
        (["A", "B", "C", "A+B & C"], ["A+B & C"]),
        (["M1", "M2", "M1 / M9", "M2 / M9"], ["M1 / M9", "M2 / M9"]),  # who always comes along
        (["Jan", "Jan / Els"], []),  # the other stands nowhere else
        (["M1", "M1 / M9"], ["M1 / M9"]),  # which is a number as the one that does
        (["M0; M9", "M3; M9", "M1", "M2"], ["M0; M9", "M3; M9"]),  # numbers as others are, that stand alone nowhere
        (["M0; M9", "M3; M9"], []),
        (["Bouw & Techniek", "Bouw"], []),
        (["Vries, J. de", "Vries, P. de"], []),
        (["Noord", "Noord / Noord"], []),
        *((["Noord", "Zuid", changed], [changed]) for changed in CHANGED),
        (["Team - Noord", "Team - Zuid", "Noord"], []),  # no team is called "Team"
        (["Zorg (Noord)", "Zorg (Zuid)", "Noord"], []),
        (["Noord-Zuid", "Noord", "Zuid"], []),  # a name that is written so
    ],
)
def test_a_cell_names_two_where_each_stands_in_others_too(written, found):
    slices = [counted(pl.Series(written[:1])), counted(pl.Series([*written[1:], None]))]

    assert sorted(pairs_among(slices)) == sorted(found)


@pytest.mark.parametrize(("rows", "found"), [(15, []), (3, ["Plumbing and Heating"])])
def test_a_joint_name_that_stands_as_often_as_its_parts_is_a_team_of_its_own(rows, found):
    teams = [*["Plumbing", "Heating"] * 15, *["Plumbing and Heating"] * rows]

    assert pairs_among([counted(pl.Series(teams))], of_teams=True).to_list() == found
    assert pairs_among([counted(pl.Series(teams))]).to_list() == ["Plumbing and Heating"]


@pytest.mark.parametrize(
    ("written", "found"),
    [
        (["WO10", "WO11", "WO12 / WO13"], ["WO12 / WO13"]),
        (["WO10", "WO11", "WO12;wo13"], ["WO12;wo13"]),
        (["1000", "1001", "1002 en 1003"], ["1002 en 1003"]),
        (["1000", "1001", "1000/1"], []),  # a second order of the same
        (["1000", "1001", "2024/1002"], []),  # a number of a year
        (["10/11", "12/13", "14"], []),  # how numbers are written there
        (["A & B", "A"], []),
    ],
)
def test_a_number_is_several_where_each_is_written_as_those_that_stand_alone(written, found):
    assert numbers_in_one(pl.Series([*written, None])).to_list() == found


HEADINGS = ["service", "visit_id", "customer_id", "planned_from", "worker", "team"]


def test_two_in_one_cell_are_told_with_their_rows_and_how_they_are_counted(tmp_path):
    rows = [("M1", "Noord"), ("M9", "Zuid"), ("M1 / M9", "Noord; Zuid"), ("M1 / M9", "Noord"), ("M1", "Noord; Zuid")]
    visits = [["care", f"V{at}", "C1", f"2024-05-0{at + 1}", *both] for at, both in enumerate(rows)]

    report = run.ingest(tmp_path / "data", workbook(tmp_path, {"Visits": [HEADINGS, *visits]}))

    assert sorted(str(doubt["sentence"]) for doubt in report.doubt_kinds) == [
        "Column 'team' has two in one cell: 'Noord; Zuid' (2 rows: 4, 6); counted as one more besides each of them.",
        "Column 'worker', 2 rows: two in one cell, counted as one more besides each of them; kept as it is.",
    ]


def test_two_cases_in_one_cell_are_told_as_counted_as_one(tmp_path):
    rows = [["repairs", number, "2024-05-01"] for number in ("WO11", "WO12", "WO13 / WO14")]
    path = workbook(tmp_path, {"Orders": [["service", "item_id", "opened_at"], *rows]})

    report = run.ingest(tmp_path / "data", path)

    assert [str(doubt["sentence"]) for doubt in report.doubt_kinds] == [
        "Column 'item_id' has two numbers in one cell: 'WO13 / WO14' (row 4); counted as one. Give each a row of its own if it is"
        " two."
    ]
