"""Profiles as TOML: what is written reads as the same profile, and a draft says what is open."""

from __future__ import annotations

import tomllib
from pathlib import Path

import polars as pl
import pytest

from pipelines import run
from pipelines.errors import UnknownHeadings
from pipelines.profile import Profile, load_profiles, read_profile
from pipelines.propose import propose_rows
from pipelines.read import read_sheets
from pipelines.recognise import recognise
from pipelines.store import open_published
from pipelines.validate import validate
from pipelines.write_profile import as_toml, draft
from tests.exports import TODAY
from tests.places import shared

pytestmark = pytest.mark.usefixtures("without_charts")

ROWS = pl.DataFrame(
    {
        "Werkbonnr": [f"W{at:03}" for at in range(40)],
        "Gemeld op": [f"{at % 28 + 1:02}-01-2024" for at in range(40)],
        "Status": ["Zonderling" if at % 8 == 0 else "Afgehandeld" for at in range(40)],
        "Klaar op": [None if at % 8 == 0 else f"{at % 28 + 1:02}-02-2024" for at in range(40)],
        'Wie "dan" ook': ["x"] * 40,
    }
)


@pytest.mark.parametrize("profile", load_profiles(), ids=lambda profile: f"{profile.name} {profile.table}")
def test_a_profile_that_is_written_reads_as_the_same_profile(profile):
    assert Profile.model_validate(tomllib.loads(as_toml(profile))) == profile


def test_odd_signs_in_headings_and_codes_are_kept(tmp_path):
    odd = {
        "a.b": "done",
        'say "x"': "open",
        "back\\slash": "open",
        "tab\there": "open",
        "del\x7f": "open",
        "ëé €": "done",
    }
    profile = Profile(
        name="odd",
        title="Odd",
        table="work_items",
        service="x",
        columns={"item_id": ["No. #"], "opened_at": ["[when]"], "status": ["="]},
        codes={"status": odd},
    )
    path = tmp_path / "odd.toml"
    path.write_text(as_toml(profile), encoding="utf-8")

    assert read_profile(path) == profile


def test_a_draft_says_why_and_what_is_open_and_can_be_used_as_it_is(tmp_path):
    path = tmp_path / "depot.toml"
    path.write_text(draft(propose_rows(ROWS), "depot", "Depot", "repairs"), encoding="utf-8")

    assert "# [codes.status] lacks 'Zonderling' (5 rows)" in path.read_text(encoding="utf-8")
    assert read_profile(path).columns["reported_done_at"] == ["Klaar op"]


def test_a_file_is_loaded_by_the_profile_that_was_proposed_for_it_and_no_other_file_is(tmp_path):
    path, other = tmp_path / "export.csv", tmp_path / "other.csv"
    path.write_text(ROWS.write_csv(), encoding="utf-8")
    other.write_text("Werkbonnr,Gemeld op,Kleur,Maat,Vorm,Soort\n1,2024-01-05,a,b,c,d\n", encoding="utf-8")
    profile = propose_rows(ROWS).profile("depot", "Depot", "repairs")

    found = recognise(read_sheets(path), [*load_profiles(), profile])
    rows = validate(found, TODAY).rows

    assert found.source == "depot"
    assert rows["status"].value_counts().sort("status").rows() == [("done", 35), ("open", 5)]
    with pytest.raises(UnknownHeadings, match="no source that we know"):
        recognise(read_sheets(other), [*load_profiles(), profile])


def test_an_event_log_that_nobody_knows_is_folded_by_what_a_person_answered():
    sheets = read_sheets(shared("real", "hospital_sepsis", "sepsis.csv"))
    rows = pl.DataFrame(dict(zip(*_table(sheets), strict=True)))
    proposal = propose_rows(rows)
    [question] = [question for question in proposal.questions if question.kind == "event_done"]

    profile = proposal.profile("ward", "Ward", "care", answers={"event_done": "Release A\nRelease B"})

    assert question.several and "Release A" in [choice.value for choice in question.choices]
    assert profile.events is not None
    assert (profile.events.time, profile.events.activity) == (["Complete Timestamp"], ["Activity"])
    assert profile.events.done == ["Release A", "Release B"]


def _table(sheets: list) -> tuple[list[str], list[pl.Series]]:
    cells = sheets[0].cells.drop("row_number")
    headings = [str(cell) for cell in cells.row(0)]
    return headings, [cells[name][1:] for name in cells.columns]


def test_recognise_writes_the_profile_it_proposes(tmp_path):
    from typer.testing import CliRunner

    from pipelines.cli import cli

    path, out = tmp_path / "export.csv", tmp_path / "out.toml"
    path.write_text(ROWS.write_csv(), encoding="utf-8")

    done = CliRunner().invoke(cli, ["recognise", str(path), "--data", str(tmp_path / "data"), "--profile", str(out)])

    assert done.exit_code == 0 and Path(out).exists()
    assert read_profile(out).name == "export"


def test_an_unknown_event_log_is_loaded_by_its_proposal_one_item_a_case(tmp_path):
    days = [f"2024-01-{day:02}" for day in range(1, 21)]
    log = pl.DataFrame(
        {
            "Case ID": [f"C{at:02}" for at in range(20) for _ in range(3)],
            "Activity": ["Opened", "Worked on", "Closed"] * 20,
            "Timestamp": [f"{day} {hour:02}:00" for day in days for hour in (8, 12, 16)],
        }
    )
    path, data = tmp_path / "log.csv", tmp_path / "data"
    path.write_text(log.write_csv(), encoding="utf-8")
    profile = propose_rows(log).profile("log", "Log", "care", answers={"event_done": "Closed"})
    (data / "profiles").mkdir(parents=True)
    (data / "profiles" / "log.toml").write_text(as_toml(profile), encoding="utf-8")

    report = run.ingest(data, path)

    assert (report.source, report.rows_in, report.rejected) == ("log", 60, 0)
    with open_published(run.published_file(data)) as published:
        items = published.sql("select status, opened_at, reported_done_at from work_items order by item_id").pl()
    assert items.height == 20 and set(items["status"]) == {"done"}
    assert [str(moment) for moment in items.row(0)[1:]] == ["2024-01-01 08:00:00", "2024-01-01 16:00:00"]
