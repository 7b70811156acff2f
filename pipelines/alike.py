"""Names that differ by no more than case, signs or a word such as "team": each counts apart, so they are told before a load."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

import polars as pl

from pipelines.protect import safe_line
from pipelines.sentence import Sentence, listed_with_more
from pipelines.two_in_one import counted

if TYPE_CHECKING:
    import duckdb

FIELDS: Final = ("team", "category")
MOST: Final = 2000  # different ones: longer lists are no names of teams and kinds of work
MOST_TOLD: Final = 5  # groups of names
WORDS_BESIDE: Final = frozenset(("team", "teams", "afd", "afdeling", "ploeg", "dept", "department", "crew"))
PLURAL: Final = r"(?<=\w{3})(?:en|s)$"
OF_NAMES: Final = {
    "team": Sentence(
        "Names under '{heading}' look alike, and each counts as a team of its own: {names}. If they are one, write it in one way"
        " and load the file again."
    ),
    "category": Sentence(
        "Names under '{heading}' look alike, and each counts as a category of its own: {names}. If they are one, write it in one"
        " way and load the file again."
    ),
}
OF_SERVICE: Final = Sentence(
    "The file tells of a service '{given}', and '{known}' is loaded already: these count as two services. If they are one, write"
    " it as '{known}' and load the file then."
)
IN_ROWS: Final = Sentence("'{name}' ({rows} rows)")
IN_ROW: Final = Sentence("'{name}' (1 row)")


def told_of_names(field: str, heading: str, slices: Iterable[pl.DataFrame]) -> list[Sentence]:
    """Return what is told of a column of which some names look alike; nothing where none do.

    slices   of each slice of a file its texts, as `two_in_one.counted` has them
    """
    counts = (
        pl.concat([counted(pl.Series([], dtype=pl.String)), *slices])
        .group_by("text")
        .sum()
        .sort("rows", "text", descending=[True, False])
    )
    if not 1 < counts.height <= MOST:
        return []
    groups: dict[str, list[tuple[str, int]]] = {}
    for text, rows in counts.iter_rows():
        groups.setdefault(_like(text), []).append((text, rows))
    alike = [names for names in groups.values() if len(names) > 1]
    if not alike:
        return []
    told = [_in_words(name, rows) for names in alike[:MOST_TOLD] for name, rows in names]
    more = sum(len(names) for names in alike[MOST_TOLD:])
    return [Sentence(OF_NAMES[field], heading=heading, names=listed_with_more(told, more))]


def told_of_services(connection: duckdb.DuckDBPyConnection, services: Iterable[str]) -> list[Sentence]:
    """Return what is told of services of a file that loads of before have in another case or number only."""
    loaded = connection.execute("""
        select distinct unnest(string_split(services, ', ')) from loads
        where undone_at is null and not is_sample and services is not null
    """).fetchall()
    known = sorted(service for (service,) in loaded)
    by_like = {_like_service(service): service for service in known}
    return [
        Sentence(OF_SERVICE, given=service, known=by_like[_like_service(service)])
        for service in sorted(services)
        if service not in known and _like_service(service) in by_like
    ]


def _like(name: str) -> str:
    """Return what names that look alike have in common: their words, without one such as "team" before or behind."""
    words = re.findall(r"\w+", name.casefold().replace("_", " "))
    bare = words[1:] if len(words) > 1 and words[0] in WORDS_BESIDE else words
    return " ".join(bare[:-1] if len(bare) > 1 and bare[-1] in WORDS_BESIDE else bare)


def _like_service(name: str) -> str:
    return " ".join(re.sub(PLURAL, "", word) for word in re.findall(r"\w+", name.casefold().replace("_", " ")))


def _in_words(name: str, rows: int) -> Sentence:
    name = safe_line(name).replace("\n", "⏎")
    return Sentence(IN_ROW, name=name) if rows == 1 else Sentence(IN_ROWS, name=name, rows=rows)
