"""Cases that are closed by their status and not done by another column: a person is told before they count as done."""

from __future__ import annotations

import polars as pl
import pytest

from pipelines import run
from pipelines.errors import UnknownHeadings
from pipelines.propose import propose_rows
from pipelines.store import open_published
from tests.exports import text_file

PLAIN = ("Work done", "", "Work done", "Work done", "")


def cases(headings: str, said: tuple[str, ...], closed: str = "Closed", opened: str = "Open") -> pl.DataFrame:
    """Forty cases of which each fifth is open, with what stands beside their status."""
    lines = [
        [
            f"W{at:03}", f"{at % 28 + 1:02}-01-2024", "" if at % 5 == 4 else f"{at % 28 + 1:02}-02-2024",
            opened if at % 5 == 4 else closed, said[at % len(said)],
        ]
        for at in range(40)
    ]  # fmt: skip
    rows = pl.DataFrame(lines, schema=headings.split(";"), orient="row")
    return rows.with_columns(pl.all().replace("", None))


@pytest.mark.parametrize(
    ("headings", "words", "said"),
    [
        ("Order no;Raised;Completed;Status;Closure reason", ("Closed", "Open"), "Cancelled by tenant"),
        ("Zaaknummer;Startdatum;Einddatum;Status;Resultaat", ("Afgehandeld", "In behandeling"), "Ingetrokken"),
        ("Ref;Date raised;Date closed;Status;Outcome", ("Closed", "Open"), "Withdrawn by applicant"),
        ("Zaaknummer;Startdatum;Einddatum;Status;Reden", ("Afgehandeld", "Nieuw"), "Geannuleerd"),
    ],
)
def test_closed_cases_that_another_column_calls_cancelled_are_told_with_what_to_choose(headings, words, said):
    rows = cases(headings, ("Work done", said, "Work done", "Work done", ""), *words)
    heading = headings.split(";")[4]

    (note,) = propose_rows(rows).notes

    assert f"Column '{heading}' says '{said}' in rows that count as done by 'Status' (8 of 40)." in note
    assert f"choose '{heading}' as the status in place of 'Status'" in note


@pytest.mark.parametrize(
    ("heading", "said"),
    [
        ("Job outcome", "No access - carded"),
        ("Closure reason", "No access x2"),
        ("Closure reason", "Out of time"),
        ("Completion code", "02 No access"),
        ("Job result", "Failed - no access"),
        ("Job outcome", "Follow on works required"),
        ("Job outcome", "Make safe only"),
        ("Reason closed", "Duplicate job"),
        ("Visit", "Tenant not in"),  # a word that says so by itself, under any heading
        ("Bevinding monteur", "Bewoner niet thuis"),
        ("Bevinding monteur", "Huurder weigerde"),
        ("Bevinding monteur", "Vervolg nodig"),
        ("Reden afsluiting", "Dubbele melding"),
        ("Resultaat bezoek", "Materiaal nodig"),
        ("Afhandelcode", "Niet uitgevoerd"),
        ("Resolution", "Won't Do"),
        ("Resolution", "Declined"),
        ("Resolution", "Cannot Reproduce"),
        ("Resultaat", "Vergunningvrij"),
        ("Resultaat", "Dubbel ingediend"),
        ("Resultaat", "Niet doorgegaan"),
        ("Resultaat", "Buiten behandeling gelaten"),
        ("Close code", "Not Solved (Too Costly)"),
    ],
)
def test_a_result_that_says_the_work_is_not_done_or_not_finished_is_told_beside_a_done_status(heading, said):
    rows = cases(f"Order no;Raised;Completed;Status;{heading}", ("Work done", said, "Work done", "Work done", ""))

    (note,) = propose_rows(rows).notes

    assert f"Column '{heading}' says '{said}' in rows that count as done by 'Status' (8 of 40)." in note
    assert f"choose '{heading}' as the status in place of 'Status'." in note


def test_several_such_words_are_told_with_their_rows_and_with_the_words_that_nobody_knows():
    said = ("Fixed", "No access", "Duplicate", "Zonderling", "")

    (note,) = propose_rows(cases("Order no;Raised;Completed;Status;Resolution", said)).notes

    assert "'Duplicate' (8)" in note and "'No access' (8)" in note and "(16 of 40)" in note
    assert "; its other words there, which we do not know: 'Zonderling'." in note


def test_it_is_told_that_cancelled_cases_without_a_result_would_not_count_as_cancelled_by_it():
    rows = cases("Order no;Raised;Completed;Status;Job outcome", ("", "No access", "Done", "Done", ""))
    rows = rows.with_columns(
        Status=pl.when(pl.col("Job outcome").is_null()).then(pl.lit("Cancelled")).otherwise("Status")
    )

    (note,) = propose_rows(rows).notes

    assert "It is empty in 16 cancelled cases, which would not count as cancelled then" in note


@pytest.mark.parametrize("heading", ["Resolution", "Resultaat", "Afhandelcode", "Outcome", "Close code"])
def test_a_result_of_which_no_word_is_known_is_told_as_not_used(heading):
    rows = cases(f"Order no;Raised;Completed;Status;{heading}", ("Blauw", "Groen", "Blauw", "Blauw", ""))

    (note,) = propose_rows(rows).notes

    assert (
        f"Column '{heading}' is not used: it says 'Blauw' (24), 'Groen' (8) in rows that count as done by 'Status'"
        in note
    )


def test_without_a_status_the_date_makes_them_done_and_it_is_told_as_well():
    rows = cases("Order no;Raised;Completed;x;Closure reason", ("Work done", "Cancelled by tenant", "Work done")).drop(
        "x"
    )

    (note,) = propose_rows(rows).notes

    assert "count as done by their date under 'Completed'" in note and "choose 'Closure reason' as the status." in note


def test_what_is_told_to_choose_makes_them_cancelled(tmp_path):
    headings = "Zaaknummer;Startdatum;Einddatum;Status;Resultaat"
    rows = cases(headings, ("Verleend", "Ingetrokken", "Verleend", "Verleend", ""), "Afgehandeld", "In behandeling")
    path = text_file(tmp_path, rows.write_csv(separator=";"))
    with pytest.raises(UnknownHeadings) as unknown:
        run.ingest(tmp_path / "data", path)
    proposal = unknown.value.proposal
    chosen = proposal.columns() | {"Status": None, "Resultaat": "status"}
    codes = {"status": {"Verleend": "done", "Ingetrokken": "cancelled"}}

    run.ingest(tmp_path / "data", path, profile=proposal.profile("zaken", "Zaken", "permits", chosen, codes))

    with open_published(run.published_file(tmp_path / "data")) as published:
        counted = published.sql("select status, count(*) from work_items group by status order by status").fetchall()
    assert counted == [("cancelled", 8), ("done", 24), ("open", 8)]


@pytest.mark.parametrize(
    ("headings", "said"),
    [
        ("Order no;Raised;Completed;Status;Closure reason", PLAIN),
        ("Order no;Raised;Completed;Status;Closure reason", ("Work done", "Not cancelled", "Work done")),
        ("Order no;Raised;Completed;Status;Team", ("Noord", "Zuid", "Duplicate keys")),
        ("Zaaknummer;Startdatum;Einddatum;Status;Resultaat", ("Verleend", "Geweigerd", "Deels gegrond", "Ongegrond")),
        ("Order no;Raised;Completed;Status;SLA result", ("Met", "Missed", "Met", "Met", "")),
        ("Order no;Raised;Completed;Status;Closed by", ("Janssen", "De Vries", "Janssen", "Bakker", "")),
        ("Order no;Raised;Completed;Status;Resolved", ("Yes", "No", "Yes", "Yes", "")),
        ("Order no;Raised;Completed;Status;Next", ("Follow on", "Make safe", "Parts", "Declined", "")),
        ("Order no;Raised;Completed;Status;Closure reason", ("", "", "", "", "Cancelled by tenant")),  # of open ones
    ],
)
def test_of_plain_cases_nothing_is_told(headings, said):
    assert propose_rows(cases(headings, said)).notes == ()
