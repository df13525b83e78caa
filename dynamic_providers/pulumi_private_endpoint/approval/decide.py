"""Bringing one connection to a decision: plan, send, wait, read back.

The connection is read again whenever time may have passed since it was
singled out, and it must still be the same requester's (rule 2). A PUT whose
answer was lost is never repeated blindly: the connection is looked at for a
while, because approving twice is an error on some services (L33, E1, E2), and
many show nothing of a decision before it is in force.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pulumi_private_endpoint.arm import (
    Answer,
    ArmError,
    ConnectionLost,
    Deadline,
    OperationFailed,
    RequestFailed,
    SignInFailed,
    UnreadableAnswer,
    Watched,
    settle,
)
from pulumi_private_endpoint.arm.operation import FAILURE

from .body import decision
from .connection import DISCONNECTED, PENDING, REJECTED, Connection
from .errors import ConnectionChanged, DecisionStands, ForbiddenConnection, NotConfirmed
from .look import from_answer, get_connection, place
from .plan import Adopt, Put, Refuse, Step, plan
from .selection import describe, forbidden
from .text import printable

if TYPE_CHECKING:
    from .inputs import ApprovalInputs
    from .service_spec import ServiceSpec
    from .session import Session


# ARM gives a service a minute to answer (L22): what arrived is by then in hand, and most often in force.
_ONLY_LOOKS = 60.0


@dataclass(frozen=True, slots=True)
class _Trouble:
    """What stood in the way of a decision, whether that may stand all the same, and when to send it again."""

    said: str
    unclear: bool
    again_at: float


@dataclass(frozen=True, slots=True)
class Decided:
    """A connection as it was read last before anything was sent to it, and as it is now."""

    before: Connection
    after: Connection


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision on one connection, to be carried out before `deadline`."""

    session: Session
    spec: ServiceSpec
    status: str
    description: str | None
    actions_required: str | None
    deadline: Deadline
    # By whose guards a connection that is read again may be decided; None: by nobody's (release).
    wanted: ApprovalInputs | None = None

    async def carry_out(self, connection: Connection, *, by_id: bool) -> Decided:
        """The connection as Azure shows it before and once it has the decision.

        Args:
            connection: As it was read a moment ago.
            by_id: Whether it was read by its own id, not out of a list.

        Raises:
            DecisionStands: The service or an earlier decision does not allow it.
            ConnectionChanged: It is no longer the same requester's.
            NotConfirmed: The connection does not show the decision before the deadline (L15).
            ArmError: ARM refused, or could not be reached.
        """
        async with self.session.turn(connection.target, self.spec, self.deadline) as turn:
            # A list's entry is only a claim about a connection, and a turn takes time: what counts is
            # what the connection itself says last (rule 2), also where it seems to have the decision.
            return await replace(self, deadline=turn.deadline).in_turn(
                connection, stale=turn.waited or not by_id
            )

    async def in_turn(self, connection: Connection, *, stale: bool) -> Decided:
        """The same, for one who holds the target's turn; `stale`: the connection must be read again first."""
        before = await self._again(connection) if stale else connection
        return Decided(before, await self._until_decided(before))

    def _plan(self, connection: Connection) -> Step:
        return plan(connection, self.status, self.description, self.actions_required, self.spec)

    async def _until_decided(self, connection: Connection) -> Connection:
        attempt, singled_out = 0, connection
        trouble: _Trouble | None = None
        while True:
            step = self._plan(connection)
            if isinstance(step, Adopt):
                self._note(connection, step)
                # After a write of ours a status alone is no proof (rule 4).
                return await self._confirm(connection) if trouble else connection
            if isinstance(step, Refuse):
                raise stands(connection, self.status, step.reason)
            if isinstance(step, Put) and (trouble is None or self.deadline.clock.now() >= trouble.again_at):
                trouble = await self._put(connection)
                if trouble is None:
                    return await self._confirm(connection)
            self.session.report.progress(f"{_named(connection)} is {_state(connection)}: waiting")
            await self._ease(attempt, connection, trouble)
            attempt += 1
            sent = trouble is not None and trouble.unclear
            connection = await (self._read_back(singled_out) if sent else self._again(singled_out))

    async def _put(self, connection: Connection) -> _Trouble | None:
        """Send the decision; returns what stood in the way, if anything: then the connection tells more."""
        try:
            first = await self._send(connection)
        except (ConnectionLost, RequestFailed, UnreadableAnswer) as failure:
            return await self._after(failure, connection)
        return await self._see_through(first, connection)

    async def _see_through(self, first: Answer, connection: Connection) -> _Trouble | None:
        """Wait for the end of what was accepted; returns what stood in the way, if anything."""
        try:
            settled = await settle(
                self.session.client,
                first,
                self._watched(connection),
                self.deadline,
                lambda text: self.session.report.progress(f"{_named(connection)}: {text}"),
            )
        except OperationFailed as failure:
            return await self._after(failure, connection)
        except SignInFailed as failure:
            raise unproven(connection, self.status, failure) from failure
        except (ConnectionLost, RequestFailed, UnreadableAnswer) as failure:
            if isinstance(failure, RequestFailed) and not failure.retryable:
                return await self._after(failure, connection)
            # Accepted, and only its end cannot be learned: it is not sent again.
            return self._look_into(failure, connection, self.deadline.remaining(), unclear=True)
        self.session.report.progress(
            f"{_named(connection)}: operation ended ({settled.how}, {settled.polls} polls)"
        )
        return None

    async def _send(self, connection: Connection) -> Answer:
        client = self.session.client
        body = decision(self.spec, connection, self.status, self.description, self.actions_required)
        self.session.report.progress(f"{_named(connection)}: sending {self.status}")
        send = client.patch if self.spec.verb == "PATCH" else client.put
        # Refused as busy or throttled, it is for another look too: minutes may pass until it is let in (P6).
        return await send(connection.id.path, self.spec.api_version, body, self.deadline, once=True)

    async def _after(self, failure: ArmError, connection: Connection) -> _Trouble | None:
        """What stood in the way, or None if it was decided all the same; raises if final (E1, E2, L33)."""
        if isinstance(failure, ConnectionLost) or failure.retryable or failure.outcome_unknown:
            seconds = held_back(failure, self.deadline)
            return self._look_into(failure, connection, seconds, unclear=failure.outcome_unknown)
        try:
            current = await self._again(connection)
        except ArmError as unread:
            raise failure from unread  # what was refused says more than that it cannot be looked into
        if isinstance(self._plan(current), Adopt):
            return None
        raise failure

    def _look_into(
        self, failure: ArmError, connection: Connection, seconds: float, *, unclear: bool
    ) -> _Trouble:
        """For so many seconds the connection is only looked at."""
        first_line = str(failure).partition("\n")[0]
        self.session.report.progress(f"{_named(connection)}: {first_line} Looking at the connection.")
        return _Trouble(first_line, unclear, self.deadline.clock.now() + seconds)

    async def _confirm(self, before: Connection) -> Connection:
        """Read back until the connection itself shows the decision (rule 4, L15, L16)."""
        attempt = 0
        while True:
            current = await self._read_back(before)
            if self._shows_it(current):
                return current
            if current.status != self.status and current.status in (REJECTED, DISCONNECTED):
                raise NotConfirmed(f"{_named(current)} was sent {self.status}, and is {current.status} now")
            self.session.report.progress(f"{_named(current)} is still {_state(current)}")
            await self._ease(attempt, current)
            attempt += 1

    async def _read_back(self, before: Connection) -> Connection:
        """As `_again`, once a decision was sent: it may stand even if the connection cannot be read."""
        try:
            return await self._again(before)
        except ArmError as failure:
            raise unproven(before, self.status, failure) from failure

    async def _again(self, before: Connection) -> Connection:
        """The connection read by id; it must still be what was singled out (rule 2)."""
        current = await get_connection(self.session, self.spec, before.target, before.name, self.deadline)
        if current is None:
            raise ConnectionChanged(f"{_named(before)} no longer exists: run again to look for a new one")
        if current.private_endpoint_id != before.private_endpoint_id or self._reworded(before, current):
            raise ConnectionChanged(
                f"{_named(before)} is another request now than the one singled out: look before running again"
                f"\n  singled out: {describe(before, self.wanted)}"
                f"\n  there now: {describe(current, self.wanted)}"
            )
        refused = forbidden(current, self.wanted) if self.wanted is not None else None
        if refused is not None:
            found = describe(current, self.wanted)
            raise ForbiddenConnection(f"{_named(current)} is refused: {refused}\n  {found}")
        return current

    def _reworded(self, before: Connection, current: Connection) -> bool:
        """Whether the requester's message changed: a new text is a new request.

        Only a pending connection shows it, and a service may put our own text there first.
        """
        pending = before.status == current.status == PENDING
        return pending and current.description not in (before.description, self.description)

    def _watched(self, connection: Connection) -> Watched:
        return Watched(
            connection.id.path, self.spec.api_version, lambda answer: self._ended(answer, connection)
        )

    def _ended(self, answer: Answer, connection: Connection) -> bool:
        """Whether the connection's own body says that the operation is over (L5, L10)."""
        current = from_answer(answer, self.spec, connection.target, connection.name)
        return current is not None and self._shows_it(current)

    def _shows_it(self, current: Connection) -> bool:
        state = (current.provisioning_state or "").casefold()
        if state in FAILURE:
            raise NotConfirmed(
                f"{_named(current)}: the operation ended with provisioningState {_state(current)}"
            )
        at_rest = not state or not self.spec.settled or state in self.spec.settled
        return at_rest and current.status == self.status

    def _note(self, connection: Connection, step: Adopt) -> None:
        if step.note is not None:
            self.session.report.warn(f"{_named(connection)}: {step.note}")

    async def _ease(self, attempt: int, connection: Connection, trouble: _Trouble | None = None) -> None:
        await self.session.ease(attempt, self.deadline)
        if self.deadline.expired:
            why = trouble.said if trouble else "the operation may still finish."
            raise NotConfirmed(
                f"{_named(connection)} is {_state(connection)} after {self.deadline.seconds:.0f}s instead of "
                f"{self.status}: {why} Run again to take it up."
            )


def held_back(failure: ArmError, deadline: Deadline) -> float:
    """Seconds in which a write that failed so is not sent again, only looked into (L33, T3).

    Half of what is left if that is less, so that a write that never arrived is sent again in time.
    """
    if isinstance(failure, UnreadableAnswer) and not failure.retryable:
        return deadline.remaining()  # it was taken in, and only its end cannot be learned (L11)
    asked = failure.retry_after if isinstance(failure, RequestFailed) else None
    looks = min(_ONLY_LOOKS, deadline.remaining() / 2) if failure.outcome_unknown else 0.0
    return max(asked or 0.0, looks)


def stands(connection: Connection, status: str, reason: str) -> DecisionStands:
    """The error for a connection that cannot become `status`; preview and up say it alike."""
    return DecisionStands(f"{_named(connection)} cannot become {status}: {reason}")


def unproven(connection: Connection, sent: str, failure: ArmError) -> NotConfirmed:
    """The error for a connection that cannot be read after something was sent to it."""
    first_line, _, rest = str(failure).partition("\n")
    return NotConfirmed(
        f"{_named(connection)} was sent {sent}, which may stand, but it cannot be read: {first_line} "
        f"Run again to find out.\n{rest}".rstrip()
    )


def _named(connection: Connection) -> str:
    return f"connection {printable(connection.name)} of {place(connection.target)}"


def _state(connection: Connection) -> str:
    return printable(f"{connection.status} (provisioningState {connection.provisioning_state or 'absent'})")
