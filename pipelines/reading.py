"""Rows of an export while they are read: texts in, typed columns and doubts out."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from pipelines.clock_cells import moments_of, with_half
from pipelines.evidence import Evidence
from pipelines.free_text import IN_OWN_WORDS
from pipelines.key_numbers import sign_within, without_point
from pipelines.plain_signs import plain
from pipelines.profile import Join, Profile
from pipelines.reasons import NO_VALUE
from pipelines.recognise import Recognised
from pipelines.turned_dates import as_shown
from pipelines.values import extracted

BLANK_AROUND: Final = r"^\s|\s$"


@dataclass
class Reading:
    """Some rows of one export: the texts of every field, and what they were read as."""

    recognised: Recognised
    evidence: Evidence
    rows: pl.DataFrame  # row_number and the cells
    texts: dict[str, pl.Series]  # field -> the cells under its heading, trimmed; null where nothing is written
    typed: dict[str, pl.Series] = field(default_factory=dict)
    unreadable: dict[str, pl.Series] = field(default_factory=dict)  # field -> rows with a date that is none
    impossible: dict[str, pl.Series] = field(default_factory=dict)
    unknown: dict[str, pl.Series] = field(default_factory=dict)
    no_number: dict[str, pl.Series] = field(
        default_factory=dict
    )  # needed field -> "" no number, "0-10" outside, null fine
    nothing: dict[str, pl.Series] = field(default_factory=dict)  # field -> the words that say that nothing is filled in
    cut: dict[str, pl.Series] = field(default_factory=dict)  # key -> rows with a number that has lost its last digits
    turned: dict[str, pl.Series] = field(
        default_factory=dict
    )  # the record's own number -> rows in which it is a date of a spreadsheet
    spoilt: dict[str, pl.Series] = field(default_factory=dict)  # field -> what stands in a cell that holds an error
    issues: list[pl.DataFrame] = field(default_factory=list)

    @property
    def profile(self) -> Profile:
        return self.recognised.profile

    def heading(self, name: str) -> str:
        """Return the heading that a field is read from, else its own name."""
        return self.recognised.heading_of(name) or name

    def doubt(self, which: pl.Series, name: str, issue: str, action: str, values: pl.Series | None = None) -> None:
        """Note a doubt about a field for each row of `which`, with its text or the value given."""
        which = which.fill_null(False)
        if not which.any():
            return
        values = self.texts[name] if values is None else values
        self.doubt_of_column(which, self.heading(name), issue, action, values)

    def doubt_of_column(self, which: pl.Series, heading: str, issue: str, action: str, values: pl.Series) -> None:
        """Note the same about cells of any column."""
        if not which.any():
            return
        found = pl.select(self.rows["row_number"].filter(which), value=values.filter(which))
        self.issues.append(
            found.select(
                "row_number",
                pl.lit(heading).alias("column"),
                "value",
                issue=pl.lit(issue),
                action=pl.lit(action),
            )
        )

    def only(self, which: pl.Series) -> Reading:
        """Return the same reading of some of its rows, without their doubts."""
        return Reading(
            self.recognised,
            self.evidence,
            self.rows.filter(which),
            _filtered(self.texts, which),
            _filtered(self.typed, which),
            _filtered(self.unreadable, which),
            _filtered(self.impossible, which),
            _filtered(self.unknown, which),
            _filtered(self.no_number, which),
            _filtered(self.nothing, which),
            _filtered(self.cut, which),
            _filtered(self.turned, which),
            _filtered(self.spoilt, which),
        )


def _filtered(columns: dict[str, pl.Series], which: pl.Series) -> dict[str, pl.Series]:
    return {name: column.filter(which) for name, column in columns.items()}


def start(recognised: Recognised, rows: pl.DataFrame, evidence: Evidence) -> Reading:
    """Return the texts of every field of some rows, nothing read yet."""
    texts = {name: read_texts(recognised, rows, name, evidence.without_point) for name in recognised.profile.fields}
    return Reading(recognised, evidence, rows, texts)


def read_texts(recognised: Recognised, rows: pl.DataFrame, name: str, without: Collection[str]) -> pl.Series:
    """Return the texts of a field as `field_texts`; of a key that is among `without` 1400000.0 is 1400000."""
    texts = field_texts(recognised, rows, name)
    return without_point(texts, sign_within(recognised.profile, name)) if name in without else texts


def field_texts(recognised: Recognised, rows: pl.DataFrame, name: str) -> pl.Series:
    """Return the texts of a field: from its heading, else from another text, else the profile's constant, or nothing."""
    profile, heading = recognised.profile, recognised.heading_of(name)
    constant = profile.service if name == "service" and profile.service else profile.constants.get(name)
    if heading:
        texts = trimmed(seen_cells(recognised, rows, heading, name), profile.empty)
    else:
        texts = pl.Series([None], dtype=pl.String).new_from_index(0, rows.height)
    if heading and name in profile.join:
        texts = _joined(recognised, rows, texts, profile.join[name])
    if constant:
        texts = texts.fill_null(constant) if heading else pl.Series([constant]).new_from_index(0, rows.height)
    rule = profile.extract.get(name)
    if rule and (cells_of := named_cells(recognised, rows, rule.column)):
        texts = texts.fill_null(trimmed(extracted(cells_of[0], rule), profile.empty))
    return texts.rename(name)


def seen_cells(recognised: Recognised, rows: pl.DataFrame, heading: str, name: str) -> pl.Series:
    """Return the cells under the heading of a field; without signs that nobody sees, but in people's own words."""
    cells = rows[recognised.cell_column(heading)]
    return cells if name in IN_OWN_WORDS else as_shown(recognised, rows, heading, name, plain(cells))


def _joined(recognised: Recognised, rows: pl.DataFrame, own: pl.Series, rule: Join) -> pl.Series:
    """Return the texts with what stands beside them in other columns; null where any of it is missing.

    A day of which the file has no column of times any more stands alone.
    """
    empty = recognised.profile.empty
    if rule.clock is not None and (both := _day_and_time(recognised, rows, own, rule)):
        return moments_of(*both, rule.clock, is_day_enough=not rule.before)
    before = [trimmed(plain(cells), empty) for name in rule.before for cells in named_cells(recognised, rows, [name])]
    after = [trimmed(plain(cells), empty) for name in rule.after for cells in named_cells(recognised, rows, [name])]
    parts = [*before, own, *after]
    return pl.select(pl.concat_str([pl.lit(part) for part in parts], separator=rule.sign)).to_series()


def _day_and_time(
    recognised: Recognised, rows: pl.DataFrame, own: pl.Series, rule: Join
) -> tuple[pl.Series, pl.Series] | None:
    """Return the days and the times of day that a rule puts together; None where the file lacks the column of either."""
    named = named_cells(recognised, rows, (rule.before or rule.after)[:1])
    if not named:
        return None
    beside = trimmed(plain(named[0]), recognised.profile.empty)
    day, time = (beside, own) if rule.before else (own, beside)
    if rule.half is None:
        return day, time
    nothing = pl.Series([None], dtype=pl.String).new_from_index(0, rows.height)
    return day, with_half(time, next(iter(named_cells(recognised, rows, [rule.half])), nothing))


def times_beside(recognised: Recognised, rows: pl.DataFrame, name: str) -> tuple[str, pl.Series] | None:
    """Return the heading of the times of day that go with the day of a field, and its cells; None where there are none."""
    rule, heading = recognised.profile.join.get(name), recognised.heading_of(name)
    if rule is None or rule.clock is None or heading is None:
        return None
    own = trimmed(plain(rows[recognised.cell_column(heading)]), recognised.profile.empty)
    parts = _day_and_time(recognised, rows, own, rule)
    return (heading if rule.before else recognised.headings_like(rule.after)[0], parts[1]) if parts else None


def trimmed(cells: pl.Series, empty: list[str]) -> pl.Series:
    """Return the cells without blanks around them; null for nothing, and for what the source writes for nothing."""
    text = cells.str.strip_chars() if cells.str.contains(BLANK_AROUND).any() else cells
    nothing = text.is_in(["", *empty])
    return pl.select(pl.when(~nothing).then(text)).to_series() if nothing.any() else text


def named_cells(recognised: Recognised, rows: pl.DataFrame, named: list[str]) -> list[pl.Series]:
    """Return the cells under the headings that a profile names, as far as the file has them."""
    return [rows[recognised.cell_column(heading)] for heading in recognised.headings_like(named)]


def spoilt_cells(reading: Reading, name: str) -> list[tuple[str, pl.Series]]:
    """Return, for each kind of doubt that the reader had about cells of a field, what stands in them; null elsewhere.

    The kinds are error_cell and formula_without_value; what stands in a cell of the latter is NO_VALUE.
    """
    doubts, heading = reading.recognised.sheet.doubts, reading.recognised.heading_of(name)
    if doubts.is_empty() or heading is None:
        return []
    at = reading.recognised.headings.index(heading)
    here = doubts.filter(pl.col("column") == at).unique("row_number")
    without_value = pl.col("issue") == "formula_without_value"
    here = here.with_columns(pl.when(without_value).then(pl.lit(NO_VALUE)).otherwise("value").alias("value"))
    numbers = reading.rows.select("row_number")
    return [
        (str(issue), numbers.join(cells, on="row_number", how="left", maintain_order="left")["value"])
        for (issue,), cells in here.group_by("issue", maintain_order=True)
    ]
