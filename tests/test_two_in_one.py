"""Two people or teams in one cell are told, and never silently counted as a third one."""

from __future__ import annotations

import polars as pl
import pytest

from pipelines import run
from pipelines.two_in_one import counted, pairs_among
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
        (["M1", "M1 / M9"], []),  # the other stands nowhere else
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


HEADINGS = ["service", "visit_id", "customer_id", "planned_from", "worker", "team"]


def test_two_in_one_cell_are_told_with_their_rows_and_how_they_are_counted(tmp_path):
    rows = [("M1", "Noord"), ("M9", "Zuid"), ("M1 / M9", "Noord; Zuid"), ("M1 / M9", "Noord"), ("M1", "Noord; Zuid")]
    visits = [["care", f"V{at}", "C1", f"2024-05-0{at + 1}", *both] for at, both in enumerate(rows)]

    report = run.ingest(tmp_path / "data", workbook(tmp_path, {"Visits": [HEADINGS, *visits]}))

    assert sorted(str(doubt["sentence"]) for doubt in report.doubt_kinds) == [
        "Column 'team' has two in one cell that stand in others too: 'Noord; Zuid' (2 rows: 4, 6); each is counted as one more"
        " besides these.",
        "Column 'worker', 2 rows: two in one cell that stand in others too, counted as one more besides these; kept as it is.",
    ]
