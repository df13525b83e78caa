"""The approvals of a stack, and which of its other resources each is about.

In preview the ids that tie an approval to an endpoint or a target are not known yet. Pulumi tells all the
same where each value comes from, and that is enough to follow the tie.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pulumi_policy.proxy import UnknownValueError

from pulumi_private_endpoint.policies.rule import is_unknown

from .resource_types import APPROVAL, is_approval, is_set

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pulumi_private_endpoint.policies.rule import Member

_REQUESTER = ("privateEndpointId", "privateEndpointName", "requestMessage", "connectionName")


@dataclass(frozen=True, slots=True)
class Approval:
    """One approval, or one entry of a set; for an entry the URNs are those of the whole set.

    Attributes:
        entry: The entry's key.
        depends_on: Per property, the URNs its value comes from.
        found: What is known of its connection once it was decided.
        by_plugin: Whether what it found stands among its properties, not known in a preview.
    """

    urn: str
    props: Mapping[str, Any]
    requester_urns: frozenset[str]
    target_urns: frozenset[str]
    entry: str | None = None
    depends_on: Mapping[str, frozenset[str]] = field(default_factory=dict)
    found: Mapping[str, Any] = field(default_factory=dict)
    by_plugin: bool = False

    def is_said_later(self, name: str) -> bool:
        """Whether the program says it with a value that is not known yet.

        What a plugin's preview shows so, and comes from no other resource, is not said but found.
        """
        is_input = not self.by_plugin or bool(self.depends_on.get(name))
        return is_input and is_unknown(self.props, name)

    def said(self, name: str) -> Any:
        """What the program says.

        Raises:
            UnknownValueError: it is not known yet.
        """
        return self.props.get(name) if self.is_said_later(name) or not is_unknown(self.props, name) else None


def approvals(members: Iterable[Member]) -> Iterator[Approval]:
    """Every approval among the members.

    Raises:
        UnknownValueError: the entries of a set are not known yet.
    """
    for member in members:
        if is_set(member.type):
            sources = member.depends_on.get("approvals", frozenset())
            results = _results(member)
            for key, entry in member.props["approvals"].items():
                yield Approval(member.urn, entry, sources, sources, key, {}, results.get(key) or {})
        elif is_approval(member.type):
            requesters = frozenset[str]().union(*(member.depends_on.get(name, ()) for name in _REQUESTER))
            targets = member.depends_on.get("targetResourceId", frozenset())
            plugin = member.type != APPROVAL
            yield Approval(
                member.urn, member.props, requesters, targets, None, member.depends_on, member.props, plugin
            )


def _results(member: Member) -> Mapping[str, Any]:
    """What a set found, by entry; nothing where that is not known yet."""
    try:
        found = member.props.get("results")
    except UnknownValueError:
        return {}
    return found if isinstance(found, Mapping) else {}
