"""Time as the simulator sees it.

Everything that takes time asks a clock, so a test can move hours in no time at all. Only a fault that
delays an answer ever sleeps.
"""

from __future__ import annotations

import asyncio
import time
from typing import Protocol


class Clock(Protocol):
    """Seconds since the epoch, and a way to let some pass."""

    def now(self) -> float:
        """The time in seconds since the epoch; HTTP dates are made from it."""

    async def sleep(self, seconds: float) -> None:
        """Returns when that many seconds have passed."""


class RealClock:
    """The wall clock."""

    def now(self) -> float:
        """The time in seconds since the epoch."""
        return time.time()

    async def sleep(self, seconds: float) -> None:
        """Sleeps for real."""
        await asyncio.sleep(seconds)
