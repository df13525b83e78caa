"""Connections that are written round the approval: with azure-native, with azapi, or by a template.

azure-native has 93 resource types for a connection, and one that writes whatever type it is told. Some
targets (Event Hubs, Synapse, IoT Hub and others) take a list of connections among their own properties. azapi
writes whatever type it is told, and so does a template.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from pulumi_private_endpoint.policies.rule import is_unknown

from . import templates
from .bodies import STATE, as_object, deploys, inline, merged, value, values, writes_connection
from .resource_types import GENERIC, azapi, is_deployment, is_raw_connection, native

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pulumi_private_endpoint.policies.rule import Case

APPLIES_TO = (
    "every azure-native `*PrivateEndpointConnection*` resource, `resources:Resource` of such a type, any "
    "other one with `private_endpoint_connections`, `azapi` resources that write either, and what the "
    "templates of deployments and deployment stacks write, which any of them may make"
)

Connection = Callable[[], Iterable[Any]]
"""One connection: asked, it gives every description there is for it, or None where there is none.

A description may be what a template puts together (`templates.Unread`), or no text at all.
"""

# ARM's path of a generic resource is these four in a row, and any of them may hold a slash.
_PATH = ("resourceProviderNamespace", "parentResourcePath", "resourceType", "resourceName")
_READING = frozenset({"GET", "HEAD"})


def applies(case: Case) -> bool:
    """Whether the case writes connections."""
    return len(connections(case)) > 0


def connections(case: Case) -> Sequence[Connection]:
    """Each connection the case writes."""
    if (kind := azapi(case.type)) is not None:
        return _of_azapi(kind, case.props)
    if native(case.type) is None:
        return []
    if is_deployment(case.type):
        inside = case.props.get("properties")
        return _deployed(inside if isinstance(inside, Mapping) else case.props)
    if is_raw_connection(case.type):
        return [lambda: _said(case.props, *values(case.props, "properties"))]
    return _of_generic(case.props) if native(case.type) == GENERIC else _inside(case.props)


def _inside(props: Mapping[str, Any]) -> Sequence[Connection]:
    """Those in the lists that a target has among its properties."""
    found = inline(props, *values(props, "properties"))
    return [partial(_listed, some, at) for some in found for at in range(len(some))]


def _listed(some: Sequence[Any], at: int) -> Iterator[Any]:
    return _said(some[at], *values(some[at], "properties"))


def _of_generic(props: Mapping[str, Any]) -> Sequence[Connection]:
    unknown = [name for name in _PATH if is_unknown(props, name)]
    path = "/".join(str(props.get(name) or "").strip("/") for name in _PATH if name not in unknown)
    if writes_connection(path):
        return [lambda: _said(*values(props, "properties"))]
    if unknown:
        props.get(unknown[0])  # Raises: it may be one.
    if deploys("/".join([part for part in path.split("/") if part][:2])):
        return _deployed(props.get("properties"))
    return _inside(props)


def _of_azapi(kind: str, props: Mapping[str, Any]) -> Sequence[Connection]:
    if kind == "ResourceAction" and str(props.get("method") or "POST").upper() in _READING:
        return []
    type_ = str(props.get("type") or "").partition("@")[0]
    action = str(props.get("action") or "") if kind == "ResourceAction" else ""
    if writes_connection(f"{type_}/{action}"):
        return [lambda: _said(*values(_body(props), "properties"))]
    body = _body(props)
    return _deployed(value(body, "properties")) if deploys(type_) else _inside(body)


def _body(props: Mapping[str, Any]) -> Mapping[str, Any]:
    """What azapi sends: what is secret of it stands in a body of its own."""
    found: Mapping[str, Any] = merged(as_object(props.get("body")), as_object(props.get("sensitiveBody")))
    return found


def _deployed(deployment: Any) -> Sequence[Connection]:
    return [partial(list, said) for said in templates.connections(deployment)]


def _said(*places: Any) -> Iterator[Any]:
    """Every description in the states that stand in these places: no good one hides another."""
    states = [state for place in places for state in values(place, STATE) if state is not None]
    for state in states or [None]:
        yield from list(values(state, "description")) or [None]
