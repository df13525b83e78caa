"""Who may approve on a whole subscription or management group, or on everything.

Approving takes `…/privateEndpointConnections/write`. Whoever has
`…/privateEndpointConnectionsApproval/action` makes endpoints that need nobody's approval, which is the same
way in.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from pulumi_private_endpoint.arm import ArmError, ResourceId
from pulumi_private_endpoint.arm.answers.answer import find_property
from pulumi_private_endpoint.connections.services.table import SERVICES
from pulumi_private_endpoint.connections.text import printable

from .eligible import eligible_roles
from .graph import Query, RowTooLarge, stages
from .scope import NotRead

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pulumi_private_endpoint.connections.runtime.session import Session

    from .graph import Graph
    from .scope import Scope

_TABLE = "authorizationresources"
_FILTER = {"authorizationScopeFilter": "AtScopeAboveAndBelow"}
_ASSIGNMENTS = Query(
    stages(
        _TABLE,
        "where type =~ 'microsoft.authorization/roleassignments'",
        "where tostring(properties.scope) !contains '/resourcegroups/'",
        "project id, scope = properties.scope, role = properties.roleDefinitionId, "
        "principal = properties.principalId, kind = properties.principalType",
        "order by id asc",
    ),
    "role assignments",
    _FILTER,
)
_DEFINITIONS = Query(
    stages(
        _TABLE,
        "where type =~ 'microsoft.authorization/roledefinitions'",
        "project id, name = properties.roleName, permissions = properties.permissions",
        "order by id asc",
    ),
    "roles",
    _FILTER,
)
_BROAD = re.compile(
    r"/|/subscriptions/[^/]+|/providers/microsoft\.management/managementgroups/[^/]+", re.IGNORECASE
)
_LONGEST = 400
_RIGHTS = ("privateEndpointConnections/write", "privateEndpointConnectionsApproval/action")


@dataclass(frozen=True, slots=True)
class BroadRole:
    """A role assignment: who may approve, by which role, on all of what.

    Attributes:
        eligible: Whether it has to be activated first.
    """

    id: ResourceId
    scope: str
    role: str
    principal: str
    eligible: bool = False


_Broad = tuple[str, "Mapping[str, Any]", bool]
"""What is told of if it cannot be judged, an assignment, and whether it is eligible."""


async def broad_roles(
    session: Session, graph: Graph, scope: Scope, subscriptions: Iterable[str]
) -> tuple[list[BroadRole], list[NotRead]]:
    """The assignments at or above a scope by which somebody may approve, and what could not be looked at.

    `subscriptions` are the scope's, of which those are asked for that can be activated.
    """
    eligible, missed = await eligible_roles(session, subscriptions)
    broad: list[_Broad] = [("eligible role assignments", row, True) for row in filter(_is_broad, eligible)]
    roles: dict[str, Mapping[str, Any]] = {}
    for name, _, asked in scope.queries():
        if graph.is_refused(name):
            continue
        about = f"role assignments of {name}"
        given = await _rows(graph, _ASSIGNMENTS, asked, about, missed)
        broad += [(about, row, False) for row in filter(_is_broad, given)]
        if broad:
            definitions = await _rows(graph, _DEFINITIONS, asked, about, missed)
            roles |= {_guid(row, "id"): row for row in definitions}
    found: dict[ResourceId, BroadRole] = {}
    for each in broad:
        _judge(each, roles, found, missed)
    return list(found.values()), missed


def _is_broad(row: Mapping[str, Any]) -> bool:
    return _BROAD.fullmatch(_text(row, "scope")) is not None


async def _rows(
    graph: Graph, query: Query, asked: Mapping[str, Any], about: str, missed: list[NotRead]
) -> list[Mapping[str, Any]]:
    try:
        return [row async for row in graph.rows(query, asked, about, missed)]
    except RowTooLarge as failure:
        missed.append(NotRead(about, str(failure)))
        return []


def _judge(
    given: _Broad,
    roles: Mapping[str, Mapping[str, Any]],
    found: dict[ResourceId, BroadRole],
    missed: list[NotRead],
) -> None:
    about, row, eligible = given
    try:
        id_ = ResourceId.parse(_text(row, "id"))
    except ArmError as error:
        missed.append(NotRead(about, f"an id that cannot be read: {error}"))
        return
    role = roles.get(_guid(row, "role"))
    if role is None:
        name = printable(_text(row, "role"), _LONGEST)
        missed.append(NotRead(about, f"the role {name} of {printable(str(id_), _LONGEST)} is not shown"))
    elif can_approve(role.get("permissions")):
        who = f"{_text(row, 'kind') or 'principal'} {_text(row, 'principal')}"
        found[id_] = BroadRole(id_, _text(row, "scope"), _text(role, "name"), who, eligible)


def can_approve(permissions: Any) -> bool:
    """Whether a role's permissions let a connection of any known service in."""
    return any(
        any(_allows(permission, action) for action in _actions())
        for permission in (permissions if isinstance(permissions, list) else ())
    )


@cache
def _actions() -> tuple[str, ...]:
    return tuple(f"{spec.type}/{right}" for spec in SERVICES if spec.refusal is None for right in _RIGHTS)


def _allows(permission: Any, action: str) -> bool:
    return _covers(find_property(permission, "actions"), action) and not _covers(
        find_property(permission, "notActions"), action
    )


def _covers(patterns: Any, action: str) -> bool:
    listed: Iterable[Any] = patterns if isinstance(patterns, list) else ()
    return any(isinstance(each, str) and _pattern(each).fullmatch(action) for each in listed)


@cache
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(".*".join(map(re.escape, text.split("*"))), re.IGNORECASE)


def _guid(row: Mapping[str, Any], name: str) -> str:
    return _text(row, name).rpartition("/")[2].casefold()


def _text(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    return value if isinstance(value, str) else ""
