"""Move a file into a folder beside it: whole, under a name that is free, and nothing is overwritten."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Final

from pipelines.errors import FixableError

REASON: Final = ".reason.txt"
RECEIPT: Final = ".receipt.txt"
LONGEST_NAME: Final = 255  # bytes, on the file systems that we know


class NoFolder(FixableError):
    """Something else has the name of the folder that files are to be put into."""


def put_away(path: Path, folder: Path, words: str = "", ending: str = REASON) -> Path:
    """Move a file into a folder; return where it lies. Words that are given lie beside it: in NAME with this ending.

    A name that is taken gets a number. The name is taken first and the words written before the file comes, so that a
    stop at any moment loses neither. Raises OSError, or NoFolder where the folder is a link or a file.
    """
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise NoFolder(f"{folder} is not a folder of its own, so nothing is moved there: put it elsewhere.")
    folder.mkdir(exist_ok=True)
    taken = _take_name(folder, path.name, ending if words else "")
    told = taken.with_name(taken.name + ending)
    try:
        if words:
            told.write_text(words + "\n", encoding="utf-8")
        path.replace(taken)
    except OSError:  # and nothing wider: once the file has come, its name must not be given back
        taken.unlink(missing_ok=True)
        if words:
            told.unlink(missing_ok=True)
        raise
    return taken


def _take_name(folder: Path, name: str, ending: str) -> Path:
    """Make an empty file under the first name that is free, for the file itself and for what lies beside it."""
    for candidate in names(name, len(ending)):
        taken = folder / candidate
        if ending and os.path.lexists(folder / (candidate + ending)):
            continue
        try:
            os.close(os.open(taken, os.O_WRONLY | os.O_CREAT | os.O_EXCL))
        except FileExistsError:
            continue
        return taken
    raise AssertionError  # there is always another number


def names(name: str, room: int = 0) -> Iterator[str]:
    """The name, then with (2), (3) ... before its ending; cut where it, with `room` bytes behind it, would be too long."""
    plain = os.fsencode(name)
    endings = Path(name).suffixes[-2:] if name.lower().endswith(".gz") else Path(name).suffixes[-1:]
    ending = os.fsencode("".join(endings))
    ending = ending if len(ending) < 32 else b""
    for number in count(1):
        after = (b"" if number == 1 else f" ({number})".encode()) + ending
        stem = plain[: len(plain) - len(ending)][: LONGEST_NAME - room - len(after)]
        yield os.fsdecode(stem + after)
