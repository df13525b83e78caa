"""What lies around targets and connections: private endpoints of the caller's own, and who may approve."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .mistake import ScenarioError

if TYPE_CHECKING:
    from collections.abc import Iterable

_ENDPOINT = re.compile(
    r"/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\.Network/privateEndpoints/[^/]+",
    re.IGNORECASE,
)
_GROUP = re.compile(r"/subscriptions/[^/]+/resourceGroups/[^/]+", re.IGNORECASE)
_SCOPE = re.compile(
    r"/|/subscriptions/[^/]+(/resourceGroups/.+)?|"
    r"/providers/Microsoft\.Management/managementGroups/[^/]+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class PrivateEndpoint:
    """A private endpoint as its own side sees it: where it leads, and whether it had to ask.

    Attributes:
        id: its ARM id.
        target: ARM id or alias of what it is connected to.
        manual: whether it was asked for, and is let in by somebody over there.
        status: what has become of that.
        message: what it asked with.
    """

    id: str
    target: str
    manual: bool = True
    status: str = "Approved"
    message: str = ""

    def __post_init__(self) -> None:
        if not _ENDPOINT.fullmatch(self.id):
            raise ScenarioError(f"id: {self.id!r} is not the ARM id of a private endpoint")


@dataclass(frozen=True, slots=True)
class RoleDefinition:
    """A role of the caller's own making.

    Attributes:
        name: its name, by which assignments refer to it.
        actions: what it allows.
        not_actions: what of that it does not.
    """

    name: str
    actions: tuple[str, ...]
    not_actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RoleAssignment:
    """Who has which role, and where.

    Attributes:
        scope: `/`, a management group, a subscription, or something in one.
        role: the name of a built-in role or of one of the scenario's own.
        principal: the object id of whoever holds it.
        principal_type: what that is: `User`, `Group` or `ServicePrincipal`.
    """

    scope: str
    role: str
    principal: str
    principal_type: str = "ServicePrincipal"

    def __post_init__(self) -> None:
        if not _SCOPE.fullmatch(self.scope):
            raise ScenarioError(f"scope: {self.scope!r} is no scope of role assignments")


@dataclass(frozen=True, slots=True)
class RoleEligibility(RoleAssignment):
    """Who may activate which role, and where (PIM). The same as of an assignment, which it is not yet."""

    principal_type: str = "User"


def known_groups(ids: Iterable[str]) -> None:
    """Refuses what is no resource group's id.

    Raises:
        ScenarioError: there is one.
    """
    for id_ in ids:
        if not _GROUP.fullmatch(id_):
            raise ScenarioError(f"resource_groups: {id_!r} is not the ARM id of a resource group")
