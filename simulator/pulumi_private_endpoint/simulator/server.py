"""Runs the simulator: as an ASGI application, or behind uvicorn on this machine's loopback.

`create_app` needs no socket and no real time. `running` starts a server in a thread and stops it again; the
server never listens anywhere but on a loopback address, because it lets everybody in.
"""

from __future__ import annotations

import ipaddress
import socket
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.routing import Route

from pulumi_private_endpoint.simulator.arm.endpoint import Arm
from pulumi_private_endpoint.simulator.arm.state import World
from pulumi_private_endpoint.simulator.arm.throttle import TokenBuckets
from pulumi_private_endpoint.simulator.control.api import Control
from pulumi_private_endpoint.simulator.control.request_log import RequestLog
from pulumi_private_endpoint.simulator.fabric.service import Fabric
from pulumi_private_endpoint.simulator.faults.book import FaultBook
from pulumi_private_endpoint.simulator.faults.connection_drop import ConnectionDropProtocol
from pulumi_private_endpoint.simulator.graph.past import Past
from pulumi_private_endpoint.simulator.graph.service import Graph

from .clock import Clock, RealClock
from .mistake import ScenarioError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .scenario import Scenario

_METHODS = ["GET", "PUT", "PATCH", "POST", "DELETE", "HEAD", "OPTIONS"]
_WRITES = frozenset({"PUT", "PATCH", "POST", "DELETE"})
_MAX_PORT = 65535
_START_SECONDS = 10
_STOP_SECONDS = 10


def create_app(scenario: Scenario, clock: Clock | None = None) -> Starlette:
    """The simulator as an ASGI application.

    Args:
        scenario: what it holds and does.
        clock: where time comes from; None, the wall clock.
    """
    world, faults, log = World(scenario, clock or RealClock()), FaultBook(), RequestLog()
    for fault in scenario.faults:
        faults.add(fault)
    buckets = TokenBuckets(scenario.throttle, world) if scenario.throttle else None
    past = Past(world)
    past.note()
    arm = Arm(world, faults, log, buckets, Graph(world, past), Fabric(world))
    control = Control(world, past, faults, log)
    return Starlette(routes=[*control.routes(), Route("/{path:path}", arm.endpoint, methods=_METHODS)])


@dataclass(frozen=True, slots=True)
class Running:
    """A simulator that is up: its URL and its control API."""

    url: str

    def log(self) -> list[dict[str, Any]]:
        """Every request so far, oldest first."""
        return list(self._control("GET", "log"))

    def writes(self) -> list[str]:
        """Method and path of every request that could change something, oldest first."""
        return [f"{entry['method']} {entry['path']}" for entry in self.log() if _is_write(entry)]

    def clear_log(self) -> None:
        """Forgets the requests so far."""
        self._control("DELETE", "log")

    def connections(self) -> list[dict[str, Any]]:
        """Every connection as it truly is."""
        return list(self._control("GET", "connections"))

    def add(self, **connection: Any) -> dict[str, Any]:
        """Adds a connection, given by the names of a scenario file."""
        return dict(self._control("POST", "connections", json=connection))

    def change(self, id: str, **changes: Any) -> dict[str, Any]:  # noqa: A002 - what ARM calls it
        """Changes a connection from Azure's side."""
        return dict(self._control("PATCH", "connections", params={"id": id}, json=changes))

    def reject(self, id: str, description: str = "Rejected by the owner.") -> dict[str, Any]:  # noqa: A002 - as above
        """Rejects a connection behind the client's back."""
        return self.change(id, status="Rejected", description=description)

    def remove(self, id: str) -> None:  # noqa: A002 - as above
        """Removes a connection behind the client's back."""
        self._control("DELETE", "connections", params={"id": id})

    def change_resource(self, id: str, **changes: Any) -> None:  # noqa: A002 - as above
        """Changes a target, or a private endpoint of the caller's own."""
        self._control("PATCH", "resources", params={"id": id}, json=changes)

    def fail(self, **fault: Any) -> None:
        """Adds a fault, given by the names of a scenario file."""
        self._control("POST", "faults", json=fault)

    def _control(self, method: str, path: str, **kwargs: Any) -> Any:
        # trust_env: a proxy of the environment has no business with the loopback.
        response = httpx.request(method, f"{self.url}/_simulator/{path}", trust_env=False, **kwargs)
        if response.is_error:
            raise ScenarioError(response.json()["error"])
        return response.json() if response.content else None


def _is_write(entry: Mapping[str, Any]) -> bool:
    # A query of Resource Graph is a POST, too.
    is_query = "/microsoft.resourcegraph/" in str(entry["path"]).lower()
    return entry["method"] in _WRITES and not is_query


@contextmanager
def running(scenario: Scenario, port: int = 0, clock: Clock | None = None) -> Iterator[Running]:
    """Runs the simulator in a thread for as long as the block lasts.

    Raises:
        ScenarioError: it did not start in time.
        OSError: the port is taken.
    """
    with bind("127.0.0.1", port) as listener:
        server = _server(create_app(scenario, clock))
        thread = threading.Thread(target=server.run, args=([listener],), name="simulator", daemon=True)
        thread.start()
        try:
            if not server.ready.wait(_START_SECONDS):
                raise ScenarioError(f"the simulator did not start within {_START_SECONDS} s")
            yield Running(f"http://127.0.0.1:{listener.getsockname()[1]}")
        finally:
            server.should_exit = True
            thread.join(_STOP_SECONDS)


def serve(scenario: Scenario, listener: socket.socket) -> None:
    """Runs the simulator in this thread until it is interrupted."""
    _server(create_app(scenario)).run([listener])


def bind(host: str, port: int, *, everywhere: bool = False) -> socket.socket:
    """A listening socket on a loopback address; port 0 picks a free one.

    Args:
        host: the address.
        port: the port.
        everywhere: any address will do, because a container's network is the fence.

    Raises:
        ScenarioError: the host is not a loopback address, or there is no such port.
        OSError: the port is taken.
    """
    if not everywhere and not _is_loopback(host):
        raise ScenarioError(f"host {host!r} is not a loopback address; the simulator lets everybody in")
    if not 0 <= port <= _MAX_PORT:
        raise ScenarioError(f"port {port} is not between 0 and {_MAX_PORT}")
    address = "127.0.0.1" if host == "localhost" else host
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    listener = socket.create_server((address, port), family=family)
    # asyncio does this for a socket that says it is TCP; one from `create_server` does not, and then each
    # answer waits 40 ms for the caller's acknowledgement.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


class _Server(uvicorn.Server):
    """uvicorn, telling when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()


def _server(app: Starlette) -> _Server:
    config = uvicorn.Config(
        app,
        http=ConnectionDropProtocol,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=2,
    )
    return _Server(config)


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:  # a name: it may resolve to anything
        return False
