"""A clock that jumps, and an ARM that says what it is told to say."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from pulumi_private_endpoint.arm import Answer, ArmClient, Deadline, resolve_cloud
from pulumi_private_endpoint.arm.answers.answer import RequestIds
from pulumi_private_endpoint.arm.auth.clouds import Cloud

if TYPE_CHECKING:
    from collections.abc import Callable

ORIGIN = "https://management.azure.com"
NOON = datetime(2026, 1, 1, 12, tzinfo=timezone.utc)


@dataclass
class FakeClock:
    """Time that passes only in sleep."""

    seconds: float = 0.0
    slept: list[float] = field(default_factory=list)

    def now(self) -> float:
        return self.seconds

    def utcnow(self) -> datetime:
        return NOON + timedelta(seconds=self.seconds)

    async def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 3))
        self.seconds += seconds
        await asyncio.sleep(0)


@dataclass
class FakeTokens:
    """Tokens t0, t1, ... and the claims they were asked with."""

    asked: list[str | None] = field(default_factory=list)

    async def token(self, scope: str, *, claims: str | None = None) -> str:  # noqa: ARG002 - the protocol
        self.asked.append(claims)
        return f"t{len(self.asked) - 1}"


@dataclass
class Arm:
    """A client whose transport plays a script: one response, exception or function per request."""

    clock: FakeClock
    cloud: Cloud = field(default_factory=lambda: resolve_cloud({}, lambda _key: None))
    tokens: Any = field(default_factory=FakeTokens)
    script: list[Any] = field(default_factory=list)
    requests: list[httpx.Request] = field(default_factory=list)
    trace: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    def says(self, *steps: Any) -> Arm:
        self.script.extend(steps)
        return self

    def play(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        # The last step goes on for ever.
        step = self.script.pop(0) if len(self.script) > 1 else self.script[0]
        if isinstance(step, Exception):
            raise step
        answer = step(request) if callable(step) else step
        if not hasattr(answer, "_content"):  # a stream, for this request alone
            return answer
        # A response object can be sent once only.
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)

    def run(self, act: Callable[[ArmClient, Deadline], Any], *, seconds: float = 300.0) -> Any:
        async def go() -> Any:
            client = ArmClient(
                self.cloud,
                self.tokens,
                clock=self.clock,
                transport=httpx.MockTransport(self.play),
                trace=self.trace.append,
                notice=self.told.append,
                jitter=lambda: 0.5,  # the middle: no spread
            )
            try:
                return await act(client, Deadline.after(self.clock, seconds))
            finally:
                await client.close()

        return asyncio.run(go())


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def arm(clock: FakeClock) -> Arm:
    return Arm(clock)


@pytest.fixture
def answer() -> Callable[..., Answer]:
    """Build an Answer as if it had come over the wire."""

    def make(
        status: int = 200, *, json: Any = None, content: bytes = b"", headers: Any = None, method: str = "GET"
    ) -> Answer:
        request = httpx.Request(
            method, f"{ORIGIN}/subscriptions/s/providers/A.B/t/n?api-version=2020&s=secret"
        )
        body = {"json": json} if json is not None else {"content": content}
        return Answer.of(httpx.Response(status, headers=headers, request=request, **body), "client-id")

    return make


@pytest.fixture
def ids() -> RequestIds:
    return RequestIds("client-id", "request-id", "correlation-id", "service")
