"""States that an older version wrote: what stands in them still loads, and nothing of it looks changed.

A state names a provider by its import path and keeps what that version put there. Each file in `states/` is
what `pulumi stack export` gave after an `up` of the program of its name, with PROJECT for the project.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pulumi_private_endpoint.simulator import Connection, Running, Scenario, running

if TYPE_CHECKING:
    from tools.toolchain.stack import Stack

STATES = Path(__file__).parent / "states"
GROUP = "/subscriptions/5c1a/resourceGroups/shop/providers"
TWINS = f"{GROUP}/Microsoft.DigitalTwins/digitalTwinsInstances/plant"
COSMOS = f"{GROUP}/Microsoft.DocumentDB/databaseAccounts/orders"
SERVICE = f"{GROUP}/Microsoft.Network/privateLinkServices/telemetry"
REQUESTERS = "9d2b0000-0000-4000-8000-000000000001"
ENDPOINTS = f"/subscriptions/{REQUESTERS}/resourceGroups/net/providers/Microsoft.Network/privateEndpoints"

SINGLE = f"""
import pulumi
from pulumi_private_endpoint.approval import PrivateEndpointApproval

description = pulumi.Config().get("description") or "CHG-1"
PrivateEndpointApproval(
    "by-endpoint", target_resource_id="{TWINS}", private_endpoint_id="{ENDPOINTS}/analytics",
    allowed_subscription_ids=["{REQUESTERS}"],
    description=description, wait_for_connection="0s",
)
PrivateEndpointApproval(
    "by-name", target_resource_id="{COSMOS}", connection_name="warehouse", on_destroy="delete",
    group_id="Sql",
    allow_unknown_requester=True, description=description, timeout="5m",
)
PrivateEndpointApproval(
    "refused", target_resource_id="{COSMOS}", private_endpoint_name="stranger", status="Rejected",
    description=description, on_destroy="keep",
)
"""
SET = f"""
import pulumi
from pulumi_private_endpoint.approval import PrivateEndpointApprovalSet

description = pulumi.Config().get("description") or "CHG-1"
PrivateEndpointApprovalSet(
    "plants",
    {{
        "analytics": {{
            "target_resource_id": "{TWINS}", "private_endpoint_id": "{ENDPOINTS}/analytics",
            "description": description, "on_destroy": "reject",
        }},
        "warehouse": {{"target_resource_id": "{COSMOS}", "connection_name": "warehouse",
            "description": "CHG-1", "on_destroy": "delete", "allow_unknown_requester": True}},
    }},
    max_concurrency=8,
)
"""
COMPONENTS = f"""
import pulumi
from pulumi_private_endpoint.components import Nonce, PrivateLinkApprovals

description = pulumi.Config().get("description") or "CHG-1"
pulumi.export("nonce", Nonce("word").value)
PrivateLinkApprovals(
    "customers",
    {{
        "target_resource_id": "{SERVICE}",
        "description": description,
        "on_destroy": "reject",
        "requesters": [
            {{"name": "contoso", "private_endpoint_id": "{ENDPOINTS}/contoso"}},
            {{"name": "fabrikam", "private_endpoint_id": "{ENDPOINTS}/fabrikam"}},
        ],
    }},
)
"""
THROUGH_THE_PLUGIN = """
from pulumi_private_endpoint.components import through
from pulumi_private_endpoint.plugin.resources import DOOR, Nonce

through(DOOR).__enter__()
"""
PROGRAMS = {"single": SINGLE, "set": SET, "components": COMPONENTS}
FILES = sorted(STATES.glob("*.json"))
AFTER_DESTROY = {
    "single": {"analytics": "Approved", "stranger": "Rejected"},
    "set": {"analytics": "Rejected", "stranger": "Pending"},
    "components": {"contoso": "Rejected", "fabrikam": "Rejected"},
}


def world(kind: str, *, decided: bool) -> tuple[Connection, ...]:
    """The connections of one program, as requested or as its `up` left them."""

    def connection(target: str, name: str, group: str = "", status: str = "Approved") -> Connection:
        return Connection(
            target=target,
            name=name,
            private_endpoint="" if name == "warehouse" else f"{ENDPOINTS}/{name}",
            status=status if decided else "Pending",
            description="CHG-1" if decided and status != "Pending" else f"please, {name}",
            group_ids=(group,) if group else (),
        )

    if kind == "components":
        return (connection(SERVICE, "contoso"), connection(SERVICE, "fabrikam"))
    return (
        connection(TWINS, "analytics", "API"),
        connection(COSMOS, "warehouse", "Sql"),
        connection(COSMOS, "stranger", "Sql", "Rejected" if kind == "single" else "Pending"),
    )


VERSION = version("pulumi-private-endpoint").replace(".", "_")


def version_and_kind(file: Path) -> tuple[str, str]:
    written_by, _, kind = file.stem.rpartition("-")
    return written_by, kind


def adopted(stack: Stack, file: Path, tmp_path: Path) -> None:
    state = tmp_path / "state.json"
    state.write_text(file.read_text().replace("PROJECT", tmp_path.name))
    stack.run("stack", "import", "--stack", stack.name, "--file", str(state))


def writes(azure: Running) -> list[str]:
    return [
        f"{each['method']} {each['path'].rpartition('/')[2]}"
        for each in azure.log()
        if each["method"] != "GET"
    ]


def statuses(azure: Running) -> dict[str, Any]:
    return {each["id"].rpartition("/")[2]: each["status"] for each in azure.connections()}


@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_an_older_state_lives_on(file: Path, make_stack: Callable[..., Stack], tmp_path: Path) -> None:
    _, kind = version_and_kind(file)
    with running(Scenario(connections=world(kind, decided=True), time_scale=0.01)) as azure:
        stack = make_stack(PROGRAMS[kind], arm_endpoint=azure.url)
        adopted(stack, file, tmp_path)

        stack.refresh("--expect-no-changes")
        assert set(stack.preview("--expect-no-changes").operations().values()) == {"same"}
        assert writes(azure) == []

        stack.configure("description", "CHG-2")
        assert "update" in stack.up().operations().values()
        assert [each for each in writes(azure) if not each.startswith("PUT")] == []
        assert "CHG-2" in json.dumps([each["description"] for each in azure.connections()])

        stack.destroy()
        assert statuses(azure) == AFTER_DESTROY[kind]


@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_the_plugin_takes_it_over(file: Path, make_stack: Callable[..., Stack], tmp_path: Path) -> None:
    _, kind = version_and_kind(file)
    program = PROGRAMS[kind].replace(
        "pulumi_private_endpoint.approval", "pulumi_private_endpoint.plugin.resources"
    )
    program = program.replace("import Nonce,", "import") + "\n"
    with running(Scenario(connections=world(kind, decided=True), time_scale=0.01)) as azure:
        stack = make_stack(THROUGH_THE_PLUGIN + program, arm_endpoint=azure.url)
        path = os.pathsep.join([str(Path(sys.prefix) / "bin"), stack.environment["PATH"]])
        stack = replace(stack, environment={**stack.environment, "PATH": path})
        adopted(stack, file, tmp_path)

        done = stack.preview("--expect-no-changes").operations()
        # The providers alone are others.
        assert {name for name, what in done.items() if what != "same"} <= {"default", f"default_{VERSION}"}
        assert writes(azure) == []


def test_every_kind_has_a_state_of_the_first_version() -> None:
    assert {version_and_kind(file) for file in FILES} >= {("0.1.0", kind) for kind in PROGRAMS}
