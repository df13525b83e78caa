"""Two official clients approve against the simulator, and see what they see on Azure.

They share nothing with this product: where one of them stumbles, the simulator is wrong.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from azure.core.exceptions import HttpResponseError, ResourceNotFoundError
from azure.core.pipeline.policies import HeadersPolicy
from azure.mgmt.cosmosdb import CosmosDBManagementClient
from azure.mgmt.keyvault import KeyVaultManagementClient

from pulumi_private_endpoint.simulator import Connection, Running, Scenario, running

SUBSCRIPTION = "0a4bd5ae-6ba3-4c4e-9df4-3f0e6c1f7d21"
GROUP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/shop/providers"
COSMOS = f"{GROUP}/Microsoft.DocumentDB/databaseAccounts/orders"
VAULT = f"{GROUP}/Microsoft.KeyVault/vaults/keys"
ENDPOINT = (
    "/subscriptions/c96f3d17-2b0e-4d0a-a3b5-5a8e7d2f9b44/resourceGroups/warehouse"
    "/providers/Microsoft.Network/privateEndpoints/warehouse-orders"
)


class NoCredential:
    """What the clients want to be given; the header below is what they send."""


@pytest.fixture
def azure() -> Iterator[Running]:
    pending = [
        Connection(
            target=target, name=name, private_endpoint=ENDPOINT, description="please", retry_after="absent"
        )
        for target in (COSMOS, VAULT)
        for name in ("c1", "c2")
    ]
    rejected = Connection(target=COSMOS, name="no", private_endpoint=ENDPOINT, status="Rejected")
    with running(Scenario(connections=(*pending, rejected), time_scale=0.01)) as simulator:
        yield simulator


def client(kind: Any, azure: Running) -> Any:
    # Their own sign-in policy refuses plain http, on loopback too.
    signed_in = HeadersPolicy({"Authorization": "Bearer any"})
    return kind(
        NoCredential(),
        SUBSCRIPTION,
        base_url=azure.url,
        polling_interval=0.05,
        authentication_policy=signed_in,
    )


def truth(azure: Running, name: str, service: str) -> dict[str, Any]:
    (only,) = [c for c in azure.connections() if c["id"].endswith(f"/{name}") and service in c["id"]]
    return only


def approval(description: str) -> dict[str, Any]:
    state = {"status": "Approved", "description": description}
    return {"properties": {"privateLinkServiceConnectionState": state}}


def test_cosmos_db_approves_lists_and_deletes(azure: Running) -> None:
    with client(CosmosDBManagementClient, azure) as cosmos:
        connections = cosmos.private_endpoint_connections
        done = connections.begin_create_or_update("shop", "orders", "c1", approval("by the SDK")).result(30)
        assert done.properties.private_link_service_connection_state.status == "Approved"
        assert {one.name for one in connections.list_by_database_account("shop", "orders")} == {
            "c1",
            "c2",
            "no",
        }
        connections.begin_delete("shop", "orders", "c2").result(30)
        with pytest.raises(ResourceNotFoundError):
            connections.get("shop", "orders", "c2")

    assert truth(azure, "c1", "Microsoft.DocumentD")["description"] == "by the SDK"


def test_e3_cosmos_db_refuses_to_approve_what_was_rejected(azure: Running) -> None:
    with client(CosmosDBManagementClient, azure) as cosmos, pytest.raises(HttpResponseError) as refused:
        cosmos.private_endpoint_connections.begin_create_or_update("shop", "orders", "no", approval("x"))

    assert refused.value.status_code == 400
    assert "rejected private endpoint connections is not supported" in str(refused.value)


def test_key_vault_approves_and_deletes(azure: Running) -> None:
    with client(KeyVaultManagementClient, azure) as vaults:
        connections = vaults.private_endpoint_connections
        connections.put("shop", "keys", "c1", approval("by the SDK"))
        deadline = time.monotonic() + 20
        while truth(azure, "c1", "KeyVault")["status"] != "Approved":
            assert time.monotonic() < deadline
            time.sleep(0.02)
        found = connections.get("shop", "keys", "c1")
        assert found.properties.private_link_service_connection_state.description == "by the SDK"
        connections.begin_delete("shop", "keys", "c2").result(30)
        with pytest.raises(ResourceNotFoundError):
            connections.get("shop", "keys", "c2")
