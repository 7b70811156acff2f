"""Real files, spoilt in thousands of ways, through the whole path: `python -m tests.fuzz --files 2000 --seed 1`.

Each is loaded whole or refused in one sentence: never another exception, a hang, a half load or a file left behind. What
is found is printed with its number; `--only NUMBER` with the same seed makes it again, and `--keep FOLDER` lays it there.
"""

from __future__ import annotations

import argparse
import collections
import csv
import faulthandler
import functools
import gzip
import io
import os
import shutil
import signal
import sys
import tempfile
import time
import traceback
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any, Final

import openpyxl

from pipelines import run
from pipelines.check import check
from pipelines.errors import FixableError
from pipelines.preview import preview
from pipelines.store import Places, open_store
from tests.mutations import BYTES, TEXT, spoil_zip
from tests.places import PROJECT, shared

MOST_BYTES: Final = 450_000  # of a file taken whole
LINES: Final = 60  # of a text that is longer
SECONDS: Final = 30  # of the processor, for one file
LOADS_IN_A_STORE: Final = 40
LIMITS: Final = {
    "BUITENBLIK_SECONDS": "15",
    "BUITENBLIK_MEMORY_MEGABYTES": "1000",
    "BUITENBLIK_UNPACKED_MEGABYTES": "200",
}


class TooLong(BaseException):
    """A file for which the time is up; no exception that a reader may take for its own."""


@dataclass
class Found:
    """What became of the files so far."""

    counts: collections.Counter[str] = field(default_factory=collections.Counter)
    refusals: collections.Counter[str] = field(default_factory=collections.Counter)
    faults: list[str] = field(default_factory=list)
    slowest: tuple[float, int] = (0.0, 0)


@functools.cache
def originals() -> list[tuple[str, bytes]]:
    """The real and the invented exports, the long ones cut; those that load come again as a workbook."""
    files: list[tuple[str, bytes]] = []
    paths = [path for path in shared("real").rglob("*.*") if path.suffix not in (".md", ".py", ".json")]
    for path in sorted([*paths, *(PROJECT / "sample_data" / "exports").glob("*.*")]):
        content = path.read_bytes()
        if path.suffix == ".gz":
            content = gzip.decompress(content)
        if path.suffix == ".zip":
            with zipfile.ZipFile(path) as archive:
                content = archive.read(archive.namelist()[0])
        is_text = path.suffix in (".csv", ".txt", ".gz", ".zip")
        if is_text and len(content) > 60_000:
            content = b"".join(content.splitlines(keepends=True)[:LINES])
        if len(content) > MOST_BYTES:
            continue
        files.append((path.name.removesuffix(".gz").removesuffix(".zip"), content))
        if is_text and (path.parent.parent == shared("real") or "sample_data" in path.parts or path.suffix != ".csv"):
            files += [
                (path.stem + ".csv.gz", gzip.compress(content)),
                (path.stem + ".zip", _zipped(content)),
                _book(content),
            ]
            files += [(path.stem + ".csv", content)] * 3
    return files


def _zipped(content: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("export.csv", content)
    return packed.getvalue()


def _book(content: bytes) -> tuple[str, bytes]:
    text = content.decode("utf-8", "replace")
    book = openpyxl.Workbook()
    for row in csv.reader(io.StringIO(text), delimiter=max(",;\t", key=text[:2000].count)):
        book.active.append([int(cell) if cell.isdecimal() and len(cell) < 12 else cell for cell in row])
    packed = io.BytesIO()
    book.save(packed)
    return "export.xlsx", packed.getvalue()


def spoilt(seed: int, number: int) -> tuple[str, bytes, list[str]]:
    """Return one file: its name, its content, and what was done to it."""
    dice = Random(f"{seed}:{number}")
    name, content = dice.choice(originals())
    done = [name]
    for _ in range(dice.choice((1, 1, 2, 3))):
        is_zip, is_text = content.startswith(b"PK"), name.endswith((".csv", ".txt"))
        ways = (spoil_zip,) if is_zip and dice.random() < 0.8 else TEXT if is_text and dice.random() < 0.75 else BYTES
        way = dice.choice(ways)
        content = way(content, dice)
        done.append(way.__name__)
    return name, content, done


@contextmanager
def _within(seconds: int) -> Iterator[None]:
    """Raise TooLong after some seconds of the processor; where that is not noticed, end and say where it was."""
    rung = []

    def ring(*_: object) -> None:
        rung.append(True)
        raise TooLong

    before = signal.signal(signal.SIGPROF, ring)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    faulthandler.dump_traceback_later(10 * seconds, exit=True)
    try:
        yield
    except BaseException:
        if rung:  # DuckDB makes another exception of it
            raise TooLong from None
        raise
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
        faulthandler.cancel_dump_traceback_later()


def _state(data: Path) -> list[Any]:
    """The store as its readers know it: its state, and its loads."""
    places = Places(data)
    if not places.store.exists():
        return []
    with open_store(places) as store:
        return store.execute(
            "select (select value from state where name = 'store_state'), list(batch_id) from loads"
        ).fetchall()


def _take(data: Path, path: Path, way: str, publish_now: bool, found: Found) -> str | None:
    """Give one file to the product; return what is wrong with what it did."""
    before = _state(data)
    try:
        with _within(SECONDS):
            if way == "ingest":
                report = run.ingest(data, path, publish_now=publish_now)
                found.counts[report.status] += 1
                if report.rows_in != report.accepted + report.rejected:
                    return f"{report.rows_in} rows in, {report.accepted} accepted and {report.rejected} rejected"
                if report.accepted != report.new + report.changed + report.unchanged:
                    return f"{report.accepted} accepted: {report.new} + {report.changed} + {report.unchanged}"
                wrong = check(data) if publish_now else []
                return "; ".join(wrong) or None
            if way == "preview":
                preview(data, path)
            else:
                run.recognise_file(data, path)
            found.counts["understood"] += 1
    except FixableError as refusal:
        found.counts["refused"] += 1
        found.refusals[_kind(refusal)] += 1
        if len(str(refusal)) > 4000 or "Traceback" in str(refusal):
            return f"a refusal of {len(str(refusal))} signs: {str(refusal)[:200]}"
    except TooLong:
        return f"took longer than {SECONDS} seconds of the processor"
    except BaseException as problem:
        if isinstance(problem, KeyboardInterrupt):
            raise
        return "".join(traceback.format_exception(problem)[-6:])
    return None if _state(data) == before else "the store was changed"


def _kind(refusal: FixableError) -> str:
    seen = getattr(refusal, "seen", refusal.sentence)
    return getattr(seen, "words", str(seen))[:90]


def fuzz(seed: int, numbers: range, keep: Path | None = None) -> Found:
    """Return what became of the files with these numbers."""
    found = Found()
    with tempfile.TemporaryDirectory(prefix="fuzz_") as own:
        folder, laid = Path(own), Path(own) / "laid"
        before = tempfile.tempdir
        for number in numbers:
            if number % LOADS_IN_A_STORE == 0 or number == numbers.start:
                shutil.rmtree(folder / "data", ignore_errors=True)
            for name in ("laid", "temporary"):
                shutil.rmtree(folder / name, ignore_errors=True)
                (folder / name).mkdir()
            name, content, done = spoilt(seed, number)
            (laid / name).write_bytes(content)
            if keep:
                keep.mkdir(parents=True, exist_ok=True)
                (keep / f"{number}_{name}").write_bytes(content)
            way = Random(f"way {seed}:{number}").choice(("ingest",) * 5 + ("preview",) + ("recognise",) * 2)
            tempfile.tempdir = str(folder / "temporary")
            began = time.perf_counter()
            try:
                # Publishing costs most: the last load of each store publishes all of them, and proves the store.
                publish_now = number % LOADS_IN_A_STORE == LOADS_IN_A_STORE - 1 or number == numbers[-1]
                wrong = _take(folder / "data", laid / name, way, publish_now, found)
            finally:
                tempfile.tempdir = before
            if number % 50 == 49:
                print(f"{number + 1}: {dict(found.counts)}", file=sys.stderr, flush=True)
            found.slowest = max(found.slowest, (round(time.perf_counter() - began, 1), number))
            if left := [path.name for path in (folder / "temporary").iterdir()]:
                wrong = f"{wrong or ''} left behind: {left}"
            if wrong:
                found.faults.append(f"--seed {seed} --only {number}: {way} of {' > '.join(done)}\n{wrong}")
                print(found.faults[-1], flush=True)
                shutil.rmtree(folder / "data", ignore_errors=True)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=2000)
    parser.add_argument("--first", type=int, default=0, help="the number of the first file, to run in parts")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int, help="only the file with this number")
    parser.add_argument("--keep", type=Path, help="lay the spoilt files in this folder")
    given = parser.parse_args()
    os.environ.update(LIMITS)
    warnings.simplefilter("error", ResourceWarning)
    began = time.perf_counter()
    numbers = (
        range(given.only, given.only + 1) if given.only is not None else range(given.first, given.first + given.files)
    )
    found = fuzz(given.seed, numbers, given.keep)
    print(
        f"\n{len(numbers)} files from {numbers.start}, seed {given.seed}, {time.perf_counter() - began:.0f} s; {dict(found.counts)}"
    )
    print(f"slowest: {found.slowest[0]} s, file {found.slowest[1]}")
    for words, count in found.refusals.most_common():
        print(f"  {count:5} {words}")
    print(f"{len(found.faults)} faults")
    raise SystemExit(bool(found.faults))


if __name__ == "__main__":
    main()
