"""How the cells of a text are told apart: found from the text alone, whatever sign parts them and whatever stands around."""

from __future__ import annotations

import pytest

from pipelines.dialect import Dialect, find_dialect
from pipelines.profile import load_profiles
from pipelines.recognise import recognise
from tests import csv_rounds
from tests.exports import text_sheet

HEADINGS = ["Order", "Raised", "Done", "Remarks"]
ROWS = [
    ["WO-1", "05-03-2024 08:15", "2,50", "Leak, since Monday; under the sink"],
    ["WO-2", "06-03-2024 09:30", "12,00", "Door | handle"],
    ["WO-3", "27-03-2024 10:45", "7,25", ""],
]


def written(delimiter: str, quote_all: bool = False, end: str = "\n") -> str:
    def cell(text: str) -> str:
        return f'"{text}"' if quote_all or delimiter in text else text

    return "".join(delimiter.join(map(cell, row)) + end for row in [HEADINGS, *ROWS])


def rows_of(text: str) -> list[list[str | None]]:
    return [list(row[1:]) for row in text_sheet(text.encode()).cells.rows()]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "^", "~", "\x1f", "¦"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("quote_all", [False, True], ids=["quoted where needed", "all quoted"])
def test_any_delimiter_is_found_with_any_line_end(delimiter, end, quote_all):
    text = written(delimiter, quote_all, end)

    assert find_dialect(text).dialect == Dialect(delimiter)
    assert rows_of(text) == [[cell or None for cell in row] for row in [HEADINGS, *ROWS]]


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("id;paid;due\n1;2,50;3,10\n2;4,00;5,25\n", ";"),  # decimal commas
        (
            "Report: repairs, week 12\nRun on 3 March, 2024\n\nNo;Raised\n1;2024-03-01\n",
            ";",
        ),  # more lines of title than rows
        ("Filter: Status = All; Area = North\nNo,Raised,Team\n1,2024-03-01,A\n", ","),
        ("No\tAddress\n1\t44 Mill Lane, Town\n2\t45 Mill Lane, Town\n3\t46 Mill Lane, Town\n", "\t"),
        ("No:Status:Count\nA1:open:3\nA2:closed:4\n", ":"),
        ("No Status Count\nA1 open 3\nA2 closed 4\n", " "),
        ("Order\n2024-03-01 08:15:00\n2024-03-02 09:15:00\n", ","),  # one column of moments
        ("Name\nJan de Vries\nAn van Dijk\n", ","),  # one column of words
        ("a||b\n1||2\n", "|"),
    ],
)
def test_what_stands_in_titles_and_values_does_not_make_a_delimiter(text, delimiter):
    assert find_dialect(text).dialect.delimiter == delimiter


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("sign", [";", "\t", "^"])
def test_the_line_that_declares_the_delimiter_may_end_in_any_way_and_name_any(sign, end):
    assert rows_of(f"sep={sign}{end}a{sign}b{end}1{sign}2{end}") == [["a", "b"], ["1", "2"]]


def test_cells_in_single_quotation_marks_are_read_without_them():
    assert rows_of("'No','What'\n'1','a leak, in the hall'\n'2','it''s broken'\n") == [
        ["No", "What"],
        ["1", "a leak, in the hall"],
        ["2", "it's broken"],
    ]


def test_an_apostrophe_is_no_quotation_mark():
    assert rows_of("No,What\n1,'s morgens\n2,tenant's door\n")[1:] == [["1", "'s morgens"], ["2", "tenant's door"]]


def test_a_quotation_mark_behind_a_backslash_is_part_of_the_cell():
    text = 'No,What\n1,"the \\"main\\" drain, blocked"\n2,"a \\"new\\" door"\n'

    assert rows_of(text)[1:] == [["1", 'the "main" drain, blocked'], ["2", 'a "new" door']]


def test_zero_signs_are_left_out_in_any_encoding():
    sheet = text_sheet("\ufeffa,b\n1\x00,2\n".encode("utf-16-le"))

    assert sheet.cells.rows() == [(1, "a", "b"), (2, "1", "2")]
    assert [str(problem) for problem in sheet.problems] == ["1 zero bytes were left out."]


def test_no_text_is_cut_otherwise_than_it_was_written_without_a_word():
    wrong = [number for number in range(200) if csv_rounds.verdict(csv_rounds.written(number)) == "wrong"]

    assert wrong == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "No:Raised\n1:2024-03-01\n2:2024-03-02\n",
            "The cells are read as parted by ':', which stands in texts and times too.",
        ),
        (
            "No Raised\n1 2024-03-01\n2 2024-03-02\n",
            "The cells are read as parted by a blank, which stands in texts and times too.",
        ),
        (
            "Ref:Kind:Naam, adres\n1:2,5:Ja\n2:1,7:Nee\n",
            "The cells are read as parted by ','; ':' could part them as well.",
        ),
        ("No:Kind\n1:a:b\n2\n3:c, d\n", "No sign parts the lines of this text evenly; they are read as parted by"),
    ],
)
def test_where_another_sign_may_part_the_cells_it_is_told_with_what_to_do(text, told):
    [problem] = text_sheet(text.encode()).problems

    assert str(problem).startswith(told)
    assert str(problem).endswith("A first line 'sep=;' in the file would say which sign parts its cells.")
    assert text_sheet(f"sep=:\n{text}".encode()).problems == ()


@pytest.mark.parametrize(
    "lines",
    [
        ["id,opened date,team name", "1,2024-01-02 10:00,Team North"],
        ["id,opened date,team name", "1,2024-01-02 10:00,Team North", "2,2024-01-03 11:00,Team South"],
        ["Job No,Order,Address", "1000,1000,Mill Lane", "1001,1001,Mill Lane"],
        ["first name,closed date", *["Ann,25 Jan 2024"] * 5],
        ["address line,team name,first name", "78 Mill Lane,Team North,Ann"],
        ["opened date;remarks", "2024-01-16;door stuck", "2024-01-17;tap drips"],
        ["date;remarks", "13 Jan 2024;leak in the hall", "2024-01-21;leak in the hall", "20 Jan 2024;door stuck"],
        ["team name\tcost", *["Team North\t29.50"] * 12],
        ["Reference|first name", "AB 57|Ann", "AB 9|Bob"],
        [
            "Zaaknummer;Kosten;Datum melding;Status",
            "1000;29,69;11-09-2024;In behandeling",
            "1001;47,58;10-06-2024;open",
        ],
    ],
)
def test_a_plain_file_with_blanks_and_commas_in_its_values_is_not_doubted(lines):
    assert text_sheet("".join(f"{line}\n" for line in lines).encode()).problems == ()


@pytest.mark.parametrize(
    "lines",
    [
        ["Order Name,address", "1000 Smith,J.", "1001 Bakker,A."],
        ["Ref:Kind:Naam,adres", "1:2,5:Ja", "2:1,7:Nee"],
    ],
)
def test_a_heading_that_may_hold_a_comma_leaves_a_doubt(lines):
    [problem] = text_sheet("".join(f"{line}\n" for line in lines).encode()).problems

    assert "could part them as well" in str(problem)


def test_headings_that_only_one_sign_cuts_tell_the_sign_whatever_stands_in_the_values():
    rows = "".join(f"{at}~52.0932,3.7623~50.8503,6.1917~218,08\n" for at in range(9))

    sheet = text_sheet(f"Order~Location~Address~Cost\n{rows}".encode())

    assert (sheet.delimiter, sheet.problems) == ("~", ())


def test_what_is_odd_in_a_text_is_told_of_a_file_that_is_known():
    sheet = text_sheet(b"service:item_id:opened_at\nx:1:2024-03-01\nx:2:2024-03-02\n")

    assert recognise([sheet], load_profiles()).problems == list(sheet.problems) != []


NAMED_ROWS = "Each row has one value more than there are headings"


@pytest.mark.parametrize(
    ("text", "heads", "first"),
    [
        (
            '"id" "opened"\n"1" "A1" "2024-01-01"\n"2" "A 2" "2024-01-02"\n',
            [None, "id", "opened"],
            ["1", "A1", "2024-01-01"],
        ),
        (
            '"Job","Opened on","Team"\n"1","A1","2024-01-01","North"\n"7","A2","2024-01-02","South"\n',
            [None, "Job", "Opened on", "Team"],
            ["1", "A1", "2024-01-01", "North"],
        ),
        (
            "Job\tOpened on\tClosed on\nx\tA1\t2024-01-01\t2024-01-04\ny\tA2\t2024-01-02\t2024-01-04\n",
            [None, "Job", "Opened on", "Closed on"],
            ["x", "A1", "2024-01-01", "2024-01-04"],
        ),
        (
            '"id" "opened" "words"\n"1" "A1" "2024-01-01" "said \\"soon\\""\n"2" "A2" "2024-01-02" NA\n',
            [None, "id", "opened", "words"],
            ["1", "A1", "2024-01-01", 'said "soon"'],
        ),
        ("Kind,Team\n1,a,North\n2,b,South\n", [None, "Kind", "Team"], ["1", "a", "North"]),
    ],
)
def test_names_of_rows_do_not_shift_the_columns(text, heads, first):
    sheet = text_sheet(text.encode())

    assert [list(row[1:]) for row in sheet.cells.head(2).rows()] == [heads, first]
    assert str(sheet.problems[0]).startswith(NAMED_ROWS)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("id,opened\n1,2024-01-01,\n2,2024-01-02,\n", id="signs behind the last value"),
        pytest.param(
            "id,opened,team\n1,2024-01-01,North,leak\n2,2024-01-02,South,tap\n", id="a last heading is lacking"
        ),
        pytest.param("id,opened\n1,A1,2024-01-01\n2,A2\n3,A3,2024-01-01\n", id="rows of other widths"),
        pytest.param("Repairs, week 12\nid,opened,team\nA1,2024-01-01,North\nA2,2024-01-01,North\n", id="a title"),
        pytest.param("id,opened\n1,A1,2024-01-01\n", id="one row"),
        pytest.param("id,opened\n1,A1,2024-01-01\n1,A2,2024-01-01\n", id="a first value that stands twice"),
        pytest.param("team,kind\nNorth,leak,a\nSouth,tap,b\n", id="no sign of what is meant"),
    ],
)
def test_a_value_too_many_is_not_always_the_name_of_a_row(text):
    sheet = text_sheet(text.encode())

    assert sheet.cells.rows()[0][1:] == (
        *text.split("\n")[0].split(","),
        *[None] * (sheet.cells.width - text.split("\n")[0].count(",") - 2),
    )
    assert not any(str(problem).startswith(NAMED_ROWS) for problem in sheet.problems)


@pytest.mark.parametrize("sign", [",", ";"])
def test_blanks_in_addresses_do_not_part_the_cells_where_each_row_has_one_cell_too_many(sign):
    head = sign.join(["Order no", "Property", "Address", "Raised", "Completed", "Status", "Team"])
    rows = [
        sign.join([f"WO{at}", f"P{at}", f"{at} High Street{sign} Redcar", f"0{at}/01/2024", "", "Completed", "North"])
        for at in range(1, 10)
    ]

    assert find_dialect("\n".join([head, *rows]) + "\n").dialect.delimiter == sign


@pytest.mark.parametrize("sign", [",", ";", "\t"])
@pytest.mark.parametrize(("opens", "closes"), [("“", "”"), ("„", "”"), ("”", "”"), ("„", "“")])
def test_curly_quotation_marks_stand_around_cells_as_straight_ones_do(sign, opens, closes):
    written = [HEADINGS, *ROWS, ["WO-4", "07-03-2024 10:00", "1,00", f'A 5" pipe{sign} and “more”']]
    text = "\n".join(sign.join(f"{opens}{cell}{closes}" for cell in row) for row in written) + "\n"

    assert list(find_dialect(text).dialect.rows(text.splitlines(keepends=True))) == written


def test_curly_quotation_marks_around_one_column_of_words_stay():
    text = "Order;Raised;Remarks\n" + "".join(f"WO-{at};0{at}-03-2024;“leak” said {at}\n" for at in range(1, 9))

    assert find_dialect(text).dialect == Dialect(";")
