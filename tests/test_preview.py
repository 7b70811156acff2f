"""What a preview says would change is what loading then changes, on the files that a manager would drop each week."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from pipelines import run
from pipelines.preview import Effect, preview
from pipelines.samples import SAMPLES
from pipelines.store import Places

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
    run.ingest(data, EXPORTS[0])
    for path in WEEKLY[:3]:
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
