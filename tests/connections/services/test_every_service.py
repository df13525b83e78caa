"""Every service from wish to proof: the table's row against a simulator that has never seen the table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from pulumi_private_endpoint.connections.reconcile.approve import approve
from pulumi_private_endpoint.connections.services.table import SERVICES
from pulumi_private_endpoint.simulator import Connection

if TYPE_CHECKING:
    from pulumi_private_endpoint.connections.services.spec import ServiceSpec

GROUP = "/subscriptions/0a4bd5ae-6ba3-4c4e-9df4-3f0e6c1f7d21/resourceGroups/shop/providers"
ENDPOINT = f"{GROUP}/Microsoft.Network/privateEndpoints/warehouse"
APPROVABLE = [spec for spec in SERVICES if spec.refusal is None]


def target_of(spec: ServiceSpec) -> str:
    namespace, *types = spec.type.split("/")
    return f"{GROUP}/{namespace}" + "".join(f"/{kind}/orders" for kind in types)


@pytest.mark.parametrize("status", ["Approved", "Rejected"])
@pytest.mark.parametrize("spec", APPROVABLE, ids=lambda spec: spec.type)
def test_a_pending_connection_is_decided(azure: Any, wanted: Any, spec: ServiceSpec, status: str) -> None:
    target = target_of(spec)
    pending = Connection(target=target, name="c1", private_endpoint=ENDPOINT, description="please")
    sim = azure([pending])

    decided = sim.run(
        approve(sim.session, wanted(targetResourceId=target, privateEndpointId=ENDPOINT, status=status))
    )

    assert decided.connection.status == sim.connection["status"] == status
    assert sim.connection["description"] == ("CHG-1 orders" if spec.writes_description else "please")
    assert [request for request in sim.requests if not request.startswith("GET")] == [
        f"{spec.verb} connection"
    ]
