"""Hostile text and the token itself, wherever a server can put text; and every way by which text leaves.

The real provider process speaks to a server that repeats the token it was sent and writes what acts on
terminals, hides or cannot be encoded, into every field and header. Errors, progress, notes, warnings, the
trace, the tracebacks and the state show none of it.
"""

from __future__ import annotations

import json
import threading
import unicodedata
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import grpc
import pytest

from pulumi_private_endpoint.arm.auth.credentials import PLACEHOLDER

TARGET = (
    "/subscriptions/0a4bd5ae-6ba3-4c4e-9df4-3f0e6c1f7d21/resourceGroups/shop/providers"
    "/Microsoft.DigitalTwins/digitalTwinsInstances/twins"
)
LIST = f"{TARGET}/privateEndpointConnections"
ENDPOINT = (
    "/subscriptions/c96f3d17-2b0e-4d0a-a3b5-5a8e7d2f9b44/resourceGroups/warehouse"
    "/providers/Microsoft.Network/privateEndpoints/warehouse-orders"
)
INPUTS = {
    "targetResourceId": TARGET,
    "privateEndpointId": ENDPOINT,
    "timeout": "4s",
    "waitForConnection": "0s",
}
OPERATION = "/operation"
TOKEN = PLACEHOLDER
UNSAFE = {"Cc", "Cf", "Cs", "Co"}
ACTS = "\x1b[2J\x9b\u202e\u200b\ud800"
SAID = f"{ACTS} {TOKEN} Bearer\t{TOKEN}\n"
IN_HEADERS = f"\x1b[2J\x9b{TOKEN}".encode("latin-1")
LONG = "x" * 400_000

Answer = tuple[int, Any]


def refused(status: int) -> Answer:
    said = f"{SAID} https://h.example/op?sig=PLANTED "
    error = {
        "code": SAID,
        "message": said + LONG,
        "target": said,
        "details": [{"code": SAID, "message": said}] * 1000,
        "innererror": {"code": SAID, "message": said},
        "additionalInfo": [{"type": "PolicyViolation", "info": {"policyAssignmentName": said}}],
    }
    return status, {"status": "Failed", "error": error}


def connection(status: str = "Pending", state: str = "Succeeded") -> dict[str, Any]:
    return {
        "id": f"{LIST}/c1",
        "name": "c1",
        "properties": {
            "privateEndpoint": {"id": ENDPOINT},
            "groupIds": [SAID],
            "provisioningState": state,
            "privateLinkServiceConnectionState": {
                "status": status,
                "description": SAID,
                "actionsRequired": SAID,
            },
        },
    }


class Hostile:
    """A server for one connection; `overrides` are answers by method and last part of the path."""

    def __init__(self) -> None:
        self.overrides: dict[str, Callable[[], Answer]] = {}
        self.decided = False
        self.polls = 0
        self.heard: list[str] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_any(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                kind = f"{self.command} {self.path.partition('?')[0].rpartition('/')[2]}"
                outer.heard.append(kind)
                assert self.headers["Authorization"] == f"Bearer {TOKEN}"
                status, body = outer.answer(kind)
                content = body if isinstance(body, bytes) else json.dumps(body).encode()
                self.wfile.write(outer.head(status, kind, content) + content)

            do_GET = do_PUT = do_DELETE = handle_any  # noqa: N815 - the names that http.server looks for

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class' name
                """Say nothing on standard error."""

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.http.server_port}"
        threading.Thread(target=self.http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def head(self, status: int, kind: str, content: bytes) -> bytes:
        named = {
            b"x-ms-request-id": IN_HEADERS,
            b"x-ms-correlation-request-id": IN_HEADERS,
            b"x-ms-failure-cause": IN_HEADERS,
            b"WWW-Authenticate": b'Bearer claims="' + IN_HEADERS + b'"',
            b"Set-Cookie": b"session=" + IN_HEADERS,
            b"Content-Type": IN_HEADERS,
            b"x-ms-ratelimit-remaining-subscription-reads": b"9" * 5000,
            b"Content-Length": str(len(content)).encode(),
        }
        if kind.startswith("PUT"):
            named[b"Azure-AsyncOperation"] = f"{self.url}{OPERATION}?api-version=1&sig=PLANTED".encode()
        lines = (b"%s: %s\r\n" % line for line in named.items())
        return b"HTTP/1.1 %d %s\r\n" % (status, IN_HEADERS) + b"".join(lines) + b"\r\n"

    def answer(self, kind: str) -> Answer:
        if kind in self.overrides:
            return self.overrides[kind]()
        if kind == "GET privateEndpointConnections":
            return 200, {"value": [connection("Approved" if self.decided else "Pending")]}
        if kind == "GET operation":
            self.polls += 1
            return 200, {"status": "Succeeded" if self.polls > 1 else SAID}
        if kind == "PUT c1":
            self.decided = True
            return 201, connection("Approved", SAID)
        if kind == "DELETE c1":
            return refused(400)
        return 200, connection("Approved" if self.decided else "Pending")

    def close(self) -> None:
        self.http.shutdown()
        self.http.server_close()


@pytest.fixture
def arm() -> Iterator[Hostile]:
    server = Hostile()
    yield server
    server.close()


def assert_clean(*shown: str) -> None:
    for text in shown:
        assert {hex(ord(c)) for c in text if c != "\n" and unicodedata.category(c) in UNSAFE} == set()
        assert [secret for secret in (TOKEN[:12], "PLANTED", "Authorization") if secret in text] == []
        assert max(map(len, text.splitlines()), default=0) < 5000


@pytest.fixture(params=["", "1"], ids=["as usual", "PRIVATE_ENDPOINT_DEBUG"])
def start(request: pytest.FixtureRequest, arm: Hostile, start_host: Any, tmp_path: Any) -> Any:
    """A process for each command of one user."""
    home = str(tmp_path / "pulumi")
    return lambda: start_host(arm.url, PRIVATE_ENDPOINT_DEBUG=request.param, PULUMI_HOME=home)


def test_a_whole_life(arm: Hostile, start: Any) -> None:
    host, last = start(), start()
    checked = host.checked(INPUTS | {"__preview": "orders"})
    id_, outs = host.create(checked)
    seen = host.read(id_, outs)
    found = host.get(id_, {})
    with pytest.raises(grpc.RpcError) as failure:
        last.delete(id_, outs | {"onDestroy": "delete"})

    assert arm.polls == 2
    assert outs["status"] == "Approved"
    assert outs["description"].startswith(r"\x1b[2J\x9b\u202e\u200b\ud800 [removed] Bearer\t[removed]")
    kept = (json.dumps(each, ensure_ascii=False, indent=1) for each in (id_, outs, seen, found))
    logged = (each.errors.read_text(encoding="utf-8") for each in (host, last))
    assert_clean(failure.value.details(), *logged, *kept)


LIST_OF = "GET privateEndpointConnections"
NO_JSON = b"<\x1b[2J" + TOKEN.encode()
PLACES: dict[str, tuple[str, dict[str, Callable[[], Answer]]]] = {
    "the list": ("was refused (400", {LIST_OF: lambda: refused(400)}),
    "the list, busy": ("time is up", {LIST_OF: lambda: refused(503)}),
    "the list, unauthorized": ("was refused (401", {LIST_OF: lambda: refused(401)}),
    "the list, a page": ("was refused (400)", {LIST_OF: lambda: (400, NO_JSON)}),
    "the list, no JSON": ("not JSON", {LIST_OF: lambda: (200, NO_JSON)}),
    "the list, a next page": (
        "is not the ARM endpoint",
        {LIST_OF: lambda: (200, {"value": [], "nextLink": f"http://{TOKEN}.example/"})},
    ),
    "the list, of no use": (
        "no connection matches",
        {LIST_OF: lambda: (200, {"value": [{"name": SAID, "id": SAID}] * 1000})},
    ),
    "the connection": ("was refused (403", {"GET c1": lambda: refused(403)}),
    "the connection, another": (
        "answered with another connection",
        {"GET c1": lambda: (200, connection() | {"name": f"{TOKEN}-x"})},
    ),
    "the decision": ("was refused (400", {"PUT c1": lambda: refused(400)}),
    "the decision, forbidden": ("was refused (403", {"PUT c1": lambda: refused(403)}),
    "the decision, no JSON": ("not JSON", {"PUT c1": lambda: (200, NO_JSON)}),
    "the operation, failed": ("did not succeed", {"GET operation": lambda: (200, refused(200)[1])}),
    "the operation, refused": ("was refused (400", {"GET operation": lambda: refused(400)}),
    "the operation, unreadable": ("not JSON", {"GET operation": lambda: (200, NO_JSON)}),
    "the operation, without end": (
        "may still finish",
        {"GET operation": lambda: (200, {"status": f"{SAID}{LONG}"})},
    ),
    "the state, without end": (
        "instead of Approved",
        {
            "GET operation": lambda: refused(404),
            "GET c1": lambda: (200, connection("Approving", f"{SAID}{LONG}")),
        },
    ),
}


def test_every_failure(arm: Hostile, start: Any) -> None:
    host = start()
    for target_label, (words, overrides) in PLACES.items():
        arm.overrides = {"GET c1": lambda: (200, connection())} | overrides
        previewed = [] if "busy" in target_label else _previewed(host, INPUTS | {"__preview": "orders"})
        with pytest.raises(grpc.RpcError) as failure:
            host.create(INPUTS | {"status": "Approved"})
        assert words in failure.value.details(), target_label
        assert_clean(failure.value.details(), *previewed)
    assert_clean(host.errors.read_text(encoding="utf-8"))


def _previewed(host: Any, props: dict[str, Any]) -> list[str]:
    """What a preview says of a failure; with PRIVATE_ENDPOINT_DEBUG it is raised."""
    try:
        return list(host.failures(props))
    except grpc.RpcError as failure:
        return [str(failure.details())]
