"""From what the program wants to the connection's own word for it.

`approve` is a straight walk: find the one connection, decide, read back. A run
that was cut short anywhere is taken up by the next one, because every walk
starts from what Azure shows (rule 6). `refresh.py` takes its last step alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pulumi_private_endpoint.connections.errors import (
    ConnectionChanged,
    ConnectionNotFound,
    ForbiddenConnection,
)
from pulumi_private_endpoint.connections.model import PENDING, Connection, pending
from pulumi_private_endpoint.connections.properties.state import APPROVED_ENDPOINT
from pulumi_private_endpoint.connections.selection import describe, forbidden
from pulumi_private_endpoint.connections.services.lookup import is_known, spec_for
from pulumi_private_endpoint.connections.text import printable

from .decision import Decision
from .find import find
from .read import get_connection, target_label

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pulumi_private_endpoint.arm import Deadline, ResourceId
    from pulumi_private_endpoint.connections.properties.fields import ApprovalInputs
    from pulumi_private_endpoint.connections.runtime.session import Session
    from pulumi_private_endpoint.connections.services.spec import ServiceSpec

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
    spec = resolve_spec(session, wanted)
    deadline = session.deadline(wanted.timeout)
    found = await find(session, spec, wanted, deadline)
    _take(session, wanted, found)
    # A name leads to the connection itself, anything else to a list's word about it (rule 2).
    by_id = wanted.connection_name is not None
    decided = await _decision(session, spec, found, deadline, wanted).carry_out(by_id=by_id)
    before = decided.before
    # After a crash it is gone from the connection, and the program knows it at best.
    message = wanted.request_message if before.status != PENDING else before.description
    return Approved(decided.after, spec, before.status, message)


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
        ConnectionChanged: It belongs to another requester now, or is not what the preview showed.
        ConnectionTaken: Another resource or entry of the program is about it.
        ForbiddenConnection: A guard refuses it now.
        ArmError: ARM refused, or could not be reached.
    """
    spec = spec_for(wanted.target.type, wanted.api_version)
    deadline = session.deadline(wanted.timeout)
    current = await read_approved(session, spec, wanted, name, requester, deadline)
    _take(session, wanted, current)
    decided = await _decision(session, spec, current, deadline, wanted).carry_out(by_id=True)
    return Approved(decided.after, spec, decided.before.status, pending(decided.before))


def resolve_spec(session: Session, wanted: ApprovalInputs) -> ServiceSpec:
    """How the target is spoken to; of a type that is not in the table, nothing more is known than that.

    Raises:
        UnknownService: It cannot be approved, or is not known and no api-version was given.
    """
    spec = spec_for(wanted.target.type, wanted.api_version)
    if not is_known(wanted.target.type):
        session.report.warn(
            f"{printable(wanted.target.type)} is not a known service: it is spoken to in the general form, "
            f"at api-version {printable(spec.api_version)}"
        )
    return spec


def _take(session: Session, wanted: ApprovalInputs, found: Connection) -> None:
    """Make sure that this is what the preview showed, and that nobody else in the program decides it."""
    if session.preview_memory.contradicts(wanted, found):
        raise ConnectionChanged(
            f"connection {describe(found, wanted)} of {target_label(wanted.target)} is not the request "
            "that the preview showed: run `pulumi preview` and look at it again"
        )
    session.claim(found, wanted.status)


async def read_approved(  # noqa: PLR0913, PLR0917 - whose connection, by which rules, until when
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
    label = f"connection {printable(name)} of {target_label(wanted.target)}"
    current = await get_connection(session, spec, wanted.target, name, deadline)
    if current is None:
        raise ConnectionNotFound(
            f"{label} no longer exists: run `pulumi refresh`, then `pulumi up` to look for a new one"
        )
    found = describe(current, wanted)
    if current.private_endpoint_id != requester:
        how = "belongs to another requester now" if current.private_endpoint_id else "hides who asks now"
        raise ConnectionChanged(
            f"{label} {how}, and is not approved again for that; "
            f"if it is meant, run `pulumi up` with {session.replace_with}"
            f"\n  approved for: {printable(str(requester), 400)}\n  there now: {found}"
        )
    refused = forbidden(current, wanted)
    if refused is not None:
        raise ForbiddenConnection(f"{label} is refused: {refused}\n  {found}")
    return current


async def read_current(
    session: Session, target: ResourceId, name: str, api_version: str | None
) -> tuple[Connection, ServiceSpec] | None:
    """The connection as it is, or None if it is gone.

    Raises:
        ArmError: It could not be read.
    """
    spec = spec_for(target.type, api_version)
    deadline = session.deadline(session.timeout or _READ_SECONDS)
    connection = await get_connection(session, spec, target, name, deadline)
    return None if connection is None else (connection, spec)


def another_requester(outs: Mapping[str, Any]) -> str:
    """What refresh says of a connection that was decided for another requester than it shows now."""
    before, now = outs[APPROVED_ENDPOINT] or "a hidden one", outs.get("privateEndpointId") or "hidden"
    return (
        f"connection {printable(outs['connectionName'])} belongs to another requester now"
        f"\n  decided for: {printable(before, 400)}\n  there now: {printable(now, 400)}"
    )


def _decision(
    session: Session, spec: ServiceSpec, found: Connection, deadline: Deadline, wanted: ApprovalInputs
) -> Decision:
    return Decision(
        session,
        spec,
        found,
        deadline,
        wanted.status,
        wanted.description,
        wanted.actions_required,
        wanted,
    )
