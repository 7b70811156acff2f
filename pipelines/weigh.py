"""A whole file -> the evidence by which its rows are read: orders of dates, decimal signs, numbers that come again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

import polars as pl

from pipelines import alike, two_in_one, vocabulary
from pipelines.asked_otherwise import SOLVED, is_turned_round
from pipelines.date_column import Dates, column_of, dates_of
from pipelines.evidence import ISSUE_COLUMNS, Evidence, Scales
from pipelines.first_of_group import told_of_groups
from pipelines.interpret import interpret
from pipelines.judge import beyond_headings, columns_beyond, judged
from pipelines.key_numbers import (
    KEYS,
    Signs,
    cut_and_alike,
    cut_to_15,
    example_without_fractions,
    sign_within,
    signs_of,
    without_point,
)
from pipelines.nothing import IN_TEXTS, says_nothing
from pipelines.profile import CODED
from pipelines.reading import field_texts, read_texts
from pipelines.recognise import Recognised
from pipelines.rejects import came_back
from pipelines.same_number import same_number
from pipelines.second_lines import second_lines
from pipelines.sentence import Sentence
from pipelines.turned_dates import FIELDS, Turned, holds_turned, turned_of
from pipelines.two_in_one import numbers_in_one, pairs_among
from pipelines.uneven_rows import uneven
from pipelines.values import MARKS, SAYS_YES, coded, codes_for, decimal_sign, either_sign, proven_sign
from pipelines.weigh_dates import date_forms

CODES_TOLD: Final = 3
NUMBERED: Final = 0.8  # of the rows; the others are lines of totals and notes
NUMBER_ALONE: Final = r"^[€£$]? ?[-+]?[0-9]+(?:[.,][0-9]+)+$"
CODE_TOLD: Final = 40  # signs of one


def weigh(recognised: Recognised, today: datetime) -> Evidence:
    """Return what the whole file tells about how its cells are to be read."""
    scales, whole = Scales(recognised), _gathered(recognised)
    pointed, cut = _without_point(scales, whole), _cut_numbers(scales, whole)
    found = uneven(recognised)
    columns = {name: column_of(recognised, name, dates) for name, dates in whole.dates.items() if dates}
    _doubt_turned_round(scales)
    evidence = Evidence(
        today,
        date_forms(scales, columns, today),
        _decimals(scales, whole.texts),
        blank_is_no=_verdicts(scales, whole.texts),
        beyond=beyond_headings(recognised, whole.rows, whole.beyond),
        uneven=found.rows,
        is_numbered=_is_numbered(whole.texts[vocabulary.RECORD_ID[recognised.table]]),
        short=found.doubtful,
        issues=pl.concat([pl.DataFrame(schema=ISSUE_COLUMNS), *scales.issues]),
        without_point=pointed,
        notes=(*scales.notes, *_told_of_names(recognised, whole), *told_of_groups(recognised)),
        pairs=_pairs(recognised, whole),
        turned=frozenset(
            name
            for name, signs in whole.turned.items()
            if holds_turned(signs, name == vocabulary.RECORD_ID[recognised.table])
        ),
        questions=tuple(scales.questions),
    )
    name = vocabulary.RECORD_ID[recognised.table]
    number = whole.texts[name]
    if name in pointed:
        number = without_point(number, sign_within(recognised.profile, name))
    if number.n_unique() >= number.len():
        return evidence
    further, told = second_lines(recognised)
    if name in cut:
        evidence = replace(evidence, alike=cut_and_alike(number))
    evidence = replace(evidence, empty_numbers=_empty_numbers(number), further=further, notes=(*evidence.notes, *told))
    return _of_one_number(recognised, evidence, number)


@dataclass(frozen=True)
class Gathered:
    """What one reading of a file gathers to be weighed: the dates of each field, and the texts of others in every row.

    keys   of each slice, how the numbers of a key are written
    named  of each slice, the different workers, teams and categories, and the rows of each
    turned of each slice, what a key, a place or a team has that a spreadsheet turned into dates
    """

    dates: dict[str, list[Dates]]
    texts: dict[str, pl.Series]
    keys: dict[str, list[Signs]]
    turned: dict[str, list[Turned]]
    named: dict[str, list[pl.DataFrame]]
    rows: int
    beyond: int  # rows with a cell to the right of the last heading


def _gathered(recognised: Recognised) -> Gathered:
    """Return what is weighed, read slice by slice."""
    columns, profile = vocabulary.DELIVERED[recognised.table], recognised.profile
    moments = [column.name for column in columns if column.type == vocabulary.MOMENT]
    names = [vocabulary.RECORD_ID[recognised.table], *(c.name for c in columns if c.type == vocabulary.NUMBER)]
    names += ["on_time_flag"] * (recognised.heading_of("on_time_flag") is not None)
    right = columns_beyond(recognised)
    keys = [column.name for column in columns if column.name in KEYS and recognised.heading_of(column.name)]
    typed = [column.name for column in columns if column.name in FIELDS and recognised.heading_of(column.name)]
    named = [name for name in {*two_in_one.FIELDS, *alike.FIELDS} if recognised.heading_of(name)]

    def gather(rows: pl.DataFrame) -> Gathered:
        dates = {name: dates_of(field_texts(recognised, rows, name)) for name in moments}
        texts = {name: field_texts(recognised, rows, name) for name in {*names, *keys, *typed, *named}}
        return Gathered(
            {name: [found] for name, found in dates.items() if found is not None},
            {name: texts[name] for name in names},
            {name: [signs_of(texts[name], sign_within(profile, name))] for name in keys},
            {name: [turned_of(recognised, rows, name, texts[name])] for name in typed},
            {name: [two_in_one.counted(texts[name])] for name in named},
            rows.height,
            int(rows.select(pl.coalesce(right).is_not_null().sum()).item()) if right else 0,
        )

    slices = list(recognised.each_slice(gather))
    return Gathered(
        {name: [dates for each in slices for dates in each.dates.get(name, [])] for name in moments},
        {name: pl.concat([each.texts[name] for each in slices]) for name in names},
        {name: [signs for each in slices for signs in each.keys[name]] for name in keys},
        {name: [signs for each in slices for signs in each.turned[name]] for name in typed},
        {name: [different for each in slices for different in each.named[name]] for name in named},
        sum(each.rows for each in slices),
        sum(each.beyond for each in slices),
    )


def _pairs(recognised: Recognised, whole: Gathered) -> dict[str, pl.Series]:
    """Return the texts that name several workers or teams, and the record's own numbers that are several."""
    own = vocabulary.RECORD_ID[recognised.table]
    found = {
        name: pairs_among(texts, name == "team") for name, texts in whole.named.items() if name in two_in_one.FIELDS
    }
    if own not in recognised.profile.join:
        found[own] = numbers_in_one(whole.texts[own])
    return {name: pairs for name, pairs in found.items() if pairs.len()}


def _told_of_names(recognised: Recognised, whole: Gathered) -> list[Sentence]:
    """Return what is told of teams and categories that look alike; of columns that are hashed nothing can be shown."""
    shown = [name for name in alike.FIELDS if name in whole.named and name not in recognised.profile.secret_fields]
    return [
        sentence
        for name in shown
        for sentence in alike.told_of_names(name, recognised.heading_of(name) or name, whole.named[name])
    ]


def _doubt_turned_round(scales: Scales) -> None:
    """Note that a yes is read as solved under a heading that denies it, where the profile does not say that a yes means no."""
    heading = scales.recognised.heading_of(SOLVED)
    meant = scales.recognised.profile.codes.get(SOLVED, {})
    is_known = any(code.strip().lower() in SAYS_YES and word == "no" for code, word in meant.items())
    if heading is not None and is_turned_round(heading) and not is_known:
        scales.doubt(SOLVED, heading, "question_turned_round")


def _without_point(scales: Scales, whole: Gathered) -> frozenset[str]:
    """Return the keys of which whole numbers are written as 1400000.0, which a spreadsheet or a program made of 1400000.

    Rows that were mended stand as they were read in the file that they are of, and tell nothing of its other numbers.
    """
    recognised, found = scales.recognised, set()
    is_mended = came_back(recognised.headings)
    for name, signs in whole.keys.items():
        example = example_without_fractions(signs)
        if example is None or (is_mended and name not in recognised.profile.join):
            continue
        found.add(name)
        scales.read_without_point(name, example)
    return frozenset(found)


def _cut_numbers(scales: Scales, whole: Gathered) -> frozenset[str]:
    """Return the keys of which a spreadsheet has cut the numbers to 15 digits, and tell them."""
    found = {name: example for name, signs in whole.keys.items() if (example := cut_to_15(signs)) is not None}
    for name, example in found.items():
        scales.tell_cut_numbers(name, example)
    return frozenset(found)


def _decimals(scales: Scales, texts: Mapping[str, pl.Series]) -> dict[str, str]:
    """Return the decimal sign of every column of numbers: what the profile says, else what the column shows, else the file."""
    recognised, signs = scales.recognised, {}
    stated = recognised.profile.numbers.decimal
    for column in vocabulary.DELIVERED[recognised.table]:
        if column.type != vocabulary.NUMBER:
            continue
        written = texts[column.name]
        signs[column.name] = stated or decimal_sign(written)
        if stated is None and recognised.sheet.delimiter is not None and (example := either_sign(written)):
            scales.doubt(column.name, example, "decimal_sign_assumed")
            signs[column.name] = _sign_of_file(recognised, example)
    return signs


def _sign_of_file(recognised: Recognised, example: str) -> str:
    """Return the decimal sign of a column that proves none, such as 1,125: that of the other columns, else the usual one.

    A spreadsheet of which the comma is the decimal sign parts its cells at semicolons.
    """

    def signs(rows: pl.DataFrame) -> set[str | None]:
        cells = (rows[name].drop_nulls().str.strip_chars() for name in recognised.sheet.columns)
        return {proven_sign(texts.filter(texts.str.contains(NUMBER_ALONE))) for texts in cells}

    shown = set().union(*recognised.each_slice(signs)) - {None}
    if len(shown) == 1:
        return str(shown.pop())
    return "," if not shown and recognised.sheet.delimiter == ";" and "," in example else "."


def _verdicts(scales: Scales, texts: Mapping[str, pl.Series]) -> bool:
    """Return whether the verdict of the source is a mark in some rows and nothing in the others; tell verdicts that are unknown."""
    recognised = scales.recognised
    if recognised.heading_of("on_time_flag") is None:
        return False
    flags, listed = texts["on_time_flag"], recognised.profile.codes.get("on_time_flag")
    is_marked = not listed and _blank_is_no(scales, flags)
    known = codes_for("on_time_flag", listed, CODED["work_items"]["on_time_flag"])
    meant = coded(flags, known | (dict.fromkeys(MARKS, "true") if is_marked else {}), loosely=not listed)
    unknown = flags.filter(meant.is_null() & ~says_nothing(flags)).drop_nulls()
    if not unknown.is_empty():
        codes = unknown.unique(maintain_order=True).head(CODES_TOLD)
        scales.notes.append(
            Sentence(
                "Under '{heading}' we do not know whether {codes} means in time or late: {count} rows have no verdict by it. Say so"
                " in the profile under [codes.on_time_flag], or on the page Upload where you say what the columns are.",
                heading=scales.heading("on_time_flag"),
                codes=" / ".join(f"'{code[:CODE_TOLD]}'" for code in codes),
                count=unknown.len(),
            )
        )
    return is_marked


def _blank_is_no(scales: Scales, flags: pl.Series) -> bool:
    """Return whether the verdict is a mark in some rows and nothing in the others."""
    marks = flags.drop_nulls().unique().str.to_lowercase().to_list()
    is_marked = len(marks) > 0 and set(marks) <= set(MARKS) and flags.null_count() > 0
    if is_marked:
        scales.doubt("on_time_flag", marks[0], "blank_read_as_no", "repaired")
    return is_marked


def _is_numbered(number: pl.Series) -> bool:
    """Return whether nearly all rows have a number of their own with a digit in it: no names, nor words."""
    found = number.drop_nulls()
    return found.len() > 0 and found.str.contains(r"\d").sum() >= NUMBERED * found.len()


def _empty_numbers(number: pl.Series) -> frozenset[str]:
    """Return the words for nothing that stand more than once where each record has a number of its own."""
    words = number.filter(number.is_in(list(IN_TEXTS)))
    return frozenset(words.filter(words.is_duplicated()).unique().to_list())


def _of_one_number(recognised: Recognised, evidence: Evidence, number: pl.Series) -> Evidence:
    """Return the evidence with what is found about rows whose number stands on another row that can itself be counted."""
    again = number.filter(number.is_duplicated() & number.is_not_null()).unique()
    if again.is_empty():
        return evidence
    name = vocabulary.RECORD_ID[recognised.table]
    without, again = evidence.without_point, again.implode()
    rows = pl.concat(
        recognised.each_slice(lambda rows: rows.filter(read_texts(recognised, rows, name, without).is_in(again)))
    )
    reading = interpret(recognised, rows, evidence)
    counts, _ = judged(reading)
    found = same_number(recognised, reading, counts, evidence)
    return replace(
        evidence,
        newer=found.newer,
        issues=pl.concat([evidence.issues, found.issues]),
        notes=(*evidence.notes, *found.notes),
        questions=(*evidence.questions, *found.questions),
    )
