"""The resources of a scope that can have connections, and what Resource Graph shows of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pulumi_private_endpoint.arm import ArmError, ResourceId
from pulumi_private_endpoint.arm.answers.answer import find_property
from pulumi_private_endpoint.connections.services.table import SERVICES

from .graph import Query, RowTooLarge, stages, words
from .inline import connections_of
from .scope import NotRead

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pulumi_private_endpoint.connections.model import Connection

    from .graph import Graph
    from .scope import Scope

_PROPERTIES = {
    "publicAccess": "publicNetworkAccess",
    "networkAccess": "network.publicNetworkAccess",  # flexible servers of PostgreSQL and MySQL
    "visibleTo": "visibility.subscriptions",
    "autoApproved": "autoApproval.subscriptions",
    "alias": "alias",
}
_CONNECTIONS = {"connections": "privateEndpointConnections"}
_NAMED_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Target:
    """A resource that can have connections.

    Attributes:
        connections: Those that came along; None where a list has to tell.
        public_access: Its `publicNetworkAccess`; empty where it says nothing of it.
        visible_to: Of a private link service, the subscriptions that may ask; `*` is everybody.
        auto_approved: Of a private link service, the subscriptions that need not wait.
        alias: Of a private link service, the name by which others ask.
    """

    id: ResourceId
    connections: tuple[Connection, ...] | None = None
    public_access: str = ""
    visible_to: tuple[str, ...] = ()
    auto_approved: tuple[str, ...] = ()
    alias: str = ""


async def targets_of(
    graph: Graph, scope: Scope, *, inline: bool = False
) -> tuple[list[Target], list[NotRead]]:
    """The resources in a scope, each once, and what could not be looked at.

    With `inline`, connections come along where the service shows them whole. The scope's own targets are
    only named.
    """
    found, missed = {id_: Target(id_) for id_ in scope.targets}, list[NotRead]()
    kinds = f"where type in~ ({words(sorted(spec.type.lower() for spec in SERVICES))})"
    for name, narrowed, asked in scope.queries():
        reading = _Reading(graph, name, (kinds, narrowed), asked, missed)
        for target in await reading.targets(inline=inline):
            found.setdefault(target.id, target)
    return list(found.values()), missed


async def targets_named(graph: Graph, ids: Sequence[ResourceId]) -> tuple[list[Target], list[NotRead]]:
    """What Resource Graph shows of single resources."""
    odd = [one for one in ids if "'" in one.path]
    found, missed = list[Target](), [NotRead(str(one), "its id cannot stand in a query") for one in odd]
    asked_for = [one for one in ids if one not in odd]
    for start in range(0, len(asked_for), _NAMED_AT_ONCE):
        some = asked_for[start : start + _NAMED_AT_ONCE]
        asked = {"subscriptions": sorted({one.subscription_id or "" for one in some} - {""})}
        narrowed = f"where id in~ ({words([one.path for one in some])})"
        found += await _Reading(graph, "resources", (narrowed,), asked, missed).targets(inline=False)
    return found, missed


@dataclass(frozen=True, slots=True)
class _Reading:
    """One query."""

    graph: Graph
    name: str
    narrowed: tuple[str, ...]
    scope: Mapping[str, Any]
    missed: list[NotRead]

    async def targets(self, *, inline: bool) -> list[Target]:
        try:
            return await self._targets(inline=inline)
        except RowTooLarge as failure:
            if inline:  # a resource with that many connections is listed, page by page
                return await self.targets(inline=False)
            self.missed.append(NotRead(self.name, str(failure)))
            return []

    async def _targets(self, *, inline: bool) -> list[Target]:
        shown = _PROPERTIES | (_CONNECTIONS if inline else {})
        columns = ", ".join(["id", *(f"{name} = properties.{path}" for name, path in shown.items())])
        text = stages("resources", *self.narrowed, f"project {columns}", "order by id asc")
        rows = self.graph.rows(Query(text, "resources"), self.scope, self.name, self.missed)
        return [target async for row in rows for target in self._read(row, inline=inline)]

    def _read(self, row: Mapping[str, Any], *, inline: bool) -> Iterator[Target]:
        try:
            id_ = ResourceId.parse(str(row.get("id")))
        except ArmError as error:
            self.missed.append(NotRead(self.name, f"an id that cannot be read: {error}"))
            return
        carried = connections_of(id_, row.get("connections")) if inline else None
        yield shown_of(id_, row.get, carried)


def from_body(id_: ResourceId, body: Any) -> Target:
    """The same from a resource's own answer."""
    return shown_of(id_, lambda name: find_property(body, "properties", *_PROPERTIES[name].split(".")))


def shown_of(id_: ResourceId, column: Any, connections: tuple[Connection, ...] | None = None) -> Target:
    """A target, given its columns by their names."""
    return Target(
        id_,
        connections,
        public_access=_text(column("publicAccess")) or _text(column("networkAccess")),
        visible_to=tuple(_texts(column("visibleTo"))),
        auto_approved=tuple(_texts(column("autoApproved"))),
        alias=_text(column("alias")),
    )


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _texts(value: Any) -> Iterable[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []
