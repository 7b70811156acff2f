"""Cells of a workbook that have no value although something stands in them, as far as its reader does not tell them.

The reader takes a formula that was never worked out for an empty cell, and an error of LibreOffice for a nought. So the
XML is searched, in pieces and by fixed words first: a sheet without formulas costs no more than unpacking it. Old and
binary workbooks (xls, xlsb) have a result in every formula by their format.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import IO, Final
from xml.etree import ElementTree
from xml.parsers import expat

from pipelines.ods_cells import valueless_of_ods

Cell = tuple[int, int, str, str]  # row from 1, column from 0, what stands there, which issue it is

PIECE: Final = 1 << 22
LONGEST_CELL: Final = 1 << 20  # bytes of one cell in XML; a longer one is not waited for
WORKBOOK, RELATIONS, CONTENT = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "content.xml"
RELATION: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
# How a cell ends that has a formula and nothing as its result.
ENDS: Final = (b"</f></c>", b"</f><v></v></c>", b"</f><v/></c>", b"</f><v /></c>", b"/></c>", b"/><v></v></c>")
FORMULA: Final = rb"(?:<f(?: [^>]*)?/>|<f(?: [^>]*)?>[^<]*</f>)"
PLACE: Final = rb'<c (?:[^>]*? )?r="(?P<column>[A-Z]{1,3})(?P<row>[0-9]{1,7})"'
WITHOUT_VALUE: Final = re.compile(PLACE + rb"(?P<rest>[^>]*)>" + FORMULA + rb"(?:<v ?/>|<v></v>)?</c>")
ERROR: Final = re.compile(PLACE + rb"[^>]*>" + FORMULA + rb"?<v>(?P<error>#[^<]{1,40})</v>")
KNOWN_ERRORS: Final = {b"#DIV/0!", b"#N/A", b"#NAME?", b"#NULL!", b"#NUM!", b"#REF!", b"#VALUE!"}
TEXT_RESULT: Final = b't="str"'  # a text without signs is a result

BROKEN_XML: Final = (zipfile.BadZipFile, ElementTree.ParseError, expat.ExpatError, EOFError, NotImplementedError)


def valueless_cells(path: Path, wanted: list[int]) -> dict[int, list[Cell]]:
    """Return the cells of the wanted sheets, each by its place among all sheets.

    Nothing for a file in which they cannot be told: whether it can be read at all, its reader says.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            parts = {part.casefold(): part for part in archive.namelist()}
            if CONTENT in parts:
                return valueless_of_ods(archive, parts[CONTENT])
            if WORKBOOK not in parts:
                return {}
            return {
                at: list(_in_sheet(archive, part)) for at, part in _sheet_parts(archive, parts).items() if at in wanted
            }
    except (*BROKEN_XML, ValueError, KeyError, OSError, RuntimeError):
        return {}


def with_known_errors(path: Path, mended: Path) -> dict[int, list[Cell]]:
    """Lay down the workbook with #VALUE! for errors that its reader refuses; return by sheet where they stood.

    Excel has new ones since its formulas fill several cells: #SPILL!, #CALC!, #FIELD!, #BLOCKED!, ...
    """
    found: dict[int, list[Cell]] = {}
    with (
        zipfile.ZipFile(path) as archive,
        zipfile.ZipFile(mended, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new,
    ):
        parts = {part.casefold(): part for part in archive.namelist()}
        sheets = {part: at for at, part in _sheet_parts(archive, parts).items()}
        for part in dict.fromkeys(archive.namelist()):
            text = archive.read(part)
            if part in sheets:
                cells = found.setdefault(sheets[part], [])
                text = ERROR.sub(partial(_known, cells), text)
            new.writestr(part, text)
    return found


def _known(cells: list[Cell], error: re.Match[bytes]) -> bytes:
    """Return a cell as the reader accepts it, and note what stood in it where that is something else."""
    if error["error"] in KNOWN_ERRORS:
        return error[0]
    cells.append((int(error["row"]), column_at(error["column"]), error["error"].decode(errors="replace"), "error_cell"))
    return error[0].replace(b"<v>" + error["error"], b"<v>#VALUE!")


def _sheet_parts(archive: zipfile.ZipFile, parts: dict[str, str]) -> dict[int, str]:
    """Return the part that holds each sheet, by the place of the sheet among all."""
    targets = {
        relation.get("Id"): relation.get("Target", "")
        for relation in ElementTree.fromstring(archive.read(parts[RELATIONS]))
    }
    sheets = [element for element in ElementTree.fromstring(archive.read(parts[WORKBOOK])).iter() if _is_sheet(element)]
    found = {}
    for at, sheet in enumerate(sheets):
        target = targets.get(sheet.get(RELATION), "")
        path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))
        if path.casefold() in parts:
            found[at] = parts[path.casefold()]
    return found


def _is_sheet(element: ElementTree.Element) -> bool:
    return element.tag.rpartition("}")[2] == "sheet"


def _in_sheet(archive: zipfile.ZipFile, part: str) -> Iterator[Cell]:
    """Yield the formulas of a sheet that have no result."""
    with archive.open(part) as sheet:
        for piece in _pieces(sheet):
            if b"<f" not in piece or not any(end in piece for end in ENDS):
                continue
            for cell in WITHOUT_VALUE.finditer(piece):
                if TEXT_RESULT not in cell["rest"] and TEXT_RESULT not in cell[0][: cell.start("rest") - cell.start()]:
                    yield int(cell["row"]), column_at(cell["column"]), "=", "formula_without_value"


def _pieces(sheet: IO[bytes]) -> Iterator[bytes]:
    """Yield the XML of a sheet in pieces that cut no cell; one that is longer than a cell can be is left."""
    rest = b""
    while piece := sheet.read(PIECE):
        piece = rest + piece
        cut = piece.rfind(b"<c ")
        rest = piece[cut:] if cut >= 0 and len(piece) - cut < LONGEST_CELL else b""
        yield piece[: len(piece) - len(rest)]
    yield rest


def column_at(letters: bytes) -> int:
    """Return the place of a column by its letters; 0 is A."""
    place = 0
    for letter in letters:
        place = place * 26 + letter - ord("A") + 1
    return place - 1
