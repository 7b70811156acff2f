"""A log of events, from the file to the figures: accounts in rows of the file, and later deliveries of the same cases."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import Any

import pytest

from dashboard.sentences import receipt, rows_seen
from pipelines import run
from pipelines.check import check
from pipelines.load import Cases
from pipelines.preview import preview
from pipelines.store import Places, open_published
from pipelines.understand import MostlyRejected
from tests.event_logs import BY_ACTIVITY
from tests.stores import first_load

pytestmark = pytest.mark.usefixtures("without_charts")

HEADINGS = "Case,When,What,Team,Caller"
OPENED = ["A,2025-03-01 09:00,Opened,Desk,P1", "B,2025-03-02 09:00,Opened,Desk,P2", "B,2025-03-03 09:00,Closed,Desk,P2"]
CAME_BACK = ["B,2025-03-06 09:00,Called again,Desk,P2"]
VISITED = ["A,2025-03-04 09:00,Visit done,North,P1"]
CLOSED = ["A,2025-03-05 09:00,Closed,North,P1"]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    places = Places(tmp_path / "data")
    places.profiles.mkdir(parents=True)
    (places.profiles / "desk.toml").write_text(textwrap.dedent(BY_ACTIVITY))
    return places.data


def export(folder: Path, name: str, *rows: str) -> Path:
    path = folder / name
    path.write_text("\n".join([HEADINGS, *rows]) + "\n")
    return path


def one(data: Path, sql: str) -> tuple[Any, ...] | None:
    with open_published(run.published_file(data)) as published:
        found: tuple[Any, ...] | None = published.execute(sql).fetchone()
    return found


def counts(report: Any) -> tuple[int, ...]:
    return (report.rows_in, report.accepted, report.new, report.changed, report.unchanged, report.rejected)


def test_rows_count_as_events_and_cases_are_the_items(data: Path, tmp_path: Path) -> None:
    report = run.ingest(data, export(tmp_path, "log.csv", *OPENED, *VISITED, *CLOSED))

    assert counts(report) == (5, 5, 5, 0, 0, 0)
    assert one(data, "select count(*), count(reported_done_at) from work_items") == (2, 2)
    assert one(data, "select item_id, outcome, team, row_number from visits") == ("A", "done", "North", 5)
    assert one(data, "select visits from needs where need_id = 'A'") == (1,)
    assert check(data) == []


def test_a_later_export_with_more_events_changes_the_cases_they_are_of(data: Path, tmp_path: Path) -> None:
    first_load(data, export(tmp_path, "one.csv", *OPENED))
    visited = run.ingest(data, export(tmp_path, "two.csv", *OPENED, *VISITED))
    closed = run.ingest(data, export(tmp_path, "three.csv", *OPENED, *VISITED, *CLOSED))
    again = run.ingest(data, export(tmp_path, "three.csv", *OPENED, *VISITED, *CLOSED))

    # A visit changes its case, though the case's own row says what it said.
    assert counts(visited) == (4, 4, 0, 2, 2, 0)
    assert counts(closed) == (5, 5, 0, 3, 2, 0)
    assert (again.status, again.unchanged) == ("unchanged", 5)
    assert one(data, "select status, batch_id from work_items where item_id = 'A'") == ("done", closed.batch_id)
    assert check(data) == []


def test_a_log_that_is_taken_back_leaves_what_was_there(data: Path, tmp_path: Path) -> None:
    first_load(data, export(tmp_path, "one.csv", *OPENED))
    before = one(data, "select list(work_items order by item_id)::varchar from work_items")
    later = run.ingest(data, export(tmp_path, "two.csv", *OPENED, *VISITED, *CLOSED))
    run.undo(data, str(later.batch_id))

    assert one(data, "select list(work_items order by item_id)::varchar from work_items") == before
    assert one(data, "select count(*) from visits") == (0,)
    assert check(data) == []


def test_new_and_changed_are_told_in_cases(data: Path, tmp_path: Path) -> None:
    first = run.ingest(data, export(tmp_path, "one.csv", *OPENED))
    file = export(tmp_path, "two.csv", *OPENED, *VISITED, *CLOSED, "C,2025-03-06 09:00,Opened,Desk,P3")

    assert first.message.startswith("one.csv, cases of 3 events: 2 new, 0 changed, 0 as known; 0 events set aside.")
    seen = preview(data, file)
    assert (seen.new, seen.changed, seen.unchanged, seen.cases) == (1, 3, 2, Cases(1, 1, 1))
    assert rows_seen(seen) == "6 events of 3 cases: 1 new · 1 changed · 1 same as last time · 0 events need a look"
    assert receipt(first).endswith("2 new cases, 0 changed, 0 events need a look.")


def test_a_preview_of_a_log_says_what_its_load_gives(data: Path, tmp_path: Path) -> None:
    first_load(data, export(tmp_path, "one.csv", *OPENED))
    file = export(tmp_path, "two.csv", *OPENED, *VISITED, *CLOSED)
    told, loaded = preview(data, file), run.ingest(data, file)

    assert counts(told)[:5] == counts(loaded)[:5] == (5, 5, 0, 3, 2)
    with open_published(run.published_file(data)) as published:
        for effect in told.effects:
            found = published.execute(
                "select value from weekly where team = '*' and measure = ? and week = ?", [effect.measure, effect.week]
            ).fetchone()
            assert effect.after == (None if found is None else found[0])


def test_an_export_of_only_the_newest_events_is_refused_rather_than_told_as_the_whole(
    data: Path, tmp_path: Path
) -> None:
    first_load(data, export(tmp_path, "one.csv", *OPENED))
    with pytest.raises(MostlyRejected, match="its first events are missing"):
        run.ingest(data, export(tmp_path, "new.csv", *VISITED, *CLOSED))

    assert one(data, "select status from work_items where item_id = 'A'") == ("open",)


def test_a_person_who_comes_back_has_it_not_done(data: Path, tmp_path: Path) -> None:
    run.ingest(data, export(tmp_path, "log.csv", *OPENED, *CAME_BACK))

    assert one(data, "select status from work_items where item_id = 'B'") == ("done",)
    assert one(data, "select state, reopened from needs where need_id = 'B'") == ("unresolved", 1)
    assert one(data, "select hits, n from weekly where measure = 'came_back' and team = '*'") == (1, 1)


def test_rejected_events_mended_and_loaded_together_give_the_clean_file(data: Path, tmp_path: Path) -> None:
    others = [f"{case},2025-03-02 09:00,Opened,Desk,P3" for case in "CDEFGHI"]
    clean = [*OPENED, *VISITED, *CLOSED, *others]
    spoilt = [row.replace("2025-03-05 09:00", "soon") for row in clean]
    first = run.ingest(data, export(tmp_path, "log.csv", *spoilt))
    rows = {row["row_number"]: row for row in run.rejected(data, str(first.batch_id)).iter_rows(named=True)}

    assert list(rows) == [2, 5, 6]  # all of case A
    mended = run.ingest(data, export(tmp_path, "mended.csv", *(clean[number - 2] for number in rows)))
    assert first.accepted + mended.accepted == len(clean)
    assert one(data, "select status, reported_done_at::varchar from work_items where item_id = 'A'") == (
        "done",
        "2025-03-05 09:00:00",
    )
    assert check(data) == []
