"""What calls that run at the same time share: locks for writing, and lists under way.

Hundreds of approvals may wait in one process, many of them on one target. Two
changes of one target at a time are refused by some services (E10 to E13), and
lists are the scarce reads (T6).
"""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Generic, TypeVar

from pulumi_private_endpoint.arm import DeadlineExceeded
from pulumi_private_endpoint.connections.durations import told
from pulumi_private_endpoint.connections.errors import NotConfirmed

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine, Hashable
    from typing import Any

    from pulumi_private_endpoint.arm import Deadline, ResourceId
    from pulumi_private_endpoint.connections.services.spec import ServiceSpec

T = TypeVar("T")


class TargetLocks:
    """One writer at a time per target, for the services that refuse two (T7)."""

    def __init__(self) -> None:
        self._locks: dict[ResourceId, asyncio.Lock] = {}
        self._queued: Counter[ResourceId] = Counter()

    @asynccontextmanager
    async def target_lock(
        self, target: ResourceId, spec: ServiceSpec, deadline: Deadline
    ) -> AsyncIterator[bool]:
        """Hold the target's lock; yields whether it had to be waited for.

        Raises:
            NotConfirmed: Others held it until the deadline.
        """
        if not spec.one_writer:
            yield False
            return
        lock = self._locks.setdefault(target, asyncio.Lock())
        waited = self._queued[target] > 0
        self._queued[target] += 1
        try:
            await _acquire(lock, target, deadline)
            try:
                yield waited
            finally:
                lock.release()
        finally:
            self._queued[target] -= 1


async def _acquire(lock: asyncio.Lock, target: ResourceId, deadline: Deadline) -> None:
    try:
        await asyncio.wait_for(lock.acquire(), deadline.remaining())
    except asyncio.TimeoutError as late:
        raise NotConfirmed(
            f"{target.type} {target.name} takes one change at a time, and others took all of the "
            f"{told(deadline.seconds)}: nothing was sent, run again"
        ) from late


class SharedReads(Generic[T]):
    """Reads of the same thing, shared by all who ask while one is under way, or who wait for news."""

    def __init__(self) -> None:
        self._under_way: dict[Hashable, asyncio.Task[T]] = {}
        self._news: dict[Hashable, tuple[float, T]] = {}

    async def join(
        self,
        key: Hashable,
        read: Callable[[], Coroutine[Any, Any, T]],
        deadline: Deadline,
        since: float | None = None,
    ) -> T:
        """The result of the read under way for `key`, or of a new one.

        A failure that was shared is tried once more, by one of those who shared it: what fails twice fails.
        Somebody else's deadline or cancellation never is ours.

        Args:
            key: What is read.
            read: Reads it.
            deadline: Until when another's read is waited for.
            since: For one who asks again and again: when it asked last, on the deadline's clock. A read
                that another began after that is news enough (T6).
        """
        failed = False
        while True:
            news = self._news.get(key)
            if news is not None and since is not None and news[0] > since:
                return news[1]
            joined = self._under_way.get(key)
            if joined is None or joined.done():
                return await self._lead(key, read, deadline, since)
            await asyncio.wait({joined}, timeout=deadline.remaining())
            if not joined.done():
                return await read()
            failure = _failure(joined)
            if failure is None:
                return joined.result()
            if not isinstance(failure, _THEIRS):
                if failed:
                    raise failure
                failed = True

    async def _lead(
        self,
        key: Hashable,
        read: Callable[[], Coroutine[Any, Any, T]],
        deadline: Deadline,
        since: float | None,
    ) -> T:
        begun = deadline.clock.now()
        task = asyncio.ensure_future(read())
        self._under_way[key] = task
        try:
            found = await task
        finally:
            if self._under_way.get(key) is task:
                del self._under_way[key]
        if since is not None:
            self._news[key] = (begun, found)
        return found


_THEIRS = (asyncio.CancelledError, DeadlineExceeded)


def _failure(ended: asyncio.Task[T]) -> BaseException | None:
    return asyncio.CancelledError() if ended.cancelled() else ended.exception()
