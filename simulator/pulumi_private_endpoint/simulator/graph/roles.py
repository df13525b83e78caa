"""The table `authorizationresources`: who has which role where, and what the roles allow.

Of the built-in roles the few that tests are about, with the actions that Microsoft documents for them.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from pulumi_private_endpoint.simulator.around import RoleDefinition

from .rows import Row

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pulumi_private_endpoint.simulator.around import RoleAssignment
    from pulumi_private_endpoint.simulator.scenario import Scenario

_BUILT_IN = {
    "8e3af657-a8ff-443c-a75c-2fe8c4bcb635": RoleDefinition("Owner", ("*",)),
    "b24988ac-6180-42a0-ab88-20f7382dd24c": RoleDefinition(
        "Contributor",
        ("*",),
        ("Microsoft.Authorization/*/Delete", "Microsoft.Authorization/*/Write"),
    ),
    "acdd72a7-3385-48ef-bd42-f606fba81ae7": RoleDefinition("Reader", ("*/read",)),
    "4d97b98b-1d4f-4787-a291-c67834d212e7": RoleDefinition(
        "Network Contributor", ("Microsoft.Network/*", "Microsoft.Resources/deployments/*")
    ),
    "b556d68e-0be0-4f35-a333-ad7ee1ce17ea": RoleDefinition(
        "Azure AI Enterprise Network Connection Approver",
        (
            "Microsoft.Storage/storageAccounts/privateEndpointConnections/read",
            "Microsoft.Storage/storageAccounts/privateEndpointConnections/write",
            "Microsoft.Storage/storageAccounts/privateEndpointConnectionsApproval/action",
        ),
    ),
}
_ABOVE = frozenset({"atscopeandabove", "atscopeaboveandbelow"})
_BELOW = frozenset({"", "atscopeandbelow", "atscopeaboveandbelow"})
_AUTHORIZATION = "/providers/Microsoft.Authorization"


def rows(scenario: Scenario, subscriptions: frozenset[str] | None, scope_filter: str) -> Iterator[Row]:
    """The assignments that a query's scope and its `authorizationScopeFilter` show, and all definitions."""
    for number, given in enumerate(scenario.role_assignments):
        if is_shown(scenario, given, subscriptions, scope_filter):
            yield _assignment(given, _guid(f"{number}"), role_named(scenario, given.role))
    for guid, role in _roles(scenario).items():
        yield _definition(role, guid)


def _roles(scenario: Scenario) -> dict[str, RoleDefinition]:
    return _BUILT_IN | {_guid(role.name): role for role in scenario.role_definitions}


def role_named(scenario: Scenario, name: str) -> str:
    """A role's own name, a GUID; of one that is not known, one that nothing has."""
    by_name = {role.name: guid for guid, role in _roles(scenario).items()}
    return by_name.get(name, _guid(name))


def is_shown(
    scenario: Scenario, given: RoleAssignment, subscriptions: frozenset[str] | None, scope_filter: str
) -> bool:
    """Whether an assignment is at, above or below subscriptions, as the filter has it."""
    scope_filter = scope_filter.lower()
    words = given.scope.lower().strip("/").split("/")
    if words[0] != "subscriptions":
        return scope_filter in _ABOVE and (not words[0] or _holds(scenario, words[-1], subscriptions))
    inside = subscriptions is None or words[1] in subscriptions
    return inside and (len(words) == 2 or scope_filter in _BELOW)  # noqa: PLR2004 - the subscription itself


def _holds(scenario: Scenario, group: str, subscriptions: frozenset[str] | None) -> bool:
    held = {name.lower(): texts for name, texts in scenario.management_groups.items()}.get(group, ())
    return subscriptions is None or any(text.lower() in subscriptions for text in held)


def _assignment(given: RoleAssignment, guid: str, role: str) -> Row:
    scope = given.scope.rstrip("/")
    properties = {
        "scope": given.scope,
        "principalId": given.principal,
        "principalType": given.principal_type,
        "roleDefinitionId": f"{_AUTHORIZATION}/RoleDefinitions/{role}",
    }
    columns = {
        "id": f"{scope}{_AUTHORIZATION}/RoleAssignments/{guid}",
        "name": guid,
        "type": "microsoft.authorization/roleassignments",
    }
    return Row(columns, lambda: properties)


def _definition(role: RoleDefinition, guid: str) -> Row:
    permissions = [
        {
            "actions": list(role.actions),
            "notActions": list(role.not_actions),
            "dataActions": [],
            "notDataActions": [],
        }
    ]
    properties = {"roleName": role.name, "permissions": permissions}
    columns = {
        "id": f"{_AUTHORIZATION}/RoleDefinitions/{guid}",
        "name": guid,
        "type": "microsoft.authorization/roledefinitions",
    }
    return Row(columns, lambda: properties)


def _guid(name: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, name))
