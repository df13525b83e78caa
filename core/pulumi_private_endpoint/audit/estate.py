"""What an audit is given: the connections, who is trusted, and what states and earlier audits know."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from pulumi_private_endpoint.arm import ResourceId
    from pulumi_private_endpoint.connections.model import Connection
    from pulumi_private_endpoint.evidence.stacks import Recorded


@dataclass(frozen=True, slots=True)
class Estate:
    """All that findings are made of.

    Attributes:
        own: The subscriptions of the scope and those that are trusted, in lower case.
        recorded: The decisions in Pulumi's states by connection; None where no state was given.
        first_seen: By fingerprint, the day an earlier audit found the same first.
    """

    connections: Sequence[Connection]
    own: frozenset[str]
    today: date
    recorded: Mapping[tuple[ResourceId, str], Recorded] | None = None
    first_seen: Mapping[str, date] = field(default_factory=dict)

    def record_of(self, connection: Connection) -> Recorded | None:
        """What a state knows of a connection."""
        return (self.recorded or {}).get((connection.target, connection.name.casefold()))
