"""One call of the engine, and what it shares with the process' others."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar

from pulumi_private_endpoint.arm import ConnectionLost
from pulumi_private_endpoint.connections.errors import NotConfirmed
from pulumi_private_endpoint.connections.runtime.call_record import CallRecord
from pulumi_private_endpoint.plugin.engine_log import EngineLog, ResourceReport
from pulumi_private_endpoint.plugin.values import Secrets

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterable
    from typing import Any

    from pulumi_private_endpoint.connections.runtime.claims import Claim
    from pulumi_private_endpoint.connections.runtime.session import Session
    from pulumi_private_endpoint.connections.runtime.sessions import Sessions

T = TypeVar("T")

_GRACE_SECONDS = 120.0


@dataclass(slots=True)
class Command:
    """What the process knows of the one command that it serves.

    Attributes:
        checked: The resources that the program declares, by urn: a refresh alone checks none.
        releases: How many connections a set of the program may release, by urn.
        names: By its name, which resource had it first.
    """

    log: EngineLog
    sessions: Sessions
    checked: set[str] = field(default_factory=set)
    releases: dict[str, int] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Call:
    """One call about one resource; `urn` is empty where it is about none.

    Attributes:
        timeout: The program's `customTimeouts` for it, in seconds; 0: none.
        preview: Whether nothing must be sent.
        secrets: What no line repeats.
    """

    command: Command
    urn: str = ""
    timeout: float = 0.0
    preview: bool = False
    secrets: Secrets = field(default_factory=Secrets)
    call_record: CallRecord = field(default_factory=CallRecord)

    @property
    def report(self) -> ResourceReport:
        """Where its words go."""
        return ResourceReport(self.command.log, self.urn, self.secrets)

    @property
    def name(self) -> str:
        """Who it is about, as messages name it: the name, or the urn where another has that name."""
        name = self.urn.split("::", 3)[-1]
        return name if self.command.names.setdefault(name, self.urn) == self.urn else self.urn

    @property
    def checked(self) -> bool:
        """Whether the program declares the resource."""
        return self.urn in self.command.checked

    async def run(
        self, work: Callable[[Session], Coroutine[Any, Any, T]], seconds: float, tenant_id: str | None
    ) -> T:
        """What `work` returns, given the session.

        Args:
            work: Keeps its own deadlines.
            seconds: Its longest deadline, as a last resort against waiting for ever.
            tenant_id: The tenant to sign in to; None: the configured one.

        Raises:
            ConfigurationError: The ARM endpoint or the sign-in is not configured usably.
            NotConfirmed: `work` did not keep its deadline.
        """
        longest = max(self.timeout, seconds) + _GRACE_SECONDS
        shared = await self.command.sessions.of(tenant_id)
        session = replace(
            shared, report=self.report, claimant=self.name, call_record=self.call_record, timeout=self.timeout
        )
        task = asyncio.ensure_future(work(session))
        try:
            await asyncio.wait({task}, timeout=longest)
        finally:
            late = not task.done()
            task.cancel()
            await asyncio.wait({task})
        if late:
            raise NotConfirmed(f"no end within {longest:.0f}s: run again to take it up")
        return task.result()

    async def run_preview(
        self,
        work: Callable[[Session], Coroutine[Any, Any, T]],
        seconds: float,
        tenant_id: str | None,
        unread: T,
    ) -> T:
        """As `run`, in a preview; `unread` where a cloud of one's own cannot be asked for its endpoints.

        Raises:
            NotLooked: For `unread`, where previews are strict.
        """
        try:
            return await self.run(work, seconds, tenant_id)
        except ConnectionLost as failure:
            self.report.warn(self.command.sessions.not_looked(failure))
            return unread

    def claim(self, claims: Iterable[Claim]) -> list[str]:
        """Say whose connections are that the program goes on having; returns why not, in lines."""
        return self.command.sessions.claims.refused(claims)
