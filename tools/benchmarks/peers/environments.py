"""The peers, from PyPI, in environments of their own: they must not decide what we are tested with.

The az CLI is one of them if `BENCH_AZ=1` is set: it takes 730 MB and a minute or two to install.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import venv
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent
_CACHE = _HERE.parent / ".cache"
_INSTALL_SECONDS = 900.0
_WORK_SECONDS = 150.0


@dataclass(frozen=True, slots=True)
class Peers:
    """Those that share an environment, and the program that sets them to work.

    Attributes:
        room: The environment's folder; the program is `<room>_at_work.py`.
        names: What the table calls them.
        packages: What is installed.
    """

    room: str
    names: tuple[str, ...]
    packages: tuple[str, ...]

    @property
    def python(self) -> Path:
        """The Python that has them."""
        return _CACHE / self.room / ("Scripts" if sys.platform == "win32" else "bin") / "python"


LIBRARIES = Peers(
    "peers",
    ("azure-mgmt-resource", "azure-mgmt-cosmosdb"),
    ("azure-mgmt-resource==24.0.0", "azure-mgmt-cosmosdb==9.8.0"),
)
AZ = Peers("az", ("az CLI 2.91.0: asks every 10 s, for 200 s at most",), ("azure-cli==2.91.0",))


def asked() -> tuple[Peers, ...]:
    """Those to compare with."""
    return (LIBRARIES, AZ) if os.environ.get("BENCH_AZ") == "1" else (LIBRARIES,)


def available() -> list[Peers]:
    """Those of them that are installed, now if not before; a word why for each that cannot be."""
    return [each for each in asked() if _install(each)]


def _install(peers: Peers) -> bool:
    done = _CACHE / peers.room / "done"
    if done.exists() and done.read_text() == repr(peers.packages):
        return True
    command = [str(peers.python), "-m", "pip", "install", "--quiet", *peers.packages]
    try:
        venv.create(_CACHE / peers.room, with_pip=True, clear=True)
        subprocess.run(command, timeout=_INSTALL_SECONDS, check=True)
    except (OSError, subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        sys.stderr.write(f"no comparison with {' and '.join(peers.names)}: {error}\n")
        return False
    done.write_text(repr(peers.packages))
    return True


def start(peers: Peers, task: dict[str, Any]) -> subprocess.Popen[str]:
    """Set them to work; what they print is JSON: seconds beyond each operation's own, by peer."""
    program = str(_HERE / f"{peers.room}_at_work.py")
    process = subprocess.Popen(
        [str(peers.python), program, json.dumps(task)], stdout=subprocess.PIPE, text=True
    )
    # However it ends: the waits below are over by then.
    ending = threading.Timer(_WORK_SECONDS, process.kill)
    ending.daemon = True
    ending.start()
    assert process.stdout is not None  # noqa: S101 - it is a pipe, see above
    process.stdout.readline()  # They have imported what they need; that is not what is compared.
    return process


def finish(process: subprocess.Popen[str]) -> dict[str, list[float]]:
    """What they printed in the end; nothing, with a word why, if they failed or did not end."""
    out, _ = process.communicate()
    if process.returncode:
        sys.stderr.write(f"no comparison: a peer ended with exit code {process.returncode}, see above\n")
        return {}
    found: dict[str, list[float]] = json.loads(out)
    return found
