"""Where a process lays what it cannot hold: a folder of its own in DATA/temp, that goes with it or is swept after it.

DATA/temp/NAME         rows and spilled tables of one process
DATA/temp/NAME.lock    held for as long as the process lives; the system lets it go when it is killed
"""

from __future__ import annotations

import atexit
import os
import secrets
import shutil
from functools import cache
from pathlib import Path

from filelock import FileLock, Timeout


def spill_folder(temp: Path) -> Path:
    """Return the folder of this process within `temp`; it is locked when it is first asked for."""
    own = _own(temp)
    own.mkdir(parents=True, exist_ok=True)
    return own


@cache
def _own(temp: Path) -> Path:
    """Return where the folder of this process is to be, with its lock held until the process ends."""
    temp.mkdir(parents=True, exist_ok=True)
    own = temp / f"{os.getpid()}-{secrets.token_hex(4)}"
    lock = FileLock(own.with_suffix(".lock"), thread_local=False)
    lock.acquire(timeout=0)
    atexit.register(_leave, own, lock)
    return own


def _leave(own: Path, lock: FileLock) -> None:
    shutil.rmtree(own, ignore_errors=True)
    lock.release()
    own.with_suffix(".lock").unlink(missing_ok=True)


def sweep(temp: Path) -> None:
    """Take away what processes that are gone left in `temp`; what a living one holds stays."""
    if not temp.is_dir():
        return
    for left in [path for path in temp.iterdir() if path.suffix != ".lock"]:
        lock = FileLock(left.with_suffix(".lock"), thread_local=False)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            continue
        if left.is_dir():
            shutil.rmtree(left, ignore_errors=True)
        else:
            left.unlink(missing_ok=True)
        lock.release()
        left.with_suffix(".lock").unlink(missing_ok=True)
