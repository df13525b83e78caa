"""What a destroy does to a connection: nothing, a rejection, or a deletion seen through to its end.

How a deletion is seen through is `write`'s; here is what it is, and what proves
it. What another resource of the program has, or another requester by now, is
left alone (P6).
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from pulumi_private_endpoint.arm import RequestFailed
from pulumi_private_endpoint.connections.model import DISCONNECTED, REJECTED, Connection
from pulumi_private_endpoint.connections.plan import Adopt, Send
from pulumi_private_endpoint.connections.services.lookup import spec_for
from pulumi_private_endpoint.connections.text import printable

from .decision import Decision
from .read import get_connection, target_label
from .write import Write

if TYPE_CHECKING:
    from pulumi_private_endpoint.arm import Answer, Deadline, ResourceId
    from pulumi_private_endpoint.connections.properties.fields import ApprovalInputs
    from pulumi_private_endpoint.connections.runtime.session import Session
    from pulumi_private_endpoint.connections.services.spec import ServiceSpec


async def release(session: Session, wanted: ApprovalInputs, name: str, requester: ResourceId | None) -> None:
    """Do with the connection what `on_destroy` says; gone already is success.

    Raises:
        DecisionStands: The service does not reject what was approved.
        NotConfirmed: It is still there, or still approved, at the deadline.
        ArmError: ARM refused, or could not be reached.
    """
    label = f"connection {printable(name)} of {target_label(wanted.target)}"
    # As when a resource was replaced or renamed: the new one has come before the old one goes.
    held = session.claims.has(wanted.target, name)
    if held or wanted.on_destroy == "keep":
        why = "another resource of this program has it" if held else "on_destroy is keep"
        session.report.note(f"{label} is left as it is, {wanted.status} when last read ({why})")
        return
    spec = spec_for(wanted.target.type, wanted.api_version)
    deadline = session.deadline(wanted.timeout)
    current = await get_connection(session, spec, wanted.target, name, deadline)
    if current is None:
        session.report.note(f"{label} is gone already")
    elif current.private_endpoint_id != requester and not _is_dead(current):
        session.report.warn(f"{label} belongs to another requester now and is left alone")
    elif wanted.on_destroy == "delete":
        await _delete(session, spec, current, deadline)
    elif current.status not in (REJECTED, DISCONNECTED):
        await Decision(session, spec, current, deadline, REJECTED).carry_out(by_id=True)


def _is_dead(connection: Connection) -> bool:
    """Whether the endpoint is gone: some services then no longer show whose it was."""
    return connection.status == DISCONNECTED and connection.private_endpoint_id is None


async def _delete(session: Session, spec: ServiceSpec, connection: Connection, deadline: Deadline) -> None:
    async with session.target_lock(connection.target, spec, deadline) as target_lock:
        deletion = Deletion(session, spec, connection, target_lock.deadline)
        await deletion.send_until_shown(await deletion.read() if target_lock.waited else connection)


@dataclass(frozen=True, slots=True)
class Deletion(Write["Connection | None"]):
    """The deletion of one connection; another requester's under its name is not it (P6)."""

    @property
    def what(self) -> str:
        """The same for every one."""
        return "a deletion"

    @property
    def repeatable(self) -> bool:
        """What is deleted twice is gone, or busy with the first."""
        return True

    def step(self, seen: Connection | None) -> Adopt | Send:
        """Delete what is there."""
        return Adopt() if seen is None else Send()

    def proves(self, seen: Connection | None) -> bool:
        """Whether it is gone."""
        return seen is None

    def state(self, seen: Connection | None) -> str:
        """The same for every one that is there."""
        return "gone" if seen is None else "still there"

    def came_to_nothing(self, seen: Connection | None) -> None:
        """Nothing follows: whoever keeps the state of a deletion that failed has it from before."""

    @property
    def instead(self) -> str:
        """Nothing: that it is there says it."""
        return ""

    async def read(self) -> Connection | None:
        """The connection, unless it is gone or another requester's by now."""
        before = self.connection
        current = await get_connection(self.session, self.spec, before.target, before.name, self.deadline)
        return current if current and current.private_endpoint_id == before.private_endpoint_id else None

    async def send(self, _seen: Connection | None) -> Answer | None:
        """Delete it; a 404 leaves only to see that it is gone."""
        self.session.report.progress(f"{self.named}: deleting")
        path, version = self.connection.id.path, self.spec.api_version
        try:
            # Refused as busy or throttled, it is for another look too: minutes may pass until then (P6).
            with self.session.call_record.sending(self.connection):
                return await self.session.client.delete(path, version, self.deadline, once=True)
        except RequestFailed as failure:
            if failure.status == HTTPStatus.NOT_FOUND:
                return None
            raise

    def done(self, _answer: Answer) -> bool:
        """Never by what is shown: while the operation runs the connection still answers."""
        return False
