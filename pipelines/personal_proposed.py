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
    "birth": Sentence("dates of birth"),
    "address": Sentence("addresses"),
    "text": Sentence("free text"),
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
OF_FREE_TEXT: Final = {  # where nothing was found in it
    "leave_out": Sentence("Column '{heading}' holds free text: it is left out, as was asked."),
    "mask": Sentence(
        "Column '{heading}' holds free text, and is published. Numbers and e-mail addresses of people would be taken out of"
        " it; names, home addresses and dates of birth inside a text cannot be recognised."
    ),
    "keep": Sentence(
        "Column '{heading}' holds free text, and is published as it stands, as was asked: with every name that it may hold."
    ),
}
CANNOT_BE_SEEN: Final = Sentence(
    "Its texts are published: names, home addresses and dates of birth inside them cannot be recognised."
)


def personal_in(rows: pl.DataFrame, fields: Mapping[str, str | None], table: str) -> tuple[Personal, ...]:
    """Return the same of a file that no profile fits; `rows` has a column of texts under each heading."""
    roles = {heading: role_of(table, field) for heading, field in fields.items()}
    seen = {heading: seen_in(heading, fields[heading], rows[heading], role) for heading, role in roles.items()}
    return tuple(
        proposed(heading, fields[heading], found, roles[heading], table, None)
        for heading, found in seen.items()
        if found.is_told
    )


def proposed(heading: str, field: str | None, seen: Seen, role: Role, table: str, profile: Profile | None) -> Personal:
    """Return a column with what is done with it where nobody says otherwise."""
    kinds = seen.kinds or ("text",)
    choices = choices_of(table, field, kinds) if field or role == "unused" else _of_events(kinds)
    wanted: tuple[Choice, ...] = {
        "key": ("scramble",),
        "text": ("leave_out", "mask", "scramble") if seen.whole else ("mask",),
        "coded": ("mask",),
        "other": ("mask", "leave_out"),
        "unused": ("leave_out",),
    }[role]
    default = next((choice for choice in wanted if choice in choices), choices[0])
    told = said(profile, heading, field) if profile else None
    applied = told if told in choices else default
    in_cells = seen.in_cells and applied == "scramble" and told is None
    column = Personal(
        heading, field, kinds[0], round(seen.share, 4), default, applied, Sentence(""), choices, kinds[1:],
        seen.rows, seen.bare, in_cells, seen.is_free_text,
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
    """Return what was seen and what is done, and what could not be seen."""
    done = _seen_and_done(column)
    if column.kind == "text" or not column.is_published_text:
        return done
    return Sentence("{done} {unseen}", done=done, unseen=CANNOT_BE_SEEN)


def _seen_and_done(column: Personal) -> Sentence:
    if column.kind == "text" and column.applied in OF_FREE_TEXT:
        return Sentence(OF_FREE_TEXT[column.applied], heading=column.heading)
    words = DONE_WORDS["unused" if column.field is None and column.applied == "leave_out" else column.applied]
    share = max(1, round(100 * column.share))
    kinds = listed([KIND_WORDS[kind] for kind in column.kinds])
    values: dict[str, str | int] = {"heading": column.heading, "kinds": kinds, "share": share, "rows": column.rows}
    return Sentence(words, **{name: value for name, value in values.items() if f"{{{name}}}" in words})
