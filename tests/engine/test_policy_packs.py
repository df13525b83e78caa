"""The packs under the real engine: what they stop, and what was asked of Azure until then."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from pulumi_private_endpoint.simulator import Connection, Running, Scenario, running
from tools.toolchain.stack import Stack

PACKS = Path(__file__).parents[2] / "policies"
STAND_IN = Path(__file__).parents[1] / "stand_in" / "plugin.py"
GOVERNANCE = ("--policy-pack", str(PACKS / "private-endpoint-governance"))
ESSENTIALS = ("--policy-pack", str(PACKS / "private-endpoint-essentials"))
TARGET = (
    "/subscriptions/5c1a/resourceGroups/shop/providers/Microsoft.DigitalTwins/digitalTwinsInstances/plant"
)
ENDPOINT = "/subscriptions/9d2b/resourceGroups/net/providers/Microsoft.Network/privateEndpoints/analytics"
OTHER = ENDPOINT + "-2"
NEXT_MONTH = datetime.now(timezone.utc).date() + timedelta(days=30)
HEAD = f"""
import pulumi
from pulumi_private_endpoint.approval import PrivateEndpointApproval, PrivateEndpointApprovalSet

common = dict(target_resource_id="{TARGET}", wait_for_connection="0s")
"""
PLAIN = f"""{HEAD}
config = pulumi.Config()
PrivateEndpointApproval(
    "plant",
    private_endpoint_id="{ENDPOINT}",
    description=config.get("description"),
    on_destroy=config.get("onDestroy"),
    **common,
)
"""
# What the first approval found is known only once it is made; it is far too short for a reason.
LATER = f"""{HEAD}
first = PrivateEndpointApproval(
    "first", private_endpoint_id="{ENDPOINT}", description="CHG-1: analytics", **common
)
PrivateEndpointApproval("second", private_endpoint_id="{OTHER}", description=first.previous_status, **common)
"""
WRAPPED = f"""{HEAD}
class Door(pulumi.ComponentResource):
    def __init__(self, name):
        super().__init__("my:index:Door", name, {{}})
        PrivateEndpointApproval(
            "inside", private_endpoint_id="{ENDPOINT}", opts=pulumi.ResourceOptions(parent=self), **common
        )

Door("door")
PrivateEndpointApprovalSet("many", approvals={{"orders": dict(private_endpoint_id="{OTHER}", **common)}})
"""

# The message is a nonce of the program's, so in preview the set knows no description that quotes it.
QUOTING = f"""
from pulumi_private_endpoint.components import PrivateLinkApprovals
from pulumi_private_endpoint.components.nonce import Nonce

PrivateLinkApprovals(
    "customers",
    dict(
        target_resource_id="{TARGET}",
        description="Approved",
        requesters=[dict(name="adatum", request_message=Nonce("nonce").value)],
        wait_for_connection="0s",
    ),
)
"""

# The type tokens are azure-native's; who answers for them is the stand-in.
STACK = f"""{HEAD}
def native(kind, name, **props):
    return pulumi.CustomResource(f"azure-native:{{kind}}", name, {{"resourceGroupName": "net", **props}})

def ask(name):
    request = {{"privateLinkServiceId": "{TARGET}", "requestMessage": f"{{name}} wants to read the plant"}}
    return native("network:PrivateEndpoint", name, manualPrivateLinkServiceConnections=[request])

ask("forgotten")
PrivateEndpointApproval(
    "plant",
    target_resource_id=native("cdn:Profile", "open-door").id,
    private_endpoint_id=ask("answered").id,
    description="CHG-1: analytics reads the plant",
    on_destroy="reject",
)
"""


@pytest.fixture
def azure() -> Iterator[Running]:
    connections = (
        Connection(target=TARGET, name="ours", private_endpoint=ENDPOINT, description="please"),
        Connection(target=TARGET, name="other", private_endpoint=OTHER, description="me too"),
    )
    with running(Scenario(connections=connections, time_scale=0.01)) as simulator:
        yield simulator


@pytest.fixture
def stand_in_path(engine_environment: dict[str, str], tmp_path: Path) -> str:
    """A PATH on which `tests/stand_in` answers for azure-native."""
    plugin = tmp_path / "stand-in" / "pulumi-resource-azure-native"
    plugin.parent.mkdir()
    plugin.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{STAND_IN}" "$@"\n')
    plugin.chmod(0o755)
    return os.pathsep.join([str(plugin.parent), engine_environment["PATH"]])


def methods(azure: Running) -> set[Any]:
    """The methods asked since the last look."""
    asked = {entry["method"] for entry in azure.log()}
    azure.clear_log()
    return asked


def statuses(azure: Running) -> dict[str, Any]:
    return {found["id"].rpartition("/")[2]: found["status"] for found in azure.connections()}


@pytest.mark.quick
def test_an_approval_without_a_reason_is_stopped_before_anything_is_written(
    azure: Running, make_stack: Callable[..., Stack]
) -> None:
    stack = make_stack(PLAIN, arm_endpoint=azure.url)

    preview = stack.preview(*ESSENTIALS, fails=True)
    assert ("mandatory", "approval-description-required", "plant") in preview.violations()
    assert "The description is missing" in preview.output
    # The approval's own look comes before the policies; it only reads.
    assert methods(azure) == {"GET"}

    up = stack.up(*GOVERNANCE, fails=True)
    assert {policy for _, policy, _ in up.violations()} == {
        "approval-description-required",
        "approval-on-destroy-explicit",
        "approval-review-date",
    }
    assert methods(azure) == set()
    assert "plant" not in stack.resources()
    assert statuses(azure) == {"ours": "Pending", "other": "Pending"}


def test_an_approval_as_it_should_be_passes(azure: Running, make_stack: Callable[..., Stack]) -> None:
    stack = make_stack(PLAIN, arm_endpoint=azure.url)
    stack.configure("description", f"CHG-1: analytics reads the plant, review by {NEXT_MONTH}")
    stack.configure("onDestroy", "reject")

    up = stack.up(*GOVERNANCE)

    assert up.violations() == []
    assert statuses(azure) == {"ours": "Approved", "other": "Pending"}


def test_a_value_not_known_in_preview_is_judged_in_up(
    azure: Running, make_stack: Callable[..., Stack]
) -> None:
    stack = make_stack(LATER, arm_endpoint=azure.url)

    preview = stack.preview(*ESSENTIALS)
    assert "can't run policy 'approval-description-required'" in preview.output
    assert "mandatory" not in {level for level, *_ in preview.violations()}

    up = stack.up(*ESSENTIALS, fails=True)
    assert "The description is shorter than 10 characters" in up.output
    assert statuses(azure) == {"ours": "Approved", "other": "Pending"}


def test_neither_a_component_nor_a_set_is_a_way_round(
    azure: Running, make_stack: Callable[..., Stack]
) -> None:
    stack = make_stack(WRAPPED, arm_endpoint=azure.url)

    preview = stack.preview(*ESSENTIALS, fails=True)

    assert ("mandatory", "approval-description-required", "inside") in preview.violations()
    assert '["orders"]: The description is missing' in preview.output
    assert methods(azure) == {"GET"}


def test_a_description_that_will_quote_a_message_is_judged_in_preview(
    azure: Running, make_stack: Callable[..., Stack]
) -> None:
    stack = make_stack(QUOTING, arm_endpoint=azure.url)

    preview = stack.preview(*ESSENTIALS, fails=True)

    assert ("mandatory", "approval-description-required", "customers") in preview.violations()
    assert "it is boilerplate" in preview.output


def test_stack_rules_follow_ids_that_preview_does_not_know(
    azure: Running, make_stack: Callable[..., Stack], stand_in_path: str
) -> None:
    stack = make_stack(STACK, arm_endpoint=azure.url, PATH=stand_in_path)

    preview = stack.preview(*GOVERNANCE)

    found = [(policy, name) for _, policy, name in preview.violations()]
    assert ("manual-endpoint-approved", "forgotten") in found
    assert ("approved-target-not-public", "open-door") in found
    assert "answered" not in {name for _, name in found}
    assert "can't run policy 'manual-endpoint-approved'" not in preview.output
    assert "can't run policy 'approved-target-not-public'" not in preview.output


def test_the_configuration_counts(azure: Running, make_stack: Callable[..., Stack], tmp_path: Path) -> None:
    stack = make_stack(PLAIN, arm_endpoint=azure.url)

    preview = stack.preview(*ESSENTIALS, *configured(tmp_path, enforcementLevel="advisory"))

    assert ("advisory", "approval-description-required", "plant") in preview.violations()


def test_a_wrong_configuration_is_refused_by_name(
    azure: Running, make_stack: Callable[..., Stack], tmp_path: Path
) -> None:
    stack = make_stack(PLAIN, arm_endpoint=azure.url)

    preview = stack.preview(*ESSENTIALS, *configured(tmp_path, minLength="ten"), fails=True)

    assert "minLength: Invalid type" in preview.output


def configured(folder: Path, **settings: Any) -> tuple[str, str]:
    file = folder / "policy-config.json"
    file.write_text(json.dumps({"approval-description-required": settings}))
    return "--policy-pack-config", str(file)
