"""Whose the connections are that a set goes on having: said for each entry, whatever else is done for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pulumi_private_endpoint.arm import ResourceId
from pulumi_private_endpoint.connections.properties.unknown import is_unknown

from . import state
from .inputs import APPROVALS, claimant

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pulumi_private_endpoint.connections.runtime.claims import Claim
    from pulumi_private_endpoint.connections.runtime.session import Session

    from .diff import Changes


def claims_of(
    differing: Changes, olds: Mapping[str, Any], news: Mapping[str, Any], name: str
) -> Iterator[Claim]:
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
        yield target, bag["connectionName"], claimant(key, name), news[APPROVALS][key]["status"]


def claimed_by_others(
    session: Session, differing: Changes, olds: Mapping[str, Any], news: Mapping[str, Any]
) -> dict[str, str]:
    """Say whose the connections are that stay; returns by key those that others have."""
    keys = {claimant(key, session.claimant): key for key in state.keys(olds)}
    refused = session.claims.keep(claims_of(differing, olds, news, session.claimant))
    return {keys[each]: why for each, why in refused.items()}


def is_claimed(session: Session, bag: Mapping[str, Any]) -> bool:
    """Whether anybody in the program wants an entry's connection, so that it is not released."""
    return session.claims.has(ResourceId.parse(bag["targetResourceId"]), bag["connectionName"])
