"""Export file -> rows as written: every cell a text, every row with the number that Excel shows beside it.

What a file holds decides how it is read; its ending only says what the sender thought it was.
"""

from __future__ import annotations

import os
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from pipelines.errors import EmptyFile, MissingFile, UnreadableFile
from pipelines.limits import DEFAULTS, Limits
from pipelines.read_large_text import LARGE_BYTES, LargeText, read_large_text
from pipelines.read_text import read_text
from pipelines.read_workbook import read_workbook
from pipelines.records import OLE
from pipelines.sentence import Sentence
from pipelines.sheet import Sheet
from pipelines.unpack import Plain, unpacked

__all__ = ["KINDS", "OLE", "Sheet", "large_of", "open_export", "read_sheets", "sheets_of"]

# The endings of what we read, for whoever chooses a file; what counts in the end is what a file holds.
KINDS: Final = (
    "xlsx", "xlsm", "xlsb", "xls", "ods", "csv", "tsv", "tab", "txt", "psv", "ssv", "dat", "asc", "gz", "zip",
)  # fmt: skip

ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")  # the stream in which Office keeps what a password locks
IN_OLE: Final = {  # streams of Office's old container that tell which program wrote it
    "WordDocument": Sentence("a text document (Word)"),
    "PowerPoint Document": Sentence("a presentation (PowerPoint)"),
    "__properties_version1.0": Sentence("a mail message (Outlook)"),
    "VisioDocument": Sentence("a drawing (Visio)"),
}
START_OF_WORKBOOK: Final = bytes.fromhex("0908"), 0x2F  # the first record of an old workbook, and the one of a password
START: Final = 4096
BROKEN_PART: Final = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)

# How other kinds of file begin, and what people call them.
BEGINNINGS: Final = {
    b"\x89PNG": Sentence("a picture (PNG)"),
    b"\xff\xd8\xff": Sentence("a picture (JPEG)"),
    b"GIF8": Sentence("a picture (GIF)"),
    b"%PDF": Sentence("a PDF"),
    b"{\\rtf": Sentence("a text document (RTF)"),
    b"<!doctype html": Sentence("a web page"),
    b"<html": Sentence("a web page"),
    b"<table": Sentence("a web page"),
    b"<meta": Sentence("a web page"),
    b"<head": Sentence("a web page"),
    b"mime-version:": Sentence("a web page"),
    b"<?xml": Sentence("an XML file"),
    b"<?mso-application": Sentence("an XML file"),
    b'{"': Sentence("a JSON file"),
    b"[{": Sentence("a JSON file"),
    b"PAR1": Sentence("a Parquet file"),
    b"ARROW1": Sentence("an Arrow file"),
    b"SQLite format 3": Sentence("a database"),
    b"Standard Jet DB": Sentence("a database"),
    b"7z\xbc\xaf": Sentence("an archive (7z)"),
    b"Rar!": Sentence("an archive (RAR)"),
    b"BZh": Sentence("an archive (bz2)"),
    b"\xfd7zXZ": Sentence("an archive (xz)"),
    b"\x28\xb5\x2f\xfd": Sentence("an archive (zst)"),
    b"\x09\x00\x04\x00": Sentence("a workbook of before 1993"),
    b"\x09\x02\x06\x00": Sentence("a workbook of before 1993"),
    b"\x09\x04\x06\x00": Sentence("a workbook of before 1993"),
    b"\x09\x08\x08\x00": Sentence("a workbook of before 1997"),
}
RESAVE: Final = Sentence("Export it again as Excel (.xlsx) or CSV.")
SAVE_AS_WORKBOOK: Final = Sentence("Open it in Excel, save it as Excel workbook (.xlsx) and drop it again.")


@dataclass(frozen=True)
class Opened:
    """An export that is there and, where it was packed, unpacked once: to be read in pieces, or whole."""

    name: str
    plain: Plain
    limits: Limits


@contextmanager
def open_export(path: Path, name: str | None = None, limits: Limits = DEFAULTS) -> Iterator[Opened]:
    """Give an export, unpacked for as long as it is read.

    name   what the sender calls the file, where it is kept under another

    Raises MissingFile, UnreadableFile or EmptyFile with a sentence for whoever loads it.
    """
    name = name or path.name
    _require_file(path, name, limits)
    with tempfile.TemporaryDirectory(prefix="buitenblik_") as folder:
        yield Opened(name, unpacked(name, path, Path(folder), limits), limits)


def read_sheets(
    path: Path, sheet: str | None = None, name: str | None = None, limits: Limits = DEFAULTS
) -> list[Sheet]:
    """Return the sheets of an export that hold anything; a text file is one sheet. Raises as `open_export` does."""
    with open_export(path, name, limits) as opened:
        return sheets_of(opened, sheet)


def sheets_of(opened: Opened, sheet: str | None = None) -> list[Sheet]:
    """Return the same of an export that is open."""
    plain = opened.plain
    sheets = _sheets(opened.name, plain, sheet, opened.limits)
    if filled := [replace(s, problems=(*plain.problems, *s.problems)) for s in sheets if s.is_filled]:
        return filled
    raise EmptyFile(
        opened.name,
        Sentence("there is nothing in it."),
        Sentence("Export it again and look whether the export reports rows."),
    )


def large_of(opened: Opened, large_bytes: int = LARGE_BYTES) -> LargeText | None:
    """Return a long text file to be read in pieces; None for every other file: `sheets_of` reads those whole."""
    plain = opened.plain
    with plain.path.open("rb") as content:
        start = content.read(START)
    if plain.inside or start.startswith(OLE):
        return None
    _require_text(opened.name, start)
    large = read_large_text(opened.name, plain.path, opened.limits, large_bytes)
    if large is None:
        return None
    return replace(large, sheet=replace(large.sheet, problems=(*plain.problems, *large.sheet.problems)))


def _sheets(name: str, plain: Plain, sheet: str | None, limits: Limits) -> list[Sheet]:
    """Return the sheets as what the content is; raise where that is nothing we read."""
    with plain.path.open("rb") as content:
        start = content.read(START)
    if start.startswith(OLE):
        _require_open_workbook(name, plain.path.read_bytes())
        return read_workbook(name, plain.path, sheet, limits)
    if plain.inside:
        _require_no_password(name, plain)
        return read_workbook(name, plain.path, sheet, limits)
    _require_text(name, start)
    limits.require(name, "whole_text_megabytes", plain.path.stat().st_size // 1_000_000)
    return [read_text(name, plain.path, limits)] if start.strip(b"\x00 \t\r\n") or _is_large(plain) else []


def _is_large(plain: Plain) -> bool:
    return plain.path.stat().st_size > START


def _require_file(path: Path, name: str, limits: Limits) -> None:
    """Raise unless there is a file that can be opened and is not beyond the limit."""
    if path.is_dir():
        raise MissingFile(name, Sentence("it is a folder."), Sentence("Name the files in it."))
    if not path.exists():
        raise MissingFile(name, Sentence("there is no such file."), Sentence("Look at the name and the folder."))
    if not path.is_file():
        raise MissingFile(name, Sentence("it is no file."), Sentence("Look at the name and the folder."))
    try:
        with path.open("rb") as content:
            limits.require(name, "file_megabytes", os.fstat(content.fileno()).st_size // 1_000_000)
    except OSError as problem:
        reason = (problem.strerror or str(problem)).lower()
        raise MissingFile(
            name,
            Sentence("it cannot be opened ({reason}).", reason=reason),
            Sentence("Close it where it is open, or copy it elsewhere."),
        ) from None


def _require_open_workbook(name: str, content: bytes) -> None:
    """Raise unless a file in Office's old container is a workbook without a password."""
    if ENCRYPTED in content or _has_password_record(content):
        raise with_password(name)
    for stream, kind in IN_OLE.items():
        if stream.encode("utf-16-le") in content:
            raise UnreadableFile(name, Sentence("it is {kind}, whatever its name says.", kind=kind), RESAVE)
    if not any(stream.encode("utf-16-le") in content for stream in ("Workbook", "Book", "WORKBOOK", "BOOK")):
        raise UnreadableFile(
            name, Sentence("it is a file of an old Office program, and no workbook is in it."), SAVE_AS_WORKBOOK
        )


def with_password(name: str) -> UnreadableFile:
    """Return the refusal of a workbook that a password locks."""
    return UnreadableFile(
        name,
        Sentence("the workbook is protected with a password."),
        Sentence("Save it without one and drop it again."),
    )


def _has_password_record(content: bytes) -> bool:
    """Return whether an old workbook says, among its first records, that what follows is encrypted."""
    first, locked = START_OF_WORKBOOK
    at = content.find(first, 512)
    while at >= 0 and at % 64:  # a stream begins at the edge of a sector
        at = content.find(first, at + 1)
    for _ in range(30):
        if at < 0 or at + 4 > len(content):
            return False
        kind, length = (int.from_bytes(content[at + shift : at + shift + 2], "little") for shift in (0, 2))
        if kind == locked:
            return True
        at += 4 + length
    return False


def _require_no_password(name: str, plain: Plain) -> None:
    """Raise for a workbook of LibreOffice that says that its parts are encrypted."""
    if "meta-inf/manifest.xml" not in plain.inside:
        return
    with zipfile.ZipFile(plain.path) as archive:
        manifest = next(part for part in archive.infolist() if part.filename.casefold() == "meta-inf/manifest.xml")
        try:
            with archive.open(manifest) as said:
                is_locked = b"encryption-data" in said.read(1_000_000)
        except BROKEN_PART:
            return  # whether the rest can be read, the reader of its cells says
    if is_locked:
        raise with_password(name)


def _require_text(name: str, start: bytes) -> None:
    """Raise where the content is of a kind that we know and do not read."""
    start = _narrow(start[:START]).removeprefix(b"\xef\xbb\xbf").lstrip()
    lowered = start.lower()
    if b"urn:schemas-microsoft-com:office:spreadsheet" in lowered:
        raise UnreadableFile(name, Sentence("it is an XML spreadsheet (Excel 2003)."), SAVE_AS_WORKBOOK)
    for beginning, kind in BEGINNINGS.items():
        if start.startswith(beginning) or lowered.startswith(beginning.lower()):
            if kind == "a web page" and b"<table" in lowered:
                raise UnreadableFile(
                    name, Sentence("it is a web page with a table in it, whatever its name says."), SAVE_AS_WORKBOOK
                )
            raise UnreadableFile(name, Sentence("it is {kind}, whatever its name says.", kind=kind), RESAVE)


def _narrow(start: bytes) -> bytes:
    """Return the beginning of a UTF-16 text as plain bytes, so that its marks can be seen; others as they are."""
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return start[2:].replace(b"\x00", b"")
    return start
