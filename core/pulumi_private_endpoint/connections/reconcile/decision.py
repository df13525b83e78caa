"""Bringing one connection to a decision: plan, send, wait, read back.

The connection is read again whenever time may have passed since it was singled out, and it must still be the
same requester's (rule 2). How a decision is seen through, and what is done about an answer that was lost, is
`write`'s; here is what a decision is, and what proves it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pulumi_private_endpoint.arm.operations.status import FAILURE
from pulumi_private_endpoint.connections.errors import (
    ConnectionChanged,
    DecisionStands,
    ForbiddenConnection,
    NotConfirmed,
)
from pulumi_private_endpoint.connections.model import DISCONNECTED, PENDING, REJECTED, Connection
from pulumi_private_endpoint.connections.plan import Adopt, Refuse, Send, WaitOut, plan
from pulumi_private_endpoint.connections.request_body import decision
from pulumi_private_endpoint.connections.selection import describe, forbidden
from pulumi_private_endpoint.connections.services.lookup import is_known
from pulumi_private_endpoint.connections.text import printable

from .read import from_answer, get_connection
from .write import Write, name_of

if TYPE_CHECKING:
    from pulumi_private_endpoint.arm import Answer
    from pulumi_private_endpoint.connections.properties.fields import ApprovalInputs
    from pulumi_private_endpoint.connections.runtime.session import Session


@dataclass(frozen=True, slots=True)
class Decided:
    """A connection as it was read last before anything was sent to it, and as it is now."""

    before: Connection
    after: Connection


@dataclass(frozen=True, slots=True)
class Decision(Write[Connection]):
    """A decision on one connection, as it was singled out."""

    status: str
    description: str | None = None
    actions_required: str | None = None
    # By whose guards a connection that is read again may be decided; None: by nobody's (release).
    wanted: ApprovalInputs | None = None

    async def carry_out(self, *, by_id: bool) -> Decided:
        """The connection as Azure shows it before and once it has the decision.

        Args:
            by_id: Whether it was read by its own id a moment ago, not out of a list.

        Raises:
            DecisionStands: The service or an earlier decision does not allow it.
            ConnectionChanged: It is no longer the same requester's.
            NotConfirmed: The connection does not show the decision before the deadline (L15).
            ArmError: ARM refused, or could not be reached.
        """
        async with self.session.target_lock(self.connection.target, self.spec, self.deadline) as target_lock:
            held = replace(self, deadline=target_lock.deadline)
            # A list's entry is only a claim about a connection, and the lock takes time: what counts is
            # what the connection itself says last (rule 2), also where it seems to have the decision.
            before = await held.read() if target_lock.waited or not by_id else self.connection
            return Decided(before, await replace(held, connection=before).send_until_shown(before))

    @property
    def what(self) -> str:
        """The status."""
        return self.status

    @property
    def repeatable(self) -> bool:
        """As the table says; what is not in it is believed to refuse (E1, E2)."""
        return self.spec.repeats and is_known(self.spec.type)

    def step(self, seen: Connection) -> Adopt | Send | WaitOut:
        """The plan for the connection as it is. Raises DecisionStands where it has none."""
        step = plan(seen, self.status, self.description, self.actions_required, self.spec)
        if isinstance(step, Refuse):
            raise cannot_become(self.session, seen, self.status, step)
        return step

    def proves(self, seen: Connection) -> bool:
        """Whether it has the status. Raises NotConfirmed if it went the other way."""
        if self._shows_it(seen):
            return True
        if seen.status != self.status and seen.status in (REJECTED, DISCONNECTED):
            raise NotConfirmed(f"{self.named} was sent {self.status}, and is {seen.status} now")
        return False

    def state(self, seen: Connection) -> str:
        """Its status and provisioning state."""
        return printable(f"{seen.status} (provisioningState {seen.provisioning_state or 'absent'})")

    @property
    def instead(self) -> str:
        """The status."""
        return f" instead of {self.status}"

    async def read(self) -> Connection:
        """The connection as it is now; it must still be what was singled out (rule 2)."""
        before = self.connection
        current = await get_connection(self.session, self.spec, before.target, before.name, self.deadline)
        if current is None:
            raise ConnectionChanged(f"{self.named} no longer exists: run again to look for a new one")
        if current.private_endpoint_id != before.private_endpoint_id or self._reworded(current):
            raise ConnectionChanged(
                f"{self.named} is another request now than the one singled out: look before running again"
                f"\n  singled out: {describe(before, self.wanted)}"
                f"\n  there now: {describe(current, self.wanted)}"
            )
        refused = forbidden(current, self.wanted) if self.wanted is not None else None
        if refused is not None:
            found = describe(current, self.wanted)
            raise ForbiddenConnection(f"{self.named} is refused: {refused}\n  {found}")
        return current

    async def send(self, seen: Connection) -> Answer:
        """Send the status, and the texts the service takes."""
        client = self.session.client
        body = decision(self.spec, seen, self.status, self.description, self.actions_required)
        self.session.report.progress(f"{self.named}: sending {self.status}")
        send = client.patch if self.spec.verb == "PATCH" else client.put
        # Refused as busy or throttled, it is for another look too: minutes may pass until it is let in (P6).
        with self.session.call_record.sending(seen):
            return await send(self.connection.id.path, self.spec.api_version, body, self.deadline, once=True)

    def done(self, answer: Answer) -> bool:
        """Whether the connection's own body shows the decision."""
        current = from_answer(answer, self.spec, self.connection.target, self.connection.name)
        return current is not None and self._shows_it(current)

    def came_to_nothing(self, seen: Connection) -> None:
        """With the status that it had, nothing of the decision is in force: as if it had been refused."""
        if seen.status == self.connection.status:
            self.session.call_record.may_stand = False

    def _reworded(self, current: Connection) -> bool:
        """Whether the requester's message changed: a new text is a new request.

        Only a pending connection shows it, and a service may put our own text there first.
        """
        before = self.connection
        pending = before.status == current.status == PENDING
        return pending and current.description not in (before.description, self.description)

    def _shows_it(self, current: Connection) -> bool:
        state = (current.provisioning_state or "").casefold()
        if state in FAILURE:
            raise NotConfirmed(
                f"{self.named}: the operation ended with provisioningState {self.state(current)}"
            )
        return self.spec.is_at_rest(state) and current.status == self.status


def cannot_become(session: Session, connection: Connection, status: str, refused: Refuse) -> DecisionStands:
    """The error for a connection that cannot become `status`; preview and up say it alike."""
    said = f"{name_of(connection)} cannot become {status}: {refused.reason}"
    if refused.by_replacement:
        said += f": have the consumer re-create the private endpoint, then run {session.command} again"
        said += f", with {session.replace_with} for an approval that was made before" * bool(
            session.replace_with
        )
        said += "; or set status to Rejected, to agree" if connection.status == REJECTED else ""
    return DecisionStands(said)
