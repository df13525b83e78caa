"""Whatever a server answers, only the product's own errors come out: bounded, printable, and on time.

Whole answers are made up, status, headers and body, for every request of an approval, a look and a release.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import unicodedata
from collections.abc import Callable, Coroutine
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pulumi_private_endpoint.arm import ArmClient, ArmError, ResourceId, resolve_cloud
from pulumi_private_endpoint.connections.errors import ApprovalError
from pulumi_private_endpoint.connections.properties.inputs import from_props
from pulumi_private_endpoint.connections.properties.state import first_seen, outputs
from pulumi_private_endpoint.connections.reconcile.approve import approve, read_current
from pulumi_private_endpoint.connections.reconcile.preview import preview_create
from pulumi_private_endpoint.connections.reconcile.release import release
from pulumi_private_endpoint.connections.runtime.session import Session

ARM = "https://management.azure.com"
TARGET = (
    "/subscriptions/0a4bd5ae-6ba3-4c4e-9df4-3f0e6c1f7d21/resourceGroups/shop"
    "/providers/Microsoft.DigitalTwins/digitalTwinsInstances/twins"
)
ENDPOINT = (
    "/subscriptions/c96f3d17-2b0e-4d0a-a3b5-5a8e7d2f9b44/resourceGroups/warehouse"
    "/providers/Microsoft.Network/privateEndpoints/warehouse-twins"
)
TOKEN = "0.AQ-opaque+token/that-is_long~enough=="
PROPS = {
    "targetResourceId": TARGET,
    "privateEndpointId": ENDPOINT,
    "timeout": "20s",
    "waitForConnection": "5s",
    "onDestroy": "delete",
}
WANTED = from_props(PROPS)
SECONDS = 20

ODD = [
    "\x1b[2J\x9b",
    "\u202e\u200b\ufeff",
    "\ud800",
    "Approved",
    "Pending",
    "Failed",
    "Running",
    "Succeeded",
    "c1",
    "../c1",
    ENDPOINT,
    f"Bearer\t{TOKEN}",
    TOKEN,
    "9" * 5000,
    "x" * 20_000,
    "/" * 20_000,
    "",
    "http://xn--a/",
    f"{ARM}/next?s=1",
    f"{ARM}{TARGET}/privateEndpointConnections/c1?api-version=1",
]
TEXTS = st.sampled_from(ODD) | st.text(max_size=8)
VALUES = TEXTS | st.none() | st.booleans() | st.integers() | st.floats()


def objects(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.fixed_dictionaries({}, optional=fields) | VALUES


STATES = objects(status=TEXTS, description=TEXTS, actionsRequired=VALUES)
PROPERTIES = objects(
    privateLinkServiceConnectionState=STATES,
    privateEndpoint=st.just({"id": ENDPOINT}) | objects(id=TEXTS),
    provisioningState=TEXTS,
    groupIds=st.lists(VALUES, max_size=3),
)
CONNECTIONS = objects(name=st.just("c1") | TEXTS, id=TEXTS, properties=PROPERTIES)
GOOD_CONNECTION = {
    "name": "c1",
    "properties": {
        "privateEndpoint": {"id": ENDPOINT},
        "privateLinkServiceConnectionState": {"status": "Pending", "description": "please"},
    },
}
GOOD = st.just(GOOD_CONNECTION)
ERRORS = st.deferred(
    lambda: objects(
        code=VALUES,
        message=VALUES,
        target=VALUES,
        details=st.lists(ERRORS, max_size=3),
        innererror=ERRORS,
        additionalInfo=st.lists(objects(type=TEXTS, info=objects(policyAssignmentName=VALUES)), max_size=2),
    )
)
BODIES = st.one_of(
    GOOD,
    CONNECTIONS,
    objects(value=st.lists(GOOD | CONNECTIONS, max_size=3) | VALUES, nextLink=VALUES),
    objects(error=ERRORS, status=TEXTS),
    objects(status=TEXTS, properties=PROPERTIES),
    st.lists(CONNECTIONS, max_size=2),
)
CONTENT = st.one_of(
    BODIES.map(lambda body: json.dumps(body).encode()),
    BODIES.map(lambda body: gzip.compress(json.dumps(body).encode())),
    BODIES.map(lambda body: json.dumps(body).encode()[:-3]),
    st.binary(max_size=30),
    st.sampled_from([b"", b"[" * 5000, b'{"a":' * 2000, b"\xef\xbb\xbf{}", b"<html>" + TOKEN.encode()]),
)
STATUSES = st.sampled_from([*[200] * 4, 201, 202, 204, 302, 101, 400, 401, 403, 404, 409, 429, 500, 503, 999])
LINES = [text.encode() for text in ODD if text.isascii()]
RAW = st.binary(max_size=8).map(lambda data: bytes(byte for byte in data if byte not in b"\r\n\0"))
NAMES = st.sampled_from(
    [
        b"Azure-AsyncOperation",
        b"Location",
        b"Retry-After",
        b"WWW-Authenticate",
        b"x-ms-request-id",
        b"x-ms-ratelimit-remaining-subscription-reads",
        b"Content-Encoding",
        b"Set-Cookie",
    ]
)
GZIP = (b"Content-Encoding", b"gzip")
HEADERS = st.just([GZIP]) | st.lists(st.tuples(NAMES, st.sampled_from(LINES) | RAW), max_size=3)
ANSWERS = st.tuples(STATUSES, HEADERS, CONTENT)
OPERATION = (b"Azure-AsyncOperation", f"{ARM}/operation?api-version=1".encode())
UNSAFE = {"Cc", "Cf", "Cs", "Co"}


def as_it_should_be(request: httpx.Request) -> Any:
    """What a service answers when nothing is wrong, so that every request of a walk is come to."""
    if request.method != "GET":
        return 202, [OPERATION], b"{}"
    last = request.url.path.rpartition("/")[2]
    named = {"operation": {"status": "Running"}, "privateEndpointConnections": {"value": [GOOD_CONNECTION]}}
    return 200, [], json.dumps(named.get(last, GOOD_CONNECTION)).encode()


class Told:
    def __init__(self) -> None:
        self.lines: list[str] = []

    def progress(self, text: str) -> None:
        self.lines.append(text)

    note = warn = progress


class Tokens:
    async def token(self, scope: str, *, claims: str | None = None) -> str:  # noqa: ARG002 - the protocol
        return TOKEN


async def _approve(session: Session) -> Any:
    found = await approve(session, WANTED)
    return outputs(PROPS, found.connection, found.spec, first_seen(found.connection, found.request_message))


async def _observe(session: Session) -> Any:
    found = await read_current(session, WANTED.target, "c1", None)
    return found and outputs(PROPS, *found, first_seen(found[0]))


async def _foresee(session: Session) -> Any:
    await preview_create(session, WANTED)


async def _release(session: Session) -> Any:
    await release(session, WANTED, "c1", ResourceId.parse(ENDPOINT))


WALKS = {"approve": _approve, "read_current": _observe, "foresee": _foresee, "release": _release}


@pytest.mark.parametrize("walk", WALKS.values(), ids=list(WALKS))
@settings(deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_only_our_own_errors_come_out(
    azure: Any, walk: Callable[[Session], Coroutine[Any, Any, Any]], data: st.DataObject
) -> None:
    told, clock = Told(), azure().clock

    def play(request: httpx.Request) -> httpx.Response:
        assert request.url.host == "management.azure.com"
        status, headers, content = data.draw(ANSWERS | st.just(as_it_should_be(request)))
        return httpx.Response(status, headers=headers, stream=httpx.ByteStream(content))

    async def go() -> Any:
        cloud = resolve_cloud({}, lambda _: None)
        wire = httpx.MockTransport(play)
        client = ArmClient(cloud, Tokens(), clock=clock, transport=wire, trace=told.progress)
        try:
            return await walk(Session(client, told))
        except (ArmError, ApprovalError) as failure:
            return str(failure)
        finally:
            await client.close()

    shown = asyncio.run(go())
    texts = [*told.lines, shown if isinstance(shown, str) else json.dumps(shown, ensure_ascii=False)]
    for text in texts:
        assert {hex(ord(c)) for c in text if c != "\n" and unicodedata.category(c) in UNSAFE} == set()
        assert TOKEN[:16] not in text
        assert len(text) < 20_000
    assert clock.seconds <= (SECONDS if walk in {_approve, _release} else 400)
