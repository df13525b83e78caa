"""Words for the user while a set is worked on: one refreshed line for all its entries.

Three hundred approvals would scroll each other away, so an entry's own progress
is not shown. What stays in the log (notes, warnings) is, and names its entry.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pulumi_private_endpoint.connections.runtime.session import Report

_EVERY_SECONDS = 1.0
_LINES = 500  # in one message; the engine takes messages of 4 MB


def say_lines(say: Callable[[str], None], name: str, lines: Sequence[str]) -> None:
    """Say many lines in few messages, each line behind the set's name: the engine shows a message twice.

    Args:
        say: Says a message, and puts the name before its first line.
        name: The set's; empty where nobody told.
        lines: Of which the first is about all of them.
    """
    for first in range(0, len(lines), _LINES):
        say(
            f"\n{name}: ".join(lines[first : first + _LINES])
            if name
            else "\n".join(lines[first : first + _LINES])
        )


class HeldReport:
    """The `Report` of one entry whose lines are said in their turn, once all are there."""

    def __init__(self) -> None:
        self.notes: list[str] = []
        self.warnings: list[str] = []

    def progress(self, text: str) -> None:
        """Not shown: one line speaks for all entries."""

    def note(self, text: str) -> None:
        """A line that stays."""
        self.notes.append(text)

    def warn(self, text: str) -> None:
        """A warning."""
        self.warnings.append(text)


class ProgressLine:
    """How far a set is: "137/300 approved, 12 waiting, 2 failed", once a second while that changes."""

    def __init__(self, report: Report, total: int, done: str) -> None:
        """`done` is the word for a finished entry."""
        self._report, self._total, self._done = report, total, done
        self._finished = self._failed = self._absent = self._started = 0
        self._loop = asyncio.get_running_loop()
        self._said_at = self._loop.time() - _EVERY_SECONDS
        self._later: asyncio.TimerHandle | None = None

    def started(self) -> None:
        """One more entry is under way."""
        self._started += 1
        self._say()

    def finished(self, *, failed: bool = False, absent: bool = False) -> None:
        """One entry under way has come to its end, perhaps without a connection."""
        self._finished += not failed and not absent
        self._failed += failed
        self._absent += absent
        self._say()

    def _say(self) -> None:
        """Now, or once the last line has stood for a second; the last of all at once."""
        ended = self._finished + self._failed + self._absent
        next_at = self._said_at + _EVERY_SECONDS
        if ended < self._total and self._loop.time() < next_at:
            if self._later is None:
                self._later = self._loop.call_at(next_at, self._say)
            return
        if self._later is not None:
            self._later.cancel()
            self._later = None
        self._said_at = self._loop.time()
        parts = [f"{self._finished}/{self._total} {self._done}"]
        parts += [f"{self._started - ended} waiting"] if self._started > ended else []
        parts += [f"{self._absent} absent"] if self._absent else []
        parts += [f"{self._failed} failed"] if self._failed else []
        self._report.progress(", ".join(parts))
