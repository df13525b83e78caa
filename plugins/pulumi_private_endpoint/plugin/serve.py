"""The process: a server on a port of its own, for as long as the engine wants it."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import grpc.aio
from pulumi.runtime.proto import provider_pb2_grpc

from .project import is_in_python
from .servicer import Servicer
from .words import in_python_names, in_schema_names

_GRACE_SECONDS = 0.5
# Each resource of a component holds one until it is there. By default there are about six, and nobody could
# sign in while six wait.
_THREADS = 1024
# As much as the engine takes and sends.
_LARGEST = 400 * 1024 * 1024
_DIRECT = "no_grpc_proxy"
_OPTIONS = [("grpc.max_receive_message_length", _LARGEST), ("grpc.max_send_message_length", _LARGEST)]


async def serve(engine: str | None) -> None:
    """Serve until SIGINT or SIGTERM, by which the engine ends its plugins, or until the engine is gone.

    Args:
        engine: Its address; None where there is none.
    """
    _without_proxy()
    servicer = Servicer(engine, in_python_names if is_in_python(Path.cwd()) else in_schema_names)
    server = grpc.aio.server(options=_OPTIONS)
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(servicer, server)
    port = server.add_insecure_port("127.0.0.1:0")
    loop, over = asyncio.get_running_loop(), asyncio.Event()
    loop.set_default_executor(ThreadPoolExecutor(_THREADS))
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda *_: loop.call_soon_threadsafe(over.set))
    await server.start()
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    ends = {asyncio.ensure_future(over.wait()), asyncio.ensure_future(servicer.log.gone())}
    await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
    await servicer.stop()
    await server.stop(_GRACE_SECONDS)
    await servicer.log.close()
    sys.stderr.flush()
    os._exit(0)  # a sign-in under way in a thread is waited for otherwise


def _without_proxy() -> None:
    """Have gRPC look for the engine here, not beyond a proxy; the channels of Pulumi's SDK read this too."""
    named = os.environ.get(_DIRECT) or os.environ.get("no_proxy")
    os.environ[_DIRECT] = ",".join(filter(None, (named, "127.0.0.1,localhost")))
