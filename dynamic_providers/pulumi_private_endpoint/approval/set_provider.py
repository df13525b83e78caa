"""The dynamic provider of sets: Pulumi's seven calls, handed to the set's own rooms."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Any

from pulumi.dynamic import (
    CheckFailure,
    CheckResult,
    CreateResult,
    DiffResult,
    ReadResult,
    UpdateResult,
)

from pulumi_private_endpoint.connections.properties.unknown import is_unknown
from pulumi_private_endpoint.connections.sets import state
from pulumi_private_endpoint.connections.sets.claims import claims_of
from pulumi_private_endpoint.connections.sets.diff import Changes, beyond_texts, compare
from pulumi_private_endpoint.connections.sets.inputs import (
    APPROVALS,
    complete,
    input_warnings,
    mark_secrets,
    max_releases,
    problems,
    tenant,
)
from pulumi_private_endpoint.connections.sets.preview import preview_set
from pulumi_private_endpoint.connections.sets.reconcile import apply, longest
from pulumi_private_endpoint.connections.sets.refresh import refresh_set
from pulumi_private_endpoint.connections.sets.releases import (
    TooManyReleases,
    refuse_too_many,
    releases_of,
)

from .host import process
from .host.failed import ApprovalFailed
from .host.plain import PLAIN
from .host.property_bag import inputs_of, moved, name_of, preview_of
from .host.stored_provider import StoredProvider, warn_of_inputs

_NAMELESS = "approvals"  # what an id begins with where nobody told the set's name


class PrivateEndpointApprovalSetProvider(StoredProvider):
    """Approves, observes and releases many connections in one call."""

    def check(self, _olds: dict[str, Any], news: dict[str, Any]) -> CheckResult:
        """Inputs or one failure for each problem; in preview of a new set also a look at each connection."""
        inputs, previewed, name = complete(inputs_of(news)), preview_of(news), name_of(news)
        # Attached to no property: a failure is printed with the property's value, which may be a secret.
        failures = problems(inputs)
        warn_of_inputs(input_warnings(inputs), name)
        inputs = mark_secrets(inputs, news.get(PLAIN), _olds)
        process.shared().checks.add(inputs, inputs_of(_olds), name=name, preview=bool(previewed))
        if not failures:
            process.shared().sets[name] = max_releases(inputs)
            failures = _preview_problems({}, inputs, previewed) if previewed and not _olds else []
        return CheckResult(inputs, [CheckFailure("", failure) for failure in failures])

    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> DiffResult:
        """Update for any entry that differs, never replace; pure, but for the look in preview."""
        check = process.shared().checks.take(_news)
        if not isinstance(_news[APPROVALS], dict):  # not known yet (preview)
            return DiffResult(changes=True)
        differing = compare(_olds, _news)
        differing = replace(differing, itself=differing.itself or moved(_olds, _news))
        name = check.name if check else ""
        refused = process.shared().claim(claims_of(differing, _olds, _news, name)) if check else []
        same = check is not None and check.same
        if not differing or (same and not beyond_texts(differing, _olds, _news)):
            if refused:
                raise ApprovalFailed("\n  ".join(refused))
            return DiffResult(changes=False)
        if check:
            _refuse_too_many(differing, _olds, _news)
        failures = _preview_problems(_olds, _news, name) if check and check.preview else []
        if failures:
            many = "approval" if len(failures) == 1 else "approvals"
            raise ApprovalFailed("\n  ".join([f"{len(failures)} {many} would fail", *failures]))
        # None: the engine then shows each input that differs. It sees inputs only; what differs elsewhere,
        # such as another requester, must be told outright.
        shown = not same and state.inputs(_olds) != state.inputs(_news)
        return DiffResult(changes=None if shown else True)

    def create(self, props: dict[str, Any]) -> CreateResult:
        """Approve every entry; what an earlier run did is adopted."""
        name = process.shared().checks.name_of_new(props)
        return CreateResult(f"{name or _NAMELESS}-{uuid.uuid4().hex[:12]}", _apply({}, props, name, None))

    def read(self, id_: str, props: dict[str, Any]) -> ReadResult:
        """The truth about every entry, and the inputs as it shows them."""
        if state.RESULTS not in props:
            raise ApprovalFailed("a set cannot be read by an id: declare it, and what is approved is adopted")
        seconds = longest(props)
        outs = process.call(
            lambda session: refresh_set(session.named(_name(id_)), props), seconds, tenant(props)
        )
        return ReadResult(id_, outs, state.inputs(outs))

    def update(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> UpdateResult:
        """Bring the entries that differ to what is wanted now; the others are not touched."""
        name = process.shared().checks.name(_news)
        return UpdateResult(_apply(_olds, _news, name, max_releases(_news)))

    def delete(self, _id: str, _props: dict[str, Any]) -> None:
        """Do with every connection what its `on_destroy` says; bound as an update if the set was replaced."""
        name = _name(_id)
        _apply(_props, {}, name, process.shared().sets.get(name))


PROVIDER = PrivateEndpointApprovalSetProvider()
"""The one instance; states refer to it by this name."""


def _name(id_: str) -> str:
    """The set's name, of which its id was made: nothing else tells who it is outside of a program's run."""
    name = id_.rpartition("-")[0]
    return "" if name == _NAMELESS else name


def _refuse_too_many(differing: Changes, olds: dict[str, Any], news: dict[str, Any]) -> None:
    going = releases_of(differing, olds, news)
    try:
        refuse_too_many(going.certain(), going.total, max_releases(news))
    except TooManyReleases as failure:
        raise ApprovalFailed(str(failure)) from None


def _apply(olds: dict[str, Any], news: dict[str, Any], name: str, allowed: int | None) -> dict[str, Any]:
    return process.call(
        lambda session: apply(session.named(name), olds, news, allowed),
        longest(olds, news),
        tenant(news if news.get(APPROVALS) else olds),
    )


def _preview_problems(olds: dict[str, Any], news: dict[str, Any], name: str) -> list[str]:
    """What stands in the way, found by looking; `name` is the set's, where it is known."""
    if not isinstance(news[APPROVALS], dict):
        return []
    tenant_id = tenant(news)
    try:
        return process.preview(
            lambda session: preview_set(session.named(name), olds, news),
            longest(olds, news),
            None if is_unknown(tenant_id) else tenant_id,
            [],
            name,
        )
    except ApprovalFailed as failure:
        return [str(failure)]
