"""What people told about files: what the columns of an unknown one are, and answers that next week need not be asked again.

DATA/profiles/<name>.toml           a profile with `shape`: what was learnt from an unknown file
DATA/profiles/answers/<name>.toml   answers about files of a source that is known, and the shape that they are for
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

import polars as pl
from pydantic import Field

from pipelines.headings import is_unnamed
from pipelines.match import SHAPE_ALIKE
from pipelines.profile import Part, Profile, Table, load_profiles, read_part, read_profile, same
from pipelines.proposal import Question
from pipelines.publish import newest
from pipelines.store import Places, frame, open_published, write_whole
from pipelines.write_profile import as_toml, to_toml

ALWAYS: Final = ("personal",)  # kinds of answers that hold whether the file asks for them or not
LONGEST_NAME: Final = 40


class Told(Part):
    """Answers about files of one source and shape, as they are kept."""

    source: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: str
    table: Table
    shape: list[str]
    since: datetime  # when the first of them was given
    answers: dict[str, str]


@dataclass(frozen=True)
class Learnt:
    """One thing that was learnt. `name` is what it is forgotten by; `answers` is empty where it is what the columns are."""

    name: str
    title: str
    table: str
    learnt_at: datetime
    used: int  # loads that count, of this source since then
    shape: tuple[str, ...]
    answers: dict[str, str] = field(default_factory=dict)


def learn(data: Path, profile: Profile) -> Path:
    """Keep what was learnt from an unknown file; the next file of its shape is read by it. Return where it lies."""
    path = Places(data).profiles / f"{profile.name}.toml"
    write_whole(path, as_toml(profile))
    return path


def free_name(data: Path, title: str) -> str:
    """Return a name for a new source, made from its title; no other source has it."""
    letters = re.sub(r"[^a-z0-9]+", "_", title.casefold()).strip("_")[:LONGEST_NAME].strip("_")
    name = letters if letters[:1].isalpha() else f"source_{letters}".rstrip("_")
    taken = {profile.name for profile in load_profiles(Places(data).profiles)}
    return next(free for at in range(1, len(taken) + 2) if (free := name if at == 1 else f"{name}_{at}") not in taken)


def remember(
    data: Path, profile: Profile, headings: Iterable[str], answers: Mapping[str, str], since: datetime | None = None
) -> None:
    """Keep answers about files of a source with these headings; those to the same questions are replaced.

    since   when the load began that they were given for: it counts among those that used them
    """
    shape = _named(headings)
    if not answers:
        return
    told = _closest(_all_told(Places(data)), profile.name, profile.table, shape)
    told = Told(
        source=profile.name,
        title=profile.title,
        table=profile.table,
        shape=told.shape if told else shape,
        since=told.since if told else (since or datetime.now()).replace(microsecond=0),
        answers={**(told.answers if told else {}), **answers},
    )
    write_whole(_folder(Places(data)) / f"{_name_of(told)}.toml", to_toml(told.model_dump(mode="json")))


def remembered(places: Places, profile: Profile, headings: Iterable[str]) -> dict[str, str]:
    """Return what was answered before about files of this source and shape, by `Question.key`."""
    named = _named(headings)
    told = _closest(_all_told(places), profile.name, profile.table, named)
    return (
        {key: answer for key, answer in told.answers.items() if _is_of_same_columns(key, told.shape, named)}
        if told
        else {}
    )


def standing(known: Mapping[str, str], headings: Iterable[str]) -> dict[str, str]:
    """Return those of the remembered answers that hold whether the file asks for them or not: about columns that it has."""
    here = {same(heading) for heading in headings}
    parts = {key: key.partition(": ") for key in known}
    return {key: known[key] for key, (kind, _, about) in parts.items() if kind in ALWAYS and same(about) in here}


def to_questions(known: Mapping[str, str], questions: Iterable[Question]) -> dict[str, str]:
    """Return the remembered answers to what a file asks; where its data now speak for another, it is asked again."""
    return {
        question.key: known[question.key]
        for question in questions
        if known.get(question.key) in {choice.value for choice in question.choices}
        and question.proposed in (None, known[question.key])
    }


def learnt(data: Path) -> list[Learnt]:
    """Return all that was learnt, the newest first."""
    places = Places(data)
    loads = _loads(places)
    profiles = [(path, read_profile(path)) for path in sorted(places.profiles.glob("*.toml"))]
    found = [
        Learnt(path.stem, one.title, one.table, _moment(path), _used(loads, one.name), tuple(one.shape))
        for path, one in profiles
        if one.shape
    ]
    for path, told in _all_told(places).items():
        used = _used(loads.filter(pl.col("loaded_at") >= told.since), told.source)
        name = f"answers/{path.stem}"
        found.append(Learnt(name, told.title, told.table, told.since, used, tuple(told.shape), dict(told.answers)))
    return sorted(found, key=lambda one: one.learnt_at, reverse=True)


def forget(data: Path, name: str) -> None:
    """Forget one thing that `learnt` lists, with the answers that belong to it; what is gone already stays gone.

    Rows that were loaded stay: only the next file of that shape is asked about again.
    """
    places = Places(data)
    if name not in {one.name for one in learnt(data)}:
        return
    (places.profiles / f"{name}.toml").unlink(missing_ok=True)
    for path, told in _all_told(places).items():
        if told.source == name:
            path.unlink(missing_ok=True)


def _is_of_same_columns(key: str, before: Iterable[str], now: Iterable[str]) -> bool:
    """Return whether an answer can hold: which of several columns of one name is meant can where they are as many as before."""
    kind, _, about = key.partition(": ")
    number = re.compile(rf"{re.escape(about)}(?: \(\d+\))?")
    counts = [sum(number.fullmatch(heading) is not None for heading in headings) for headings in (before, now)]
    return kind != "column" or counts[0] == counts[1]


def _folder(places: Places) -> Path:
    return places.profiles / "answers"


def _all_told(places: Places) -> dict[Path, Told]:
    """Return the answers that are kept, by their files. Raises BadProfile where one cannot be read."""
    return {path: read_part(path, Told) for path in sorted(_folder(places).glob("*.toml"))}


def _closest(told: Mapping[Path, Told], source: str, table: str, shape: Collection[str]) -> Told | None:
    """Return the answers of a source for the shape that is most like this one, if it is like enough."""
    alike = [(_alike(one.shape, shape), one) for one in told.values() if one.source == source and one.table == table]
    fitting = [pair for pair in alike if pair[0] >= SHAPE_ALIKE]
    return max(fitting, key=lambda pair: pair[0])[1] if fitting else None


def _alike(one: Iterable[str], other: Iterable[str]) -> float:
    first, second = ({same(heading) for heading in shape} for shape in (one, other))
    return len(first & second) / len(first | second) if first | second else 0.0


def _name_of(told: Told) -> str:
    shape = "\n".join(sorted(same(heading) for heading in told.shape))
    return f"{told.source}_{told.table}_{hashlib.sha256(shape.encode()).hexdigest()[:8]}"


def _named(headings: Iterable[str]) -> list[str]:
    return [heading for heading in headings if not is_unnamed(heading)]


def _loads(places: Places) -> pl.DataFrame:
    """Return source and loaded_at of every load that counts."""
    said = newest(places)
    if not said:
        return pl.DataFrame(schema={"source": pl.String, "loaded_at": pl.Datetime})
    with open_published(places.version(said["publish_id"])) as published:
        return frame(published, "select source, loaded_at from batches where undone_at is null")


def _used(loads: pl.DataFrame, source: str) -> int:
    return loads.filter(pl.col("source") == source).height


def _moment(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime).replace(microsecond=0)
