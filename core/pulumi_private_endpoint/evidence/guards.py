"""What approvals are held to by policies, as far as evidence tells it too: one measure for both.

`said` is what a program says of one approval, by its inputs' names. A policy sees a value in clear, or is
stopped where it is not known yet; a state may have its cipher instead, which is compared with nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pulumi_private_endpoint.connections.model import REJECTED

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Set as AbstractSet

PINS = ("privateEndpointId", "requestMessage")
"""What a requester cannot choose to look like."""

_SUBSCRIPTION = re.compile(r"/subscriptions/([^/]+)/", re.IGNORECASE)


def grants(said: Mapping[str, Any]) -> bool:
    """Whether it lets somebody in. A rejection does not, whoever asked."""
    return bool(said.get("status") != REJECTED)


def is_pinned(said: Mapping[str, Any]) -> bool:
    """Whether its requester is singled out by more than a name."""
    return any(said.get(name) for name in PINS)


def lets_the_hidden_in(said: Mapping[str, Any]) -> bool:
    """Whether it gives up the guard on requesters whose endpoint Azure hides."""
    return bool(said.get("allowUnknownRequester")) and grants(said)


def without_message(description: str | None, message: str | None) -> str | None:
    """A description without the request's message that components quote behind it."""
    return description.removesuffix(f" ({message})") if description and message else description


def subscription(resource_id: Any) -> str:
    """The subscription of a resource id in lower case, or an empty text."""
    found = _SUBSCRIPTION.match(resource_id) if isinstance(resource_id, str) else None
    return found[1].lower() if found else ""


def subscriptions_of(endpoint: Any, guard: Any) -> frozenset[str]:
    """The subscriptions a requester can only be in; empty where nothing that can be read holds it to any.

    The endpoint id says it by itself; else the guard on subscriptions does, which the approval enforces.
    """
    if endpoint and isinstance(endpoint, str):
        return frozenset({subscription(endpoint)})
    allowed = () if isinstance(guard, Mapping) else tuple(guard or ())
    return frozenset(map(str.lower, allowed)) if all(isinstance(one, str) for one in allowed) else frozenset()


def requesters(said: Mapping[str, Any]) -> frozenset[str]:
    """The same of one approval."""
    return subscriptions_of(said.get("privateEndpointId"), said.get("allowedSubscriptionIds"))


def own_subscriptions(said: Mapping[str, Any], own: AbstractSet[str]) -> AbstractSet[str]:
    """The own ones; where none are given, the target's."""
    return own or {subscription(said.get("targetResourceId"))}


def says_its_end(
    said: Mapping[str, Any],
    own: AbstractSet[str] = frozenset(),
    asked: Callable[[Mapping[str, Any]], frozenset[str]] = requesters,
) -> bool:
    """Whether it says what a destroy does to an outsider's connection.

    Args:
        said: What the program says.
        own: The own subscriptions, in lower case; where there are none, the target's is.
        asked: Which subscriptions its requester can only be in.
    """
    if said.get("onDestroy") or not grants(said):
        return True
    found = asked(said)
    return bool(found) and found <= own_subscriptions(said, own)
