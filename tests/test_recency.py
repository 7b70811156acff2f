"""Several files are loaded by what is in them, and an older one says that it sets rows back."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from pipelines import run
from pipelines.preview import preview
from pipelines.receipt import lines_of
from pipelines.recency import in_order
from pipelines.store import Places, open_published
from pipelines.watch import Watcher, watch
from tests.test_cli import buitenblik

pytestmark = pytest.mark.usefixtures("without_charts")

HEADINGS = "service,item_id,status,opened_at,reported_done_at"
OLDER = ["x,A,open,2024-01-02,", "x,B,open,2024-01-03,", "x,C,done,2024-01-03,2024-01-05"]
NEWER = ["x,A,done,2024-01-02,2024-01-09", "x,B,done,2024-01-03,2024-01-10", "x,C,done,2024-01-03,2024-01-05"]
TOLD = (
    "This file is older than what is loaded, which goes on to 2024-01-10: 2 rows go back to how they stood on 2024-01-05."
    " Load the newest file last, or once more."
)


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """The newer week under a name that comes first."""
    drop = tmp_path / "drop"
    drop.mkdir()
    for name, rows in (("a_newer.csv", NEWER), ("b_older.csv", OLDER)):
        (drop / name).write_text("\n".join([HEADINGS, *rows]) + "\n")
    return drop / "a_newer.csv", drop / "b_older.csv"


def still_open(data: Path) -> int:
    with open_published(run.published_file(data)) as published:
        return int(published.execute("select count(*) from work_items where status = 'open'").fetchall()[0][0])


def test_an_older_file_after_a_newer_one_says_that_it_sets_rows_back(tmp_path: Path, files: tuple[Path, Path]) -> None:
    data, (newer, older) = tmp_path / "data", files
    assert run.ingest(data, newer, publish_now=False).set_back == ""
    assert preview(data, older).set_back == TOLD
    report = run.ingest(data, older, publish_now=False)
    assert report.set_back == TOLD
    assert next(lines_of(report)) == TOLD

    again = run.ingest(data, newer)
    assert (again.set_back, again.changed, still_open(data)) == ("", 2, 0)


def test_a_row_that_was_opened_again_in_a_newer_file_is_not_set_back(tmp_path: Path, files: tuple[Path, Path]) -> None:
    data, (newer, older) = tmp_path / "data", files
    run.ingest(data, newer, publish_now=False)
    older.write_text("\n".join([HEADINGS, OLDER[0], "x,D,open,2024-01-12,"]) + "\n")
    assert preview(data, older).set_back is None


STATUS_ONLY = "service,item_id,status,opened_at"
WITH_DONE = ["x,A,done,2024-01-02", "x,B,cancelled,2024-01-03", "x,C,done,2024-01-03", "x,D,open,2024-01-10"]


@pytest.mark.parametrize(
    ("headings", "newer", "older"),
    [
        (STATUS_ONLY, WITH_DONE, ["x,A,open,2024-01-02", "x,B,open,2024-01-03", "x,C,done,2024-01-03"]),
        (STATUS_ONLY, WITH_DONE, ["x,A,open,2024-01-02", "x,B,open,2024-01-03", *WITH_DONE[2:]]),
        (HEADINGS, [*NEWER, "x,D,open,2024-01-10,"], [*OLDER, "x,D,open,2024-01-10,"]),
    ],
)
def test_cases_that_an_older_file_without_other_dates_opens_again_are_told(
    tmp_path: Path, files: tuple[Path, Path], headings: str, newer: list[str], older: list[str]
) -> None:
    data, (first, then) = tmp_path / "data", files
    first.write_text("\n".join([headings, *newer]) + "\n")
    then.write_text("\n".join([headings, *older]) + "\n")
    run.ingest(data, first, publish_now=False)

    seen, report = preview(data, then), run.ingest(data, then, publish_now=False)

    assert str(seen.set_back) == report.set_back == next(lines_of(report))
    assert report.set_back.startswith(
        "2 cases that were done or cancelled are open again by this file, which tells of nothing later than what is loaded (up to"
        " 2024-01-10). If this is the older file, load the newest file last"
    )


def test_a_case_that_is_closed_in_the_next_file_is_no_matter_of_order(tmp_path: Path, files: tuple[Path, Path]) -> None:
    data, (first, then) = tmp_path / "data", files
    first.write_text("\n".join([STATUS_ONLY, "x,A,open,2024-01-02", *WITH_DONE[1:]]) + "\n")
    then.write_text("\n".join([STATUS_ONLY, *WITH_DONE]) + "\n")
    run.ingest(data, first, publish_now=False)
    assert run.ingest(data, then, publish_now=False).set_back == ""


def test_a_command_loads_the_newest_last_and_reports_in_the_order_given(
    tmp_path: Path, files: tuple[Path, Path]
) -> None:
    data = tmp_path / "data"
    done = buitenblik("ingest", *files, "--json", data=data)
    reports = json.loads(done.stdout)["files"]
    assert [(report["file"], report["batch_id"]) for report in reports] == [
        ("a_newer.csv", "B00002"),
        ("b_older.csv", "B00001"),
    ]
    assert still_open(data) == 0
    assert Places(data).store.exists()


def test_a_watched_folder_loads_the_newest_last(tmp_path: Path, files: tuple[Path, Path]) -> None:
    data, drop = tmp_path / "data", files[0].parent
    watcher = Watcher(drop, lambda path: run.ingest(data, path), str, lambda path: run.latest_moment(data, path))
    names = [outcome.name for outcome in watch(watcher, 0.01, once=True, problem=print)]
    assert names == ["b_older.csv", "a_newer.csv"]
    assert still_open(data) == 0


def test_files_without_a_moment_come_last_in_the_order_given() -> None:
    moments = {
        "a": None,
        "b": datetime.fromisoformat("2024-01-02"),
        "c": datetime.fromisoformat("2024-01-01"),
        "d": None,
    }
    assert in_order(moments, moments.__getitem__) == ["c", "b", "a", "d"]


def hours_moved(hours: list[int]) -> list[str]:
    """Eight cases that were done, of which the moments of each stand so many hours later."""
    by = {at: timedelta(hours=hours[at % len(hours)]) for at in range(8)}
    opened = {at: datetime.fromisoformat(f"2024-01-0{at + 1} 12:00") + moved for at, moved in by.items()}
    return [f"x,W{at},done,{moment},{moment + timedelta(days=3)}" for at, moment in opened.items()]


@pytest.mark.parametrize(
    ("hours", "told"),
    [([-2, -1], "1 or 2 h earlier"), ([2], "2 h later")],
)
def test_times_that_all_moved_alike_are_told_as_of_another_zone(
    tmp_path: Path, files: tuple[Path, Path], hours: list[int], told: str
) -> None:
    data, (first, then) = tmp_path / "data", files
    first.write_text("\n".join([HEADINGS, *hours_moved([0])]) + "\n")
    then.write_text("\n".join([HEADINGS, *hours_moved(hours)]) + "\n")
    run.ingest(data, first, publish_now=False)

    seen, report = preview(data, then), run.ingest(data, then, publish_now=False)

    assert str(seen.set_back) == report.set_back
    assert f"stand {told} in this file (8 rows): is it " in report.set_back


def test_times_that_are_corrected_each_by_its_own_are_no_other_zone(tmp_path: Path, files: tuple[Path, Path]) -> None:
    data, (first, then) = tmp_path / "data", files
    first.write_text("\n".join([HEADINGS, *hours_moved([0])]) + "\n")
    then.write_text("\n".join([HEADINGS, *hours_moved([1, 3, 7, 12]), "x,W20,open,2024-02-01,"]) + "\n")
    run.ingest(data, first, publish_now=False)

    assert run.ingest(data, then, publish_now=False).set_back == ""


def test_ends_that_are_gone_from_every_row_are_told_as_gone(tmp_path: Path, files: tuple[Path, Path]) -> None:
    data, (first, then) = tmp_path / "data", files
    rows = [f"x,W{at},done,2024-01-0{at},2024-01-1{at}" for at in range(1, 7)]
    first.write_text("\n".join([HEADINGS, *rows]) + "\n")
    then.write_text("\n".join([HEADINGS, *(row.rpartition(",")[0] + "," for row in rows)]) + "\n")
    run.ingest(data, first, publish_now=False)

    seen, report = preview(data, then), run.ingest(data, then, publish_now=False)

    assert str(seen.set_back) == report.set_back
    assert report.set_back.startswith(
        "No row of this file has a date of an end, and 6 of its cases that are done or cancelled had one in an earlier file"
    )
