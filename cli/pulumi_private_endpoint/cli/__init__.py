"""The command line: who is connected, and the decision on one of them, without a Pulumi program.

A door on the core like the others: the same selectors, guards, waits and proofs. `app` has the commands.
"""

from __future__ import annotations

import sys


def main() -> None:
    """The console script, which says what is missing where the extra `cli` was not installed."""
    try:
        from .app import main as run  # noqa: PLC0415 - see above
    except ModuleNotFoundError as missing:
        sys.exit(f"private-endpoint: {missing.name} is missing: pip install 'pulumi-private-endpoint[cli]'")
    run()
