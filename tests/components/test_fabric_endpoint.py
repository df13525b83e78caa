from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from pulumi_private_endpoint.components import ApprovedFabricEndpoint

WORKSPACE = "47482db6-4583-4672-86dd-999d0f8f4d7a"
TARGET = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Sql/servers/v"
DYNAMIC = "pulumi-python:dynamic/privateendpoint:"


@pytest.fixture
def endpoint(declare: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    def make(**inputs: Any) -> dict[str, Any]:
        def program() -> dict[str, Any]:
            made = ApprovedFabricEndpoint(
                "e",
                workspace_id=WORKSPACE,
                managed_private_endpoint_name="sql",
                target_resource_id=TARGET,
                **inputs,
            )
            return {"connection": made.connection_id, "status": made.status, "asked": made.request_message}

        return declare(program)

    return make


def test_the_request_the_approval_and_the_wait_come_one_after_another(
    endpoint: Callable[..., Any], cloud: Any
) -> None:
    outputs = endpoint(group_id="sqlServer", description="CHG-1", wait_for_consumer_seconds=60)

    assert cloud.one(f"{DYNAMIC}FabricManagedPrivateEndpoint").inputs == {
        "workspaceId": WORKSPACE,
        "managedPrivateEndpointName": "sql",
        "targetResourceId": TARGET,
        "groupId": "sqlServer",
        "requestMessage": "/id-of/e-nonce",
    }
    assert cloud.one(f"{DYNAMIC}PrivateEndpointApproval").inputs == {
        "targetResourceId": TARGET,
        "requestMessage": "/id-of/e-nonce",
        "description": "CHG-1 (/id-of/e-nonce)",
    }
    assert cloud.one(f"{DYNAMIC}FabricEndpointStatus").inputs == {
        "workspaceId": WORKSPACE,
        "endpointId": "/id-of/e-endpoint",
        "connectionId": "/id-of/e-approval",
        "waitSeconds": 60,
    }
    assert cloud.events == ["e", "e-nonce", "e-endpoint", "e-approval", "e-status"]
    assert "e-endpoint" in cloud.dependencies["e-approval"]
    assert "e-approval" in cloud.dependencies["e-status"]
    assert outputs == {
        "connection": "/id-of/e-approval",
        "status": "Approved",
        "asked": "/id-of/e-nonce",
    }


def test_a_private_link_service_has_host_names_and_no_group(endpoint: Callable[..., Any], cloud: Any) -> None:
    endpoint(target_fqdns=["db.example"], request_message="9c1e")

    made = cloud.one(f"{DYNAMIC}FabricManagedPrivateEndpoint").inputs
    assert (made["targetFqdns"], made["requestMessage"]) == (["db.example"], "9c1e")
    assert "groupId" not in made
    assert cloud.all(f"{DYNAMIC}Nonce") == []
