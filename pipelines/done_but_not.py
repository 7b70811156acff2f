"""Cases that count as done by their status or date, while another column says that they were not, or not all: "No access"."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

import polars as pl

from pipelines.code_words import NOT, compared, known_share, meaning_of
from pipelines.names import goes_apart, tokens
from pipelines.proposal import CODE_SURE_ENOUGH, CodeGuess
from pipelines.sentence import Sentence, listed
from pipelines.shapes import Shape
from pipelines.values import NO_WORDS, SAYS_YES

# What a column of these says of a case is no end of it: a lost key that is a duplicate is a kind of work.
OF_OTHER_THINGS: Final = frozenset((
    "status", "item_id", "request_id", "parent_id", "kind", "category", "team", "worker", "customer_id", "place_id",
    "priority_first", "priority_last", "on_time_flag",
))  # fmt: skip
WITHIN_MORE_WORDS: Final = re.compile(
    r"\b(?:cancell?ed|cancell?ation|withdrawn|withdrew|aborted|abandoned|geannuleerd|annulering|ingetrokken|afgezegd)\b"
)
LONGEST: Final = 6  # words: what is longer tells of the one case
SAID_AT_MOST: Final = 6  # different words that are shown
FEWEST_WORDS: Final = 2  # different ones, of a column whose words nobody knows
OF_TIMING: Final = 0.95  # of the cells: "met" and "missed" tell whether it was in time, and not whether it was done
NOBODY_IN: Final = ("cancelled", "no_access")  # statuses

# Words of headings, as `tokens` has them, that tell how a case ended: by themselves, and those of an end with a word for a reason.
OF_RESULTS: Final = frozenset((
    "result", "resultaat", "outcome", "uitkomst", "bevinding", "bevindingen", "finding", "findings", "disposition", "conclusie",
    "oplossing", "afmeldcode",
))  # fmt: skip
OF_ENDS: Final = frozenset((
    "resolved", "closed", "completed", "finished", "afgehandeld", "afgesloten", "afsluiten", "gesloten", "gereed", "afmeld",
    "afmelding", "afgemeld", "opgelost", "afgerond",
))  # fmt: skip
OF_REASONS: Final = frozenset(("reason", "reden", "code", "status"))

BESIDE_STATUS: Final = Sentence(
    "Column '{heading}' says {said} in rows that count as done by '{status}' ({count} of {rows}){others}. If that work was not"
    " carried out, choose '{heading}' as the status in place of '{status}'{empty}."
)
BESIDE_DATE: Final = Sentence(
    "Column '{heading}' says {said} in rows that count as done by their date under '{done}' ({count} of {rows}){others}. If that"
    " work was not carried out, choose '{heading}' as the status."
)
OTHERS: Final = Sentence("; its other words there, which we do not know: {said}")
EMPTY: Final = Sentence(
    ". It is empty in {count} cancelled cases, which would not count as cancelled then: if so, export the file with all of it"
    " under '{status}'"
)
UNKNOWN_BESIDE_STATUS: Final = Sentence(
    "Column '{heading}' is not used: it says {said} in rows that count as done by '{status}' ({count} of {rows}), and we do not"
    " know these words. If one of them says that work was not carried out, choose '{heading}' as the status in place of '{status}'."
)
UNKNOWN_BESIDE_DATE: Final = Sentence(
    "Column '{heading}' is not used: it says {said} in rows that count as done by their date under '{done}' ({count} of {rows}),"
    " and we do not know these words. If one of them says that work was not carried out, choose '{heading}' as the status."
)

Counted = Sequence[tuple[str, int]]  # words, and how many rows have them


def told_of_not_done(
    fields: Mapping[str, str],
    rows: pl.DataFrame,
    shapes: Mapping[str, Shape],
    codes: Mapping[str, Mapping[str, CodeGuess]],
) -> list[Sentence]:
    """Return a sentence for each column that says, or may say, of cases which count as done that they were not.

    fields   field -> heading, of what the columns of work items are taken for
    rows     all rows, as texts under each heading; `shapes` are of a sample of them
    codes    field -> code -> what it is taken for
    """
    done = _done(fields, rows, codes)
    if done is None:
        return []
    taken = {heading for field, heading in fields.items() if field in OF_OTHER_THINGS}
    cancelled = _meant(fields, rows, codes, "cancelled") if "status" in fields else None
    told = []
    for heading, shape in shapes.items():
        if heading in taken or goes_apart(heading) or shape.is_moment or not shape.is_few:
            continue
        if known_share("on_time_flag", shape) >= OF_TIMING:
            continue
        cells = rows[heading].str.strip_chars()
        words = cells.filter(done).drop_nulls().value_counts(sort=True, name="rows")
        counted = [(word, count) for word, count in words.iter_rows() if word]
        emptied = int((cancelled & (cells.fill_null("") == "")).sum()) if cancelled is not None else 0
        if sentence := _told(heading, counted, fields, rows.height, emptied):
            told.append(sentence)
    return told


def _done(
    fields: Mapping[str, str], rows: pl.DataFrame, codes: Mapping[str, Mapping[str, CodeGuess]]
) -> pl.Series | None:
    """Return which rows count as done: by a code of their status, else by a date; None where no column tells."""
    if "status" in fields:
        return _meant(fields, rows, codes, "done")
    if "reported_done_at" in fields:
        return rows[fields["reported_done_at"]].fill_null("").str.strip_chars() != ""
    return None


def _meant(
    fields: Mapping[str, str], rows: pl.DataFrame, codes: Mapping[str, Mapping[str, CodeGuess]], word: str
) -> pl.Series:
    """Return which rows have a status that is taken for one of our words."""
    meant = [code for code, guess in codes.get("status", {}).items() if guess.meant == word]
    return rows[fields["status"]].str.strip_chars().is_in(meant).fill_null(False)


def _told(heading: str, counted: Counted, fields: Mapping[str, str], rows: int, emptied: int) -> Sentence | None:
    """Return what a column's words beside a done status tell; None where we know that all of them are done, or of other things.

    emptied   how many cancelled cases have nothing under the heading
    """
    is_result = _is_result(heading)
    not_done = [(word, count) for word, count in counted if _says_not_done(word, is_result)]
    others = [(word, count) for word, count in counted if (word, count) not in not_done and not _says_done(word)]
    if any(len(compared(word).split()) > LONGEST for word, _ in others):
        others = []  # they are no list of codes
    if not_done:
        more = Sentence(OTHERS, said=_said(others)) if others else ""
        empty = Sentence(EMPTY, count=emptied, status=fields["status"]) if emptied else ""
        return _sentence((BESIDE_STATUS, BESIDE_DATE), heading, not_done, fields, rows, others=more, empty=empty)
    if is_result and others and len(counted) >= FEWEST_WORDS and heading not in fields.values():
        return _sentence((UNKNOWN_BESIDE_STATUS, UNKNOWN_BESIDE_DATE), heading, others, fields, rows)
    return None


def _is_result(heading: str) -> bool:
    """Return whether a heading tells how a case ended: "Job outcome", "Resolution", "Reden afsluiting"; not "Closed by"."""
    words = set(tokens(heading))
    is_end = bool(words & OF_ENDS) and (bool(words & OF_REASONS) or words <= OF_ENDS)
    return is_end or bool(words & OF_RESULTS)


def _says_not_done(code: str, is_result: bool) -> bool:
    """Return whether it says so by words that we know, or names it among a few others: "Cancelled by tenant"."""
    words = compared(code)
    if words in ("", *NOT) or len(words.split()) > LONGEST:
        return False
    meant, sure = meaning_of("status", code)
    if meant in NOBODY_IN and sure >= CODE_SURE_ENOUGH:
        return True
    if meaning_of("result", code)[0] == "not_done":
        return True
    if not set(words.split()) & NOT and WITHIN_MORE_WORDS.search(words) is not None:
        return True
    return is_result and _says_so_as_result(code)


def _says_so_as_result(code: str) -> bool:
    """Return whether a word of a result says that nobody was in, or that the work is not finished: "Failed - no access"."""
    status, result = meaning_of("status", code)[0], meaning_of("result", code)[0]
    visit, kind = meaning_of("outcome", code)[0], meaning_of("kind", code)[0]
    if result == "done" and meaning_of("result", code)[1] >= CODE_SURE_ENOUGH:
        return False
    return (
        status in NOBODY_IN
        or result == "not_all_done"
        or visit not in (None, "done", "unknown")
        or kind in ("make_safe", "follow_on")
    )


def _says_done(code: str) -> bool:
    """Return whether we know that it says nothing against the work being done; yes and no tell of something else."""
    if compared(code) in (*SAYS_YES, *NO_WORDS):
        return True
    return "done" in (meaning_of("status", code)[0], meaning_of("result", code)[0], meaning_of("outcome", code)[0])


def _said(counted: Counted) -> str:
    """Return words with their rows: "'No access' (9), 'Make safe' (7)"; of one word, which is told beside the sum, the word."""
    if len(counted) == 1:
        return f"'{counted[0][0]}'"
    return listed(f"'{word}' ({count})" for word, count in counted[:SAID_AT_MOST])


def _sentence(
    words: tuple[Sentence, Sentence],
    heading: str,
    counted: Counted,
    fields: Mapping[str, str],
    rows: int,
    **more: str,
) -> Sentence:
    """Return the first of two sentences where a status tells what is done, else the second."""
    named: dict[str, str | int] = {
        "heading": heading,
        "said": _said(counted),
        "count": sum(count for _, count in counted),
        "rows": rows,
    }
    named |= more
    if "status" in fields:
        return Sentence(words[0], status=fields["status"], **named)
    return Sentence(words[1], done=fields["reported_done_at"], **named)
