from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pulumi
import pytest

from pulumi_private_endpoint.components import ApprovedSharedPrivateLink

TARGET = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/v"
APPROVAL = "pulumi-python:dynamic/privateendpoint:PrivateEndpointApproval"
NONCE = "pulumi-python:dynamic/privateendpoint:Nonce"
REQUEST = {"privateLinkResourceId": TARGET, "groupId": "blob", "requestMessage": "/id-of/l-nonce"}
CONSUMERS = [
    pytest.param(
        "Search",
        "azure-native:search:SharedPrivateLinkResource",
        {"resourceGroupName": "g", "searchServiceName": "svc", "properties": REQUEST},
        lambda status: {"properties": {"status": status}},
        {"searchServiceName": "svc"},
        id="search",
    ),
    pytest.param(
        "SignalR",
        "azure-native:signalrservice:SignalRSharedPrivateLinkResource",
        {"resourceGroupName": "g", "resourceName": "svc", **REQUEST},
        lambda status: {"status": status},
        {"resourceName": "svc"},
        id="signalr",
    ),
    pytest.param(
        "WebPubSub",
        "azure-native:webpubsub:WebPubSubSharedPrivateLinkResource",
        {"resourceGroupName": "g", "resourceName": "svc", **REQUEST},
        lambda status: {"status": status},
        {"resourceName": "svc"},
        id="web pubsub",
    ),
]


@pytest.fixture
def link(cloud: Any, declare: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    def make(consumer: str, **inputs: Any) -> dict[str, Any]:
        def program() -> dict[str, Any]:
            args: Any = {
                "consumer": consumer,
                "consumer_name": "svc",
                "resource_group_name": "g",
                "target_resource_id": TARGET,
                "group_id": "blob",
                **inputs,
            }
            made = ApprovedSharedPrivateLink("l", args)
            made.connection_id.apply(lambda _: cloud.events.append("known"))
            return {"connection": made.connection_id, "status": made.status, "asked": made.request_message}

        return declare(program)

    return make


@pytest.mark.parametrize(("consumer", "type_", "inputs", "answer", "owner"), CONSUMERS)
def test_the_link_carries_the_nonce_and_the_approval_wants_it(
    link: Callable[..., Any],
    cloud: Any,
    consumer: str,
    type_: str,
    inputs: dict[str, Any],
    answer: Any,
    owner: dict[str, str],
) -> None:
    cloud.statuses, cloud.answer = ["Approved"], answer

    outputs = link(consumer)

    assert cloud.one(type_).inputs == inputs
    assert cloud.one(APPROVAL).inputs == {"targetResourceId": TARGET, "requestMessage": "/id-of/l-nonce"}
    assert cloud.calls == [{"resourceGroupName": "g", "sharedPrivateLinkResourceName": "l-link", **owner}]
    assert cloud.events == ["l", "l-nonce", "l-link", "l-approval", "says Approved", "known"]
    assert "l-link" in cloud.dependencies["l-approval"]
    assert outputs == {"connection": "/id-of/l-approval", "status": "Approved", "asked": "/id-of/l-nonce"}


def test_the_message_is_quoted_in_the_text_that_takes_its_place(link: Callable[..., Any], cloud: Any) -> None:
    cloud.statuses = ["Approved"]

    link("SignalR", description="CHG-1")

    assert cloud.one(APPROVAL).inputs["description"] == "CHG-1 (/id-of/l-nonce)"


def test_a_message_of_your_own_needs_no_nonce(link: Callable[..., Any], cloud: Any) -> None:
    cloud.statuses = ["Approved"]

    link("SignalR", request_message="9c1e")

    assert cloud.all(NONCE) == []
    assert cloud.one(APPROVAL).inputs["requestMessage"] == "9c1e"


@pytest.mark.parametrize("later", [False, True], ids=["text", "output"])
@pytest.mark.parametrize(
    ("group_id", "guard"),
    [
        pytest.param("openai_account", "account", id="a group by another name"),
        # Storage does not show what a connection is for: a guard would refuse it.
        pytest.param("blob", None, id="a group that may not be shown"),
    ],
)
def test_what_the_connection_is_for_is_guarded_by_the_name_that_azure_shows(
    link: Callable[..., Any], cloud: Any, group_id: str, guard: str | None, later: bool
) -> None:
    cloud.statuses = ["Approved"]
    cloud.answer = lambda status: {"properties": {"status": status}}

    link("Search", group_id=pulumi.Output.from_input(group_id) if later else group_id)

    asked = cloud.one("azure-native:search:SharedPrivateLinkResource").inputs["properties"]
    assert asked["groupId"] == group_id
    assert cloud.one(APPROVAL).inputs.get("groupId") == guard


def test_a_consumer_that_is_none_of_them_is_one_line(link: Callable[..., Any]) -> None:
    with pytest.raises(pulumi.RunError, match="consumer must be one of Search, SignalR, WebPubSub"):
        link("Grafana")
