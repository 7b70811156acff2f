"""A date is read as its column proves. Where two readings remain it is asked, and a word for nothing is no date."""

# ruff: noqa: DTZ001 (moments in exports are local and bear no zone)
from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.answers import answered
from pipelines.profile import Profile, load_profiles
from pipelines.read import read_sheets
from pipelines.recognise import Recognised, recognise
from pipelines.validate import Validated, together, validate, validate_rows
from pipelines.weigh import weigh
from pipelines.weigh_dates import Contradicted
from tests.examples import examples
from tests.exports import TODAY, text_sheet, understood, workbook
from tests.places import shared

BOTH = "service,item_id,opened_at,reported_done_at"


def recognised(*rows: str, headings: str = BOTH) -> Recognised:
    return recognise([text_sheet("\n".join([headings, *rows]).encode())], load_profiles())


def read(*rows: str, headings: str = BOTH) -> Validated:
    return validate(recognised(*rows, headings=headings), TODAY)


def column(*written: str) -> list[datetime | None]:
    """Return what a column of beginnings is read as; None for a row that is set aside."""
    validated = read(*(f'x,{number},"{text}",' for number, text in enumerate(written)))
    by_row = dict(validated.rows.select("row_number", "opened_at").rows())
    return [by_row.get(number) for number in range(2, len(written) + 2)]


def ends(*written: str) -> Validated:
    """Return what becomes of a column of ends, of work that began on 1 February 2010."""
    return read(*(f'x,{number},2010-02-01,"{text}"' for number, text in enumerate(written)))


def whole_column_doubts(validated: Validated) -> list[tuple[str, str]]:
    about_columns = validated.issues.filter(validated.issues["row_number"].is_null())
    return about_columns.select("column", "issue").rows()


# forms


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2024-01-05 24:00", datetime(2024, 1, 6)),
        ("5-1-2024 24:00:00", datetime(2024, 1, 6)),
        ("ma 5 jan 2026", datetime(2026, 1, 5)),
        ("maandag 5 januari 2026", datetime(2026, 1, 5)),
        ("Monday, March 5, 2018", datetime(2018, 3, 5)),
        ("Mo 5. März 2018", datetime(2018, 3, 5)),
        ("lundi 5 août 2018", datetime(2018, 8, 5)),
        ("5 January 2018", datetime(2018, 1, 5)),
        ("5th of January 2018", datetime(2018, 1, 5)),
        ("Jan 5, 2018", datetime(2018, 1, 5)),
        ("January 5 2018", datetime(2018, 1, 5)),
        ("2018-Jan-05", datetime(2018, 1, 5)),
        ("05-Jan-18", datetime(2018, 1, 5)),
        ("05JAN2018", datetime(2018, 1, 5)),
        ("'05-01-2018", datetime(2018, 1, 5)),
        ("'2018-01-05 10:30", datetime(2018, 1, 5, 10, 30)),
        ("5 mrt. 2018", datetime(2018, 3, 5)),
        ("5 sept '18", datetime(2018, 9, 5)),
        ("20180105143000", datetime(2018, 1, 5, 14, 30)),
        ("201801051430", datetime(2018, 1, 5, 14, 30)),
        ("20180105T143000", datetime(2018, 1, 5, 14, 30)),
        ("25-1-2018 14.30 uur", datetime(2018, 1, 25, 14, 30)),
        ("25 januari 2018 om 14u30", datetime(2018, 1, 25, 14, 30)),
        ("25-1-2018 2 PM", datetime(2018, 1, 25, 14)),
        ("25-1-2018 12:00 a.m.", datetime(2018, 1, 25)),
        ("05-JAN-18 02.30.15.123000 PM", datetime(2018, 1, 5, 14, 30, 15, 123000)),
        ("25/01/2018 - 14:30", datetime(2018, 1, 25, 14, 30)),
        ("5\u00a0Jan\u00a02018\u00a014:30", datetime(2018, 1, 5, 14, 30)),
        ("25\u201101\u20112018", datetime(2018, 1, 25)),
        ("2018-01-05T10:00", datetime(2018, 1, 5, 10)),
        ("2018-01-05T10:00:00.5", datetime(2018, 1, 5, 10, 0, 0, 500000)),
        ("31-12-69", None),  # 2069 lies ahead
        ("31-12-99", datetime(1999, 12, 31)),
    ],
)
def test_a_date_is_read_in_whatever_form_it_has(written, moment):
    assert column(written) == [moment]


@pytest.mark.parametrize(
    "written",
    ["Jan 2018", "jan-18", "5 mei 14:30", "12 foobar 2018", "Marathon 5, 2018", "24:00", "5-1-2024 24:10", "5-1-2018 14",
     "2018-W05-1", "29-2-2023", "2018", "12-2018", "13-13-2018", "5-1-2018 10:00 or later", "0012", "P1D",
     "2024-01-05 10:00-11:00", "2024-01-05 10:00 - 11:00", "5-1-2024 - 10:00-11:00", "5-1-2024 - 6-1-2024",
     "5-1-2024/6-1-2024", "20241301", "05012024"],
)  # fmt: skip
def test_what_is_no_moment_is_set_aside_and_never_made_into_one(written):
    assert column(written, "2024-01-05") == [None, datetime(2024, 1, 5)]


@pytest.mark.parametrize(
    ("written", "in_amsterdam"),
    [
        ("2011-10-11 13:42:22.688000+02:00", datetime(2011, 10, 11, 13, 42, 22, 688000)),
        ("2011-12-11 13:42:22.688000+01:00", datetime(2011, 12, 11, 13, 42, 22, 688000)),
        ("2018-01-01T10:00:00Z", datetime(2018, 1, 1, 11)),
        ("2018-07-01T10:00:00Z", datetime(2018, 7, 1, 12)),
        ("2018-01-01T10:00+0530", datetime(2018, 1, 1, 5, 30)),
        ("2018-01-01 10:00 CET", datetime(2018, 1, 1, 10)),
        ("2018-07-01 10:00 CEST", datetime(2018, 7, 1, 10)),
        ("2018-07-01 10:00 BST", datetime(2018, 7, 1, 11)),
        ("2018-01-01 10:00:00 -05", datetime(2018, 1, 1, 16)),
        ("2018-01-01 10:00 GMT+0100 (CET)", datetime(2018, 1, 1, 10)),
        ("2018-01-01T10:00+01:00[Europe/Amsterdam]", datetime(2018, 1, 1, 10)),
        ("20180101T100000Z", datetime(2018, 1, 1, 11)),
    ],
)
def test_a_zone_may_be_written_in_any_way_and_summer_time_is_kept(written, in_amsterdam):
    export = recognised(f'x,1,"{written}",')
    dates = export.profile.dates.model_copy(update={"zone": "Europe/Amsterdam"})
    object.__setattr__(export, "profile", export.profile.model_copy(update={"dates": dates}))

    assert validate(export, TODAY).rows["opened_at"].to_list() == [in_amsterdam]


def test_a_target_at_24_00_is_the_end_of_that_day_and_not_of_the_next():
    validated = read("x,1,2024-01-05,2024-01-09 24:00", headings="service,item_id,opened_at,target_first_at")

    assert validated.rows["target_first_at"].to_list() == [datetime(2024, 1, 9, 23, 59, 59)]


# order


def test_the_order_may_be_told_by_what_began_before_it_ended():
    validated = read(
        *["x,1,5/1/2024,4/2/2024", "x,2,7/1/2024,3/3/2024", "x,3,8/1/2024,4/2/2024", "x,4,9/1/2024,9/1/2024"]
    )

    assert validated.rows["reported_done_at"][0] == datetime(2024, 2, 4)
    assert validated.questions == ()
    assert set(whole_column_doubts(validated)) == {
        ("opened_at", "date_order_by_sequence"),
        ("reported_done_at", "date_order_by_sequence"),
    }


def test_the_order_may_be_told_by_what_has_not_come_yet():
    validated = read("x,1,11/12/2026,", "x,2,11/10/2026,", "x,3,11/11/2026,", "x,4,10/12/2026,", "x,5,9/12/2026,")

    assert validated.rows["opened_at"].dt.month().to_list() == [11, 11, 11, 10, 9]


def test_eight_digits_without_signs_are_read_in_the_order_that_the_column_proves():
    assert column("01022024", "01312024") == [datetime(2024, 1, 2), datetime(2024, 1, 31)]
    assert column("01022024", "31012024") == [datetime(2024, 2, 1), datetime(2024, 1, 31)]
    assert column("31012024", "1022024 10:30") == [datetime(2024, 1, 31), datetime(2024, 2, 1, 10, 30)]
    assert column("20240102", "20121231") == [datetime(2024, 1, 2), datetime(2012, 12, 31)]
    assert read("x,1,04012024,").questions[0].kind == "date_order"


def test_where_both_orders_remain_possible_it_is_asked_and_the_answer_is_used():
    export = recognised("x,1,5/1/2024,5/1/2024", "x,2,6/2/2024,7/3/2024")

    [question] = validate(export, TODAY).questions
    by_answer = {
        choice.value: validate(answered(export, {question.key: choice.value}), TODAY) for choice in question.choices
    }

    assert (question.key, question.heading) == ("date_order", "opened_at")
    assert "5/1/2024" in question.words
    assert by_answer["day-month"].rows["opened_at"][0] == datetime(2024, 1, 5)
    assert by_answer["month-day"].rows["opened_at"][0] == datetime(2024, 5, 1)
    assert all(validated.questions == () and validated.issues.is_empty() for validated in by_answer.values())


def test_a_day_that_is_the_same_in_both_orders_is_not_asked_about():
    validated = read("x,1,5 jan 2024,01-01-1900", "x,2,7 feb 2024,03/03/2024")

    assert validated.questions == ()
    assert validated.rows["reported_done_at"].to_list() == [None, datetime(2024, 3, 3)]


@pytest.mark.parametrize("written", ["99991231", "29991231", "21001231", "9999-12-31", "31/12/2999"])
def test_a_day_that_stands_for_never_is_left_out_and_sets_no_row_aside(written):
    validated = ends(written, "20100203")

    assert validated.rows["reported_done_at"].to_list() == [None, datetime(2010, 2, 3)]


@settings(max_examples=examples(12, full=60), deadline=None)
@given(st.lists(st.dates(date(2000, 1, 1), date(2026, 1, 1)).filter(lambda day: day.day <= 12), min_size=1, max_size=9))
def test_dates_that_may_be_either_way_round_are_never_read_without_a_word(days):
    validated = read(*(f"x,{number},{day:%m/%d/%Y}," for number, day in enumerate(days)))

    if all(day.day == day.month for day in days):
        return
    assert validated.questions, validated.rows["opened_at"].to_list()
    assert ("opened_at", "date_order_assumed") in whole_column_doubts(validated)


def with_order(export: Recognised, order: str) -> Recognised:
    dates = export.profile.dates.model_copy(update={"order": order})
    return replace(export, profile=export.profile.model_copy(update={"dates": dates}))


AMERICAN = [f"x,{n},{1 + n % 6:02}/{3 + n % 9:02}/2024,{2 + n % 6:02}/{1 + n % 9:02}/2024" for n in range(40)]


def test_a_profile_whose_order_puts_ends_before_their_starts_is_doubted_and_a_person_has_the_last_word():
    export = recognised(*AMERICAN)
    stated = validate(with_order(export, "day-month"), TODAY)
    [question] = stated.questions
    confirmed = validate(answered(with_order(export, "day-month"), {"date_order": "day-month"}), TODAY)

    assert (question.key, question.proposed) == ("date_order", "month-day")
    assert "read month first, 0 do." in question.words
    assert ("opened_at", "date_order_differs") in whole_column_doubts(stated)
    assert validate(with_order(export, "month-day"), TODAY).questions == ()
    assert confirmed.questions == ()
    assert confirmed.rows["opened_at"].equals(stated.rows["opened_at"])


def test_where_some_rows_are_wrong_in_either_order_the_likelier_is_assumed_and_asked():
    wrong_anyway = [f"x,A{n},06/06/2024,05/05/2024" for n in range(5)]

    validated = read(*AMERICAN, *wrong_anyway)

    [question] = validated.questions
    assert question.proposed == "month-day"
    assert validated.rows["opened_at"][0] == datetime(2024, 1, 3)
    assert ("opened_at", "date_order_assumed") in whole_column_doubts(validated)


def test_one_slip_among_many_dates_proves_no_order():
    either = [f"x,A{n},{1 + n % 12:02}/{1 + n // 12:02}/2024," for n in range(60)]

    assert [question.key for question in read(*either, "x,99,13/01/2024,").questions] == ["date_order"]
    assert read(*either, *[f"x,{n},{n}/01/2024," for n in range(13, 31)]).questions == ()


def test_two_digits_before_the_month_are_a_year_where_only_that_can_be():
    assert column("11-10-31", "11-11-12", "12-01-05")[1:] == [datetime(2011, 11, 12), datetime(2012, 1, 5)]
    assert column("11-10-12", "30-11-12", "12-01-05")[1:] == [datetime(2012, 11, 30), datetime(2005, 1, 12)]


@pytest.mark.parametrize("form", ["%y/%m/%d", "%y-%m-%d %H:%M", "%y.%m.%d"])
@pytest.mark.parametrize("days", [14, 25, 120])
def test_two_digits_that_are_the_same_in_every_row_before_many_days_are_the_year(form, days):
    opened = [datetime(2024, 1, 1) + timedelta(days=n) for n in range(days)]
    rows = [f"x,{n},{day:{form}},{day + timedelta(days=1):{form}}" for n, day in enumerate(opened)]

    validated = read(*rows)

    assert validated.rows["opened_at"].to_list() == opened
    assert {day.year for day in validated.rows["reported_done_at"]} == {2024}
    assert validated.questions == ()


def test_a_year_that_no_date_proves_is_told():
    assert set(whole_column_doubts(read(*(f"x,{n},24-01-{n:02},24-01-{n + 1:02}" for n in range(1, 15))))) == {
        ("opened_at", "date_year_first"),
        ("reported_done_at", "date_year_first"),
    }


@pytest.mark.parametrize("form", ["%d-%m-%y", "%m/%d/%y"])
def test_two_digits_that_are_the_same_behind_many_days_are_the_year(form):
    days = [date(2024, 3, 1) + timedelta(days=n) for n in range(60)]

    validated = read(*(f"x,{n},{day:{form}},{day + timedelta(days=2):{form}}" for n, day in enumerate(days)))

    assert validated.rows["opened_at"].dt.date().to_list() == days
    assert validated.questions == ()


def test_a_few_dates_are_read_year_first_where_the_work_would_take_years_otherwise():
    rows = [f"x,{n},24-05-{n + 10},24-05-{n + 12}" for n in range(4)]

    validated = read(*rows)

    assert validated.rows["reported_done_at"].to_list() == [datetime(2024, 5, n + 12) for n in range(4)]
    assert validated.questions == ()


def test_where_the_year_may_be_first_or_last_it_is_asked_and_the_answer_is_used():
    export = recognised("x,1,24-05-10,", "x,2,24-05-12,")

    [question] = validate(export, TODAY).questions
    read_as = {
        choice.value: validate(answered(export, {question.key: choice.value}), TODAY)
        for choice in question.choices
        if choice.value != "month-day"
    }

    assert question.words == "Is 24-05-10 under 'opened_at' written day first, month first or year first?"
    assert (question.proposed, question.read_as) == ("year-month", "year-month")
    assert read_as["year-month"].rows["opened_at"][0] == datetime(2024, 5, 10)
    assert read_as["day-month"].rows["opened_at"][0] == datetime(2010, 5, 24)
    assert all(validated.questions == () for validated in read_as.values())


def test_one_date_with_a_late_year_behind_is_not_asked_about_its_year():
    [question] = read("x,1,05-04-24,").questions

    assert question.read_as == "day-month"
    assert column("24-05-04", "24-05-25") == [datetime(2024, 5, 4), datetime(2024, 5, 25)]
    assert column("15-05-24", "25-05-24") == [datetime(2024, 5, 15), datetime(2024, 5, 25)]


def test_an_answer_that_the_year_stands_first_is_refused_where_no_date_can_be_so():
    with pytest.raises(Contradicted, match="date_order=year-month"):
        validate(answered(recognised("x,1,30-11-12,"), {"date_order": "year-month"}), TODAY)


def test_a_day_between_year_and_month_is_seen_by_the_whole_column():
    assert column("2018-31-01", "2018-05-01", "2018-30-01") == [
        datetime(2018, 1, 31),
        datetime(2018, 1, 5),
        datetime(2018, 1, 30),
    ]


def test_packed_dates_may_have_their_day_in_the_middle():
    assert column("20183101", "20180501", "20183001")[1] == datetime(2018, 1, 5)


def test_one_typing_error_does_not_turn_iso_dates_about():
    assert column("2018-31-01", "2018-05-01", "2018-06-02") == [None, datetime(2018, 5, 1), datetime(2018, 6, 2)]


# day and month swapped


def test_ends_before_their_starts_are_told_with_the_swap_that_mends_them():
    done = [date(2024, month, day) for month in (4, 5) for day in range(1, 13)]
    rows = [f"x,{n},{day - timedelta(days=20):%Y-%m-%d},{day:%Y-%d-%m}" for n, day in enumerate(done)]

    [question] = read(*rows).questions
    swapped = validate(answered(recognised(*rows), {question.key: "swap"}), TODAY)
    kept = validate(answered(recognised(*rows), {question.key: "keep"}), TODAY)

    assert question.words == (
        "7 of 24 rows have an end ('reported_done_at') before the start ('opened_at'). We think day and month are swapped in"
        " 'reported_done_at'."
    )
    assert (question.key, question.proposed) == ("date_swap: reported_done_at", "swap")
    assert swapped.rows["reported_done_at"].dt.date().to_list() == done
    assert kept.rows["reported_done_at"].dt.strftime("%Y-%d-%m").to_list() == [f"{day:%Y-%m-%d}" for day in done]
    assert swapped.questions == kept.questions == ()


def test_a_spreadsheet_that_read_only_the_low_days_is_found_out(tmp_path):
    cells = [
        datetime(2010, 1, 8),
        datetime(2010, 2, 8),
        datetime(2010, 12, 8),
        "13/08/2010",
        "31/08/2010",
        "20/08/2010",
    ]
    rows = [["x", str(number), cell] for number, cell in enumerate(cells)]

    validated = understood(workbook(tmp_path, {"Export": [["service", "item_id", "opened_at"], *rows]}))

    [question] = validated.questions
    assert question.key == "date_swap: opened_at"
    assert question.proposed == "swap"
    assert ("opened_at", "day_and_month_may_be_swapped") in whole_column_doubts(validated)


def test_one_month_that_was_turned_about_is_doubted_and_the_first_of_each_month_is_not():
    turned = read(*(f"x,{month},2010-{month:02}-08," for month in range(1, 12)))
    monthly = read(*(f"x,{month},2010-{month:02}-01," for month in range(1, 12)))

    assert [question.key for question in turned.questions] == ["date_swap: opened_at"]
    assert turned.questions[0].proposed is None
    assert monthly.questions == ()


def test_many_dates_without_a_high_day_are_doubted():
    low = [f"x,{n},2010-{1 + n % 12:02}-{1 + n % 11:02}," for n in range(60)]

    assert [question.key for question in read(*low).questions] == ["date_swap: opened_at"]
    assert read(*low, "x,99,2010-01-13,").questions == ()


def test_every_end_before_its_beginning_is_told():
    items = read("x,1,2024-01-05,2024-01-04", headings="service,item_id,opened_at,target_first_at")
    visits = read("x,1,2024-01-05 10:00,2024-01-05 09:00", headings="service,visit_id,started_at,ended_at")

    assert items.issues.select("column", "issue").rows() == [("target_first_at", "end_before_start")]
    assert visits.issues.select("column", "issue").rows() == [("ended_at", "end_before_start")]


# numbers in place of dates


@pytest.mark.parametrize(
    ("written", "first"),
    [
        (["41227", "41228.5", "41229"], datetime(2012, 11, 14)),
        (["41227.0", "41228,75", "41229"], datetime(2012, 11, 14)),
        (["1546300800", "1546300900", "1546400800"], datetime(2019, 1, 1)),
        (["1546300800000", "1546300900123", "1546400800000"], datetime(2019, 1, 1)),
    ],
)
def test_numbers_are_dates_where_the_whole_column_counts_so(written, first):
    validated = ends(*written)

    assert validated.rows["reported_done_at"][0] == first
    assert ("reported_done_at", "numbers_read_as_dates") in whole_column_doubts(validated)


@pytest.mark.parametrize("first_day", ["1-1-1900", "01/01/1900", "1900-01-01", "1900-01-01 00:00:00"])
def test_the_first_day_of_a_spreadsheet_among_numbers_is_no_date_and_is_told(first_day):
    validated = ends(first_day, "41227", "41228", "41229")

    assert validated.rows["reported_done_at"].to_list() == [None, *(datetime(2012, 11, day) for day in (14, 15, 16))]
    assert (2, "reported_done_at", first_day, "implausible_date") in validated.issues.select(
        "row_number", "column", "value", "issue"
    ).rows()


@pytest.mark.parametrize("form", ["%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%d-%m-%Y"])
def test_a_few_numbers_among_dates_that_count_to_days_near_them_are_these_days(form):
    written = [f"{date(2012, 11, day):{form}}" for day in range(1, 28)]

    validated = ends(*written, "41227", "41228.5")

    assert validated.rows["reported_done_at"].to_list()[-2:] == [datetime(2012, 11, 14), datetime(2012, 11, 15, 12)]
    assert ("reported_done_at", "numbers_read_as_dates") in whole_column_doubts(validated)
    assert validated.rejected.is_empty()


@pytest.mark.parametrize("number", ["45303", "10023"])
def test_a_number_among_dates_that_counts_to_no_day_near_them_is_no_date(number):
    validated = ends("2012-11-14", "2012-11-15", number)

    assert validated.rejected["value"].to_list() == [number]


@pytest.mark.parametrize(
    "written",
    [["2018", "2019", "2017"], ["41227", "41228", "soon"], ["41227", "41228"], ["41227", "99999", "41228"], ["12", "13", "14"],
     ["41227", "41228", "2012-11-14"]],
)  # fmt: skip
def test_numbers_that_need_not_be_dates_stay_numbers(written):
    assert column(*written)[:2] == [None, None]


def test_a_column_of_yyyymmdd_is_no_count():
    assert column("20180105", "20180106", "20180107")[2] == datetime(2018, 1, 7)


def test_an_old_mac_is_known_by_the_other_dates_of_the_file():
    validated = read("x,1,2016-11-14,41227", "x,2,2016-11-15,41228", "x,3,2016-11-16,41229")

    assert validated.rows["reported_done_at"].to_list()[0] == datetime(2016, 11, 15)


# nothing


NOTHING = [
    "-",
    "--",
    "n.v.t.",
    "nvt",
    "N/A",
    "#N/A",
    "NULL",
    "(blank)",
    "(leeg)",
    "onbekend",
    "?",
    ".",
    "0",
    "00-00-0000",
]
NOTHING += ["0000-00-00", "0000-00-00 00:00:00", "1900-01-00", "0-1-1900", "29-02-1900", "1900-02-29", "TBD"]


@pytest.mark.parametrize("written", NOTHING)
def test_a_word_for_nothing_is_no_date_and_is_told(written):
    validated = ends(written, "2010-02-03")

    assert validated.rows["reported_done_at"].to_list() == [None, datetime(2010, 2, 3)]
    assert validated.issues.select("row_number", "column", "value", "action").rows() == [
        (2, "reported_done_at", written, "left_out")
    ]


def test_a_word_for_nothing_where_a_date_is_needed_sets_the_row_aside():
    assert column("n.v.t.", "2024-01-05") == [None, datetime(2024, 1, 5)]


def test_a_flood_of_one_doubt_is_told_once_with_its_number():
    validated = ends(*["n.v.t."] * 412, "-")

    assert validated.issues.select("row_number", "value").rows() == [(414, "-"), (None, "n.v.t. × 412")]


# real exports


REAL = [
    ("boston311_2018/boston311_2018.csv.gz", "open_dt", "2018-01-01 02:39:14", "2018-12-31 14:00:00"),
    ("boston311_2018/boston311_2018.csv.gz", "closed_dt", "2018-01-01 02:40:23", "2022-09-15 11:47:12"),
    ("it_incidents_2016/incident_event_log.zip", "opened_at", "2016-02-29 01:16:00", "2016-05-13 11:49:00"),
    ("it_incidents_2016/incident_event_log.zip", "sys_updated_at", "2016-02-29 01:23:00", "2017-02-15 15:00:00"),
    ("la311_2020/requests.csv", "closeddate", "2020-01-01 08:50:00", "2020-08-03 00:00:00"),
    ("hospital_sepsis/sepsis.csv", "Complete Timestamp", "2013-11-07 08:18:29", "2015-06-05 12:25:11"),
    ("wabo_receipt/receipt.csv", "time:timestamp", "2010-10-02 09:20:39.266", "2012-01-23 15:42:54.644"),
    ("messy/qsv/boston311-dmy-100.csv", "open_dt", "2022-01-01 00:16:00", "2022-01-31 11:46:00"),
    ("messy/uk-25k-spend/BIS_monthly_spend_November_2012.xls", "Date of Payment", "2012-11-01", "2012-11-30"),
    ("messy/uk-25k-spend/April-2013-25k-Transparency-Data.csv", "Date", "2013-04-02", "2013-04-30"),
    ("messy/sheetjs/Attendance.xlsx", "Date", "2020-10-01", "2020-10-23"),
]


def as_visits(path: Path, heading: str) -> Validated:
    """Return what becomes of one column of dates of a real file, loaded as the beginnings of visits."""
    columns = {"started_at": [heading]}
    profile = Profile(name="real", title="Real", table="visits", service="x", columns=columns, empty=["?"])
    [sheet] = [sheet for sheet in read_sheets(path) if sheet.name is None or sheet.name.startswith(("Att", "Sheet"))][
        :1
    ]
    return validate(recognise([sheet], [profile], "real"), TODAY)


@pytest.mark.parametrize(("path", "heading", "first", "last"), REAL)
def test_the_dates_of_a_real_export_lie_where_others_found_them(path, heading, first, last):
    moments = as_visits(shared("real", path), heading).rows["started_at"]

    assert (moments.min(), moments.max()) == (datetime.fromisoformat(first), datetime.fromisoformat(last))


def test_dates_that_a_spreadsheet_swapped_in_a_real_export_are_asked_about():
    file = "transaction_spend_data_august_10_northern_ireland_office.xls"

    [question] = as_visits(shared("real", "messy", "uk-25k-spend", file), "Date").questions

    assert "8/16/2010" in question.words
    assert question.proposed == "swap"


# mended rows come back alone


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("1/5/2024", "2024-01-05"),
        ("1/5/2024 14:30", "2024-01-05 14:30:00"),
        ("1/5/2024 24:00", "2024-01-05 24:00"),
        ("1/5/2024 1:02:03.5 PM", "2024-01-05 13:02:03.500000"),
        ("2024-01-05", "2024-01-05"),
        ("5 jan 2024", "2024-01-05"),
    ],
)
def test_what_the_whole_file_told_of_a_date_goes_with_a_row_that_is_set_aside(written, shown):
    validated = read("x,1,soon,1/25/2024", f"x,2,soon,{written}")

    assert [json.loads(cells)["reported_done_at"] for cells in validated.rejected["cells"]] == ["2024-01-25", shown]
    assert [json.loads(cells)["opened_at"] for cells in validated.rejected["cells"]] == ["soon", "soon"]


def test_rejects_that_are_mended_read_as_they_would_have_in_their_file():
    clean = ["x,1,1/5/2024,1/25/2024", "x,2,1/6/2024,2/5/2024", "x,3,2/6/2024,3/5/2024"]
    first = read("x,1,soon,1/25/2024", "x,2,1/6/2024,2/5/2024", "x,3,hm,3/5/2024")
    cells = [json.loads(cells) for cells in first.rejected["cells"]]
    mended = [",".join([*list(row.values())[:2], day, row["reported_done_at"]]) for row, day in
              zip(cells, ["2024-01-05", "2024-02-06"], strict=True)]  # fmt: skip

    both = pl.concat([first.rows, read(*mended).rows]).sort("item_id")

    shown = ["item_id", "opened_at", "reported_done_at", "status"]
    assert both.select(shown).equals(read(*clean).rows.select(shown))


# slices and round trips


def test_a_file_reads_the_same_in_slices():
    chosen = random.Random(3)
    texts = ["5/1/2024", "13/1/2024", "2024-02-01", "n.v.t.", "31-31-2024", "", "41227"]
    rows = [f"x,{chosen.randrange(40)},{chosen.choice(texts)},{chosen.choice(texts)}" for _ in range(200)]
    export = recognised(*rows)
    evidence = weigh(export, TODAY)

    slices = [validate_rows(export, export.rows.slice(at, 37), evidence) for at in range(0, export.rows.height, 37)]

    whole, pieces = validate(export, TODAY), together(slices, evidence)
    assert pieces.rows.equals(whole.rows)
    assert pieces.rejected.equals(whole.rejected)
    order = ["row_number", "column", "issue", "value"]
    assert pieces.issues.sort(order).equals(whole.issues.sort(order))


MONTHS = [
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
]
FORMS = {
    "iso": lambda at: f"{at:%Y-%m-%d %H:%M:%S}",
    "iso with T": lambda at: f"{at:%Y-%m-%dT%H:%M:%S.%f}",
    "Dutch": lambda at: f"{at.day}-{at.month}-{at.year} {at.hour}:{at:%M:%S}",
    "Dutch in words": lambda at: f"{at.day} {MONTHS[at.month - 1]} {at.year} {at:%H:%M:%S} uur",
    "British": lambda at: f"{at:%d/%m/%Y %H:%M:%S}",
    "American": lambda at: f"{at:%m/%d/%Y %I:%M:%S %p}",
    "American in words": lambda at: f"{at:%A, %B %d, %Y %I:%M:%S %p}",
    "Oracle": lambda at: f"{at:%d-%b-%Y %H:%M:%S}",
    "packed": lambda at: f"{at:%Y%m%d%H%M%S}",
    "serial": lambda at: repr((at - datetime(1899, 12, 30)) / timedelta(days=1)),
    "seconds": lambda at: str(int((at - datetime(1970, 1, 1)).total_seconds())),
}


@pytest.mark.parametrize("form", sorted(FORMS))
@settings(max_examples=examples(4, full=25), deadline=None)
@given(
    st.lists(
        st.datetimes(datetime(1995, 1, 1), datetime(2026, 1, 1)).map(lambda at: at.replace(microsecond=0)), max_size=8
    )
)
def test_any_moment_in_a_column_with_evidence_reads_back_exactly(form, moments):
    given_moments = [*moments, datetime(2011, 1, 25, 13, 5), datetime(2012, 2, 26), datetime(2013, 3, 27)]

    assert column(*(FORMS[form](at) for at in given_moments)) == given_moments


# answers that the dates speak against


@pytest.mark.parametrize(
    ("answer", "wrong"),
    [("month-day", "'13/2/2024' under 'opened_at' (row 4)"), ("day-month", "'2/13/2024' under 'opened_at' (row 4)")],
)
def test_an_answer_by_which_a_date_of_the_file_would_be_none_is_refused_with_that_date(answer, wrong):
    day, month = (13, 2) if answer == "month-day" else (2, 13)
    export = recognised(
        "x,1,,", "x,2,5/1/2024,", f"x,3,{day}/{month}/2024,", *(f"x,{n},1/{n}/2024," for n in range(4, 12))
    )

    with pytest.raises(Contradicted) as refusal:
        validate(answered(export, {"date_order": answer}), TODAY)

    assert f"the answer date_order={answer} cannot be right: read so, {wrong} is no date." in str(refusal.value)
    other = "day-month" if answer == "month-day" else "month-day"
    assert validate(answered(export, {"date_order": other}), TODAY).rows.height == 10


def test_days_and_months_are_not_swapped_where_a_date_would_be_none():
    export = recognised("x,1,2024-01-05,", "x,2,2024-02-13 10:00:00,")

    with pytest.raises(Contradicted, match=r"'2024-02-13 10:00:00' under 'opened_at' \(row 3\) is no date"):
        validate(answered(export, {"date_swap: opened_at": "swap"}), TODAY)


# names of days


def weekly(*written: str, headings: str = "service,item_id,opened_at") -> Validated:
    lines = "\n".join(f"x,{at},{cells}" for at, cells in enumerate(written))
    return validate(recognise([text_sheet(f"{headings}\n{lines}\n".encode())], load_profiles()), TODAY)


@pytest.mark.parametrize(
    ("written", "first"),
    [
        (["vr 03/01/2024", "di 04/02/2024"], datetime(2024, 3, 1)),
        (["wo 03/01/2024", "zo 04/02/2024"], datetime(2024, 1, 3)),
        (["Fri, 03/01/2024 09:30", "Tuesday 04/02/2024 10:00"], datetime(2024, 3, 1, 9, 30)),
        (["vendredi 03/01/2024", "mardi 04/02/2024"], datetime(2024, 3, 1)),
    ],
)
def test_the_name_of_the_day_proves_the_order_of_day_and_month(written, first):
    validated = weekly(*(f'"{cell}"' for cell in written))

    assert validated.rows["opened_at"][0] == first
    assert not validated.questions
    assert validated.issues.is_empty()


def test_a_date_of_another_day_than_stands_before_it_is_doubted():
    validated = weekly("ma 12/03/2024", "wo 13/03/2024", "do 14/03/2024")

    assert validated.rows["opened_at"][0] == datetime(2024, 3, 12)
    assert validated.issues.select("row_number", "column", "value", "issue", "action").rows() == [
        (2, "opened_at", "ma 12/03/2024", "weekday_differs", "kept")
    ]


# an order that was told of earlier files

OF_JULY = [f"0{month}/07/2024".replace("010", "10") for month in (1, 2, 3, 4, 5, 6, 8, 9)]


def read_again(dates: list[str], *, confirmed: bool = False) -> Validated:
    [profile] = [found for found in load_profiles() if found.name == "canonical" and found.table == "work_items"]
    order = profile.dates.model_copy(update={"order": "month-day", "order_confirmed": confirmed})
    rows = "\n".join(f"x,{at},{date}" for at, date in enumerate(dates))
    sheet = text_sheet(f"service,item_id,opened_at\n{rows}\n".encode())
    return validate(recognise([sheet], [profile.model_copy(update={"dates": order})]), TODAY)


def test_an_order_that_was_told_before_is_asked_again_where_all_dates_would_be_of_one_day():
    validated = read_again(OF_JULY)

    [question] = validated.questions
    assert (question.kind, question.proposed, question.read_as) == ("date_order", "day-month", "month-day")
    assert str(question.words) == (
        "Read as was said of earlier files, all dates under 'opened_at' are of day 7, in 8 months. Is 01/07/2024 under 'opened_at'"
        " written day first or month first?"
    )
    assert validated.issues["issue"].to_list() == ["day_and_month_may_be_swapped"]


def test_an_order_that_was_told_of_this_very_file_is_only_doubted():
    validated = read_again(OF_JULY, confirmed=True)

    assert not validated.questions
    assert validated.issues["issue"].to_list() == ["day_and_month_may_be_swapped"]


@pytest.mark.parametrize(
    "dates",
    [
        [f"0{month}/01/2024" for month in range(2, 9)],  # the first of each month
        [f"0{month}/0{day}/2024" for month, day in zip(range(2, 9), (4, 5, 6, 8, 4, 5, 6), strict=True)],
        ["02/07/2024", "03/07/2024"],
    ],
)
def test_dates_that_fit_the_order_that_was_told_before_are_told_nothing(dates):
    validated = read_again(dates)

    assert not validated.questions
    assert validated.issues.is_empty()
