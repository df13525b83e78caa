"""A message that is a secret is one everywhere: in the state, in what is printed, and in what is exported."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from pulumi_private_endpoint.simulator import Connection, Running, Scenario, running

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tools.toolchain.stack import Stack

TARGET = "/subscriptions/5c1a/resourceGroups/shop/providers/Microsoft.Kusto/clusters/logs"
NETWORK = "/subscriptions/9d2b/resourceGroups/net/providers/Microsoft.Network/privateEndpoints"
PLANTED = "PLANTED-7f3a"
PROGRAM = f"""
import pulumi
from pulumi_private_endpoint.approval import PrivateEndpointApproval, PrivateEndpointApprovalSet

message = pulumi.Output.secret("{PLANTED}-1")
single = PrivateEndpointApproval(
    "single", target_resource_id="{TARGET}", request_message=message, private_endpoint_id="{NETWORK}/one"
)
plain = PrivateEndpointApproval("plain", target_resource_id="{TARGET}", request_message="hello")
several = PrivateEndpointApprovalSet("several", {{"two": {{
    "target_resource_id": "{TARGET}", "request_message": pulumi.Output.secret("{PLANTED}-2"),
    "private_endpoint_id": "{NETWORK}/two",
}}}})
pulumi.export("single", single.description)
pulumi.export("plain", plain.description)
pulumi.export("several", several.entries.apply(lambda entries: entries["two"]["description"]))
"""


@pytest.fixture
def azure() -> Iterator[Running]:
    asked = {"one": f"{PLANTED}-1", "two": f"{PLANTED}-2", "three": "hello"}
    connections = tuple(
        Connection(target=TARGET, name=name, private_endpoint=f"{NETWORK}/{name}", description=message)
        for name, message in asked.items()
    )
    with running(Scenario(connections=connections, time_scale=0.02)) as simulator:
        yield simulator


def test_a_secret_message_without_a_description_is_nowhere_in_clear(
    azure: Running, make_stack: Callable[..., Stack]
) -> None:
    stack = make_stack(PROGRAM, arm_endpoint=azure.url)

    preview, up, refresh = stack.preview(), stack.up(), stack.refresh()

    assert [each["status"] for each in azure.connections()] == ["Approved"] * 3
    assert PLANTED not in preview.output + up.output + refresh.output
    assert PLANTED not in json.dumps(stack.export())
    _, printed = stack.run("stack", "output", "--stack", stack.name, "--show-secrets", "--json")
    assert json.loads(printed) == {"single": f"{PLANTED}-1", "plain": "hello", "several": f"{PLANTED}-2"}
    assert stack.outputs()["plain"] == "hello"
