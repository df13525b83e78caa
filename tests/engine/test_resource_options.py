"""Pulumi's resource options on an approval, through the real engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pulumi_private_endpoint.simulator import Connection, Running, Scenario, running

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tools.toolchain.stack import Stack

TARGET = "/subscriptions/5c1a/resourceGroups/shop/providers/Microsoft.Kusto/clusters/logs"
ENDPOINT = "/subscriptions/9d2b/resourceGroups/net/providers/Microsoft.Network/privateEndpoints/billing"


def program(options: str, *, description: str = "CHG-1", name: str = "logs") -> str:
    return f"""
import pulumi
from pulumi_private_endpoint.approval import PrivateEndpointApproval

PrivateEndpointApproval(
    "{name}",
    target_resource_id="{TARGET}",
    connection_name="c1",
    private_endpoint_id="{ENDPOINT}",
    description="{description}",
    on_destroy="delete",
    wait_for_connection="0s",
    opts=pulumi.ResourceOptions({options}),
)
"""


@pytest.fixture
def azure() -> Iterator[Running]:
    connection = Connection(target=TARGET, name="c1", private_endpoint=ENDPOINT, description="please")
    with running(Scenario(connections=(connection,), time_scale=0.02)) as simulator:
        yield simulator


def change(stack: Stack, text: str) -> None:
    (stack.project / "__main__.py").write_text(text)


def test_ignored_and_replacing_properties(azure: Running, make_stack: Callable[..., Stack]) -> None:
    stack = make_stack(program(""), arm_endpoint=azure.url)
    stack.up()

    change(stack, program('ignore_changes=["description"]', description="CHG-2"))
    assert stack.preview().operations()["logs"] == "same"

    change(stack, program('replace_on_changes=["description"]', description="CHG-2"))
    assert "replace" in stack.preview().operations()["logs"]


@pytest.mark.parametrize(
    ("after", "options"),
    [
        pytest.param(program('replace_on_changes=["description"]', description="CHG-2"), (), id="replaced"),
        pytest.param(program("", name="telemetry"), (), id="renamed without an alias"),
        pytest.param(program(""), ("--replace", "**::logs"), id="replaced by hand"),
    ],
)
def test_what_takes_a_resources_place_keeps_its_connection(
    azure: Running, make_stack: Callable[..., Stack], after: str, options: tuple[str, ...]
) -> None:
    stack = make_stack(program(""), arm_endpoint=azure.url)
    stack.up()

    change(stack, after)
    replaced = stack.up(*options)

    assert "another resource of this program has it" in replaced.diagnostics()
    assert [connection["status"] for connection in azure.connections()] == ["Approved"]


def test_a_refresh_before_a_destroy_keeps_nothing_alive(
    azure: Running, make_stack: Callable[..., Stack]
) -> None:
    stack = make_stack(program(""), arm_endpoint=azure.url)
    stack.up()

    stack.destroy("--refresh")

    assert azure.connections() == []


def test_a_refresh_before_an_update_is_no_wish(azure: Running, make_stack: Callable[..., Stack]) -> None:
    stack = make_stack(program(""), arm_endpoint=azure.url)
    stack.up()

    change(stack, program("").replace("wait_for", 'status="Rejected",\n    wait_for'))
    stack.up("--refresh")

    assert [connection["status"] for connection in azure.connections()] == ["Rejected"]


def test_a_renamed_resource_keeps_its_state(azure: Running, make_stack: Callable[..., Stack]) -> None:
    stack = make_stack(program(""), arm_endpoint=azure.url)
    stack.up()

    change(stack, program('aliases=[pulumi.Alias(name="logs")]', name="telemetry"))

    assert stack.up().operations()["telemetry"] == "same"
    assert [connection["status"] for connection in azure.connections()] == ["Approved"]


def test_a_protected_approval_is_not_destroyed(azure: Running, make_stack: Callable[..., Stack]) -> None:
    stack = make_stack(program("protect=True"), arm_endpoint=azure.url)
    stack.up()

    assert "protect" in stack.destroy(fails=True).output
    assert len(azure.connections()) == 1


def test_a_retained_approval_leaves_the_connection(azure: Running, make_stack: Callable[..., Stack]) -> None:
    stack = make_stack(program("retain_on_delete=True"), arm_endpoint=azure.url)
    stack.up()

    stack.destroy()

    assert [connection["status"] for connection in azure.connections()] == ["Approved"]


def test_an_existing_connection_is_read_by_its_id(azure: Running, make_stack: Callable[..., Stack]) -> None:
    by_id = f'id="{TARGET}/privateEndpointConnections/c1"'
    stack = make_stack(program(by_id), arm_endpoint=azure.url)

    stack.up()

    assert stack.resources()["logs"]["outputs"]["status"] == "Pending"
    assert {entry["method"] for entry in azure.log()} == {"GET"}
