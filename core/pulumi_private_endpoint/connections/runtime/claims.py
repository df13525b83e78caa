"""Whose connection is whose, for as long as a provider's process runs: one `pulumi` command.

Pulumi replaces a resource by creating the new one and then destroying the old
one, and both may be about one connection. So whoever wants a connection says
so: a destroy leaves it alone then. One rule for all: a connection belongs to one
resource, or to one entry of a set. A second one that wants it too is refused
before anything is sent, even if it decides alike: their texts would replace each
other, and more likely one of them means another connection.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pulumi_private_endpoint.connections.errors import ConnectionTaken
from pulumi_private_endpoint.connections.text import printable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pulumi_private_endpoint.arm import ResourceId

    Claim = tuple[ResourceId, str, str, str]


class Claims:
    """The connections that are wanted, by whom, and in which status."""

    def __init__(self) -> None:
        self._claims: dict[tuple[ResourceId, str], tuple[str, str]] = {}

    def add(self, target: ResourceId, name: str, claimant: str, status: str) -> None:
        """Say that `claimant` wants the connection of that name to have `status`.

        Args:
            target: Whose connection it is.
            name: The connection's name; names differ in more than case.
            claimant: The resource, or the entry of a set; empty for one whose name is not known.
            status: The decision.

        Raises:
            ConnectionTaken: Another one has it, or the same one decides it otherwise.
        """
        other = self._in_the_way(target, name, claimant, status)
        if other is not None:
            raise ConnectionTaken(other)

    def keep(self, claims: Iterable[Claim]) -> dict[str, str]:
        """As `add` for many; returns why not, by claimant, where others are in the way."""
        tried = ((claim[2], self._in_the_way(*claim)) for claim in claims)
        return {claimant: other for claimant, other in tried if other is not None}

    def refused(self, claims: Iterable[Claim]) -> list[str]:
        """As `keep`; returns a line for each that another resource or entry of the program has."""
        tried = self.keep(claims).items()
        return [f"{claimant}: {why}" if claimant else why for claimant, why in tried]

    def _in_the_way(self, target: ResourceId, name: str, claimant: str, status: str) -> str | None:
        claim = (claimant, status)
        first = self._claims.setdefault((target, name.casefold()), claim)
        if first == claim:
            return None
        who = first[0] or "another resource of this program"
        return f"connection {printable(name)} is wanted by {who} too (as {first[1]}): remove one of the two"

    def has(self, target: ResourceId, name: str) -> bool:
        """Whether anybody wants the connection of that name."""
        return (target, name.casefold()) in self._claims
