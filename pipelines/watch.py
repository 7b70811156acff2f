"""A watched folder: each file that is dropped there is loaded as one batch and put away.

DIR/done/              files that were loaded, or were known already
                       what is to be told of one beside its counts lies beside it (NAME.receipt.txt)
DIR/refused/           files that were not, each with its reason beside it (NAME.reason.txt)
DIR/.buitenblik.lock   held by the one watcher that is at work here

A file is complete when its size and its moment of change are the same at two looks. It stays where it is until it is
loaded, so that a watcher that is killed leaves it to be found again: what was loaded is then known, and is put away.
"""

from __future__ import annotations

import os
import stat
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from threading import Event
from typing import Any, Final, NamedTuple

import duckdb
from filelock import FileLock, Timeout

from pipelines.errors import FixableError, MissingFile, NoRoom, NotLoaded
from pipelines.originals import in_unicode
from pipelines.publish import BrokenPublication
from pipelines.put_away import REASON, RECEIPT, put_away
from pipelines.receipt import lines_of
from pipelines.recency import in_order
from pipelines.run import Report

DONE, REFUSED, LOCK = "done", "refused", ".buitenblik.lock"
HIDDEN: Final = (".", "~$")  # how the names of files begin that others work with
UNFINISHED: Final = (".tmp", ".part", ".partial", ".crdownload", ".filepart", ".download")

Load = Callable[[Path], Report]


class Mark(NamedTuple):
    """What tells that a file is still the same one, with the same content."""

    inode: int
    size: int
    changed_ns: int


@dataclass(frozen=True)
class Outcome:
    """What became of one file at one look.

    report     None where it is no matter of the file: no room, no rights, someone else is writing; it is tried again
    moved_to   where the file lies now; None where it still lies in the folder
    problem    why it was not loaded, or not moved
    """

    name: str
    report: Report | None
    moved_to: Path | None = None
    problem: str = ""

    def in_words(self) -> str:
        """One line: what was loaded and where the file lies, or why not; with what is to be done about its rows."""
        report, moved = self.report, self.moved_to
        if report is None:
            return _on_a_line(f"{self.name}: {self.problem}")
        aside = f" See the rows set aside: buitenblik rejects {report.batch_id}." if report.rejected else ""
        asked = [
            f" {question['question']} It was loaded on a guess, as with '{question['key']}={question['read_as']}'; to be sure"
            f" answer with --answer '{question['key']}={' or '.join(question['choices'])}' and drop it again."
            for question in report.questions
        ]
        told = [f" {line}" for line in lines_of(replace(report, questions=()))]
        where = f" It lies in {moved.parent.name}/{moved.name}." if moved else ""
        batch = f"{report.batch_id}  " if report.batch_id else ""
        trouble = f" {self.problem}" if self.problem else ""
        return _on_a_line(
            batch
            + report.message
            + (aside if report.status == "loaded" else "")
            + "".join([*told, *asked])
            + where
            + trouble
        )

    @property
    def is_well(self) -> bool:
        """Whether the file was loaded, or was known, and is put away."""
        return self.report is not None and self.report.status != "refused" and not self.problem

    def as_json(self) -> dict[str, Any]:
        """The report of the file as `ingest --json` has it, with `moved_to`."""
        report = self.report or Report(in_unicode(self.name), None, None, "refused", message=self.problem)
        told = report.as_json() | ({} if self.report else {"status": "failed"})
        moved = in_unicode(str(self.moved_to)) if self.moved_to else None
        return told | {
            "message": " ".join(filter(None, dict.fromkeys([report.message, self.problem]))),
            "moved_to": moved,
        }


def _on_a_line(words: str) -> str:
    """The words on one line that a screen and a log can show: names of files may hold any sign."""
    return "".join(sign if sign.isprintable() else " " for sign in in_unicode(words))


@dataclass
class Watcher:
    """One folder, and what was seen of it at the last look.

    load    loads one file, as `run.ingest`
    words   a problem that can be mended, in one sentence
    latest  the latest moment in a file: of several that are complete at one look the newest is loaded last
    """

    folder: Path
    load: Load
    words: Callable[[BaseException], str]
    latest: Callable[[Path], datetime | None] = lambda path: None
    stopping: Event = field(default_factory=Event)
    marks: dict[str, Mark] = field(default_factory=dict)
    put_aside: dict[str, tuple[Mark, Report]] = field(default_factory=dict)  # dealt with, and still to be moved
    said: dict[str, str] = field(default_factory=dict)  # the last problem of each file, so that it is told once
    passed: set[str] = field(default_factory=set)  # links and folders that were told of

    def look(self) -> Iterator[Outcome]:
        """Deal with every file that is complete, the oldest by its content first; a watcher that is at work is left to it.

        Raises OSError where the folder itself cannot be read.
        """
        before, self.marks = self.marks, marks_of(self.folder)
        ready = [name for name, mark in self.marks.items() if before.get(name) == mark]
        self.said = {name: words for name, words in self.said.items() if name in self.marks}
        if not ready:
            return
        with _alone(self.folder) as is_alone:
            for name in self._in_order(ready) if is_alone else ():
                if self.stopping.is_set():
                    return
                if (outcome := self._handled(name, self.marks[name])) is not None:
                    yield outcome

    def _in_order(self, ready: list[str]) -> list[str]:
        """Return the names in the order to load them; where their content does not tell, by when they were changed."""
        by_change = sorted(ready, key=lambda name: (self.marks[name].changed_ns, name))
        return by_change if len(ready) == 1 else in_order(by_change, lambda name: self.latest(self.folder / name))

    def passed_over(self) -> Iterator[str]:
        """Yield a line for each link or folder that lies there and is not looked at, once for as long as we watch."""
        for name, words in passed_over(self.folder).items():
            if name not in self.passed:
                self.passed.add(name)
                yield _on_a_line(words)

    def _handled(self, name: str, mark: Mark) -> Outcome | None:
        """What became of a complete file; None where there is nothing to tell: gone meanwhile, or told before."""
        path = self.folder / name
        if _mark(path) != mark:
            return None
        try:
            report = self._report(path, mark)
        except MissingFile as problem:
            return self._failed(name, str(problem)) if _mark(path) == mark else None
        except (FixableError, OSError, duckdb.IOException, BrokenPublication) as problem:
            return self._failed(name, self.words(problem))
        if report.status == "refused" and self.stopping.is_set():
            return None  # what stops us may have stopped what reads the file: it is looked at again
        return self._put_away(path, mark, report)

    def _report(self, path: Path, mark: Mark) -> Report:
        """Load the file, or say again what became of it where it could not be moved. Raises what is no matter of the file."""
        known, report = self.put_aside.get(path.name, (None, None))
        if report is not None and known == mark:
            return report
        try:
            return self.load(path)
        except (MissingFile, NoRoom):
            raise
        except NotLoaded as refusal:
            return Report(in_unicode(path.name), None, None, "refused", message=str(refusal))
        except (FixableError, OSError, duckdb.IOException, BrokenPublication):
            raise
        except Exception:
            # A fault of ours with this file is shown whole, and does not hold up the files behind it every night.
            traceback.print_exc(file=sys.stderr)
            return Report(
                in_unicode(path.name), None, None, "refused",
                message=f"{in_unicode(path.name)} was not loaded: a fault of this program. Please send its makers the lines "
                "above. Nothing has changed: the pages still show the last good load.",
            )  # fmt: skip

    def _put_away(self, path: Path, mark: Mark, report: Report) -> Outcome | None:
        if _mark(path) != mark:
            return None  # it went on growing, or another took its place: that is for the next look
        try:
            if report.status == "refused":
                moved = put_away(path, self.folder / REFUSED, report.message, REASON)
            else:
                told = [report.message, *lines_of(report)]
                moved = put_away(
                    path, self.folder / DONE, "\n".join(told) if told[1:] or report.rejected else "", RECEIPT
                )
        except FileNotFoundError:
            return Outcome(path.name, report)  # somebody took it away meanwhile; it is loaded all the same
        except (FixableError, OSError) as problem:
            self.put_aside[path.name] = (mark, report)
            return self._not_moved(path.name, report, self.words(problem))
        self.put_aside.pop(path.name, None)
        return Outcome(path.name, report, moved)

    def _not_moved(self, name: str, report: Report, problem: str) -> Outcome | None:
        words = f"It was not moved out of the folder. {problem}"
        return Outcome(name, report, problem=words) if self._is_news(name, words) else None

    def _failed(self, name: str, problem: str) -> Outcome | None:
        words = f"{problem} It is tried again at the next look."
        return Outcome(name, None, problem=words) if self._is_news(name, words) else None

    def _is_news(self, name: str, words: str) -> bool:
        is_news = self.said.get(name) != words
        self.said[name] = words
        return is_news


def marks_of(folder: Path) -> dict[str, Mark]:
    """Return the files that lie in the folder itself and are meant for us: no links, none that others work with."""
    with os.scandir(folder) as found:
        names = [entry.name for entry in found if not is_left_alone(entry.name)]
    marks = {name: _mark(folder / name) for name in names}
    return {name: mark for name, mark in marks.items() if mark is not None}


def passed_over(folder: Path) -> dict[str, str]:
    """Return what lies in the folder, could be meant for us and is not looked at, with why in one line."""
    with os.scandir(folder) as found:
        entries = [entry for entry in found if not is_left_alone(entry.name) and entry.name not in (DONE, REFUSED)]
    told = {}
    for entry in entries:
        if entry.is_symlink():
            told[entry.name] = f"{entry.name} is a link, and was not loaded: put the file itself into the folder."
        elif entry.is_dir():
            told[entry.name] = f"{entry.name} is a folder, and what is in it was not loaded: put the files beside it."
        elif not entry.is_file():
            told[entry.name] = f"{entry.name} is no file, and was not loaded."
    return told


def is_left_alone(name: str) -> bool:
    """Return whether the name is one of a file that is hidden, or not finished."""
    return name.startswith(HIDDEN) or name.lower().endswith(UNFINISHED)


def _mark(path: Path) -> Mark | None:
    """Return the mark of a file; None where there is none, or what is there is no plain file."""
    try:
        seen = path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return Mark(seen.st_ino, seen.st_size, seen.st_mtime_ns) if stat.S_ISREG(seen.st_mode) else None


@contextmanager
def _alone(folder: Path) -> Iterator[bool]:
    """Hold the watchers' lock of a folder; False where another holds it."""
    lock = FileLock(folder / LOCK, thread_local=False)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        yield False
        return
    except NotImplementedError:
        yield True  # a share that knows no locks: what was loaded is known by its content all the same
        return
    try:
        yield True
    finally:
        lock.release()


def watch(watcher: Watcher, every: float, *, once: bool, problem: Callable[[str], object]) -> Iterator[Outcome]:
    """Look at the folder every so many seconds until `stopping` is set, or `once`: twice, to see what is complete.

    problem   is told why the folder itself could not be read, once for as long as it lasts, and what in it is passed over
    """
    told = ""
    looks = 0
    while not watcher.stopping.is_set():
        try:
            yield from watcher.look()
            for words in watcher.passed_over():
                problem(words)
            told = ""
        except OSError as trouble:
            if once:
                raise
            if (words := watcher.words(trouble)) != told:
                problem(words)
                told = words
        looks += 1
        if once and (looks == 2 or not watcher.marks):
            return
        watcher.stopping.wait(every)
