"""Numbers, lengths of time, codes and words for nothing: read as written, and never into something else in silence."""

# ruff: noqa: DTZ001 (moments in exports are local and bear no zone)
from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.durations import days, unit_of
from pipelines.profile import load_profiles
from pipelines.recognise import Recognised, recognise
from pipelines.sheet import DOUBTS, Sheet
from pipelines.validate import Validated, validate
from pipelines.values import decimal_sign, either_sign, numbers, scores
from pipelines.vocabulary import DELIVERED
from tests.examples import examples
from tests.exports import TODAY, text_sheet, understood, workbook


def recognised(headings: str, *rows: str, sign: str = ";") -> Recognised:
    return recognise([text_sheet("\n".join([headings, *rows]).encode())], load_profiles())


def read(headings: str, *rows: str) -> Validated:
    return validate(recognised(headings, *rows), TODAY)


def items(more: str, *cells: str) -> Validated:
    """Return what becomes of items with one more column."""
    return read(f"service;item_id;opened_at;{more}", *(f"x;{n};2024-01-05;{cell}" for n, cell in enumerate(cells)))


def issues(validated: Validated) -> list[tuple[object, ...]]:
    return validated.issues.select("row_number", "column", "value", "issue", "action").rows()


# numbers


@pytest.mark.parametrize(
    ("written", "value"),
    [
        (["€ 1.234,50-", "€ 12,-", "(12,50)"], [-1234.5, 12.0, -12.5]),
        (["$1,234.50", "($12.00)", "USD 3"], [1234.5, -12.0, 3.0]),
        (["12 EUR", "1.234.567", "0,5"], [12.0, 1234567.0, 0.5]),
        (["1 234,5", "1\u00a0234\u00a0567,25", "7"], [1234.5, 1234567.25, 7.0]),
        (["1'234.50", "1’234.5"], [1234.5, 1234.5]),
        (["45%", "12.5 %"], [0.45, 0.125]),
        (["12,5%"], [0.125]),
        (["1e3", "1.2E+03", "5E-1"], [1000.0, 1200.0, 0.5]),
        (["−4", "- 4", "+4", "4-"], [-4.0, -4.0, 4.0, -4.0]),
        (["0,123", "1,234"], [0.123, 1.234]),
        (["0.123", "1.234"], [0.123, 1.234]),
        (["1,234,567", "1,234"], [1234567.0, 1234.0]),
    ],
)
def test_a_number_is_read_by_the_signs_of_its_column(written, value):
    assert numbers(pl.Series(written)).to_list() == pytest.approx(value)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (["1,5", "2.5", "3.5"], [None, 2.5, 3.5]),
        (["12.05.2018", "1,5"], [None, 1.5]),
        (["1.2.3", "1.5"], [None, 1.5]),
        (["1.23,4", "0,5"], [None, 0.5]),
        (["12,34,567"], [None]),
        (["nan", "inf", "0x10", "1_000", "12abc", "", "-", "€"], [None] * 8),
        (["1-2", "1/2", "10:30"], [None] * 3),
    ],
)
def test_what_does_not_fit_the_signs_of_its_column_is_no_number(written, kept):
    assert numbers(pl.Series(written)).to_list() == kept


@pytest.mark.parametrize(
    ("written", "open_one"),
    [(["1,234", "5"], "1,234"), (["1.234"], "1.234"), (["1,234", "0,5"], None), (["1,5"], None)],
)
def test_a_sign_that_can_be_either_is_known_as_such(written, open_one):
    assert either_sign(pl.Series(written)) == open_one


AMOUNTS = st.integers(-(10**9), 10**9).map(lambda cents: cents / 100)


def in_dutch(amount: float) -> str:
    return f"{amount:,.2f}".replace(",", "_").replace(".", ",").replace("_", ".")


@settings(max_examples=examples(12, full=60), deadline=None)
@given(st.lists(AMOUNTS, min_size=1, max_size=9))
def test_any_amount_reads_back_in_dutch_and_in_english(amounts):
    english = pl.Series([f"{amount:,.2f}" for amount in amounts])
    dutch = pl.Series([f"€ {in_dutch(amount)}" for amount in amounts])

    assert numbers(english).to_list() == numbers(dutch).to_list() == amounts
    assert (decimal_sign(english), decimal_sign(dutch)) == (".", ",")


@settings(max_examples=examples(20, full=100), deadline=None)
@given(st.lists(st.text(alphabet="0123456789.,- €%'e", max_size=9), max_size=6))
def test_digits_are_never_lost_or_made(texts):
    for text, value in zip(texts, numbers(pl.Series(texts, dtype=pl.String)).to_list(), strict=True):
        if value is not None and "e" not in text and "%" not in text:
            digits = "".join(sign for sign in text if sign.isdigit())
            assert f"{abs(value):.9f}".replace(".", "").strip("0") == digits.strip("0")


def test_a_score_may_be_written_out_of_ten_and_is_no_percentage():
    assert scores(pl.Series(["8/10", "7 van 10", "7,5", "6 out of 10", "80%", "x"])).to_list() == [
        8,
        7,
        7.5,
        6,
        None,
        None,
    ]


def test_a_mark_that_is_no_number_sets_its_row_aside():
    marks = [f"x;G1;2024-01-0{day};{mark}" for day, mark in enumerate(["7/10", "soon", "11", "n.v.t.", "3,5"], start=1)]

    validated = read("service;goal_id;at;way_to_go", *marks)

    assert validated.rows["way_to_go"].to_list() == [7.0, 3.5]
    unreadable, outside, missing = validated.rejected["reason"]
    assert "'soon' in column 'way_to_go' is no number that we can read" in unreadable
    assert "'11' in column 'way_to_go' cannot be right: it has to lie between 0-10" in outside
    assert "'n.v.t.' in column 'way_to_go' says that nothing is filled in" in missing


def test_a_sign_that_nothing_explains_is_told():
    validated = items("clock_stop_days", "1,234", "2")

    assert ("clock_stop_days", "decimal_sign_assumed") in validated.issues.select("column", "issue").rows()


@pytest.mark.parametrize(
    ("delimiter", "cost", "days"),
    [(";", "7", 1.125), (";", "7,50", 1.125), (";", "7.50", 1125.0), ("\t", "7", 1125.0), ("\t", "€ 7,50", 1.125)],
)
def test_three_digits_behind_a_comma_are_read_as_the_other_columns_or_the_semicolons_tell(delimiter, cost, days):
    rows = ["service;item_id;opened_at;clock_stop_days;cost", f"x;1;2024-01-05;1,125;{cost}"]

    validated = read(*(row.replace(";", delimiter) for row in rows))

    assert validated.rows["clock_stop_days"].to_list() == [days]
    assert ("clock_stop_days", "decimal_sign_assumed") in validated.issues.select("column", "issue").rows()


def test_what_the_whole_file_told_of_a_number_goes_with_a_row_that_is_set_aside():
    rows = ["x;1;soon;1.234", "x;2;soon;2,5", "x;3;soon;3 dagen", "x;4;soon;x"]

    validated = read("service;item_id;opened_at;clock_stop_days", *rows)

    shown = [json.loads(cells)["clock_stop_days"] for cells in validated.rejected["cells"]]
    assert shown == ["1234", "2.5", "3 dagen", "x"]


# lengths of time


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("3", 3.0),
        ("3 dagen", 3.0),
        ("2,5 uur", 2.5 / 24),
        ("90 min", 90 / 1440),
        ("48:30", 48.5 / 24),
        ("48:30:36", 48.51 / 24),
        ("P2DT3H", 2.125),
        ("PT90M", 90 / 1440),
        ("P1W", 7.0),
        ("1 werkdag", 1.0),
        ("1 day, 2:24:00", 1.1),
        ("1.02:24:00", 1.1),
        ("1d 4h 30m", 1.1875),
        ("2 dagen en 12 uur", 2.5),
        ("2 weken", 14.0),
        ("-3 days", -3.0),
        ("30m", None),
        ("1 maand", None),
        ("soon", None),
        ("5%", None),
        ("€ 5", None),
        ("P", None),
        ("10:75", None),
    ],
)
def test_a_length_of_time_is_read_in_days(written, value):
    assert days(pl.Series([written])).to_list() == ([None] if value is None else pytest.approx([value]))


def test_hours_in_a_workbook_are_a_length_of_time(tmp_path):
    lengths = [timedelta(days=1, hours=10, minutes=20), timedelta(hours=5), timedelta(days=100, hours=2), 3, 0.5]
    rows = [["x", number, datetime(2024, 1, 5), length] for number, length in enumerate(lengths)]

    validated = understood(
        workbook(tmp_path, {"Export": [["service", "item_id", "opened_at", "clock_stop_days"], *rows]})
    )

    assert validated.rows["clock_stop_days"].to_list() == pytest.approx(
        [1 + 620 / 1440, 5 / 24, 100 + 2 / 24, 3.0, 0.5]
    )


@pytest.mark.parametrize(
    ("heading", "unit"),
    [
        ("Clock stopped (days)", "day"),
        ("Clock stopped (hours)", "hour"),
        ("clock_stop_hours", "hour"),
        ("Opschorting (uren)", "hour"),
        ("Pauze (u)", "hour"),
        ("Wachttijd in minuten", "minute"),
        ("Duur", "day"),
        ("Paused (working days)", "working_day"),
        ("Stilstand weken", "week"),
    ],
)
def test_a_heading_tells_the_unit_of_bare_numbers(heading, unit):
    assert unit_of(heading) == unit


def test_working_days_are_kept_as_days_with_a_doubt():
    validated = items("clock_stop_days", "3 werkdagen", "2 days")

    assert validated.rows["clock_stop_days"].to_list() == [3.0, 2.0]
    assert issues(validated) == [(2, "clock_stop_days", "3 werkdagen", "working_days_kept", "kept")]


# codes


@pytest.mark.parametrize(
    ("written", "status"),
    [
        ("In behandeling", "open"),
        ("in-progress", "open"),
        ("GEREED", "done"),
        ("Afgehandeld", "done"),
        ("Completed", "done"),
        ("geannuleerd", "cancelled"),
        ("Vervallen", "cancelled"),
        ("niet thuis", "no_access"),
        ("No Access", "no_access"),
    ],
)
def test_a_status_in_words_that_people_use_is_known(written, status):
    assert items("status", written).rows["status"].to_list() == [status]


@pytest.mark.parametrize(
    "written", ["Legal hold", "afgewezen", "Closed?!x", "rejected", "80", "not completed", "on hold by us"]
)
def test_a_status_that_can_mean_more_is_open_and_told_and_never_closed(written):
    validated = items("status;reported_done_at", f"{written};2024-01-08")

    assert validated.rows["status"].to_list() == ["open"]
    assert issues(validated) == [(2, "status", written, "unmapped_code", "kept")]


def test_a_code_that_nobody_knows_is_counted():
    validated = items("status", *["Legal hold"] * 150, "Elsewhere")

    assert issues(validated) == [
        (152, "status", "Elsewhere", "unmapped_code", "kept"),
        (None, "status", "Legal hold × 150", "unmapped_code", "kept"),
    ]


@pytest.mark.parametrize("written", ["ja", "J", "Y", "waar", "✓", "1", "TRUE"])
def test_yes_is_known_in_both_languages(written):
    assert items("on_time_flag", written).rows["on_time_flag"].to_list() == [True]


@pytest.mark.parametrize("written", ["nee", "N", "onwaar", "✗", "0", "no"])
def test_no_is_known_in_both_languages(written):
    assert items("on_time_flag", written).rows["on_time_flag"].to_list() == [False]


def test_an_empty_cell_says_no_only_beside_marks():
    marked, answered = items("on_time_flag", "x", "", "X"), items("on_time_flag", "ja", "", "nee")

    assert marked.rows["on_time_flag"].to_list() == [True, False, True]
    assert ("on_time_flag", "blank_read_as_no") in marked.issues.select("column", "issue").rows()
    assert answered.rows["on_time_flag"].to_list() == [True, None, False]


# nothing, and what only looks like it


def test_a_word_for_nothing_in_a_text_is_nothing_and_told():
    validated = items("team;place_id", "-;n.v.t.", "Noord;P1", "NULL;#N/B")

    assert validated.rows.select("team", "place_id").rows() == [(None, None), ("Noord", "P1"), (None, None)]
    assert {issue for _, _, _, issue, _ in issues(validated)} == {"word_for_nothing", "error_cell"}


@pytest.mark.parametrize("before", ["", '\\"quoted\\" '])
def test_the_nothing_that_a_database_writes_is_nothing_in_every_column(before):
    lines = [f'x;J{at};2024-01-05;"{before}North";2024-01-06' for at in range(6)]
    validated = read("service;item_id;opened_at;team;reported_done_at", *lines, r"x;J7;2024-01-05;\N;\N")

    assert validated.rows.select("team", "reported_done_at").row(6) == (None, None)
    assert {issue for _, _, _, issue, _ in issues(validated)} == {"word_for_nothing"}


@pytest.mark.parametrize("word", ["NA", "N/A", "none", "0", "unknown", "Null-Jansen"])
def test_a_name_that_is_like_a_word_for_nothing_stays(word):
    validated = read("service;item_id;opened_at;team;customer_id", f"x;{word};2024-01-05;{word};{word}")

    assert validated.rows.select("item_id", "team", "customer_id").rows() == [(word, word, word)]
    assert validated.issues.is_empty()


def test_a_dash_is_no_number_of_a_record_where_it_comes_again():
    once = read("service;item_id;opened_at", "x;-;2024-01-05", "x;1;2024-01-05")
    again = read("service;item_id;opened_at", "x;-;2024-01-05", "x;-;2024-01-06", "x;1;2024-01-05")

    assert once.rows["item_id"].to_list() == ["-", "1"]
    assert again.rejected["row_number"].to_list() == [2, 3]
    assert set(again.rejected["column"]) == {"item_id"}


@pytest.mark.parametrize("number", ["0012", "00120", "1E5", "12.5", "2024-01-05", "1,234"])
def test_the_number_of_a_record_stays_as_it_is_written(number):
    validated = read("service;item_id;opened_at;request_id", f"x;{number};2024-01-05;{number}")

    assert validated.rows.select("item_id", "request_id").rows() == [(number, number)]


def test_an_error_of_a_spreadsheet_sets_its_row_aside_only_where_it_is_needed():
    export = recognised("service;item_id;opened_at;team", "x;1;;", "x;2;2024-01-05;", "x;3;;A")
    told = [(2, 2, "#REF!", "error_cell"), (3, 3, "#N/A", "error_cell"), (4, 2, "=", "formula_without_value")]
    sheet = replace(export.sheet, doubts=pl.DataFrame(told, schema=DOUBTS, orient="row"))

    validated = validate(replace(export, sheet=sheet), TODAY)

    assert validated.rejected.select("row_number", "column").rows() == [(2, "opened_at"), (4, "opened_at")]
    first, second = validated.rejected["reason"]
    assert "an error of the spreadsheet (#REF!)" in first
    assert "a formula without a value" in second
    assert issues(validated) == [(3, "team", "#N/A", "error_cell", "left_out")]


ODD_TEXT = st.one_of(
    st.text(max_size=12),
    st.text(alphabet="0123456789-/.:, TZ+", max_size=20),
    st.text(alphabet="٠١٢٣٤٥٦٧٨٩०१२３４-/.: ", max_size=12),
    st.text(alphabet="0123456789.,'%€-()eE ", max_size=12),
    st.from_regex(
        r"\A[0-9]{1,5}[-/. ][0-9]{1,3}[-/. ][0-9]{1,5}([T ][0-9]{1,3}(:[0-9]{1,3}){0,3})?(Z|[+-][0-9]{1,4})?\Z"
    ),
    st.from_regex(r"\A-?[0-9]{1,400}([.,][0-9]{1,20})?\Z"),
    st.from_regex(r"\AP?[0-9]{1,30} ?(d|u|h|m|dagen|uur|W|:[0-9]{2})\Z"),
)


@pytest.mark.parametrize("table", sorted(DELIVERED))
@settings(max_examples=examples(4, full=25), deadline=None)
@given(st.data())
def test_no_text_in_any_cell_breaks_the_reading(table, data):
    names = [column.name for column in DELIVERED[table]]
    count = data.draw(st.integers(1, 4))
    cells = {f"c{at}": data.draw(st.lists(ODD_TEXT, min_size=count, max_size=count)) for at in range(len(names))}
    headings = {f"c{at}": [name] for at, name in enumerate(names)}
    rows = pl.concat([pl.DataFrame(headings), pl.DataFrame(cells, schema=dict.fromkeys(headings, pl.String))])
    sheet = Sheet("odd.csv", None, "utf-8", ",", rows.with_row_index("row_number", 1).cast({"row_number": pl.Int64}))
    profile = next(p for p in load_profiles() if p.name == "canonical" and p.table == table)
    columns: dict[str, str | None] = {name: name for name in names}

    validated = validate(Recognised(sheet, 1, names, profile, table, columns), TODAY)

    assert validated.rows_in == count


def test_numbers_such_as_10e02_stay_as_they_are_written_and_are_no_powers():
    numbers = ["10E02", "1000", "1E3", "1E03", "1E5", "100000"]
    validated = read("service;item_id;opened_at", *(f"x;{number};2024-01-05" for number in numbers))

    assert validated.rows["item_id"].to_list() == numbers
    assert validated.issues.is_empty()
