"""Connections as Azure shows them, and what is adopted of them."""

from __future__ import annotations

from datetime import date
from typing import Any

from pulumi_private_endpoint.adoption.entries import Adoption, Wanted, adoptions
from pulumi_private_endpoint.arm import ResourceId
from pulumi_private_endpoint.connections.model import Connection

OWN = "0a4bd5ae-6ba3-4c4e-9df4-3f0e6c1f7d21"
OTHER = "5c1a0000-0000-4000-8000-000000000002"
TODAY = date(2026, 11, 21)
WHY = "CHG-1042: the analytics team reads orders"
HOSTILE = [
    "x', evil='1",
    'x", evil="1',
    "{code} {{code}} %s",
    "ünïcode \U0001f511 日本",
    "\\",
    "\\'\\\"",
    '"""',
    "'\"",
    "it's \"both\" of 'them'",
    "# no comment",
    "${pulumi.cwd} $${x} $$ $",
    "- a: [b]",
    "*alias &anchor !!python/object/apply:os.abort []",
    "null",
    "1e5",
    " begins with a space",
    "=cmd|' /C calc'!A0",
    "| a | b |",
]
"""Texts that a program may declare, and that would be something else in careless code."""


def target(name: str = "shop", subscription: str = OWN, kind: str = "Search/searchServices") -> ResourceId:
    group = f"/subscriptions/{subscription}/resourceGroups/g"
    return ResourceId.parse(f"{group}/providers/Microsoft.{kind}/{name}")


def endpoint(name: str) -> ResourceId:
    group = f"/subscriptions/{OTHER}/resourceGroups/net"
    return ResourceId.parse(f"{group}/providers/Microsoft.Network/privateEndpoints/{name}")


def connection(name: str = "c", requester: str | None = "billing", **more: Any) -> Connection:
    given = {
        "target": target(),
        "status": "Approved",
        "description": WHY,
        "actions_required": None,
        "private_endpoint_id": endpoint(requester) if requester else None,
        "group_ids": ("searchService",),
        "provisioning_state": "Succeeded",
    } | more
    id_ = given["target"].child("privateEndpointConnections", name)
    return Connection(id=id_, name=name, **given)


def adopted(*connections: Connection, **wanted: Any) -> Adoption:
    (found,) = adoptions(connections, Wanted(TODAY, **wanted))
    return found
