"""The approvals of a stack, and which of its other resources each is about.

In preview the ids that tie an approval to an endpoint or a target are not known yet. Pulumi tells all the
same where each value comes from, and that is enough to follow the tie.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .resource_types import is_approval, is_set

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from .rule import Member

_REQUESTER = ("privateEndpointId", "privateEndpointName", "requestMessage", "connectionName")


@dataclass(frozen=True, slots=True)
class Approval:
    """One approval, or one entry of a set; for an entry the URNs are those of the whole set."""

    urn: str
    props: Mapping[str, Any]
    requester_urns: frozenset[str]
    target_urns: frozenset[str]


def approvals(members: Iterable[Member]) -> Iterator[Approval]:
    """Every approval among the members.

    Raises:
        UnknownValueError: the entries of a set are not known yet.
    """
    for member in members:
        if is_set(member.type):
            sources = member.depends_on.get("approvals", frozenset())
            for entry in member.props["approvals"].values():
                yield Approval(member.urn, entry, sources, sources)
        elif is_approval(member.type):
            requesters = frozenset[str]().union(*(member.depends_on.get(name, ()) for name in _REQUESTER))
            targets = member.depends_on.get("targetResourceId", frozenset())
            yield Approval(member.urn, member.props, requesters, targets)
