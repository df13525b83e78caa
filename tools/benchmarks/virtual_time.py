"""An event loop whose time jumps: hours of waiting take no longer than the work in them.

With everything in one process there is nothing to wait for but timers. So when the loop would sleep until
the next one, its clock is moved there instead. Order and overlap are those of real time.
"""

from __future__ import annotations

import asyncio
import selectors
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Coroutine

T = TypeVar("T")
_START = datetime(2026, 1, 1, tzinfo=timezone.utc)


class _Selector(selectors.SelectSelector):
    """Never sleeps; remembers how long it would have."""

    elapsed = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if timeout is None and not ready:
            raise RuntimeError("nothing is left that could ever happen: a wait without an end")
        if not ready:
            self.elapsed += timeout or 0.0
        return ready


class _Loop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self._jumping = _Selector()
        super().__init__(self._jumping)

    def time(self) -> float:
        return self._jumping.elapsed


class VirtualClock:
    """The loop's own time, as a client's clock and as the simulator's."""

    def now(self) -> float:
        """Seconds since the run began."""
        try:
            return asyncio.get_running_loop().time()
        except RuntimeError:  # before the run
            return 0.0

    def utcnow(self) -> datetime:
        """The time of day, beginning at an agreed moment."""
        return _START + timedelta(seconds=self.now())

    async def sleep(self, seconds: float) -> None:
        """Let the loop's time pass."""
        await asyncio.sleep(seconds)


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run to the end in virtual time.

    Raises:
        RuntimeError: It waits for something that no timer brings about.
    """
    loop = _Loop()
    try:
        return loop.run_until_complete(work)
    finally:
        loop.close()
