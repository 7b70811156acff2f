"""The doubts about what stands in a file, as a person reads them: a sentence a kind and column, with how many rows it is about."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from typing import Any, Final

import polars as pl

from pipelines.issues import told_rows
from pipelines.personal_signs import HIDDEN
from pipelines.sentence import Sentence, listed_with_more

ISSUES: Final[dict[str, str]] = {
    "done_before_opened": Sentence("done before it was opened"),
    "end_before_start": Sentence("an end before the beginning"),
    "end_on_next_day": Sentence("an end before the beginning on the same day, read as of the day after"),
    "start_on_day_beside": Sentence("a start almost a day from what was planned, read as of the day beside"),
    "implausible_date": Sentence("a date that cannot be"),
    "unmapped_code": Sentence("a code that we do not know"),
    "closed_without_date": Sentence("closed without a date"),
    "cancelled_without_date": Sentence("cancelled without a date"),
    "closed_and_cancelled": Sentence("closed, with a date of cancelling and none of being done, read as cancelled"),
    "cancelled_and_done": Sentence(
        "a date of cancelling beside a date of being done: the status tells which counts, and without one it is cancelled"
    ),
    "cancelled_and_open": Sentence("a date of cancelling, and a status that says that it is open"),
    "open_with_end": Sentence(
        "a date of being done, and a status that says that it is open: it counts as open, and the date as when it is expected"
        " to be done"
    ),
    "cancelled_by_reason": Sentence("a reason for cancelling without a status or a date of an end, read as cancelled"),
    "reason_though_done": Sentence("a reason for cancelling of what counts as done"),
    "reason_though_open": Sentence("a reason for cancelling of what counts as open"),
    "yes_not_used": Sentence(
        "a yes in a column that may say that it was cancelled or does not count, and that is not used"
    ),
    "unreadable_number": Sentence("a number that cannot be read"),
    "implausible_number": Sentence("a number that cannot be"),
    "another_scale": Sentence(
        "marks under a heading that names another scale than one out of ten; write them out of ten in the file first"
    ),
    "question_turned_round": Sentence(
        "a heading that denies what it names: a yes is read as solved and may say that it is not; say what each word means, or turn"
        " the answers round in the file"
    ),
    "date_order_assumed": Sentence("day and month could be either way round"),
    "date_order_mixed": Sentence("days and months in both orders"),
    "date_order_differs": Sentence("day and month the other way round than the profile says"),
    "date_order_unlikely": Sentence(
        "day and month in the order that was answered, by which far more dates lie before what they follow or after today"
    ),
    "weekday_differs": Sentence("a date of another day of the week than the one that stands before it"),
    "date_order_by_sequence": Sentence("day and month in the order in which nothing ends before it begins"),
    "date_year_first": Sentence("dates with two digits for the year, read as year, month, day"),
    "day_and_month_may_be_swapped": Sentence("dates of which day and month may be swapped"),
    "numbers_read_as_dates": Sentence("numbers read as dates, as a spreadsheet counts days"),
    "no_end_known": Sentence("a log in which no event says that a case is done"),
    "number_without_point": Sentence("numbers of a key written with '.0', read without"),
    "row_ends_before": Sentence("a row that ends before this column: it may be empty there, or lost"),
    "cut_to_15_digits": Sentence(
        "long numbers that all end in zeros from the 16th digit on, as a spreadsheet cuts them; export the column as text"
    ),
    "two_in_one": Sentence("two in one cell, counted as one more besides each of them"),
    "two_numbers_in_one": Sentence("two numbers in one cell, counted as one: give each a row of its own if it is two"),
    "turned_into_date": Sentence(
        "dates, times or a yes that a spreadsheet seems to have made of what was typed, such as 1-2 or 3/24; format the column as"
        " text and type them again, or export the file anew"
    ),
    "word_for_nothing": Sentence("a word that says that there is nothing"),
    "as_above": Sentence("a mark that stands for what is above it, which is not read"),
    "error_cell": Sentence("an error of the spreadsheet in place of a value"),
    "formula_without_value": Sentence("a formula without a value"),
    "decimal_sign_assumed": Sentence("a point or comma that could stand for thousands or for decimals"),
    "blank_read_as_no": Sentence("an empty cell that says no, beside cells with a mark"),
    "newest_line_unknown": Sentence(
        "the last of several rows of one number, of which nothing tells which is the newest"
    ),
    "working_days_kept": Sentence("working days, counted as days"),
    "time_zone_kept": Sentence("a time with a time zone, kept as written"),
    "several_time_zones": Sentence("times in more than one time zone, put on one clock"),
    "time_zone_beside_none": Sentence("times with a time zone beside times without one, which may be hours apart"),
    "long_chain": Sentence("a long chain of items"),
    "mixed_households": Sentence("items of two households that an item of nobody known would join"),
    "name_of_all_teams": Sentence("a team that is named as all teams together are"),
    "personal_left_out": Sentence("a column of personal data"),
    "personal_taken_out": Sentence("personal data in texts"),
}
ACTIONS: Final[dict[str, str]] = {
    "kept": Sentence("kept as it is"),
    "repaired": Sentence("repaired"),
    "left_out": Sentence("the value was left out"),
}
TOLD_APART: Final = ("personal_left_out", "personal_taken_out")  # they are told among the columns with personal data
OF_COLUMN: Final = Sentence("Column '{heading}': {doubt}; {action}.")
OF_ROW: Final = Sentence("Column '{heading}', 1 row: {doubt}; {action}.")
OF_ROWS: Final = Sentence("Column '{heading}', {rows} rows: {doubt}; {action}.")
IN_ROW: Final = Sentence("1 row: {doubt}; {action}.")
IN_ROWS: Final = Sentence("{rows} rows: {doubt}; {action}.")
OF_CODES: Final = Sentence("Column '{heading}' has codes that we do not know: {codes}; {action}.")
OF_PAIRS: Final = Sentence("Column '{heading}' has two in one cell: {codes}; counted as one more besides each of them.")
OF_NUMBERS: Final = Sentence(
    "Column '{heading}' has two numbers in one cell: {codes}; counted as one. Give each a row of its own if it is two."
)
LISTED: Final = {"two_in_one": OF_PAIRS, "two_numbers_in_one": OF_NUMBERS}
CODE_IN_ROWS: Final = Sentence("'{code}' ({rows} rows: {numbers})")
CODE_IN_ROW: Final = Sentence("'{code}' (row {numbers})")
CODE_OFTEN: Final = Sentence("'{code}' ({rows} rows)")
MOST_CODES: Final = 10
MOST_NUMBERS: Final = 5


@dataclass(frozen=True)
class Doubt:
    """One kind of doubt about one column.

    rows       how many rows it is about; 0 where it is about the column as a whole
    codes      of codes that we do not know: each with how many rows bear it, and the numbers of the first of them
    """

    issue: str
    column: str
    action: str
    rows: int
    sentence: Sentence
    codes: tuple[dict[str, Any], ...] = ()

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def doubts_told(issues: pl.DataFrame, no_headings: Collection[str] = ()) -> list[Doubt]:
    """Return the doubts of a file, the one about most rows first.

    issues       as `Validated.issues`, with values that may be published
    no_headings  fields that no column of the file is read as: what is doubted of them is told of rows, and of no column
    """
    counted = issues.filter(~pl.col("issue").is_in(TOLD_APART)).with_columns(told_rows().alias("rows"))
    kinds = counted.group_by("issue", "column", "action").agg(pl.col("rows").sum())
    ordered = kinds.sort("rows", "issue", "column", "action", descending=[True, False, False, False])
    return [
        _doubt(issue, column or "", action, rows, counted.filter(issue=issue, column=column, action=action))
        if rows == 0 or column not in no_headings
        else _without_column(issue, column, action, rows)
        for issue, column, action, rows in ordered.iter_rows()
    ]


def _doubt(issue: str, column: str, action: str, rows: int, found: pl.DataFrame) -> Doubt:
    done = ACTIONS.get(action, action)
    if issue == "unmapped_code":
        codes = _codes(found)
        return Doubt(
            issue, column, action, rows, Sentence(OF_CODES, heading=column, codes=_in_words(codes), action=done), codes
        )
    if issue in LISTED and HIDDEN not in found["value"]:
        pairs = _in_words(_codes(found))
        return Doubt(issue, column, action, rows, Sentence(LISTED[issue], heading=column, codes=pairs))
    words = OF_COLUMN if rows == 0 else OF_ROW if rows == 1 else OF_ROWS
    return _counted(issue, column, action, rows, words, heading=column)


def _without_column(issue: str, column: str, action: str, rows: int) -> Doubt:
    return _counted(issue, column, action, rows, IN_ROW if rows == 1 else IN_ROWS)


def _counted(issue: str, column: str, action: str, rows: int, words: str, **named: str) -> Doubt:
    """Return a doubt that is told by what it is, what was done and in how many rows."""
    values = {**named, "doubt": ISSUES.get(issue, issue.replace("_", " ")), "action": ACTIONS.get(action, action)}
    return Doubt(issue, column, action, rows, Sentence(words, **values, **({"rows": rows} if rows > 1 else {})))


def _codes(found: pl.DataFrame) -> tuple[dict[str, Any], ...]:
    """Return each code with its rows, the one that most rows bear first."""
    plain = pl.col("value").str.replace(r" × \d+$", "").alias("code")
    by_code = found.group_by(plain).agg(
        pl.col("rows").sum(), pl.col("row_number").drop_nulls().sort().head(MOST_NUMBERS)
    )
    ordered = by_code.sort("rows", "code", descending=[True, False])
    return tuple({"code": code, "rows": rows, "row_numbers": numbers} for code, rows, numbers in ordered.iter_rows())


def _in_words(codes: tuple[dict[str, Any], ...]) -> str:
    told = [_code_in_words(**code) for code in codes[:MOST_CODES]]
    return listed_with_more(told, len(codes) - len(told))


def _code_in_words(code: str, rows: int, row_numbers: list[int]) -> Sentence:
    code = code.replace("\n", "⏎")
    numbers = ", ".join(map(str, row_numbers)) + (" ..." if rows > len(row_numbers) else "")
    if not row_numbers:
        return Sentence(CODE_OFTEN, code=code, rows=rows)
    if rows == 1:
        return Sentence(CODE_IN_ROW, code=code, numbers=numbers)
    return Sentence(CODE_IN_ROWS, code=code, rows=rows, numbers=numbers)
