"""Sheets and files that are called as a status is, while no column tells one: a person is told what their rows count as."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from pipelines.code_words import ENDED, meaning_of
from pipelines.no_end import Ends
from pipelines.sentence import Sentence

SHEET: Final = Sentence(
    "The sheet is called '{name}', and no column of it tells a status: of its {cases} cases {open} count as open, {done} as done"
    " and {cancelled} as cancelled. If all of them are what the sheet is called, add a column that says so in each row and load it"
    " again."
)
FILE: Final = Sentence(
    "The file is called '{name}', and no column of it tells a status: of its {cases} cases {open} count as open, {done} as done"
    " and {cancelled} as cancelled. If all of them are what the file is called, add a column that says so in each row and load it"
    " again."
)


def told_of_name(sheet: str | None, file_name: str, ends: Sequence[Ends]) -> tuple[Sentence, ...]:
    """Return a sentence where rows without a status do not all count as what their sheet, or a cancelled file, is called.

    ends   of all rows; none where they tell a status of their own
    """
    meant = meaning_of("status", sheet)[0] if sheet else None
    words, name = SHEET, sheet or ""
    if meant not in ENDED:
        words, name = FILE, Path(file_name).stem
        meant = "cancelled" if meaning_of("status", name)[0] == "cancelled" else None
    cases, done = sum(each.cases for each in ends), sum(each.done for each in ends)
    cancelled = sum(each.cancelled for each in ends)
    agree = {"done": done, "cancelled": cancelled, "no_access": 0}
    if meant is None or not cases or agree[meant] == cases:
        return ()
    still_open = cases - done - cancelled
    return (Sentence(words, name=name, cases=cases, open=still_open, done=done, cancelled=cancelled),)
