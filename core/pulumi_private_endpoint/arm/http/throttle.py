"""Staying within ARM's rate limits.

ARM keeps a token bucket per subscription and kind of request, and refuses early retries again (T1, T3).
One `Throttle` serves a whole client: it counts along, so that requests queue here, in order, before ARM has
to refuse any, and a 429 pauses that kind for everybody.
"""

from __future__ import annotations

import asyncio
import re
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pulumi_private_endpoint.arm.errors.tree import DeadlineExceeded

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from pulumi_private_endpoint.arm.clock import Clock, Deadline

# Requests that ARM allows again each second (T1).
_RATE = {"reads": 25.0, "writes": 10.0, "deletes": 10.0}
# What is left in the bucket for others who sign in as the same principal, and for answers out of order.
_RESERVE = 10.0
# How many go before ARM has said how many may.
_UNASKED = 32.0
_MOST_DIGITS = 9
# Whoever asked for more waits for more; the others need not believe it: ARM's buckets fill again in less.
_LONGEST_PAUSE = 3600.0
_NOTHING = 0.001  # seconds; what rounding leaves over after a sleep is no wait
_SUBSCRIPTION = re.compile(r"/subscriptions/([^/]+)", re.IGNORECASE)


@dataclass(slots=True)
class _Bucket:
    """One bucket as ARM last showed it: `tokens` at the moment `at`, less what was sent since."""

    kind: str
    tokens: float = _RESERVE + _UNASKED
    at: float = 0.0
    size: float = _RESERVE + _UNASKED
    metered: bool | None = None  # None: not known yet
    sent: int = 0
    queued: int = 0
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    def wait(self, now: float) -> float:
        """Seconds until the next request may go."""
        self._refill(now)
        if self.metered is False:
            return 0.0
        seconds = max(0.0, self.at - now) + max(0.0, (_RESERVE - self.tokens) / _RATE[self.kind])
        return seconds if seconds > _NOTHING else 0.0

    def take(self) -> int:
        """Count a request; its number tells later which ones ARM had not seen when it answered."""
        self.tokens -= 1
        self.sent += 1
        return self.sent

    def learn(self, left: int, number: int, now: float) -> None:
        """ARM counted `left` when it answered request `number`."""
        self.metered = True
        if now < self.at:  # paused, and answered before that
            return
        self.tokens, self.at = left - (self.sent - number), now
        self.size = max(self.size, left)

    def pause(self, until: float) -> None:
        """ARM has none left before `until`."""
        self.metered = True
        self.tokens, self.at = _RESERVE, max(self.at, until)

    def _refill(self, now: float) -> None:
        if now > self.at:
            self.tokens = min(self.size, self.tokens + (now - self.at) * _RATE[self.kind])
            self.at = now


class Throttle:
    """Rate limits as last seen, per subscription and kind of request."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._buckets: dict[tuple[str, str], _Bucket] = {}

    async def wait(self, method: str, path: str, deadline: Deadline) -> int:
        """Wait until it may go; returns the request's number, which `learn` wants back.

        Raises DeadlineExceeded, at once where that is known to be too late.
        """
        bucket = self._bucket(method, path)
        label = f"{method} {path}"
        _check(bucket, label, bucket.wait(self._clock.now()) + bucket.queued / _RATE[bucket.kind], deadline)
        async with _first_in_line(bucket, label, deadline):
            while (seconds := bucket.wait(self._clock.now())) > 0:
                _check(bucket, label, seconds, deadline)
                await deadline.sleep(seconds)
            return bucket.take()

    def learn(self, method: str, path: str, headers: Mapping[str, str], number: int) -> None:
        """Note what the answer to a request says of the bucket it was taken from (T5)."""
        bucket = self._bucket(method, path)
        left = [
            int(value)
            for name, value in headers.items()
            if name.lower().startswith("x-ms-ratelimit-remaining-")
            and name.lower().endswith(f"-{bucket.kind}")
            and value.isdecimal()
            and len(value) <= _MOST_DIGITS
        ]
        if left:
            bucket.learn(min(left), number, self._clock.now())
        elif bucket.metered is None:
            bucket.metered = False

    def pause(self, method: str, path: str, seconds: float) -> None:
        """Hold back all requests of this kind: ARM answered 429 (T3)."""
        self._bucket(method, path).pause(self._clock.now() + min(seconds, _LONGEST_PAUSE))

    def _bucket(self, method: str, path: str) -> _Bucket:
        found = _SUBSCRIPTION.match(path)
        kind = {"GET": "reads", "DELETE": "deletes"}.get(method, "writes")
        return self._buckets.setdefault((found[1].lower() if found else "", kind), _Bucket(kind))


def _check(bucket: _Bucket, label: str, seconds: float, deadline: Deadline) -> None:
    if seconds and seconds >= deadline.remaining():
        raise DeadlineExceeded(
            f"{label}: ARM limits {bucket.kind} for another {seconds:.0f} s, "
            f"longer than is left of {deadline.seconds:.0f} s. Allow more time or change less at once.",
            last_seen=f"{bucket.kind} throttled",
        )


@asynccontextmanager
async def _first_in_line(bucket: _Bucket, label: str, deadline: Deadline) -> AsyncIterator[None]:
    """The head of the queue; those behind it go in the order they came."""
    bucket.queued += 1
    try:
        # A free lock is had at once, and `wait_for` would make a task for each request. With others in the
        # queue it only looks free: it is promised to the first of them.
        acquiring, alone = bucket.lock.acquire(), bucket.queued == 1 and not bucket.lock.locked()
        await (acquiring if alone else asyncio.wait_for(acquiring, deadline.remaining()))
    except asyncio.TimeoutError as error:
        raise DeadlineExceeded(
            f"{label}: ARM limits {bucket.kind}, and the turn did not come within {deadline.seconds:.0f} s. "
            "Allow more time or change less at once.",
            last_seen=f"{bucket.kind} throttled",
        ) from error
    finally:
        bucket.queued -= 1
    try:
        yield
    finally:
        bucket.lock.release()
