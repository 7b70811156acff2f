"""What a person decides about columns with personal data -> the profile that keeps to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pipelines.answers import BadAnswer
from pipelines.errors import FixableError
from pipelines.personal_column import CHOICES, Choice, choices_of
from pipelines.profile import Private, Profile, Scramble, same
from pipelines.recognise import Recognised
from pipelines.sentence import Sentence

ASKED: Final = "personal"


class NotAllowed(FixableError):
    """A column cannot be treated as was asked."""

    def __init__(self, heading: str, choice: str, why: Sentence, choices: tuple[str, ...]) -> None:
        super().__init__(
            Sentence(
                "Nothing was loaded: '{key}={choice}' cannot be done, because {why} Answer with {choices}.",
                key=f"{ASKED}: {heading}",
                choice=choice,
                why=why,
                choices=" / ".join(choices),
            )
        )


CITIZEN_NUMBERS: Final = Sentence("the column holds citizen service numbers (BSN), which may not get into the figures.")
WORKERS: Final = Sentence("who did the work is always scrambled.")
NEEDED: Final = Sentence("no row counts without this column.")
NO_KEY: Final = Sentence("the column holds no text that could be scrambled or masked.")


def answered_choices(recognised: Recognised, answers: Mapping[str, str]) -> dict[str, Choice]:
    """Return heading -> what a person said of it. Raises BadAnswer where no such heading or choice is."""
    said: dict[str, Choice] = {}
    for key, answer in answers.items():
        kind, _, heading = key.partition(": ")
        if kind != ASKED:
            continue
        named = recognised.headings_like([heading])
        meant = next((choice for choice in CHOICES if choice == answer.strip().replace(" ", "_")), None)
        if not named or meant is None:
            raise BadAnswer(key, answer)
        said[named[0]] = meant
    return said


def require_allowed(heading: str, choice: Choice, table: str, field: str | None, kinds: tuple[str, ...]) -> None:
    """Raise NotAllowed where a column cannot be treated so."""
    allowed = choices_of(table, field, kinds)
    if choice in allowed or (field is None and (choice != "keep" or "bsn" not in kinds)):
        return
    if choice == "keep":
        raise NotAllowed(heading, choice, CITIZEN_NUMBERS if "bsn" in kinds else WORKERS, allowed)
    raise NotAllowed(heading, choice, NEEDED if choice == "leave_out" else NO_KEY, allowed)


def with_privacy(
    profile: Profile, choices: Mapping[str, Choice], columns: Mapping[str, str | None] | None = None
) -> Profile:
    """Return the profile that treats the columns as was chosen; a column that it does not read changes nothing.

    choices  heading -> leave_out, mask, scramble or keep
    columns  heading -> field, where the headings of a file are known; else the profile's own
    """
    own = {same(heading): field for field, headings in profile.columns.items() for heading in headings}
    for heading, choice in choices.items():
        field = own.get(same(heading)) if columns is None else columns.get(heading)
        if field is not None:
            profile = _chosen(profile, heading, field, choice)
    return profile


def _chosen(profile: Profile, heading: str, field: str, choice: Choice) -> Profile:
    private, scrambled = profile.private, set(profile.scramble.fields) - {field}
    lists = {
        "columns": _without(private.columns, heading),
        "kept": _without(private.kept, heading),
        "masked": _without(private.masked, heading),
    }
    if choice == "scramble":
        scrambled.add(field)
    else:
        lists[{"leave_out": "columns", "keep": "kept", "mask": "masked"}[choice]].append(heading)
    chosen = profile.model_copy(
        update={"private": Private(**lists), "scramble": Scramble(fields=sorted(scrambled - {"worker"}))}
    )
    return _unused(chosen, heading, field) if choice == "leave_out" else chosen


def _without(headings: list[str], heading: str) -> list[str]:
    return [name for name in headings if same(name) != same(heading)]


def _unused(profile: Profile, heading: str, field: str) -> Profile:
    """Return the profile without a heading: the field is read from its other names, or stays empty."""
    named = _without(list(profile.columns.get(field, [])), heading)
    columns = {name: names for name, names in profile.columns.items() if name != field}
    update: dict[str, object] = {"columns": {**columns, field: named} if named else columns}
    if not named:
        update["join"] = {name: rule for name, rule in profile.join.items() if name != field}
        if profile.events is not None:
            take = {name: event for name, event in profile.events.take.items() if name != field}
            update["events"] = profile.events.model_copy(update={"take": take})
    return profile.model_copy(update=update)
