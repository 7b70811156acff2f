"""What is done with a column of personal data where nobody says otherwise, and the sentence that tells it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import polars as pl

from pipelines.personal_column import Choice, Personal, Role, choices_of, role_of
from pipelines.personal_seen import Seen, seen_in
from pipelines.profile import Profile, same
from pipelines.sentence import Sentence, listed

KIND_WORDS: Final = {
    "bsn": Sentence("citizen service numbers (BSN)"),
    "iban": Sentence("bank account numbers (IBAN)"),
    "email": Sentence("e-mail addresses"),
    "phone": Sentence("telephone numbers"),
    "name": Sentence("names of people"),
}
DONE_WORDS: Final = {
    "leave_out": Sentence("Column '{heading}' holds {kinds} ({share}% of its cells): it is left out."),
    "mask": Sentence("Column '{heading}' holds {kinds} in {rows} of its texts: there they are taken out."),
    "scramble": Sentence(
        "Column '{heading}' holds {kinds} ({share}% of its cells): they are scrambled, equal where they were equal."
    ),
    "keep": Sentence("Column '{heading}' holds {kinds} ({share}% of its cells): they are kept, as was asked."),
    "unused": Sentence(
        "Column '{heading}' holds {kinds}; it is not used, and stored nowhere but in the original file."
    ),
}


def personal_in(rows: pl.DataFrame, fields: Mapping[str, str | None], table: str) -> tuple[Personal, ...]:
    """Return the same of a file that no profile fits; `rows` has a column of texts under each heading."""
    roles = {heading: role_of(table, field) for heading, field in fields.items()}
    seen = {heading: seen_in(heading, fields[heading], rows[heading], role) for heading, role in roles.items()}
    return tuple(
        proposed(heading, fields[heading], found, roles[heading], table, None)
        for heading, found in seen.items()
        if found.kinds
    )


def proposed(heading: str, field: str | None, seen: Seen, role: Role, table: str, profile: Profile | None) -> Personal:
    """Return a column with what is done with it where nobody says otherwise."""
    choices = choices_of(table, field, seen.kinds) if field or role == "unused" else _of_events(seen.kinds)
    wanted: tuple[Choice, ...] = {
        "key": ("scramble",),
        "text": ("leave_out", "mask", "scramble") if seen.whole else ("mask",),
        "coded": ("mask",),
        "other": ("mask",),
        "unused": ("leave_out",),
    }[role]
    default = next((choice for choice in wanted if choice in choices), choices[0])
    told = said(profile, heading, field) if profile else None
    applied = told if told in choices else default
    in_cells = seen.in_cells and applied == "scramble" and told is None
    column = Personal(
        heading, field, seen.kinds[0], round(seen.share, 4), default, applied, Sentence(""), choices, seen.kinds[1:],
        seen.rows, seen.bare, in_cells,
    )  # fmt: skip
    return replace(column, why=why(column))


def _of_events(kinds: tuple[str, ...]) -> tuple[Choice, ...]:
    """Return what may be done with the words of events."""
    return ("mask",) if "bsn" in kinds else ("mask", "keep")


def said(profile: Profile, heading: str, field: str | None) -> Choice | None:
    """Return what the profile says of a column; None where it says nothing."""
    if field in profile.secret_fields:
        return "scramble"
    lists: dict[Choice, list[str]] = {"keep": profile.private.kept, "mask": profile.private.masked}
    return next((choice for choice, names in lists.items() if same(heading) in map(same, names)), None)


def why(column: Personal) -> Sentence:
    """Return what was seen and what is done."""
    words = DONE_WORDS["unused" if column.field is None and column.applied == "leave_out" else column.applied]
    share = max(1, round(100 * column.share))
    kinds = listed([KIND_WORDS[kind] for kind in column.kinds])
    values: dict[str, str | int] = {"heading": column.heading, "kinds": kinds, "share": share, "rows": column.rows}
    return Sentence(words, **{name: value for name, value in values.items() if f"{{{name}}}" in words})
