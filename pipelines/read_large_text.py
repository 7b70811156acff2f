"""A long text file -> its rows in pieces, each read from the file when it is asked for, so that memory stays flat.

Only where the fast reader can be trusted with every piece: it is that of `read_text`, and as strict. Where it cannot, or the
file is short, there are no pieces and the file is read whole.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl

from pipelines.dialect import SAMPLE_CHARACTERS, find_dialect
from pipelines.encodings import KEEPING_ODD_BYTES, OLD_ENCODINGS, Encoding, find_encoding
from pipelines.grid import FIRST_ROWS, telling_rows
from pipelines.limits import DEFAULTS, Limits
from pipelines.read_text import (
    LINES_OF_ROWS,
    declared_delimiter,
    ends_alike,
    has_stray_quotes,
    odd_bytes_told,
    swallowing_rows,
    unsure_told,
    widest_row,
)
from pipelines.rejects import ROW
from pipelines.sentence import Sentence
from pipelines.sheet import Sheet, holds_something, numbered

LARGE_BYTES: Final = 48 << 20  # a shorter file is held as it is
PIECE_BYTES: Final = 24 << 20  # about 200,000 rows of a usual export
IN_UTF8: Final = "utf-8"
DOS_END: Final = b"\x1a"


@dataclass(frozen=True)
class Dialect:
    """How the bytes of a text become cells."""

    encoding: Encoding
    delimiter: str
    width: int  # cells of the widest row of the sample
    told: tuple[Sentence, ...] = ()  # what may be wrong with it

    def is_trusted(self, piece: bytes) -> bool:
        """Return whether the fast reader can be trusted with whole rows of the text; see `read_text.read_fast`."""
        if b"\x00" in piece or piece.count(b"\r") != piece.count(b"\r\n"):
            return False
        return b'"' not in piece or not has_stray_quotes(self.text(piece), self.delimiter)

    def text(self, piece: bytes) -> str:
        return piece.decode(self.encoding.name, KEEPING_ODD_BYTES)

    def cells(self, piece: bytes) -> pl.DataFrame:
        """Return the cells of whole rows. Raises an error of Polars where a row is longer than the widest."""
        names = [f"c{at}" for at in range(self.width)]
        plain = piece if self.encoding.is_utf8 else self.text(piece).encode()
        header = f"{self.delimiter.join(names)}\n".encode()
        return pl.read_csv(header + plain, separator=self.delimiter, infer_schema=False)


@dataclass(frozen=True)
class Piece:
    """Some rows of a file: the bytes they stand in, how many they are and how many rows stand before them."""

    begin: int
    end: int
    rows: int
    before: int


@dataclass(frozen=True)
class LargeText:
    """A text file that is read in pieces.

    sheet    the rows that tell where the table is and what its headings are, and no others
    folder   where the file was unpacked; it goes when nobody needs it any more
    """

    path: Path
    dialect: Dialect
    pieces: tuple[Piece, ...]
    sheet: Sheet
    folder: tempfile.TemporaryDirectory[str] | None = None

    def slices(self) -> Iterator[pl.DataFrame]:
        """Yield the cells of all rows, in order, as `Sheet.cells` has them."""
        return map(self.cells, self.pieces)

    def cells(self, piece: Piece) -> pl.DataFrame:
        return cells_of(self.path, self.dialect, piece)


def cells_of(path: Path, dialect: Dialect, piece: Piece) -> pl.DataFrame:
    with path.open("rb") as content:
        content.seek(piece.begin)
        return numbered(dialect.cells(content.read(piece.end - piece.begin)), piece.before)


def read_large_text(
    file_name: str,
    path: Path,
    limits: Limits = DEFAULTS,
    large_bytes: int = LARGE_BYTES,
    piece_bytes: int = PIECE_BYTES,
) -> LargeText | None:
    """Return a long text file in pieces; None where it is short, or is not to be trusted to the fast reader.

    Raises UnreadableFile where it is beyond the limits.
    """
    if path.stat().st_size < large_bytes:
        return None
    encoding = find_encoding(file_name, path)
    if encoding.name not in (IN_UTF8, *OLD_ENCODINGS) or encoding.nul_bytes or _ends_as_in_dos(path):
        return None
    dialect = _dialect(path, encoding)
    if dialect is None:
        return None
    scan = _Scan(dialect)
    for begin, content in _whole_rows(path, encoding.mark, piece_bytes):
        if not scan.takes(begin, content):
            return None
        limits.require(file_name, "cells", scan.rows * dialect.width)
    sheet = scan.sheet(file_name, path)
    return LargeText(path, dialect, tuple(scan.pieces), sheet) if sheet is not None else None


def _ends_as_in_dos(path: Path) -> bool:
    with path.open("rb") as content:
        content.seek(-min(1, path.stat().st_size), os.SEEK_END)
        return content.read() == DOS_END


def _dialect(path: Path, encoding: Encoding) -> Dialect | None:
    """Return the dialect that the first rows are written in, as `read_text` finds it; None where they name it."""
    with path.open("rb") as content:
        content.seek(encoding.mark)
        head = content.read(4 * SAMPLE_CHARACTERS + 4)  # no sign of UTF-8 is longer
    text = head.decode(encoding.name, KEEPING_ODD_BYTES)
    declared, _ = declared_delimiter(text)
    if declared:
        return None
    found = find_dialect(text)
    dialect = found.dialect
    if not (dialect.is_usual and dialect.delimiter.isascii()):
        return None
    return Dialect(encoding, dialect.delimiter, widest_row(text, dialect), unsure_told(found, declared))


def _whole_rows(path: Path, begin: int, piece_bytes: int) -> Iterator[tuple[int, bytes]]:
    """Yield where each piece begins, and the piece: it ends where a line does and no quotation mark is open."""
    with path.open("rb") as content:
        content.seek(begin)
        kept = b""
        while block := content.read(piece_bytes):
            kept += block
            if cut := _end_of_row(kept):
                yield begin, kept[:cut]
                begin, kept = begin + cut, kept[cut:]
        if kept:
            yield begin, kept


def _end_of_row(block: bytes) -> int:
    """Return behind which line end an even number of quotation marks stands before; 0 where behind none."""
    cut = block.rfind(b"\n") + 1
    while cut and block.count(b'"', 0, cut) % 2:
        cut = block.rfind(b"\n", 0, block.rfind(b'"', 0, cut)) + 1
    return cut


class _Scan:
    """What a first reading of all pieces tells of a file."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self.pieces: list[Piece] = []
        self.held: list[pl.Series] = []  # the places of the rows that hold something
        self.filled: set[str] = set()  # the columns that do
        self.below: dict[str, int] = {}  # the first row of each column that does, below where headings are
        self.line_ends = 0
        self.swallows = False
        self.last = b""

    @property
    def rows(self) -> int:
        return sum(piece.rows for piece in self.pieces)

    def takes(self, begin: int, content: bytes) -> bool:
        """Take the next piece; return whether the fast reader can be trusted with it."""
        if not self.dialect.is_trusted(content):
            return False
        try:
            cells = self.dialect.cells(content)
        except (pl.exceptions.ComputeError, pl.exceptions.SchemaError, pl.exceptions.NoDataError):
            return False
        lines = content.count(b"\n")
        if lines > cells.height:
            self.swallows |= swallowing_rows(cells, self.dialect.delimiter).len() > 0
        before = self.rows
        shown = numbered(cells, before)
        columns = shown.columns[1:]
        self.pieces.append(Piece(begin, begin + len(content), cells.height, before))
        self.filled |= {name for name in columns if shown[name].null_count() < shown.height}
        for name in self.filled - self.below.keys():
            held = shown[name].is_not_null().arg_true() + before
            if (lower := held.filter(held >= FIRST_ROWS)).len():
                self.below[name] = int(lower[0])
        self.held.append(shown.select(held=holds_something(columns))["held"].arg_true() + before)
        self.line_ends += lines
        self.last = content
        return True

    def sheet(self, file_name: str, path: Path) -> Sheet | None:
        """Return the rows that tell where the table is; None where the whole file is needed to tell it."""
        if not self.pieces or not ends_alike(
            self.dialect.cells(self.last), self.dialect.text(self.last), self.dialect.delimiter
        ):
            return None
        if self.dialect.width > 2 and self.swallows and self.line_ends > self.rows + LINES_OF_ROWS:
            return None  # the whole reading tells which row
        held, columns = pl.concat(self.held), sorted(int(name[1:]) for name in self.filled)
        if not columns or columns != list(range(columns[0], columns[-1] + 1)):
            return None  # several tables may stand beside each other
        cells = _rows_at(path, self.dialect, self.pieces, telling_rows(held, len(columns), self.rows))
        if cells["c0"][0] == ROW:
            return None  # a file of ours that came back
        bare = [name for name in self.below if cells[name][FIRST_ROWS:].null_count() == cells[FIRST_ROWS:].height]
        if bare:  # a column with cells in the middle only
            places = pl.Series([self.below[name] for name in bare], dtype=pl.Int64)
            cells = pl.concat([cells, _rows_at(path, self.dialect, self.pieces, places.unique())])
            cells = cells.unique("row_number").sort("row_number")
        encoding = self.dialect.encoding
        return Sheet(
            file_name, None, encoding.name, self.dialect.delimiter, cells,
            problems=(*odd_bytes_told(encoding), *self.dialect.told), held_rows=(held + 1).cast(pl.Int64),
        )  # fmt: skip


def _rows_at(path: Path, dialect: Dialect, pieces: list[Piece], places: pl.Series) -> pl.DataFrame:
    """Return the rows at some places of a file."""
    found = []
    for piece in pieces:
        here = places.filter(places.is_between(piece.before, piece.before + piece.rows - 1))
        if here.len():
            found.append(cells_of(path, dialect, piece)[here - piece.before])
    return pl.concat(found)
