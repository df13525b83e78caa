"""Private endpoints of one's own, and where those lead that somebody else had to let in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pulumi_private_endpoint.arm import ArmError, ResourceId
from pulumi_private_endpoint.arm.answers.answer import find_property
from pulumi_private_endpoint.connections.model import ENDPOINT_TYPE

from .graph import Query, RowTooLarge, stages
from .scope import NotRead

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .graph import Graph
    from .scope import Scope

API_VERSION = "2024-05-01"
_MANUAL = "manualPrivateLinkServiceConnections"


@dataclass(frozen=True, slots=True)
class Lead:
    """A manual connection of an endpoint: to a resource, by its id or by the alias that its owner gave."""

    to: str
    status: str

    @property
    def target(self) -> ResourceId | None:
        """The resource; None for an alias."""
        try:
            return ResourceId.parse(self.to)
        except ArmError:
            return None


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A private endpoint that asked."""

    id: ResourceId
    leads: tuple[Lead, ...]


async def endpoints_of(graph: Graph, scope: Scope) -> tuple[list[Endpoint], list[NotRead]]:
    """The endpoints of a scope that asked to be let in, and what could not be looked at."""
    found, missed = list[Endpoint](), list[NotRead]()
    for name, narrowed, asked in scope.queries():
        if graph.is_refused(name):
            continue
        text = stages(
            "resources",
            f"where type =~ '{ENDPOINT_TYPE}'",
            f"where array_length(properties.{_MANUAL}) > 0",
            narrowed,
            f"project id, manual = properties.{_MANUAL}",
            "order by id asc",
        )
        name_ = f"private endpoints of {name}"
        try:
            async for row in graph.rows(Query(text, "private endpoints"), asked, name_, missed):
                found.append(Endpoint(ResourceId.parse(str(row.get("id"))), tuple(_leads(row.get("manual")))))
        except (RowTooLarge, ArmError) as failure:
            missed.append(NotRead(name_, str(failure)))
    return list(dict.fromkeys(found)), missed


def from_body(id_: ResourceId, body: Any) -> Endpoint:
    """The same from an endpoint's own answer."""
    return Endpoint(id_, tuple(_leads(find_property(body, "properties", _MANUAL))))


def _leads(entries: Any) -> Iterator[Lead]:
    for entry in entries if isinstance(entries, list) else ():
        properties = find_property(entry, "properties")
        to = find_property(properties, "privateLinkServiceId")
        status = find_property(properties, "privateLinkServiceConnectionState", "status")
        if isinstance(to, str):
            yield Lead(to, status if isinstance(status, str) else "Unknown")
