"""What we propose for a file that no profile fits, and the profile that comes of it once a person has answered."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from pydantic import ValidationError

from pipelines.clock_cells import ClockForm
from pipelines.errors import BadProfile
from pipelines.personal_column import Personal
from pipelines.profile import CODED, Profile, faults_of
from pipelines.sentence import Sentence
from pipelines.vocabulary import DELIVERED, MOMENT

SURE_ENOUGH: Final = 0.6  # a guess below this stays blank: a wrong field costs more than a question
CODE_SURE_ENOUGH: Final = 0.8  # the same for what a code means: above it, it is filled in for a person to confirm


@dataclass(frozen=True)
class Guess:
    """What we take a column for: `field` is None where it is doubtful, and `others` are what it may be then."""

    field: str | None
    confidence: float
    why: Sentence
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class CodeGuess:
    """What we take a code for, and how many rows have it; `meant` is None where we do not know: that is asked."""

    meant: str | None
    rows: int
    confidence: float


@dataclass(frozen=True)
class Choice:
    """One answer to a question: what is kept, and the words it is chosen by."""

    value: str
    words: Sentence


@dataclass(frozen=True)
class Question:
    """What the data cannot tell. `key` is what an answer is given under; without choices the answer is free text.

    kind      date_order, date_swap, column, completed_means, service, priority_target, event_done
    heading   the column it is about, where it is about one
    about     the code or priority it is about, where it is about one
    proposed  the answer that stands there first; None: a person has to choose
    several   more than one answer may be given
    read_as   the answer by which the file is read as long as there is none, where it is read at all
    is_needed nothing is loaded without the answer: there is no likely one to go by
    """

    kind: str
    words: Sentence
    choices: tuple[Choice, ...] = ()
    heading: str | None = None
    about: str | None = None
    proposed: str | None = None
    several: bool = False
    read_as: str | None = None
    is_needed: bool = False

    @property
    def key(self) -> str:
        return f"{self.kind}: {self.about}" if self.about else self.kind


@dataclass(frozen=True)
class Proposal:
    """What a file that nobody knows may be, column by column; nothing is loaded by it until a person has confirmed."""

    table: str
    table_confidence: float
    guesses: dict[str, Guess]  # heading -> guess
    codes: dict[str, dict[str, CodeGuess]] = field(default_factory=dict)  # field -> code as written -> guess
    questions: list[Question] = field(default_factory=list)
    is_event_log: bool = False
    figures_only: bool = False
    event_columns: dict[str, str] = field(default_factory=dict)  # case, activity, at -> heading, of an event log
    days: dict[str, str] = field(default_factory=dict)  # heading of times of day -> heading of their day
    times: dict[str, str] = field(
        default_factory=dict
    )  # heading of days -> heading of the times of day that go with them
    clocks: dict[str, ClockForm] = field(default_factory=dict)  # heading of times of day -> how they are written
    halves: dict[str, str] = field(default_factory=dict)  # heading of times of day -> that of their AM and PM
    told: Sentence | None = None  # what a person should know first: an event log, figures, none of our tables
    cancelled_flags: tuple[str, ...] = ()  # headings of cells that say yes or no: whether the case was cancelled
    notes: tuple[Sentence, ...] = ()  # what a person should look at, each a whole sentence
    personal: tuple[Personal, ...] = ()  # columns with personal data, and what will be done with them
    missing: tuple[str, ...] = ()  # fields that a row of the table needs and that no heading surely is
    is_none_of_ours: bool = False  # figures or payments: there is no row in it that could be counted

    def columns(self) -> dict[str, str | None]:
        """Return heading -> field, None where we do not know."""
        return {heading: guess.field for heading, guess in self.guesses.items()}

    def written(
        self,
        name: str,
        title: str,
        service: str,
        columns: Mapping[str, str | None] | None = None,
        codes: Mapping[str, Mapping[str, str | None]] | None = None,
        answers: Mapping[str, str] | None = None,
        table: str | None = None,
    ) -> dict[str, Any]:
        """Return the parts of the profile as `profile` makes it, not yet checked: it may lack what the table needs."""
        chosen = dict(columns if columns is not None else self.columns())
        given = dict(answers or {})
        fields = {field_name: [heading] for heading, field_name in chosen.items() if field_name}
        meant = {name: {code: guess.meant for code, guess in of_field.items()} for name, of_field in self.codes.items()}
        meant |= {field_name: dict(of_field) for field_name, of_field in (codes or {}).items()}
        known = {name: _known(table or self.table, name, of_field) for name, of_field in meant.items()}
        found: dict[str, Any] = {
            "name": name,
            "title": title,
            "table": table or self.table,
            "service": None if "service" in fields else service,
            "shape": list(self.guesses),
            "columns": fields,
            "codes": {name: of_field for name, of_field in known.items() if of_field and name in fields},
        }
        if order := given.get("date_order"):
            found["dates"] = {"order": order}
        if priorities := _priorities(given):
            found["priorities"] = priorities
        if given.get("completed_means") == "closed_only" and "status" in fields:
            found["outcome"] = _closed_only(fields["status"], found["codes"].get("status", {}))
        moments = {column.name for column in DELIVERED[found["table"]] if column.type == MOMENT}
        joined = {
            name: rule
            for name, headings in fields.items()
            if name in moments and (rule := self._join(headings[0], chosen))
        }
        if joined:
            found["join"] = joined
        if self.is_event_log:
            found["events"] = self._events(given, chosen)
        if flags := [heading for heading in self.cancelled_flags if not chosen.get(heading)]:
            found["cancelled_flags"] = flags
        return found

    def profile(
        self,
        name: str,
        title: str,
        service: str,
        columns: Mapping[str, str | None] | None = None,
        codes: Mapping[str, Mapping[str, str | None]] | None = None,
        answers: Mapping[str, str] | None = None,
        table: str | None = None,
    ) -> Profile:
        """Return the profile that loads the file, with what a person confirmed in place of what we proposed.

        columns  heading -> field or None; stands for `columns()` where it is given
        codes    field -> code -> our word or None; stands for the guesses of that field where it is given
        answers  `Question.key` -> the answer; of a question with several answers one a line
        Raises BadProfile where a field that the table needs has no heading, or a code means nothing we know.
        """
        try:
            return Profile.model_validate(self.written(name, title, service, columns, codes, answers, table))
        except ValidationError as problem:
            raise BadProfile(f"{name}.toml", faults_of(problem)) from None

    def _join(self, heading: str, chosen: Mapping[str, str | None]) -> dict[str, Any]:
        """Return the rule that puts times of day and their day together, where a heading has either; else nothing.

        chosen   heading -> field; times that are a field of their own go with no day
        """
        if day := self.days.get(heading):
            return {"before": [day], **self._clock(heading)}
        time = self.times.get(heading)
        return {"after": [time], **self._clock(time)} if time and not chosen.get(time) else {}

    def _clock(self, heading: str) -> dict[str, Any]:
        half = self.halves.get(heading)
        return {"clock": self.clocks.get(heading), **({"half": half} if half else {})}

    def _events(self, answers: Mapping[str, str], chosen: Mapping[str, str | None]) -> dict[str, Any]:
        """Return how the events fold into cases; the activities that mean done are those that a person named."""
        folded: dict[str, Any] = {"time": [self.event_columns["at"]]}
        if rule := self._join(self.event_columns["at"], chosen):
            folded["join"] = rule
        if "activity" in self.event_columns:
            folded["activity"] = [self.event_columns["activity"]]
            if done := [line for line in answers.get("event_done", "").splitlines() if line]:
                folded["done"] = done
        return folded


def _known(table: str, field_name: str, codes: Mapping[str, str | None]) -> dict[str, str]:
    """Return the codes that mean something; our own words where none does, so that no other list is taken instead."""
    known = {code: word for code, word in codes.items() if word}
    return known or ({word: word for word in CODED[table].get(field_name, ())} if codes else {})


def _priorities(answers: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """Return the targets that a person confirmed, by priority: an answer reads "5 working_day"; "none" is no target."""
    found = {}
    for key, answer in answers.items():
        kind, _, about = key.partition(": ")
        if kind == "priority_target" and answer != "none":
            value, _, unit = answer.partition(" ")
            found[about] = {"target": float(value), "unit": unit}
    return found


def _closed_only(headings: list[str], statuses: Mapping[str, str]) -> dict[str, Any]:
    """Return the rule for a status that says our record was closed, and nothing of the person's problem."""
    done = "|".join(re.escape(code) for code, meant in statuses.items() if meant == "done")
    groups = [{"label": "closed, and no more is said", "pattern": f"(?i)^(?:{done})$", "means": "not_done"}]
    return {"column": headings, "group": groups if done else []}
