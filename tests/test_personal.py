"""Which columns are told to hold personal data, by what evidence, and which are not."""

from __future__ import annotations

import polars as pl
import pytest

from pipelines.person_names import name_share
from pipelines.personal_numbers import beyond_chance, numbers_of
from pipelines.personal_proposed import personal_in
from pipelines.personal_seen import seen_in
from tests.personal_data import accounts, citizen_numbers, e_mails, telephones
from tests.unseen import SYSTEMS, export

NAMES = [
    "A. Jansen",
    "B. de Vries",
    "Vries, C. de",
    "Mevr. D. van der Berg",
    "Jan Smit",
    "E.F. Bakker-de Boer",
    "JANSEN P",
]


def seen(
    cells: list[str | None], heading: str = "X", field: str | None = "customer_id", role: str = "key"
) -> tuple[str, ...]:
    return seen_in(heading, field, pl.Series(cells, dtype=pl.String), role).kinds  # type: ignore[arg-type]


def test_keys_that_are_citizen_numbers_are_told_whatever_their_heading() -> None:
    numbers = citizen_numbers(300)
    assert seen(numbers) == ("bsn",)
    assert seen(numbers, "Klantnummer", "item_id") == ("bsn",)
    assert seen([number.lstrip("0") for number in ("012345672", *numbers[:9])]) == ("bsn",)
    assert seen([*numbers[:60], *[f"K{at}" for at in range(200)]]) == ("bsn",)
    assert seen(numbers[:4]) == ("bsn",)


def test_numbers_that_count_up_and_any_other_numbers_are_no_citizen_numbers() -> None:
    assert seen([str(123_456_780 + at) for at in range(5_000)]) == ()
    assert seen([str(123_456_782 + 12 * at) for at in range(6)]) == ()
    assert seen([str(100_000_007 + at * 7_919_773 % 899_999_999) for at in range(3_000)]) == ()
    assert seen([f"2024{at // 28 % 12 + 1:02}{at % 28 + 1:02}" for at in range(336)]) == ()
    assert not beyond_chance(91, 1000)
    assert not beyond_chance(3, 3)
    assert beyond_chance(4, 4)


def test_one_citizen_number_among_customers_of_another_form_is_told() -> None:
    customers: list[str | None] = [f"T{at:05}" for at in range(50)]
    assert seen([*customers, "111222333"]) == ("bsn",)
    assert seen([*customers, "111222334"]) == ()
    assert seen([*customers, "111222333"], field="item_id") == ()


def test_telephone_numbers_are_told_from_references_with_a_zero_before_them() -> None:
    assert seen([text.replace("-", "") for text in telephones(200)]) == ("phone",)
    assert seen([f"06{10_000_000 + at}" for at in range(200)]) == ()
    assert seen([f"00{12_345_678 + 91 * at}" for at in range(200)]) == ()
    assert seen([text.replace("-", "")[1:] for text in telephones(40)], "Mobiel nummer") == ("phone",)
    assert seen([text.replace("-", "")[1:] for text in telephones(40)], "Klant") == ()


def test_one_address_far_down_a_long_text_is_found() -> None:
    words: list[str | None] = ["the tap in the kitchen leaks"] * 300_000
    words[271_113] = "call jan@example.nl about the tap"
    found = seen_in("Notes", "words", pl.Series(words), "text")
    assert (found.kinds, found.rows, found.whole) == (("email",), 1, False)


def test_kinds_are_told_with_the_citizen_number_first() -> None:
    cells: list[str | None] = [*e_mails(5), *accounts(3), *telephones(2), "bsn 111222333", None]
    assert seen(cells, role="text", field="words") == ("bsn", "email", "iban", "phone")


@pytest.mark.parametrize(
    "heading",
    [
        "Naam",
        "Achternaam",
        "caller name",
        "Aanmelder",
        "Huurder",
        "contactpersoon",
        "tenant",
        "Naam_melder",
        "ClientName",
    ],
)
def test_names_under_a_heading_that_names_people_are_told(heading: str) -> None:
    assert name_share(heading, pl.Series(NAMES)) == 1.0


@pytest.mark.parametrize(
    "heading", ["Street name", "Teamnaam", "Category", "Tenancy ref", "Product", "Contractor name"]
)
def test_other_headings_hold_no_names_of_people(heading: str) -> None:
    assert name_share(heading, pl.Series(NAMES)) == 0.0


@pytest.mark.parametrize(
    "cells",
    [
        ["Caller 1", "Caller 23", "Caller 9"],
        ["Direct works", "North", "South"],
        ["High Street", "Baker Street", "Kings Road"],
        ["Kerkstraat 12", "Dorpsweg 1", "Laan 4"],
        ["T00012", "T00013", "T00014"],
        ["Plumbing", "Electrical", "Roofing"],
    ],
)
def test_cells_that_are_no_names_are_not_told_under_any_heading(cells: list[str]) -> None:
    assert name_share("Caller name", pl.Series(cells)) == 0.0


@pytest.mark.parametrize("system", SYSTEMS)
def test_only_the_names_in_an_unknown_export_are_told(system: str) -> None:
    rows, fields = export(system)
    kinds = SYSTEMS[system]
    named = {
        heading
        for heading in rows.columns
        if f"{heading.replace(' ', '_')}=names" in kinds.split(":")[0]
        or f" {heading.replace(' ', '_')}=names" in f" {kinds}"
    }
    told = personal_in(
        rows,
        {heading: None if field == "-" else field for heading, field in fields.items()},
        "work_items" if "opened_at" in fields.values() else _table(fields),
    )
    assert {column.heading for column in told} <= named
    assert {column.kind for column in told} <= {"name"}


def _table(fields: dict[str, str]) -> str:
    marks = {"meaning": "contacts", "started_at": "visits", "solved": "answers"}
    return next((table for field, table in marks.items() if field in fields.values()), "work_items")


def test_numbers_in_texts_count_until_they_are_too_many_to_be_persons() -> None:
    chance = pl.Series([f"see order {100_000_007 + at * 7_919_773 % 899_999_999}" for at in range(300)])
    assert "bsn" not in numbers_of("Notes", chance, whole=False).bare
    assert "bsn" in numbers_of("Notes", pl.Series(["see order 123456789"]), whole=False).bare
