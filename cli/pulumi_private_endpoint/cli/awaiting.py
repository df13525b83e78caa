"""Waiting until somebody else has decided: reads only."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pulumi_private_endpoint.connections.errors import DecisionStands, NotConfirmed
from pulumi_private_endpoint.connections.model import DISCONNECTED, REJECTED, Connection
from pulumi_private_endpoint.connections.reconcile.approve import resolve_spec
from pulumi_private_endpoint.connections.reconcile.decision import Decision
from pulumi_private_endpoint.connections.reconcile.find import find
from pulumi_private_endpoint.connections.reconcile.read import target_label
from pulumi_private_endpoint.connections.text import printable

if TYPE_CHECKING:
    from pulumi_private_endpoint.connections.properties.fields import ApprovalInputs
    from pulumi_private_endpoint.connections.runtime.session import Session
    from pulumi_private_endpoint.connections.services.spec import ServiceSpec

_ENDS = (REJECTED, DISCONNECTED)
_READ_SECONDS = 60.0


async def wait_for_status(session: Session, wanted: ApprovalInputs) -> Connection:
    """The one connection that was singled out, once it shows the status and has come to rest.

    Raises:
        DecisionStands: It came to an end that is not the one waited for.
        NotConfirmed: It does not show the status within `timeout`.
        ConnectionNotFound: It did not appear.
        ConnectionChanged: It is gone, or another request than the one singled out.
        ForbiddenConnection: A guard refuses it.
        ApprovalError, ArmError: As `find` and reading raise them.
    """
    spec, deadline = resolve_spec(session, wanted), session.deadline(wanted.timeout)
    found = await find(session, spec, wanted, deadline)
    awaited = Decision(session, spec, found, deadline, wanted.status, wanted=wanted)
    # A list's entry is only a claim about a connection (rule 2).
    current = found if wanted.connection_name is not None else await _again(awaited)
    attempt = 0
    while not _is_so(current, wanted, spec):
        label = f"connection {printable(current.name)} of {target_label(wanted.target)}"
        if deadline.expired:
            raise NotConfirmed(
                f"{label} is {printable(current.status)} after {wanted.timeout:g}s instead of {wanted.status}"
            )
        session.report.progress(f"{label} is {printable(current.status)}, {deadline.remaining():.0f}s left")
        await session.back_off(attempt, deadline)
        attempt += 1
        current = await _again(awaited)
    return current


async def _again(awaited: Decision) -> Connection:
    """It as it is now, with time of its own: also for the last look, when the time is over."""
    return await replace(awaited, deadline=awaited.session.deadline(_READ_SECONDS)).read()


def _is_so(current: Connection, wanted: ApprovalInputs, spec: ServiceSpec) -> bool:
    if current.status in _ENDS and current.status != wanted.status:
        raise DecisionStands(
            f"connection {printable(current.name)} of {target_label(wanted.target)} is {current.status}, "
            f"and will not become {wanted.status} by itself"
        )
    return current.status == wanted.status and spec.is_at_rest(current.provisioning_state)
