"""Cases that count as done by their status or their date, while another column says that they were cancelled or withdrawn."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

import polars as pl

from pipelines.code_words import NOT, compared, meaning_of
from pipelines.proposal import CODE_SURE_ENOUGH, CodeGuess
from pipelines.sentence import Sentence, listed
from pipelines.shapes import Shape

# What a column of these says of a case is no end of it: a lost key that is a duplicate is a kind of work.
OF_OTHER_THINGS: Final = frozenset((
    "status", "item_id", "request_id", "parent_id", "kind", "category", "team", "worker", "customer_id", "place_id",
    "priority_first", "priority_last",
))  # fmt: skip
WITHIN_MORE_WORDS: Final = re.compile(
    r"\b(?:cancell?ed|cancell?ation|withdrawn|withdrew|aborted|abandoned|geannuleerd|annulering|ingetrokken|afgezegd)\b"
)
LONGEST: Final = 6  # words: what is longer tells of the one case
SAID_AT_MOST: Final = 4  # different words that are shown

BESIDE_STATUS: Final = Sentence(
    "Column '{heading}' says {said} in rows that count as done by '{status}' ({count} of {rows}). If that work was not carried out,"
    " choose '{heading}' as the status in place of '{status}'."
)
BESIDE_DATE: Final = Sentence(
    "Column '{heading}' says {said} in rows that count as done by their date under '{done}' ({count} of {rows}). If that work was"
    " not carried out, choose '{heading}' as the status."
)


def told_of_cancelled(
    fields: Mapping[str, str],
    rows: pl.DataFrame,
    shapes: Mapping[str, Shape],
    codes: Mapping[str, Mapping[str, CodeGuess]],
) -> list[Sentence]:
    """Return a sentence for each column that says of cases which count as done that they were cancelled.

    fields   field -> heading, of what the columns of work items are taken for
    rows     all rows, as texts under each heading; `shapes` are of a sample of them
    codes    field -> code -> what it is taken for
    """
    done = _done(fields, rows, codes)
    if done is None:
        return []
    taken = {heading for field, heading in fields.items() if field in OF_OTHER_THINGS}
    told = []
    for heading, shape in shapes.items():
        if heading in taken or not shape.is_few:
            continue
        words = rows[heading].str.strip_chars().filter(done).drop_nulls().value_counts(sort=True, name="rows")
        cancelled = [(word, count) for word, count in words.iter_rows() if _says_cancelled(word)]
        if cancelled:
            told.append(_told(heading, cancelled, fields, rows.height))
    return told


def _done(
    fields: Mapping[str, str], rows: pl.DataFrame, codes: Mapping[str, Mapping[str, CodeGuess]]
) -> pl.Series | None:
    """Return which rows count as done: by a code of their status, else by a date; None where no column tells."""
    if "status" in fields:
        meant = [code for code, guess in codes.get("status", {}).items() if guess.meant == "done"]
        return rows[fields["status"]].str.strip_chars().is_in(meant).fill_null(False)
    if "reported_done_at" in fields:
        return rows[fields["reported_done_at"]].fill_null("").str.strip_chars() != ""
    return None


def _says_cancelled(code: str) -> bool:
    """Return whether it says so by words that we know, or names it among a few others: "Cancelled by tenant"."""
    meant, sure = meaning_of("status", code)
    words = compared(code)
    parts = words.split()
    if meant == "cancelled" and sure >= CODE_SURE_ENOUGH:
        return True
    return len(parts) <= LONGEST and not set(parts) & NOT and WITHIN_MORE_WORDS.search(words) is not None


def _told(heading: str, cancelled: list[tuple[str, int]], fields: Mapping[str, str], rows: int) -> Sentence:
    named: dict[str, str | int] = {
        "heading": heading,
        "said": listed(f"'{word}'" for word, _ in cancelled[:SAID_AT_MOST]),
        "count": sum(count for _, count in cancelled),
        "rows": rows,
    }
    if "status" in fields:
        return Sentence(BESIDE_STATUS, status=fields["status"], **named)
    return Sentence(BESIDE_DATE, done=fields["reported_done_at"], **named)
