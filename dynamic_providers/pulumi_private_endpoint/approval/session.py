"""What every call of one provider process shares: the client, the clock, who may write.

Handed down explicitly, so that each function shows what it needs and a test can
give it a simulator and a clock of its own.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from pulumi_private_endpoint.arm import ArmClient, Deadline, ResourceId
from pulumi_private_endpoint.arm.retry import pause

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from .service_spec import ServiceSpec

_EASING = 1.5
_LONGEST_PAUSE = 10.0


class Report(Protocol):
    """Where words for the user go while a call runs; texts are already safe to show."""

    def progress(self, text: str) -> None:
        """A passing line: what is being waited for."""

    def note(self, text: str) -> None:
        """A line that stays in the log."""

    def warn(self, text: str) -> None:
        """A line that stays and counts as a warning."""


class Writers:
    """One writer at a time per target, for the services that refuse two (E10 to E13, T7)."""

    def __init__(self) -> None:
        self._locks: dict[ResourceId, asyncio.Lock] = {}

    @asynccontextmanager
    async def turn(self, target: ResourceId, spec: ServiceSpec) -> AsyncIterator[bool]:
        """Hold the target's turn; yields whether it had to be waited for."""
        if not spec.one_writer:
            yield False
            return
        lock = self._locks.setdefault(target, asyncio.Lock())
        waited = lock.locked()
        async with lock:
            yield waited


@dataclass(frozen=True, slots=True)
class Session:
    """The shared parts of one provider process, for one call."""

    client: ArmClient
    report: Report
    writers: Writers = field(default_factory=Writers)

    async def ease(self, attempt: int, deadline: Deadline) -> None:
        """Pause before the next look: a second at first, easing off to ten (L19), never past the deadline."""
        await deadline.sleep(pause(attempt, self.client.jitter, factor=_EASING, cap=_LONGEST_PAUSE))

    def deadline(self, seconds: float) -> Deadline:
        """A deadline that many seconds from now."""
        return Deadline.after(self.client.clock, seconds)
