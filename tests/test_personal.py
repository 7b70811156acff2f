"""Which columns are told to hold personal data, by what evidence, and which are not."""

from __future__ import annotations

import polars as pl
import pytest

from pipelines.person_names import name_share
from pipelines.personal_numbers import beyond_chance, numbers_of
from pipelines.personal_proposed import personal_in
from pipelines.personal_seen import seen_in
from pipelines.vocabulary import DELIVERED
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


@pytest.mark.parametrize("heading", ["Street name", "Teamnaam", "Product", "Contractor name"])
def test_what_is_named_after_people_is_no_person_where_the_heading_says_so(heading: str) -> None:
    assert (
        name_share(heading, pl.Series(["Jan Steen", "Anna Paulowna", "Willem de Zwijger", "Rembrandt van Rijn"])) == 0.0
    )


@pytest.mark.parametrize("heading", ["Category", "Tenancy ref", "cancel_reason", "Toelichting"])
@pytest.mark.parametrize(
    "cells",
    [
        NAMES,
        ["Jan de Vries", "Maria Jansen", "Mohammed El Amrani", "Ineke Bakker"],
        ["jan de vries", "maria jansen", "fatima yilmaz"],
        ["P. Bakker", "A.B. de Wit", "C. Smit"],
        ["Sarah Jones", "Peter Taylor", "JOHN SMITH", "Tameka Brown"],
        ["Fatima", "Jan", "Mieke", "Kevin"],
    ],
)
def test_cells_that_can_be_nothing_else_are_names_under_any_heading(heading: str, cells: list[str]) -> None:
    assert name_share(heading, pl.Series(cells)) >= 0.7


@pytest.mark.parametrize(
    "cells",
    [
        ["Make Safe", "Follow On", "Void Works", "Gas Safety", "Grace Period"],
        ["Street Lighting", "Graffiti Removal", "Missed Collection", "Dead Animal"],
        ["Direct Works", "Jan Smit BV", "North Team", "Bakker Bouw"],
        ["Duplicate", "No access", "Tenant refused"],
        ["North", "South", "East", "West"],
        ["Zone A", "Block B", "Flat C"],
        ["IT Support", "HVAC Repair", "NW Plumbing", "Dr. Visit"],
        ["Kennedylaan 3", "Jan van Galenstraat 12", "Willem de Zwijgerlaan 8"],
    ],
)
@pytest.mark.parametrize("heading", ["Category", "Toelichting", "cancel_reason"])
def test_labels_of_two_words_are_no_names(heading: str, cells: list[str]) -> None:
    assert name_share(heading, pl.Series(cells)) == 0.0


BORN = [f"{day:02}-{1 + day % 12:02}-{year}" for day, year in zip(range(1, 29), range(1931, 2015, 3), strict=True)]
HOMES = [
    "Kerkstraat 12",
    "Dorpsweg 1a",
    "Laan van Meerdervoort 200-B",
    "Jan van Galenstraat 8 bis",
    "Prinsengracht 263, 1016 GV Amsterdam",
]
STREETS = [
    "12 High Street",
    "Flat 3, 14b Kings Road",
    "221B Baker St",
    "1600 Pennsylvania Ave NW",
    "7 The Close, London",
]


@pytest.mark.parametrize("heading", ["Geboortedatum", "geb.datum", "date of birth", "DOB", "DateOfBirth", "birth_date"])
def test_dates_under_a_heading_of_births_are_told(heading: str) -> None:
    assert seen(BORN, heading, None, "unused") == ("birth",)
    assert seen(BORN, heading, "category", "text") == ("birth",)
    assert seen(BORN, heading, "customer_id") == ("birth",)
    assert seen(["2019-03-01", "2021-11-30 00:00:00"], heading, "requested_at", "other") == ("birth",)


def test_dates_of_decades_ago_are_births_and_those_of_cases_and_buildings_are_not() -> None:
    assert seen(BORN[:20], "Datum 3", None, "unused") == ("birth",)
    assert seen([f"2024-01-{day:02}" for day in range(1, 29)], "Datum 3", None, "unused") == ()
    assert seen([f"1987-01-{day:02}" for day in range(1, 29)], "Datum 3", None, "unused") == ()
    assert seen([f"20{at:02}1231{at:02}" for at in range(50)], "Ref", None, "unused") == ()


@pytest.mark.parametrize(
    "cells", [HOMES, STREETS, ["3511 AB 12", "3511AB-14", "1016gv 263".upper(), "2511 CS 1", "2511CS 2a"]]
)
@pytest.mark.parametrize("heading", ["Adres", "street", "Locatie", "Home address", "X"])
def test_streets_with_numbers_are_addresses_under_any_heading(heading: str, cells: list[str]) -> None:
    assert seen(cells, heading, "place_id") == ("address",)
    assert seen(cells, heading, "category", "text") == ("address",)
    assert seen(cells, heading, None, "unused") == ("address",)


def test_one_address_among_places_of_another_form_is_told() -> None:
    found = seen_in("Place", "place_id", pl.Series([*[f"P{at}" for at in range(50)], "Kerkstraat 12"]), "key")
    assert (found.kinds, found.rows, found.in_cells) == (("address",), 1, True)


@pytest.mark.parametrize(
    "cells",
    [
        ["P10356", "P10357", "P10358", "P10359", "P10360"],
        ["Block 12", "Flat 3", "North 4", "Ward 7", "Park 3"],
        ["High Street", "Kings Road", "Dorpsweg", "Kerkstraat", "Laan"],
        ["R - Routine 28 days", "E - Emergency 1 day", "Programmed 90 days", "U 7 days", "P 30 days"],
        ["Lift 3 out of order", "2 taps leak", "Boiler 1 service", "3 rooms", "Door 2"],
    ],
)
def test_codes_of_places_and_labels_are_no_addresses(cells: list[str]) -> None:
    assert seen(cells, "Place", "place_id") == ()
    assert seen(cells, "Soort", "category", "text") == ()
    assert seen(["2024AB 12", "2024AB 13", "2024AC 1", "2024AC 2", "2024AD 1"], "Zaak", "item_id") == ()


def test_free_text_is_told_and_labels_are_not() -> None:
    def is_free(cells: list[str], field: str) -> bool:
        return seen_in("X", field, pl.Series(cells), "text").is_free_text

    stories = [f"spoke to the neighbour of number {at} about it" for at in range(300)]
    assert is_free(stories, "category")
    assert is_free(["Tenant's son will call back", "ok", "no access"], "cancel_reason")
    assert not is_free(["Duplicate", "No access", "Out of time"] * 20, "cancel_reason")
    assert not is_free(["Make safe only today", "Repair of the tap", "Paint the whole door"], "category")


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
def test_only_names_addresses_and_births_in_an_unknown_export_are_told(system: str) -> None:
    rows, fields = export(system)
    made = {
        heading.replace("_", " "): told.split(":")[0]
        for heading, told in (part.split("=") for part in SYSTEMS[system].split())
    }
    kinds = {"names": "name", "street": "address"}
    personal = {heading: kinds[kind] for heading, kind in made.items() if kind in kinds}
    if "Date of birth" in made:
        personal["Date of birth"] = "birth"
    told = personal_in(
        rows,
        {heading: None if field == "-" else field for heading, field in fields.items()},
        _table(fields),
    )
    found = {column.heading: column.kind for column in told}
    assert found.items() <= personal.items()
    assert {heading for heading, kind in personal.items() if kind != "name"} <= found.keys()


def _table(fields: dict[str, str]) -> str:
    """Return the first table that has every field of an export."""
    wanted = {field for field in fields.values() if field != "-"}
    return next(table for table, columns in DELIVERED.items() if wanted <= {column.name for column in columns})


def test_numbers_in_texts_count_until_they_are_too_many_to_be_persons() -> None:
    chance = pl.Series([f"see order {100_000_007 + at * 7_919_773 % 899_999_999}" for at in range(300)])
    assert "bsn" not in numbers_of("Notes", chance, whole=False).bare
    assert "bsn" in numbers_of("Notes", pl.Series(["see order 123456789"]), whole=False).bare
