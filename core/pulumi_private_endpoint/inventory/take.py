"""The connections of many targets, read at once from their services; a failure is one target's."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pulumi_private_endpoint.arm import ArmError
from pulumi_private_endpoint.connections.errors import ApprovalError
from pulumi_private_endpoint.connections.reconcile.read import list_connections
from pulumi_private_endpoint.connections.services.lookup import spec_for

from .scope import NotRead, targets_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pulumi_private_endpoint.arm import ResourceId
    from pulumi_private_endpoint.connections.model import Connection
    from pulumi_private_endpoint.connections.runtime.session import Session

    from .scope import Scope

_READ_SECONDS = 300.0
_AT_ONCE = 32
_TOLD_EVERY = 50


@dataclass(frozen=True, slots=True)
class Inventory:
    """The connections of all targets, target by target and by name in each, and what is missing."""

    targets: tuple[ResourceId, ...]
    connections: tuple[Connection, ...]
    not_read: tuple[NotRead, ...]


async def take_inventory(session: Session, scope: Scope, api_version: str | None) -> Inventory:
    """Find the targets of a scope and read them all."""
    targets, missed = await targets_of(session, scope)
    reading = _Reading(session, api_version, len(targets))
    answers = await asyncio.gather(*map(reading.one, targets))
    found = [one for answer in answers if not isinstance(answer, NotRead) for one in _in_order(answer)]
    missed += [answer for answer in answers if isinstance(answer, NotRead)]
    return Inventory(tuple(targets), tuple(found), tuple(missed))


@dataclass(slots=True)
class _Reading:
    """The targets that are read, so many at a time."""

    session: Session
    api_version: str | None
    all: int
    done: int = 0
    gate: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_AT_ONCE))

    async def one(self, target: ResourceId) -> list[Connection] | NotRead:
        """One target's connections."""
        async with self.gate:
            answer = await self._read(target)
        self.done += 1
        if self.done % _TOLD_EVERY == 0:
            self.session.report.progress(f"{self.done} of {self.all} resources read")
        return answer

    async def _read(self, target: ResourceId) -> list[Connection] | NotRead:
        try:
            spec = spec_for(target.type, self.api_version)
            deadline = self.session.deadline(_READ_SECONDS)
            return await list_connections(self.session, spec, target, deadline)
        except (ApprovalError, ArmError) as failure:
            return NotRead(str(target), str(failure))


def _in_order(connections: Sequence[Connection]) -> list[Connection]:
    return sorted(connections, key=lambda one: one.name.casefold())
