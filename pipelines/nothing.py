"""What people and systems write where there is nothing. In a column of one type far more words say so than in a text."""

from __future__ import annotations

from typing import Final

import polars as pl

ERRORS: Final = ("#N/A", "#N/B", "#REF!", "#VERW!", "#VALUE!", "#WAARDE!", "#DIV/0!", "#DEEL/0!", "#NAME?", "#NAAM?", "#NUM!",
                 "#GETAL!", "#NULL!", "#LEEG!", "#SPILL!", "#CALC!")  # fmt: skip
_WORDS: Final = (
    "null",
    "(null)",
    "<null>",
    "[null]",
    "(blank)",
    "(leeg)",
    "(empty)",
    "(none)",
    "(geen)",
    "n.v.t.",
    "n.v.t",
)
# In a text or a number of a record: signs without any letter, errors of Excel, the \N of databases, and words that are no name.
# "NA" may be one.
IN_TEXTS: Final = frozenset(
    [
        "-", "--", "---", "–", "—", ".", "..", "...", "?", "??", "???", "_", "/", "nvt", "NVT", "Nvt", "\\N", "\\n", *ERRORS,
        *(form for word in _WORDS for form in (word, word.upper(), word.title(), word.capitalize())),
    ]
)  # fmt: skip
# What a person writes below a value that comes again: it is none itself.
_AS_ABOVE: Final = (
    "ditto", "dito", "idem", "id.", "as above", "see above", "same as above", "zie boven", "zie hierboven", "als boven",
    "zelfde als boven", "hetzelfde", "same", "do.", "idem dito", "dito.", "ditto.", "idem.",
)  # fmt: skip
AS_ABOVE: Final = frozenset(
    [
        '"', '""', "''", "\u201d", "\u201c", "\u201e", "\u2033", "\u3003", "\u00b4\u00b4", "``", "~", "\u2191", "^",
        ",,", '-"-', "-''-", "- \" -", "-\u201d-", "-\u201e-",
        *(form for word in _AS_ABOVE for form in (word, word.upper(), word.title(), word.capitalize())),
    ]
)  # fmt: skip
# Among dates, numbers and durations: these in any case.
AMONG_TYPED: Final = (
    r"(?i)^(?:[-–—_.?/\\* ]+|\\N|#(?:N/[AB]|[A-Z/0]+[!?])|[(\[<]?(?:n\.?v\.?t\.?|n\.?a\.?|n/a|null?|none|nan|nat|nil|geen|leeg"
    r"|blank|empty|onbekend|unknown"
    r"|niet bekend|not known|not applicable|niet van toepassing|not available|niet beschikbaar|not set|nog niet bekend"
    r"|t\.?b\.?[acd]\.?|n\.?n\.?b\.?|never|nooit|undefined)[)\]>]?)$"
)
# Among dates also zeros in any form, and what Excel makes of a 0 or of the 29th of February that 1900 did not have.
NO_DATE: Final = (
    r"^[0\-/.: T]*0[0\-/.: TZ]*$|^1899-12-3[01](?:[T ][0:.]+)?$|^1900[-/.]0?1[-/.]0?0\b"
    r"|^0?0[-/.]0?1[-/.]1900\b|^0?1[-/.]0?0[-/.]1900\b"
    r"|^1900[-/.]0?2[-/.]29\b|^29[-/.]0?2[-/.]1900\b|^0?2[-/.]29[-/.]1900\b"
)
FIRST_YEAR: Final = 1980  # 1753, 1900 and 1970 are what systems write for "no date" (NYC 311 has 1900 and 2100)


def says_nothing(texts: pl.Series, of_dates: bool = False) -> pl.Series:
    """Return which texts of a typed column say that there is nothing; false where there is no text."""
    pattern = f"{AMONG_TYPED}|{NO_DATE}" if of_dates else AMONG_TYPED
    return texts.str.contains(pattern).fill_null(False)
