from __future__ import annotations

from typing import Any

import pulumi
import pytest

from pulumi_private_endpoint.components import (
    ApprovedFrontDoorOrigin,
    ApprovedFrontDoorOriginArgs,
    ApprovedManagedPrivateEndpoint,
    ApprovedManagedPrivateEndpointArgs,
    ApprovedPrivateEndpoint,
    ApprovedPrivateEndpointArgs,
    ApprovedSharedPrivateLink,
    ApprovedSharedPrivateLinkArgs,
    PrivateLinkApprovals,
    PrivateLinkApprovalsArgs,
)
from pulumi_private_endpoint.components.decision import approval_args
from pulumi_private_endpoint.components.wire import wire_names


@pytest.mark.parametrize(
    ("given", "told"),
    [
        pytest.param({"target_resource_id": "/t"}, {"targetResourceId": "/t"}, id="a name"),
        pytest.param({"priority": 0, "weight": None}, {"priority": 0}, id="what was not given"),
        pytest.param({"ids": ("a_b",)}, {"ids": ["a_b"]}, id="values stay"),
        pytest.param(
            {"requesters": [{"group_id": "g"}]}, {"requesters": [{"groupId": "g"}]}, id="tables in a list"
        ),
    ],
)
def test_inputs_are_told_in_camel_case(given: dict[str, Any], told: dict[str, Any]) -> None:
    assert wire_names(given) == told


def test_an_approval_gets_its_part_and_no_more() -> None:
    given = {"target_resource_id": "/t", "timeout": "1m", "description": None, "subnet_id": "/s"}

    assert approval_args(given, request_message="m") == {
        "target_resource_id": "/t",
        "timeout": "1m",
        "request_message": "m",
    }


COMPONENTS = [
    (ApprovedFrontDoorOrigin, ApprovedFrontDoorOriginArgs),
    (ApprovedManagedPrivateEndpoint, ApprovedManagedPrivateEndpointArgs),
    (ApprovedPrivateEndpoint, ApprovedPrivateEndpointArgs),
    (ApprovedSharedPrivateLink, ApprovedSharedPrivateLinkArgs),
    (PrivateLinkApprovals, PrivateLinkApprovalsArgs),
]


@pytest.mark.parametrize(("component", "inputs"), COMPONENTS, ids=lambda each: each.__name__)
def test_a_misspelt_guard_is_refused_before_anything_is_made(component: Any, inputs: Any) -> None:
    given = dict.fromkeys(inputs.__required_keys__, "x") | {"allowed_subscriptions_ids": ["s"]}
    with pytest.raises(pulumi.RunError, match=r"^allowed_subscriptions_ids is not an input of"):
        component("c", given)


@pytest.mark.parametrize(("component", "inputs"), COMPONENTS, ids=lambda each: each.__name__)
def test_a_missing_input_is_named(component: Any, inputs: Any) -> None:
    missing = min(inputs.__required_keys__)
    given = dict.fromkeys(inputs.__required_keys__ - {missing}, "x")
    with pytest.raises(pulumi.RunError, match=rf"^{missing} is missing in {component.__name__}$"):
        component("c", given)
