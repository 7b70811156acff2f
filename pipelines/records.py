"""Merged cells and numbers shown with noughts in workbooks of records: old ones (xls) and binary ones (xlsb).

Their reader tells neither. No library that is kept tells both: the one that reads old workbooks stops at the formats of files
that Excel opens. So the few records that tell of them are picked out here; the layouts are in Microsoft's [MS-CFB], [MS-XLS]
and [MS-XLSB].
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from typing import Final

from pipelines.date_formats import KEYS, Looked
from pipelines.found_cells import Found

Record = tuple[int, int, bytes]  # where it begins, its kind, what it holds

# Old workbooks ([MS-XLS] 2.3.2)
SHEET, FORMAT, STYLE, MERGED, NUMBER, SHORT_NUMBER, SHORT_NUMBERS = 0x85, 0x41E, 0xE0, 0xE5, 0x203, 0x27E, 0xBD
FORMULA, BEGIN, END = 0x06, 0x809, 0x0A
ROW_OF_SHEET, IS_HIDDEN = 0x208, 0x20
FREE, LAST_SECTOR, DIRECTORY_ENTRY = 0xFFFFFFFF, 0xFFFFFFFE, 128
OLE: Final = bytes.fromhex("d0cf11e0a1b11ae1")  # how Office's old container begins
SECTOR_SHIFTS: Final = (9, 12)
SMALL_STREAM: Final = 4096  # bytes; smaller streams lie together in that of the first entry, in sectors of their own
SMALL_SECTOR: Final = 64
NAMES: Final = ("Workbook", "Book")
# Binary workbooks ([MS-XLSB] 2.3.2)
ROW, CELL_SHORT, CELL_NUMBER, CELL_FORMULA, BINARY_FORMAT, BINARY_STYLE = 0, 2, 5, 9, 44, 47
BINARY_SHEET, BEGIN_STYLES, END_STYLES = 156, 617, 618
BEGIN_MERGED: Final = re.compile(rb"\xb1\x01\x04(.{4})(?=\xb0\x01\x10)", re.DOTALL)  # how many follow
MERGED_RECORD: Final = b"\xb0\x01\x10" + bytes(16)


def found_in_xls(content: bytes, looked: Looked = KEYS) -> dict[int, Found]:
    """Return what is found in an old workbook, by the place of each sheet among all.

    Raises struct.error, IndexError or ValueError where the file is broken.
    """
    stream = _workbook_stream(content)
    starts, formats, styles = [], dict(looked.built_in), []
    for _, kind, data in _records(stream, 0):
        if kind == SHEET:
            starts.append(struct.unpack_from("<I", data)[0])
        elif kind == FORMAT:
            number, length, is_wide = struct.unpack_from("<HHB", data)
            formats[number] = looked.shown_by(data[5:].decode("utf-16-le" if is_wide & 1 else "latin-1")[:length])
        elif kind == STYLE:
            styles.append(struct.unpack_from("<H", data, 2)[0])
    keys = {at: formats[number] for at, number in enumerate(styles) if formats.get(number)}
    return {at: _in_xls_sheet(stream, start, keys) for at, start in enumerate(starts)}


def _in_xls_sheet(stream: bytes, start: int, keys: dict[int, str]) -> Found:
    found = Found()
    for _, kind, data in _records(stream, start):
        if kind == MERGED:
            for first, last, column, _ in struct.iter_unpack("<4H", data[2:]):
                found.merge(first + 1, last + 1, column)
        elif keys and kind in (NUMBER, SHORT_NUMBER, FORMULA):
            row, column, style = struct.unpack_from("<3H", data)
            if style in keys:
                found.shown.append((row + 1, column, keys[style]))
        elif kind == ROW_OF_SHEET and struct.unpack_from("<H", data, 12)[0] & IS_HIDDEN:
            row = struct.unpack_from("<H", data)[0]
            found.hidden.append((row + 1, row + 1))
        elif keys and kind == SHORT_NUMBERS:
            row, column = struct.unpack_from("<2H", data)
            for at, (style, _) in enumerate(struct.iter_unpack("<HI", data[4:-2])):
                if style in keys:
                    found.shown.append((row + 1, column + at, keys[style]))
    return found


def _records(stream: bytes, at: int) -> Iterator[Record]:
    """Yield the records from `at` to the end of what begins there; a chart within a sheet has a beginning and an end too."""
    depth = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield at, kind, stream[at + 4 : at + 4 + length]
        depth += (kind == BEGIN) - (kind == END)
        if depth <= 0:
            return
        at += 4 + length


def _workbook_stream(content: bytes) -> bytes:
    """Return the stream of the workbook in Office's old container ([MS-CFB] 2.2 to 2.6); b"" where there is none."""
    shift = struct.unpack_from("<H", content, 30)[0]
    if not content.startswith(OLE) or shift not in SECTOR_SHIFTS:
        return b""
    size = 1 << shift
    sectors = len(content) // size

    def sector(number: int) -> bytes:
        return content[(number + 1) * size : (number + 2) * size]

    def numbers(number: int) -> tuple[int, ...]:
        return struct.unpack(f"<{size // 4}I", sector(number))

    tables = [at for at in struct.unpack_from("<109I", content, 76) if at < FREE - 5]
    more = struct.unpack_from("<I", content, 68)[0]
    while more < sectors and len(tables) <= sectors:
        *listed, more = numbers(more)
        tables += [at for at in listed if at < FREE - 5]
    following = [after for table in tables for after in numbers(table)]

    def stream(first: int) -> bytes:
        return b"".join(map(sector, _chain(first, following)))

    directory = stream(struct.unpack_from("<I", content, 48)[0])
    entries = [_entry(directory, at) for at in range(0, len(directory) - DIRECTORY_ENTRY + 1, DIRECTORY_ENTRY)]
    first, length = next(((first, length) for name, first, length in entries if name in NAMES), (LAST_SECTOR, 0))
    if length >= SMALL_STREAM or not entries:
        return stream(first)[:length]
    whole, listed_small = stream(entries[0][1]), stream(struct.unpack_from("<I", content, 60)[0])
    small = [after for (after,) in struct.iter_unpack("<I", listed_small)]
    parts = [whole[at * SMALL_SECTOR : (at + 1) * SMALL_SECTOR] for at in _chain(first, small)]
    return b"".join(parts)[:length]


def _chain(first: int, following: list[int]) -> list[int]:
    """Return the numbers of the sectors of a stream in turn; a chain that comes back to itself ends where all were in it."""
    chain: list[int] = []
    while first < len(following) and len(chain) < len(following):
        chain.append(first)
        first = following[first]
    return chain


def _entry(directory: bytes, at: int) -> tuple[str, int, int]:
    """Return the name, the first sector and the bytes of a stream."""
    length = struct.unpack_from("<H", directory, at + 64)[0]
    name = directory[at : at + max(length - 2, 0)].decode("utf-16-le", errors="replace")
    first, size = struct.unpack_from("<II", directory, at + 116)
    return name, first, size


def relations_of_sheets(workbook: bytes) -> list[str]:
    """Return the relation of each sheet of a binary workbook, in their order; raises struct.error where it is broken."""
    relations = []
    for kind, data in _binary_records(workbook):
        if kind == BINARY_SHEET:
            length = struct.unpack_from("<I", data, 8)[0]
            relations.append(data[12 : 12 + 2 * length].decode("utf-16-le"))
    return relations


def found_in_xlsb(sheet: bytes, styles: bytes, looked: Looked = KEYS) -> Found:
    """Return what is found in a sheet of a binary workbook; raises struct.error where it is broken."""
    found, row, keys = Found(), 0, _keys_of_styles(styles, looked)
    for first, last, column in _merged_in(sheet):
        found.merge(first + 1, last + 1, column)
    for kind, data in _binary_records(sheet) if keys else ():
        if kind == ROW:
            row = struct.unpack_from("<I", data)[0]
        elif kind in (CELL_SHORT, CELL_NUMBER, CELL_FORMULA):
            column, style = struct.unpack_from("<2I", data)
            if shown := keys.get(style & 0xFFFFFF):
                found.shown.append((row + 1, column, shown))
    return found


def _merged_in(sheet: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield the merged cells: first row, last row and column from 0. They stand behind all others, and are found by their
    number: to follow a million rows to them would take ten seconds."""
    for begin in BEGIN_MERGED.finditer(sheet):
        number = struct.unpack("<I", begin[1])[0]
        ranges = sheet[begin.end() : begin.end() + number * len(MERGED_RECORD)]
        if number and len(ranges) == number * len(MERGED_RECORD):
            for start, first, last, column, _ in struct.iter_unpack("<3s4I", ranges):
                if start == MERGED_RECORD[:3]:
                    yield first, last, column


def _keys_of_styles(styles: bytes, looked: Looked) -> dict[int, str]:
    """Return the styles that are looked for, with how they show a number."""
    formats, found, at, is_within = dict(looked.built_in), {}, 0, False
    for kind, data in _binary_records(styles):
        if kind == BINARY_FORMAT:
            number, length = struct.unpack_from("<HI", data)
            formats[number] = looked.shown_by(data[6 : 6 + 2 * length].decode("utf-16-le"))
        elif kind in (BEGIN_STYLES, END_STYLES):
            is_within = kind == BEGIN_STYLES
        elif kind == BINARY_STYLE and is_within:
            if shown := formats.get(struct.unpack_from("<H", data, 2)[0]):
                found[at] = shown
            at += 1
    return found


def _binary_records(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield kind and content of each record ([MS-XLSB] 2.1.4): both numbers before it end at a byte below 128."""
    at = 0
    while at < len(content):
        kind, at = _number(content, at, 2)
        length, at = _number(content, at, 4)
        yield kind, content[at : at + length]
        at += length


def _number(content: bytes, at: int, most: int) -> tuple[int, int]:
    """Return the number that begins at a place, and the place behind it."""
    number = 0
    for byte in range(most):
        if at + byte >= len(content):
            raise ValueError("the record ends before its length")
        part = content[at + byte]
        number |= (part & 0x7F) << (7 * byte)
        if part < 0x80:
            return number, at + byte + 1
    return number, at + most
