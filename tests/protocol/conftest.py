"""Servers on this machine's loopback that say what a test tells them, and remember what they were sent."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest


@dataclass(frozen=True)
class Said:
    """One answer."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


class Server:
    """One HTTP server; `answer` is given method and path, `heard` holds every request with its headers."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, str, dict[str, str]]] = []
        self.answer: Callable[[str, str], Said] = lambda _method, _path: Said(200, body=b"{}")
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_any(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                outer.heard.append((self.command, self.path, dict(self.headers)))
                said = outer.answer(self.command, self.path)
                self.send_response(said.status)
                for name, value in (said.headers | {"Content-Length": str(len(said.body))}).items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(said.body)

            do_GET = do_PUT = do_DELETE = handle_any  # noqa: N815 - the names that http.server looks for

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class' name
                """Say nothing on standard error."""

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.host = f"127.0.0.1:{self.http.server_port}"
        threading.Thread(target=self.http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def close(self) -> None:
        self.http.shutdown()
        self.http.server_close()


@pytest.fixture
def said() -> type[Said]:
    return Said


@pytest.fixture
def arm() -> Iterator[Server]:
    server = Server()
    yield server
    server.close()


@pytest.fixture
def foreign() -> Iterator[Server]:
    server = Server()
    yield server
    server.close()
