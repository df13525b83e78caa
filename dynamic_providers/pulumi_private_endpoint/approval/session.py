"""What every call of one provider process shares: the client, and what calls share.

Handed down explicitly, so that each function shows what it needs and a test can
give it a simulator and a clock of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from pulumi_private_endpoint.arm import ArmClient, Deadline
from pulumi_private_endpoint.arm.retry import pause

from .previews import Previews
from .sharing import SingleFlight, Writers

if TYPE_CHECKING:
    from .connection import Connection

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


@dataclass(frozen=True, slots=True)
class Session:
    """The shared parts of one provider process, for one call."""

    client: ArmClient
    report: Report
    previews: Previews = field(default_factory=lambda: Previews(None))
    writers: Writers = field(default_factory=Writers)
    lists: SingleFlight[list[Connection]] = field(default_factory=SingleFlight)

    async def ease(self, attempt: int, deadline: Deadline) -> None:
        """Pause before the next look: a second at first, easing off to ten (L19), never past the deadline."""
        await deadline.sleep(pause(attempt, self.client.jitter, factor=_EASING, cap=_LONGEST_PAUSE))

    def deadline(self, seconds: float) -> Deadline:
        """A deadline that many seconds from now."""
        return Deadline.after(self.client.clock, seconds)
