"""The permits of a municipality that writes a day it knows no time of as 00:00:00 or 01:06:40."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from pipelines import run
from pipelines.moments import without_time
from pipelines.profile import Dates
from tests.places import shared
from tests.test_run import published

EXPORT = shared("real", "wabo_receipt", "receipt.csv")
A_DAY = r"[T ](00:00:00|01:06:40)"


@pytest.mark.usefixtures("without_charts")
def test_a_permit_that_ended_on_the_day_of_its_deadline_is_in_time(tmp_path: Path) -> None:
    run.ingest(tmp_path, EXPORT)
    with published(tmp_path) as figures:
        found = figures.execute("""
            select item_id, on_target_reported from work_items where reported_done_at is not null order by item_id
        """).fetchall()

    ended = (
        pl.read_csv(EXPORT, infer_schema_length=0)
        .group_by(item_id="case:concept:name")
        .agg(pl.col("case:enddate").last(), pl.col("case:deadline").last())
        .filter(pl.col("case:enddate").str.contains(r"^\d"))
        .with_columns(
            is_day=pl.any_horizontal(pl.col("case:enddate", "case:deadline").str.contains(A_DAY)),
            ends=pl.col("case:enddate").str.to_datetime(time_zone="Europe/Amsterdam"),
            deadline=pl.col("case:deadline").str.to_datetime(time_zone="Europe/Amsterdam"),
        )
        .sort("item_id")
    )
    by_day = pl.col("ends").dt.date() <= pl.col("deadline").dt.date()
    in_time = pl.when("is_day").then(by_day).otherwise(pl.col("ends") <= pl.col("deadline"))
    expected = ended.select("item_id", in_time=in_time)

    assert found == expected.rows()
    assert expected["in_time"].sum() == 1020


def test_only_the_times_that_stand_for_none_are_left_out() -> None:
    texts = ["2011-10-11 01:06:40.020", "2011-10-11 01:06:41", "2011-10-11 13:42:22", None]
    moments = without_time(pl.Series("at", texts).str.to_datetime(), ["01:06:40"])

    assert moments.dt.to_string("%d %H:%M:%S").to_list() == ["11 00:00:00", "11 01:06:41", "11 13:42:22", None]


def test_a_time_that_is_none_is_refused_in_a_profile() -> None:
    with pytest.raises(ValueError, match="no_time"):
        Dates(no_time=["1 uur"])
