"""Words for the user, by way of the engine, each beside the resource that it is about.

Where there is no engine (a test drives the process directly), lines go to standard error.
"""

from __future__ import annotations

import asyncio
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import grpc.aio
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc

from pulumi_private_endpoint.arm.text import message

from .values import Secrets
from .words import Shown, in_schema_names

_SECONDS = 5.0
_GONE_SECONDS = 5.0
_INFO = engine_pb2.LogSeverity.INFO
_WARNING = engine_pb2.LogSeverity.WARNING


class EngineLog:
    """The engine's log; lines are sent one after the other, and nobody waits for them before `flush`."""

    def __init__(self, address: str | None, shown: Shown = in_schema_names) -> None:
        """`address`: the engine's host and port; None where there is none. `shown`: how texts name inputs."""
        self.address = address
        self._shown = shown
        self._waiting: asyncio.Queue[tuple[engine_pb2.LogRequest, asyncio.Future[None]]]
        self._waiting = asyncio.Queue()
        self._last: asyncio.Future[None] | None = None
        self._sending: asyncio.Task[None] | None = None

    def say(
        self, severity: engine_pb2.LogSeverity.ValueType, text: str, urn: str = "", *, ephemeral: bool = False
    ) -> None:
        """Show a text, made safe to show."""
        text = message(self._shown(text))
        request = engine_pb2.LogRequest(severity=severity, message=text, urn=urn, ephemeral=ephemeral)
        self._last = asyncio.get_running_loop().create_future()
        self._waiting.put_nowait((request, self._last))
        if self._sending is None:
            self._sending = asyncio.ensure_future(self._send_all())

    async def flush(self, seconds: float | None = None) -> None:
        """Wait until what was said so far is said, a few seconds at most, or those given."""
        if self._last is not None:
            await asyncio.wait({self._last}, timeout=_SECONDS if seconds is None else seconds)

    async def gone(self) -> None:
        """Come back once nothing answers any more where the engine did; never, where there is none."""
        if self.address is None:
            await asyncio.Event().wait()
        await self._channel.channel_ready()  # one that never answered is slow, or out of reach
        with suppress(asyncio.TimeoutError):
            while True:
                await self._channel.wait_for_state_change(grpc.ChannelConnectivity.READY)
                await asyncio.wait_for(self._channel.channel_ready(), _GONE_SECONDS)

    async def close(self) -> None:
        """Send no more."""
        if self._sending is not None:
            self._sending.cancel()
            await asyncio.wait({self._sending})
        await self._channel.close()

    @cached_property
    def _channel(self) -> grpc.aio.Channel:
        return grpc.aio.insecure_channel(self.address or "127.0.0.1:1")

    async def _send_all(self) -> None:
        engine: Any = engine_pb2_grpc.EngineStub(self._channel)
        while True:
            request, said = await self._waiting.get()
            try:
                if self.address is None:
                    sys.stderr.write(f"{request.message}\n")
                else:
                    await engine.Log(request, timeout=_SECONDS)
            except grpc.RpcError as failure:
                # Losing a log line must not lose an approval; the line itself is not lost either.
                sys.stderr.write(f"{request.message} (not shown by the engine: {failure.code().name})\n")
            finally:
                said.set_result(None)


@dataclass(frozen=True, slots=True)
class ResourceReport:
    """A `Report` on one resource, whose secrets it does not repeat; without a urn, on none in particular."""

    log: EngineLog
    urn: str = ""
    secrets: Secrets = field(default_factory=Secrets)

    def progress(self, text: str) -> None:
        """A passing status line."""
        self.log.say(_INFO, self.secrets.hidden(text), self.urn, ephemeral=True)

    def note(self, text: str) -> None:
        """An informational line that stays."""
        self.log.say(_INFO, self.secrets.hidden(text), self.urn)

    def warn(self, text: str) -> None:
        """A warning that stays."""
        self.log.say(_WARNING, self.secrets.hidden(text), self.urn)
