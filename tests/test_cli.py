"""The command: its verbs, its exit codes and its sentences."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from pipelines.store import Places
from tests.commands import Done, as_process, in_this_process
from tests.dashboard.serving import free_port
from tests.places import shared
from tests.stores import first_load
from tests.test_run import FIRST, HEADINGS, LATER, export

pytestmark = pytest.mark.usefixtures("without_charts")

COMMANDS = ("demo", "serve", "ingest", "recognise", "rejects", "batches", "undo", "query", "check")


def buitenblik(*words: str | Path, data: Path) -> Done:
    return in_this_process(*words, "--data", data)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def week(data: Path, tmp_path: Path) -> Path:
    """A data folder where a week is loaded."""
    first_load(data, export(tmp_path, "week.csv", *FIRST))
    return data


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command: str) -> None:
    done = in_this_process(command, "--help")

    assert done.returncode == 0
    assert "--data" in done.stdout


def test_wrong_usage_exits_with_2(data: Path) -> None:
    assert as_process("ingest", "--data", data).returncode == 2
    assert buitenblik("ingets", data=data).returncode == 2


def is_one_sentence_and_no_traceback(done: Done) -> bool:
    words = done.stderr.strip()
    return done.returncode == 1 and bool(words) and "Traceback" not in words and len(words.splitlines()) == 1


BROKEN = {
    "empty.csv": b"",
    "headings.csv": HEADINGS.encode(),
    "cut.csv.gz": b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03abc",
    "broken.xlsx": b"PK\x03\x04 this is no workbook",
    "picture.csv": b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
    "letter.docx": b"PK\x03\x04",
    "locked.xlsx": bytes.fromhex("d0cf11e0a1b11ae1") + bytes(512) + "EncryptedPackage".encode("utf-16-le"),
    "unknown.csv": b"colour,taste\nred,sweet\n",
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_file_that_cannot_be_loaded_gets_one_sentence_and_changes_nothing(
    name: str, week: Path, tmp_path: Path
) -> None:
    before = Places(week).current.read_text()
    (tmp_path / name).write_bytes(BROKEN[name])
    done = buitenblik("ingest", tmp_path / name, data=week)

    assert is_one_sentence_and_no_traceback(done), done.stderr
    assert name in done.stderr and "Nothing has changed" in done.stderr
    assert Places(week).current.read_text() == before


@pytest.mark.parametrize(
    "parts", [("calamine", "pass_protected.xlsx"), ("calamine", "any_sheets.xlsb"), ("calamine", "merged_range.xls")]
)
def test_real_files_that_we_do_not_read_are_refused_in_a_sentence(parts: tuple[str, ...], data: Path) -> None:
    done = buitenblik("ingest", shared("real", "messy", *parts), data=data)

    assert is_one_sentence_and_no_traceback(done), done.stderr


def test_one_refused_file_does_not_hold_back_the_others(data: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.csv").write_bytes(b"")
    done = as_process("ingest", tmp_path / "empty.csv", export(tmp_path, "week.csv", *FIRST), "--json", "--data", data)

    assert done.returncode == 1
    assert [file["status"] for file in json.loads(done.stdout)["files"]] == ["refused", "loaded"]


def test_recognise_says_what_it_would_do_and_loads_nothing(data: Path, tmp_path: Path) -> None:
    done = buitenblik("recognise", export(tmp_path, "week.csv", *FIRST), "--json", data=data)
    said = json.loads(done.stdout)

    assert (said["source"], said["header_row"], said["delimiter"]) == ("canonical", 1, ",")
    assert said["columns"]["opened_at"] == "opened_at"
    assert not Places(data).store.exists()


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_rows_set_aside_are_mended_in_the_file_we_give_and_load(ending: str, data: Path, tmp_path: Path) -> None:
    wrong = FIRST[0].replace("2024-01-02", "31-31-2024")
    loaded = json.loads(
        buitenblik("ingest", export(tmp_path, "week.csv", wrong, *FIRST[1:], LATER), "--json", data=data).stdout
    )
    batch, given = loaded["files"][0]["batch_id"], tmp_path / f"mend.{ending}"
    assert buitenblik("rejects", batch, "--output", given, data=data).returncode == 0
    if ending == "xlsx":
        book = openpyxl.load_workbook(given)
        sheet = book.active
        [bad] = [cell for cell in sheet[2] if cell.comment]
        assert bad.value == "31-31-2024"
        bad.value = "2024-01-02"
        book.save(given)
    else:
        given.write_text(given.read_text(encoding="utf-8-sig").replace("31-31-2024", "2024-01-02"))
    mended = json.loads(buitenblik("ingest", given, "--json", data=data).stdout)["files"][0]

    assert (mended["new"], mended["rejected"]) == (1, 0)
    assert buitenblik("check", data=data).returncode == 0


def test_a_query_is_written_in_every_format(week: Path, tmp_path: Path) -> None:
    sql = "select item_id, opened_at from work_items order by item_id"

    assert json.loads(buitenblik("query", sql, "--format", "json", data=week).stdout)[0]["item_id"] == "A"
    assert buitenblik("query", sql, "--format", "csv", data=week).stdout.startswith("item_id,opened_at\nA,2024-01-02")
    assert "item_id" in buitenblik("query", sql, data=week).stdout
    out = tmp_path / "items.parquet"
    assert buitenblik("query", sql, "--format", "parquet", "--output", out, data=week).returncode == 0
    assert pl.read_parquet(out).height == 2


@pytest.mark.parametrize(
    "sql",
    [
        "drop table needs",
        "select * from read_csv('/etc/passwd')",
        "copy needs to 'stolen.csv'",
        "attach 'other.duckdb'",
        "set enable_external_access = true",
        "select * from no_such_table",
    ],
)
def test_a_query_can_neither_write_nor_read_other_files(sql: str, week: Path) -> None:
    done = buitenblik("query", sql, data=week)

    assert done.returncode == 1
    assert "Traceback" not in done.stderr and "The query was not answered" in done.stderr


def test_a_question_about_a_folder_without_a_store_makes_none(data: Path) -> None:
    for command in (("check",), ("batches",), ("undo", "B00001"), ("rejects", "B00001"), ("query", "select 1")):
        buitenblik(*command, data=data)

    assert not data.exists()


@pytest.mark.parametrize(
    "command",
    [
        ("batches",),
        ("query", "select 1"),
        ("demo", "--no-serve"),
        ("serve",),
        ("ingest", "EXPORT"),
    ],
)
def test_a_folder_that_cannot_be_written_is_said_in_a_sentence(command: tuple[str, ...], tmp_path: Path) -> None:
    no_folder = tmp_path / "file"
    no_folder.touch()
    given = str(export(tmp_path, "week.csv", *FIRST))
    give = as_process if command == ("serve",) else in_this_process  # where it is not refused it becomes the dashboard
    done = give(*(given if word == "EXPORT" else word for word in command), "--data", no_folder / "data")

    assert is_one_sentence_and_no_traceback(done), done.stderr


def test_an_output_that_cannot_be_written_is_said_in_a_sentence(week: Path, tmp_path: Path) -> None:
    nowhere = tmp_path / "nowhere" / "rows.csv"

    assert is_one_sentence_and_no_traceback(buitenblik("rejects", "B00001", "--output", nowhere, data=week))
    assert is_one_sentence_and_no_traceback(buitenblik("query", "select 1", "--output", nowhere, data=week))


@pytest.mark.parametrize("content", [b"PK\x03\x04 broken", b"A note of three lines\nabout nothing\nin particular\n"])
def test_json_is_given_of_a_refusal_too(data: Path, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "refused.csv").write_bytes(content)
    done = buitenblik("recognise", tmp_path / "refused.csv", "--json", data=data)

    assert done.returncode == 1
    assert json.loads(done.stdout)["message"] == done.stderr.strip()


def test_an_unknown_table_is_told_with_the_reason_why_it_would_not_load(data: Path, tmp_path: Path) -> None:
    (tmp_path / "unknown.csv").write_text("Hues of week 47\n\ncolour;taste\nred;3\nblue;4\n")
    done = buitenblik("recognise", tmp_path / "unknown.csv", "--json", data=data)
    told = json.loads(done.stdout)

    assert done.returncode == 0
    assert (told["source"], told["header_row"], told["delimiter"], told["rows"]) == (None, 3, ";", 2)
    assert list(told["columns"]) == ["colour", "taste"]
    assert "no source that we know has its headings" in told["message"]
    assert "colour -> not used" in buitenblik("recognise", tmp_path / "unknown.csv", data=data).stdout


def test_a_broken_profile_refuses_each_file_in_json(data: Path, tmp_path: Path) -> None:
    (data / "profiles").mkdir(parents=True)
    (data / "profiles" / "ours.toml").write_text("name =")
    done = buitenblik("ingest", export(tmp_path, "week.csv", *FIRST), "--json", data=data)

    assert done.returncode == 1
    assert [file["status"] for file in json.loads(done.stdout)["files"]] == ["refused"]


def test_a_name_in_no_encoding_that_we_know_is_loaded_all_the_same(data: Path, tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"caf\xe9 [red].csv")
    export(tmp_path, "week.csv", *FIRST).rename(path)
    done = as_process("ingest", path, "--json", "--data", data)

    assert json.loads(done.stdout)["files"][0]["file"] == "caf� [red].csv"


def test_numbers_that_json_does_not_know_are_null(week: Path) -> None:
    done = buitenblik("query", "select 'nan'::double as a, '-inf'::double as b", "--format", "json", data=week)

    assert done.stdout == '[{"a": null, "b": null}]\n'


@pytest.mark.parametrize(("sql", "form"), [("select interval 1 month", "table"), ("select [1]", "csv")])
def test_what_cannot_be_written_in_a_format_is_said(sql: str, form: str, week: Path) -> None:

    assert is_one_sentence_and_no_traceback(buitenblik("query", sql, "--format", form, data=week))


def test_a_port_that_is_taken_is_said_in_a_sentence(data: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = as_process("serve", "--port", str(taken.getsockname()[1]), "--data", data)

    assert is_one_sentence_and_no_traceback(done), done.stderr
    assert "--port" in done.stderr


def test_what_stops_the_command_stops_the_dashboard(data: Path) -> None:
    port = free_port()
    command = [sys.executable, "-m", "pipelines", "serve", "--port", str(port), "--data", str(data)]
    serving = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until = time.monotonic() + 60
    while not listens(port) and time.monotonic() < until:
        time.sleep(0.1)
    assert listens(port)
    serving.terminate()
    serving.wait(timeout=20)

    assert not listens(port)


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_nothing_loaded_yet_is_said_in_a_sentence(data: Path) -> None:
    assert is_one_sentence_and_no_traceback(as_process("query", "select 1", "--data", data))
    assert is_one_sentence_and_no_traceback(buitenblik("undo", "B00001", data=data))
    assert buitenblik("check", data=data).returncode == 0


def test_an_order_of_day_and_month_that_nothing_tells_is_asked_and_may_be_answered(tmp_path: Path, data: Path) -> None:
    file = tmp_path / "open.csv"
    file.write_text("service,item_id,opened_at\nx,1,5/1/2024\nx,2,6/2/2024\n")

    first = buitenblik("ingest", file, data=data)
    wrong = buitenblik("ingest", file, "--answer", "date_order=sideways", data=data)
    second = buitenblik("ingest", file, "--answer", "date_order=month-day", "--json", data=data)

    assert "Is 5/1/2024 under 'opened_at' written day first or month first?" in first.stderr
    assert "It was loaded on a guess, as with 'date_order=day-month'. To be sure load it again with" in first.stderr
    assert "--answer 'date_order=day-month' or --answer 'date_order=month-day'" in first.stderr
    assert wrong.returncode == 1
    assert "answers nothing that we ask" in wrong.stderr
    assert "Traceback" not in wrong.stderr
    [report] = json.loads(second.stdout)["files"]
    assert (report["changed"], report["questions"]) == (2, [])
