"""What is taken for a citizen number, an account, a telephone number or an e-mail address, and what is not."""

from __future__ import annotations

import polars as pl
import pytest

from pipelines.personal_signs import BARE, hidden, is_account, is_citizen_number, may_hold, without
from tests.personal_data import accounts, citizen_numbers, e_mails, telephones

HELD = [
    ("bel 06-12345678 of mail jan@example.nl", "bel [phone] of mail [e-mail]"),
    ("06 12 34 56 78", "[phone]"),
    ("06 - 12345678", "[phone]"),
    ("0612345678 2 personen", "[phone] 2 personen"),
    ("(020) 123 45 67", "[phone]"),
    ("0114-123456", "[phone]"),
    ("+31 (0)20 1234567", "[phone]"),
    ("0031612345678", "[phone]"),
    ("020-1234567/06-12345678", "[phone]/[phone]"),
    ("02/123.45.67", "[phone]"),
    ("0475 12 34 56", "[phone]"),
    ("07911 123456", "[phone]"),
    ("020 7946 0958", "[phone]"),
    ("tel:0612345678.", "tel:[phone]."),
    ("IBAN NL91 ABNA 0417 1643 00 graag", "IBAN [IBAN] graag"),
    ("BE68539007547034", "[IBAN]"),
    ("GB29 NWBK 6016 1331 9268 19", "[IBAN]"),
    ("BSN: 1112.22.333", "BSN: [BSN]"),
    ("klant 111222333 belt", "klant [BSN] belt"),
    ("<J.d.Vries@gemeente.nl>, a@b.co", "<[e-mail]>, [e-mail]"),
]
NOT_HELD = [
    "01-02-2024 10:30",
    "06-12-2024 10:15",
    "2024-01-15 06:12:34",
    "order 0012345678",
    "Materials not on van - now 1412345",
    "2024-0612345678",
    "A-0612345678",
    "12.0612345678",
    "0363010000123456",
    "100023336956",
    "123456789",
    "NL91ABNA0417164301",
    "ab12cdef34567890",
    "115263/1",
    "meet @ the door",
]


@pytest.mark.parametrize(("text", "safe"), HELD)
def test_what_tells_of_a_person_is_replaced_and_the_words_around_it_stay(text: str, safe: str) -> None:
    assert without(text)[0] == safe


@pytest.mark.parametrize("text", NOT_HELD)
def test_dates_references_and_amounts_stay_as_they_are(text: str) -> None:
    assert without(text) == (text, ())


def test_the_quick_look_lets_nothing_slip_that_the_exact_one_finds() -> None:
    texts = [text for text, _ in HELD] + [*citizen_numbers(200), *telephones(200), *e_mails(50), *accounts(50)]
    assert may_hold(pl.Series([f"say {text} to me" for text in texts])).all()
    assert all(without(text)[1] for text in texts)


def test_a_cell_of_very_many_signs_is_gone_through_once() -> None:
    long = "x" * 200_000  # without an end to an address it took minutes

    assert without(f"{long} jan@voorbeeld.nl") == (f"{long} [e-mail]", ("email",))


def test_a_run_of_digits_counts_only_where_it_may() -> None:
    assert without("111222333 0612345678", frozenset())[0] == "111222333 0612345678"
    assert without("bsn 111222333, 06-12345678", frozenset())[0] == "bsn [BSN], [phone]"
    assert hidden(pl.Series(["111222333", None, "x"]), BARE).to_list() == ["[BSN]", None, "x"]


def test_the_tests_of_numbers_are_those_of_their_makers() -> None:
    assert [is_citizen_number(number) for number in ("111222333", "123456782", "123456789", "000000000")] == [
        True,
        True,
        False,
        False,
    ]
    assert is_citizen_number("10000008") == is_citizen_number("010000008")
    assert is_account("NL91ABNA0417164300")
    assert not is_account("NL92ABNA0417164300")
