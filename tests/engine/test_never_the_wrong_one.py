"""The most telling ways to get the wrong connection approved, each tried on the real engine.

Proof is what the simulator was sent: a write to a connection that the program did not single out would be
in its log.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from pulumi_private_endpoint.simulator import Connection, Running, Scenario, running

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tools.toolchain.stack import Stack

TARGET = "/subscriptions/5c1a/resourceGroups/shop/providers/Microsoft.DocumentDB/databaseAccounts/orders"
OURS = "/subscriptions/9d2b/resourceGroups/warehouse/providers/Microsoft.Network/privateEndpoints/orders"
THEIRS = "/subscriptions/e411/resourceGroups/x/providers/Microsoft.Network/privateEndpoints/orders"
FIRST = f"{TARGET}/privateEndpointConnections/c1"
RED = "\x1b[31m"


def program(**inputs: Any) -> str:
    given = {"target_resource_id": TARGET, "description": "CHG-1", "wait_for_connection": "0s"} | inputs
    return (
        "from pulumi_private_endpoint.approval import PrivateEndpointApproval\n"
        f"PrivateEndpointApproval('orders', {given!r})\n"
    )


def request(name: str, endpoint: str, message: str = "please", **more: Any) -> Connection:
    return Connection(target=TARGET, name=name, private_endpoint=endpoint, description=message, **more)


@pytest.fixture
def azure() -> Iterator[Running]:
    """Nothing but the target; each case adds the connections it is about."""
    other = Connection(target=TARGET, name="old", private_endpoint=f"{THEIRS}-2", status="Disconnected")
    with running(Scenario(connections=(other,), time_scale=0.02)) as simulator:
        yield simulator


def add(azure: Running, *connections: Connection) -> None:
    for each in connections:
        azure.add(
            target=each.target,
            name=each.name,
            private_endpoint=each.private_endpoint,
            description=each.description,
            status=each.status,
        )


def writes(azure: Running) -> list[str]:
    return [entry["path"].rpartition("/")[2] for entry in azure.log() if entry["method"] != "GET"]


REFUSED = [
    pytest.param(
        {"private_endpoint_name": "orders"},
        [request("c1", OURS), request("c2", THEIRS)],
        ["2 connections match", OURS, THEIRS],
        id="a look-alike endpoint name in another subscription (P2)",
    ),
    pytest.param(
        {"request_message": "n-7f3a"},
        [request("c1", OURS, "n-7f3a"), request("c2", THEIRS, "n-7f3a")],
        ["2 connections match"],
        id="a copied request message (P3)",
    ),
    pytest.param(
        {"connection_name": "c1", "allowed_subscription_ids": ["9d2b0000-0000-4000-8000-000000000001"]},
        [request("c1", THEIRS)],
        ["e411 is not among allowed_subscription_ids"],
        id="a requester of another subscription (P4)",
    ),
    pytest.param(
        {"connection_name": "c1"},
        [request("c1", "")],
        ["Azure does not show who asks"],
        id="a hidden requester (P5)",
    ),
    pytest.param(
        {"private_endpoint_id": OURS},
        [request("c1", OURS, status="Rejected")],
        ["cannot become Approved", "re-create"],
        id="a connection somebody rejected (P11)",
    ),
    pytest.param(
        {"private_endpoint_id": OURS},
        [request("c1", OURS + "-evil"), request("c2", "", f"{RED}orders")],
        ["no connection matches", "\\x1b[31morders"],
        id="only look-alikes there, one with a terminal escape (P2, P3)",
    ),
]


@pytest.mark.parametrize(("inputs", "there", "told"), REFUSED)
def test_up_refuses_and_sends_nothing(
    azure: Running,
    make_stack: Callable[..., Stack],
    inputs: dict[str, Any],
    there: list[Connection],
    told: list[str],
) -> None:
    add(azure, *there)
    stack = make_stack(program(**inputs), arm_endpoint=azure.url)

    said = stack.up(fails=True).diagnostics()

    assert [text for text in told if text not in said] == []
    assert RED not in said
    assert "Traceback" not in said
    assert writes(azure) == []
    assert "orders" not in stack.resources()


def test_an_ambiguous_match_fails_the_preview_already(
    azure: Running, make_stack: Callable[..., Stack]
) -> None:
    add(azure, request("c1", OURS), request("c2", THEIRS))
    stack = make_stack(program(private_endpoint_name="orders"), arm_endpoint=azure.url)

    assert "2 connections match" in stack.preview(fails=True).diagnostics()


def test_a_swap_between_preview_and_up_stops_the_up(azure: Running, make_stack: Callable[..., Stack]) -> None:
    add(azure, request("c1", OURS))
    stack = make_stack(program(connection_name="c1"), arm_endpoint=azure.url)
    stack.preview()
    azure.change(FIRST, private_endpoint=THEIRS)

    said = stack.up(fails=True).diagnostics()

    assert "is not the request that the preview showed" in said
    assert writes(azure) == []


def test_a_requester_re_created_under_the_same_name_is_shown_and_not_approved(
    azure: Running, make_stack: Callable[..., Stack]
) -> None:
    add(azure, request("c1", OURS))
    stack = make_stack(program(connection_name="c1"), arm_endpoint=azure.url)
    stack.up()
    azure.change(FIRST, private_endpoint=THEIRS, status="Pending", description="it is me")
    azure.clear_log()

    assert stack.refresh().operations()["orders"] == "refresh"
    assert stack.resources()["orders"]["outputs"]["privateEndpointId"] == THEIRS
    said = stack.up(fails=True).diagnostics()

    assert "belongs to another requester now" in said
    assert writes(azure) == []


def test_destroy_leaves_somebody_elses_connection_alone(
    azure: Running, make_stack: Callable[..., Stack]
) -> None:
    add(azure, request("c1", OURS))
    stack = make_stack(program(connection_name="c1", on_destroy="delete"), arm_endpoint=azure.url)
    stack.up()
    azure.change(FIRST, private_endpoint=THEIRS)
    azure.clear_log()

    said = stack.destroy().diagnostics()

    assert "belongs to another requester now and is left alone" in said
    assert writes(azure) == []
