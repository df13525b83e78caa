"""Typed inputs for the rooms below the provider."""

from __future__ import annotations

from typing import Any

import pytest

from pulumi_private_endpoint.approval.inputs import ApprovalInputs, from_props, problems

SUBSCRIPTION = "/subscriptions/0a4bd5ae-6ba3-4c4e-9df4-3f0e6c1f7d21"
COSMOS = f"{SUBSCRIPTION}/resourceGroups/shop/providers/Microsoft.DocumentDB/databaseAccounts/orders"
ENDPOINT = (
    "/subscriptions/c96f3d17-2b0e-4d0a-a3b5-5a8e7d2f9b44/resourceGroups/warehouse"
    "/providers/Microsoft.Network/privateEndpoints/warehouse-orders"
)


@pytest.fixture
def wanted() -> Any:
    """Typed inputs from wire names; the Cosmos account and its one connection unless said otherwise."""

    def make(**props: Any) -> ApprovalInputs:
        bag = {"targetResourceId": COSMOS, "description": "CHG-1 orders"} | props
        if not bag.keys() & {"connectionName", "privateEndpointId", "privateEndpointName", "requestMessage"}:
            bag["privateEndpointId"] = ENDPOINT
        bag = {name: value for name, value in bag.items() if value is not None}
        assert problems(bag) == []
        return from_props(bag)

    return make
