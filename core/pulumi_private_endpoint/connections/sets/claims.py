"""Whose the connections are that a set goes on having: said for each entry, whatever else is done for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pulumi_private_endpoint.arm import ResourceId
from pulumi_private_endpoint.connections.properties.unknown import is_unknown

from . import state
from .inputs import APPROVALS, holder

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pulumi_private_endpoint.connections.runtime.claims import Wish
    from pulumi_private_endpoint.connections.runtime.session import Session

    from .diff import Changes


def wishes(differing: Changes, olds: Mapping[str, Any], news: Mapping[str, Any], name: str) -> Iterator[Wish]:
    """What the entries want that keep their connection; `name` is the set's."""
    for key in state.keys(olds):
        if (
            key in differing.removed
            or key in differing.replaced
            or is_unknown(news[APPROVALS][key]["status"])
        ):
            continue
        bag = state.unpacked(olds, key)
        target = ResourceId.parse(bag["targetResourceId"])
        yield target, bag["connectionName"], holder(key, name), news[APPROVALS][key]["status"]


def held_by_others(
    session: Session, differing: Changes, olds: Mapping[str, Any], news: Mapping[str, Any]
) -> dict[str, str]:
    """Say whose the connections are that stay; returns by key those that others have."""
    keys = {holder(key, session.holder): key for key in state.keys(olds)}
    refused = session.holders.keep(wishes(differing, olds, news, session.holder))
    return {keys[each]: why for each, why in refused.items()}


def is_held(session: Session, bag: Mapping[str, Any]) -> bool:
    """Whether anybody in the program wants an entry's connection, so that it is not released."""
    return session.holders.has(ResourceId.parse(bag["targetResourceId"]), bag["connectionName"])
