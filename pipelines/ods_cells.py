"""The cells of an OpenDocument workbook that hold an error, or a formula that was never worked out."""

from __future__ import annotations

import re
import zipfile
from collections import defaultdict
from typing import IO, Final
from xml.parsers import expat

Cell = tuple[int, int, str, str]  # row from 1, column from 0, what stands there, which issue it is

PIECE: Final = 1 << 22
LONGEST_TAG: Final = 1 << 16
MOST_COLUMNS: Final = 1 << 14  # a cell that is repeated beyond it fills the sheet up, and holds nothing
TELLING: Final = re.compile(
    rb'calcext:value-type="error"|<table:table-cell (?=[^>]*table:formula=)(?![^>]*office:value-type=)'
)


def valueless_of_ods(archive: zipfile.ZipFile, part: str) -> dict[int, list[Cell]]:
    """Return the cells by the place of their sheet among all; raises ExpatError where the XML is broken."""
    with archive.open(part) as content:
        if not _may_have(content):
            return {}
    found = _Found()
    with archive.open(part) as content:
        found.parse(content)
    return found.cells


def _may_have(content: IO[bytes]) -> bool:
    """Return whether there is any such cell: to count rows and columns takes long."""
    rest = b""
    while piece := content.read(PIECE):
        if TELLING.search(rest + piece):
            return True
        rest = piece[-LONGEST_TAG:]
    return False


class _Found:
    """Follows the XML, and counts sheets, rows and columns as it goes: a cell does not say where it stands."""

    def __init__(self) -> None:
        self.cells: dict[int, list[Cell]] = defaultdict(list)
        self.sheet, self.row, self.rows, self.column = -1, 0, 0, 0
        self.spoilt: tuple[int, str] | None = None  # how many cells side by side, and which issue
        self.text: list[str] = []

    def parse(self, content: IO[bytes]) -> None:
        parser = expat.ParserCreate()
        parser.StartElementHandler, parser.EndElementHandler = self.start, self.end
        parser.CharacterDataHandler = self.words
        parser.ParseFile(content)

    def start(self, name: str, said: dict[str, str]) -> None:
        if name == "table:table":
            self.sheet, self.row, self.rows = self.sheet + 1, 0, 0
        elif name == "table:table-row":
            self.row, self.rows, self.column = self.row + self.rows, _times(said, "table:number-rows-repeated"), 0
        elif name in ("table:table-cell", "table:covered-table-cell"):
            times = _times(said, "table:number-columns-repeated")
            if said.get("calcext:value-type") == "error":
                self.spoilt, self.text = (times, "error_cell"), []
            elif "table:formula" in said and "office:value-type" not in said:
                self.spoilt, self.text = (times, "formula_without_value"), []
            self.column += times

    def words(self, text: str) -> None:
        if self.spoilt:
            self.text.append(text)

    def end(self, name: str) -> None:
        if self.spoilt and name in ("table:table-cell", "table:covered-table-cell"):
            times, issue = self.spoilt
            value = "=" if issue == "formula_without_value" else "".join(self.text).strip()[:40] or "#VALUE!"
            self.spoilt = None
            if times > MOST_COLUMNS or self.rows > 1 << 20:
                return
            for row in range(self.row + 1, self.row + self.rows + 1):
                for column in range(self.column - times, self.column):
                    self.cells[self.sheet].append((row, column, value, issue))


def _times(said: dict[str, str], name: str) -> int:
    return max(1, int(said.get(name, "1")))
