"""Reports to render: of estates put together here, without any Azure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timezone
from typing import Any

import pytest

from pulumi_private_endpoint.arm import ResourceId
from pulumi_private_endpoint.audit.estate import Estate
from pulumi_private_endpoint.audit.exemptions import Exemption
from pulumi_private_endpoint.audit.report import audit
from pulumi_private_endpoint.cli.formats.report import AuditReport
from pulumi_private_endpoint.connections.model import Connection
from pulumi_private_endpoint.inventory.scope import NotRead, Scope

OWN = "0a4bd5ae-6ba3-4c4e-9df4-3f0e6c1f7d21"
FOREIGN = "c96f3d17-2b0e-4d0a-a3b5-5a8e7d2f9b44"
TENANT = "9e1d0000-0000-4000-8000-000000000009"
NOW = datetime(2026, 11, 21, 3, 17, tzinfo=timezone.utc)
GOOD = "CHG-1042: the analytics team reads orders"
MakeReport = Callable[..., AuditReport]


def target(name: str = "shop") -> ResourceId:
    group = f"/subscriptions/{OWN}/resourceGroups/shop/providers"
    return ResourceId.parse(f"{group}/Microsoft.Search/searchServices/{name}")


def endpoint(name: str = "a", subscription: str = OWN) -> ResourceId:
    group = f"/subscriptions/{subscription}/resourceGroups/net/providers"
    return ResourceId.parse(f"{group}/Microsoft.Network/privateEndpoints/{name}")


def connection(name: str = "c", of: ResourceId | None = None, **more: Any) -> Connection:
    where = of or target()
    given = {
        "status": "Approved",
        "description": GOOD,
        "actions_required": None,
        "private_endpoint_id": endpoint(name),
        "group_ids": ("searchService",),
        "provisioning_state": "Succeeded",
    } | more
    return Connection(target=where, id=where.child("privateEndpointConnections", name), name=name, **given)


def foreign(name: str = "stranger", **more: Any) -> Connection:
    return connection(name, private_endpoint_id=endpoint(name, FOREIGN), **more)


def exemption(rule: str, name: str, **more: Any) -> Exemption:
    given = {
        "reason": "the vendor's crawler (CHG-7)",
        "until": date(2027, 6, 30),
        "approved_by": "security board",
        "line": 7,
    } | more
    return Exemption(rule, target().child("privateEndpointConnections", name), **given)


@pytest.fixture
def make_report() -> MakeReport:
    """`make_report(connection(), …, exemptions=[…], not_read=[…])`; what else is given is the estate's."""

    def make(
        *connections: Connection,
        exemptions: Sequence[Exemption] = (),
        not_read: Sequence[NotRead] = (),
        report: dict[str, Any] | None = None,
        **more: Any,
    ) -> AuditReport:
        given = {"own": frozenset({OWN}), "today": NOW.date()} | more
        estate = Estate(connections, **given)
        scope = Scope(subscriptions=(OWN,))
        found = audit(estate, exemptions)
        return AuditReport(scope, estate, found, tuple(not_read), NOW, **(report or {}))

    return make
