"""Real files, spoilt by dice: each is loaded whole or refused in a sentence. `python -m tests.fuzz` runs thousands."""

from __future__ import annotations

from tests.examples import examples
from tests.fuzz import LIMITS, fuzz

FILES = examples(20, full=30)


def test_a_spoilt_file_is_loaded_whole_or_refused_in_a_sentence(monkeypatch):
    for name, value in LIMITS.items():
        monkeypatch.setenv(name, value)

    found = fuzz(7, range(FILES))

    assert found.faults == []
    assert found.counts["loaded"] >= 2
    assert found.counts["refused"] >= 5
