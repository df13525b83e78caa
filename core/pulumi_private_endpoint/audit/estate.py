"""What an audit is given: the connections, who is trusted, and what states and earlier audits know."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pulumi_private_endpoint.inventory.surroundings import Surroundings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from pulumi_private_endpoint.arm import ResourceId
    from pulumi_private_endpoint.connections.model import Connection
    from pulumi_private_endpoint.evidence.stacks import Recorded

    from .subject import Subject


@dataclass(frozen=True, slots=True)
class Estate:
    """All that findings are made of.

    Attributes:
        own: The subscriptions of the scope and those that are trusted, in lower case.
        tenants: The tenants of requesters' subscriptions that are in another one, by subscription.
        trusted_tenants: Those of them whose requesters are no strangers.
        whose: The tenant of every subscription of which it was learned, one's own too.
        gone: Requesters' subscriptions that are in no tenant any more.
        around: What there is beside connections.
        read: The targets whose connections were read, all of them.
        recorded: The decisions in Pulumi's states by connection; None where no state was given.
        first_seen: By fingerprint, the day an earlier audit found the same first.
        once_exempted: Those of them that were accepted then.
    """

    connections: Sequence[Connection]
    own: frozenset[str]
    today: date
    tenants: Mapping[str, str] = field(default_factory=dict)
    trusted_tenants: frozenset[str] = frozenset()
    whose: Mapping[str, str] = field(default_factory=dict)
    gone: frozenset[str] = frozenset()
    read: frozenset[ResourceId] = frozenset()
    recorded: Mapping[tuple[ResourceId, str], Recorded] | None = None
    first_seen: Mapping[str, date] = field(default_factory=dict)
    once_exempted: frozenset[str] = frozenset()
    around: Surroundings = field(default_factory=Surroundings)

    def tenant_of(self, connection: Connection) -> str | None:
        """The tenant of a connection's requester, where it is known to be another."""
        return self.tenants.get((connection.requester_subscription_id or "").casefold())

    def is_foreign(self, connection: Connection) -> bool:
        """Whether its requester shows itself, and is nobody's that is known here."""
        return self.is_strange(connection.requester_subscription_id)

    def is_strange(self, subscription: str | None) -> bool:
        """Whether a subscription is known, and is neither one's own nor trusted."""
        key = (subscription or "").casefold()
        return bool(key) and key not in self.own and self.tenants.get(key) not in self.trusted_tenants

    def record_of(self, connection: Subject) -> Recorded | None:
        """What a state knows of a connection, which may not be there any more."""
        return (self.recorded or {}).get((connection.target, connection.name.casefold()))

    def missing(self) -> list[Recorded]:
        """What states know of that is not there, though its target was read."""
        there = {(one.target, one.name.casefold()) for one in self.connections}
        known = (self.recorded or {}).items()
        return [one for key, one in known if one.target in self.read and key not in there]
