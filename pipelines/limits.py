"""How large a delivered file may be, and how long and how much memory reading it may take.

A file beyond them is refused in a sentence that names the limit. They are settings: `[limits]` in DATA/settings.toml, or
an environment variable for each, such as BUITENBLIK_SECONDS.
"""

from __future__ import annotations

import os
import tomllib
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Final

from pipelines.errors import FixableError, UnreadableFile
from pipelines.sentence import Sentence

SETTINGS: Final = "settings.toml"
ADVICE: Final = Sentence(
    "Export a shorter period, or ask whoever runs Buitenblik to set '{setting}' higher in settings.toml."
)
TOLD: Final = {
    "file_megabytes": Sentence("it is {seen} MB, and the limit is {limit} MB."),
    "unpacked_megabytes": Sentence("it unpacks to {seen} MB or more, and the limit is {limit} MB."),
    "cells": Sentence("it has {seen} cells (rows times columns), and the limit is {limit}."),
    "columns": Sentence("it has {seen} columns, and the limit is {limit}."),
    "whole_text_megabytes": Sentence(
        "it is a text of {seen} MB whose rows cannot be read part by part, and the limit for that is {limit} MB."
    ),
    "seconds": Sentence("reading it took longer than {limit} seconds, which is the limit."),
    "memory_megabytes": Sentence(
        "reading it takes more memory than {limit} MB, which is the limit: one cell far below or far to the right of "
        "the table is enough for that."
    ),
}


class BadSettings(FixableError):
    """The settings of this data folder cannot be used."""


@dataclass(frozen=True)
class Limits:
    """The most that one delivered file may be or cost."""

    file_megabytes: int = 2_000  # as it is delivered
    unpacked_megabytes: int = 6_000  # what is packed in it: a workbook of a million rows unpacks to about 600
    cells: int = 150_000_000  # rows times columns of one sheet: a million rows of 150 columns
    columns: int = 16_384  # as many as Excel has
    whole_text_megabytes: int = (
        500  # of a text that is held whole, as odd ones are: it takes some ten times as much memory
    )
    seconds: int = 300  # to read it
    memory_megabytes: int = 4_000  # to read a workbook

    def require(self, file_name: str, setting: str, seen: int) -> None:
        """Raise UnreadableFile where what was seen is beyond the limit."""
        if seen > asdict(self)[setting]:
            raise self.exceeded(file_name, setting, seen)

    def exceeded(self, file_name: str, setting: str, seen: int) -> UnreadableFile:
        """Return the refusal of a file that is beyond one of the limits."""
        words = TOLD[setting].words
        limit = asdict(self)[setting]
        told = Sentence(words, limit=limit) if "{seen}" not in words else Sentence(words, seen=seen, limit=limit)
        return UnreadableFile(file_name, told, Sentence(ADVICE.words, setting=setting))


DEFAULTS: Final = Limits()


def limits_of(data: Path) -> Limits:
    """Return the limits of a data folder: its settings, and above those the environment. Raises BadSettings."""
    asked = _in_settings(data / SETTINGS) | _in_environment()
    known = {field.name for field in fields(Limits)}
    for name, value in asked.items():
        if name not in known or not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise BadSettings(
                Sentence(
                    "The limit '{name}' cannot be {value}. We know {known}, each a whole number from 1.",
                    name=name,
                    value=str(value),
                    known=", ".join(sorted(known)),
                )
            )
    return Limits(**{name: value for name, value in asked.items() if isinstance(value, int)})


def _in_settings(path: Path) -> dict[str, object]:
    if not path.exists():
        return {}
    try:
        with path.open("rb") as settings:
            said = tomllib.load(settings).get("limits", {})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise BadSettings(
            Sentence("The settings in {file} cannot be read: {problem}", file=path.name, problem=str(problem))
        ) from None
    return dict(said) if isinstance(said, dict) else {"limits": said}


def _in_environment() -> dict[str, object]:
    """Return the limits that the environment sets; a value that is no number stays a text, to be told."""
    said = {field.name: os.environ.get(f"BUITENBLIK_{field.name.upper()}") for field in fields(Limits)}
    return {name: int(value) if value.isdecimal() else value for name, value in said.items() if value}
