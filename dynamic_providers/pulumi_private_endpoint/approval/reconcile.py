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

from pulumi_private_endpoint.arm import (
    ConnectionLost,
    Deadline,
    OperationFailed,
    RequestFailed,
    ResourceId,
    Watched,
    settle,
)

from .connection import DISCONNECTED, PENDING, REJECTED, Connection
from .decide import Decision
from .errors import ConnectionChanged, ConnectionNotFound, ForbiddenConnection, NotConfirmed
from .find import find
from .look import get_connection, place
from .selection import describe, forbidden
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
    # A name leads to the connection itself, anything else to a list's word about it (rule 2).
    by_id = wanted.connection_name is not None
    decided = await _decision(session, spec, wanted, deadline).carry_out(found, by_id=by_id)
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
    current = await claimed(session, spec, wanted, name, requester, deadline)
    decided = await _decision(session, spec, wanted, deadline).carry_out(current, by_id=True)
    return Approved(decided, spec, current.status, None)


async def claimed(  # noqa: PLR0913, PLR0917 - whose connection, by which rules, until when
    session: Session,
    spec: ServiceSpec,
    wanted: ApprovalInputs,
    name: str,
    requester: ResourceId | None,
    deadline: Deadline,
) -> Connection:
    """The connection that was approved before, if it is still that requester's and no guard refuses it.

    Raises:
        ConnectionNotFound, ConnectionChanged, ForbiddenConnection: It is not.
        ArmError: It could not be read.
    """
    label = f"connection {printable(name)} of {place(wanted.target)}"
    current = await get_connection(session, spec, wanted.target, name, deadline)
    if current is None:
        raise ConnectionNotFound(
            f"{label} no longer exists: run `pulumi refresh`, then `pulumi up` to look for a new one"
        )
    if current.private_endpoint_id != requester:
        raise ConnectionChanged(
            f"{label} belongs to another requester now, and is not approved again for that; "
            "if it is meant, replace this resource (`pulumi up --replace`)"
            f"\n  approved for: {printable(str(requester), 400)}\n  there now: {describe(current)}"
        )
    refused = forbidden(current, wanted)
    if refused is not None:
        raise ForbiddenConnection(f"{label} is refused: {refused}\n  {describe(current)}")
    return current


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
        await Decision(session, spec, REJECTED, None, None, deadline).carry_out(current, by_id=True)


def _decision(session: Session, spec: ServiceSpec, wanted: ApprovalInputs, deadline: Deadline) -> Decision:
    return Decision(
        session,
        spec,
        wanted.status,
        wanted.description,
        wanted.actions_required,
        deadline,
        lambda current: forbidden(current, wanted),
    )


def _message(found: Connection, wanted: ApprovalInputs) -> str | None:
    """What the requester wrote, where it still stands: only a pending connection shows it (P7)."""
    return found.description if found.status == PENDING else wanted.request_message


async def _delete(session: Session, spec: ServiceSpec, connection: Connection, deadline: Deadline) -> None:
    async with session.writers.turn(connection.target, spec, deadline) as waited:
        if waited and await _is_gone(session, spec, connection, deadline):
            return
        session.report.progress(f"connection {printable(connection.name)}: deleting")
        await _until_gone(session, spec, connection, deadline)


async def _until_gone(
    session: Session, spec: ServiceSpec, connection: Connection, deadline: Deadline
) -> None:
    ended = await _send_deletion(session, spec, connection, deadline)
    attempt = 0
    while not await _is_gone(session, spec, connection, deadline):
        ended = ended or await _send_deletion(session, spec, connection, deadline)
        await session.ease(attempt, deadline)
        if deadline.expired:
            raise NotConfirmed(
                f"connection {printable(connection.name)} of {place(connection.target)} is still there after "
                f"{deadline.seconds:.0f}s: the deletion may still finish, run again to take it up"
            )
        attempt += 1


async def _send_deletion(
    session: Session, spec: ServiceSpec, connection: Connection, deadline: Deadline
) -> bool:
    """Delete and see the operation through; False: unclear, look at the connection first (L33)."""
    try:
        # Refused as busy or throttled, it is for another look too: minutes may pass until it is let in (P6).
        first = await session.client.delete(connection.id.path, spec.api_version, deadline, once=True)
        # Whether it is gone is read afterwards; while the operation runs the connection still answers.
        watched = Watched(connection.id.path, spec.api_version, lambda _: False)
        await settle(session.client, first, watched, deadline, session.report.progress)
    except (ConnectionLost, OperationFailed, RequestFailed) as failure:
        if isinstance(failure, RequestFailed) and failure.status == HTTPStatus.NOT_FOUND:
            return True
        if not failure.retryable and not failure.outcome_unknown:
            raise
        first_line = str(failure).partition("\n")[0]
        session.report.progress(f"connection {printable(connection.name)}: {first_line} Looking at it.")
        if isinstance(failure, RequestFailed) and failure.retry_after is not None:
            await deadline.sleep(failure.retry_after)
        return False
    return True


async def _is_gone(session: Session, spec: ServiceSpec, connection: Connection, deadline: Deadline) -> bool:
    """Whether the connection no longer exists; another requester's under its name is not it (P6)."""
    current = await get_connection(session, spec, connection.target, connection.name, deadline)
    return current is None or current.private_endpoint_id != connection.private_endpoint_id
