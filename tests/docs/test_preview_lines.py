"""docs/concepts.md quotes previews: each is shown here and looked up there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pulumi_private_endpoint.connections.errors import ApprovalError
from pulumi_private_endpoint.connections.properties.inputs import from_props
from pulumi_private_endpoint.connections.reconcile.preview import preview_create, preview_update
from pulumi_private_endpoint.simulator import Connection

PAGE = (Path(__file__).parents[2] / "docs" / "concepts.md").read_text(encoding="utf-8")
TARGET = (
    "/subscriptions/0a4bd5ae-6ba3-4c4e-9df4-3f0e6c1f7d21/resourceGroups/shop/providers"
    "/Microsoft.DocumentDB/databaseAccounts/orders"
)
ENDPOINT = (
    "/subscriptions/c96f3d17-2b0e-4d0a-a3b5-5a8e7d2f9b44/resourceGroups/warehouse"
    "/providers/Microsoft.Network/privateEndpoints/orders"
)
STRANGER = (
    "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/x"
    "/providers/Microsoft.Network/privateEndpoints/orders"
)
MESSAGE = "Please approve, warehouse team"
NOW = {"targetResourceId": TARGET, "description": "CHG-2 orders"}
STATE = NOW | {"connectionName": "orders.3f1c", "privateEndpointId": ENDPOINT, "description": "CHG-1 orders"}


def request(name: str = "orders.3f1c", endpoint: str = ENDPOINT, **more: Any) -> Connection:
    given = {"description": MESSAGE} | more
    return Connection(target=TARGET, name=name, private_endpoint=endpoint, **given)


@pytest.mark.parametrize("endpoint", [ENDPOINT, ENDPOINT.removesuffix("s")], ids=["it is there", "a slip"])
def test_the_page_has_what_is_said_of_a_new_approval(azure: Any, endpoint: str) -> None:
    sim = azure([request()])

    sim.run(preview_create(sim.session.named("orders"), from_props(NOW | {"privateEndpointId": endpoint})))

    (said,) = sim.told.notes
    assert f"```text\n{said}\n```" in PAGE


def test_the_page_has_what_is_said_of_another_text(azure: Any) -> None:
    sim = azure([request(status="Approved", description="CHG-1 orders")])

    sim.run(
        preview_update(sim.session.named("orders"), from_props(NOW | {"privateEndpointId": ENDPOINT}), STATE)
    )

    (said,) = sim.told.notes
    assert f"```text\n{said}\n```" in PAGE


@pytest.mark.parametrize(
    "inputs",
    [
        pytest.param({"privateEndpointName": "orders"}, id="several"),
        pytest.param(
            {"connectionName": "orders.9b77", "allowedSubscriptionIds": [ENDPOINT.split("/")[2]]},
            id="another's subscription",
        ),
    ],
)
def test_the_page_has_what_a_preview_fails_with(azure: Any, inputs: dict[str, Any]) -> None:
    sim = azure([request(), request("orders.9b77", STRANGER)])

    with pytest.raises(ApprovalError) as failure:
        sim.run(preview_create(sim.session, from_props(NOW | inputs)))

    assert str(failure.value).partition("\n")[0] in PAGE
