"""What a load tells beside its counts: doubts by kind, codes with their rows, and what it says otherwise of the past."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from pipelines import run
from pipelines.doubts import doubts_told
from pipelines.evidence import ISSUE_COLUMNS
from pipelines.receipt import lines_of
from tests.test_cli import buitenblik

pytestmark = pytest.mark.usefixtures("without_charts")

HEADINGS = "service,item_id,team,status,opened_at,reported_done_at"
FIRST = [f"repairs,W{at},North,done,2024-01-{at:02},2024-01-{at + 3:02}" for at in range(1, 26)]
NEXT = [
    "repairs,W1,North,Gone fishing,2024-01-01,2024-01-04",
    "repairs,W2,North,Gone fishing,2024-01-02,2024-01-05",
    "repairs,W3,North,Mystery,2024-01-03,2024-01-06",
    "repairs,W4,North,done,2024-01-04,2024-01-06",
    *FIRST[6:],
    "repairs,W30,North,done,2024-01-20,2024-01-10",
]


def written(path: Path, rows: list[str]) -> Path:
    path.write_text("\n".join([HEADINGS, *rows]) + "\n")
    return path


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> run.Report:
    folder = tmp_path_factory.mktemp("told")
    run.ingest(folder / "data", written(folder / "first.csv", FIRST), publish_now=False)
    return run.ingest(folder / "data", written(folder / "next.csv", NEXT))


def test_each_kind_of_doubt_is_a_sentence_with_its_rows_and_codes_with_theirs(told: run.Report) -> None:
    sentences = [str(doubt["sentence"]) for doubt in told.doubt_kinds]
    assert sentences == [
        "Column 'status' has codes that we do not know: 'Gone fishing' (2 rows: 2, 3), 'Mystery' (row 4); kept as it is.",
        "Column 'reported_done_at', 1 row: done before it was opened; kept as it is.",
    ]
    codes = {code["code"]: code["row_numbers"] for code in told.doubt_kinds[0]["codes"]}
    assert codes == {"Gone fishing": [2, 3], "Mystery": [4]}
    assert sum(doubt["rows"] for doubt in told.doubt_kinds) == told.doubts == 4


def test_what_is_said_otherwise_of_the_past_is_told_with_its_count(told: run.Report) -> None:
    assert [(change["kind"], change["count"]) for change in told.rewritten] == [("end_earlier", 1), ("vanished", 2)]
    lines = list(lines_of(told))
    assert lines[0] == "1 end date moved to an earlier day than an earlier file said."
    assert "2 cases of earlier files are missing" in lines[1]
    assert {str(doubt["sentence"]) for doubt in told.doubt_kinds} <= set(lines)
    assert json.loads(json.dumps(told.as_json()))["rewritten"][0]["sentence"] == lines[0]


def test_the_command_prints_them_and_json_has_them(tmp_path: Path) -> None:
    data = tmp_path / "data"
    done = buitenblik("ingest", written(tmp_path / "next.csv", NEXT), "--json", data=data)
    assert "next.csv: Column 'status' has codes that we do not know: 'Gone fishing' (2 rows: 2, 3)" in done.stderr
    [report] = json.loads(done.stdout)["files"]
    assert [doubt["issue"] for doubt in report["doubt_kinds"]] == ["unmapped_code", "done_before_opened"]
    assert report["doubt_kinds"][0]["codes"][0] == {"code": "Gone fishing", "rows": 2, "row_numbers": [2, 3]}
    assert report["rewritten"] == []


def test_a_flood_of_one_doubt_is_counted_by_the_number_behind_its_value() -> None:

    rows = [
        (None, "status", "X × 412", "unmapped_code", "kept"),
        (7, "status", "Y", "unmapped_code", "kept"),
        (None, "opened_at", "1/2/2024", "date_order_assumed", "kept"),
    ]
    flood, of_column = doubts_told(pl.DataFrame(rows, schema=ISSUE_COLUMNS, orient="row"))
    assert (flood.rows, flood.codes[0]["code"], flood.codes[0]["rows"]) == (413, "X", 412)
    assert "'X' (412 rows), 'Y' (row 7)" in flood.sentence
    assert (of_column.rows, str(of_column.sentence)[:21]) == (0, "Column 'opened_at': d")


def test_what_is_doubted_of_a_field_that_the_file_has_no_column_of_is_told_of_its_rows() -> None:
    rows = [(7, "status", "cancelled", "cancelled_without_date", "kept"), (7, "Done", "x", "unmapped_code", "kept")]
    told = doubts_told(pl.DataFrame(rows, schema=ISSUE_COLUMNS, orient="row"), {"status"})

    assert sorted(str(doubt.sentence) for doubt in told) == [
        "1 row: cancelled without a date; kept as it is.",
        "Column 'Done' has codes that we do not know: 'x' (row 7); kept as it is.",
    ]
