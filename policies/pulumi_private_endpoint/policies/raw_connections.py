"""Connections written with azure-native itself: as resources of their own, or inside their target.

azure-native has 93 resource types for a connection, and one that writes whatever type it is told. Some
targets (Event Hubs, Synapse, IoT Hub and others) take a list of connections among their own properties.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from .resource_types import GENERIC, is_raw_connection, native
from .rule import is_unknown

if TYPE_CHECKING:
    from .rule import Case

APPLIES_TO = (
    "every azure-native `*PrivateEndpointConnection*` resource, `resources:Resource` of such a type, and any "
    "other one with `private_endpoint_connections`"
)

# ARM's path of a generic resource is these four in a row, and any of them may hold a slash.
_PATH = ("resourceProviderNamespace", "parentResourcePath", "resourceType", "resourceName")

_STATE = "privateLinkServiceConnectionState"


def applies(case: Case) -> bool:
    """Whether the case writes connections."""
    return native(case.type) is not None and len(connections(case)) > 0


def connections(case: Case) -> Sequence[Mapping[str, Any]]:
    """The properties of each connection the case writes."""
    if is_raw_connection(case.type) or (native(case.type) == GENERIC and _names_connections(case.props)):
        return [case.props]
    inside = case.props.get("properties")
    bags = (case.props, inside if isinstance(inside, Mapping) else {})
    return next((found for bag in bags if (found := bag.get("privateEndpointConnections"))), [])


def _names_connections(props: Mapping[str, Any]) -> bool:
    unknown = [name for name in _PATH if is_unknown(props, name)]
    path = "/".join(props.get(name) or "" for name in _PATH if name not in unknown)
    # Reading one that is not known yet raises: it may be the one.
    return "privateendpointconnections" in path.lower().split("/") or bool(unknown and props.get(unknown[0]))


def state(connection: Mapping[str, Any]) -> Mapping[str, Any]:
    """The connection's state: a property of most types, inside `properties` of the others."""
    bag = connection if _STATE in connection else connection.get("properties") or {}
    found: Mapping[str, Any] = bag.get(_STATE) or {}
    return found
