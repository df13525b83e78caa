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


class TestOfCallsThatComeFirst:
    """Several at once, while the cloud has not yet answered."""

    @pytest.fixture
    def ours(self, monkeypatch: pytest.MonkeyPatch, told: Any) -> Sessions:
        async def discover(environ: Any, config: Any, _deadline: Deadline) -> Any:
            self.asked += 1
            for _ in range(5):
                await asyncio.sleep(0)
            return resolve_cloud(environ, config)

        self.asked = 0
        monkeypatch.setattr(sessions, "discover_cloud", discover)
        return Sessions(LOCAL, lambda _: None, told)

    def test_all_get_the_same_session_for_one_question(self, ours: Sessions) -> None:
        async def act() -> list[Any]:
            return await asyncio.gather(*(ours.of(None) for _ in range(64)))

        assert len(set(map(id, asyncio.run(act())))) == 1
        assert self.asked == 1

    def test_one_that_is_cancelled_takes_it_from_nobody(self, ours: Sessions) -> None:
        async def act() -> Any:
            first, second = (asyncio.ensure_future(ours.of(None)) for _ in range(2))
            await asyncio.sleep(0)
            first.cancel()
            return await second

        assert asyncio.run(act()).client
        assert self.asked == 1

    def test_a_failure_is_everybodys_and_the_next_call_asks_again(
        self, ours: Sessions, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async def act() -> Any:
            with monkeypatch.context() as broken:
                broken.setattr(sessions, "token_source", None)
                failed = await asyncio.gather(*(ours.of(None) for _ in range(2)), return_exceptions=True)
            assert [type(each) for each in failed] == [TypeError, TypeError]
            return await ours.of(None)

        assert asyncio.run(act()).client
        assert self.asked == 2


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
