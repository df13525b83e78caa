"""What every call of one provider process shares, and what is this call's own.

Handed down explicitly, so that each function shows what it needs and a test can
give it a simulator and a clock of its own.
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

from pulumi_private_endpoint.arm import ArmClient, Deadline
from pulumi_private_endpoint.arm.errors.verdict import pause

from .call_record import CallRecord
from .claims import Claims
from .concurrency import SharedReads, TargetLocks
from .preview_memory import PreviewMemory

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from pulumi_private_endpoint.arm import ResourceId
    from pulumi_private_endpoint.connections.model import Connection, Listed
    from pulumi_private_endpoint.connections.properties.fields import ApprovalInputs
    from pulumi_private_endpoint.connections.services.spec import ServiceSpec

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


class Counts(Protocol):
    """Where it is told how far a walk over many things is."""

    def __call__(self, what: str, done: int, total: int | None) -> None:
        """`total` is None as long as nobody knows how many there are."""


def _nobody_counts(what: str, done: int, total: int | None) -> None:
    """Where nothing shows it."""


@dataclass(frozen=True, slots=True)
class NamedReport:
    """A `Report` whose lines begin with whom they are about; passing ones are left out where others speak."""

    report: Report
    name: str
    passing: bool = True

    def progress(self, text: str) -> None:
        """A passing line."""
        if self.passing:
            self.report.progress(f"{self.name}: {text}")

    def note(self, text: str) -> None:
        """A line that stays."""
        self.report.note(f"{self.name}: {text}")

    def warn(self, text: str) -> None:
        """A warning."""
        self.report.warn(f"{self.name}: {text}")


@dataclass(frozen=True, slots=True)
class Locked:
    """A target's lock that is held: whether it had to be waited for, and until when it may be."""

    waited: bool
    deadline: Deadline


@dataclass(frozen=True, slots=True)
class Session:
    """The shared parts of one provider process, for one call.

    Attributes:
        claimant: Who calls, a resource or an entry of a set; empty where nobody told.
        command: What users run again.
        replace_with: With what a program replaces an approval that was made before; empty where none is.
        queue_seconds: How long others may hold a target's lock before this call's own time runs on.
        strict: Whether it is an error when a preview cannot look.
        dry_run: Whether a preview is a command's own: not to have looked is an error then, too.
        call_record: What this call came upon and sent.
        timeout: In place of the `timeout` of an approval, where one was given from outside; 0: none was.
        counts: Told how far a walk over many targets is.
    """

    client: ArmClient
    report: Report
    preview_memory: PreviewMemory = field(default_factory=lambda: PreviewMemory(None))
    target_locks: TargetLocks = field(default_factory=TargetLocks)
    lists: SharedReads[Listed] = field(default_factory=SharedReads)
    claims: Claims = field(default_factory=Claims)
    claimant: str = ""
    command: str = "`pulumi up`"
    replace_with: str = "`--replace`"
    queue_seconds: float = 0.0
    strict: bool = False
    dry_run: bool = False
    call_record: CallRecord = field(default_factory=CallRecord)
    timeout: float = 0.0
    counts: Counts = _nobody_counts

    @property
    def label(self) -> str:
        """What stands before each of its lines; empty where they are shown beside whom they are about."""
        return self.report.name if isinstance(self.report, NamedReport) else ""

    @property
    def up(self) -> str:
        """What carries out what a preview shows."""
        return self.command if self.dry_run else "up"

    async def back_off(self, attempt: int, deadline: Deadline) -> None:
        """Pause before the next look: a second at first, easing off to ten (L19), never past the deadline."""
        await deadline.sleep(pause(attempt, self.client.jitter, factor=_EASING, cap=_LONGEST_PAUSE))

    def deadline(self, seconds: float) -> Deadline:
        """A deadline that many seconds from now."""
        return Deadline.after(self.client.clock, seconds)

    def named(self, name: str) -> Session:
        """The same for somebody whose name stands before every line and on every claim, if it is known."""
        return replace(self, report=NamedReport(self.report, name), claimant=name) if name else self

    def bounded(self, wanted: ApprovalInputs) -> ApprovalInputs:
        """The same inputs, with the time that this call has for them."""
        return replace(wanted, timeout=self.timeout) if self.timeout else wanted

    def claim(self, connection: Connection, status: str) -> None:
        """Say that this call wants the connection to have that status.

        Raises:
            ConnectionTaken: Another resource or entry of the program is about it.
        """
        self.claims.add(connection.target, connection.name, self.claimant, status)
        self.call_record.connection = connection

    @asynccontextmanager
    async def target_lock(
        self, target: ResourceId, spec: ServiceSpec, deadline: Deadline
    ) -> AsyncIterator[Locked]:
        """Hold the lock for writing to the target (T7).

        Raises:
            NotConfirmed: Others held it until the deadline, and `queue_seconds` beyond it.
        """
        left = deadline.remaining()
        queueing = self.deadline(left + self.queue_seconds)
        async with self.target_locks.target_lock(target, spec, queueing) as waited:
            left = min(left, queueing.remaining())
            yield Locked(waited, replace(deadline, at=self.client.clock.now() + left))
