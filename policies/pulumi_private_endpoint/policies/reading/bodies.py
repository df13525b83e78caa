"""Bodies as ARM reads them: names in any case, and as JSON where a program may hand them over so."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

STATE = "privateLinkServiceConnectionState"
_CONNECTIONS = "privateendpointconnections"
_DEPLOYMENTS = ("microsoft.resources/deployments", "microsoft.resources/deploymentstacks")


def writes_connection(path: str) -> bool:
    """Whether what has this type, or this path, is a connection."""
    return _CONNECTIONS in path.lower().split("/")


def deploys(type_: str) -> bool:
    """Whether what has this type is a deployment of a template, or a stack of them."""
    return type_.lower().endswith(_DEPLOYMENTS)


def is_stack(type_: str) -> bool:
    """Whether a deployment's type is that of a stack."""
    return type_.lower().endswith(_DEPLOYMENTS[1])


def as_object(found: Any) -> Mapping[str, Any]:
    """A mapping, of what may be its JSON; an empty one for anything else."""
    if isinstance(found, str):
        try:
            found = json.loads(found)
        except (ValueError, RecursionError):
            return {}
    return found if isinstance(found, Mapping) else {}


def values(bag: Any, name: str) -> Iterator[Any]:
    """Each value that a mapping has under a name, in whatever case; of anything else nothing."""
    for key in bag if isinstance(bag, Mapping) else ():
        if isinstance(key, str) and key.lower() == name.lower():
            yield bag[key]


def value(bag: Any, name: str) -> Any:
    """The first of them, or None."""
    return next(values(bag, name), None)


def listed(found: Any) -> Sequence[Any]:
    """A list, empty for anything else."""
    return found if isinstance(found, Sequence) and not isinstance(found, (str, bytes)) else ()


def inline(*bags: Any) -> Iterator[Sequence[Any]]:
    """Every list of connections that a target has among its properties."""
    for bag in bags:
        for found in values(bag, _CONNECTIONS):
            yield listed(found)


def merged(below: Any, above: Any) -> Any:
    """Two bodies as azapi sends them: what the second one says goes before, member by member."""
    if not isinstance(below, Mapping) or not isinstance(above, Mapping):
        return below if above is None else above
    names = {str(name).lower() for name in above}
    kept = {name: below[name] for name in below if str(name).lower() not in names}
    return kept | {name: merged(value(below, name), above[name]) for name in above}
