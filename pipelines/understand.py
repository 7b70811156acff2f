"""One delivered file, understood: read, recognised and checked; nothing is loaded here."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import polars as pl

from pipelines import learn
from pipelines.answers import answered
from pipelines.drift import with_drift
from pipelines.errors import FixableError, NotLoaded
from pipelines.event_log import cells_of, is_event_log, read_log
from pipelines.fold import EVENT_ROWS, FIRST_EVENT, fold, unfold
from pipelines.laid import Laid
from pipelines.limits import limits_of
from pipelines.load import scramble
from pipelines.personal import guarded
from pipelines.privacy import NotAllowed
from pipelines.profile import Profile, load_profiles
from pipelines.proposal import Question
from pipelines.protect import personal_issues, safe_cells, scrambled
from pipelines.protected_before import protected_before
from pipelines.publish import newest
from pipelines.read import Opened, large_of, open_export, sheets_of
from pipelines.reasons import OF_ANOTHER_TABLE
from pipelines.recognise import Recognised, recognise
from pipelines.rejects import to_mend
from pipelines.sentence import Sentence, from_json, listed
from pipelines.store import Places, frame, hash_key, open_published
from pipelines.twice import told_apart
from pipelines.validate import Validated, validate
from pipelines.vocabulary import REQUIRED

REFUSED_ABOVE = 0.3  # with more than this share set aside, the file is not what we take it for
EXAMPLES = 3
OTHER_COLUMNS = Sentence("Look whether the right columns were exported, then try again.")
ALL_EVENTS = Sentence(
    "A case can be told from all its events only: export these cases with every event, from the first on."
)


class MostlyRejected(NotLoaded):
    """So many rows would be set aside that loading the rest would give wrong figures."""


class NotAnswered(NotLoaded):
    """What a person has to say first: without it every figure could be wrong."""


@dataclass(frozen=True)
class Understood:
    """A file with what we make of it."""

    file_name: str
    recognised: Recognised
    validated: Validated
    visits: Validated | None = None  # those that an event log tells of beside its cases
    remembered: dict[str, str] = field(default_factory=dict)  # answers of an earlier file that it was read by

    @property
    def profile(self) -> Profile:
        return self.recognised.profile

    @property
    def profile_hash(self) -> str:
        """Changes with the profile, so that the same file is read anew when its rules were edited."""
        return hashlib.sha256(self.profile.model_dump_json().encode()).hexdigest()[:16]

    @property
    def services(self) -> list[str]:
        return self.validated.services

    def examples(self) -> dict[str, list[str]]:
        """The first different values under each heading that may be shown, to tell what a column holds."""
        found: dict[str, list[str]] = {heading: [] for heading in self.recognised.headings}
        shown = found.keys() - self._secret_headings()

        def different(rows: pl.DataFrame) -> dict[str, list[str]]:
            return {
                heading: rows.select(safe_cells(self.recognised, heading, rows[self.recognised.cell_column(heading)]))
                .to_series()
                .drop_nulls()
                .unique(maintain_order=True)
                .head(EXAMPLES)
                .to_list()
                for heading in shown
            }

        for few in self.recognised.each_slice(different):
            for heading, cells in few.items():
                found[heading] = list(dict.fromkeys([*found[heading], *cells]))[:EXAMPLES]
        return found

    def _secret_headings(self) -> set[str]:
        """Headings whose cells are not shown: private ones, and those of hashed fields."""
        private = self.recognised.headings_like(self.profile.private.columns)
        hashed = (self.recognised.heading_of(name) for name in self.profile.secret_fields)
        return {*private, *(heading for heading in hashed if heading)}


def understand(
    places: Places,
    file: Path,
    file_name: str,
    source: str | None,
    sheet: str | None,
    today: datetime,
    answers: Mapping[str, str] | None = None,
    profile: Profile | None = None,
) -> Understood:
    """Read, recognise and check one file. Raises FixableError in words for whoever loads it.

    answers   what a person said to `Validated.questions`, by their keys; it goes before what was said of an earlier file
    profile   reads the file in place of those that are kept: one that is still to be confirmed
    """
    profiles = [profile] if profile else load_profiles(places.profiles)
    limits = limits_of(places.data)
    with open_export(file, file_name, limits) as opened:
        recognised = _recognised_large(opened, profiles, source)
        if recognised is None:
            recognised = recognise(sheets_of(opened, sheet), profiles, source)
    recognised = with_drift(recognised, places)
    given = dict(answers or {})
    known = learn.remembered(places, recognised.profile, recognised.headings)
    unasked = {key: answer for key, answer in known.items() if key not in given}
    used = learn.standing(unasked, recognised.headings)
    try:
        understood = _read_by(places, file_name, recognised, {**used, **given}, today)
    except NotAllowed:
        if not used:
            raise
        used = {}  # what was allowed for an earlier file is not for this one: it is decided anew
        understood = _read_by(places, file_name, recognised, given, today)
    if more := learn.to_questions(unasked, understood.validated.questions):
        used |= more
        understood = _read_by(places, file_name, recognised, {**used, **given}, today)
    return replace(understood, remembered=used)


def _read_by(
    places: Places, file_name: str, recognised: Recognised, answers: Mapping[str, str], today: datetime
) -> Understood:
    """Return a recognised file checked by a person's answers, row by row or folded."""
    recognised, questions = told_apart(answered(recognised, answers), answers)
    recognised = guarded(recognised, answers, protected_before(places, recognised))
    if is_event_log(recognised):
        understood = _folded(places, file_name, recognised, today)
    else:
        laid = Laid(places.temp, lambda rows: scrambled(recognised, rows, hash_key(places)))
        understood = Understood(file_name, recognised, validate(recognised, today, laid))
    validated = understood.validated
    issues = pl.concat([personal_issues(recognised), validated.issues])
    return replace(
        understood, validated=replace(validated, issues=issues, questions=(*questions, *validated.questions))
    )


def _recognised_large(opened: Opened, profiles: list[Profile], source: str | None) -> Recognised | None:
    """Return a long text file recognised by the rows that tell what it is; None where it is to be read whole.

    What cannot be recognised so is read whole too, so that what is told of it rests on all of it.
    """
    large = large_of(opened)
    if large is None:
        return None
    try:
        return replace(recognise([large.sheet], profiles, source), large=large)
    except FixableError:
        return None


def _folded(places: Places, file_name: str, recognised: Recognised, today: datetime) -> Understood:
    """Return an event log understood: one record per case, the visits beside them, accounts in rows of the file."""
    log = read_log(recognised, today)
    folded = fold(log, _as_in_the_file(places, log.recognised, known_cases(places)))
    validated = unfold(folded, validate(folded.items, today))
    if folded.visits is None:
        return Understood(file_name, recognised, validated)
    visits = validate(folded.visits, today)
    counted = validated.rows.select("service", "item_id")
    rows = visits.rows.join(counted, on=["service", "item_id"], how="semi", maintain_order="left")
    return Understood(file_name, recognised, validated, replace(visits, rows=rows))


def _as_in_the_file(places: Places, recognised: Recognised, known: pl.DataFrame | None) -> pl.DataFrame | None:
    """Return the cases that are known under the numbers that the file gives them, where these are scrambled in the store."""
    if known is None or "item_id" not in recognised.profile.secret_fields:
        return known
    plain = cells_of(recognised, "item_id").drop_nulls().unique()
    hashed = scramble(plain.to_frame("of_case"), ["of_case"], hash_key(places))["of_case"]
    return known.with_columns(pl.col("of_case").replace(hashed, plain))


def known_cases(places: Places) -> pl.DataFrame | None:
    """The cases that were folded from events before, as `fold` asks for them; None where nothing was published."""
    said = newest(places)
    if not said:
        return None
    with open_published(places.version(said["publish_id"])) as published:
        return frame(
            published,
            """
            select
                service as of_service, record_id as of_case,
                json_extract_string(cells, '$."' || $1 || '"')::bigint as known_rows,
                json_extract_string(cells, '$."' || $2 || '"') as known_first
            from delivered_rows
            where relation = 'work_items' and contains(cells, $1)
            """,
            [EVENT_ROWS, FIRST_EVENT],
        )


def require_answered(understood: Understood) -> None:
    """Raise NotAnswered where the file cannot be loaded without an answer of a person."""
    if question := _needed(understood):
        told = listed(
            Sentence("{answer} for {meaning}", answer=f"--answer '{question.key}={choice.value}'", meaning=choice.words)
            for choice in question.choices
        )
        raise NotAnswered(
            understood.file_name,
            Sentence("it leaves a question open. {question}", question=question.words),
            Sentence("In a command load it again with {answers}; on the page Upload choose one.", answers=told),
        )


def _needed(understood: Understood) -> Question | None:
    return next((question for question in understood.validated.questions if question.is_needed), None)


def require_mostly_accepted(understood: Understood) -> None:
    """Raise MostlyRejected where more rows would have to be mended than can be a few faults, or no row would count.

    Not before a question is answered. Totals, notes and earlier lines of an item are no faults.
    """
    if _needed(understood):
        return
    accepted, every = understood.validated.accepted, understood.validated.rejected
    rejected = to_mend(every) if accepted else every
    of_others = every.filter(pl.col("reason_words").str.json_path_match("$.words") == OF_ANOTHER_TABLE.words)
    if accepted and of_others.height > accepted:  # then this is hardly the table that is meant
        rejected = pl.concat([rejected, of_others])
    cases = accepted + rejected.height
    if cases == 0 or rejected.height <= 1 or rejected.height / cases <= REFUSED_ABOVE:
        return
    of_kind = pl.col("reason_words").str.json_path_match("$.words").alias("kind")  # whatever values fill the words
    kinds = rejected.sort("row_number").with_columns(of_kind).group_by("kind", maintain_order=True)
    most = (
        kinds.agg(
            pl.len(), pl.col("reason_words").n_unique().alias("different"), pl.col("row_number", "reason_words").first()
        )
        .sort("len", descending=True, maintain_order=True)
        .row(0, named=True)
    )
    reason = from_json(most["reason_words"])
    if most["different"] > 1:
        reason = Sentence("(row {row}) {reason}", row=most["row_number"], reason=reason)
    raise MostlyRejected(
        understood.file_name,
        Sentence(
            "{rejected} of its {rows} rows would be set aside, {count} of them because: {reason}",
            rejected=rejected.height,
            rows=cases,
            count=most["len"],
            reason=reason,
        ),
        ALL_EVENTS if is_event_log(understood.recognised) else OTHER_COLUMNS,
    )


def required_fields(understood: Understood) -> tuple[str, ...]:
    """The canonical fields that a row of this table cannot do without."""
    return REQUIRED[understood.validated.table]
