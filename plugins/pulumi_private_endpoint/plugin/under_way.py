"""The calls that are under way: a cancel ends them at once, and none begins after it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Coroutine

T = TypeVar("T")

_STOP_SECONDS = 2.0


class UnderWay:
    """Those of one process."""

    def __init__(self) -> None:
        self.cancelled = False
        self._tasks: set[asyncio.Task[Any]] = set()

    async def ended(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """The work's task, which has ended in one way or another."""
        task = asyncio.ensure_future(work)
        if self.cancelled:
            task.cancel()
        self._tasks.add(task)
        try:
            await asyncio.wait({task})
        finally:
            task.cancel()  # where the engine no longer waits for it
            self._tasks.discard(task)
        return task

    async def cancel(self) -> None:
        """End all of them; what does not come to its end soon is not waited for."""
        self.cancelled = True
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=_STOP_SECONDS)
