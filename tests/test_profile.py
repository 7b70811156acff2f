"""Profiles: what a person may write in one, and what they are told when it cannot be used."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from pipelines import vocabulary
from pipelines.errors import BadProfile
from pipelines.profile import Rules, load_profiles, read_profile, same

PLAIN = """
    name = "depot"
    title = "Repairs of the depot"
    table = "work_items"
    service = "repairs"
    [columns]
    item_id = ["Job No"]
    opened_at = ["Logged"]
"""


def profile_file(folder: Path, text: str, name: str = "depot.toml") -> Path:
    path = folder / name
    path.write_text(textwrap.dedent(text), encoding="utf-8")
    return path


def faults(folder: Path, text: str) -> str:
    with pytest.raises(BadProfile) as refused:
        read_profile(profile_file(folder, text))
    return str(refused.value)


def test_a_profile_needs_no_more_than_its_number_and_its_beginning(tmp_path):
    profile = read_profile(profile_file(tmp_path, PLAIN))

    assert profile.columns == {"item_id": ["Job No"], "opened_at": ["Logged"]}
    assert profile.rules == Rules()


def test_a_mistyped_rule_is_told_with_the_one_that_was_meant(tmp_path):
    told = faults(tmp_path, PLAIN + "\n[rules]\nquite_days = 14\n")

    assert "rules.quite_days: this key is not known here; did you mean quiet_days?" in told
    assert told.startswith("The profile depot.toml was not used:")
    assert "Nothing has changed" in told


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ('target_frist_at = ["Due"]', "work_items has no field 'target_frist_at'; did you mean target_first_at?"),
        ('[codes.status]\nClosed = "finished"', "'Closed' = 'finished': status is one of open, done, cancelled"),
        ('[constants]\nkind = "job"', "kind = 'job': kind is one of make_safe"),
        ('[private]\ncolumns = ["JOB_NO"]', "'JOB_NO' is also the column of item_id"),
        ('[scramble]\nfields = ["customer"]', "[scramble] work_items has no field 'customer'; did you mean"),
        ('[dates]\norder = "american"', "dates.order: Input should be 'day-month', 'month-day' or 'year-month'"),
        ('[dates]\nzone = "Amsterdam"', "'Amsterdam' is no time zone; write it as Europe/Amsterdam"),
        ('[priorities.R]\ntarget = 28\nunit = "days"', "priorities.R.unit: Input should be 'hour', 'calendar_day'"),
        ('[rules]\nquiet_days = -1', "rules.quiet_days"),
        (
            '[outcome]\ncolumn = "Words"\n[[outcome.group]]\nlabel = "x"\npattern = "("\nmeans = "done"',
            "outcome.group.0.pattern: the pattern '(' cannot be used (unclosed group)",
        ),
        ("[columns", "it is no TOML"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_told_with_its_place(tmp_path, written, told):
    assert told in faults(tmp_path, PLAIN + "\n" + written + "\n")


def test_a_profile_without_its_own_number_is_told_what_is_missing(tmp_path):
    told = faults(tmp_path, PLAIN.replace('item_id = ["Job No"]', "").replace('service = "repairs"', ""))

    assert "work_items cannot do without service, item_id" in told


def test_every_fault_is_told_at_once(tmp_path):
    told = faults(tmp_path, PLAIN + '\n[constants]\nkind = "job"\n[codes.status]\nClosed = "finished"\n')

    assert told.count("\n- ") == 2


def test_a_rule_says_its_unit_and_what_it_does_in_a_sentence():
    for rule, value, unit, meaning in Rules().described():
        assert unit in {"days", "items", "people", ""}, rule
        assert meaning[0].isupper() and meaning.endswith("."), rule
        assert isinstance(value, str), rule


def test_a_profile_of_ones_own_overrides_ours_of_the_same_name(tmp_path):
    profile_file(tmp_path, PLAIN.replace('"depot"', '"boston311"'))

    [ours] = [profile for profile in load_profiles(tmp_path) if profile.name == "boston311"]

    assert ours.title == "Repairs of the depot"


def test_two_files_of_one_name_are_refused(tmp_path):
    profile_file(tmp_path, PLAIN, "a.toml")
    profile_file(tmp_path, PLAIN, "b.toml")

    with pytest.raises(BadProfile, match=r"'depot' is already the name of a\.toml"):
        load_profiles(tmp_path)


def test_the_canonical_names_need_no_profile():
    canonical = {profile.table: profile for profile in load_profiles() if profile.name == "canonical"}

    assert set(canonical) == set(vocabulary.DELIVERED)
    assert all(profile.fields == list(profile.columns) for profile in canonical.values())


def test_every_profile_that_we_bring_can_be_used():
    names = [profile.name for profile in load_profiles()]

    assert "boston311" in names


@pytest.mark.parametrize("written", ["Job No", "job_no", "JOB  NO.", "Job\nno", "job-no"])
def test_headings_are_the_same_whatever_their_case_and_spaces(written):
    assert same(written) == same("Job No")
