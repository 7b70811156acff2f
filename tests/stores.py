"""Stores that many tests begin with: made once, and copied for each test that changes its own."""

from __future__ import annotations

import shutil
import tempfile
from functools import cache
from pathlib import Path

import pytest

from pipelines import learn, run
from pipelines.draft import draft_of
from pipelines.errors import UnknownHeadings
from pipelines.preview import preview
from pipelines.store import Places
from tests.labelled_world import CONTACT, ITEM, town
from tests.unseen import export


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


def learnt_source(data: Path) -> Path:
    """Return the folder `data`, where a file that nobody knew was told about, loaded and learnt."""
    return copied(_learnt(), data)


@cache
def _learnt() -> Path:
    folder = Path(tempfile.mkdtemp(dir=_kept().name))
    data, path = folder / "data", folder / "corporatie_wk47.csv"
    path.write_text(export("woningcorporatie")[0].write_csv(separator=";"))
    with pytest.raises(UnknownHeadings) as refused:
        preview(data, path)
    draft = draft_of(refused.value)
    assert draft is not None
    profile = draft.proposal.profile(learn.free_name(data, "Corporatie"), "Corporatie", "repairs")
    run.ingest(data, path, profile=profile)
    learn.learn(data, profile)
    return data


def town_store(data: Path) -> Path:
    """Return the folder `data` with a small town's repairs in it: items and contacts of 300 needs, in four teams."""
    return copied(_town(), data)


@cache
def _town() -> Path:
    folder, told = Path(tempfile.mkdtemp(dir=_kept().name)), town("bench", 300)
    for name, columns, rows in (("items", ITEM, told.items), ("contacts", CONTACT, told.contacts)):
        lines = [",".join(columns), *(",".join(row[column] for column in columns) for row in rows)]
        (folder / f"{name}.csv").write_text("\n".join(lines))
        run.ingest(folder / "data", folder / f"{name}.csv", publish_now=name == "contacts")
    return folder / "data"


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
