"""What citizen numbers, bank accounts, telephone numbers and e-mail addresses look like, and texts without them.

Finding is done twice: a quick look over whole columns that lets nothing slip, and an exact one at the few cells it points at.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Final

import polars as pl

KINDS: Final = ("bsn", "iban", "email", "phone")
STANDS_FOR: Final = {"bsn": "[BSN]", "iban": "[IBAN]", "email": "[e-mail]", "phone": "[phone]", "address": "[address]"}
HIDDEN: Final = "[hidden]"
BARE: Final = frozenset(("bsn", "phone"))  # what a mere run of digits may be

SIGN: Final = "[ ./()\u00a0-]{0,3}"  # between the digits of a telephone number
# No part of an address is longer; without an end to it a cell of 32,000 signs is gone through from each of them.
EMAIL: Final = r"[^\s@<>()\[\]\",;:]{1,200}@[^\s@<>()\[\]\",;:/]{1,250}\.\w{2,}"
BANK: Final = r"\b[A-Za-z]{2}\d{2}(?:[ -]?[A-Za-z0-9]{4}){2,7}(?:[ -]?[A-Za-z0-9]{1,3})?\b"
ABROAD: Final = rf"(?:\+|\b00(?=3[1-4]|4[49])){SIGN}[1-9](?:{SIGN}\d){{8,13}}"
AT_HOME: Final = rf"\(?0[1-9](?:{SIGN}\d){{7,9}}"
CITIZEN: Final = r"\b\d{9}\b"
SAID_CITIZEN: Final = (
    r"(?i)\b(?:bsn|burger\s?service\s?(?:nummer|nr)|sofi\s?(?:nummer|nr)?)\W{0,3}(?:(?:is|nummer|nr)\W{0,3})?"
)
# Wider than all of them together, and without what Polars cannot say: a cell that this passes by holds none.
MAY_HOLD: Final = (
    rf"@|\b[A-Za-z]{{2}}\d{{2}}(?:[ -]?[A-Za-z0-9]{{4}}){{2}}|(?:\+|\b00){SIGN}[1-9](?:{SIGN}\d){{8,13}}\b"
    rf"|\b0[1-9](?:{SIGN}\d){{7,9}}\b|(?i:bsn|burger\s?service|sofi)"
)
NOT_BEFORE: Final = r"(?<![\w+.,-])(?<!\d/)"
DATE: Final = r"\(?\d{1,2}[-/. ]\d{1,2}[-/. ](?:19|20)\d{2}"

# Area codes that were given out; with them a ten-figure number is one, and most reference numbers are not (ACM, 2024).
DUTCH_AREAS: Final = (
    r"0(?:6[1-58]|8[58]|1[0358]|2[0346]|3[0-368]|35|4[0356]|5[03-5589]|7[0-9]|111|11[3-8]|16[1-8]|17[24]|18[0-47]|22[2-46-9]|25[125]"
    r"|29[479]|31[3-8]|32[01]|34[1-8]|41[1-36-8]|47[58]|48[15-8]|49[2357-9]|51[1-9]|52[1-9]|54[1-8]|56[126]|57[0-35-8]|59[1-9])"
)
SHAPES: Final = tuple(
    re.compile(shape)
    for shape in (
        rf"(?={DUTCH_AREAS})0\d{{9}}",  # 0612345678
        r"04[5-9]\d{7}",  # Belgian mobile
        r"07\d{9}",  # British mobile
    )
)
WRITTEN: Final = tuple(
    re.compile(shape)
    for shape in (
        rf"\(?(?:06|{DUTCH_AREAS})\)?\s?[ ./()\u00a0-]\s?\d[\d ./\u00a0-]*",  # 020-123 45 67
        r"0[1-9](?:[ .]\d{2}){4}",  # 06 12 34 56 78, and French
        r"\(?0[1-9]\d?\)?[ /.-]\d{2,3}[ .]\d{2}[ .]\d{2}",  # Belgian: 02/123.45.67
        r"04\d{2}[ /.-]\d{2,3}(?:[ .]\d{2,3}){1,2}",
        r"\(?0(?:1\d{2,3}|2\d|3\d{2})\)?[ -]\d{3,4}[ -]?\d{3,4}",  # British: 020 7946 0958
        r"07\d{3}[ -]\d{3}[ -]?\d{3}",
    )
)
LENGTHS: Final = {  # of an account number, by its country
    "AT": 20, "BE": 16, "BG": 22, "CH": 21, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "EE": 20, "ES": 24, "FI": 18, "FR": 27,
    "GB": 22, "GR": 27, "HR": 21, "HU": 28, "IE": 22, "IS": 26, "IT": 27, "LI": 21, "LT": 20, "LU": 20, "LV": 21, "MC": 27,
    "MT": 31, "NL": 18, "NO": 15, "PL": 28, "PT": 25, "RO": 24, "SE": 24, "SI": 19, "SK": 24, "SM": 27, "TR": 26,
}  # fmt: skip


def is_citizen_number(digits: str) -> bool:
    """Return whether eight or nine digits pass the 11-test of the Dutch citizen service number."""
    if not digits.isascii() or not digits.isdigit() or len(digits) not in (8, 9):
        return False
    figures = [int(digit) for digit in digits.zfill(9)]
    weighed = sum(weight * figure for weight, figure in zip((9, 8, 7, 6, 5, 4, 3, 2, -1), figures, strict=True))
    return len(set(figures)) > 1 and weighed % 11 == 0


def is_account(text: str) -> bool:
    """Return whether a text is an IBAN: of the length that its country has, and passing the test modulo 97."""
    plain = re.sub(r"[ -]", "", text).upper()
    if LENGTHS.get(plain[:2]) != len(plain) or not plain.isascii() or not plain.isalnum():
        return False
    return int("".join(str(int(sign, 36)) for sign in plain[4:] + plain[:4])) % 97 == 1


def telephone_in(text: str, bare: bool) -> int:
    """Return how many signs at the beginning of a text are a telephone number; 0 where none is.

    bare  a mere run of digits may be one
    """
    if re.match(DATE, text):
        return 0
    if abroad := re.match(ABROAD, text):
        return abroad.end() if bare or not abroad[0].isdigit() else 0
    ends = [at for at in range(len(text), 0, -1) if text[at - 1].isdigit() and not text[at : at + 1].isdigit()]
    for part in (text[:end] for end in ends):
        digits = re.sub(r"\D", "", part)
        if part == digits and not bare:
            continue
        of_form = part == digits or any(shape.fullmatch(part) for shape in WRITTEN)
        if of_form and (any(shape.fullmatch(digits) for shape in SHAPES) or (part != digits and _is_abroad(part))):
            return len(part)
    return 0


def _is_abroad(part: str) -> bool:
    """Return whether a written number has the form of a Belgian, British or French one."""
    return any(shape.fullmatch(part) for shape in WRITTEN[1:])


@cache
def _swapper() -> tuple[re.Pattern[str], ...]:
    return (
        re.compile(BANK),
        re.compile(EMAIL),
        re.compile(SAID_CITIZEN + r"(\d(?:[ .-]?\d){7,8})\b"),
        re.compile(f"{NOT_BEFORE}(?:{ABROAD}|{AT_HOME})(?!\\w)"),
        re.compile(r"(?<![\w+.,/-])\d{9}(?![\w/-]|[.,]\d)"),
    )


def without(text: str, bare: frozenset[str] = BARE) -> tuple[str, tuple[str, ...]]:
    """Return a text with each sign of a person replaced by what it stands for, and the kinds that were found.

    bare  which kinds a mere run of digits may be; what is written as only one kind is, always counts
    """
    found: list[str] = []

    def swapped(kind: str, matched: re.Match[str], what: str) -> str:
        found.append(kind)
        return matched[0].replace(what, STANDS_FOR[kind], 1)

    def account(matched: re.Match[str]) -> str:
        for end in range(len(matched[0]), 14, -1):  # what follows an account may look like a part of it
            if is_account(matched[0][:end]) and not matched[0][end : end + 1].isalnum():
                return swapped("iban", matched, matched[0][:end])
        return matched[0]

    def telephone(matched: re.Match[str]) -> str:
        signs = telephone_in(matched[0], "phone" in bare)
        return swapped("phone", matched, matched[0][:signs]) if signs else matched[0]

    def citizen(matched: re.Match[str]) -> str:
        is_one = is_citizen_number(re.sub(r"\D", "", matched[matched.lastindex or 0]))
        return swapped("bsn", matched, matched[matched.lastindex or 0]) if is_one else matched[0]

    bank, mail, said, phone, number = _swapper()
    text = said.sub(citizen, mail.sub(lambda matched: swapped("email", matched, matched[0]), bank.sub(account, text)))
    text = phone.sub(telephone, phone.sub(telephone, text))  # twice: one right behind another
    text = number.sub(citizen, text) if "bsn" in bare else text
    return text, tuple(dict.fromkeys(found))


def may_hold(cells: pl.Series, bare: frozenset[str] = BARE) -> pl.Series:
    """Return whether a cell may hold a sign of a person; where this is false it holds none."""
    pattern = f"{MAY_HOLD}|{CITIZEN}" if "bsn" in bare else MAY_HOLD
    suspect = cells.str.contains(pattern).fill_null(False)
    if bare or not suspect.any():
        return suspect
    return suspect & ~cells.str.contains(r"^\s*\d+\s*$").fill_null(False)


def looked_at(cells: pl.Series, bare: frozenset[str] = BARE) -> pl.DataFrame:
    """Return the different texts of `cells` that hold a sign of a person: text, without, kinds (list)."""
    suspects: Iterable[str] = cells.filter(may_hold(cells, bare)).unique().to_list()
    rows = [(text, *without(text, bare)) for text in suspects]
    held = [(text, swapped, list(kinds)) for text, swapped, kinds in rows if kinds]
    return pl.DataFrame(
        held, schema={"text": pl.String(), "without": pl.String(), "kinds": pl.List(pl.String())}, orient="row"
    )


def hidden(cells: pl.Series, bare: frozenset[str] = BARE) -> pl.Series:
    """Return the texts with each sign of a person replaced by what it stands for."""
    held = looked_at(cells, bare)
    return cells if held.is_empty() else cells.replace(held["text"], held["without"])
