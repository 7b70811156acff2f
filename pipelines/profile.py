"""Profiles: how one source system writes its exports, one TOML file each, checked when it is read."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self, TypeVar, get_args

import polars as pl
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator
from rapidfuzz import process

from pipelines import vocabulary
from pipelines.clock_cells import ClockForm
from pipelines.errors import BadProfile, FixableError
from pipelines.plain_signs import plain_words
from pipelines.sentence import Sentence

CANONICAL: Final = "canonical"
LARGEST_RULE: Final = 100_000  # days or items: more than any service can mean, and well within a calendar
OWN_PROFILES: Final = Path(__file__).parent / "profiles"

# What a code may be turned into. on_time_flag is a verdict, so its codes say true or false.
CODED: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    "work_items": {
        "status": vocabulary.STATUSES,
        "kind": vocabulary.KINDS,
        "cancelled_by": vocabulary.CANCELLED_BY,
        "outcome": vocabulary.OUTCOMES,
        "on_time_flag": ("true", "false"),
    },
    "contacts": {"meaning": vocabulary.CONTACT_MEANINGS},
    "visits": {"outcome": vocabulary.VISIT_OUTCOMES},
    "answers": {"solved": vocabulary.SOLVED},
    **{table: {} for table in ("goals", "goal_marks", "scale_marks", "milestones", "claims")},
}

# By table the field that tells of a cancelling, and our word: who cancelled a visit a flag does not say.
CANCELLED: Final = {"work_items": ("status", "cancelled"), "visits": ("outcome", "not_made")}

Table = Literal[
    "work_items", "contacts", "visits", "answers", "goals", "goal_marks", "scale_marks", "milestones", "claims"
]


def _pattern(written: str) -> str:
    """Return the pattern when Polars can search with it: the same engine that will read the export."""
    try:
        pl.Series([""]).str.contains(written)
    except pl.exceptions.ComputeError as problem:
        detail = next(
            (line.removeprefix("error: ") for line in str(problem).splitlines() if line.startswith("error: ")),
            "no regex",
        )
        raise ValueError(f"the pattern {written!r} cannot be used ({detail})") from None
    return written


Pattern = Annotated[str, AfterValidator(_pattern)]


def _words(written: str) -> str:
    """Return the words of an activity; what stands between slashes is a pattern and must be one."""
    if is_pattern(written):
        _pattern(written[1:-1])
    return written


def is_pattern(written: str) -> bool:
    return len(written) > 2 and written.startswith("/") and written.endswith("/")


Words = Annotated[str, AfterValidator(_words)]
Headings = Annotated[list[str], BeforeValidator(lambda given: [given] if isinstance(given, str) else given)]


class Part(BaseModel):
    """A part of a profile. A key that is not known is a fault, so that a typing error cannot pass in silence."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=False)


OfKind = TypeVar("OfKind", bound=Part)


def _rule(default: Any, unit: str, meaning: str, **limits: Any) -> Any:
    if "ge" in limits:
        limits["le"] = LARGEST_RULE
    return Field(default, description=meaning, json_schema_extra={"unit": unit}, **limits)


class Rules(Part):
    """The rules that make the figures of a service. Each carries its unit and a sentence that stands beside it."""

    quiet_days: int = _rule(
        28,
        "days",
        "Work counts as done for the person once this many days pass with no new contact and no new item.",
        ge=0,
    )
    reenter_days: int = _rule(
        14,
        "days",
        "An item that the organisation cancelled and a new one for the same place and kind of work, begun within"
        " this many days, are one need.",
        ge=0,
    )
    came_back_days: int = _rule(
        28,
        "days",
        "A new item for the same place and kind of work within this many days after the last was done means that the"
        " problem came back.",
        ge=0,
    )
    made_safe_days: int = _rule(
        28,
        "days",
        "An item at the same place within this many days after a make-safe visit carries on the same need.",
        ge=0,
    )
    contact_before_days: int = _rule(
        14,
        "days",
        "A contact this many days or less before an item was opened is the person's first call about it.",
        ge=0,
    )
    may_change_days: int = _rule(
        28, "days", "Figures of weeks that ended less than this many days ago may still change.", ge=0
    )
    longest_chain_items: int = _rule(
        6, "items", "More items than this are not joined into one need unless the source itself links them.", ge=1
    )
    longest_chain_days: int = _rule(
        180,
        "days",
        "Items further apart than this are not joined into one need unless the source itself links them.",
        ge=1,
    )
    days_without_target: int | None = _rule(
        None,
        "days",
        "Where the organisation set no target, the person is taken to expect it done within this many days. Empty: no"
        " promise is assumed, and such needs are counted apart.",
        ge=0,
    )
    fewest_people: int = _rule(
        1,
        "people",
        "A week with fewer people than this is drawn in the chart and left out of its limits and rules.",
        ge=1,
    )
    cut_by_opening: Literal["yes", "no"] = _rule(
        "no",
        "",
        "The export holds what was opened in a period: weeks after the last opening hold only what took longest, and are"
        " drawn but left out of limits and rules.",
    )
    counts_by: Literal["dates", "flag"] = _rule(
        "dates",
        "",
        "How the reported figure is made: dates (we recount from the dates) or flag (the verdict the system delivers).",
    )
    reported_week: Literal["done", "opened"] = _rule(
        "done", "", "The week an item counts in: the week it was reported done, or the week it was opened."
    )

    def described(self) -> list[tuple[str, str, str, str]]:
        """Return (rule, value, unit, meaning) for each rule; the value is "" where there is none."""
        return [
            (
                name,
                "" if (value := getattr(self, name)) is None else str(value),
                rule_unit(name),
                field.description or "",
            )
            for name, field in type(self).model_fields.items()
        ]


def checked_rule(rule: str, value: str) -> str:
    """Return the value as `rules` has it; a dash is no value. Raises FixableError for one that the rule cannot have."""
    if rule not in Rules.model_fields:
        raise FixableError(Sentence("Nothing was changed: there is no rule {rule}.", rule=rule))
    try:
        checked = Rules.model_validate({rule: None if value.strip() in ("", "-", "–") else value.strip()})
    except ValidationError:
        raise FixableError(
            Sentence(
                "Nothing was changed: {value} is no value that the rule {rule} can have. Write a whole number, not below"
                " the least that it allows, or one of its words.",
                value=value.strip() or "–",
                rule=rule,
            )
        ) from None
    return {name: written for name, written, _, _ in checked.described()}[rule]


def rule_unit(rule: str) -> str:
    """Return the unit of a rule: days, items or nothing."""
    extra = Rules.model_fields[rule].json_schema_extra
    return str(extra["unit"]) if isinstance(extra, dict) else ""


TimeOfDay = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d:[0-5]\d$")]


class Dates(Part):
    order: Literal["day-month", "month-day", "year-month"] | None = None  # the last: 24-01-05 is 5 January 2024
    order_confirmed: bool = False  # a person said so of this very file: it is not asked again
    day_after_year: dict[str, bool] = Field(default_factory=dict)  # field -> whether 2011-31-10 is 31 October there
    zone: str | None = None  # where moments bear a zone, the one that they are told in on the pages
    no_time: list[TimeOfDay] = Field(
        default_factory=list
    )  # what the source writes where it knows the day alone: 01:06:40

    @model_validator(mode="after")
    def zone_is_known(self) -> Self:
        if self.zone is not None:
            try:
                pl.Series([0]).cast(pl.Datetime("us")).dt.replace_time_zone(self.zone)
            except pl.exceptions.ComputeError:
                raise ValueError(f"'{self.zone}' is no time zone; write it as Europe/Amsterdam") from None
        return self


class Numbers(Part):
    decimal: Literal[",", "."] | None = None


class Priority(Part):
    target: float = Field(gt=0)
    unit: Literal["hour", "calendar_day", "working_day"]


class OutcomeGroup(Part):
    """Closing words that mean the same: `pattern` must be found, and `also` too where it is given."""

    label: str
    pattern: Pattern
    also: Pattern | None = None
    means: Literal["done", "not_done", ""]


class OutcomeOtherwise(Part):
    label: str = "other"
    means: Literal["done", "not_done", ""] = ""


class OutcomeBlank(Part):
    label: str = "blank"
    means: Literal["done", "not_done", ""] = ""


class Outcome(Part):
    """Read from the closing words what was achieved: the first group that fits decides."""

    column: Headings
    strip: Pattern | None = None
    group: list[OutcomeGroup] = Field(default_factory=list)
    otherwise: OutcomeOtherwise = OutcomeOtherwise()
    blank: OutcomeBlank = OutcomeBlank()


class Extract(Part):
    """Take a value out of a text: the pattern's first group, or all of it where it has none."""

    column: Headings
    pattern: Pattern


class Join(Part):
    """A value that stands in several columns: a day and a time, a number that counts within another number.

    The cells under `before`, the field's own heading and those under `after` are put together with `sign` between them.
    Where one of them is empty the field is empty.

    clock   the parts are a day and its times of day, and how these are written; a day stands alone where no time is after it
    half    the heading of AM or PM, where that is a column of its own beside the times
    """

    before: list[str] = Field(default_factory=list)
    after: list[str] = Field(default_factory=list)
    sign: str = " "
    clock: ClockForm | None = None
    half: str | None = None


class Private(Part):
    columns: list[str] = Field(default_factory=list)  # stored nowhere but in the original file
    kept: list[str] = Field(default_factory=list)  # a person wants them as they are, though they hold personal data
    masked: list[str] = Field(default_factory=list)  # what is found in their texts is taken out, whatever their share


class Scramble(Part):
    fields: list[str] = Field(default_factory=list)


class Events(Part):
    """Where the export has one row per event: how the rows of a case (those with one item_id) become one item.

    Events go by `time`, within one moment by `sequence` (a number that counts up), then as they stand in the file.
    Every field of [columns] is taken from the last event that has something there, but for those of `take`.

    An activity is named by its exact words (whatever their case), or by a pattern between slashes: "/^Release /".
    Without words for `done` an event means done where the code of its status does. opened_at, reported_done_at and
    cancelled_at that have no column of their own are the moments of the first event that means opened (or the first of
    all), and of the last that means done or cancelled.
    """

    time: Headings  # when the event was
    join: Join | None = None  # where its day and its time of day stand in two columns
    sequence: Headings = Field(default_factory=list)  # tells events of one moment apart
    activity: Headings = Field(default_factory=list)  # what happened, in the source's words
    opened: list[Words] = Field(default_factory=list)
    done: list[Words] = Field(default_factory=list)
    cancelled: list[Words] = Field(default_factory=list)
    reopened: list[Words] = Field(default_factory=list)  # the item was opened again after it was done
    came_back: list[Words] = Field(default_factory=list)  # the person came back; the item itself stays done
    work: list[Words] = Field(default_factory=list)  # for the person it is done when the last of these is
    visits: dict[Words, str] = Field(default_factory=dict)  # activity -> how the visit ended
    reopened_count: Headings = Field(default_factory=list)  # counts up when the item is opened again
    take: dict[str, Literal["first", "last", "done", "known"]] = Field(
        default_factory=dict
    )  # field -> from which event
    first: dict[str, Headings] = Field(default_factory=dict)  # fields read from the first event, beside [columns]

    @property
    def activities(self) -> dict[str, list[str]]:
        """What is made of activities -> their words; only what is listed."""
        named = {name: getattr(self, name) for name in EVENT_MEANINGS if name != "visits"}
        return {name: words for name, words in {**named, "visits": list(self.visits)}.items() if words}


class Calendar(Part):
    country: str = Field(default="NL", pattern="^[A-Z]{2}$")


class Profile(Part):
    """How one source system writes one kind of export."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: str
    table: Table
    service: str | None = None
    empty: list[str] = Field(default_factory=list)  # what the source writes where it has nothing, such as "?"
    columns: dict[str, Headings]
    distinctive: list[Headings] = Field(
        default_factory=list
    )  # it fits only files that have all of these, each by any name
    shape: list[str] = Field(default_factory=list)  # headings of the file it was learnt from: it fits only such files
    constants: dict[str, str] = Field(default_factory=dict)
    codes: dict[str, dict[str, str]] = Field(default_factory=dict)
    dates: Dates = Dates()
    newest_line: Literal["last", "first"] | None = (
        None  # of rows of one number, where nothing in them tells which is newer
    )
    numbers: Numbers = Numbers()
    priorities: dict[str, Priority] = Field(default_factory=dict)
    outcome: Outcome | None = None
    extract: dict[str, Extract] = Field(default_factory=dict)
    join: dict[str, Join] = Field(default_factory=dict)
    cancelled_flags: list[str] = Field(
        default_factory=list
    )  # headings: a yes under any of them says cancelled, whatever the status says
    private: Private = Private()
    scramble: Scramble = Scramble()
    calendar: Calendar = Calendar()
    rules: Rules = Rules()
    events: Events | None = None

    @property
    def fields(self) -> list[str]:
        """The canonical columns of this profile's table."""
        return [column.name for column in vocabulary.DELIVERED[self.table]]

    @property
    def secret_fields(self) -> set[str]:
        """The fields that are hashed before they are stored; what names an item by its number, as that number is."""
        of_items = ("parent_id", "quoted_item_id") if "item_id" in self.scramble.fields else ()
        return {"worker", *self.scramble.fields, *of_items} & set(self.fields)

    @property
    def given_fields(self) -> set[str]:
        """The fields that need no heading: constants, the fixed service, what is read from texts."""
        fixed = {"service"} if self.service else set()
        told = {"opened_at", *self.events.first} if self.events else set()
        return fixed | told | set(self.constants) | set(self.extract)

    @property
    def needed_headings(self) -> list[list[str]]:
        """The headings, each by any of its names, that a log cannot be folded without."""
        if self.events is None or not self.events.activities:
            return []
        return [self.events.time, self.events.activity]

    def described_rules(self) -> list[tuple[str, str, str, str]]:
        """Return (rule, value, unit, meaning) for everything that makes the figures: rules, closing words, priorities."""
        return [
            *self.rules.described(),
            *_described_outcome(self.outcome),
            *_described_events(self.events),
            *_described_priorities(self.priorities),
        ]

    @model_validator(mode="after")
    def names_what_exists(self) -> Self:
        faults = [*_unknown_fields(self), *_unknown_codes(self), *_private_columns(self), *_wrong_events(self)]
        if missing := [f for f in vocabulary.REQUIRED[self.table] if f not in self.given_fields | set(self.columns)]:
            faults.append(f"{self.table} cannot do without {', '.join(missing)}: name the heading under [columns]")
        if faults:
            raise ValueError("\n".join(faults))
        return self


MEANINGS: Final = {
    "done": "Closing words in which this is found mean that it was done.",
    "not_done": "Closing words in which this is found mean that nothing was done for the person.",
    "": "Closing words in which this is found leave open what was achieved.",
}
OTHER_WORDS: Final = {
    "done": "Any other closing words mean that it was done.",
    "not_done": "Any other closing words mean that nothing was done for the person.",
    "": "Any other closing words leave open what was achieved.",
}
EVENT_MEANINGS: Final = {
    "opened": "An event with these words opens the case.",
    "done": "The last event with these words is when the case was reported done.",
    "cancelled": "An event with these words cancels the case.",
    "reopened": "An event with these words opens the case again after it was done.",
    "came_back": "An event with these words means that the person came back.",
    "work": "For the person the case is done when the last event with these words is.",
    "visits": "An event with these words is a visit.",
}
REOPENED_COUNT: Final = "The case was opened again where this column counts up."
TAKEN: Final = "Read from this event of the case: first, last, the last that means done, or the last that has it."
TARGET_OF_PRIORITY: Final = "What an item of this priority is promised where it has no target of its own."
TARGET_UNITS: Final = {"hour": "hours", "calendar_day": "days", "working_day": "working days"}
# Every sentence and unit that a described rule can have beside those of Rules, for whoever translates them.
RULE_WORDS: Final = (
    *MEANINGS.values(), *OTHER_WORDS.values(), *EVENT_MEANINGS.values(), REOPENED_COUNT, TAKEN, TARGET_OF_PRIORITY,
    *TARGET_UNITS.values(), "pattern",
)  # fmt: skip


def _described_outcome(outcome: Outcome | None) -> list[tuple[str, str, str, str]]:
    if outcome is None:
        return []
    groups = [
        (
            f"closing words: {group.label}",
            " + ".join(filter(None, (group.pattern, group.also))),
            "pattern",
            MEANINGS[group.means],
        )
        for group in outcome.group
    ]
    return [*groups, (f"closing words: {outcome.otherwise.label}", "", "", OTHER_WORDS[outcome.otherwise.means])]


def _described_events(events: Events | None) -> list[tuple[str, str, str, str]]:
    if events is None:
        return []
    told = [
        (f"events: {name}", ", ".join(words), "", EVENT_MEANINGS[name]) for name, words in events.activities.items()
    ]
    counted = (
        [("events: reopened_count", events.reopened_count[0], "", REOPENED_COUNT)] if events.reopened_count else []
    )
    taken = {**dict.fromkeys(events.first, "first"), **events.take}
    return [*told, *counted, *((f"events: {field}", event, "", TAKEN) for field, event in taken.items())]


def _described_priorities(priorities: dict[str, Priority]) -> list[tuple[str, str, str, str]]:
    units = {"hour": "hours", "calendar_day": "days", "working_day": "working days"}
    return [
        (f"priority: {name}", f"{rule.target:g}", units[rule.unit], TARGET_OF_PRIORITY)
        for name, rule in priorities.items()
    ]


def _unknown_fields(profile: Profile) -> list[str]:
    """Return a fault for each field that the table does not have, with the nearest that it has."""
    named: dict[str, Iterable[str]] = {
        "columns": profile.columns,
        "constants": profile.constants,
        "codes": profile.codes,
        "extract": profile.extract,
        "join": profile.join,
        "scramble": profile.scramble.fields,
        "events.take": profile.events.take if profile.events else {},
        "events.first": profile.events.first if profile.events else {},
    }
    faults = []
    for part, fields in named.items():
        for field in fields:
            if field not in profile.fields:
                nearest = process.extractOne(field, profile.fields)
                hint = f"; did you mean {nearest[0]}?" if nearest else ""
                faults.append(f"[{part}] {profile.table} has no field '{field}'{hint}")
    return faults


def _unknown_codes(profile: Profile) -> list[str]:
    """Return a fault for each code that is turned into a word which we do not have."""
    faults = []
    for field, codes in profile.codes.items():
        allowed = CODED[profile.table].get(field)
        if allowed is None:
            continue
        faults += [
            f"[codes.{field}] '{code}' = '{meant}': {field} is one of {', '.join(allowed)}"
            for code, meant in codes.items()
            if meant not in allowed
        ]
    for field, value in profile.constants.items():
        allowed = CODED[profile.table].get(field)
        if allowed and value not in allowed:
            faults.append(f"[constants] {field} = '{value}': {field} is one of {', '.join(allowed)}")
    return faults


def _wrong_events(profile: Profile) -> list[str]:
    """Return a fault for each part of [events] that cannot be followed."""
    events = profile.events
    if events is None:
        return []
    faults = []
    if profile.table != "work_items":
        faults.append(f"[events] only work_items are folded from events, not {profile.table}")
    if events.activities and not events.activity:
        faults.append(f"[events] {', '.join(events.activities)} need the heading of the activity: activity = [...]")
    if "opened_at" in profile.columns and events.opened:
        faults.append("[events] opened: opened_at has a column already; leave out one of the two")
    faults += [
        f"[events.take] '{field}' has no column under [columns]"
        for field in events.take
        if field not in profile.columns
    ]
    faults += [
        f"[events.first] '{field}' has a column already: say first under [events.take]"
        for field in events.first
        if field in profile.columns
    ]
    faults += [
        f"[events.visits] '{activity}' = '{outcome}': outcome is one of {', '.join(vocabulary.VISIT_OUTCOMES)}"
        for activity, outcome in events.visits.items()
        if outcome not in vocabulary.VISIT_OUTCOMES
    ]
    return faults


def _private_columns(profile: Profile) -> list[str]:
    """Return a fault for each heading that is both private and stored."""
    stored = {same(heading): field for field, headings in profile.columns.items() for heading in headings}
    return [
        f"[private] '{heading}' is also the column of {stored[same(heading)]}: a private column is never stored"
        for heading in profile.private.columns
        if same(heading) in stored
    ]


def same(heading: str) -> str:
    """Return the heading as it is compared: letters and digits only, whatever their case."""
    return "".join(sign for sign in plain_words(heading).casefold() if sign.isalnum())


def read_profile(path: Path) -> Profile:
    """Return the profile in a TOML file. Raises BadProfile with every fault that it has."""
    return read_part(path, Profile)


def read_part(path: Path, kind: type[OfKind]) -> OfKind:
    """Return what a TOML file holds, as this kind of part. Raises BadProfile with every fault that it has."""
    try:
        return kind.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except ValidationError as problem:
        raise BadProfile(path, faults_of(problem)) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise BadProfile(path, [f"it is no TOML: {problem}"]) from None


def faults_of(problem: ValidationError) -> list[str]:
    """Return pydantic's findings as sentences that name the place in the file."""
    faults: list[str] = []
    for error in problem.errors():
        place = ".".join(str(step) for step in error["loc"])
        message = error["msg"].removeprefix("Value error, ")
        if error["type"] == "extra_forbidden":
            message = "this key is not known here" + _nearest_key(error["loc"])
        lines = message.splitlines()
        faults += [f"{place}: {line}" if place else line for line in lines]
    return faults


def _nearest_key(place: tuple[int | str, ...]) -> str:
    """Return a hint at the key that was meant, from all keys that a profile has."""
    parts: list[type[Part]] = [
        Profile,
        Rules,
        Dates,
        Numbers,
        Priority,
        OutcomeGroup,
        Outcome,
        Extract,
        Join,
        Private,
        Scramble,
        Calendar,
        Events,
    ]
    inside: dict[str, type[Part]] = {
        "rules": Rules,
        "dates": Dates,
        "numbers": Numbers,
        "outcome": Outcome,
        "calendar": Calendar,
        "events": Events,
    }
    part = Profile if len(place) == 1 else inside.get(str(place[0]))
    keys = list(part.model_fields) if part else [key for part in parts for key in part.model_fields]
    nearest = process.extractOne(str(place[-1]), keys, score_cutoff=70)
    return f"; did you mean {nearest[0]}?" if nearest else ""


@cache
def canonical_profiles() -> tuple[Profile, ...]:
    """Return one profile a table for files whose headings are the canonical column names."""
    return tuple(
        Profile(
            name=CANONICAL,
            title=f"{table.replace('_', ' ')} under our own column names",
            table=table,
            columns={column.name: [column.name] for column in vocabulary.DELIVERED[table]},
        )
        for table in get_args(Table)
    )


def load_profiles(extra: Path | None = None) -> list[Profile]:
    """Return our own profiles and those in the folder `extra`; there the same name overrides ours.

    Raises BadProfile where one cannot be used, or where two files in one folder bear the same name.
    """
    found = dict(_own_profiles())
    if extra:
        found |= _profiles_in(extra)
    return [*canonical_profiles(), *found.values()]


@cache
def _own_profiles() -> dict[str, Profile]:
    """Return the profiles that come with the program, by their names; they do not change while it runs."""
    return _profiles_in(OWN_PROFILES)


def comes_with_us(profile: Profile) -> bool:
    """Return whether a profile is one that comes with the program: of a system as it is sold, and of nobody's own file."""
    return _own_profiles().get(profile.name) is profile


def _profiles_in(folder: Path) -> dict[str, Profile]:
    found: dict[str, Profile] = {}
    files: dict[str, Path] = {}
    for path in sorted(folder.glob("*.toml")):
        profile = read_profile(path)
        if profile.name in found:
            raise BadProfile(path, [f"name: '{profile.name}' is already the name of {files[profile.name].name}"])
        found[profile.name], files[profile.name] = profile, path
    return found
