"""Once a write was accepted, no answer makes a run forget that: its error says that it may stand.

Odd answers come to everything that is asked afterwards, from the operation or from the connection itself.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from pulumi_private_endpoint.arm import ArmError, ResourceId
from pulumi_private_endpoint.connections.errors import NotConfirmed
from pulumi_private_endpoint.connections.properties.inputs import from_props
from pulumi_private_endpoint.connections.reconcile.approve import approve
from pulumi_private_endpoint.connections.reconcile.release import release
from pulumi_private_endpoint.simulator import Connection

PROVIDERS = "/subscriptions/0a4bd5ae-6ba3-4c4e-9df4-3f0e6c1f7d21/resourceGroups/shop/providers"
ENDPOINT = (
    "/subscriptions/c96f3d17-2b0e-4d0a-a3b5-5a8e7d2f9b44/resourceGroups/warehouse"
    "/providers/Microsoft.Network/privateEndpoints/warehouse-orders"
)
STYLES = {
    "Azure-AsyncOperation": "Microsoft.DigitalTwins/digitalTwinsInstances/twins",
    "Location": "Microsoft.ApiManagement/service/api",
    "body polling": "Microsoft.EventHub/namespaces/events",
    "synchronous": "Microsoft.Storage/storageAccounts/files",
}
STATE = {"status": "Approved", "description": "CHG-1"}
TORN = {"id": "x", "name": "\ud800", "properties": {"privateLinkServiceConnectionState": STATE}}


BOMB = gzip.compress(b" " * 17 * 2**20)


def said(
    content: bytes = b"{}", status: int = 200, headers: list[tuple[bytes, bytes]] | None = None
) -> httpx.Response:
    return httpx.Response(status, headers=headers, stream=httpx.ByteStream(content))


ODD: dict[str, Callable[[], httpx.Response]] = {
    "no JSON": lambda: said(b"<html>"),
    "JSON that is cut off": lambda: said(b'{"properties":'),
    "not UTF-8": lambda: said(b'{"properties": \xff\xfe}'),
    "nested without end": lambda: said(b"[" * 200_000),
    "a number without end": lambda: said(b'{"status": ' + b"9" * 10_000 + b"}"),
    "half a character": lambda: said(json.dumps(TORN).encode()),
    "half a character for a status": lambda: said(b'{"status": "\\ud800"}'),
    "no object": lambda: said(b"[1]"),
    "another object": lambda: said(b'{"a": 1}'),
    "17 MB": lambda: said(b" " * 17 * 2**20),
    "17 MB once inflated": lambda: said(BOMB, 200, [(b"Content-Encoding", b"gzip")]),
    "damaged gzip": lambda: said(b"{}", 200, [(b"Content-Encoding", b"gzip")]),
    "an encoding of its own": lambda: said(b"{}", 200, [(b"Content-Encoding", b"br, gzip")]),
    "a status that HTTP does not know": lambda: said(b"{}", 999),
    "an answer to what was not asked": lambda: said(b"", 101),
    "a cookie that is not ASCII": lambda: said(b"<html>", 200, [(b"Set-Cookie", b"a=\xff")]),
    "claims that are none": lambda: said(b"{}", 401, [(b"WWW-Authenticate", b'Bearer claims="\xff"')]),
    "another host's page": lambda: said(b"", 302, [(b"Location", b"http://xn--a/")]),
    "a refusal for good": lambda: said(b"{}", 400),
    "a wait without end": lambda: said(b"{}", 503, [(b"Retry-After", b"9" * 5000)]),
    "a limit without end": lambda: said(b"<", 200, [(b"x-ms-ratelimit-remaining-x-reads", b"9" * 5000)]),
}
odd_answers = pytest.mark.parametrize("odd", ODD.values(), ids=list(ODD))
styles = pytest.mark.parametrize("service", STYLES.values(), ids=list(STYLES))


class OddAfterwards(httpx.AsyncBaseTransport):
    """Passes on what is asked until a write was accepted; then there are only odd answers."""

    def __init__(self, arm: httpx.AsyncBaseTransport, odd: Callable[[], httpx.Response]) -> None:
        self.arm, self.odd, self.accepted = arm, odd, False

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self.accepted and not request.url.path.startswith("/_simulator"):
            return self.odd()
        answer = await self.arm.handle_async_request(request)
        self.accepted = self.accepted or (request.method != "GET" and answer.is_success)
        return answer


def begin(azure: Any, service: str, odd: Callable[[], httpx.Response], **connection: Any) -> tuple[Any, Any]:
    target = f"{PROVIDERS}/{service}"
    there = Connection(target=target, name="c1", private_endpoint=ENDPOINT, operation_seconds=5, **connection)
    simulated = azure([there], wire=lambda arm: OddAfterwards(arm, odd))
    props = {
        "targetResourceId": target,
        "privateEndpointId": ENDPOINT,
        "description": "CHG-1",
        "timeout": "60s",
        "onDestroy": "delete",
    }
    return simulated, from_props(props)


def says_so(failure: Exception) -> bool:
    first_line = str(failure).partition("\n")[0]
    return ("may stand" in first_line or "may still finish" in first_line) and "un again" in first_line


@odd_answers
@styles
def test_an_approval_may_stand(azure: Any, service: str, odd: Callable[[], httpx.Response]) -> None:
    simulated, wanted = begin(azure, service, odd)
    with pytest.raises((NotConfirmed, ArmError)) as failure:
        simulated.run(approve(simulated.session, wanted))
    assert says_so(failure.value), str(failure.value)
    assert simulated.clock.seconds <= 60


@odd_answers
@styles
def test_a_deletion_may_stand(azure: Any, service: str, odd: Callable[[], httpx.Response]) -> None:
    simulated, wanted = begin(azure, service, odd, status="Approved")
    with pytest.raises((NotConfirmed, ArmError)) as failure:
        simulated.run(release(simulated.session, wanted, "c1", ResourceId.parse(ENDPOINT)))
    assert says_so(failure.value), str(failure.value)
    assert simulated.clock.seconds <= 60


@pytest.mark.parametrize("odd", ["http://xn--a/", "http://\udcff/", "x" * 70_000, "\x1b[2J"], ids=ascii)
@pytest.mark.parametrize("header", ["Azure-AsyncOperation", "Location", "Operation-Location"])
def test_a_polling_url_that_cannot_be_read_is_done_without(azure: Any, header: str, odd: str) -> None:
    class Misled(httpx.AsyncBaseTransport):
        def __init__(self, arm: httpx.AsyncBaseTransport) -> None:
            self.arm = arm

        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            answer = await self.arm.handle_async_request(request)
            if request.method == "PUT":
                for name in ("Azure-AsyncOperation", "Location"):
                    answer.headers.pop(name, None)
                told = (header.encode(), odd.encode("utf-8", "surrogateescape"))
                answer.headers = httpx.Headers([*answer.headers.raw, told])
            return answer

    target = f"{PROVIDERS}/{STYLES['Azure-AsyncOperation']}"
    there = Connection(target=target, name="c1", private_endpoint=ENDPOINT, operation_seconds=5)
    simulated = azure([there], wire=Misled)
    claim = from_props({"targetResourceId": target, "privateEndpointId": ENDPOINT, "description": "CHG-1"})
    assert simulated.run(approve(simulated.session, claim)).connection.status == "Approved"
