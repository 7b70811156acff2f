"""Texts laid out in columns: read right where it is certain where each column ends, and otherwise refused with the row."""

from __future__ import annotations

from collections import Counter

import pytest

from pipelines.errors import UnreadableFile
from pipelines.profile import load_profiles
from pipelines.read import large_of, open_export, read_sheets
from pipelines.recognise import recognise
from tests.exports import text_file, text_sheet
from tests.laid_out_rounds import verdict, written

REPORT = """\
Woningbeheer Oost           Overzicht reparaties                Blad: 1
Week 12

item_id  opened_at   description               team           cost
1001     2024-03-01  Kraan lekt in de keuken   Noord         12.50
1002     2024-03-02  Geen licht in entrée      Noord Oost     9.00
1003     2024-03-02                            Zuid         112.50

Totaal: 3 reparaties                                         134.00
"""
DASHES = """\
item_id opened_at  description              team          cost
------- ---------- ------------------------ ---------- -------
1001    2024-03-01 Kraan lekt in de keuken  Noord        12.50
1002    2024-03-02 Geen licht in entrée     Noord Oost    9.00
1003    2024-03-02                          Zuid        112.50

(3 rows selected)
"""
ROWS = [
    ("1001", "2024-03-01", "Kraan lekt in de keuken", "Noord", "12.50"),
    ("1002", "2024-03-02", "Geen licht in entrée", "Noord Oost", "9.00"),
    ("1003", "2024-03-02", None, "Zuid", "112.50"),
]


def read(text: str, encoding: str = "utf-8") -> dict[int, tuple[str | None, ...]]:
    """The cells of each row of the file that holds anything."""
    cells = text_sheet(text.encode(encoding)).cells
    return {row[0]: row[1:] for row in cells.rows() if any(row[1:])}


def refusal(text: str) -> str:
    with pytest.raises(UnreadableFile) as refused:
        text_sheet(text.encode())
    return str(refused.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "cp850", "utf-16"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_report_in_columns_is_read_with_its_titles_and_totals_beside_the_table(encoding, line_end):
    rows = read(REPORT.replace("\n", line_end), encoding)

    assert [rows[5], rows[6], rows[7]] == ROWS
    assert rows[4] == ("item_id", "opened_at", "description", "team", "cost")
    assert rows[1][1:] == rows[9][1:] == (None,) * 4
    assert rows[9][0].startswith("Totaal: 3 reparaties") and list(rows) == [1, 2, 4, 5, 6, 7, 9]


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "cp850"])
def test_a_line_of_dashes_tells_columns_apart_that_have_one_blank_between_them(encoding):
    rows = read(DASHES, encoding)

    assert [rows[3], rows[4], rows[5]] == ROWS
    assert 2 not in rows and rows[7][0].startswith("(3 rows")


def test_how_the_text_was_read_is_told():
    assert text_sheet(REPORT.encode()).problems == (
        "No sign stands between the cells of this text: they are read by their places in the line, as 5 columns ('item_id',"
        " 'opened_at', 'description', 'team', 'cost'). Look whether each column holds what it should.",
    )


@pytest.mark.parametrize("page", [REPORT, DASHES])
def test_titles_and_headings_that_come_again_on_each_page_are_no_cases(tmp_path, page):
    pages = [page.replace("Blad: 1", f"Blad: {at}").replace("\n100", f"\n{at:02}0") for at in range(1, 12)]
    path = text_file(tmp_path, "\f".join(pages), "report.txt")
    profiles = [profile.model_copy(update={"service": "repairs"}) for profile in load_profiles()]

    found = recognise(read_sheets(path), profiles, "canonical")

    assert [found.headings[at] for at in range(5)] == ["item_id", "opened_at", "description", "team", "cost"]
    ids = found.rows.filter(found.rows["c1"].str.starts_with("2024").fill_null(False))["c0"].to_list()
    assert ids == [f"{at:02}0{row}" for at in range(1, 12) for row in (1, 2, 3)]


@pytest.mark.parametrize("text", [REPORT, DASHES])
@pytest.mark.parametrize(
    ("value", "where"),
    [
        ("Kraan lekt in de keuken en in de badkamer", "'description' and 'team'"),
        ("Kraan lekt in keuken en bad", "'description' and 'team'"),
    ],
)
def test_a_value_that_runs_into_the_next_column_is_refused_with_its_row(text, value, where):
    at = text.index("Kraan")
    pushed = text.replace("Kraan lekt in de keuken", value)
    over = text[:at] + value + text[at + len(value) :]

    for spoilt in (pushed, over):
        row = next(number for number, line in enumerate(spoilt.split("\n"), 1) if value in line)
        said = refusal(spoilt)
        assert f"row {row} fills the blanks between" in said and where in said
        assert "Export it as Excel (.xlsx) or CSV, or make its columns wider where the report is made." in said


def test_two_columns_with_one_blank_between_them_are_not_read_as_one():
    text = """\
Order   Opened      Days Team
1001    2024-03-01    12 Noord
1002    2024-03-02     3 Noord
1003    2024-03-02   112 Zuid
"""
    assert "what stands under 'Days Team' may be two columns (row 2)" in refusal(text)


def test_a_column_is_not_split_by_blanks_that_its_values_have_in_the_same_place():
    text = """\
Order   Opened      Tenant
1001    2024-03-01  Jan   de Vries
1002    2024-03-02  Piet  Bakker
1003    2024-03-02  Anna  Smit
"""
    assert "what stands under 'Tenant' may be two columns (row 2)" in refusal(text)


def test_a_moment_is_one_value_though_each_has_a_blank_in_the_same_place():
    text = """\
Order   Opened at         Team
1001    2024-03-01 10:15  Noord
1002    2024-03-02 08:00  Zuid Oost
"""
    assert read(text)[2] == ("1001", "2024-03-01 10:15", "Noord")


def test_a_text_may_hold_two_blanks_by_chance():
    text = """\
Order   Team       Remarks
1001    Noord      Kraan lekt.  Bel na 12 uur
1002    Zuid Oost  Geen licht
1003    Noord      CV uit
"""
    assert read(text)[2] == ("1001", "Noord", "Kraan lekt.  Bel na 12 uur")


def test_a_blank_that_does_not_break_is_a_blank():
    rows = read(REPORT.replace("  ", "\xa0\xa0"), "cp1252")
    assert [rows[5], rows[6], rows[7]] == ROWS


@pytest.mark.parametrize(
    "text",
    [
        "Order;Opened      at;Team\n1001;2024-03-01;Noord  Oost\n1002;2024-03-02;Zuid  Oost\n",
        "Overzicht   week 12\nOrder;Opened;Team\n1001;2024-03-01;Noord   Oost\n1002;2024-03-02;Zuid   Oost\n",
        "Order   | Opened     | Team\n1001    | 2024-03-01 | Noord\n1002    | 2024-03-02 | Zuid\n",
        "Order, Opened,     Team\n1001,  2024-03-01, Noord\n1002,  2024-03-02, Zuid\n",
    ],
)
def test_a_text_whose_cells_a_sign_parts_is_read_by_that_sign(text):
    assert text_sheet(text.encode()).delimiter in (";", "|", ",")


def test_a_letter_with_two_blanks_in_it_is_no_table():
    text = "Dear all,\n\nhere is a text.  It has two blanks.\nAnd more.\n\nRegards,      Someone\n"
    assert text_sheet(text.encode()).delimiter is not None


def test_a_long_text_in_columns_is_read_whole(tmp_path):
    head, rows, _ = REPORT.split("\n\n")
    path = text_file(tmp_path, "\n\n".join((head, rows + "\n" + "\n".join(rows.split("\n")[1:] * 400))), "report.txt")

    with open_export(path) as opened:
        assert large_of(opened, 1000) is None
    assert read_sheets(path)[0].cells["c3"].value_counts().sort("count")["count"].to_list()[-3:] == [401, 401, 401]


def test_no_invented_text_in_columns_is_read_wrong():
    counts: Counter[tuple[str, bool]] = Counter()
    for number in range(300):
        made = written(f"test:{number}")
        counts[verdict(made), made.is_certain] += 1

    assert not counts["wrong", True] and not counts["wrong", False]
    assert counts["right", True] > 0.9 * sum(count for (_, is_certain), count in counts.items() if is_certain)
