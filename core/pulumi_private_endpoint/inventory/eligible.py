"""Who may give himself a role: eligible assignments (PIM), which Resource Graph does not have.

They are listed subscription by subscription, and each list has those above the subscription, too.
"""

from __future__ import annotations

import asyncio
import itertools
from typing import TYPE_CHECKING, Any

from pulumi_private_endpoint.arm import ArmError, RequestFailed
from pulumi_private_endpoint.arm.answers.answer import find_property
from pulumi_private_endpoint.arm.http.pages import Pages
from pulumi_private_endpoint.connections.properties.values import is_guid

from .scope import NotRead

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pulumi_private_endpoint.connections.runtime.session import Session

_PATH = "providers/Microsoft.Authorization/roleEligibilityScheduleInstances"
_VERSION = "2020-10-01"
_AT_OR_ABOVE = "atScope()"
_SECONDS = 120.0
_AT_ONCE = 16
# JulianHayward/Azure-MG-Sub-Governance-Reporting#114: a tenant without the licence has no such assignments.
_NO_SUCH_THING = "aadpremiumlicenserequired"


async def eligible_roles(
    session: Session, subscriptions: Iterable[str]
) -> tuple[list[Mapping[str, Any]], list[NotRead]]:
    """The eligible assignments at or above each subscription, as rows, and what could not be read of them."""
    asked = sorted(filter(is_guid, subscriptions))
    gate, done = asyncio.Semaphore(_AT_ONCE), itertools.count(1)

    async def one(subscription: str) -> list[Any] | NotRead:
        async with gate:
            found = await _listed(session, subscription)
        session.counts("finding eligible roles", next(done), len(asked))
        return found

    answers = await asyncio.gather(*map(one, asked))
    missed = [answer for answer in answers if isinstance(answer, NotRead)]
    entries = itertools.chain.from_iterable(each for each in answers if not isinstance(each, NotRead))
    return list(_rows(entries)), missed


async def _listed(session: Session, subscription: str) -> list[Any] | NotRead:
    client, deadline, pages = session.client, session.deadline(_SECONDS), Pages()
    query = f"$filter={_AT_OR_ABOVE}&api-version={_VERSION}"
    url: str | None = f"{client.cloud.endpoint}/subscriptions/{subscription}/{_PATH}?{query}"
    try:
        while url:
            url = pages.add(await client.poll(url, deadline))
    except ArmError as failure:
        if isinstance(failure, RequestFailed) and failure.code.casefold() == _NO_SUCH_THING:
            return []
        return NotRead(f"eligible role assignments of {subscription}", str(failure))
    return pages.items


def _rows(entries: Iterable[Any]) -> Iterator[Mapping[str, Any]]:
    for entry in entries:
        shown = find_property(entry, "properties")
        # The schedule stays; what is in force of it has another id each time.
        id_ = find_property(shown, "roleEligibilityScheduleId") or find_property(entry, "id")
        yield {
            "id": id_,
            "scope": find_property(shown, "scope"),
            "role": find_property(shown, "roleDefinitionId"),
            "principal": find_property(shown, "principalId"),
            "kind": find_property(shown, "principalType"),
        }
