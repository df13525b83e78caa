"""The control API under `/_simulator/`: what a test or a person uses to look behind the scenes.

ARM knows none of it and no token is asked for. Bodies use the names of a scenario file.
"""

from __future__ import annotations

from dataclasses import asdict, fields, replace
from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from pulumi_private_endpoint.simulator.arm import answers
from pulumi_private_endpoint.simulator.arm.state import Live, Snapshot, World
from pulumi_private_endpoint.simulator.mistake import ScenarioError
from pulumi_private_endpoint.simulator.scenario import Connection, Fault
from pulumi_private_endpoint.simulator.scenario_file import build

if TYPE_CHECKING:
    from starlette.requests import Request

    from pulumi_private_endpoint.simulator.faults.book import FaultBook
    from pulumi_private_endpoint.simulator.graph.past import Past

    from .request_log import RequestLog

_SNAPSHOT = frozenset(f.name for f in fields(Snapshot))
_FIXED = frozenset({"target", "name"})
_HTTP_OK, _HTTP_CREATED, _HTTP_NO_CONTENT = 200, 201, 204
_HTTP_BAD_REQUEST, _HTTP_NOT_FOUND = 400, 404


class Control:
    """The control API's endpoints over one world."""

    def __init__(self, world: World, past: Past, faults: FaultBook, log: RequestLog) -> None:
        self._world = world
        self._past = past
        self._faults = faults
        self._log = log

    def routes(self) -> list[Route]:
        """The routes, to be placed before ARM's."""
        return [
            Route("/_simulator/health", self.health, methods=["GET"]),
            Route("/_simulator/connections", self.connections, methods=["GET", "POST", "PATCH", "DELETE"]),
            Route("/_simulator/resources", self.change_resource, methods=["PATCH"]),
            Route("/_simulator/faults", self.add_fault, methods=["POST"]),
            Route("/_simulator/log", self.read_log, methods=["GET", "DELETE"]),
        ]

    async def health(self, _: Request) -> Response:
        """Tells that the simulator is up."""
        return JSONResponse({"status": "ok", "connections": len(self._world.connections)})

    async def connections(self, request: Request) -> Response:
        """Reads, adds, changes or removes connections, as Azure or the requester might at any time."""
        self._world.settle()
        self._past.note()
        try:
            if request.method == "GET":
                return JSONResponse([_describe(live) for live in self._world.connections.values()])
            if request.method == "POST":
                added = self._world.add(build(Connection, await _json(request), "connection"))
                self._past.note()
                return JSONResponse(_describe(added), _HTTP_CREATED)
            return await self._change(request)
        except ScenarioError as error:
            return JSONResponse({"error": str(error)}, _HTTP_BAD_REQUEST)

    async def change_resource(self, request: Request) -> Response:
        """Changes a target, or a private endpoint of the caller's own."""
        self._past.note()
        key = request.query_params.get("id", "").rstrip("/").lower()
        held: dict[str, Any] = self._world.targets if key in self._world.targets else self._world.endpoints
        if key not in held:
            return JSONResponse({"error": f"no resource has the id {key!r}"}, _HTTP_NOT_FOUND)
        try:
            held[key] = build(type(held[key]), asdict(held[key]) | await _json(request), "resource")
        except ScenarioError as error:
            return JSONResponse({"error": str(error)}, _HTTP_BAD_REQUEST)
        self._past.note()
        return Response(status_code=_HTTP_NO_CONTENT)

    async def add_fault(self, request: Request) -> Response:
        """Adds a fault; it counts requests from now on."""
        try:
            fault = build(Fault, await _json(request), "fault")
        except ScenarioError as error:
            return JSONResponse({"error": str(error)}, _HTTP_BAD_REQUEST)
        self._faults.add(fault)
        return JSONResponse({"faults": len(self._faults.counts)}, _HTTP_CREATED)

    async def read_log(self, request: Request) -> Response:
        """The log as JSON, or as text with `Accept: text/plain`; DELETE clears it."""
        if request.method == "DELETE":
            self._log.entries.clear()
            return Response(status_code=_HTTP_NO_CONTENT)
        if "text/plain" in request.headers.get("accept", ""):
            return PlainTextResponse(self._log.as_text())
        return JSONResponse([entry.as_json() for entry in self._log.entries])

    async def _change(self, request: Request) -> Response:
        key = request.query_params.get("id", "").rstrip("/").lower()
        if not key:
            return JSONResponse({"error": "give the connection's id as ?id=…"}, _HTTP_BAD_REQUEST)
        live = self._world.connections.get(key)
        if live is None:
            return JSONResponse({"error": f"no connection has the id {key!r}"}, _HTTP_NOT_FOUND)
        if request.method == "DELETE":
            self._world.remove(key)
            self._past.note()
            return Response(status_code=_HTTP_NO_CONTENT)
        _apply(live, await _json(request))
        self._past.note()
        return JSONResponse(_describe(live), _HTTP_OK)


def _apply(live: Live, changes: dict[str, Any]) -> None:
    """Changes what shows at once and ends a lag; a running operation still ends as it was going to."""
    fixed = _FIXED & set(changes)
    if fixed:
        raise ScenarioError(f"connection: {', '.join(sorted(fixed))} cannot be changed")
    given = build(Connection, {"target": live.spec.target, "name": live.spec.name, **changes}, "connection")
    values = {key: getattr(given, key) for key in changes}
    live.spec = replace(live.spec, **values)
    live.shown = replace(live.true, **{key: value for key, value in values.items() if key in _SNAPSHOT})
    live.late = None


def _describe(live: Live) -> dict[str, Any]:
    target = answers.target_id(live.facts, live.spec.target)
    return {
        "id": f"{target}/privateEndpointConnections/{live.spec.name}",
        "name": live.spec.name,
        "type": live.facts.type,
        **asdict(live.true),
        "changing": live.operation is not None,
    }


async def _json(request: Request) -> dict[str, Any]:
    try:
        body = await request.json()
    except ValueError as error:
        raise ScenarioError(f"the body is not JSON: {error}") from error
    if not isinstance(body, dict):
        raise ScenarioError("the body is not a JSON object")
    return body
