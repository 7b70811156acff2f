"""Headings of answers that hold the name of a field and ask something else: turned round, narrower, on another scale than ten."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Final

from pipelines.names import Likeness, known_names, words_of
from pipelines.sentence import Sentence

SOLVED: Final = "solved"
OUT_OF_TEN: Final = ("score", "mark", "way_to_go")  # fields
NOT_SURE: Final = 0.5  # how sure such a heading makes us at most: it is never taken by itself
TURNED: Final = frozenset((
    "not", "no", "never", "niet", "nog", "geen", "nooit", "onvoldoende", "insufficiently", "inadequately", "nicht", "pas",
    "hasn", "isn", "wasn", "didn", "remains", "still", "nauwelijks", "hardly",
))  # fmt: skip
TURNED_BEFORE: Final = ("un", "on")  # "unresolved", "onopgelost"
# Solved in one go or without anything else is less than solved: what was solved in the end says no to it.
NARROWER: Final = re.compile(
    r"\b(?:without|zonder|first (?:time|visit|call|contact|attempt)|(?:one|single) (?:visit|call|go|time)|right first"
    r"|eerste (?:keer|bezoek|contact|afspraak|poging)|(?:een|1) (?:keer|bezoek|afspraak)|in eens|ineens|direct|meteen"
    r"|immediately|on time|in time|op tijd|tijdig|same day|zelfde dag|quickly|snel|within|binnen)\b"
)

TO: Final = r" ?(?:-|–|—|/|to|till|t/m|tm|tot en met|tot) ?"
ANOTHER_SCALE: Final = re.compile(
    rf"(?<![\d.,:/-])(?P<low>-?\d{{1,3}}){TO}(?P<top>\d{{1,3}})(?![\d:/.-])"
    rf"|\b(?:out of|van de|van|uit|max|maximum|maximaal|scale of|of) (?P<most>\d{{1,3}})(?!{TO}\d|\d)"
    r"|(?<![\d.,:/-])/ ?(?P<under>\d{1,3})(?![\d:/.-])"
    r"|\b(?P<points>\d{1,3})[ -]?(?:point|punt|pt)"
)
NUMBERED: Final = re.compile(r"(?<=[a-z])[ _]([01])_(\d{1,3})(?!\d)")  # "score_1_5"
TOPS: Final = (*range(2, 10), 20, 50, 100)  # of other scales that are met
IN_WORDS: Final = re.compile(
    r"\b(?:stars?|sterren|ster|smileys?|emojis?|percent|percentage|procent|likert|(?:three|four|five|six|seven)[ -]points?"
    r"|(?:drie|vier|vijf|zes|zeven)[ -]?punts\w*)\b|%"
)
MEANS: Final = re.compile(r"(?<![\d.,])(?P<mark>\d{1,3}) ?[=:] ?(?P<word>[a-z ]+)")
MEANT: Final = re.compile(r"(?P<word>[a-z]+(?: [a-z]+)*) ?= ?(?P<mark>\d{1,3})(?![\d.,])")
LEVEL: Final = re.compile(
    r"(?<![\d.,])(?P<mark>\d{1,3}) ?\(?(?P<word>(?:very |zeer |heel |erg )?"
    r"(?:low|high|best|worst|poor|bad|good|laag|hoog|slecht|goed)\w*)"
)
BEST: Final = re.compile(
    r"\b(?:best\w*|very (?:good|satisfied|happy|easy)|excellent|high\w*|(?:zeer|heel|erg) (?:goed|tevreden)|uitstekend|ho[og]+\w*"
    r"|strongly agree|^(?:satisfied|good|goed|tevreden))\b"
)
TEN: Final = 10
ANOTHER: Final = "another scale"  # in place of the limits of a mark

TURNED_ROUND: Final = Sentence(
    "the question is turned round: who says yes says that it is not solved. Choose it as solved only after the answers are turned"
    " round in the file"
)
ASKS_LESS: Final = Sentence(
    "it asks whether it was solved in one go or in one way, and not whether it is solved: who says no may have it solved all the"
    " same"
)
OTHER_SCALE: Final = Sentence(
    "the heading names another scale than one out of ten, with ten for the best: by '{scale}' its marks would be read wrongly."
    " Write them out of ten in the file first"
)


@cache
def plain(heading: str) -> str:
    """Return a heading in lower case, without accents and with single blanks."""
    apart = "".join(s for s in unicodedata.normalize("NFKD", heading) if not unicodedata.combining(s))
    apart = re.sub(r"([a-z])([A-Z])", r"\1 \2", apart)
    return re.sub(r"[\s_]+", " ", apart).casefold().strip()


def asked_otherwise(field: str, heading: str) -> Sentence | None:
    """Return why a heading that is like a field asks something else; None where it does not."""
    if field == SOLVED:
        if is_turned_round(heading):
            return TURNED_ROUND
        return ASKS_LESS if NARROWER.search(plain(heading)) else None
    scale = other_scale(heading) if field in OUT_OF_TEN else None
    return Sentence(OTHER_SCALE, scale=scale) if scale else None


def is_turned_round(heading: str) -> bool:
    """Return whether a heading denies what it names: "Nog niet opgelost", "Unresolved", "Klacht onvoldoende verholpen"."""
    return any(word in TURNED or _is_denied(word) for word in _words(heading))


def turned_round(heading: str) -> list[Likeness]:
    """Return that a heading may be whether something is solved, where it denies that; else nothing."""
    if not is_turned_round(heading):
        return []
    rest = " ".join(_affirmed(word) for word in _words(heading) if word not in TURNED)
    found = [like for like in known_names()["answers"].like(rest) if like.field == SOLVED]
    return [Likeness(SOLVED, NOT_SURE, like.name) for like in found]


def other_scale(heading: str) -> str | None:
    """Return what of a heading names a scale that is not one out of ten, with ten for the best."""
    said = plain(NUMBERED.sub(r" \1-\2", heading.casefold()))
    for found in ANOTHER_SCALE.finditer(said):
        top = next(int(found[name]) for name in ("top", "most", "under", "points") if found[name])
        low = int(found["low"] or 0)
        if (low <= 1 and top in TOPS) or low < 0 or (found["low"] and top in (0, 1) and low in (*TOPS, TEN)):
            return found[0].strip()
    in_words = IN_WORDS.search(said)
    if in_words is not None:
        return in_words[0]
    return _other_level(said)


def _other_level(said: str) -> str | None:
    """Return what a heading says of its marks where ten is none of them or not the best: "1 = best", "5 = very satisfied"."""
    marks = {int(means["mark"]): means for form in (MEANT, LEVEL, MEANS) for means in form.finditer(said)}
    if not marks:
        return None
    best = next((mark for mark, means in marks.items() if BEST.search(means["word"].strip())), max(marks))
    return None if best == TEN else marks[best][0].strip()


def names_ten(heading: str) -> bool:
    """Return whether a heading says that its marks are out of ten."""
    return re.search(r"(?<!\d)10(?!\d)", heading) is not None and other_scale(heading) is None


def _words(heading: str) -> list[str]:
    return re.findall(r"[a-z]+|\d+", plain(heading))


def _is_denied(word: str) -> bool:
    return _affirmed(word) != word


def _affirmed(word: str) -> str:
    """Return a word without what denies it: "resolved" of "unresolved"."""
    rest = word[len(TURNED_BEFORE[0]) :]
    return rest if word.startswith(TURNED_BEFORE) and rest in _words_of_solved() else word


@cache
def _words_of_solved() -> frozenset[str]:
    names = known_names()["answers"].fields[SOLVED]
    return frozenset(w for name in names for w in re.findall(r"[a-z]+", name)) - words_of("fillers") - TURNED
