"""A second look, at the services themselves: Resource Graph is behind them, and nobody is accused by hearsay.

What is gone by now is left out. What cannot be read again stays as it was first seen, and is told.
"""

from __future__ import annotations

import asyncio
import itertools
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from pulumi_private_endpoint.arm import ArmError
from pulumi_private_endpoint.connections.errors import UnknownService
from pulumi_private_endpoint.connections.model import ENDPOINT_TYPE
from pulumi_private_endpoint.connections.services.lookup import spec_to_read

from . import endpoints, targets
from .scope import NotRead
from .take import in_order, read_lists, says_gone

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from typing import Any

    from pulumi_private_endpoint.arm import ResourceId
    from pulumi_private_endpoint.connections.model import Connection
    from pulumi_private_endpoint.connections.runtime.session import Session

    from .surroundings import Surroundings
    from .take import Inventory

T = TypeVar("T")
_SECONDS = 120.0
_AT_ONCE = 32


async def list_again(session: Session, inventory: Inventory, suspects: Collection[ResourceId]) -> Inventory:
    """The same inventory with the connections of these targets as their services have them."""
    asked = [target for target in inventory.targets if target in suspects and target in inventory.late]
    missed: list[NotRead] = []
    answers = await read_lists(session, asked, missed, why="verifying")
    missed += [
        _told(answer) for answer in answers.values() if isinstance(answer, NotRead) and not answer.gone
    ]
    fresh = {id_: answer for id_, answer in answers.items() if not isinstance(answer, NotRead)}
    gone = {id_ for id_, answer in answers.items() if isinstance(answer, NotRead) and answer.gone}
    known: dict[ResourceId, list[Connection]] = {id_: [] for id_ in inventory.targets if id_ not in gone}
    for one in inventory.connections:
        if one.target in known and one.target not in fresh:
            known[one.target].append(one)
    known |= {id_: in_order(found) for id_, found in fresh.items()}
    return replace(
        inventory,
        targets=tuple(known),
        connections=tuple(one for found in known.values() for one in found),
        not_read=(*inventory.not_read, *missed),
        late=inventory.late - fresh.keys() - gone,
    )


async def look_again(
    session: Session, around: Surroundings, suspects: Collection[ResourceId]
) -> Surroundings:
    """The same surroundings with these resources as their services have them."""
    missed: list[NotRead] = []
    shown = await _reread(
        session,
        {id_: each for id_, each in around.shown.items() if id_ in suspects},
        targets.from_body,
        missed,
    )
    asking = {each.id: each for each in around.endpoints if each.id in suspects}
    leading = await _reread(session, asking, endpoints.from_body, missed)
    return replace(
        around,
        shown={id_: each for id_, each in (dict(around.shown) | shown).items() if each is not None},
        endpoints=tuple(each for one in around.endpoints if (each := leading.get(one.id, one)) is not None),
        not_read=(*around.not_read, *missed),
    )


async def _reread(
    session: Session,
    suspects: Mapping[ResourceId, T],
    read: Callable[[ResourceId, Any], T],
    missed: list[NotRead],
) -> dict[ResourceId, T | None]:
    """Each suspect as it is now; None where it is gone."""
    gate, done = asyncio.Semaphore(_AT_ONCE), itertools.count(1)

    async def one(id_: ResourceId, before: T) -> T | None:
        async with gate:
            session.counts("verifying resources", next(done), len(suspects))
            try:
                answer = await session.client.get(id_.path, _version(id_), session.deadline(_SECONDS))
            except (ArmError, UnknownService) as failure:
                if says_gone(failure):
                    return None
                missed.append(_told(NotRead(str(id_), str(failure))))
                return before
        return read(id_, answer.body)

    found = await asyncio.gather(*(one(id_, before) for id_, before in suspects.items()))
    return dict(zip(suspects, found, strict=True))


def _version(id_: ResourceId) -> str:
    kind = id_.type.casefold()
    return endpoints.API_VERSION if kind == ENDPOINT_TYPE else spec_to_read(id_.type).api_version


def _told(missed: NotRead) -> NotRead:
    return replace(missed, why=f"could not be read again, and is told as Resource Graph has it: {missed.why}")
