"""The page of rules is what the tests say, and every rule has one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]


def test_the_page_is_current_and_complete() -> None:
    # In a process of its own: collecting tests within a test would register their warnings and hooks twice.
    done = subprocess.run(
        [sys.executable, "-m", "tools.pages", "--check"],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")
