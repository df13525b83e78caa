from __future__ import annotations

from collections.abc import Callable
from math import inf, nan
from typing import Any

import pulumi
import pytest

from pulumi_private_endpoint.components import (
    ApprovedDatabricksEndpoint,
    ApprovedDatabricksEndpointArgs,
    ApprovedFabricEndpoint,
    ApprovedFabricEndpointArgs,
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
from pulumi_private_endpoint.components.parts.decision import approval_args
from pulumi_private_endpoint.components.parts.wire import checked_inputs, wire_names


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
    given = {"target_resource_id": "/t", "tenant_id": "home", "description": None, "subnet_id": "/s"}

    assert approval_args(given, request_message="m") == {
        "target_resource_id": "/t",
        "tenant_id": "home",
        "request_message": "m",
    }


SECONDS = "wait_for_consumer_seconds"
LIST = "a plain list, not a text or an Output"
TEXT = "a plain text, not an Output"
NUMBER = "a plain number of seconds from 0 to 86400, not a text or an Output"
COMPONENTS = [
    (ApprovedDatabricksEndpoint, ApprovedDatabricksEndpointArgs),
    (ApprovedFabricEndpoint, ApprovedFabricEndpointArgs),
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


LOCATIONS = "private_link_locations"
ZONES = "private_dns_zone_ids"
later = pulumi.Output.from_input


@pytest.mark.parametrize(
    ("component", "name", "value", "wanted"),
    [
        pytest.param(ApprovedFrontDoorOrigin, LOCATIONS, lambda: "uk", LIST, id="text, not locations"),
        pytest.param(ApprovedFrontDoorOrigin, LOCATIONS, lambda: later(["uk"]), LIST, id="later locations"),
        pytest.param(ApprovedFrontDoorOrigin, f"{LOCATIONS}[1]", lambda: ["uk", 3], TEXT, id="no location"),
        pytest.param(
            ApprovedFrontDoorOrigin, f"{LOCATIONS}[0]", lambda: [later("uk")], TEXT, id="later location"
        ),
        pytest.param(ApprovedPrivateEndpoint, ZONES, lambda: "zone", LIST, id="text, not zones"),
        pytest.param(ApprovedPrivateEndpoint, ZONES, lambda: later(["zone"]), LIST, id="later zones"),
        pytest.param(ApprovedPrivateEndpoint, SECONDS, lambda: "10m", NUMBER, id="text, not seconds"),
        pytest.param(ApprovedManagedPrivateEndpoint, SECONDS, lambda: later(60), NUMBER, id="later seconds"),
        pytest.param(ApprovedSharedPrivateLink, SECONDS, lambda: -1, NUMBER, id="less than no time"),
        pytest.param(ApprovedSharedPrivateLink, SECONDS, lambda: inf, NUMBER, id="for ever"),
        pytest.param(ApprovedSharedPrivateLink, SECONDS, lambda: nan, NUMBER, id="no telling how long"),
        pytest.param(ApprovedSharedPrivateLink, "consumer", lambda: later("Search"), TEXT, id="later text"),
        pytest.param(PrivateLinkApprovals, "requesters_file", lambda: 3, TEXT, id="number, not a file"),
        pytest.param(PrivateLinkApprovals, "requesters", lambda: later([]), LIST, id="later requesters"),
    ],
)
@pytest.mark.usefixtures("declare")  # An Output needs its event loop.
def test_what_the_program_itself_goes_by_is_plain_and_of_its_type(
    component: Any, name: str, value: Callable[[], Any], wanted: str
) -> None:
    required = dict.fromkeys(dict(COMPONENTS)[component].__required_keys__, "x")

    with pytest.raises(pulumi.RunError) as raised:
        component("c", required | {name.partition("[")[0]: value()})

    assert str(raised.value) == f"{name} must be {wanted}"


@pytest.mark.parametrize("seconds", [0, 0.5, 86400])
def test_every_time_up_to_a_day_is_one(seconds: float) -> None:
    args: Any = {"resource_group_name": "g", "subnet_id": "s", "target_resource_id": "/t", SECONDS: seconds}

    assert checked_inputs(args, ApprovedPrivateEndpointArgs, "c") == args


def test_what_is_none_was_not_given() -> None:
    args: Any = {"target_resource_id": "/t", "requesters": [], "requesters_file": None}

    assert checked_inputs(args, PrivateLinkApprovalsArgs, "c") == {
        "target_resource_id": "/t",
        "requesters": [],
    }


@pytest.mark.parametrize(("component", "inputs"), COMPONENTS, ids=lambda each: each.__name__)
def test_a_missing_input_is_named(component: Any, inputs: Any) -> None:
    missing = min(inputs.__required_keys__)
    given = dict.fromkeys(inputs.__required_keys__ - {missing}, "x")
    with pytest.raises(pulumi.RunError, match=rf"^{missing} is missing in {component.__name__}$"):
        component("c", given)
