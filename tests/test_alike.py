"""Names that look alike count apart, and are told before a load."""

from __future__ import annotations

import polars as pl
import pytest

from pipelines import run
from pipelines.alike import told_of_names
from pipelines.preview import preview
from pipelines.two_in_one import counted
from tests.exports import workbook

pytestmark = pytest.mark.usefixtures("without_charts")

HEADINGS = ["service", "item_id", "opened_at", "team"]


def told(names: list[str], field: str = "team") -> list[str]:
    return [str(sentence) for sentence in told_of_names(field, "Ploeg", [counted(pl.Series([*names, None]))])]


@pytest.mark.parametrize(
    "names", [["noord", "Noord"], ["Noord", "Team Noord"], ["Noord", "Noord (team)"], ["Noord-Oost", "Noord Oost"]]
)
def test_teams_that_differ_by_case_signs_or_the_word_team_are_told(names):
    [sentence] = told([*names, "Zuid"])

    assert all(f"'{name}' (1 row)" in sentence for name in names)
    assert "'Zuid'" not in sentence
    assert "each counts as a team of its own" in sentence


def test_other_teams_are_not_told():
    assert (
        told(["Noord", "Zuid", "Team 1", "Team 2", "Team", "Noord-Oost", "Wijkteam Noord", "Team 1.2", "Team 12"]) == []
    )


def test_categories_are_told_too():
    assert (
        "a category of its own: 'Plumbing' (2 rows), 'plumbing' (1 row)."
        in told(["Plumbing", "plumbing", "Plumbing"], "category").pop()
    )


def test_a_service_written_otherwise_than_one_that_is_loaded_is_told_before_and_after(tmp_path):
    data = tmp_path / "data"
    run.ingest(data, workbook(tmp_path, {"Orders": [HEADINGS, ["repairs", "W1", "2024-05-01", "Noord"]]}))
    rows = [["Repair", "W1", "2024-05-01", "Noord"], ["repairs", "W2", "2024-05-02", "noord"]]
    path = workbook(tmp_path, {"Orders": [HEADINGS, *rows, ["permits", "W3", "2024-05-02", "Noord"]]})

    shown = [str(problem) for problem in preview(data, path).problems]
    notes = run.ingest(data, path).notes

    assert shown == [str(note) for note in notes]
    assert shown == [
        "Names under 'team' look alike, and each counts as a team of its own: 'Noord' (2 rows), 'noord' (1 row). If they are one,"
        " write it in one way and load the file again.",
        "The file tells of a service 'Repair', and 'repairs' is loaded already: these count as two services. If they are one, write"
        " it as 'repairs' and load the file then.",
    ]
    assert run.ingest(data, path).status == "unchanged"
