"""The command `buitenblik` as tests give it: in their own process, or as one of its own."""

from __future__ import annotations

import io
import signal
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from unittest.mock import patch

from pipelines.cli import main

Done = subprocess.CompletedProcess[str]
HANDLED = (signal.SIGINT, signal.SIGTERM)


def as_process(*words: str | Path) -> Done:
    """Give the command as a person does, for what only a process of its own shows; starting takes it seconds."""
    command = [sys.executable, "-m", "pipelines", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def in_this_process(*words: str | Path) -> Done:
    """Do what the command does, and return what it wrote and its exit code."""
    written, told = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    command, code = ["buitenblik", *map(str, words)], 0
    handlers = {kind: signal.getsignal(kind) for kind in HANDLED}
    with patch.object(sys, "argv", command), redirect_stdout(written), redirect_stderr(told):
        try:
            main()
        except SystemExit as ended:
            code = int(ended.code or 0)
        finally:
            for kind, handler in handlers.items():
                signal.signal(kind, handler)
    return subprocess.CompletedProcess(command, code, _read(written), _read(told))


def _read(written: io.TextIOWrapper) -> str:
    written.seek(0)
    return written.read()
