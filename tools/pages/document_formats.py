"""docs/audit-formats.md and docs/audit-example.html: one small audit in each format, as it is printed."""

from __future__ import annotations

import io
import json
from datetime import date, datetime, timezone
from functools import cache
from typing import Any

from rich.console import Console

from pulumi_private_endpoint.arm import ResourceId
from pulumi_private_endpoint.audit.estate import Estate
from pulumi_private_endpoint.audit.exemptions import Exemption
from pulumi_private_endpoint.audit.outcome import audit
from pulumi_private_endpoint.cli.audit_report import AuditReport
from pulumi_private_endpoint.cli.formats import TEXTS, AuditOutput
from pulumi_private_endpoint.cli.formats.table import as_table
from pulumi_private_endpoint.cli.places import Place, Places
from pulumi_private_endpoint.connections.model import Connection
from pulumi_private_endpoint.evidence.stacks import Recorded
from pulumi_private_endpoint.inventory.scope import NotRead, Scope
from tools.pages.page import Page

_OURS, _THEIRS = "0a4bd5ae-6ba3-4c4e-9df4-3f0e6c1f7d21", "c96f3d17-2b0e-4d0a-a3b5-5a8e7d2f9b44"
_TENANT = "9e1d4c20-5a1b-4f0e-8c3d-2b7a6e5f4d31"
_GROUP = f"/subscriptions/{_OURS}/resourceGroups/shop/providers"
_SHOP = ResourceId.parse(f"{_GROUP}/Microsoft.Search/searchServices/shop")
_NIGHT = datetime(2026, 11, 21, 3, 17, tzinfo=timezone.utc)
_URN = "urn:pulumi:prod::shop::private-endpoint:index:PrivateEndpointApproval::orders"
_WIDE = 1000


def _connection(name: str, status: str, text: str, subscription: str | None) -> Connection:
    network = f"/subscriptions/{subscription}/resourceGroups/net/providers/Microsoft.Network/privateEndpoints"
    return Connection(
        target=_SHOP,
        id=_SHOP.child("privateEndpointConnections", name),
        name=name,
        status=status,
        description=text,
        actions_required=None,
        private_endpoint_id=ResourceId.parse(f"{network}/{name}") if subscription else None,
        group_ids=("searchService",),
        provisioning_state="Succeeded",
    )


_ORDERS = _connection("orders", "Approved", "CHG-1: the order service looks up articles", _OURS)
_VENDOR = _connection("vendor", "Approved", "CHG-7: the vendor's crawler fills the index", _THEIRS)
_EVERY = (
    _ORDERS,
    _connection("stock", "Pending", "please, warehouse team", _OURS),
    _VENDOR,
    _connection("front-door", "Approved", "CHG-9: the shop's front door", None),
    _connection("old", "Disconnected", "CHG-2: moved to orders", _OURS),
)


def _report(*connections: Connection, not_read: tuple[NotRead, ...] = ()) -> AuditReport:
    text = _ORDERS.description
    record = Recorded(_SHOP, "orders", "Approved", text, _URN, reason=text)
    front_door = _SHOP.child("privateEndpointConnections", "front-door")
    accepted = Exemption(
        "A05", front_door, "Front Door hides its endpoints (CHG-9)", date(2027, 6, 30), "security board", 1
    )
    estate = Estate(
        connections,
        frozenset({_OURS}),
        _NIGHT.date(),
        tenants={_THEIRS: _TENANT},
        whose={_THEIRS: _TENANT},
        recorded={record.key: record},
    )
    found = audit(estate, [accepted] if len(connections) > 1 else [])
    places = Places({_URN: Place("approvals.json", 14)}, ("approvals.json",), "exemptions.yaml")
    scope = Scope(subscriptions=(_OURS,))
    return AuditReport(scope, estate, found, not_read, _NIGHT, places=places)


@cache
def _whole() -> AuditReport:
    site = f"{_GROUP}/Microsoft.Web/sites/shop"
    why = (
        f"GET {site}/privateEndpointConnections was refused (403 AuthorizationFailed). "
        "Ask for Microsoft.Web/sites/privateEndpointConnections/read."
    )
    return _report(*_EVERY, not_read=(NotRead(site, why),))


def _table(report: AuditReport) -> str:
    printed = io.StringIO()
    Console(width=_WIDE, file=printed).print(as_table(report))
    return "\n".join(line.rstrip() for line in printed.getvalue().splitlines())


def _pretty(part: Any) -> str:
    return json.dumps(part, indent=2)


def _parts() -> dict[str, object]:
    whole, small = _whole(), _report(_VENDOR)
    (run,) = json.loads(TEXTS[AuditOutput.SARIF](small))["runs"]
    events = json.loads(TEXTS[AuditOutput.OCSF](small))
    return {
        "table": _table(whole),
        "csv": TEXTS[AuditOutput.CSV](whole).rstrip(),
        "markdown": TEXTS[AuditOutput.MARKDOWN](whole),
        "json": TEXTS[AuditOutput.JSON](small),
        "sarif": _pretty(run["results"][0]),
        "ocsf": _pretty(events[0]),
    }


PAGE = Page("audit-formats.md", _parts)
EXAMPLE = Page("audit-example.html", lambda: {"page": TEXTS[AuditOutput.HTML](_whole())})
