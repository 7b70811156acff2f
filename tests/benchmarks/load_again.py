"""What loading a week costs in a small and in a larger store, publish left aside and shown apart."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from pipelines import run
from pipelines.publish import publish
from pipelines.store import Places

HEADINGS = "service,item_id,customer_id,team,category,status,opened_at,target_first_at,reported_done_at"
SMALL, LARGE, WEEK = 20_000, 200_000, 5_000


def export(path: Path, first: int, count: int) -> Path:
    """An export of repairs, one a customer, spread over two years."""
    with path.open("w") as out:
        out.write(HEADINGS + "\n")
        for number in range(first, first + count):
            month, day = number // 28 % 12 + 1, number % 28 + 1
            opened = f"{2022 + number % 2}-{month:02d}-{day:02d}"
            out.write(
                f"repairs,W{number},P{number},T{number % 9},roof,done,{opened} 09:00,{opened} 23:00,{opened} 15:00\n"
            )
    return path


def cost(folder: Path, rows: int) -> tuple[float, float]:
    """Seconds to bring a week into a store of `rows`, and to publish it."""
    data = folder / str(rows)
    run.ingest(data, export(folder / "all.csv", 0, rows), publish_now=False)
    week = export(folder / "week.csv", rows - WEEK // 2, WEEK)
    began = time.perf_counter()
    run.ingest(data, week, publish_now=False)
    loaded = time.perf_counter()
    publish(Places(data))
    return loaded - began, time.perf_counter() - loaded


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        small, large = cost(Path(folder), SMALL), cost(Path(folder), LARGE)
    print(f"a week of {WEEK} rows into {SMALL}: {small[0]:.2f} s, publish {small[1]:.2f} s")
    print(f"a week of {WEEK} rows into {LARGE}: {large[0]:.2f} s, publish {large[1]:.2f} s")
    print(f"ratio of loading: {large[0] / small[0]:.2f}, of publishing: {large[1] / small[1]:.2f}")


if __name__ == "__main__":
    main()
