"""A workbook of a million rows and a csv of five million, read to published, against a bare read of the same file.

Every run is a process of its own, ours and the bare read in turn; the median of the ratios of the pairs is what counts.
Smaller files are a quick check: `python -m tests.benchmarks.big_files --xlsx-rows 50000 --csv-rows 200000 --rounds 1`.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.big_exports import lay_profile, write_csv, write_xlsx

MOST_MEMORY_GB = 2.5


def alone(task: str, *arguments: object) -> dict[str, float]:
    """What a task of `tests.benchmarks.one_task` measured of itself, in a fresh process."""
    command = [sys.executable, "-m", "tests.benchmarks.one_task", task, *map(str, arguments)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def ingested(folder: Path, export: Path) -> dict[str, float]:
    """What loading and publishing costs in an empty data folder."""
    data = folder / "data"
    shutil.rmtree(data, ignore_errors=True)
    lay_profile(data)
    measured = alone("ingest", data, export)
    shutil.rmtree(data)
    return measured


def compare(folder: Path, export: Path, bare: str, rounds: int, at_most: float) -> bool:
    """Print what both cost; return whether the ratio and the memory are as they are to be."""
    pairs = [(ingested(folder, export), alone(bare, export)) for _ in range(rounds)]
    ours, bares = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    ratio = statistics.median(mine["seconds"] / plain["seconds"] for mine, plain in pairs)
    peak = max(mine["peak_gb"] for mine in ours)
    print(f"\n{export.name}, {int(ours[0]['rows'])} rows, {export.stat().st_size / 1e6:.0f} MB")
    for step in (name for name in ours[0] if name not in ("rows", "seconds", "peak_gb")):
        print(f"  {step:<22}{statistics.median(mine[step] for mine in ours):8.2f} s")
    print(f"  read to published     {statistics.median(mine['seconds'] for mine in ours):8.2f} s")
    print(f"  bare {bare:<17}{statistics.median(plain['seconds'] for plain in bares):8.2f} s")
    print(f"  ratio                 {ratio:8.2f}   (to be at most {at_most})")
    print(f"  peak memory           {peak:8.2f} GB (to be at most {MOST_MEMORY_GB}); bare {bares[0]['peak_gb']:.2f} GB")
    return ratio <= at_most and peak <= MOST_MEMORY_GB


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--xlsx-rows", type=int, default=1_000_000)
    parser.add_argument("--csv-rows", type=int, default=5_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", type=Path, help="keep the files here, and use those that are there already")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as own:
        folder = given.folder or Path(own)
        folder.mkdir(parents=True, exist_ok=True)
        xlsx, csv = folder / f"{given.xlsx_rows}.xlsx", folder / f"{given.csv_rows}.csv"
        if given.xlsx_rows:
            _ = xlsx.exists() or write_xlsx(xlsx, given.xlsx_rows)
            compare(folder, xlsx, "fastexcel", given.rounds, 1.6)
        if given.csv_rows:
            _ = csv.exists() or write_csv(csv, given.csv_rows)
            compare(folder, csv, "duckdb", given.rounds, 5.0)


if __name__ == "__main__":
    main()
