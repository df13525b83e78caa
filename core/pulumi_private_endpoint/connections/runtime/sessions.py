"""The sessions of one process: a client for each tenant, and what all of them share.

Every door has one of these. It begins with nothing but settings: the cloud is asked for its endpoints, and a
sign-in chosen, when the first call needs them.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from pulumi_private_endpoint.arm import ArmClient, Deadline, SystemClock, discover_cloud, token_source
from pulumi_private_endpoint.connections.errors import NotLooked
from pulumi_private_endpoint.fabric import Fabric, at_fabric

from .claims import Claims
from .concurrency import TargetLocks
from .preview_memory import PreviewMemory, folder_of
from .session import Session
from .strictness import STRICT, is_strict

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping

    from pulumi_private_endpoint.arm import ConnectionLost
    from pulumi_private_endpoint.arm.auth.clouds import Cloud

    from .session import Report

DEBUG = "PRIVATE_ENDPOINT_DEBUG"
"""The variable that asks for tracebacks, and for a line on each request."""
_DISCOVERY_SECONDS = 60.0


class Sessions:
    """The sessions by tenant, made when they are needed."""

    def __init__(
        self, environ: Mapping[str, str], config: Callable[[str], str | None], report: Report
    ) -> None:
        """`config` looks up a setting by its full key; `report` is told what is no single call's."""
        self._environ, self._config, self._report = environ, config, report
        self._by_tenant: dict[str | None, Session] = {}
        self._making: dict[str | None, asyncio.Task[Session]] = {}
        self._target_locks = TargetLocks()
        self._fabric: Fabric | None = None
        self.claims = Claims()
        self.strict = is_strict(environ, config)

    async def of(self, tenant_id: str | None) -> Session:
        """The session of a tenant; None: the one that the settings sign in to.

        Raises:
            ConfigurationError: The ARM endpoint or the sign-in is not configured usably.
            ConnectionLost: A cloud of one's own cannot be asked for its endpoints.
        """
        if tenant_id not in self._by_tenant:
            # Shared: 64 that come first need one client. Shielded: who is cancelled takes it from nobody.
            self._by_tenant[tenant_id] = await asyncio.shield(self._being_made(tenant_id))
        return self._by_tenant[tenant_id]

    def _being_made(self, tenant_id: str | None) -> asyncio.Task[Session]:
        if tenant_id not in self._making:
            making = self._making[tenant_id] = asyncio.ensure_future(self._new(tenant_id))
            making.add_done_callback(lambda made: self._made(tenant_id, made))
        return self._making[tenant_id]

    def _made(self, tenant_id: str | None, made: asyncio.Task[Session]) -> None:
        del self._making[tenant_id]
        if not made.cancelled():
            made.exception()  # whoever still waits for it raises it

    @asynccontextmanager
    async def once(self, tenant_id: str | None) -> AsyncIterator[Session]:
        """The same, for a process that has one walk to do: its connections are closed behind it."""
        session = await self.of(tenant_id)
        try:
            yield session
        finally:
            await session.client.close()

    async def fabric(self) -> Fabric:
        """Fabric, for whoever the settings sign in: a client of its own, with tokens that go nowhere else.

        Raises:
            ConfigurationError: As for ARM; or Fabric is not to be had beside that ARM.
        """
        cloud = at_fabric((await self.of(None)).client.cloud, self._environ)
        if self._fabric is None:
            self._fabric = Fabric(self._client(cloud, None))
        return self._fabric

    def not_looked(self, failure: ConnectionLost) -> str:
        """What a preview says that could not look.

        Raises:
            NotLooked: Previews are strict.
        """
        if self.strict:
            raise NotLooked(f"could not look, which {STRICT} makes an error: {failure}") from failure
        first_line = str(failure).partition("\n")[0]
        return f"could not look, up will: {first_line}"

    async def _new(self, tenant_id: str | None) -> Session:
        deadline = Deadline.after(SystemClock(), _DISCOVERY_SECONDS)
        cloud = await discover_cloud(self._environ, self._config, deadline)
        return Session(
            self._client(cloud, tenant_id),
            self._report,
            PreviewMemory(folder_of(self._environ), self._environ.get("PULUMI_PROJECT", "")),
            self._target_locks,
            claims=self.claims,
            strict=self.strict,
        )

    def _client(self, cloud: Cloud, tenant_id: str | None) -> ArmClient:
        tokens = token_source(cloud, self._environ, self._config, tenant_id=tenant_id)
        trace = self._report.note if self._environ.get(DEBUG) else None
        return ArmClient(cloud, tokens, trace=trace, notice=self._report.warn)
