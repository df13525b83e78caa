"""Connections as Azure shows them, and estates of them."""

from __future__ import annotations

from datetime import date
from typing import Any

from pulumi_private_endpoint.arm import ResourceId
from pulumi_private_endpoint.audit.estate import Estate
from pulumi_private_endpoint.connections.model import Connection

OWN = "0a4bd5ae-6ba3-4c4e-9df4-3f0e6c1f7d21"
FOREIGN = "c96f3d17-2b0e-4d0a-a3b5-5a8e7d2f9b44"
TODAY = date(2026, 11, 21)
GOOD = "CHG-1042: the analytics team reads orders"


def target(name: str = "shop") -> ResourceId:
    group = f"/subscriptions/{OWN}/resourceGroups/shop/providers"
    return ResourceId.parse(f"{group}/Microsoft.Search/searchServices/{name}")


TARGET = target()


def endpoint(name: str = "a", subscription: str = OWN) -> ResourceId:
    group = f"/subscriptions/{subscription}/resourceGroups/net/providers"
    return ResourceId.parse(f"{group}/Microsoft.Network/privateEndpoints/{name}")


def connection(name: str = "c", of: ResourceId = TARGET, **more: Any) -> Connection:
    given = {
        "status": "Approved",
        "description": GOOD,
        "actions_required": None,
        "private_endpoint_id": endpoint(name),
        "group_ids": ("searchService",),
        "provisioning_state": "Succeeded",
    } | more
    return Connection(target=of, id=of.child("privateEndpointConnections", name), name=name, **given)


def estate(*connections: Connection, **more: Any) -> Estate:
    return Estate(connections, **{"own": frozenset({OWN}), "today": TODAY} | more)
