"""Bytes of a text file -> which encoding they are in: by its mark, by being UTF-8, or by what reads as words and money.

The encodings of old say nothing about themselves, and each reads the bytes of all others as something. The right one is
told by what it makes of them: é amid small letters, a pound sign before a figure; not Ž amid small letters, nor box lines.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from pipelines.errors import UnreadableFile
from pipelines.sentence import Sentence

TWICE_MARKED: Final = "ï»¿".encode()  # the mark of UTF-8 that was read as Windows-1252 and encoded again
BOMS: Final = {
    codecs.BOM_UTF8 + TWICE_MARKED: "utf-8",
    TWICE_MARKED: "utf-8",
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_LE: "utf-32-le",  # before UTF-16, whose mark it begins with
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
# What Western European systems write when they do not write UTF-8; of two that read alike the first is taken.
OLD_ENCODINGS: Final = ("cp1252", "iso8859_15", "cp850", "cp437", "mac_roman")
PIECE: Final = 1 << 22
ODD_SIGNS_READ: Final = 200_000  # signs beyond ASCII that are looked at: the first of them, and they are enough
UTF8_TO_ONE: Final = 4  # with so many signs in UTF-8 to one that is not, the file is UTF-8 with a foreign line in it

COMMON: Final = frozenset("éèëêïíöóüáäçñãõ")
LETTERS: Final = frozenset("îôøúûàâåßæìòùýÿœšž") | {sign.upper() for sign in "éèëêïíöóüáäçñãõîôøúûàâåæìòùýÿœšž"}
RARE: Final = frozenset("ðþÐÞıłŁ")
TWICE: Final = frozenset("éÉóÓáÁ")  # Dutch writes these twice: één, vóór, dáár; all others stand once in any language
OPENING, CLOSING, DASHES = frozenset("‘“«‚„"), frozenset("’”»"), frozenset("–—")
AFTER_FIGURES: Final = frozenset("°ºª²³½¼¾€£¢‰")
PLAIN_SIGNS: Final = frozenset("§©®™±×µ·´¨•…¹÷¬¶†¤¥€£")

KEEPING_ODD_BYTES: Final = "buitenblik-odd-bytes"


def _as_windows(problem: UnicodeError) -> tuple[str, int]:
    """Read the bytes that an encoding has no sign for as Windows would, so that no byte stops a whole file."""
    if not isinstance(problem, UnicodeDecodeError):
        raise problem
    odd = problem.object[problem.start : problem.end]
    return "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in odd), problem.end


codecs.register_error(KEEPING_ODD_BYTES, _as_windows)


@dataclass(frozen=True)
class Encoding:
    """How the bytes of a file become a text."""

    name: str  # as people call it, and as Python does
    mark: int = 0  # bytes of the mark in front
    is_ascii: bool = False
    odd_bytes: int = 0  # bytes that are not of this encoding
    nul_bytes: int = 0  # of an encoding in which a zero byte is no part of a sign

    @property
    def is_utf8(self) -> bool:
        """Whether the bytes can be read as they are by whoever reads UTF-8."""
        return self.name == "utf-8" and not self.odd_bytes


def find_encoding(file_name: str, path: Path) -> Encoding:
    """Return the encoding of a text file. Raises UnreadableFile for a file that is no text."""
    with path.open("rb") as content:
        start = content.read(PIECE)
    for mark, name in BOMS.items():
        if start.startswith(mark):
            return _with_mark(file_name, path, name, len(mark))
    zeros = start.count(b"\x00")
    if zeros > len(start) // 4 and (wide := _wide(start)):
        return Encoding(wide)
    if zeros > len(start) // 10 or _is_binary(start):
        raise UnreadableFile(
            file_name, Sentence("it holds no text."), Sentence("Export it again as Excel (.xlsx) or CSV.")
        )
    return _narrow(path, 0)


def _with_mark(file_name: str, path: Path, name: str, mark: int) -> Encoding:
    if name == "utf-8":
        return _narrow(path, mark)
    if (path.stat().st_size - mark) % (4 if "32" in name else 2) > 1:
        raise UnreadableFile(
            file_name,
            Sentence("it begins as {encoding} text and goes on as something else.", encoding=name[:6]),
            Sentence("Fetch or export it again."),
        )
    return Encoding(name, mark)


def _wide(start: bytes) -> str | None:
    """Return the encoding of two or four bytes a sign whose zero bytes stand where those of the file do."""
    for step, name in ((4, "utf-32-le"), (4, "utf-32-be"), (2, "utf-16-le"), (2, "utf-16-be")):
        whole = start[: len(start) // step * step]
        try:
            text = whole[:4000].decode(name)
        except UnicodeDecodeError:
            continue
        if sum(sign.isascii() and (sign.isprintable() or sign.isspace()) for sign in text) > 0.7 * len(text):
            return name
    return None


def _is_binary(start: bytes) -> bool:
    """Return whether there are more control signs than a damaged text has."""
    control = sum(start.count(byte) for byte in range(32) if byte not in b"\x00\t\n\r\x0b\x0c\x1a\x1b\x1c\x1d\x1e\x1f")
    return control > max(len(start) // 50, 3)


def _narrow(path: Path, mark: int) -> Encoding:
    """Return UTF-8 where the file is that, or nearly; else the likeliest of the old encodings."""
    decoder, nul, is_ascii, wrong, right = codecs.getincrementaldecoder("utf-8")("strict"), 0, True, 0, 0
    for piece in _pieces(path, mark):
        nul += piece.count(b"\x00") if b"\x00" in piece else 0
        if piece.isascii() and not wrong and not decoder.getstate()[0]:
            continue
        is_ascii = False
        if not wrong:
            try:
                decoder.decode(piece)
                continue
            except UnicodeDecodeError:
                wrong = 1
    if is_ascii:
        return Encoding("utf-8", mark, is_ascii=True, nul_bytes=nul)
    if not wrong and not decoder.getstate()[0]:
        return Encoding("utf-8", mark, nul_bytes=nul)
    wrong, right = _signs_in_utf8(path, mark)
    if mark or right >= UTF8_TO_ONE * wrong:
        return Encoding("utf-8", mark, odd_bytes=wrong, nul_bytes=nul)
    return Encoding(_old_encoding(path), nul_bytes=nul)


def _pieces(path: Path, mark: int) -> Iterable[bytes]:
    with path.open("rb") as content:
        content.seek(mark)
        while piece := content.read(PIECE):
            yield piece


def _signs_in_utf8(path: Path, mark: int) -> tuple[int, int]:
    """Return how many bytes are no UTF-8, and how many signs beyond ASCII are."""
    sign = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}|[\x80-\xff]")
    wrong = right = 0
    for line in _lines_with_odd_signs(path, mark):
        lengths = Counter(len(found) > 1 for found in sign.findall(line))
        wrong, right = wrong + lengths[False], right + lengths[True]
    return wrong, right


def _lines_with_odd_signs(path: Path, mark: int = 0) -> Iterable[bytes]:
    """Yield the text in pieces of lines that hold more than ASCII, without the others."""
    with path.open("rb") as content:
        content.seek(mark)
        for piece in iter(lambda: content.readlines(PIECE), []):
            yield b"".join(line for line in piece if not line.isascii())


def _old_encoding(path: Path) -> str:
    """Return the encoding that makes most sense of the signs beyond ASCII."""
    found: Counter[bytes] = Counter()
    around = re.compile(rb"(?=([\x00-\xff][\x80-\xff][\x00-\xff]))", re.DOTALL)
    signs = (match[1] for piece in _lines_with_odd_signs(path) for match in around.finditer(b" " + piece + b" "))
    found.update(islice(signs, ODD_SIGNS_READ))
    scores = {
        name: sum(_sense(name, three) * min(count, 20) for three, count in found.items()) for name in OLD_ENCODINGS
    }
    return max(OLD_ENCODINGS, key=lambda name: round(scores[name], 6))


def _sense(encoding: str, three: bytes) -> float:
    """Return how likely a sign is between its neighbours, from -3 (never) to 1 (a letter of a word)."""
    before, sign, after = (bytes([byte]).decode(encoding, "replace") for byte in three)
    if sign == "\ufffd" or unicodedata.category(sign) == "Cc":
        return -3
    if "\u2500" <= sign <= "\u259f":
        return -2
    if sign.isalpha() and sign not in "ºª":
        return _sense_of_letter(before, sign, after)
    return _sense_of_sign(encoding, before, sign, after)


def _sense_of_letter(before: str, sign: str, after: str) -> float:
    weight = 1.0 if sign in COMMON else 0.8 if sign in LETTERS else 0.1 if sign in RARE else -1
    if weight < 0 or before.isdigit() or after.isdigit():
        return -1
    if sign in (before, after):
        beside = before if sign == after else after
        return -1 if sign not in TWICE else 0.5 if beside.isalpha() and beside != sign else 0
    if not (before.isalpha() or after.isalpha()):
        return 0.1 * weight
    wrong_case = (sign.isupper() and before.islower()) or (sign.islower() and before.isupper() and after.isupper())
    if wrong_case or (sign.isupper() and after.islower() and before.isupper()):
        return -1
    return weight


def _sense_of_sign(encoding: str, before: str, sign: str, after: str) -> float:
    amid_word = before.isalpha() and after.isalpha()
    if sign in CLOSING:
        if amid_word and sign != "’":
            return -0.5
        if amid_word:
            return 1.0 if after in "stdmlrv" or before in "dDlLnOjscC" else 0.4
        return 1.0 if before.isalpha() or before in ".,!?" else 0.1
    if sign in OPENING:
        if sign in (before, after):
            return -0.5
        return 1.0 if after.isalpha() and not before.isalnum() else -0.5
    if sign in "²³" and before == "m":
        return 0.9  # rather than the last letter of a word
    if sign in AFTER_FIGURES and (before.isdigit() or (sign in "º°" and before in "nN")):
        return 0.8
    if sign in "£€":
        return 0.8 if after.isdigit() or not (before.isalpha() or after.isalpha()) else -0.5
    if sign in DASHES:
        if amid_word or sign in (before, after):
            return 1.0  # rather than the ó and ñ of an old Mac
        return 0.6 if before.isspace() == after.isspace() else 0.2
    if sign in "¿¡":
        return 0.6 if after.isalpha() and not before.isalpha() else -0.5
    if sign == "\xa0":
        return (1.0 if encoding in OLD_ENCODINGS[:2] else 0.3) if amid_word else 0.6
    return (-0.5 if amid_word else 0.2) if sign in PLAIN_SIGNS or sign in AFTER_FIGURES else -1
