"""Reading the connections of many targets at once; what cannot be read is told, never left out in silence."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pulumi_private_endpoint.arm import ArmError, ResourceId
from pulumi_private_endpoint.connections.errors import ApprovalError
from pulumi_private_endpoint.connections.reconcile.read import list_connections
from pulumi_private_endpoint.connections.services.lookup import spec_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pulumi_private_endpoint.connections.model import Connection
    from pulumi_private_endpoint.connections.runtime.session import Session

_READ_SECONDS = 300.0
_AT_ONCE = 32


@dataclass(frozen=True, slots=True)
class NotRead:
    """A target that could not be read, and why."""

    scope: str
    why: str


@dataclass(frozen=True, slots=True)
class Inventory:
    """The connections of all targets in the order asked for, by name in each, and what is missing."""

    connections: tuple[Connection, ...]
    not_read: tuple[NotRead, ...]


async def take_inventory(
    session: Session, targets: Sequence[ResourceId], api_version: str | None
) -> Inventory:
    """Read them all; each failure is one target's."""
    gate = asyncio.Semaphore(_AT_ONCE)

    async def read(target: ResourceId) -> list[Connection] | NotRead:
        async with gate:
            try:
                spec = spec_for(target.type, api_version)
                return await list_connections(session, spec, target, session.deadline(_READ_SECONDS))
            except (ApprovalError, ArmError) as failure:
                return NotRead(str(target), str(failure))

    answers = await asyncio.gather(*map(read, targets))
    found = [one for answer in answers if not isinstance(answer, NotRead) for one in _in_order(answer)]
    return Inventory(tuple(found), tuple(answer for answer in answers if isinstance(answer, NotRead)))


def _in_order(connections: Sequence[Connection]) -> list[Connection]:
    return sorted(connections, key=lambda one: one.name.casefold())
