"""Small exports for tests: as another system would write them."""

# ruff: noqa: DTZ001 (moments in exports are local and bear no zone)
from __future__ import annotations

import tempfile
import textwrap
import zipfile
from datetime import datetime
from pathlib import Path

import openpyxl

from pipelines.profile import Profile, load_profiles
from pipelines.read import read_sheets
from pipelines.read_text import read_text
from pipelines.recognise import recognise
from pipelines.sheet import Sheet
from pipelines.validate import Validated, validate

TODAY = datetime(2026, 11, 24, 9, 0)
DEPOT = Profile(
    name="depot",
    title="Repairs of the depot",
    table="work_items",
    service="repairs",
    columns={"item_id": ["Number"], "opened_at": ["Logged"], "team": ["Team"], "place_id": ["Place"]},
)
HEAD = ["Number", "Logged", "Team", "Place"]


def text_file(folder: Path, text: str, name: str = "export.csv", encoding: str = "utf-8") -> Path:
    """Return a file with the text, without the blanks that the test indents it by."""
    path = folder / name
    path.write_bytes(textwrap.dedent(text).encode(encoding))
    return path


def text_sheet(content: bytes) -> Sheet:
    """Return the sheet of a text file with this content."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export.csv"
        path.write_bytes(content)
        return read_text("export.csv", path)


def workbook(folder: Path, sheets: dict[str, list[list[object]]], name: str = "export.xlsx") -> Path:
    """Return a workbook with these sheets; the first cell of the first row is A1."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    path = folder / name
    book.save(path)
    return path


def write_ods(path: Path, table: str) -> None:
    """Write an OpenDocument workbook whose one sheet, Jobs, has these rows, given as XML."""
    names = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = (
        f"<office:document-content{names}><office:body><office:spreadsheet>"
        f'<table:table table:name="Jobs">{table}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", content)


def understood(path: Path, *profiles: Profile) -> Validated:
    """Return what becomes of a file's rows, with our own profiles or the ones given."""
    return validate(recognise(read_sheets(path), list(profiles) or load_profiles()), TODAY)
