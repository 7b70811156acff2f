"""What looks the same is the same case, person, place or team, whatever signs stand in it that nobody sees."""

from __future__ import annotations

import polars as pl
import pytest

from pipelines import run
from pipelines.plain_signs import plain, plain_words
from tests.exports import workbook
from tests.test_cells import read

pytestmark = pytest.mark.usefixtures("without_charts")

NO_WIDTH, MARK, SOFT_HYPHEN, LEFT_TO_RIGHT, HARD_BLANK = "\u200b", "\ufeff", "\u00ad", "\u200e", "\u00a0"
HEADINGS = "service;item_id;opened_at;parent_id;team;status;cancel_reason"


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        (f"Zuid{NO_WIDTH}", "Zuid"),
        (f"{MARK}Zuid", "Zuid"),
        (f"P1{SOFT_HYPHEN}12", "P112"),
        (f"{LEFT_TO_RIGHT}P112", "P112"),
        (f"WO{HARD_BLANK}12", "WO 12"),
        ("WO\u202f12", "WO 12"),
        ("WO\u201112\u20103", "WO-12-3"),
        ("WO\u201312\u22123\u20124", "WO-12-3-4"),
        ("Noord \u2013 Zuid", "Noord \u2013 Zuid"),
        ("\u2013", "\u2013"),  # for nothing
        ("Zuide\u0301lijk", "Zuid\u00e9lijk"),
        ("W1\u200d", "W1"),
        ("\u200cW1", "W1"),
        ("\u0645\u06cc\u200c\u062e\u0648", "\u0645\u06cc\u200c\u062e\u0648"),  # a joiner that Persian needs
        ("\U0001f469\u200d\U0001f527", "\U0001f469\u200d\U0001f527"),  # one emoji
    ],
)
def test_signs_that_nobody_sees_tell_nothing_apart(written, seen):
    assert plain(pl.Series([written, None, "a"])).to_list() == [seen, None, "a"]
    assert plain_words(written) == seen


def test_cases_parents_teams_and_codes_are_found_whatever_unseen_signs_they_bear():
    validated = read(
        HEADINGS,
        f"x;W1{NO_WIDTH};2024-01-05{LEFT_TO_RIGHT};;Zuide\u0301lijk;done{NO_WIDTH};\U0001f469\u200d\U0001f527 was ill",
        f"x;W2;2024-01-06;{MARK}W1;Zuid\u00e9lijk;done;",
    )

    rows = validated.rows
    assert rows["item_id"].to_list() == ["W1", "W2"]
    assert rows["parent_id"].to_list() == [None, "W1"]
    assert rows["team"].n_unique() == 1
    assert rows["status"].to_list() == ["done", "done"]
    assert rows["cancel_reason"].to_list() == ["\U0001f469\u200d\U0001f527 was ill", None]


def test_headings_are_found_whatever_unseen_signs_they_bear():
    validated = read(f"service;{MARK}item_id;opened_at{NO_WIDTH};{SOFT_HYPHEN}team", "x;W1;2024-01-05;Zuid")

    assert validated.rows.select("item_id", "team").rows() == [("W1", "Zuid")]


def test_the_same_case_in_two_files_is_one_case(tmp_path):
    headings = ["service", "item_id", "opened_at", "status", "team"]
    row = ["repairs", f"W1{NO_WIDTH}", "2024-01-05", "open", f"Zuid{HARD_BLANK}"]
    run.ingest(tmp_path / "data", workbook(tmp_path, {"Orders": [headings, row]}))
    later = tmp_path / "later.csv"
    later.write_text(";".join(headings) + "\nrepairs;W1;2024-01-05;done;Zuid\n")

    report = run.ingest(tmp_path / "data", later)

    assert (report.new, report.changed) == (0, 1)
