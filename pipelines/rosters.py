"""A sheet of visits whose headings say from when and to when, and not whether that was planned: a roster, or what was clocked.

Whom it is for has to be there as well, and who came or a number of the visit, and no number of a case of which each row is one:
then it may be a list of work as well. Of a few times nobody can tell.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Final

import polars as pl

from pipelines.clock_cells import DAY_SECONDS, form_or_clock, seconds_of
from pipelines.code_words import compared, known_words, meaning_of
from pipelines.guess import Claim
from pipelines.names import PERHAPS
from pipelines.proposal import CODE_SURE_ENOUGH, SURE_ENOUGH
from pipelines.sentence import Sentence, listed
from pipelines.shapes import Shape

PLANNED: Final = ("planned_from", "planned_to")
REAL: Final = ("started_at", "ended_at")
FOR_WHOM: Final = ("customer_id", "place_id", "item_id")
WORKER: Final = ("worker",)
ALMOST: Final = 0.01  # that a name of several meanings may lose to what its values are
FEWEST_TIMES: Final = 10  # begins, from which their minutes tell anything
LONGEST_VISIT: Final = 16 * 3600  # what lasts longer, from most begins to their ends, is no visit
MOSTLY: Final = 0.95
ROUND: Final = 300  # seconds: who plans a visit does so at five minutes
FEW_ODD: Final = 0.02  # of the times, of which a roster may have as many all the same
MANY_ODD: Final = 0.4  # half of what a clock tells, of which four in five minutes are none of five
WHOLE_NAMES: Final = ("name", "naam")  # of anybody
NOT_MADE: Final = ("not_made", "cancelled_organisation", "cancelled_customer")  # outcomes

IN_A_ROSTER: Final = Sentence("it stands beside who came, from when and to when")
ROUND_TIMES: Final = Sentence(
    "almost all times are at five minutes, as they are planned; it may be what was clocked as well"
)
ODD_TIMES: Final = Sentence(
    "many times are not at five minutes, as a clock tells them; it may be what was planned as well"
)
BESIDE_PLANNED: Final = Sentence("what was planned stands under '{heading}'")
BESIDE_REAL: Final = Sentence("what was clocked stands under '{heading}'")
SAID_DONE: Final = Sentence("'{heading}' says that visits took place ('{word}')")
# What a person should know before anything is loaded by it.
PERHAPS_CLOCKED: Final = Sentence(
    "Nothing says whether '{begin}' and '{end}' were planned or clocked. Almost all times are at five minutes, so they are taken as"
    " planned: that these visits took place is not known then. If they are when visits were made, choose that for both columns."
)
NEITHER_TOLD: Final = Sentence(
    "Nothing says of all rows whether '{begin}' and '{end}' were planned or clocked, so neither is taken and these visits have no"
    " time yet. Choose for both columns what they are."
)
MISSED_WITH_TIMES: Final = Sentence(
    "'{begin}' and '{end}' are taken as when visits took place, because '{heading}' says '{word}'. Rows that say {missed} have"
    " these times too, and they cannot be clocked there. If they are the planned times of every visit, choose that for both"
    " columns."
)


def roster_of(
    taken: dict[str, Claim], claims: list[Claim], shapes: Mapping[str, Shape], days: Collection[str], is_case: bool
) -> tuple[dict[str, Claim], list[Claim]] | None:
    """Return the claims of visits with those on their begin and end, and all claims; None where it is no sheet of visits.

    Where nothing tells which pair of fields they are, both are among all claims, and neither is taken surely.

    days      headings of times of day of which the day is known
    is_case   whether each row has a number of its own that is that of an order or case
    """
    begin, end = (_only(name, claims, taken) for name in REAL)
    whom, worker = (_sure_or_only(names, taken, claims) for names in (FOR_WHOM, WORKER))
    is_visit = _is_sure(taken.get("visit_id")) and taken["visit_id"].is_exact
    if begin is None or end is None or whom is None or (worker is None and not is_visit) or (is_case and not is_visit):
        return None
    if not _is_of_visits(begin.heading, end.heading, shapes, days):
        return None
    either = [replace(claim, field=name) for claim, name in zip((begin, end), PLANNED, strict=True)]
    found = {claim.field: claim for claim in (whom, worker) if claim is not None}
    fields, proof = _which(begin.heading, end.heading, taken, shapes)
    if proof is None:  # then neither is taken without the other
        both = [name for name, claim in taken.items() if claim.heading in (begin.heading, end.heading)]
        taken = taken | {name: replace(taken[name], confidence=min(taken[name].confidence, PERHAPS)) for name in both}
    else:
        taken = {name: claim for name, claim in taken.items() if claim.heading not in (begin.heading, end.heading)}
        found |= {
            name: replace(claim, field=name, confidence=SURE_ENOUGH + 0.05, proof=proof)
            for name, claim in zip(fields, (begin, end), strict=True)
        }
    return {**taken, **found}, [*claims, *either]


def _only(name: str, claims: list[Claim], taken: Mapping[str, Claim]) -> Claim | None:
    """Return the one claim on a field by a name of several meanings, among headings that are surely nothing else."""
    sure = {claim.heading for claim in taken.values() if _is_sure(claim) and claim.field != name}
    found = [
        claim
        for claim in claims
        if claim.field == name and not claim.is_exact and claim.confidence >= PERHAPS - 2 * ALMOST
        and claim.heading not in sure
    ]  # fmt: skip
    return found[0] if len(found) == 1 else None


def _sure_or_only(names: Collection[str], taken: Mapping[str, Claim], claims: list[Claim]) -> Claim | None:
    """Return the claim on one of some fields that is sure, else the only one by a name of several meanings, as sure."""
    for name in names:
        if name in taken and _is_sure(taken[name]):
            return taken[name]
    for name in names:
        likely = _only(name, claims, taken)
        if likely is not None and likely.name not in WHOLE_NAMES:
            return replace(likely, confidence=SURE_ENOUGH + 0.02, proof=IN_A_ROSTER)
    return None


def _is_sure(claim: Claim | None) -> bool:
    return claim is not None and claim.confidence >= SURE_ENOUGH


def _is_of_visits(begin: str, end: str, shapes: Mapping[str, Shape], days: Collection[str]) -> bool:
    """Return whether both are moments with a time, or times of a known day, and lie no more than a long visit apart."""
    lasts = _seconds(shapes[end], end in days) - _seconds(shapes[begin], begin in days)
    if begin in days and end in days:
        lasts = lasts % DAY_SECONDS
    elif not (shapes[begin].has_times and shapes[end].has_times):
        return False
    known = lasts.drop_nulls()
    return known.len() > 0 and float(known.is_between(0, LONGEST_VISIT).mean() or 0.0) >= MOSTLY  # type: ignore[arg-type]


def _seconds(shape: Shape, is_clock: bool) -> pl.Series:
    """Return the seconds of a column of times of day since midnight, and those of moments since 1970."""
    if is_clock or shape.moment is None:
        return seconds_of(shape.cells, form_or_clock(shape.cells))
    return shape.moment.dt.epoch("s")


def _which(
    begin: str, end: str, taken: Mapping[str, Claim], shapes: Mapping[str, Shape]
) -> tuple[tuple[str, str], Sentence | None]:
    """Return which pair of fields a begin and its end are, and what tells it; None where nothing does."""
    for own, other, told in ((REAL, PLANNED, BESIDE_PLANNED), (PLANNED, REAL, BESIDE_REAL)):
        if all(_is_sure(taken.get(name)) for name in other):
            return own, Sentence(told, heading=taken[other[0]].heading)
    others = [taken[name] for name in (*PLANNED, *REAL) if _is_sure(taken.get(name))]
    if any(claim.heading not in (begin, end) for claim in others):
        return REAL, None
    if (said := _said_done(shapes, (begin, end))) is not None:
        heading, word = said
        is_mixed = any(
            _told_by_word(word) == "to_come" for word in shapes[heading].cells.drop_nulls().unique()
        )  # then of some rows they are planned, and of others not
        return REAL, None if is_mixed else Sentence(SAID_DONE, heading=heading, word=word)
    seconds = [
        _seconds(shapes[heading], is_clock=shapes[heading].moment is None).drop_nulls() for heading in (begin, end)
    ]
    if min(each.len() for each in seconds) < FEWEST_TIMES:
        return REAL, None
    odd = float((pl.concat(seconds) % ROUND != 0).mean() or 0.0)  # type: ignore[arg-type]
    if odd <= FEW_ODD:
        return PLANNED, ROUND_TIMES
    return REAL, ODD_TIMES if odd >= MANY_ODD else None


def _said_done(shapes: Mapping[str, Shape], times: Collection[str]) -> tuple[str, str] | None:
    """Return the heading of words of which most say that a visit was carried out or was not, and the usual one of those that do."""
    for heading, shape in shapes.items():
        if heading in times or not shape.is_few:
            continue
        counted = shape.cells.drop_nulls().value_counts(sort=True, name="rows").rows()
        done = [(word, rows) for word, rows in counted if _tells_of_done(word)]
        ended = sum(rows for word, rows in counted if _tells_of_none(word)) + sum(rows for _, rows in done)
        if done and ended >= shape.values / 2:
            return heading, done[0][0].strip()
    return None


def _tells_of_done(word: str) -> bool:
    meant, sure = meaning_of("outcome", word)
    return _told_by_word(word) == "took_place" or (meant in ("done", "part_done") and sure >= CODE_SURE_ENOUGH)


def _tells_of_none(word: str) -> bool:
    meant, sure = meaning_of("outcome", word)
    return _told_by_word(word) == "not_done" or (meant in NOT_MADE and sure >= CODE_SURE_ENOUGH)


def _told_by_word(word: str) -> str | None:
    return known_words("visit").get(compared(word))


def told_of_times(taken: Mapping[str, Claim], shapes: Mapping[str, Shape]) -> list[Sentence]:
    """Return what a person should know of how the begin and end of visits were told apart, where it is not certain."""
    for begin, end in (PLANNED, REAL):
        claim = taken.get(begin)
        if claim is None or claim.proof is None or end not in taken:
            continue
        named = {"begin": claim.heading, "end": taken[end].heading}
        if not any(_is_sure(taken.get(name)) for name in (*PLANNED, *REAL)):
            return [Sentence(NEITHER_TOLD, **named)]
        if claim.proof is ROUND_TIMES:
            return [Sentence(PERHAPS_CLOCKED, **named)]
        said = _said_done(shapes, list(named.values()))
        if said is not None and claim.proof == Sentence(SAID_DONE, heading=said[0], word=said[1]):
            return _told_of_missed(shapes, named, *said)
    return []


def _told_of_missed(shapes: Mapping[str, Shape], named: dict[str, str], heading: str, word: str) -> list[Sentence]:
    """Return what is told where rows that say that no visit took place have its times all the same."""
    said, begins = shapes[heading].cells, shapes[named["begin"]].cells
    timed = said.filter(said.is_not_null() & begins.is_not_null()).unique(maintain_order=True)
    missed = [f"'{each.strip()}'" for each in timed if _tells_of_none(each)]
    return [Sentence(MISSED_WITH_TIMES, heading=heading, word=word, missed=listed(missed), **named)] if missed else []
