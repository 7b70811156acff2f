"""Which heading is which field of one table: how like the names are, and whether the values can be that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from pipelines import vocabulary
from pipelines.asked_otherwise import NOT_SURE, OUT_OF_TEN, asked_otherwise, turned_round
from pipelines.code_words import ended_share, known_share
from pipelines.hints import HINT, Hint
from pipelines.names import (
    EXACT,
    PARTLY,
    PERHAPS,
    Likeness,
    Names,
    goes_apart,
    known_names,
    questions_like,
    tokens,
    unused_names,
    words_of,
)
from pipelines.proposal import SURE_ENOUGH, Guess
from pipelines.sentence import Sentence
from pipelines.shapes import IDS, SHORT_WORDS, Shape, on_or_after
from pipelines.times_of_day import times_of

CODE_LISTS: Final = (
    "status", "kind", "cancelled_by", "on_time_flag", "outcome", "meaning", "solved", "channel", "priority_first", "priority_last",
)  # fmt: skip
TARGET_FIELDS: Final = (*vocabulary.TARGETS, "planned_to")
ENDS: Final = ("reported_done_at", "recorded_done_at", "cancelled_at", "ended_at")
LISTED: Final = ("category", "team", "priority_last", "meaning", "channel")  # fields whose words repeat
BEGINNINGS: Final = ("opened_at", "requested_at")
PLACES: Final = ("location", "locatie", "site", "place", "plaats")  # a street alone is none: its house stands beside it
TAKEN: Final = 0.5  # a heading that is taken for another field with less is a rival still
FEWEST_NUMBERS: Final = 5  # cells, from which numbers that do not repeat are no accident
LONGEST_KIND: Final = 6  # words a cell: what is longer tells of the one case
OF_CODES: Final = 0.9  # codes tell the kind less than the words that stand beside them
MOSTLY_ENDED: Final = 0.5  # of the cells of a status, from which it tells of visits and not of their client or invoice
A_LIST: Final = 8  # cells, from which words that repeat are a list
REPEATED: Final = 0.98  # of the cells different ones: a customer comes more than once
CLOSE: Final = 0.06  # two headings nearer than this claim a field alike
AS_FILLED: Final = 0.8  # of the cells of an end by a desk, from which that of the work tells of the same cases
OF_A_DAY: Final = 0.98  # times of a day tell a moment a little less than the day itself does
OF_VISITS: Final = frozenset((
    "visit", "visits", "bezoek", "bezoeken", "zorgmoment", "appointment", "appointments", "afspraak", "shift", "booking",
))  # fmt: skip
OF_PERMITS: Final = frozenset(("permit", "parcel", "perceelnummer"))
REQUESTS: Final = frozenset(("call", "enquiry", "incident", "melding", "request", "sr", "verzoek", "onderhoudsverzoek"))


@dataclass(frozen=True)
class Claim:
    """One heading that may be one field."""

    heading: str
    field: str
    confidence: float
    name: str  # of the field, that the heading is like; "" where only the values speak
    is_exact: bool
    proof: Sentence | None = None  # what the values say for it
    against: Sentence | None = None  # why it is not taken by itself, though its heading and values are like the field


def claims_of(table: str, shapes: dict[str, Shape], forms: Mapping[str, Sequence[str]] | None = None) -> list[Claim]:
    """Return every field that a heading may be, the surest first, as names and values of the single column tell.

    forms   every way to read the heading, where it stands in several rows: "Target" under "Dates" is "Dates Target" too
    """
    unused = unused_names(table)
    times = times_of(shapes)
    with_day = times.of_day.values()  # the day is the field, and they go with it
    days = {clock: day for clock, day in times.days.items() if clock not in with_day}
    is_permits = any(OF_PERMITS & set(tokens(heading)) for heading in shapes)  # who builds is no team of the service
    types = {column.name: column.type for column in vocabulary.DELIVERED[table]}
    claims = []
    for heading, shape in shapes.items():
        if heading in with_day and shape.is_moment:
            continue
        written = (forms or {}).get(heading, (heading,))
        found = _likest(table, written)
        aside = [like for form in written for like in aside_of(unused, form, shape)[:1]]
        if aside and max(like.score for like in aside) > max((like.score for like in found), default=0.0):
            continue
        for like in found:
            if like.field in types and not (is_permits and like.field == "team" and "contractor" in tokens(heading)):
                claims.append(_weighed(heading, like, shape, types[like.field], days.get(heading)))
        if table == "work_items" and not found and (claim := _status_by_words(heading, shape)):
            claims.append(claim)
    order = {heading: at for at, heading in enumerate(shapes)}
    return sorted(
        (claim for claim in claims if claim.confidence > 0),
        key=lambda claim: (-round(claim.confidence, 2), _rank(table, claim), order[claim.heading]),
    )


def names_a_visit(heading: str) -> bool:
    """Return whether a heading says that its numbers are those of visits: "Visit ID", "Afspraaknummer"."""
    return bool(OF_VISITS & set(tokens(heading)))


def aside_of(unused: Names, heading: str, shape: Shape) -> list[Likeness]:
    """Return the unused names that a heading is like; "Status" above words is no "status date"."""
    is_of_moments = shape.is_moment or shape.values == 0 or "@" in tokens(heading)
    return [like for like in unused.like(heading) if is_of_moments or "@" not in tokens(like.name)]


def _likest(table: str, written: Sequence[str]) -> list[Likeness]:
    """Return the fields that a heading may be in any of the ways to read it, the likeliest first; each field once."""
    best: dict[str, Likeness] = {}
    asked = [*questions_like(written[0]), *turned_round(written[0])] if table == "answers" else []
    for like in (*asked, *(like for form in written for like in known_names()[table].like(form))):
        if like.field not in best or best[like.field].score < like.score:
            best[like.field] = like
    return sorted(best.values(), key=lambda like: (-like.score, like.field))


def _rank(table: str, claim: Claim) -> int:
    """Return how early a name stands among those of its field: the usual ones stand first."""
    names = known_names()[table].fields.get(claim.field, ())
    return names.index(claim.name) if claim.name in names else len(names)


def _weighed(heading: str, like: Likeness, shape: Shape, kind: str, day: str | None) -> Claim:
    """Return the claim of a heading on a field, with what its values say for or against it."""
    weight, proof = _fit(like.field, shape, kind)
    if kind == vocabulary.MOMENT and day is not None:
        proof = Sentence("its cells are times of the day that stands under '{heading}'", heading=day)
        weight = OF_A_DAY
    confidence = like.score * weight
    if like.score <= PERHAPS and weight >= OF_A_DAY and (speaks := _speaks_for(like, shape)):
        confidence, proof = like.score + speaks[0], speaks[1]
    if against := asked_otherwise(like.field, heading):
        return Claim(heading, like.field, min(confidence, NOT_SURE), like.name, False, proof, against)
    return Claim(heading, like.field, confidence, like.name, like.score >= EXACT - 0.1, proof)


def _fit(field: str, shape: Shape, kind: str) -> tuple[float, Sentence | None]:
    """Return whether the values can be this field: 0 they cannot, 1 they can, between these they hardly can."""
    if shape.values == 0 and shape.nothing:
        return 0.8, Sentence("its cells only say that nothing is filled in ('{word}')", word=shape.nothing)
    if shape.values == 0:
        return 0.8, Sentence("its column is empty")
    if kind == vocabulary.MOMENT:
        return (1.0, Sentence("its cells are dates")) if shape.is_moment else (0.0, None)
    if shape.is_moment:
        return 0.0, None
    if field in IDS:
        return _fit_of_id(shape)
    if kind == vocabulary.NUMBER:
        return _fit_of_number(field, shape)
    if field in CODE_LISTS:
        return _fit_of_codes(field, shape)
    if field in ("team", "category"):
        repeats = shape.different <= 3 or shape.unique < 0.9 or shape.values < 20
        amounts = shape.is_number and shape.whole_share < 1
        if not repeats or amounts or shape.words > (LONGEST_KIND if field == "category" else 12):
            return 0.5, None
        return (OF_CODES if field == "category" and shape.is_coded else 1.0), None
    if field == "words":
        return (1.0 if shape.words >= 2 else 0.6), None
    if field == "place_id" and shape.values >= A_LIST and shape.different <= FEWEST_NUMBERS and not shape.has_digits:
        return 0.5, None  # "Eenheid" is a dwelling, and minutes or hours as well
    if field in ("worker", "customer_id", "place_id", "parent_id", "request_id", "service"):
        amounts = shape.is_number and shape.whole_share < 1
        return (0.4 if amounts or shape.words > 12 else 1.0), None
    return 1.0, None


def _fit_of_id(shape: Shape) -> tuple[float, Sentence | None]:
    if shape.words > 4 or (shape.is_number and shape.whole_share < 0.95) or shape.period_share > 0.95 > shape.unique:
        return 0.3, None
    if shape.unique >= 0.98:
        return 1.0, Sentence("no value stands there twice")
    return (0.9 if shape.unique >= 0.5 else 0.8), None


def _fit_of_number(field: str, shape: Shape) -> tuple[float, Sentence | None]:
    if shape.number_share < 0.8:
        return 0.0, None
    low, high = shape.number_range
    if field in OUT_OF_TEN and not (low >= 0 and high <= 10):
        return 0.5, None
    return 1.0, Sentence("its cells are numbers from {low} to {high}", low=f"{low:g}", high=f"{high:g}")


def _fit_of_codes(field: str, shape: Shape) -> tuple[float, Sentence | None]:
    if not (shape.is_few or shape.values < 20):
        return 0.4, None
    if field in ("on_time_flag", "solved", "cancelled_by") and shape.different > 8:
        return 0.4, None
    if field == "kind" and known_share(field, shape) < 0.3:
        return 0.6, Sentence("its words are none of those that we know")
    return 1.0, Sentence("it holds {count} different words that repeat", count=shape.different)


def _speaks_for(like: Likeness, shape: Shape) -> tuple[float, Sentence] | None:
    """Return what the values add to a name that can mean several things, or of which a part means one."""
    field = like.field
    if field in IDS and shape.unique >= 0.99 and shape.filled >= 0.99 and shape.values >= 3:
        return 0.2, Sentence("no value stands there twice")
    if field in ("status", "solved", "outcome", "on_time_flag") and known_share(field, shape) >= 0.8:
        return 0.25, Sentence("most of its words are words we know")
    if field == "outcome" and like.name == "status" and ended_share(shape) >= MOSTLY_ENDED:
        return 0.15, Sentence("most of its words tell how something ended")
    is_list = shape.is_text and shape.is_few and shape.values >= A_LIST and shape.words <= SHORT_WORDS
    is_list = (
        is_list and not (field == "team" and shape.person_share >= 0.3) and not (field == "category" and shape.is_coded)
    )
    if field in LISTED and is_list:
        more = 0.16 if like.score <= PARTLY else 0.08  # a part of the heading means that field and no other
        return more, Sentence("it holds {count} different words that repeat", count=shape.different)
    if field == "worker" and shape.is_text and shape.values >= A_LIST and shape.person_share >= 0.6:
        return 0.18, Sentence("most of its cells are names of people")
    return _speaks_of_type(like, shape)


def _speaks_of_type(like: Likeness, shape: Shape) -> tuple[float, Sentence] | None:
    """Return the same where all cells are of the one sort that the field has: addresses, yes and no, marks, texts."""
    field = like.field
    is_address = shape.address_share >= 0.8 or shape.postcode_share >= 0.8
    if field == "place_id" and is_address and (like.score <= PARTLY or like.name in PLACES):
        return 0.2, Sentence("its cells are addresses")
    if field == "customer_id" and shape.code_share >= OF_CODES and shape.unique < REPEATED:
        return 0.1, Sentence("its cells are numbers that repeat")
    if field in ("on_time_flag", "solved") and shape.yes_no_share >= 0.95 and shape.values >= 5:
        return 0.18, Sentence("its cells say yes or no")
    if field in OUT_OF_TEN and shape.is_number and shape.number_range[0] >= 0 and shape.number_range[1] <= 10:
        low, high = shape.number_range
        return 0.17, Sentence("its cells are numbers from {low} to {high}", low=f"{low:g}", high=f"{high:g}")
    if field == "words" and shape.words >= 3:
        return 0.17, Sentence("its cells are texts of several words")
    return None


def _status_by_words(heading: str, shape: Shape) -> Claim | None:
    """Return a claim on status for a heading that tells nothing and whose words are those of a status; none of an invoice's."""
    if goes_apart(heading):
        return None
    if shape.is_few and shape.different >= 2 and shape.values >= 10 and known_share("status", shape) >= 0.95:
        return Claim(heading, "status", 0.7, "", False, Sentence("almost all of its words are words of a status"))
    return None


def assigned(claims: list[Claim], shapes: dict[str, Shape]) -> dict[str, Claim]:
    """Return field -> claim: each field once, each heading once, the surest first; the dates have the last word."""
    weighed = _against_dates(claims, _greedy(claims), shapes)
    weighed = _work_before_desk(_earliest_request(_before_all(weighed, _greedy(weighed), shapes), shapes), shapes)
    taken = _greedy(weighed)
    clear = {field: claim for field, claim in taken.items() if not rivalled(claim, weighed, taken)}
    numbered = _number_of_request(_own_number(clear, shapes), weighed, shapes)
    return _first_moment(_asked_before(numbered, weighed, shapes))


def only_moment(table: str, taken: dict[str, Claim], shapes: dict[str, Shape]) -> dict[str, Claim]:
    """Return the claims with the only column of moments as that of the contact or the answer, which has a number of its own."""
    own, moments = taken.get(vocabulary.RECORD_ID[table]), [name for name, shape in shapes.items() if shape.is_moment]
    is_theirs = (
        own is not None and own.is_exact and own.confidence >= SURE_ENOUGH and shapes[own.heading].unique >= 0.99
    )
    if not is_theirs or ("at" in taken and taken["at"].confidence >= SURE_ENOUGH):
        return taken
    if len(moments) != 1:
        return _first_of_contact(taken, shapes, moments) if table == "contacts" else taken
    proof = Sentence("it is the only moment that the file knows")
    return {**taken, "at": Claim(moments[0], "at", SURE_ENOUGH + 0.02, "", False, proof)}


def _first_of_contact(taken: dict[str, Claim], shapes: dict[str, Shape], moments: list[str]) -> dict[str, Claim]:
    """Return the claims with a heading that may be the moment of a contact as that, where it comes before all the others."""
    at = taken.get("at")
    if at is None or at.confidence < PERHAPS or _first_of(moments, shapes) != at.heading:
        return taken
    proof = Sentence("its dates lie before all the others")
    return {**taken, "at": replace(at, confidence=SURE_ENOUGH + 0.02, proof=proof)}


def moments_of_milestones(taken: dict[str, Claim]) -> dict[str, Claim]:
    """Return the claims with dates that may be those of a milestone as that, where a heading surely names the milestone."""
    name = taken.get("name")
    if name is None or not name.is_exact or name.confidence < SURE_ENOUGH:
        return taken
    proof = Sentence("milestones stand under '{heading}'", heading=name.heading)
    return {
        field: replace(claim, confidence=SURE_ENOUGH + 0.08, proof=proof)
        if field in ("target_at", "reached_at") and PERHAPS - 0.1 < claim.confidence < SURE_ENOUGH
        else claim
        for field, claim in taken.items()
    }


def own_number_by_values(taken: dict[str, Claim], claims: list[Claim], shapes: dict[str, Shape]) -> dict[str, Claim]:
    """Return the claims with the one column of numbers that never repeat as the item's own, where none has that name.

    Its heading must say that it is a number, and mean nothing else that we know, as one of visits does; dates must tell that there
    are items.
    """
    named = {claim.heading for claim in claims}
    if any(claim.field == "item_id" and claim.confidence >= SURE_ENOUGH for claim in taken.values()):
        return taken
    if "opened_at" not in taken or not taken.keys() & {"status", "reported_done_at", "target_last_at"}:
        return taken
    numbers = [
        heading
        for heading, shape in shapes.items()
        if "#" in tokens(heading) and heading not in named and not names_a_visit(heading) and shape.values >= FEWEST_NUMBERS
        and shape.unique == 1.0 and shape.filled == 1.0 and shape.code_share >= 0.95
    ]  # fmt: skip
    if len(numbers) != 1:
        return taken
    proof = Sentence("no value stands there twice, and there is no other number")
    own = Claim(numbers[0], "item_id", SURE_ENOUGH + 0.02, "", False, proof)
    return {**{name: claim for name, claim in taken.items() if name != "item_id"}, "item_id": own}


def rivalled(claim: Claim, claims: list[Claim], taken: dict[str, Claim]) -> bool:
    """Return whether a claim that is not of a sure name has a rival that could be the field as well."""
    if claim.is_exact and claim.confidence >= EXACT * 0.75:
        return False
    headings = {other.heading for other in taken.values() if other.confidence >= TAKEN}
    return any(
        rival.field == claim.field and rival.heading not in headings and rival.confidence >= claim.confidence - CLOSE
        for rival in claims
    )


def _greedy(claims: list[Claim]) -> dict[str, Claim]:
    taken: dict[str, Claim] = {}
    headings: set[str] = set()
    for claim in sorted(claims, key=lambda claim: -round(claim.confidence, 2)):
        if claim.field not in taken and claim.heading not in headings:
            taken[claim.field] = claim
            headings.add(claim.heading)
    return taken


def _against_dates(claims: list[Claim], taken: dict[str, Claim], shapes: dict[str, Shape]) -> list[Claim]:
    """Return the claims with what the order of their dates says: work is not done before it is opened."""
    start = next(
        (taken[name] for name in ("opened_at", "requested_at", "started_at", "planned_from") if name in taken), None
    )
    if start is None or (begins := shapes[start.heading].moment) is None:
        return claims
    weighed = []
    for claim in claims:
        ends = shapes[claim.heading].moment
        if claim.field not in (*ENDS, *TARGET_FIELDS) or ends is None or claim.heading == start.heading:
            weighed.append(claim)
            continue
        share, rows = on_or_after(begins, ends)
        weighed.append(_with_order(claim, start.heading, share, rows))
    pair = next((c for c in weighed if c.field == "reported_done_at" and c.confidence > SURE_ENOUGH), None)
    if pair and start.confidence < SURE_ENOUGH:
        proof = Sentence("'{heading}' lies on or after it in almost all rows", heading=pair.heading)
        weighed = [replace(c, confidence=SURE_ENOUGH + 0.08, proof=proof) if c == start else c for c in weighed]
    return weighed


def _before_all(claims: list[Claim], taken: dict[str, Claim], shapes: dict[str, Shape]) -> list[Claim]:
    """Return the claims with a heading that tells in part of an opening as one, where no date of an end lies before it.

    A sure end or target has to be there, and no other heading that is an opening.
    """
    ends = [
        taken[name].heading
        for name in (*ENDS, *TARGET_FIELDS)
        if name in taken and taken[name].confidence > SURE_ENOUGH
    ]
    begins = [claim for claim in claims if claim.field in BEGINNINGS and shapes[claim.heading].is_moment]
    if not ends or any(claim.confidence >= SURE_ENOUGH for claim in begins):
        return claims
    likely = [claim for claim in begins if claim.confidence >= PARTLY and _is_before(claim.heading, ends, shapes)]
    first = _first_of([claim.heading for claim in likely], shapes)
    if first is None:
        return claims
    proof = Sentence("its dates lie before those of every end")
    return [
        replace(c, confidence=SURE_ENOUGH + 0.02, proof=proof) if c in likely and c.heading == first else c
        for c in claims
    ]


def _first_of(headings: list[str], shapes: dict[str, Shape]) -> str | None:
    """Return the one of some columns of moments that lies on or before all the others; None where that is not one."""
    first = [heading for heading in headings if _is_before(heading, headings, shapes)]
    if len(first) > 1:  # on the same days: the hour tells
        first = [at for at in first if all(_hours_before(shapes[at], shapes[other]) for other in first if other != at)]
    return first[0] if len(first) == 1 else None


def _hours_before(begins: Shape, ends: Shape) -> bool:
    if begins.moment is None or ends.moment is None:
        return False
    return float((begins.moment < ends.moment).mean() or 0.0) >= 0.95  # type: ignore[arg-type]


def _earliest_request(claims: list[Claim], shapes: dict[str, Shape]) -> list[Claim]:
    """Return the claims with the first of several moments that are surely a request's as that: a report comes before a form."""
    sure = [claim.heading for claim in claims if claim.field == "requested_at" and claim.is_exact]
    first = _first_of(sure, shapes) if len(sure) > 1 else None
    return [
        replace(claim, confidence=claim.confidence * 0.6)
        if first and claim.field == "requested_at" and claim.heading in sure and claim.heading != first
        else claim
        for claim in claims
    ]


def _work_before_desk(claims: list[Claim], shapes: dict[str, Shape]) -> list[Claim]:
    """Return the claims with an end of a desk behind that of the work: "Uitgevoerd op" goes before "Afgehandeld op"."""
    ends = [claim for claim in claims if claim.field == "reported_done_at" and claim.confidence >= SURE_ENOUGH]
    by_hand = [claim for claim in ends if not words_of("by_hand").isdisjoint(tokens(claim.heading))]
    if not by_hand:
        return claims
    first = by_hand[0]
    behind = [
        claim
        for claim in ends
        if claim not in by_hand
        and not words_of("by_desk").isdisjoint(tokens(claim.heading))
        and shapes[first.heading].values >= AS_FILLED * shapes[claim.heading].values
    ]
    return [replace(c, confidence=min(c.confidence, first.confidence - CLOSE)) if c in behind else c for c in claims]


def _is_before(heading: str, others: Sequence[str], shapes: dict[str, Shape]) -> bool:
    """Return whether a column of moments is filled and lies on or before the others, in almost all rows."""
    begins = shapes[heading].moment
    ends = [moment for other in others if other != heading and (moment := shapes[other].moment) is not None]
    return (
        begins is not None
        and shapes[heading].filled >= 0.98
        and all(share >= 0.95 for share, rows in (on_or_after(begins, end) for end in ends) if rows)
    )


def _with_order(claim: Claim, start: str, share: float, rows: int) -> Claim:
    if rows < 3:
        return claim
    needed = 0.5 if claim.field in TARGET_FIELDS else 0.8
    if share < needed:
        return replace(claim, confidence=claim.confidence * 0.6)
    proof = Sentence("its dates lie on or after '{heading}' in {share}% of rows", heading=start, share=int(share * 100))
    is_end = claim.field in ENDS  # a date that lies after the opening can be an end; a planned one is not yet a promise
    extra = 0.12 if is_end and PERHAPS - 0.06 <= claim.confidence <= PERHAPS and share >= 0.95 else 0.02
    return replace(claim, confidence=min(claim.confidence + extra, 0.99), proof=proof)


def _own_number(taken: dict[str, Claim], shapes: dict[str, Shape]) -> dict[str, Claim]:
    """Return the claims with a request's number as the item's own, where there is no other and it never repeats."""
    request = taken.get("request_id")
    if request is None or "item_id" in taken or shapes[request.heading].unique < 0.99:
        return taken
    proof = Sentence("no value stands there twice, and there is no other number")
    moved = replace(request, field="item_id", confidence=min(request.confidence, 0.75), proof=proof)
    return {**{name: claim for name, claim in taken.items() if name != "request_id"}, "item_id": moved}


def _number_of_request(taken: dict[str, Claim], claims: list[Claim], shapes: dict[str, Shape]) -> dict[str, Claim]:
    """Return the claims with a second number, of which the heading says that it is a request's, as that of the request.

    The items have a number that never repeats, and this one does: one request, several items.
    """
    own = taken.get("item_id")
    if own is None or "request_id" in taken or shapes[own.heading].unique < 0.99:
        return taken
    headings = {claim.heading for claim in taken.values()}
    others = [
        claim
        for claim in claims
        if claim.field == "item_id" and claim.is_exact and claim.heading not in headings
        and set(tokens(claim.heading)) & REQUESTS and shapes[claim.heading].unique < 0.99
    ]  # fmt: skip
    if len(others) != 1:
        return taken
    proof = Sentence("its numbers repeat, and those under '{heading}' do not", heading=own.heading)
    return {**taken, "request_id": replace(others[0], field="request_id", confidence=0.75, proof=proof)}


def _asked_before(taken: dict[str, Claim], claims: list[Claim], shapes: dict[str, Shape]) -> dict[str, Claim]:
    """Return the claims with the moment of the request where the heading says so in part and the dates bear it out."""
    opened, headings = taken.get("opened_at"), {claim.heading for claim in taken.values()}
    likely = [claim for claim in claims if claim.field == "requested_at" and claim.heading not in headings]
    begins = shapes[opened.heading].moment if opened and opened.confidence >= SURE_ENOUGH else None
    if opened is None or begins is None or "requested_at" in taken or len(likely) != 1:
        return taken
    request = likely[0]
    asked = shapes[request.heading].moment
    share, rows = on_or_after(asked, begins) if asked is not None else (0.0, 0)
    if request.confidence < PARTLY or share < 0.98 or rows < FEWEST_NUMBERS:
        return taken
    proof = Sentence("its dates lie on or before '{heading}'", heading=opened.heading)
    return {**taken, "requested_at": replace(request, confidence=SURE_ENOUGH + 0.02, proof=proof)}


def _first_moment(taken: dict[str, Claim]) -> dict[str, Claim]:
    """Return the claims with the moment of the request as the opening, where the export knows no other.

    A start that the heading only may mean is none beside it: work starts later than it is asked for.
    """
    request, opened = taken.get("requested_at"), taken.get("opened_at")
    is_opening = opened is not None and opened.confidence >= SURE_ENOUGH
    is_asked_surely = request is not None and request.is_exact and request.confidence >= SURE_ENOUGH
    if request is None or (opened and is_opening and (opened.is_exact or not is_asked_surely)):
        return taken
    proof = Sentence("it is the first moment that the file knows")
    moved = replace(request, field="opened_at", confidence=request.confidence * 0.95, proof=proof)
    return {**{name: claim for name, claim in taken.items() if name != "requested_at"}, "opened_at": moved}


def guess_of(claim: Claim | None, rivals: list[Claim], hint: Hint | None, is_unused: bool) -> Guess:
    """Return the guess for one heading: its claim where that is sure enough, else what it may be."""
    if claim is not None and claim.confidence >= SURE_ENOUGH:
        others = dict.fromkeys(rival.field for rival in rivals if rival.field != claim.field)
        return Guess(claim.field, round(claim.confidence, 2), _why(claim), tuple(others))
    if not rivals and not is_unused and hint:
        return Guess(None, HINT, hint.why, hint.fields)
    confidence = claim.confidence if claim else max((rival.confidence for rival in rivals), default=0.0)
    others = dict.fromkeys(rival.field for rival in rivals)
    against = next((rival.against for rival in rivals if rival.against), None)
    why = against if against and not is_unused else _why_not(is_unused, bool(others))
    return Guess(None, round(confidence, 2), why, tuple(others))


def _why(claim: Claim) -> Sentence:
    if not claim.name:
        said = Sentence("the heading tells nothing")
    elif claim.is_exact:
        said = Sentence("the heading is one we know: '{name}'", name=claim.name)
    else:
        said = Sentence("the heading is like '{name}'", name=claim.name)
    return Sentence("{name}, and {proof}", name=said, proof=claim.proof) if claim.proof else said


def _why_not(is_unused: bool, has_others: bool) -> Sentence:
    if is_unused:
        return Sentence("we know the heading, and do not use it")
    if has_others:
        return Sentence("it can be several things, or the values do not bear it out: please choose")
    return Sentence("we do not know the heading")
