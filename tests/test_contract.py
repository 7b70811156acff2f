"""The contract that analysts, scripts and scheduled jobs rely on, proven by its own program."""

from __future__ import annotations

import subprocess
import sys

from tests.places import PROJECT, shared


def test_the_contract_holds_whole() -> None:
    done = subprocess.run(
        [sys.executable, shared("accept", "contract.py")], cwd=PROJECT, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, "\n".join(line for line in done.stdout.splitlines() if line.startswith("FAILS"))
    assert "every claim holds" in done.stdout
