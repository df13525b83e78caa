"""Words for the user, by way of the engine that runs this provider.

`pulumi.log` is not connected in a dynamic provider's process; the engine's own
log service is, at the address it started the process with. Where there is no
engine (a test drives the process directly), lines go to standard error.
"""

from __future__ import annotations

import sys
from concurrent.futures import Future, ThreadPoolExecutor, wait
from functools import lru_cache

import grpc
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc

from pulumi_private_endpoint.arm.text import message

_SECONDS = 5.0
_INFO = engine_pb2.LogSeverity.INFO
_WARNING = engine_pb2.LogSeverity.WARNING


class EngineReport:
    """A `Report` that shows in the engine's display what is handed to it, made safe to show."""

    def __init__(self, address: str | None) -> None:
        """`address`: host and port of the engine; None where there is none."""
        self._address = address
        # In a thread of its own, one after the other: an engine that is slow to listen must not hold up the
        # event loop, and with it every wait of the process.
        self._sending = ThreadPoolExecutor(max_workers=1, thread_name_prefix="engine-log")
        self._last: Future[None] | None = None

    def flush(self) -> None:
        """Wait until what was said so far is said, a few seconds at most."""
        if self._last is not None:
            wait([self._last], timeout=_SECONDS)

    def progress(self, text: str) -> None:
        """A passing status line."""
        self._log(_INFO, text, ephemeral=True)

    def note(self, text: str) -> None:
        """An informational line that stays."""
        self._log(_INFO, text, ephemeral=False)

    def warn(self, text: str) -> None:
        """A warning that stays."""
        self._log(_WARNING, text, ephemeral=False)

    def _log(self, severity: engine_pb2.LogSeverity.ValueType, text: str, *, ephemeral: bool) -> None:
        text = message(text)
        if self._address is None:
            sys.stderr.write(f"{text}\n")
            return
        request = engine_pb2.LogRequest(severity=severity, message=text, ephemeral=ephemeral)
        self._last = self._sending.submit(_send, self._address, request)


def _send(address: str, request: engine_pb2.LogRequest) -> None:
    try:
        _engine(address).Log(request, timeout=_SECONDS)
    except grpc.RpcError as failure:
        # Losing a log line must not lose an approval; the line itself is not lost either.
        sys.stderr.write(f"{request.message} (not shown by the engine: {failure.code().name})\n")


@lru_cache(maxsize=1)
def _engine(address: str) -> engine_pb2_grpc.EngineStub:
    # The engine is on this machine; gRPC would look for it beyond a proxy.
    channel = grpc.insecure_channel(address, options=[("grpc.enable_http_proxy", 0)])
    return engine_pb2_grpc.EngineStub(channel)


def engine_address(arguments: list[str]) -> str | None:
    """The engine's address among a provider process' arguments; None in any other process."""
    is_provider = (arguments[0].replace("\\", "/") if arguments else "").endswith(
        "pulumi/dynamic/__main__.py"
    )
    return arguments[1] if is_provider and len(arguments) > 1 else None
