"""P6: what was looked at and what is approved are two moments, and anybody may act in between.

A swap takes the connection away and puts another requester's under its name. Services differ in whether
they refuse a decision that names the wrong endpoint: each case runs on one that does and one that does not.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from pulumi_private_endpoint.approval import ApprovalFailed
from pulumi_private_endpoint.arm import ResourceId
from pulumi_private_endpoint.connections.errors import ConnectionChanged
from pulumi_private_endpoint.connections.properties.inputs import from_props
from pulumi_private_endpoint.connections.reconcile.approve import approve
from pulumi_private_endpoint.connections.reconcile.release import release
from pulumi_private_endpoint.simulator import Connection, Fault

SHOP = "/subscriptions/0a4bd5ae-6ba3-4c4e-9df4-3f0e6c1f7d21/resourceGroups/shop/providers"
COSMOS = f"{SHOP}/Microsoft.DocumentDB/databaseAccounts/orders"
APIM = f"{SHOP}/Microsoft.ApiManagement/service/orders"
GROUP = "/subscriptions/c96f3d17-2b0e-4d0a-a3b5-5a8e7d2f9b44/resourceGroups"
ENDPOINT = f"{GROUP}/warehouse/providers/Microsoft.Network/privateEndpoints/orders"
EVIL = f"{GROUP}/evil/providers/Microsoft.Network/privateEndpoints/orders"

SELECTORS = {
    "connectionName": "orders.1",
    "privateEndpointId": ENDPOINT,
    "privateEndpointName": "orders",
    "requestMessage": "nonce-8c1d",
}

pytestmark = [
    pytest.mark.thinned(2),  # Each behind one of the doors.
    pytest.mark.parametrize("target", [COSMOS, APIM], ids=["checks the endpoint", "does not check it"]),
]
by_each_selector = pytest.mark.parametrize("selector", SELECTORS)


@pytest.fixture
def asked(target: str) -> Connection:
    return Connection(
        target=target,
        name="orders.1",
        private_endpoint=ENDPOINT,
        description="nonce-8c1d",
        operation_seconds=30,
    )


@pytest.fixture
def evil(asked: Connection) -> Connection:
    """Another requester, with everything copied that a requester can copy."""
    return replace(asked, private_endpoint=EVIL)


def props(target: str, selector: str, **more: Any) -> dict[str, Any]:
    return {
        "targetResourceId": target,
        selector: SELECTORS[selector],
        "description": "CHG-1 orders",
        "waitForConnection": "2s",
        "timeout": "5m",
        **more,
    }


def swap(azure: Any, evil: Connection) -> None:
    azure.azure.control("DELETE", "connections", params={"id": evil.id})
    azure.azure.control("POST", "connections", json=_given(evil))


def swap_once(azure: Any, evil: Connection, when: Callable[[httpx.Request], bool]) -> Any:
    """A hook that swaps at the first request for which `when` holds."""
    done: list[httpx.Request] = []

    async def act(request: httpx.Request) -> None:
        if not done and when(request):
            done.append(request)
            await azure.witness.act("DELETE", "connections", params={"id": evil.id})
            await azure.witness.act("POST", "connections", json=_given(evil))

    return act


def _given(connection: Connection) -> dict[str, Any]:
    return {name: value for name, value in asdict(connection).items() if value is not None}


def is_list(request: httpx.Request) -> bool:
    return request.url.path.endswith("privateEndpointConnections")


def is_write(request: httpx.Request) -> bool:
    return request.method == "PUT"


def is_poll(request: httpx.Request) -> bool:
    return request.method == "GET" and "privateEndpointConnections" not in request.url.path


@by_each_selector
def test_between_the_preview_and_the_up(
    world: Callable[..., Any],
    tmp_path: Path,
    target: str,
    selector: str,
    asked: Connection,
    evil: Connection,
) -> None:
    azure = world([asked], preview_memory=tmp_path)
    azure.stack.preview(props(target, selector))
    swap(azure, evil)

    with pytest.raises(
        ApprovalFailed, match=r"not the request that the preview showed|no connection matches"
    ):
        azure.stack.up(props(target, selector))

    assert azure.writes_to_others() == []


@pytest.mark.parametrize("selector", ["privateEndpointId", "privateEndpointName", "requestMessage"])
def test_between_the_list_and_the_decision(
    world: Callable[..., Any], target: str, selector: str, asked: Connection, evil: Connection
) -> None:
    azure = world([asked])
    azure.witness.after = swap_once(azure, evil, is_list)

    with pytest.raises(ApprovalFailed, match="another request now than the one singled out"):
        azure.stack.up(props(target, selector))

    assert azure.writes_to_others() == []


@by_each_selector
def test_in_the_last_moment_is_told_and_never_called_a_success(
    world: Callable[..., Any], target: str, selector: str, asked: Connection, evil: Connection
) -> None:
    """No service lets a client close this gap; what can be had is that nobody believes in it."""
    azure = world([asked])
    azure.witness.before = swap_once(azure, evil, is_write)

    with pytest.raises(ApprovalFailed, match="another request now than the one singled out"):
        azure.stack.up(props(target, selector))

    assert azure.stack.outs.get("status") != "Approved"
    assert [write.effective for write in azure.writes_to_others()] == [target == APIM]


@by_each_selector
def test_while_the_operation_runs(
    world: Callable[..., Any], target: str, selector: str, asked: Connection, evil: Connection
) -> None:
    azure = world([replace(asked, answer="202-aao")])
    azure.witness.after = swap_once(azure, evil, is_poll)

    with pytest.raises(ApprovalFailed, match="another request now than the one singled out"):
        azure.stack.up(props(target, selector))

    assert azure.writes_to_others([asked]) == []
    assert azure.truth[evil.name]["status"] == "Pending"


@by_each_selector
@pytest.mark.parametrize("effect", ["busy", "busy-network", "throttled"])
def test_while_the_service_is_busy(
    world: Callable[..., Any],
    target: str,
    selector: str,
    effect: str,
    asked: Connection,
    evil: Connection,
) -> None:
    """A decision that is refused for now is no leave to send it later, unseen."""
    azure = world([asked], [Fault(method="PUT", effect=effect, retry_after=60)])
    azure.witness.after = swap_once(azure, evil, is_write)

    with pytest.raises(ApprovalFailed, match="another request now than the one singled out"):
        azure.stack.up(props(target, selector))

    assert azure.writes_to_others([asked]) == []


def test_while_the_service_is_too_busy_to_delete(
    world: Callable[..., Any], target: str, asked: Connection, evil: Connection
) -> None:
    azure = world([asked], [Fault(method="DELETE", effect="busy", retry_after=60)])
    azure.stack.up(props(target, "connectionName", onDestroy="delete"))
    azure.witness.after = swap_once(
        azure, replace(evil, status="Approved"), lambda request: request.method == "DELETE"
    )

    azure.stack.destroy()

    assert azure.writes_to_others([asked]) == []
    assert azure.truth[evil.name]["status"] == "Approved"


@by_each_selector
def test_while_an_answer_was_lost(
    world: Callable[..., Any], target: str, selector: str, asked: Connection, evil: Connection
) -> None:
    azure = world([asked], [Fault(method="PUT", effect="reset-before")])
    azure.witness.after = swap_once(azure, evil, is_write)

    with pytest.raises(ApprovalFailed, match="another request now than the one singled out"):
        azure.stack.up(props(target, selector))

    assert azure.writes_to_others([asked]) == []


@by_each_selector
@pytest.mark.parametrize("refreshed", [False, True], ids=["unseen", "refreshed"])
def test_between_the_approval_and_an_update(
    world: Callable[..., Any],
    target: str,
    selector: str,
    refreshed: bool,
    asked: Connection,
    evil: Connection,
) -> None:
    azure = world([asked])
    azure.stack.up(props(target, selector))
    swap(azure, evil)
    if refreshed:
        azure.stack.refresh()
        assert azure.stack.outs["privateEndpointId"] == EVIL

    with pytest.raises(ApprovalFailed, match=r"another requester now|no connection matches"):
        azure.stack.up(props(target, selector, description="CHG-2 orders"))

    assert azure.writes_to_others([asked]) == []


def test_after_a_refresh_even_an_unchanged_program_says_so(
    world: Callable[..., Any], target: str, asked: Connection, evil: Connection
) -> None:
    azure = world([asked])
    azure.stack.up(props(target, "connectionName"))
    swap(azure, replace(evil, status="Approved", description="CHG-1 orders"))
    azure.stack.refresh()

    with pytest.raises(ApprovalFailed, match="another requester now"):
        azure.stack.up(props(target, "connectionName"))

    assert azure.writes_to_others([asked]) == []


@pytest.mark.parametrize("on_destroy", ["keep", "reject", "delete"])
@pytest.mark.parametrize("refreshed", [False, True], ids=["unseen", "refreshed"])
def test_between_the_approval_and_a_destroy(
    world: Callable[..., Any],
    target: str,
    on_destroy: str,
    refreshed: bool,
    asked: Connection,
    evil: Connection,
) -> None:
    azure = world([asked])
    azure.stack.up(props(target, "connectionName", onDestroy=on_destroy))
    swap(azure, replace(evil, status="Approved"))
    if refreshed:
        azure.stack.refresh()

    azure.stack.destroy()

    assert azure.writes_to_others([asked]) == []
    assert azure.truth[evil.name]["status"] == "Approved"


def test_while_another_approval_holds_the_targets_turn(
    world: Callable[..., Any], target: str, asked: Connection, evil: Connection
) -> None:
    first = replace(asked, name="first", private_endpoint=f"{ENDPOINT}-first", description="first")
    azure = world([first, asked])
    azure.witness.after = swap_once(azure, evil, is_poll)

    async def both() -> list[Any]:
        wanted = [
            from_props(props(target, "privateEndpointId", privateEndpointId=each.private_endpoint))
            for each in (first, asked)
        ]
        return await asyncio.gather(
            *(approve(azure.session, each) for each in wanted), return_exceptions=True
        )

    outcomes = azure.azure.run(both())

    assert outcomes[0].connection.status == "Approved"
    assert isinstance(outcomes[1], ConnectionChanged)
    assert azure.writes_to_others([first]) == []


def test_while_a_deletion_waits_for_the_targets_turn(
    world: Callable[..., Any], target: str, asked: Connection, evil: Connection
) -> None:
    first = replace(asked, name="first", private_endpoint=f"{ENDPOINT}-first", description="first")
    azure = world([first, replace(asked, status="Approved")])
    azure.witness.after = swap_once(azure, replace(evil, status="Approved"), is_poll)
    wanted = from_props(props(target, "privateEndpointId", privateEndpointId=first.private_endpoint))
    releases_of = from_props(props(target, "connectionName", onDestroy="delete"))

    async def both() -> None:
        taken = asyncio.Event()

        async def at_a_write(request: httpx.Request) -> None:
            if is_write(request):
                taken.set()

        azure.witness.before = at_a_write
        approving = asyncio.ensure_future(approve(azure.session, wanted))
        await taken.wait()
        await release(azure.session, releases_of, asked.name, ResourceId.parse(ENDPOINT))
        await approving

    azure.azure.run(both())

    assert azure.writes_to_others([first]) == []
    assert azure.truth[evil.name]["status"] == "Approved"


@pytest.mark.parametrize("selector", ["privateEndpointId", "privateEndpointName", "requestMessage"])
def test_a_list_that_names_another_connection_than_it_means(
    world: Callable[..., Any], target: str, selector: str, asked: Connection, evil: Connection
) -> None:
    """P2: an entry is a claim; the connection itself is asked before it is decided."""
    entry = {
        "name": f"orders/{evil.name}",
        "properties": {
            "privateEndpoint": {"id": ENDPOINT},
            "privateLinkServiceConnectionState": {"status": "Pending", "description": asked.description},
        },
    }
    body = httpx.Response(200, json={"value": [entry]}).text
    azure = world([evil], [Fault(route="list", status=200, body=body, times=0)])

    with pytest.raises(ApprovalFailed, match="another request now than the one singled out"):
        azure.stack.up(props(target, selector))

    assert azure.writes_to_others() == []


@by_each_selector
def test_a_second_request_during_the_wait(
    world: Callable[..., Any], target: str, selector: str, asked: Connection, evil: Connection
) -> None:
    """P1: two that fit when the wait ends are none, whichever came first."""
    late = replace(asked, appears_after=5)
    azure = world([late, replace(evil, name="orders.2", appears_after=5)])

    if selector in {"connectionName", "privateEndpointId"}:
        azure.stack.up(props(target, selector, waitForConnection="1m"))
        assert azure.writes_to_others([asked]) == []
    else:
        with pytest.raises(ApprovalFailed, match="2 connections match"):
            azure.stack.up(props(target, selector, waitForConnection="1m"))
        assert azure.writes_to_others() == []
