"""Managed private endpoints of Grafana and Data Explorer, which carry a message, and of Stream Analytics."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pulumi
import pytest

from pulumi_private_endpoint.components import ApprovedManagedPrivateEndpoint

TARGET = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Sql/servers/v"
APPROVAL = "pulumi-python:dynamic/privateendpoint:PrivateEndpointApproval"
NONCE = "pulumi-python:dynamic/privateendpoint:Nonce"
MESSAGE = "/id-of/e-nonce"


def manual_shown(status: str) -> dict[str, Any]:
    state = {"privateLinkServiceConnectionState": {"status": status}}
    return {"manualPrivateLinkServiceConnections": [state]}


CONSUMERS = [
    pytest.param(
        "Grafana",
        "azure-native:dashboard:ManagedPrivateEndpoint",
        {"workspaceName": "svc", "managedPrivateEndpointName": "sql"},
        {"privateLinkResourceId": TARGET, "groupIds": ["sqlServer"], "requestMessage": MESSAGE},
        lambda status: {"connectionState": {"status": status}},
        id="grafana",
    ),
    pytest.param(
        "DataExplorer",
        "azure-native:kusto:ManagedPrivateEndpoint",
        {"clusterName": "svc", "managedPrivateEndpointName": "sql"},
        {"privateLinkResourceId": TARGET, "groupId": "sqlServer", "requestMessage": MESSAGE},
        None,
        id="data explorer",
    ),
]


@pytest.fixture
def endpoint(declare: Callable[..., dict[str, Any]], cloud: Any) -> Callable[..., dict[str, Any]]:
    def make(consumer: str, answer: Any, *says: str, **inputs: Any) -> dict[str, Any]:
        cloud.statuses, cloud.answer = list(says), answer

        def program() -> dict[str, Any]:
            args: Any = {
                "consumer": consumer,
                "consumer_name": "svc",
                "resource_group_name": "g",
                "managed_private_endpoint_name": "sql",
                "target_resource_id": TARGET,
                "group_id": "sqlServer",
                **inputs,
            }
            made = ApprovedManagedPrivateEndpoint("e", args)
            made.connection_id.apply(lambda _: cloud.events.append("known"))
            return {"connection": made.connection_id, "status": made.status, "asked": made.request_message}

        return declare(program)

    return make


@pytest.mark.parametrize(("consumer", "type_", "place", "request_", "answer"), CONSUMERS)
def test_the_request_carries_the_nonce_and_the_approval_wants_it(
    endpoint: Callable[..., Any],
    cloud: Any,
    consumer: str,
    type_: str,
    place: dict[str, Any],
    request_: dict[str, Any],
    answer: Any,
) -> None:
    said = ["Approved"] if answer else []

    outputs = endpoint(consumer, answer, *said, description="CHG-1")

    place = {"resourceGroupName": "g", **place}
    assert cloud.one(type_).inputs == place | request_
    assert cloud.one(APPROVAL).inputs == {
        "targetResourceId": TARGET,
        "requestMessage": MESSAGE,
        "description": f"CHG-1 ({MESSAGE})",
    }
    assert cloud.calls == [place for _ in said]
    assert cloud.events == [
        "e",
        "e-nonce",
        "e-endpoint",
        "e-approval",
        *(f"says {word}" for word in said),
        "known",
    ]
    assert "e-endpoint" in cloud.dependencies["e-approval"]
    assert outputs == {"connection": "/id-of/e-approval", "status": "Approved", "asked": MESSAGE}


def test_stream_analytics_takes_no_message_and_goes_by_its_own_name(
    endpoint: Callable[..., Any], cloud: Any
) -> None:
    outputs = endpoint("StreamAnalytics", manual_shown, "Approved", allowed_subscription_ids=["theirs"])

    place = {"resourceGroupName": "g", "clusterName": "svc", "privateEndpointName": "sql"}
    connection = {"privateLinkServiceId": TARGET, "groupIds": ["sqlServer"]}
    made = cloud.one("azure-native:streamanalytics:PrivateEndpoint").inputs
    assert made == place | {"manualPrivateLinkServiceConnections": [connection]}
    assert cloud.one(APPROVAL).inputs == {
        "targetResourceId": TARGET,
        "privateEndpointName": "sql",
        "allowedSubscriptionIds": ["theirs"],
    }
    assert cloud.calls == [place]
    assert cloud.events == ["e", "e-endpoint", "e-approval", "says Approved", "known"]
    assert "e-endpoint" in cloud.dependencies["e-approval"]
    assert outputs == {"connection": "/id-of/e-approval", "status": "Approved", "asked": None}


@pytest.mark.parametrize(
    ("consumer", "answer"),
    [
        pytest.param("Grafana", lambda _: {"connectionState": None}, id="grafana"),
        pytest.param("StreamAnalytics", lambda _: {}, id="stream analytics"),
        pytest.param(
            "StreamAnalytics", lambda _: {"manualPrivateLinkServiceConnections": [{}]}, id="no state"
        ),
    ],
)
def test_a_consumer_that_says_nothing_is_waited_for(
    endpoint: Callable[..., Any], consumer: str, answer: Any
) -> None:
    with pytest.raises(
        pulumi.RunError, match=r"^managed private endpoint e of .* still says no status after 0 s"
    ):
        endpoint(consumer, answer, "nothing", wait_for_consumer_seconds=0)


def test_grafana_is_said_to_look_only_when_it_is_told_to(endpoint: Callable[..., Any]) -> None:
    with pytest.raises(pulumi.RunError) as raised:
        endpoint(
            "Grafana",
            lambda status: {"connectionState": {"status": status}},
            "Pending",
            wait_for_consumer_seconds=0,
        )

    assert str(raised.value) == (
        "managed private endpoint e of Managed Grafana still says Pending after 0 s: "
        "if that goes on, run `az grafana mpe refresh` for the workspace"
    )


def test_a_message_of_your_own_needs_no_nonce(endpoint: Callable[..., Any], cloud: Any) -> None:
    assert endpoint("DataExplorer", None, request_message="9c1e")["asked"] == "9c1e"

    assert cloud.all(NONCE) == []
    assert cloud.one(APPROVAL).inputs["requestMessage"] == "9c1e"


def test_what_only_grafana_takes_reaches_it(endpoint: Callable[..., Any], cloud: Any) -> None:
    endpoint(
        "Grafana",
        lambda status: {"connectionState": {"status": status}},
        "Approved",
        target_region="uksouth",
        location="ukwest",
        private_link_service_url="mimir.example",
        group_id=None,
    )

    made = cloud.one("azure-native:dashboard:ManagedPrivateEndpoint").inputs
    assert made["privateLinkResourceRegion"] == "uksouth"
    assert made["location"] == "ukwest"
    assert made["privateLinkServiceUrl"] == "mimir.example"
    assert "groupIds" not in made
