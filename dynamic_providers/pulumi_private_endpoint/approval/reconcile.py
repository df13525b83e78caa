"""From the program's wish to the connection's own word for it.

`approve` is a straight walk: find the one connection, decide, read back. A run
that was cut short anywhere is taken up by the next one, because every walk
starts from what Azure shows (rule 6). `observe` and `release` are the same walk
for refresh and destroy.
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from pulumi_private_endpoint.arm import Deadline, RequestFailed, ResourceId, Watched, settle

from .connection import DISCONNECTED, PENDING, REJECTED, Connection
from .decide import Decision
from .errors import ConnectionChanged, ConnectionNotFound, ForbiddenConnection, NotConfirmed
from .find import find
from .look import get_connection, place
from .selection import describe, guard
from .services import lookup
from .text import printable

if TYPE_CHECKING:
    from .inputs import ApprovalInputs
    from .service_spec import ServiceSpec
    from .session import Session

_READ_SECONDS = 300.0


@dataclass(frozen=True, slots=True)
class Approved:
    """A connection brought to the wanted status, and what it was before."""

    connection: Connection
    spec: ServiceSpec
    previous_status: str
    request_message: str | None


async def approve(session: Session, wanted: ApprovalInputs) -> Approved:
    """Find the connection that was singled out and bring it to the wanted status.

    Raises:
        ApprovalError: Nothing, or nothing that may be decided, was singled out; it is not what the
            preview showed; or the decision did not take.
        ArmError: ARM refused, or could not be reached.
    """
    spec = lookup(wanted.target.type, wanted.api_version)
    deadline = session.deadline(wanted.timeout)
    found = await find(session, spec, wanted, deadline)
    if session.previews.contradicts(wanted, found):
        raise ConnectionChanged(
            f"connection {describe(found)} of {place(wanted.target)} is not the request that the preview "
            "showed: run `pulumi preview` and look at it again"
        )
    decided = await _decision(session, spec, wanted, deadline).carry_out(found)
    return Approved(decided, spec, found.status, _message(found, wanted))


async def reapprove(
    session: Session, wanted: ApprovalInputs, name: str, requester: ResourceId | None
) -> Approved:
    """Bring the connection that was approved before to what is wanted now.

    Args:
        session: The shared parts of the process.
        wanted: The new inputs.
        name: The connection's name, from the state.
        requester: The private endpoint it was approved for, from the state.

    Raises:
        ConnectionNotFound: It no longer exists.
        ConnectionChanged: It belongs to another requester now.
        ForbiddenConnection: A guard refuses it now.
        ArmError: ARM refused, or could not be reached.
    """
    spec = lookup(wanted.target.type, wanted.api_version)
    deadline = session.deadline(wanted.timeout)
    current = await get_connection(session, spec, wanted.target, name, deadline)
    if current is None:
        raise ConnectionNotFound(
            f"connection {printable(name)} of {place(wanted.target)} no longer exists: "
            "run `pulumi refresh`, then `pulumi up` to look for a new one"
        )
    if current.private_endpoint_id != requester:
        raise ConnectionChanged(
            f"connection {printable(name)} of {place(wanted.target)} belongs to another requester now, and "
            "is not approved again for that; if it is meant, replace this resource (`pulumi up --replace`)"
            f"\n  approved for: {printable(str(requester), 400)}\n  there now: {describe(current)}"
        )
    refused = guard(current, wanted)
    if refused is not None:
        raise ForbiddenConnection(
            f"connection {describe(current)} of {place(wanted.target)} is refused: {refused}"
        )
    decided = await _decision(session, spec, wanted, deadline).carry_out(current)
    return Approved(decided, spec, current.status, None)


async def observe(
    session: Session, target: ResourceId, name: str, api_version: str | None
) -> tuple[Connection, ServiceSpec] | None:
    """The connection as it is, or None if it is gone.

    Raises:
        ArmError: It could not be read.
    """
    spec = lookup(target.type, api_version)
    deadline = session.deadline(_READ_SECONDS)
    connection = await get_connection(session, spec, target, name, deadline)
    return None if connection is None else (connection, spec)


async def release(session: Session, wanted: ApprovalInputs, name: str, requester: ResourceId | None) -> None:
    """Do with the connection what `on_destroy` says; gone already is success.

    Raises:
        DecisionStands: The service does not reject what was approved.
        NotConfirmed: It is still there, or still approved, at the deadline.
        ArmError: ARM refused, or could not be reached.
    """
    label = f"connection {printable(name)} of {place(wanted.target)}"
    if wanted.on_destroy == "keep":
        session.report.note(f"{label} stays {wanted.status} (on_destroy is keep)")
        return
    spec = lookup(wanted.target.type, wanted.api_version)
    deadline = session.deadline(wanted.timeout)
    current = await get_connection(session, spec, wanted.target, name, deadline)
    if current is None:
        session.report.note(f"{label} is gone already")
    elif current.private_endpoint_id != requester:
        session.report.warn(f"{label} belongs to another requester now and is left alone")
    elif wanted.on_destroy == "delete":
        await _delete(session, spec, current, deadline)
    elif current.status not in (REJECTED, DISCONNECTED):
        await Decision(session, spec, REJECTED, None, None, deadline).carry_out(current)


def _decision(session: Session, spec: ServiceSpec, wanted: ApprovalInputs, deadline: Deadline) -> Decision:
    return Decision(session, spec, wanted.status, wanted.description, wanted.actions_required, deadline)


def _message(found: Connection, wanted: ApprovalInputs) -> str | None:
    """What the requester wrote, where it still stands: only a pending connection shows it (P7)."""
    return found.description if found.status == PENDING else wanted.request_message


async def _delete(session: Session, spec: ServiceSpec, connection: Connection, deadline: Deadline) -> None:
    async with session.writers.turn(connection.target, spec) as waited:
        if waited and await _is_gone(session, spec, connection, deadline):
            return
        session.report.progress(f"connection {printable(connection.name)}: deleting")
        try:
            first = await session.client.delete(connection.id.path, spec.api_version, deadline)
            # Whether it is gone is read below; while the operation runs the connection still answers.
            watched = Watched(connection.id.path, spec.api_version, lambda _: False)
            await settle(session.client, first, watched, deadline, session.report.progress)
        except RequestFailed as failure:
            if failure.status != HTTPStatus.NOT_FOUND:
                raise
        await _until_gone(session, spec, connection, deadline)


async def _until_gone(
    session: Session, spec: ServiceSpec, connection: Connection, deadline: Deadline
) -> None:
    attempt = 0
    while True:
        if await _is_gone(session, spec, connection, deadline):
            return
        await session.ease(attempt, deadline)
        if deadline.expired:
            raise NotConfirmed(
                f"connection {printable(connection.name)} of {place(connection.target)} is still there after "
                f"{deadline.seconds:.0f}s: the deletion may still finish, run again to take it up"
            )
        attempt += 1


async def _is_gone(session: Session, spec: ServiceSpec, connection: Connection, deadline: Deadline) -> bool:
    """Whether the connection no longer exists; another requester's under its name is not it (P6)."""
    current = await get_connection(session, spec, connection.target, connection.name, deadline)
    return current is None or current.private_endpoint_id != connection.private_endpoint_id
