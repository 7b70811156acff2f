"""What is proposed for a file that nobody knows: the right field where it is sure, and nothing where it is not."""

from __future__ import annotations

import gzip
import time
import zipfile
from datetime import datetime
from datetime import time as time_of_day
from functools import cache
from pathlib import Path

import polars as pl
import pytest

from pipelines.errors import UnknownHeadings
from pipelines.event_log import read_log
from pipelines.find_table import find_tables
from pipelines.fold import fold
from pipelines.profile import load_profiles
from pipelines.propose import Proposal, propose, propose_rows
from pipelines.read import read_sheets
from pipelines.recognise import recognise
from pipelines.validate import validate
from pipelines.write_profile import draft
from tests.examples import examples
from tests.exports import TODAY, text_file, workbook
from tests.places import shared
from tests.unseen import SYSTEMS, export


def rows_of(content: bytes | Path, delimiter: str = ",") -> pl.DataFrame:
    return pl.read_csv(
        content, separator=delimiter, infer_schema=False, encoding="utf8-lossy", truncate_ragged_lines=True
    )


def written(text: str) -> pl.DataFrame:
    """Rows of a table that is written with bars between the cells, as tests read best."""
    lines = [[cell.strip() or None for cell in line.split("|")] for line in text.strip().splitlines()]
    return pl.DataFrame(lines[1:], schema=[(str(name), pl.String) for name in lines[0]], orient="row")


def fields(proposal: Proposal) -> dict[str, str]:
    """Field -> heading, of what is proposed with confidence."""
    return {field: heading for heading, field in proposal.columns().items() if field}


def boston() -> pl.DataFrame:
    return rows_of(gzip.decompress(shared("real", "boston311_2018", "boston311_2018.csv.gz").read_bytes()))


def test_a_city_that_nobody_told_us_about_is_read_from_its_headings_and_values():
    proposal = propose_rows(boston())

    assert proposal.table == "work_items" and proposal.table_confidence > 0.9
    assert fields(proposal) == {
        "item_id": "case_enquiry_id",
        "opened_at": "open_dt",
        "target_last_at": "sla_target_dt",
        "reported_done_at": "closed_dt",
        "on_time_flag": "on_time",
        "status": "case_status",
        "team": "department",
        "place_id": "location",
    }


def test_of_four_columns_that_can_be_the_category_none_is_taken():
    proposal = propose_rows(boston())

    for heading in ("type", "subject", "reason", "case_title"):
        assert proposal.guesses[heading].field is None
        assert "category" in proposal.guesses[heading].others


def test_dates_of_the_first_days_of_january_are_read_as_the_other_columns_prove():
    proposal = propose_rows(rows_of(shared("real", "la311_2020", "requests.csv")))

    assert fields(proposal) == {
        "item_id": "srnumber",
        "category": "requesttype",
        "status": "status",
        "opened_at": "createddate",
        "target_last_at": "servicedate",
        "reported_done_at": "closeddate",
        "team": "owner",
        "place_id": "address",
    }
    assert [question.kind for question in proposal.questions] == ["completed_means", "service"]


def test_event_logs_are_told_as_such_with_the_columns_of_the_case():
    sepsis = propose_rows(rows_of(shared("real", "hospital_sepsis", "sepsis.csv"), ";"))
    wabo = propose_rows(rows_of(shared("real", "wabo_receipt", "receipt.csv")))

    assert sepsis.event_columns == {"case": "Case ID", "activity": "Activity", "at": "Complete Timestamp"}
    assert wabo.event_columns == {"case": "case:concept:name", "activity": "concept:name", "at": "time:timestamp"}
    assert sepsis.is_event_log and wabo.is_event_log
    assert fields(wabo) == {
        "item_id": "case:concept:name",
        "opened_at": "case:startdate",
        "target_last_at": "case:deadline",
        "reported_done_at": "case:enddate",
        "team": "case:department",
        "worker": "case:responsible",
    }


def test_an_audit_trail_is_an_event_log_though_no_heading_says_activity():
    with zipfile.ZipFile(shared("real", "it_incidents_2016", "incident_event_log.zip")) as packed:
        proposal = propose_rows(rows_of(packed.read("incident_event_log.csv")))

    assert proposal.is_event_log
    assert proposal.event_columns == {"case": "number", "at": "sys_updated_at"}
    assert fields(proposal) | {"status": "incident_state", "on_time_flag": "made_sla"} == fields(proposal)


@pytest.mark.parametrize(
    ("path", "delimiter"),
    [
        ("nhs_ae_2016_2019/ae_attendances.csv", ","),
        ("nhs_waiting_lists/waiting_lists_nhs_regions.csv", ","),
        ("messy/messytables/simple.psv", "|"),
    ],
)
def test_figures_per_month_are_told_as_such_and_nothing_is_taken_from_them(path, delimiter):
    proposal = propose_rows(rows_of(shared("real", *path.split("/")), delimiter))

    assert proposal.figures_only and fields(proposal) == {}
    assert "no row for each case" in str(proposal.told)


@pytest.mark.parametrize(
    "path",
    [
        "clevercsv/airedale.csv",
        "uk-25k-spend/moj-spend-data-jun-13.csv",
        "qsv/FCOServices_TransparencySpend_May2011.csv",
    ],
)
def test_a_list_of_payments_is_told_as_such_and_nothing_is_taken_from_it(path):
    content = shared("real", "messy", *path.split("/")).read_bytes().replace(b"\r\n", b"\n").replace(b"\r", b"\n")

    proposal = propose_rows(rows_of(content))

    assert fields(proposal) == {}
    assert "list of payments" in str(proposal.told)


def test_work_that_is_done_before_it_is_opened_is_not_taken_for_done():
    rows = pl.DataFrame(
        {
            "Job no": [str(n) for n in range(40)],
            "Date raised": ["2024-03-05"] * 40,
            "Completed": ["2024-02-01"] * 40,
            "Status": ["Open", "Closed"] * 20,
        }
    )

    guess = propose_rows(rows).guesses["Completed"]

    assert guess.field is None and guess.others == ("reported_done_at",)


@pytest.mark.parametrize(
    "heading",
    [
        "Invoice status",
        "Payment status",
        "Factuurstatus",
        "Betaalstatus",
        "Status factuur",
        "Billing status",
        "Quote status",
    ],
)
def test_the_status_of_an_invoice_is_never_that_of_the_work(heading):
    lines = [[f"W{at:03}", f"2024-01-{at % 28 + 1:02}", ("Closed", "Open", "Cancelled")[at % 3]] for at in range(40)]
    proposal = propose_rows(pl.DataFrame(lines, schema=["Order no", "Raised", heading], orient="row"))

    assert proposal.guesses[heading].field is None and "status" not in proposal.codes


@pytest.mark.parametrize(
    "heading", ["Invoice closed", "Invoice date", "Paid on", "Betaald op", "Factuur afgehandeld op"]
)
def test_the_date_of_an_invoice_is_never_that_of_the_work(heading):
    lines = [[f"W{at:03}", f"2024-01-{at % 28 + 1:02}", f"2024-02-{at % 28 + 1:02}", "Closed"] for at in range(40)]
    headings = ["Order no", "Raised", heading, "Status"]
    proposal = propose_rows(pl.DataFrame(lines, schema=headings, orient="row"))

    assert proposal.guesses[heading].field is None and proposal.notes == ()


def test_what_is_no_date_is_never_a_moment():
    rows = written("""
        Job no | Raised     | Completed | Target | Status
        1      | 2024-03-05 | yes       | 20     | Open
        2      | 2024-03-06 | no        | 5      | Closed
        3      | 2024-03-07 | yes       | 20     | Open
    """)

    assert fields(propose_rows(rows)) == {"item_id": "Job no", "opened_at": "Raised", "status": "Status"}


def test_the_order_of_dates_is_asked_only_where_both_are_possible():
    either = written("""
        Job no | Raised   | Status
        1      | 03/04/24 | Open
        2      | 05/06/24 | Closed
    """)
    proven = either.with_columns(pl.Series("Completed", ["13/06/24", None]))

    assert "date_order" in [question.kind for question in propose_rows(either).questions]
    assert "date_order" not in [question.kind for question in propose_rows(proven).questions]


def test_a_proposal_becomes_a_profile_with_what_a_person_confirmed():
    rows = written("""
        Job no | Raised   | Priority          | Status   | Completed
        1      | 03/04/24 | U - 5 working days | Closed  | 04/04/24
        2      | 05/06/24 | R - 28 days       | Zzz      |
    """)
    proposal = propose_rows(rows)

    profile = proposal.profile(
        "depot",
        "Repairs of the depot",
        "repairs",
        answers={
            "date_order": "month-day",
            "priority_target: U - 5 working days": "5 working_day",
            "priority_target: R - 28 days": "none",
            "completed_means": "closed_only",
        },
    )

    assert profile.columns["reported_done_at"] == ["Completed"]
    assert profile.codes["status"] == {"Closed": "done"}
    assert profile.dates.order == "month-day"
    assert {name: (rule.target, rule.unit) for name, rule in profile.priorities.items()} == {
        "U - 5 working days": (5, "working_day")
    }
    assert profile.outcome is not None and profile.outcome.group[0].means == "not_done"


@pytest.mark.parametrize(
    "heading",
    ["Clock stopped (hours)", "Hours on hold", "Paused (hours)", "Opschorting (uren)", "Clock stopped (days)"],
)
def test_time_that_is_not_counted_is_found_in_whatever_unit_its_heading_names(heading):
    rows = "\n".join(f"W{at}|2024-03-{at:02d}|2024-04-{at:02d}|{at}" for at in range(1, 25))

    assert fields(propose_rows(written(f"Order no|Raised|Completed|{heading}\n{rows}")))["clock_stop_days"] == heading


def test_targets_of_priorities_are_asked_and_never_assumed():
    rows = written("""
        Job no | Raised     | Priority
        1      | 2024-03-05 | Emergency 24 hrs
        2      | 2024-03-06 | Routine
    """)
    proposal = propose_rows(rows)

    [question] = [question for question in proposal.questions if question.kind == "priority_target"]
    assert [choice.value for choice in question.choices] == ["24 hour", "none"] and question.proposed is None
    assert proposal.profile("depot", "Depot", "repairs").priorities == {}


def test_a_look_at_a_hundred_thousand_rows_takes_seconds_at_most():
    rows = pl.concat([boston()] * 13)

    begun = time.process_time()
    propose_rows(rows)

    assert time.process_time() - begun < 6  # of the processor, whatever else the machine does; about one is usual


NOT_FOR_US = (
    "calamine/header-row.xlsx", "databaker/ott.xls", "frictionless/encoding-issue-274.csv", "frictionless/blank-rows-multiple.csv",
    "frictionless/duplicate-headers.csv", "messytables/large.xlsx", "messytables/utf-16le_encoded.csv", "qsv/excel-xlsx.xlsx",
    "qsv/progetti_sample_10.csv", "readxl/deaths.xlsx", "readxl/clippy.xls", "rows/balneabilidade-26-2010.csv",
    "sheetjs/Attendance.xlsx", "uk-25k-spend/cefas-over-25k-1010.csv", "uk-25k-spend/BIS_monthly_spend_November_2012.xls",
)  # fmt: skip


@pytest.mark.parametrize("path", NOT_FOR_US)
def test_nothing_is_taken_from_a_file_that_has_nothing_to_do_with_us(path):
    [table, *_] = find_tables(read_sheets(shared("real", "messy", *path.split("/"))))

    assert fields(propose(table)) == {}


def test_an_unknown_file_is_refused_with_what_its_columns_may_be(tmp_path):
    rows = "".join(f"{n};2024-01-{n:02};Open;North\n" for n in range(1, 29))
    path = tmp_path / "werkbonnen.csv"
    path.write_text("Werkbonnr;Gemeld op;Status;Ploeg\n" + rows, encoding="utf-8")

    with pytest.raises(UnknownHeadings) as refused:
        recognise(read_sheets(path), load_profiles())

    assert refused.value.proposal is not None
    assert fields(refused.value.proposal) == {
        "item_id": "Werkbonnr",
        "opened_at": "Gemeld op",
        "status": "Status",
        "team": "Ploeg",
    }


@cache
def proposed_for(system: str) -> tuple[dict[str, str | None], dict[str, str]]:
    """What the columns of an unseen system are taken for, and what they are."""
    rows, expected = export(system)
    return propose_rows(rows).columns(), expected


@pytest.mark.parametrize("system", sorted(SYSTEMS))
def test_no_field_is_wrong_under_headings_that_nobody_told_us_about(system):
    proposed, expected = proposed_for(system)

    assert {heading: field for heading, field in proposed.items() if field and field != expected[heading]} == {}


def test_of_a_hundred_columns_of_unseen_systems_ninety_eight_are_found():
    found = wanted = 0
    for system in SYSTEMS:
        proposed, expected = proposed_for(system)
        wanted += sum(field != "-" for field in expected.values())
        found += sum(field not in (None, "-") and field == expected[heading] for heading, field in proposed.items())

    assert found >= 0.98 * wanted


def test_a_group_over_the_headings_is_read_with_them(tmp_path):
    lines = [["Job", "", "", "Dates", "", "", ""], ["Ref", "Pri", "Status", "Issued", "Target", "Completed", "Seen"]]
    lines += [
        [f"J{day:04}", "ER"[day % 2], "Closed", f"2024-01-{day:02}", f"2024-02-{day:02}", f"2024-01-{day + 1:02}", "x"]
        for day in range(1, 29)
    ]
    path = tmp_path / "jobs.csv"
    path.write_text("\n".join(map(",".join, lines)), encoding="utf-8")
    [table, *_] = find_tables(read_sheets(path))

    found = fields(propose(table))

    assert found | {"item_id": "Ref", "priority_last": "Pri", "reported_done_at": "Completed"} == found


def test_several_answers_about_one_job_are_no_log_of_it():
    answers = pl.DataFrame(
        {
            "Response ID": [str(at) for at in range(40)],
            "Completed at": [f"2024-03-{1 + at % 28:02} 10:00" for at in range(40)],
            "Repair reference": [f"R{at // 2}" for at in range(40)],
            "Has your repair been fully completed?": ["Yes", "No"] * 20,
        }
    )

    proposal = propose_rows(answers)

    assert proposal.table == "answers" and not proposal.is_event_log
    assert fields(proposal)["solved"] == "Has your repair been fully completed?"


def test_a_log_with_a_sure_activity_may_call_its_moments_as_it_likes():
    log = pl.DataFrame(
        {
            "Zaaknummer": [f"Z{at // 3}" for at in range(60)],
            "Processtap": ["Ontvangst", "Beoordelen", "Besluiten"] * 20,
            "Starttijd": [f"2024-01-{day:02} {hour:02}:00" for day in range(1, 21) for hour in (8, 12, 16)],
        }
    )

    assert propose_rows(log).event_columns == {"case": "Zaaknummer", "activity": "Processtap", "at": "Starttijd"}


def test_a_sheet_of_thousands_of_columns_is_looked_at_in_seconds():
    columns = {
        "Job no": [str(at) for at in range(50)],
        **{f"column {at}": ["x"] * 50 for at in range(examples(4_095, 16_383))},
    }

    begun = time.process_time()
    proposal = propose_rows(pl.DataFrame(columns))

    assert time.process_time() - begun < examples(
        5, 20
    )  # of the processor; about one is usual, and three for sixteen thousand
    assert proposal.guesses["Job no"].others[0] == "item_id"


@pytest.mark.parametrize("rows", [0, 5])
def test_columns_without_a_cell_give_no_table(rows):
    empty = pl.DataFrame({name: pl.Series([None] * rows, dtype=pl.String) for name in ("Job no", "Raised", "Status")})

    assert fields(propose_rows(empty)) == {}
    assert propose_rows(pl.DataFrame()).columns() == {}


def test_the_times_of_an_event_are_not_taken_for_those_of_its_case():
    hours = [f"2024-01-{day:02} {hour:02}:00" for day in range(1, 21) for hour in (8, 12, 16)]
    log = pl.DataFrame(
        {
            "Case": [f"C{at // 3}" for at in range(60)],
            "Event": ["Open", "Work", "Close"] * 20,
            "Start Timestamp": hours,
            "Complete Timestamp": [hour.replace(":00", ":30") for hour in hours],
        }
    )

    assert fields(propose_rows(log)) == {"item_id": "Case"}


def test_times_of_a_day_that_stands_in_another_column_are_put_together_with_it(tmp_path):
    roster = written("""
        Clientnummer | Medewerkernummer | Datum      | Werkelijke begintijd | Werkelijke eindtijd | Activiteit
        C1           | M7               | 04-03-2024 | 08:05                | 08:35               | Wassen
        C1           | M8               | 04-03-2024 | 18:00                | 18:20               | Medicatie
        C2           | M7               | 25-03-2024 | 9:10                 | 9:40                | Wassen
    """)
    path = tmp_path / "rooster.csv"
    path.write_text(roster.write_csv(), encoding="utf-8")

    proposal = propose_rows(roster)
    visits = validate(recognise(read_sheets(path), [proposal.profile("roster", "Roster", "care")]), TODAY).rows

    assert proposal.table == "visits"
    assert fields(proposal) | {"worker": "Medewerkernummer", "started_at": "Werkelijke begintijd"} == fields(proposal)
    assert [str(at) for at in visits["started_at"]] == [
        "2024-03-04 08:05:00",
        "2024-03-04 18:00:00",
        "2024-03-25 09:10:00",
    ]
    assert [str(at) for at in visits["ended_at"]] == [
        "2024-03-04 08:35:00",
        "2024-03-04 18:20:00",
        "2024-03-25 09:40:00",
    ]


def test_the_day_of_a_contact_is_put_together_with_its_time(tmp_path):
    rows = written("""
        Contactmomentnr | Contactdatum | Contacttijd | Kanaal   | Klantnr
        1               | 04-03-2024   | 08:05       | Telefoon | K1
        2               | 04-03-2024   | 18:00       | Balie    | K2
        3               | 25-03-2024   | 9:10        | Telefoon | K1
    """)
    path = tmp_path / "contacten.csv"
    path.write_text(rows.write_csv(), encoding="utf-8")

    proposal = propose_rows(rows)
    contacts = validate(recognise(read_sheets(path), [proposal.profile("kcc", "KCC", "contact")]), TODAY).rows

    assert fields(proposal)["at"] == "Contactdatum"
    assert [str(at) for at in contacts["at"]] == ["2024-03-04 08:05:00", "2024-03-04 18:00:00", "2024-03-25 09:10:00"]


def test_begin_and_end_alone_can_be_planned_or_real_and_are_not_taken():
    roster = written("""
        Client | Medewerker | Datum      | Begin | Eind  | Activiteit
        C1     | M7         | 04-03-2024 | 08:05 | 08:35 | Wassen
        C1     | M8         | 04-03-2024 | 18:00 | 18:20 | Medicatie
        C2     | M7         | 25-03-2024 | 9:10  | 9:40  | Wassen
    """)
    assert "started_at" in propose_rows(roster).guesses["Begin"].others
    assert fields(propose_rows(roster)).keys() & {"started_at", "planned_from"} == set()


def test_a_code_that_a_person_does_not_know_is_not_taken_for_done_after_all(tmp_path):
    rows = written("""
        Job no | Raised     | Status | Completed
        1      | 2024-01-05 | Closed | 2024-01-06
        2      | 2024-01-06 | Closed | 2024-01-07
    """)
    path = tmp_path / "jobs.csv"
    path.write_text(rows.write_csv(), encoding="utf-8")

    profile = propose_rows(rows).profile("depot", "Depot", "repairs", codes={"status": {"Closed": None}})
    found = validate(recognise(read_sheets(path), [profile]), TODAY)

    assert found.rows["status"].to_list() == ["open", "open"]
    assert found.issues["issue"].to_list().count("unmapped_code") == 2


def test_a_column_that_is_missing_takes_none_of_the_others_down():
    rows, _ = export("decisions without their start")

    proposal = propose_rows(rows)

    assert proposal.table == "work_items" and proposal.missing == ("opened_at",)
    assert fields(proposal) | {"item_id": "Zaakcode", "target_last_at": "Beslistermijn"} == fields(proposal)
    assert proposal.table_confidence < 0.6
    assert "service" in [question.kind for question in proposal.questions]


def test_a_survey_of_which_no_moment_is_sure_is_still_a_survey():
    answers = pl.DataFrame(
        {
            "StartDate": [f"2024-03-{1 + at % 28:02} 10:00" for at in range(40)],
            "EndDate": [f"2024-03-{1 + at % 28:02} 10:20" for at in range(40)],
            "ResponseId": [f"R_{at}" for at in range(40)],
            "JobRef": [f"{at // 2}" for at in range(40)],
            "Was your repair completed to your satisfaction?": ["Yes", "No"] * 20,
        }
    )

    proposal = propose_rows(answers)

    assert proposal.table == "answers" and not proposal.is_event_log and proposal.missing == ("at",)
    assert fields(proposal)["solved"] == "Was your repair completed to your satisfaction?"


def test_the_first_moment_of_a_contact_that_may_be_its_own_is():
    rows, _ = export("contacts of a cloud")
    found = fields(propose_rows(rows.rename({"InitiationTimestamp": "Start"})))
    assert found["at"] == "Start"

    later = fields(propose_rows(rows.rename({"InitiationTimestamp": "Queued", "DisconnectTimestamp": "Timestamp"})))
    assert "at" not in later


VISITS = {
    "Visit id,Order no,Operative,Visit start,Visit end,Outcome": ("Completed", "No access", "Parts needed"),
    "Bezoeknummer,Ordernummer,Monteur,Start bezoek,Einde bezoek,Resultaat": ("Gereed", "Niet thuis", "Vervolg nodig"),
    "Appointment id,Job no,Engineer,Appointment start,Appointment end,Outcome": ("Completed", "No access", "No time"),
    "Visit ID,Order no,Operative,Visit start,Visit end": (),
}


@pytest.mark.parametrize("headings", VISITS)
def test_several_visits_of_an_order_each_with_a_number_of_its_own_are_visits_and_no_event_log(headings):
    words, parts = VISITS[headings], headings.split(",")
    days = [f"{at // 3 + 1:02}/05/2024 {8 + at % 3:02}" for at in range(90)]
    lines = [
        f"V{at},WO{10_000 + at // 3},Op{at % 4},{day}:07,{day}:44" + (f",{words[at % 3]}" if words else "")
        for at, day in enumerate(days)
    ]

    proposal = propose_rows(rows_of("\n".join([headings, *lines]).encode()))
    found = fields(proposal)

    assert proposal.table == "visits" and not proposal.is_event_log and proposal.told is None
    assert (found["visit_id"], found["item_id"], found["worker"]) == tuple(parts[:3])
    begin, end = ("planned_from", "planned_to") if "Appointment" in parts[3] else ("started_at", "ended_at")
    assert (found[begin], found[end]) == (parts[3], parts[4])


def test_numbers_that_start_again_are_of_cases_that_were_each_opened_by_themselves():
    lines = [
        f"{at % 20 + 1},P{at},{at % 28 + 1:02}/0{1 + at // 28}/2024,{at % 28 + 1:02}/0{2 + at // 28}/2024,Completed,Noord"
        for at in range(40)
    ]

    proposal = propose_rows(rows_of("\n".join(["Order no,Property,Raised,Completed,Status,Team", *lines]).encode()))

    assert proposal.table == "work_items" and not proposal.is_event_log
    assert fields(proposal)["reported_done_at"] == "Completed"


def test_a_planned_date_is_that_of_a_milestone_only_beside_one():
    rows, _ = export("milestones")

    assert fields(propose_rows(rows))["target_at"] == "Planned Date"
    assert "target_at" not in fields(propose_rows(rows.rename({"Milestone": "Part"})))


def roster(headings: str, minutes: tuple[int, ...], more: str = "") -> str:
    """A sheet of visits, one a row: a day, from and to when (at these minutes of an hour, some past midnight), whom and who."""
    lines = [
        f"{1 + at % 28:02}-03-2024;{(7 + 3 * at) % 24:02}:{minutes[at % len(minutes)]:02}"
        f";{(8 + 3 * at) % 24:02}:{minutes[(at + 1) % len(minutes)]:02};C{at % 9};M{at % 5};{'Noord' if at % 5 else 'Zuid'}"
        f"{more.format(at=at)}"
        for at in range(40)
    ]
    return "\n".join([headings, *lines]) + "\n"


ROSTERS = {
    "Datum;Van;Tot;Cliënt;Medewerker;Team": ("Datum", "Van", "Tot"),
    "Visit Date;Start;Finish;Client;Carer;Team": ("Visit Date", "Start", "Finish"),
    "Datum;Begintijd;Eindtijd;Cliënt;Medewerker;Team": ("Datum", "Begintijd", "Eindtijd"),
    "Date;From;To;Service user;Care worker;Team": ("Date", "From", "To"),
    "Datum;Start;Einde;Klant;Hulp;Wijkteam": ("Datum", "Start", "Einde"),
    "Day;Start time;End time;Patient;Employee;Team": ("Day", "Start time", "End time"),
}


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("headings", ROSTERS)
def test_a_roster_is_one_of_visits_at_the_times_of_their_day(tmp_path, headings, kind):
    written = roster(headings, (0, 15, 30))
    path = text_file(tmp_path, written)
    if kind == "xlsx":
        path = workbook(tmp_path, {"Rooster": [as_cells(line, at) for at, line in enumerate(written.splitlines())]})

    proposal = propose(find_tables(read_sheets(path))[0])
    validated = validate(recognise(read_sheets(path), [proposal.profile("roster", "Roster", "care")]), TODAY)
    day, begin, end = ROSTERS[headings]

    assert (proposal.table, proposal.told) == ("visits", None) and proposal.table_confidence > 0.5
    assert fields(proposal) == {
        "planned_from": begin, "planned_to": end, "customer_id": headings.split(";")[3],
        "worker": headings.split(";")[4], "team": headings.split(";")[5],
    }  # fmt: skip
    assert "almost all times are at five minutes" in proposal.guesses[begin].why
    assert proposal.guesses[begin].others == ("started_at",)
    assert f"under '{begin}', '{end}'" in proposal.guesses[day].why
    assert validated.rejected.height == 0
    assert (validated.rows["planned_to"] - validated.rows["planned_from"]).dt.total_minutes().is_between(30, 90).all()


def as_cells(line: str, at: int) -> list[object]:
    """The cells of a line as a workbook has them: days and times are typed."""
    day, begin, end, *rest = line.split(";")
    if not at:
        return [day, begin, end, *rest]
    return [datetime.strptime(day, "%d-%m-%Y"), time_of_day.fromisoformat(begin), time_of_day.fromisoformat(end), *rest]


def test_times_as_a_clock_tells_them_are_those_of_the_visits_themselves():
    written = roster("Datum;Van;Tot;Cliënt;Medewerker;Team", (3, 17, 38, 41))

    proposal = propose_rows(rows_of(written.encode(), ";"))

    assert fields(proposal) | {"started_at": "Van", "ended_at": "Tot"} == fields(proposal)
    assert proposal.guesses["Van"].others == ("planned_from",)


@pytest.mark.parametrize(
    ("headings", "words"),
    [
        ("Date;Start;End;Client;Carer;Team;Status", ("Delivered",)),
        ("Date;Start time;End time;Client;Carer;Team;Visit status", ("Completed", "No access")),
        ("Datum;Begintijd;Eindtijd;Cliënt;Medewerker;Team;Toestand", ("Uitgevoerd", "geleverd")),
    ],
)
def test_round_times_are_those_of_the_visits_where_a_column_says_that_these_took_place(headings, words):
    lines = roster(headings, (0, 15, 30), ";{at}").splitlines()
    said = [line.rpartition(";")[0] + ";" + words[at % len(words)] for at, line in enumerate(lines[1:])]

    proposal = propose_rows(rows_of("\n".join([headings, *said]).encode(), ";"))

    assert fields(proposal) | {"started_at": headings.split(";")[1], "ended_at": headings.split(";")[2]} == fields(
        proposal
    )
    assert proposal.notes == ()


def test_rows_that_say_that_no_visit_took_place_and_have_times_all_the_same_are_told():
    lines = roster("Date;Start;End;Client;Carer;Team;Status", (0, 15, 30), ";{at}").splitlines()
    said = [line.rpartition(";")[0] + (";Missed" if at % 5 == 0 else ";Delivered") for at, line in enumerate(lines[1:])]

    proposal = propose_rows(rows_of("\n".join([lines[0], *said]).encode(), ";"))

    assert fields(proposal)["started_at"] == "Start"
    assert "Rows that say 'Missed' have these times too" in str(proposal.notes[0])


def test_visits_that_were_made_and_visits_to_come_under_the_same_headings_are_asked():
    lines = roster("Date;Start;End;Client;Carer;Team;Status", (0, 15, 30), ";{at}").splitlines()
    said = [line.rpartition(";")[0] + (";Planned" if at > 30 else ";Delivered") for at, line in enumerate(lines[1:])]

    proposal = propose_rows(rows_of("\n".join([lines[0], *said]).encode(), ";"))

    assert proposal.table == "visits" and fields(proposal).keys() & {"planned_from", "started_at"} == set()
    assert set(proposal.guesses["Start"].others) == {"started_at", "planned_from"}


def test_that_round_times_may_have_been_clocked_is_told_first():
    proposal = propose_rows(rows_of(roster("Datum;Van;Tot;Cliënt;Medewerker;Team", (0, 15, 30)).encode(), ";"))

    assert "Nothing says whether 'Van' and 'Tot' were planned or clocked." in str(proposal.notes[0])
    assert str(proposal.notes[0]) in draft(proposal, "rooster", "Rooster", "zorg")


def test_a_roster_of_which_nothing_tells_whether_it_was_planned_is_one_of_visits_and_asks_it():
    written = roster("Datum;Van;Tot;Cliënt;Medewerker;Team", (0, 15, 30, 45, 12))

    proposal = propose_rows(rows_of(written.encode(), ";"))

    assert proposal.table == "visits"
    assert fields(proposal) == {"customer_id": "Cliënt", "worker": "Medewerker", "team": "Team"}
    assert set(proposal.guesses["Van"].others) == {"started_at", "planned_from"}


@pytest.mark.parametrize(
    ("headings", "field"),
    [
        ("Datum;Van;Tot;Cliënt;Medewerker;Team;Gepland van;Gepland tot", "started_at"),
        ("Date;Start;End;Client;Carer;Team;Actual start;Actual end", "planned_from"),
    ],
)
def test_a_begin_beside_planned_or_real_ones_is_the_other(headings, field):
    written = roster(headings, (0, 15, 30), ";08:00;09:00")

    assert fields(propose_rows(rows_of(written.encode(), ";")))[field] == headings.split(";")[1]


@pytest.mark.parametrize(
    "headings",
    [
        "Datum;Van;Tot;Klant;Monteur;Team;Ordernummer",
        "Date;Start;Finish;Client;Engineer;Team;Job no",
    ],
)
def test_what_may_be_a_list_of_work_is_none_of_visits_by_itself(headings):
    """Each row has a number of its own that is that of an order: one visit an order, or the order itself."""
    written = roster(headings, (0, 15, 30), ";W{at}")

    proposal = propose_rows(rows_of(written.encode(), ";"))

    assert fields(proposal).keys() & {"planned_from", "started_at"} == set()


def test_shifts_without_whom_they_are_for_are_no_visits():
    lines = [line.split(";") for line in roster("Datum;Van;Tot;Cliënt;Medewerker;Team", (0, 15)).splitlines()]
    shifts = pl.DataFrame([line[:3] + line[4:] for line in lines[1:]], schema=lines[0][:3] + lines[0][4:], orient="row")

    assert "planned_from" not in fields(propose_rows(shifts))


VISITS_WITH_STATUS = ("Client,Carer,Date,Start,End,{}", "Visit ID,Client,Carer,Actual start,Actual end,{}")


@pytest.mark.parametrize("headings", VISITS_WITH_STATUS)
@pytest.mark.parametrize(
    ("heading", "codes"),
    [
        ("Status", {"Delivered": "done", "Missed": "not_made", "Planned": None}),
        ("Status", {"Completed": "done", "No access": "no_access", "Cancelled": "not_made"}),
        ("Status", {"Uitgevoerd": "done", "Niet geleverd": "not_made", "Geannuleerd": "not_made"}),
        ("Status bezoek", {"Uitgevoerd": "done", "Niet thuis": "no_access", "Verplaatst": None}),
    ],
)
def test_the_status_of_a_visit_is_how_it_ended(headings, heading, codes):
    rows = visits_with(headings.format(heading), [list(codes)[at % 3 % 2 if at % 4 else 2] for at in range(24)])
    proposal = propose_rows(rows)

    assert (proposal.table, fields(proposal)["outcome"]) == ("visits", heading)
    assert {code: guess.meant for code, guess in proposal.codes["outcome"].items()} == codes


@pytest.mark.parametrize(
    ("headings", "words"),
    [
        (VISITS_WITH_STATUS[0], ["Paid", "Unpaid", "Queried"]),
        (VISITS_WITH_STATUS[0], ["Active", "Inactive", "Hospital"]),
        ("Client,Carer,Date,Start,End,{},Visit outcome", ["Completed", "Cancelled", "Completed"]),
    ],
)
def test_another_status_beside_visits_is_not_how_they_ended(headings, words):
    proposal = propose_rows(visits_with(headings.format("Status"), [words[at % 3] for at in range(24)]))

    assert proposal.guesses["Status"].field is None
    assert fields(proposal).get("outcome") == ("Visit outcome" if "outcome" in headings else None)


def visits_with(headings: str, statuses: list[str]) -> pl.DataFrame:
    """A sheet of visits under the headings, each row with its status; the last column says all were done, where one is."""
    rows = []
    for at, status in enumerate(statuses):
        day, hours = f"2024-05-{at + 1:02}", (f"08:{at + 13}", f"09:{at + 21}")
        numbered = headings.startswith("Visit")
        row = [f"V{at}"] * numbered + [f"C{at % 7}", f"Carer {at % 4}"]
        row += [f"{day} {hour}" for hour in hours] if numbered else [day, *hours]
        rows.append([*row, status, "Completed"][: headings.count(",") + 1])
    return pl.DataFrame(rows, schema=headings.split(","), orient="row")


def loaded(folder: Path, text: str, service: str = "repairs") -> tuple[Proposal, pl.DataFrame]:
    """What is proposed for a file that nobody knows, and its rows as the proposal loads them."""
    path = text_file(folder, text)
    with pytest.raises(UnknownHeadings) as refused:
        recognise(read_sheets(path), load_profiles())
    assert refused.value.proposal is not None
    profile = refused.value.proposal.profile("learnt", "Learnt", service)
    return refused.value.proposal, validate(recognise(read_sheets(path), [profile]), TODAY).rows


@pytest.mark.parametrize(
    ("heading", "yes", "no"),
    [
        ("Cancelled", "Y", "N"), ("Is cancelled", "true", "false"), ("Cancelled (Y/N)", "Yes", "No"), ("Geannuleerd", "ja", "nee"),
        ("Vervallen", "J", "N"), ("Cancelled?", "1", "0"), ("Cancelled", "x", ""),
    ],
)  # fmt: skip
def test_a_flag_that_says_cancelled_is_the_status_where_there_is_no_other(tmp_path, heading, yes, no):
    rows = [
        f"W{n},2024-01-{n:02},{'' if n % 3 else f'2024-02-{n:02}'},{yes if n % 5 == 1 else no}" for n in range(1, 21)
    ]
    proposal, items = loaded(tmp_path, "\n".join([f"Order no,Raised,Completed,{heading}", *rows]))

    assert (
        str(proposal.guesses[heading].why) == "its cells say yes or no: where they say yes the case counts as cancelled"
    )
    assert items.filter(status="cancelled")["item_id"].to_list() == ["W1", "W6", "W11", "W16"]
    assert set(items["status"]) == {"cancelled", "done", "open"}


@pytest.mark.parametrize(
    ("headings", "rows", "cancelled"),
    [
        ("Order no,Raised,Status,Cancelled", ("Closed,Y", "Closed,N", "Open,N"), True),
        ("Ordernr,Gemeld,Status,Geannuleerd", ("Gereed,ja", "Gereed,nee", "Open,"), True),
        ("Order no,Raised,Completed,Cancelled,Withdrawn", (",N,Y", "2024-02-28,N,N", ",N,N"), True),
        ("Order no,Raised,Status,Cancelled", ("Closed,N", "Closed,N", "Open,N"), False),
        ("Order no,Raised,Status,Cancelled", ("Cancelled,Y", "Closed,N", "Open,N"), True),
    ],
)
def test_a_yes_under_a_flag_tells_more_than_the_status_or_another_flag(tmp_path, headings, rows, cancelled):
    written = [f"W{n},2024-01-{n:02},{rows[n % 3]}" for n in range(1, 21)]
    _, items = loaded(tmp_path, "\n".join([headings, *written]))

    expected = [f"W{n}" for n in range(3, 21, 3)] if cancelled else []
    assert items.filter(status="cancelled")["item_id"].to_list() == expected
    assert set(items["status"]) - {"cancelled"} == {"open", "done"}


@pytest.mark.parametrize(
    ("heading", "yes", "no"),
    [
        ("Void", "Y", "N"),
        ("Deleted", "Yes", "No"),
        ("Is deleted", "1", "0"),
        ("Verwijderd", "J", "N"),
        ("Duplicate", "Yes", ""),
        ("Is duplicate", "TRUE", "FALSE"),
        ("Dubbel", "Ja", "Nee"),
        ("IsDubbel", "1", "0"),
        ("Dubbele melding", "x", ""),
    ],
)
def test_a_yes_that_may_mean_something_else_is_told_and_not_followed(tmp_path, heading, yes, no):
    rows = [f"W{n},2024-01-{n:02},{'Cancelled' if n == 5 else 'Closed'},{yes if n < 6 else no}" for n in range(1, 21)]
    path = text_file(tmp_path, "\n".join([f"Order no,Raised,Status,{heading}", *rows]))
    profile = propose(find_tables(read_sheets(path))[0]).profile("learnt", "Learnt", "repairs")
    validated = validate(recognise(read_sheets(path), [profile]), TODAY)

    assert validated.rows.filter(status="cancelled")["item_id"].to_list() == ["W5"]
    assert validated.issues.filter(column=heading).select("row_number", "issue").rows() == [
        (row, "yes_not_used") for row in range(2, 6)
    ]


def test_visits_that_a_flag_says_were_cancelled_are_none_that_were_made(tmp_path):
    rows = [f"V{n},C{n % 3},M{n % 2},2024-01-{n:02} 08:0{n % 7},{'Y' if n == 2 else 'N'}" for n in range(1, 21)]
    _, visits = loaded(tmp_path, "\n".join(["VisitID,ClientID,EmployeeID,Actual In,Cancelled", *rows]), "care")

    assert visits.filter(outcome="not_made")["visit_id"].to_list() == ["V2"]


@pytest.mark.parametrize(
    "headings",
    [
        "Visit ID,Client,Carer,Start,Finish",
        "Visit ref,Service user,Care worker,Start time,Finish time",
        "Bezoeknummer,Cliënt,Verzorgende,Begin,Einde",
    ],
)
def test_a_list_of_visits_with_a_number_of_its_own_is_no_list_of_work(tmp_path, headings):
    rows = [f"V{n},C{n % 4},M{n % 3},2024-05-{n:02} 08:{n:02},2024-05-{n:02} 09:{n:02}" for n in range(1, 29)]
    proposal, visits = loaded(tmp_path, "\n".join([headings, *rows]), "care")

    assert proposal.table == "visits"
    assert not visits.select("customer_id", "worker", "started_at", "ended_at").null_count().sum_horizontal().item()


@pytest.mark.parametrize(
    ("headings", "done"), [("Order no,Status date,Status", "Completed"), ("Ordernummer,Statusdatum,Status", "Gereed")]
)
def test_the_history_of_a_status_tells_when_an_order_was_done(tmp_path, headings, done):
    opened = "Raised" if done == "Completed" else "Gemeld"
    rows = [f"W{n},2024-01-{n:02} 10:00,{opened}\nW{n},2024-02-{n:02} 11:00,{done}" for n in range(1, 9)]
    rows.append(f"W8,2024-02-20 09:00,{opened}")
    path = text_file(tmp_path, "\n".join([headings, *rows]))
    proposal = propose(find_tables(read_sheets(path))[0])

    assert proposal.is_event_log
    recognised = recognise(read_sheets(path), [proposal.profile("log", "Log", "repairs")])
    log = read_log(recognised, TODAY)
    items = validate(fold(log).items, TODAY).rows.sort("item_id")
    assert items["reported_done_at"].dt.strftime("%m-%d %H").to_list() == [
        *(f"02-{n:02} 11" for n in range(1, 8)),
        None,
    ]
    assert items["status"].to_list() == [*["done"] * 7, "open"]


def test_the_lines_of_an_order_with_a_done_date_each_are_no_events(tmp_path):
    rows = [
        f"W{n},{task},2024-01-{n:02},{'' if task == n % 3 else f'2024-02-{n + task:02}'}"
        for n in range(1, 13)
        for task in (1, 2)
    ]
    proposal, items = loaded(tmp_path, "\n".join(["Order no,Task,Raised,Completed", *rows]))

    assert not proposal.is_event_log
    assert items.sort("opened_at")["reported_done_at"].null_count() == 8  # one of two lines is open


def test_eight_digits_are_days_where_the_days_differ_and_numbers_where_the_years_do():
    rows = pl.DataFrame({
        "Job number": [f"{10012001 + at}" for at in range(20)],
        "Reported": [f"{at + 1:02}012024" for at in range(20)],
        "Completed": [f"{at + 2:02}022024" for at in range(20)],
    })  # fmt: skip

    fields = {heading: guess.field for heading, guess in propose_rows(rows).guesses.items()}

    assert fields == {"Job number": "item_id", "Reported": "opened_at", "Completed": "reported_done_at"}


def test_numbers_such_as_10e02_are_names_of_cases_and_no_amounts():
    rows = pl.DataFrame({
        "Job number": ["10E02", "1000", "1E3", "1E5", "100000", *(f"{at}E04" for at in range(15))],
        "Reported": [f"2024-01-{at + 1:02}" for at in range(20)],
        "Completed": [f"2024-02-{at + 1:02}" for at in range(20)],
    })  # fmt: skip

    assert propose_rows(rows).guesses["Job number"].field == "item_id"
