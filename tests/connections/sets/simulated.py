"""A simulated ARM in virtual time, and entries of sets about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import httpx

from pulumi_private_endpoint.arm import ArmClient, PlaceholderTokens, resolve_cloud
from pulumi_private_endpoint.connections.runtime.session import Session
from pulumi_private_endpoint.connections.sets.inputs import complete, problems
from pulumi_private_endpoint.simulator import Connection, Fault, Scenario, create_app
from tools.benchmarks.virtual_time import VirtualClock, run

GROUP = "/subscriptions/0a4bd5ae-6ba3-4c4e-9df4-3f0e6c1f7d21/resourceGroups/shop/providers"
COSMOS = f"{GROUP}/Microsoft.DocumentDB/databaseAccounts"
TWINS = f"{GROUP}/Microsoft.DigitalTwins/digitalTwinsInstances"
ENDPOINTS = (
    "/subscriptions/c96f3d17-2b0e-4d0a-a3b5-5a8e7d2f9b44/resourceGroups/net/providers/Microsoft.Network"
)


def endpoint(name: str) -> str:
    return f"{ENDPOINTS}/privateEndpoints/{name}"


def pending(name: str, target: str = f"{COSMOS}/orders", **more: Any) -> Connection:
    return Connection(target=target, name=name, private_endpoint=endpoint(name), description="please", **more)


def entry(name: str, target: str = f"{COSMOS}/orders", **more: Any) -> dict[str, Any]:
    return {"targetResourceId": target, "privateEndpointId": endpoint(name), "description": "CHG-1"} | more


def inputs(entries: dict[str, Any], **more: Any) -> dict[str, Any]:
    props = complete({"approvals": entries} | more)
    assert problems(props) == []
    return props


class Told:
    """A `Report` that remembers: what passes, and in one order what stays."""

    def __init__(self) -> None:
        self.passing: list[str] = []
        self.messages: list[tuple[str, str]] = []

    @property
    def lines(self) -> list[str]:
        return [line for _, text in self.messages for line in text.splitlines()]

    def progress(self, text: str) -> None:
        self.passing.append(text)

    def note(self, text: str) -> None:
        self.messages.append(("note", text))

    def warn(self, text: str) -> None:
        self.messages.append(("warning", text))

    def clear(self) -> None:
        self.messages.clear()


class Azure:
    """A simulated ARM in virtual time."""

    def __init__(self, connections: Sequence[Connection], faults: Sequence[Fault] = ()) -> None:
        self.clock, self.told = VirtualClock(), Told()
        self.jitter: Callable[[], float] = lambda: 0.5
        self.app = create_app(
            Scenario(connections=tuple(connections), faults=tuple(faults)), clock=self.clock
        )
        self.seconds = 0.0

    def run(self, act: Callable[..., Any], *arguments: Any, name: str = "") -> Any:
        """One call of one command; `name` is the set's, where the program tells it."""
        cloud = resolve_cloud({"PRIVATE_ENDPOINT_ARM_ENDPOINT": "http://127.0.0.1"}, lambda _: None)

        async def work() -> Any:
            client = ArmClient(
                cloud,
                PlaceholderTokens(),
                clock=self.clock,
                transport=httpx.ASGITransport(self.app),
                jitter=self.jitter,
            )
            try:
                return await act(Session(client, self.told).named(name), *arguments)
            finally:
                self.seconds = self.clock.now()
                await client.close()

        return run(work())

    def ask(self, method: str, path: str, **arguments: Any) -> Any:
        async def work() -> Any:
            transport = httpx.ASGITransport(self.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as http:
                answer = await http.request(method, f"/_simulator/{path}", **arguments)
                answer.raise_for_status()
                return answer.json() if answer.content else None

        return run(work())

    def statuses(self) -> dict[str, str]:
        found = self.ask("GET", "connections")
        return {each["id"].rpartition("/")[2]: each["status"] for each in found}

    def puts(self) -> Counter[str]:
        """PUTs that arrived, by connection."""
        log = self.ask("GET", "log")
        return Counter(each["path"].rpartition("/")[2] for each in log if each["method"] == "PUT")

    def change(self, name: str, **changes: Any) -> None:
        self.ask(
            "PATCH",
            "connections",
            params={"id": f"{COSMOS}/orders/privateEndpointConnections/{name}"},
            json=changes,
        )

    def remove(self, name: str) -> None:
        self.ask("DELETE", "connections", params={"id": f"{COSMOS}/orders/privateEndpointConnections/{name}"})
