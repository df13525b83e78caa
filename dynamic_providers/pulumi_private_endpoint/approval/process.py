"""What lives as long as the provider's process: one event loop, one client.

The dynamic host calls provider methods in four plain threads, without an event
loop. Each call is handed to one loop in a background thread, where hundreds of
waits can share a client, a token and a lock per target. Nothing of this is on
the provider object, which is pickled into the user's state.
"""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar

from pulumi_private_endpoint.arm import ArmClient, resolve_cloud, token_source

from .engine_log import EngineReport, engine_address
from .previews import Previews
from .session import Session

Config = Callable[[str], "str | None"]
T = TypeVar("T")

_GRACE_SECONDS = 120.0
DEBUG = "PRIVATE_ENDPOINT_DEBUG"


class Process:
    """The loop and the session of one provider process."""

    def __init__(self, config: Config) -> None:
        """`config` looks up stack configuration by its full key."""
        self._config = config
        self._session: Session | None = None
        self._loop = asyncio.new_event_loop()
        self._starting = threading.Lock()
        self.previewing = False
        threading.Thread(target=self._loop.run_forever, name="private-endpoint", daemon=True).start()

    def run(self, work: Callable[[Session], Coroutine[Any, Any, T]], seconds: float) -> T:
        """Run `work` on the shared loop and return what it returns.

        Args:
            work: Given the session; keeps its own deadlines.
            seconds: Its longest deadline, as a last resort against waiting for ever.

        Raises:
            ConfigurationError: The ARM endpoint or the sign-in is not configured usably.
        """
        future = asyncio.run_coroutine_threadsafe(work(self.session()), self._loop)
        return future.result(timeout=seconds + _GRACE_SECONDS)

    def session(self) -> Session:
        """The session all calls share, made at the first one."""
        with self._starting:
            if self._session is None:
                self._session = _new_session(self._config)
            return self._session


def _new_session(config: Config) -> Session:
    cloud = resolve_cloud(os.environ, config)
    tokens = token_source(cloud, os.environ, config)
    report = EngineReport(engine_address(sys.argv))
    trace = report.note if os.environ.get(DEBUG) else None
    previews = Previews(_previews_folder(), os.environ.get("PULUMI_PROJECT", ""))
    return Session(ArmClient(cloud, tokens, trace=trace), report, previews)


def _previews_folder() -> Path | None:
    """A folder beside Pulumi's own files; None for a user without a home."""
    try:
        home = Path(os.environ.get("PULUMI_HOME") or "~/.pulumi").expanduser()
    except RuntimeError:
        return None
    return home / "private-endpoint"


_shared: Process | None = None
_lock = threading.Lock()


def configure(config: Config) -> None:
    """Start the process' shared part; configuration is the same for all calls of one process."""
    global _shared  # noqa: PLW0603 - one per process is the point; the provider object must stay empty
    with _lock:
        if _shared is None:
            _shared = Process(config)
    if not os.environ.get(DEBUG):
        # The dynamic host sends the user a whole traceback otherwise.
        sys.tracebacklimit = 0


def shared() -> Process:
    """The configured process.

    Raises:
        RuntimeError: `configure` was not called; the dynamic host always does.
    """
    if _shared is None:
        raise RuntimeError("the provider was used before it was configured")
    return _shared
