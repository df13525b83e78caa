"""Fabric's two dynamic resources: what they send, and what is stored of their providers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pulumi
import pytest
from pulumi.dynamic.dynamic import serialize_provider
from pulumi.runtime import mocks

from pulumi_private_endpoint.approval import (
    FabricEndpointStatus,
    FabricManagedPrivateEndpoint,
    fabric_endpoint,
    fabric_status,
)

WORKSPACE = "47482db6-4583-4672-86dd-999d0f8f4d7a"
TARGET = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Sql/servers/v"
# Stored in users' states: these strings can never change.
ENDPOINT = (
    "gASVQQAAAAAAAACMMHB1bHVtaV9wcml2YXRlX2VuZHBvaW50LmFwcHJvdmFsLmZhYnJpY19lbmRwb2ludJSMCFBST1ZJREVSlJOULg=="
)
STATUS = (
    "gASVPwAAAAAAAACMLnB1bHVtaV9wcml2YXRlX2VuZHBvaW50LmFwcHJvdmFsLmZhYnJpY19zdGF0dXOUjAhQUk9WSURFUpSTlC4="
)


@pytest.mark.parametrize(
    ("provider", "golden"),
    [
        pytest.param(fabric_endpoint.PROVIDER, ENDPOINT, id="endpoint"),
        pytest.param(fabric_status.PROVIDER, STATUS, id="status"),
    ],
)
def test_a_provider_is_stored_as_two_names_and_is_no_secret(provider: Any, golden: str) -> None:
    assert serialize_provider(provider) == golden
    assert provider.serialize_as_secret_always is False


class Engine(mocks.Mocks):
    """Takes every registration."""

    def __init__(self) -> None:
        self.registered: dict[str, dict[str, Any]] = {}

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str, dict[str, Any]]:
        self.registered[args.typ.rpartition(":")[2]] = args.inputs
        found = {"endpointId": "e", "provisioningState": "Succeeded", "status": "Approved"}
        return "e", args.inputs | found

    def call(self, args: mocks.MockCallArgs) -> tuple[dict[str, Any], None]:
        raise NotImplementedError(args.token)


def test_they_send_their_inputs_by_the_names_of_the_wire(mocked: Callable[..., None]) -> None:
    engine = Engine()
    mocked(engine)
    seen: dict[str, Any] = {}

    @pulumi.runtime.test  # type: ignore[untyped-decorator]  # Pulumi leaves it untyped
    def program() -> pulumi.Output[None]:
        made = FabricManagedPrivateEndpoint(
            "sql",
            workspace_id=WORKSPACE,
            managed_private_endpoint_name="sql",
            target_resource_id=TARGET,
            request_message="9c1e",
            target_fqdns=["db.example"],
        )
        said = FabricEndpointStatus(
            "said",
            workspace_id=WORKSPACE,
            endpoint_id=made.endpoint_id,
            connection_id="c",
            wait_seconds=60,
        )
        return pulumi.Output.all(id=made.endpoint_id, status=said.status).apply(seen.update)

    program()

    assert engine.registered["FabricManagedPrivateEndpoint"] == {
        "__provider": ENDPOINT,
        "workspaceId": WORKSPACE,
        "managedPrivateEndpointName": "sql",
        "targetResourceId": TARGET,
        "requestMessage": "9c1e",
        "targetFqdns": ["db.example"],
    }
    assert engine.registered["FabricEndpointStatus"] == {
        "__provider": STATUS,
        "workspaceId": WORKSPACE,
        "endpointId": "e",
        "connectionId": "c",
        "waitSeconds": 60,
    }
    assert seen == {"id": "e", "status": "Approved"}
