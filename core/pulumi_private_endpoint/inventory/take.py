"""The connections of many targets, read at once; a failure is one target's.

Each from its own service, or, with `inline`, from Resource Graph where that shows them whole: one query then
stands for a thousand lists, and is some minutes behind.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING

from pulumi_private_endpoint.arm import ArmError, RequestFailed
from pulumi_private_endpoint.connections.errors import ApprovalError
from pulumi_private_endpoint.connections.reconcile.read import whole_list
from pulumi_private_endpoint.connections.services.lookup import spec_to_read

from .containers import subscriptions_of
from .graph import Graph
from .scope import NotRead
from .targets import targets_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pulumi_private_endpoint.arm import ResourceId
    from pulumi_private_endpoint.connections.model import Connection
    from pulumi_private_endpoint.connections.runtime.session import Session

    from .scope import Scope
    from .targets import Target

_READ_SECONDS = 300.0
_AT_ONCE = 32
_GONE = frozenset({"resourcenotfound", "parentresourcenotfound", "resourcegroupnotfound"})


@dataclass(frozen=True, slots=True)
class Inventory:
    """The connections of all targets, target by target and by name in each, and what is missing.

    Attributes:
        shown: What Resource Graph shows of the targets it was asked for.
        late: Those whose connections it showed, too.
        subscriptions: Those of the scope in lower case, each with its tenant.
    """

    targets: tuple[ResourceId, ...]
    connections: tuple[Connection, ...]
    not_read: tuple[NotRead, ...]
    shown: Mapping[ResourceId, Target] = field(default_factory=dict)
    late: frozenset[ResourceId] = frozenset()
    subscriptions: Mapping[str, str] = field(default_factory=dict)


async def take_inventory(
    session: Session,
    scope: Scope,
    api_version: str | None,
    *,
    inline: bool = False,
    graph: Graph | None = None,
) -> Inventory:
    """Find the targets of a scope and read them all.

    Args:
        session: Whose client asks.
        scope: What is asked about. Its own targets are read from their services in any case.
        api_version: That of the services, in place of the newest; then all are read from them.
        inline: Whether what Resource Graph shows will do.
        graph: The queries of a longer walk, which share one quota.
    """
    graph = graph or Graph(session)
    targets, missed = await targets_of(graph, scope, inline=inline and api_version is None)
    subscriptions, unseen = await subscriptions_of(graph, scope)
    missed += unseen
    late = {target.id: target.connections for target in targets if target.connections is not None}
    listed = [target.id for target in targets if target.id not in late]
    answers = await read_lists(session, listed, missed, api_version)
    named = set(scope.targets)
    gone = {id_ for id_, answer in answers.items() if _is_gone(answer) and id_ not in named}
    there = [target for target in targets if target.id not in gone]
    by_target = [late.get(target.id, answers.get(target.id, ())) for target in there]
    missed += [answer for answer in by_target if isinstance(answer, NotRead)]
    found = [one for answer in by_target if not isinstance(answer, NotRead) for one in in_order(answer)]
    return Inventory(
        tuple(target.id for target in there),
        tuple(found),
        tuple(missed),
        {target.id: target for target in there if target.id not in named},
        frozenset(late),
        subscriptions,
    )


def _is_gone(answer: Sequence[Connection] | NotRead) -> bool:
    """Whether Resource Graph has not heard yet that there is no such resource any more."""
    return isinstance(answer, NotRead) and answer.gone


async def read_lists(
    session: Session,
    targets: Sequence[ResourceId],
    missed: list[NotRead],
    api_version: str | None = None,
    why: str = "reading",
) -> dict[ResourceId, list[Connection] | NotRead]:
    """The connections of each target, from its service; `missed` takes what is left out of a list."""
    reading = _Reading(session, missed, api_version, f"{why} connections", len(targets))
    return dict(zip(targets, await asyncio.gather(*map(reading.one, targets)), strict=True))


@dataclass(slots=True)
class _Reading:
    """The targets that are read, so many at a time."""

    session: Session
    missed: list[NotRead]
    api_version: str | None
    named: str
    all: int
    done: int = 0
    gate: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_AT_ONCE))

    async def one(self, target: ResourceId) -> list[Connection] | NotRead:
        """One target's connections."""
        async with self.gate:
            answer = await self._read(target)
        self.done += 1
        self.session.counts(self.named, self.done, self.all)
        return answer

    async def _read(self, target: ResourceId) -> list[Connection] | NotRead:
        try:
            spec = spec_to_read(target.type, self.api_version)
            deadline = self.session.deadline(_READ_SECONDS)
            listed = await whole_list(self.session, spec, target, deadline)
        except (ApprovalError, ArmError) as failure:
            return NotRead(str(target), str(failure), says_gone(failure))
        self.missed += [_left_out(target, listed.left_out)] if listed.left_out else []
        return listed.connections


def _left_out(target: ResourceId, number: int) -> NotRead:
    some = "1 connection that cannot be addressed is"
    some = some if number == 1 else f"{number:,} connections that cannot be addressed are"
    return NotRead(str(target), f"{some} left out")


def says_gone(failure: Exception) -> bool:
    """Whether ARM says that there is no such resource; any other failure leaves it open."""
    if not isinstance(failure, RequestFailed) or failure.status != HTTPStatus.NOT_FOUND:
        return False
    return failure.code.casefold() in _GONE


def in_order(connections: Iterable[Connection]) -> list[Connection]:
    """A target's connections as they are shown."""
    return sorted(connections, key=lambda one: one.name.casefold())
