"""Where the files are that tests use and the project does not ship."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]
SHARED = Path(os.environ.get("BUITENBLIK_SHARED", PROJECT.parent / "shared"))


def shared(*parts: str) -> Path:
    """A file of the shared folder; the test fails, and is not skipped, where it is not there."""
    path = SHARED.joinpath(*parts)
    if not path.exists():
        pytest.fail(f"{path} is not there: set BUITENBLIK_SHARED to the shared folder.")
    return path
