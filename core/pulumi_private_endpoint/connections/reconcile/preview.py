"""What an `up` would do, said in the preview (rule 2). Reads only.

A dynamic provider's `create` never runs in preview, its `check` and `diff` do.
So they look: the preview names the connection, its requester and message, and
fails with the words `up` would fail with where the match is ambiguous,
forbidden or impossible. Whatever stands in the way of looking (no network, no
sign-in, a target that is still to be created) is a warning, and a failure only
where previews are strict.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Literal

from pulumi_private_endpoint.arm import ArmError, ConnectionLost, Deadline, RequestFailed
from pulumi_private_endpoint.connections.errors import NotLooked
from pulumi_private_endpoint.connections.plan import Adopt, Refuse, WaitOut, plan
from pulumi_private_endpoint.connections.properties import state
from pulumi_private_endpoint.connections.runtime.strictness import STRICT
from pulumi_private_endpoint.connections.selection import Match, NoMatch
from pulumi_private_endpoint.connections.services.lookup import lookup

from .approve import claimed, speak_to
from .decision import stands
from .find import listed, look_once, not_found, refusal, sought
from .preview_lines import Telling, found, overwrites, sending
from .read import place

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from pulumi_private_endpoint.connections.model import Connection
    from pulumi_private_endpoint.connections.properties.inputs import ApprovalInputs
    from pulumi_private_endpoint.connections.runtime.session import Session
    from pulumi_private_endpoint.connections.services.spec import ServiceSpec

Foreseen = Literal["decide", "change", "have", "move", "await", "unseen"]
"""What an `up` would do: send the decision, send other texts, nothing, look until it has come to rest, wait
for it to appear; or nobody could look."""

_LOOK_SECONDS = 20.0


async def foresee_create(session: Session, wanted: ApprovalInputs) -> Foreseen:
    """Say which connection a new approval would act on, and how.

    Raises:
        ApprovalError: It would fail: the match is ambiguous, forbidden, or cannot be decided so.
        NotLooked: Nobody could look, and previews are strict.
    """
    spec = speak_to(session, wanted)

    async def look(deadline: Deadline) -> Foreseen:
        outcome = await look_once(session, spec, wanted, deadline)
        if isinstance(outcome, Match):
            return _say(session, spec, wanted, outcome.connection, Telling(wanted.secrets))
        if not isinstance(outcome, NoMatch):
            raise refusal(outcome, wanted)
        if wanted.wait_for_connection == 0:
            raise not_found(outcome.seen, wanted)
        session.report.note(
            f"no connection matches {sought(wanted)} on {place(wanted.target)} yet: up will wait for it, "
            f"at most {min(wanted.wait_for_connection, wanted.timeout):.0f}s{listed(outcome.seen)}"
        )
        return "await"

    return await _looking(session, wanted, look)


async def foresee_update(session: Session, wanted: ApprovalInputs, olds: Mapping[str, Any]) -> Foreseen:
    """Say what would be sent to the connection that was approved before, if anything.

    Args:
        session: The shared parts of the process.
        wanted: The new inputs.
        olds: The state.

    Raises:
        ApprovalError: It would fail: gone, another requester, a guard, or a decision that stands.
        NotLooked: Nobody could look, and previews are strict.
    """
    spec = lookup(wanted.target.type, wanted.api_version)

    async def look(deadline: Deadline) -> Foreseen:
        current = await claimed(session, spec, wanted, *state.identity(olds), deadline)
        telling = Telling(state.own_secrets(olds, wanted), state.rewritten(olds, current))
        return _say(session, spec, wanted, current, telling)

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
        why = str(failure)
        lost = failure if isinstance(failure, ConnectionLost) else failure.__cause__
        if isinstance(lost, ConnectionLost) and not lost.sent:
            session.previews.unreachable = why
    return _unseen(session, wanted, why)


def _unseen(session: Session, wanted: ApprovalInputs, why: str) -> Foreseen:
    where = place(wanted.target)
    if session.strict:
        raise NotLooked(f"could not look at {where}, which {STRICT} makes an error: {why}")
    first_line = why.partition("\n")[0]
    session.report.warn(f"could not look at {where}, up will look for {sought(wanted)}: {first_line}")
    return "unseen"


def _say(
    session: Session, spec: ServiceSpec, wanted: ApprovalInputs, connection: Connection, telling: Telling
) -> Foreseen:
    step = plan(connection, wanted.status, wanted.description, wanted.actions_required, spec)
    report, what = session.report, found(connection, wanted)
    if isinstance(step, Refuse):
        raise stands(session, connection, wanted.status, step)
    session.take(connection, wanted.status)
    if not session.previews.remember(wanted, connection):
        report.warn("what is shown here cannot be kept: up will not compare with it")
    if isinstance(step, Adopt):
        report.note(f"already {wanted.status}, nothing would be sent: {what}")
        if step.note is not None:
            report.warn(f"{what}: {step.note}")
        return "have"
    if isinstance(step, WaitOut):
        report.note(f"in motion, up would wait and look again: {what}")
        return "move"
    say = report.warn if overwrites(connection, wanted, spec, telling) else report.note
    say(sending(connection, wanted, spec, telling))
    return "change" if connection.status == wanted.status else "decide"
