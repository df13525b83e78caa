"""YAML programs through the plugin, with the real engine: what a dynamic provider cannot do."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from pulumi_private_endpoint.simulator import Connection, Running, Scenario, running
from tools.toolchain.stack import Stack

TARGET = (
    "/subscriptions/5c1a/resourceGroups/shop/providers/Microsoft.DigitalTwins/digitalTwinsInstances/plant"
)
ENDPOINT = "/subscriptions/9d2b/resourceGroups/net/providers/Microsoft.Network/privateEndpoints/analytics"
ID = f"{TARGET}/privateEndpointConnections/ours"
PLUGIN = "private-endpoint:index:"
SET = f"""
config:
  message:
    type: string
    secret: true
resources:
  all:
    type: private-endpoint:PrivateEndpointApprovalSet
    properties:
      approvals:
        ours:
          targetResourceId: {TARGET}
          requestMessage: ${{message}}
        other:
          targetResourceId: {TARGET}
          connectionName: other
          description: CHG-1
outputs:
  asked: ${{all.results["other"].requestMessage}}
"""
PYTHON = f"""
from pulumi_private_endpoint.plugin.resources import PrivateEndpointApproval

PrivateEndpointApproval("plant", target_resource_id="{TARGET}")
"""
LISTING = f"""
variables:
  found:
    fn::invoke:
      function: private-endpoint:getConnections
      arguments:
        targetResourceId: {TARGET}
outputs:
  waiting: ${{found.connections[0].requestMessage}}
"""


def asked(**more: Any) -> Connection:
    return Connection(TARGET, "ours", private_endpoint=ENDPOINT, description="please", **more)


@contextmanager
def simulated(*connections: Connection) -> Iterator[Running]:
    with running(Scenario(connections=connections, time_scale=0.01)) as simulator:
        yield simulator


@pytest.fixture
def azure() -> Iterator[Running]:
    other = Connection(TARGET, "other", private_endpoint=f"{ENDPOINT}-2", description="me too")
    with simulated(asked(), other) as simulator:
        yield simulator


def puts(azure: Running) -> int:
    return sum(entry["method"] == "PUT" for entry in azure.log())


def edit(stack: Stack, before: str, after: str) -> None:
    program = stack.project / "Pulumi.yaml"
    assert before in program.read_text()
    program.write_text(program.read_text().replace(before, after))


def test_a_set_shows_what_differs_in_its_entries_and_keeps_secrets(
    make_yaml_stack: Callable[..., Stack], azure: Running
) -> None:
    stack = make_yaml_stack(SET, arm_endpoint=azure.url)
    stack.run("config", "set", "--secret", "message", "please", "--stack", stack.name)

    said = stack.preview().output + stack.up().output

    assert stack.outputs() == {"asked": "me too"}
    state = stack.resources()["all"]
    assert "please" not in f"{said}{state}"
    assert "ciphertext" in state["outputs"]["approvals"]["ours"]["requestMessage"]
    edit(stack, "CHG-1", "CHG-2")
    assert '~ description: "CHG-1" => "CHG-2"' in stack.preview("--diff").output
    assert stack.up().operations()["all"] == "update"
    stack.destroy()


def test_a_program_may_ask_who_waits_where_the_stack_says_that_azure_is(
    make_yaml_stack: Callable[..., Stack], azure: Running
) -> None:
    stack = make_yaml_stack(LISTING, arm_endpoint="")
    stack.configure("private-endpoint:armEndpoint", azure.url)
    stack.configure("private-endpoint:strict", "true")
    stack.up()
    assert stack.outputs() == {"waiting": "me too"}


def test_a_python_program_reads_of_inputs_as_it_names_them(
    make_stack: Callable[..., Stack], engine_environment: dict[str, str]
) -> None:
    path = os.pathsep.join([str(Path(sys.prefix) / "bin"), engine_environment["PATH"]])
    stack = make_stack(PYTHON, arm_endpoint="http://127.0.0.1:9", PATH=path)

    said = stack.preview(fails=True).diagnostics()

    assert "connection_name or another selector is missing: give any of connection_name, " in said


def test_an_import_by_id_writes_a_program_that_shows_no_difference(
    make_yaml_stack: Callable[..., Stack],
) -> None:
    with simulated(asked(status="Approved")) as azure:
        stack = make_yaml_stack("", arm_endpoint=azure.url)

        stack.run(
            "import",
            f"{PLUGIN}PrivateEndpointApproval",
            "plant",
            ID,
            "--yes",
            "--protect=false",
            "--out=written.yaml",
            "--stack",
            stack.name,
        )

        program = stack.project / "Pulumi.yaml"
        program.write_text(program.read_text() + (stack.project / "written.yaml").read_text())
        assert stack.preview("--expect-no-changes").operations()["plant"] == "same"
        assert puts(azure) == 0
