"""The sample data that come with the program, loaded the way a manager loads a file."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Final

from pipelines import run
from pipelines.decisions import write_phase
from pipelines.publish import newest
from pipelines.store import Places, open_store, writing
from pipelines.take_back import samples_count

SAMPLES: Final = Path(__file__).parents[1] / "sample_data"


def build(data: Path, tell: Callable[[str], None] = lambda words: None) -> bool:
    """Load the sample exports in the order of their names, and the decisions beside them; False where a store exists.

    Raises NoPlaceForSamples where own data come in meanwhile.
    """
    places = Places(data)
    if newest(places) or _holds_other_loads(places):
        run.publish_if_behind(data)
        return False
    for file in sorted((SAMPLES / "exports").iterdir()):
        report = run.ingest(data, file, is_sample=True, publish_now=False)
        tell(report.message)
    decisions = tomllib.loads((SAMPLES / "decisions.toml").read_text(encoding="utf-8"))
    with writing(places), open_store(places) as store:
        for phase in decisions["phase"] if samples_count(store) else ():
            write_phase(store, **phase)
    run.publish_if_behind(data)
    return True


def _holds_other_loads(places: Places) -> bool:
    """Whether the store has a load of somebody's own: one that was killed before it was published."""
    if not places.store.exists():
        return False
    with writing(places), open_store(places) as store:
        return bool(store.execute("select count(*) from loads where not is_sample").fetchall()[0][0])
