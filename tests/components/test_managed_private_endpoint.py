from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pulumi
import pytest

from pulumi_private_endpoint.components import ApprovedManagedPrivateEndpoint

TARGET = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Sql/servers/v"
FACTORY: Any = {
    "consumer": "DataFactory",
    "consumer_name": "etl",
    "resource_group_name": "analytics",
    "managed_private_endpoint_name": "sql",
    "target_resource_id": TARGET,
    "group_id": "sqlServer",
}
WORKSPACE: Any = {
    "consumer": "Synapse",
    "consumer_name": "dwh",
    "managed_private_endpoint_name": "sql",
    "target_resource_id": TARGET,
}
APPROVAL = "pulumi-python:dynamic/privateendpoint:PrivateEndpointApproval"


@pytest.fixture
def endpoint(cloud: Any, declare: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    """Declares one; `says` are the factory's own words, one a look."""

    def make(args: Any, *says: str) -> dict[str, Any]:
        cloud.statuses = list(says)
        cloud.answer = lambda status: {"properties": {"connectionState": {"status": status}}}

        def program() -> dict[str, Any]:
            made = ApprovedManagedPrivateEndpoint("e", args)
            made.connection_id.apply(lambda _: cloud.events.append("known"))
            return {"connection": made.connection_id, "status": made.status}

        return declare(program)

    return make


def test_data_factory_is_asked_before_and_after_the_approval(
    endpoint: Callable[..., Any], cloud: Any
) -> None:
    assert endpoint(FACTORY, "Pending", "Approved") == {
        "connection": "/id-of/e-approval",
        "status": "Approved",
    }
    assert cloud.events == ["e", "e-endpoint", "says Pending", "e-approval", "says Approved", "known"]


def test_data_factory_makes_the_endpoint(endpoint: Callable[..., Any], cloud: Any) -> None:
    endpoint(FACTORY, "Approved", "Approved")

    place = {
        "factoryName": "etl",
        "resourceGroupName": "analytics",
        "managedVirtualNetworkName": "default",
        "managedPrivateEndpointName": "sql",
    }
    assert cloud.one("azure-native:datafactory:ManagedPrivateEndpoint").inputs == {
        **place,
        "properties": {"privateLinkResourceId": TARGET, "groupId": "sqlServer"},
    }
    assert cloud.calls == [place, place]


@pytest.mark.parametrize(
    ("args", "name"),
    [pytest.param(FACTORY, "etl.sql", id="data factory"), pytest.param(WORKSPACE, "dwh.sql", id="synapse")],
)
def test_the_request_is_known_by_the_name_the_service_gives_it(
    endpoint: Callable[..., Any], cloud: Any, args: Any, name: str
) -> None:
    endpoint({**args, "allowed_subscription_ids": ["theirs"]}, "Pending", "Approved")

    assert cloud.one(APPROVAL).inputs == {
        "targetResourceId": TARGET,
        "privateEndpointName": name,
        "allowedSubscriptionIds": ["theirs"],
    }


def test_for_synapse_the_sub_resource_is_a_guard(endpoint: Callable[..., Any], cloud: Any) -> None:
    endpoint(WORKSPACE | {"group_id": "sqlServer"})

    assert cloud.one(APPROVAL).inputs["groupId"] == "sqlServer"


@pytest.mark.parametrize(
    ("consumer", "unused", "value"),
    [
        ("Synapse", "resource_group_name", "g"),
        ("Synapse", "managed_virtual_network_name", "v"),
        ("Synapse", "wait_for_consumer_seconds", 60),
        ("Synapse", "request_message", "m"),
        ("DataFactory", "request_message", "m"),
        ("DataFactory", "target_region", "uksouth"),
        ("Grafana", "managed_virtual_network_name", "v"),
        ("DataExplorer", "wait_for_consumer_seconds", 60),
        ("DataExplorer", "location", "uksouth"),
        ("StreamAnalytics", "target_region", "uksouth"),
        ("StreamAnalytics", "request_message", "m"),
        ("StreamAnalytics", "private_link_service_url", "shop.example"),
    ],
)
def test_what_a_consumer_has_no_use_for_is_refused(
    endpoint: Callable[..., Any], cloud: Any, consumer: str, unused: str, value: Any
) -> None:
    args = WORKSPACE if consumer == "Synapse" else FACTORY | {"consumer": consumer}
    with pytest.raises(pulumi.RunError, match=f"^{unused} is not used for {consumer}: leave it out$"):
        endpoint(args | {unused: value})

    assert cloud.events == []


def test_synapse_creates_nothing_and_the_target_s_word_counts(
    endpoint: Callable[..., Any], cloud: Any
) -> None:
    assert endpoint(WORKSPACE)["status"] == "Approved"
    assert cloud.events == ["e", "e-approval", "known"]


def test_a_request_the_factory_lost_is_not_approved(endpoint: Callable[..., Any], cloud: Any) -> None:
    with pytest.raises(pulumi.RunError, match="Data Factory's managed private endpoint e says Disconnected"):
        endpoint(FACTORY, "Disconnected")

    assert "e-approval" not in cloud.events


@pytest.mark.parametrize(
    ("change", "message"),
    [
        pytest.param(
            {"consumer": "Purview"},
            "^consumer must be one of DataFactory, Synapse, Grafana, DataExplorer, StreamAnalytics$",
            id="other consumer",
        ),
        pytest.param(
            {"resource_group_name": None},
            "^resource_group_name is missing: DataFactory needs it$",
            id="no resource group",
        ),
        pytest.param(
            {"consumer": "DataExplorer", "group_id": None},
            "^group_id is missing: DataExplorer needs it$",
            id="no group",
        ),
        pytest.param(
            {"consumer": "StreamAnalytics", "group_id": None},
            "^group_id is missing: StreamAnalytics needs it$",
            id="no group either",
        ),
    ],
)
def test_a_mistake_is_one_line(endpoint: Callable[..., Any], change: dict[str, Any], message: str) -> None:
    with pytest.raises(pulumi.RunError, match=message):
        endpoint(FACTORY | change)
