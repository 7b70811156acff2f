"""The requests of Los Angeles, held against a plain count of the same file."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from pipelines import run
from tests.places import shared
from tests.test_run import published

pytestmark = pytest.mark.usefixtures("without_charts")

LOG = ("la311_2020", "requests.csv")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("la311") / "data"
    report = run.ingest(folder, shared("real", *LOG))
    assert (report.source, report.rows_in, report.accepted, report.rejected) == ("la311", 10_000, 10_000, 0)
    return folder


def one(data: Path, query: str) -> tuple[object, ...]:
    with published(data) as file:
        [row] = file.execute(query).fetchall()
        return tuple(row)


def test_on_target_is_closed_within_the_planned_day_or_by_the_planned_hour(data: Path) -> None:
    moment = pl.col("createddate", "closeddate", "servicedate").str.to_datetime("%m/%d/%y %H:%M")
    requests = pl.read_csv(shared("real", *LOG), infer_schema=False).with_columns(moment)
    counted = requests.filter(status="Closed").drop_nulls(["closeddate", "servicedate"])
    closed, planned = pl.col("closeddate"), pl.col("servicedate")
    is_a_day = planned.dt.time() == pl.time(0, 0)
    in_time = counted.filter(pl.when(is_a_day).then(closed.dt.date() <= planned.dt.date()).otherwise(closed <= planned))

    said = "select sum(n), sum(hits) from weekly where team = '*' and measure = 'on_target_reported'"
    assert one(data, said) == (counted.height, in_time.height) == (9197, 6543)


def test_cancelled_requests_and_those_of_other_services_are_not_done(data: Path) -> None:
    assert one(data, "select count(*) from work_items where status = 'cancelled'") == (244,)
    assert one(data, "select count(*) from work_items where status = 'done'") == (9723,)
    assert one(data, "select value from data_issues where issue = 'unmapped_code' limit 1") == ("Referred Out",)


def test_a_request_without_a_planned_day_is_counted_apart(data: Path) -> None:
    assert one(data, "select count(*) from work_items where target_last_at is null") == (555,)
    assert one(data, "select count(*) > 0 from needs where customer_says = 'no_promise'") == (True,)
