"""A phase that a person adds: with its reason, once, and drawn."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pytest

from pipelines import decisions
from pipelines.errors import FixableError
from pipelines.store import Places
from tests.stores import first_load

WEEK = """
service,item_id,customer_id,status,opened_at,target_first_at,reported_done_at
repairs,1,c1,done,2024-01-02,2024-01-31,2024-01-03
repairs,2,c2,done,2024-05-30,2024-06-30,2024-06-10
""".strip()


def test_a_phase_needs_a_reason_and_stands_in_the_chart(tmp_path: Path) -> None:
    data, file = tmp_path / "data", tmp_path / "week.csv"
    file.write_text(WEEK)
    first_load(data, file)
    decision = {"service": "repairs", "team": "*", "measure": "*", "starts_on": date(2024, 6, 1), "decided_by": "Ann"}
    with pytest.raises(FixableError, match="needs what was changed"):
        decisions.add_phase(data, reason=" ", **decision)
    decisions.add_phase(data, reason="One person owns it", **decision)
    decisions.add_phase(data, reason="One person owns it ", **decision)

    with duckdb.connect(str(Places(data).stable), read_only=True) as published:
        reasons = published.execute(
            "select distinct phase, phase_reason from process_chart where measure = 'days_end_to_end' and team = '*' order by 1"
        ).fetchall()
        assert published.execute("select count(*) from phases").fetchone() == (1,), "said twice, it is one decision"
    assert reasons == [(1, None), (2, "One person owns it")]


def weeks_of(data: Path, columns: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(Places(data).stable), read_only=True) as published:
        return published.execute(
            f"select {columns} from process_chart where measure = 'days_end_to_end' and team = '*' order by week"
        ).fetchall()


def test_a_phase_begun_by_mistake_can_be_taken_back_and_begun_again(tmp_path: Path) -> None:
    data, file = tmp_path / "data", tmp_path / "week.csv"
    file.write_text(WEEK)
    first_load(data, file)
    decision = {"service": "repairs", "team": "*", "measure": "*", "starts_on": date(2024, 6, 1), "decided_by": "Ann"}
    decisions.add_phase(data, reason="One person owns it", **decision)

    decisions.take_phase_back(data, reason="One person owns it", **decision)
    assert weeks_of(data, "phase, phase_reason") == [(1, None), (1, None)]

    decisions.add_phase(data, reason="One person owns it", **decision)
    assert weeks_of(data, "phase") == [(1,), (2,)]


def test_a_week_is_left_out_only_with_a_reason_and_a_name_and_can_count_again(tmp_path: Path) -> None:
    data, file = tmp_path / "data", tmp_path / "week.csv"
    file.write_text(WEEK)
    first_load(data, file)
    chart = {"service": "repairs", "team": "*", "measure": "*"}
    with pytest.raises(FixableError, match="needs what happened"):
        decisions.leave_week_out(data, week=date(2024, 6, 12), reason="Flood", decided_by=" ", **chart)

    decisions.leave_week_out(data, week=date(2024, 6, 12), reason="Flood", decided_by="Ann", **chart)
    told = weeks_of(data, "is_left_out, left_out_reason, left_out_by")
    assert told == [(False, None, None), (True, "Flood", "Ann")]

    decisions.count_week_again(data, week=date(2024, 6, 10), **chart | {"measure": "days_end_to_end"})
    assert weeks_of(data, "is_left_out") == [(False,), (False,)]
