"""A delivered file -> one plain file: what a gz or a zip packs is laid beside it, piece by piece and within the limits."""

from __future__ import annotations

import errno
import gzip
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Final

from pipelines.errors import NoRoom, UnreadableFile
from pipelines.limits import Limits
from pipelines.sentence import Sentence

GZIP, ZIP, EMPTY_ZIP = b"\x1f\x8b", b"PK\x03\x04", b"PK\x05\x06"
PIECE: Final = 1 << 22
DEPTH: Final = 3  # a csv in a gz in a zip; deeper is nobody's export
NAMES_SHOWN: Final = 8

# Endings of files in an archive that are not the export itself.
BESIDES: Final = (
    ".md", ".pdf", ".html", ".htm", ".xml", ".json", ".doc", ".docx", ".rtf", ".png", ".jpg", ".jpeg", ".gif", ".url",
    ".ini", ".log", ".sql", ".sha256", ".md5", ".xsd", ".yml", ".yaml", ".toml",
)  # fmt: skip
BESIDES_NAMED: Final = ("readme", "leesmij", "licen", "license", "copyright", "thumbs.db", "desktop.ini", ".ds_store")
PARTS_OF_WORKBOOKS: Final = {"xl/workbook.xml", "xl/workbook.bin", "content.xml"}
PARTS_OF_OTHERS: Final = {
    "word/document.xml": Sentence("a text document (Word)"),
    "ppt/presentation.xml": Sentence("a presentation (PowerPoint)"),
    "META-INF/MANIFEST.MF": Sentence("a program"),
    "index/document.iwa": Sentence("a workbook of Numbers"),
    "index/tables/datalist.iwa": Sentence("a workbook of Numbers"),
}
CUT_OFF: Final = Sentence("it is a packed file ({kind}) that is broken or was cut off on the way.", kind="gz")
AGAIN: Final = Sentence("Fetch or export it again.")


@dataclass(frozen=True)
class Plain:
    """A file that packs nothing any more."""

    path: Path
    inside: frozenset[str]  # the parts of a zip that is a workbook; empty of any other file
    problems: tuple[Sentence, ...] = ()


def unpacked(file_name: str, path: Path, folder: Path, limits: Limits, depth: int = 0) -> Plain:
    """Return the one file that a delivered file is or packs; what is unpacked is laid in `folder`.

    Raises UnreadableFile for an archive that is broken, locked, too large or holds several exports.
    """
    with path.open("rb") as content:
        start = content.read(4)
    if start.startswith(GZIP):
        return _next(file_name, _of_gzip(file_name, path, folder / f"{depth}", limits), folder, limits, depth)
    if start in (ZIP, EMPTY_ZIP):
        return _of_zip(file_name, path, folder, limits, depth)
    return Plain(path, frozenset())


def _next(file_name: str, path: Path, folder: Path, limits: Limits, depth: int) -> Plain:
    if depth + 1 >= DEPTH:
        raise UnreadableFile(
            file_name,
            Sentence("it is packed more than {times} times over.", times=DEPTH - 1),
            Sentence("Unpack it and drop the file that is in it."),
        )
    return unpacked(file_name, path, folder, limits, depth + 1)


def _of_gzip(file_name: str, path: Path, plain: Path, limits: Limits) -> Path:
    try:
        with gzip.open(path) as packed, plain.open("wb") as out:
            _copy(file_name, packed, out, limits)
    except OSError as problem:
        if problem.errno == errno.ENOSPC:
            raise no_room(file_name) from None
        raise UnreadableFile(file_name, CUT_OFF, AGAIN) from None
    except (EOFError, zlib.error):
        raise UnreadableFile(file_name, CUT_OFF, AGAIN) from None
    return plain


def _copy(file_name: str, packed: IO[bytes] | gzip.GzipFile, out: IO[bytes], limits: Limits) -> None:
    """Copy what is packed, and stop where it is more than a file may unpack to: a bomb never fills the disk."""
    written = 0
    while piece := packed.read(PIECE):
        written += len(piece)
        limits.require(file_name, "unpacked_megabytes", written // 1_000_000)
        out.write(piece)


def _of_zip(file_name: str, path: Path, folder: Path, limits: Limits, depth: int) -> Plain:
    """Return a workbook as it is, and of any other zip the one export that is in it."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _of_archive(file_name, path, archive, folder, limits, depth)
    except OSError as problem:
        raise (no_room if problem.errno == errno.ENOSPC else broken_zip)(file_name) from None
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, UnicodeDecodeError):
        raise broken_zip(file_name) from None


def no_room(file_name: str) -> NoRoom:
    """Return the refusal of a file for which the disk has no room to lay out what it holds."""
    return NoRoom(
        file_name,
        Sentence("there is too little room on the disk of this computer to unpack it."),
        Sentence("Ask whoever runs Buitenblik to make room, and try again."),
    )


def broken_zip(file_name: str) -> UnreadableFile:
    """Return the refusal of a zip, or of a workbook, that cannot be read to its end."""
    return UnreadableFile(
        file_name,
        Sentence("it is a workbook or an archive (zip), but it is broken or was cut off on the way."),
        Sentence("Export it again, or open it in Excel and save it."),
    )


def _of_archive(
    file_name: str, path: Path, archive: zipfile.ZipFile, folder: Path, limits: Limits, depth: int
) -> Plain:
    parts = [part for part in archive.infolist() if not part.is_dir()]
    names = {part.filename for part in parts}
    folded = {name.casefold() for name in names}
    if folded & PARTS_OF_WORKBOOKS:
        limits.require(file_name, "unpacked_megabytes", sum(part.file_size for part in parts) // 1_000_000)
        return Plain(path, frozenset(folded))
    for part, kind in PARTS_OF_OTHERS.items():
        if part.casefold() in folded:
            raise UnreadableFile(
                file_name,
                Sentence("it is {kind}, whatever its name says.", kind=kind),
                Sentence("Export it again as Excel (.xlsx) or CSV."),
            )
    export = _only_export(file_name, parts)
    if export.flag_bits & 0x1:
        raise UnreadableFile(
            file_name,
            Sentence("it is an archive (zip) that is protected with a password."),
            Sentence("Unpack it and drop the file that is in it."),
        )
    limits.require(file_name, "unpacked_megabytes", export.file_size // 1_000_000)
    plain = folder / f"{depth}"
    with archive.open(export) as packed, plain.open("wb") as out:
        _copy(file_name, packed, out, limits)
    found = _next(file_name, plain, folder, limits, depth)
    others = len(parts) - 1
    if not others:
        return found
    told = Sentence("Of the archive only '{part}' was read.", part=PurePosixPath(export.filename).name)
    return Plain(found.path, found.inside, (told, *found.problems))


def _only_export(file_name: str, parts: list[zipfile.ZipInfo]) -> zipfile.ZipInfo:
    """Return the one part that can be an export. Raises UnreadableFile that names them where there are several."""
    exports = [part for part in parts if _may_be_an_export(part.filename)]
    if len(exports) == 1:
        return exports[0]
    if not exports:
        raise UnreadableFile(
            file_name,
            Sentence("it is an archive (zip) without an export in it."),
            Sentence("Drop the export itself: a workbook or a text file."),
        )
    shown = ", ".join(f"'{PurePosixPath(part.filename).name}'" for part in exports[:NAMES_SHOWN])
    raise UnreadableFile(
        file_name,
        Sentence("it is an archive (zip) of {count} files: {files}.", count=len(exports), files=shown),
        Sentence("Unpack it and drop each of them by itself."),
    )


def _may_be_an_export(name: str) -> bool:
    base = PurePosixPath(name).name.casefold()
    is_rubbish = name.startswith("__MACOSX/") or base.startswith("._")
    return not (is_rubbish or base.endswith(BESIDES) or base.startswith(BESIDES_NAMED))
