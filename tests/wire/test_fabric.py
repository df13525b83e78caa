"""Fabric's two resources, as the engine drives them; the simulator plays Fabric beside ARM."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import grpc
import pytest
from pulumi.dynamic.dynamic import serialize_provider

from pulumi_private_endpoint.approval import fabric_endpoint, fabric_status
from pulumi_private_endpoint.simulator import Running, Scenario, running

from .conftest import UNKNOWN

WORKSPACE = "47482db6-4583-4672-86dd-999d0f8f4d7a"
SQL = "/subscriptions/0a4bd5ae/resourceGroups/g/providers/Microsoft.Sql/servers/v"
ENDPOINT = {"__provider": serialize_provider(fabric_endpoint.PROVIDER)}
STATUS = {"__provider": serialize_provider(fabric_status.PROVIDER)}
ASKED = {
    **ENDPOINT,
    "workspaceId": WORKSPACE,
    "managedPrivateEndpointName": "sql",
    "targetResourceId": SQL,
    "groupId": "sqlServer",
    "requestMessage": "9c1e",
}


@pytest.fixture
def azure() -> Iterator[Running]:
    with running(Scenario(time_scale=0.01)) as simulator:
        yield simulator


@pytest.fixture
def host(start_host: Callable[..., Any], azure: Running) -> Any:
    return start_host(azure.url, PRIVATE_ENDPOINT_FABRIC_ENDPOINT=azure.url)


def test_an_endpoint_lives_and_its_approval_is_waited_for(host: Any, azure: Running) -> None:
    assert host.failures(ASKED) == []
    id_, outs = host.create(ASKED)
    assert (outs["endpointId"], outs["provisioningState"], outs["status"]) == (id_, "Succeeded", "Pending")
    (asked,) = azure.connections()
    assert (asked["status"], asked["description"]) == ("Pending", "9c1e")

    azure.change(asked["id"], status="Approved")
    wait = {"workspaceId": WORKSPACE, "endpointId": id_, "connectionId": asked["id"], "waitSeconds": 5}
    _, said = host.create(STATUS | wait)
    assert said["status"] == "Approved"
    assert host.read(id_, outs | ENDPOINT)[1]["status"] == "Approved"

    host.delete(id_, outs | ENDPOINT)
    assert azure.connections() == []
    assert host.read(id_, outs | ENDPOINT)[0] == ""
    assert host.read(id_, said | STATUS)[0] == ""


def test_any_other_input_is_another_endpoint_and_the_old_one_goes_first(host: Any) -> None:
    olds = ASKED | {"endpointId": "e", "provisioningState": "Succeeded", "status": "Pending"}

    assert host.diff("e", olds, ASKED).changes == 1
    changed = host.diff("e", olds, ASKED | {"groupId": "other"})
    assert (list(changed.replaces), changed.deleteBeforeReplace) == (["groupId"], True)


def test_one_that_is_approved_no_more_is_waited_for_again(host: Any, azure: Running) -> None:
    id_, _ = host.create(ASKED)
    wait = {"workspaceId": WORKSPACE, "endpointId": id_, "connectionId": "c", "waitSeconds": 0.1}
    olds = STATUS | wait | {"status": "Rejected"}

    assert host.diff(id_, olds, STATUS | wait).changes == 2
    with pytest.raises(grpc.RpcError, match="Fabric still says Pending of sql"):
        host.update(id_, olds, STATUS | wait)
    azure.change(azure.connections()[0]["id"], status="Approved")
    assert host.update(id_, olds, STATUS | wait)["status"] == "Approved"


def test_how_long_is_waited_is_no_difference(host: Any) -> None:
    olds = STATUS | {"workspaceId": "w", "endpointId": "e", "connectionId": "c", "waitSeconds": 5}
    olds |= {"status": "Approved"}

    assert host.diff("e", olds, olds | {"waitSeconds": 6}).changes == 1
    assert list(host.diff("e", olds, olds | {"connectionId": "d"}).replaces) == ["connectionId"]


def test_a_wrong_input_is_a_line(host: Any) -> None:
    assert host.failures(ASKED | {"workspaceId": "sales"}) == [
        "workspace_id must be a workspace's id, such as 47482db6-4583-4672-86dd-999d0f8f4d7a"
    ]
    assert host.failures(ASKED | {"requestMessage": UNKNOWN, "targetResourceId": UNKNOWN}) == []


def test_a_refusal_is_one_line_and_the_wait_has_an_end(host: Any, azure: Running) -> None:
    id_, _ = host.create(ASKED)
    wait = {"workspaceId": WORKSPACE, "endpointId": id_, "connectionId": "c", "waitSeconds": 0.1}

    with pytest.raises(grpc.RpcError) as failed:
        host.create(STATUS | wait)
    assert "Fabric still says Pending of sql after 0 s" in failed.value.details()

    azure.reject(azure.connections()[0]["id"])
    with pytest.raises(grpc.RpcError) as failed:
        host.create(STATUS | wait)
    assert "Fabric says Rejected of sql: recreate it" in failed.value.details()
    assert "Traceback" not in failed.value.details()


def test_beside_a_local_arm_no_real_fabric_is_asked(start_host: Callable[..., Any], azure: Running) -> None:
    host = start_host(azure.url)

    with pytest.raises(grpc.RpcError) as failed:
        host.create(ASKED)

    assert "ARM is on this machine and Fabric is not" in failed.value.details()


def test_it_cannot_be_read_by_its_id_alone(host: Any) -> None:
    for provider in (ENDPOINT, STATUS):
        with pytest.raises(grpc.RpcError) as failed:
            host.get("59a92b06-6e5a-468c-b748-e28c8ff28da3", provider)

        assert "cannot be read by its id alone: declare it" in failed.value.details()
        assert "Traceback" not in failed.value.details()
