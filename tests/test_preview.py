"""What a preview says would change is what loading then changes, on the files that a manager would drop each week."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from pipelines import run
from pipelines.preview import Effect, preview
from pipelines.samples import SAMPLES
from pipelines.store import Places

pytestmark = pytest.mark.usefixtures("without_charts")

EXPORTS = sorted((SAMPLES / "exports").glob("*"))
WEEKLY = [path for path in EXPORTS if "-W" in path.name]


def figure(data: Path, effect: Effect) -> float | None:
    with duckdb.connect(str(Places(data).stable), read_only=True) as published:
        found = published.execute(
            "select value from weekly where service = ? and team = '*' and measure = ? and week = ?",
            [effect.service, effect.measure, effect.week],
        ).fetchone()
    return None if found is None else found[0]


def test_a_preview_of_each_week_says_what_its_load_then_gives(tmp_path: Path) -> None:
    data = tmp_path / "data"
    run.ingest(data, WEEKLY[0])
    for path in WEEKLY[1:2]:
        seen = preview(data, path)
        assert {effect.measure for effect in seen.effects} >= {"open_now", "on_target_reported", "days_end_to_end"}
        before = {effect.measure: figure(data, effect) for effect in seen.effects}
        assert before == {effect.measure: effect.before for effect in seen.effects}

        loaded = run.ingest(data, path)
        assert (loaded.new, loaded.changed, loaded.unchanged, loaded.rejected) == (
            seen.new,
            seen.changed,
            seen.unchanged,
            seen.rejected,
        )
        for effect in seen.effects:
            assert figure(data, effect) == pytest.approx(effect.after), effect
        assert seen.recount is not None
        recounted = Effect(seen.recount.service, "on_target_reported", seen.recount.week, None, None)
        assert figure(data, recounted) == pytest.approx(seen.recount.value)


PROFILE = """
name = "own"
title = "Own"
table = "work_items"
service = "own"
[columns]
item_id = "No"
opened_at = "Raised"
reported_done_at = "Done"
target_first_at = "Target"
priority_first = "Priority"
customer_id = "Tenant"
[priorities."U"]
target = 3
unit = "working_day"
[rules]
days_without_target = {days}
"""


def own(tmp_path: Path, name: str, *rows: str, days: int = 5) -> Path:
    """A file of a profile of their own, and the profile as it stands then."""
    Places(tmp_path / "data").profiles.mkdir(parents=True, exist_ok=True)
    (Places(tmp_path / "data").profiles / "own.toml").write_text(PROFILE.format(days=days))
    path = tmp_path / name
    path.write_text("\n".join(["No,Raised,Done,Target,Priority,Tenant", *rows]) + "\n")
    return path


def holds_after_loading(data: Path, file: Path) -> dict[str, tuple[float | None, float | None]]:
    """Preview and load a file; the effects as (before, after), once they are what the load then gave."""
    seen = preview(data, file)
    loaded = run.ingest(data, file)
    assert loaded.status == seen.status
    for effect in seen.effects:
        assert figure(data, effect) == pytest.approx(effect.after), effect
    return {effect.measure: (effect.before, effect.after) for effect in seen.effects}


LATER = "9,2024-01-22,,,,Zoe"


def test_a_preview_knows_the_first_target_of_an_item_whose_target_moved(tmp_path: Path) -> None:
    run.ingest(tmp_path / "data", own(tmp_path, "first.csv", "1,2024-01-08,,2024-01-17,,Ann", LATER))
    moved = own(tmp_path, "next.csv", "1,2024-01-08,2024-01-19,2024-01-20,,Ann", LATER)

    assert holds_after_loading(tmp_path / "data", moved)["done_as_promised"] == (0, 0)


def test_a_preview_counts_with_the_targets_that_the_profile_sets_in_working_days(tmp_path: Path) -> None:
    file = own(tmp_path, "first.csv", "1,2024-01-12,2024-01-17,,U,Ann", "2,2024-01-12,2024-01-18,,U,Bob", LATER)

    assert holds_after_loading(tmp_path / "data", file)["done_as_promised"] == (None, 50)


def test_a_preview_of_the_same_rows_by_other_rules_says_what_the_rules_change(tmp_path: Path) -> None:
    rows = ("1,2024-01-10,2024-01-17,,,Ann", LATER)
    run.ingest(tmp_path / "data", own(tmp_path, "first.csv", *rows, days=5))

    assert holds_after_loading(tmp_path / "data", own(tmp_path, "first.csv", *rows, days=7))["done_as_promised"] == (
        0,
        100,
    )
    assert preview(tmp_path / "data", own(tmp_path, "first.csv", *rows, days=7)).status == "unchanged"


def test_a_preview_tells_what_the_file_says_otherwise_of_the_past_as_the_published_file_then_does(
    tmp_path: Path,
) -> None:
    data, last = tmp_path / "data", LATER.replace("9,", "99,", 1)
    rows = [
        f"{number},2024-01-{number:02d},2024-01-{number + 2:02d},2024-01-{number + 5:02d},,T{number}"
        for number in range(1, 21)
    ]
    later = [row for row in rows if not row.startswith(("7,", "8,"))]
    later[2] = "3,2024-01-03,2024-01-04,2024-01-09,,T3"
    run.ingest(data, own(tmp_path, "first.csv", *rows, last))
    file = own(tmp_path, "next.csv", *later, last)
    seen = {said.kind: said for said in preview(data, file).rewritten}
    loaded = run.ingest(data, file)

    assert {kind: str(said.sentence) for kind, said in seen.items()} == {
        "end_earlier": "1 end date moved to an earlier day than an earlier file said.",
        "target_later": "1 target moved to a later moment than an earlier file said.",
        "vanished": "2 cases of earlier files are missing from a later one that covers their days.",
    }
    columns = ["service", "item_id", "before_at", "after_at", "earlier_row_number", "row_number"]
    with duckdb.connect(str(Places(data).stable), read_only=True) as published:
        for kind, said in seen.items():
            assert set(said.rows["earlier_file"]) == {"first.csv"}
            found = published.execute(
                f"select {', '.join(columns)} from rewritten_history where what = ? and batch_id = ? order by item_id",
                [kind, loaded.batch_id],
            )
            assert said.rows.select(columns).rows() == found.fetchall()
    assert preview(data, file).rewritten == []

    part = own(tmp_path, "part.csv", *(row for row in later if int(row.split(",")[0]) % 3), last)
    [asked] = [said for said in preview(data, part).rewritten if said.kind == "lacking"]
    assert asked.sentence == (
        "A file lacks 6 of the 21 cases that earlier files told of in its days: is it a part, or are they gone?"
    )
