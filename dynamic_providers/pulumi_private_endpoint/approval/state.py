"""What is kept in Pulumi's state, and the way back from it.

One flat bag in camelCase: the inputs as given, and what Azure says. Some names
are both (a connection's name may be given or found), so `declaredInputs` keeps
which of those the program gave: refresh must return the inputs, and a dynamic
provider is handed the outputs only. Nothing secret is in it (rule 9).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pulumi_private_endpoint.arm import ResourceId

from .inputs import INPUTS
from .text import STORED, printable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .connection import Connection
    from .service_spec import ServiceSpec

DECLARED = "declaredInputs"
PINNED = "approvedPrivateEndpointId"
"""The requester the decision was made for; unlike `privateEndpointId` a refresh never changes it."""

_BOTH = frozenset(
    {"connectionName", "privateEndpointId", "requestMessage", "description", "actionsRequired", "apiVersion"}
)
OUTPUTS = (
    "connectionId",
    "connectionName",
    "privateEndpointId",
    "requesterSubscriptionId",
    "groupIds",
    "provisioningState",
    "requestMessage",
    "previousStatus",
    "apiVersion",
    "service",
    PINNED,
    DECLARED,
)
"""Every output's name on the wire, beside the inputs'."""


def outputs(
    props: Mapping[str, Any], connection: Connection, spec: ServiceSpec, history: Mapping[str, str | None]
) -> dict[str, Any]:
    """The bag for the state.

    Args:
        props: The inputs as checked.
        connection: What Azure shows.
        spec: How it was read.
        history: What only we can know: `requestMessage`, `previousStatus` and the pinned requester.
    """
    endpoint = connection.private_endpoint_id
    computed = {
        "status": connection.status,
        "description": connection.description,
        "actionsRequired": connection.actions_required,
        "connectionId": str(connection.id),
        "connectionName": connection.name,
        "privateEndpointId": str(endpoint) if endpoint else None,
        "requesterSubscriptionId": connection.requester_subscription_id,
        "groupIds": [_kept(group) for group in connection.group_ids],
        "provisioningState": connection.provisioning_state,
        "apiVersion": spec.api_version,
        "service": spec.type,
        DECLARED: sorted(name for name in _BOTH if props.get(name) is not None),
        **history,
    }
    given = {name: props[name] for name in INPUTS if name not in _BOTH and props.get(name) is not None}
    return given | {name: _kept(value) for name, value in computed.items() if value is not None}


def declared_inputs(outs: Mapping[str, Any]) -> dict[str, Any]:
    """The inputs the program gave, with what the state holds for them now."""
    declared = set(outs.get(DECLARED) or ())
    return {name: outs[name] for name in INPUTS if name in outs and (name not in _BOTH or name in declared)}


def identity(outs: Mapping[str, Any]) -> tuple[str, ResourceId | None]:
    """The connection's name and the requester it was decided for."""
    pinned = outs.get(PINNED)
    return str(outs["connectionName"]), ResourceId.parse(pinned) if pinned else None


def first_seen(
    connection: Connection, request_message: str | None = None, previous_status: str | None = None
) -> dict[str, str | None]:
    """The history that begins with this connection: its requester is the one decided for."""
    endpoint = connection.private_endpoint_id
    return {
        "requestMessage": request_message,
        "previousStatus": previous_status,
        PINNED: str(endpoint) if endpoint else None,
    }


def history(outs: Mapping[str, Any]) -> dict[str, str | None]:
    """The part of the state that no later look at Azure can restore."""
    return {name: outs.get(name) for name in ("requestMessage", "previousStatus", PINNED)}


def _kept(value: Any) -> Any:
    """Text as it may stand in a state file: whatever wrote it, escaped and bounded."""
    return printable(value, STORED) if isinstance(value, str) else value
