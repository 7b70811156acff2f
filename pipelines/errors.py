"""What whoever loads an export can mend. Anything else that is raised is our bug.

Every sentence says what was not done, what was seen, what to do, and that nothing has changed.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pipelines.sentence import Sentence

if TYPE_CHECKING:
    from pipelines.find_table import Table
    from pipelines.proposal import Proposal

SAFE = Sentence("Nothing has changed: the pages still show the last good load.")


class FixableError(Exception):
    """Whoever loads the export can fix it, so it is told in words and without a traceback.

    What a page can show is a Sentence; what only the command line can say may be plain text.
    """

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence
        super().__init__(sentence)


class NotLoaded(FixableError):
    """A file that was not loaded: what was seen in it and what to do about it."""

    def __init__(self, file: str | Path, seen: Sentence, advice: Sentence) -> None:
        self.file, self.seen, self.advice = Path(file).name, seen, advice
        super().__init__(
            Sentence(
                "{file} was not loaded: {seen} {advice} {safe}", file=self.file, seen=seen, advice=advice, safe=SAFE
            )
        )


class MissingFile(NotLoaded):
    """There is no such file, or it cannot be opened."""


class UnreadableFile(NotLoaded):
    """The content is broken, protected, or not what we read."""


class NoRoom(UnreadableFile):
    """The disk is too full to lay out what is in it: no matter of the file, so it may be tried again as it is."""


class EmptyFile(NotLoaded):
    """There is nothing in it, or headings only."""


class NotRecognised(NotLoaded):
    """A file that can be read; `tables` are those that were found in it without a profile, the one that is meant first."""

    tables: tuple[Table, ...] = ()

    @property
    def table(self) -> Table | None:
        """What is most like the table that is meant; its `kind` tells whether it is one."""
        return self.tables[0] if self.tables else None


class UnknownHeadings(NotRecognised):
    """No profile fits the headings that we saw; `proposal` is what the table may be, where it is one of rows.

    looks_like   the title of a source that it would be but for headings that are not there, and these
    """

    proposal: Proposal | None = None
    looks_like: tuple[Sentence, Sentence | str] | None = None


class Undecided(NotRecognised):
    """Two sheets or two profiles fit alike: a person has to choose the `sheet` or the `source`, one of `choices`."""

    def __init__(
        self, file: str | Path, seen: Sentence, advice: Sentence, kind: Literal["sheet", "source"], choices: list[str]
    ) -> None:
        self.kind, self.choices = kind, list(dict.fromkeys(choices))
        super().__init__(file, seen, advice)


class BadProfile(FixableError):
    """A profile cannot be used as it is written; the faults name its keys, for whoever edits it."""

    def __init__(self, path: str | Path, faults: list[str]) -> None:
        self.path, self.faults = Path(path), faults
        super().__init__(
            Sentence(
                "The profile {profile} was not used:\n{faults}\nMend the file and try again. {safe}",
                profile=self.path.name,
                faults="\n".join(f"- {fault}" for fault in faults),
                safe=SAFE,
            )
        )
