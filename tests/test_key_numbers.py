"""Numbers of cases, people and places are the same number in every delivery, whatever a spreadsheet made of them."""

from __future__ import annotations

import polars as pl
import pytest

from pipelines import run
from pipelines.key_numbers import has_lost_digits, without_point
from pipelines.preview import preview
from pipelines.understand import MostlyRejected
from tests.event_logs import folded
from tests.exports import text_file
from tests.test_validate import issues, items, reasons

pytestmark = pytest.mark.usefixtures("without_charts")


def ids(*written: str) -> list[str]:
    return items(*(f"x,{number},2024-01-05,,," for number in written)).rows["item_id"].to_list()


def test_a_case_number_with_a_point_and_a_zero_is_the_same_number_without_and_that_is_told_once():
    validated = items("x,1400000.0,2024-01-05,,,", "x,1400001,2024-01-05,,,", "x,A-7,2024-01-05,,,")

    assert validated.rows["item_id"].to_list() == ["1400000", "1400001", "A-7"]
    assert [str(note) for note in validated.notes] == [
        "Column 'item_id' was read without the '.0' behind its numbers: 7.0 is the same number as 7."
    ]
    assert issues(validated) == [(None, "item_id", "number_without_point", "repaired")]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (["0012", "7.0"], ["0012", "7"]),  # leading zeros stay
        (['"7,0"', '"8,00"'], ["7", "8"]),
        (["1.400012E+06", "3.0"], ["1400012", "3"]),  # no digit is missing
        (["12.0", "12.5"], ["12.0", "12.5"]),  # numbers with parts of their own
        (["1.000", "2"], ["1.000", "2"]),
        (["1E5", "12e4", "7.0"], ["1E5", "12e4", "7"]),  # a code that looks like a power
        (["WO.0", "1"], ["WO.0", "1"]),
    ],
)
def test_only_the_point_of_whole_numbers_goes(written, read):
    assert ids(*written) == read


def test_the_same_case_with_and_without_a_point_counts_once():
    validated = items("x,7.0,2024-01-05,,,open", "x,7,2024-01-05,,2024-01-09,done", "x,8,2024-01-05,,,open")

    assert validated.rows["item_id"].to_list() == ["7", "8"]
    assert reasons(validated)[2].startswith("Row 3 has the same number '7' and counts")


@pytest.mark.parametrize("written", ["1.4E+06", '"1,4E+06"', "1.4e+06", "1E+05", "1.4E7", "1.234567890123456E+15"])
def test_a_case_number_that_lost_its_digits_sets_its_row_aside(written):
    validated = items(f"x,{written},2024-01-05,,,", "x,1,2024-01-05,,,")

    shown = written.strip('"')
    assert validated.rows["item_id"].to_list() == ["1"]
    assert reasons(validated)[2] == (
        f"'{shown}' in column 'item_id' has lost its last digits: a spreadsheet has shortened the number."
        " Export the column as text and load the file again."
    )


def test_people_and_places_are_read_so_too():
    validated = items(
        "x,1,2024-01-05,900.0,P1", "x,2,2024-01-05,,P1", headings="service,item_id,opened_at,customer_id,place_id"
    )

    assert validated.rows["customer_id"].to_list() == ["900", None]


def test_the_events_of_a_case_find_each_other_whatever_their_point():
    validated = folded("""
        Case | When             | What
        7.0  | 2025-03-01 09:00 | Opened
        7    | 2025-03-02 09:00 | Closed
    """)

    assert validated.rows.select("item_id", "row_count").rows() == [("7", 2)]
    assert len(validated.notes) == 1


HEADINGS = "service,item_id,opened_at,reported_done_at,status\n"


def test_the_next_delivery_finds_its_cases_whatever_its_spreadsheet_made_of_their_numbers(tmp_path):
    data = tmp_path / "data"
    plain = "repairs,1400000,2024-01-05,,open\nrepairs,1400001,2024-01-06,,open\n"
    run.ingest(data, text_file(tmp_path, HEADINGS + plain, "first.csv"))
    later = text_file(tmp_path, HEADINGS + plain.replace(",2024", ".0,2024").replace("05,,open", "05,2024-01-09,done"))

    seen = preview(data, later)

    assert (seen.new, seen.changed, seen.unchanged) == (0, 1, 1)
    assert "Column 'item_id' was read without" in str(seen.problems[-1])


def test_a_file_of_shortened_numbers_is_refused_with_what_to_do(tmp_path):
    rows = "".join(f"repairs,1.4E+06,2024-01-0{day},,open\n" for day in range(1, 9))

    with pytest.raises(MostlyRejected, match="Export the column as text and load the file again"):
        run.ingest(tmp_path / "data", text_file(tmp_path, HEADINGS + rows))


def test_a_number_that_is_put_together_is_cleaned_part_by_part():
    texts = pl.Series(["12.0/1", "12/1.0", "12/1", None, "A/1.50"])

    assert without_point(texts, "/").to_list() == ["12/1", "12/1", "12/1", None, "A/1.50"]
    assert has_lost_digits(pl.Series(["12/1", "1.4E+06/1", None]), "/").to_list() == [False, True, False]


def test_citizen_numbers_are_told_as_such_with_a_point_behind_them_too(tmp_path):
    numbers = ["111222333.0", "123456782.0", "111111110.0", "999990019.0", "100000009.0", "100000058.0"]
    rows = "".join(f"repairs,W{at},2024-01-05,{number}\n" for at, number in enumerate(numbers))
    file = text_file(tmp_path, "service,item_id,opened_at,customer_id\n" + rows)

    [found] = preview(tmp_path / "data", file).personal
    assert (found.kinds, found.applied) == (("bsn",), "scramble")


CUT = [f"{20240105000000000 + 100 * (at // 2)}" for at in range(4)] + ["20240105000000900", "77"]


def cut(numbers: list[str]) -> object:
    return items(*(f"x,{number},2024-01-{at:02},,," for at, number in enumerate(numbers, start=5)))


def test_numbers_that_a_spreadsheet_cut_to_15_digits_are_told_and_those_that_became_alike_are_not_merged():
    validated = cut(CUT)

    assert validated.rows["item_id"].to_list() == CUT[4:]
    assert set(reasons(validated).values()) == {
        f"'{number}' in column 'item_id' has lost its last digits: a spreadsheet has shortened the number."
        " Export the column as text and load the file again."
        for number in CUT[:4]
    }
    assert [str(note) for note in validated.notes] == [
        "The long numbers under 'item_id' all end in zeros from the 16th digit on (20240105000000000): a spreadsheet keeps no"
        " more than 15. Different numbers may have become the same one; export the column as text."
    ]
    assert issues(validated) == [(None, "item_id", "cut_to_15_digits", "kept")]


@pytest.mark.parametrize(
    "numbers",
    [
        ["20240105000000017", "20240105000000100", "20240105000000017"],  # the digits are there
        ["202401050000000", "202401060000000", "202401070000000", "202401080000000"],  # no more than it keeps
        ["WO20240105000000100", "WO20240105000000200", "WO20240105000000300"],
        ["2024010500000010", "2024010500000011"],
    ],
)
def test_numbers_with_all_their_digits_are_told_nothing(numbers):
    validated = cut(numbers)

    assert not validated.notes
    assert "cut_to_15_digits" not in validated.issues["issue"].to_list()


def test_numbers_of_people_cut_to_15_digits_are_told_too():
    lines = [f"x,{at},2024-01-05,88012345678901{at}00" for at in range(3)]
    validated = items(*lines, headings="service,item_id,opened_at,customer_id")

    assert validated.rows.height == 3
    assert issues(validated) == [(None, "customer_id", "cut_to_15_digits", "kept")]
