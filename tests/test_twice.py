"""A heading above several columns: nobody is asked where they hold the same, and nothing is guessed where they do not."""

from __future__ import annotations

import duckdb
import pytest

from pipelines import learn, run
from pipelines.answers import BadAnswer
from pipelines.preview import preview
from pipelines.store import Places
from pipelines.understand import NotAnswered
from tests.exports import text_file

pytestmark = pytest.mark.usefixtures("without_charts")

HEADINGS = "service,item_id,opened_at,status,reported_done_at,Reported_Done_At\n"
ROWS = (
    "repairs,1,2024-01-05,done,2024-01-09,2024-01-09\n"
    "repairs,2,2024-01-06,done,2024-01-10,2024-01-16\n"
    "repairs,3,2024-01-07,open,,\n"
)
KEY = "column: reported_done_at"


def export(folder, headings=HEADINGS, rows=ROWS, name="export.csv"):
    return text_file(folder, headings + rows, name)


def done_days(data) -> list[str]:
    with duckdb.connect(str(Places(data).stable), read_only=True) as published:
        found = published.execute("select reported_done_at::date::varchar from work_items order by item_id").fetchall()
    return [day for (day,) in found]


def test_columns_that_hold_the_same_are_one(tmp_path):
    seen = preview(tmp_path / "data", export(tmp_path, rows=ROWS.replace("2024-01-16", " 2024-01-10 ")))

    assert (seen.questions, seen.problems) == ((), [])


def test_columns_that_differ_are_asked_about_and_nothing_is_loaded_before_the_answer(tmp_path):
    data, path = tmp_path / "data", export(tmp_path)
    [question] = preview(data, path).questions
    assert str(question.words) == (
        "The heading 'reported_done_at' stands above columns E, F, and they do not hold the same: row 3 is the first in which"
        " they differ. Which of them is meant?"
    )
    assert [(choice.value, str(choice.words)) for choice in question.choices] == [("1", "column E"), ("2", "column F")]

    with pytest.raises(NotAnswered) as refusal:
        run.ingest(data, path)
    assert f"load it again with --answer '{KEY}=1' for column E, --answer '{KEY}=2' for column F;" in str(refusal.value)
    assert not Places(data).stable.exists()


def test_the_column_that_is_meant_is_read_and_remembered_for_the_next_file(tmp_path):
    data = tmp_path / "data"
    run.ingest(data, export(tmp_path), answers={KEY: "2"})
    assert done_days(data) == ["2024-01-09", "2024-01-16", None]

    later = preview(data, export(tmp_path, rows=ROWS.replace("01-16", "01-17"), name="later.csv"))
    assert (later.questions, later.changed, later.remembered) == ((), 1, {KEY: "2"})
    assert [one.answers for one in learn.learnt(data)] == [{KEY: "2"}]

    more = HEADINGS.strip() + ",reported_done_at\n", "".join(f"{row},2024-02-01\n" for row in ROWS.splitlines())
    assert [question.key for question in preview(data, export(tmp_path, *more, "more.csv")).questions] == [KEY]


def test_an_answer_that_is_no_column_of_the_file_is_refused(tmp_path):
    with pytest.raises(BadAnswer, match="answers nothing that we ask"):
        preview(tmp_path / "data", export(tmp_path), answers={KEY: "3"})


def test_a_heading_that_is_not_used_may_stand_twice(tmp_path):
    rows = "repairs,1,2024-01-05,open,a,b\n"

    assert (
        preview(
            tmp_path / "data", export(tmp_path, HEADINGS.replace("reported_done_at,Reported_Done_At", "x,x"), rows)
        ).questions
        == ()
    )


def test_a_person_who_said_what_each_of_the_columns_is_is_not_asked_again(tmp_path):
    headings = "No,Raised,State,Done,Done\n"
    path = export(
        tmp_path, headings, "1,2024-01-05,done,2024-01-09,2024-01-10\n2,2024-01-06,done,2024-01-09,2024-01-11\n"
    )
    profile = learn.Profile.model_validate(
        {
            "name": "own", "title": "Own", "table": "work_items", "service": "own",
            "shape": ["No", "Raised", "State", "Done", "Done (2)"],
            "columns": {"item_id": "No", "opened_at": "Raised", "status": "State", "reported_done_at": "Done (2)"},
            "codes": {"status": {"done": "done"}},
        }
    )  # fmt: skip

    seen = preview(tmp_path / "data", path, profile=profile)

    assert (seen.questions, seen.columns["Done"], seen.columns["Done (2)"]) == ((), None, "reported_done_at")
