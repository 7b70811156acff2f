"""Export file -> rows as written: every cell a text, every row with the number that Excel shows beside it.

What a file holds decides how it is read; its ending only says what the sender thought it was.
"""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from pathlib import Path
from typing import Final

from pipelines.errors import EmptyFile, MissingFile, UnreadableFile
from pipelines.read_text import read_text
from pipelines.read_workbook import read_workbook
from pipelines.sentence import Sentence
from pipelines.sheet import Sheet

__all__ = ["Sheet", "read_sheets"]

ENDINGS: Final = (".xlsx", ".csv", ".csv.gz")

GZIP, ZIP, OLE = b"\x1f\x8b", b"PK\x03\x04", bytes.fromhex("d0cf11e0a1b11ae1")
EMPTY_ZIP: Final = b"PK\x05\x06"
ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")  # the stream in which Office keeps what a password locks

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
    b"<?xml": Sentence("an XML file"),
    b"<?mso-application": Sentence("an XML file"),
    b'{"': Sentence("a JSON file"),
    b"[{": Sentence("a JSON file"),
    b"PAR1": Sentence("a Parquet file"),
    b"SQLite format 3": Sentence("a database"),
    b"7z\xbc\xaf": Sentence("an archive (7z)"),
    b"Rar!": Sentence("an archive (RAR)"),
}
OTHER_WORKBOOKS: Final = {  # what is inside a zip that is a workbook of another program
    "xl/workbook.bin": Sentence("a binary workbook (.xlsb)"),
    "content.xml": Sentence("a workbook of LibreOffice (.ods)"),
}
RESAVE: Final = Sentence("Export it again as Excel (.xlsx) or CSV.")


def read_sheets(path: Path, sheet: str | None = None, name: str | None = None) -> list[Sheet]:
    """Return the sheets of an export that hold anything; a text file is one sheet.

    `name` is what the sender calls the file, where it is kept under another. Raises MissingFile, UnreadableFile or
    EmptyFile with a sentence for whoever loads it.
    """
    name = name or path.name
    content = _unpacked(name, _content(path, name))
    sheets = _sheets(name, content, sheet) if content.strip(b"\x00 \t\r\n") else []
    if filled := [found for found in sheets if found.is_filled]:
        return filled
    raise EmptyFile(
        name,
        Sentence("there is nothing in it."),
        Sentence("Export it again and look whether the export reports rows."),
    )


def _sheets(name: str, content: bytes, sheet: str | None) -> list[Sheet]:
    """Return the sheets as what the content is; raise where that is nothing we read."""
    if content.startswith(OLE):
        raise _old_or_locked(name, content)
    if content.startswith((ZIP, EMPTY_ZIP)):
        _require_workbook(name, content)
        return read_workbook(name, content, sheet)
    _require_text(name, content)
    return [read_text(name, content)]


def _content(path: Path, name: str) -> bytes:
    """Return the bytes of the file, after a look at its name."""
    if path.is_dir():
        raise MissingFile(name, Sentence("it is a folder."), Sentence("Name the files in it."))
    if not path.exists():
        raise MissingFile(name, Sentence("there is no such file."), Sentence("Look at the name and the folder."))
    if not name.casefold().endswith(ENDINGS):
        raise _other_ending(name)
    try:
        return path.read_bytes()
    except OSError as problem:
        reason = (problem.strerror or str(problem)).lower()
        raise MissingFile(
            name,
            Sentence("it cannot be opened ({reason}).", reason=reason),
            Sentence("Close it where it is open, or copy it elsewhere."),
        ) from None


def _other_ending(name: str) -> UnreadableFile:
    """Return the refusal of a file whose name does not end as an export's does."""
    ending, read = Path(name).suffix, ", ".join(ENDINGS)
    if not ending:
        return UnreadableFile(name, Sentence("its name has no ending, and we read {read}.", read=read), RESAVE)
    seen = Sentence("its name ends in {ending}, and we read {read}.", ending=ending, read=read)
    return UnreadableFile(name, seen, RESAVE)


def _unpacked(name: str, content: bytes) -> bytes:
    """Return what a gzip file packs; any other content as it is."""
    if not content.startswith(GZIP):
        return content
    try:
        return gzip.decompress(content)
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise UnreadableFile(
            name,
            Sentence("it is a packed file (gz) that is broken or was cut off on the way."),
            Sentence("Fetch or export it again."),
        ) from None


def _old_or_locked(name: str, content: bytes) -> UnreadableFile:
    """Return the refusal of a file in Office's old container: one with a password, or an old workbook."""
    if ENCRYPTED in content:
        return UnreadableFile(
            name,
            Sentence("the workbook is protected with a password."),
            Sentence("Save it without one and drop it again."),
        )
    return UnreadableFile(
        name,
        Sentence("it is a workbook of the old kind (.xls)."),
        Sentence("Open it in Excel, save it as Excel workbook (.xlsx) and drop it again."),
    )


def _require_workbook(name: str, content: bytes) -> None:
    """Raise unless the zip is an Excel workbook of the kind that we read."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            inside = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise UnreadableFile(
            name,
            Sentence("it is meant as a workbook, but it is broken or was cut off on the way."),
            Sentence("Export it again, or open it in Excel and save it."),
        ) from None
    if "xl/workbook.xml" in inside:
        return
    other, advice = Sentence("an archive (zip)"), Sentence("Unpack it and drop the file that is in it.")
    for part, kind in OTHER_WORKBOOKS.items():
        if part in inside:
            other, advice = kind, Sentence("Save it as Excel workbook (.xlsx).")
    seen = Sentence("it is {kind}, and we read {read}.", kind=other, read=", ".join(ENDINGS))
    raise UnreadableFile(name, seen, advice)


def _require_text(name: str, content: bytes) -> None:
    """Raise where the content is of a kind that we know and do not read, or a text that calls itself a workbook."""
    start = content[:256].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    for beginning, kind in BEGINNINGS.items():
        if start.startswith(beginning.lower()):
            raise UnreadableFile(name, Sentence("it is {kind}, whatever its name says.", kind=kind), RESAVE)
    if name.casefold().endswith(".xlsx"):
        raise UnreadableFile(name, Sentence("its name says Excel workbook, and it is not one."), RESAVE)
