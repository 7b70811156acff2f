"""A watched folder: what is dropped there is loaded once and put away, whatever happens meanwhile."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from pipelines import run
from pipelines.check import check
from pipelines.cli import in_words
from pipelines.errors import FixableError
from pipelines.put_away import names, put_away
from pipelines.store import Places
from pipelines.unpack import no_room
from pipelines.watch import Outcome, Watcher, watch
from tests.commands import as_process, in_this_process
from tests.test_kill import big_export, kill_when
from tests.test_run import FIRST, HEADINGS, LATER

pytestmark = pytest.mark.usefixtures("without_charts")

PATIENCE_SECONDS = 120


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def drop(tmp_path: Path) -> Path:
    folder = tmp_path / "drop"
    folder.mkdir()
    return folder


def dropped(folder: Path, name: str, *rows: str) -> Path:
    path = folder / name
    path.write_text("\n".join([HEADINGS, *(rows or FIRST)]) + "\n")
    return path


def watcher(folder: Path, data: Path, load: Callable[[Path], run.Report] | None = None) -> Watcher:
    return Watcher(folder, load or (lambda path: run.ingest(data, path)), in_words)


def looks(watching: Watcher, times: int = 2) -> list[Outcome]:
    return [outcome for _ in range(times) for outcome in watching.look()]


def lie_in(folder: Path) -> set[str]:
    """The files in a folder and in those inside, the lock aside."""
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file() and path.name[0] != "."}


def test_a_file_is_loaded_at_the_second_look_and_put_away(drop: Path, data: Path) -> None:
    dropped(drop, "week.csv")
    watching = watcher(drop, data)

    assert looks(watching, 1) == []
    [outcome] = looks(watching, 1)
    assert outcome.report is not None
    assert (outcome.report.status, outcome.report.new, outcome.is_well) == ("loaded", 2, True)
    assert lie_in(drop) == {"done/week.csv"}
    assert looks(watching) == []


def test_a_file_that_grows_is_left_until_it_is_whole(drop: Path, data: Path) -> None:
    path, watching = dropped(drop, "week.csv"), watcher(drop, data)
    looks(watching, 1)
    with path.open("a") as more:
        more.write(LATER + "\n")

    assert looks(watching, 1) == []
    [outcome] = looks(watching, 1)
    assert outcome.report is not None and outcome.report.new == 3


def test_a_file_that_changes_while_it_is_loaded_is_loaded_again_and_only_then_put_away(drop: Path, data: Path) -> None:
    path = dropped(drop, "week.csv")

    def load(file: Path) -> run.Report:
        report = run.ingest(data, file)
        if report.new == 2:
            dropped(drop, "week.csv", *FIRST, LATER)
        return report

    outcomes = looks(watcher(drop, data, load), 4)
    assert [outcome.report.rows_in for outcome in outcomes if outcome.report] == [3]
    assert not path.exists()
    assert lie_in(drop) == {"done/week.csv"}


def test_a_refused_file_has_its_reason_beside_it(drop: Path, data: Path) -> None:
    (drop / "letter.csv").write_text("A note of three lines\nabout nothing\nin particular\n")
    dropped(drop, "week.csv")
    outcomes = looks(watcher(drop, data))

    assert {outcome.name: outcome.is_well for outcome in outcomes} == {"letter.csv": False, "week.csv": True}
    assert lie_in(drop) == {"done/week.csv", "refused/letter.csv", "refused/letter.csv.reason.txt"}
    reason = (drop / "refused" / "letter.csv.reason.txt").read_text()
    assert "letter.csv was not loaded" in reason and "Nothing has changed" in reason


def test_nothing_is_overwritten_where_a_name_is_there_already(drop: Path, data: Path) -> None:
    watching = watcher(drop, data)
    for content in (FIRST, [*FIRST, LATER], [LATER]):
        dropped(drop, "week.csv", *content)
        looks(watching)

    assert lie_in(drop) == {"done/week.csv", "done/week (2).csv", "done/week (3).csv"}
    assert LATER not in (drop / "done" / "week.csv").read_text()


def test_files_that_others_work_with_links_and_folders_are_left_alone(drop: Path, data: Path, tmp_path: Path) -> None:
    names_left = (".week.csv", "~$week.xlsx", "week.csv.part", "week.TMP", "week.csv.crdownload")
    for name in names_left:
        dropped(drop, name)
    (drop / "link.csv").symlink_to(dropped(tmp_path, "elsewhere.csv"))
    (drop / "folder").mkdir()
    dropped(drop / "folder", "inside.csv")
    os.mkfifo(drop / "pipe.csv")

    assert looks(watcher(drop, data), 3) == []
    assert {path.name for path in drop.iterdir()} == {*names_left, "link.csv", "folder", "pipe.csv"}


def test_links_and_folders_that_are_passed_over_are_said_once(drop: Path, data: Path, tmp_path: Path) -> None:
    (drop / "link.csv").symlink_to(dropped(tmp_path, "elsewhere.csv"))
    for name in ("north", "done", "refused", ".hidden"):
        (drop / name).mkdir()
    watching = watcher(drop, data)
    told: list[str] = []
    for _ in range(2):
        assert list(watch(watching, 0.01, once=True, problem=told.append)) == []
        watching.stopping.clear()

    assert sorted(told) == [
        "link.csv is a link, and was not loaded: put the file itself into the folder.",
        "north is a folder, and what is in it was not loaded: put the files beside it.",
    ]


def test_nothing_is_moved_out_through_a_link(drop: Path, data: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (drop / "done").symlink_to(outside)
    dropped(drop, "week.csv")
    outcomes = looks(watcher(drop, data), 4)

    assert len(outcomes) == 1, "told once"
    assert outcomes[0].report is not None and outcomes[0].report.status == "loaded"
    assert "not moved" in outcomes[0].in_words()
    assert list(outside.iterdir()) == []


def test_a_file_that_could_not_be_moved_is_moved_later_and_not_loaded_again(drop: Path, data: Path) -> None:
    dropped(drop, "week.csv")
    (drop / "done").symlink_to(data)  # in the way
    loaded: list[Path] = []

    def load(file: Path) -> run.Report:
        loaded.append(file)
        return run.ingest(data, file)

    watching = watcher(drop, data, load)
    looks(watching, 3)
    (drop / "done").unlink()
    [outcome] = looks(watching, 1)

    assert outcome.is_well and len(loaded) == 1
    assert lie_in(drop) == {"done/week.csv"}


def test_a_name_of_any_bytes_is_loaded_and_told_on_one_line(drop: Path, data: Path) -> None:
    odd = [os.fsdecode(b"caf\xe9\n[red].csv"), "-rf.csv", "x" * 251 + ".csv"]
    for at, name in enumerate(odd):
        dropped(drop, name, FIRST[0].replace("A", f"A{at}", 1))
    (drop / ("y" * 251 + ".csv")).touch()
    outcomes = looks(watcher(drop, data))

    assert all(len(outcome.in_words().splitlines()) == 1 for outcome in outcomes)
    assert json.dumps([outcome.as_json() for outcome in outcomes])
    assert {path.name for path in (drop / "done").iterdir()} == set(odd)
    assert len(list((drop / "refused").iterdir())) == 2


def test_what_is_no_matter_of_the_file_is_told_once_and_tried_again(drop: Path, data: Path) -> None:
    dropped(drop, "week.csv")
    full = [True]

    def load(file: Path) -> run.Report:
        if full[0]:
            raise OSError(28, "No space left on device", str(data))
        return run.ingest(data, file)

    watching = watcher(drop, data, load)
    [told] = looks(watching, 4)
    assert told.as_json()["status"] == "failed" and "no space left" in told.in_words()
    assert lie_in(drop) == {"week.csv"}
    full[0] = False
    assert [outcome.is_well for outcome in looks(watching, 1)] == [True]


def test_a_disk_that_is_too_full_to_unpack_a_file_refuses_none(drop: Path, data: Path) -> None:
    dropped(drop, "week.csv")

    def load(file: Path) -> run.Report:
        raise no_room(file.name)

    [told] = looks(watcher(drop, data, load), 3)
    assert "too little room" in told.in_words()
    assert lie_in(drop) == {"week.csv"}


def test_a_broken_profile_refuses_no_file_but_waits_until_it_is_mended(drop: Path, data: Path) -> None:
    dropped(drop, "week.csv")
    (data / "profiles").mkdir(parents=True)
    (data / "profiles" / "ours.toml").write_text("name =")
    watching = watcher(drop, data)

    [told] = looks(watching, 3)
    assert "ours.toml" in told.in_words()
    (data / "profiles" / "ours.toml").unlink()
    assert [outcome.is_well for outcome in looks(watching, 1)] == [True]


def test_a_fault_of_ours_with_one_file_does_not_hold_up_the_others(
    drop: Path, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dropped(drop, "first.csv")
    dropped(drop, "second.csv", LATER)

    def load(file: Path) -> run.Report:
        if file.name == "first.csv":
            raise ZeroDivisionError
        return run.ingest(data, file)

    looks(watcher(drop, data, load))
    assert lie_in(drop) == {"refused/first.csv", "refused/first.csv.reason.txt", "done/second.csv"}
    assert "ZeroDivisionError" in capsys.readouterr().err


def test_a_file_that_vanishes_while_it_is_looked_at_is_nobodys_fault(drop: Path, data: Path) -> None:
    path, watching = dropped(drop, "week.csv"), watcher(drop, data, lambda file: run.ingest(data, file))
    looks(watching, 1)
    found = watching.look()
    path.unlink()
    assert list(found) == []

    dropped(drop, "week.csv")

    def load_and_lose(file: Path) -> run.Report:
        file.unlink()
        return run.ingest(data, file)

    assert looks(watcher(drop, data, load_and_lose), 3) == []


def test_two_watchers_on_one_folder_load_each_file_once(drop: Path, data: Path) -> None:
    count = 4
    for number in range(count):
        dropped(drop, f"week_{number}.csv", LATER.replace("Z", f"Z{number}", 1))
    outcomes: list[Outcome] = []
    threads = [threading.Thread(target=lambda: outcomes.extend(looks(watcher(drop, data), 12))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    looks(watcher(drop, data))  # what neither got at in its twelve looks

    assert lie_in(drop) == {f"done/week_{number}.csv" for number in range(count)}
    assert run.batches(data).height == count
    assert all(outcome.is_well for outcome in outcomes)


def test_rows_set_aside_and_open_questions_are_told_in_the_line_of_the_file(drop: Path, data: Path) -> None:
    dropped(drop, "week.csv", FIRST[0].replace("2024-01-02", "31-31-2024"), *FIRST[1:], LATER)
    (drop / "open.csv").write_text("service,item_id,opened_at\nx,1,5/1/2024\nx,2,6/2/2024\n")
    words = {outcome.name: outcome.in_words() for outcome in looks(watcher(drop, data))}

    assert "1 set aside. See the rows set aside: buitenblik rejects B0000" in words["week.csv"]
    assert "day first or month first?" in words["open.csv"]
    assert (
        "It was loaded on a guess, as with 'date_order=day-month'; to be sure answer with --answer" in words["open.csv"]
    )
    assert "day and month could be either way round" in words["open.csv"]
    receipt = (drop / "done" / "open.csv.receipt.txt").read_text()
    assert "1 set aside" in (drop / "done" / "week.csv.receipt.txt").read_text(), "whoever drops files sees no terminal"
    assert "day first or month first?" in receipt and "day and month could be either way round" in receipt


def test_names_get_their_number_before_the_ending_and_are_cut_to_what_a_disk_takes() -> None:
    def first(name: str, count: int) -> list[str]:
        return [found for found, _ in zip(names(name), range(count), strict=False)]

    assert first("week.csv.gz", 3) == ["week.csv.gz", "week (2).csv.gz", "week (3).csv.gz"]
    assert first("week", 2) == ["week", "week (2)"]
    assert all(len(os.fsencode(name)) <= 255 for name in first("é" * 125 + ".xlsx", 3))


def test_a_folder_that_is_a_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "done").touch()
    with pytest.raises(FixableError, match="is not a folder of its own"):
        put_away(dropped(tmp_path, "week.csv"), tmp_path / "done")


# ---- the command -----------------------------------------------------------------------------------------------------


def watching_words(drop: Path, data: Path, *options: str) -> list[str]:
    return ["ingest", "--watch", str(drop), "--every", "0.2", "--data", str(data), *options]


def command(drop: Path, data: Path, *options: str) -> list[str]:
    return [sys.executable, "-m", "pipelines", *watching_words(drop, data, *options)]


def until(holds: Callable[[], bool]) -> None:
    ends = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < ends, "it took too long"
        time.sleep(0.05)


def test_the_command_goes_on_until_it_is_told_to_stop_and_ends_cleanly(drop: Path, data: Path) -> None:
    watching = subprocess.Popen(
        command(drop, data, "--json"), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        dropped(drop, "first.csv")
        until(lambda: (drop / "done" / "first.csv").exists())
        dropped(drop, "second.csv", LATER)
        until(lambda: (drop / "done" / "second.csv").exists())
        watching.send_signal(signal.SIGTERM)
        said, _ = watching.communicate(timeout=PATIENCE_SECONDS)
    finally:
        watching.kill()

    assert watching.returncode == 0
    told = [json.loads(line) for line in said.splitlines()]
    assert [(line["file"], line["status"], line["new"]) for line in told] == [
        ("first.csv", "loaded", 2),
        ("second.csv", "loaded", 1),
    ]
    assert told[0]["moved_to"] == str(drop / "done" / "first.csv")


def test_told_to_stop_it_ends_after_the_file_at_hand(drop: Path, data: Path) -> None:
    big_export(drop / "a.csv")
    dropped(drop, "b.csv", LATER.replace("2024-06-04", "2024-06-05"))  # what is newer in it goes last
    watching = subprocess.Popen(command(drop, data), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        until(lambda: (data / "originals").exists())
        watching.send_signal(signal.SIGINT)
        said, _ = watching.communicate(timeout=PATIENCE_SECONDS)
    finally:
        watching.kill()

    assert watching.returncode == 0
    assert "a.csv: 4000 new" in said
    assert lie_in(drop) == {"done/a.csv", "b.csv"}


def test_killed_at_any_moment_every_file_is_loaded_once_and_put_away_at_the_next_start(drop: Path, data: Path) -> None:
    rows = 90  # a file of thousands is killed in test_kill.py
    big_export(drop / "big.csv", rows)
    assert in_this_process(*watching_words(drop, data, "--once")).returncode == 0
    for sign in ("publishing",):  # test_kill.py has more
        run.undo(data, run.batches(data)["batch_id"].to_list()[-1])
        [whole_file] = with_content(drop)
        whole_file.replace(drop / "big.csv")
        watching = subprocess.Popen(command(drop, data), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        kill_when(watching, Places(data), sign, 0.02)
        done = in_this_process(*watching_words(drop, data, "--once"))

        assert done.returncode == 0, done.stderr
        assert [path.parent.name for path in with_content(drop)] == ["done"]
        loads = run.batches(data).filter(pl.col("undone_at").is_null())
        assert loads["accepted"].to_list() == [rows], f"killed when {sign}"
        assert check(data) == []


def with_content(drop: Path) -> list[Path]:
    """The files that lie there; a watcher that is killed while it moves one may leave an empty one of its name."""
    return [drop / name for name in lie_in(drop) if (drop / name).stat().st_size]


def test_once_ends_by_itself_and_says_by_its_exit_code_whether_all_was_loaded(drop: Path, data: Path) -> None:
    nothing = in_this_process(*watching_words(drop, data, "--once"))
    dropped(drop, "week.csv")
    well = in_this_process(*watching_words(drop, data, "--once"))
    (drop / "empty.csv").touch()
    not_well = as_process(*watching_words(drop, data, "--once"))

    assert (nothing.returncode, well.returncode, not_well.returncode) == (0, 0, 1)
    assert nothing.stdout == "" and well.stdout.startswith("B00001  week.csv: 2 new")
    assert "empty.csv was not loaded" in not_well.stderr


def test_wrong_use_of_a_watched_folder_exits_with_2(drop: Path, data: Path, tmp_path: Path) -> None:
    data.mkdir()
    for wrong in (
        watching_words(drop, data, str(dropped(tmp_path, "week.csv"))),
        watching_words(tmp_path / "nowhere", data),
        watching_words(data, data),
    ):
        done = in_this_process(*wrong)
        assert done.returncode == 2 and "Traceback" not in done.stderr
