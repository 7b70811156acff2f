"""A day with its time in a column of its own is one moment; times of which nothing tells the day are told, and lengths are none."""

# ruff: noqa: DTZ001 (moments in exports are local and bear no zone)
from __future__ import annotations

import datetime as dt
from datetime import datetime

import polars as pl
import pytest

from pipelines.clock_cells import form_of, moments_of, seconds_of
from pipelines.event_log import read_log
from pipelines.find_table import find_tables
from pipelines.profile import Profile, read_profile
from pipelines.propose import propose
from pipelines.read import read_sheets
from pipelines.recognise import recognise
from pipelines.validate import validate
from pipelines.write_profile import as_toml
from tests.exports import TODAY, text_file, workbook

DAYS = range(1, 10)


def export(folder, headings: str, opened, done):
    """Return a file of orders: `headings` are those of the opening's day and time, then the end's; nothing ends on the 5th."""
    rows = [
        f"W{day};{12 + day}-03-2024;{opened[day % len(opened)]};{'' if day == 5 else f'{14 + day}-03-2024'};"
        f"{'' if day == 5 else done[day % len(done)]};{'Open' if day == 5 else 'Gereed'};Loodgieter"
        for day in DAYS
    ]
    return text_file(folder, "\n".join([f"Ordernummer;{headings};Status;Vakgroep", *rows]) + "\n")


def learnt(path) -> Profile:
    return propose(find_tables(read_sheets(path))[0]).profile("orders", "Orders", "repairs")


def read(path):
    """Return a file as the profile that it teaches reads it, and what is told of it."""
    recognised = recognise(read_sheets(path), [learnt(path)])
    return validate(recognised, TODAY), [str(problem) for problem in recognised.problems]


@pytest.mark.parametrize(
    "headings",
    [
        "Datum melding;Tijd melding;Datum gereed;Tijd gereed",
        "Raised date;Raised time;Completed date;Completed time",
        "Meldingsdatum;Meldingstijd;Gereeddatum;Gereedtijd",
        "Date opened;Opened time;Date closed;Closed time",
        "Startdatum;Starttijd;Einddatum;Eindtijd",
        "opened_date;opened_time;completed_date;completed_time",
        "RaisedDate;RaisedTime;CompletedDate;CompletedTime",
        "Datum melding;Tijd;Datum gereed;Tijd",
        "Date raised;Time;Date completed;Time",
        "Datum melding;Uur;Datum gereed;Uur",
        "Gemeld op;Gemeld om;Gereed op;Gereed om",
        "Datum melding;Meldtijd;Datum gereed;Gereedtijd",
    ],
)
def test_times_go_with_the_days_that_their_headings_or_places_name(tmp_path, headings):
    path = export(tmp_path, headings, ["13:05", "9:10", "16:45"], ["10:00", "11:30"])

    validated, told = read(path)

    assert validated.rows["opened_at"].head(3).to_list() == [
        datetime(2024, 3, 13, 9, 10), datetime(2024, 3, 14, 16, 45), datetime(2024, 3, 15, 13, 5)
    ]  # fmt: skip
    assert validated.rows["reported_done_at"].head(2).to_list() == [
        datetime(2024, 3, 15, 11, 30),
        datetime(2024, 3, 16, 10),
    ]
    assert validated.rejected.height == 0
    assert not any("not used" in sentence for sentence in told)


@pytest.mark.parametrize(
    ("times", "read_as"),
    [
        (["13:05", "9:10", "24:00"], ["13:05", "9:10", "24:00"]),
        (["13:05:00", "09:10:30", "00:00:00"], ["13:05", "9:10:30", "0:00"]),
        (["13.05", "9.10 uur", "16u45"], ["13:05", "9:10", "16:45"]),
        (["1:05 PM", "9:10 am", "12:00 a.m."], ["13:05", "9:10", "0:00"]),
        (["1305", "910", "1645", "1700", "0"], ["13:05", "9:10", "16:45", "17:00", "0:00"]),
        (["130500", "91030", "164500"], ["13:05", "9:10:30", "16:45"]),
        (["0.5", "0,25", "0.545138888888889", "0"], ["12:00", "6:00", "13:05", "0:00"]),
        (["1899-12-31 13:05:00", "1899-12-31 00:00:00"], ["13:05", "0:00"]),
        (["1-1-1900 13:05", "1-1-1900 9:10"], ["13:05", "9:10"]),
        (["8", "13", "0"], ["8:00", "13:00", "0:00"]),
    ],
)
def test_times_are_read_as_people_and_systems_write_them(times, read_as):
    cells = pl.Series(times)
    parts = [[int(part) for part in time.split(":")] for time in read_as]
    seconds = [hour * 3600 + minute * 60 + (rest[0] if rest else 0) for hour, minute, *rest in parts]

    assert seconds_of(cells, form_of(cells)).to_list() == seconds


@pytest.mark.parametrize(
    "cells",
    [["26:10", "1:00"], ["8.50", "12.99"], ["0.30", "0.45"], ["1305", "30", "45", "9"], ["120000", "99"], ["x"], []],
)
def test_what_may_be_another_thing_is_no_time_of_day(cells):
    assert form_of(pl.Series(cells, dtype=pl.String)) is None


def test_a_day_without_a_time_stands_alone_and_a_time_without_a_day_is_nothing():
    days = pl.Series(
        ["4-3-2024", None, "4-3-2024", "2024-03-04 00:00:00", "2024-03-04 10:00", "-", "45355", "4-3-2024"]
    )
    times = pl.Series([None, "13:05", "n.v.t.", "13:05", "11:00", "08:00", "12:00", "ochtend"])

    assert moments_of(days, times, "clock", is_day_enough=True).to_list() == [
        "4-3-2024", None, "4-3-2024", "2024-03-04 13:05:00", "2024-03-04 10:00", "-", "45355.5", "4-3-2024 ochtend",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("headings", "rows", "opened"),
    [
        ("Date Reported,Time Reported,AM/PM", ["3/{day}/2024,2:04,PM", "3/{day}/2024,9:15,AM"], [(14, 4), (9, 15)]),
        (
            "Date Reported,Time Reported,AM/PM",
            ["3/{day}/2024,12:04,p.m.", "3/{day}/2024,12:04,a.m."],
            [(12, 4), (0, 4)],
        ),
        ("Date Reported,AM/PM,Time Reported", ["3/{day}/2024,PM,2", "3/{day}/2024,AM,9"], [(14, 0), (9, 0)]),
        ("Date Reported,Time Reported,AM/PM", ["3/{day}/2024,0204,PM", "3/{day}/2024,915,AM"], [(14, 4), (9, 15)]),
        (
            "Date Reported,Time",
            ["3/{day}/2024,3/{day}/2024 14:04", "3/{day}/2024,3/{day}/2024 09:15"],
            [(14, 4), (9, 15)],
        ),
        (
            "Date Reported,Time Reported",
            ["3/{day}/2024,2024-01-02 14:04", "3/{day}/2024,2024-01-02 9:15"],
            [(14, 4), (9, 15)],
        ),
        ("Date Reported,Time Reported", ["3/{day}/2024 14:04,", "3/{day}/2024,09:15"], [(14, 4), (9, 15)]),
        ("REPORTED_DT,REPORTED_TM", ["3/{day}/2024,1404", "3/{day}/2024,915"], [(14, 4), (9, 15)]),
    ],
)
def test_a_time_is_read_whole_wherever_its_parts_stand(tmp_path, headings, rows, opened):
    lines = [f"W{day},{rows[day % 2].format(day=day)},3/{day + 3}/2024,Closed" for day in range(12, 24)]
    path = text_file(tmp_path, "\n".join([f"Work Order,{headings},Date Completed,Status", *lines]) + "\n")

    validated, told = read(path)

    times = [(at.day, at.hour, at.minute) for at in validated.rows["opened_at"]]
    assert times == [(day, *opened[day % 2]) for day in range(12, 24)]
    assert not any("not used" in sentence for sentence in told)


def test_a_time_without_its_half_of_the_day_sets_its_row_aside(tmp_path):
    lines = [f"W{day};{day}-03-2024;2:04;{'PM' if day > 1 else ''};Closed" for day in range(1, 30)]
    path = text_file(tmp_path, "\n".join(["Work Order;Date Reported;Time Reported;AM/PM;Status", *lines]) + "\n")

    validated, _ = read(path)

    assert validated.rows["opened_at"].dt.hour().unique().to_list() == [14]
    assert "'2:04 AM/PM?' in column 'Time Reported' is no time of day" in validated.rejected["reason"][0]


def test_an_appointment_in_the_morning_or_afternoon_moves_no_time_of_24_hours(tmp_path):
    lines = [
        f"W{day};{day}-03-2024;{['9:15', '14:30'][day % 2]};{['PM', 'AM'][day % 2]};{day + 1}-03-2024;Closed"
        for day in DAYS
    ]
    path = text_file(
        tmp_path, "\n".join(["Work Order;Date Reported;Time Reported;Slot;Date Completed;Status", *lines]) + "\n"
    )

    validated, _ = read(path)

    assert validated.rows["opened_at"].dt.hour().head(2).to_list() == [14, 9]


def test_halves_of_the_day_that_go_with_no_one_time_leave_both_alone(tmp_path):
    lines = [f"W{day};{day}-03-2024;2:04;{day + 1}-03-2024;9:15;x;PM;Closed" for day in DAYS]
    headings = "Work Order;Date Reported;Time Reported;Date Completed;Time Completed;Note;AM/PM;Status"
    path = text_file(tmp_path, "\n".join([headings, *lines]) + "\n")

    validated, told = read(path)

    assert validated.rows["opened_at"].dt.hour().unique().to_list() == [0]
    assert sum("AM and PM stand in another column" in sentence for sentence in told) == 2


def test_what_bears_another_day_is_no_time_of_the_day_beside_it(tmp_path):
    lines = [f"W{day};{day}-03-2024;{day + 7}-03-2024 9:15;{day + 9}-03-2024;Gereed" for day in DAYS]
    path = text_file(tmp_path, "\n".join(["Ordernummer;Datum melding;Tijd melding;Datum gereed;Status", *lines]) + "\n")

    validated, told = read(path)

    assert validated.rows["opened_at"][0] == datetime(2024, 3, 1)
    assert any("'Tijd melding' are not used: most bear another day" in sentence for sentence in told)


def test_an_empty_time_leaves_its_day_and_one_that_cannot_be_read_sets_its_row_aside(tmp_path):
    path = export(tmp_path, "Datum melding;Tijd melding;Datum gereed;Tijd gereed", ["13:05"], ["10:00"])
    profile = learnt(path)
    again = text_file(
        tmp_path,
        "Ordernummer;Datum melding;Tijd melding;Datum gereed;Tijd gereed;Status;Vakgroep\n"
        "W1;13-03-2024;;15-03-2024;24:00;Gereed;Dak\nW2;14-03-2024;ochtend;;;Open;Dak\nW3;15-03-2024;8:00;;10:00;Open;Dak\n",
    )

    validated = validate(recognise(read_sheets(again), [profile]), TODAY)

    assert validated.rows["opened_at"].to_list() == [datetime(2024, 3, 13), datetime(2024, 3, 15, 8)]
    assert validated.rows["reported_done_at"].to_list() == [datetime(2024, 3, 16), None]
    assert "ochtend" in validated.rejected["reason"][0]


def test_the_times_of_a_workbook_go_with_its_days(tmp_path):
    rows = [
        [f"W{day}", dt.date(2024, 3, day), dt.time(8 + day, 5), dt.date(2024, 3, day + 1), 0.5 + day / 96, "Closed"]
        for day in DAYS
    ]
    path = workbook(
        tmp_path, {"Jobs": [["Job no", "Raised date", "Raised time", "Closed date", "Closed time", "Status"], *rows]}
    )

    validated, _ = read(path)

    assert validated.rows["opened_at"].head(2).to_list() == [datetime(2024, 3, 1, 9, 5), datetime(2024, 3, 2, 10, 5)]
    assert validated.rows["reported_done_at"][0] == datetime(2024, 3, 2, 12, 15)


@pytest.mark.parametrize(
    "length",
    [
        "Doorlooptijd",
        "Reactietijd",
        "Tijd besteed",
        "Travel time",
        "Time taken",
        "Response time",
        "Total time",
        "Werktijd",
        "Time to fix",
    ],
)
def test_a_length_of_time_goes_with_no_day(tmp_path, length):
    path = export(tmp_path, f"Datum melding;{length};Datum gereed;Bijzonderheden", ["2:05", "10:10", "7:45"], ["geen"])

    validated, told = read(path)

    assert validated.rows["opened_at"][0] == datetime(2024, 3, 13)
    assert not any("not used" in sentence for sentence in told)


@pytest.mark.parametrize(
    ("headings", "times"),
    [
        ("Datum melding;Aankomsttijd;Datum gereed;Vertrektijd", ["13:05", "9:10"]),
        ("Datum melding;Vakgroep tijd;Datum gereed;Tijd", ["13:05", "9:10"]),
        ("Datum melding;Tijd melding;Datum gereed;Reden", ["0:15", "1:30", "0:45"]),  # rather lengths
        ("Datum melding;Tijd melding;Datum gereed;Reden", ["ochtend", "middag"]),
        ("Datum reactie;Reactietijd;Datum gereed;Reden", ["13:05", "9:10"]),
    ],
)
def test_times_of_which_nothing_tells_the_day_are_told(tmp_path, headings, times):
    path = export(tmp_path, headings, times, times)
    given = {"Ordernummer": "item_id", headings.split(";")[0]: "opened_at", "Datum gereed": "reported_done_at"}
    proposal = propose(find_tables(read_sheets(path))[0])
    profile = proposal.profile("orders", "Orders", "repairs", given)

    recognised = recognise(read_sheets(path), [profile])

    left = headings.split(";")[1]
    assert left not in str(profile.join)
    assert any(
        f"The times under '{left}' are not used" in problem and "00:00" in problem
        for problem in map(str, recognised.problems)
    )


@pytest.mark.parametrize(
    ("headings", "times", "why"),
    [
        ("Datum melding;Tijd;Datum gereed;Bijzonderheden", ["ochtend", "8-10 uur"], "('8-10 uur' cannot)"),
        ("Datum melding;Tijd;Datum gereed;Bijzonderheden", ["07:00-08:15"], "('07:00-08:15' cannot)"),
        ("Datum melding;Tijd melding;Datum gereed;Bijzonderheden", ["8,00", "9,75"], "cannot)"),
        ("Datum melding;Tijd melding;Datum gereed;Bijzonderheden", ["0:15", "1:30"], "most are before 5:00"),
        ("Datum melding;Aankomst;Datum gereed;Bijzonderheden", ["9:15", "13:30"], "of which day"),
    ],
)
def test_it_is_told_why_times_are_not_used(tmp_path, headings, times, why):
    path = export(tmp_path, headings, times, ["geen"])

    validated, told = read(path)

    assert validated.rows["opened_at"][0] == datetime(2024, 3, 13)
    clock = headings.split(";")[1]
    assert [why in sentence for sentence in told if f"under '{clock}' are not used" in sentence] == [True]


def test_times_on_one_side_only_are_told(tmp_path):
    path = export(tmp_path, "Datum melding;Tijd melding;Datum gereed;Tijd gereed", ["13:05"], ["ochtend"])

    _, told = read(path)

    assert any(
        "'Datum melding' counts from its time of day, and what is under 'Datum gereed' from 00:00" in sentence
        for sentence in told
    )


@pytest.mark.parametrize(
    ("times", "said"),
    [
        (["8:15", "9:40", "11:05", "1:30", "2:45"], "are read as nights"),
        (["8.25", "9.50", "13.00"], "'9.50' as 9:50: if they are hours with decimals"),
        (["8:15", "9:40", "13:05", "1:30"], None),
        (["8.25", "9.55", "13.00"], None),
        (["8:15 am", "9:40 am", "1:30 pm"], None),
    ],
)
def test_times_that_may_be_others_are_told(tmp_path, times, said):
    path = export(tmp_path, "Datum melding;Tijd melding;Datum gereed;Tijd gereed", times, ["17:00"])

    _, told = read(path)

    assert [said in sentence for sentence in told if "'Tijd melding'" in sentence] == ([True] if said else [])


@pytest.mark.parametrize(
    ("before", "now", "hour", "example"),
    [
        (["8:05", "13:05"], ["805", "1305"], 13, "'1305' is read as 13:05"),
        (["8:05", "13:05"], ["0.25", "0.5625"], 13, "'0.5625' is read as 13:30"),
        (["805", "1305"], ["13:05", "8:05"], 8, "'8:05' is read as 8:05"),
        (["8:05", "13:05"], ["1:05 PM", "8:05 AM"], 8, None),
    ],
)
def test_a_file_may_write_its_times_otherwise_than_the_one_before(tmp_path, before, now, hour, example):
    headings = "Datum melding;Tijd melding;Datum gereed;Tijd gereed"
    profile = learnt(export(tmp_path, headings, before, ["17:00"]))

    recognised = recognise(read_sheets(export(tmp_path, headings, now, ["17:00"])), [profile])
    validated = validate(recognised, TODAY)

    assert validated.rejected.height == 0
    assert validated.rows["opened_at"][0].hour == hour
    told = [sentence for sentence in map(str, recognised.problems) if "written otherwise" in sentence]
    assert [example in sentence for sentence in told] == ([True] if example else [])


@pytest.mark.parametrize(
    ("now", "hours"),
    [
        (["8", "8:30", "13:00"], [8, 13, 8]),
        (["8", "8.30", "13.05"], [8, 13, 8]),
        (["08", "8u30", "17 uur"], [8, 17, 8]),
        (["0", "8:30", "23"], [8, 23, 0]),
        (["8", "8:30 AM", "1 PM"], [8, 13, 8]),
    ],
)
def test_hours_alone_among_times_are_read_and_told(tmp_path, now, hours):
    headings = "Datum melding;Tijd melding;Datum gereed;Tijd gereed"
    profile = learnt(export(tmp_path, headings, ["8:05", "13:05"], ["17:00"]))
    path = export(tmp_path, headings, now, ["17:00"])

    recognised = recognise(read_sheets(path), [profile])
    later, (first, told) = validate(recognised, TODAY), read(path)

    for rows in (later, first):
        assert (rows.rejected.height, [at.hour for at in rows.rows["opened_at"].head(3)]) == (0, hours)
    bare = next(time for time in (now[1], now[2], now[0]) if time.isdigit())
    said = f"Under 'Tijd melding' hours stand alone among the times: '{bare}' is read as {int(bare)}:00."
    assert [str(problem) for problem in recognised.problems if "'Tijd melding'" in str(problem)] == [said]
    assert [problem for problem in told if "'Tijd melding'" in problem] == [said]


@pytest.mark.parametrize(
    "now", [["8", "8:30", "45"], ["8", "8.25", "9.50"], ["25", "8:30", "9:00"], ["8", "8:30", "130"]]
)
def test_numbers_that_may_be_no_hours_are_no_times(tmp_path, now):
    headings = "Datum melding;Tijd melding;Datum gereed;Tijd gereed"
    profile = learnt(export(tmp_path, headings, ["8:05", "13:05"], ["17:00"]))

    later = validate(recognise(read_sheets(export(tmp_path, headings, now, ["17:00"])), [profile]), TODAY)

    assert any(
        f"'{now[0]}' in column 'Tijd melding' is no time of day" in reason for reason in later.rejected["reason"]
    )


@pytest.mark.parametrize("word", ["8-10 uur", "ochtend", "morning", "8-10"])
def test_a_part_of_the_day_is_told_as_no_time_of_day(tmp_path, word):
    headings = "Datum melding;Tijd melding;Datum gereed;Tijd gereed"
    profile = learnt(export(tmp_path, headings, ["8:05", "13:05"], ["17:00"]))

    later = validate(recognise(read_sheets(export(tmp_path, headings, ["8:30", word], ["17:00"])), [profile]), TODAY)

    assert later.rejected["reason"][0] == (
        f"'{word}' in column 'Tijd melding' is no time of day that we can read."
        " Write it as 13:05 and load the row again."
    )


def test_a_row_whose_time_is_none_tells_which_column_that_is_of(tmp_path):
    headings = "Datum melding;Tijd melding;Datum gereed;Tijd gereed"
    profile = learnt(export(tmp_path, headings, ["8:05", "13:05"], ["17:00"]))

    validated = validate(
        recognise(read_sheets(export(tmp_path, headings, ["8:30", "90"], ["17:00"])), [profile]), TODAY
    )

    assert set(validated.rejected["column"]) == {"Tijd melding"}
    assert "'90' in column 'Tijd melding' is no time of day" in validated.rejected["reason"][0]


def test_a_source_that_was_learnt_without_its_times_is_told_of_them(tmp_path):
    path = export(tmp_path, "Datum melding;Tijd melding;Datum gereed;Tijd gereed", ["13:05", "9:10"], ["10:00"])
    profile = learnt(path).model_copy(update={"join": {}})

    told = [str(problem) for problem in recognise(read_sheets(path), [profile]).problems]

    assert [
        sentence for sentence in told if "Tijd melding" in sentence and "'Datum melding' counts from 00:00" in sentence
    ]


def test_moments_that_bear_their_time_need_none_beside_them(tmp_path):
    path = text_file(
        tmp_path,
        "Ordernummer;Datum melding;Tijd melding;Datum gereed;Status\n"
        + "".join(f"W{day};2024-03-{day:02} 13:05;13:05;2024-03-{day + 3:02} 10:00;Gereed\n" for day in DAYS),
    )

    validated, told = read(path)

    assert validated.rows["opened_at"][0] == datetime(2024, 3, 1, 13, 5)
    assert not any("not used" in sentence for sentence in told)


def test_what_was_learnt_of_times_reads_the_same_when_it_is_kept(tmp_path):
    path = export(tmp_path, "Datum melding;Tijd;Datum gereed;Tijd", ["1305", "910"], ["10:00"])
    profile = learnt(path)
    kept = tmp_path / "orders.toml"
    kept.write_text(as_toml(profile), encoding="utf-8")

    assert read_profile(kept).join == profile.join
    assert profile.join["opened_at"].after == ["Tijd"]
    assert profile.join["opened_at"].clock == "hhmm"


def test_the_events_of_a_log_have_their_times(tmp_path):
    events = ["Aangevraagd", "In behandeling", "Afgehandeld"]
    rows = [
        f"Z{case};{event};{case + 1}-03-2024;{9 + 2 * at}:15"
        for case in range(1, 21)
        for at, event in enumerate(events)
    ]
    path = text_file(tmp_path, "\n".join(["Zaaknummer;Activiteit;Datum gebeurtenis;Tijd gebeurtenis", *rows]) + "\n")
    proposal = propose(find_tables(read_sheets(path))[0])

    log = read_log(recognise(read_sheets(path), [proposal.profile("log", "Log", "permits")]), TODAY)

    assert proposal.is_event_log
    assert log.rows["at"].head(3).to_list() == [datetime(2024, 3, 2, hour, 15) for hour in (9, 11, 13)]


def test_a_visit_past_midnight_ends_on_the_next_day_wherever_its_begin_is_written(tmp_path):
    rows = [f"V{day};M{day % 3};{day}-03-2024;22:30;00:{10 + day}" for day in DAYS]
    path = text_file(tmp_path, "\n".join(["Visit;Worker;Start date;Start time;End time", *rows]) + "\n")
    profile = Profile.model_validate(
        {
            "name": "rounds", "title": "Rounds", "table": "visits", "service": "care", "constants": {"outcome": "done"},
            "columns": {"visit_id": ["Visit"], "started_at": ["Start date"], "ended_at": ["End time"]},
            "join": {
                "started_at": {"after": ["Start time"], "clock": "clock"},
                "ended_at": {"before": ["Start date"], "clock": "clock"},
            },
        }
    )  # fmt: skip

    validated = validate(recognise(read_sheets(path), [profile]), TODAY)

    assert validated.rows["ended_at"][0] == datetime(2024, 3, 2, 0, 11)


def test_a_row_that_was_mended_keeps_its_time(tmp_path):
    """What is given to be mended bears the whole moment where its day stood, and its time beside it."""
    days = pl.Series(["2024-03-04 13:05:00", "04-03-2024"])
    times = pl.Series(["13:05", "2024-03-04 13:05:00"])

    assert moments_of(days, times, "clock", is_day_enough=True).to_list() == ["2024-03-04 13:05:00"] * 2


@pytest.mark.parametrize(
    "times", [["8u30", "13u05"], ["8h30", "13h05"], ["8:30 p.m.", "11:05 a.m."], ["8:30:00.000", "13:05:00.000"]]
)
def test_times_without_a_word_for_a_time_above_them_are_known_however_they_are_written(tmp_path, times):
    """'Werkelijk van' says nothing of a time; its cells do."""
    rows = [f"C{at % 3};M{at % 2};{at + 1}-03-2024;{times[at % 2]}" for at in range(15)]
    path = text_file(tmp_path, "\n".join(["Clientnummer;Medewerkernummer;Datum;Werkelijk van", *rows]) + "\n")

    validated, _ = read(path)

    assert validated.rejected.height == 0
    assert validated.rows["started_at"][0].strftime("%H:%M") in ("08:30", "20:30")


@pytest.mark.parametrize("headings", ["Werkelijke begintijd;Werkelijke eindtijd", "Arrival time;Departure time"])
@pytest.mark.parametrize("times", [["0830", "1305"], ["830", "1305"], ["0.354166666666667", "0.545138888888889"]])
def test_times_of_one_day_may_be_written_as_numbers(tmp_path, headings, times):
    rows = [f"C{at % 3};M{at % 2};{at + 1}-03-2024;{times[0]};{times[1]}" for at in range(15)]
    path = text_file(tmp_path, "\n".join([f"Client id;Carer;Datum;{headings}", *rows]) + "\n")

    validated, _ = read(path)

    assert validated.rejected.height == 0
    assert validated.rows["started_at"][0] == datetime(2024, 3, 1, 8, 30)
    assert validated.rows["ended_at"][0] == datetime(2024, 3, 1, 13, 5)


def test_a_day_of_birth_is_no_day_of_times(tmp_path):
    rows = [f"C{at % 3};{at + 1}-03-1944;M{at % 2};{at + 1}-03-2024;08:30;09:00" for at in range(15)]
    path = text_file(
        tmp_path, "\n".join(["Clientnummer;Geboortedatum;Carer;Datum;Werkelijk van;Werkelijk tot", *rows]) + "\n"
    )

    validated, _ = read(path)

    assert validated.rows["ended_at"][0] == datetime(2024, 3, 1, 9)
