"""A column that holds personal data: what was seen in it, what is proposed, and what is done with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from pipelines.profile import CODED
from pipelines.sentence import Sentence
from pipelines.vocabulary import DAY, DELIVERED, MOMENT, REQUIRED, TEXT

Choice = Literal["leave_out", "mask", "scramble", "keep"]
Role = Literal["key", "text", "coded", "other", "unused"]

# What is done with a column: nothing of it is stored; what was found is taken out of its texts; its values become keyed
# hashes, equal where they were equal; it stays as it is.
CHOICES: Final[tuple[Choice, ...]] = ("leave_out", "mask", "scramble", "keep")
WHOLE: Final = frozenset(("name", "birth", "address"))  # kinds of which nothing is left when they are taken out
GROUPS: Final = ("team", "worker")  # they only have to be equal to themselves, as numbers do


@dataclass(frozen=True)
class Personal:
    """One column with personal data.

    field     the field it is read as; None where it is not used
    kind      bsn, iban, email, phone, name, birth or address: the one that weighs most, or that most cells have; text where
              nothing was found in what people wrote in their own words
    share     of its filled cells that hold it, 0 to 1
    proposed  what we think should be done with it
    applied   what is done with it: as proposed, as a person said, or as it has to be
    why       what was seen and what is done, in one sentence
    choices   what a person may answer under `key`
    also      other kinds that it holds
    rows      cells that hold any
    bare      kinds that a mere run of digits is taken for in it
    in_cells  only cells that hold it are scrambled, not the whole column
    is_free_text  people wrote it in their own words: what was found in it need not be all
    """

    heading: str
    field: str | None
    kind: str
    share: float
    proposed: Choice
    applied: Choice
    why: Sentence
    choices: tuple[Choice, ...] = ()
    also: tuple[str, ...] = ()
    rows: int = 0
    bare: frozenset[str] = frozenset()
    in_cells: bool = False
    is_free_text: bool = False

    @property
    def key(self) -> str:
        """What an answer is given under."""
        return f"personal: {self.heading}"

    @property
    def kinds(self) -> tuple[str, ...]:
        return (self.kind, *self.also)

    @property
    def is_published_text(self) -> bool:
        """Whether what people wrote in their own words can be read by whoever has the figures."""
        return self.is_free_text and self.applied in ("mask", "keep")


def role_of(table: str, field: str | None) -> Role:
    """Return what a field is to those who read the figures: a key, a text, one of a few words of ours, a number or date."""
    if field is None:
        return "unused"
    types = {column.name: column.type for column in DELIVERED[table]}
    if field in CODED[table]:
        return "coded"
    if types[field] != TEXT:
        return "other"
    return "key" if field.endswith("_id") or field in GROUPS else "text"


def is_moment(table: str, field: str) -> bool:
    """Return whether a field is a moment or a day."""
    return any(column.name == field and column.type in (MOMENT, DAY) for column in DELIVERED[table])


def choices_of(table: str, field: str | None, kinds: tuple[str, ...]) -> tuple[Choice, ...]:
    """Return what may be done with a column: a citizen number is never kept, what a row needs never left out."""
    role = role_of(table, field)
    if role == "unused":
        return ("leave_out",)
    allowed: dict[Choice, bool] = {
        "leave_out": field not in REQUIRED[table] and role != "coded",
        "mask": role in ("text", "coded", "other") and WHOLE.isdisjoint(kinds),
        "scramble": role in ("key", "text") and field != "service",
        "keep": "bsn" not in kinds and field != "worker",
    }
    return tuple(choice for choice in CHOICES if allowed[choice])
