"""What is asked about: resources by their ids, or all in groups, subscriptions, the tenant."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pulumi_private_endpoint.arm import ArmError, ResourceId
from pulumi_private_endpoint.connections.properties.values import is_guid
from pulumi_private_endpoint.connections.services.table import SERVICES

from .graph import query

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pulumi_private_endpoint.connections.runtime.session import Session

    from .graph import Rows

_SECONDS = 900.0
_SUBSCRIPTIONS_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class NotRead:
    """Something that could not be read, and why."""

    scope: str
    why: str


@dataclass(frozen=True, slots=True)
class ResourceGroup:
    """A resource group. Its name goes into a query, so only what a name can be is one."""

    subscription: str
    name: str

    @classmethod
    def parse(cls, text: str) -> ResourceGroup | None:
        """The resource group of an id; None if it is none's."""
        found = _GROUP.fullmatch(text)
        return cls(found[1], found[2]) if found and is_guid(found[1]) else None

    def __str__(self) -> str:
        return f"/subscriptions/{self.subscription}/resourceGroups/{self.name}"


_GROUP = re.compile(r"/subscriptions/([^/]+)/resourceGroups/([\w().-]{0,89}[\w()-])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Scope:
    """What is asked about; `tenant` is all that can be read."""

    targets: tuple[ResourceId, ...] = ()
    subscriptions: tuple[str, ...] = ()
    management_groups: tuple[str, ...] = ()
    tenant: bool = False
    resource_groups: tuple[ResourceGroup, ...] = ()

    def document(self) -> dict[str, Any]:
        """What of it was given, for an answer."""
        given: dict[str, Any] = {
            "targets": list(map(str, self.targets)),
            "resourceGroups": list(map(str, self.resource_groups)),
            "subscriptions": list(self.subscriptions),
            "managementGroups": list(self.management_groups),
            "tenant": self.tenant,
        }
        return {name: value for name, value in given.items() if value}

    def queries(self) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
        """What Resource Graph has to be asked about: a name for it, what narrows the query, and the scope."""
        for group in self.resource_groups:
            yield (
                str(group),
                f"where resourceGroup =~ '{group.name}'",
                {"subscriptions": [group.subscription]},
            )
        for start in range(0, len(self.subscriptions), _SUBSCRIPTIONS_AT_ONCE):
            some = list(self.subscriptions[start : start + _SUBSCRIPTIONS_AT_ONCE])
            yield ", ".join(some), "", {"subscriptions": some}
        for name in self.management_groups:
            yield f"management group {name}", "", {"managementGroups": [name]}
        if self.tenant:
            yield "tenant", "", {}


async def targets_of(session: Session, scope: Scope) -> tuple[list[ResourceId], list[NotRead]]:
    """The resources in a scope that can have connections, each once, and what could not be looked at."""
    found, missed = dict.fromkeys(scope.targets), []
    for name, narrowed, asked in scope.queries():
        try:
            rows = await query(session, _query(narrowed), asked, session.deadline(_SECONDS))
        except ArmError as failure:
            missed.append(NotRead(name, str(failure)))
            continue
        missed += [NotRead(name, why) for why in rows.missing]
        for target in _ids(rows, name, missed):
            found.setdefault(target)
    return list(found), missed


def _query(narrowed: str) -> str:
    types = ", ".join(sorted(f"'{spec.type.lower()}'" for spec in SERVICES))
    stages = ("resources", f"where type in~ ({types})", narrowed, "project id, type", "order by id asc")
    return " | ".join(stage for stage in stages if stage)


def _ids(rows: Rows, name: str, missed: list[NotRead]) -> Iterator[ResourceId]:
    for row in rows.rows:
        id_ = _id(row)
        if isinstance(id_, ResourceId):
            yield id_
        else:
            missed.append(NotRead(name, id_))


def _id(row: Mapping[str, Any]) -> ResourceId | str:
    try:
        return ResourceId.parse(str(row.get("id")))
    except ArmError as error:
        return f"an id that cannot be read: {error}"
