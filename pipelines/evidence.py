"""What only a whole column, or the whole file, can tell about its cells: by this its rows are read, in any slices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import polars as pl

from pipelines.moments import DateForm
from pipelines.proposal import Question
from pipelines.recognise import Recognised
from pipelines.sentence import Sentence

ISSUE_COLUMNS: Final = {
    "row_number": pl.Int64, "column": pl.String, "value": pl.String, "issue": pl.String, "action": pl.String,
}  # fmt: skip
NONE_NEWER: Final = pl.DataFrame(
    schema={"row_number": pl.Int64, "newer_row": pl.Int64, "newer_by": pl.String, "newer_heading": pl.String}
)
NONE_UNEVEN: Final = pl.DataFrame(
    schema={
        "row_number": pl.Int64,
        "surplus": pl.Int64,
        "headings": pl.Int64,
        "line": pl.Int64,
        "ends_before": pl.String,
    }
)
NONE_SHORT: Final = pl.DataFrame(schema={"row_number": pl.Int64, "column": pl.String})
NONE_FURTHER: Final = pl.DataFrame(schema={"row_number": pl.Int64, "first_line": pl.Int64})


@dataclass(frozen=True)
class Evidence:
    """How the cells of a file are to be read.

    dates     field -> the form of its dates
    decimals  field -> the decimal sign of its numbers
    blank_is_no    the verdict is a mark where it is yes, and nothing where it is no
    beyond    cell columns that no heading stands above and that hold something by mistake
    uneven    rows with other cells than the headings have, as `uneven_rows.Uneven.rows`
    empty_numbers  words for nothing that stand in place of the record's own number, each more than once
    without_point  keys of which whole numbers are written with a point and zeros, and read without
    is_numbered  nearly all rows have a number of their own with a digit in it
    short     row_number, column: rows that end before a column which may just be empty there
    newer     rows whose number stands on another row that counts: row_number, newer_row (the other), newer_by and newer_heading
              (what tells so, see `same_number`); "apart" where neither counts
    alike     numbers of the record, cut to 15 digits by a spreadsheet, that may have been different ones
    pairs     field -> the texts of workers or teams that name several, and of the record's own numbers that are several
    turned    keys, places and teams that hold what a spreadsheet turned into dates
    further   row_number, first_line: rows that are further lines of a case, of which the first line counts
    issues    doubts about whole columns
    notes     what a person should know of whole columns before the file is loaded
    questions what a person has to be asked
    """

    today: datetime
    dates: Mapping[str, DateForm]
    decimals: Mapping[str, str]
    blank_is_no: bool = False
    beyond: tuple[str, ...] = ()
    empty_numbers: frozenset[str] = frozenset()
    without_point: frozenset[str] = frozenset()
    alike: pl.Series = field(default_factory=lambda: pl.Series([], dtype=pl.String))
    pairs: Mapping[str, pl.Series] = field(default_factory=dict)
    turned: frozenset[str] = frozenset()
    newer: pl.DataFrame = field(default_factory=lambda: NONE_NEWER)
    further: pl.DataFrame = field(default_factory=lambda: NONE_FURTHER)
    uneven: pl.DataFrame = field(default_factory=lambda: NONE_UNEVEN)
    is_numbered: bool = False
    short: pl.DataFrame = field(default_factory=lambda: NONE_SHORT)
    issues: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=ISSUE_COLUMNS))
    notes: tuple[Sentence, ...] = ()
    questions: tuple[Question, ...] = ()


@dataclass
class Scales:
    """What is found while a file is weighed: doubts about whole columns, what is told of them, and what has to be asked."""

    recognised: Recognised
    issues: list[pl.DataFrame] = field(default_factory=list)
    notes: list[Sentence] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)

    def heading(self, name: str) -> str:
        """Return the heading that a field is read from, else its own name."""
        return self.recognised.heading_of(name) or name

    def doubt(self, name: str, value: str, issue: str, action: str = "kept") -> None:
        """Note a doubt about a whole column, with a value of it as example."""
        given = {
            "row_number": [None],
            "column": [self.heading(name)],
            "value": [value],
            "issue": [issue],
            "action": [action],
        }
        self.issues.append(pl.DataFrame(given, schema=ISSUE_COLUMNS))

    def tell_cut_numbers(self, name: str, example: str) -> None:
        """Note that a spreadsheet has cut the long numbers of a key to 15 digits, as it did with `example`."""
        self.doubt(name, example, "cut_to_15_digits")
        self.notes.append(
            Sentence(
                "The long numbers under '{heading}' all end in zeros from the 16th digit on ({example}): a spreadsheet keeps no"
                " more than 15. Different numbers may have become the same one; export the column as text.",
                heading=self.heading(name),
                example=example,
            )
        )

    def read_without_point(self, name: str, example: str) -> None:
        """Note that the whole numbers of a key are written as `example` is, and read in digits only."""
        self.doubt(name, example, "number_without_point", "repaired")
        self.notes.append(
            Sentence(
                "Column '{heading}' was read without the '.0' behind its numbers: 7.0 is the same number as 7.",
                heading=self.heading(name),
            )
        )
