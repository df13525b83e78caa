"""Connections written with azure-native itself: as resources of their own, or inside their target.

azure-native has 93 resource types for a connection, and some targets (Event Hubs, Synapse, IoT Hub and
others) take a list of connections among their own properties.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from .resource_types import is_raw_connection, native

if TYPE_CHECKING:
    from .rule import Case

APPLIES_TO = (
    "every azure-native `*PrivateEndpointConnection*` resource, and any other one with "
    "`private_endpoint_connections`"
)

_STATE = "privateLinkServiceConnectionState"


def applies(case: Case) -> bool:
    """Whether the case writes connections."""
    return native(case.type) is not None and len(connections(case)) > 0


def connections(case: Case) -> Sequence[Mapping[str, Any]]:
    """The properties of each connection the case writes."""
    if is_raw_connection(case.type):
        return [case.props]
    inside = case.props.get("properties")
    holders = (case.props, inside if isinstance(inside, Mapping) else {})
    return next((found for holder in holders if (found := holder.get("privateEndpointConnections"))), [])


def state(connection: Mapping[str, Any]) -> Mapping[str, Any]:
    """The connection's state: a property of most types, inside `properties` of the others."""
    holder = connection if _STATE in connection else connection.get("properties") or {}
    found: Mapping[str, Any] = holder.get(_STATE) or {}
    return found
