"""Texts by which cases, people, places and teams are told apart, without the signs in them that nobody sees.

What is copied from a web page or a mail bears blanks without width, marks of direction, soft hyphens, and dashes that look
like a hyphen; a Mac writes é as an e and an accent. Two texts that look the same are then two teams, or a case that is not
found. Texts in people's own words stay as they are: there a joiner makes one emoji of two, and tells letters of Arabic and
Indic scripts how to stand.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

import polars as pl

UNSEEN: Final = "[\u00ad\u034f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]"
# Joiners mean something between letters of other scripts and within emoji; beside what stands here they do not.
JOINERS_BEHIND: Final = "(^|[0-9A-Za-z])[\u200c\u200d]+"
JOINERS_BEFORE: Final = "[\u200c\u200d]+([0-9A-Za-z]|$)"
OTHER_BLANKS: Final = "[\u00a0\u2000-\u200a\u202f\u205f\u3000]"
APART: Final = (
    "[\\p{M}\u1100-\u11ff\u212a\u212b]"  # accents and other parts of letters, with which a letter may become one sign
)
HYPHENS: Final = "[\u2010\u2011]"  # that look the same as the usual one
DASHES_WITHIN: Final = (
    "([0-9A-Za-z])[\u2012\u2013\u2212]"  # WO–12 is WO-12; one with a blank before it stands between words
)
SUSPECT: Final = f"{UNSEEN}|{OTHER_BLANKS}|{APART}|[\u200c\u200d]|{HYPHENS}|{DASHES_WITHIN}"


def plain(texts: pl.Series) -> pl.Series:
    """Return the texts without signs that nobody sees, with usual blanks and hyphens, and letters with their accents as one."""
    is_foreign = (texts.str.len_bytes() != texts.str.len_chars()).fill_null(False)
    if not is_foreign.any():  # at little cost: most columns hold nothing else than ASCII
        return texts
    is_suspect = texts.str.contains(SUSPECT).fill_null(False)
    if not is_suspect.any():
        return texts
    seen = texts.filter(is_suspect).rename("text").to_frame().select(_plain(pl.col("text"))).to_series()
    nth = pl.when(is_suspect).then(is_suspect.cast(pl.UInt32).cum_sum() - 1)  # which of them a row has
    return seen.gather(pl.select(nth).to_series()).fill_null(texts).rename(texts.name)


def plain_text(text: str) -> str:
    """Return the same of one text."""
    if text.isascii():
        return text
    seen = re.sub(OTHER_BLANKS, " ", re.sub(UNSEEN, "", unicodedata.normalize("NFC", text)))
    seen = re.sub(DASHES_WITHIN, r"\1-", re.sub(HYPHENS, "-", seen))
    return re.sub(JOINERS_BEFORE, r"\1", re.sub(JOINERS_BEHIND, r"\1", seen))


def plain_words(words: str) -> str:
    """Return the same of one text, with single blanks and none around it."""
    return " ".join(plain_text(words).split())


def _plain(text: pl.Expr) -> pl.Expr:
    seen = text.str.normalize("NFC").str.replace_all(UNSEEN, "").str.replace_all(OTHER_BLANKS, " ")
    seen = seen.str.replace_all(HYPHENS, "-").str.replace_all(DASHES_WITHIN, "${1}-")
    return seen.str.replace_all(JOINERS_BEHIND, "$1").str.replace_all(JOINERS_BEFORE, "$1")
