"""A connection is one resource's or one entry's, and what the program declares is nobody's to release."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import grpc
import pytest
from pulumi.dynamic.dynamic import serialize_provider

from pulumi_private_endpoint.approval.set_provider import PROVIDER as SET_PROVIDER
from pulumi_private_endpoint.simulator import Connection, Running, Scenario, running

COSMOS = (
    "/subscriptions/0a4bd5ae-6ba3-4c4e-9df4-3f0e6c1f7d21/resourceGroups/shop/providers"
    "/Microsoft.DocumentDB/databaseAccounts/orders"
)
ENDPOINT = (
    "/subscriptions/c96f3d17-2b0e-4d0a-a3b5-5a8e7d2f9b44/resourceGroups/warehouse"
    "/providers/Microsoft.Network/privateEndpoints/warehouse-orders"
)
CONNECTION_ID = f"{COSMOS}/privateEndpointConnections/c1"
INPUTS = {"targetResourceId": COSMOS, "privateEndpointId": ENDPOINT, "description": "CHG-1 orders "}
STORED = "CHG-1 orders"
SET = {"__provider": serialize_provider(SET_PROVIDER)}


@pytest.fixture
def azure() -> Iterator[Running]:
    connection = Connection(target=COSMOS, name="c1", private_endpoint=ENDPOINT, description="please")
    with running(Scenario(connections=(connection,), time_scale=0.02)) as simulator:
        yield simulator


@pytest.fixture
def start(azure: Running, start_host: Any, tmp_path: Path) -> Any:
    """A provider process: one `pulumi` command."""
    return lambda: start_host(azure.url, PULUMI_HOME=str(tmp_path / "pulumi"))


@pytest.fixture
def single(azure: Running, start: Any) -> tuple[dict[str, Any], str, dict[str, Any]]:
    """Inputs, id and state of a resource whose text the service trims when it stores it."""
    host = start()
    inputs = host.checked(INPUTS)
    id_, outs = host.create(inputs)
    azure.change(CONNECTION_ID, description=STORED)
    return inputs, id_, outs | {"description": STORED}


@pytest.fixture
def entry(single: Any, start: Any) -> tuple[dict[str, Any], str, dict[str, Any]]:
    """The same as a set's only entry."""
    inputs = start().checked(SET | {"approvals": {"orders": INPUTS}})
    shown = single[0] | {"description": STORED}
    outs = {"approvals": {"orders": shown}, "results": {"orders": {"connectionName": "c1", "groupIds": []}}}
    return SET | inputs, "plants-0123456789ab", SET | outs


def twin(outs: dict[str, Any]) -> dict[str, Any]:
    """The state of a resource about the same connection that is gone from the program."""
    return outs | {"onDestroy": "delete"}


@pytest.mark.parametrize("declared", ["single", "entry"])
@pytest.mark.parametrize("changed", [{}, {"timeout": "5m"}], ids=["unchanged", "updated"])
def test_what_the_program_declares_is_not_destroyed_by_a_twin(
    azure: Running,
    start: Any,
    single: Any,
    request: pytest.FixtureRequest,
    declared: str,
    changed: dict[str, Any],
) -> None:
    inputs, id_, outs = request.getfixturevalue(declared)
    news = SET | {"approvals": {"orders": INPUTS | changed}} if declared == "entry" else INPUTS | changed
    host = start()

    answer = host.diff(id_, outs, inputs | host.checked(news, inputs))
    host.delete(CONNECTION_ID, twin(single[2]))

    assert [each["status"] for each in azure.connections()] == ["Approved"]
    assert (answer.changes == answer.DIFF_NONE) is not bool(changed)


@pytest.mark.parametrize("declared", ["single", "entry"])
def test_a_preview_announces_no_send_that_will_not_happen(
    start: Any, request: pytest.FixtureRequest, declared: str
) -> None:
    inputs, id_, outs = request.getfixturevalue(declared)
    news = SET | {"approvals": {"orders": INPUTS}} if declared == "entry" else INPUTS
    host = start()

    answer = host.diff(id_, outs, inputs | host.checked(news | {"__preview": "orders"}, inputs))

    assert answer.changes == answer.DIFF_NONE
    assert host.errors.read_text() == ""


def test_a_refresh_claims_nothing(azure: Running, start: Any, single: Any) -> None:
    inputs, id_, outs = single
    host = start()

    host.diff(id_, outs, inputs)
    host.delete(id_, twin(outs))

    assert azure.connections() == []


@pytest.mark.parametrize("status", ["Approved", "Rejected"])
def test_one_connection_is_not_two_resources(azure: Running, start: Any, status: str) -> None:
    host = start()
    host.create(host.checked(INPUTS | {"__name": "orders"}))

    with pytest.raises(grpc.RpcError, match="connection c1 is wanted by orders too"):
        host.create(host.checked(INPUTS | {"connectionName": "c1", "status": status, "__name": "stock"}))

    assert sum(each["method"] == "PUT" for each in azure.log()) == 1


def test_one_connection_is_not_two_resources_with_the_same_inputs(azure: Running, start: Any) -> None:
    host = start()
    one, two = (host.checked(INPUTS | {"__name": name}) for name in ("orders", "stock"))
    host.create(one)

    with pytest.raises(grpc.RpcError, match=r"connection c1 is wanted by (orders|stock) too"):
        host.create(two)

    assert sum(each["method"] == "PUT" for each in azure.log()) == 1


@pytest.mark.parametrize("declared", ["single", "entry"])
def test_a_connection_that_another_resource_took_is_refused_in_the_diff(
    start: Any,
    single: Any,  # noqa: ARG001 - the connection is decided
    request: pytest.FixtureRequest,
    declared: str,
) -> None:
    inputs, id_, outs = request.getfixturevalue(declared)
    news = SET | {"approvals": {"orders": INPUTS}} if declared == "entry" else INPUTS
    host = start()
    host.create(host.checked({"targetResourceId": COSMOS, "connectionName": "c1", "__name": "stock"}))

    with pytest.raises(grpc.RpcError, match="connection c1 is wanted by stock too"):
        host.diff(id_, outs, inputs | host.checked(news | {"__name": "orders"}, inputs))


def test_one_connection_is_not_a_resources_and_an_entrys(start: Any) -> None:
    host = start()
    host.create(host.checked(INPUTS | {"__name": "orders"}))

    with pytest.raises(grpc.RpcError, match=r'approvals\["a"\]: connection c1 is wanted by orders too'):
        host.create(SET | host.checked(SET | {"approvals": {"a": INPUTS}, "__name": "plants"}))


def test_every_line_begins_with_the_name(start: Any) -> None:
    host = start()
    inputs = host.checked(INPUTS | {"__name": "orders"})
    id_, outs = host.create(inputs)
    host.update(id_, outs, inputs | {"description": "CHG-2"})

    lines = host.errors.read_text().splitlines()
    assert lines
    assert [line for line in lines if not line.startswith("orders: ")] == []
