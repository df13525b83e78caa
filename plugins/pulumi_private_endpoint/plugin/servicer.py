"""The engine's calls: what comes over the wire is handed to a resource, and its answer handed back."""

from __future__ import annotations

import asyncio
import os
from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, TypeVar

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc

from pulumi_private_endpoint.connections.properties.form import refuse_newer
from pulumi_private_endpoint.connections.reconcile.listing import problems
from pulumi_private_endpoint.connections.runtime.sessions import Sessions

from . import settings
from .calls import approval, approval_set, fabric_endpoint, fabric_status, listing, nonce
from .calls.answers import failures
from .calls.call import Call, Command
from .calls.messages import mark_descriptions
from .engine_log import EngineLog, ResourceReport
from .failures import Unfinished, details, told
from .shipped import schema
from .under_way import UnderWay
from .values import Secrets, decode, encode
from .words import in_schema_names

if TYPE_CHECKING:
    from collections.abc import Coroutine, Mapping

    from .calls.answers import Difference
    from .words import Shown


T = TypeVar("T")
Context = grpc.aio.ServicerContext[Any, Any]

PACKAGE = "private-endpoint"
VERSION = version("pulumi-private-endpoint")
_MODULES: tuple[Any, ...] = (approval, approval_set, fabric_endpoint, fabric_status, nonce)
_RESOURCES: Mapping[str, Any] = {module.TOKEN: module for module in _MODULES}
# What the dynamic provider keeps in a state: it stays there, so that the way back is open.
_STORED_PROVIDER = "__provider"
# Shorter than the server's grace: what is kept of a call must get out, whether or not its lines do.
_CANCELLED_SECONDS = 0.25


class Servicer(provider_pb2_grpc.ResourceProviderServicer):
    """The provider of one `pulumi` command."""

    def __init__(self, engine: str | None, shown: Shown = in_schema_names) -> None:
        """`engine`: its address; None where there is none. `shown`: how texts name inputs."""
        self.log = EngineLog(engine, shown)
        self._shown = shown
        self._command = self._configured({})
        self._under_way = UnderWay()
        self._reference = ""

    async def GetPluginInfo(self, _request: empty_pb2.Empty, _context: Context) -> plugin_pb2.PluginInfo:
        """The version."""
        return plugin_pb2.PluginInfo(version=VERSION)

    async def Handshake(
        self, request: provider_pb2.ProviderHandshakeRequest, _context: Context
    ) -> provider_pb2.ProviderHandshakeResponse:
        """Secrets are taken as such, and marked again: said here too, or components would fail."""
        self.log.address = self.log.address or request.engine_address or None
        return provider_pb2.ProviderHandshakeResponse(accept_secrets=True, accept_outputs=True)

    async def GetSchema(
        self, _request: provider_pb2.GetSchemaRequest, _context: Context
    ) -> provider_pb2.GetSchemaResponse:
        """What there is."""
        return provider_pb2.GetSchemaResponse(schema=schema())

    async def CheckConfig(
        self, request: provider_pb2.CheckRequest, _context: Context
    ) -> provider_pb2.CheckResponse:
        """The configuration as given, or a line for each setting that is wrong."""
        wrong = settings.problems(decode(request.news, Secrets()))
        return provider_pb2.CheckResponse(inputs=request.news, failures=failures(wrong, self._shown))

    async def DiffConfig(
        self, request: provider_pb2.DiffRequest, _context: Context
    ) -> provider_pb2.DiffResponse:
        """No other configuration makes another provider, and so none other resources."""
        olds, news = (decode(bag, Secrets()) for bag in (request.old_inputs, request.news))
        differing = [name for name in {**olds, **news} if olds.get(name) != news.get(name)]
        some = provider_pb2.DiffResponse.DIFF_SOME if differing else provider_pb2.DiffResponse.DIFF_NONE
        return provider_pb2.DiffResponse(changes=some, diffs=differing)

    async def Configure(
        self, request: provider_pb2.ConfigureRequest, _context: Context
    ) -> provider_pb2.ConfigureResponse:
        """Take the configuration; no I/O here."""
        self._command = self._configured(decode(request.args, Secrets()))
        self._reference = f"{request.urn}::{request.id}" if request.urn else ""
        return provider_pb2.ConfigureResponse(acceptSecrets=True, acceptOutputs=True, supportsPreview=True)

    async def Check(self, request: provider_pb2.CheckRequest, context: Context) -> provider_pb2.CheckResponse:
        """Typed inputs or failures."""
        resource = await self._resource(request.urn, context)
        secrets = Secrets()
        olds, news = decode(request.olds, Secrets()), decode(request.news, secrets)
        call = Call(self._command, request.urn, secrets=secrets)
        self._command.checked.add(request.urn)

        async def work() -> provider_pb2.CheckResponse:
            checked = resource.check(call, olds, news, secrets)
            inputs = encode(checked.inputs, secrets, repeated=False)
            return provider_pb2.CheckResponse(inputs=inputs, failures=failures(checked.failures, self._shown))

        return await self._answer(work(), context, secrets)

    async def Diff(self, request: provider_pb2.DiffRequest, context: Context) -> provider_pb2.DiffResponse:
        """What differs, property by property."""
        resource = await self._resource(request.urn, context)
        secrets = Secrets()
        olds, inputs, news = (
            decode(bag, secrets) for bag in (request.olds, request.old_inputs, request.news)
        )
        call = Call(self._command, request.urn, secrets=secrets)

        async def work() -> provider_pb2.DiffResponse:
            refuse_newer(olds)
            found: Difference = resource.diff(call, olds, inputs, news)
            return found.told(inputs, news)

        return await self._answer(work(), context, secrets)

    async def Create(
        self, request: provider_pb2.CreateRequest, context: Context
    ) -> provider_pb2.CreateResponse:
        """Bring a resource about; of one that fails after its decision was sent, keep what is known."""
        resource = await self._resource(request.urn, context)
        secrets = Secrets()
        props = decode(request.properties, secrets)
        mark_descriptions(props, secrets)
        call = Call(self._command, request.urn, request.timeout, request.preview, secrets)

        async def work() -> provider_pb2.CreateResponse:
            try:
                id_, outs = await resource.create(call, props)
            except (Exception, asyncio.CancelledError) as failure:
                kept = None if call.preview else resource.kept(call, {}, props)
                if kept is None:
                    raise
                raise Unfinished(failure, kept[0], encode(kept[1], secrets), request.properties) from failure
            return provider_pb2.CreateResponse(id=id_, properties=encode(outs, secrets))

        return await self._answer(work(), context, secrets)

    async def Read(self, request: provider_pb2.ReadRequest, context: Context) -> provider_pb2.ReadResponse:
        """A resource as it is now, for a refresh, a `get` or an import; gone is an empty answer."""
        resource = await self._resource(request.urn, context)
        secrets = Secrets()
        props, inputs = decode(request.properties, secrets), decode(request.inputs, secrets)
        mark_descriptions(inputs, secrets)
        stored = props.pop(_STORED_PROVIDER, None)
        inputs.pop(_STORED_PROVIDER, None)
        timeout = getattr(request, "timeout", 0.0)  # older SDKs know none
        call = Call(self._command, request.urn, timeout, secrets=secrets)

        async def work() -> provider_pb2.ReadResponse:
            refuse_newer(props)
            found = await resource.read(call, request.id, props, inputs)
            if found is None:
                return provider_pb2.ReadResponse()
            outs = encode(found.outs | {_STORED_PROVIDER: stored}, secrets)
            return provider_pb2.ReadResponse(
                id=request.id, properties=outs, inputs=encode(found.inputs, secrets)
            )

        return await self._answer(work(), context, secrets)

    async def Update(
        self, request: provider_pb2.UpdateRequest, context: Context
    ) -> provider_pb2.UpdateResponse:
        """Bring a resource to what is wanted now; of one that fails after that, keep what is known, too."""
        resource = await self._resource(request.urn, context)
        secrets = Secrets()
        olds, news = decode(request.olds, secrets), decode(request.news, secrets)
        mark_descriptions(news, secrets)
        stored = olds.pop(_STORED_PROVIDER, None)
        call = Call(self._command, request.urn, request.timeout, request.preview, secrets)

        async def work() -> provider_pb2.UpdateResponse:
            refuse_newer(olds)
            try:
                outs = await resource.update(call, olds, news)
            except (Exception, asyncio.CancelledError) as failure:
                kept = None if call.preview else resource.kept(call, olds, news)
                if kept is None:
                    raise
                outs = encode(kept[1] | {_STORED_PROVIDER: stored}, secrets)
                raise Unfinished(failure, request.id, outs, request.news) from failure
            return provider_pb2.UpdateResponse(properties=encode(outs | {_STORED_PROVIDER: stored}, secrets))

        return await self._answer(work(), context, secrets)

    async def Delete(self, request: provider_pb2.DeleteRequest, context: Context) -> empty_pb2.Empty:
        """Release a resource."""
        resource = await self._resource(request.urn, context)
        secrets = Secrets()
        props = decode(request.properties, secrets)
        call = Call(self._command, request.urn, request.timeout, secrets=secrets)

        async def work() -> empty_pb2.Empty:
            refuse_newer(props)
            await resource.delete(call, props)
            return empty_pb2.Empty()

        return await self._answer(work(), context, secrets, call)

    async def Construct(
        self, request: provider_pb2.ConstructRequest, context: Context
    ) -> provider_pb2.ConstructResponse:
        """Make a component; what it is made of belongs to this provider, if the program names no other."""
        secrets = Secrets()
        decode(request.inputs, secrets)
        if self._reference and PACKAGE not in request.providers:
            request.providers[PACKAGE] = self._reference

        async def work() -> provider_pb2.ConstructResponse:
            # A while to load, and of no use to most programs.
            module: Any = await asyncio.to_thread(import_module, f"{__package__}.construct")
            made: provider_pb2.ConstructResponse
            made = await module.construct(request, context, self.log.address, self._shown)
            return made

        return await self._answer(work(), context, secrets)

    async def Invoke(
        self, request: provider_pb2.InvokeRequest, context: Context
    ) -> provider_pb2.InvokeResponse:
        """Call a function."""
        if request.tok != listing.TOKEN:
            await context.abort(
                grpc.StatusCode.NOT_FOUND, f"{request.tok} is not a function of this provider"
            )
        secrets = Secrets()
        given = {name: value for name, value in decode(request.args, secrets).items() if value is not None}
        wrong = problems(given)
        if wrong:
            return provider_pb2.InvokeResponse(failures=failures(wrong, self._shown))

        async def work() -> provider_pb2.InvokeResponse:
            found = await listing.get_connections(Call(self._command, secrets=secrets), given)
            answer = provider_pb2.InvokeResponse()
            getattr(answer, "return").CopyFrom(encode(found, secrets))  # a word of Python's
            return answer

        return await self._answer(work(), context, secrets)

    async def Cancel(self, _request: empty_pb2.Empty, _context: Context) -> empty_pb2.Empty:
        """Stop every wait at once; nothing more is sent."""
        await self.stop()
        return empty_pb2.Empty()

    async def stop(self) -> None:
        """End what is under way, and begin nothing more."""
        await self._under_way.cancel()

    def _configured(self, given: Mapping[str, Any]) -> Command:
        return Command(self.log, Sessions(os.environ, settings.lookup(given), ResourceReport(self.log)))

    async def _resource(self, urn: str, context: Context) -> Any:
        token = urn.split("::", 3)[2].rpartition("$")[2]
        if token not in _RESOURCES:
            await context.abort(grpc.StatusCode.NOT_FOUND, f"{token} is not a resource of this provider")
        return _RESOURCES[token]

    async def _answer(
        self, work: Coroutine[Any, Any, T], context: Context, secrets: Secrets, call: Call | None = None
    ) -> T:
        """What the work comes to; a failure in words, and all that was said before the answer."""
        task = await self._under_way.ended(work)
        await self.log.flush(_CANCELLED_SECONDS if self._under_way.cancelled else None)
        if not task.cancelled() and task.exception() is None:
            return task.result()
        failure = None if task.cancelled() else task.exception()
        failure = failure or asyncio.CancelledError()
        if isinstance(failure, Unfinished):
            context.set_trailing_metadata((details(failure, secrets, self._shown),))
        sent = call is not None and call.call_record.sent
        await context.abort(*told(failure, secrets, self._shown, sent=sent))
        raise failure
