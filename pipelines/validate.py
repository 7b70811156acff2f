"""Recognised rows -> rows of a canonical table, and rows set aside with a reason. Each is in exactly one of them.

A file is weighed as a whole and then read row by row: in one piece, or in slices where it is too long for that.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

import polars as pl

from pipelines import vocabulary
from pipelines.as_above import told_of_marks
from pipelines.evidence import Evidence
from pipelines.far_dates import days_of, told_of_far_dates
from pipelines.interpret import interpret
from pipelines.issues import condensed, counted
from pipelines.judge import judged
from pipelines.laid import Laid
from pipelines.mendable import mendable
from pipelines.moments import MOMENT
from pipelines.no_end import Ends, ends_of, told_of_none_done
from pipelines.part_of_rows import lines_above, told_of_parts
from pipelines.proposal import Question
from pipelines.protect import safe_cells, safe_field, safe_line
from pipelines.reading import Reading
from pipelines.reasons import LINE_OF_TEXT, NOT_ALL_ROWS
from pipelines.recognise import Recognised
from pipelines.sentence import Sentence
from pipelines.sheet_status import told_of_name
from pipelines.strays import FEWEST_GROUPS, told_of_groups
from pipelines.weigh import weigh

TYPES: Final[dict[str, pl.DataType]] = {
    vocabulary.TEXT: pl.String(),
    vocabulary.WHOLE: pl.Int64(),
    vocabulary.NUMBER: pl.Float64(),
    vocabulary.MOMENT: MOMENT,
    vocabulary.DAY: pl.Date(),
    vocabulary.YES_NO: pl.Boolean(),
}


@dataclass(frozen=True)
class Validated:
    """What became of each row: `rows` and `rejected` together are all rows of the export that hold anything.

    rows      canonical columns of the table, row_number, delivered (JSON: heading -> cell, of the columns that are
              stored and not hashed); row_count where a record is made of several rows of the file
    rejected  row_number, column (heading), value, reason, reason_words (JSON: the words of the reason and the values that
              fill them), is_to_mend, cells (JSON: heading -> cell, all of them, private ones too)
    issues    row_number (null: the whole column), column, value, issue, action (kept, repaired, left_out)
    notes     what a person should know of whole columns before the file is loaded
    questions what only a person can tell; until it is answered the file is read as its doubts say
    laid      more rows, as `rows` has them, laid on the disk because the file is too long to be held
    """

    table: str
    rows: pl.DataFrame
    rejected: pl.DataFrame
    issues: pl.DataFrame
    questions: tuple[Question, ...] = ()
    laid: Laid | None = None
    notes: tuple[Sentence, ...] = ()

    @property
    def accepted(self) -> int:
        """How many rows of the file count."""
        here = int(self.rows["row_count"].sum()) if "row_count" in self.rows.columns else self.rows.height
        return here + (self.laid.rows if self.laid else 0)

    @property
    def rows_in(self) -> int:
        return self.accepted + self.rejected.height

    @property
    def services(self) -> list[str]:
        """The services that the rows are of."""
        here = self.rows["service"].drop_nulls().unique().to_list()
        return sorted({*here, *(self.laid.services if self.laid else ())})


def validate(recognised: Recognised, today: datetime, laid: Laid | None = None) -> Validated:
    """Return the rows of an export that can be counted, those set aside with their reason, and what is doubtful.

    Rows that hold nothing do not count; every other row is in `rows`, in `laid` or in `rejected`.

    laid   takes the rows of a file too long to be held
    """
    evidence = weigh(recognised, today)
    slices, numbers, ends, days = [], [], [], []
    for found in recognised.each_slice(lambda rows: validate_rows(recognised, rows, evidence)):
        numbers.append(found.rows["row_number"])
        days.append(days_of(found.rows))
        if recognised.table == "work_items" and not recognised.profile.events:
            ends.append(ends_of(found.rows))
        if laid is not None and recognised.is_long:
            laid.add(found.rows)
            slices.append(replace(found, rows=found.rows.clear()))
        else:
            slices.append(found)
    whole = together(slices, evidence)
    notes = (
        *whole.notes,
        *_told_of_parts(recognised, whole.rejected),
        *_told_of_groups(recognised, whole.rejected, pl.concat(numbers)),
        *told_of_marks(recognised, whole.issues),
        *told_of_none_done(recognised.headings, ends),
        *told_of_name(recognised.sheet.name, recognised.sheet.file_name, _without_status(recognised, ends)),
        *told_of_far_dates(recognised, days),
    )
    return replace(whole, laid=laid if recognised.is_long else None, notes=notes)


def _without_status(recognised: Recognised, ends: list[Ends]) -> list[Ends]:
    """Return what rows say of their ends where no column tells a status; else nothing."""
    return ends if recognised.heading_of("status") is None else []


def _told_of_parts(recognised: Recognised, rejected: pl.DataFrame) -> list[Sentence]:
    """Return what is told of lines above and under the rows which say that the file does not hold all rows."""
    says_so = rejected["reason_words"].str.json_path_match("$.words") == str(NOT_ALL_ROWS)
    lines = pl.concat([lines_above(recognised), rejected.filter(says_so).select("row_number", "value")])
    return told_of_parts(lines.with_columns(pl.col("value").map_elements(safe_line, pl.String)))


def _told_of_groups(recognised: Recognised, rejected: pl.DataFrame, accepted: pl.Series) -> tuple[Sentence, ...]:
    """Return what is told of lines between the rows that seem to say whose rows stand under them; see `strays`."""
    is_line = rejected["reason_words"].str.json_path_match("$.words") == str(LINE_OF_TEXT)
    if is_line.sum() < FEWEST_GROUPS:
        return ()
    lines = rejected.filter(is_line).select("row_number", pl.col("value").map_elements(safe_line, pl.String))
    others = rejected.filter(~is_line)["row_number"].drop_nulls()
    return told_of_groups(recognised, lines, pl.concat([accepted, others]))


def validate_rows(recognised: Recognised, rows: pl.DataFrame, evidence: Evidence) -> Validated:
    """Return what becomes of some rows of an export (row_number and the cells), with the doubts about these rows only.

    The doubts have a column more, as `issues.counted` has it: `together` or `issues.condensed` makes them whole.
    """
    reading = interpret(recognised, rows, evidence)
    counts, told = judged(reading)
    accepted = rows["row_number"].filter(counts)
    numbers = accepted.implode()
    issues = [found.filter(pl.col("row_number").is_in(numbers)) if told.height else found for found in reading.issues]
    return Validated(
        table=recognised.table,
        rows=_rows(reading).filter(counts) if told.height else _rows(reading),
        rejected=_with_cells(reading, told.sort("row_number")),
        issues=counted(issues),
    )


def together(slices: list[Validated], evidence: Evidence) -> Validated:
    """Return the slices of one file as one, with the doubts about whole columns."""
    return Validated(
        table=slices[0].table,
        rows=pl.concat([each.rows for each in slices]),
        rejected=pl.concat([each.rejected for each in slices]),
        issues=condensed([evidence.issues, *(each.issues for each in slices)]),
        questions=evidence.questions,
        notes=evidence.notes,
    )


def _rows(reading: Reading) -> pl.DataFrame:
    """Return the canonical columns, typed as the vocabulary says, with row_number and delivered."""
    columns = vocabulary.DELIVERED[reading.recognised.table]
    typed = [
        safe_field(reading.recognised, column.name, reading.typed[column.name])
        .cast(TYPES[column.type])
        .alias(column.name)
        for column in columns
    ]
    return pl.select(*typed, reading.rows["row_number"], _delivered(reading))


def _delivered(reading: Reading) -> pl.Series:
    """Return the cells of the columns that are stored, as JSON; none that is private or hashed."""
    recognised = reading.recognised
    shown = [
        safe_cells(recognised, heading, reading.rows[recognised.cell_column(heading)]).alias(heading)
        for heading, name in recognised.columns.items()
        if name is not None and name not in reading.profile.secret_fields
    ]
    return _as_json(reading.rows, shown, "delivered")


def _with_cells(reading: Reading, rejected: pl.DataFrame) -> pl.DataFrame:
    """Return the rejected rows with all their cells as JSON, so that they can be mended whole."""
    if rejected.is_empty():
        return rejected.with_columns(pl.Series("cells", [], dtype=pl.String))
    rows = reading.rows.filter(pl.col("row_number").is_in(rejected["row_number"].implode()))
    cells = pl.DataFrame(mendable(reading.recognised, rows, reading.evidence))
    return rejected.with_columns(_as_json(cells, [pl.all()], "cells"))


def _as_json(rows: pl.DataFrame, shown: list[pl.Expr], name: str) -> pl.Series:
    if not shown:
        return pl.Series(name, ["{}"]).new_from_index(0, rows.height)
    return rows.select(pl.struct(shown).struct.json_encode().alias(name)).to_series()
