"""What whoever loads an export can mend. Anything else that is raised is our bug.

Every sentence says what was not done, what was seen, what to do, and that nothing has changed.
"""

from __future__ import annotations

from pathlib import Path

SAFE = "Nothing has changed: the pages still show the last good load."


class FixableError(Exception):
    """Whoever loads the export can fix it, so it is told in words and without a traceback."""


class NotLoaded(FixableError):
    """A file that was not loaded: what was seen in it and what to do about it."""

    def __init__(self, file: str | Path, seen: str, advice: str) -> None:
        self.file, self.seen, self.advice = Path(file).name, seen, advice
        super().__init__(f"{self.file} was not loaded: {seen} {advice} {SAFE}")


class MissingFile(NotLoaded):
    """There is no such file, or it cannot be opened."""


class UnreadableFile(NotLoaded):
    """The content is broken, protected, or not what we read."""


class EmptyFile(NotLoaded):
    """There is nothing in it, or headings only."""


class UnknownHeadings(NotLoaded):
    """No profile fits the headings that we saw."""


class Undecided(NotLoaded):
    """Two sheets or two profiles fit alike: a person has to choose."""


class BadProfile(FixableError):
    """A profile cannot be used as it is written."""

    def __init__(self, path: str | Path, faults: list[str]) -> None:
        self.path, self.faults = Path(path), faults
        listed = "\n".join(f"- {fault}" for fault in faults)
        super().__init__(f"The profile {self.path.name} was not used:\n{listed}\nMend the file and try again. {SAFE}")
