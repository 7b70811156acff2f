"""A load that is killed at any moment leaves the store whole: the batch is there, or it is not."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import polars as pl

from pipelines import run
from pipelines.check import check
from tests.test_run import HEADINGS, LATER

MOMENTS = 20
ROWS = 4000


def big_export(path: Path) -> Path:
    rows = [LATER.replace("Z", f"Z{number}", 1).replace("Zoe", f"P{number}") for number in range(ROWS)]
    path.write_text("\n".join([HEADINGS, *rows]) + "\n")
    return path


def start(data: Path, file: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "pipelines", "ingest", str(file), "--data", str(data)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def test_killed_at_twenty_moments_the_store_stays_whole(tmp_path: Path) -> None:
    small, big = tmp_path / "small.csv", big_export(tmp_path / "big.csv")
    small.write_text(f"{HEADINGS}\n{LATER}\n")
    began = time.perf_counter()
    assert start(tmp_path / "timing", big).wait() == 0
    whole = time.perf_counter() - began

    data = tmp_path / "data"
    run.ingest(data, small)
    dice = random.Random(7)
    outcomes = set()
    for moment in range(MOMENTS):
        loading = start(data, big)
        time.sleep(whole * (moment + dice.random()) / MOMENTS)
        loading.send_signal(signal.SIGKILL)
        loading.wait()

        assert check(data) == [], f"killed at moment {moment}"
        loads = run.batches(data).filter(pl.col("undone_at").is_null())
        rows = dict(loads.select("file_name", "accepted").iter_rows())
        assert rows in ({"small.csv": 1}, {"small.csv": 1, "big.csv": ROWS})
        outcomes.add(len(rows))
        if len(rows) == 2:
            run.undo(data, loads.filter(file_name="big.csv")["batch_id"].item())
    assert outcomes == {1, 2}, "the moments must lie on both sides of the load"
