"""The real systems of which the layout is public: a small invented export of each, under its own headings.

Headings and codes are facts of the sources that the profile in pipelines/profiles names; the rows are invented.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import polars as pl
import pytest

from pipelines.errors import UnknownHeadings
from pipelines.profile import load_profiles
from pipelines.read import read_sheets
from pipelines.recognise import Recognised, recognise
from pipelines.validate import Validated, validate
from tests.places import shared


def moment(*parts: int) -> datetime:
    """A moment of the service's own clock."""
    return datetime(*parts)  # noqa: DTZ001


TODAY = moment(2026, 1, 31)

# One file a system: headings and rows with bars between the cells.
SYSTEMS = Path(__file__).parent / "systems"
EXPORTS = sorted(path.stem for path in SYSTEMS.glob("*.txt"))


def cells(name: str) -> list[list[str]]:
    lines = (SYSTEMS / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [[cell.strip() for cell in line.split("|")] for line in lines]


def delivered(folder: Path, name: str) -> Path:
    path = folder / f"{name}.csv"
    lines = (";".join(f'"{cell}"' for cell in row) for row in cells(name))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def loaded(folder: Path, name: str) -> tuple[Recognised, Validated]:
    found = recognise(read_sheets(delivered(folder, name)), load_profiles())
    assert found.source == name
    return found, validate(found, TODAY)


def column(validated: Validated, name: str) -> list[object]:
    return validated.rows[name].to_list()


@pytest.mark.parametrize("name", EXPORTS)
def test_an_export_is_taken_for_its_own_system_and_every_row_of_it_counts(tmp_path, name):
    _, validated = loaded(tmp_path, name)

    assert validated.rejected.is_empty()
    assert validated.rows.height == len(cells(name)) - 1


@pytest.mark.parametrize("name", EXPORTS)
def test_no_other_profile_fits_the_export_of_a_system(tmp_path, name):
    others = [profile for profile in load_profiles() if profile.name not in (name, "canonical")]

    with pytest.raises(UnknownHeadings):
        recognise(read_sheets(delivered(tmp_path, name)), others)


@pytest.mark.parametrize(
    ("name", "statuses"),
    [
        ("universal_housing", ["open", "done", "done", "cancelled", "open"]),
        ("repairs_hub", ["open", "no_access", "done", "cancelled"]),
        ("nec_works_orders", ["open", "done", "done", "cancelled", "open"]),
        ("vera_orders", ["open", "done", "done", "cancelled", "open"]),
        ("drs_orders", ["open", "done", "no_access"]),
        ("nyc311", ["open", "done", "done", "open"]),
        ("calgary311", ["open", "done", "open"]),
        ("blds_permits", ["open", "done", "done", "open"]),
        ("zgw_zaken", ["open", "done", "done"]),
    ],
)
def test_statuses_are_ours_and_one_that_is_not_listed_is_open(tmp_path, name, statuses):
    _, validated = loaded(tmp_path, name)

    assert column(validated, "status") == statuses


@pytest.mark.parametrize(
    ("name", "code"),
    [("universal_housing", "845"), ("nec_works_orders", "CVR"), ("vera_orders", "STE"), ("nyc311", "Closed - Testing"),
     ("calgary311", "On Holiday"), ("blds_permits", "Hearing")],
)  # fmt: skip
def test_a_code_that_nobody_explained_is_told(tmp_path, name, code):
    _, validated = loaded(tmp_path, name)

    unmapped = validated.issues.filter(pl.col("issue") == "unmapped_code")
    assert code in unmapped["value"].to_list()


@pytest.mark.parametrize(
    ("name", "outcomes"),
    [
        ("nyc311", [None, "not_done", "done", None]),
        ("blds_permits", [None, None, "not_done", None]),
        ("zgw_zaken", [None, None, "not_done"]),
    ],
)
def test_what_is_closed_without_being_done_is_told_from_its_closing_words(tmp_path, name, outcomes):
    _, validated = loaded(tmp_path, name)

    assert column(validated, "outcome") == outcomes


def test_the_number_of_an_order_that_counts_within_its_request_is_both(tmp_path):
    _, validated = loaded(tmp_path, "nec_works_orders")

    assert column(validated, "item_id") == ["700001/1", "700001/2", "700002/1", "700003/1", "700004/1"]
    assert column(validated, "parent_id") == [None, "700001/1", None, None, None]
    assert column(validated, "request_id") == ["700001", "700001", "700002", "700003", "700004"]


def test_what_was_reported_and_what_the_system_recorded_are_two_moments(tmp_path):
    _, nec = loaded(tmp_path, "nec_works_orders")
    _, housing = loaded(tmp_path, "universal_housing")

    assert nec.rows["reported_done_at"][2] == moment(2024, 3, 6, 12)
    assert nec.rows["recorded_done_at"][2] == moment(2024, 3, 31, 23, 59)
    assert housing.rows["reported_done_at"][1] == moment(2024, 3, 5, 8)
    assert housing.rows["recorded_done_at"][1] == moment(2024, 3, 7)


@pytest.mark.parametrize("name", ["universal_housing", "nec_works_orders", "nyc311"])
def test_the_years_1753_1900_and_2100_are_no_dates_and_are_told(tmp_path, name):
    _, validated = loaded(tmp_path, name)

    years = {
        moment.year for field in ("reported_done_at", "target_last_at") for moment in column(validated, field) if moment
    }
    assert years <= {2019, 2024}
    assert not validated.issues.filter(pl.col("issue") == "implausible_date").is_empty()


def test_the_target_of_a_case_is_its_legal_limit_and_did_not_move(tmp_path):
    _, validated = loaded(tmp_path, "zgw_zaken")

    assert validated.rows["target_last_at"][0] == moment(2024, 4, 29, 23, 59, 59)
    assert validated.rows["target_first_at"].null_count() == validated.rows.height


def test_a_visit_that_was_cancelled_is_not_told_as_made(tmp_path):
    found, validated = loaded(tmp_path, "evv_visits")

    assert column(validated, "outcome") == [None, "not_made"]
    assert column(validated, "started_at") == [moment(2024, 3, 4, 8, 7), None]
    assert "worker" in found.profile.secret_fields


def test_a_city_with_some_headings_of_new_york_is_not_taken_for_it(tmp_path):
    path = tmp_path / "dallas.csv"
    path.write_text(
        "Unique Key;Created Date;Closed Date;Status;Department\n1;2024-01-02;2024-01-03;Closed;Code\n", encoding="utf-8"
    )

    with pytest.raises(UnknownHeadings) as refused:
        recognise(read_sheets(path), load_profiles())

    assert "New York" not in str(refused.value)
    assert recognise(read_sheets(path), load_profiles(), source="nyc311").source == "nyc311"


def test_the_real_file_of_new_york_is_known():
    found = recognise(read_sheets(shared("real", "messy", "qsv", "NYC311-5.ssv")), load_profiles())

    assert found.source == "nyc311"
    assert column(validate(found, TODAY), "status") == ["done", "done", "open", "done", "done"]
