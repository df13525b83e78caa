"""A session whose ARM is the simulator in this process, and whose time is a number."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone
from typing import Any, TypeVar

import httpx
import pytest

from pulumi_private_endpoint.arm import ArmClient, PlaceholderTokens, resolve_cloud
from pulumi_private_endpoint.connections.runtime.claims import Claims
from pulumi_private_endpoint.connections.runtime.session import Session
from pulumi_private_endpoint.simulator import Connection, Fault, Scenario, create_app
from tools.toolchain.scratch import environment

pytest_plugins = ["tools.thinned"]

T = TypeVar("T")


class FakeClock:
    """Time that passes only where somebody sleeps."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def now(self) -> float:
        return self.seconds

    def utcnow(self) -> datetime:
        return datetime(2026, 1, 1, tzinfo=timezone.utc) + timedelta(seconds=self.seconds)

    async def sleep(self, seconds: float) -> None:
        self.seconds += seconds
        await asyncio.sleep(0)


@dataclass
class Told:
    """A `Report` that remembers."""

    passing: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def progress(self, text: str) -> None:
        self.passing.append(text)

    def note(self, text: str) -> None:
        self.notes.append(text)

    def warn(self, text: str) -> None:
        self.warnings.append(text)


class Azure:
    """One simulated ARM, a session on it, and what was asked of it.

    `wire` stands between the two, for tests of what happens there.
    """

    def __init__(
        self,
        connections: Sequence[Connection] = (),
        faults: Sequence[Fault] = (),
        wire: Callable[[httpx.AsyncBaseTransport], httpx.AsyncBaseTransport] | None = None,
        **scenario: Any,
    ) -> None:
        self.clock = FakeClock()
        self.told = Told()
        self.app = create_app(
            Scenario(connections=tuple(connections), faults=tuple(faults), **scenario), clock=self.clock
        )
        self.transport = httpx.ASGITransport(self.app)
        cloud = resolve_cloud({"PRIVATE_ENDPOINT_ARM_ENDPOINT": "http://127.0.0.1"}, lambda _: None)
        client = ArmClient(
            cloud,
            PlaceholderTokens(),
            clock=self.clock,
            transport=wire(self.transport) if wire else self.transport,
            jitter=lambda: 0.5,
        )
        self._session = Session(client, self.told)

    @property
    def session(self) -> Session:
        """As for one `pulumi` command: what was wanted before does not count."""
        return replace(self._session, claims=Claims())

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run(work)

    def control(self, method: str, path: str, **arguments: Any) -> Any:
        async def ask() -> Any:
            async with httpx.AsyncClient(transport=self.transport, base_url="http://127.0.0.1") as http:
                answer = await http.request(method, f"/_simulator/{path}", **arguments)
                answer.raise_for_status()
                return answer.json() if answer.content else None

        return asyncio.run(ask())

    @property
    def requests(self) -> list[str]:
        """Method and kind of every ARM request so far, such as `PUT connection`."""
        return [f"{entry['method']} {_kind(entry['path'])}" for entry in self.control("GET", "log")]

    @property
    def connection(self) -> dict[str, Any]:
        """The only connection, as it truly is."""
        (only,) = self.control("GET", "connections")
        return dict(only)

    @property
    def puts(self) -> int:
        return sum(request.startswith("PUT") for request in self.requests)


def _kind(path: str) -> str:
    segments = path.lower().rstrip("/").split("/")
    if segments[-1] == "privateendpointconnections":
        return "list"
    if segments[-2] == "privateendpointconnections":
        return "connection"
    return "target" if "locations" not in segments and "operationresults" not in segments else "operation"


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def azure() -> type[Azure]:
    return Azure


@pytest.fixture(scope="session")
def engine_environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What the engine runs with, shared by the session: its home holds nothing of a single test.

    A missing engine fails these tests: a test run that skips them would prove nothing.
    """
    try:
        return environment(tmp_path_factory.mktemp("engine"))
    except FileNotFoundError as error:
        pytest.fail(str(error), pytrace=False)
