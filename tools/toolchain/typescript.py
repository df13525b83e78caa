"""The npm packages that compile and run a TypeScript program: `python -m tools.toolchain.typescript`.

Nothing else needs them, so the setting up leaves them out. `npm/` holds the pins.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
from pathlib import Path

from tools.toolchain.bootstrap import CHECKOUT, cache_folder
from tools.toolchain.scratch import TYPESCRIPT_PATH
from tools.toolchain.step import SetupError, run, whole

PINS = Path(__file__).parent / "npm"
DEADLINE_SECONDS = 900.0


def ensure(cache: Path, pins: Path = PINS, what: str = "TypeScript programs") -> Path:
    """The folder with those of `pins`, brought into `cache` where it is not there yet.

    Raises:
        SetupError: there is no npm, or it failed.
    """
    kept = cache / f"npm-{hashlib.sha256((pins / 'package-lock.json').read_bytes()).hexdigest()[:16]}"
    if not kept.is_dir():
        if not (npm := shutil.which("npm")):
            raise SetupError("no npm: install Node.js 20 or newer (https://nodejs.org/)")
        with whole(kept) as unfinished:
            for name in ("package.json", "package-lock.json"):
                shutil.copyfile(pins / name, unfinished / name)
            run(
                f"npm packages for {what}",
                [npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts"],
                folder=unfinished,
                environment=os.environ,
                deadline_seconds=DEADLINE_SECONDS,
            )
    return kept


def main() -> int:
    """Bring them, and note where they are; a failure is one line on standard error."""
    try:
        folder = ensure(cache_folder())
    except SetupError as error:
        print(f"setup: {error}", file=sys.stderr)
        return 1
    (CHECKOUT / ".venv" / TYPESCRIPT_PATH).write_text(f"{folder}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
