"""Profiles as TOML: one that was confirmed, to be kept, and a draft of one with what is still open, to be mended by hand."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from pipelines.profile import Profile
from pipelines.proposal import Proposal


def as_toml(profile: Profile) -> str:
    """Return a profile as the TOML that reads as the same profile again; what is as usual is left out."""
    return to_toml(profile.model_dump(mode="json", exclude_defaults=True))


def draft(proposal: Proposal, name: str, title: str, service: str) -> str:
    """Return a proposal as TOML, with what we are not sure of as remarks; it may lack a column that is needed."""
    remarks = [
        "Proposed from the headings and the values of one file: mend it, then put it in the folder profiles/ of your data.",
        *([str(proposal.told)] if proposal.told else []),
        *map(str, proposal.notes),
        *_why(proposal),
        *_unknown_codes(proposal),
        *(f"Asked: {question.words}{_choices(question.choices)}" for question in proposal.questions),
    ]
    told = "".join(f"# {line}\n" for remark in remarks for line in remark.splitlines())
    return told + "\n" + to_toml(proposal.written(name, title, service))


def _why(proposal: Proposal) -> Iterator[str]:
    for heading, guess in proposal.guesses.items():
        if guess.field:
            yield f"'{heading}' is {guess.field} ({guess.confidence:.0%}): {guess.why}"
        elif guess.others:
            yield f"'{heading}' may be {' or '.join(guess.others)}: {guess.why}"


def _unknown_codes(proposal: Proposal) -> Iterator[str]:
    for field, codes in proposal.codes.items():
        for code, guess in codes.items():
            if guess.meant is None:
                yield f"[codes.{field}] lacks '{code}' ({guess.rows} rows): it stays unknown until it stands there"


def _choices(choices: tuple[Any, ...]) -> str:
    return f" ({', '.join(f'{choice.value} = {choice.words}' for choice in choices)})" if choices else ""


def to_toml(values: Mapping[str, Any]) -> str:
    """Return values as TOML: what is plain first, then the tables."""
    return "\n".join(_lines(values, ())).strip() + "\n"


def _lines(values: Mapping[str, Any], place: tuple[str, ...]) -> Iterator[str]:
    plain = {key: value for key, value in values.items() if not _is_table(value) and value is not None}
    if place and plain:
        yield f"\n[{'.'.join(map(_key, place))}]"
    for key, value in plain.items():
        yield f"{_key(key)} = {_value(value)}"
    for key, value in values.items():
        if isinstance(value, Mapping):
            yield from _lines(value, (*place, key))
        elif _is_table(value):
            for part in value:
                yield f"\n[[{'.'.join(map(_key, (*place, key)))}]]"
                yield from (f"{_key(name)} = {_value(said)}" for name, said in part.items() if said is not None)


def _is_table(value: Any) -> bool:
    return isinstance(value, Mapping) or (isinstance(value, list) and bool(value) and isinstance(value[0], Mapping))


def _key(key: str) -> str:
    return key if key.isascii() and key.replace("_", "").isalnum() else _value(key)


def _value(value: Any) -> str:
    """Return a value as TOML writes it: as JSON does, but for one sign that JSON leaves as it is."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
