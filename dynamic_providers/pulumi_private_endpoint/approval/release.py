"""What a destroy does to a connection: nothing, a rejection, or a deletion seen through to its end.

A deletion whose answer was lost is not repeated blindly: the connection is
looked at for a while (L33). What another resource of the program has, or
another requester by now, is left alone (P6).
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from pulumi_private_endpoint.arm import (
    ArmError,
    ConnectionLost,
    Deadline,
    OperationFailed,
    RequestFailed,
    ResourceId,
    UnreadableAnswer,
    Watched,
    settle,
)

from .connection import DISCONNECTED, REJECTED, Connection
from .decide import Decision, held_back, unproven
from .errors import NotConfirmed
from .look import get_connection, place
from .services import lookup
from .text import printable

if TYPE_CHECKING:
    from .inputs import ApprovalInputs
    from .service_spec import ServiceSpec
    from .session import Session


async def release(session: Session, wanted: ApprovalInputs, name: str, requester: ResourceId | None) -> None:
    """Do with the connection what `on_destroy` says; gone already is success.

    Raises:
        DecisionStands: The service does not reject what was approved.
        NotConfirmed: It is still there, or still approved, at the deadline.
        ArmError: ARM refused, or could not be reached.
    """
    label = f"connection {printable(name)} of {place(wanted.target)}"
    # As when a resource was replaced or renamed: the new one has come before the old one goes.
    held = session.holders.has(wanted.target, name)
    if held or wanted.on_destroy == "keep":
        why = "another resource of this program has it" if held else "on_destroy is keep"
        session.report.note(f"{label} is left as it is, {wanted.status} when last read ({why})")
        return
    spec = lookup(wanted.target.type, wanted.api_version)
    deadline = session.deadline(wanted.timeout)
    current = await get_connection(session, spec, wanted.target, name, deadline)
    if current is None:
        session.report.note(f"{label} is gone already")
    elif current.private_endpoint_id != requester and not _is_dead(current):
        session.report.warn(f"{label} belongs to another requester now and is left alone")
    elif wanted.on_destroy == "delete":
        await _delete(session, spec, current, deadline)
    elif current.status not in (REJECTED, DISCONNECTED):
        await Decision(session, spec, REJECTED, None, None, deadline).carry_out(current, by_id=True)


def _is_dead(connection: Connection) -> bool:
    """Whether the endpoint is gone: some services then no longer show whose it was."""
    return connection.status == DISCONNECTED and connection.private_endpoint_id is None


async def _delete(session: Session, spec: ServiceSpec, connection: Connection, deadline: Deadline) -> None:
    async with session.turn(connection.target, spec, deadline) as turn:
        if turn.waited and await _is_gone(session, spec, connection, turn.deadline):
            return
        session.report.progress(f"connection {printable(connection.name)}: deleting")
        await _until_gone(session, spec, connection, turn.deadline)


async def _until_gone(
    session: Session, spec: ServiceSpec, connection: Connection, deadline: Deadline
) -> None:
    ended = await _send_deletion(session, spec, connection, deadline)
    attempt = 0
    while deadline.expired or not await _went(session, spec, connection, deadline):
        if deadline.expired:
            raise NotConfirmed(
                f"connection {printable(connection.name)} of {place(connection.target)} is still there after "
                f"{deadline.seconds:.0f}s: the deletion may still finish, run again to take it up"
            )
        ended = ended or await _send_deletion(session, spec, connection, deadline)
        await session.ease(attempt, deadline)
        attempt += 1


async def _send_deletion(
    session: Session, spec: ServiceSpec, connection: Connection, deadline: Deadline
) -> bool:
    """Delete and see the operation through; False: unclear, to be sent again if it is still there (L33)."""
    try:
        # Refused as busy or throttled, it is for another look too: minutes may pass until it is let in (P6).
        first = await session.client.delete(connection.id.path, spec.api_version, deadline, once=True)
        # Whether it is gone is read afterwards; while the operation runs the connection still answers.
        watched = Watched(connection.id.path, spec.api_version, lambda _: False)
        await settle(session.client, first, watched, deadline, session.report.progress)
    except (ConnectionLost, OperationFailed, RequestFailed, UnreadableAnswer) as failure:
        if isinstance(failure, RequestFailed) and failure.status == HTTPStatus.NOT_FOUND:
            return True
        if not failure.retryable and not failure.outcome_unknown:
            raise
        first_line = str(failure).partition("\n")[0]
        session.report.progress(f"connection {printable(connection.name)}: {first_line} Looking at it.")
        await _look_on(session, spec, connection, deadline, held_back(failure, deadline))
        return False
    return True


async def _look_on(
    session: Session, spec: ServiceSpec, connection: Connection, deadline: Deadline, seconds: float
) -> None:
    """Let the seconds pass, or fewer if the connection is gone before."""
    until, attempt = session.deadline(min(seconds, deadline.remaining())), 0
    while not until.expired and not await _went(session, spec, connection, deadline):
        await session.ease(attempt, until)
        attempt += 1


async def _went(session: Session, spec: ServiceSpec, connection: Connection, deadline: Deadline) -> bool:
    """As `_is_gone`, once a deletion was sent: it may stand even if the connection cannot be read."""
    try:
        return await _is_gone(session, spec, connection, deadline)
    except ArmError as failure:
        raise unproven(connection, "a deletion", failure) from failure


async def _is_gone(session: Session, spec: ServiceSpec, connection: Connection, deadline: Deadline) -> bool:
    """Whether the connection no longer exists; another requester's under its name is not it (P6)."""
    current = await get_connection(session, spec, connection.target, connection.name, deadline)
    return current is None or current.private_endpoint_id != connection.private_endpoint_id
