"""Staying within ARM's rate limits.

ARM keeps a token bucket per subscription and kind of request, and refuses early retries again (T1, T3).
One `Throttle` serves a whole client: when a bucket runs low its requests are spaced at the pace at which it
fills, and a 429 pauses that kind for everybody, so that many approvals do not knock in turn.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .errors import DeadlineExceeded

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .clock import Clock, Deadline

# Seconds between requests when a bucket is low: twice the time in which ARM adds one (T1: 25 reads, 10 writes
# and 10 deletes a second).
_PACE = {"reads": 0.08, "writes": 0.2, "deletes": 0.2}
_LOW = 10
_SUBSCRIPTION = re.compile(r"/subscriptions/([^/]+)", re.IGNORECASE)


class Throttle:
    """Rate limits as last seen, per subscription and kind of request."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._ready: dict[tuple[str, str], float] = {}
        self._low: set[tuple[str, str]] = set()

    async def wait(self, method: str, path: str, deadline: Deadline) -> None:
        """Wait for a turn. Raises DeadlineExceeded at once if the turn comes too late."""
        key = _bucket(method, path)
        slot = max(self._clock.now(), self._ready.get(key, 0.0))
        seconds = slot - self._clock.now()
        if seconds > deadline.remaining():
            raise DeadlineExceeded(
                f"{method} {path}: ARM limits {key[1]} for another {seconds:.0f} s, "
                f"longer than is left of {deadline.seconds:.0f} s. Allow more time or change less at once.",
                last_seen=f"{key[1]} throttled",
            )
        if key in self._low:
            self._ready[key] = slot + _PACE[key[1]]
        if seconds > 0:
            await deadline.sleep(seconds)

    def learn(self, method: str, path: str, headers: Mapping[str, str]) -> None:
        """Note what an answer says of the bucket its request was taken from (T5)."""
        key = _bucket(method, path)
        left = [
            int(value)
            for name, value in headers.items()
            if name.lower().startswith("x-ms-ratelimit-remaining-")
            and name.lower().endswith(f"-{key[1]}")
            and value.isdecimal()
        ]
        if left:
            (self._low.add if min(left) < _LOW else self._low.discard)(key)

    def pause(self, method: str, path: str, seconds: float) -> None:
        """Hold back all requests of this kind: ARM answered 429 (T3)."""
        key = _bucket(method, path)
        self._low.add(key)
        self._ready[key] = max(self._ready.get(key, 0.0), self._clock.now() + seconds)


def _bucket(method: str, path: str) -> tuple[str, str]:
    found = _SUBSCRIPTION.match(path)
    kind = {"GET": "reads", "DELETE": "deletes"}.get(method, "writes")
    return found[1].lower() if found else "", kind
