"""What a column may be whose heading says nothing, from its values alone: told to whoever chooses, and never taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from pipelines import vocabulary
from pipelines.sentence import Sentence
from pipelines.shapes import IDS, SHORT_WORDS, Shape, on_or_after

HINT: Final = 0.3  # how sure the values alone make us


@dataclass(frozen=True)
class Hint:
    """Fields that a column may be, and what in its values says so."""

    fields: tuple[str, ...]
    why: Sentence


def hint_of(shape: Shape, table: str, taken: Mapping[str, str], shapes: dict[str, Shape]) -> Hint | None:
    """Return what the values of a column look like, among the fields that no other heading has.

    taken   field -> the heading that has it
    """
    found = _hint(shape, taken, shapes)
    if found is None:
        return None
    known = {column.name for column in vocabulary.DELIVERED[table]}
    free = tuple(field for field in found.fields if field in known and field not in taken)
    return replace(found, fields=free) if free else None


def _hint(shape: Shape, taken: Mapping[str, str], shapes: dict[str, Shape]) -> Hint | None:
    if shape.is_moment and shape.moment is not None:
        opened = taken.get("opened_at")
        begins = shapes[opened].moment if opened else None
        share, rows = on_or_after(begins, shape.moment) if begins is not None else (0.0, 0)
        if opened is None or share < 0.95 or rows < 3:
            return Hint(("opened_at", "requested_at", "at"), Sentence("its cells are dates"))
        why = Sentence(
            "its dates lie on or after '{heading}' in {share}% of rows", heading=opened, share=int(share * 100)
        )
        ends = ("reported_done_at", "cancelled_at", "target_last_at")
        return Hint(ends if shape.filled < 0.98 else ("target_last_at", "reported_done_at"), why)
    if shape.values >= 3 and shape.unique >= 0.99 and shape.code_share >= 0.9 and shape.whole_share in (0.0, 1.0):
        return Hint(tuple(field for field in IDS), Sentence("no value stands there twice"))
    if shape.postcode_share >= 0.8 or shape.address_share >= 0.8:
        return Hint(("place_id",), Sentence("its cells are addresses"))
    if shape.is_text and shape.values >= 20 and shape.person_share >= 0.8:
        return Hint(("worker", "customer_id"), Sentence("most of its cells are names of people"))
    if shape.is_text and shape.is_few and shape.values >= 20 and shape.words <= SHORT_WORDS:
        return Hint(
            ("team", "category", "status", "priority_last"),
            Sentence("it holds {count} different words that repeat", count=shape.different),
        )
    return None
