"""Roles that can be activated (PIM), as they are listed for a subscription.

By learn.microsoft.com, "Role Eligibility Schedule Instances - List For Scope": `$filter=atScope()` shows
those at or above it. A tenant without the licence refuses to say that it has none
(JulianHayward/Azure-MG-Sub-Governance-Reporting#114).
"""

from __future__ import annotations

import re
import uuid
from typing import TYPE_CHECKING, Any

from pulumi_private_endpoint.simulator.errors import WireError
from pulumi_private_endpoint.simulator.graph import roles

from .answers import Answer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pulumi_private_endpoint.simulator.around import RoleEligibility

    from .state import World

_AUTHORIZATION = "providers/Microsoft.Authorization"
_PATH = re.compile(
    rf"/subscriptions/([^/]+)/{re.escape(_AUTHORIZATION)}/roleEligibilityScheduleInstances/?", re.IGNORECASE
)
_VERSIONS = frozenset({"2020-10-01", "2020-10-01-preview"})
_FILTERS = {"": "AtScopeAndBelow", "atscope()": "AtScopeAndAbove"}


def asked_about(path: str) -> str | None:
    """The subscription whose eligible roles a path lists."""
    found = _PATH.fullmatch(path)
    return found[1] if found else None


def answer(world: World, subscription: str, method: str, params: Mapping[str, str]) -> Answer:
    """Those at or above a subscription, or at or below it.

    Raises:
        WireError: It was asked wrongly, or the tenant has no licence for them.
    """
    if method != "GET":
        raise WireError(405, "MethodNotAllowed", "Eligible roles are listed with GET.")
    if params.get("api-version") not in _VERSIONS:
        raise WireError(400, "MissingApiVersionParameter", "The api-version query parameter is required.")
    given = params.get("$filter", "")
    if given.lower() not in _FILTERS:
        raise WireError(400, "InvalidFilter", f"The filter '{given}' is not one this simulator knows.")
    if not world.scenario.pim:
        raise WireError(400, "AadPremiumLicenseRequired", "The tenant needs an AAD Premium 2 license.")
    asked, shown = frozenset({subscription.lower()}), _FILTERS[given.lower()]
    return Answer(
        200,
        {
            "value": [
                _entry(world, each, number, subscription)
                for number, each in enumerate(world.scenario.role_eligibilities)
                if roles.is_shown(world.scenario, each, asked, shown)
            ]
        },
    )


def _entry(world: World, given: RoleEligibility, number: int, subscription: str) -> dict[str, Any]:
    scope = f"{given.scope.rstrip('/')}/{_AUTHORIZATION}"
    schedule, instance = (str(uuid.uuid5(uuid.NAMESPACE_URL, f"{word}{number}")) for word in "se")
    role = roles.role_named(world.scenario, given.role)
    inherited = given.scope.lower().strip("/") != f"subscriptions/{subscription.lower()}"
    return {
        "id": f"{scope}/RoleEligibilityScheduleInstances/{instance}",
        "name": instance,
        "type": "Microsoft.Authorization/RoleEligibilityScheduleInstances",
        "properties": {
            "scope": given.scope,
            # Named from where it was read, wherever it stands.
            "roleDefinitionId": f"/subscriptions/{subscription}/{_AUTHORIZATION}/roleDefinitions/{role}",
            "principalId": given.principal,
            "principalType": given.principal_type,
            "status": "Provisioned",
            "roleEligibilityScheduleId": f"{scope}/RoleEligibilitySchedules/{schedule}",
            "memberType": "Inherited" if inherited else "Direct",
        },
    }
