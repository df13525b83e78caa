from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pulumi
import pytest

from pulumi_private_endpoint.components import ApprovedFrontDoorOrigin

TARGET = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Web/sites/v"
APPROVAL = "pulumi-python:dynamic/privateendpoint:PrivateEndpointApproval"


@pytest.fixture
def origin(declare: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    def make(*locations: str) -> dict[str, Any]:
        def program() -> dict[str, Any]:
            made = ApprovedFrontDoorOrigin(
                "web",
                {
                    "resource_group_name": "g",
                    "profile_name": "edge",
                    "origin_group_name": "group",
                    "host_name": "shop.example",
                    "target_resource_id": TARGET,
                    "group_id": "sites",
                    "private_link_locations": locations,
                    "priority": 2,
                },
            )
            return {"connections": made.connection_ids, "origins": made.origin_ids}

        return declare(program)

    return make


def test_every_region_has_its_own_nonce_origin_and_approval(origin: Callable[..., Any], cloud: Any) -> None:
    outputs = origin("westeurope", "eastus")

    origins = cloud.all("azure-native:cdn:AFDOrigin")
    asked = {
        found.name: (
            found.inputs["sharedPrivateLinkResource"]["privateLinkLocation"],
            found.inputs["sharedPrivateLinkResource"]["requestMessage"],
        )
        for found in origins
    }
    assert asked == {
        "web-westeurope-origin": ("westeurope", "/id-of/web-westeurope-nonce"),
        "web-eastus-origin": ("eastus", "/id-of/web-eastus-nonce"),
    }
    approved = {found.name: found.inputs["requestMessage"] for found in cloud.all(APPROVAL)}
    assert approved == {
        "web-westeurope-approval": "/id-of/web-westeurope-nonce",
        "web-eastus-approval": "/id-of/web-eastus-nonce",
    }
    assert outputs == {
        "connections": {
            "westeurope": "/id-of/web-westeurope-approval",
            "eastus": "/id-of/web-eastus-approval",
        },
        "origins": {"westeurope": "/id-of/web-westeurope-origin", "eastus": "/id-of/web-eastus-origin"},
    }


def test_the_origin_is_made_as_given(origin: Callable[..., Any], cloud: Any) -> None:
    origin("eastus")

    assert cloud.one("azure-native:cdn:AFDOrigin").inputs == {
        "resourceGroupName": "g",
        "profileName": "edge",
        "originGroupName": "group",
        "hostName": "shop.example",
        "originHostHeader": "shop.example",
        "priority": 2,
        "enabledState": "Enabled",
        # azure-native's own defaults.
        "httpPort": 80,
        "httpsPort": 443,
        "enforceCertificateNameCheck": True,
        "sharedPrivateLinkResource": {
            "privateLink": {"id": TARGET},
            "privateLinkLocation": "eastus",
            "groupId": "sites",
            "requestMessage": "/id-of/web-eastus-nonce",
        },
    }
    assert cloud.events == ["web", "web-eastus-nonce", "web-eastus-origin", "web-eastus-approval"]
    assert "web-eastus-origin" in cloud.dependencies["web-eastus-approval"]


@pytest.mark.parametrize(
    "locations", [pytest.param([], id="none"), pytest.param(["eastus", "eastus"], id="one twice")]
)
def test_regions_are_named_once_each(origin: Callable[..., Any], locations: list[str]) -> None:
    with pytest.raises(pulumi.RunError, match="at least one region, each of them once"):
        origin(*locations)
