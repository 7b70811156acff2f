"""Headings -> which of our fields they are like, from the names in heading_names.toml; values play no part here."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Final

from rapidfuzz import fuzz, process

from pipelines import vocabulary
from pipelines.profile import same

NAMES_FILE: Final = Path(__file__).parent / "heading_names.toml"
LIKE_WORD: Final = 87  # of 100: one wrong letter in eight is a typing error, more is another word
LIKE_FROM_LETTERS: Final = 6  # of shorter words one letter makes another word: "due" and "dur"

# How sure a heading alone makes us: a name of the field, one with a typing error, one of several meanings, a part of it.
EXACT: Final = 0.95
LESS_SUBJECT: Final = 0.9
MISTYPED: Final = 0.8
PERHAPS: Final = 0.55
IN_OTHER_WORDS: Final = 0.001  # less, where words stand in another order or form: of two such the usual name goes first
PARTLY: Final = 0.45

MOMENT_LAST: Final = frozenset(("at", "on", "op", "am", "le"))  # "closed on" is a moment, "on time" is a verdict
ENDINGS: Final = ("datetime", "datum", "date", "timestamp", "tijdstip", "nummer", "number", "nr")
BEGINNINGS: Final = ("datum", "date")
JOINED_FROM_LETTERS: Final = 5  # "wonum"; of a shorter word any part can be an accident
JOINED_TO_LETTERS: Final = 60  # nobody joins more of them; a cell for headings can hold 32,767
SHORTEST_PART: Final = 2
SHORT_PARTS: Final = frozenset(("wo", "sr", "id", "no", "nr", "by", "dt"))  # of two letters only these
MOST_PARTS: Final = 4
WORDS_OF_A_QUESTION: Final = 4


@dataclass(frozen=True)
class Likeness:
    """A field that a heading may be: `score` 0 to 1, and the name in heading_names.toml that it is like."""

    field: str
    score: float
    name: str


@cache
def _given() -> dict[str, Any]:
    return tomllib.loads(NAMES_FILE.read_text(encoding="utf-8"))


@cache
def words_of(kind: str) -> frozenset[str]:
    """Return the words of one kind that headings are made of.

    kind   moment, number, fillers, subjects, turns, by_hand, by_desk, apart, units, whole
    """
    return frozenset(_same_word().get(word, word) for word in _given()["words"][kind])


@cache
def _same_word() -> dict[str, str]:
    """Return word -> the word that it stands for: another form, a usual abbreviation, the same in another language."""
    return {other: word for word, others in _given()["same"].items() for other in others}


@cache
def tokens(heading: str) -> tuple[str, ...]:
    """Return the words of a heading in lower case; words for a moment are "@", words for a number "#", sorted.

    "CompletedDateTime", "Date completed", "COMPDATE" and "completed_at" all give ("@", "completed").
    """
    plain = unicodedata.normalize("NFKD", heading.replace("°", "o"))
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    plain = re.sub(r"\(([^)]*)\)", _inside_brackets, plain)
    apart = re.sub(r"([a-z0-9])([A-Z])", r"\1 \2", plain)
    apart = re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1 \2", apart).casefold()
    words = [part for word in re.findall(r"[a-z]+|\d+|#", apart) for part in _parts(word)]
    if len(words) > 1 and words[-1] in MOMENT_LAST:
        words[-1] = "datum"
    return tuple(sorted({_class_of(word) for word in words if word not in words_of("fillers")}))


def goes_apart(heading: str) -> bool:
    """Return whether a heading tells of what goes its own way beside the case: "Invoice status", "Betaald op"."""
    return not words_of("apart").isdisjoint(tokens(heading))


def _inside_brackets(found: re.Match[str]) -> str:
    """Return nothing where brackets hold a unit: "Duration (days)"; else what they hold."""
    inside = re.findall(r"[A-Za-z]+", found[1].casefold())
    return " " if all(word in words_of("units") for word in inside) else f" {found[1]} "


def _parts(word: str) -> list[str]:
    """Return the parts of a word written as one: "createddate", "meldingsnummer", "orderref", "datumgereed"."""
    if word in words_of("whole") or word in words_of("moment") or word in words_of("number"):
        return [word]
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) > len(ending) + 1:
            rest = word.removesuffix(ending)
            return [*_known_parts(rest if rest in _words_of_names() else rest.removesuffix("s")), ending]
    for beginning in BEGINNINGS:
        if word.startswith(beginning) and len(word) > len(beginning) + 2:
            return [beginning, word.removeprefix(beginning)]
    for head in words_of("heads"):
        if word.endswith(head) and len(word) > len(head) + 2:
            return [word.removesuffix(head).removesuffix("s"), head]
    for ending in ("id", "no", "nr", "ref"):
        if word.removesuffix(ending) in words_of("subjects") and word not in words_of("subjects"):
            return [word.removesuffix(ending), ending]
    return _known_parts(word)


def _class_of(word: str) -> str:
    if word in words_of("moment"):
        return "@"
    return "#" if word in words_of("number") else _same_word().get(word, word)


@cache
def _words_of_names() -> frozenset[str]:
    """Return every word that a name is written with, abbreviations too: what a word without gaps can be made of."""
    given = _given()
    lists = [names for part in ("sure", "perhaps") for fields in given[part].values() for names in fields.values()]
    lists += [*given["unused"].values(), *given["events"].values(), *given["same"].values(), list(given["same"])]
    written = {word for names in lists for name in names for word in re.findall(r"[a-z]+", name.casefold())}
    return frozenset(written | {word for kind in ("moment", "number", "subjects") for word in given["words"][kind]})


@cache
def _known_parts(word: str) -> list[str]:
    """Return the words that a word without gaps is made of, where all of it is words we know: "targcompdate", "wonum"."""
    known = _words_of_names()
    if not JOINED_FROM_LETTERS <= len(word) <= JOINED_TO_LETTERS or word in known:
        return [word]
    best: dict[int, list[str]] = {0: []}  # how far -> the fewest words that reach so far
    for end in range(SHORTEST_PART, len(word) + 1):
        for begin in range(end - SHORTEST_PART + 1):
            part = word[begin:end]
            is_part = part in known and (len(part) > SHORTEST_PART or part in SHORT_PARTS)
            if begin in best and is_part and len(best[begin]) + 1 < len(best.get(end, word)):
                best[end] = [*best[begin], part]
    found = best.get(len(word), [])
    return found if 1 < len(found) <= MOST_PARTS else [word]


@dataclass(frozen=True)
class Names:
    """The names of one table: for each field the sure ones and those that may mean it."""

    by_letters: dict[str, tuple[tuple[str, str, float], ...]]  # letters only -> (field, name, score)
    by_tokens: dict[tuple[str, ...], tuple[tuple[str, str, float], ...]]
    fields: dict[str, tuple[str, ...]]

    def like(self, heading: str) -> list[Likeness]:
        """Return the fields that a heading may be, the likeliest first; each field once."""
        found = [Likeness(field, score, name) for field, name, score in self.by_letters.get(same(heading), ())]
        words = tokens(heading)
        found += [Likeness(field, score - IN_OTHER_WORDS, name) for field, name, score in self.by_tokens.get(words, ())]
        found += self._without_subject(words) + self._mistyped(words)
        if not found:
            found = self._partly(words)
        best: dict[str, Likeness] = {}
        for likeness in found:
            if likeness.field not in best or best[likeness.field].score < likeness.score:
                best[likeness.field] = likeness
        return sorted(best.values(), key=lambda likeness: (-likeness.score, likeness.field))

    def _without_subject(self, words: tuple[str, ...]) -> list[Likeness]:
        """Return the fields of a heading that also says of what it tells: "Order completed date"."""
        rest = tuple(word for word in words if word not in words_of("subjects"))
        shown = tuple(word for word in rest if word not in words_of("displayed"))
        found = self._shorter(words, rest, 0.05) or self._shorter(rest, shown, 0.02)
        if found or len(words) - len(rest) < 2:
            return found
        without_one = (tuple(word for word in words if word != subject) for subject in words if subject not in rest)
        return [like for fewer in without_one for like in self._shorter(words, fewer, 0.05)]  # "Datum melding Wmo"

    def _shorter(self, words: tuple[str, ...], rest: tuple[str, ...], less: float) -> list[Likeness]:
        if rest == words or not set(rest) - {"@", "#"}:
            return []
        return [
            Likeness(field, min(score, LESS_SUBJECT if score == EXACT else score - less), name)
            for field, name, score in self.by_tokens.get(rest, ())
        ]

    def _mistyped(self, words: tuple[str, ...]) -> list[Likeness]:
        """Return the fields of which a name has one word that is written a little differently."""
        found = []
        for wrong in (word for word in words if len(word) >= LIKE_FROM_LETTERS):
            rest = tuple(word for word in words if word != wrong)
            near = process.extract(wrong, list(self._words), scorer=fuzz.ratio, score_cutoff=LIKE_WORD, limit=5)
            for word in (
                word for word, _, _ in near if word != wrong and word[0] == wrong[0]
            ):  # "source" is no "resource"
                meant = self.by_tokens.get(tuple(sorted({*rest, word})), ())
                found += [
                    Likeness(field, MISTYPED if score == EXACT else score - 0.1, name) for field, name, score in meant
                ]
        return found

    @cached_property
    def _words(self) -> frozenset[str]:
        """The words of all names that are long enough to be mistyped."""
        return frozenset(word for words in self.by_tokens for word in words if len(word) >= LIKE_FROM_LETTERS)

    def _partly(self, words: tuple[str, ...]) -> list[Likeness]:
        """Return the fields of which a name stands in the heading with other words: a hint, never more."""
        own = set(words)
        if own & (words_of("turns") | words_of("apart")):
            return []
        return [
            Likeness(field, PARTLY, name)
            for known, meant in self.by_tokens.items()
            if set(known) < own and set(known) - {"@", "#"} - words_of("subjects")
            for field, name, score in meant
            if score == EXACT
        ]


def _names(sure: dict[str, list[str]], perhaps: dict[str, list[str]], moments: frozenset[str]) -> Names:
    by_letters: dict[str, list[tuple[str, str, float]]] = {}
    by_tokens: dict[tuple[str, ...], list[tuple[str, str, float]]] = {}
    for score, fields in ((EXACT, sure), (PERHAPS, perhaps)):
        for field, names in fields.items():
            for name in names:
                entry = (field, name, score)
                by_letters.setdefault(same(name), []).append(entry)
                forms = {tokens(name)}
                if field in moments and set(tokens(name)) - {"@"}:  # "completed" and "completed date" are one
                    forms |= {tuple(w for w in tokens(name) if w != "@"), tuple(sorted({*tokens(name), "@"}))}
                for form in forms:
                    by_tokens.setdefault(form, []).append(entry)
    return Names(
        {letters: tuple(entries) for letters, entries in by_letters.items()},
        {words: tuple(entries) for words, entries in by_tokens.items()},
        {field: tuple(sure.get(field, [])) for field in {**sure, **perhaps}},
    )


def _with_names_of_items(sure: dict[str, dict[str, list[str]]], table: str) -> dict[str, list[str]]:
    """Return the sure names of a table; a customer or a place is called there as it is where work items are listed."""
    own, of_items = sure.get(table, {}), sure["work_items"]
    shared = [field for field in ("customer_id", "place_id") if field in own]
    return own | {field: list(dict.fromkeys([*own[field], *of_items[field]])) for field in shared}


@cache
def known_names() -> dict[str, Names]:
    """Return the names of every table, by table; "events" is in it too."""
    given = _given()
    moments = frozenset(
        c.name for columns in vocabulary.DELIVERED.values() for c in columns if c.type == vocabulary.MOMENT
    )
    tables = {
        table: _names(
            {"service": ["service"], **_with_names_of_items(given["sure"], table)},
            given["perhaps"].get(table, {}),
            moments,
        )
        for table in vocabulary.DELIVERED
    }
    return {
        **tables,
        "events": _names(
            {"activity": given["events"]["activity"], "at": given["events"]["at"]},
            {"at": given["events"]["perhaps_at"]},
            moments,
        ),
    }


def questions_like(heading: str) -> list[Likeness]:
    """Return the fields of an answer that a whole question may ask for, by the words in it; the values have to speak for them."""
    words = set(tokens(heading))
    if len(words) < WORDS_OF_A_QUESTION:
        return []
    asked = _given()["questions"]
    return [
        Likeness(field, PERHAPS, name)
        for field, names in asked.items()
        for name in [next((name for name in names if set(tokens(name)) <= words), None)]
        if name
    ]


@cache
def unused_names(table: str) -> Names:
    """Return the names that we know and that are no field of a table."""
    unused = _given()["unused"]
    return _names({"unused": [*unused["names"], *unused.get(table, [])]}, {}, frozenset({"unused"}))


@cache
def flag_names(kind: str) -> Names:
    """Return the names of headings above cells that say yes or no: cancelled."""
    return _names({kind: _given()["flags"][kind]}, {}, frozenset())


@cache
def line_names(kind: str) -> Names:
    """Return the names of headings that tell one line of a case from another: version, changed, line, sequence."""
    names = _given()["lines"][kind]
    return _names({kind: names}, {}, frozenset({"changed"}))


@cache
def other_files() -> dict[str, frozenset[tuple[str, ...]]]:
    """Return the words of headings that tell a file is none of ours: spend lists, figures per period."""
    given = _given()
    return {kind: frozenset(tokens(name) for name in names) for kind, names in given["others"].items()}
