"""Invented people and real ones never count together: the first own load takes the sample data away."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines import decisions, run, samples
from pipelines.check import check
from pipelines.errors import FixableError
from pipelines.preview import preview
from pipelines.publish import CLAIMS
from pipelines.store import Places
from tests.stores import copied, first_load
from tests.test_run import FIRST, LATER, export, published

pytestmark = pytest.mark.usefixtures("without_charts")

SAMPLE = [
    "repairs,A,C7,Jan,West,roof,done,2004-01-02,2004-01-09,2004-01-05",
    "repairs,S,C8,Jan,West,roof,open,2004-01-03,2004-01-10,",
    "repairs,T,C9,Jan,West,roof,done,2004-02-03,2004-02-10,2004-02-04",
]


@pytest.fixture(scope="module")
def samples_told_of(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with sample data, and a decision and an answer about them."""
    own = tmp_path_factory.mktemp("samples")
    folder = own / "data"
    report = run.ingest(folder, export(own, "sample.csv", *SAMPLE), is_sample=True)
    about = {"service": "repairs", "team": "*", "measure": "*", "starts_on": date(2004, 2, 1)}
    decisions.add_phase(folder, reason="In the story", decided_by="Nobody", **about)
    assert report.batch_id is not None
    answer = {"service": "repairs", "week": date(2004, 1, 5), "recount": 100.0, "items": 1}
    decisions.answer_recount(folder, report.batch_id, reported=99.0, **answer)
    return folder


@pytest.fixture
def data(samples_told_of: Path, tmp_path: Path) -> Path:
    """The same, for the test alone."""
    return copied(samples_told_of, tmp_path / "data")


def rows(data: Path, query: str) -> list[tuple[Any, ...]]:
    with published(data) as file:
        return file.execute(query).fetchall()


def test_sample_data_say_so_in_the_published_file(data: Path) -> None:
    assert rows(data, "select is_sample from publication") == [(True,)]
    assert rows(data, "select is_sample from services") == [(True,)]
    assert rows(data, "select is_sample from batches") == [(True,)]


def test_the_first_own_load_takes_the_sample_data_away_with_all_that_was_said_of_them(
    data: Path, tmp_path: Path
) -> None:
    report = run.ingest(data, export(tmp_path, "own.csv", *FIRST, LATER))

    assert (report.new, report.changed, report.replaced_sample) == (3, 0, True)
    assert "The sample data were taken away" in report.message
    assert rows(data, "select list(item_id order by item_id), list(customer_id order by item_id) from work_items") == [
        (["A", "B", "Z"], ["Ann", "Bob", "Zoe"])
    ]  # fmt: skip
    assert rows(data, "select is_sample from publication") == rows(data, "select is_sample from services") == [(False,)]
    assert rows(data, "select file_name, is_sample, undone_at is null from batches") == [
        ("sample.csv", True, False),
        ("own.csv", False, True),
    ]
    for relation in ("phases", "recounts"):
        assert rows(data, f"select * from {relation}") == []
    assert rows(data, "select count(*) from delivered_rows where cells like '%C7%'") == [(0,)]
    assert check(data) == []


def test_an_own_export_of_one_kind_takes_all_of_the_sample_data_away(data: Path, tmp_path: Path) -> None:
    contacts = tmp_path / "contacts.csv"
    contacts.write_text("service,contact_id,at,customer_id,meaning\nrepairs,C1,2024-01-02 10:00,Ann,value\n")
    run.ingest(data, contacts)

    assert rows(data, "select (select count(*) from work_items), (select count(*) from contacts)") == [(0, 1)]


def test_an_own_load_after_it_takes_nothing_away(data: Path, tmp_path: Path) -> None:
    run.ingest(data, export(tmp_path, "own.csv", *FIRST))
    report = run.ingest(data, export(tmp_path, "next.csv", LATER))

    assert (report.replaced_sample, report.message.count("sample")) == (False, 0)
    assert rows(data, "select count(*) from work_items") == [(3,)]


def test_an_own_load_that_is_taken_back_leaves_nothing_and_no_invented_person(data: Path, tmp_path: Path) -> None:
    batch = run.ingest(data, export(tmp_path, "own.csv", *FIRST)).batch_id
    run.undo(data, str(batch))

    assert rows(data, "select count(*) from work_items") == [(0,)]
    assert rows(data, "select is_sample from publication") == [(False,)]
    assert check(data) == []
    assert not samples.build(data), "invented people do not come back into a folder of somebody's own"


def test_sample_data_do_not_come_in_beside_own_data(tmp_path: Path) -> None:
    data = tmp_path / "data"
    first_load(data, export(tmp_path, "own.csv", *FIRST))

    with pytest.raises(FixableError, match="The sample data were not loaded"):
        run.ingest(data, export(tmp_path, "sample.csv", *SAMPLE), is_sample=True)
    assert rows(data, "select count(*) from batches") == [(1,)]


def test_a_file_that_is_part_of_the_sample_data_is_known_and_takes_nothing_away(data: Path, tmp_path: Path) -> None:
    again = export(tmp_path, "renamed.csv", *SAMPLE)

    assert preview(data, again).status == run.ingest(data, again).status == "unchanged"
    assert rows(data, "select is_sample from publication") == [(True,)]


def test_a_refused_own_file_leaves_the_sample_data(data: Path, tmp_path: Path) -> None:
    broken = tmp_path / "own.xlsx"
    broken.write_bytes(b"PK\x03\x04 and then nothing")
    with pytest.raises(FixableError):
        run.ingest(data, broken)

    assert rows(data, "select is_sample, (select count(*) from work_items) from publication") == [(True, 3)]


def test_an_own_load_that_no_figures_can_be_made_from_leaves_the_sample_data_as_they_were(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as bad:
        bad.setitem(CLAIMS, "nobody is called Zoe", "select 1 from work_items where customer_id = 'Zoe'")
        with pytest.raises(FixableError, match="nobody is called Zoe"):
            run.ingest(data, export(tmp_path, "own.csv", *FIRST, LATER))

    assert rows(data, "select is_sample, (select count(*) from work_items) from publication") == [(True, 3)]
    assert rows(data, "select (select count(*) from phases), (select count(*) from recounts)") == [(1, 1)]
    assert check(data) == []
    assert [path.name for path in data.iterdir() if path.suffix == ".before"] == []


def test_a_preview_of_the_first_own_file_is_of_own_people_alone(data: Path, tmp_path: Path) -> None:
    own = export(tmp_path, "own.csv", *FIRST, LATER)
    seen = preview(data, own)

    assert (seen.new, seen.changed, seen.unchanged, seen.replaces_sample) == (3, 0, 0, True)
    assert {effect.before for effect in seen.effects} == {None}
    run.ingest(data, own)
    for effect in seen.effects:
        figure = "select value from weekly where service = 'repairs' and team = '*' and measure = '{}' and week = '{}'"
        assert rows(data, figure.format(effect.measure, effect.week)) == [(effect.after,)]
    assert not preview(data, export(tmp_path, "next.csv", *FIRST)).replaces_sample


def mixed(data: Path, tmp_path: Path) -> None:
    """Make the store as earlier versions did: own rows loaded over sample rows, one of them of the same number."""
    run.ingest(data, export(tmp_path, "own.csv", FIRST[0], SAMPLE[1]), is_sample=True)
    with duckdb.connect(str(Places(data).store)) as store:
        store.execute("update loads set is_sample = false where file_name = 'own.csv'")


def test_a_store_where_both_were_mixed_before_says_so_until_the_next_own_load_mends_it(
    data: Path, tmp_path: Path
) -> None:
    mixed(data, tmp_path)
    decisions.add_phase(
        data, service="repairs", team="*", measure="*", starts_on=date(2024, 1, 1), reason="Ours", decided_by="Ann"
    )
    assert rows(data, "select is_sample, (select is_sample from services) from publication") == [(True, True)]
    following = export(tmp_path, "next.csv", FIRST[1])
    seen = preview(data, following)
    report = run.ingest(data, following)

    assert (seen.new, seen.replaces_sample) == (report.new, report.replaced_sample) == (1, True)
    assert rows(data, "select list(item_id order by item_id), list(customer_id order by item_id) from work_items") == [
        (["A", "B", "S"], ["Ann", "Bob", "C8"])
    ]  # fmt: skip
    assert rows(data, "select is_sample from publication") == [(False,)]
    assert check(data) == []
