"""Goals, marks, steps and claims: loaded under our own column names and published as they are."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from pipelines import run
from pipelines.store import Places, open_published
from tests.stores import copied

pytestmark = pytest.mark.usefixtures("without_charts")

FILES = {
    "goals": "service,goal_id,customer_id,words,set_at\nfamilies,G1,P1,cook for myself,2024-01-08\n",
    "goal_marks": "service,goal_id,at,way_to_go,why\nfamilies,G1,2024-01-08,8,bread only\nfamilies,G1,2024-03-08,3,often\n",
    "scale_marks": "service,customer_id,scale,theme,at,mark,evidence\nfamilies,P1,safety,,2024-01-08,4,nobody home\n",
    "milestones": "service,item_id,name,target_at,reached_at\nfamilies,C1,first talk,2024-01-12,2024-01-11\n",
    "claims": "service,claim_id,household_id,criterion,claimed_at,amount\nfamilies,K1,H1,work,2024-06-30,800\n",
}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder where each file was loaded, to read."""
    folder = tmp_path_factory.mktemp("others") / "data"
    for table, text in FILES.items():
        path = folder.parent / f"{table}.csv"
        path.write_text(text, encoding="utf-8")
        report = run.ingest(folder, path)
        assert (report.status, report.rejected, report.source) == ("loaded", 0, "canonical"), report.message
    return folder


def published(data: Path, query: str) -> pl.DataFrame:
    with open_published(run.published_file(data)) as connection:
        return connection.sql(query).pl()


@pytest.mark.parametrize("table", sorted(FILES))
def test_a_table_under_our_own_names_is_loaded_and_published(data, table):
    lines = FILES[table].splitlines()

    rows = published(data, f"select * from {table}")

    assert rows.height == len(lines) - 1
    assert set(lines[0].split(",")) <= set(rows.columns)


def test_marks_keep_their_order_and_a_target_day_ends_at_its_end(data):
    assert published(data, "select way_to_go from goal_marks")["way_to_go"].to_list() == [8.0, 3.0]
    assert str(published(data, "select target_at from milestones").item()) == "2024-01-12 23:59:59"


def test_the_same_file_again_changes_nothing_and_a_load_can_be_taken_back(data, tmp_path):
    again = data.parent / "goal_marks.csv"
    data = copied(data, tmp_path / "data")
    assert run.ingest(data, again).status == "unchanged"

    [batch] = run.batches(data).filter(pl.col("relation") == "goal_marks")["batch_id"].to_list()
    run.undo(data, batch)

    assert published(data, "select * from goal_marks").is_empty()
    assert Places(data).store.exists()
