"""Why a row cannot be counted: the rules, in the order in which they are told, and the sentence of each."""

# ruff: noqa: N805 (dataframely hands a rule its class)
from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import dataframely as dy
import polars as pl

from pipelines.asked_otherwise import ANOTHER
from pipelines.nothing import AS_ABOVE, FIRST_YEAR
from pipelines.part_of_rows import is_of_a_part
from pipelines.sentence import Sentence

NO_VALUE: Final = "="  # stands for a formula whose value the file does not hold
NOTHING: Final = pl.lit(None, pl.String)
ALWAYS: Final = pl.lit(True)
PLACE: Final = r"{(\w+)}"


class Countable(dy.Schema):
    """A row that can be counted. Each rule is a reason to set a row aside; the first that fails is the one told."""

    row_number = dy.Int64(nullable=False)
    other_table_row = dy.Int64(nullable=True)
    totals_text = dy.String(nullable=True)
    note_text = dy.String(nullable=True)
    repeats_headings = dy.Bool(nullable=False)
    spoilt_column = dy.String(nullable=True)
    spoilt_value = dy.String(nullable=True)
    unreadable_column = dy.String(nullable=True)
    unreadable_value = dy.String(nullable=True)
    unreadable_hint = dy.String(nullable=True)
    impossible_column = dy.String(nullable=True)
    impossible_value = dy.String(nullable=True)
    no_number_column = dy.String(nullable=True)
    no_number_value = dy.String(nullable=True)
    no_number_hint = dy.String(nullable=True)
    unknown_column = dy.String(nullable=True)
    unknown_value = dy.String(nullable=True)
    unknown_hint = dy.String(nullable=True)
    cut_column = dy.String(nullable=True)
    cut_value = dy.String(nullable=True)
    turned_column = dy.String(nullable=True)
    turned_value = dy.String(nullable=True)
    empty_column = dy.String(nullable=True)
    empty_value = dy.String(nullable=True)
    beyond_headings = dy.String(nullable=True)
    number_column = dy.String(nullable=True)
    number_value = dy.String(nullable=True)
    first_line = dy.Int64(nullable=True)
    newer_row = dy.Int64(nullable=True)
    surplus = dy.Int64(nullable=True)
    headings = dy.Int64(nullable=True)
    line = dy.Int64(nullable=True)
    ends_before = dy.String(nullable=True)
    newer_by = dy.String(nullable=True)
    newer_heading = dy.String(nullable=True)

    @dy.rule()
    def is_of_this_table(cls) -> pl.Expr:
        return pl.col("other_table_row").is_null()

    @dy.rule()
    def is_no_totals_row(cls) -> pl.Expr:
        return pl.col("totals_text").is_null()

    @dy.rule()
    def does_not_repeat_the_headings(cls) -> pl.Expr:
        return pl.col("repeats_headings").not_()

    @dy.rule()
    def has_its_cells_on_one_line(cls) -> pl.Expr:
        return pl.col("line").is_null()

    @dy.rule()
    def is_no_line_of_text(cls) -> pl.Expr:
        return pl.col("note_text").is_null()

    @dy.rule()
    def is_a_first_line(cls) -> pl.Expr:
        return pl.col("first_line").is_null()

    @dy.rule()
    def has_cells_under_headings_only(cls) -> pl.Expr:
        return pl.col("beyond_headings").is_null() & pl.col("surplus").is_null()

    @dy.rule()
    def reaches_the_columns_that_are_used(cls) -> pl.Expr:
        return pl.col("ends_before").is_null()

    @dy.rule()
    def has_no_errors(cls) -> pl.Expr:
        return pl.col("spoilt_column").is_null()

    @dy.rule()
    def has_whole_keys(cls) -> pl.Expr:
        return pl.col("cut_column").is_null()

    @dy.rule()
    def has_the_number_that_was_typed(cls) -> pl.Expr:
        return pl.col("turned_column").is_null()

    @dy.rule()
    def has_readable_dates(cls) -> pl.Expr:
        return pl.col("unreadable_column").is_null()

    @dy.rule()
    def has_possible_dates(cls) -> pl.Expr:
        return pl.col("impossible_column").is_null()

    @dy.rule()
    def has_the_numbers_it_needs(cls) -> pl.Expr:
        return pl.col("no_number_column").is_null()

    @dy.rule()
    def has_known_words(cls) -> pl.Expr:
        return pl.col("unknown_column").is_null()

    @dy.rule()
    def has_all_it_needs(cls) -> pl.Expr:
        return pl.col("empty_column").is_null()

    @dy.rule()
    def is_the_line_that_counts(cls) -> pl.Expr:
        return pl.col("newer_row").is_null()


LONGEST_VALUE: Final = 200  # signs of a value in what is told of it


@dataclass(frozen=True)
class Reason:
    """What is told of a row that breaks a rule: which heading and value it is about, and the words.

    {column} and {value} in the words are that heading and value; `more` fills the other places.

    is_to_mend   somebody can mend the row and load it again; one that is no case, or told again by a later line, must not be
                 delivered again: it would then be the newest that is known of its item
    """

    rule: str
    words: Sentence
    column: pl.Expr = NOTHING
    value: pl.Expr = NOTHING
    more: Mapping[str, pl.Expr] = field(default_factory=dict)
    only_where: pl.Expr = ALWAYS
    is_to_mend: bool = True

    @property
    def applies(self) -> pl.Expr:
        return (pl.col(self.rule) == "invalid") & self.only_where

    @property
    def told(self) -> pl.Expr:
        """Column, value, the reason in English, its words with what fills them as JSON, and whether the row is to be mended."""
        known = {"column": self.column, "value": _in_short(self.value), **self.more}
        filled = {name: known[name].cast(pl.String).fill_null("") for name in re.findall(PLACE, self.words)}
        english = pl.format(re.sub(PLACE, "{}", self.words), *filled.values())
        parts = [pl.lit(str(self.words)).alias("words"), *(value.alias(name) for name, value in filled.items())]
        kept = pl.struct(parts).struct.json_encode()
        is_to_mend = pl.lit(self.is_to_mend)
        return pl.struct(column=self.column, value=self.value, reason=english, reason_words=kept, is_to_mend=is_to_mend)


def _in_short(value: pl.Expr) -> pl.Expr:
    """Return a value as a sentence can bear it: a cell may hold 32,767 signs."""
    return pl.when(value.str.len_chars() > LONGEST_VALUE).then(value.str.head(LONGEST_VALUE) + "…").otherwise(value)


UNREADABLE: Final[dict[str, Sentence]] = {  # in which order the dates of the column were read: what is told
    "": Sentence(
        "'{value}' in column '{column}' is no date that we can read. Write it as 2024-01-31 and load the row again."
    ),
    "day-month": Sentence(
        "'{value}' in column '{column}' is no date that we can read (the column reads as day, month, year)."
        " Write it as 2024-01-31 and load the row again."
    ),
    "month-day": Sentence(
        "'{value}' in column '{column}' is no date that we can read (the column reads as month, day, year)."
        " Write it as 2024-01-31 and load the row again."
    ),
    "time": Sentence(
        "'{value}' in column '{column}' is no time of day that we can read. Write it as 13:05 and load the row again."
    ),
}
# A time of day where a day is needed, and one that the day of its column does not have.
LONE_TIME: Final = (
    r"^[0-9]{1,2} ?[:.uUhH] ?[0-9]{2}(?:[:.][0-9]{2})?(?: ?[uUhH]\w*)?$|^[0-9]{1,2} ?[uUhH]$|^[0-9]{3,4}$"
)
PAST_MIDNIGHT: Final = (
    r"(?:^|[ T,])(?:24[:.uUhH](?:0[1-9]|[1-5][0-9])|(?:2[5-9]|[3-9][0-9])[:.uUhH][0-5][0-9])(?:[:.][0-5][0-9])?$"
)
FROM_TO: Final = r"[ ,T][0-9]{1,2}[:.][0-9]{2}\s?[-–]\s?[0-9]{1,2}[:.][0-9]{2}$"
LINE_OF_TEXT: Final = Sentence("This row is a line of text beside the table ('{value}'), not a case. Nothing to do.")
NOT_ALL_ROWS: Final = Sentence(
    "This row is no case, but a line that says that the file may not hold all rows ('{value}'). Look whether it does."
)
ENDS_AT_24: Final = Sentence(
    "'{value}' in column '{column}' is no moment that we can read: a day ends at 24:00. Write what is later with the day after,"
    " as 2024-02-01 00:10, and load the row again."
)
TWO_TIMES: Final = Sentence(
    "'{value}' in column '{column}' names two times of a day. Write the first of them there, as 2024-01-31 08:00, and the other in"
    " a column of its own, and load the row again."
)
NO_DAY: Final = Sentence(
    "'{value}' in column '{column}' is no moment that we can read: it names no day. Write the day, with the time behind it where"
    " there is one, as 2024-01-31 07:30, and load the row again."
)
IMPOSSIBLE: Final = Sentence(
    "'{value}' in column '{column}' cannot be right: it lies before {first_year} or after today."
    " Correct it and load the row again."
)
EMPTY: Final = Sentence(
    "Column '{column}' is empty, and the row cannot be counted without it. Fill it in and load the row again."
)
SAYS_NOTHING: Final = Sentence(
    "'{value}' in column '{column}' says that nothing is filled in, and the row cannot be counted without it. Fill it in"
    " and load the row again."
)
REPEATS_ABOVE: Final = Sentence(
    "'{value}' in column '{column}' stands for what is above it, which is not read, and the row cannot be counted without it."
    " Write it out and load the row again."
)
OF_ANOTHER_TABLE: Final = Sentence(
    "This row belongs to another table on this sheet, with headings on row {other_row}. Load that one on its own."
)
# The first that applies is the one told: what was seen and what to do.
NEWER: Final[dict[str, Sentence]] = {  # by what it is told which row of a number counts: what is told of the others
    "alone": Sentence("Row {newer_row} has the same number '{value}' and says the same; it counts. Nothing to do."),
    "version": Sentence(
        "Row {newer_row} has the same number '{value}' and counts: '{newer_heading}' says that it is the newer version. Nothing"
        " to do."
    ),
    "together": Sentence(
        "Row {newer_row} has the same visit '{value}' with someone else under '{newer_heading}' at the same time, and counts: to"
        " the person it was one visit. Nothing to do."
    ),
    "changed": Sentence(
        "Row {newer_row} has the same number '{value}' and counts: by '{newer_heading}' it was changed later. Nothing to do."
    ),
    "sequence": Sentence(
        "Row {newer_row} has the same number '{value}' and counts: by '{newer_heading}' it comes later. Nothing to do."
    ),
    "part": Sentence(
        "Row {newer_row} is a line of '{value}' too, with other work under '{newer_heading}', and counts for the whole: no line"
        " was done later. Nothing to do."
    ),
    "part open": Sentence(
        "Row {newer_row} is a line of '{value}' too, with other work under '{newer_heading}', and counts for the whole: it is not"
        " done yet. Nothing to do."
    ),
    "used": Sentence(
        "Row {newer_row} has the same number '{value}' and says the same in every column that is used; it counts. Nothing to do."
    ),
    "progress": Sentence(
        "Row {newer_row} has the same number '{value}' and counts: there the work is over, and here it is open still. Nothing to"
        " do."
    ),
    "oldest first": Sentence(
        "Row {newer_row} has the same number '{value}' and counts as the newer line: the file is sorted from old to new, and it"
        " stands later. Nothing to do."
    ),
    "newest first": Sentence(
        "Row {newer_row} has the same number '{value}' and counts as the newer line: the file is sorted from new to old, and it"
        " stands earlier. Nothing to do."
    ),
    "said last": Sentence(
        "Row {newer_row} has the same number '{value}' and counts: of such rows the last is the newest, as was answered. Nothing"
        " to do."
    ),
    "said first": Sentence(
        "Row {newer_row} has the same number '{value}' and counts: of such rows the first is the newest, as was answered. Nothing"
        " to do."
    ),
    "unknown": Sentence(
        "Row {newer_row} has the same number '{value}' and counts as it stands later in the file: nothing else tells which of them"
        " is the newer. Answer which it is where the file is loaded."
    ),
}
NOT_ONE_CASE: Final = Sentence(
    "Row {newer_row} has the same number '{value}' and something else under '{newer_heading}': they are not one case, and nobody"
    " can tell whose number it is, so neither counts. Correct the number and load both rows again."
)
OF_ONE_NUMBER: Final = tuple(
    Reason(
        "is_the_line_that_counts",
        words,
        column=pl.col("number_column"),
        value=pl.col("number_value"),
        more={"newer_row": pl.col("newer_row"), "newer_heading": pl.col("newer_heading")},
        only_where=pl.col("newer_by") == by,
        is_to_mend=by == "apart",
    )
    for by, words in {**NEWER, "apart": NOT_ONE_CASE}.items()
)
REASONS: Final = (
    Reason("is_of_this_table", OF_ANOTHER_TABLE, more={"other_row": pl.col("other_table_row")}, is_to_mend=False),
    Reason(
        "is_no_totals_row",
        Sentence("This is a totals row ('{value}'), not a case. Nothing to do."),
        value=pl.col("totals_text"),
        is_to_mend=False,
    ),
    Reason("does_not_repeat_the_headings", Sentence("This row repeats the headings. Nothing to do."), is_to_mend=False),
    Reason(
        "has_its_cells_on_one_line",
        Sentence(
            "This line has a part of the cells of a row, and line {line} has others: a line break in a text seems to have split it."
            " Put that text in quotation marks, or make it one line, and load the row again."
        ),
        more={"line": pl.col("line")},
    ),
    Reason(
        "is_no_line_of_text",
        NOT_ALL_ROWS,
        value=pl.col("note_text"),
        only_where=is_of_a_part(pl.col("note_text")),
        is_to_mend=False,
    ),
    Reason(
        "is_no_line_of_text",
        LINE_OF_TEXT,
        value=pl.col("note_text"),
        is_to_mend=False,
    ),
    Reason(
        "is_a_first_line",
        Sentence(
            "The number '{value}' stands over several rows as one: this row is a further line of row {first_line}."
            " Nothing to do."
        ),
        column=pl.col("number_column"),
        value=pl.col("number_value"),
        more={"first_line": pl.col("first_line")},
        is_to_mend=False,
    ),
    Reason(
        "has_cells_under_headings_only",
        Sentence(
            "This row has more cells than there are headings: '{value}' has none above it. A text in it may hold the sign"
            " between the cells; put that text in quotation marks and load the row again."
        ),
        value=pl.col("beyond_headings"),
        only_where=pl.col("beyond_headings").is_not_null(),
    ),
    Reason(
        "has_cells_under_headings_only",
        Sentence(
            "This row has {cells} cells, and there are {headings} headings. A text in it may hold the sign between the cells; put"
            " that text in quotation marks and load the row again."
        ),
        more={"cells": pl.col("surplus"), "headings": pl.col("headings")},
        only_where=pl.col("beyond_headings").is_null(),
    ),
    Reason(
        "reaches_the_columns_that_are_used",
        Sentence(
            "This row ends before column '{column}', which other rows have. Write the cells that it lacks and load the row again."
        ),
        column=pl.col("ends_before"),
    ),
    Reason(
        "has_no_errors",
        Sentence(
            "Column '{column}' holds no value but an error of the spreadsheet ({value}), and the row cannot be counted without"
            " it. Write the value there and load the row again."
        ),
        column=pl.col("spoilt_column"),
        value=pl.col("spoilt_value"),
        only_where=pl.col("spoilt_value") != NO_VALUE,
    ),
    Reason(
        "has_no_errors",
        Sentence(
            "Column '{column}' holds a formula without a value, and the row cannot be counted without it. Open the file in"
            " Excel, save it again, and load it."
        ),
        column=pl.col("spoilt_column"),
        only_where=pl.col("spoilt_value") == NO_VALUE,
    ),
    Reason(
        "has_whole_keys",
        Sentence(
            "'{value}' in column '{column}' has lost its last digits: a spreadsheet has shortened the number. Export the column"
            " as text and load the file again."
        ),
        column=pl.col("cut_column"),
        value=pl.col("cut_value"),
    ),
    Reason(
        "has_the_number_that_was_typed",
        Sentence(
            "'{value}' in column '{column}' is a date that a spreadsheet made of the number that was typed, which nobody can tell"
            " any more. Format the column as text and type the number again, or export the file anew, and load the row again."
        ),
        column=pl.col("turned_column"),
        value=pl.col("turned_value"),
    ),
    *(
        Reason(
            "has_readable_dates",
            words,
            column=pl.col("unreadable_column"),
            value=pl.col("unreadable_value"),
            only_where=pl.col("unreadable_value").str.contains(pattern).fill_null(False),
        )
        for pattern, words in ((PAST_MIDNIGHT, ENDS_AT_24), (LONE_TIME, NO_DAY), (FROM_TO, TWO_TIMES))
    ),
    *(
        Reason(
            "has_readable_dates",
            words,
            column=pl.col("unreadable_column"),
            value=pl.col("unreadable_value"),
            only_where=pl.col("unreadable_hint") == order,
        )
        for order, words in UNREADABLE.items()
    ),
    Reason(
        "has_possible_dates",
        IMPOSSIBLE,
        column=pl.col("impossible_column"),
        value=pl.col("impossible_value"),
        more={"first_year": pl.lit(FIRST_YEAR)},
    ),
    Reason(
        "has_the_numbers_it_needs",
        Sentence(
            "'{value}' in column '{column}' is no number that we can read. Write it in digits and load the row again."
        ),
        column=pl.col("no_number_column"),
        value=pl.col("no_number_value"),
        only_where=pl.col("no_number_hint") == "",
    ),
    Reason(
        "has_the_numbers_it_needs",
        Sentence(
            "'{value}' in column '{column}' is no mark out of ten, as the heading names another scale. Write the marks out of ten"
            " in the file itself, under a heading that says so, and load the whole file again."
        ),
        column=pl.col("no_number_column"),
        value=pl.col("no_number_value"),
        only_where=pl.col("no_number_hint") == ANOTHER,
    ),
    Reason(
        "has_the_numbers_it_needs",
        Sentence(
            "'{value}' in column '{column}' cannot be right: it has to lie between {limits}. Correct it and load the row again."
        ),
        column=pl.col("no_number_column"),
        value=pl.col("no_number_value"),
        more={"limits": pl.col("no_number_hint")},
        only_where=~pl.col("no_number_hint").is_in(["", ANOTHER]),
    ),
    Reason(
        "has_known_words",
        Sentence(
            "'{value}' in column '{column}' is no word that we know there. Write one of: {known}, and load the row again."
        ),
        column=pl.col("unknown_column"),
        value=pl.col("unknown_value"),
        more={"known": pl.col("unknown_hint")},
    ),
    Reason(
        "has_all_it_needs",
        EMPTY,
        column=pl.col("empty_column"),
        only_where=pl.col("empty_value") == "",
    ),
    Reason(
        "has_all_it_needs",
        REPEATS_ABOVE,
        column=pl.col("empty_column"),
        value=pl.col("empty_value"),
        only_where=pl.col("empty_value").is_in(list(AS_ABOVE)),
    ),
    Reason(
        "has_all_it_needs",
        SAYS_NOTHING,
        column=pl.col("empty_column"),
        value=pl.col("empty_value"),
        only_where=(pl.col("empty_value") != "") & ~pl.col("empty_value").is_in(list(AS_ABOVE)),
    ),
    *OF_ONE_NUMBER,
)


def split(judged: pl.DataFrame) -> tuple[pl.Series, pl.DataFrame]:
    """Return the numbers of the rows that can be counted, and what is told of the others.

    The others come with row_number, column, value, reason, reason_words and is_to_mend.
    """
    countable, failed = Countable.filter(judged, cast=False)
    told = pl.coalesce([pl.when(reason.applies).then(reason.told) for reason in REASONS])
    return countable["row_number"], failed.details().select("row_number", told.alias("told")).unnest("told")
