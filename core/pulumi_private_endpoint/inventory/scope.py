"""What is asked about: resources by their ids, or all in subscriptions, management groups, the tenant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pulumi_private_endpoint.arm import ArmError, ResourceId
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
class Scope:
    """What is asked about; `tenant` is all that can be read."""

    targets: tuple[ResourceId, ...] = ()
    subscriptions: tuple[str, ...] = ()
    management_groups: tuple[str, ...] = ()
    tenant: bool = False

    def document(self) -> dict[str, Any]:
        """What of it was given, for an answer."""
        given: dict[str, Any] = {
            "targets": list(map(str, self.targets)),
            "subscriptions": list(self.subscriptions),
            "managementGroups": list(self.management_groups),
            "tenant": self.tenant,
        }
        return {name: value for name, value in given.items() if value}

    def queries(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """The scopes that Resource Graph has to be asked about, each with its name."""
        for start in range(0, len(self.subscriptions), _SUBSCRIPTIONS_AT_ONCE):
            some = list(self.subscriptions[start : start + _SUBSCRIPTIONS_AT_ONCE])
            yield ", ".join(some), {"subscriptions": some}
        for group in self.management_groups:
            yield f"management group {group}", {"managementGroups": [group]}
        if self.tenant:
            yield "tenant", {}


async def targets_of(session: Session, scope: Scope) -> tuple[list[ResourceId], list[NotRead]]:
    """The resources in a scope that can have connections, each once, and what could not be looked at."""
    found, missed = dict.fromkeys(scope.targets), []
    for name, asked in scope.queries():
        try:
            rows = await query(session, _query(), asked, session.deadline(_SECONDS))
        except ArmError as failure:
            missed.append(NotRead(name, str(failure)))
            continue
        missed += [NotRead(name, why) for why in rows.missing]
        for target in _ids(rows, name, missed):
            found.setdefault(target)
    return list(found), missed


def _query() -> str:
    types = ", ".join(sorted(f"'{spec.type.lower()}'" for spec in SERVICES))
    return f"resources | where type in~ ({types}) | project id, type | order by id asc"


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
