"""Workbooks written part by part, as no spreadsheet would write them."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
ODS = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">'
    "<office:body><office:spreadsheet>"
)
ONE_CELL = '<row r="1"><c r="A1"><v>1</v></c></row>'


def sheet(rows: str, before: str = "", after: str = "") -> str:
    """Return the XML of a sheet with these rows."""
    return f"{before}<worksheet {MAIN}><sheetData>{rows}</sheetData>{after}</worksheet>"


def xlsx_parts(*sheets: str) -> dict[str, str]:
    """Return the parts of a workbook of these sheets, S0, S1, ..."""
    numbers = range(len(sheets))
    named = "".join(f'<sheet name="S{at}" sheetId="{at + 1}" r:id="r{at}"/>' for at in numbers)
    related = "".join(
        f'<Relationship Id="r{at}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{at}.xml"/>' for at in numbers
    )
    package = f'<Relationship Id="r" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
    return {
        "_rels/.rels": f"<Relationships {PACKAGE}>{package}</Relationships>",
        "xl/workbook.xml": f'<workbook {MAIN} xmlns:r="{OFFICE}"><sheets>{named}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f"<Relationships {PACKAGE}>{related}</Relationships>",
        **{f"xl/worksheets/sheet{at}.xml": xml for at, xml in enumerate(sheets)},
    }


def ods_parts(rows: str, before: str = "") -> dict[str, str]:
    """Return the parts of an OpenDocument workbook of one sheet with these rows."""
    content = f'{ODS}<table:table table:name="S">{rows}</table:table></office:spreadsheet></office:body>'
    return {
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
        "META-INF/manifest.xml": '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"></m:manifest>',
        "content.xml": f'<?xml version="1.0"?>{before}{content}</office:document-content>',
    }


def packed(path: Path, parts: dict[str, str]) -> Path:
    """Return the path of a zip with these parts."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    path.write_bytes(held.getvalue())
    return path


def letters(column: int) -> str:
    """Return the letters of a column; 0 is A."""
    return (letters(column // 26 - 1) if column >= 26 else "") + chr(ord("A") + column % 26)
