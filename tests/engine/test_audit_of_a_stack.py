"""`private-endpoint audit --stack` with the real engine: what a stack approved is known, all else is not."""

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
from pulumi_private_endpoint.approval import PrivateEndpointApproval

PrivateEndpointApproval(
    "orders",
    target_resource_id="{TARGET}",
    private_endpoint_id="{ENDPOINT}/orders",
    description=pulumi.Output.secret("CHG-1: the warehouse reads orders"),
    wait_for_connection="0s",
)
"""


def audit(stack: Stack, name: str) -> subprocess.CompletedProcess[str]:
    words = ["-m", "pulumi_private_endpoint.cli", "audit", TARGET, "--stack", name, "--output", "json"]
    return subprocess.run(
        [sys.executable, *words],
        cwd=stack.project,
        env=dict(stack.environment),
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )


def test_what_a_stack_knows_of_is_no_shadow(make_stack: Callable[..., Stack]) -> None:
    connections = (
        Connection(target=TARGET, name="orders", private_endpoint=f"{ENDPOINT}/orders", description="please"),
        Connection(
            target=TARGET,
            name="by-hand",
            private_endpoint=f"{ENDPOINT}/by-hand",
            status="Approved",
            description="CHG-2: somebody let it in by hand",
        ),
    )
    with running(Scenario(connections=connections, time_scale=0.01)) as azure:
        stack = make_stack(PROGRAM, arm_endpoint=azure.url)
        stack.up()
        done, nowhere = audit(stack, stack.name), audit(stack, "nowhere")

    assert done.returncode == 3, done.stderr
    found: Any = json.loads(done.stdout)["findings"]
    assert [(each["rule"], each["connection"].rpartition("/")[2]) for each in found] == [("A07", "by-hand")]
    assert (nowhere.returncode, nowhere.stdout) == (2, "")
    assert nowhere.stderr.startswith("private-endpoint: ")
    assert "no stack named 'nowhere' found" in nowhere.stderr
    assert nowhere.stderr.count("\n") == 1
