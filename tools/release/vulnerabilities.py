"""Asks whether a known vulnerability is in what is shipped, as `uv.lock` has it.

What could not be asked about counts as a failure: an index that knows nothing would find nothing.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tools.release import locked


def main() -> int:
    """Returns pip-audit's exit code."""
    with tempfile.TemporaryDirectory() as scratch:
        pins = Path(scratch) / "requirements.txt"
        locked.export(pins, "--no-emit-project")
        how = ("--strict", "--disable-pip", "--require-hashes", "--progress-spinner", "off")
        return locked.call(["pip-audit", *how, "--requirement", pins])


if __name__ == "__main__":
    sys.exit(main())
