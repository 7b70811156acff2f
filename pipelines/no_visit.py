"""Rows that count as visits, while a column that is taken for nothing says that none took place or that they are of other hours."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from typing import Final

import polars as pl

from pipelines.code_words import compared, known_words, meaning_of
from pipelines.names import flag_names, known_names
from pipelines.proposal import CODE_SURE_ENOUGH
from pipelines.rosters import NOT_MADE, PLANNED, REAL
from pipelines.sentence import Sentence, listed
from pipelines.shapes import Shape
from pipelines.values import NO_WORDS, SAYS_YES

LONGEST: Final = 6  # words: what is longer tells of the one visit
SAID_AT_MOST: Final = 4  # different words that are shown
ENDED: Final = ("cancelled", "no_access")  # statuses of a case that say it of a visit as well
WITHIN_MORE_WORDS: Final = re.compile(
    r"\b(?:cancell?ed|cancell?ation|absent|no show|no access|not (?:at )?home|not (?:delivered|attended|made)|geannuleerd"
    r"|annulering|vervallen|afgezegd|afwezig|niet (?:thuis|aanwezig|geleverd|doorgegaan|uitgevoerd)|geen (?:gehoor|toegang)"
    r"|(?:missed|declined|refused|gemist|geweigerd) (?:by|door|visit|call|bezoek)|(?:visit|bezoek) (?:missed|refused))\b"
    r"|^(?:missed|declined|refused|gemist|geweigerd)$"
)
OF_OTHER_HOURS: Final = re.compile(
    r"\b(?:travel\w*|meeting|training|sick|annual leave|reistijd|reizen|reisuren|verlof|ziekteverlof|ziekmelding|scholing|pauze"
    r"|\w*overleg)\b"
)
SHORT: Final = 3  # words, within which one of these tells what the hours are of
SEVERAL: Final = re.compile(r"\w *[&;+/|] *\w|\w (?:and|en) \w")  # not a comma: it parts the names of one
BLANK: Final = ""

NOT_TAKEN_PLACE: Final = Sentence(
    "Column '{heading}' says {said} in {count} of {rows} rows: by that those visits did not take place or nobody was home, and they"
    " count as visits all the same. Choose '{heading}' as the outcome of a visit and say what its words mean, else these count as"
    " visits."
)
TO_COME: Final = Sentence(
    "Column '{heading}' says {said} in {count} of {rows} rows: by that those visits are still to come, and they count as visits all"
    " the same. Take those rows out of the file, or choose '{heading}' as the outcome of a visit and say what its words mean."
)
BESIDE_OUTCOME: Final = Sentence(
    "Column '{heading}' says {said} in {count} of {rows} rows that '{outcome}' does not call missed or cancelled. If those visits"
    " did not take place, choose '{heading}' as the outcome in place of '{outcome}'."
)
OTHER_HOURS: Final = Sentence(
    "Column '{heading}' says {said} in {count} of {rows} rows: these may be hours in which nobody was visited, and each counts as a"
    " visit. Take them out of the file if they are none."
)
FOR_NOBODY: Final = Sentence(
    "Nothing stands under '{heading}' in {count} of {rows} rows: these may be hours in which nobody was visited, and each counts as"
    " a visit. Take them out of the file if they are none."
)
WHO_CAME: Final = Sentence(
    "No column that we are sure of tells who came. {headings} may tell it: choose one of them. Where two came together, each row"
    " counts as the visit of the one that is chosen."
)
SEVERAL_CAME: Final = Sentence(
    "Column '{heading}' names more than one in {count} of {rows} rows: each of these cells counts as one person of its own."
    " Put each person on a row of their own in the file if it matters who came."
)


def told_of_no_visits(
    fields: Mapping[str, str], rows: pl.DataFrame, shapes: Mapping[str, Shape], flags: Collection[str]
) -> tuple[Sentence, ...]:
    """Return a sentence for each column that says of rows which count as visits that they are none.

    fields   field -> heading, of what the columns of visits are taken for
    rows     all rows, as texts under each heading; `shapes` are of a sample of them
    flags    headings of cells by which a yes counts as cancelled already
    """
    begun = _begun(fields, rows)
    if begun is None:
        return ()
    told = [_told_of_who_came(fields, shapes)]
    if "worker" in fields:
        told.append(_told(SEVERAL_CAME, fields["worker"], rows, begun, _names_several))
    for heading, shape in shapes.items():
        if heading in fields.values() or heading in flags or not shape.is_few:
            continue
        told += _told_of_column(heading, rows, begun, fields)
    if "customer_id" in fields:
        told += _told_of_nobody(fields["customer_id"], rows, begun)
    return tuple(sentence for sentence in told if sentence is not None)


def _begun(fields: Mapping[str, str], rows: pl.DataFrame) -> pl.Series | None:
    """Return which rows count as visits: those with a begin that was clocked, else with one that was planned."""
    begin = next((fields[name] for name in (REAL[0], PLANNED[0]) if name in fields), None)
    return None if begin is None else _texts(rows, begin) != BLANK


def _told_of_column(
    heading: str, rows: pl.DataFrame, begun: pl.Series, fields: Mapping[str, str]
) -> list[Sentence | None]:
    """Return what one column says of the rows that count as visits."""
    says = _flag(heading, _texts(rows, heading)) or says_not_made
    return [
        _told_not_made(heading, rows, begun, fields, says),
        _told(TO_COME, heading, rows, begun, _is_to_come) if _is_like_an_outcome(heading) else None,
        _told(OTHER_HOURS, heading, rows, begun, _is_other),
    ]


def _told_not_made(
    heading: str, rows: pl.DataFrame, begun: pl.Series, fields: Mapping[str, str], says: Callable[[str], bool]
) -> Sentence | None:
    outcome = fields.get("outcome")
    if outcome is None:
        return _told(NOT_TAKEN_PLACE, heading, rows, begun, says)
    made = ~_texts(rows, outcome).map_elements(says_not_made, return_dtype=pl.Boolean)
    return _told(BESIDE_OUTCOME, heading, rows, begun & made, says, outcome=outcome)


def says_not_made(word: str) -> bool:
    """Return whether a word says that a visit did not take place, or names it among a few others: "Afgezegd door cliënt"."""
    meant, sure = meaning_of("outcome", word)
    of_case, sure_of_case = meaning_of("status", word)
    is_known = meant in (*NOT_MADE, "no_access") and sure >= CODE_SURE_ENOUGH
    is_known |= of_case in ENDED and sure_of_case >= CODE_SURE_ENOUGH
    words = compared(word)
    is_within = len(words.split()) <= LONGEST and WITHIN_MORE_WORDS.search(words) is not None
    return is_known or is_within or _kind_of(word) == "not_done"


def _flag(heading: str, texts: pl.Series) -> Callable[[str], bool] | None:
    """Return which cells of yes and no say that a visit did not take place, by the name above them; None of other cells."""
    said = set(texts.str.to_lowercase().unique()) - {BLANK}
    if not said or not said <= {*SAYS_YES, *NO_WORDS}:
        return None
    if flag_names("not_made").like(heading):
        return lambda cell: cell.lower() in SAYS_YES
    if flag_names("made").like(heading):
        return lambda cell: cell.lower() in NO_WORDS
    return None


def _is_like_an_outcome(heading: str) -> bool:
    return any(like.field == "outcome" for like in known_names()["visits"].like(heading))


def _names_several(cell: str) -> bool:
    return SEVERAL.search(cell) is not None


def _is_to_come(word: str) -> bool:
    return _kind_of(word) == "to_come"


def _is_other(word: str) -> bool:
    words = compared(word)
    return _kind_of(word) == "no_visit" or (len(words.split()) <= SHORT and OF_OTHER_HOURS.search(words) is not None)


def _kind_of(word: str) -> str | None:
    return known_words("visit").get(compared(word))


def _told(
    sentence: Sentence, heading: str, rows: pl.DataFrame, begun: pl.Series, says: Callable[[str], bool], **more: str
) -> Sentence | None:
    """Return the sentence with the words that say so and in how many rows they do; None where no word does."""
    counted = _texts(rows, heading).filter(begun).value_counts(sort=True, name="rows").rows()
    found = [(word, count) for word, count in counted if word != BLANK and says(word)]
    if not found:
        return None
    said = listed(f"'{word}'" for word, _ in found[:SAID_AT_MOST])
    count = sum(of_word for _, of_word in found)
    return Sentence(sentence, heading=heading, said=said, count=count, rows=rows.height, **more)


def _told_of_nobody(heading: str, rows: pl.DataFrame, begun: pl.Series) -> list[Sentence | None]:
    """Return what is told of rows that are for nobody, or for a word such as INTERN, where others are for somebody."""
    empty = int((begun & (_texts(rows, heading) == BLANK)).sum())
    nobody = Sentence(FOR_NOBODY, heading=heading, count=empty, rows=rows.height) if 0 < empty < rows.height else None
    return [_told(OTHER_HOURS, heading, rows, begun, _is_other), nobody]


def _told_of_who_came(fields: Mapping[str, str], shapes: Mapping[str, Shape]) -> Sentence | None:
    """Return what is told where several columns may tell who came, and none is taken."""
    names = known_names()["visits"]
    likely = [heading for heading in shapes if any(like.field == "worker" for like in names.like(heading))]
    likely = [heading for heading in likely if heading not in fields.values()]
    if "worker" in fields or not likely:
        return None
    return Sentence(WHO_CAME, headings=listed(f"'{heading}'" for heading in likely))


def _texts(rows: pl.DataFrame, heading: str) -> pl.Series:
    return rows[heading].fill_null(BLANK).str.strip_chars()
