"""Columns that are filled on the first row of a group only: the rows under it seem to have nothing there, and that is told."""

from __future__ import annotations

import pytest

from tests.exports import DEPOT, HEAD, text_file, understood, workbook


def rows(teams, places=None):
    places = places or [f"P{at}" for at in range(len(teams))]
    return [[f"R-{at}", f"2024-01-{at % 28 + 1:02d}", team, places[at]] for at, team in enumerate(teams)]


def told(folder, found, as_text=True):
    if as_text:
        path = text_file(folder, "".join(",".join(row) + "\n" for row in [HEAD, *found]))
    else:
        path = workbook(folder, {"Jobs": [HEAD, *([cell or None for cell in row] for row in found)]})
    return [str(note) for note in understood(path, DEPOT).notes]


@pytest.mark.parametrize("as_text", [True, False])
@pytest.mark.parametrize("teams", [["North", *[""] * 9, "South", *[""] * 9], ["North", *[""] * 19]])
def test_a_team_on_the_first_row_of_a_group_is_told(tmp_path, as_text, teams):
    assert told(tmp_path, rows(teams), as_text) == [
        f"Column 'Team' is filled on {len(set(teams)) - 1} of 20 rows, where a group of rows seems to begin; the other rows are"
        " read as having none. Fill it in on each row and load the file again."
    ]


def test_a_place_on_the_first_row_of_a_group_is_told_where_places_are_in_order(tmp_path):
    places = [f"P{at}" if at % 4 == 0 else "" for at in range(10, 30)]
    in_order = ["P1", "", "", "", "P2", "", "", "", "P3", "", "", "", "P4", "", "", ""]

    assert told(tmp_path, rows(["North"] * 16, in_order))[0].startswith("Column 'Place' is filled on 4 of 16 rows")
    assert told(tmp_path, rows(["North"] * 20, places)) == []


CARERS = ["Mia", "Bo", "Zoe", "Al", "Kim", "Dan", "Eva", "Jo", "Cas", "Lex"]


@pytest.mark.parametrize("as_text", [True, False])
@pytest.mark.parametrize("sizes", [(4,), (2, 5, 3), (6, 2)])
def test_a_place_on_the_first_row_of_a_group_is_told_in_any_order(tmp_path, as_text, sizes):
    places = [cell for at, carer in enumerate(CARERS) for cell in [carer, *[""] * (sizes[at % len(sizes)] - 1)]]

    assert told(tmp_path, rows(["North"] * len(places), places), as_text) == [
        f"Column 'Place' is filled on 10 of {len(places)} rows, where a group of rows seems to begin; the other rows are"
        " read as having none. Fill it in on each row and load the file again."
    ]


@pytest.mark.parametrize("size", [2, 3])
def test_teams_that_come_back_on_small_groups_are_told(tmp_path, size):
    teams = [cell for team in ["North", "South", "East", "West"] * 4 for cell in [team, *[""] * (size - 1)]]

    assert len(told(tmp_path, rows(teams))) == 1


@pytest.mark.parametrize(
    "places",
    [
        ["P1", "", "", "P7", "P3", "", "P9", "", "", "", "P2", "", "", "P8", "P5", "", "", "", "", "P4"] * 2,
        ["P7", *[""] * 39],
        ["P7", *[""] * 6, "P3", *[""] * 9, "P5", *[""] * 3, "P1", *[""] * 4],
    ],
)
def test_a_place_that_is_just_seldom_filled_is_not_told(tmp_path, places):
    assert told(tmp_path, rows(["North"] * len(places), places)) == []


@pytest.mark.parametrize(
    "teams",
    [
        ["North", *[""] * 6, "South", *[""] * 6] * 4,
        ["North", "South"] * 10,
        ["", *["North", "", "", "", "South"] * 4],
        ["North", "", "", "", "North", "", "", "South", *[""] * 12],
        ["North", "", "South", "", "East", "", *["West", ""] * 4],
        ["North", "", ""],
    ],
)
def test_a_column_that_is_just_seldom_filled_is_not(tmp_path, teams):
    assert told(tmp_path, rows(teams)) == []


@pytest.mark.parametrize("as_text", [True, False])
@pytest.mark.parametrize("sizes", [(5,), (2, 4, 3)])
def test_two_teams_that_take_turns_are_told_where_another_column_begins_with_each(tmp_path, as_text, sizes):
    groups = [(f"P{at}", ["North", "South"][at % 2], sizes[at % len(sizes)]) for at in range(8)]
    teams = [cell for _, team, size in groups for cell in [team, *[""] * (size - 1)]]
    places = [place for place, _, size in groups for _ in range(size)]
    later = [places[-1], *places[:-1]]

    assert told(tmp_path, rows(teams, places), as_text) == [
        f"Column 'Team' is filled on 8 of {len(teams)} rows, where a group of rows seems to begin; the other rows are"
        " read as having none. Fill it in on each row and load the file again."
    ]
    if sizes == (5,):
        assert told(tmp_path, rows(teams, later), as_text) == []
