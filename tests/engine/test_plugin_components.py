"""Components in YAML programs, on the real engine: the plugin makes them of its own resources."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pulumi_private_endpoint.simulator import Connection, Running, Scenario, running
from tools.toolchain.stack import Stack

GROUP = "/subscriptions/5c1a/resourceGroups/shop/providers"
SERVICE = f"{GROUP}/Microsoft.Network/privateLinkServices/telemetry"
STORAGE = f"{GROUP}/Microsoft.Storage/storageAccounts/documents"
ENDPOINTS = "/subscriptions/9d2b/resourceGroups/net/providers/Microsoft.Network/privateEndpoints"
STAND_IN = Path(__file__).parents[1] / "stand_in" / "plugin.py"
PACK = Path(__file__).parents[2] / "policies" / "private-endpoint-essentials"

SEARCH = f"""
resources:
  documents:
    type: private-endpoint:ApprovedSharedPrivateLink
    properties:
      consumer: Search
      consumerName: contoso-search
      resourceGroupName: knowledge
      targetResourceId: {STORAGE}
      groupId: blob
      description: "CHG-1: search indexes the documents"
  customers:
    type: private-endpoint:PrivateLinkApprovals
    properties:
      targetResourceId: {SERVICE}
      description: CHG-1
      requestersFile: customers.yaml
outputs:
  status: ${{documents.status}}
  nonce: ${{documents.requestMessage}}
  customers: ${{customers.connectionIds}}
"""
CUSTOMERS = f"""
requesters:
  - name: adatum
    private_endpoint_id: {ENDPOINTS}/adatum
"""
PYTHON = f"""
import pulumi
from pulumi_private_endpoint.approval import PrivateEndpointApproval
from pulumi_private_endpoint.components import Nonce
from pulumi_private_endpoint.components import PrivateLinkApprovals

pulumi.export("nonce", Nonce("word").value)
requesters = [{{"name": "adatum", "private_endpoint_id": "{ENDPOINTS}/adatum"}}]
PrivateLinkApprovals(
    "customers", {{"target_resource_id": "{SERVICE}", "on_destroy": "delete", "requesters": requesters}}
)
PrivateEndpointApproval(
    "single", target_resource_id="{STORAGE}", private_endpoint_id="{ENDPOINTS}/single", on_destroy="delete"
)
"""
FRONT = (
    """.approval import PrivateEndpointApproval
from pulumi_private_endpoint.components import Nonce""",
    ".plugin.resources import Nonce, PrivateEndpointApproval",
)
YAML = f"""
resources:
  word:
    type: private-endpoint:Nonce
  customers:
    type: private-endpoint:PrivateLinkApprovals
    properties:
      targetResourceId: {SERVICE}
      onDestroy: delete
      requesters:
        - name: adatum
          privateEndpointId: {ENDPOINTS}/adatum
  single:
    type: private-endpoint:PrivateEndpointApproval
    properties:
      targetResourceId: {STORAGE}
      privateEndpointId: {ENDPOINTS}/single
      onDestroy: delete
outputs:
  nonce: ${{word.value}}
"""


@pytest.fixture
def azure() -> Iterator[Running]:
    asked = Connection(SERVICE, "adatum.1", private_endpoint=f"{ENDPOINTS}/adatum", description="please")
    single = Connection(STORAGE, "single.1", private_endpoint=f"{ENDPOINTS}/single", description="please")
    with running(Scenario(connections=(asked, single), time_scale=0.01)) as simulator:
        yield simulator


@pytest.fixture
def stand_in(tmp_path: Path) -> Path:
    """A folder with what plays azure-native."""
    folder = tmp_path / "plugins"
    folder.mkdir()
    plugin = folder / "pulumi-resource-azure-native"
    plugin.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{STAND_IN}" "$@"\n')
    plugin.chmod(0o755)
    return folder


def configured(log: Path) -> int:
    """How many processes were set up to do more than to tell their schema."""
    calls = [json.loads(line) for line in log.read_text().splitlines()]
    answered = [
        each for each in calls if each["method"].endswith("ResourceProvider/Configure") and "response" in each
    ]
    return sum("providers:private-endpoint" in each["request"]["urn"] for each in answered)


def test_components_and_all_that_they_are_made_of_come_from_one_process(
    make_yaml_stack: Callable[..., Stack], azure: Running, stand_in: Path, tmp_path: Path
) -> None:
    log = tmp_path / "grpc.json"
    stack = make_yaml_stack(SEARCH, arm_endpoint=azure.url, PULUMI_DEBUG_GRPC=str(log))
    (stack.project / "customers.yaml").write_text(CUSTOMERS)
    path = os.pathsep.join([str(stand_in), stack.environment["PATH"]])
    stack = Stack(stack.project, {**stack.environment, "PATH": path})

    preview = stack.preview("--policy-pack", str(PACK), fails=True)
    assert preview.operations()["documents-approval"] == "create"
    # Its description is too short; that of the other component says why, and its nonce is not known yet.
    refused = {each for each in preview.violations() if each[0] == "mandatory"}
    assert ("mandatory", "approval-description-required", "customers") in refused
    assert not any(name.startswith("documents") for _, _, name in refused)
    assert configured(log) == 1
    assert {each["status"] for each in azure.connections()} == {"Pending"}
    stack.up()
    assert configured(log) == 2

    found = stack.resources()
    types = [each["type"] for each in found.values()]
    assert types.count("pulumi:providers:private-endpoint") == 1
    assert not any(type_.startswith("pulumi-python") for type_ in types)
    assert stack.outputs() == {
        "status": "Approved",
        "nonce": found["documents-nonce"]["id"],
        "customers": {"adatum": f"{SERVICE}/privateEndpointConnections/adatum.1"},
    }
    assert set(stack.up().operations().values()) == {"same"}


def test_a_stack_with_components_moves_between_the_doors_without_a_change(
    make_yaml_stack: Callable[..., Stack], azure: Running
) -> None:
    stack = make_yaml_stack("", arm_endpoint=azure.url)
    python = f"name: python\n  options:\n    toolchain: pip\n    virtualenv: {sys.prefix}\n"
    programs = {
        "dynamic": (f"runtime:\n  {python}", PYTHON),
        "front": (f"runtime:\n  {python}", PYTHON.replace(*FRONT)),
        "yaml": (f"runtime: yaml\n{YAML}", ""),
    }

    def up(program: str, *options: str) -> dict[str, str]:
        settings, text = programs[program]
        (stack.project / "Pulumi.yaml").write_text(f"name: {stack.project.name}\n{settings}")
        (stack.project / "__main__.py").write_text(text)
        done = stack.up(*options).operations()
        return {name: done[name] for name in ("word", "single", "customers", "customers-approvals")}

    up("dynamic")
    nonce, sent = stack.outputs()["nonce"], [each for each in azure.log() if each["method"] != "GET"]

    for program, options in (
        ("yaml", ()),
        ("dynamic", ()),
        ("front", ()),
        ("yaml", ("--refresh",)),
        ("dynamic", ()),
    ):
        assert set(up(program, *options).values()) == {"same"}, program

    assert stack.outputs()["nonce"] == nonce
    assert [each for each in azure.log() if each["method"] != "GET"] == sent
    assert len(azure.connections()) == len(sent) == 2


ASKED = f"""
resources:
  boards:
    type: private-endpoint:ApprovedManagedPrivateEndpoint
    properties:
      consumer: Grafana
      consumerName: contoso-boards
      resourceGroupName: telemetry
      managedPrivateEndpointName: documents
      targetResourceId: {STORAGE}
      groupId: blob
      description: "CHG-1: boards show what is kept"
      onDestroy: delete
  lakehouse:
    type: private-endpoint:ApprovedFabricEndpoint
    properties:
      workspaceId: 47482db6-4583-4672-86dd-999d0f8f4d7a
      managedPrivateEndpointName: documents
      targetResourceId: {STORAGE}
      groupId: blob
      description: "CHG-2: the lakehouse copies the documents"
      onDestroy: delete
outputs:
  boards: ${{boards.status}}
  lakehouse: ${{lakehouse.status}}
"""


def test_newer_components_live_in_yaml_too(
    make_yaml_stack: Callable[..., Stack], azure: Running, stand_in: Path
) -> None:
    stack = make_yaml_stack(ASKED, arm_endpoint=azure.url, PRIVATE_ENDPOINT_FABRIC_ENDPOINT=azure.url)
    path = os.pathsep.join([str(stand_in), stack.environment["PATH"]])
    stack = Stack(stack.project, {**stack.environment, "PATH": path})
    others = {each["id"] for each in azure.connections()}

    assert stack.preview().operations()["lakehouse-status"] == "create"
    assert {each["id"] for each in azure.connections()} == others
    stack.up()
    assert stack.outputs() == {"boards": "Approved", "lakehouse": "Approved"}
    assert not any(each["type"].startswith("pulumi-python") for each in stack.resources().values())
    assert set(stack.up().operations().values()) == {"same"}

    made = {each["id"] for each in azure.connections()} - others
    for id_ in made:
        azure.reject(id_)
    failed = stack.up(fails=True).diagnostics()
    assert "managed private endpoint boards of Managed Grafana says Rejected: it has to ask again" in failed
    assert "Traceback" not in failed

    stack.destroy()
    assert {each["id"] for each in azure.connections()} == others
