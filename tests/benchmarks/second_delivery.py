"""What a second delivery of 10,000 changed rows costs in a small and in a large store, publish left aside and shown apart.

The changed rows lie spread over the whole first delivery. Every delivery goes into a copy of its store, in a process of its
own, small and large in turn; the median of the ratios of the pairs is what counts.
Smaller stores are a quick check: `python -m tests.benchmarks.second_delivery --small 20000 --large 200000 --rounds 1`.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import tempfile
from pathlib import Path

import polars as pl

from tests.benchmarks.big_exports import lay_profile, rows, write_csv
from tests.benchmarks.big_files import alone

CHANGED = 10_000
AT_MOST = 1.5


def changed_rows(path: Path, total: int) -> Path:
    """Rows of the first delivery, every so many of them, now with another team."""
    changed = min(CHANGED, total // 2)
    found = rows(0, total, total).gather_every(total // changed).head(changed)
    found = found.filter(pl.col("Raised").is_not_null()).with_columns(pl.lit("Team Moved").alias("Team"))
    found.write_csv(path, datetime_format="%Y-%m-%d %H:%M:%S")
    return path


def first_delivery(folder: Path, total: int) -> Path:
    """A data folder with one load of so many rows, published."""
    data = folder / f"store{total}"
    if not data.exists():
        csv = write_csv(folder / "first.csv", total)
        lay_profile(data)
        alone("ingest", data, csv)
        csv.unlink()
    return data


def second(folder: Path, store: Path, total: int, *options: str) -> dict[str, float]:
    """What the second delivery costs, into a copy of the store."""
    data, week = folder / "copy", changed_rows(folder / "second.csv", total)
    shutil.rmtree(data, ignore_errors=True)
    shutil.copytree(store, data)
    measured = alone("ingest", data, week, *options)
    shutil.rmtree(data)
    return measured


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--small", type=int, default=100_000)
    parser.add_argument("--large", type=int, default=5_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--folder", type=Path, help="keep the stores here, and use those that are there already")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as own:
        folder = given.folder or Path(own)
        folder.mkdir(parents=True, exist_ok=True)
        sizes = (given.small, given.large)
        stores = [(first_delivery(folder, total), total) for total in sizes]
        pairs = [[second(folder, *store, "--no-publish") for store in stores] for _ in range(given.rounds)]
        published = [second(folder, *store) for store in stores]
    for at, total in enumerate(sizes):
        costs = statistics.median(pair[at]["seconds"] for pair in pairs)
        publishing = published[at]["publish"] + published[at]["link and measure"]
        print(f"\n{min(CHANGED, total // 2)} changed rows into {total}: {costs:.2f} s, publish {publishing:.2f} s")
        for step in (name for name in pairs[0][at] if name not in ("rows", "seconds", "peak_gb")):
            print(f"  {step:<22}{statistics.median(pair[at][step] for pair in pairs):8.2f} s")
    ratio = statistics.median(large["seconds"] / small["seconds"] for small, large in pairs)
    print(f"\nratio of loading: {ratio:.2f} (to be at most {AT_MOST})")


if __name__ == "__main__":
    main()
