"""The real engine: two hundred approvals in a set against as many single resources, and what both keep."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pulumi_private_endpoint.connections.properties.fields import python_name
from pulumi_private_endpoint.simulator import Scenario, running
from tools.benchmarks.figure import Figure
from tools.benchmarks.scene import TWINS, inputs, pending
from tools.toolchain.scratch import environment
from tools.toolchain.stack import Stack

if TYPE_CHECKING:
    from collections.abc import Iterator

COUNT = 200
OPERATION = 10.0
_SECONDS = 1200.0  # single resources go by fours: two hundred take over eight minutes
_PROJECT = """\
name: bench-{name}
runtime:
  name: python
  options:
    toolchain: pip
    virtualenv: {virtualenv}
"""
_READ = """\
import json, pathlib
from pulumi_private_endpoint import approval
approvals = json.loads(pathlib.Path("approvals.json").read_text())
"""
_PROGRAMS = {
    "set": f'{_READ}approval.PrivateEndpointApprovalSet("all", approvals, max_concurrency={COUNT})\n',
    "single": f"{_READ}for key in approvals:\n    approval.PrivateEndpointApproval(key, approvals[key])\n",
}
_GOALS = {"set": 1000, "single": 2500}
_ORIGIN = frozenset({"sourcePosition", "stackTrace"})


def figures() -> Iterator[Figure]:
    """Time and state of both programs."""
    took, kept = {}, {}
    for name, program in _PROGRAMS.items():
        with _stack(name, program) as stack:
            started = time.monotonic()
            stack.up()
            took[name] = time.monotonic() - started
            kept[name] = _state(stack)
    yield Figure(
        "speed through the engine",
        f"{COUNT} approvals, {OPERATION:g} s each",
        took["single"] / took["set"],
        "times",
        10,
        f"set {took['set']:.1f} s, single resources {took['single']:.1f} s",
        at_least=True,
    )
    for name, goal in _GOALS.items():
        compact, file = kept[name]
        against = f"compact JSON but for its origin; {file / COUNT:,.0f} B in the local backend's file"
        yield Figure("state for each approval", name, compact / COUNT, "B", goal, against)


@contextmanager
def _stack(name: str, program: str) -> Iterator[Stack]:
    """A stack of that program against an Azure of its own; both are gone afterwards."""
    connections = pending(COUNT, COUNT, TWINS, operation_seconds=OPERATION, retry_after=OPERATION)
    with (
        tempfile.TemporaryDirectory() as scratch,
        running(Scenario(connections=connections)) as azure,
    ):
        folder, home = Path(scratch) / "program", Path(scratch)
        folder.mkdir()
        (folder / "Pulumi.yaml").write_text(_PROJECT.format(name=name, virtualenv=sys.prefix))
        (folder / "__main__.py").write_text(program)
        (folder / "approvals.json").write_text(json.dumps(_in_python_names()))
        variables = environment(home) | {"PRIVATE_ENDPOINT_ARM_ENDPOINT": azure.url}
        stack = Stack(project=folder, environment=variables, deadline_seconds=_SECONDS)
        stack.create()
        yield stack


def _in_python_names() -> dict[str, Any]:
    entries = inputs(COUNT, COUNT, TWINS)["approvals"].items()
    return {key: {python_name(name): value for name, value in entry.items()} for key, entry in entries}


def _state(stack: Stack) -> tuple[int, int]:
    """Bytes of what the engine keeps of the approvals: compact, and as it stands in the local file.

    Newer engines note where in the program each resource stands, and the whole way there: that depends on
    where the checkout lies, and is not ours to save.
    """
    resources = stack.export()["deployment"]["resources"]
    ours = [each for each in resources if each["type"].startswith("pulumi-python:dynamic/privateendpoint")]
    plain = [{name: value for name, value in each.items() if name not in _ORIGIN} for each in ours]
    return len(json.dumps(plain, separators=(",", ":"))), len(json.dumps(ours, indent=4))
