"""What is missing of a target's connections is told, and is no absence."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any, TypeVar

import pytest

from pulumi_private_endpoint.arm import ResourceId
from pulumi_private_endpoint.connections.runtime.session import Session
from pulumi_private_endpoint.inventory.again import list_again
from pulumi_private_endpoint.inventory.requesters import Requesters, learn
from pulumi_private_endpoint.inventory.scope import Scope
from pulumi_private_endpoint.inventory.take import Inventory, take_inventory
from pulumi_private_endpoint.simulator import Connection, Fault, Target
from tests.conftest import Azure
from tests.inventory.conftest import ENDPOINTS, target_of

T = TypeVar("T")
SEARCH = target_of("Microsoft.Search/searchServices")
VAULT = target_of("Microsoft.RecoveryServices/vaults")
STATE = {"privateLinkServiceConnectionState": {"status": "Pending"}}
LEFT_OUT = "connections that cannot be addressed are left out"


def entries(*names: str) -> list[Any]:
    return [{"name": name, "properties": STATE} for name in names]


def listing(*names: str) -> Fault:
    return Fault(route="list", status=200, body=json.dumps({"value": entries(*names)}))


def read(azure: Azure, target: str) -> Inventory:
    return azure.run(take_inventory(azure.session, Scope((ResourceId.parse(target),)), None))


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        pytest.param(["a?b"], "1 connection that cannot be addressed is left out", id="one"),
        pytest.param([f"a?{number}" for number in range(7)], f"7 {LEFT_OUT}", id="more than are warned of"),
    ],
)
def test_what_cannot_be_addressed_is_not_read(bad: list[str], said: str) -> None:
    found = read(Azure((), [listing("good", *bad)], targets=(Target(SEARCH),)), SEARCH)

    assert [one.name for one in found.connections] == ["good"]
    assert [(each.scope, each.why) for each in found.not_read] == [(SEARCH, said)]


def test_nor_is_it_when_a_target_is_read_again() -> None:
    azure = Azure([Connection(SEARCH, "c", f"{ENDPOINTS}/c")], [listing("c", "a?b")])
    found = azure.run(take_inventory(azure.session, Scope(tenant=True), None, inline=True))
    assert found.not_read == ()

    again = azure.run(list_again(azure.session, found, set(found.targets)))

    assert [one.name for one in again.connections] == ["c"]
    assert [each.why for each in again.not_read] == ["1 connection that cannot be addressed is left out"]


@pytest.mark.parametrize(
    ("body", "complete"),
    [
        pytest.param({"properties": {}}, True, id="E18 none, so the property is not there"),
        pytest.param({"properties": {"privateEndpointConnections": None}}, True, id="null"),
        pytest.param({"properties": {"privateEndpointConnections": []}}, True, id="empty"),
        pytest.param({"properties": {"privateEndpointConnections": {}}}, False, id="no list"),
        pytest.param({"properties": {"privateEndpointConnections": "x"}}, False, id="a text"),
        pytest.param({"properties": None}, False, id="no properties"),
        pytest.param({}, False, id="not the resource"),
        pytest.param(None, False, id="L40 lost its body"),
    ],
)
def test_a_target_that_lists_its_connections_itself_says_so(body: Any, complete: bool) -> None:
    answer = Fault(route="target", status=200, body="" if body is None else json.dumps(body))

    found = read(Azure((), [answer], targets=(Target(VAULT),)), VAULT)

    assert found.connections == ()
    assert [each.scope for each in found.not_read] == ([] if complete else [VAULT])


THIN, SHOWN = "Microsoft.DocumentDB/databaseAccounts", "Microsoft.Search/searchServices"


def counted(azure: Azure, walk: Callable[[Session], Coroutine[Any, Any, T]]) -> tuple[T, dict[str, Any]]:
    """What a walk returns, and of each thing that it counts all that was told."""
    told = defaultdict[str, list[tuple[int, int | None]]](list)

    def counts(what: str, done: int, total: int | None) -> None:
        told[what].append((done, total))

    return azure.run(walk(replace(azure.session, counts=counts))), told


def test_who_waits_is_told_how_much_of_how_much_is_done() -> None:
    targets = [target_of(kind, f"t{number}") for kind in (THIN, SHOWN) for number in range(600)]
    azure = Azure([Connection(target, "c", f"{ENDPOINTS}/c") for target in targets])
    everything = Scope(tenant=True)

    found, told = counted(azure, lambda session: take_inventory(session, everything, None, inline=True))
    assert told["finding resources"] == [(0, None), (1000, 1200), (1200, 1200)]
    assert told["reading connections"] == [(number, 600) for number in range(1, 601)]

    _, told = counted(azure, lambda session: list_again(session, found, set(found.targets)))
    assert told == {"verifying connections": [(number, 600) for number in range(1, 601)]}

    strangers = [f"00000000-0000-4000-8000-{number:012}" for number in range(3)]
    _, told = counted(azure, lambda session: learn(session, strangers, Requesters()))
    assert told == {"asking whose requesters are": [(1, 3), (2, 3), (3, 3)]}
