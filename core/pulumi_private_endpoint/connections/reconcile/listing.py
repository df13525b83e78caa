"""Who is connected to a target, and who waits: for programs and people that only want to look."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pulumi_private_endpoint.connections.model import pending
from pulumi_private_endpoint.connections.properties.fields import ROWS
from pulumi_private_endpoint.connections.properties.inputs import Problem
from pulumi_private_endpoint.connections.services.lookup import spec_to_read
from pulumi_private_endpoint.connections.text import STORED, printable

from .read import list_connections

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pulumi_private_endpoint.arm import ResourceId
    from pulumi_private_endpoint.connections.model import Connection
    from pulumi_private_endpoint.connections.runtime.session import Session

_SECONDS = 300.0
_ASKED = ("target", "api_version", "tenant_id")


def problems(given: Mapping[str, Any]) -> list[str]:
    """What is wrong with the arguments of who asks, by their names on the wire, in a line each."""
    rows = [ROWS[attribute] for attribute in _ASKED]
    unknown = sorted(given.keys() - {row.name for row in rows})
    found = [Problem(name, "is not an argument of getConnections", known=False) for name in unknown]
    for row in rows:
        value = given.get(row.name)
        missing = "is missing: give the id of the resource being connected to" if row.required else None
        reason = missing if value is None else row.check(value)
        found += [Problem(row.name, reason)] if reason else []
    return [str(problem) for problem in found]


async def connections_of(
    session: Session, target: ResourceId, api_version: str | None
) -> list[dict[str, Any]]:
    """All connections of a target, in the order of their names; what Azure does not show is absent.

    Raises:
        UnknownService: The target's type is not known, and no api-version was given.
        ArmError: They could not be read.
    """
    spec = spec_to_read(target.type, api_version)
    found = await list_connections(session, spec, target, session.deadline(_SECONDS))
    return [_shown(connection) for connection in sorted(found, key=lambda each: each.name)]


def _shown(connection: Connection) -> dict[str, Any]:
    endpoint = connection.private_endpoint_id
    shown = {
        "connectionId": str(connection.id),
        "connectionName": connection.name,
        "status": connection.status,
        "description": connection.description,
        "requestMessage": pending(connection),
        "actionsRequired": connection.actions_required,
        "privateEndpointId": str(endpoint) if endpoint else None,
        "requesterSubscriptionId": connection.requester_subscription_id,
        "provisioningState": connection.provisioning_state,
    }
    texts = {name: printable(text, STORED) for name, text in shown.items() if text is not None}
    return texts | {"groupIds": [printable(group, STORED) for group in connection.group_ids]}
