"""Rows become typed or are set aside with a sentence; none vanishes, and no date is guessed by itself."""

# ruff: noqa: DTZ001 (moments in exports are local and bear no zone)
from __future__ import annotations

import csv
import io
import json
import textwrap
from datetime import datetime

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines import vocabulary
from pipelines.profile import Profile, load_profiles, read_profile
from pipelines.recognise import recognise
from pipelines.sentence import from_json
from pipelines.validate import TYPES, Validated, validate
from pipelines.values import coded, codes_for, extracted, numbers, outcomes
from tests.examples import examples
from tests.exports import TODAY, text_file, text_sheet, understood, workbook
from tests.places import shared

DEPOT = """
    name = "depot"
    title = "Repairs of the depot"
    table = "work_items"
    service = "repairs"
    empty = ["?"]
    [columns]
    item_id = ["Job"]
    opened_at = ["Logged"]
    target_first_at = ["Due"]
    reported_done_at = ["Completed"]
    status = ["Status"]
    customer_id = ["Tenant"]
    worker = ["Operative"]
    clock_stop_days = ["Paused"]
    [constants]
    kind = "repair"
    [codes.status]
    Open = "open"
    Compl = "done"
    [scramble]
    fields = ["customer_id"]
    [private]
    columns = ["Notes"]
"""


def depot(folder, **changes) -> Profile:
    path = folder / "depot.toml"
    path.write_text(textwrap.dedent(DEPOT), encoding="utf-8")
    return read_profile(path).model_copy(update=changes)


def canonical(text: str) -> Validated:
    """Return what becomes of an export with canonical headings."""
    sheet = text_sheet(textwrap.dedent(text).strip().encode())
    return validate(recognise([sheet], load_profiles()), TODAY)


def items(*rows: str, headings: str = "service,item_id,opened_at,target_first_at,reported_done_at,status") -> Validated:
    return canonical("\n".join([headings, *rows]))


def reasons(validated: Validated) -> dict[int, str]:
    return dict(validated.rejected.select("row_number", "reason").rows())


def issues(validated: Validated) -> list[tuple[object, ...]]:
    return validated.issues.select("row_number", "column", "issue", "action").rows()


def opened(*written: str, **changes: object) -> Validated:
    """Return what becomes of a column of dates."""
    return items(*[f'x,{number},"{text}",,,' for number, text in enumerate(written)], **changes)


# every row is accounted for


WORDS = ["", " ", "W1", "W2", "repairs", "open", "done", "yes", "no", "Totaal", "0", "1,5"]
DATES = ["2024-01-05", "2024-01-05 10:00", "5-1-2024", "13/1/2024", "1/13/2024", "5 mei 2024", "2024-01-05T10:00:00Z"]
NO_DATES = ["2999-01-01", "1900-01-01", "31-31-2024"]
cell = st.one_of(st.sampled_from(WORDS + DATES + NO_DATES), st.text(alphabet='ab1"\n,;é-: ', max_size=8))
HEADINGS = {
    "work_items": [
        "service",
        "item_id",
        "opened_at",
        "target_first_at",
        "reported_done_at",
        "status",
        "clock_stop_days",
    ],
    "answers": ["service", "item_id", "at", "solved", "score"],
    "visits": ["service", "visit_id", "planned_from", "started_at", "outcome"],
    "contacts": ["service", "contact_id", "at", "meaning", "channel"],
    "goals": ["service", "goal_id", "set_at", "customer_id", "words"],
    "goal_marks": ["service", "goal_id", "at", "way_to_go", "why"],
    "scale_marks": ["service", "customer_id", "at", "scale", "mark"],
    "milestones": ["service", "name", "target_at", "reached_at"],
    "claims": ["service", "claim_id", "claimed_at", "criterion"],
}


@settings(max_examples=examples(6, full=30), deadline=None)
@given(st.data())
def test_rows_in_are_always_rows_accepted_and_rows_rejected(data):
    table = data.draw(st.sampled_from(sorted(HEADINGS)))
    rows = data.draw(st.lists(st.lists(cell, min_size=1, max_size=8), min_size=1, max_size=12))
    width, written = len(HEADINGS[table]), io.StringIO()
    rows = [row if at == 0 else row[:width] for at, row in enumerate(rows)]  # a file of which many are wider is refused
    csv.writer(written).writerows([HEADINGS[table], ["x", "W0", *["2024-01-05"] * 5][:width], *rows])
    sheet = text_sheet(f"sep=,\n{written.getvalue()}".encode())  # nothing else tells it in such rows

    recognised = recognise([sheet], load_profiles(), "canonical")
    validated = validate(recognised, TODAY)

    with_something = sheet.cells.filter(pl.any_horizontal(pl.col(sheet.columns).is_not_null()))
    delivered = with_something.filter(pl.col("row_number") > recognised.header_row)["row_number"].to_list()
    accepted, rejected = validated.rows["row_number"].to_list(), validated.rejected["row_number"].to_list()
    assert sorted(accepted + rejected) == delivered
    assert validated.rows_in == len(delivered)
    told = [from_json(words) for words in validated.rejected["reason_words"]]
    assert validated.rejected["reason"].to_list() == told
    assert set(validated.issues["row_number"].drop_nulls()) <= set(accepted)


@pytest.mark.parametrize("table", sorted(vocabulary.DELIVERED))
def test_rows_come_in_the_columns_and_types_of_the_vocabulary(table):
    headings, cells = HEADINGS[table], ["x", "W1", *["2024-01-05"] * 5]
    validated = canonical(
        ",".join(headings)
        + "\n"
        + ",".join(cells[: len(headings)]).replace("2024-01-05,2024-01-05,2024", "2024-01-05,yes,2024")
    )

    expected = {column.name: TYPES[column.type] for column in vocabulary.DELIVERED[table]}
    assert dict(validated.rows.schema) == {**expected, "row_number": pl.Int64(), "delivered": pl.String()}


def test_blank_rows_do_not_count():
    assert items("x,1,2024-01-05,,,", ",,,,,", "  , ,,,,", "x,2,2024-01-06,,,").rows_in == 2


@pytest.mark.parametrize("word", ["Totaal", "Total:", "Grand total", "Eindtotaal", "TOTALS 12", "Subtotaal"])
def test_a_totals_row_is_set_aside_as_one(word):
    validated = items("x,1,2024-01-05,,,", f",{word},,,,12", f"{word},,,,,12")

    assert list(reasons(validated)) == [3, 4]
    assert all("is a totals row" in reason for reason in reasons(validated).values())


def test_a_case_that_is_called_total_is_a_case():
    assert items("x,Total-1,2024-01-05,,,").rows.height == 1


def test_headings_that_come_again_are_set_aside():
    headings = "service,item_id,opened_at,target_first_at,reported_done_at,status"

    assert reasons(items("x,1,2024-01-05,,,", headings, "x,2,2024-01-05,,,")) == {
        3: "This row repeats the headings. Nothing to do."
    }


def test_a_row_without_what_it_needs_says_which_column_to_fill():
    validated = items("x,,2024-01-05,,,", "x,2,,,,", ",3,2024-01-05,,,")

    assert validated.rejected["column"].to_list() == ["item_id", "opened_at", "service"]
    assert reasons(validated)[2] == (
        "Column 'item_id' is empty, and the row cannot be counted without it. Fill it in and load the row again."
    )


def test_of_rows_with_one_number_the_last_counts_and_the_others_name_it():
    validated = items(
        "x,1,2024-01-05,,,open", "x,2,2024-01-05,,,open", "x,1,2024-01-05,,2024-01-09,done", "y,1,2024-01-05,,,"
    )

    assert validated.rows["row_number"].to_list() == [3, 4, 5]
    assert reasons(validated)[2].startswith("Row 4 has the same number '1' and counts")


def test_a_row_that_cannot_be_read_does_not_push_out_an_earlier_one():
    validated = items("x,1,2024-01-05,,,open", "x,1,2024-01-05,,rubbish,done")

    assert validated.rows["row_number"].to_list() == [2]
    assert list(reasons(validated)) == [3]


def test_a_row_with_more_cells_than_headings_is_set_aside():
    validated = items(
        "x,1,2024-01-05,,,open",
        *[f"x,{number},2024-01-05,,,open" for number in range(2, 9)],
        "x,9,2024-01-05,,,open,shifted",
    )

    assert "more cells than there are headings: 'shifted'" in reasons(validated)[10]


def test_a_rejected_row_keeps_all_its_cells_so_that_it_can_be_mended(tmp_path):
    path = text_file(tmp_path, "Job,Logged,Notes\n1,never,tenant was angry\n2,2024-01-05,x\n3,2024-01-05,x\n")

    validated = understood(path, depot(tmp_path))

    assert json.loads(validated.rejected["cells"][0]) == {"Job": "1", "Logged": "never", "Notes": "tenant was angry"}


def test_the_words_of_a_reason_are_kept_apart_from_what_fills_them():
    validated = items("x,1,2024-01-05,,,open", 'x,2,"31 ""{maybe}""",,,open', "x,,2024-01-05,,,open", "Totaal,,,,,")

    unreadable, empty, totals = [json.loads(words) for words in validated.rejected["reason_words"]]
    assert unreadable["words"].startswith("'{value}' in column '{column}' is no date")
    assert (unreadable["value"], unreadable["column"]) == ('31 "{maybe}"', "opened_at")
    assert empty["column"] == "item_id"
    assert totals["value"] == "Totaal"


def test_a_totals_row_is_not_told_of_as_a_cell_to_mend():
    validated = items("x,1,2024-01-05,,,open", "Totaal,,,,,")

    assert validated.rejected.select("column", "value").rows() == [(None, "Totaal")]


# dates


def test_one_unreadable_date_sets_aside_its_row_with_a_sentence():
    validated = items("x,1,2024-01-05,2024-01-09,2024-01-07,done", "x,2,31-31-2024,2024-01-09,,open")

    assert validated.rejected.select("row_number", "column", "value", "reason").rows() == [
        (
            3,
            "opened_at",
            "31-31-2024",
            "'31-31-2024' in column 'opened_at' is no date that we can read (the column reads as day, month, year)."
            " Write it as 2024-01-31 and load the row again.",
        )
    ]
    assert issues(validated) == []


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2024-01-05", datetime(2024, 1, 5)),
        ("2024-01-05 09:10", datetime(2024, 1, 5, 9, 10)),
        ("2024-01-05T09:10:11", datetime(2024, 1, 5, 9, 10, 11)),
        ("2024-01-05 09:10:11.397", datetime(2024, 1, 5, 9, 10, 11, 397000)),
        ("2024/1/5", datetime(2024, 1, 5)),
        ("20240105", datetime(2024, 1, 5)),
        ("25-1-2024", datetime(2024, 1, 25)),
        ("25/01/2024 09:10", datetime(2024, 1, 25, 9, 10)),
        ("25.01.2024 9.10", datetime(2024, 1, 25, 9, 10)),
        ("25-01-24", datetime(2024, 1, 25)),
        ("1/25/2024 12:05:00 AM", datetime(2024, 1, 25, 0, 5)),
        ("01/25/2024 12:05 PM", datetime(2024, 1, 25, 12, 5)),
        ("01/25/2024 9:05:30 pm", datetime(2024, 1, 25, 21, 5, 30)),
        ("5 mei 2024", datetime(2024, 5, 5)),
        ("05-Mrt-24 10:00", datetime(2024, 3, 5, 10, 0)),
        ("5 December 2023", datetime(2023, 12, 5)),
    ],
)
def test_a_date_is_read_as_people_and_systems_write_it(written, moment):
    assert opened(written).rows["opened_at"].to_list() == [moment]


@pytest.mark.parametrize(
    "written", ["2024-13-01", "30-02-2024", "soon", "2024", "45296", "12:30", "2024-01-05 25:00", "13:10 PM 5-1-2024"]
)
def test_what_is_no_date_is_never_made_into_one(written):
    assert opened(written).rows.height == 0


@pytest.mark.parametrize(
    ("written", "told"),
    [
        *((late, "a day ends at 24:00") for late in ("24:10", "25:00", "5-1-2024 24:10", "2024-01-05 25:00:00")),
        *((time, "it names no day") for time in ("7u00", "8h15", "700", "12:30", "7 u", "2018")),
        *((other, "Write it as 2024-01-31 and load") for other in ("soon", "2024-13-01", "5-1-2024 10:61")),
    ],
)
def test_what_is_told_of_an_unreadable_moment_fits_a_time_of_day(written, told):
    assert told in opened(written).rejected["reason"].item()


def test_a_part_above_12_tells_the_order_of_the_whole_column():
    day_first, month_first = opened("5-1-2024", "6-1-2024", "25-1-2024"), opened("1/5/2024", "1/6/2024", "1/25/2024")

    assert day_first.rows["opened_at"].to_list() == month_first.rows["opened_at"].to_list()
    assert day_first.rows["opened_at"][0] == datetime(2024, 1, 5)
    assert issues(day_first) == issues(month_first) == []


def test_a_column_that_cannot_tell_goes_by_the_other_columns_of_the_file():
    validated = items("x,1,1/5/2024,1/25/2024,,", "x,2,1/6/2024,1/26/2024,,")

    assert validated.rows["opened_at"][0] == datetime(2024, 1, 5)
    assert issues(validated) == []


def test_a_file_that_cannot_tell_is_read_day_first_and_says_so():
    validated = opened("5-1-2024", "6-1-2024")

    assert validated.rows["opened_at"][0] == datetime(2024, 1, 5)
    assert issues(validated) == [(None, "opened_at", "date_order_assumed", "kept")]


def test_a_profile_tells_the_order_where_the_column_cannot(tmp_path):
    path = text_file(tmp_path, "Job,Logged\n1,1/5/2024\n2,1/6/2024\n")
    american = Profile.model_validate({**depot(tmp_path).model_dump(), "dates": {"order": "month-day"}})

    validated = understood(path, american)

    assert validated.rows["opened_at"][0] == datetime(2024, 1, 5)
    assert issues(validated) == []


def test_one_typing_error_does_not_turn_the_order_that_a_profile_states(tmp_path):
    path = text_file(
        tmp_path, "Job,Logged\n" + "".join(f"{day},{day}/2/2024\n" for day in range(1, 12)) + "12,2/25/2024\n"
    )
    stated = Profile.model_validate({**depot(tmp_path).model_dump(), "dates": {"order": "day-month"}})

    validated = understood(path, stated)

    assert validated.rows["opened_at"].dt.month().unique().to_list() == [2]
    assert list(reasons(validated)) == [13]


def test_a_column_that_proves_its_profile_wrong_is_read_as_it_is_written_and_told(tmp_path):
    path = text_file(tmp_path, "Job,Logged\n" + "".join(f"{day},2/{day}/2024\n" for day in range(1, 29)))
    stated = Profile.model_validate({**depot(tmp_path).model_dump(), "dates": {"order": "day-month"}})

    validated = understood(path, stated)

    assert validated.rows["opened_at"].dt.month().unique().to_list() == [2]
    assert issues(validated) == [(None, "Logged", "date_order_differs", "kept")]


def test_dates_of_a_workbook_need_no_order(tmp_path):
    headings = ["service", "item_id", "opened_at", "target_first_at"]
    path = workbook(tmp_path, {"Export": [headings, ["x", 12, datetime(2024, 5, 1, 9, 30), datetime(2024, 5, 8)]]})

    validated = understood(path)

    assert validated.rows.select("item_id", "opened_at", "target_first_at").rows() == [
        ("12", datetime(2024, 5, 1, 9, 30), datetime(2024, 5, 8, 23, 59, 59))
    ]


def test_a_target_without_a_time_is_the_end_of_its_day():
    validated = items("x,1,2024-01-05,2024-01-09,2024-01-09,done", "x,2,2024-01-05,2024-01-09 12:00,,open")

    assert validated.rows["target_first_at"].to_list() == [
        datetime(2024, 1, 9, 23, 59, 59),
        datetime(2024, 1, 9, 12, 0),
    ]
    assert validated.rows["reported_done_at"][0] == datetime(2024, 1, 9)


def test_dates_that_systems_write_for_no_date_are_left_out_and_told():
    validated = items("x,1,2024-01-05,2100-01-01,1900-01-01,open", "x,2,2024-01-05,2089-12-31,2026-11-26,done")

    assert validated.rows["target_first_at"].to_list() == [None, datetime(2089, 12, 31, 23, 59, 59)]
    assert validated.rows["reported_done_at"].to_list() == [None, None]
    assert issues(validated)[:3] == [
        (2, "target_first_at", "implausible_date", "left_out"),
        (2, "reported_done_at", "implausible_date", "left_out"),
        (3, "reported_done_at", "implausible_date", "left_out"),
    ]


def test_a_beginning_that_cannot_be_sets_its_row_aside():
    told = reasons(items("x,1,1900-01-01,,,", "x,2,2027-01-01,,,", "x,3,2026-11-24,,,"))

    assert list(told) == [2, 3]
    assert "'1900-01-01' in column 'opened_at' cannot be right" in told[2]


def test_done_before_opened_is_kept_and_told_unless_a_date_has_no_time():
    validated = items("x,1,2024-01-05 10:00,,2024-01-04 09:00,done", "x,2,2024-01-05 10:00,,2024-01-05,done")

    assert validated.rows.height == 2
    assert issues(validated) == [(2, "reported_done_at", "done_before_opened", "kept")]


def test_a_moment_with_a_zone_is_told_in_the_zone_of_the_profile(tmp_path):
    path = text_file(
        tmp_path, "Job,Logged,Completed\n1,2018-01-01T05:00:00Z,2018-07-01T05:00:00+00:00\n2,2018-01-01 05:00,\n"
    )
    local = Profile.model_validate({**depot(tmp_path).model_dump(), "dates": {"zone": "Europe/Amsterdam"}})

    validated = understood(path, local)

    assert validated.rows["opened_at"].to_list() == [datetime(2018, 1, 1, 6), datetime(2018, 1, 1, 5)]
    assert validated.rows["reported_done_at"][0] == datetime(2018, 7, 1, 7)


def test_a_moment_with_a_zone_that_nobody_explains_is_kept_as_it_is_and_told():
    validated = opened("2018-01-01T05:00:00+01:00", "2018-07-01T05:00:00+02:00")

    assert validated.rows["opened_at"].to_list() == [datetime(2018, 1, 1, 5), datetime(2018, 7, 1, 5)]
    assert issues(validated) == [(None, "opened_at", "time_zone_kept", "kept")]


# words, numbers, texts


def test_a_code_that_the_profile_does_not_list_is_open_and_never_done(tmp_path):
    path = text_file(
        tmp_path, "Job,Logged,Status,Completed\n1,2024-01-05,COMPL,2024-01-06\n2,2024-01-05,Legal hold,2024-01-06\n"
    )

    validated = understood(path, depot(tmp_path))

    assert validated.rows["status"].to_list() == ["done", "open"]
    assert issues(validated) == [(3, "Status", "unmapped_code", "kept")]
    assert validated.rows["kind"].to_list() == ["repair", "repair"]


def test_where_no_status_is_delivered_the_dates_tell_it():
    validated = items(
        "x,1,2024-01-05,,",
        "x,2,2024-01-05,2024-01-06,",
        "x,3,2024-01-05,,2024-01-07",
        headings="service,item_id,opened_at,reported_done_at,cancelled_at",
    )

    assert validated.rows["status"].to_list() == ["open", "done", "cancelled"]


CANCELLED_ITEMS = "service,item_id,opened_at,reported_done_at,cancelled_at,status,cancel_reason"


@pytest.mark.parametrize(
    ("row", "status", "told"),
    [
        (",2024-01-07,done,", "cancelled", [("status", "closed_and_cancelled", "repaired")]),
        ("2024-01-06,2024-01-07,done,", "done", [("cancelled_at", "cancelled_and_done", "kept")]),
        ("2024-01-06,2024-01-07,,", "cancelled", [("cancelled_at", "cancelled_and_done", "kept")]),
        ("2024-01-06,2024-01-07,cancelled,", "cancelled", []),
        (",2024-01-07,open,", "open", [("cancelled_at", "cancelled_and_open", "kept")]),
        ("2024-01-06,,open,", "open", [("reported_done_at", "open_with_end", "kept")]),
        (",2024-01-07,no_access,", "no_access", []),
    ],
)
def test_a_date_of_cancelling_tells_more_than_a_status_that_says_closed(row, status, told):
    validated = items(f"x,1,2024-01-05,{row}", headings=CANCELLED_ITEMS)

    assert validated.rows["status"].to_list() == [status]
    assert issues(validated) == [(2, *doubt) for doubt in told]


@pytest.mark.parametrize(
    ("row", "status", "told"),
    [
        (",,,Tenant refused", "cancelled", "cancelled_by_reason"),
        ("2024-01-06,,,Tenant refused", "done", "reason_though_done"),
        ("2024-01-06,,done,Tenant refused", "done", "reason_though_done"),
        (",,open,bewoner zag ervan af", "open", "reason_though_open"),
        (",2024-01-07,,Tenant refused", "cancelled", None),
        (",2024-01-07,cancelled,Tenant refused", "cancelled", None),
        (",,,No", "open", None),
        (",,,n.v.t.", "open", "word_for_nothing"),
    ],
)
def test_a_reason_for_cancelling_is_never_silently_open_or_done(row, status, told):
    validated = items(f"x,1,2024-01-05,{row}", headings=CANCELLED_ITEMS)

    assert validated.rows["status"].to_list() == [status]
    assert [issue for _, column, issue, _ in issues(validated) if column == "cancel_reason"] == [told] * bool(told)


def test_an_item_that_is_done_on_no_day_is_told():
    assert issues(items("x,1,2024-01-05,,,done")) == [(2, "status", "closed_without_date", "kept")]


@pytest.mark.parametrize(
    ("written", "solved"),
    [("Ja", "yes"), ("nee", "no"), ("deels", "partly"), ("TRUE", "yes"), ("0", "no"), ("partly", "partly")],
)
def test_an_answer_may_be_in_either_language(written, solved):
    validated = canonical(f"service,at,solved\nx,2024-01-05,{written}")

    assert validated.rows["solved"].to_list() == [solved]


def test_an_answer_that_is_no_answer_sets_its_row_aside_with_the_words_that_are():
    validated = canonical(
        "service,at,solved\nx,2024-01-05,perhaps\nx,2024-01-05,yes\nx,2024-01-05,yes\nx,2024-01-05,no"
    )

    assert (
        "'perhaps' in column 'solved' is no word that we know there. Write one of: yes, partly, no"
        in reasons(validated)[2]
    )


def test_contacts_and_visits_need_no_number_of_their_own():
    contacts = canonical("service,at,meaning\nx,2024-01-05,value\nx,2024-01-05,value")
    visits = canonical("service,item_id,started_at,outcome\nx,W1,2024-01-05 10:00,no_access\nx,W1,,done")

    assert contacts.rows["contact_id"].to_list() == [None, None]
    assert visits.rows["outcome"].to_list() == ["no_access"]
    assert "Column 'planned_from' is empty" in reasons(visits)[3]


def test_a_visit_that_began_across_midnight_of_its_plan_began_on_the_day_beside(tmp_path):
    times = [
        "23:50;00:20;00:05;00:40",  # later than planned
        "00:05;00:20;23:55;00:10",  # earlier
        "08:00;08:30;21:00;21:30",  # in the evening instead
        "23:50;00:20;;00:40",
    ]
    rows = "".join(f"{number};5-1-2024;{written}\n" for number, written in enumerate(times, 1))
    path = text_file(tmp_path, "Visit;Day;From;To;In;Out\n" + rows)
    fields = {"planned_from": "From", "planned_to": "To", "started_at": "In", "ended_at": "Out"}
    profile = Profile.model_validate(
        {
            "name": "rounds", "title": "Rounds", "table": "visits", "service": "care",
            "columns": {"visit_id": ["Visit"], **{name: [heading] for name, heading in fields.items()}},
            "join": {name: {"before": ["Day"], "clock": "clock"} for name in fields},
            "constants": {"outcome": "done"},
        }
    )  # fmt: skip

    validated = understood(path, profile)

    assert validated.rows["started_at"].to_list() == [
        datetime(2024, 1, 6, 0, 5), datetime(2024, 1, 4, 23, 55), datetime(2024, 1, 5, 21), None,
    ]  # fmt: skip
    assert validated.rows["ended_at"].to_list() == [
        datetime(2024, 1, 6, 0, 40), datetime(2024, 1, 5, 0, 10), datetime(2024, 1, 5, 21, 30), datetime(2024, 1, 6, 0, 40),
    ]  # fmt: skip
    assert [issue for issue in issues(validated) if issue[1] == "In" and issue[0] is not None] == [
        (2, "In", "start_on_day_beside", "repaired"),
        (3, "In", "start_on_day_beside", "repaired"),
    ]


def test_a_visit_past_midnight_ends_on_the_next_day_and_one_that_ends_too_early_is_doubted(tmp_path):
    times = ["22:30;00:15", "22:30;00:00", "09:30;09:20", "09:30;10:00"]
    rows = "".join(f"{number};5-1-2024;{written}\n" for number, written in enumerate(times, 1))
    path = text_file(tmp_path, "Visit;Day;In;Out\n" + rows)
    profile = Profile.model_validate(
        {
            "name": "rounds", "title": "Rounds", "table": "visits", "service": "care",
            "columns": {"visit_id": ["Visit"], "planned_from": ["In"], "planned_to": ["Out"]},
            "join": {"planned_from": {"before": ["Day"]}, "planned_to": {"before": ["Day"]}},
            "constants": {"outcome": "done"},
        }
    )  # fmt: skip

    validated = understood(path, profile)

    assert validated.rows["planned_to"].to_list() == [
        datetime(2024, 1, 6, 0, 15), datetime(2024, 1, 6), datetime(2024, 1, 5, 9, 20), datetime(2024, 1, 5, 10),
    ]  # fmt: skip
    assert sorted(issue for issue in issues(validated) if issue[2] != "date_order_assumed") == [
        (2, "Out", "end_on_next_day", "repaired"),
        (3, "Out", "end_on_next_day", "repaired"),
        (4, "Out", "end_before_start", "kept"),
    ]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (["1,5", "2"], [1.5, 2.0]),
        (["1.5", "2"], [1.5, 2.0]),
        (["1.234,5", "10"], [1234.5, 10.0]),
        (["1,234.5", "10"], [1234.5, 10.0]),
        (["1,234", "0,5"], [1.234, 0.5]),
        (["-2", "x"], [-2.0, None]),
    ],
)
def test_the_whole_column_tells_its_decimal_sign(written, read):
    assert numbers(pl.Series(written)).to_list() == read


def test_a_number_that_cannot_be_is_left_out_and_told(tmp_path):
    path = text_file(
        tmp_path, "Job;Logged;Paused\n1;2024-01-05;2,5\n2;2024-01-05;-3\n3;2024-01-05;some\n4;2024-01-05;?\n"
    )

    validated = understood(path, depot(tmp_path))

    assert validated.rows["clock_stop_days"].to_list() == [2.5, None, None, None]
    assert issues(validated) == [
        (4, "Paused", "unreadable_number", "left_out"),
        (3, "Paused", "implausible_number", "left_out"),
    ]


def test_leading_zeros_stay():
    assert items("x,0012,2024-01-05,,,").rows["item_id"].to_list() == ["0012"]


def test_what_is_private_or_hashed_is_not_in_the_cells_that_are_stored(tmp_path):
    path = text_file(tmp_path, "Job,Logged,Tenant,Operative,Notes,Other\n1,2024-01-05,P. Jansen,K. de Vries,angry,x\n")

    validated = understood(path, depot(tmp_path))

    assert json.loads(validated.rows["delivered"][0]) == {"Job": "1", "Logged": "2024-01-05"}
    assert validated.rows.select("customer_id", "worker").rows() == [("P. Jansen", "K. de Vries")]


def test_codes_are_the_same_in_any_case():
    assert coded(pl.Series(["ontime", "LATE", None]), codes_for("on_time_flag", {"OnTime": "true"}, ())).to_list() == [
        "true",
        None,
        None,
    ]


# closing words: Boston


def boston() -> Profile:
    [profile] = [profile for profile in load_profiles() if profile.name == "boston311"]
    return profile


@pytest.mark.parametrize(
    ("words", "label", "outcome"),
    [
        ("Case Closed. Closed date : 2018-01-02 12:00:00.1 Case Resolved Dead rat removed", "resolved", "done"),
        (
            "Case Closed. Closed date : 2018-01-02 12:00:00.1 Case Resolved nothing found at location",
            "resolved_not_done",
            "not_done",
        ),
        ("Case Closed. Closed date : 2018-01-02 12:00:00.1 VIOCOR", "resolved", "done"),
        ("Case Closed Case Noted thank you", "noted", "not_done"),
        (
            "Case Closed. Closed date : 2018-01-02 12:00:00.1 Duplicate of Existing Case 101002301234",
            "duplicate",
            "not_done",
        ),
        ("Case Closed. Closed date : 2018-01-02 12:00:00.1 NOVIO", "other", "not_done"),
        (" ", "blank", None),
        (None, "blank", None),
    ],
)
def test_the_closing_words_tell_what_was_achieved(words, label, outcome):
    rule = boston().outcome
    assert rule is not None

    assert outcomes(pl.Series([words], dtype=pl.String), rule).rows() == [(outcome, label)]


def test_the_number_that_a_text_quotes_is_found():
    rule = boston().extract["quoted_item_id"]
    texts = pl.Series(
        ["Duplicate of Existing Case 101002301234 .", "Resubmitted as 101002301235", "nothing quoted", None]
    )

    assert extracted(texts, rule).to_list() == ["101002301234", "101002301235", None, None]


def test_boston_is_read_as_others_count_it():
    facts = json.loads(shared("real", "facts.json").read_text())["boston311_2018"]
    validated = understood(shared("real", "boston311_2018", "boston311_2018.csv.gz"))
    rows = validated.rows

    assert (rows.height, validated.rejected.height, validated.issues.height) == (facts["rows"], 0, 0)
    assert (
        str(rows["opened_at"].min()) == facts["open_min"] and str(rows["reported_done_at"].max()) == facts["closed_max"]
    )
    assert rows["target_last_at"].null_count() == facts["target_blank"]
    assert round(100 * rows["on_time_flag"].mean(), 2) == facts["pct_flag_on_time"]
    assert rows.filter(pl.col("on_time_flag") & (pl.col("status") == "open")).height == facts["on_time_but_still_open"]

    labels = dict(rows.group_by("outcome_label").len().rows())
    not_done = labels.pop("resolved_not_done")
    assert not_done == facts["resolved_but_text_says_not_done"]
    assert {**labels, "resolved": labels["resolved"] + not_done} == facts["disposition"]
    assert rows["quoted_item_id"].is_in(rows["item_id"].implode()).sum() > 0


def test_what_boston_did_for_its_citizens_can_be_counted_from_the_rows():
    facts = json.loads(shared("real", "facts.json").read_text())["boston311_2018"]
    days = boston().rules.came_back_days
    rows = understood(shared("real", "boston311_2018", "boston311_2018.csv.gz")).rows.sort(
        "place_id", "category", "opened_at", "item_id"
    )

    again = pl.col("opened_at").shift(-1).over("place_id", "category")
    done_at = pl.col("reported_done_at")
    came_back = ((again > done_at) & (again <= done_at + pl.duration(days=days))).fill_null(False)
    counted = rows.select(came_back.sum(), ((pl.col("outcome") == "done").fill_null(False) & ~came_back).mean() * 100)

    assert counted.row(0)[0] == facts["repeat_same_place_and_type_within_30d_of_close"]
    assert round(counted.row(0)[1], 2) == facts["pct_customer_done"]


def test_boston_reads_the_same_with_its_dates_the_other_way_round():
    validated = understood(shared("real", "messy", "qsv", "boston311-dmy-100.csv"))

    assert (validated.rows.height, validated.rejected.height) == (100, 0)
    assert validated.rows["opened_at"].dt.year().unique().to_list() == [2022]
