"""A text that was encoded twice: UTF-8 that was read as Windows-1252 or Latin-1 and written as UTF-8 again. `cafÃ©` is café.

Only what cannot be anything else is put right: signs beyond ASCII, next to nothing but each other or ASCII, of which the bytes
are UTF-8 for letters and signs of Western European texts. No language writes Ã before ©. Each such run tells of itself, so
that a text with some of them is put right there, and read in pieces as it is whole.
"""

from __future__ import annotations

import re
from typing import Final

import polars as pl

from pipelines.sentence import Sentence

NO_SIGNS: Final = b"\x81\x8d\x8f\x90\x9d"  # that Windows-1252 has no sign for: programs keep them as control signs
CONTROLS: Final = "\x80-\x84\x86-\x9f"  # what Latin-1 makes of the bytes that have signs there
END_OF_LINE: Final = "\x85"  # the one of them that a text may hold


def _sign(byte: int) -> str:
    return chr(byte) if byte in NO_SIGNS else bytes([byte]).decode("cp1252")


def _signs(first: int, last: int, without: str = "") -> str:
    """Return a class of the signs that bytes are in Windows-1252, and in Latin-1 where that has none that people write."""
    told = re.escape("".join(sign for at in range(first, last + 1) if (sign := _sign(at)) not in without))
    return f"[{told}{CONTROLS}{END_OF_LINE if END_OF_LINE not in without else ''}]"


AFTER: Final = _signs(0x80, 0xBF)  # bytes that go on with a sign of UTF-8
ENDS_OF_WORDS: Final = f"“”’»…–—\xa0{END_OF_LINE}"  # that may stand behind a capital of a language: "ÄÖÅ…"
ONE: Final = (
    f"(?:Ã{AFTER}|Â{_signs(0xA0, 0xBF, END_OF_LINE)}|â[€‚„\x80\x82\x84]{AFTER}|ð[Ÿ\x9f]{AFTER}{AFTER}"
    f"|Å{_signs(0x80, 0xBF, ENDS_OF_WORDS.replace('“', ''))}|Ä{_signs(0x80, 0xBF, ENDS_OF_WORDS)})"
)
# ƒ, ˆ, ˜ and Œ, of which a text is full that was encoded four times. Alone they can be right: "VANDFLÆ’".
INSIDE: Final = f"[ÂÅÆË]{AFTER}"
# The first apart: so its signs are searched for, four times as fast.
TWICE: Final = re.compile(f"{ONE}(?:{ONE}|{INSIDE})*")
ASCII: Final = bytes(range(128))
BEGINNINGS: Final = ("Ã", "Â", "â€", "â‚", "â„", "ðŸ", "Å", "Ä", "â\x80", "â\x82", "â\x84", "ð\x9f")
FIRST_SIGNS: Final = sorted({begin[0] for begin in BEGINNINGS})
BEGINNINGS_IN_UTF8: Final = tuple(begin.encode() for begin in BEGINNINGS)
BYTES: Final = {ord(sign): byte for byte in range(0x80, 0x100) for sign in (chr(byte), _sign(byte))}
MOST_TIMES: Final = 6  # that a text passes through programs which each encode it anew: it doubles every time
WORD: Final = 20  # signs around a run that are shown
WORD_END: Final = re.compile(r"[\x00-,;|]")


def may_be_twice(piece: bytes) -> bool:
    """Return whether bytes of UTF-8 may hold what was encoded twice: a look that costs next to nothing."""
    if piece.isascii():
        return False
    beyond = piece.translate(None, ASCII)
    return any(begin in beyond for begin in BEGINNINGS_IN_UTF8) and bool(TWICE.search(beyond.decode("utf-8", "ignore")))


def encoded_once(text: str) -> str:
    """Return the text with what was encoded twice put right, as long as that changes it: `ZoÃƒÂ«` is ZoÃ« is Zoë."""
    for _ in range(MOST_TIMES):
        put_right = TWICE.sub(_once, text) if _may_hold_it(text) else text
        if put_right == text:
            break
        text = put_right
    return text


def cells_encoded_once(cells: pl.DataFrame) -> tuple[pl.DataFrame, tuple[Sentence, ...]]:
    """Return the cells of a workbook as `encoded_once` has them, with what is told of the first that changes."""
    changed: list[pl.Series] = []
    told: list[Sentence] = []
    for column in cells.select(pl.col(pl.String)).get_columns():
        may_hold = column.filter(column.str.contains(f"[{''.join(FIRST_SIGNS)}]")).unique(maintain_order=True)
        if put_right := {text: once for text in may_hold if (once := encoded_once(text)) != text}:
            changed.append(column.replace(list(put_right), list(put_right.values())))
            told += twice_told(next(iter(put_right)))
    return cells.with_columns(changed), tuple(told[:1])


def twice_told(text: str) -> tuple[Sentence, ...]:
    """Return what is told of a text in which something was encoded twice, with the first of it."""
    for found in TWICE.finditer(text) if _may_hold_it(text) else ():
        if _once(found) != found[0]:
            before, behind = text[max(0, found.start() - WORD) : found.start()], text[found.end() : found.end() + WORD]
            seen = WORD_END.split(before)[-1] + found[0] + WORD_END.split(behind)[0]
            return (
                Sentence(
                    "Some signs were encoded twice, and were put right: '{written}' is read as '{read}'.",
                    written=seen,
                    read=encoded_once(seen),
                ),
            )
    return ()


def _may_hold_it(text: str) -> bool:
    return not text.isascii() and any(begin in text for begin in BEGINNINGS)


def _once(found: re.Match[str]) -> str:
    """Return what a run was before it was encoded twice; as it is where other signs beyond ASCII touch it."""
    around = found.string[max(0, found.start() - 1) : found.start()] + found.string[found.end() : found.end() + 1]
    if not around.isascii():
        return found[0]
    try:
        return bytes(BYTES[ord(sign)] for sign in found[0]).decode()
    except UnicodeDecodeError:
        return found[0]
