"""Time, as the rest of the room sees it.

Every wait in this package goes through a `Clock`, so that a test can turn hours into microseconds, and
through a `Deadline`, so that no wait can be written without one (L21).
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Protocol


class Clock(Protocol):
    """What the room needs to know of time."""

    def now(self) -> float:
        """Monotonic seconds, for measuring waits."""

    def utcnow(self) -> datetime:
        """The time of day, aware and in UTC: what an HTTP date is compared with (L17)."""

    async def sleep(self, seconds: float) -> None:
        """Let other tasks run for this many seconds."""


class SystemClock:
    """The clock of the machine."""

    def now(self) -> float:
        """Monotonic seconds."""
        return time.monotonic()

    def utcnow(self) -> datetime:
        """The time of day in UTC."""
        return datetime.now(timezone.utc)

    async def sleep(self, seconds: float) -> None:
        """Sleep on the event loop."""
        await asyncio.sleep(seconds)


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment after which nothing is waited for any more.

    `at` is on the clock's monotonic scale; `seconds` is the whole allowance and is there for messages.
    """

    clock: Clock
    at: float
    seconds: float

    @classmethod
    def after(cls, clock: Clock, seconds: float) -> Deadline:
        """The deadline `seconds` from now."""
        return cls(clock, clock.now() + seconds, seconds)

    def remaining(self) -> float:
        """Seconds left, never below zero."""
        return max(0.0, self.at - self.clock.now())

    @property
    def expired(self) -> bool:
        """Whether no time is left."""
        return self.remaining() <= 0

    async def sleep(self, seconds: float) -> None:
        """Sleep for `seconds`, or for what is left if that is less."""
        await self.clock.sleep(min(seconds, self.remaining()))
