"""Connections in ARM templates: of deployments and deployment stacks, whatever makes them.

A template is read as it stands. Of its expressions those are followed that name one parameter or one variable
with a value in sight; whatever else is put together while it is deployed is not.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .bodies import STATE, as_object, deploys, inline, is_stack, listed, value, values, writes_connection

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_NAMED = re.compile(r"\[\s*(parameters|variables)\(\s*'([^']+)'\s*\)\s*\]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Unread:
    """Stands for a value that is an expression which is not followed."""

    expression: str


@dataclass(frozen=True, slots=True)
class _Scope:
    """Where names in a template are looked up.

    Attributes:
        given: Its parameters' values.
        is_linked: Whether those stand in another file, too.
        outer: Where the values' own expressions are looked up.
    """

    template: Mapping[str, Any]
    given: Mapping[str, Any]
    is_linked: bool
    outer: _Scope | None

    def value(self, found: Any) -> Any:
        """A value, or what the expression stands for that it is."""
        if not isinstance(found, str) or not found.startswith("[") or found.startswith("[["):
            return found
        named = _NAMED.fullmatch(found)
        if named is None:
            return Unread(found)
        kind, name = named[1].lower(), named[2]
        known = (
            self._parameter(name) if kind == "parameters" else value(value(self.template, "variables"), name)
        )
        again = isinstance(known, str) and known.startswith("[")
        return Unread(found) if known is None or again else known

    def _parameter(self, name: str) -> Any:
        told = value(self.given, name)
        if (found := value(told, "value")) is not None:
            return found if self.outer is None else self.outer.value(found)
        if self.is_linked or value(told, "reference") is not None:
            return None
        return value(value(value(self.template, "parameters"), name), "defaultValue")


def connections(deployment: Any) -> Iterator[Sequence[Any]]:
    """Of each connection that a deployment writes, nested ones too, every description it is given.

    One without a description has None; `deployment` are its properties.
    """
    yield from _deployed(deployment, None, is_own=True)


def _deployed(props: Any, outer: _Scope | None, *, is_own: bool) -> Iterator[Sequence[Any]]:
    """Those of one deployment. Of a nested one ARM evaluates expressions outside, unless that is changed."""
    found = value(props, "template")
    template = as_object(found if outer is None else outer.value(found))
    scope = outer
    if scope is None or is_own or _is_inner(props):
        given = as_object(value(props, "parameters"))
        scope = _Scope(template, given, value(props, "parametersLink") is not None, outer)
    yield from _in_resources(template, "", scope)


def _is_inner(props: Any) -> bool:
    return str(value(value(props, "expressionEvaluationOptions"), "scope")).lower() == "inner"


def _in_resources(holder: Any, above: str, scope: _Scope) -> Iterator[Sequence[Any]]:
    for found in values(holder, "resources"):
        for resource in found.values() if isinstance(found, Mapping) else listed(found):
            if isinstance(resource, Mapping) and value(resource, "existing") is not True:
                yield from _in_resource(resource, above, scope)


def _in_resource(resource: Mapping[str, Any], above: str, scope: _Scope) -> Iterator[Sequence[Any]]:
    path = f"{above}/{value(resource, 'type') or ''}".strip("/").lower()
    props = scope.value(value(resource, "properties"))
    if writes_connection(path):
        yield list(_said([props], scope))
    elif deploys(path):
        yield from _deployed(props, scope, is_own=is_stack(path))
    else:
        yield from (list(_said(_places(one, scope), scope)) for one in _inside(props, scope))
    yield from _in_resources(resource, path, scope)


def _inside(props: Any, scope: _Scope) -> Iterator[Any]:
    resolved = {name: scope.value(props[name]) for name in props} if isinstance(props, Mapping) else {}
    for found in inline(resolved):
        yield from found


def _places(one: Any, scope: _Scope) -> list[Any]:
    found = scope.value(one)
    return [found, *(scope.value(props) for props in values(found, "properties"))]


def _said(places: Sequence[Any], scope: _Scope) -> Iterator[Any]:
    """Every description in the states that stand in these places, or None for there being none."""
    states = [scope.value(state) for place in places for state in values(place, STATE) if state is not None]
    states += [place for place in places if isinstance(place, Unread)]
    for state in states or [None]:
        if isinstance(state, Unread):
            yield state
        else:
            yield from [scope.value(text) for text in values(state, "description")] or [None]
