"""The rows that a file sets aside, mended in the workbook that we give out: both loads together are the clean file."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from pipelines import run
from pipelines.rejects import as_workbook
from tests.stores import first_load
from tests.test_run import HEADINGS, published

pytestmark = pytest.mark.usefixtures("without_charts")

OTHERS = "".join(f"repairs,C{day},Cas,Oak {day},North,roof,open,2024-02-{day:02},2024-03-01,\n" for day in range(1, 11))
BROKEN = """\
repairs,A,Ann,Elm 1,North,roof,open,2024-01-02,2024-01-09,
repairs,B,Bob,Elm 2,North,roof,done,x,2024-01-10,2024-01-08
repairs,A,Ann,Elm 1,South,roof,done,2024-01-02,2024-01-09,2024-01-05
Total,,,,,,,,,
"""
CLEAN = """\
repairs,A,Ann,Elm 1,South,roof,done,2024-01-02,2024-01-09,2024-01-05
repairs,B,Bob,Elm 2,North,roof,done,2024-01-03,2024-01-10,2024-01-08
"""
STANDING = "select item_id, team, status, opened_at, reported_done_at from work_items order by item_id"


def load(folder: Path, data: Path, rows: str) -> run.Report:
    file = folder / "export.csv"
    file.write_text(f"{HEADINGS}\n{OTHERS}{rows}")
    return first_load(data, file)


def items(data: Path) -> list[tuple[object, ...]]:
    with published(data) as file:
        return file.execute(STANDING).fetchall()


def test_only_rows_with_something_to_mend_are_given_out(tmp_path: Path) -> None:
    report = load(tmp_path, tmp_path / "data", BROKEN)
    (tmp_path / "mend.xlsx").write_bytes(as_workbook(run.rejected(tmp_path / "data", str(report.batch_id))))

    rows = list(openpyxl.load_workbook(tmp_path / "mend.xlsx").active.iter_rows(min_row=2, values_only=True))
    assert (report.rejected, report.to_mend) == (3, 1)
    assert [row[0] for row in rows] == [13]


def test_mended_rows_beside_the_rest_are_the_clean_file_and_set_nothing_back(tmp_path: Path) -> None:
    data = tmp_path / "data"
    report = load(tmp_path, data, BROKEN)
    (tmp_path / "mend.xlsx").write_bytes(as_workbook(run.rejected(data, str(report.batch_id))))
    book = openpyxl.load_workbook(tmp_path / "mend.xlsx")
    [bad] = [cell for row in book.active.iter_rows() for cell in row if cell.value == "x"]
    bad.value = "2024-01-03"
    book.save(tmp_path / "mend.xlsx")
    mended = run.ingest(data, tmp_path / "mend.xlsx")
    load(tmp_path, tmp_path / "other", CLEAN)

    assert (mended.new, mended.changed, mended.rejected) == (1, 0, 0)
    assert items(data) == items(tmp_path / "other")
