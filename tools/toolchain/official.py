"""The official Pulumi CLI, by Pulumi's own installer, kept in the cache.

Many networks do not let it through. So a short question comes first: a machine that cannot reach the
installer knows within seconds.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from tools.toolchain.step import SetupError, run, whole

VERSION = "3.260.0"
# What `PulumiCommand.install` asks for first.
INSTALLER = "https://get.pulumi.com/install.sh"
LATEST = "https://www.pulumi.com/latest-version"
ASK = "import sys, urllib.request; sys.stdout.buffer.write(urllib.request.urlopen(sys.argv[1]).read())"
CONNECT_SECONDS = 5.0
DEADLINE_SECONDS = 600.0
CHECKOUT = Path(__file__).parents[2]


def folder(cache: Path, version: str = VERSION) -> Path:
    """Where its programs are, once it is installed."""
    return _kept(cache, version) / "bin"


def newest() -> str:
    """The newest version, as Pulumi's installer asks for it.

    Raises:
        SetupError: nobody answers, or with something else.
    """
    version = (_answer(LATEST) or "").strip()
    if not re.fullmatch(r"\d+\.\d+\.\d+", version):
        raise SetupError(f"{LATEST} does not say which version is the newest")
    return version


def install(cache: Path, python: Path, version: str = VERSION) -> None:
    """Install it, with a `python` that has the `pulumi` package.

    Raises:
        SetupError: it cannot be had here.
    """
    if _answer(INSTALLER) is None:
        raise SetupError(f"{INSTALLER} cannot be reached")
    with whole(_kept(cache, version)) as unfinished:
        run(
            f"Pulumi CLI {version}, by its own installer",
            [python, "-m", "tools.toolchain.installer", unfinished, version],
            folder=CHECKOUT,
            # The CLI is started once to see that it runs, and writes to its home even then.
            environment=os.environ | {"PULUMI_HOME": str(unfinished / "home")},
            deadline_seconds=DEADLINE_SECONDS,
        )


def _kept(cache: Path, version: str) -> Path:
    return cache / f"pulumi-{version}"


def _answer(address: str) -> str | None:
    # A process, because its end can be set: looking up a name has no time limit of its own.
    command = [sys.executable, "-c", ASK, address]
    try:
        answer = subprocess.run(command, capture_output=True, timeout=CONNECT_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return None
    return answer.stdout.decode(errors="replace") if answer.returncode == 0 else None
