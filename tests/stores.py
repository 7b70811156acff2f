"""Stores that many tests begin with: made once, and copied for each test that changes its own."""

from __future__ import annotations

import shutil
import tempfile
from functools import cache
from pathlib import Path

from pipelines import run
from pipelines.store import Places


def copied(store: Path, data: Path) -> Path:
    """Return the folder `data`, where what lies in `store` lies too."""
    return Path(shutil.copytree(store, data, dirs_exist_ok=True))


def first_load(data: Path, file: Path, *, is_sample: bool = False) -> run.Report:
    """Load a file into a data folder that has no store yet, as `run.ingest` does; the same file is read once in all.

    For tests that are about what comes after that load.
    """
    places = Places(data)
    assert not places.store.exists(), "another file was loaded there first"
    profiles = tuple((path.name, path.read_text()) for path in sorted(places.profiles.glob("*.toml")))
    kept, report = _loaded(file.name, file.read_bytes(), is_sample, profiles)
    copied(kept, data)
    return report


@cache
def _kept() -> tempfile.TemporaryDirectory[str]:
    """The folder of the stores that were made; it goes with the process."""
    return tempfile.TemporaryDirectory(prefix="stores_")


@cache
def _loaded(
    name: str, content: bytes, is_sample: bool, profiles: tuple[tuple[str, str], ...]
) -> tuple[Path, run.Report]:
    folder = Path(tempfile.mkdtemp(dir=_kept().name))
    file, places = folder / name, Places(folder / "data")
    file.write_bytes(content)
    places.profiles.mkdir(parents=True)
    for profile, words in profiles:
        (places.profiles / profile).write_text(words)
    return places.data, run.ingest(places.data, file, is_sample=is_sample)
