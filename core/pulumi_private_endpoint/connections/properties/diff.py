"""What differs between the state and the program: replace, update, or nothing.

Pure. The state holds what Azure showed last, so drift found by a refresh is a
difference like any other. Another connection means another resource; another
text, guard or time-out does not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pulumi_private_endpoint.arm import ResourceId
from pulumi_private_endpoint.connections.errors import UnknownService
from pulumi_private_endpoint.connections.services.lookup import spec_for

from .fields import IDENTITY, IDS, INPUTS, SECRET, SELECTORS, TEXTS
from .state import APPROVED_ENDPOINT, declared_inputs
from .unknown import is_unknown

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pulumi_private_endpoint.connections.services.spec import ServiceSpec

_DECISION_TEXTS = frozenset(TEXTS) - frozenset(SELECTORS)


def replacing(olds: Mapping[str, Any], news: Mapping[str, Any]) -> list[str]:
    """The inputs that now single out another connection than the state's; unknown counts as another.

    Once decided, a connection no longer shows its message. Where name or endpoint say which one it is,
    another message is therefore no other connection: the new resource would find the same one, and what
    becomes of the old resource on its way out would happen to it.
    """
    named = news.get("connectionName") is not None or news.get("privateEndpointId") is not None
    context = [name for name in IDENTITY if not (named and name == "requestMessage")]
    return [
        name
        for name in context
        if news.get(name) is not None and not _same(name, found(name, olds), news[name])
    ]


def updating(olds: Mapping[str, Any], news: Mapping[str, Any], spec: ServiceSpec | None) -> list[str]:
    """What differs without singling out another connection.

    A requester other than the approved one counts, so that the update says so. So
    does which texts are secret, for the state must know. A text that the service
    does not let anybody change does not count: it would differ for ever.

    Args:
        olds: The state.
        news: The inputs as checked.
        spec: The service, where it is known.
    """
    before = declared_inputs(olds)
    changed = [name for name in INPUTS if not _same(name, before.get(name), news.get(name))]
    if spec is not None:
        changed = [name for name in changed if name not in _fixed(olds, news, spec)]
    if (olds.get(SECRET) or []) != (news.get(SECRET) or []):
        changed.append(SECRET)
    if APPROVED_ENDPOINT in olds:  # kept only once another requester shows
        changed.append(APPROVED_ENDPOINT)
    return changed


def spec_of(bag: Mapping[str, Any]) -> ServiceSpec | None:
    """The service that a state's connection is of, where it is known."""
    try:
        return spec_for(ResourceId.parse(bag["targetResourceId"]).type, bag.get("apiVersion"))
    except UnknownService:
        return None


def beyond_texts(updates: Iterable[str]) -> bool:
    """Whether more differs than texts, of which a service may keep something else than it was given."""
    return not _DECISION_TEXTS.issuperset(updates)


def found(name: str, olds: Mapping[str, Any]) -> Any:
    """What the state's connection has for a selector, given before or not."""
    endpoint = olds.get("privateEndpointId")
    if name == "privateEndpointName" and endpoint is not None:
        return ResourceId.parse(endpoint).name
    return olds.get(name)


def _fixed(olds: Mapping[str, Any], news: Mapping[str, Any], spec: ServiceSpec) -> frozenset[str]:
    """The texts that cannot be brought in line, whatever the program says (E1, E2)."""
    if not spec.repeats and olds.get("status") == news.get("status"):
        return _DECISION_TEXTS
    return frozenset() if spec.writes_description else frozenset({"description"})


def _same(name: str, old: Any, new: Any) -> bool:
    if is_unknown(old) or is_unknown(new):
        return False
    if name in IDS and isinstance(old, str) and isinstance(new, str):
        return ResourceId.parse(old) == ResourceId.parse(new)
    return bool(old == new)
