"""The packs under the real engine: what they stop, what was asked of Azure until then, and their settings."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pulumi_private_endpoint.simulator import Connection, Running, Scenario, running
from toolchain.stack import Stack

PACKS = Path(__file__).parents[2] / "policies"
GOVERNANCE = ("--policy-pack", str(PACKS / "private-endpoint-governance"))
ESSENTIALS = ("--policy-pack", str(PACKS / "private-endpoint-essentials"))
TARGET = (
    "/subscriptions/5c1a/resourceGroups/shop/providers/Microsoft.DigitalTwins/digitalTwinsInstances/plant"
)
ENDPOINT = "/subscriptions/9d2b/resourceGroups/net/providers/Microsoft.Network/privateEndpoints/analytics"
PROGRAM = f"""
import pulumi
from pulumi_private_endpoint.approval import PrivateEndpointApproval

description = pulumi.Config().get("description")
PrivateEndpointApproval(
    "plant",
    target_resource_id="{TARGET}",
    private_endpoint_id="{ENDPOINT}",
    wait_for_connection="0s",
    **({{"description": description}} if description else {{}}),
)
"""


@pytest.fixture
def azure() -> Iterator[Running]:
    connection = Connection(target=TARGET, name="ours", private_endpoint=ENDPOINT, description="please")
    with running(Scenario(connections=(connection,), time_scale=0.01)) as simulator:
        yield simulator


@pytest.fixture
def stack(azure: Running, make_stack: Callable[..., Stack]) -> Stack:
    return make_stack(PROGRAM, arm_endpoint=azure.url)


def methods(azure: Running) -> list[str]:
    asked = [entry["method"] for entry in azure.log()]
    azure.clear_log()
    return asked


def test_x(stack: Stack, azure: Running, tmp_path) -> None:
    p = stack.preview(*ESSENTIALS, fails=True)
    print(p.output, methods(azure))
    p = stack.up(*GOVERNANCE, fails=True)
    print(p.output, methods(azure))
    config = tmp_path / "c.json"
    for c in (
        {"approval-description-required": {"minLenght": 3}},
        {"approval-description-required": {"minLength": "three"}},
        {"approval-description-required": {"ticketPattern": "("}},
        {"approval-descripton-required": {"minLength": 3}},
        {"approval-description-required": {"minLength": 3, "enforcementLevel": "advisory"}},
    ):
        config.write_text(json.dumps(c))
        try:
            p = stack.preview(*ESSENTIALS, "--policy-pack-config", str(config), fails=True)
            print(c, p.output, methods(azure))
        except Exception as e:
            print(c, "!!", e)
