"""What stood in the way of a write: whether it may stand, and when it may be sent again (L33)."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Interruption:
    """What stands between a write and its proof, and what may be done when, by the clock.

    Attributes:
        said: What was answered, in a line.
        may_stand: Whether it may be carried out all the same, this time or when it was sent before.
        before: What was there when it was sent.
        again_at: When it may be sent again, whatever a look shows.
        unchanged_again_at: When it may be, if a look shows all as it was before.
        over_at: When looking is given up, unless a look shows a change under way.
        faults: How often it was answered so that it may stand.
    """

    said: str
    may_stand: bool = True
    before: object = None
    again_at: float = math.inf
    unchanged_again_at: float = math.inf
    over_at: float = math.inf
    faults: int = 0

    def lets_send(self, seen: object, now: float) -> bool:
        """Whether the write may be sent again, now that `seen` is there."""
        return now >= (self.unchanged_again_at if seen == self.before else self.again_at)


ENDED = Interruption("the operation may still finish.")
