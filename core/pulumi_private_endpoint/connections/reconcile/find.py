"""Finding the one connection, waiting for it to appear if need be (E15).

Looks as seldom as it can: by name one GET, otherwise one list; while it waits
it eases off, and it never waits past `wait_for_connection`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pulumi_private_endpoint.connections.durations import told
from pulumi_private_endpoint.connections.errors import (
    AmbiguousConnection,
    ConnectionNotFound,
    ForbiddenConnection,
)
from pulumi_private_endpoint.connections.selection import (
    Ambiguous,
    Forbidden,
    Match,
    NoMatch,
    Outcome,
    describe,
    select,
)
from pulumi_private_endpoint.connections.text import printable

from .read import TOO_LITTLE, get_connection, list_connections, target_label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pulumi_private_endpoint.arm import Deadline
    from pulumi_private_endpoint.connections.model import Connection
    from pulumi_private_endpoint.connections.properties.fields import ApprovalInputs
    from pulumi_private_endpoint.connections.runtime.session import Session
    from pulumi_private_endpoint.connections.services.spec import ServiceSpec

_MOST_LISTED = 20


async def find_once(
    session: Session,
    spec: ServiceSpec,
    wanted: ApprovalInputs,
    deadline: Deadline,
    since: float | None = None,
) -> Outcome:
    """What the selectors find right now; `since` is when this call looked last, if it did.

    Raises:
        ArmError: The target or its connections could not be read.
    """
    if wanted.connection_name is not None:
        named = await get_connection(session, spec, wanted.target, wanted.connection_name, deadline)
        if named is not None:
            return select([named], wanted)
    # Also after a name that is not there: the list tells a missing target (E25) from a missing
    # connection (E15), and the failure what was there instead.
    listed = select(await list_connections(session, spec, wanted.target, deadline, since), wanted)
    # What the name itself does not answer for is not there yet, whatever the list says.
    by_name = wanted.connection_name is not None
    return NoMatch(()) if by_name and not isinstance(listed, NoMatch) else listed


async def find(session: Session, spec: ServiceSpec, wanted: ApprovalInputs, deadline: Deadline) -> Connection:
    """The one connection that was singled out.

    Raises:
        ConnectionNotFound: It did not appear within `wait_for_connection`.
        AmbiguousConnection: Several connections match.
        ForbiddenConnection: A guard refuses it.
        ArmError: The target or its connections could not be read.
    """
    allowance = min(wanted.wait_for_connection, deadline.remaining())
    appearing = session.deadline(allowance)
    attempt, looked = 0, None
    while True:
        outcome = await find_once(session, spec, wanted, deadline, looked)
        looked = session.client.clock.now()
        if isinstance(outcome, Match):
            return outcome.connection
        if not isinstance(outcome, NoMatch):
            raise refusal(outcome, wanted)
        if appearing.expired:
            raise not_found(outcome.seen, wanted)
        session.report.progress(
            f"waiting for {describe_selectors(wanted)} to appear on {target_label(wanted.target)}: "
            f"{len(outcome.seen)} other connection(s) there, {appearing.remaining():.0f}s left"
        )
        await session.back_off(attempt, appearing)
        if deadline.remaining() < TOO_LITTLE:
            raise not_found(outcome.seen, wanted)
        attempt += 1


def refusal(outcome: Ambiguous | Forbidden, wanted: ApprovalInputs) -> Exception:
    """The error for a match that must not be acted on."""
    where = f"{describe_selectors(wanted)} on {target_label(wanted.target)}"
    if isinstance(outcome, Forbidden):
        found = describe(outcome.connection, wanted)
        return ForbiddenConnection(f"{where} is refused: {outcome.reason}\n  {found}")
    return AmbiguousConnection(
        f"{len(outcome.seen)} connections match {where}: single one out by connection_name or "
        f"private_endpoint_id{listed(outcome.seen)}"
    )


def not_found(seen: Sequence[str], wanted: ApprovalInputs) -> ConnectionNotFound:
    """The error for nothing having matched, with what was there instead."""
    allowed = min(wanted.wait_for_connection, wanted.timeout)
    return ConnectionNotFound(
        f"no connection matches {describe_selectors(wanted)} on {target_label(wanted.target)} after "
        f"{told(allowed)}: check the selectors, and that the endpoint was created{listed(seen)}"
    )


def describe_selectors(wanted: ApprovalInputs) -> str:
    """The selectors in words; a message may be a secret, and is not repeated."""
    parts = {
        "connection": wanted.connection_name,
        "private endpoint": wanted.private_endpoint_id and str(wanted.private_endpoint_id),
        "private endpoint name": wanted.private_endpoint_name,
    }
    words = [f'{what} "{printable(value, 400)}"' for what, value in parts.items() if value]
    return ", ".join([*words, *(["the request message given"] if wanted.request_message else [])])


def listed(seen: Sequence[str]) -> str:
    """What there is, as lines below a message; of hundreds only the first."""
    if not seen:
        return "\n  there is no connection at all"
    more = [f"… and {len(seen) - _MOST_LISTED} more"] if len(seen) > _MOST_LISTED else []
    return "".join(f"\n  {line}" for line in [*seen[:_MOST_LISTED], *more])
