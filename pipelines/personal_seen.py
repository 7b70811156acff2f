"""What personal data a column holds, by its values: every cell that is used is looked at, of others a sample."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import polars as pl

from pipelines.free_text import is_free_text
from pipelines.person_names import name_share
from pipelines.personal_column import Role
from pipelines.personal_numbers import Numbers, is_dense, numbers_of
from pipelines.personal_signs import KINDS, STANDS_FOR, is_citizen_number, looked_at
from pipelines.personal_values import address_share, birth_share, is_address, says_birth
from pipelines.profile import same

SAMPLE: Final = 20_000  # cells, spread over the whole column
LOOK: Final = 2_000  # cells of a column that is not used
MOSTLY: Final = 0.5  # of the filled cells: above it the column is one of personal data, below it texts that hold some
PEOPLE: Final = ("customer_id", "household_id")
AT_HOME: Final = (*PEOPLE, "place_id")  # keys that may be an address


@dataclass(frozen=True)
class Seen:
    """What was seen in one column."""

    kinds: tuple[str, ...] = ()
    rows: int = 0  # cells that hold any
    filled: int = 0
    whole: bool = False  # most of what it holds is nothing but that
    in_cells: bool = False  # of a key: single cells can be told, and are
    bare: frozenset[str] = frozenset()
    is_free_text: bool = False  # people wrote it in their own words

    @property
    def is_told(self) -> bool:
        """Whether a person has to know of it."""
        return bool(self.kinds) or self.is_free_text

    @property
    def share(self) -> float:
        return self.rows / self.filled if self.filled else 0.0


NOTHING: Final = Seen()


def seen_in(heading: str, field: str | None, cells: pl.Series, role: Role, is_new: bool = False) -> Seen:
    """Return what personal data a column holds. Cells that are used are all looked at, others by a sample."""
    every = max(1, cells.len() // (LOOK if role == "unused" else SAMPLE))
    sample = cells.gather_every(every)
    different = sample.drop_nulls().unique()
    filled = cells.len() - cells.null_count()
    if different.is_empty():
        return NOTHING
    for kind, share in _by_whole_cells(heading, field, different, role):
        if share:
            return Seen((kind,), round(share * filled), filled, whole=True)
    if role == "unused":
        return replace(_in_texts(heading, sample, different), in_cells=False)
    if role == "key":
        found = _in_key(heading, field, cells, different)
        found = _few_citizens(field, different, filled) if not found.kinds and is_new else found
        return _with_addresses(found, cells) if field in AT_HOME and not found.whole else found
    found = _in_texts(heading, cells, different)
    return replace(
        found, filled=filled, is_free_text=role == "text" and not found.whole and is_free_text(field, sample, different)
    )


def _by_whole_cells(heading: str, field: str | None, different: pl.Series, role: Role) -> Iterator[tuple[str, float]]:
    """Yield each kind of which a cell holds nothing else, with the share of the different cells that do."""
    if role in ("coded", "other"):
        yield "birth", birth_share(heading, different) if says_birth(heading) else 0.0
        return
    yield "birth", birth_share(heading, different)
    if role != "key" or field in AT_HOME:
        yield "address", address_share(heading, different)
    is_own_name = field is not None and same(heading) == same(field)
    yield "name", name_share(heading, different, by_heading=not is_own_name)


def _with_addresses(found: Seen, cells: pl.Series) -> Seen:
    """Return the same of a key, with the addresses that stand among cells of another form."""
    rows = int(is_address(cells).sum())
    if not rows:
        return found
    return replace(found, kinds=(*found.kinds, "address"), rows=found.rows + rows, filled=_filled(cells), in_cells=True)


def _in_texts(heading: str, cells: pl.Series, different: pl.Series) -> Seen:
    """Return what the texts of a column hold; a number in them is taken for one where the column does not speak against it."""
    bare = numbers_of(heading, different, whole=False).bare
    if numbers_of(heading, different, whole=True).citizens == "yes":
        passing = cells.filter(cells.is_in(_citizens_among(different)))
        return Seen(("bsn",), passing.len(), _filled(cells), whole=True, bare=bare)
    held = looked_at(_each_once(cells, different), bare)
    if held.is_empty():
        return NOTHING
    counted = cells.filter(cells.is_in(held["text"].implode())).value_counts(name="rows").rename({cells.name: "text"})
    held = held.join(counted, on="text", how="left")
    only = held.filter(pl.col("without").str.strip_chars().is_in(list(STANDS_FOR.values())))
    whole = int(only["rows"].sum()) >= MOSTLY * _filled(cells)
    return Seen(_by_weight(held), int(held["rows"].sum()), _filled(cells), whole, bare=bare)


def _each_once(cells: pl.Series, different: pl.Series) -> pl.Series:
    """Return the cells, each once where most of them repeat: to look at fewer is worth more then than it costs."""
    return cells.unique() if different.len() < SAMPLE / 100 < cells.len() else cells


def _in_key(heading: str, field: str | None, cells: pl.Series, different: pl.Series) -> Seen:
    """Return what a column of keys holds: all of them numbers of one kind, or single ones that are written as no other key is."""
    numbers = numbers_of(heading, different, whole=True)
    for kind, verdict in (("bsn", numbers.citizens), ("phone", numbers.telephones)):
        if verdict == "yes":
            of_kind = cells.str.contains(r"^\s*\d{8,11}\s*$").sum()
            return Seen((kind,), int(of_kind), _filled(cells), whole=True)
    held = looked_at(_each_once(cells, different), frozenset())
    phones = held.filter(pl.col("kinds").list.contains("phone"))["text"].to_list()
    if len(phones) >= SAMPLE / 1000 and is_dense([text for text in phones if text[:1] != "+"] or ["0", "999999"]):
        held = held.filter(pl.col("kinds").list.drop_nulls() != ["phone"])
    stray = _stray_citizens(field, numbers, different, cells)
    if held.is_empty() and not stray:
        return NOTHING
    rows = cells.is_in([*held["text"].to_list(), *stray]).sum()
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
