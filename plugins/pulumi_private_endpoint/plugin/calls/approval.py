"""`PrivateEndpointApproval`, call by call: property bags become types here, and types become bags."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pulumi_private_endpoint.arm import ResourceId
from pulumi_private_endpoint.connections.errors import ConnectionTaken
from pulumi_private_endpoint.connections.properties import diff as changes
from pulumi_private_endpoint.connections.properties import state
from pulumi_private_endpoint.connections.properties.fields import FOUND, INPUTS, SECRET, STATUS
from pulumi_private_endpoint.connections.properties.inputs import from_props, input_warnings, problems
from pulumi_private_endpoint.connections.properties.secrets import mark_secrets
from pulumi_private_endpoint.connections.properties.unknown import is_unknown
from pulumi_private_endpoint.connections.reconcile import approve
from pulumi_private_endpoint.connections.reconcile.preview import preview_create, preview_update
from pulumi_private_endpoint.connections.reconcile.preview_lines import not_known
from pulumi_private_endpoint.connections.reconcile.refresh import adopt, refresh
from pulumi_private_endpoint.connections.reconcile.release import release
from pulumi_private_endpoint.plugin.values import NOT_KNOWN

from . import kept as cut_short
from .answers import Checked, Difference, Found, Kind, Props, kind_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pulumi_private_endpoint.connections.model import Connection
    from pulumi_private_endpoint.connections.runtime.session import Session
    from pulumi_private_endpoint.plugin.values import Secrets

    from .call import Call

TOKEN = "private-endpoint:index:PrivateEndpointApproval"  # noqa: S105 - a Pulumi type
_LOOK_SECONDS = 300.0
_SEEN = (*state.OUTPUTS, *FOUND)
# What most connections do not have, or only the state does.
_NOT_FORESEEN = frozenset({state.APPROVED_ENDPOINT, state.REWRITTEN, state.DECLARED, "actionsRequired"})


def check(call: Call, olds: Props, news: Props, secrets: Secrets) -> Checked:
    """Typed inputs, or a line for each that is wrong."""
    given = {name: value for name, value in news.items() if value is not None}
    for doubt in input_warnings(given):
        call.report.warn(str(doubt))
    inputs = mark_secrets(given, plain_texts(given, secrets), olds)
    inputs |= {} if "status" in given else STATUS
    return Checked(inputs, [str(problem) for problem in problems(given)])


def plain_texts(given: Mapping[str, Any], secrets: Secrets, *above: str) -> Props:
    """The inputs that are no secrets, by their names."""
    return {name: value for name, value in given.items() if not secrets.has((*above, name))}


def diff(call: Call, olds: Props, old_inputs: Props, news: Props) -> Difference:
    """Replace for another connection, update for anything else."""
    replaces = changes.replacing(olds, news)
    updates = [] if replaces else changes.updating(olds, news, changes.spec_of(olds))
    same = call.checked and {name: old_inputs.get(name) for name in (*INPUTS, SECRET)} == {
        name: news.get(name) for name in (*INPUTS, SECRET)
    }
    if same and not changes.beyond_texts(updates):
        updates = []  # the inputs are as before, and so is what the service made of them
    if call.checked and not replaces:
        _claim(call, olds, news)
    before = state.declared_inputs(olds)
    paths = {name: kind_of(name, before, news, replaces=True) for name in replaces}
    paths |= {name: kind_of(name, before, news) for name in updates if name in INPUTS}
    paths |= {state.APPROVED_ENDPOINT: Kind.DELETE} if state.APPROVED_ENDPOINT in updates else {}
    return Difference(bool(replaces or updates), paths, tuple(replaces))


def _claim(call: Call, olds: Props, news: Props) -> None:
    if is_unknown(news["status"]):
        return
    target = ResourceId.parse(olds["targetResourceId"])
    refused = call.claim([(target, olds["connectionName"], call.name, news["status"])])
    if refused:
        raise ConnectionTaken(refused[0])


async def create(call: Call, props: Props) -> tuple[str, Props]:
    """Approve the one connection; what an earlier run did is adopted. In a preview, say so."""
    if call.preview:
        return "", await _previewed(call, props)
    wanted = from_props(props)
    approved = await call.run(
        lambda session: approve.approve(session, session.bounded(wanted)), wanted.timeout, wanted.tenant_id
    )
    return str(approved.connection.id), cut_short.decided(props, approved)


def kept(call: Call, olds: Props, news: Props) -> tuple[str, Props] | None:
    """Id and state of one that was cut short: None unless a decision was sent that may stand."""
    outs = cut_short.of_approval(call.call_record, olds, news)
    return None if outs is None else (outs["connectionId"], outs)


async def _previewed(call: Call, props: Props) -> Props:
    why = not_known(props)
    if why:
        call.report.note(why)
    else:
        wanted = from_props(props)
        await call.run_preview(
            lambda session: preview_create(session, wanted), _LOOK_SECONDS, wanted.tenant_id, "unread"
        )
    return foreseen(props, call.call_record.connection)


def foreseen(props: Props, connection: Connection | None) -> Props:
    """The state as it would be: what depends on a connection that is not seen yet is not known."""
    if connection is None:
        return {name: NOT_KNOWN for name in _SEEN if name not in _NOT_FORESEEN} | props
    outs = cut_short.seen(props, connection)
    given = {name: props[name] for name in ("status", "description", "actionsRequired") if name in props}
    return outs | {"provisioningState": NOT_KNOWN} | given


async def update(call: Call, olds: Props, news: Props) -> Props:
    """Bring the approved connection to what is wanted now. In a preview, say what would be done."""
    if call.preview:
        return await _previewed_update(call, olds, news)
    wanted = from_props(news)
    again = await call.run(
        lambda session: approve.reapprove(session, session.bounded(wanted), *state.identity(olds)),
        wanted.timeout,
        wanted.tenant_id,
    )
    return cut_short.decided(news, again, olds)


async def _previewed_update(call: Call, olds: Props, news: Props) -> Props:
    why = not_known(news)
    if why:
        call.report.note(why)
    else:
        wanted = from_props(news)
        await call.run_preview(
            lambda session: preview_update(session, wanted, olds), _LOOK_SECONDS, wanted.tenant_id, "unread"
        )
    return {name: olds[name] for name in _SEEN if name in olds} | {"provisioningState": NOT_KNOWN} | news


async def read(call: Call, id_: str, props: Props, inputs: Props) -> Found | None:
    """The truth, and the inputs as it shows them; for an import, those that one would declare."""
    known = state.DECLARED in props
    if not known and not inputs and not props:
        return await _imported(call, id_)
    given = props if known else inputs or props
    outs = await call.run(lambda session: refresh(session, id_, given), _LOOK_SECONDS, given.get("tenantId"))
    return None if outs is None else Found(outs, state.declared_inputs(outs))


async def _imported(call: Call, id_: str) -> Found:
    async def work(session: Session) -> Found:
        inputs, connection = await adopt(session, id_)
        return Found(cut_short.seen(inputs, connection), inputs)

    return await call.run(work, _LOOK_SECONDS, None)


async def delete(call: Call, props: Props) -> None:
    """Keep, reject or delete the connection, as `onDestroy` says; gone already is success."""
    wanted = from_props(state.declared_inputs(props))
    await call.run(
        lambda session: release(session, session.bounded(wanted), *state.identity(props)),
        wanted.timeout,
        wanted.tenant_id,
    )
