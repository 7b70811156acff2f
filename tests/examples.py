"""How many examples a test of invented values tries: a few at every run, many where BUITENBLIK_EXAMPLES is `full`."""

from __future__ import annotations

import os
from typing import TypeVar

Tried = TypeVar("Tried")


def examples(few: Tried, full: Tried) -> Tried:
    """Return how many, or which, to try now."""
    return full if os.environ.get("BUITENBLIK_EXAMPLES") == "full" else few
