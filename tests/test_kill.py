"""A load that is killed at any moment leaves the store whole: the batch is there, or it is not."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from filelock import FileLock, Timeout

from pipelines import run
from pipelines.check import check
from pipelines.store import Places
from tests.stores import first_load
from tests.test_run import HEADINGS, LATER, export

ROWS = 4000


def big_export(path: Path, rows_of_it: int = ROWS) -> Path:
    rows = [LATER.replace("Z", f"Z{number}", 1).replace("Zoe", f"P{number}") for number in range(rows_of_it)]
    path.write_text("\n".join([HEADINGS, *rows]) + "\n")
    return path


def start(data: Path, file: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "pipelines", "ingest", str(file), "--data", str(data)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def holds_the_lock(places: Places) -> bool:
    try:
        with FileLock(places.lock, timeout=0):
            return False
    except Timeout:
        return True


def has_published_since(places: Places) -> Callable[[Places], bool]:
    before = places.current.read_bytes()
    return lambda places: places.current.read_bytes() != before


# How one sees from outside how far a load is; a clock would tell it on a quiet machine only.
SIGNS: dict[str, Callable[[Places], bool]] = {
    "begun": lambda places: True,
    "writing": holds_the_lock,
    "in the store": lambda places: places.store.with_suffix(".duckdb.wal").exists(),
    "publishing": lambda places: any(places.versions.glob("*.tmp")),
}


def kill_when(loading: subprocess.Popen[bytes], places: Places, sign: str, seconds_later: float) -> None:
    """Kill a load so long after the sign is seen; one that ends before is left to end."""
    is_there = has_published_since(places) if sign == "published" else SIGNS[sign]
    while not is_there(places) and loading.poll() is None:
        time.sleep(0.001)
    time.sleep(seconds_later)
    loading.send_signal(signal.SIGKILL)
    loading.wait()


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("killed")
    first_load(folder / "data", export(folder, "small.csv", LATER))
    return folder / "data"


@pytest.mark.parametrize(
    ("sign", "seconds_later", "then"),
    [
        ("begun", 0.3, "not loaded"),
        ("writing", 0, "either"),
        ("in the store", 0, "either"),
        ("publishing", 0, "loaded"),
        ("published", 0, "loaded"),
    ],
)
def test_killed_at_any_moment_the_store_stays_whole(
    data: Path, tmp_path: Path, sign: str, seconds_later: float, then: str
) -> None:
    kill_when(start(data, big_export(tmp_path / "big.csv")), Places(data), sign, seconds_later)

    assert check(data) == []
    loads = run.batches(data).filter(pl.col("undone_at").is_null())
    rows = dict(loads.select("file_name", "accepted").iter_rows())
    assert rows in ({"small.csv": 1}, {"small.csv": 1, "big.csv": ROWS})
    assert then in ("either", "loaded" if len(rows) == 2 else "not loaded")
    if len(rows) == 2:
        run.undo(data, loads.filter(file_name="big.csv")["batch_id"].item())
