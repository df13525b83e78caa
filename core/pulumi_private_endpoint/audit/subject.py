"""What a finding is about: a connection, or a resource beside them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Union

if TYPE_CHECKING:
    from pulumi_private_endpoint.arm import ResourceId
    from pulumi_private_endpoint.connections.model import Connection


@dataclass(frozen=True, slots=True)
class Resource:
    """What a finding is about where it is no connection, or one that is not there.

    Attributes:
        of: The target of a connection that is not there; else it is its own, for whoever sorts by targets.
    """

    id: ResourceId
    of: ResourceId | None = None

    @property
    def name(self) -> str:
        """Its last name."""
        return self.id.name

    @property
    def target(self) -> ResourceId:
        """What it belongs to; itself, where it is no connection."""
        return self.of or self.id


Subject = Union["Connection", Resource]
Said = tuple[Subject, str] | tuple[Subject, str, str]
"""What a rule holds for, what to say of it, and what makes it another finding where that changes."""
