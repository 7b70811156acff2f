"""Which columns of a file hold personal data, by their values, and what is done with them before anyone can read them.

Whoever reads the figures has the published file, so nothing is asked first: a key becomes a keyed hash, a text that is nothing
but personal data is left out, and in other texts only what was found is replaced, since that loses least. What people wrote in
their own words is published, because it is what a person's story is told with; that names in it cannot be seen is said of
each such column. A person may say otherwise for any column, except that no citizen number is kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Final

import polars as pl

from pipelines.headings import is_unnamed
from pipelines.key_numbers import example_without_fractions, signs_of, without_point
from pipelines.personal_column import Choice, Personal, Role, choices_of, is_moment, role_of
from pipelines.personal_proposed import KIND_WORDS, proposed, said, why
from pipelines.personal_seen import seen_in
from pipelines.personal_values import says_birth
from pipelines.privacy import answered_choices, require_allowed, with_privacy
from pipelines.profile import CANONICAL
from pipelines.protected_before import Before
from pipelines.reading import field_texts
from pipelines.recognise import Recognised
from pipelines.sentence import Sentence
from pipelines.vocabulary import REQUIRED

AGAIN: Final = {
    "leave_out": Sentence("Column '{heading}' held {kinds} in an earlier delivery: it is left out again."),
    "scramble": Sentence(
        "Column '{heading}' held {kinds} in an earlier delivery: it is scrambled again, as it was then."
    ),
}
APART: Final = Sentence(
    "An earlier delivery was loaded with it as it stands: what that brought no longer joins with it. Undo those loads and load"
    " their files again."
)
UNKNOWN: Final = Before()


def guarded(recognised: Recognised, answers: Mapping[str, str], before: Before = UNKNOWN) -> Recognised:
    """Return the same file under a profile that keeps personal data out, with what was found and done in `personal`.

    answers  "personal: HEADING" -> leave_out, mask, scramble or keep. Raises BadAnswer or NotAllowed.
    before   what earlier loads of its source tell
    """
    choices = answered_choices(recognised, answers)
    decided = [_decided(column, choices) for column in _with_earlier(recognised, before)]
    found = [_told_apart(column, recognised, before) for column in decided]
    told = {column.heading for column in found if column.field is not None}
    for heading, choice in choices.items():
        kinds = next((column.kinds for column in found if column.heading == heading), ())
        require_allowed(heading, choice, recognised.table, recognised.columns[heading], kinds)
    done: dict[str, Choice] = {column.heading: column.applied for column in found if _is_of_column(column)}
    done |= {heading: choice for heading, choice in choices.items() if heading not in told}
    profile = with_privacy(recognised.profile, done, recognised.columns)
    left_out = {heading for heading, choice in done.items() if choice == "leave_out"}
    return replace(
        recognised,
        profile=profile,
        columns={heading: None if heading in left_out else field for heading, field in recognised.columns.items()},
        problems=[*(column.why for column in found), *recognised.problems],
        personal=tuple(found),
    )


def _with_earlier(recognised: Recognised, before: Before) -> list[Personal]:
    """Return the columns with personal data, among them those of which only an earlier delivery could tell."""
    found = personal_columns(recognised, is_new=not before.was_loaded)
    told = {column.heading for column in found if _is_taken_away(column)}
    again = []
    for heading, (kind, done) in before.columns.items():
        field = recognised.columns.get(heading)
        kept = said(recognised.profile, heading, field)
        if field is None or heading in told or kept or done not in choices_of(recognised.table, field, (kind,)):
            continue
        words = Sentence(AGAIN[done], heading=heading, kinds=KIND_WORDS[kind])
        again.append(
            Personal(heading, field, kind, 0.0, done, done, words, choices_of(recognised.table, field, (kind,)))
        )
    repeated = {column.heading for column in again}
    return [*(column for column in found if column.heading not in repeated), *again]


def _told_apart(column: Personal, recognised: Recognised, before: Before) -> Personal:
    """Return a key with the words that it was not scrambled in what its source brought before, where that is so."""
    is_source = before.was_loaded and recognised.profile.name != CANONICAL  # canonical files are of any system
    is_new = column.heading not in before.columns and column.field not in recognised.profile.secret_fields
    is_key = column.field is not None and role_of(recognised.table, column.field) == "key"
    if not (is_source and is_new and is_key and column.applied == "scramble" and not column.in_cells):
        return column
    return replace(column, why=Sentence("{done} {apart}", done=column.why, apart=APART))


def _is_taken_away(column: Personal) -> bool:
    """Return whether nothing of a column can be read: what an earlier delivery told of it adds nothing."""
    return column.field is not None and not column.in_cells and column.applied in ("leave_out", "scramble")


def to_remember(found: tuple[Personal, ...]) -> dict[str, Choice]:
    """Return heading -> what is done with it, as far as a profile has to know it: what single cells tell it need not."""
    return {column.heading: column.applied for column in found if _is_of_column(column)}


def _is_of_column(column: Personal) -> bool:
    """Return whether what is done concerns the whole column, so that the profile says it."""
    if column.field is None:
        return False
    if column.applied == "mask":
        return column.proposed != "mask"
    return not column.in_cells


def personal_columns(recognised: Recognised, is_new: bool = True) -> list[Personal]:
    """Return the columns that hold personal data, as they stand in the file, with what is done with them unasked.

    is_new  nothing of its source was loaded before: then even a few keys that all may be citizen numbers are taken for them
    """
    found = []
    for heading, cells in recognised.cells_in_turn():
        field = recognised.columns[heading]
        if is_unnamed(heading) and field is None:
            continue
        if field is not None and (field in recognised.profile.join):
            cells = pl.concat(recognised.each_slice(partial(field_texts, recognised, name=field)))
        role = _role(recognised, heading, field)
        if role == "key" and example_without_fractions([signs_of(cells)]):
            cells = without_point(cells)  # as it is read: 123456782.0 is a citizen number too
        if field is not None and is_moment(recognised.table, field) and not _may_be_birth(recognised, heading, field):
            continue  # a cell that is no date sets its row aside, or is left out
        if (seen := seen_in(heading, field, cells, role, is_new)).is_told:
            found.append(proposed(heading, field, seen, role, recognised.table, recognised.profile))
    return found


def _may_be_birth(recognised: Recognised, heading: str, field: str) -> bool:
    """Return whether a moment is that of a birth, and no row needs it."""
    return says_birth(heading) and field not in REQUIRED[recognised.table]


def _role(recognised: Recognised, heading: str, field: str | None) -> Role:
    """Return what a column is used for; what happened in an event is told beside its case, so it is a text."""
    events = recognised.profile.events
    if field is None and events and heading in recognised.headings_like(events.activity):
        return "text"
    return role_of(recognised.table, field)


def _decided(column: Personal, choices: Mapping[str, Choice]) -> Personal:
    """Return a column as a person decided on it. What a person scrambles is scrambled whole."""
    if choices.get(column.heading) not in column.choices:
        return column  # of a column that is not used nothing is kept, whatever is said
    decided = replace(column, applied=choices[column.heading], in_cells=False)
    return replace(decided, why=why(decided))
