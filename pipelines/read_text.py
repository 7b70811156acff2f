"""Text file -> one sheet of text cells: which encoding, which delimiter, which rows.

Two readers give the same cells. Polars reads fast where every row fits; Python's csv reads the odd files, row by row.
"""

from __future__ import annotations

import csv
import io
import re
import sys
import time
from itertools import chain, islice
from pathlib import Path
from typing import Final

import polars as pl

from pipelines.dialect import IN_TEXTS, Dialect, Found, sample_rows
from pipelines.encoded_twice import encoded_once, twice_told
from pipelines.encodings import KEEPING_ODD_BYTES, Encoding, find_encoding
from pipelines.errors import UnreadableFile
from pipelines.laid_out import laid_out
from pipelines.limits import DEFAULTS, Limits
from pipelines.line_columns import cells_of
from pipelines.outer_quotes import TOLD, without_outer_quotes
from pipelines.row_names import find_headed_dialect, row_names_told
from pipelines.row_widths import row_widths, widths_of
from pipelines.sentence import Sentence
from pipelines.sheet import Sheet, numbered, without_formulas

DECLARED: Final = re.compile(r'"?sep=(?P<sign>[^"\r\n])"?[;,]*(?:\r\n|\r|\n)', re.IGNORECASE)
ROWS_AT_ONCE: Final = 50_000  # what the exact reader holds as Python objects at a time
LINES_OF_ROWS: Final = 3
BLANK_LINES: Final = ("\n" * 1000, "\r\n" * 1000, "\r" * 1000)
LONG_RUN: Final = '"' * 1000
END: Final = "\x02end\x03"  # no export writes this

csv.field_size_limit(sys.maxsize)


def read_text(file_name: str, path: Path, limits: Limits = DEFAULTS) -> Sheet:
    """Return the one sheet of a text file."""
    encoding = find_encoding(file_name, path)
    content = path.read_bytes()[encoding.mark :]
    text = content.decode(encoding.name, KEEPING_ODD_BYTES)
    problems = []
    if nul := encoding.nul_bytes or text.count("\x00"):
        text = text.replace("\x00", "")
        problems.append(Sentence("{count} zero bytes were left out.", count=nul))
    problems += [*odd_bytes_told(encoding), *twice_told(text)]
    text = encoded_once(text)
    text = text.removesuffix("\x1a")  # DOS ended a text with this sign
    if text.endswith(BLANK_LINES):  # which would all be read, one by one
        text = text.rstrip("\r\n")
    declared, text = declared_delimiter(text)
    if (bare := without_outer_quotes(text)) is not None:
        text = bare
        problems.append(TOLD)
    found, before = find_headed_dialect(text, declared)
    if not declared and bare is None and not before and (laid := laid_out(text, found)):
        limits.require(file_name, "cells", len(laid.head.spans) * len(laid.lines))
        in_columns, told = cells_of(file_name, laid)
        return Sheet(file_name, None, encoding.name, None, numbered(in_columns), problems=(*problems, *told))
    dialect, text = found.dialect, before + text
    problems += [*row_names_told(before), *unsure_told(found, declared)]
    _require_within(file_name, text, dialect, limits)
    cells = read_fast(text, dialect)
    widths = None if cells is None else row_widths(text, dialect.delimiter, cells.height)
    if cells is None:
        cells, widths = read_exactly(file_name, text, dialect, limits)
    _require_rows_apart(file_name, cells, text, dialect.delimiter)
    if '="' in text:
        cells = without_formulas(cells)
    return Sheet(
        file_name, None, encoding.name, dialect.delimiter, numbered(cells), problems=tuple(problems), widths=widths
    )


def odd_bytes_told(encoding: Encoding) -> tuple[Sentence, ...]:
    """Return what is told of signs that are not in the encoding of the rest."""
    if not encoding.odd_bytes:
        return ()
    return (
        Sentence(
            "{count} signs are not in the encoding of the rest (UTF-8), and were read as Windows writes them.",
            count=encoding.odd_bytes,
        ),
    )


def unsure_told(found: Found, declared: str | None) -> tuple[Sentence, ...]:
    """Return what is told of cells that another sign could part as well, or one that stands in times and texts too."""
    sign = found.dialect.delimiter
    is_sure = found.is_likely and found.rival is None and sign not in IN_TEXTS
    if declared is not None or is_sure:
        return ()
    advice = Sentence(
        "Look whether each column holds what it should. A first line 'sep=;' in the file would say which sign parts its cells."
    )
    if found.rival is None and not found.is_likely:
        return (
            Sentence(
                "No sign parts the lines of this text evenly; they are read as parted by {sign}. {advice}",
                sign=named_sign(sign),
                advice=advice,
            ),
        )
    if found.rival is None:
        return (
            Sentence(
                "The cells are read as parted by {sign}, which stands in texts and times too. {advice}",
                sign=named_sign(sign),
                advice=advice,
            ),
        )
    return (
        Sentence(
            "The cells are read as parted by {sign}; {rival} could part them as well. {advice}",
            sign=named_sign(sign),
            rival=named_sign(found.rival),
            advice=advice,
        ),
    )


def named_sign(sign: str) -> str:
    """Return a sign as it is told."""
    return {" ": Sentence("a blank"), "\t": Sentence("a tab")}.get(sign, f"'{sign}'")


def declared_delimiter(text: str) -> tuple[str | None, str]:
    """Return the delimiter of a first line `sep=;`, and the text without it: Excel does not show that line either."""
    declared = DECLARED.match(text)
    return (declared["sign"], text[declared.end() :]) if declared else (None, text)


def widest_row(text: str, dialect: Dialect) -> int:
    """Return how many cells the widest of the first rows has."""
    return max((len(row) for row in sample_rows(text, dialect)), default=1)


def _require_within(file_name: str, text: str, dialect: Dialect, limits: Limits) -> None:
    """Raise where the text has more columns or cells than a file may have: told before memory is taken for them."""
    width = widest_row(text, dialect)
    limits.require(file_name, "columns", width)
    limits.require(file_name, "cells", width * max(text.count("\n"), text.count("\r")))


def read_fast(text: str, dialect: Dialect) -> pl.DataFrame | None:
    """Return the cells as Polars reads them, or None where it cannot be trusted with the text.

    Rows that are shorter than the widest of the sample get empty cells; a longer one further down makes Polars stop.
    """
    delimiter = dialect.delimiter
    if not (dialect.is_usual and delimiter.isascii()) or text.count("\r") != text.count("\r\n"):
        return None
    if has_stray_quotes(text, delimiter):
        return None
    names = [f"c{at}" for at in range(widest_row(text, dialect))]
    try:
        cells = pl.read_csv(f"{delimiter.join(names)}\n{text}".encode(), separator=delimiter, infer_schema=False)
    except (pl.exceptions.ComputeError, pl.exceptions.SchemaError, pl.exceptions.NoDataError):
        return None
    return cells if ends_alike(cells, text, delimiter) else None


def ends_alike(cells: pl.DataFrame, text: str, delimiter: str) -> bool:
    """Return whether the last line is the last row: it is not where a quotation mark was never closed."""
    last = text.rstrip("\r\n").rpartition("\n")[2]
    written = [cell or None for row in csv.reader([last], delimiter=delimiter) for cell in row]
    read = next((row for row in cells.tail(1000).reverse().iter_rows() if any(cell is not None for cell in row)), ())
    return any(written) and list(read[: len(written)]) == written


def has_stray_quotes(text: str, delimiter: str) -> bool:
    """Return whether a quotation mark may stand where it opens, closes or doubles nothing: readers differ on those."""
    quotes = text.count('"')
    if not quotes:
        return False
    if LONG_RUN in text:  # which the search below would keep in mind one by one
        return True
    edge, cell = f"{re.escape(delimiter)}\\r\\n", '(?:"")'
    closes_amid_text = f'"(?<=[^"{edge}]"){cell}*(?=[^"{edge}])'
    opens_and_closes_before_text = f'"(?:(?<=[{edge}]")|(?<=\\A")){cell}*"(?=[^"{edge}])'
    return quotes % 2 == 1 or re.search(f"{closes_amid_text}|{opens_and_closes_before_text}", text) is not None


def read_exactly(
    file_name: str, text: str, dialect: Dialect, limits: Limits = DEFAULTS
) -> tuple[pl.DataFrame, pl.Series]:
    """Return the cells row by row, and how many each row has: rows of any width, stray quotation marks, any line ends.

    Raises UnreadableFile where a quotation mark is never closed: the rows behind it would be one cell.
    """
    lines = chain(io.StringIO(text, newline=""), [END])  # a row of its own, unless a quotation mark is still open
    rows = dialect.rows(lines)
    frames, widths, count, ended = [], [], 0, False
    began = time.monotonic()
    while block := list(islice(rows, ROWS_AT_ONCE)):
        ended = block[-1] == [END]
        count += len(block)
        if time.monotonic() - began > limits.seconds:
            raise limits.exceeded(file_name, "seconds", limits.seconds)
        limits.require(file_name, "columns", max(len(row) for row in block))
        block = block[:-1] if ended else block
        frames.append(_padded(block))
        widths.append(widths_of(block))
    if not ended:
        raise UnreadableFile(
            file_name,
            Sentence(
                "a quotation mark in row {row} is never closed, so the rows behind it cannot be told apart.", row=count
            ),
            Sentence("Remove or double that mark, or export the file again."),
        )
    return pl.concat(frames, how="diagonal"), pl.concat(widths)


def _require_rows_apart(file_name: str, cells: pl.DataFrame, text: str, delimiter: str) -> None:
    """Raise where one cell holds several lines that look like rows: two stray quotation marks, rows between them.

    Fewer than LINES_OF_ROWS lines may be an address or a list that happens to have as many delimiters.
    """
    if cells.width < 3 or text.count("\n") <= cells.height + LINES_OF_ROWS:
        return
    swallowing = swallowing_rows(cells, delimiter)
    if swallowing.len():
        raise UnreadableFile(
            file_name,
            Sentence(
                "a quotation mark opens in row {row} and closes rows further down: those rows are one cell.",
                row=swallowing[0] + 1,
            ),
            Sentence("Remove or double that mark, or export the file again."),
        )


def swallowing_rows(cells: pl.DataFrame, delimiter: str) -> pl.Series:
    """Return the places of rows with a cell that holds several lines which look like rows."""
    lines = pl.all().str.count_matches("\n", literal=True)
    like_rows = (lines >= LINES_OF_ROWS) & (
        pl.all().str.count_matches(delimiter, literal=True) >= lines * (cells.width - 1)
    )
    return cells.select(pl.any_horizontal(like_rows.fill_null(False)).arg_true()).to_series()


def _padded(rows: list[list[str]]) -> pl.DataFrame:
    """Return rows of any width as a frame as wide as the widest."""
    width = max((len(row) for row in rows), default=1) or 1
    names = {f"c{at}": pl.String for at in range(width)}
    return pl.DataFrame([[*row, *[None] * (width - len(row))] for row in rows], schema=names, orient="row")
