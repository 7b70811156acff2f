"""A case whose number is merged over several rows: one case with more lines of details, or a log of what happened to it."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from pipelines.merged_cells import tables_without_merged
from pipelines.profile import Profile
from pipelines.propose import Proposal, propose
from pipelines.read import read_sheets
from pipelines.recognise import recognise
from pipelines.validate import Validated, validate
from tests.exports import TODAY

CASES = range(12)


def merged(path: Path, headings: str, cases: list[list[list[object]]], columns: int) -> Path:
    """A workbook in which each case has some rows, and the first columns are merged over them."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(headings.split(";"))
    for lines in cases:
        first = sheet.max_row + 1
        for line in lines:
            sheet.append(line)
        for column in range(1, columns + 1) if len(lines) > 1 else ():
            sheet.merge_cells(start_row=first, end_row=sheet.max_row, start_column=column, end_column=column)
    book.save(path)
    return path


def proposed(path: Path) -> Proposal:
    return propose(tables_without_merged(read_sheets(path))[1][0])


def read(path: Path, profile: Profile) -> Validated:
    return validate(recognise(read_sheets(path), [profile]), TODAY)


def case(at: int) -> list[object]:
    return [
        f"Z{at:03}",
        f"2024-03-{at + 1:02}",
        "Gereed" if at % 2 else "Open",
        f"2024-04-{at + 1:02}" if at % 2 else None,
    ]


DETAILS = {
    "Zaaknummer;Datum melding;Status;Datum gereed;Adres;Telefoon": (
        "'Adres', 'Telefoon'",
        "Straat {at}",
        "06-1234567{at}",
    ),
    "Case no;Date raised;Status;Date completed;Address;Remarks": ("'Address', 'Remarks'", "Street {at}", "Remark {at}"),
}


@pytest.mark.parametrize("columns", [1, 2, 4])
@pytest.mark.parametrize("headings", DETAILS)
def test_a_second_line_of_details_is_no_case_and_the_first_line_counts(tmp_path, headings, columns):
    told, place, more = DETAILS[headings]
    cases = [
        [[*case(at), place.format(at=at), more.format(at=at)], [None] * 4 + [f"PO Box {at}", f"second {at}"]][
            : 1 + at % 3
        ]
        for at in CASES
    ]
    path = merged(tmp_path / "cases.xlsx", headings, cases, columns)
    proposal = proposed(path)

    validated = read(path, proposal.profile("cases", "Cases", "permits"))

    assert not proposal.is_event_log
    assert validated.rows["item_id"].to_list() == [f"Z{at:03}" for at in CASES]
    assert validated.rows["place_id"].to_list() == [place.format(at=at) for at in CASES]
    assert validated.rejected.height == 8
    assert validated.rejected["is_to_mend"].to_list() == [False] * 8
    assert validated.rejected["reason"][0] == (
        "The number 'Z001' stands over several rows as one: this row is a further line of row 3. Nothing to do."
    )
    assert [str(note) for note in validated.notes] == [
        f"8 rows are further lines of a case whose number stands over several rows as one: the first of them counts, and what"
        f" the others hold under {told} is not used."
    ]


def test_a_second_line_with_an_end_of_its_own_is_no_line_of_details(tmp_path):
    headings = "Zaaknummer;Datum melding;Status;Datum gereed;Adres"
    cases = [[[*case(at), "Hof 1"], [None, None, "Open", "2024-05-01", "Hof 2"]] for at in CASES]
    path = merged(tmp_path / "cases.xlsx", headings, cases, 2)

    validated = read(path, proposed(path).profile("cases", "Cases", "permits"))

    assert "further line" not in " ".join(validated.rejected["reason"])


@pytest.mark.parametrize("lines", [1, 2, 3])
@pytest.mark.parametrize(
    ("headings", "told"),
    [
        ("Zaaknummer;Datum melding;Status;Omschrijving;Datum;Actie", "'Actie', 'Datum'"),
        ("Case no;Date raised;Status;Description;Date;Action", "'Action', 'Date'"),
    ],
)
def test_actions_under_a_merged_case_are_its_events_and_it_is_said_why(tmp_path, headings, told, lines):
    words = ["Gebeld", "Bezoek", "Brief"]
    cases = [
        [[*case(at)[:3], "Lek", f"2024-04-{at + 1:02}", "Ontvangen"]]
        + [
            [None, None, None, None, f"2024-04-{at + 5 + line:02}", words[line]]
            for line in range(lines if at % 3 == 0 else 1)
        ]
        for at in CASES
    ]
    path = merged(
        tmp_path / "cases.xlsx", headings, cases[:2] + [one[:1] for one in cases[2:]] if lines == 1 else cases, 4
    )

    proposal = proposed(path)

    assert proposal.is_event_log
    assert proposal.told == (
        f"each row is one event: the cells under '{headings.split(';')[0]}' are merged over rows that differ under {told}, and"
        " these are to be folded into one item."
    )
