"""Typed inputs for the rooms below the provider, and a service that answers from lists."""

from __future__ import annotations

import asyncio
import functools
import json
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

import httpx
import pytest

from pulumi_private_endpoint.arm import ArmClient, PlaceholderTokens, resolve_cloud
from pulumi_private_endpoint.connections.properties.fields import ApprovalInputs
from pulumi_private_endpoint.connections.properties.inputs import from_props, problems
from pulumi_private_endpoint.connections.runtime.session import Session

T = TypeVar("T")

SUBSCRIPTION = "/subscriptions/0a4bd5ae-6ba3-4c4e-9df4-3f0e6c1f7d21"
COSMOS = f"{SUBSCRIPTION}/resourceGroups/shop/providers/Microsoft.DocumentDB/databaseAccounts/orders"
ENDPOINT = (
    "/subscriptions/c96f3d17-2b0e-4d0a-a3b5-5a8e7d2f9b44/resourceGroups/warehouse"
    "/providers/Microsoft.Network/privateEndpoints/warehouse-orders"
)


@pytest.fixture
def wanted() -> Any:
    """Typed inputs from wire names; the Cosmos account and its one connection unless said otherwise."""

    def make(**props: Any) -> ApprovalInputs:
        bag = {"targetResourceId": COSMOS, "description": "CHG-1 orders"} | props
        if not bag.keys() & {"connectionName", "privateEndpointId", "privateEndpointName", "requestMessage"}:
            bag["privateEndpointId"] = ENDPOINT
        bag = {name: value for name, value in bag.items() if value is not None}
        assert problems(bag) == []
        return from_props(bag)

    return make


class Service:
    """One connection of a service that answers from lists; the last answer of each goes on for ever.

    `before` is shown until a write was taken in, `after` from then on, `polls` by the operation's status. An
    answer is a response, a connection's body, or a transport's error. `sent` says when each request came,
    without the reads of the connection, which are in `looks`.
    """

    def __init__(self, clock: Any, told: Any, **answers: list[Any]) -> None:
        self.lists = {name: list(given) for name, given in answers.items()}
        self.clock, self.told = clock, told
        self.sent: list[tuple[str, float]] = []
        self.looks: list[float] = []
        self.bodies: list[Any] = []
        self.taken = False
        cloud = resolve_cloud({"PRIVATE_ENDPOINT_ARM_ENDPOINT": "http://127.0.0.1"}, lambda _: None)
        client = ArmClient(
            cloud,
            PlaceholderTokens(),
            clock=self.clock,
            transport=httpx.MockTransport(self._answer_later),
            jitter=lambda: 0.5,
        )
        self.session = Session(client, self.told)

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run(work)

    @property
    def writes(self) -> list[float]:
        """When something was written."""
        return [when for method, when in self.sent if method != "GET"]

    async def _answer_later(self, request: httpx.Request) -> httpx.Response:
        await asyncio.sleep(0)  # As over a network: others have their turn before the answer is there.
        return self._answer(request)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        now = round(self.clock.seconds, 3)
        if request.method != "GET":
            self.sent.append((request.method, now))
            self.bodies.append(json.loads(request.content or b"null"))
            answer = self._next("writes")
            self.taken = answer.status_code in {202, 204}
            return answer
        if "privateEndpointConnections" not in request.url.path:
            self.sent.append(("GET", now))
            return self._next("polls")
        self.looks.append(now)
        return self._next("after" if self.taken else "before")

    def _next(self, name: str) -> httpx.Response:
        left = self.lists[name]
        answer = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, dict):
            return httpx.Response(200, json=answer)
        # A response can be sent once only.
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)


@pytest.fixture
def service(clock: Any, told: Any) -> Callable[..., Service]:
    """`service(before=[...], writes=[...], after=[...], polls=[...])`."""
    return functools.partial(Service, clock, told)
