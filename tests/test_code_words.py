"""What a code means: known words only; one that can mean two things is asked, and nothing becomes done by accident."""

from __future__ import annotations

import polars as pl
import pytest

from pipelines.code_words import code_guesses, meaning_of
from pipelines.values import coded, codes_for
from pipelines.vocabulary import CONTACT_MEANINGS, KINDS, SOLVED, STATUSES, VISIT_OUTCOMES


def meant(field: str, code: str) -> str | None:
    return code_guesses(field, pl.Series([code]))[code].meant


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("Closed", "done"),
        ("CLO Closed", "done"),
        ("80 - In Progress", "open"),
        ("WorkInProgress", "open"),
        ("Technisch gereed", "done"),
        ("afgehandeld", "done"),
        ("Geannuleerd", "cancelled"),
        ("Canceld", "cancelled"),
        ("No access", "no_access"),
        ("Niet thuis", "no_access"),
    ],
)
def test_a_word_that_everybody_knows_is_filled_in(code, status):
    assert meant("status", code) == status


@pytest.mark.parametrize(
    "code",
    [
        "Not completed", "Incomplete", "Niet gereed", "Nog niet afgehandeld", "Uncompleted", "Partially complete", "Deels gereed",
        "Closed - Testing", "Closed, referred", "Completed / cancelled", "300", "CVR", "STE", "TEC", "-100", "Issued", "Approved",
        "Rejected", "Expired", "Zz",
    ],
)  # fmt: skip
def test_a_code_that_is_not_plain_is_asked(code):
    assert meant("status", code) is None


@pytest.mark.parametrize(
    ("field", "code", "word"),
    [
        ("outcome", "klant niet aanwezig", "no_access"),
        ("outcome", "Onvoldoende tijd", "no_time"),
        ("outcome", "niet de juiste discipline", "wrong_trade"),
        ("outcome", "Attended", None),
        ("outcome", "Visited", None),
        ("outcome", "Not done", None),
        ("outcome", "Gepland", None),
        ("outcome", "Cancelled", "not_made"),
        ("outcome", "Missed visit", "not_made"),
        ("outcome", "DNA", "not_made"),
        ("outcome", "No-show", "not_made"),
        ("outcome", "Niet doorgegaan", "not_made"),
        ("outcome", "Vervallen", "not_made"),
        ("outcome", "Cancelled by client", "cancelled_customer"),
        ("outcome", "Geannuleerd door cliënt", "cancelled_customer"),
        ("meaning", "Chasing progress", "progress_chase"),
        ("meaning", "Klacht", None),
        ("solved", "deels", "partly"),
        ("solved", "Niet opgelost", "no"),
        ("on_time_flag", "OVERDUE", "false"),
        ("kind", "Make safe", "make_safe"),
        ("cancelled_by", "huurder", "customer"),
    ],
)
def test_codes_of_other_fields_are_known_by_their_words(field, code, word):
    assert meant(field, code) == word


def test_every_word_of_ours_that_codes_are_turned_into_exists():
    from pipelines.code_words import _known

    allowed = {
        "status": STATUSES,
        "kind": KINDS,
        "outcome": VISIT_OUTCOMES,
        "meaning": CONTACT_MEANINGS,
        "solved": SOLVED,
        "on_time_flag": ("true", "false"),
        "cancelled_by": ("organisation", "customer", "unknown"),
        "visit": ("took_place", "to_come", "not_done", "no_visit"),
        "result": ("not_done", "not_all_done", "done"),
    }
    assert {field: set(words.values()) - set(allowed[field]) for field, words in _known().items()} == {
        field: set() for field in allowed
    }


def test_rows_are_counted_for_every_code_also_one_that_stands_there_once():
    guesses = code_guesses("status", pl.Series(["Closed"] * 999 + ["Zonderling", None, " "]))

    assert [(code, guess.rows, guess.meant) for code, guess in guesses.items()] == [
        ("Closed", 999, "done"),
        ("Zonderling", 1, None),
    ]


def test_no_word_of_a_negation_is_ever_taken_for_done_by_a_typing_error():
    assert meaning_of("status", "Not Complete")[0] is None or meaning_of("status", "Not Complete")[1] < 0.8


@pytest.mark.parametrize(
    ("code", "verdict"),
    [
        ("100%", "true"),
        ("100 %", "true"),
        ("100,0%", "true"),
        ("0%", "false"),
        ("50%", None),
        ("1%", None),
        ("0,5%", None),
    ],
)
def test_a_share_under_a_verdict_is_in_time_where_it_is_all_and_late_where_it_is_nothing(code, verdict):
    assert meant("on_time_flag", code) == verdict
    assert coded(pl.Series([code]), codes_for("on_time_flag", None, ("true", "false")), loosely=True).to_list() == [
        verdict
    ]
