"""Memory of a provider process with a thousand waits, and what its import costs."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from typing import TYPE_CHECKING

from pulumi_private_endpoint.simulator import Scenario, running
from tools.benchmarks.figure import Figure
from tools.benchmarks.scene import TWINS, pending

if TYPE_CHECKING:
    from collections.abc import Iterator

WAITS = 1000
_SECONDS = 120.0
_IMPORTS = 7
_PROVIDER = "import pulumi.dynamic, pulumi_private_endpoint.approval.set_provider"


def figures() -> Iterator[Figure]:
    """Both footprints."""
    yield from _memory()
    yield from _start_up()


def _memory() -> Iterator[Figure]:
    connections = pending(WAITS, WAITS // 10, TWINS, operation_seconds=3600)
    with running(Scenario(connections=connections)) as azure:
        command = [sys.executable, "-m", "tools.benchmarks.processes.waits", azure.url, str(WAITS)]
        answer = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, check=True)
    found = json.loads(answer.stdout)
    yield Figure(
        "memory of the provider", f"{WAITS:,} waits", found["megabytes"], "MB", 120, "the whole process"
    )
    each = (found["megabytes"] - found["before"]) * 1024 / WAITS
    against = f"over {found['before']:.0f} MB before"
    yield Figure("memory of one wait", f"{WAITS:,} waits", each, "kB", 40, against)


def _start_up() -> Iterator[Figure]:
    """Medians, taken in turn, so that a busy moment of the machine meets both."""
    runs = [(_import("import pulumi"), _import(_PROVIDER)) for _ in range(_IMPORTS)]
    plain, ours = (statistics.median(column) for column in zip(*runs, strict=True))
    yield Figure(
        "start-up", "import of the provider", ours - plain, "s", 0.4, f"over {plain:.2f} s for pulumi"
    )


def _import(program: str) -> float:
    started = time.monotonic()
    subprocess.run([sys.executable, "-c", program], timeout=_SECONDS, check=True)
    return time.monotonic() - started
