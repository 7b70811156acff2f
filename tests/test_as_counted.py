"""What the rows of a file count as is what they then are in the published file, by the words that the file has for it."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from pipelines import run
from pipelines.as_counted import AsCounted
from pipelines.preview import preview
from pipelines.samples import SAMPLES
from pipelines.store import Places
from tests.places import shared

pytestmark = pytest.mark.usefixtures("without_charts")

EXPORTS = sorted((SAMPLES / "exports").glob("*"))
ODD_HEADING = 'What / "says" ~1 it'


def counted(data: Path, file: Path) -> AsCounted:
    found = preview(data, file).as_counted
    assert found is not None
    return found


def rows_of(found: AsCounted) -> list[tuple[str | None, str | None, int]]:
    return found.rows.select("said", "counts_as", "rows").rows()


def as_published(data: Path) -> dict[str, int]:
    with duckdb.connect(str(Places(data).stable), read_only=True) as published:
        return dict(published.execute("select status, count(*) from work_items group by all").fetchall())


def test_the_words_of_the_file_stand_beside_what_they_count_as(tmp_path: Path) -> None:
    found = counted(tmp_path / "data", EXPORTS[6])

    assert rows_of(found) == [("COM", "done", 90), ("ISS", "open", 54), ("CAN", "cancelled", 2), ("VAR", "open", 1)]
    assert found.by_word() == {"done": 90, "open": 55, "cancelled": 2}
    assert found.rows["without_end"].to_list() == [0, 54, 0, 1]
    assert (str(found.first_at), str(found.last_at)) == ("2004-11-16 12:41:00", "2004-12-05 21:13:00")


def test_the_counts_are_those_of_the_published_file(tmp_path: Path) -> None:
    data = tmp_path / "data"
    found = counted(data, EXPORTS[6])
    run.ingest(data, EXPORTS[6])

    assert as_published(data) == found.by_word()


@pytest.mark.parametrize(
    ("export", "field_words"),
    [(EXPORTS[10], "progress_chase"), (EXPORTS[11], "no_access"), (EXPORTS[12], "partly")],
    ids=["contacts", "visits", "answers"],
)
def test_every_table_in_which_something_is_decided_is_counted(tmp_path: Path, export: Path, field_words: str) -> None:
    found = counted(tmp_path / "data", export)

    assert field_words in found.by_word()
    assert found.without_team is None  # nobody asks for the team of a file without one


def test_where_no_column_says_it_the_dates_tell_it(tmp_path: Path) -> None:
    file = tmp_path / "cases.csv"
    file.write_text("service,item_id,opened_at,reported_done_at\nown,1,2024-01-02,2024-01-05\nown,2,2024-01-03,\n")
    found = counted(tmp_path / "data", file)

    assert not found.has_column
    assert rows_of(found) == [(None, "done", 1), (None, "open", 1)]
    assert found.without_team == 2


def test_a_heading_of_any_signs_is_found_among_the_cells(tmp_path: Path) -> None:
    data, file = tmp_path / "data", tmp_path / "own.csv"
    profiles = Places(data).profiles
    profiles.mkdir(parents=True)
    (profiles / "own.toml").write_text(
        'name = "own"\ntitle = "Own"\ntable = "work_items"\nservice = "own"\n'
        f"[columns]\nitem_id = 'No'\nopened_at = 'Raised'\nstatus = '{ODD_HEADING}'\n"
        "[codes.status]\n'Ready' = 'done'\n"
    )
    quoted = ODD_HEADING.replace('"', '""')
    file.write_text(f'No,Raised,"{quoted}"\n1,2024-01-02,Ready\n2,2024-01-03,Busy\n')

    assert rows_of(counted(data, file)) == [("Ready", "done", 1), ("Busy", "open", 1)]


def test_a_log_of_events_is_counted_by_case(tmp_path: Path) -> None:
    found = counted(tmp_path / "data", shared("real", "wabo_receipt", "receipt.csv"))

    assert not found.has_column
    assert found.by_word() == {"done": 1329, "open": 105}
