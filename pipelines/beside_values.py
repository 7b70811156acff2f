"""What a workbook says of its cells beside their values, and its reader does not tell.

The reader takes a formula that was never worked out for an empty cell, and an error of LibreOffice for a nought; it does
not say which cells are merged, nor that a number is shown with noughts before it. So the XML is searched, in pieces and by
fixed words first: a sheet that has none of these costs no more than unpacking it. Old and binary workbooks (xls, xlsb) have
a result in every formula by their format, and are searched for the rest by `records`.
"""

from __future__ import annotations

import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import IO, Final
from xml.etree import ElementTree
from xml.parsers import expat

from pipelines.date_formats import KEYS, Looked
from pipelines.found_cells import Cell, Found
from pipelines.ods_cells import found_in_ods
from pipelines.records import found_in_xls, found_in_xlsb, relations_of_sheets

PIECE: Final = 1 << 22
LONGEST_HEAD: Final = 4096
LONGEST_CELL: Final = 1 << 20  # bytes of one cell in XML; a longer one is not waited for
WORKBOOK, BINARY, CONTENT, STYLES = "xl/workbook.xml", "xl/workbook.bin", "content.xml", "xl/styles.xml"
BINARY_STYLES: Final = "xl/styles.bin"
RELATION: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
# How a cell ends that has a formula and nothing as its result.
ENDS: Final = (b"</f></c>", b"</f><v></v></c>", b"</f><v/></c>", b"</f><v /></c>", b"/></c>", b"/><v></v></c>")
FORMULA: Final = rb"(?:<f(?: [^>]*)?/>|<f(?: [^>]*)?>[^<]*</f>)"
PLACE: Final = rb'<c (?:[^>]*? )?r="(?P<column>[A-Z]{1,3})(?P<row>[0-9]{1,7})"'
WITHOUT_VALUE: Final = re.compile(PLACE + rb"(?P<rest>[^>]*)>" + FORMULA + rb"(?:<v ?/>|<v></v>)?</c>")
ERROR: Final = re.compile(PLACE + rb"[^>]*>\s*" + FORMULA + rb"?\s*<v>(?P<error>#[^<]{1,40})</v>")
KNOWN_ERRORS: Final = {b"#DIV/0!", b"#N/A", b"#NAME?", b"#NULL!", b"#NUM!", b"#REF!", b"#VALUE!"}
TEXT_RESULT: Final = b't="str"'  # a text without signs is a result
MERGED: Final = re.compile(
    rb'<mergeCell [^>]*?ref="(?P<column>[A-Z]{1,3})(?P<first>[0-9]{1,7}):[A-Z]{1,3}(?P<last>[0-9]{1,7})"'
)
HIDDEN_ROW: Final = re.compile(rb'<row (?=[^>]*? hidden="(?:1|true)")[^>]*?(?<=[ ])r="([0-9]{1,7})"')
PREFIX: Final = re.compile(rb"<([A-Za-z][A-Za-z0-9]{0,20}:)worksheet[ >]")
STYLED: Final = (
    rb'<c (?=[^>]* s="(?P<style>%s)")(?=[^>]* ?r="(?P<column>[A-Z]{1,3})(?P<row>[0-9]{1,7})")(?![^>]* t="[^n])[^>]*>'
)
STRUCK: Final = rb'<c (?=(?:[^>]* )?s="(?:%s)")(?=(?:[^>]* )?r="[A-Z]{1,3}(?P<row>[0-9]{1,7})")'

BROKEN_FILE: Final = (
    zipfile.BadZipFile, ElementTree.ParseError, expat.ExpatError, EOFError, NotImplementedError, struct.error, zlib.error,
)  # fmt: skip


def found_beside(path: Path, wanted: list[int], looked: Looked = KEYS) -> dict[int, Found]:
    """Return what there is about the wanted sheets, each by its place among all sheets.

    looked   which formats are looked for among those of its numbers

    Nothing for a file in which it cannot be told: whether it can be read at all, its reader says.
    """
    try:
        with path.open("rb") as content:
            if content.read(2) != b"PK":  # an old workbook can have a whole archive packed in it, for its theme
                return found_in_xls(path.read_bytes(), looked)
        with zipfile.ZipFile(path) as archive:
            parts = {part.casefold(): part for part in archive.namelist()}
            if CONTENT in parts:
                return found_in_ods(archive, parts[CONTENT], looked.dates)
            if BINARY in parts:
                sheets = _parts_of(archive, parts, BINARY, relations_of_sheets(archive.read(parts[BINARY])))
                styles = archive.read(parts[BINARY_STYLES]) if BINARY_STYLES in parts else b""
                return {
                    at: found_in_xlsb(archive.read(part), styles, looked) for at, part in sheets.items() if at in wanted
                }
            if WORKBOOK not in parts:
                return {}
            look = ElementTree.fromstring(archive.read(parts[STYLES])) if STYLES in parts else None
            keys, struck = ({}, []) if look is None else (_styles_of_keys(look, looked), _struck_styles(look))
            sheets = _sheet_parts(archive, parts)
            return {at: _in_sheet(archive, part, keys, struck) for at, part in sheets.items() if at in wanted}
    except (*BROKEN_FILE, ValueError, KeyError, OSError, RuntimeError):
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
                text = ERROR.sub(partial(_known, cells), _bare(text, _prefix(text)))
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
    sheets = [element for element in ElementTree.fromstring(archive.read(parts[WORKBOOK])).iter() if _is_sheet(element)]
    return _parts_of(archive, parts, WORKBOOK, [sheet.get(RELATION) or "" for sheet in sheets])


def _parts_of(archive: zipfile.ZipFile, parts: dict[str, str], workbook: str, relations: list[str]) -> dict[int, str]:
    """Return the parts that a workbook names by the relations of its sheets, by their place among these."""
    folder, name = posixpath.split(workbook)
    said = archive.read(parts[f"{folder}/_rels/{name}.rels"])
    targets = {relation.get("Id"): relation.get("Target", "") for relation in ElementTree.fromstring(said)}
    found = {}
    for at, relation in enumerate(relations):
        target = targets.get(relation, "")
        path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))
        if path.casefold() in parts:
            found[at] = parts[path.casefold()]
    return found


def _is_sheet(element: ElementTree.Element) -> bool:
    return element.tag.rpartition("}")[2] == "sheet"


def _in_sheet(archive: zipfile.ZipFile, part: str, keys: dict[bytes, str], struck: list[bytes]) -> Found:
    """Return what is found in a sheet.

    keys    the styles that show a number as a key, and how they do
    struck  those that strike a cell through
    """
    found = Found()
    through = re.compile(STRUCK % b"|".join(struck)) if struck else None
    styled = re.compile(STYLED % b"|".join(keys)) if keys else None
    with archive.open(part) as sheet:
        for piece in _pieces(sheet):
            if b"<f" in piece and any(end in piece for end in ENDS):
                found.valueless += _without_value(piece)
            if styled:
                found.shown += [
                    (int(cell["row"]), column_at(cell["column"]), keys[cell["style"]])
                    for cell in styled.finditer(piece)
                ]
            if through:
                found.struck.update(int(cell["row"]) for cell in through.finditer(piece))
            if b' hidden="' in piece:
                found.hidden += [(int(row[1]), int(row[1])) for row in HIDDEN_ROW.finditer(piece)]
            if b"<mergeCell " in piece:
                for merged in MERGED.finditer(piece):
                    found.merge(int(merged["first"]), int(merged["last"]), column_at(merged["column"]))
    return found


def _without_value(piece: bytes) -> Iterator[Cell]:
    """Yield the formulas that have no result."""
    for cell in WITHOUT_VALUE.finditer(piece):
        if TEXT_RESULT not in cell["rest"] and TEXT_RESULT not in cell[0][: cell.start("rest") - cell.start()]:
            yield int(cell["row"]), column_at(cell["column"]), "=", "formula_without_value"


def _struck_styles(styles: ElementTree.Element) -> list[bytes]:
    """Return the numbers of the styles that strike a cell through."""
    fonts = [font.find("{*}strike") for font in styles.iterfind("{*}fonts/{*}font")]
    struck = {
        str(at) for at, strike in enumerate(fonts) if strike is not None and strike.get("val") not in ("0", "false")
    }
    cells = enumerate(styles.iterfind("{*}cellXfs/{*}xf"))
    return [str(at).encode() for at, style in cells if style.get("fontId") in struck]


def _styles_of_keys(styles: ElementTree.Element, looked: Looked) -> dict[bytes, str]:
    """Return the numbers of the styles that are looked for, with how they show a number."""
    keys: dict[str | None, str] = {str(number): shown for number, shown in looked.built_in.items()}
    keys |= {
        element.get("numFmtId"): shown
        for element in styles.iterfind("{*}numFmts/{*}numFmt")
        if (shown := looked.shown_by(element.get("formatCode", "")))
    }
    cells = enumerate(styles.iterfind("{*}cellXfs/{*}xf"))
    return {str(at).encode(): keys[style.get("numFmtId")] for at, style in cells if style.get("numFmtId") in keys}


def _pieces(sheet: IO[bytes]) -> Iterator[bytes]:
    """Yield the XML of a sheet in pieces that cut no cell; one that is longer than a cell can be is left.

    Its names bear no prefix in them: some programs write <x:c> for <c>.
    """
    rest, prefix = b"", b""
    while piece := sheet.read(PIECE):
        prefix = prefix or _prefix(piece)
        piece = rest + piece
        cut = max(piece.rfind(b"<" + prefix + b"c "), piece.rfind(b"<" + prefix + b"mergeCell "))
        rest = piece[cut:] if cut >= 0 and len(piece) - cut < LONGEST_CELL else b""
        yield _bare(piece[: len(piece) - len(rest)], prefix)
    yield _bare(rest, prefix)


def _prefix(start: bytes) -> bytes:
    """Return the prefix that the names of a sheet bear, with its colon; nothing where they bear none."""
    found = PREFIX.search(start[:LONGEST_HEAD])
    return found[1] if found else b""


def _bare(piece: bytes, prefix: bytes) -> bytes:
    return piece.replace(b"<" + prefix, b"<").replace(b"</" + prefix, b"</") if prefix else piece


def column_at(letters: bytes) -> int:
    """Return the place of a column by its letters; 0 is A."""
    place = 0
    for letter in letters:
        place = place * 26 + letter - ord("A") + 1
    return place - 1
