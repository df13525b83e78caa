"""What lives as long as the provider's process: one event loop, one client for each tenant.

The dynamic host calls provider methods in four plain threads, without an event
loop. Each call is handed to one loop in a background thread, where hundreds of
waits can share a client, a token and a lock per target. Nothing of this is on
the provider object, which is pickled into the user's state.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextlib
import os
import sys
import threading
from collections.abc import Callable, Coroutine, Iterable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

from pulumi_private_endpoint.arm import ArmError, ConnectionLost
from pulumi_private_endpoint.connections.errors import ApprovalError, NotConfirmed
from pulumi_private_endpoint.connections.runtime.session import Session
from pulumi_private_endpoint.connections.runtime.sessions import DEBUG, Sessions

from .checks import PendingChecks
from .engine_log import EngineReport, engine_address
from .failed import ApprovalFailed

if TYPE_CHECKING:
    from pulumi_private_endpoint.connections.runtime.claims import Claim

Config = Callable[[str], "str | None"]
T = TypeVar("T")
Work = Callable[[Session], Coroutine[Any, Any, T]]

_GRACE_SECONDS = 120.0


class Process:
    """The loop and the sessions of one provider process."""

    def __init__(self, config: Config) -> None:
        """`config` looks up stack configuration by its full key."""
        self._loop = asyncio.new_event_loop()
        self.report = EngineReport(engine_address(sys.argv))
        self.sessions = Sessions(os.environ, config, self.report)
        self.checks = PendingChecks()
        # By name, those that the program declares, and how many connections each may release.
        self.sets: dict[str, int] = {}
        threading.Thread(target=self._loop.run_forever, name="private-endpoint", daemon=True).start()

    def run(self, work: Work[T], seconds: float, tenant_id: str | None = None) -> T:
        """Run `work` on the shared loop and return what it returns.

        Args:
            work: Given the session; keeps its own deadlines.
            seconds: Its longest deadline, as a last resort against waiting for ever.
            tenant_id: The tenant to sign in to; None: the one of the environment.

        Raises:
            ConfigurationError: The ARM endpoint or the sign-in is not configured usably.
            NotConfirmed: `work` did not keep its deadline.
        """
        future = asyncio.run_coroutine_threadsafe(self._run(work, tenant_id), self._loop)
        try:
            return future.result(timeout=seconds + _GRACE_SECONDS)
        except concurrent.futures.TimeoutError:
            if future.done():
                raise
            future.cancel()
            raise NotConfirmed(
                f"no end within {seconds + _GRACE_SECONDS:.0f}s: run again to take it up"
            ) from None
        finally:
            self.report.flush()

    def claim(self, claims_of: Iterable[Claim]) -> list[str]:
        """Say whose connections are that the program goes on having: a destroy must leave them alone.

        Returns a line for each that another resource or entry of the program has.
        """
        return self.sessions.claims.refused(claims_of)

    def say(self, warning: str) -> None:
        """Tell the user something that stays in the log, at once."""
        self.report.warn(warning)
        self.report.flush()

    async def _run(self, work: Work[T], tenant_id: str | None) -> T:
        return await work(await self.sessions.of(tenant_id))


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


def call(work: Work[T], seconds: float, tenant_id: str | None) -> T:
    """Run on the shared loop, as `Process.run` does; any failure becomes the one line that users see.

    Raises:
        ApprovalFailed: With the failure's text; with `PRIVATE_ENDPOINT_DEBUG` the failure itself is raised.
    """
    with _in_one_line():
        return shared().run(work, seconds, tenant_id)


def preview(work: Work[T], seconds: float, tenant_id: str | None, unread: T, name: str) -> T:
    """As `call`, in a preview; `unread` where a cloud of one's own cannot be asked for its endpoints.

    Raises:
        ApprovalFailed: As `call` does; and for `unread` where previews are strict.
    """
    with _in_one_line():
        try:
            return shared().run(work, seconds, tenant_id)
        except ConnectionLost as failure:
            words = shared().sessions.not_looked(failure)
            shared().say(f"{name}: {words}" if name else words)
            return unread


@contextlib.contextmanager
def _in_one_line() -> Iterator[None]:
    try:
        yield
    except (ApprovalError, ArmError) as failure:
        if os.environ.get(DEBUG):
            raise
        raise ApprovalFailed(str(failure)) from None
