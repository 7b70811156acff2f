"""A table that no profile fits -> what it may be: which of our tables, which heading is which field, what codes mean.

A wrong field is worse than none, so a guess that is not sure stays blank with what it may be.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import polars as pl

from pipelines import vocabulary
from pipelines.code_words import code_guesses
from pipelines.done_but_not import told_of_not_done
from pipelines.find_table import Table
from pipelines.guess import (
    Claim,
    aside_of,
    assigned,
    claims_of,
    guess_of,
    moments_of_milestones,
    only_moment,
    own_number_by_values,
)
from pipelines.headings import is_unnamed
from pipelines.hints import hint_of
from pipelines.key_numbers import cut_to_15, signs_of
from pipelines.low_marks import told_of_low_marks
from pipelines.names import PERHAPS, flag_names, known_names, other_files, tokens, unused_names
from pipelines.no_end import told_of_no_end
from pipelines.no_visit import told_of_no_visits
from pipelines.other_ends import told_of_other_ends
from pipelines.personal_proposed import personal_in
from pipelines.plain_signs import plain
from pipelines.profile import CANCELLED as FLAGGED
from pipelines.profile import CODED
from pipelines.proposal import SURE_ENOUGH, Choice, CodeGuess, Guess, Proposal, Question
from pipelines.questions import questions_of
from pipelines.rosters import PLANNED, REAL, roster_of, told_of_times
from pipelines.sentence import Sentence, listed
from pipelines.shapes import SAMPLE_ROWS, Shape, shapes_of
from pipelines.sheet import holds_something
from pipelines.times_of_day import Times, form_of_times, times_of
from pipelines.values import NO_WORDS, SAYS_YES

__all__ = ["Choice", "CodeGuess", "Guess", "Proposal", "Question", "propose", "propose_rows"]

# What each table cannot do without (all of the first, one of the second), to be that table and no other.
NEEDS: Final[dict[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "work_items": (
        ("item_id", "opened_at"),
        ("status", "target_last_at", "target_first_at", "reported_done_at", "priority_last", "team", "category"),
    ),
    "contacts": (("at",), ("channel", "meaning")),
    "visits": (("worker",), ("started_at", "planned_from")),
    "answers": (("at",), ("solved", "score")),
    "goals": (("customer_id", "words"), ("set_at", "goal_id")),
    "goal_marks": (("goal_id", "way_to_go"), ("at",)),
    "scale_marks": (("customer_id", "mark"), ("at",)),
    "milestones": (("name", "target_at"), ("item_id", "customer_id", "household_id")),
    "claims": (("claim_id", "criterion"), ("claimed_at",)),
}
# What tells a table from the others weighs more than what all of them have.
WEIGHTS: Final = {
    "item_id": 1.5, "opened_at": 2.0, "reported_done_at": 1.5, "target_last_at": 1.5, "target_first_at": 1.5, "status": 1.2,
    "priority_last": 1.2, "request_id": 1.0, "channel": 1.5, "meaning": 2.0, "contact_id": 2.0, "at": 1.0, "visit_id": 2.0,
    "planned_from": 2.0, "planned_to": 2.0, "started_at": 2.0, "ended_at": 2.0, "answer_id": 2.0, "solved": 3.0, "score": 3.0,
    "goal_id": 2.0, "way_to_go": 3.0, "set_at": 2.0, "scale": 2.0, "mark": 2.0, "milestone_id": 2.0, "name": 2.0, "target_at": 2.0,
    "claim_id": 3.0, "criterion": 3.0, "claimed_at": 2.0, "worker": 0.8, "team": 0.8, "category": 0.8,
}  # fmt: skip
MOST_COLUMNS: Final = 300  # no export that we met has more; what stands right of them is not looked at
BLOCKS: Final = 10
CASES_SEEN: Final = 2_000  # of an event log, to tell what differs between the events of a case
REPEATS: Final = 1.5  # rows a case: above it one row is one event
A_NUMBER: Final = (
    0.4  # a claim on the number of a case, of an event log: "number" repeats there, and is one all the same
)
OF_EVENTS: Final = 0.9  # what differs between the events of a case tells less of the case
FIGURE_ROWS: Final = 5  # of fewer rows nobody can tell
OWN_NUMBER: Final = 0.98  # of the numbers different ones: each row is one case
LIKELY_FIELDS: Final = 2  # that are sure, from which a table is told though something that it needs is not found
LIKELY_WEIGHT: Final = 2.3
TELLING: Final = 1.5  # the weight of a field that few tables have
COMPLETE: Final = 2.0  # what it weighs that everything is there that a table cannot do without
FOREIGN: Final = 3  # headings of a spend list, from which it is one


@dataclass(frozen=True)
class Reading:
    """The columns of one table taken for one of ours."""

    table: str
    claims: list[Claim]
    taken: dict[str, Claim]
    is_roster: bool = False  # of visits: their begin and end are known, if not whether these were planned

    @property
    def sure(self) -> dict[str, float]:
        return {name: claim.confidence for name, claim in self.taken.items() if claim.confidence >= SURE_ENOUGH}

    @property
    def fits(self) -> bool:
        """Whether everything is there that the table cannot do without."""
        every, one = self.needed
        has_one = self.is_roster or any(name in self.sure for name in one)
        return has_one and all(name in self.sure for name in every)

    @property
    def needed(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """What the table cannot do without; a number that is named after visits tells of them as well as who came does."""
        every, one = NEEDS[self.table]
        own = self.taken.get("visit_id")
        is_numbered = own is not None and own.is_exact and "visit_id" in self.sure
        return ("visit_id",) if self.table == "visits" and is_numbered and "worker" not in self.sure else every, one

    @property
    def missing(self) -> tuple[str, ...]:
        """The fields that a row of the table cannot do without and that no heading surely is; the service is asked apart."""
        return tuple(name for name in vocabulary.REQUIRED[self.table] if name != "service" and name not in self.sure)

    @property
    def rank(self) -> tuple[float, float]:
        """How much speaks for this table beside the others: one that lacks something may still tell far more than another."""
        return round(self.weight, 1) + COMPLETE * self.fits, self.likelihood

    @property
    def weight(self) -> float:
        return sum(confidence * WEIGHTS.get(name, 0.5) for name, confidence in self.sure.items())

    @property
    def likelihood(self) -> float:
        """The same with what is not sure enough to be proposed."""
        return sum(claim.confidence * WEIGHTS.get(name, 0.5) for name, claim in self.taken.items())

    @property
    def confidence(self) -> float:
        """How sure it is that the rows are of this table."""
        if not self.fits:
            return round(min(0.4, self.weight / 20), 2)
        weakest = min(self.sure[name] for name in self.needed[0])
        return round(min(0.98, weakest * min(1.0, 0.7 + 0.05 * self.weight)), 2)


def _is_likely(reading: Reading, shapes: dict[str, Shape]) -> bool:
    """Return whether so much is there that it can hardly be another table, though something that it needs is not found.

    Only headings that are surely a field and have cells speak for that.
    """
    clear = [
        name for name in reading.sure if reading.taken[name].is_exact and shapes[reading.taken[name].heading].values
    ]
    weights = [reading.sure[name] * WEIGHTS.get(name, 0.5) for name in clear]
    tells = any(WEIGHTS.get(name, 0.0) >= TELLING for name in clear)
    return tells and len(clear) >= LIKELY_FIELDS and sum(weights) >= LIKELY_WEIGHT


def propose(table: Table) -> Proposal:
    """Return what the rows of a table may be, from its headings and its values."""
    return propose_rows(rows_of(table), forms=forms_of(table), merged=merged_in(table))


def merged_in(table: Table) -> list[str]:
    """Return the headings under which cells are merged over several rows."""
    over = {column for first, _, column in table.sheet.merged if table.first_row <= first <= table.last_row}
    return [heading for at, heading in enumerate(table.headings) if at in over]


def forms_of(table: Table) -> dict[str, Sequence[str]]:
    """Return heading -> every way to read it, of a table whose headings stand in several rows."""
    if len(table.header_rows) < 2:
        return {}
    return {table.headings[at]: [table.headings[at], *read] for at, read in table.forms.items()}


def rows_of(table: Table) -> pl.DataFrame:
    """Return the rows of a table, a column of texts under each heading that has a name."""
    cells = table.sheet.cells
    rows = cells.filter(
        pl.col("row_number").is_between(table.first_row, table.last_row) & holds_something(table.sheet.columns)
    )
    return pl.DataFrame(
        {
            heading: plain(rows[f"c{at}"])
            for at, heading in enumerate(table.headings)
            if f"c{at}" in cells.columns and not is_unnamed(heading)
        }
    )


def propose_rows(
    rows: pl.DataFrame,
    table: str | None = None,
    may_be_events: bool = True,
    forms: Mapping[str, Sequence[str]] | None = None,
    merged: Collection[str] = (),
) -> Proposal:
    """Return what rows may be; `rows` has a column of texts under each heading.

    table   the one that a person says it is, instead of the likeliest; so with `may_be_events`
    forms   heading -> every way to read it, where there are several
    merged  headings under which one cell stands for several rows
    """
    shapes = shapes_of(_sample(rows[:, :MOST_COLUMNS]))
    found_times = times_of(shapes)
    readings = {name: _reading(name, shapes, forms) for name in vocabulary.DELIVERED}
    readings["visits"] = _with_begin_and_end(readings["visits"], readings["work_items"], shapes, found_times)
    likeliest = max(readings.values(), key=lambda reading: reading.rank)
    best = readings[table] if table else likeliest
    is_case = may_be_events and (table == "work_items" or (table is None and not _tells_of_people(likeliest, shapes)))
    events = _events(rows, shapes, readings["work_items"], merged) if is_case else {}
    if events and table is None and _is_row_a_visit(readings["visits"], shapes):
        best, events = readings["visits"], {}
    if events:
        best = _of_cases(readings["work_items"], rows, shapes, events)
    told, is_figures = _told(shapes, best, events) if table is None else (None, False)
    is_any = best.fits or table is not None
    fits = bool(events) or (is_any and told is None and any(shape.values for shape in shapes.values()))
    is_partly = not fits and told is None and _is_likely(best, shapes)
    guesses = _guesses(best, shapes, fits or is_partly)
    fields = {guess.field: heading for heading, guess in guesses.items() if guess.field}
    times = _times_of(best, found_times)
    guesses |= {
        clock: Guess(None, 0.0, Sentence("its times are put together with the days under '{heading}'", heading=day))
        for day, clock in times.items()
        if day in fields.values() and guesses[clock].field is None
    }
    guesses |= {
        day: Guess(None, 0.0, Sentence("its days are put together with the times under {headings}", headings=clocks))
        for day, clocks in _clocks_of(found_times, times, guesses).items()
    }
    guesses |= {
        half: Guess(None, 0.0, Sentence("it says AM or PM of the times under '{heading}'", heading=clock))
        for clock, half in found_times.halves.items()
    }
    flags = _cancelled_flags(best.table, shapes, fields) if fits else ()
    guesses |= {flag: Guess(None, 0.0, CANCELLED) for flag in flags}
    codes = {
        name: found
        for name in CODED.get(best.table, {})
        if name in fields and (found := code_guesses(name, rows[fields[name]]))
    }
    return Proposal(
        table=best.table,
        table_confidence=best.confidence if best.fits else max(best.confidence, 0.7 if events else 0.0),
        guesses=guesses,
        codes=codes,
        questions=questions_of(fields, rows, shapes, codes, events) if fits or is_partly else [],
        is_event_log=bool(events),
        figures_only=is_figures,
        event_columns=events,
        days={**found_times.days, **{clock: day for day, clock in times.items()}},
        times=times,
        clocks={heading: form for heading, shape in shapes.items() if (form := form_of_times(heading, shape))}
        | found_times.forms,
        halves=found_times.halves,
        cancelled_flags=flags,
        personal=personal_in(rows, {heading: guess.field for heading, guess in guesses.items()}, best.table),
        is_none_of_ours=told is not None,
        told=told
        or (_told_of_events(events, merged) if events else None if fits else PARTLY_OURS if is_partly else NOT_OURS),
        notes=_notes(best, shapes, fields, rows, codes, flags) if not events and (fits or is_partly) else (),
        missing=_missing(best, bool(events)) if fits or is_partly else (),
    )


CANCELLED: Final = Sentence("its cells say yes or no: where they say yes the case counts as cancelled")
EVENT_LOG: Final = Sentence("each row is one event: several rows tell of one case, and are to be folded into one item.")
EVENTS_OF_MERGED: Final = Sentence(
    "each row is one event: the cells under '{heading}' are merged over rows that differ under {differing}, and these are to be"
    " folded into one item."
)
FIGURES: Final = Sentence(
    "it holds figures per period or organisation, and no row for each case: nothing can be counted from it."
)
SPEND: Final = Sentence("it is a list of payments: there is no work for a person in it that could be counted.")


def _cancelled_flags(table: str, shapes: dict[str, Shape], fields: Mapping[str, str]) -> tuple[str, ...]:
    """Return the headings of cells that say yes or no of which the name says that a case was cancelled."""
    if table not in FLAGGED:
        return ()
    return tuple(
        heading
        for heading, shape in shapes.items()
        if heading not in fields.values() and shape.values and flag_names("cancelled").like(heading)
        and bool(shape.cells.drop_nulls().str.to_lowercase().is_in([*SAYS_YES, *NO_WORDS, ""]).all())
    )  # fmt: skip


def _notes(
    reading: Reading,
    shapes: dict[str, Shape],
    fields: dict[str, str],
    rows: pl.DataFrame,
    codes: dict[str, dict[str, CodeGuess]],
    flags: Collection[str],
) -> tuple[Sentence, ...]:
    """Return what a person should look at before anything is loaded by the proposal; nothing of plain rows."""
    if reading.table == "work_items":
        return (
            *told_of_no_end(fields, shapes, codes),
            *told_of_other_ends(fields, rows, shapes),
            *told_of_not_done(fields, rows, shapes, codes),
        )
    if reading.table == "answers":
        return told_of_low_marks(fields, rows)
    if reading.table != "visits":
        return ()
    told = told_of_times(reading.taken, shapes) if reading.is_roster else []
    return (*told, *told_of_no_visits(fields, rows, shapes, flags))


def _missing(reading: Reading, is_event_log: bool) -> tuple[str, ...]:
    """Return what has to be told by a person before a row can be read; a log tells by its first event when a case was opened."""
    return tuple(name for name in reading.missing if not (is_event_log and name == "opened_at"))


PARTLY_OURS: Final = Sentence(
    "something that its rows need is under none of the headings that we are sure of: please tell which column it is."
)
NOT_OURS: Final = Sentence(
    "we see no number of a case with the moment that it was opened, and no contacts, visits or answers: please tell what"
    " the columns are, if it holds any of these."
)


def _sample(rows: pl.DataFrame) -> pl.DataFrame:
    """Return blocks of rows from all over the file, as many as are quick to look at."""
    if rows.height <= SAMPLE_ROWS:
        return rows
    size, apart = SAMPLE_ROWS // BLOCKS, rows.height // BLOCKS
    return pl.concat([rows.slice(at * apart, size) for at in range(BLOCKS)])


def _reading(table: str, shapes: dict[str, Shape], forms: Mapping[str, Sequence[str]] | None = None) -> Reading:
    claims = claims_of(table, shapes, forms)
    taken = assigned(claims, shapes)
    if table == "work_items":
        taken = own_number_by_values(taken, claims, shapes)
    if table in ("contacts", "answers"):
        taken = only_moment(table, taken, shapes)
    if table == "milestones":
        taken = moments_of_milestones(taken)
    return Reading(table, claims, taken)


def _with_begin_and_end(visits: Reading, items: Reading, shapes: dict[str, Shape], times: Times) -> Reading:
    """Return what tells of visits, with a begin and an end by their values where no row has the number of a case of its own."""
    number = items.taken.get("item_id") if "item_id" in items.sure else None
    is_case = number is not None and shapes[number.heading].unique >= OWN_NUMBER
    found = roster_of(visits.taken, visits.claims, shapes, times.days, is_case)
    return Reading("visits", found[1], found[0], is_roster=True) if found else visits


def _times_of(reading: Reading, times: Times) -> dict[str, str]:
    """Return the heading of days -> that of the times of day that go with them.

    Where headings and places tell of none, one column alone may be that surely names the field of the only day.
    """
    found: dict[str, list[str]] = {}
    for clock, day in times.days.items():
        taken = next((claim.field for claim in reading.taken.values() if claim.heading == day), None)
        names = [claim.field for claim in reading.claims if claim.heading == clock and claim.is_exact]
        if taken in names:
            found.setdefault(day, []).append(clock)
    return {day: clocks[0] for day, clocks in found.items() if len(clocks) == 1} | times.of_day


def _clocks_of(found: Times, times: Mapping[str, str], guesses: dict[str, Guess]) -> dict[str, str]:
    """Return heading of days that are no field -> the headings of times that are moments with them, in quotes."""
    clocks: dict[str, list[str]] = {}
    for clock, day in found.days.items():
        if guesses[clock].field is not None and guesses[day].field is None and clock not in times.values():
            clocks.setdefault(day, []).append(f"'{clock}'")
    return {day: listed(headings) for day, headings in clocks.items()}


def _guesses(reading: Reading, shapes: dict[str, Shape], fits: bool) -> dict[str, Guess]:
    """Return a guess for each heading; none is sure where the rows are of none of our tables."""
    of_heading = {claim.heading: claim for claim in reading.taken.values()} if fits else {}
    headings = {field: claim.heading for field, claim in reading.taken.items()}
    unused = unused_names(reading.table)
    return {
        heading: guess_of(
            of_heading.get(heading),
            [claim for claim in reading.claims if claim.heading == heading],
            hint_of(shape, reading.table, headings, shapes) if fits else None,
            bool(aside_of(unused, heading, shape)) and heading not in of_heading,
        )
        for heading, shape in shapes.items()
    }


def _told_of_events(events: dict[str, str], merged: Collection[str]) -> Sentence:
    """Return what a person should know first of an event log, and why it is one where the sheet shows each case as one."""
    if events["case"] not in merged:
        return EVENT_LOG
    differing = listed(f"'{events[part]}'" for part in ("activity", "at") if part in events)
    return Sentence(EVENTS_OF_MERGED, heading=events["case"], differing=differing)


def _events(
    rows: pl.DataFrame, shapes: dict[str, Shape], reading: Reading, merged: Collection[str] = ()
) -> dict[str, str]:
    """Return which headings hold the case, what happened and when, where each row is an event; else nothing.

    Where a case is merged over its rows, any that have a moment and an activity of their own are events, also of a few cases.
    """
    numbers = [claim for claim in reading.claims if claim.field == "item_id" and claim.confidence >= A_NUMBER]
    likely = [claim for claim in numbers if claim.confidence >= SURE_ENOUGH or shapes[claim.heading].code_share > 0.9]
    if not likely:
        return {}
    case = likely[0].heading
    repeats = rows.height >= REPEATS * rows[case].n_unique()
    if not repeats and case not in merged:
        return {}
    if cut_to_15([signs_of(rows[case])]):  # several cases may have the same number by that
        return {}
    varying = _varying(rows, case)
    varying |= {day for day, clock in times_of(shapes).of_day.items() if clock in varying}
    opened = reading.taken.get("opened_at")
    own_opening = opened.heading if opened and opened.is_exact and "opened_at" in reading.sure else None
    found, ends = {"case": case}, _ends_of_lines(reading, varying)
    for part in ("activity", "at"):
        surely = "activity" in found  # where the heading of what happened is sure, that of the moment may be any
        known = [
            (like.score, heading)
            for heading, shape in shapes.items()
            if heading in varying
            and shape.is_moment == (part == "at")
            and not (part == "at" and "activity" not in found and heading in ends)
            for like in known_names()["events"].like(heading)
            if like.field == part and like.score > (PERHAPS - 0.01 if surely else 0.85)
        ]
        if known:
            found[part] = max(known, key=lambda pair: pair[0])[1]
    if "activity" not in found and own_opening in varying and own_opening != found.get("at"):
        return {}  # each row was opened by itself: numbers that start again are of cases apart
    return found if "at" in found and (repeats or "activity" in found) else {}


def _ends_of_lines(reading: Reading, varying: Collection[str]) -> list[str]:
    """Return the headings of ends that are none of events: of lines of an order, which was opened once."""
    opened = reading.taken.get("opened_at")
    if opened is None or opened.confidence < SURE_ENOUGH or opened.heading in varying:
        return []
    return [claim.heading for claim in reading.claims if claim.field == "reported_done_at" and claim.is_exact]


def _varying(rows: pl.DataFrame, case: str) -> set[str]:
    """Return the columns that differ between the rows of most cases, as what tells of single events does."""
    cases = rows[case].drop_nulls().unique(maintain_order=True).head(CASES_SEEN)
    several = (
        rows[:, :MOST_COLUMNS]
        .filter(pl.col(case).is_in(cases.implode()))
        .group_by(case)
        .agg(pl.len().alias("rows of the case"), pl.exclude(case).drop_nulls().n_unique())
        .filter(pl.col("rows of the case") > 1)
    )
    return {name for name in several.columns[2:] if float((several[name] > 1).mean() or 0.0) >= 0.5}  # type: ignore[arg-type]


def _tells_of_people(reading: Reading, shapes: dict[str, Shape]) -> bool:
    """Return whether each row is an answer or a contact with a number of its own, so that several of a case are no log of it."""
    own = reading.taken.get(vocabulary.RECORD_ID[reading.table])
    is_sure = own is not None and own.confidence >= SURE_ENOUGH and shapes[own.heading].unique >= 0.99
    return (reading.fits or _is_likely(reading, shapes)) and reading.table in ("answers", "contacts") and is_sure


def _is_row_a_visit(reading: Reading, shapes: dict[str, Shape]) -> bool:
    """Return whether each row has a number of its own that names a visit, with its begin and end: several go to one order."""
    own = reading.taken.get("visit_id")
    is_own = own is not None and own.is_exact and "visit_id" in reading.sure and shapes[own.heading].unique >= 0.99
    return is_own and any({begin, end} <= reading.sure.keys() for begin, end in (REAL, PLANNED))


def _of_cases(reading: Reading, rows: pl.DataFrame, shapes: dict[str, Shape], events: dict[str, str]) -> Reading:
    """Return what tells of the cases of an event log: not the event's own columns, and rather what is one a case."""
    varying = _varying(rows, events["case"])
    claims = [
        replace(claim, confidence=SURE_ENOUGH if claim.confidence < SURE_ENOUGH else claim.confidence)
        if claim.heading == events["case"]
        else replace(claim, confidence=claim.confidence * OF_EVENTS)
        if claim.heading in varying
        else claim
        for claim in reading.claims
        if claim.heading not in (events.get("activity"), events["at"])
        and not (claim.heading in varying and shapes[claim.heading].is_moment and _is_event_time(claim.heading))
    ]
    return Reading(reading.table, claims, assigned(sorted(claims, key=lambda claim: -claim.confidence), shapes))


def _is_event_time(heading: str) -> bool:
    return any(like.field == "at" and like.score > 0.85 for like in known_names()["events"].like(heading))


def _told(shapes: dict[str, Shape], best: Reading, events: dict[str, str]) -> tuple[Sentence | None, bool]:
    """Return what kind of file it is where it is none of ours, and whether it holds figures only."""
    if events:
        return None, False
    words = {heading: tokens(heading) for heading in shapes}
    spend = sum(found in other_files()["spend"] for found in words.values())
    if spend >= FOREIGN and not (best.fits and best.weight > 5):
        return SPEND, False
    if not best.fits and _is_figures(shapes, words):
        return FIGURES, True
    return None, False


def _is_figures(shapes: dict[str, Shape], words: dict[str, tuple[str, ...]]) -> bool:
    """Return whether most columns are amounts, beside a period or under headings that name figures."""
    filled = {heading: shape for heading, shape in shapes.items() if shape.values}
    amounts = [
        h for h, shape in filled.items() if shape.is_figure or (shape.number_share >= 0.5 and not shape.is_moment)
    ]
    periods = [
        heading
        for heading, shape in filled.items()
        if shape.period_share >= 0.9 or (words[heading] in other_files()["period"] and shape.unique < 0.9)
    ]
    named = {word for found in other_files()["figures"] for word in found} - {"#", "@"}
    figures = [heading for heading in amounts if set(words[heading]) & named]
    share = len(amounts) / max(len(filled) - len(periods), 1)
    if len(amounts) < 2 or max(shape.values for shape in filled.values()) < FIGURE_ROWS:
        return False
    return share >= 0.8 or (share >= 0.4 and bool(periods or len(figures) >= 2))
