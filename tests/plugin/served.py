"""The plugin's servicer on a port of this process, for suites that hold its time and its wire in their hands.

What is said to it and what it answers goes over gRPC, as with the engine. Its session is the suite's own; a
`Mortal` wire lets the suite kill it at a request.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import grpc
import httpx
from google.protobuf import empty_pb2
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc, provider_pb2, provider_pb2_grpc

from pulumi_private_endpoint.connections.runtime.session import Report, Session
from pulumi_private_endpoint.plugin import servicer

from .conftest import bag, given, kept, urn

_SECONDS = 60.0
_OPTIONS = [("grpc.max_metadata_size", 2**20), ("grpc.absolute_max_metadata_size", 2**20)]


@dataclass
class Lent:
    """In place of the plugin's sessions: the suite's own, for every tenant."""

    session: Session
    strict: bool = False

    @property
    def claims(self) -> Any:
        return self.session.claims

    async def of(self, _tenant_id: str | None) -> Session:
        return self.session


class Engine(engine_pb2_grpc.EngineServicer):
    """Hands on what it is told."""

    report: Report

    def Log(self, request: Any, _context: Any) -> empty_pb2.Empty:  # noqa: N802 - Pulumi's
        warns = request.severity == engine_pb2.LogSeverity.WARNING
        if request.ephemeral:
            self.report.progress(request.message)
        else:
            (self.report.warn if warns else self.report.note)(request.message)
        return empty_pb2.Empty()


class Refused(Exception):
    """A call failed; `left` is what an engine keeps of a create that failed so: id and outputs, or None."""

    def __init__(self, failure: grpc.RpcError) -> None:
        super().__init__(failure.details())
        found = kept(failure)
        self.left = None if found is None else (found.id, given(found.properties))


class Served:
    """One servicer, and the calls that an engine would make of one resource."""

    def __init__(self, lend: Callable[[Callable[..., Lent]], None]) -> None:
        """`lend` puts what it is given in the place of the plugin's own sessions."""
        self._killed: BaseException | None = None
        self._over, self._dead = threading.Event(), threading.Event()
        self._engine = Engine()
        self._listening = grpc.server(ThreadPoolExecutor(1))
        engine_pb2_grpc.add_EngineServicer_to_server(self._engine, self._listening)
        address = f"127.0.0.1:{self._listening.add_insecure_port('127.0.0.1:0')}"
        self._listening.start()
        self._session: Session | None = None
        lend(lambda *_: Lent(self._session))  # type: ignore[arg-type]  # the first one is never asked
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()
        self._channel = grpc.insecure_channel(self._run(self._serve(address)), options=_OPTIONS)
        self._stub = provider_pb2_grpc.ResourceProviderStub(self._channel)

    def begin(self, session: Session) -> None:
        """Begin a command: nothing is known of the one before."""
        self._session, self._engine.report = session, session.report
        self._call("Configure", provider_pb2.ConfigureRequest(acceptSecrets=True))

    def check(self, olds: Mapping[str, Any], news: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
        """The inputs, and why they will not do."""
        answer = self._call("Check", provider_pb2.CheckRequest(urn=urn(), olds=bag(olds), news=bag(news)))
        return given(answer.inputs), [failure.reason for failure in answer.failures]

    def diff(
        self, id_: str, outs: Mapping[str, Any], inputs: Mapping[str, Any], news: Mapping[str, Any]
    ) -> Any:
        request = provider_pb2.DiffRequest(
            id=id_, urn=urn(), olds=bag(outs), old_inputs=bag(inputs), news=bag(news)
        )
        return self._call("Diff", request)

    def create(self, news: Mapping[str, Any], *, preview: bool = False) -> tuple[str, dict[str, Any]]:
        request = provider_pb2.CreateRequest(urn=urn(), properties=bag(news), preview=preview)
        answer = self._call("Create", request)
        return answer.id, given(answer.properties)

    def update(
        self, id_: str, outs: Mapping[str, Any], news: Mapping[str, Any], *, preview: bool = False
    ) -> dict[str, Any]:
        request = provider_pb2.UpdateRequest(
            id=id_, urn=urn(), olds=bag(outs), news=bag(news), preview=preview
        )
        return given(self._call("Update", request).properties)

    def read(
        self, id_: str, outs: Mapping[str, Any], inputs: Mapping[str, Any]
    ) -> tuple[str, dict[str, Any], dict[str, Any]]:
        request = provider_pb2.ReadRequest(id=id_, urn=urn(), properties=bag(outs), inputs=bag(inputs))
        answer = self._call("Read", request)
        return answer.id, given(answer.properties), given(answer.inputs)

    def delete(self, id_: str, outs: Mapping[str, Any]) -> None:
        self._call("Delete", provider_pb2.DeleteRequest(id=id_, urn=urn(), properties=bag(outs)))

    def killed(self, how: BaseException) -> None:
        """Nothing more comes of the call under way."""
        self._killed = how
        self._dead.clear()
        self._over.set()

    def buried(self) -> None:
        """The call that was under way is no more."""
        self._dead.set()

    def close(self) -> None:
        self._channel.close()
        self._run(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_SECONDS)
        self._loop.close()
        self._listening.stop(None).wait(_SECONDS)

    def _call(self, method: str, request: Any) -> Any:
        self._over.clear()
        answer = getattr(self._stub, method).future(request, timeout=_SECONDS)
        answer.add_done_callback(lambda _: self._over.set())
        assert self._over.wait(_SECONDS)
        if self._killed is not None:
            how, self._killed = self._killed, None
            answer.cancel()
            assert self._dead.wait(_SECONDS)
            raise how
        try:
            return answer.result()
        except grpc.RpcError as failure:
            raise Refused(failure) from None

    def _run(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(_SECONDS)

    async def _serve(self, engine: str) -> str:
        self._servicer, self._server = servicer.Servicer(engine), grpc.aio.server()
        provider_pb2_grpc.add_ResourceProviderServicer_to_server(self._servicer, self._server)
        port = self._server.add_insecure_port("127.0.0.1:0")
        await self._server.start()
        return f"127.0.0.1:{port}"

    async def _end(self) -> None:
        await self._server.stop(None)
        await self._servicer.log.close()


class Mortal(httpx.AsyncBaseTransport):
    """A wire on which what is no failure of a request kills the process."""

    def __init__(self, inner: httpx.AsyncBaseTransport, served: Served) -> None:
        self._inner, self._served = inner, served

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        try:
            return await self._inner.handle_async_request(request)
        except (Exception, asyncio.CancelledError):
            raise
        except BaseException as how:  # noqa: BLE001 - the suite's word for it
            self._served.killed(how)
        try:
            await asyncio.Event().wait()
        finally:
            self._served.buried()
        raise AssertionError
