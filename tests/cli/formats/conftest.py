"""Reports to render: of estates put together here, without any Azure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timezone
from typing import Any

import pytest

from pulumi_private_endpoint.audit.estate import Estate
from pulumi_private_endpoint.audit.exemptions import Exemption
from pulumi_private_endpoint.audit.outcome import audit
from pulumi_private_endpoint.cli.audit_report import AuditReport
from pulumi_private_endpoint.connections.model import Connection
from pulumi_private_endpoint.inventory.scope import NotRead, Scope
from tests.audit.conftest import FOREIGN, OWN, TARGET, connection, endpoint

TENANT = "9e1d0000-0000-4000-8000-000000000009"
NOW = datetime(2026, 11, 21, 3, 17, tzinfo=timezone.utc)
HOSTILE = "\x1b[2J\u202egnp.exe </script> [click](https://x) \ud800 é"
MakeReport = Callable[..., AuditReport]


def foreign(name: str = "stranger", **more: Any) -> Connection:
    return connection(name, private_endpoint_id=endpoint(name, FOREIGN), **more)


def exemption(rule: str, name: str, **more: Any) -> Exemption:
    given = {
        "reason": "the vendor's crawler (CHG-7)",
        "until": date(2027, 6, 30),
        "approved_by": "security board",
        "line": 7,
    } | more
    return Exemption(rule, TARGET.child("privateEndpointConnections", name), **given)


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


@pytest.fixture
def everything(make_report: MakeReport) -> AuditReport:
    """All that can be in a report."""
    return make_report(
        connection("asks", status="Pending", description=HOSTILE),
        connection("auto", description="Auto-Approved"),
        connection("hidden", private_endpoint_id=None),
        connection("left", status="Rejected"),
        foreign(),
        exemptions=[exemption("A05", "hidden"), exemption("A02", "stranger", until=date(2026, 1, 1))],
        not_read=[NotRead("/subscriptions/x", f"no rights\n{HOSTILE}")],
        report={"compared": True},
    )
