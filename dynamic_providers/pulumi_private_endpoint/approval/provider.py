"""The dynamic provider: Pulumi's seven calls, each a few lines.

Property bags become types here and types become bags; no HTTP, and no question
about any one service.
"""

from __future__ import annotations

from typing import Any, TypeVar

from pulumi.dynamic import (
    CheckFailure,
    CheckResult,
    CreateResult,
    DiffResult,
    ReadResult,
    UpdateResult,
)

from pulumi_private_endpoint.arm import ResourceId
from pulumi_private_endpoint.connections.errors import ApprovalError
from pulumi_private_endpoint.connections.properties import diff as changes
from pulumi_private_endpoint.connections.properties import state
from pulumi_private_endpoint.connections.properties.fields import STATUS
from pulumi_private_endpoint.connections.properties.inputs import from_props, input_warnings, problems
from pulumi_private_endpoint.connections.properties.secrets import mark_secrets
from pulumi_private_endpoint.connections.properties.unknown import is_unknown
from pulumi_private_endpoint.connections.reconcile import approve
from pulumi_private_endpoint.connections.reconcile.preview import preview_create, preview_update
from pulumi_private_endpoint.connections.reconcile.preview_lines import not_known
from pulumi_private_endpoint.connections.reconcile.refresh import refresh
from pulumi_private_endpoint.connections.reconcile.release import release

from .host import process
from .host.failed import ApprovalFailed
from .host.plain import PLAIN
from .host.property_bag import STORED_PROVIDER, inputs_of, moved, name_of, preview_of
from .host.stored_provider import StoredProvider, warn_of_inputs

_LOOK_SECONDS = 300.0
T = TypeVar("T")


class PrivateEndpointApprovalProvider(StoredProvider):
    """Approves, observes and releases private endpoint connections for Pulumi."""

    def check(self, _olds: dict[str, Any], news: dict[str, Any]) -> CheckResult:
        """Typed inputs or failures naming the property; in preview also a look at the connection."""
        props, previewed = inputs_of(news), preview_of(news)
        # A failure attached to a property is printed with its value, which may be a secret.
        failures = [CheckFailure("", str(problem)) for problem in problems(props)]
        warn_of_inputs(map(str, input_warnings(props)), name_of(news))
        inputs = mark_secrets(props, news.get(PLAIN), _olds)
        inputs |= {} if props.get("status") is not None else STATUS
        if previewed and not failures and not _olds:
            failures += _preview_problems(inputs, previewed)
        process.shared().checks.add(inputs, inputs_of(_olds), name=name_of(news), preview=bool(previewed))
        return CheckResult(inputs, failures)

    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> DiffResult:
        """Replace for another connection, update for anything else; pure, but for the look in preview."""
        check = process.shared().checks.take(_news)
        replaces = changes.replacing(_olds, _news)
        updates = [] if replaces else _updates(_olds, _news)
        same = check is not None and check.same
        if same and not changes.beyond_texts(updates):
            updates = []  # the inputs are as before, and so is what the service made of them
        if check and not replaces:
            _claim(_olds, _news, check.name)
        if updates and check and check.preview:
            _preview_update(_olds, _news, check.name)
        if not replaces and not updates:
            return DiffResult(changes=False)
        # None: the engine then compares the inputs itself and shows each one that differs, which a dynamic
        # provider cannot say. It sees inputs only, so another requester must be told outright.
        return DiffResult(
            changes=True if same or state.APPROVED_ENDPOINT in updates else None, replaces=replaces
        )

    def create(self, props: dict[str, Any]) -> CreateResult:
        """Approve the one connection; what an earlier run did is adopted."""
        wanted = from_props(props)
        name = process.shared().checks.name_of_new(props)
        approved = process.call(
            lambda session: approve.approve(session.named(name), wanted), wanted.timeout, wanted.tenant_id
        )
        history = state.first_seen(approved.connection, approved.request_message, approved.previous_status)
        return CreateResult(
            str(approved.connection.id), state.outputs(props, approved.connection, approved.spec, history)
        )

    def read(self, id_: str, props: dict[str, Any]) -> ReadResult:
        """The truth, and the inputs as it shows them, so that drift appears property by property."""
        tenant_id = props.get("tenantId")
        outs = process.call(lambda session: refresh(session, id_, props), _LOOK_SECONDS, tenant_id)
        return ReadResult(None, {}) if outs is None else ReadResult(id_, outs, state.declared_inputs(outs))

    def update(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> UpdateResult:
        """Bring the approved connection to what is wanted now."""
        wanted, name = from_props(_news), process.shared().checks.name(_news)
        again = process.call(
            lambda session: approve.reapprove(session.named(name), wanted, *state.identity(_olds)),
            wanted.timeout,
            wanted.tenant_id,
        )
        history = state.history(_olds, again.request_message)
        return UpdateResult(state.outputs(_news, again.connection, again.spec, history))

    def delete(self, _id: str, _props: dict[str, Any]) -> None:
        """Keep, reject or delete the connection, as `on_destroy` says; gone already is success."""
        wanted = from_props(state.declared_inputs(_props))
        process.call(
            lambda session: release(session, wanted, *state.identity(_props)),
            wanted.timeout,
            wanted.tenant_id,
        )


PROVIDER = PrivateEndpointApprovalProvider()
"""The one instance; states refer to it by this name."""


def _preview_problems(inputs: dict[str, Any], name: str) -> list[CheckFailure]:
    """What stands in the way of a new approval, found by looking."""
    if _says_unknown(inputs, name):
        return []
    wanted = from_props(inputs)
    try:
        process.preview(
            lambda session: preview_create(session.named(name), wanted),
            _LOOK_SECONDS,
            wanted.tenant_id,
            "unread",
            name,
        )
    except (ApprovalFailed, ApprovalError) as failure:
        return [CheckFailure("", str(failure))]
    return []


def _updates(olds: dict[str, Any], news: dict[str, Any]) -> list[str]:
    updates = changes.updating(olds, news, changes.spec_of(olds))
    return [*updates, STORED_PROVIDER] if moved(olds, news) else updates


def _claim(olds: dict[str, Any], news: dict[str, Any], name: str) -> None:
    if is_unknown(news["status"]):
        return
    target = ResourceId.parse(olds["targetResourceId"])
    refused = process.shared().claim([(target, olds["connectionName"], name, news["status"])])
    if refused:
        raise ApprovalFailed(refused[0])


def _preview_update(olds: dict[str, Any], news: dict[str, Any], name: str) -> None:
    if _says_unknown(news, name):
        return
    wanted = from_props(news)
    process.preview(
        lambda session: preview_update(session.named(name), wanted, olds),
        _LOOK_SECONDS,
        wanted.tenant_id,
        "unread",
        name,
    )


def _says_unknown(inputs: dict[str, Any], name: str) -> bool:
    """Whether there is nothing to look for yet, which is then said."""
    why = not_known(inputs)
    if why:
        report = process.shared().report
        report.note(f"{name}: {why}")
        report.flush()
    return bool(why)
