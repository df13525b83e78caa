"""Words for the user while a set is worked on: one refreshed line for all its entries.

Three hundred approvals would scroll each other away, so an entry's own progress
is not shown. What stays in the log (notes, warnings) is, and names its entry.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .set_inputs import label

if TYPE_CHECKING:
    from pulumi_private_endpoint.arm import Clock

    from .session import Report

_EVERY_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class EntryReport:
    """The `Report` of one entry of a set."""

    report: Report
    key: str

    def progress(self, text: str) -> None:
        """Not shown: the tally speaks for all entries."""

    def note(self, text: str) -> None:
        """A line that stays, naming the entry."""
        self.report.note(f"{label(self.key)}: {text}")

    def warn(self, text: str) -> None:
        """A warning, naming the entry."""
        self.report.warn(f"{label(self.key)}: {text}")


class Tally:
    """How far a set is: "137/300 approved, 12 waiting, 2 failed", at most once a second."""

    def __init__(self, report: Report, clock: Clock, total: int, done: str) -> None:
        """`done` is the word for a finished entry."""
        self._report, self._clock, self._total, self._done = report, clock, total, done
        self._finished = self._failed = self._started = 0
        self._said_at = clock.now() - _EVERY_SECONDS

    def started(self) -> None:
        """One more entry is under way."""
        self._started += 1
        self._say()

    def finished(self, *, failed: bool) -> None:
        """One entry under way has come to its end."""
        self._finished += not failed
        self._failed += failed
        self._say()

    def _say(self) -> None:
        ended = self._finished + self._failed
        if ended < self._total and self._clock.now() - self._said_at < _EVERY_SECONDS:
            return
        self._said_at = self._clock.now()
        parts = [f"{self._finished}/{self._total} {self._done}"]
        parts += [f"{self._started - ended} waiting"] if self._started > ended else []
        parts += [f"{self._failed} failed"] if self._failed else []
        self._report.progress(", ".join(parts))
