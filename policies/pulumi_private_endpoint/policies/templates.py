"""Connections in ARM templates: of deployments and deployment stacks that azure-native makes.

A template is read as it stands. Of its expressions those are followed that name one parameter or one variable
with a value in sight; whatever else is put together while it is deployed is not.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

CONNECTIONS = "privateendpointconnections"
STATE = "privateLinkServiceConnectionState"

_INLINE = "privateEndpointConnections"
_NESTED = "microsoft.resources/deployments"
_NAMED = re.compile(r"\[\s*(parameters|variables)\(\s*'([^']+)'\s*\)\s*\]", re.IGNORECASE)
_EMPTY: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Unread:
    """Stands for a value that is an expression which is not followed."""

    expression: str


@dataclass(frozen=True, slots=True)
class _Scope:
    """Where names in a template are looked up."""

    template: Mapping[str, Any]
    given: Mapping[str, Any]

    def value(self, found: Any) -> Any:
        """A value, or what the expression stands for that it is."""
        if not isinstance(found, str) or not found.startswith("[") or found.startswith("[["):
            return found
        named = _NAMED.fullmatch(found)
        if named is None:
            return Unread(found)
        kind, name = named[1].lower(), named[2]
        known = self._parameter(name) if kind == "parameters" else _bag(self.template, "variables").get(name)
        again = isinstance(known, str) and known.startswith("[")
        return Unread(found) if known is None or again else known

    def _parameter(self, name: str) -> Any:
        told = _bag(self.given, name).get("value")
        return _bag(_bag(self.template, "parameters"), name).get("defaultValue") if told is None else told


def connections(template: Any, given: Any) -> Iterator[Mapping[str, Any]]:
    """The properties of each connection that a template writes, nested ones too.

    Args:
        template: The template, as an object or as JSON.
        given: The values of its parameters.
    """
    found = as_object(template)
    scope = _Scope(found, as_object(given))
    yield from _in_resources(found.get("resources"), "", scope)


def _in_resources(resources: Any, above: str, scope: _Scope) -> Iterator[Mapping[str, Any]]:
    listed = resources.values() if isinstance(resources, Mapping) else resources
    for resource in listed if isinstance(listed, Sequence) or isinstance(resources, Mapping) else ():
        if isinstance(resource, Mapping) and resource.get("existing") is not True:
            yield from _in_resource(resource, above, scope)


def _in_resource(resource: Mapping[str, Any], above: str, scope: _Scope) -> Iterator[Mapping[str, Any]]:
    path = f"{above}/{resource.get('type') or ''}".strip("/").lower()
    props = scope.value(resource.get("properties"))
    if CONNECTIONS in path.split("/"):
        yield {STATE: _state(props, scope)}
    elif path.endswith(_NESTED):
        yield from connections(_bag(props, "template"), _bag(props, "parameters"))
    else:
        yield from ({STATE: _state(one, scope)} for one in _inline(props, scope))
    yield from _in_resources(resource.get("resources"), path, scope)


def _inline(props: Any, scope: _Scope) -> Sequence[Any]:
    found = scope.value(props.get(_INLINE)) if isinstance(props, Mapping) else None
    return found if isinstance(found, Sequence) and not isinstance(found, str) else ()


def _state(props: Any, scope: _Scope) -> Mapping[str, Any]:
    """The state of a connection with its values, of the properties of one or of one in a list."""
    inner = (
        scope.value(props.get("properties")) if isinstance(props, Mapping) and STATE not in props else props
    )
    state = scope.value(inner.get(STATE)) if isinstance(inner, Mapping) else inner
    if isinstance(state, Unread):
        return {"description": state}
    return {name: scope.value(state[name]) for name in state} if isinstance(state, Mapping) else {}


def as_object(found: Any) -> Mapping[str, Any]:
    """A mapping, of what may be its JSON; an empty one for anything else."""
    if isinstance(found, str):
        try:
            found = json.loads(found)
        except (ValueError, RecursionError):
            return _EMPTY
    return found if isinstance(found, Mapping) else _EMPTY


def _bag(found: Any, name: str) -> Mapping[str, Any]:
    return as_object(found.get(name)) if isinstance(found, Mapping) else _EMPTY
