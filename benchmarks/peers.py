"""The peers, from PyPI, in an environment of their own: they must not decide what we are tested with."""

from __future__ import annotations

import json
import subprocess
import sys
import venv
from pathlib import Path
from typing import Any

NAMES = ("azure-mgmt-resource", "azure-mgmt-cosmosdb")
_HERE = Path(__file__).parent
_CACHE = _HERE / ".cache" / "peers"
_PACKAGES = ("azure-mgmt-resource==24.0.0", "azure-mgmt-cosmosdb==9.8.0")
_INSTALL_SECONDS = 300.0


def ensure() -> Path | None:
    """The Python that has them; None, with a word why, where they cannot be installed."""
    python = _CACHE / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    done = _CACHE / "done"
    if done.exists() and done.read_text() == repr(_PACKAGES):
        return python
    venv.create(_CACHE, with_pip=True, clear=True)
    command = [str(python), "-m", "pip", "install", "--quiet", *_PACKAGES]
    try:
        subprocess.run(command, timeout=_INSTALL_SECONDS, check=True)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        sys.stderr.write(f"no comparison with {', '.join(NAMES)}: {error}\n")
        return None
    done.write_text(repr(_PACKAGES))
    return python


def start(python: Path, task: dict[str, Any]) -> subprocess.Popen[str]:
    """Set them to work; what they print is JSON: seconds beyond each operation's own, by peer."""
    process = subprocess.Popen(
        [str(python), str(_HERE / "peers_at_work.py"), json.dumps(task)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None  # noqa: S101 - it is a pipe, see above
    process.stdout.readline()  # They have imported what they need; that is not what is compared.
    return process
