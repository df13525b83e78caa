from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pulumi
import pulumi_azure_native
import pytest

from pulumi_private_endpoint.components import ApprovedPrivateEndpoint
from pulumi_private_endpoint.policies import Case, verdict
from pulumi_private_endpoint.policies.rules import request_message_required
from pulumi_private_endpoint.policies.settings.config import complete

TARGET = "/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/v"
ARGS: Any = {
    "target_resource_id": TARGET,
    "group_id": "vault",
    "resource_group_name": "net",
    "subnet_id": "/subnet",
}


def shown(status: str) -> dict[str, Any]:
    state = {"privateLinkServiceConnectionState": {"status": status}}
    return {"manualPrivateLinkServiceConnections": [state]}


@pytest.fixture
def endpoint(cloud: Any, declare: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    """Declares one with further inputs; `says` are the endpoint's own words, one a look."""

    def make(*says: str, **inputs: Any) -> dict[str, Any]:
        cloud.statuses, cloud.answer = list(says), shown

        def program() -> dict[str, Any]:
            spoke = pulumi_azure_native.Provider("spoke")
            made = ApprovedPrivateEndpoint("e", {**ARGS, **inputs}, pulumi.ResourceOptions(providers=[spoke]))
            made.private_endpoint_id.apply(lambda _: cloud.events.append("known"))
            return {"id": made.private_endpoint_id, "status": made.status, "connection": made.connection_id}

        return declare(program)

    return make


def test_the_request_is_manual_and_carries_its_message(endpoint: Callable[..., Any], cloud: Any) -> None:
    endpoint("Approved", request_message="CHG-1")

    made = cloud.one("azure-native:network:PrivateEndpoint").inputs
    assert "privateLinkServiceConnections" not in made
    assert made["manualPrivateLinkServiceConnections"] == [
        {"name": "e", "privateLinkServiceId": TARGET, "groupIds": ["vault"], "requestMessage": "CHG-1"}
    ]
    assert made["subnet"] == {"id": "/subnet"}


def message(cloud: Any) -> str:
    (connection,) = cloud.one("azure-native:network:PrivateEndpoint").inputs[
        "manualPrivateLinkServiceConnections"
    ]
    return str(connection["requestMessage"])


def test_a_request_says_by_itself_which_program_it_comes_from(
    endpoint: Callable[..., Any], cloud: Any
) -> None:
    endpoint("Approved")

    assert message(cloud) == "project/stack: e"


def test_its_message_holds_to_the_project_s_own_rule(endpoint: Callable[..., Any], cloud: Any) -> None:
    endpoint("Approved")

    made, rule = cloud.one("azure-native:network:PrivateEndpoint"), request_message_required.RULE
    judged = verdict(rule, Case(made.type, made.inputs, complete(rule.id, rule.config, {}), date(2026, 1, 1)))
    assert judged.applicable
    assert judged.violations == ()


def test_a_long_name_leaves_a_message_that_azure_takes(
    endpoint: Callable[..., Any], cloud: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pulumi, "get_project", lambda: "p" * 100)
    monkeypatch.setattr(pulumi, "get_stack", lambda: "s" * 100)

    endpoint("Approved")

    assert message(cloud) == "p" * 100 + "/" + "s" * 39


def test_a_private_link_service_has_no_sub_resource(endpoint: Callable[..., Any], cloud: Any) -> None:
    endpoint("Approved", group_id=None)

    made = cloud.one("azure-native:network:PrivateEndpoint").inputs
    assert "groupIds" not in made["manualPrivateLinkServiceConnections"][0]


def test_the_approval_is_pinned_to_the_endpoint(endpoint: Callable[..., Any], cloud: Any) -> None:
    endpoint("Approved", description="why", on_destroy="delete", tenant_id="home")

    assert cloud.one("pulumi-python:dynamic/privateendpoint:PrivateEndpointApproval").inputs == {
        "targetResourceId": TARGET,
        "privateEndpointId": "/id-of/e-endpoint",
        "description": "why",
        "onDestroy": "delete",
        "tenantId": "home",
    }


def test_nothing_describes_itself(endpoint: Callable[..., Any], cloud: Any) -> None:
    endpoint("Approved")

    assert not any("description" in found.inputs for found in cloud.resources)


def test_outputs_are_known_when_the_endpoint_agrees(endpoint: Callable[..., Any], cloud: Any) -> None:
    assert endpoint("Approved") == {
        "id": "/id-of/e-endpoint",
        "status": "Approved",
        "connection": "/id-of/e-approval",
    }
    assert cloud.events[-3:] == ["e-approval", "says Approved", "known"]
    assert cloud.calls == [{"privateEndpointName": "e-endpoint", "resourceGroupName": "net"}]


def test_an_endpoint_that_was_rejected_meanwhile_fails(endpoint: Callable[..., Any]) -> None:
    with pytest.raises(pulumi.RunError, match="private endpoint e says Rejected"):
        endpoint("Rejected")


def test_dns_follows_the_approval(endpoint: Callable[..., Any], cloud: Any) -> None:
    endpoint("Approved", private_dns_zone_ids=["/zone/a", "/zone/b"])

    zones = cloud.one("azure-native:network:PrivateDnsZoneGroup").inputs["privateDnsZoneConfigs"]
    assert zones == [
        {"name": "zone-1", "privateDnsZoneId": "/zone/a"},
        {"name": "zone-2", "privateDnsZoneId": "/zone/b"},
    ]
    assert "e-approval" in cloud.dependencies["e-dns"]


def test_the_endpoint_is_read_with_the_provider_that_made_it(
    endpoint: Callable[..., Any], cloud: Any
) -> None:
    endpoint("Approved")

    assert cloud.readers == {"spoke"}


def test_policies_see_what_the_program_gave(endpoint: Callable[..., Any], cloud: Any) -> None:
    endpoint("Approved", allowed_subscription_ids=["s"])

    assert cloud.one("private-endpoint:index:ApprovedPrivateEndpoint").inputs == {
        "targetResourceId": TARGET,
        "groupId": "vault",
        "resourceGroupName": "net",
        "subnetId": "/subnet",
        "allowedSubscriptionIds": ["s"],
    }
