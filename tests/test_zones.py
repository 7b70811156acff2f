"""Times of several zones in one file are put on one clock; those of one place stay as its clocks told them."""

# ruff: noqa: DTZ001 (moments in exports are local and bear no zone)
from __future__ import annotations

from datetime import datetime

import pytest

from pipelines.event_log import read_log
from pipelines.fold import fold, unfold
from pipelines.mendable import mendable
from pipelines.profile import Profile
from pipelines.read import read_sheets
from pipelines.recognise import recognise
from pipelines.validate import validate
from pipelines.weigh import weigh
from tests.exports import TODAY, text_file


def read(folder, *rows, zone=None):
    """Return work items opened and done, each row two moments as they are written."""
    lines = [f"x,{number},{row}" for number, row in enumerate(rows, start=1)]
    path = text_file(folder, "\n".join(["service,item_id,opened_at,reported_done_at", *lines]) + "\n")
    recognised = recognise(read_sheets(path), _profiles(zone))
    return validate(recognised, TODAY)


def _profiles(zone):
    names = ["service", "item_id", "opened_at", "reported_done_at"]
    profile = Profile.model_validate(
        {
            "name": "zoned", "title": "Zoned", "table": "work_items", "columns": {name: [name] for name in names},
            "dates": {"zone": zone},
        }
    )  # fmt: skip
    return [profile]


def hours(validated, column="opened_at"):
    return [moment.hour + moment.minute / 60 if moment else None for moment in validated.rows[column]]


def issues(validated):
    return sorted(validated.issues.select("column", "issue", "action").unique().iter_rows())


def said(validated):
    return " ".join(map(str, validated.notes))


@pytest.mark.parametrize(
    ("written", "clock", "read_as"),
    [
        (["2024-03-01T10:00:00Z", "2024-03-01T10:00:00+01:00"], "Europe/Amsterdam", [11, 10]),
        (["2024-07-01T10:00:00Z", "2024-07-01T10:00:00+02:00"], "Europe/Amsterdam", [12, 10]),
        (
            ["2024-07-01T10:00:00Z", "2024-02-01T10:00:00Z", "2024-02-02T10:00:00+01:00"],
            "Europe/Amsterdam",
            [12, 11, 10],
        ),
        (["2024-07-01T10:00:00Z", "2024-07-01T10:00:00+01:00"], "Europe/London", [11, 10]),
        (["2024-03-01T10:00:00+00:00", "2024-03-01T10:00:00+01:00"], "Europe/Amsterdam", [11, 10]),
        (["2024-07-01T10:00:00+00:00", "2024-07-01T10:00:00+02:00"], "Europe/Amsterdam", [12, 10]),
        (["2024-07-01T10:00:00Z", "2024-07-01T10:00:00+05:30"], "+05:30", [15.5, 10]),
        (["2024-07-01T10:00:00Z", "2024-01-01T10:00:00+01:00", "2024-07-01T10:00:00+01:00"], "+01:00", [11, 10, 10]),
        (["2024-07-01T10:00:00Z", "2024-07-01T10:00:00-04:00"], "America/New_York", [6, 10]),
        (["2024-07-01T10:00:00+05:30", "2024-07-01T10:00:00+09:00"], "UTC", [4.5, 1]),
        (["2024-03-01 10:00 UTC", "2024-03-01 10:00 CET"], "Europe/Amsterdam", [11, 10]),
        (["13-3-2024 10:00 Z", "13-3-2024 10:00 +0100"], "Europe/Amsterdam", [11, 10]),
        (["2024-07-01T23:30:00Z", "2024-07-02T10:00:00+02:00"], "Europe/Amsterdam", [1.5, 10]),
    ],
)
def test_times_of_two_zones_are_put_on_the_clock_that_the_local_ones_tell(tmp_path, written, clock, read_as):
    validated = read(tmp_path, *(f"{moment}," for moment in written))

    assert hours(validated) == read_as
    assert issues(validated) == [("opened_at", "several_time_zones", "repaired")]
    assert f"put on the clock of {clock}" in said(validated)


@pytest.mark.parametrize(
    "written",
    [
        ["2024-02-01T10:00:00+01:00", "2024-07-01T10:00:00+02:00"],  # Amsterdam
        ["2024-02-01T10:00:00+00:00", "2024-07-01T10:00:00+01:00"],  # London
        ["2024-03-31T01:30:00+01:00", "2024-03-31T03:30:00+02:00"],  # the night of summer time
        ["2024-02-01T10:00:00-05:00", "2024-07-01T10:00:00-04:00"],
        [
            "2024-02-01T10:00:00-03:00",
            "2024-02-02T10:00:00-03:00",
            "2024-07-01T10:00:00-04:00",
        ],  # a place we do not know
        ["2024-02-01T10:00:00Z", "2024-07-01T10:00:00Z"],
        ["2024-02-01T10:00:00Z", "2024-07-01T10:00:00+00:00"],
        ["2024-02-01T10:00:00Z", "2024-07-01"],  # a day bears no time that could be of another zone
        ["2024-02-01T10:00:00Z", "2024-07-01 00:00:00"],
        ["2024-02-01 10:00 GMT", "2024-07-01 10:00 BST"],
    ],
)
def test_times_of_one_place_or_one_zone_stay_as_they_are_written(tmp_path, written):
    validated = read(tmp_path, *(f"{moment}," for moment in written))

    assert {moment.hour for moment in validated.rows["opened_at"]} <= {0, 1, 3, 10}
    assert issues(validated) == [("opened_at", "time_zone_kept", "kept")]
    assert said(validated) == ""


def test_a_column_in_utc_beside_one_in_local_time_is_put_on_its_clock(tmp_path):
    validated = read(
        tmp_path, "2024-03-01T10:00:00Z,2024-03-01T11:30:00+01:00", "2024-07-01T10:00:00Z,2024-07-01T14:00:00+02:00"
    )

    assert hours(validated) == [11, 12]
    assert hours(validated, "reported_done_at") == [11.5, 14]
    assert issues(validated) == [
        ("opened_at", "several_time_zones", "repaired"),
        ("reported_done_at", "time_zone_kept", "kept"),
    ]
    assert "those under 'opened_at' are put on the clock of Europe/Amsterdam" in said(validated)


def test_seconds_since_1970_beside_local_times_are_put_on_their_clock(tmp_path):
    rows = [f"{1_709_283_600 + 60 * number},2024-03-01T12:00:00+01:00" for number in range(4)]

    validated = read(tmp_path, *rows)

    assert validated.rows["opened_at"][0] == datetime(2024, 3, 1, 10)


def test_days_that_are_written_as_midnight_of_utc_stay_days(tmp_path):
    validated = read(
        tmp_path, "2024-03-01T00:00:00Z,2024-03-01T11:30:00+01:00", "2024-07-01T00:00:00Z,2024-07-01T14:00:00+02:00"
    )

    assert hours(validated) == [0, 0]
    assert said(validated) == ""


@pytest.mark.parametrize(
    "row",
    [
        "2024-03-01T10:00:00Z,2024-03-01T11:00:00",
        "2024-03-01T10:00:00+00:00,2024-03-01 11:00",
        "2024-03-01T10:00:00Z,1-3-2024 11:00",
    ],
)
def test_times_without_a_zone_beside_utc_are_kept_and_told(tmp_path, row):
    validated = read(tmp_path, row)

    assert (hours(validated), hours(validated, "reported_done_at")) == ([10], [11])
    assert ("opened_at", "time_zone_beside_none", "kept") in issues(validated)
    assert "under 'reported_done_at' bear none" in said(validated)
    assert "times of UTC" in said(validated)


def test_times_without_a_zone_in_the_column_itself_are_told(tmp_path):
    validated = read(tmp_path, "2024-03-01T10:00:00Z,", "2024-03-01T10:00:00,")

    assert hours(validated) == [10, 10]
    assert issues(validated) == [("opened_at", "time_zone_beside_none", "kept")]


def test_times_without_a_zone_beside_local_times_are_local(tmp_path):
    validated = read(tmp_path, "2024-03-01T10:00:00+01:00,2024-03-01T11:00:00", "2024-07-01T10:00:00+02:00,")

    assert issues(validated) == [("opened_at", "time_zone_kept", "kept")]


def test_where_the_profile_says_the_zone_nothing_else_decides(tmp_path):
    validated = read(
        tmp_path, "2024-03-01T10:00:00Z,2024-03-01T11:00:00", "2024-03-01T10:00:00+01:00,", zone="Europe/London"
    )

    assert hours(validated) == [10, 9]
    assert issues(validated) == []


def test_the_events_of_a_log_and_the_dates_of_its_cases_are_on_one_clock(tmp_path):
    profile = Profile.model_validate(
        {
            "name": "log", "title": "Log", "table": "work_items", "service": "permits",
            "columns": {"item_id": ["Case"], "target_last_at": ["Due"]},
            "events": {"time": ["At"], "activity": ["Event"], "done": ["Closed"]},
        }
    )  # fmt: skip
    path = text_file(
        tmp_path,
        "Case,Event,At,Due\n1,Opened,2024-03-01T10:00:00Z,2024-03-08T16:00:00Z\n1,Closed,2024-03-01T12:00:00+01:00,\n",
    )
    folded = fold(read_log(recognise(read_sheets(path), [profile]), TODAY), None)

    validated = unfold(folded, validate(folded.items, TODAY))

    assert hours(validated) == [11]
    assert hours(validated, "reported_done_at") == [12]
    assert hours(validated, "target_last_at") == [17]
    assert said(validated).count("put on the clock of Europe/Amsterdam") == 1
    assert "time_zone_beside_none" not in str(issues(validated))


def test_a_row_to_mend_bears_its_times_on_the_clock_of_its_file(tmp_path):
    names = "service,item_id,opened_at,reported_done_at"
    path = text_file(
        tmp_path,
        f"{names}\nx,1,2024-03-01T10:00:00Z,soon\nx,2,2024-03-01T10:00:00+01:00,\nx,3,2024-03-02T10:00:00+01:00,\n",
    )
    recognised = recognise(read_sheets(path), _profiles(None))
    evidence = weigh(recognised, TODAY)

    cells = {cell.name: cell for cell in mendable(recognised, recognised.rows.head(1), evidence)}

    assert cells["opened_at"].to_list() == ["2024-03-01 11:00:00"]


@pytest.mark.parametrize("opened", ["Opened (UTC)", "opened_at_utc"])
def test_a_time_zone_of_a_heading_beside_others_is_told(tmp_path, opened):
    path = text_file(tmp_path, f"Ref,{opened},Closed\n1,2024-03-01 23:30,2024-03-02 8:15\n2,2024-03-02 23:30,\n")
    columns = {"item_id": ["Ref"], "opened_at": [opened], "reported_done_at": ["Closed"]}
    profile = Profile.model_validate(
        {"name": "zoned", "title": "Zoned", "table": "work_items", "service": "x", "columns": columns}
    )

    validated = validate(recognise(read_sheets(path), [profile]), TODAY)

    assert hours(validated) == [23.5, 23.5]
    assert f"under '{opened}' are of UTC" in said(validated)
    assert "those under 'Closed'" in said(validated)


def test_a_column_of_time_zones_that_is_not_used_is_told(tmp_path):
    rows = "1,2024-03-01 9:30,+01:00\n2,2024-03-01 9:30,-05:00\n"
    path = text_file(tmp_path, f"item_id,opened_at,UTC offset\n{rows}")
    columns = {"item_id": ["item_id"], "opened_at": ["opened_at"]}
    profile = Profile.model_validate(
        {"name": "zoned", "title": "Zoned", "table": "work_items", "service": "x", "columns": columns}
    )

    told = [str(sentence) for sentence in recognise(read_sheets(path), [profile]).problems]

    assert any("The time zones under 'UTC offset' (+01:00, -05:00) are not used" in sentence for sentence in told)


def test_slots_of_a_day_are_no_times_with_a_zone(tmp_path):
    validated = read(
        tmp_path,
        "2024-05-01T08:00-12:00,",
        "2024-05-01T12:00-16:00,",
        "2024-05-02T08:00-10:00,",
        "2024-05-02 08:00-10:00,",
        "2024-05-03T08:00:00,2024-05-04",
    )

    assert said(validated) == ""
    assert hours(validated) == [8]
    assert set(validated.rejected["reason"].str.replace("'[^']*' in", "X in")) == {
        "X in column 'opened_at' names two times of a day. Write the first of them there, as 2024-01-31 08:00, and the other in a"
        " column of its own, and load the row again."
    }


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        (["2024-05-01T08:00-05:00", "2024-01-01T15:30-06:00"], [8, 15.5]),  # Chicago, in summer and winter
        (["2024-05-01T03:00-05:00", "2024-01-01T15:30-06:00"], [3, 15.5]),  # one before its zone's number
        (["2024-05-01T08:00-10:00", "2024-05-02T14:00-10:00"], [8, 14]),  # Honolulu
    ],
)
def test_times_with_a_zone_of_america_stay_times(tmp_path, written, read_as):
    assert hours(read(tmp_path, *(f"{moment}," for moment in written))) == read_as
