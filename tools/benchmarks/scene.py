"""Simulated Azures to measure on: many connections, in virtual time or over real HTTP."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, TypeVar

import httpx

from pulumi_private_endpoint.arm import ArmClient, PlaceholderTokens, SystemClock, resolve_cloud
from pulumi_private_endpoint.connections.runtime.session import Session
from pulumi_private_endpoint.connections.sets.inputs import complete
from pulumi_private_endpoint.simulator import Connection, Scenario, create_app, running
from tools.benchmarks.virtual_time import VirtualClock, run

if TYPE_CHECKING:
    from pulumi_private_endpoint.arm.clock import Clock

T = TypeVar("T")
Act = Callable[[Session], Coroutine[Any, Any, T]]

GROUP = "/subscriptions/0a4bd5ae-6ba3-4c4e-9df4-3f0e6c1f7d21/resourceGroups/shop/providers"
COSMOS = "Microsoft.DocumentDB/databaseAccounts"
TWINS = "Microsoft.DigitalTwins/digitalTwinsInstances"
_ENDPOINTS = (
    "/subscriptions/c96f3d17-2b0e-4d0a-a3b5-5a8e7d2f9b44/resourceGroups/warehouse"
    "/providers/Microsoft.Network/privateEndpoints"
)
_ROUND_TRIP = 0.05  # seconds to ARM and back
_CONNECTIONS = 32  # as many as the client opens


def target(index: int, arm_type: str = COSMOS) -> str:
    """The id of one of the resources connected to."""
    return f"{GROUP}/{arm_type}/orders-{index:04}"


def endpoint(index: int) -> str:
    """The id of one of the private endpoints."""
    return f"{_ENDPOINTS}/warehouse-{index:05}"


def pending(count: int, targets: int, arm_type: str = COSMOS, **more: Any) -> tuple[Connection, ...]:
    """Requests that wait, spread over the targets in turn."""
    return tuple(
        Connection(
            target=target(index % targets, arm_type),
            name=f"warehouse-{index:05}.1f0c7a52",
            private_endpoint=endpoint(index),
            description="analytics, CHG-1234",
            group_ids=("Sql",),
            **more,
        )
        for index in range(count)
    )


def inputs(count: int, targets: int, arm_type: str = COSMOS, **more: Any) -> dict[str, Any]:
    """A set's inputs that ask for all of them."""
    entries = {
        f"orders-{index:05}": {
            "targetResourceId": target(index % targets, arm_type),
            "privateEndpointId": endpoint(index),
            "description": "CHG-1234: orders for analytics",
        }
        for index in range(count)
    }
    return complete({"approvals": entries} | more)


class Silent:
    """A `Report` that nobody reads."""

    def progress(self, text: str) -> None:
        """Dropped."""

    def note(self, text: str) -> None:
        """Dropped."""

    def warn(self, text: str) -> None:
        """Dropped."""


def session(url: str, **client: Any) -> Session:
    """A session on a local ARM."""
    cloud = resolve_cloud({"PRIVATE_ENDPOINT_ARM_ENDPOINT": url}, lambda _: None)
    return Session(ArmClient(cloud, PlaceholderTokens(), **client), Silent())


@dataclass(frozen=True, slots=True)
class Spent:
    """What a run took: seconds of its clock, and answers by method and status."""

    seconds: float
    answers: Counter[tuple[str, int]]

    @property
    def requests(self) -> int:
        """All requests."""
        return self.answers.total()

    @property
    def refused(self) -> int:
        """Requests that ARM answered with 429."""
        refused = HTTPStatus.TOO_MANY_REQUESTS
        return sum(count for (_, status), count in self.answers.items() if status == refused)

    def served(self, method: str) -> int:
        """Requests of that method that ARM did not refuse."""
        return sum(
            count
            for (sent, status), count in self.answers.items()
            if sent == method and status < HTTPStatus.BAD_REQUEST
        )


@dataclass(slots=True)
class Far(httpx.AsyncBaseTransport):
    """ARM at a distance: each request takes a round trip, and only so many are on their way."""

    inner: httpx.AsyncBaseTransport
    answers: Counter[tuple[str, int]] = field(default_factory=Counter)
    lines: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_CONNECTIONS))

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Pass the request on."""
        async with self.lines:
            await asyncio.sleep(_ROUND_TRIP)
            response = await self.inner.handle_async_request(request)
        self.answers[request.method, response.status_code] += 1
        return response


def virtually(scenario: Scenario, act: Act[T]) -> tuple[T, Spent]:
    """Do something in virtual time, in this process; returns what it returned and what it took."""
    clock = VirtualClock()
    inner = httpx.ASGITransport(create_app(scenario, clock=clock))
    return run(_spending("http://127.0.0.1", inner, act, clock))


def really(scenario: Scenario, act: Act[T]) -> tuple[T, Spent]:
    """Do something in real time and over real HTTP; returns what it returned and what it took."""
    with running(scenario) as azure:
        return asyncio.run(_spending(azure.url, httpx.AsyncHTTPTransport(), act, SystemClock()))


async def _spending(url: str, inner: httpx.AsyncBaseTransport, act: Act[T], clock: Clock) -> tuple[T, Spent]:
    far = Far(inner)
    found = session(url, clock=clock, transport=far)
    started = clock.now()
    try:
        return await act(found), Spent(clock.now() - started, far.answers)
    finally:
        await found.client.close()
