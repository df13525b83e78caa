"""`decisions` on the real engine: outputs tell what `private-endpoint evidence` tells of the state."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from typing import Any

from pulumi_private_endpoint.simulator import Connection, Scenario, running
from tools.toolchain.stack import Stack

SHOP = "/subscriptions/0a4bd5ae-6ba3-4c4e-9df4-3f0e6c1f7d21/resourceGroups/shop/providers"
TARGET = f"{SHOP}/Microsoft.Search/searchServices/shop"
ENDPOINT = f"{SHOP}/Microsoft.Network/privateEndpoints"
PROGRAM = f"""
import pulumi
from pulumi_private_endpoint.approval import (
    PrivateEndpointApproval,
    PrivateEndpointApprovalSet,
    decisions,
)

def asked(name):
    return {{
        "target_resource_id": "{TARGET}",
        "private_endpoint_id": f"{ENDPOINT}/{{name}}",
        "description": f"CHG-1042: {{name}} reads products, review by 2027-01-31",
    }}

shop = PrivateEndpointApproval("shop", asked("shop"))
others = PrivateEndpointApprovalSet("others", {{"billing_eu": asked("billing"), "stock": asked("stock")}})
pulumi.export("decisions", decisions(shop, others))
"""


def evidence(stack: Stack) -> list[dict[str, Any]]:
    words = ["-m", "pulumi_private_endpoint.cli", "evidence", "--stack", stack.name, "--output", "json"]
    done = subprocess.run(
        [sys.executable, *words],
        cwd=stack.project,
        env=dict(stack.environment),
        capture_output=True,
        text=True,
        timeout=180,
        check=True,
    )
    found: list[dict[str, Any]] = json.loads(done.stdout)["decisions"]
    return found


def test_a_stacks_output_tells_what_an_auditor_is_told(make_stack: Callable[..., Stack]) -> None:
    connections = tuple(
        Connection(
            target=TARGET, name=name, private_endpoint=f"{ENDPOINT}/{name}", description=f"I am {name}"
        )
        for name in ("shop", "billing", "stock")
    )
    with running(Scenario(connections=connections, time_scale=0.01)) as azure:
        stack = make_stack(PROGRAM, arm_endpoint=azure.url)
        stack.preview()
        stack.up()
        told, again = stack.outputs()["decisions"], stack.preview()

    expected = {each["resource"]: each for each in evidence(stack)}
    assert [each.pop("overdue") for each in expected.values()] == [False] * 3
    assert {each["resource"]: each for each in told} == expected
    assert {each["ticket"] for each in told} == {"CHG-1042"}
    assert {each["message"] for each in told} == {"I am shop", "I am billing", "I am stock"}
    assert "update" not in again.operations().values()
