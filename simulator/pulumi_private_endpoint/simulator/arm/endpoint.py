"""The ARM side of the simulator: one endpoint for every path, answered in a fixed order.

A fault may strike first. Then, as in ARM: signed in, known path, throttled, api-version, target, and at last
the service itself. Every request is logged, whatever became of it.
"""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.responses import Response

from pulumi_private_endpoint.simulator import errors
from pulumi_private_endpoint.simulator.control.request_log import Entry, harmless_query
from pulumi_private_endpoint.simulator.errors import WireError
from pulumi_private_endpoint.simulator.facts import address, api_versions, behaviour
from pulumi_private_endpoint.simulator.facts.address import Address, OperationPath
from pulumi_private_endpoint.simulator.facts.behaviour import Behaviour
from pulumi_private_endpoint.simulator.faults import book
from pulumi_private_endpoint.simulator.faults.connection_drop import ConnectionDrop
from pulumi_private_endpoint.simulator.graph.service import PATH as GRAPH

from . import answers, callers, eligibilities, operations, private_endpoints, resources, subscriptions
from .answers import Answer
from .state import Origin

if TYPE_CHECKING:
    from starlette.requests import Request

    from pulumi_private_endpoint.simulator.control.request_log import RequestLog
    from pulumi_private_endpoint.simulator.fabric.service import Fabric
    from pulumi_private_endpoint.simulator.faults.book import FaultBook
    from pulumi_private_endpoint.simulator.graph.service import Graph
    from pulumi_private_endpoint.simulator.scenario import Fault

    from .state import Operation, World
    from .throttle import TokenBuckets

_METADATA = "/metadata/endpoints"
_MAX_LOGGED_BODY = 4096

# What a path points at; a path that points nowhere is answered too, once the caller is known.
_Place = Address | OperationPath | WireError


@dataclass(slots=True)
class Reply:
    """An answer as bytes, which a fault may still spoil."""

    status: int
    content: bytes
    headers: dict[str, str]


@dataclass(frozen=True, slots=True)
class Arm:
    """Answers everything that is not the control API."""

    world: World
    faults: FaultBook
    log: RequestLog
    buckets: TokenBuckets | None
    resource_graph: Graph
    fabric: Fabric

    async def endpoint(self, request: Request) -> Response:
        """Answers one request and logs it."""
        content = await request.body()
        number, time = self.log.next_number(), self.world.clock.now()
        place = _locate(request.url.path)
        fault = self.faults.strike(
            request.method,
            request.url.path,
            _route(request.url.path, place),
            self._connection_name(request, place),
        )
        if fault and fault.delay:
            await self.world.clock.sleep(self.world.scaled(fault.delay))
        self.world.settle()
        self.resource_graph.past.note()
        reply = self._reply(request, content, place, fault, number)
        self.resource_graph.past.note()
        response = _respond(reply, fault)
        dropped = isinstance(response, ConnectionDrop)
        self.log.entries.append(_entry(request, content, number, time, 0 if dropped else reply.status))
        return response

    def _reply(
        self,
        request: Request,
        content: bytes,
        place: _Place,
        fault: Fault | None,
        number: int,
    ) -> Reply:
        ids = dict.fromkeys(("x-ms-request-id", "x-ms-correlation-request-id"), str(uuid.UUID(int=number)))
        if fault and fault.effect == "reset-before":
            return Reply(0, b"", {})
        if fault and book.answers(fault):
            wait = None if fault.retry_after is None else self.world.waiting_text(fault.retry_after)
            status, text, headers = book.render(fault, wait)
            return Reply(status, text.encode(), ids | headers)
        reply = self._true_reply(request, content, place)
        reply.headers = ids | reply.headers
        if fault:
            reply.content, reply.headers = book.spoil(fault.effect, reply.content, reply.headers)
            reply.headers |= dict(fault.headers)
        return reply

    def _true_reply(self, request: Request, content: bytes, place: _Place) -> Reply:
        try:
            return _encode(self._answer(request, content, place))
        except WireError as error:
            shape = self._habits(request, place).error_shape if error.by_service else "wrapped"
            text, content_type = errors.render(error, shape)
            cause = "service" if error.by_service else "gateway"
            headers = {"Content-Type": content_type, "x-ms-failure-cause": cause, **error.headers}
            return Reply(error.status, text.encode(), headers)

    def _answer(self, request: Request, content: bytes, place: _Place) -> Answer:
        base_url = str(request.base_url).rstrip("/")
        if request.url.path.rstrip("/").lower() == _METADATA:
            return Answer(200, answers.metadata(base_url, self.world.scenario.metadata))
        caller = callers.identify(request.headers.get("authorization"))
        if isinstance(place, WireError):
            return self._elsewhere(request, content, place, base_url)
        headers = self.buckets.take(place.subscription, request.method) if self.buckets else {}
        if isinstance(place, OperationPath):
            answer = self._poll(request, place, caller)
        else:
            answer = resources.answer(self._call(request, content, place, caller, base_url))
        return Answer(answer.status, answer.body, {**headers, **answer.headers})

    def _elsewhere(self, request: Request, content: bytes, nowhere: WireError, base_url: str) -> Answer:
        """What takes no connections: Resource Graph, subscriptions, the requesters' side, Fabric's API."""
        path, version = request.url.path, request.query_params.get("api-version")
        token = request.query_params.get("continuationToken")
        if answer := self.fabric.answer(request.method, path, base_url, content, token):
            return answer
        if path.rstrip("/").lower() == GRAPH:
            return self.resource_graph.answer(request.method, version, content)
        if private_endpoints.is_asked_about(path):
            return private_endpoints.answer(self.world, path, request.method, version)
        holder = eligibilities.asked_about(path)
        if holder is not None:
            return eligibilities.answer(self.world, holder, request.method, request.query_params)
        subscription = subscriptions.asked_about(path)
        if subscription is None:
            raise nowhere
        return subscriptions.answer(self.world, subscription, request.method, version)

    def _poll(self, request: Request, place: OperationPath, caller: str) -> Answer:
        operation = self._operation(request, place)
        if operation is None:
            raise WireError(404, "OperationIdNotFound", "The operation id is not known.", by_service=True)
        if request.method != "GET":
            raise WireError(405, "MethodNotAllowed", "An operation is read with GET.")
        query = request.scope["query_string"].decode("latin-1")
        return operations.poll(self.world, operation, path=request.url.path, query=query, caller=caller)

    def _call(
        self,
        request: Request,
        content: bytes,
        place: Address,
        caller: str,
        base_url: str,
    ) -> resources.Call:
        version = api_versions.check(
            place,
            request.query_params.get("api-version"),
            self.world.scenario.location,
        )
        target = self.world.target(place.target)
        if target is None:
            raise errors.not_found(f"{place.facts.type}/{place.target.rsplit('/', 1)[-1]}", place.group)
        return resources.Call(
            world=self.world,
            address=place,
            target=target,
            method=request.method,
            params=request.query_params,
            if_match=request.headers.get("if-match", ""),
            content=content,
            path=request.url.path,
            origin=Origin(base_url, version, caller),
        )

    def _operation(self, request: Request, place: OperationPath) -> Operation | None:
        return self.world.operations.get(request.query_params.get("asyncId", place.id))

    def _connection_name(self, request: Request, place: _Place) -> str:
        if isinstance(place, OperationPath):
            operation = self._operation(request, place)
            return operation.spec.name if operation else ""
        return place.name if isinstance(place, Address) else ""

    def _habits(self, request: Request, place: _Place) -> Behaviour:
        operation = self._operation(request, place) if isinstance(place, OperationPath) else None
        if operation:
            return operation.live.habits
        return behaviour.of(place.facts.type) if isinstance(place, Address) else Behaviour()


def _locate(path: str) -> _Place:
    try:
        return address.parse(path)
    except WireError as error:
        return error


def _route(path: str, place: _Place) -> str:
    if path.rstrip("/").lower() == _METADATA:
        return "metadata"
    if isinstance(place, OperationPath):
        return "operation"
    return place.kind.value if isinstance(place, Address) else ""


def _encode(answer: Answer) -> Reply:
    if answer.body is None:
        return Reply(answer.status, b"", dict(answer.headers))
    content = json.dumps(answer.body).encode()
    return Reply(
        answer.status, content, {"Content-Type": "application/json; charset=utf-8", **answer.headers}
    )


def _respond(reply: Reply, fault: Fault | None) -> Response:
    if fault and fault.effect in ("reset-before", "reset-after", "truncated"):
        return ConnectionDrop(
            reply.content, reply.status or 500, reply.headers, begun=fault.effect == "truncated"
        )
    return Response(reply.content, reply.status, reply.headers)


def _entry(request: Request, content: bytes, number: int, time: float, status: int) -> Entry:
    return Entry(
        sequence=number,
        time=time,
        method=request.method,
        path=request.url.path,
        query=harmless_query(request.url.query),
        api_version=request.query_params.get("api-version", ""),
        status=status,
        client_request_id=request.headers.get("x-ms-client-request-id", ""),
        authorized="authorization" in request.headers,
        body=content[:_MAX_LOGGED_BODY].decode("utf-8", "replace"),
    )
