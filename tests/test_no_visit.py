"""Files of visits are read as visits whoever came, and rows that are none by another column are told before they count."""

from __future__ import annotations

from datetime import datetime, timedelta

import polars as pl
import pytest

from pipelines.propose import propose_rows

VISITS = 20
DUTCH = "Bezoeknummer;Cliëntnummer;{};Begin;Einde"


def visits(headings: str, *more: tuple[str, ...], clients: tuple[str, ...] = ("C1", "C2", "C3")) -> pl.DataFrame:
    """Visits at odd minutes, each with a number of its own; `more` stands under the headings after the first five, in turn."""
    lines = []
    for at in range(VISITS):
        begin = datetime.fromisoformat("2024-05-01T07:01") + timedelta(days=at // 3, minutes=at * 47 % 300)
        end = begin + timedelta(minutes=23 + at * 7 % 40)
        own = [f"V{at}", clients[at % len(clients)], f"M{at % 6}", f"{begin:%d/%m/%Y %H:%M}", f"{end:%d/%m/%Y %H:%M}"]
        lines.append([*own, *(cells[at % len(cells)] for cells in more)])
    return pl.DataFrame(lines, schema=headings.split(";"), orient="row")


def notes(rows: pl.DataFrame) -> list[str]:
    proposal = propose_rows(rows)
    assert proposal.table == "visits"
    return [str(note) for note in proposal.notes]


@pytest.mark.parametrize(
    "heading",
    [
        "Carers", "HCA", "Carer(s)", "Medewerkers", "Assigned to", "Carer", "Caregivers", "Visited by", "Zorgverleners",
        "Toegewezen aan", "Verpleegkundige",
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "headings", ["Visit ID;Client ID;{};Start;End", DUTCH, "Afspraaknummer;Klantnummer;{};Van;Tot"]
)
def test_a_list_of_visits_is_one_whatever_it_calls_who_came(headings, heading):
    proposal = propose_rows(visits(headings.format(heading)))

    assert proposal.table == "visits"
    assert proposal.guesses[heading].field == "worker"
    assert proposal.guesses[headings.split(";")[0]].field == "visit_id"
    assert proposal.notes == ()


@pytest.mark.parametrize("headings", ["Visit ID;Client ID;{};Start;End", DUTCH])
def test_a_list_of_visits_of_which_nothing_tells_who_came_is_no_list_of_work(headings):
    assert propose_rows(visits(headings.format("Wie"))).table == "visits"


def test_where_two_columns_may_tell_who_came_that_is_told():
    rows = visits("Visit ID;Client ID;Carer 1;Start;End;Carer 2", ("M7", "M8", "M9", "M6", "M5"))

    assert notes(rows) == [
        "No column that we are sure of tells who came. 'Carer 1', 'Carer 2' may tell it: choose one of them. Where two came"
        " together, each row counts as the visit of the one that is chosen."
    ]


def test_visits_made_and_to_come_are_visits():
    rows = visits("Visit ID;Client ID;Carer;Start;End;Status", ("Uitgevoerd", "Gepland", "Vervallen"))

    assert propose_rows(rows).table == "visits"


@pytest.mark.parametrize("heading", ["Visit ID", "Bezoeknummer", "Afspraaknummer", "Appointment ref"])
def test_a_number_of_a_visit_is_none_of_a_case(heading):
    rows = visits(f"{heading};Client ID;Carer;Start;End")

    assert propose_rows(rows, table="work_items").guesses[heading].field is None


@pytest.mark.parametrize(
    ("heading", "words", "said"),
    [
        ("Status", ("Akkoord", "Gefiatteerd", "Akkoord", "Vervallen"), "'Vervallen' in 5"),
        ("Status", ("Approved", "Submitted", "Cancelled", "Paid"), "'Cancelled' in 5"),
        ("Resultaat", ("Klus af", "Onderdeel besteld", "Klus af", "Bewoner niet thuis"), "'Bewoner niet thuis' in 5"),
        ("Remark", ("ok", "fine", "Declined by client", "ok"), "'Declined by client' in 5"),
        ("Client absent", ("N", "N", "N", "Y"), "'Y' in 5"),
        ("Cliënt afwezig", ("nee", "nee", "ja", "nee"), "'ja' in 5"),
        ("Geleverd", ("Ja", "Nee", "Ja", "Ja"), "'Nee' in 5"),
        ("Attended?", ("1", "1", "1", "0"), "'0' in 5"),
        ("No show", ("", "", "x", ""), "'x' in 5"),
    ],
)
def test_visits_that_did_not_take_place_by_another_column_are_told(heading, words, said):
    rows = visits(f"Visit ID;Client ID;Carer;Start;End;{heading}", words)

    assert notes(rows)[0] == (
        f"Column '{heading}' says {said} of 20 rows: by that those visits did not take place or nobody was home,"
        f" and they count as visits all the same. Choose '{heading}' as the outcome of a visit and say what its words mean, else"
        " these count as visits."
    )


def test_visits_to_come_among_those_that_count_are_told():
    rows = visits("Visit ID;Client ID;Carer;Start;End;Status", ("Akkoord", "Gefiatteerd", "Gepland", "Akkoord"))

    assert notes(rows)[0].startswith(
        "Column 'Status' says 'Gepland' in 5 of 20 rows: by that those visits are still to come"
    )


def test_a_column_that_says_otherwise_than_the_outcome_is_told_where_the_outcome_does_not_say_it():
    outcomes, absent = ("Completed", "No access", "Completed", "Completed"), ("N", "Y", "Y", "N")
    rows = visits("Visit ID;Client ID;Carer;Start;End;Outcome;Client absent", outcomes, absent)

    assert notes(rows) == [
        "Column 'Client absent' says 'Y' in 5 of 20 rows that 'Outcome' does not call missed or cancelled. If those visits did"
        " not take place, choose 'Client absent' as the outcome in place of 'Outcome'."
    ]


@pytest.mark.parametrize(
    ("heading", "words", "said"),
    [
        ("Activity", ("Care", "Care", "Travel", "Team meeting"), "'Travel', 'Team meeting' in 10"),
        ("Uursoort", ("Verzorging", "Reistijd", "Verpleging", "Verzorging"), "'Reistijd' in 5"),
        ("Activiteit", ("Verzorging", "Ziekteverlof", "Verpleging", "Verzorging"), "'Ziekteverlof' in 5"),
    ],
)
def test_hours_of_travel_and_the_like_are_told(heading, words, said):
    rows = visits(f"Visit ID;Client ID;Carer;Start;End;{heading}", words)

    assert notes(rows) == [
        f"Column '{heading}' says {said} of 20 rows: these may be hours in which nobody was visited, and each counts as"
        " a visit. Take them out of the file if they are none."
    ]


def test_visits_to_nobody_are_told():
    assert notes(visits("Visit ID;Client ID;Carer;Start;End", clients=("C1", "C2", "INTERN", "C3"))) == [
        "Column 'Client ID' says 'INTERN' in 5 of 20 rows: these may be hours in which nobody was visited, and each counts as"
        " a visit. Take them out of the file if they are none."
    ]
    assert notes(visits("Visit ID;Client ID;Carer;Start;End", clients=("C1", "C2", "", "C3"))) == [
        "Nothing stands under 'Client ID' in 5 of 20 rows: these may be hours in which nobody was visited, and each counts as"
        " a visit. Take them out of the file if they are none."
    ]


@pytest.mark.parametrize(
    ("heading", "words"),
    [
        ("Status", ("Completed", "Completed", "No access", "Completed")),
        ("Funding", ("Council", "Private", "NHS")),
        ("Double handed", ("Y", "N", "N")),
        ("Present", ("Y", "Y")),
        ("Visit type", ("Planned", "Unplanned", "Planned", "Planned")),
        ("Cancelled", ("Y", "N", "N")),
        ("Geannuleerd", ("ja", "nee", "nee")),
        ("Reason", ("Medication refused", "Missed medication", "Illness")),
    ],
)
def test_nothing_is_told_of_plain_visits(heading, words):
    assert notes(visits(f"Visit ID;Client ID;Carer;Start;End;{heading}", words)) == []


@pytest.mark.parametrize("two", ["M1 & M2", "M1; M2", "M1/M2", "Anna and Bob", "Anna en Bob"])
def test_that_a_cell_names_several_who_came_is_told(two):
    rows = visits("Visit ID;Client ID;Carers;Start;End").with_columns(
        pl.when(pl.int_range(pl.len()) < 4).then(pl.lit(two)).otherwise(pl.col("Carers")).alias("Carers")
    )

    assert notes(rows)[0].startswith("Column 'Carers' names more than one in 4 of 20 rows: each of these cells")


def test_times_of_visits_made_and_to_come_are_not_taken_in_part_and_that_is_told():
    rows = visits("Visit ID;Client ID;Carer;Start;End;Status", ("Uitgevoerd", "Gepland", "Vervallen"))
    proposal = propose_rows(rows)

    assert proposal.guesses["Start"].field is None and proposal.guesses["End"].field is None
    assert str(proposal.notes[0]) == (
        "Nothing says of all rows whether 'Start' and 'End' were planned or clocked, so neither is taken and these visits have no"
        " time yet. Choose for both columns what they are."
    )
