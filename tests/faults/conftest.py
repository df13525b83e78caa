"""One thing going wrong on the way between the provider and a simulated ARM, and how runs ended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from pulumi_private_endpoint.connections.properties.fields import ApprovalInputs
from pulumi_private_endpoint.connections.properties.inputs import from_props

ENDPOINT = (
    "/subscriptions/c96f3d17-2b0e-4d0a-a3b5-5a8e7d2f9b44/resourceGroups/warehouse"
    "/providers/Microsoft.Network/privateEndpoints/warehouse-orders"
)
CELLS = pytest.StashKey["Counter[str]"]()


@dataclass(frozen=True)
class Wrong:
    """What goes wrong with one request: ARM acts on it or not, and then this comes back.

    `error` is raised in place of an answer, `status` answers in ARM's place, and `spoil` changes what ARM
    answered.
    """

    name: str
    acts: bool = False
    error: Callable[[str], httpx.RequestError] | None = None
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    spoil: Callable[[httpx.Response], httpx.Response] | None = None
    passing: bool = True
    """Whether a run should get over it by itself when it happens once."""

    def answer(self, true: httpx.Response | None) -> httpx.Response:
        if self.error is not None:
            raise self.error(self.name)
        if true is not None and self.spoil is not None:
            return self.spoil(true)
        body = {"error": {"code": "Trouble", "message": "There is trouble."}}
        return httpx.Response(self.status, json=body, headers=self.headers)


@dataclass(frozen=True)
class Struck:
    """Which requests meet it: the `nth` of a kind such as `PUT connection`, alone or with all after it."""

    kind: str
    nth: int
    wrong: Wrong
    for_ever: bool

    def __str__(self) -> str:
        return f"{self.kind} #{self.nth}, {self.wrong.name}, {'for ever' if self.for_ever else 'once'}"


class Wire(httpx.AsyncBaseTransport):
    """Passes requests on to ARM, strikes some, and counts what reaches it.

    `written` counts all writes, `taken` those that ARM did not refuse, `repeated` the decisions sent to a
    connection that has them.
    """

    def __init__(self, arm: httpx.AsyncBaseTransport, struck: Struck | None) -> None:
        self.arm = arm
        self.struck = struck
        self.seen: Counter[str] = Counter()
        self.kinds: list[str] = []
        self.repeated = 0
        self.written = 0
        self.taken = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        kind = f"{request.method} {_kind(request.url.path)}"
        self.kinds.append(kind)
        self.seen[kind] += 1
        wrong = self._wrong(kind)
        if wrong is None or wrong.acts:
            self.repeated += request.method in {"PUT", "PATCH"} and await self._is_decided(request)
            self.written += request.method != "GET"
            true = await self.arm.handle_async_request(request)
            await true.aread()
            self.taken += request.method != "GET" and true.is_success
            return true if wrong is None else wrong.answer(true)
        return wrong.answer(None)

    def _wrong(self, kind: str) -> Wrong | None:
        struck = self.struck
        if struck is None or struck.kind != kind:
            return None
        count = self.seen[kind]
        return struck.wrong if count == struck.nth or (struck.for_ever and count > struck.nth) else None

    async def _is_decided(self, request: httpx.Request) -> bool:
        look = httpx.Request("GET", "http://127.0.0.1/_simulator/connections")
        answer = await self.arm.handle_async_request(look)
        await answer.aread()
        state = httpx.Response(200, content=request.content).json()["properties"]
        wanted = state["privateLinkServiceConnectionState"]
        return any(
            c["status"] == wanted["status"]
            and c["description"] == wanted.get("description", c["description"])
            for c in answer.json()
        )


def _kind(path: str) -> str:
    segments = path.lower().split("/")
    if segments[-1] == "privateendpointconnections":
        return "list"
    if segments[-2] == "privateendpointconnections":
        return "connection"
    return "operation" if "locations" in segments or "operationresults" in segments else "target"


def _with(content: Callable[[bytes], bytes], **headers: str) -> Callable[[httpx.Response], httpx.Response]:
    def spoil(true: httpx.Response) -> httpx.Response:
        kept = {name: value for name, value in true.headers.items() if name.lower() != "content-length"}
        return httpx.Response(true.status_code, content=content(true.content), headers=kept | headers)

    return spoil


def _closed(said: str) -> httpx.ConnectError:
    failure = httpx.ConnectError(said)
    failure.__cause__ = ConnectionRefusedError(111, "Connect call failed")
    return failure


_PAGE = httpx.Response(200, html="<html><body>Please sign in to the proxy.</body></html>")

WRONGS = (
    Wrong("no connection", error=httpx.ConnectError),
    Wrong("port closed", error=_closed, passing=False),
    Wrong("reset before", error=httpx.ReadError),
    Wrong("reset after", acts=True, error=httpx.RemoteProtocolError),
    Wrong("timeout", acts=True, error=httpx.ReadTimeout),
    Wrong("408", status=408),
    Wrong("429", status=429),
    Wrong("429 with Retry-After", status=429, headers={"Retry-After": "7"}),
    Wrong("500", status=500),
    Wrong("500 after", acts=True, status=500),
    Wrong("502", status=502),
    Wrong("503", status=503, headers={"Retry-After": "3"}),
    Wrong("504 after", acts=True, status=504),
    # A 404 that is cut short may be anybody's: it proves no absence.
    Wrong("truncated JSON", acts=True, spoil=_with(lambda body: body[: len(body) // 2]), passing=False),
    Wrong("HTML", spoil=lambda _: _PAGE, acts=True),
    Wrong("empty body", acts=True, spoil=_with(lambda _: b"")),
    Wrong("wrong content type", acts=True, spoil=_with(lambda body: body, **{"content-type": "text/plain"})),
    Wrong("BOM", acts=True, spoil=_with(lambda body: b"\xef\xbb\xbf" + body)),
)


@pytest.fixture(params=WRONGS, ids=lambda wrong: wrong.name)
def wrong(request: pytest.FixtureRequest) -> Wrong:
    found: Wrong = request.param
    return found


@pytest.fixture
def struck() -> type[Struck]:
    return Struck


@pytest.fixture
def wire() -> type[Wire]:
    return Wire


@pytest.fixture
def count(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Count one cell by how it ended."""
    counter = request.config.stash.setdefault(CELLS, Counter())
    return lambda how: counter.update([how])


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    cells = config.stash.get(CELLS, None)
    if cells:
        ends = ", ".join(f"{number} {how}" for how, number in sorted(cells.items()))
        terminalreporter.write_line(f"fault matrix: {cells.total()} cells ({ends})")


@pytest.fixture
def wanted() -> Callable[..., ApprovalInputs]:
    """Typed inputs from wire names; the one private endpoint unless a connection is named."""

    def make(**props: str | None) -> ApprovalInputs:
        chosen = {} if "connectionName" in props else {"privateEndpointId": ENDPOINT}
        bag = {"description": "CHG-1 orders"} | chosen | props
        return from_props({name: value for name, value in bag.items() if value is not None})

    return make
