"""The setting up that `make test` and `make quickstart` begin with.

`python3 -m tools.toolchain.bootstrap` brings all optional packages, with names after it only those.
Two steps, packages and engine, each of them quick when there is nothing to do. Where the engine lies is
written into the virtual environment, so that the tests and the quickstart find it without being told.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from tools.toolchain import engine, packages, sarif_schema
from tools.toolchain.scratch import ENGINE_PATH, YAML_PATH
from tools.toolchain.step import SetupError

CHECKOUT = Path(__file__).parents[2]


def cache_folder() -> Path:
    """Where everything that was brought is kept for all checkouts."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "pulumi-private-endpoint"


def main() -> int:
    """Set up the checkout. Returns the exit code; a failure is one line on standard error."""
    cache = cache_folder()
    try:
        virtualenv = packages.sync(CHECKOUT, cache, sys.argv[1:])
        folder = engine.ensure(cache, virtualenv / "bin" / "python")
        (virtualenv / ENGINE_PATH).write_text(f"{folder}\n")
        if not sys.argv[1:]:  # The quickstart is a Python program.
            (virtualenv / YAML_PATH).write_text(f"{engine.ensure_yaml(cache, folder)}\n")
            (virtualenv / sarif_schema.POINTER).write_text(f"{sarif_schema.ensure(cache) or ''}\n")
    except SetupError as error:
        print(f"setup: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
