"""YAML programs through the plugin, with the real engine: what a dynamic provider cannot do; one state."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from pulumi_private_endpoint.simulator import Connection, Fault, Running, Scenario, running
from tools.toolchain.stack import Stack

TARGET = (
    "/subscriptions/5c1a/resourceGroups/shop/providers/Microsoft.DigitalTwins/digitalTwinsInstances/plant"
)
ENDPOINT = "/subscriptions/9d2b/resourceGroups/net/providers/Microsoft.Network/privateEndpoints/analytics"
# It shows that a change is under way.
COSMOS = "/subscriptions/5c1a/resourceGroups/shop/providers/Microsoft.DocumentDB/databaseAccounts/orders"
ID = f"{TARGET}/privateEndpointConnections/ours"
DYNAMIC, PLUGIN = "pulumi-python:dynamic/privateendpoint:", "private-endpoint:index:"
PROGRAM = f"""
resources:
  plant:
    type: private-endpoint:PrivateEndpointApproval
    properties:
      targetResourceId: {TARGET}
      privateEndpointId: {ENDPOINT}
      description: "CHG-1: analytics reads the plant"
      waitForConnection: 0s
outputs:
  asked: ${{plant.requestMessage}}
  requester: ${{plant.requesterSubscriptionId}}
  status: ${{plant.status}}
"""
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
SOON = 10.0


def asked(**more: Any) -> Connection:
    return Connection(TARGET, "ours", private_endpoint=ENDPOINT, description="please", **more)


@contextmanager
def simulated(
    *more: Connection, ours: Connection | None = None, faults: tuple[Fault, ...] = (), scale: float = 0.01
) -> Iterator[Running]:
    connections = (ours or asked(), *more)
    with running(Scenario(connections=connections, faults=faults, time_scale=scale)) as simulator:
        yield simulator


@pytest.fixture
def azure() -> Iterator[Running]:
    other = Connection(TARGET, "other", private_endpoint=f"{ENDPOINT}-2", description="me too")
    with simulated(other) as simulator:
        yield simulator


def puts(azure: Running) -> int:
    return sum(entry["method"] == "PUT" for entry in azure.log())


def taken_in(azure: Running) -> int:
    """The writes that the service did not refuse."""
    return sum(entry["method"] == "PUT" and entry["status"] < 400 for entry in azure.log())


def messages(outcome: Any, name: str) -> str:
    """What was said of one resource."""
    said = (event["diagnosticEvent"] for event in outcome.events if "diagnosticEvent" in event)
    return "".join(each["message"] for each in said if each.get("urn", "").endswith(f"::{name}"))


def edit(stack: Stack, before: str, after: str) -> None:
    program = stack.project / "Pulumi.yaml"
    assert before in program.read_text()
    program.write_text(program.read_text().replace(before, after))


def test_the_life_of_an_approval(make_yaml_stack: Callable[..., Stack], azure: Running) -> None:
    stack = make_yaml_stack(PROGRAM, arm_endpoint=azure.url)

    preview = stack.preview()
    assert preview.operations()["plant"] == "create"
    assert "would send Approved to connection ours (Pending, requester " in messages(preview, "plant")
    assert [line.split() for line in preview.output.splitlines() if "asked" in line] == [
        ["asked", ":", '"please"']
    ]
    assert puts(azure) == 0

    stack.up()
    assert stack.outputs() == {"asked": "please", "requester": "9d2b", "status": "Approved"}
    assert stack.resources()["plant"]["id"] == ID
    assert "__provider" not in stack.resources()["plant"]["outputs"]
    assert stack.up().operations()["plant"] == "same"

    edit(stack, "CHG-1", "CHG-2")
    changed = stack.preview("--diff")
    assert '~ description: "CHG-1: analytics reads the plant" => "CHG-2' in changed.output
    assert stack.up().operations()["plant"] == "update"

    azure.reject(ID)
    assert "~ status" in stack.refresh("--diff").output
    assert "re-create the private endpoint" in messages(stack.up(fails=True), "plant")

    azure.change(ID, status="Approved", description="CHG-2: analytics reads the plant")
    stack.refresh()
    stack.destroy()
    assert {each["id"]: each["status"] for each in azure.connections()}[ID] == "Approved"
    assert puts(azure) == 2


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


def test_a_refused_create_leaves_nothing_behind(make_yaml_stack: Callable[..., Stack]) -> None:
    fault = Fault(method="PUT", effect="missing-role", times=0)
    with simulated(faults=(fault,)) as azure:
        stack = make_yaml_stack(PROGRAM, arm_endpoint=azure.url)

        assert "was refused (403" in messages(stack.up(fails=True), "plant")

        assert "plant" not in stack.resources()
        assert not stack.export()["deployment"].get("pending_operations")


def test_a_create_that_ran_out_of_time_is_in_the_state_and_the_next_up_finishes_it(
    make_yaml_stack: Callable[..., Stack],
) -> None:
    with simulated(ours=asked(operation_seconds=3600), scale=0.002) as azure:
        stack = make_yaml_stack(PROGRAM, arm_endpoint=azure.url)
        edit(stack, "waitForConnection: 0s", "timeout: 2s")

        stack.up(fails=True)

        (left,) = [stack.resources()["plant"]]
        assert (left["id"], left["outputs"]["status"]) == (ID, "Pending")
        assert "did not finish within 2 s" in left["initErrors"][0]
        edit(stack, "timeout: 2s", "timeout: 60s")
        assert stack.up().operations()["plant"] == "update"
        assert "initErrors" not in stack.resources()["plant"]
        assert stack.outputs()["status"] == "Approved"
        assert taken_in(azure) == 1  # What comes while the first one still runs is refused.


def test_custom_timeouts_reach_the_plugin(make_yaml_stack: Callable[..., Stack]) -> None:
    options = """    options:
      customTimeouts:
        create: 2s
outputs:
"""
    with simulated(ours=asked(operation_seconds=3600), scale=1.0) as azure:
        stack = make_yaml_stack(PROGRAM.replace("outputs:\n", options), arm_endpoint=azure.url)

        assert "did not finish within 2 s" in messages(stack.up(fails=True), "plant")


def test_an_interrupt_ends_a_wait_at_once_and_keeps_what_stands(
    make_yaml_stack: Callable[..., Stack],
) -> None:
    ours = Connection(COSMOS, "ours", private_endpoint=ENDPOINT, operation_seconds=3600)
    with simulated(ours=ours, scale=0.005) as azure:
        stack = make_yaml_stack(PROGRAM.replace(TARGET, COSMOS), arm_endpoint=azure.url)
        command = ["pulumi", "up", "--yes", "--skip-preview", "--stack", stack.name, "--non-interactive"]
        engine = subprocess.Popen(
            command,
            cwd=stack.project,
            env={**stack.environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        deadline = time.monotonic() + 60
        while not puts(azure):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        time.sleep(0.5)
        begun = time.monotonic()

        os.kill(engine.pid, signal.SIGINT)

        said, _ = engine.communicate(timeout=60)
        assert time.monotonic() - begun < SOON, said
        assert engine.returncode != 0
        assert "exited prematurely" not in said
        left = stack.resources()["plant"]
        assert (left["id"], left["outputs"]["status"]) == (ID.replace(TARGET, COSMOS), "Pending")
        assert not stack.export()["deployment"].get("pending_operations")
        assert stack.up().operations()["plant"] == "update"
        assert puts(azure) == 1
        assert stack.outputs()["status"] == "Approved"


def test_an_import_by_id_writes_a_program_that_shows_no_difference(
    make_yaml_stack: Callable[..., Stack],
) -> None:
    decided = asked(status="Approved")
    with simulated(ours=decided) as azure:
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


PYTHON = f"""
import pulumi
from pulumi_private_endpoint.approval import PrivateEndpointApproval, PrivateEndpointApprovalSet

def alias(name):
    return pulumi.ResourceOptions(aliases=[pulumi.Alias(type_="{PLUGIN}" + name)])

PrivateEndpointApproval(
    "plant",
    target_resource_id="{TARGET}",
    private_endpoint_id="{ENDPOINT}",
    description="CHG-1",
    on_destroy="delete",
    opts=alias("PrivateEndpointApproval"),
)
other = {{"target_resource_id": "{TARGET}", "connection_name": "other", "on_destroy": "delete"}}
PrivateEndpointApprovalSet("all", {{"other": other}}, opts=alias("PrivateEndpointApprovalSet"))
"""
YAML = f"""
resources:
  plant:
    type: private-endpoint:PrivateEndpointApproval
    properties:
      targetResourceId: {TARGET}
      privateEndpointId: {ENDPOINT}
      description: CHG-1
      onDestroy: delete
    options:
      aliases:
        - type: {DYNAMIC}PrivateEndpointApproval
  all:
    type: private-endpoint:PrivateEndpointApprovalSet
    properties:
      approvals:
        other:
          targetResourceId: {TARGET}
          connectionName: other
          onDestroy: delete
    options:
      aliases:
        - type: {DYNAMIC}PrivateEndpointApprovalSet
"""


@pytest.fixture
def moving(make_yaml_stack: Callable[..., Stack], azure: Running) -> tuple[Stack, Callable[[str], None]]:
    """A stack of both programs, and what makes one of them its own."""
    stack = make_yaml_stack("", arm_endpoint=azure.url)
    name = stack.project.name
    texts = {
        "python": f"name: {name}\nruntime:\n  name: python\n  options:\n    toolchain: pip\n"
        f"    virtualenv: {sys.prefix}\n",
        "yaml": f"name: {name}\nruntime: yaml\n{YAML}",
    }
    (stack.project / "__main__.py").write_text(PYTHON)
    return stack, lambda language: (stack.project / "Pulumi.yaml").write_text(texts[language]) and None


def operations(outcome: Any) -> dict[str, str]:
    return {name: op for name, op in outcome.operations().items() if name in {"plant", "all"}}


def test_a_stack_moves_over_and_back_without_a_change(moving: Any, azure: Running) -> None:
    stack, into = moving
    into("python")
    stack.up()
    sent = puts(azure)

    for language in ("yaml", "python"):
        into(language)
        assert operations(stack.up()) == {"plant": "same", "all": "same"}
    into("yaml")
    stack.up("--refresh")  # the plugin's own state of them leaves the way back open too
    into("python")

    assert operations(stack.up()) == {"plant": "same", "all": "same"}
    assert puts(azure) == sent == 2
    assert len(azure.connections()) == 2
    assert stack.resources()["plant"]["type"].startswith(DYNAMIC)


def test_what_the_plugin_made_takes_one_update_that_sends_nothing_and_can_be_destroyed(
    moving: Any, azure: Running
) -> None:
    stack, into = moving
    into("yaml")
    stack.up()
    into("python")

    assert operations(stack.up()) == {"plant": "update", "all": "update"}
    assert operations(stack.up()) == {"plant": "same", "all": "same"}
    assert puts(azure) == 2
    stack.destroy()
    assert azure.connections() == []
