"""What an `up` would do, said in the preview (rule 2). Reads only.

A dynamic provider's `create` never runs in preview, its `check` and `diff` do.
So they look: the preview names the connection, its requester and message, and
fails with the words `up` would fail with where the match is ambiguous,
forbidden or impossible. Whatever stands in the way of looking (no network, no
sign-in, a target that is still to be created) is said, and is no failure.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Literal

from pulumi_private_endpoint.arm import ArmError, ConnectionLost, Deadline, RequestFailed, ResourceId

from .decide import stands
from .find import look_once, not_found, refusal, sought
from .look import place
from .plan import Adopt, Refuse, WaitOut, plan
from .reconcile import claimed, speak_to
from .selection import Match, NoMatch, describe
from .services import lookup

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from .connection import Connection
    from .inputs import ApprovalInputs
    from .service_spec import ServiceSpec
    from .session import Session

Foreseen = Literal["decide", "change", "have", "move", "await", "unseen"]
"""What an `up` would do: send the decision, send other texts, nothing, look until it has come to rest, wait
for it to appear; or nobody could look."""

_LOOK_SECONDS = 20.0


async def foresee_create(session: Session, wanted: ApprovalInputs) -> Foreseen:
    """Say which connection a new approval would act on, and how.

    Raises:
        ApprovalError: It would fail: the match is ambiguous, forbidden, or cannot be decided so.
    """
    spec = speak_to(session, wanted)

    async def look(deadline: Deadline) -> Foreseen:
        outcome = await look_once(session, spec, wanted, deadline)
        if isinstance(outcome, Match):
            return _say(session, spec, wanted, outcome.connection)
        if not isinstance(outcome, NoMatch):
            raise refusal(outcome, wanted)
        if wanted.wait_for_connection == 0:
            raise not_found(outcome.seen, wanted)
        session.report.note(
            f"no connection matches {sought(wanted)} on {place(wanted.target)} yet: "
            f"up will wait for it, at most {min(wanted.wait_for_connection, wanted.timeout):.0f}s"
        )
        return "await"

    return await _looking(session, wanted, look)


async def foresee_update(
    session: Session, wanted: ApprovalInputs, name: str, requester: ResourceId | None
) -> Foreseen:
    """Say what would be sent to the connection that was approved before, if anything.

    Raises:
        ApprovalError: It would fail: gone, another requester, a guard, or a decision that stands.
    """
    spec = lookup(wanted.target.type, wanted.api_version)

    async def look(deadline: Deadline) -> Foreseen:
        return _say(session, spec, wanted, await claimed(session, spec, wanted, name, requester, deadline))

    return await _looking(session, wanted, look)


async def _looking(
    session: Session, wanted: ApprovalInputs, look: Callable[[Deadline], Awaitable[Foreseen]]
) -> Foreseen:
    session.previews.forget(wanted)
    why = session.previews.unreachable
    try:
        if not why:
            return await look(session.deadline(_LOOK_SECONDS))
    except ArmError as failure:
        if isinstance(failure, RequestFailed) and failure.status == HTTPStatus.BAD_REQUEST:
            raise  # Azure does not take the question, and will not take it in the up either
        why = str(failure).partition("\n")[0]
        lost = failure if isinstance(failure, ConnectionLost) else failure.__cause__
        if isinstance(lost, ConnectionLost) and not lost.sent:
            session.previews.unreachable = why
    session.report.note(f"could not look at {place(wanted.target)}, up will look for {sought(wanted)}: {why}")
    return "unseen"


def _say(session: Session, spec: ServiceSpec, wanted: ApprovalInputs, connection: Connection) -> Foreseen:
    step = plan(connection, wanted.status, wanted.description, wanted.actions_required, spec)
    found = f"{describe(connection, wanted)} of {place(wanted.target)}"
    if isinstance(step, Refuse):
        raise stands(connection, wanted.status, step.reason)
    session.take(connection, wanted.status)
    if not session.previews.remember(wanted, connection):
        session.report.warn("what is shown here cannot be kept: up will not compare with it")
    if isinstance(step, Adopt):
        session.report.note(f"already {wanted.status}, nothing would be sent: connection {found}")
        if step.note is not None:
            session.report.warn(f"connection {found}: {step.note}")
        return "have"
    if isinstance(step, WaitOut):
        session.report.note(f"in motion, up would wait and look again: connection {found}")
        return "move"
    session.report.note(f"would send {wanted.status} to connection {found}")
    return "change" if connection.status == wanted.status else "decide"
