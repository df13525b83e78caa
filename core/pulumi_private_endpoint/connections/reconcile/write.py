"""A write to a connection, seen through: sent, waited for, looked into, proven.

A decision and a deletion go the same way; what they send, and what proves it, is their own. Nothing is done
before the connection itself shows it (rule 4), and nothing is repeated blindly, because approving twice is an
error on some services (L33, E1, E2), and many show nothing of a change before it is in force. How patient
this is (docs/concepts.md says it for users):

- *Refused as busy or throttled*: nothing was done. It is sent again when the answer says, or after a look.
- *Answered 500*: whoever answered has finished with it. Where a look shows all as it was, and the service
  takes a write twice, it is sent again after that look; after more such answers in 1, 3, 7 … 60 seconds.
- *Lost, or answered by something in between* (408, 502, 503, 504, no JSON): it may still be carried out. The
  connection is only looked at, for a minute or half of what is left, before it is sent again.
- *Taken in, and its end cannot be learned* (L11, L13): never sent again, and looked into for five minutes, or
  as long as the connection itself shows a change under way.
- *Refused for good*: one look, for it may be as wanted all the same; otherwise that is the error.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Generic, TypeVar

from pulumi_private_endpoint.arm import (
    Answer,
    ArmError,
    ConnectionLost,
    Deadline,
    DeadlineExceeded,
    OperationFailed,
    RequestFailed,
    SignInFailed,
    UnreadableAnswer,
    Watched,
    wait_for_operation,
)
from pulumi_private_endpoint.connections.durations import told
from pulumi_private_endpoint.connections.errors import NotConfirmed
from pulumi_private_endpoint.connections.plan import Adopt, Send, WaitOut
from pulumi_private_endpoint.connections.text import printable

from .interruption import ENDED, Interruption
from .read import TOO_LITTLE, target_label

if TYPE_CHECKING:
    from pulumi_private_endpoint.connections.model import Connection
    from pulumi_private_endpoint.connections.runtime.session import Session
    from pulumi_private_endpoint.connections.services.spec import ServiceSpec

# ARM gives a service a minute to answer (L22): what arrived is by then in hand, and most often in force.
_ONLY_READS = 60.0
# What can be known only from the connection is given up before a long timeout is over.
_UNLEARNED = 300.0

S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class Write(ABC, Generic[S]):
    """A write to `connection`, to be seen through before `deadline`; `S` is what a look at it gives."""

    session: Session
    spec: ServiceSpec
    connection: Connection
    deadline: Deadline

    @property
    @abstractmethod
    def what(self) -> str:
        """What is sent, for "was sent …"."""

    @property
    @abstractmethod
    def repeatable(self) -> bool:
        """Whether the service takes the same write again while the first may still run."""

    @abstractmethod
    def step(self, seen: S) -> Adopt | Send | WaitOut:
        """What is to be done next; raises if nothing can be."""

    @abstractmethod
    def proves(self, seen: S) -> bool:
        """Whether the write has been carried out; raises if it will not be."""

    @abstractmethod
    def state(self, seen: S) -> str:
        """What was seen, for "is …"."""

    @property
    @abstractmethod
    def instead(self) -> str:
        """What it should be, after "is …", if that needs saying."""

    @abstractmethod
    async def read(self) -> S:
        """Read the connection by its id; raises if it is no longer the same one (rule 2)."""

    @abstractmethod
    async def send(self, seen: S) -> Answer | None:
        """Send the write, once; None if there is nothing left to write to."""

    @abstractmethod
    def done(self, answer: Answer) -> bool:
        """Whether an answer that shows the connection shows the operation's end (L5, L10)."""

    @abstractmethod
    def came_to_nothing(self, seen: S) -> None:
        """What was taken in has failed for good, and this is there now."""

    @property
    def named(self) -> str:
        """The connection, as messages name it."""
        return name_of(self.connection)

    async def send_until_shown(self, seen: S) -> S:
        """What is there once it is as wanted; `seen` was read a moment ago.

        Raises:
            NotConfirmed: It cannot be seen to be so in time (L15).
            ArmError: ARM refused, or could not be reached.
        """
        attempt = 0
        interruption: Interruption | None = None
        while True:
            step = self.step(seen)
            if isinstance(step, Adopt):
                self._note(step)
                # After a write of ours a status alone is no proof (rule 4).
                return await self._proven(seen) if interruption else seen
            if isinstance(step, Send) and interruption and self._now() >= interruption.over_at:
                raise self._unfinished(seen, interruption.said)
            if isinstance(step, Send) and (interruption is None or interruption.lets_send(seen, self._now())):
                interruption = await self._attempt(seen, interruption)
                if interruption is None:
                    return await self._proven(seen)
            seen = await self._read_again(seen, attempt, interruption)
            attempt += 1

    async def _proven(self, seen: S) -> S:
        """Read back until the connection itself shows it (rule 4, L15, L16)."""
        attempt, seen = 0, await self._read(seen, ENDED)
        while not self.proves(seen):
            seen = await self._read_again(seen, attempt, ENDED)
            attempt += 1
        return seen

    async def _attempt(self, seen: S, earlier: Interruption | None) -> Interruption | None:
        """Send it and wait for its end; returns what stood in the way, if anything."""
        try:
            first = await self.send(seen)
        except DeadlineExceeded as late:
            if not late.outcome_unknown:
                raise
            raise self._unfinished(seen, _line(late)) from late
        except (ConnectionLost, RequestFailed, UnreadableAnswer) as failure:
            return await self._after(failure, seen, earlier)
        return None if first is None else await self._until_ended(first, seen, earlier)

    async def _until_ended(self, first: Answer, seen: S, earlier: Interruption | None) -> Interruption | None:
        """Wait for the end of what was taken in; returns what stood in the way, if anything."""
        watched = Watched(self.connection.id.path, self.spec.api_version, self.done)
        try:
            end = await wait_for_operation(self.session.client, first, watched, self.deadline, self._tell)
        except OperationFailed as failure:
            return await self._after(failure, seen, earlier)
        except SignInFailed as failure:
            raise self._unproven(failure) from failure
        except (ConnectionLost, RequestFailed, UnreadableAnswer) as failure:
            if isinstance(failure, RequestFailed) and not failure.retryable:
                return await self._after_refusal(failure, seen, earlier)
            # Taken in, and only its end cannot be learned: it is not sent again.
            return self._told(Interruption(_line(failure), over_at=self._now() + _UNLEARNED))
        polls = "1 poll" if end.polls == 1 else f"{end.polls} polls"
        self._tell(f"operation ended ({end.how}, {polls})")
        return None

    async def _after_refusal(
        self, failure: RequestFailed, seen: S, earlier: Interruption | None
    ) -> Interruption | None:
        """As `_after`, where not the write was refused but the question for its end."""
        try:
            return await self._after(failure, seen, earlier)
        except ArmError:
            raise self._unproven(failure, "its end cannot be learned") from failure

    async def _after(self, failure: ArmError, seen: S, earlier: Interruption | None) -> Interruption | None:
        """What stood in the way, or None if it is as wanted all the same; raises if final (E1, E2, L33)."""
        if isinstance(failure, ConnectionLost) or failure.retryable:
            return self._told(self._interruption(failure, seen, earlier))
        try:
            current = await self.read()
        except ArmError as unread:
            raise failure from unread  # what was refused says more than that it cannot be looked into
        if isinstance(self.step(current), Adopt):
            return None
        if isinstance(failure, OperationFailed) and not (earlier and earlier.may_stand):
            self.came_to_nothing(current)
        raise failure

    def _interruption(self, failure: ArmError, seen: S, earlier: Interruption | None) -> Interruption:
        """When a write that failed so may be sent again (L33, T3)."""
        faults = earlier.faults if earlier else 0
        asked = (failure.retry_after if isinstance(failure, RequestFailed) else None) or 0.0
        # Half of what is left if that is less, so that a write that never arrived is sent again in time.
        looks = min(_ONLY_READS, self.deadline.remaining() / 2) if failure.outcome_unknown else 0.0
        ended = isinstance(failure, RequestFailed) and failure.status == HTTPStatus.INTERNAL_SERVER_ERROR
        unchanged = min(looks, 2.0 ** min(faults, 6) - 1) if ended and self.repeatable else looks
        # What refuses as busy now may be busy with the one that was sent before.
        running = bool(earlier and earlier.may_stand) and not failure.outcome_unknown
        least = earlier.again_at if earlier and running else 0.0
        return Interruption(
            _line(failure),
            failure.outcome_unknown or running,
            seen,
            max(least, self._now() + max(asked, looks)),
            max(least, self._now() + max(asked, unchanged)),
            faults=faults + failure.outcome_unknown,
        )

    def _told(self, interruption: Interruption) -> Interruption:
        self._tell(f"{interruption.said} Looking at the connection.")
        return interruption

    async def _read_again(self, seen: S, attempt: int, interruption: Interruption | None) -> S:
        """Pause and read; raises if there is no time for it."""
        self.session.report.progress(f"{self.named} is {self.state(seen)}: waiting")
        await self.session.back_off(attempt, self.deadline)
        if self.deadline.expired:
            raise self._unfinished(seen, (interruption or ENDED).said)
        return await self._read(seen, interruption)

    async def _read(self, seen: S, interruption: Interruption | None) -> S:
        """What is there; a write that may stand does so even if that cannot be read."""
        try:
            return await self.read()
        except ArmError as failure:
            ran_out = isinstance(failure, DeadlineExceeded) and self.deadline.remaining() < TOO_LITTLE
            if ran_out and interruption is not ENDED:  # and what took the time has its own reason
                raise self._unfinished(seen, (interruption or ENDED).said) from failure
            if interruption is None or not interruption.may_stand:
                raise
            raise self._unproven(failure) from failure

    def _unfinished(self, seen: S, why: str) -> NotConfirmed:
        passed = self.deadline.seconds - self.deadline.remaining()
        return NotConfirmed(
            f"{self.named} is {self.state(seen)} after {told(passed)}{self.instead}: {why} "
            "Run again to take it up."
        )

    def _unproven(self, failure: ArmError, why: str = "it cannot be read") -> NotConfirmed:
        first_line, _, rest = str(failure).partition("\n")
        return NotConfirmed(
            f"{self.named} was sent {self.what}, which may stand, but {why}: {first_line} "
            f"Run again to find out.\n{rest}".rstrip()
        )

    def _note(self, step: Adopt) -> None:
        if step.note is not None:
            self.session.report.warn(f"{self.named}: {step.note}")

    def _tell(self, text: str) -> None:
        self.session.report.progress(f"{self.named}: {text}")

    def _now(self) -> float:
        return self.deadline.clock.now()


def name_of(connection: Connection) -> str:
    """A connection, as messages name it."""
    return f"connection {printable(connection.name)} of {target_label(connection.target)}"


def _line(failure: Exception) -> str:
    return str(failure).partition("\n")[0]
