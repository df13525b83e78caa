"""`getConnections`: who is connected to a resource, and who waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pulumi_private_endpoint.arm import ResourceId
from pulumi_private_endpoint.connections.reconcile.listing import connections_of

if TYPE_CHECKING:
    from .answers import Props
    from .call import Call

TOKEN = "private-endpoint:index:getConnections"  # noqa: S105 - a Pulumi function
_SECONDS = 300.0


async def get_connections(call: Call, given: Props) -> Props:
    """The connections of a target; the arguments have no problems."""
    target = ResourceId.parse(given["targetResourceId"])
    found = await call.run(
        lambda session: connections_of(session, target, given.get("apiVersion")),
        _SECONDS,
        given.get("tenantId"),
    )
    return {"connections": found}
