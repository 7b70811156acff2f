"""Columns of free text: what people wrote in their own words, in which nobody can tell every name."""

from __future__ import annotations

from typing import Final

import polars as pl

IN_OWN_WORDS: Final = ("cancel_reason", "words", "why", "evidence")  # fields that are meant for it
SENTENCE: Final = 3  # words, from which a cell is more than a label
DIFFERENT: Final = 0.2  # of the filled cells; labels repeat more
MANY: Final = 100  # different cells: nobody keeps so long a list of labels


def is_free_text(field: str | None, sample: pl.Series, different: pl.Series) -> bool:
    """Return whether cells are free text: of a field that is meant for it a few sentences tell, of another many."""
    if different.is_empty():
        return False
    longer = float((different.str.count_matches(r"\S+") >= SENTENCE).mean() or 0.0)  # type: ignore[arg-type]
    is_varied = different.len() >= DIFFERENT * (sample.len() - sample.null_count())
    if field in IN_OWN_WORDS:
        return longer >= 0.1 and (is_varied or different.len() > MANY)
    return longer >= 0.5 and is_varied and different.len() > MANY
