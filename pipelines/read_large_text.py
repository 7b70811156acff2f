"""A long text file -> its rows in pieces, laid on the disk as cells and read when they are asked for: memory stays flat.

Only where the fast reader can be trusted with every piece: it is that of `read_text`, and as strict. Where it cannot, or the
file is short, there are no pieces and the file is read whole.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl

from pipelines.ahead import ahead
from pipelines.dialect import SAMPLE_CHARACTERS
from pipelines.encoded_twice import encoded_once, may_be_twice, twice_told
from pipelines.encodings import KEEPING_ODD_BYTES, OLD_ENCODINGS, Encoding, find_encoding
from pipelines.grid import FIRST_ROWS, telling_rows
from pipelines.laid_out import laid_out
from pipelines.limits import DEFAULTS, Limits
from pipelines.outer_quotes import TOLD, bare_lines, signs_in_each, signs_of, without_outer_quotes
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
from pipelines.row_names import find_headed_dialect, row_names_told
from pipelines.row_widths import row_widths
from pipelines.sentence import Sentence
from pipelines.sheet import Sheet, holds_something, numbered, without_formulas

LARGE_BYTES: Final = 48 << 20  # a shorter file is held as it is
PIECE_BYTES: Final = 24 << 20  # about 200,000 rows of a usual export
HEAD_BYTES: Final = 4 * SAMPLE_CHARACTERS + 4  # no sign of UTF-8 is longer
IN_UTF8: Final = "utf-8"
DOS_END: Final = b"\x1a"


@dataclass(frozen=True)
class Dialect:
    """How the bytes of a text become cells."""

    encoding: Encoding
    delimiter: str
    width: int  # cells of the widest row of the sample
    told: tuple[Sentence, ...] = ()  # what may be wrong with it
    before: bytes = b""  # what is put in front of the text; see `row_names`
    wrapped_by: dict[str, int] | None = (
        None  # the signs of the first line, where each is one quoted cell: `outer_quotes`
    )

    def bare(self, piece: bytes) -> tuple[bytes, set[str]] | None:
        """Return whole rows without the marks around each, and the signs that stand in each; None where some have none."""
        if self.wrapped_by is None:
            return piece, set()
        if piece.count(b"\r") != piece.count(b"\r\n"):
            return None
        lines = bare_lines(piece.decode("latin-1"))  # marks are the same byte in each encoding that is read in pieces
        if lines is None:
            return None
        return "\n".join(lines).encode("latin-1"), signs_in_each(lines, self.wrapped_by)

    def is_trusted(self, piece: bytes) -> bool:
        """Return whether the fast reader can be trusted with whole rows of the text; see `read_text.read_fast`."""
        if b"\x00" in piece or piece.count(b"\r") != piece.count(b"\r\n"):
            return False
        return b'"' not in piece or not has_stray_quotes(self.text(piece), self.delimiter)

    def once(self, piece: bytes) -> tuple[bytes, tuple[Sentence, ...]]:
        """Return the piece with what was encoded twice put right, and what is told of it; see `encoded_twice`."""
        if piece.isascii() or (self.encoding.is_utf8 and not may_be_twice(piece)):
            return piece, ()
        written = piece.decode(self.encoding.name, KEEPING_ODD_BYTES)
        told = twice_told(written)
        return (encoded_once(written).encode() if told and self.encoding.is_utf8 else piece), told

    def text(self, piece: bytes) -> str:
        text = piece.decode(self.encoding.name, KEEPING_ODD_BYTES)
        return text if self.encoding.is_utf8 else encoded_once(text)  # in UTF-8 it was put right before

    def cells(self, piece: bytes) -> pl.DataFrame:
        """Return the cells of whole rows. Raises an error of Polars where a row is longer than the widest."""
        names = [f"c{at}" for at in range(self.width)]
        plain = piece if self.encoding.is_utf8 else self.text(piece).encode()
        header = f"{self.delimiter.join(names)}\n".encode()
        return pl.read_csv(header + plain, separator=self.delimiter, infer_schema=False)


@dataclass(frozen=True)
class Piece:
    """Some rows of a file: where their cells lie, how many they are and how many rows stand before them.

    holds_empty   some of the rows hold nothing
    """

    file: Path
    rows: int
    before: int
    holds_empty: bool

    def cells(self, columns: Sequence[str] | None = None) -> pl.DataFrame:
        """Return the cells behind their row numbers; of some columns where they are named."""
        return pl.read_ipc(self.file, columns=None if columns is None else ["row_number", *columns])


@dataclass(frozen=True)
class LargeText:
    """A text file that is read in pieces.

    sheet    the rows that tell where the table is and what its headings are, and no others
    folder   where the pieces lie; it goes when nobody needs it any more
    """

    pieces: tuple[Piece, ...]
    sheet: Sheet
    folder: tempfile.TemporaryDirectory[str]

    def slices(self) -> Iterator[pl.DataFrame]:
        """Yield the cells of all rows, in order, as `Sheet.cells` has them."""
        return (piece.cells() for piece in self.pieces)


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
    for parsed in ahead(scan.parsed, _whole_rows(path, encoding.mark, piece_bytes, dialect.before)):
        if parsed is None:
            return None
        scan.take(parsed)
        limits.require(file_name, "cells", scan.rows * dialect.width)
    sheet = scan.sheet(file_name)
    return LargeText(tuple(scan.pieces), sheet, scan.folder) if sheet is not None else None


def _ends_as_in_dos(path: Path) -> bool:
    with path.open("rb") as content:
        content.seek(-min(1, path.stat().st_size), os.SEEK_END)
        return content.read() == DOS_END


def _dialect(path: Path, encoding: Encoding) -> Dialect | None:
    """Return the dialect that the first rows are written in, as `read_text` finds it; None where they name it or need none."""
    with path.open("rb") as content:
        content.seek(encoding.mark)
        head = content.read(HEAD_BYTES)
    text = encoded_once(head.decode(encoding.name, KEEPING_ODD_BYTES))
    declared, _ = declared_delimiter(text)
    if declared:
        return None
    bare = without_outer_quotes(text if len(head) < HEAD_BYTES else text[: text.rfind("\n") + 1])
    wrapped_by = None if bare is None else signs_of(bare.split("\n"))
    text = text if bare is None else bare
    found, before = find_headed_dialect(text)
    dialect = found.dialect
    if bare is None and not before and laid_out(text, found):
        return None
    if not (dialect.is_usual and dialect.delimiter.isascii()) or (before and wrapped_by):
        return None
    told = (*(() if bare is None else (TOLD,)), *row_names_told(before), *unsure_told(found, declared))
    return Dialect(encoding, dialect.delimiter, widest_row(before + text, dialect), told, before.encode(), wrapped_by)


def _whole_rows(path: Path, begin: int, piece_bytes: int, before: bytes = b"") -> Iterator[bytes]:
    """Yield the pieces of a file behind what is put in front: each ends where a line does and no quotation mark is open."""
    with path.open("rb") as content:
        content.seek(begin)
        kept = before
        while block := content.read(piece_bytes):
            kept += block
            if cut := _end_of_row(kept):
                yield kept[:cut]
                kept = kept[cut:]
        if kept:
            yield kept


def _end_of_row(block: bytes) -> int:
    """Return behind which line end an even number of quotation marks stands before; 0 where behind none."""
    cut = block.rfind(b"\n") + 1
    while cut and block.count(b'"', 0, cut) % 2:
        cut = block.rfind(b"\n", 0, block.rfind(b'"', 0, cut)) + 1
    return cut


@dataclass(frozen=True)
class _Parsed:
    """A piece as the fast reader has it: its bytes, and its cells behind row numbers that count from 1."""

    content: bytes
    cells: pl.DataFrame
    swallows: bool
    signs: set[str]  # of rows that stood between marks: those that each of them has
    twice: tuple[Sentence, ...]  # what is told of signs that were encoded twice
    widths: pl.Series | None  # the cells of each row, empty ones too, where they are known


class _Scan:
    """What a first reading of all pieces tells of a file. It lays their cells on the disk: no piece is taken apart twice."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self.folder = tempfile.TemporaryDirectory(prefix="buitenblik_")
        self.pieces: list[Piece] = []
        self.held: list[pl.Series] = []  # the places of the rows that hold something
        self.filled: set[str] = set()  # the columns that do
        self.below: dict[str, int] = {}  # the first row of each column that does, below where headings are
        self.line_ends = 0
        self.swallows = False
        self.last = b""
        self.twice: tuple[Sentence, ...] = ()
        self.signs = set(dialect.wrapped_by or ())
        self.widths: list[pl.Series | None] = []

    @property
    def rows(self) -> int:
        return sum(piece.rows for piece in self.pieces)

    def parsed(self, content: bytes) -> _Parsed | None:
        """Return the cells of a piece; None where the fast reader cannot be trusted with it."""
        bare = self.dialect.bare(content)
        if bare is None or not self.dialect.is_trusted(bare[0]):
            return None
        content, twice = self.dialect.once(bare[0])
        try:
            cells = self.dialect.cells(content)
        except (pl.exceptions.ComputeError, pl.exceptions.SchemaError, pl.exceptions.NoDataError):
            return None
        swallows = content.count(b"\n") > cells.height and swallowing_rows(cells, self.dialect.delimiter).len() > 0
        told = without_formulas(cells) if b'="' in content else cells
        widths = row_widths(self.dialect.text(content), self.dialect.delimiter, cells.height)
        return _Parsed(content, numbered(told), swallows, bare[1], twice, widths)

    def take(self, parsed: _Parsed) -> None:
        """Take the next piece."""
        before = self.rows
        cells = parsed.cells.with_columns(pl.col("row_number") + before)
        columns = cells.columns[1:]
        held = cells.select(held=holds_something(columns))["held"].arg_true() + before
        file = Path(self.folder.name) / f"{len(self.pieces):05d}.arrow"
        cells.write_ipc(file, compression="lz4")
        self.pieces.append(Piece(file, cells.height, before, held.len() < cells.height))
        self.filled |= {name for name in columns if cells[name].null_count() < cells.height}
        for name in self.filled - self.below.keys():
            filled = cells[name].is_not_null().arg_true() + before
            if (lower := filled.filter(filled >= FIRST_ROWS)).len():
                self.below[name] = int(lower[0])
        self.held.append(held)
        self.line_ends += parsed.content.count(b"\n")
        self.swallows |= parsed.swallows
        self.last = parsed.content
        self.signs &= parsed.signs
        self.twice = self.twice or parsed.twice
        self.widths.append(parsed.widths)

    def sheet(self, file_name: str) -> Sheet | None:
        """Return the rows that tell where the table is; None where the whole file is needed to tell it."""
        if not self.pieces or not ends_alike(
            self.dialect.cells(self.last), self.dialect.text(self.last), self.dialect.delimiter
        ):
            return None
        if self.dialect.wrapped_by is not None and not self.signs:
            return None  # no sign parts each of the rows: they are cells
        if self.dialect.width > 2 and self.swallows and self.line_ends > self.rows + LINES_OF_ROWS:
            return None  # the whole reading tells which row
        held, columns = pl.concat(self.held), sorted(int(name[1:]) for name in self.filled)
        if not columns or columns != list(range(columns[0], columns[-1] + 1)):
            return None  # several tables may stand beside each other
        cells = _rows_at(self.pieces, telling_rows(held, len(columns), self.rows))
        if cells["c0"][0] == ROW:
            return None  # a file of ours that came back
        bare = [name for name in self.below if cells[name][FIRST_ROWS:].null_count() == cells[FIRST_ROWS:].height]
        if bare:  # a column with cells in the middle only
            places = pl.Series([self.below[name] for name in bare], dtype=pl.Int64)
            cells = pl.concat([cells, _rows_at(self.pieces, places.unique())])
            cells = cells.unique("row_number").sort("row_number")
        encoding = self.dialect.encoding
        known = [widths for widths in self.widths if widths is not None]
        return Sheet(
            file_name, None, encoding.name, self.dialect.delimiter, cells,
            problems=(*odd_bytes_told(encoding), *self.twice, *self.dialect.told), held_rows=(held + 1).cast(pl.Int64),
            widths=pl.concat(known) if len(known) == len(self.pieces) else None,
        )  # fmt: skip


def _rows_at(pieces: list[Piece], places: pl.Series) -> pl.DataFrame:
    """Return the rows at some places of a file."""
    found = []
    for piece in pieces:
        here = places.filter(places.is_between(piece.before, piece.before + piece.rows - 1))
        if here.len():
            found.append(piece.cells()[here - piece.before])
    return pl.concat(found)
