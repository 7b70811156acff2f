"""What is new and what is gone in the headings of a file, against the last file of the same source."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from pipelines.headings import is_unnamed
from pipelines.profile import same
from pipelines.publish import newest
from pipelines.recognise import Recognised
from pipelines.rejects import came_back
from pipelines.sentence import Sentence, listed
from pipelines.store import Places, frame, open_published

SHOWN: Final = 12  # names of columns in one sentence


def named_headings(recognised: Recognised) -> list[str]:
    """Return the headings that the file itself bears, in their order."""
    return [heading for heading in recognised.headings if not is_unnamed(heading)]


def to_keep(recognised: Recognised) -> str | None:
    """Return the headings as a load keeps them, a JSON list; None for rows of ours that were mended."""
    headings = named_headings(recognised)
    return None if came_back(headings) else json.dumps(headings, ensure_ascii=False)


def with_drift(recognised: Recognised, places: Places) -> Recognised:
    """Return the same, with a sentence on the columns that came and went; of a file that a load was made of, or learnt from."""
    headings = named_headings(recognised)
    if came_back(headings):
        return recognised
    last = last_headings(places, recognised.source, recognised.table)
    told = drift(headings, recognised.profile.shape if last is None else last)
    return replace(recognised, problems=[*told, *recognised.problems]) if told else recognised


def last_headings(places: Places, source: str, relation: str) -> list[str] | None:
    """Return the headings of the last load of a source that counts; None where none is known. The store is not opened."""
    said = newest(places)
    if not said:
        return None
    with open_published(places.version(said["publish_id"])) as published:
        if "headings" not in published.table("batches").columns:
            return None  # published by an older version
        found = frame(
            published,
            """
            select headings from batches
            where source = $1 and relation = $2 and undone_at is null and not is_sample and headings is not null
            order by loaded_at desc, batch_id desc
            limit 1
            """,
            [source, relation],
        )
    return None if found.is_empty() else json.loads(found["headings"][0])


def drift(headings: Sequence[str], before: Sequence[str]) -> list[Sentence]:
    """Return what is new and what is gone against the headings of before, case and spaces aside; nothing where all is as it was."""
    known, here = _by_words(before), _by_words(headings)
    new = [heading for name, heading in here.items() if name not in known]
    gone = [heading for name, heading in known.items() if name not in here]
    if not known or not (new or gone):
        return []
    told = [*_counted(new, NEW), *_counted(gone, GONE)]
    return [*told[:-1], Sentence("{told} It still loads.", told=told[-1])]


def _by_words(headings: Sequence[str]) -> dict[str, str]:
    return {same(heading) or heading: heading for heading in headings}


NEW: Final = (
    Sentence("1 column is new since the last file of this source: {names}."),
    Sentence("{count} columns are new since the last file of this source: {names}."),
)
GONE: Final = (
    Sentence("1 column of the last file of this source is gone: {names}."),
    Sentence("{count} columns of the last file of this source are gone: {names}."),
)


def _counted(headings: list[str], words: tuple[Sentence, Sentence]) -> list[Sentence]:
    """Return the one sentence on these headings, or none where there are none."""
    if not headings:
        return []
    names = listed(f"'{heading}'" for heading in headings[:SHOWN])
    if len(headings) > SHOWN:
        names = Sentence("{names} and {count} more", names=names, count=len(headings) - SHOWN)
    one, many = words
    return [Sentence((one if len(headings) == 1 else many).words, names=names, count=len(headings))]
