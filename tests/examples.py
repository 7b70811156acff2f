"""How many examples a test of invented values tries: a few at every run, many where BUITENBLIK_EXAMPLES is `full`."""

from __future__ import annotations

import os


def examples(few: int, full: int) -> int:
    """Return how many to try now."""
    return full if os.environ.get("BUITENBLIK_EXAMPLES") == "full" else few
