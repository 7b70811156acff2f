"""What tests of several files begin with, and the order in which files are run."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from filelock import FileLock

from pipelines import measure, samples, trial
from pipelines.vocabulary import PUBLISHED

# Files that take longest, the longest first: one that is begun last holds up the end of the whole run.
LONGEST = (
    "dashboard/test_browser.py",
    "test_watch.py",
    "measures/test_invariants.py",
    "measures/test_labelled_world.py",
    "dashboard/test_upload_page.py",
    "test_run.py",
    "dashboard/test_upload_several.py",
    "test_dates.py",
    "test_read_large_text.py",
    "dashboard/test_upload_unknown.py",
    "test_sample_data.py",
    "measures/test_needs.py",
    "test_propose.py",
    "test_contract.py",
    "dashboard/test_upload_browser.py",
    "test_kill.py",
    "test_preview.py",
    "test_cli.py",
    "test_sample_and_own.py",
    "test_learn.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests of the longest files first; the others stay in their order."""
    tests = Path(__file__).parent
    turns = {tests / name: turn for turn, name in enumerate(LONGEST)}
    items.sort(key=lambda item: turns.get(item.path, len(turns)))


@pytest.fixture(scope="session")
def samples_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the sample data, to read or copy: made once, also where tests run side by side."""
    own = tmp_path_factory.getbasetemp()
    common = own.parent if own.name.startswith("popen-") else own  # a worker has a folder in that of the run
    with FileLock(common / "samples.lock"):
        if not (common / "samples").exists():
            assert samples.build(common / "samples.unfinished")
            (common / "samples.unfinished").rename(common / "samples")
    return common / "samples"


@pytest.fixture
def without_charts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Publish all but the charts, for tests of what is loaded: in a small store they take as long as all the rest."""
    measure.versions()  # as they are with the charts, for all that this process does
    charts = {*measure.CHART, *measure.ATTRIBUTE, *measure.RARE, *measure.FUNNEL, *measure.TARGETS}
    charts |= {"left_out_points", "run_chart", "autocorrelation", "season_factors"}
    charts = {name for name in charts if name not in PUBLISHED or not PUBLISHED[name].is_view}
    monkeypatch.setattr(measure, "ALL", tuple(name for name in measure.ALL if name not in charts))
    monkeypatch.setattr(trial, "FEWEST_NEEDS", sys.maxsize)  # other lengths are tried as seldom as they are looked at
