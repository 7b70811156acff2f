"""Which columns of a file hold personal data, by their values, and what is done with them before anyone can read them.

Whoever reads the figures has the published file, so nothing is asked first: a key becomes a keyed hash, a text that is nothing
but personal data is left out, and in other texts only what was found is replaced, since that loses least. A person may
say otherwise for any column, except that no citizen number is kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import polars as pl

from pipelines.headings import is_unnamed
from pipelines.person_names import name_share
from pipelines.personal_column import Choice, Personal, Role, choices_of, role_of
from pipelines.personal_numbers import Numbers, is_dense, numbers_of
from pipelines.personal_signs import KINDS, STANDS_FOR, is_citizen_number, looked_at
from pipelines.privacy import answered_choices, require_allowed, with_privacy
from pipelines.profile import Profile, same
from pipelines.protected_before import Before
from pipelines.reading import field_texts
from pipelines.recognise import Recognised
from pipelines.sentence import Sentence, listed

SAMPLE: Final = 20_000  # cells, spread over the whole column
MOSTLY: Final = 0.5  # of the filled cells: above it the column is one of personal data, below it texts that hold some
PEOPLE: Final = ("customer_id", "household_id")
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


AGAIN: Final = {
    "leave_out": Sentence("Column '{heading}' held {kinds} in an earlier delivery: it is left out again."),
    "scramble": Sentence(
        "Column '{heading}' held {kinds} in an earlier delivery: it is scrambled again, as it was then."
    ),
}
UNKNOWN: Final = Before()


@dataclass(frozen=True)
class Seen:
    """What was seen in one column."""

    kinds: tuple[str, ...] = ()
    rows: int = 0  # cells that hold any
    filled: int = 0
    whole: bool = False  # most of what it holds is nothing but that
    in_cells: bool = False  # of a key: single cells can be told, and are
    bare: frozenset[str] = frozenset()

    @property
    def share(self) -> float:
        return self.rows / self.filled if self.filled else 0.0


NOTHING: Final = Seen()


def guarded(recognised: Recognised, answers: Mapping[str, str], before: Before = UNKNOWN) -> Recognised:
    """Return the same file under a profile that keeps personal data out, with what was found and done in `personal`.

    answers  "personal: HEADING" -> leave_out, mask, scramble or keep. Raises BadAnswer or NotAllowed.
    before   what earlier loads of its source tell
    """
    choices = answered_choices(recognised, answers)
    found = [_decided(column, choices) for column in _with_earlier(recognised, before)]
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
    told = {column.heading for column in found if column.field is not None and not column.in_cells}
    again = []
    for heading, (kind, done) in before.columns.items():
        field = recognised.columns.get(heading)
        kept = _said(recognised.profile, heading, field)
        if field is None or heading in told or kept or done not in choices_of(recognised.table, field, (kind,)):
            continue
        why = Sentence(AGAIN[done], heading=heading, kinds=KIND_WORDS[kind])
        again.append(Personal(heading, field, kind, 0.0, done, done, why, choices_of(recognised.table, field, (kind,))))
    repeated = {column.heading for column in again}
    return [*(column for column in found if column.heading not in repeated), *again]


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
    for heading, field in recognised.columns.items():
        cells = recognised.rows[recognised.cell_column(heading)]
        if is_unnamed(heading) and field is None:
            continue
        if field is not None and (field in recognised.profile.join):
            cells = field_texts(recognised, recognised.rows, field)
        role = _role(recognised, heading, field)
        if (seen := seen_in(heading, field, cells, role, is_new)).kinds:
            found.append(_proposed(heading, field, seen, role, recognised.table, recognised.profile))
    return found


def personal_in(rows: pl.DataFrame, fields: Mapping[str, str | None], table: str) -> tuple[Personal, ...]:
    """Return the same of a file that no profile fits; `rows` has a column of texts under each heading."""
    roles = {heading: role_of(table, field) for heading, field in fields.items()}
    seen = {heading: seen_in(heading, fields[heading], rows[heading], role) for heading, role in roles.items()}
    return tuple(
        _proposed(heading, fields[heading], found, roles[heading], table, None)
        for heading, found in seen.items()
        if found.kinds
    )


def _role(recognised: Recognised, heading: str, field: str | None) -> Role:
    """Return what a column is used for; what happened in an event is told beside its case, so it is a text."""
    events = recognised.profile.events
    if field is None and events and heading in recognised.headings_like(events.activity):
        return "text"
    return role_of(recognised.table, field)


def seen_in(heading: str, field: str | None, cells: pl.Series, role: Role, is_new: bool = False) -> Seen:
    """Return what personal data a column holds. Cells that are used are all looked at, others by a sample."""
    every = max(1, cells.len() // SAMPLE)
    sample = cells.gather_every(every)
    different = sample.drop_nulls().unique()
    filled = cells.len() - cells.null_count()
    if different.is_empty():
        return NOTHING
    is_own_name = field is not None and same(heading) == same(field)
    if not is_own_name and role in ("key", "text", "unused"):
        if share := name_share(heading, different):
            return Seen(("name",), round(share * filled), filled, whole=True)
    if role == "unused":
        return replace(_in_texts(heading, sample, different), in_cells=False)
    if role == "key":
        found = _in_key(heading, field, cells, different)
        return _few_citizens(field, different, filled) if not found.kinds and is_new else found
    return _in_texts(heading, cells, different)


def _in_texts(heading: str, cells: pl.Series, different: pl.Series) -> Seen:
    """Return what the texts of a column hold; a number in them is taken for one where the column does not speak against it."""
    bare = numbers_of(heading, different, whole=False).bare
    if numbers_of(heading, different, whole=True).citizens == "yes":
        passing = cells.filter(cells.is_in(_citizens_among(different)))
        return Seen(("bsn",), passing.len(), _filled(cells), whole=True, bare=bare)
    held = looked_at(cells, bare)
    if held.is_empty():
        return NOTHING
    counted = cells.filter(cells.is_in(held["text"].implode())).value_counts(name="rows").rename({cells.name: "text"})
    held = held.join(counted, on="text", how="left")
    only = held.filter(pl.col("without").str.strip_chars().is_in(list(STANDS_FOR.values())))
    whole = int(only["rows"].sum()) >= MOSTLY * _filled(cells)
    return Seen(_by_weight(held), int(held["rows"].sum()), _filled(cells), whole, bare=bare)


def _in_key(heading: str, field: str | None, cells: pl.Series, different: pl.Series) -> Seen:
    """Return what a column of keys holds: all of them numbers of one kind, or single ones that are written as no other key is."""
    numbers = numbers_of(heading, different, whole=True)
    for kind, verdict in (("bsn", numbers.citizens), ("phone", numbers.telephones)):
        if verdict == "yes":
            of_kind = cells.str.contains(r"^\s*\d{8,11}\s*$").sum()
            return Seen((kind,), int(of_kind), _filled(cells), whole=True)
    held = looked_at(cells, frozenset())
    phones = held.filter(pl.col("kinds").list.contains("phone"))["text"].to_list()
    if len(phones) >= SAMPLE / 1000 and is_dense([text for text in phones if text[:1] != "+"] or ["0", "999999"]):
        held = held.filter(pl.col("kinds").list.drop_nulls() != ["phone"])
    stray = _stray_citizens(field, numbers, different, cells)
    if held.is_empty() and not stray:
        return NOTHING
    rows = cells.is_in(held["text"].implode()).sum() + (cells.is_in(stray).sum() if stray else 0)
    kinds = (*(("bsn",) if stray else ()), *(kind for kind in _by_weight(held) if not (stray and kind == "bsn")))
    return Seen(kinds, int(rows), _filled(cells), in_cells=True, bare=frozenset(("bsn",)) if stray else frozenset())


def _few_citizens(field: str | None, different: pl.Series, filled: int) -> Seen:
    """Return keys of people that are too few to tell as citizen numbers where every one of them may be one."""
    alike = different.str.strip_chars()
    if field in PEOPLE and len(_citizens_among(alike.filter(alike.str.len_chars() == 9))) == different.len():
        return Seen(("bsn",), filled, filled, whole=True)
    return NOTHING


def _stray_citizens(field: str | None, numbers: Numbers, different: pl.Series, cells: pl.Series) -> list[str]:
    """Return the citizen numbers among keys of people that are otherwise of another form."""
    if field not in PEOPLE or numbers.citizens != "few":
        return []
    alike = different.filter(different.str.contains(r"^\s*\d{9}\s*$")).to_list()
    passing = [text for text in alike if is_citizen_number(text.strip())]
    is_sure = len(passing) >= 2 or different.len() - len(alike) >= 5
    return passing if passing and len(passing) == len(alike) and is_sure else []


def _citizens_among(different: pl.Series) -> list[str]:
    return [text for text in different.to_list() if is_citizen_number(text.strip())]


def _filled(cells: pl.Series) -> int:
    return cells.len() - cells.null_count()


def _by_weight(held: pl.DataFrame) -> tuple[str, ...]:
    """Return the kinds that texts hold: citizen numbers first, then what most of them hold."""
    many = held["kinds"].explode().value_counts().rows()
    return tuple(kind for kind, _ in sorted(many, key=lambda pair: (pair[0] != "bsn", -pair[1], KINDS.index(pair[0]))))


def _proposed(heading: str, field: str | None, seen: Seen, role: Role, table: str, profile: Profile | None) -> Personal:
    """Return a column with what is done with it where nobody says otherwise."""
    choices = choices_of(table, field, seen.kinds) if field or role == "unused" else _of_events(seen.kinds)
    wanted: tuple[Choice, ...] = {
        "key": ("scramble",),
        "text": ("leave_out", "mask", "scramble") if seen.whole else ("mask",),
        "coded": ("mask",),
        "other": ("mask",),
        "unused": ("leave_out",),
    }[role]
    proposed = next((choice for choice in wanted if choice in choices), choices[0])
    said = _said(profile, heading, field) if profile else None
    applied = said if said in choices else proposed
    in_cells = seen.in_cells and applied == "scramble" and said is None
    column = Personal(
        heading, field, seen.kinds[0], round(seen.share, 4), proposed, applied, Sentence(""), choices, seen.kinds[1:],
        seen.rows, seen.bare, in_cells,
    )  # fmt: skip
    return replace(column, why=_why(column))


def _of_events(kinds: tuple[str, ...]) -> tuple[Choice, ...]:
    """Return what may be done with the words of events."""
    return ("mask",) if "bsn" in kinds else ("mask", "keep")


def _said(profile: Profile, heading: str, field: str | None) -> Choice | None:
    """Return what the profile says of a column; None where it says nothing."""
    if field in profile.secret_fields:
        return "scramble"
    lists: dict[Choice, list[str]] = {"keep": profile.private.kept, "mask": profile.private.masked}
    return next((choice for choice, names in lists.items() if same(heading) in map(same, names)), None)


def _decided(column: Personal, choices: Mapping[str, Choice]) -> Personal:
    """Return a column as a person decided on it. What a person scrambles is scrambled whole."""
    if choices.get(column.heading) not in column.choices:
        return column  # of a column that is not used nothing is kept, whatever is said
    decided = replace(column, applied=choices[column.heading], in_cells=False)
    return replace(decided, why=_why(decided))


def _why(column: Personal) -> Sentence:
    """Return what was seen and what is done."""
    words = DONE_WORDS["unused" if column.field is None and column.applied == "leave_out" else column.applied]
    share = max(1, round(100 * column.share))
    kinds = listed([KIND_WORDS[kind] for kind in column.kinds])
    values: dict[str, str | int] = {"heading": column.heading, "kinds": kinds, "share": share, "rows": column.rows}
    return Sentence(words, **{name: value for name, value in values.items() if f"{{{name}}}" in words})
