"""Real files, spoilt by dice: each is loaded whole or refused in a sentence. `python -m tests.fuzz` runs thousands."""

from __future__ import annotations

import pytest

from tests.examples import examples
from tests.fuzz import LIMITS, fuzz

FILES = examples(14, full=30)


def test_a_spoilt_file_is_loaded_whole_or_refused_in_a_sentence(monkeypatch):
    for name, value in LIMITS.items():
        monkeypatch.setenv(name, value)

    found = fuzz(7, range(FILES))

    assert found.faults == []
    assert found.counts["loaded"] >= 1
    assert found.counts["refused"] >= 5


@pytest.mark.parametrize("number", [27, 282])
def test_spoilt_files_that_were_refused_at_length_or_not_at_all_are_refused_in_a_sentence(monkeypatch, number):
    for name, value in LIMITS.items():
        monkeypatch.setenv(name, value)

    assert fuzz(31, range(number, number + 1)).faults == []
