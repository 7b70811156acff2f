"""What is told of odd cells says what stands there, and what a person can do about it."""

from __future__ import annotations

import polars as pl
import pytest

from pipelines import run
from pipelines.durations import days
from pipelines.errors import FixableError
from pipelines.guess import claims_of
from pipelines.shapes import shapes_of
from pipelines.understand import MostlyRejected
from pipelines.values import scores
from tests.event_logs import folded
from tests.exports import text_file
from tests.test_validate import items, reasons

pytestmark = pytest.mark.usefixtures("without_charts")


def test_a_cell_that_says_that_nothing_is_filled_in_is_quoted():
    validated = items("x,1,tbc,,,", "x,2,,,,", "x,3,2024-01-05,,,")

    assert reasons(validated)[2] == (
        "'tbc' in column 'opened_at' says that nothing is filled in, and the row cannot be counted without it. Fill it in and"
        " load the row again."
    )
    assert reasons(validated)[3].startswith("Column 'opened_at' is empty, and the row")


def test_a_column_of_such_words_is_not_told_as_empty():
    shapes = shapes_of(pl.DataFrame({"Date Completed": ["unknown", None]}))
    whys = [str(claim.proof) for claim in claims_of("work_items", shapes) if claim.field == "reported_done_at"]

    assert whys == ["its cells only say that nothing is filled in ('unknown')"]


@pytest.mark.parametrize(
    ("event", "told"),
    [
        (
            "A | soon             | Closed",
            "'soon' in column 'When' is no date that we can read. Write it as 2024-01-31 in the file itself and load the whole"
            " file again.",
        ),
        (
            "  | 2025-03-02 10:00 | Closed",
            "Column 'Case' is empty, so nobody can tell of which case this event is. Fill it in in the file itself and load the"
            " whole file again: the event cannot be counted without the others of its case.",
        ),
    ],
)
def test_an_event_is_not_to_be_loaded_again_by_itself(event, told):
    validated = folded(f"""
        Case | When             | What
        A    | 2025-03-01 09:00 | Opened
        {event}
        B    | 2025-03-02 09:00 | Opened
    """)

    assert dict(validated.rejected.select("row_number", "reason").rows())[3] == told


def test_money_is_no_length_of_time_and_no_score():
    money = pl.Series(["€ 2", "2 EUR", "GBP 2", "2 euro", "2,-"])

    assert days(money).to_list() == [None] * 5
    assert scores(money.head(4)).to_list() == [None] * 4
    assert days(pl.Series(["2 dagen", "2"])).to_list() == [2.0, 2.0]


def test_verdicts_that_nobody_explained_are_told_with_how_many_rows_have_none_by_them():
    headings = "service,item_id,opened_at,on_time_flag"
    validated = items(
        "x,1,2024-01-05,Ja", "x,2,2024-01-05,Nee", "x,3,2024-01-05,TL", "x,4,2024-01-05,TL", headings=headings
    )

    assert validated.rows["on_time_flag"].to_list() == [True, False, None, None]
    assert str(validated.notes[0]).startswith(
        "Under 'on_time_flag' we do not know whether 'TL' means in time or late: 2 rows have no verdict by it."
    )
    assert items("x,1,2024-01-05,Ja", "x,2,2024-01-05,n.v.t.", headings=headings).notes == ()


def test_a_refusal_for_one_reason_in_many_rows_counts_all_of_them(tmp_path):
    rows = "".join(f"repairs,{at},{at}-{at}-20{at},,\n" for at in range(41, 51))

    with pytest.raises(MostlyRejected) as refusal:
        run.ingest(tmp_path / "data", text_file(tmp_path, f"service,item_id,opened_at,status,team\n{rows}"))

    assert "10 of its 10 rows would be set aside, 10 of them because: (row 2) '41-41-2041' in column" in str(
        refusal.value
    )


def test_headings_that_are_like_none_that_we_know_are_not_told_as_near(tmp_path):
    def told(headings: str) -> str:
        with pytest.raises(FixableError) as refusal:
            run.ingest(tmp_path / "data", text_file(tmp_path, f"{headings}\n1,a,b\n2,c,d\n"))
        return str(refusal.value)

    assert "that we know:" not in told("Bedragen,Smaak,Kleur")
    assert "Like headings of sources that we know: 'item_ids' to 'item_id'" in told("item_ids,Smaak,Kleur")
