"""Inputs as keyword arguments: the same as in a dict, and the same refusals."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pulumi
import pytest

from pulumi_private_endpoint.components import (
    ApprovedDatabricksEndpoint,
    ApprovedFabricEndpoint,
    ApprovedFrontDoorOrigin,
    ApprovedManagedPrivateEndpoint,
    ApprovedPrivateEndpoint,
    ApprovedSharedPrivateLink,
    PrivateLinkApprovals,
)

TARGET = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/v"
ASKING = {"target_resource_id": TARGET, "resource_group_name": "g", "description": "CHG-1", "timeout": None}
COMPONENTS = [
    pytest.param(
        ApprovedDatabricksEndpoint, {"target_resource_id": TARGET, "endpoint_name": "e"}, id="databricks"
    ),
    pytest.param(
        ApprovedFabricEndpoint,
        {"target_resource_id": TARGET, "workspace_id": "w", "managed_private_endpoint_name": "e"},
        id="fabric",
    ),
    pytest.param(
        ApprovedFrontDoorOrigin,
        {
            **ASKING,
            "profile_name": "p",
            "origin_group_name": "o",
            "host_name": "h",
            "private_link_locations": ["uk"],
        },
        id="front door",
    ),
    pytest.param(
        ApprovedManagedPrivateEndpoint,
        {
            "target_resource_id": TARGET,
            "consumer": "Synapse",
            "consumer_name": "s",
            "managed_private_endpoint_name": "e",
        },
        id="managed",
    ),
    pytest.param(ApprovedPrivateEndpoint, {**ASKING, "subnet_id": "/s"}, id="private endpoint"),
    pytest.param(
        ApprovedSharedPrivateLink,
        {**ASKING, "consumer": "SignalR", "consumer_name": "s", "group_id": "blob"},
        id="shared link",
    ),
    pytest.param(PrivateLinkApprovals, {"target_resource_id": TARGET, "requesters": []}, id="approvals"),
]


def shown(status: str) -> dict[str, Any]:
    """As each of the consumers says it."""
    state = {"privateLinkServiceConnectionState": {"status": status}}
    return {"status": status, "manualPrivateLinkServiceConnections": [state]}


@pytest.fixture
def declared(cloud: Any, declare: Callable[..., Any]) -> Callable[..., list[Any]]:
    """What is declared by such a call, in a preview, where nothing is waited for."""

    def run(component: Any, *args: Any, **inputs: Any) -> list[Any]:
        def program() -> dict[str, Any]:
            return {"urn": component("c", *args, **inputs).urn}

        cloud.resources.clear()
        cloud.statuses, cloud.answer = ["Approved"], shown
        declare(program, preview=True)
        return list(cloud.resources)

    return run


@pytest.mark.parametrize(("component", "given"), COMPONENTS)
def test_keywords_declare_what_a_dict_does(
    declared: Callable[..., list[Any]], component: Any, given: dict[str, Any]
) -> None:
    by_dict = declared(component, given)
    assert [each.name for each in by_dict][:1] == ["c"]

    assert declared(component, **given) == by_dict
    assert declared(component, {}, None, **given) == by_dict
    (first, value), *others = given.items()
    assert declared(component, dict(others), **{first: value}) == by_dict


@pytest.mark.parametrize(("component", "given"), COMPONENTS)
@pytest.mark.parametrize(
    ("args", "inputs", "words"),
    [
        pytest.param(
            {}, {"allowed_subscriptions_ids": ["s"]}, "^allowed_subscriptions_ids is not an", id="typo"
        ),
        pytest.param(
            {"description": "CHG-1"},
            {"description": "CHG-2"},
            "^description is given both in args and as a keyword argument$",
            id="twice",
        ),
        pytest.param(
            pulumi.ResourceOptions(),
            {},
            "^args must be a dict of inputs; or give them as keyword",
            id="no dict",
        ),
        pytest.param({3: "x"}, {}, "^3 is not an input", id="no name"),
    ],
)
def test_a_wrong_one_is_one_line_before_anything_is_made(
    component: Any, given: dict[str, Any], args: Any, inputs: dict[str, Any], words: str
) -> None:
    with pytest.raises(pulumi.RunError, match=words) as raised:
        component("c", {**given, **args} if isinstance(args, dict) else args, **inputs)

    assert "\n" not in str(raised.value)
