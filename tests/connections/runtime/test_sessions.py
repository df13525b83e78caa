"""The sessions of a process: one for each tenant, made when they are needed."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Any

import httpx
import pytest

from pulumi_private_endpoint.arm import ArmClient, Deadline, SystemClock, resolve_cloud
from pulumi_private_endpoint.connections.runtime import sessions
from pulumi_private_endpoint.connections.runtime.sessions import Sessions

LOCAL = {"PRIVATE_ENDPOINT_ARM_ENDPOINT": "http://127.0.0.1:1"}


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long each question for the cloud may take."""
    found: list[float] = []

    async def discover(environ: Any, config: Any, deadline: Deadline) -> Any:
        found.append(deadline.seconds)
        return resolve_cloud(environ, config)

    monkeypatch.setattr(sessions, "discover_cloud", discover)
    return found


def test_one_for_each_tenant(asked: list[float], told: Any) -> None:
    ours = Sessions(LOCAL, lambda _: None, told)

    async def act() -> list[Any]:
        return [await ours.of(tenant) for tenant in (None, "t", None, "t")]

    own, other, own_again, other_again = asyncio.run(act())
    assert own is own_again
    assert other is other_again
    assert own is not other
    assert len(asked) == 2
    assert own.target_locks is other.target_locks
    assert own.claims is other.claims is ours.claims


@pytest.mark.parametrize(
    ("environ", "lines"), [({}, 0), ({"PRIVATE_ENDPOINT_DEBUG": "1"}, 1), ({"PRIVATE_ENDPOINT_DEBUG": ""}, 0)]
)
def test_a_line_on_each_request_where_it_is_asked_for(
    told: Any, environ: dict[str, str], lines: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    silent = httpx.MockTransport(lambda _: httpx.Response(204))
    monkeypatch.setattr(sessions, "ArmClient", partial(ArmClient, transport=silent))

    async def act() -> None:
        async with Sessions(LOCAL | environ, lambda _: None, told).once(None) as session:
            await session.client.get("/a/b", "v", Deadline.after(SystemClock(), 5))

    asyncio.run(act())
    assert len(told.notes) == lines
