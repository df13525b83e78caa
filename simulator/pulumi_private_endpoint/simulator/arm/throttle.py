"""ARM's token buckets: so many requests of a kind for each subscription, refilled by the second (T1, T5)."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pulumi_private_endpoint.simulator.errors import WireError

if TYPE_CHECKING:
    from pulumi_private_endpoint.simulator.scenario import Throttle

    from .state import World

# T1: a subscription's global limit is fifteen times that of one principal.
_GLOBAL_FACTOR = 15


@dataclass(slots=True)
class _Bucket:
    size: int
    per_second: float
    tokens: float
    filled_at: float

    def take(self, now: float) -> float:
        """Takes a token and returns 0, or returns the seconds until there is one (T3)."""
        self.tokens = min(self.size, self.tokens + (now - self.filled_at) * self.per_second)
        self.filled_at = now
        if self.tokens >= 1:
            self.tokens -= 1
            return 0
        return (1 - self.tokens) / self.per_second if self.per_second else math.inf


@dataclass(slots=True)
class TokenBuckets:
    """The buckets of every subscription that was asked about."""

    limits: Throttle
    world: World
    buckets: dict[tuple[str, str], _Bucket] = field(default_factory=dict)

    def take(self, subscription: str, method: str) -> dict[str, str]:
        """Takes a token and gives the headers that tell how many remain.

        Raises:
            WireError: none is left (429 with Retry-After in seconds).
        """
        kind = {"GET": "reads", "HEAD": "reads", "DELETE": "deletes"}.get(method, "writes")
        now = self.world.clock.now()
        bucket = self.buckets.setdefault((subscription.lower(), kind), self._new(kind, now))
        wait = bucket.take(now)
        if wait:
            raise WireError(
                429,
                "SubscriptionRequestsThrottled",
                f"Number of {kind} for subscription '{subscription}' exceeded the limit. Try again later.",
                headers={"Retry-After": f"{math.ceil(wait * 1000) / 1000:.3f}".rstrip("0").rstrip(".")},
            )
        name = f"x-ms-ratelimit-remaining-subscription-{kind}"
        all_of_it = f"x-ms-ratelimit-remaining-subscription-global-{kind}"
        return {name: str(int(bucket.tokens)), all_of_it: str(int(bucket.tokens) * _GLOBAL_FACTOR)}

    def _new(self, kind: str, now: float) -> _Bucket:
        size: int = getattr(self.limits, kind)
        per_second: float = getattr(self.limits, f"{kind}_per_second")
        return _Bucket(size, per_second / self.world.scenario.time_scale, size, now)
