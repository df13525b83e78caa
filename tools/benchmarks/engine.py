"""The real engine: many approvals as single resources of either door, and as one set; what a state keeps."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pulumi_private_endpoint.connections.properties.fields import python_name
from pulumi_private_endpoint.simulator import Scenario, running
from tools.benchmarks.figure import Figure
from tools.benchmarks.scene import TWINS, inputs, pending
from tools.toolchain.scratch import environment, yaml_folder
from tools.toolchain.stack import Stack

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

FEW, MANY = 64, 200
AT_ONCE = 64
OPERATION = 5.0
_SECONDS = 1200.0
_PYTHON = """\
name: bench
runtime:
  name: python
  options:
    toolchain: pip
    virtualenv: {virtualenv}
"""
_PROGRAM = """\
import json, pathlib
from pulumi_private_endpoint import approval
for name, (type_, inputs) in json.loads(pathlib.Path("resources.json").read_text()).items():
    getattr(approval, type_)(name, **inputs)
"""
_GOALS = {"set": 1000, "single resources": 2500}
_ORIGIN = frozenset({"sourcePosition", "stackTrace"})


@dataclass(frozen=True)
class Run:
    """An `up` of so many approvals; `parallel` None: as many resources at a time as the engine chooses.

    Attributes:
        door: `dynamic`, a Python program, or `plugin`, one in YAML.
        single: Whether each is a resource, or all are one set.
    """

    door: str
    count: int
    single: bool = True
    parallel: int | None = AT_ONCE

    @property
    def on(self) -> str:
        """What was measured, in words."""
        shape = "single resources" if self.single else "a set"
        parallel = (
            "" if not self.single else f", --parallel {self.parallel}" if self.parallel else ", by default"
        )
        return f"{self.count} approvals, {OPERATION:g} s each: {shape}, {self.door}{parallel}"


SETS = tuple(Run(door, count, single=False) for count in (FEW, MANY) for door in ("dynamic", "plugin"))
SINGLE = (
    *(Run("plugin", count, parallel=parallel) for count in (FEW, MANY) for parallel in (AT_ONCE, None)),
    *(Run("dynamic", FEW, parallel=parallel) for parallel in (AT_ONCE, None)),
    Run("dynamic", MANY),
)


def figures() -> Iterator[Figure]:
    """Time of all of them, and the state of a Python program's."""
    took = {}
    for run in (*SETS, *SINGLE):
        with _stack(run) as stack:
            options = ["--parallel", str(run.parallel)] if run.single and run.parallel else []
            started = time.monotonic()
            stack.up(*options)
            took[run] = time.monotonic() - started
            yield _timed(run, took)
            if run.door == "dynamic" and run.count == MANY:
                yield _state(run, stack)


def _timed(run: Run, took: Mapping[Run, float]) -> Figure:
    if not run.single:
        return Figure("time through the engine", run.on, took[run], "s")
    times = took[run] / took[Run(run.door, run.count, single=False)]
    against = f"{took[run]:.1f} s; times of the same as a set"
    # A dynamic provider decides four at a time, and by default the engine has so many steps at a time.
    bound = 1.15 if run.door == "plugin" and run.parallel else None
    return Figure("time through the engine", run.on, times, "times", bound, against)


@contextmanager
def _stack(run: Run) -> Iterator[Stack]:
    """A stack of that program against an Azure of its own; both are gone afterwards."""
    connections = pending(run.count, run.count, TWINS, operation_seconds=OPERATION, retry_after=OPERATION)
    with (
        tempfile.TemporaryDirectory() as scratch,
        running(Scenario(connections=connections)) as azure,
    ):
        folder = Path(scratch) / "program"
        folder.mkdir()
        for name, text in _program(run).items():
            (folder / name).write_text(text)
        variables = environment(Path(scratch))
        variables["PATH"] = os.pathsep.join(
            [str(Path(sys.prefix) / "bin"), str(yaml_folder()), variables["PATH"]]
        )
        variables["PRIVATE_ENDPOINT_ARM_ENDPOINT"] = azure.url
        stack = Stack(project=folder, environment=variables, deadline_seconds=_SECONDS)
        stack.create()
        yield stack


def _program(run: Run) -> dict[str, str]:
    """The files of the program, by their names."""
    bags = inputs(run.count, run.count, TWINS)["approvals"]
    if not run.single:
        bags = {"all": {"approvals": bags, "maxConcurrency": AT_ONCE}}
    type_ = "PrivateEndpointApproval" if run.single else "PrivateEndpointApprovalSet"
    if run.door == "plugin":
        resources = {
            name: {"type": f"private-endpoint:{type_}", "properties": bag} for name, bag in bags.items()
        }
        return {"Pulumi.yaml": json.dumps({"name": "bench", "runtime": "yaml", "resources": resources})}
    return {
        "Pulumi.yaml": _PYTHON.format(virtualenv=sys.prefix),
        "__main__.py": _PROGRAM,
        "resources.json": json.dumps({name: (type_, _in_python_names(bag)) for name, bag in bags.items()}),
    }


def _in_python_names(bag: Mapping[str, Any]) -> dict[str, Any]:
    """The same, and its entries where it is a set's."""
    entries = {"approvals": {key: _in_python_names(entry) for key, entry in bag.get("approvals", {}).items()}}
    return {python_name(name): entries.get(name, value) for name, value in bag.items()}


def _state(run: Run, stack: Stack) -> Figure:
    """Bytes of what the engine keeps of an approval: compact, and as it stands in the local file.

    Newer engines note where in the program each resource stands, and the whole way there: that depends on
    where the checkout lies, and is not ours to save.
    """
    resources = stack.export()["deployment"]["resources"]
    ours = [each for each in resources if each["type"].startswith("pulumi-python:dynamic/privateendpoint")]
    plain = [{name: value for name, value in each.items() if name not in _ORIGIN} for each in ours]
    compact, file = len(json.dumps(plain, separators=(",", ":"))), len(json.dumps(ours, indent=4))
    on = "single resources" if run.single else "set"
    against = f"compact JSON but for its origin; {file / run.count:,.0f} B in the local backend's file"
    return Figure("state for each approval", on, compact / run.count, "B", _GOALS[on], against)
