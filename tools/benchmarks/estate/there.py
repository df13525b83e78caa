"""The estate: how much there is of what, and whose it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pulumi_private_endpoint.simulator import Connection, Scenario, Throttle

if TYPE_CHECKING:
    from collections.abc import Iterator

TARGETS, SUBSCRIPTIONS, EACH = 5000, 50, 4
# In turn. Resource Graph shows the first three with their connections; the others are listed.
_KINDS = (
    "Microsoft.Storage/storageAccounts",
    "Microsoft.KeyVault/vaults",
    "Microsoft.Sql/servers",
    "Microsoft.Web/sites",
    "Microsoft.DocumentDB/databaseAccounts",
)
_ONE_FOREIGN_IN = 100
_STRANGER = "c96f3d17-2b0e-4d0a-a3b5-5a8e7d2f9b44"


def subscriptions() -> list[str]:
    """Their ids."""
    return [f"0a4bd5ae-6ba3-4c4e-9df4-{number:012}" for number in range(SUBSCRIPTIONS)]


def scenario() -> Scenario:
    """An Azure that holds it, with ARM's limits."""
    return Scenario(connections=tuple(_connections()), throttle=Throttle())


def _connections() -> Iterator[Connection]:
    own = subscriptions()
    for number in range(TARGETS):
        group = f"/subscriptions/{own[number % SUBSCRIPTIONS]}/resourceGroups/shop/providers"
        # Each kind in every subscription.
        kind = _KINDS[number // SUBSCRIPTIONS % len(_KINDS)]
        asking = own[0] if number % _ONE_FOREIGN_IN else _STRANGER
        endpoints = f"/subscriptions/{asking}/resourceGroups/net/providers/Microsoft.Network/privateEndpoints"
        for index in range(EACH):
            yield Connection(
                target=f"{group}/{kind}/t{number:04}",
                name=f"t{number:04}-{index}.1f0c7a52",
                private_endpoint=f"{endpoints}/e{number:04}-{index}",
                status="Approved",
                description="CHG-1234: orders for the analytics team, review by 2999-12-31",
                group_ids=("sub",),
            )
