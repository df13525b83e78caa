"""Time, requests and memory of an audit: `python -m tools.benchmarks.estate.figures` measures it alone.

In real time and over HTTP, 50 ms away, with ARM's limits. The audit is a process of its own, whose memory is
looked at while it runs.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

from pulumi_private_endpoint.simulator import running
from tools.benchmarks.estate.there import EACH, SUBSCRIPTIONS, TARGETS, scenario
from tools.benchmarks.figure import HEAD, Figure
from tools.benchmarks.processes.memory import megabytes

if TYPE_CHECKING:
    from collections.abc import Iterator

_SECONDS = 600.0
_LOOK_EVERY = 0.25
_ON = f"{TARGETS:,} resources, {TARGETS * EACH:,} connections, {SUBSCRIPTIONS} subscriptions"


def figures() -> Iterator[Figure]:
    """What one audit takes."""
    found, most = _audited()
    if found["connections"] != TARGETS * EACH or found["notRead"]:
        raise RuntimeError(f"the audit has not seen all there is: {found}")
    requests = f"{TARGETS:,} lists, if each were read by itself"
    yield Figure("time of an audit", _ON, found["seconds"], "s", 60, f"{found['findings']:,} findings")
    yield Figure("requests of an audit", _ON, found["requests"], "requests", TARGETS, requests)
    yield Figure("answered 429", _ON, found["refused"], "requests", 0, "of these")
    yield Figure("memory of an audit", _ON, most, "MB", 250, "the whole process, at its largest")


def _audited() -> tuple[dict[str, Any], float]:
    with running(scenario()) as azure:
        command = [sys.executable, "-m", "tools.benchmarks.estate.audit", azure.url]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as audit:
            most = _largest(audit)
            answer, _ = audit.communicate(timeout=_SECONDS)
    if audit.returncode:
        raise RuntimeError(f"the audit ended with {audit.returncode}")
    return json.loads(answer), most


def _largest(process: subprocess.Popen[str]) -> float:
    """The most memory that is seen until the process ends."""
    most, ends = 0.0, time.monotonic() + _SECONDS
    while process.poll() is None and time.monotonic() < ends:
        try:
            most = max(most, megabytes(process.pid))
        except (subprocess.CalledProcessError, ValueError):  # it has ended between the two
            break
        time.sleep(_LOOK_EVERY)
    return most


if __name__ == "__main__":
    print(HEAD)
    for figure in figures():
        print(figure.row())
