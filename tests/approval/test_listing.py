"""`get_connections` in a program: who is connected, and who waits."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pulumi
import pytest

from pulumi_private_endpoint.approval import ApprovalFailed, get_connections, listing
from pulumi_private_endpoint.connections.runtime.session import Session
from pulumi_private_endpoint.simulator import Connection, Running, Scenario, running

COSMOS = (
    "/subscriptions/0a4bd5ae-6ba3-4c4e-9df4-3f0e6c1f7d21/resourceGroups/shop"
    "/providers/Microsoft.DocumentDB/databaseAccounts/orders"
)
HUB = COSMOS.replace("Microsoft.DocumentDB/databaseAccounts", "Microsoft.Synapse/privateLinkHubs")
ENDPOINT = (
    "/subscriptions/c96f3d17-2b0e-4d0a-a3b5-5a8e7d2f9b44/resourceGroups/warehouse"
    "/providers/Microsoft.Network/privateEndpoints/warehouse-orders"
)


@pytest.fixture
def azure(monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    connections = (
        Connection(COSMOS, "c2", private_endpoint=ENDPOINT, description="please", group_ids=("Sql",)),
        Connection(COSMOS, "c1", status="Approved", description="CHG-1"),
        Connection(HUB, "c3", private_endpoint=ENDPOINT),
    )
    with running(Scenario(connections=connections, time_scale=0.01)) as simulator:
        monkeypatch.setenv("PRIVATE_ENDPOINT_ARM_ENDPOINT", simulator.url)
        yield simulator


@pytest.mark.parametrize("on_a_loop", [False, True], ids=["alone", "on a program's loop"])
def test_who_is_connected_and_who_waits(azure: Running, on_a_loop: bool) -> None:
    async def program() -> list[dict[str, Any]]:
        return get_connections(COSMOS)

    decided, waiting = asyncio.run(program()) if on_a_loop else get_connections(COSMOS)

    assert (decided["connection_name"], decided["status"]) == ("c1", "Approved")
    assert "private_endpoint_id" not in decided
    assert "request_message" not in decided
    assert waiting == {
        "connection_id": f"{COSMOS}/privateEndpointConnections/c2",
        "connection_name": "c2",
        "status": "Pending",
        "description": "please",
        "request_message": "please",
        "private_endpoint_id": ENDPOINT,
        "requester_subscription_id": "c96f3d17-2b0e-4d0a-a3b5-5a8e7d2f9b44",
        "provisioning_state": waiting["provisioning_state"],
        "group_ids": ["Sql"],
    }
    assert all(asked["method"] == "GET" for asked in azure.log())


@pytest.mark.usefixtures("azure")
def test_what_nobody_can_decide_is_shown_all_the_same() -> None:
    assert [each["connection_name"] for each in get_connections(HUB)] == ["c3"]


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        pytest.param({"target_resource_id": "orders"}, "target_resource_id is not an Azure", id="no id"),
        pytest.param({"target_resource_id": None}, "target_resource_id is missing", id="none"),
        pytest.param(
            {"target_resource_id": COSMOS, "api_version": "new"},
            "api_version must be a date",
            id="no version",
        ),
        pytest.param(
            {"target_resource_id": COSMOS.replace("orders", "gone")},
            r"GET .* was refused \(404",
            id="not there",
        ),
    ],
)
def test_what_goes_wrong_is_one_line(azure: Running, arguments: dict[str, Any], line: str) -> None:
    assert azure
    with pytest.raises(ApprovalFailed, match=f"^{line}"):
        get_connections(**arguments)


def test_the_endpoint_may_come_from_the_stack(azure: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PRIVATE_ENDPOINT_ARM_ENDPOINT")
    monkeypatch.setattr(pulumi.Config, "get", lambda _config, name: {"armEndpoint": azure.url}.get(name))
    assert [each["connection_name"] for each in get_connections(COSMOS)] == ["c1", "c2"]


def test_what_is_left_out_is_a_warning_of_the_programs(
    azure: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert azure
    warned: list[str] = []
    monkeypatch.setattr(pulumi.log, "warn", warned.append)

    async def look(session: Session, *_: Any) -> list[dict[str, Any]]:
        session.report.warn("left out one")
        session.report.progress("reading")
        session.report.note("read")
        return []

    monkeypatch.setattr(listing, "connections_of", look)
    assert get_connections(COSMOS) == []
    assert warned == ["left out one"]
