"""Fabric's two resources in the plugin; the simulator plays Fabric beside ARM."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import grpc
import pytest

from pulumi_private_endpoint.simulator import Running, Scenario, running

from .conftest import UNKNOWN, Plugin, urn

WORKSPACE = "47482db6-4583-4672-86dd-999d0f8f4d7a"
SQL = "/subscriptions/0a4bd5ae/resourceGroups/g/providers/Microsoft.Sql/servers/v"
ENDPOINT = urn("sql", "private-endpoint:index:FabricManagedPrivateEndpoint")
STATUS = urn("said", "private-endpoint:index:FabricEndpointStatus")
ASKED = {
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
def plugin(start_plugin: Callable[..., Plugin], azure: Running) -> Plugin:
    return start_plugin(azure.url, PRIVATE_ENDPOINT_FABRIC_ENDPOINT=azure.url)


def test_an_endpoint_lives_and_its_approval_is_waited_for(plugin: Plugin, azure: Running) -> None:
    assert plugin.checked(ASKED, who=ENDPOINT) == ASKED
    _, foreseen = plugin.create(ASKED, preview=True, who=ENDPOINT)
    assert foreseen == ASKED | dict.fromkeys(("endpointId", "provisioningState", "status"), UNKNOWN)
    assert azure.connections() == []

    id_, outs = plugin.create(ASKED, who=ENDPOINT)
    assert outs == ASKED | {"endpointId": id_, "provisioningState": "Succeeded", "status": "Pending"}
    (asked,) = azure.connections()
    azure.change(asked["id"], status="Approved")
    wait = {"workspaceId": WORKSPACE, "endpointId": id_, "connectionId": asked["id"], "waitSeconds": 5}
    assert plugin.checked(wait, who=STATUS) == wait
    assert plugin.create(wait, preview=True, who=STATUS)[1]["status"] == UNKNOWN
    _, said = plugin.create(wait, who=STATUS)
    assert said == wait | {"status": "Approved"}
    assert plugin.read(id_, outs, who=ENDPOINT)[1:] == (outs | {"status": "Approved"}, ASKED)

    plugin.delete(id_, said, who=STATUS)
    plugin.delete(id_, outs, who=ENDPOINT)
    assert azure.connections() == []


def test_any_other_input_is_another_endpoint_and_the_old_one_goes_first(plugin: Plugin) -> None:
    olds = ASKED | {"endpointId": "e", "provisioningState": "Succeeded", "status": "Pending"}

    assert plugin.diff("e", olds, ASKED, ASKED, who=ENDPOINT).changes == 1  # DIFF_NONE
    changed = plugin.diff("e", olds, ASKED | {"groupId": "other"}, ASKED, who=ENDPOINT)
    assert (list(changed.replaces), changed.deleteBeforeReplace) == (["groupId"], True)


def test_one_that_is_approved_no_more_is_waited_for_again(plugin: Plugin, azure: Running) -> None:
    id_, _ = plugin.create(ASKED, who=ENDPOINT)
    wait = {"workspaceId": WORKSPACE, "endpointId": id_, "connectionId": "c", "waitSeconds": 5}
    olds = wait | {"status": "Rejected"}

    changed = plugin.diff(id_, olds, wait, wait, who=STATUS)
    assert (changed.changes, list(changed.detailedDiff)) == (2, ["status"])
    azure.change(azure.connections()[0]["id"], status="Approved")
    assert plugin.update(id_, olds, wait, who=STATUS)["status"] == "Approved"


def test_how_long_is_waited_is_no_difference(plugin: Plugin) -> None:
    wait = {"workspaceId": "w", "endpointId": "e", "connectionId": "c", "waitSeconds": 5}
    olds = wait | {"status": "Approved"}

    assert plugin.diff("e", olds, wait | {"waitSeconds": 6}, wait, who=STATUS).changes == 1  # DIFF_NONE
    changed = plugin.diff("e", olds, wait | {"connectionId": "d"}, wait, who=STATUS)
    assert list(changed.replaces) == ["connectionId"]


@pytest.mark.parametrize(
    ("who", "inputs", "line"),
    [
        pytest.param(
            ENDPOINT,
            ASKED | {"workspaceId": "sales"},
            "workspaceId must be a workspace's id, such as 47482db6-4583-4672-86dd-999d0f8f4d7a",
            id="endpoint",
        ),
        pytest.param(
            STATUS,
            {"workspaceId": "w", "endpointId": "e", "connectionId": "c"},
            "waitSeconds is missing",
            id="status",
        ),
    ],
)
def test_a_wrong_input_is_a_line_in_the_names_of_the_schema(
    plugin: Plugin, who: str, inputs: dict[str, Any], line: str
) -> None:
    assert [each.reason for each in plugin.check(inputs, None, who).failures] == [line]


def test_custom_timeouts_bound_the_wait(plugin: Plugin) -> None:
    id_, _ = plugin.create(ASKED, who=ENDPOINT)
    wait = {"workspaceId": WORKSPACE, "endpointId": id_, "connectionId": "c", "waitSeconds": 600}

    with pytest.raises(grpc.RpcError) as failed:
        plugin.create(wait, timeout=1, who=STATUS)

    assert "Fabric still says Pending of sql after 1 s" in failed.value.details()


@pytest.mark.parametrize("who", [ENDPOINT, STATUS], ids=["endpoint", "status"])
def test_it_cannot_be_read_by_its_id_alone(plugin: Plugin, who: str) -> None:
    with pytest.raises(grpc.RpcError) as failed:
        plugin.read("59a92b06-6e5a-468c-b748-e28c8ff28da3", {}, who=who)

    assert "cannot be read by its id alone: declare it" in failed.value.details()
