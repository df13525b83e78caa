"""Waiting until somebody else has decided: reads only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pulumi_private_endpoint.connections.errors import ConnectionNotFound, DecisionStands, NotConfirmed
from pulumi_private_endpoint.connections.model import DISCONNECTED, REJECTED, Connection
from pulumi_private_endpoint.connections.reconcile.approve import resolve_spec
from pulumi_private_endpoint.connections.reconcile.find import find
from pulumi_private_endpoint.connections.reconcile.read import get_connection, target_label
from pulumi_private_endpoint.connections.text import printable

if TYPE_CHECKING:
    from pulumi_private_endpoint.connections.properties.fields import ApprovalInputs
    from pulumi_private_endpoint.connections.runtime.session import Session

_ENDS = (REJECTED, DISCONNECTED)
_READ_SECONDS = 60.0


async def wait_for_status(session: Session, wanted: ApprovalInputs) -> Connection:
    """The one connection that was singled out, once it shows the status and has come to rest.

    Raises:
        DecisionStands: It came to an end that is not the one waited for.
        NotConfirmed: It does not show the status within `timeout`.
        ConnectionNotFound: It did not appear, or is gone.
        ApprovalError, ArmError: As `find` and reading raise them.
    """
    spec, deadline = resolve_spec(session, wanted), session.deadline(wanted.timeout)
    current: Connection | None = await find(session, spec, wanted, deadline)
    attempt = 0
    while current is not None:
        label = f"connection {printable(current.name)} of {target_label(wanted.target)}"
        if current.status == wanted.status and spec.is_at_rest(current.provisioning_state):
            return current
        if current.status in _ENDS and current.status != wanted.status:
            raise DecisionStands(
                f"{label} is {current.status}, and will not become {wanted.status} by itself"
            )
        if deadline.expired:
            raise NotConfirmed(
                f"{label} is {printable(current.status)} after {wanted.timeout:g}s instead of {wanted.status}"
            )
        session.report.progress(f"{label} is {printable(current.status)}, {deadline.remaining():.0f}s left")
        await session.back_off(attempt, deadline)
        attempt += 1
        name = current.name
        reading = session.deadline(_READ_SECONDS)  # also for the last look, when the time is over
        current = await get_connection(session, spec, wanted.target, name, reading)
    raise ConnectionNotFound(f"the connection on {target_label(wanted.target)} is gone")
