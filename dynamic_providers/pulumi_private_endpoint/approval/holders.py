"""Whose connection is whose, for as long as a provider's process runs: one `pulumi up`.

Pulumi replaces a resource by creating the new one and then destroying the old
one, and both may be about one connection. So whoever wants a connection says
so: a destroy leaves it alone then, and a wish that contradicts another one is
refused before anything is sent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .errors import ConnectionTaken
from .text import printable

if TYPE_CHECKING:
    from pulumi_private_endpoint.arm import ResourceId


class Holders:
    """The connections that are wanted, by whom, and in which status."""

    def __init__(self) -> None:
        self._wishes: dict[tuple[ResourceId, str], tuple[str, str]] = {}

    def take(self, target: ResourceId, name: str, holder: str, status: str) -> None:
        """Say that `holder` wants the connection of that name to have `status`.

        Args:
            target: Whose connection it is.
            name: The connection's name; names differ in more than case.
            holder: An entry of a set; empty for a resource of its own, which cannot tell its name.
            status: The decision.

        Raises:
            ConnectionTaken: Another entry has it, or another resource decides it otherwise.
        """
        wish = (holder, status)
        other = self._wishes.setdefault((target, name.casefold()), wish)
        if other != wish:
            who = other[0] or f"another resource of this program (as {other[1]})"
            raise ConnectionTaken(
                f"it is the same connection as that of {who}, {printable(name)}: remove one of the two"
            )

    def has(self, target: ResourceId, name: str) -> bool:
        """Whether anybody wants the connection of that name."""
        return (target, name.casefold()) in self._wishes
