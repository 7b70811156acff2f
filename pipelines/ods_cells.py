"""Cells of an OpenDocument workbook: errors, formulas never worked out, merged ones, numbers shown with noughts."""

from __future__ import annotations

import re
import zipfile
from collections import defaultdict
from typing import IO, Final
from xml.parsers import expat

from pipelines.found_cells import Found

PIECE: Final = 1 << 22
LONGEST_TAG: Final = 1 << 16
MOST_COLUMNS: Final = 1 << 14  # a cell that is repeated beyond it fills the sheet up, and holds nothing
TELLING: Final = re.compile(
    rb'calcext:value-type="error"|<table:table-cell (?=[^>]*table:formula=)(?![^>]*office:value-type=)'
    rb'|table:number-rows-spanned="(?!1")|office:value-type="float"[^>]*>\s*<text:p>(?:0[0-9]|[A-Za-z])'
    rb'|office:value-type="time"|table:visibility="(?:collapse|filter)"'
)
KEY: Final = re.compile(r"(?:[A-Za-z]{1,20}[-/ ]?|0(?=[0-9]))[0-9]{1,30}(?:[-/ ][0-9]{1,30})*")
WORDS: Final = re.compile(r"[^\W\d_](?:[^\W\d_]|[ .'-]){1,40}")  # for a number, by its format
SHOWN: Final = "shown"  # a number as its format shows it
CLOCK: Final = re.compile(r"PT(?:([0-9]{1,6})H)?(?:([0-9]{1,6})M)?(?:([0-9]{1,6})(?:[.,][0-9]*)?S)?")
HIDDEN: Final = ("collapse", "filter")
MOST_HIDDEN: Final = 100_000  # rows in one: the empty ones to the end of a sheet
TIME: Final = "time"  # of day, or a length of time
DATE: Final = "date"  # or a time, or yes and no, as it is shown
AS_DATES: Final = ("date", "time", "boolean")


def found_in_ods(archive: zipfile.ZipFile, part: str, dates: bool = False) -> dict[int, Found]:
    """Return what is found by the place of their sheet among all; raises ExpatError where the XML is broken.

    dates   also what is shown in cells of dates, times and of yes and no
    """
    with archive.open(part) as content:
        if not dates and not _may_have(content):
            return {}
    found = _Reading(dates)
    with archive.open(part) as content:
        found.parse(content)
    return found.sheets


def _may_have(content: IO[bytes]) -> bool:
    """Return whether there is any such cell: to count rows and columns takes long."""
    rest = b""
    while piece := content.read(PIECE):
        if TELLING.search(rest + piece):
            return True
        rest = piece[-LONGEST_TAG:]
    return False


class _Reading:
    """Follows the XML, and counts sheets, rows and columns as it goes: a cell does not say where it stands."""

    def __init__(self, dates: bool) -> None:
        self.dates = dates
        self.sheets: dict[int, Found] = defaultdict(Found)
        self.sheet, self.row, self.rows, self.column = -1, 0, 0, 0
        self.told: tuple[int, str] | None = None  # how many cells side by side, and what is said of them
        self.text: list[str] = []
        self.time = ""

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
            if said.get("table:visibility") in HIDDEN and self.rows < MOST_HIDDEN:
                self.sheets[self.sheet].hidden.append((self.row + 1, self.row + self.rows))
        elif name in ("table:table-cell", "table:covered-table-cell"):
            times = _times(said, "table:number-columns-repeated")
            if said.get("calcext:value-type") == "error":
                self.told, self.text = (times, "error_cell"), []
            elif "table:formula" in said and "office:value-type" not in said:
                self.told, self.text = (times, "formula_without_value"), []
            elif said.get("office:value-type") == "float":
                self.told, self.text = (times, SHOWN), []
            elif self.dates and said.get("office:value-type") in AS_DATES:
                self.told, self.text = (times, DATE), []
            elif time := CLOCK.fullmatch(said.get("office:time-value", "")):
                self.told, self.time = (times, TIME), "{:0>2}:{:0>2}:{:0>2}".format(*time.groups(default="0"))
            spanned = _times(said, "table:number-rows-spanned")
            self.sheets[self.sheet].merge(self.row + 1, self.row + spanned, self.column)
            self.column += times

    def words(self, text: str) -> None:
        if self.told:
            self.text.append(text)

    def end(self, name: str) -> None:
        if self.told and name in ("table:table-cell", "table:covered-table-cell"):
            times, issue = self.told
            text = "".join(self.text).strip()
            self.told = None
            if times > MOST_COLUMNS or self.rows > 1 << 20 or (issue == SHOWN and not _is_shown_otherwise(text)):
                return
            found = self.sheets[self.sheet]
            for row in range(self.row + 1, self.row + self.rows + 1):
                for column in range(self.column - times, self.column):
                    if issue in (SHOWN, TIME, DATE):
                        found.texts.append((row, column, self.time if issue == TIME else text))
                    else:
                        value = "=" if issue == "formula_without_value" else text[:40] or "#VALUE!"
                        found.valueless.append((row, column, value, issue))


def _is_shown_otherwise(text: str) -> bool:
    """Return whether a number is shown as a key, or as words."""
    return bool(KEY.fullmatch(text) or WORDS.fullmatch(text))


def _times(said: dict[str, str], name: str) -> int:
    return max(1, int(said.get(name, "1")))
