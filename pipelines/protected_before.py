"""What was scrambled or left out once, and is again: a few rows of a column cannot tell what the whole of it told.

DATA/keys/protected.json   source/table -> heading -> [kind, what was done]; a source that was loaded and has nothing is there too
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipelines.personal_column import Choice
from pipelines.store import write_whole

if TYPE_CHECKING:
    from pipelines.recognise import Recognised
    from pipelines.store import Places


@dataclass(frozen=True)
class Before:
    """What is known of a source from its earlier loads: heading -> kind and what was done with the column."""

    columns: dict[str, tuple[str, Choice]] = field(default_factory=dict)
    was_loaded: bool = False


def protected_before(places: Places, recognised: Recognised) -> Before:
    """Return what earlier loads of the file's source tell."""
    known = _read(places).get(_source(recognised))
    if known is None:
        return Before()
    return Before(known, was_loaded=True)


def remember(places: Places, recognised: Recognised) -> None:
    """Note what was done with the columns of a file that is loaded; hold the writers' lock."""
    known, source = _read(places), _source(recognised)
    kept = dict(known.get(source, {}))
    for column in recognised.personal:
        if column.field is None or column.in_cells or column.applied not in ("scramble", "leave_out"):
            kept.pop(column.heading, None)
        else:
            kept[column.heading] = (column.kind, column.applied)
    if known.get(source) == kept:
        return
    write_whole(places.protected, json.dumps({**known, source: kept}, ensure_ascii=False, indent=1))


def _source(recognised: Recognised) -> str:
    return f"{recognised.profile.name}/{recognised.table}"


def _read(places: Places) -> dict[str, dict[str, tuple[str, Choice]]]:
    if not places.protected.exists():
        return {}
    found = json.loads(places.protected.read_text(encoding="utf-8"))
    return {
        source: {heading: (kind, done) for heading, (kind, done) in columns.items()}
        for source, columns in found.items()
    }
