"""What a single cell looks like: a number, a date, a yes or no, a code, words. Enough to tell headings from values."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, Literal

Kind = Literal["number", "year", "date", "yes_no", "code", "words", "prose", "none"]

# What stands in a cell for "nothing there": it fills the cell, and tells nothing about its column.
NOTHING: Final = {
    *(
        "-",
        "--",
        "---",
        ".",
        "..",
        "...",
        ":",
        "*",
        "**",
        "x",
        "?",
        "na",
        "n/a",
        "n.a.",
        "n.a",
        "nvt",
        "n.v.t.",
        "n.v.t",
    ),
    *("nb", "n.b.", "null", "none", "nil", "nan", "unknown", "onbekend", "leeg", "\\n"),
    *("#n/a", "#na", "#null!", "#div/0!", "#value!", "#ref!", "#name?", "#num!"),
}
YES_NO: Final = {"true", "false", "yes", "no", "ja", "nee", "waar", "onwaar", "y", "n", "j"}
MONTHS: Final = (
    "jan|feb|mar|mrt|maa|apr|may|mei|jun|jul|aug|sep|oct|okt|nov|dec"  # the first letters, English and Dutch
)
NUMBER: Final = re.compile(
    r"[(+\-−]?\s*(?:eur|[€$£])?\s*[+\-−]?\s*(?:\d[\d.,' \u00a0]*|[.,]\d+)(?:e[+-]?\d+)?\s*(?:%|€|,-)?\)?"
)
DATE: Final = re.compile(
    rf"""(?:(?:mon|tue|wed|thu|fri|sat|sun|ma|di|wo|do|vr|za|zo)[a-z]*[,. ]+)?
    (?: \d{{4}}[-/.]\d{{1,2}}(?:[-/.]\d{{1,2}})? | \d{{1,2}}[-/.]\d{{1,2}}[-/.]\d{{2,4}}
      | \d{{1,2}}[-/. ](?:{MONTHS})[a-z]*\.?[-/. ,]+\d{{2,4}} | (?:{MONTHS})[a-z]*\.?\s+\d{{1,2}},?\s+\d{{4}} )
    (?:[t ,]+\d{{1,2}}[:.]\d{{2}}.*)?
    | \d{{1,3}}:\d{{2}}(?::\d{{2}}(?:[.,]\d+)?)?\s*(?:[ap]\.?m\.?)?""",
    re.VERBOSE,
)
PERIOD: Final = re.compile(
    rf"(?:19|20)\d\d(?:\s*[-/]\s*(?:\d\d){{1,2}})?|(?:{MONTHS})[a-z]*\.?(?:[-/ ']*\d{{2,4}})?"
    r"|(?:q|kw|kwartaal|quarter|week|wk|maand|month|period|periode)\.?\s*\d{1,3}(?:[-/ ]+\d{2,4})?"
    r"|(?:19|20)\d\d[-/ ]?(?:q|k|w|wk|week)?[-/ ]?\d{1,2}"
)
LONG_TEXT: Final = 120  # signs; headings of public statistics go up to a hundred
NUMBERS: Final[frozenset[Kind]] = frozenset({"number", "year"})
TYPED: Final[frozenset[Kind]] = frozenset({"number", "year", "date", "yes_no"})


@lru_cache(maxsize=100_000)
def kind(cell: str) -> Kind:
    """Return what a filled cell looks like."""
    text = " ".join(cell[:400].split()).casefold()
    if text in NOTHING:
        return "none"
    if text in YES_NO:
        return "yes_no"
    if NUMBER.fullmatch(text):
        return "year" if len(text) == 4 and text.isdigit() and 1900 <= int(text) <= 2100 else "number"
    if DATE.fullmatch(text):
        return "date"
    if len(cell) > LONG_TEXT or (len(text) > 60 and text.endswith((".", ";"))):
        return "prose"
    if any(sign.isdigit() for sign in text) and any(sign.isalpha() for sign in text) and len(text) <= 40:
        return "code"
    return "words"


def group(of: Kind) -> Kind:
    """Return what kinds are alike: a year is a number too."""
    return "number" if of in NUMBERS else of


def is_period(cell: str) -> bool:
    """Return whether a cell names a year, a month, a quarter or a week."""
    text = " ".join(cell.split()).casefold()
    return bool(PERIOD.fullmatch(text)) or kind(cell) == "date"
