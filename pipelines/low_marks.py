"""Scores of which none is above five under a heading that names no scale: they may be out of five, and are read as out of ten."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import polars as pl

from pipelines.asked_otherwise import names_ten
from pipelines.sentence import Sentence
from pipelines.values import scores

FEWEST: Final = 10  # scores, of which it is hardly an accident that none is above five
FIVE: Final = 5

NONE_ABOVE_FIVE: Final = Sentence(
    "None of {count} scores under '{heading}' is above {highest}. They are read as out of ten: if they are out of five, or if 1 is"
    " the best, do not choose that column, and write them out of ten in the file first."
)


def told_of_low_marks(fields: Mapping[str, str], rows: pl.DataFrame) -> tuple[Sentence, ...]:
    """Return a sentence where the scores of a file are all five or less; nothing where their heading says out of ten."""
    heading = fields.get("score")
    if heading is None or names_ten(heading):
        return ()
    marks = scores(rows[heading]).drop_nulls()
    highest = float(marks.max() or 0.0)  # type: ignore[arg-type]
    if marks.len() < FEWEST or highest > FIVE:
        return ()
    return (Sentence(NONE_ABOVE_FIVE, count=marks.len(), heading=heading, highest=f"{highest:g}"),)
