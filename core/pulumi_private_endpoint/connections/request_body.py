"""The body of the request that carries a decision.

Only writable fields are sent, never what a GET returned (L38). The current
text goes along when the program gives none, because a body without a
description erases the requester's message on some services (rule 7).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pulumi_private_endpoint.connections.services.spec import ServiceSpec

    from .model import Connection


def decision(
    spec: ServiceSpec,
    connection: Connection,
    status: str,
    description: str | None,
    actions_required: str | None,
) -> dict[str, Any]:
    """The JSON body that brings `connection` to `status`, in the service's own shape (E6 to E8)."""
    properties: dict[str, Any] = {
        "privateLinkServiceConnectionState": _state(spec, connection, status, description, actions_required)
    }
    if spec.echoes_endpoint and connection.private_endpoint_id is not None:
        properties["privateEndpoint"] = {"id": str(connection.private_endpoint_id)}
    body: dict[str, Any] = {"properties": properties}
    if spec.sends_id:
        body["id"] = str(connection.id)
    return body


def _state(
    spec: ServiceSpec,
    connection: Connection,
    status: str,
    description: str | None,
    actions_required: str | None,
) -> dict[str, str]:
    state = {"status": status}
    text = connection.description if description is None else description
    if spec.writes_description and text:
        state["description"] = text
    if spec.actions_property is not None and actions_required is not None:
        state[spec.actions_property] = actions_required
    return state
