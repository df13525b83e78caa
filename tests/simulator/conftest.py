"""A simulated Azure without sockets and without waiting: the application, a fake clock, a client."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from pulumi_private_endpoint.simulator import Scenario, create_app


class FakeClock:
    """Time that passes when it is told to."""

    def __init__(self) -> None:
        self.time = 1_800_000_000.0
        self.slept: list[float] = []

    def now(self) -> float:
        return self.time

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += seconds


class Azure:
    """One application and a client that is signed in unless it says otherwise."""

    def __init__(self, scenario: Scenario) -> None:
        self.clock = FakeClock()
        self.app = create_app(scenario, self.clock)

    def send(self, method: str, url: str, *, token: str = "token", **kwargs: Any) -> httpx.Response:
        async def exchange() -> httpx.Response:
            transport = httpx.ASGITransport(app=self.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://arm.test") as client:
                return await client.request(method, url, **kwargs)

        headers = {"Authorization": f"Bearer {token}"} if token else {}
        kwargs["headers"] = headers | kwargs.get("headers", {})
        return asyncio.run(exchange())

    def get(self, url: str, **kwargs: Any) -> httpx.Response:
        return self.send("GET", url, **kwargs)

    def put(self, url: str, body: Any, **kwargs: Any) -> httpx.Response:
        return self.send("PUT", url, json=body, **kwargs)


@pytest.fixture
def azure() -> Callable[..., Azure]:
    """Builds a simulated Azure from the parts of a scenario."""
    return lambda *connections, **rest: Azure(Scenario(connections=connections, **rest))
