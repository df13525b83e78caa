"""Connections that are written round the approval: with azure-native, with azapi, or by a template.

azure-native has 93 resource types for a connection, and one that writes whatever type it is told. Some
targets (Event Hubs, Synapse, IoT Hub and others) take a list of connections among their own properties. azapi
writes whatever type it is told, and so does a template.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from . import templates
from .resource_types import GENERIC, azapi, is_deployment, is_raw_connection, native
from .rule import is_unknown
from .templates import STATE, Unread, as_object

if TYPE_CHECKING:
    from .rule import Case

APPLIES_TO = (
    "every azure-native `*PrivateEndpointConnection*` resource, `resources:Resource` of such a type, any "
    "other one with `private_endpoint_connections`, `azapi` resources that write either, and what the "
    "templates of `resources:Deployment*` write"
)

# ARM's path of a generic resource is these four in a row, and any of them may hold a slash.
_PATH = ("resourceProviderNamespace", "parentResourcePath", "resourceType", "resourceName")
_READING = frozenset({"GET", "HEAD"})


def applies(case: Case) -> bool:
    """Whether the case writes connections."""
    return len(connections(case)) > 0


def connections(case: Case) -> Sequence[Mapping[str, Any]]:
    """The properties of each connection the case writes."""
    if (kind := azapi(case.type)) is not None:
        return _of_azapi(kind, case.props)
    if native(case.type) is None:
        return []
    if is_deployment(case.type):
        return _deployed(case.props)
    if is_raw_connection(case.type) or (native(case.type) == GENERIC and _names_connections(case.props)):
        return [case.props]
    return _inside(case.props)


def _inside(props: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """Those in the list that a target has among its properties."""
    inside = props.get("properties")
    bags = (props, inside if isinstance(inside, Mapping) else {})
    return next((found for bag in bags if (found := bag.get("privateEndpointConnections"))), [])


def _names_connections(props: Mapping[str, Any]) -> bool:
    unknown = [name for name in _PATH if is_unknown(props, name)]
    path = "/".join(props.get(name) or "" for name in _PATH if name not in unknown)
    # Reading one that is not known yet raises: it may be the one.
    return _is_path(path) or bool(unknown and props.get(unknown[0]))


def _is_path(path: str) -> bool:
    return templates.CONNECTIONS in path.lower().split("/")


def _of_azapi(kind: str, props: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    if kind == "ResourceAction" and str(props.get("method") or "POST").upper() in _READING:
        return []
    type_ = str(props.get("type") or "").partition("@")[0]
    action = str(props.get("action") or "") if kind == "ResourceAction" else ""
    if _is_path(f"{type_}/{action}"):
        return [props]
    return _inside(as_object(props.get("body")))


def _deployed(props: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """Those in a template: a deployment has it inside `properties`, a deployment stack beside them."""
    inside = props.get("properties")
    bag = inside if isinstance(inside, Mapping) else props
    return list(templates.connections(bag.get("template"), bag.get("parameters")))


def state(connection: Mapping[str, Any]) -> Mapping[str, Any]:
    """The connection's state: a property of most types, inside `properties` of the others."""
    body = as_object(connection.get("body")) if "body" in connection else connection  # azapi's
    bag = body if STATE in body else body.get("properties") or {}
    found: Mapping[str, Any] = bag.get(STATE) or {}
    return found


def description(connection: Mapping[str, Any]) -> str | Unread | None:
    """Why a connection is so decided; what is put together while a template is deployed is not read."""
    found: str | Unread | None = state(connection).get("description")
    return found
