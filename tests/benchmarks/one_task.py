"""One task of a benchmark, in a process of its own: seconds, seconds a step and peak memory as one line of JSON.

ingest DATA FILE [--no-publish], fastexcel FILE, duckdb FILE, country DATA ITEMS
"""

from __future__ import annotations

import functools
import json
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import fastexcel

from pipelines import measure, publish, run, understand
from tests.benchmarks import country

seconds: dict[str, float] = defaultdict(float)


def timed(owner: Any, name: str, step: str, *, without: str | None = None) -> None:
    """Count what a function takes as a step; where it holds another step in it, `without` that."""
    plain: Callable[..., Any] = getattr(owner, name)

    @functools.wraps(plain)
    def counted(*arguments: Any, **named: Any) -> Any:
        within = seconds[without] if without else 0.0
        began = time.perf_counter()
        try:
            return plain(*arguments, **named)
        finally:
            seconds[step] += time.perf_counter() - began - ((seconds[without] - within) if without else 0.0)

    setattr(owner, name, counted)


def peak_gb() -> float:
    """The most memory that this process ever had, and not the one that started it."""
    status = Path("/proc/self/status")
    if status.exists():
        [line] = [line for line in status.read_text().splitlines() if line.startswith("VmHWM")]
        return int(line.split()[1]) / 1e6
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def ingest(data: Path, export: Path, publish_now: bool = True) -> int:
    """Load and publish one file; its rows."""
    return run.ingest(data, export, publish_now=publish_now).rows_in


def read_bare(export: Path) -> int:
    """The sheet as fastexcel gives it, as a frame."""
    return fastexcel.read_excel(export).load_sheet(0).to_polars().height


def create_bare(export: Path) -> int:
    """The csv as a table of a DuckDB file."""
    target = export.with_suffix(".bare.duckdb")
    target.unlink(missing_ok=True)
    with duckdb.connect(str(target)) as connection:
        connection.execute(f"create table bare as from read_csv('{export}')")
        [rows] = connection.execute("select count(*) from bare").fetchall()[0]
    target.unlink()
    return int(rows)


def main(task: str, *arguments: str) -> None:
    began = time.perf_counter()
    if task == "country":
        rows = country.measure_country(Path(arguments[0]), int(arguments[1]), seconds)
    elif task == "ingest":
        rows = ingest(Path(arguments[0]), Path(arguments[1]), "--no-publish" not in arguments)
    else:
        rows = {"fastexcel": read_bare, "duckdb": create_bare}[task](Path(arguments[0]))
    took = time.perf_counter() - began
    print(json.dumps({"rows": rows, **seconds, "seconds": took, "peak_gb": peak_gb()}))


if __name__ == "__main__":
    timed(run, "keep", "keep the original")
    timed(understand, "open_export", "read")
    timed(understand, "sheets_of", "read")
    timed(understand, "large_of", "read")
    timed(understand, "recognise", "recognise")
    timed(understand, "validate", "validate")
    timed(run, "stage", "stage")
    timed(run, "_write_batch", "write")
    timed(measure, "build", "link and measure")
    timed(publish, "publish", "publish", without="link and measure")
    run.publish = publish.publish
    main(*sys.argv[1:])
