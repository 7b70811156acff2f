"""Columns of which a yes says that a case or visit was cancelled: those of the profile are followed, others are told.

A status beside them often says only that the record was closed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import polars as pl

from pipelines.names import flag_names
from pipelines.plain_signs import plain
from pipelines.profile import CANCELLED, same
from pipelines.reading import Reading, named_cells
from pipelines.twice import named_in_rules
from pipelines.values import SAYS_YES

# What a flag says more than; of a visit that was not made, how it ended is told already.
LESS_THAN_A_FLAG: Final = {
    "work_items": ("open", "done", "no_access", "cancelled"),
    "visits": ("done", "part_done"),
}
NAMES: Final = ("cancelled", "perhaps_cancelled")


def follow_flags(reading: Reading) -> None:
    """Count as cancelled what a flag of the profile says was; note each yes under another that seems to say the same."""
    table = reading.recognised.table
    if table not in CANCELLED:
        return
    name, word = CANCELLED[table]
    flags = named_cells(reading.recognised, reading.rows, reading.profile.cancelled_flags)
    is_done = reading.typed[name].is_null() | reading.typed[name].is_in(list(LESS_THAN_A_FLAG[table]))
    for cells in flags:
        told = pl.when(says_yes(cells) & is_done).then(pl.lit(word)).otherwise(reading.typed[name])
        reading.typed[name] = pl.select(told.alias(name)).to_series()
    counts = reading.typed[name].is_null() | reading.typed[name].is_in(["open", "done", "part_done"])
    for heading in _not_followed(reading):
        cells = reading.rows[reading.recognised.cell_column(heading)]
        reading.doubt_of_column(says_yes(cells) & counts, heading, "yes_not_used", "kept", cells)


def says_yes(cells: pl.Series) -> pl.Series:
    """Return whether a cell says yes, by a word or a mark; an empty one does not."""
    return plain(cells).str.strip_chars().str.to_lowercase().is_in(list(SAYS_YES)).fill_null(False)


def _not_followed(reading: Reading) -> Iterator[str]:
    """Yield the headings that seem to say that a case was cancelled, and are no field and in no rule of the profile."""
    profile = reading.profile
    named = {same(heading) for heading in (*named_in_rules(profile), *profile.private.columns)}
    for heading, field in reading.recognised.columns.items():
        if field is None and same(heading) not in named and any(flag_names(kind).like(heading) for kind in NAMES):
            yield heading
