"""Inputs, connections and states of approvals of one target, as the core makes them."""

from __future__ import annotations

from typing import Any

from pulumi_private_endpoint.arm import ResourceId
from pulumi_private_endpoint.connections.model import Connection
from pulumi_private_endpoint.connections.properties import state
from pulumi_private_endpoint.connections.services.lookup import spec_for
from pulumi_private_endpoint.connections.sets import state as set_state

TARGET = (
    "/subscriptions/0a4bd5ae-6ba3-4c4e-9df4-3f0e6c1f7d21/resourceGroups/shop"
    "/providers/Microsoft.DocumentDB/databaseAccounts/orders"
)
ENDPOINTS = (
    "/subscriptions/c96f3d17-2b0e-4d0a-a3b5-5a8e7d2f9b44/resourceGroups/warehouse"
    "/providers/Microsoft.Network/privateEndpoints"
)
SPEC = spec_for("Microsoft.DocumentDB/databaseAccounts")


def entry(name: str, text: str = "CHG-1", **more: Any) -> dict[str, Any]:
    """The inputs of an approval of the endpoint of that name."""
    return {
        "targetResourceId": TARGET,
        "privateEndpointId": f"{ENDPOINTS}/{name}",
        "description": text,
        "status": "Approved",
        **more,
    }


def connection(name: str, text: str = "CHG-1", status: str = "Approved") -> Connection:
    """That endpoint's connection."""
    target = ResourceId.parse(TARGET)
    return Connection(
        target=target,
        id=target.child(SPEC.segment, name),
        name=name,
        status=status,
        description=text,
        actions_required=None,
        private_endpoint_id=ResourceId.parse(f"{ENDPOINTS}/{name}"),
        group_ids=("Sql",),
        provisioning_state="Succeeded",
    )


def asked(name: str) -> Connection:
    """The same, before anybody decided."""
    return connection(name, "please", "Pending")


def bag(name: str) -> dict[str, Any]:
    """The state of its approval."""
    history = state.first_seen(asked(name), "please", "Pending")
    return state.outputs(entry(name), connection(name), SPEC, history)


def set_bag(**names: str) -> dict[str, Any]:
    """The state of a set: the endpoint's name by the entry's key."""
    entries = {key: entry(name) for key, name in names.items()}
    return set_state.packed({"approvals": entries}, [(key, bag(name)) for key, name in names.items()])
