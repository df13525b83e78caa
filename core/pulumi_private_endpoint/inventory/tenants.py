"""Whose a subscription is, for whoever has no event loop: what an audit told, and what ARM answers."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from pulumi_private_endpoint.arm import ArmError
from pulumi_private_endpoint.connections.runtime.sessions import Sessions

from .requesters import Requesters, learn

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class UnreadableAudit(Exception):
    """A file is not the JSON that an audit writes."""


def tenants_in(document: Any) -> dict[str, str]:
    """The tenants of subscriptions that an audit's JSON knows, by subscription, in lower case.

    A connection names a requester's that is another than one's own; what was read names one's own, too.

    Raises:
        UnreadableAudit: It is none.
    """
    try:
        found = [(one["requesterSubscription"], one["requesterTenant"]) for one in document["connections"]]
        found += document.get("tenants", {}).items()
    except (KeyError, TypeError, AttributeError):
        raise UnreadableAudit("is not the JSON of an audit") from None
    return {str(key).lower(): str(tenant).lower() for key, tenant in found if key and tenant}


def ask_tenants(subscriptions: Iterable[str], environ: Mapping[str, str]) -> Requesters:
    """What ARM knows of subscriptions. Where it cannot be asked nothing is learned, and it is said why."""
    try:
        return asyncio.run(_asked(list(subscriptions), environ))
    except ArmError as failure:
        return Requesters(unknown=dict.fromkeys((text.lower() for text in subscriptions), str(failure)))


async def _asked(subscriptions: list[str], environ: Mapping[str, str]) -> Requesters:
    async with Sessions(environ, lambda _: None, _Silent()).once(None) as session:
        return await learn(session, subscriptions, Requesters())


class _Silent:
    """Nobody listens while this asks."""

    def progress(self, text: str) -> None:
        """Not told."""

    def note(self, text: str) -> None:
        """Not told."""

    def warn(self, text: str) -> None:
        """Not told."""
