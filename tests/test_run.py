"""The whole run: files in, a published file out, taken back, and nothing half done."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import duckdb
import pytest

from pipelines import decisions, read, run, samples
from pipelines.check import check
from pipelines.errors import FixableError
from pipelines.preview import preview
from pipelines.publish import CLAIMS, newest, publish
from pipelines.store import Places, writing
from tests.stores import first_load

pytestmark = pytest.mark.usefixtures("without_charts")

HEADINGS = "service,item_id,customer_id,worker,team,category,status,opened_at,target_first_at,reported_done_at"
FIRST = [
    "repairs,A,Ann,Jan Jansen,North,roof,done,2024-01-02,2024-01-09,2024-01-05",
    "repairs,B,Bob,Jan Jansen,South,roof,open,2024-01-03,2024-01-10,",
]
LATER = "repairs,Z,Zoe,Piet,North,lift,done,2024-06-03,2024-06-10,2024-06-04"


def export(folder: Path, name: str, *rows: str) -> Path:
    path = folder / name
    path.write_text("\n".join([HEADINGS, *rows]) + "\n")
    return path


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def published(data: Path) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(str(Places(data).stable), read_only=True)


def test_a_file_goes_in_and_its_figures_come_out(data: Path, tmp_path: Path) -> None:
    steps: list[str] = []
    report = run.ingest(data, export(tmp_path, "week.csv", *FIRST, LATER), progress=steps.append)

    assert (report.status, report.rows_in, report.accepted, report.new) == ("loaded", 3, 3, 3)
    assert steps == ["reading", "checking", "joining", "publishing"]
    with published(data) as file:
        assert file.execute("select count(*) from needs").fetchone() == (3,)
    assert check(data) == []


def test_the_same_file_again_makes_no_new_load_and_no_new_publication(data: Path, tmp_path: Path) -> None:
    file = export(tmp_path, "week.csv", *FIRST)
    first, before = first_load(data, file), newest(Places(data))
    again = run.ingest(data, file)

    assert (again.status, again.batch_id, again.unchanged) == ("unchanged", first.batch_id, 2)
    assert newest(Places(data)) == before


def test_undo_takes_back_the_figures_too(data: Path, tmp_path: Path) -> None:
    first_load(data, export(tmp_path, "week.csv", *FIRST))
    second = run.ingest(data, export(tmp_path, "next.csv", *FIRST[:1], LATER))
    assert second.batch_id is not None
    run.undo(data, second.batch_id)

    with published(data) as file:
        assert file.execute("select list(item_id order by item_id) from work_items").fetchone() == (["A", "B"],)
        assert file.execute("select count(*) from batches where undone_at is not null").fetchone() == (1,)
    assert check(data) == []
    with pytest.raises(FixableError, match="There is no load"):
        run.undo(data, second.batch_id)


def test_a_load_that_was_killed_before_it_was_published_is_published_by_the_next_command(
    data: Path, tmp_path: Path
) -> None:
    first_load(data, export(tmp_path, "week.csv", *FIRST))
    run.ingest(data, export(tmp_path, "next.csv", LATER), publish_now=False)
    with published(data) as file:
        assert file.execute("select count(*) from work_items").fetchone() == (2,)

    assert check(data) == []
    with published(data) as file:
        assert file.execute("select count(*) from work_items").fetchone() == (3,)


def test_an_open_reader_blocks_no_load_and_goes_on_reading_what_it_had(data: Path, tmp_path: Path) -> None:
    first_load(data, export(tmp_path, "week.csv", *FIRST))
    with published(data) as reader:
        run.ingest(data, export(tmp_path, "next.csv", LATER))
        assert reader.execute("select count(*) from work_items").fetchone() == (2,)


def test_what_was_odd_in_a_text_is_told_with_the_load_as_it_was_before_it(data: Path, tmp_path: Path) -> None:
    file = export(tmp_path, "week.csv", *FIRST)
    file.write_bytes(file.read_bytes().replace(b"Jansen", b"Jan\x00sen"))
    told = [str(problem) for problem in preview(data, file).problems]

    assert "2 zero bytes were left out." in told
    assert [str(note) for note in run.ingest(data, file).notes] == told


def test_only_the_last_versions_stay(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BUITENBLIK_VERSIONS", "3")
    first_load(data, export(tmp_path, "week.csv", *FIRST))
    for _ in range(3):
        with writing(Places(data)):
            publish(Places(data))

    assert len(list(Places(data).versions.iterdir())) == 3
    said = json.loads(Places(data).current.read_text())
    assert Places(data).version(said["publish_id"]).exists()


def test_names_of_workers_are_in_no_file_but_the_original(data: Path, tmp_path: Path) -> None:
    run.ingest(data, export(tmp_path, "week.csv", *FIRST))

    with published(data) as file:
        workers = {worker for (worker,) in file.execute("select worker from work_items").fetchall()}
        assert len(workers) == 1
        cells = [cells for (cells,) in file.execute("select cells from delivered_rows").fetchall()]
    assert not any("Jansen" in words for words in [*workers, *cells])
    assert b"Jansen" not in Places(data).store.read_bytes()
    assert oct(Places(data).key.stat().st_mode & 0o777) == "0o600"


PAUSED = """
name = "paused"
title = "Paused"
table = "work_items"
service = "repairs"
[columns]
item_id = ["Order no"]
opened_at = ["Raised"]
reported_done_at = ["Completed"]
target_last_at = ["Target"]
clock_stop_days = ["Clock stopped (hours)"]
"""


@pytest.mark.parametrize(
    ("sign", "hours"),
    [
        pytest.param(",", ('"1,5"', '"2,25"', "12"), id="quoted decimal commas"),
        pytest.param(";", ("1:30", "2:15", "12:00"), id="hours and minutes"),
    ],
)
def test_hours_that_the_clock_stopped_are_published_as_such(data: Path, tmp_path: Path, sign: str, hours) -> None:
    (data / "profiles").mkdir(parents=True)
    (data / "profiles" / "paused.toml").write_text(PAUSED)
    rows = [f"W{at},2024-03-04 09:00,2024-03-05 09:00,2024-03-05 12:00" for at in range(3)]
    lines = ["Order no,Raised,Target,Completed,Clock stopped (hours)"]
    lines += [f"{row},HOURS{at}" for at, row in enumerate(rows)]
    text = "\n".join(lines).replace(",", sign)
    for at, said in enumerate(hours):
        text = text.replace(f"HOURS{at}", said)
    path = tmp_path / "paused.csv"
    path.write_text(f"{text}\n")

    report = run.ingest(data, path)

    assert (report.status, report.source, report.rejected) == ("loaded", "paused", 0), report.message
    items = published(data).sql(
        "select clock_stop_days * 24, on_target_reported, days_reported * 24 from work_items order by item_id"
    )
    assert items.fetchall() == [(1.5, False, 25.5), (2.25, False, 24.75), (12.0, True, 15.0)]
    paused = (
        published(data).sql("select paused_days * 24 from need_events where paused_days > 0 order by all").fetchall()
    )
    assert paused == [(1.5,), (2.25,), (12.0,)]
    assert published(data).sql("select distinct days_end_to_end * 24 from needs").fetchall() == [(27.0,)]


def test_a_preview_says_what_would_change_and_changes_nothing(data: Path, tmp_path: Path) -> None:
    first_load(data, export(tmp_path, "week.csv", *FIRST, LATER))
    before = newest(Places(data))
    closed = FIRST[1].replace("open", "done") + "2024-01-08"
    seen = preview(data, export(tmp_path, "next.csv", FIRST[0], closed))

    assert (seen.new, seen.changed, seen.unchanged, seen.status) == (0, 1, 1, "loaded")
    open_now = next(effect for effect in seen.effects if effect.measure == "open_now")
    assert (open_now.before, open_now.after) == (1, 0)
    assert newest(Places(data)) == before
    run.ingest(data, export(tmp_path, "next.csv", FIRST[0], closed))
    with published(data) as file:
        found = file.execute(
            "select value from weekly where measure = 'open_now' and team = '*' and week = ?", [open_now.week]
        ).fetchone()
    assert found == (open_now.after,)


def test_a_preview_recounts_the_reported_figure_of_the_files_last_week(data: Path, tmp_path: Path) -> None:
    late = "repairs,C,Cas,Jan,South,roof,done,2024-01-02,2024-01-04,2024-01-06"
    seen = preview(data, export(tmp_path, "week.csv", *FIRST, late, LATER.replace("2024-06-04", "")))

    assert seen.recount is not None
    assert (seen.recount.week, seen.recount.value, seen.recount.items) == (date(2024, 1, 1), 50, 2)


def test_a_file_that_is_mostly_wrong_is_refused_whole(data: Path, tmp_path: Path) -> None:
    wrong = [row.replace("2024-01-0", "2024-41-0", 1) for row in FIRST]
    with pytest.raises(FixableError, match="2 of its 3 rows would be set aside") as refused:
        run.ingest(data, export(tmp_path, "wrong.csv", *wrong, LATER))

    assert "Nothing has changed" in str(refused.value)
    assert newest(Places(data)) == {}


def test_the_sample_data_are_not_mixed_with_a_load_that_was_killed_before_it_was_published(
    data: Path, tmp_path: Path
) -> None:
    run.ingest(data, export(tmp_path, "week.csv", *FIRST), publish_now=False)

    assert not samples.build(data)
    with published(data) as file:
        assert file.execute("select list(file_name) from batches").fetchone() == (["week.csv"],)


def test_the_figure_that_the_organisation_reports_stands_beside_our_recount(data: Path, tmp_path: Path) -> None:
    report = first_load(data, export(tmp_path, "week.csv", *FIRST, LATER))
    assert report.batch_id is not None
    answer = {"service": "repairs", "week": date(2024, 1, 1), "recount": 100.0, "items": 1}
    decisions.answer_recount(data, report.batch_id, reported=99.6, **answer)
    with pytest.raises(FixableError, match="no percentage"):
        decisions.answer_recount(data, report.batch_id, reported=996, **answer)

    with published(data) as file:
        assert file.execute("select recount, reported from recounts").fetchall() == [(100.0, 99.6)]


def test_a_changed_original_and_a_lost_row_are_found(data: Path, tmp_path: Path) -> None:
    first_load(data, export(tmp_path, "week.csv", *FIRST))
    [original] = Places(data).originals.iterdir()
    original.write_text("something else")
    with duckdb.connect(str(Places(data).store)) as store:
        store.execute("delete from history_work_items where item_id = 'A'")
        store.execute("update history_work_items set is_current = false where item_id = 'B'")

    faults = " ".join(check(data))
    assert "changed after it was delivered" in faults
    assert "2 accepted" in faults
    assert "does not stand as its latest load says" in faults


def test_a_profile_that_was_edited_reads_the_same_file_anew(data: Path, tmp_path: Path) -> None:
    profile = (
        'name = "own"\ntitle = "Own"\ntable = "work_items"\nservice = "own"\n'
        '[columns]\nitem_id = "No"\nopened_at = "Raised"\nstatus = "State"\n[codes.status]\n"X" = "{}"\n'
    )
    Places(data).profiles.mkdir(parents=True)
    (Places(data).profiles / "own.toml").write_text(profile.format("open"))
    file = tmp_path / "own.csv"
    file.write_text("No,Raised,State\n1,2024-01-02,X\n2,2024-01-03,X\n")
    run.ingest(data, file)
    (Places(data).profiles / "own.toml").write_text(profile.format("cancelled"))

    assert run.ingest(data, file).changed == 2


def test_a_load_whose_figures_contradict_each_other_does_not_stay(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first_load(data, export(tmp_path, "week.csv", *FIRST))
    with monkeypatch.context() as bad:
        bad.setitem(CLAIMS, "nobody is called Zoe", "select 1 from work_items where customer_id = 'Zoe'")
        with pytest.raises(FixableError, match=r"next.csv was not loaded.*nobody is called Zoe"):
            run.ingest(data, export(tmp_path, "next.csv", LATER))

    assert check(data) == []
    assert run.batches(data)["undone_at"].is_not_null().to_list() == [False, True]
    assert run.ingest(data, export(tmp_path, "next.csv", LATER)).new == 1


def test_a_team_that_is_named_as_all_teams_together_counts_without_a_team(data: Path, tmp_path: Path) -> None:
    run.ingest(data, export(tmp_path, "week.csv", FIRST[0].replace("North", "*"), FIRST[1], LATER))

    with published(data) as file:
        assert file.execute("select count(*) from needs where team = '*'").fetchone() == (0,)
        assert file.execute("select issue, action, value from data_issues").fetchall() == [
            ("name_of_all_teams", "left_out", "*")
        ]


def test_what_killed_processes_left_is_swept_and_what_living_ones_hold_stays(data: Path, tmp_path: Path) -> None:
    temp = Places(data).temp
    held = "import sys; from pathlib import Path; from pipelines.spill import spill_folder\n"
    held += "(spill_folder(Path(sys.argv[1])) / 'rows').touch(); print('held', flush=True); sys.stdin.read()"
    living, killed = (
        subprocess.Popen([sys.executable, "-c", held, str(temp)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for _ in range(2)
    )
    for process in (living, killed):
        assert process.stdout is not None and process.stdout.readline() == b"held\n"
    killed.kill()
    killed.wait()
    (temp / "rows_of_before").mkdir()
    run.publish_if_behind(data)

    left = {path.name.partition("-")[0] for path in temp.iterdir()}
    assert left == {str(living.pid)}
    living.communicate()
    assert list(temp.iterdir()) == [], "who ends by himself leaves nothing"


def test_a_packed_file_is_unpacked_once(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    times = []
    unpacked = read.unpacked
    monkeypatch.setattr(read, "unpacked", lambda *given: times.append(1) or unpacked(*given))
    packed = tmp_path / "week.csv.gz"
    packed.write_bytes(gzip.compress(export(tmp_path, "week.csv", *FIRST).read_bytes()))

    assert run.ingest(data, packed, publish_now=False).new == 2
    assert len(times) == 1


def test_totals_and_earlier_lines_of_an_item_do_not_speak_against_a_file(data: Path, tmp_path: Path) -> None:
    lines = [
        "service,item_id,opened_at,status",
        *["x,A,2024-01-01,open"] * 7,
        "Total,7,,",
        "x,B,?,open",
    ]
    file = tmp_path / "lines.csv"
    file.write_text("\n".join(lines) + "\n")
    report = run.ingest(data, file)

    assert (report.status, report.accepted, report.rejected, report.to_mend) == ("loaded", 1, 8, 1)


def test_a_file_of_which_no_row_counts_is_refused(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "totals.csv"
    file.write_text("service,item_id,opened_at,status\nTotal,7,,\nTotal,8,,\nGrand total,15,,\n")
    with pytest.raises(FixableError):
        run.ingest(data, file)


def test_rejects_of_an_older_store_are_to_be_mended_as_their_words_said(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "lines.csv"
    file.write_text("service,item_id,opened_at,status\nx,A,2024-01-01,open\nx,B,2024-01-02,open\nTotal,2,,\n")
    batch = run.ingest(data, file).batch_id
    with duckdb.connect(str(Places(data).store)) as store:
        store.execute("alter table rejects drop column is_to_mend")

    assert run.rejected(data, str(batch))["is_to_mend"].to_list() == [False]


def test_doubts_about_a_row_stay_with_a_later_load_that_saw_it_too(data: Path, tmp_path: Path) -> None:
    undated = "repairs,C,Cas,Jan,South,roof,done,2024-01-02,2024-01-04,"
    first = first_load(data, export(tmp_path, "week.csv", undated, FIRST[0]))
    run.ingest(data, export(tmp_path, "next.csv", LATER, FIRST[0], undated))
    assert first.batch_id is not None
    run.undo(data, first.batch_id)

    with published(data) as file:
        doubts = file.execute("select record_id, issue, batch_id, row_number from data_issues").fetchall()
    assert doubts == [("C", "closed_without_date", "B00002", 4)]


def test_undone_and_loaded_again_is_as_if_nothing_happened(data: Path, tmp_path: Path) -> None:
    compared = ("work_items", "contrast", "weekly", "need_ledger", "data_issues")

    def figures() -> list[object]:
        with published(data) as file:
            return [
                file.execute(f"select columns(lambda c: c <> 'batch_id') from {name}").fetchall() for name in compared
            ]

    first_load(data, export(tmp_path, "week.csv", *FIRST))
    before = figures()
    closed = export(tmp_path, "next.csv", FIRST[1].replace("open", "done") + "2024-01-08", LATER)
    first = run.ingest(data, closed)
    after = figures()
    assert first.batch_id is not None
    run.undo(data, first.batch_id)
    assert figures() == before
    again = run.ingest(data, closed)

    assert (again.status, again.new, again.changed) == ("loaded", first.new, first.changed)
    assert figures() == after
    assert check(data) == []


def test_a_load_that_is_taken_back_takes_its_calendar_along(data: Path, tmp_path: Path) -> None:
    def load_by_calendar_of(country: str) -> str | None:
        Places(data).profiles.mkdir(parents=True, exist_ok=True)
        (Places(data).profiles / "own.toml").write_text(
            'name = "own"\ntitle = "Own"\ntable = "work_items"\nservice = "own"\n'
            '[columns]\nitem_id = "No"\nopened_at = "Raised"\npriority_first = "Priority"\n'
            f'[priorities."U"]\ntarget = 1\nunit = "working_day"\n[calendar]\ncountry = "{country}"\n'
        )
        file = tmp_path / "own.csv"
        file.write_text("No,Raised,Priority\n1,2024-04-26,U\n2,2024-05-03,U\n")
        return run.ingest(data, file).batch_id

    def promised() -> list[str]:
        with published(data) as file:
            found = file.execute("select strftime(promised_at, '%d %b') from needs order by need_id").fetchall()
        return [day for (day,) in found]

    load_by_calendar_of("NL")
    assert promised() == ["29 Apr", "06 May"]
    second = load_by_calendar_of("GB")
    assert promised() == ["29 Apr", "07 May"]
    run.undo(data, str(second))
    assert promised() == ["29 Apr", "06 May"]


def test_a_store_that_no_figures_can_be_made_from_is_told_and_not_an_error_of_the_check(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first_load(data, export(tmp_path, "week.csv", *FIRST))
    run.ingest(data, export(tmp_path, "next.csv", LATER), publish_now=False)
    monkeypatch.setitem(CLAIMS, "nothing is ever right", "select 1 as wrong")

    assert check(data) == ["No figures can be made from the store as it is: nothing is ever right: (1,)."]


@pytest.mark.parametrize(
    "words", ["", "{", '"a"', "[]", "{}", '{"publish_id": "gone", "store_state": "x"}', "\x00\xff"]
)
def test_a_note_of_the_newest_file_that_cannot_be_read_says_nothing(data: Path, words: str) -> None:
    data.mkdir(exist_ok=True)
    Places(data).current.parent.mkdir(parents=True, exist_ok=True)
    Places(data).current.write_text(words, encoding="latin-1")

    assert newest(Places(data)) == {}


def test_a_note_of_the_newest_file_that_cannot_be_read_is_written_anew(data: Path, tmp_path: Path) -> None:
    first_load(data, export(tmp_path, "week.csv", *FIRST))
    Places(data).current.write_text("{")
    seen = preview(data, export(tmp_path, "next.csv", LATER))

    assert seen.new == 1
    assert run.publish_if_behind(data)
    assert run.batches(data)["file_name"].to_list() == ["week.csv"]
    assert check(data) == []


def test_what_other_versions_of_the_queries_published_is_published_anew(data: Path, tmp_path: Path) -> None:
    first_load(data, export(tmp_path, "week.csv", *FIRST))
    said = newest(Places(data))
    Places(data).current.write_text(json.dumps(said | {"made_by": "older"}))

    assert run.publish_if_behind(data)
    assert newest(Places(data))["publish_id"] > said["publish_id"]
    assert not run.publish_if_behind(data)
