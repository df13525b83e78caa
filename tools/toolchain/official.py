"""The official Pulumi CLI, by Pulumi's own installer, kept in the cache.

Many networks do not let it through. So a short question comes first: a machine that cannot reach the
installer knows within seconds.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tools.toolchain.step import SetupError, run, whole

VERSION = "3.260.0"
# What `PulumiCommand.install` asks for first.
INSTALLER = "https://get.pulumi.com/install.sh"
ASK = "import sys, urllib.request; urllib.request.urlopen(sys.argv[1]).read()"
CONNECT_SECONDS = 5.0
DEADLINE_SECONDS = 600.0
CHECKOUT = Path(__file__).parents[2]


def folder(cache: Path) -> Path:
    """Where its programs are, once it is installed."""
    return _kept(cache) / "bin"


def install(cache: Path, python: Path) -> None:
    """Install it, with a `python` that has the `pulumi` package.

    Raises:
        SetupError: it cannot be had here.
    """
    if not _reachable():
        raise SetupError(f"{INSTALLER} cannot be reached")
    with whole(_kept(cache)) as unfinished:
        run(
            f"Pulumi CLI {VERSION}, by its own installer",
            [python, "-m", "tools.toolchain.installer", unfinished, VERSION],
            folder=CHECKOUT,
            # The CLI is started once to see that it runs, and writes to its home even then.
            environment=os.environ | {"PULUMI_HOME": str(unfinished / "home")},
            deadline_seconds=DEADLINE_SECONDS,
        )


def _kept(cache: Path) -> Path:
    return cache / f"pulumi-{VERSION}"


def _reachable() -> bool:
    # A process, because its end can be set: looking up a name has no time limit of its own.
    command = [sys.executable, "-c", ASK, INSTALLER]
    try:
        answer = subprocess.run(command, capture_output=True, timeout=CONNECT_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return False
    return answer.returncode == 0
