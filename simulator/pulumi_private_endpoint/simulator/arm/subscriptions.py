"""A subscription by itself: whose it is. One of another tenant answers 401, and names that tenant."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pulumi_private_endpoint.simulator.errors import WireError
from pulumi_private_endpoint.simulator.graph.resources import TENANT

from .answers import Answer

if TYPE_CHECKING:
    from .state import World

_PATH = re.compile(r"/subscriptions/([^/]+)/?", re.IGNORECASE)
_GONE = "gone"


def asked_about(path: str) -> str | None:
    """The subscription that a path is about and nothing else."""
    found = _PATH.fullmatch(path)
    return found[1] if found else None


def answer(world: World, subscription: str, method: str, version: str | None) -> Answer:
    """What is known of it.

    Raises:
        WireError: It is another tenant's, or is not there.
    """
    if method != "GET":
        raise WireError(405, "MethodNotAllowed", "A subscription is read with GET.")
    if not version:
        raise WireError(400, "MissingApiVersionParameter", "The api-version query parameter is required.")
    foreign = {key.lower(): tenant for key, tenant in world.scenario.foreign_subscriptions.items()}
    tenant = foreign.get(subscription.lower(), TENANT)
    if tenant == _GONE:
        raise WireError(404, "SubscriptionNotFound", f"The subscription '{subscription}' could not be found.")
    if tenant != TENANT:
        challenge = (
            f'Bearer authorization_uri="https://login.windows.net/{tenant}", error="invalid_token", '
            'error_description="The access token is from the wrong issuer."'
        )
        raise WireError(
            401,
            "InvalidAuthenticationTokenTenant",
            "The access token is from the wrong issuer. It must match the tenant of this subscription.",
            headers={"WWW-Authenticate": challenge},
        )
    delegated = {key.lower(): tenant for key, tenant in world.scenario.delegated_subscriptions.items()}
    body = {
        "id": f"/subscriptions/{subscription}",
        "subscriptionId": subscription,
        "tenantId": delegated.get(subscription.lower(), TENANT),
    }
    return Answer(200, body)
