"""What speaks against counting a row, looked for only in rows where something may."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import polars as pl

from pipelines import vocabulary
from pipelines.clock_cells import seconds_of
from pipelines.nothing import says_nothing
from pipelines.profile import CODED
from pipelines.reading import Reading, times_beside
from pipelines.reasons import NOTHING, split
from pipelines.recognise import Recognised
from pipelines.strays import note_text, of_another_table, repeats_heading_row
from pipelines.sum_words import ENDS_IN_TOTALS, GROUP_SUMMED_UP, NOTHING_BUT_TOTALS, SUMS_UP, TOTALS

UNNAMED_SHARE: Final = 0.5  # cells without a heading in fewer rows than this stand there by mistake
WHEN_OF_A_VISIT: Final = ("planned_from", "planned_to", "started_at", "ended_at")


def judged(reading: Reading) -> tuple[pl.Series, pl.DataFrame]:
    """Return which rows can be counted (a Boolean a row), and what is told of the others, as `reasons.split` has it."""
    suspect = _suspect(reading)
    _, told = split(_spoken_against(reading.only(suspect)))
    return ~reading.rows["row_number"].is_in(told["row_number"].implode()), told


def _suspect(reading: Reading) -> pl.Series:
    """Return the rows that anything may speak against: few, and cheaply found.

    A totals row has no date of its own, so a date that it needs is missing there, or that of merged cells.
    """
    evidence = reading.evidence
    bad = [*reading.unreadable.values(), *reading.impossible.values(), *reading.unknown.values()]
    missing = [reading.texts[name].is_null() for name in vocabulary.REQUIRED[reading.recognised.table]]
    if reading.recognised.table == "visits":
        missing.append(pl.select(pl.all_horizontal(_nothing_planned(reading))).to_series())
    among_newer = reading.rows["row_number"].is_in(evidence.newer["row_number"].implode())
    among_further = reading.rows["row_number"].is_in(evidence.further["row_number"].implode())
    bad += [
        *reading.cut.values(),
        *reading.turned.values(),
        *(hint.is_not_null() for hint in reading.no_number.values()),
    ]
    spilled = [reading.rows[name].is_not_null() for name in evidence.beyond]
    uneven = reading.rows["row_number"].is_in(evidence.uneven["row_number"].implode())
    any_of = [
        *bad,
        *missing,
        *spilled,
        uneven,
        among_newer,
        among_further,
        _may_repeat_headings(reading),
        _stray(reading),
    ]
    if evidence.is_numbered:
        number = reading.texts[vocabulary.RECORD_ID[reading.recognised.table]]
        any_of += [number.str.contains(words) for words in (SUMS_UP, GROUP_SUMMED_UP)]
    if reading.recognised.sheet.given.height:
        any_of.append(reading.rows.select(_first_own(reading).str.contains(TOTALS).fill_null(False)).to_series())
    return pl.select(pl.any_horizontal(any_of)).to_series()


def _nothing_planned(reading: Reading) -> list[pl.Series]:
    """A visit needs a moment, whichever of them the export has: return for each whether it is missing."""
    return [reading.texts[name].is_null() for name in WHEN_OF_A_VISIT]


def _may_repeat_headings(reading: Reading) -> pl.Series:
    """Return the rows whose cell in the first column that is used is its heading."""
    recognised = reading.recognised
    first = next(heading for heading, name in recognised.columns.items() if name is not None)
    return reading.rows[recognised.cell_column(first)].str.contains(first, literal=True).fill_null(False)


def _stray(reading: Reading) -> pl.Series:
    """Return the rows that belong to another table, or that are a line of the headings once more."""
    recognised = reading.recognised
    stray = (
        of_another_table(recognised).is_not_null() | repeats_heading_row(recognised) | pl.col("row_number").is_null()
    )
    return reading.rows.select(stray.alias("stray")).to_series()


def _spoken_against(reading: Reading) -> pl.DataFrame:
    """Return one row a row, with what speaks against counting it; null where nothing does."""
    judged_rows = reading.rows.select(
        "row_number",
        of_another_table(reading.recognised).alias("other_table_row"),
        _totals_text(reading),
        _note_text(reading),
        _repeats_headings(reading),
        *_first_spoilt(reading),
        *_first_bad(reading, reading.unreadable, "unreadable", _bad_times(reading)),
        *_first_bad(reading, reading.impossible, "impossible"),
        *_first_bad(reading, reading.unknown, "unknown"),
        *_first_bad(reading, reading.cut, "cut"),
        *_first_bad(reading, reading.turned, "turned"),
        *_first_without_number(reading),
        *_first_empty(reading),
        pl.coalesce([*reading.evidence.beyond, pl.lit(None, pl.String)]).alias("beyond_headings"),
        *_number(reading),
    )
    for beside in (reading.evidence.further, reading.evidence.newer, reading.evidence.uneven):
        judged_rows = judged_rows.join(beside, on="row_number", how="left", maintain_order="left")
    return judged_rows


def _first_spoilt(reading: Reading) -> list[pl.Expr]:
    """Return the heading and the value of a row's first cell that is needed and holds an error; null where none does."""
    cells = reading.spoilt
    columns = [pl.when(cell.is_not_null()).then(pl.lit(reading.heading(name))) for name, cell in cells.items()]
    values = [pl.lit(cell) for cell in cells.values()]
    nothing = pl.lit(None, pl.String)
    return [
        pl.coalesce([*columns, nothing]).alias("spoilt_column"),
        pl.coalesce([*values, nothing]).alias("spoilt_value"),
    ]


def _first_without_number(reading: Reading) -> list[pl.Expr]:
    """Return the heading, the value and the limits of a row's first cell that needs a number and has none that can be."""
    nothing, bad = pl.lit(None, pl.String), reading.no_number
    columns = [pl.when(hint.is_not_null()).then(pl.lit(reading.heading(name))) for name, hint in bad.items()]
    values = [pl.when(hint.is_not_null()).then(pl.lit(reading.texts[name])) for name, hint in bad.items()]
    return [
        pl.coalesce([*columns, nothing]).alias("no_number_column"),
        pl.coalesce([*values, nothing]).alias("no_number_value"),
        pl.coalesce([*(pl.lit(hint) for hint in bad.values()), nothing]).alias("no_number_hint"),
    ]


def _bad_times(reading: Reading) -> dict[str, Mapping[str, pl.Expr]]:
    """Return what is told of a field whose time of day, in a column of its own, is none that can be read; null in other rows."""
    told: dict[str, Mapping[str, pl.Expr]] = {}
    for name in reading.unreadable:
        if not reading.unreadable[name].any() or not (found := times_beside(reading.recognised, reading.rows, name)):
            continue
        heading, cells = found
        is_bad = cells.is_not_null() & seconds_of(cells, reading.profile.join[name].clock or "clock").is_null()
        bad = pl.when(pl.lit(is_bad & ~says_nothing(cells)))
        said: dict[str, pl.Expr] = {"column": pl.lit(heading), "value": pl.lit(cells), "hint": pl.lit("time")}
        told[name] = {what: bad.then(words) for what, words in said.items()}
    return told


def _first_bad(
    reading: Reading,
    bad: dict[str, pl.Series],
    kind: str,
    instead: Mapping[str, Mapping[str, pl.Expr]] | None = None,
) -> list[pl.Expr]:
    """Return the heading and the value of a row's first bad cell, and what helps to mend it; null where it has none."""
    nothing = pl.lit(None, pl.String)
    allowed = CODED[reading.recognised.table]
    told: dict[str, Mapping[str, str | pl.Series]] = {
        "column": {name: reading.heading(name) for name in bad},
        "value": {name: reading.texts[name] for name in bad},
        "hint": {name: ", ".join(allowed[name]) if name in allowed else _order_read(reading, name) for name in bad},
    }
    return [
        pl.coalesce(
            [*(pl.when(bad[name]).then(_or(said, name, what, instead)) for name, said in by_field.items()), nothing]
        ).alias(f"{kind}_{what}")
        for what, by_field in told.items()
    ]


def _or(said: str | pl.Series, name: str, what: str, instead: Mapping[str, Mapping[str, pl.Expr]] | None) -> pl.Expr:
    others = (instead or {}).get(name)
    return pl.coalesce(others[what], pl.lit(said)) if others else pl.lit(said)


def _order_read(reading: Reading, name: str) -> str:
    """Return in which order the column's dates were read, where it is written in digits only; "" otherwise."""
    form = reading.evidence.dates.get(name)
    return form.order if form and form.is_ordered else ""


def _first_empty(reading: Reading) -> list[pl.Expr]:
    """Return the heading of the first field that a row needs and does not have, and the word for nothing that it has there."""
    needed = vocabulary.REQUIRED[reading.recognised.table]
    missing: dict[str, pl.Expr] = {name: pl.lit(reading.texts[name].is_null()) for name in needed}
    if reading.recognised.table == "visits":  # a visit needs a moment, whichever of them the export has
        missing["planned_from"] = pl.all_horizontal(_nothing_planned(reading))
    said = {
        name: pl.lit(reading.nothing[name]).fill_null("") if name in reading.nothing else pl.lit("") for name in missing
    }
    nothing = pl.lit(None, pl.String)
    headings = [pl.when(is_missing).then(pl.lit(reading.heading(name))) for name, is_missing in missing.items()]
    words = [pl.when(is_missing).then(said[name]) for name, is_missing in missing.items()]
    return [
        pl.coalesce([*headings, nothing]).alias("empty_column"),
        pl.coalesce([*words, nothing]).alias("empty_value"),
    ]


def _totals_text(reading: Reading) -> pl.Expr:
    """Return the word of a totals row: "Total" in its first cell or under the number, and no date.

    Where the others are numbered it may have a date, such as the last of all, and any word for what is worked out of them.
    The team, the day or the number of merged cells that stand beside it are not its own.
    """
    table = reading.recognised.table
    own, first = reading.texts[vocabulary.RECORD_ID[table]], _first_own(reading)
    has_number = own.is_not_null() & ~own.str.contains(TOTALS) & ~_is_given(reading, vocabulary.RECORD_ID[table])
    is_case = pl.lit(has_number) & ~first.str.contains(NOTHING_BUT_TOTALS).fill_null(False)
    undated = [
        pl.lit(_has_no_date(reading, name)) | (pl.lit(_is_given(reading, name)) & ~is_case)
        for name in reading.texts
        if name in reading.unreadable
    ]
    says_so = first.str.contains(TOTALS) | (pl.lit(own.is_null()) & first.str.contains(ENDS_IN_TOTALS))
    said = pl.coalesce(pl.when(own.str.contains(TOTALS)).then(own), pl.when(says_so).then(first))
    undated_total = pl.when(pl.all_horizontal(*undated, pl.lit(True))).then(said)
    return pl.coalesce(undated_total, _sum_text(reading, own, first)).alias("totals_text")


def _sum_text(reading: Reading, own: pl.Series, first: pl.Expr) -> pl.Expr:
    """Return the words for a sum, an average or the like that stand where others have their number, or before none.

    Those of a group ("Last South") only beside a date: by themselves they may be a line of text.
    """
    if not reading.evidence.is_numbered:
        return NOTHING
    needs_number = vocabulary.RECORD_ID[reading.recognised.table] in vocabulary.REQUIRED[reading.recognised.table]
    is_dated = pl.any_horizontal(
        [pl.lit(False), *(pl.lit(reading.texts[at].is_not_null()) for at in reading.unreadable)]
    )

    def sums_up(words: pl.Expr) -> pl.Expr:
        return words.str.contains(SUMS_UP) | (words.str.contains(GROUP_SUMMED_UP) & is_dated)

    before_none = pl.lit(own.is_null()) & sums_up(first) & pl.lit(needs_number)
    return pl.coalesce(pl.when(sums_up(pl.lit(own))).then(own), pl.when(before_none).then(first))


def _has_no_date(reading: Reading, name: str) -> pl.Series:
    """Return the rows in which a moment is not filled in; where no row needs it, also those in which it is none."""
    is_empty = reading.texts[name].is_null()
    is_needed = name in vocabulary.REQUIRED[reading.recognised.table]
    return is_empty if is_needed else is_empty | reading.unreadable[name]


def _first_own(reading: Reading) -> pl.Expr:
    """Return the first cell of a row that is its own.

    In tables of which no row needs a date, it is the first of all: there a word tells no totals row from a case.
    """
    sheet = reading.recognised.sheet
    is_dated = any(name in reading.unreadable for name in vocabulary.REQUIRED[reading.recognised.table])
    return pl.coalesce([sheet.own(name) if is_dated else pl.col(name) for name in sheet.columns])


def _is_given(reading: Reading, name: str) -> pl.Series:
    """Return the rows in which a field has the value of a merged cell above."""
    heading, given = reading.recognised.heading_of(name), reading.recognised.sheet.given
    at = reading.recognised.headings.index(heading) if heading else -1
    rows = given.filter(pl.col("column") == at)["row_number"]
    return reading.rows["row_number"].is_in(rows.implode())


def _note_text(reading: Reading) -> pl.Expr:
    """Return the text of a row that is a note, a page number, the name of a group: nothing in it that a case has."""
    table = reading.recognised.table
    needed = [name for name in vocabulary.REQUIRED[table] if name in reading.unreadable]
    no_date = [reading.texts[name].is_null() | reading.unreadable[name] for name in needed or reading.unreadable]
    undated = pl.all_horizontal(*no_date, pl.lit(True))
    number = reading.texts[vocabulary.RECORD_ID[table]]
    return pl.when(undated).then(note_text(reading.recognised, number, bool(needed))).alias("note_text")


def _repeats_headings(reading: Reading) -> pl.Expr:
    """Return whether the cells of a row are the headings once more."""
    recognised = reading.recognised
    same_text = [
        pl.col(recognised.cell_column(heading)).str.strip_chars() == heading
        for heading, name in recognised.columns.items()
        if name is not None
    ]
    repeated = pl.all_horizontal(*same_text).fill_null(False) | repeats_heading_row(recognised)
    return repeated.alias("repeats_headings")


def columns_beyond(recognised: Recognised) -> tuple[str, ...]:
    """Return the cell columns to the right of the last heading of a text file."""
    if recognised.sheet.delimiter is None:
        return ()
    named = [at for at, heading in enumerate(recognised.headings) if not heading.startswith("(column ")]
    return tuple(f"c{at}" for at in range(max(named, default=0) + 1, len(recognised.headings)))


def beyond_headings(recognised: Recognised, rows: int, filled: int) -> tuple[str, ...]:
    """Return the cell columns to the right of the last heading, where a cell stands there by mistake.

    rows, filled   how many rows the file has, and how many of them have a cell there: few, where it is by mistake
    """
    return () if filled >= rows * UNNAMED_SHARE else columns_beyond(recognised)


def _number(reading: Reading) -> list[pl.Expr]:
    """Return the row's own number, with the service that it is of."""
    name = vocabulary.RECORD_ID[reading.recognised.table]
    return [
        pl.lit(reading.heading(name)).alias("number_column"),
        pl.lit(reading.texts[name]).alias("number_value"),
        pl.lit(reading.texts["service"]).alias("number_service"),
    ]
