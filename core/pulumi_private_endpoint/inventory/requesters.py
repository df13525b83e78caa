"""Whose the requesters' subscriptions are: a connection shows a subscription, and a challenge its tenant.

Asked for a subscription of another tenant, ARM answers 401 and names the tenant to sign in to. That takes no
rights.
"""

from __future__ import annotations

import asyncio
import itertools
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING

from pulumi_private_endpoint.arm import ArmError, RequestFailed
from pulumi_private_endpoint.arm.answers.answer import find_property

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pulumi_private_endpoint.arm import Answer
    from pulumi_private_endpoint.connections.runtime.session import Session

_VERSION = "2022-12-01"
_SECONDS = 120.0
_AT_ONCE = 16


@dataclass(frozen=True, slots=True)
class Requesters:
    """What is known of subscriptions, in lower case.

    Attributes:
        tenants: The tenants of those that are in another one, and cannot be read.
        read: The tenants of those that can be read; where that was delegated, another one, too.
        gone: Those that are in none any more.
        unknown: Those of which nothing could be learned, and why.
        asked: All that were asked for.
    """

    tenants: Mapping[str, str] = field(default_factory=dict)
    read: Mapping[str, str] = field(default_factory=dict)
    gone: frozenset[str] = frozenset()
    unknown: Mapping[str, str] = field(default_factory=dict)
    asked: frozenset[str] = frozenset()


async def learn(session: Session, subscriptions: Iterable[str], known: Requesters) -> Requesters:
    """Ask once for each that is not known yet; a failure is one subscription's."""
    asked = sorted({text.lower() for text in subscriptions} - known.asked)
    gate, done = asyncio.Semaphore(_AT_ONCE), itertools.count(1)

    async def one(subscription: str) -> ArmError | Answer:
        async with gate:
            answer = await _asked(session, subscription)
        session.counts("asking whose requesters are", next(done), len(asked))
        return answer

    answers = dict(zip(asked, await asyncio.gather(*map(one, asked)), strict=True))
    tenants = dict(known.tenants) | {
        key: tenant for key, answer in answers.items() if (tenant := _tenant(answer)) is not None
    }
    read = dict(known.read) | {
        key: tenant.lower()
        for key, answer in answers.items()
        if not isinstance(answer, ArmError)
        and isinstance(tenant := find_property(answer.body, "tenantId"), str)
    }
    gone = known.gone | frozenset(key for key, answer in answers.items() if _is_gone(answer))
    unknown = dict(known.unknown) | {
        key: str(answer)
        for key, answer in answers.items()
        if isinstance(answer, ArmError) and key not in tenants and key not in gone and not _is_here(answer)
    }
    return Requesters(tenants, read, gone, unknown, known.asked | set(asked))


async def _asked(session: Session, subscription: str) -> ArmError | Answer:
    try:
        return await session.client.get(
            f"/subscriptions/{subscription}", _VERSION, session.deadline(_SECONDS)
        )
    except ArmError as failure:
        return failure


def _tenant(answer: ArmError | Answer) -> str | None:
    if isinstance(answer, RequestFailed) and answer.status == HTTPStatus.UNAUTHORIZED:
        return answer.tenant
    return None


def _is_gone(answer: ArmError | Answer) -> bool:
    return isinstance(answer, RequestFailed) and answer.code.lower() == "subscriptionnotfound"


def _is_here(answer: ArmError) -> bool:
    """Whether it is in this tenant, and only may not be read."""
    return isinstance(answer, RequestFailed) and answer.status == HTTPStatus.FORBIDDEN
