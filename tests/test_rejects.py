"""Rows set aside, as files to mend: whole, harmless to open, and what was delivered once they come back."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import openpyxl
import pytest

from pipelines import run
from pipelines.rejects import as_csv, as_workbook
from pipelines.store import open_published
from tests.exports import text_file
from tests.stores import first_load

pytestmark = pytest.mark.usefixtures("without_charts")

HOSTILE = """\
    service,item_id,opened_at,status,=cmd|calc,category,team
    repairs,=A1,31-31-2024,open,+31 6,"x\x07y
    z",-North
    repairs,B,2024-01-01,open,-12.5,roof,@South
    repairs,C,2024-01-01,open,-inf,roof,@South
    repairs,D,2024-01-01,open,1,roof,@South
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def set_aside(data: Path, file: Path) -> str:
    report = run.ingest(data, file) if data.exists() else first_load(data, file)
    assert report.rejected == 1
    assert report.batch_id is not None
    return report.batch_id


def test_no_cell_of_a_workbook_to_mend_is_a_formula(data: Path, tmp_path: Path) -> None:
    batch = set_aside(data, text_file(tmp_path, HOSTILE))
    sheet = openpyxl.load_workbook(io.BytesIO(as_workbook(run.rejected(data, batch)))).active
    cells = [cell for row in sheet for cell in row]

    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert {"=cmd|calc", "=A1", "-North"} <= {cell.value for cell in cells}


def test_no_cell_of_a_csv_to_mend_begins_as_a_formula(data: Path, tmp_path: Path) -> None:
    batch = set_aside(data, text_file(tmp_path, HOSTILE.replace("+31 6", "-12.5")))
    headings, row = csv.reader(io.StringIO(as_csv(run.rejected(data, batch))))

    assert "'=cmd|calc" in headings
    assert row[3:] == ["'=A1", "31-31-2024", "open", "-12.5", "x\x07y\nz", "'-North"]


def test_a_mended_csv_brings_what_was_delivered(data: Path, tmp_path: Path) -> None:
    batch = set_aside(data, text_file(tmp_path, HOSTILE))
    mended = as_csv(run.rejected(data, batch)).replace(",31-31-2024,", ",2024-01-02,")
    run.ingest(data, text_file(tmp_path, mended, "mended.csv"))

    with open_published(run.published_file(data)) as file:
        assert file.sql("select team from work_items where item_id = '=A1'").fetchall() == [("-North",)]


def test_rows_that_are_mended_wrongly_can_be_mended_again(data: Path, tmp_path: Path) -> None:
    batch = set_aside(data, text_file(tmp_path, HOSTILE))
    once = run.rejected(data, batch)
    again = set_aside(data, text_file(tmp_path, as_csv(once), "mended.csv"))

    assert as_csv(run.rejected(data, again)).splitlines()[0] == as_csv(once).splitlines()[0]
    assert openpyxl.load_workbook(io.BytesIO(as_workbook(run.rejected(data, again)))).active.max_column == 9
