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
from pulumi_private_endpoint.connections.durations import told
from pulumi_private_endpoint.connections.errors import NotLooked
from pulumi_private_endpoint.connections.plan import Adopt, Refuse, WaitOut, plan
from pulumi_private_endpoint.connections.properties import state
from pulumi_private_endpoint.connections.runtime.strictness import STRICT
from pulumi_private_endpoint.connections.selection import Match, NoMatch
from pulumi_private_endpoint.connections.services.lookup import spec_for

from .approve import read_approved, resolve_spec
from .decision import cannot_become
from .find import describe_selectors, find_once, listed, not_found, refusal
from .preview_lines import PreviewContext, found, overwrites, sending
from .read import target_label

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from pulumi_private_endpoint.connections.model import Connection
    from pulumi_private_endpoint.connections.properties.fields import ApprovalInputs
    from pulumi_private_endpoint.connections.runtime.session import Session
    from pulumi_private_endpoint.connections.services.spec import ServiceSpec

Previewed = Literal["decide", "change", "have", "move", "await", "unread"]
"""What an `up` would do: send the decision, send other texts, nothing, look until it has come to rest, wait
for it to appear; or nobody could look."""

_LOOK_SECONDS = 20.0


async def preview_create(session: Session, wanted: ApprovalInputs) -> Previewed:
    """Say which connection a new approval would act on, and how.

    Raises:
        ApprovalError: It would fail: the match is ambiguous, forbidden, or cannot be decided so.
        NotLooked: Nobody could look, and previews are strict, or this is a command's dry run.
    """
    spec = resolve_spec(session, wanted)
    # Of a command nobody knows what it has written before.
    context = PreviewContext(wanted.secrets, foreign=not session.dry_run)

    async def preview(deadline: Deadline) -> Previewed:
        outcome = await find_once(session, spec, wanted, deadline)
        if isinstance(outcome, Match):
            return _say(session, spec, wanted, outcome.connection, context)
        if not isinstance(outcome, NoMatch):
            raise refusal(outcome, wanted)
        if wanted.wait_for_connection == 0:
            raise not_found(outcome.seen, wanted)
        session.report.note(
            f"no connection matches {describe_selectors(wanted)} on {target_label(wanted.target)} yet: "
            f"{session.up} will wait for it, at most {told(min(wanted.wait_for_connection, wanted.timeout))}"
            f"{listed(outcome.seen)}"
        )
        return "await"

    return await _previewing(session, wanted, preview)


async def preview_update(session: Session, wanted: ApprovalInputs, olds: Mapping[str, Any]) -> Previewed:
    """Say what would be sent to the connection that was approved before, if anything.

    Args:
        session: The shared parts of the process.
        wanted: The new inputs.
        olds: The state.

    Raises:
        ApprovalError: It would fail: gone, another requester, a guard, or a decision that stands.
        NotLooked: Nobody could look, and previews are strict.
    """
    spec = spec_for(wanted.target.type, wanted.api_version)

    async def preview(deadline: Deadline) -> Previewed:
        current = await read_approved(session, spec, wanted, *state.identity(olds), deadline)
        context = PreviewContext(state.own_secrets(olds, wanted), state.rewritten(olds, current))
        return _say(session, spec, wanted, current, context)

    return await _previewing(session, wanted, preview)


async def _previewing(
    session: Session, wanted: ApprovalInputs, preview: Callable[[Deadline], Awaitable[Previewed]]
) -> Previewed:
    session.preview_memory.forget(wanted)
    why = session.preview_memory.unreachable
    try:
        if not why:
            return await preview(session.deadline(_LOOK_SECONDS))
    except ArmError as failure:
        if isinstance(failure, RequestFailed) and failure.status == HTTPStatus.BAD_REQUEST:
            raise  # Azure does not take the question, and will not take it in the up either
        why = str(failure)
        lost = failure if isinstance(failure, ConnectionLost) else failure.__cause__
        if isinstance(lost, ConnectionLost) and not lost.sent:
            session.preview_memory.unreachable = why
    return _unseen(session, wanted, why)


def _unseen(session: Session, wanted: ApprovalInputs, why: str) -> Previewed:
    where = target_label(wanted.target)
    if session.dry_run:
        raise NotLooked(f"could not look at {where}: {why}")
    if session.strict:
        raise NotLooked(f"could not look at {where}, which {STRICT} makes an error: {why}")
    first_line = why.partition("\n")[0]
    session.report.warn(
        f"could not look at {where}, up will look for {describe_selectors(wanted)}: {first_line}"
    )
    return "unread"


def _say(
    session: Session,
    spec: ServiceSpec,
    wanted: ApprovalInputs,
    connection: Connection,
    context: PreviewContext,
) -> Previewed:
    step = plan(connection, wanted.status, wanted.description, wanted.actions_required, spec)
    report, what = session.report, found(connection, wanted)
    if isinstance(step, Refuse):
        raise cannot_become(session, connection, wanted.status, step)
    session.claim(connection, wanted.status)
    if not session.preview_memory.remember(wanted, connection):
        report.warn("what is shown here cannot be kept: up will not compare with it")
    if isinstance(step, Adopt):
        report.note(f"already {wanted.status}, nothing would be sent: {what}")
        if step.note is not None:
            report.warn(f"{what}: {step.note}")
        return "have"
    if isinstance(step, WaitOut):
        report.note(f"in motion, {session.up} would wait and look again: {what}")
        return "move"
    say = report.warn if overwrites(connection, wanted, spec, context) else report.note
    say(sending(connection, wanted, spec, context))
    return "change" if connection.status == wanted.status else "decide"
