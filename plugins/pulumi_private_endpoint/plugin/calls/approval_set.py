"""`PrivateEndpointApprovalSet`, call by call: what is done is the core's, for each entry on its own."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pulumi_private_endpoint.connections.errors import ApprovalError, ConnectionTaken
from pulumi_private_endpoint.connections.properties import diff as entry_diff
from pulumi_private_endpoint.connections.properties import state as entry_state
from pulumi_private_endpoint.connections.properties.fields import INPUTS
from pulumi_private_endpoint.connections.properties.unknown import is_unknown
from pulumi_private_endpoint.connections.sets import state
from pulumi_private_endpoint.connections.sets.claims import claims_of
from pulumi_private_endpoint.connections.sets.diff import (
    Changes,
    beyond_texts,
    compare,
    entry_updates,
    is_wholly_unknown,
)
from pulumi_private_endpoint.connections.sets.inputs import (
    APPROVALS,
    OWN,
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
from pulumi_private_endpoint.connections.sets.releases import refuse_too_many, releases_of
from pulumi_private_endpoint.plugin.values import NOT_KNOWN

from . import kept as cut_short
from .answers import Checked, Difference, Found, Kind, Props, kind_of
from .approval import foreseen, plain_texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pulumi_private_endpoint.plugin.values import Secrets

    from .call import Call

TOKEN = "private-endpoint:index:PrivateEndpointApprovalSet"  # noqa: S105 - a Pulumi type


def check(call: Call, olds: Props, news: Props, secrets: Secrets) -> Checked:
    """Inputs, or a line for each problem of the set or of an entry."""
    inputs = complete(news)
    failures = problems(inputs)
    for doubt in input_warnings(inputs):
        call.report.warn(doubt)
    if not failures:
        call.command.releases[call.urn] = max_releases(inputs)
    return Checked(mark_secrets(inputs, _plain(inputs, secrets), olds), failures)


def _plain(inputs: Props, secrets: Secrets) -> Props:
    entries = inputs.get(APPROVALS)
    given = entries.items() if isinstance(entries, Mapping) else ()
    return {
        key: plain_texts(entry, secrets, APPROVALS, key) for key, entry in given if isinstance(entry, Mapping)
    }


def diff(call: Call, olds: Props, old_inputs: Props, news: Props) -> Difference:
    """Update for any entry that differs, never replace."""
    if not isinstance(news[APPROVALS], dict):  # not known yet (preview)
        return Difference(changes=True, paths={APPROVALS: Kind.UPDATE})
    differing = compare(olds, news)
    refused = call.claim(claims_of(differing, olds, news, call.name)) if call.checked else []
    names = (APPROVALS, *OWN)
    same = call.checked and {name: old_inputs.get(name) for name in names} == {
        name: news.get(name) for name in names
    }
    if not differing or (same and not beyond_texts(differing, olds, news)):
        if refused:
            raise ConnectionTaken("\n  ".join(refused))
        return Difference(changes=False)
    if call.checked:
        going = releases_of(differing, olds, news)
        refuse_too_many(going.certain(), going.total, max_releases(news))
    return Difference(changes=True, paths=dict(_paths(differing, olds, news)))


def _paths(differing: Changes, olds: Props, news: Props) -> Iterator[tuple[str, Any]]:
    for name in OWN:
        if olds.get(name) != news.get(name):
            yield name, kind_of(name, olds, news)
    for key in differing.added:
        yield _path(key), Kind.UPDATE if key in olds.get(APPROVALS, {}) else Kind.ADD
    for key in differing.removed:
        yield _path(key), Kind.DELETE
    for key in (*differing.replaced, *differing.updated):
        yield from _entry_paths(key, state.unpacked(olds, key), news[APPROVALS][key])


def _entry_paths(key: str, bag: Props, entry: Any) -> Iterator[tuple[str, Any]]:
    if is_wholly_unknown(entry):
        yield _path(key), Kind.UPDATE
        return
    before = entry_state.declared_inputs(bag)
    names = [*entry_diff.replacing(bag, entry), *entry_updates(bag, entry)]
    for name in dict.fromkeys(names):
        if name in INPUTS:
            yield f"{_path(key)}.{name}", kind_of(name, before, entry)
        elif name == entry_state.APPROVED_ENDPOINT:
            yield f"{_path(key, 'results')}.{name}", Kind.DELETE


def _path(key: str, of: str = APPROVALS) -> str:
    # The engine looks the key up by it: a path of Pulumi's, and no label.
    escaped = key.replace("\\", "\\\\").replace('"', '\\"')
    return f'{of}["{escaped}"]'


async def create(call: Call, props: Props) -> tuple[str, Props]:
    """Approve every entry; what an earlier run did is adopted. In a preview, say what would be done."""
    if call.preview:
        return "", await _previewed(call, {}, props)
    return _new_id(call), await _apply(call, {}, props, None)


def _new_id(call: Call) -> str:
    return f"{call.urn.split('::', 3)[-1]}-{uuid.uuid4().hex[:12]}"


def kept(call: Call, olds: Props, news: Props) -> tuple[str, Props] | None:
    """Id and state of one that was cut short: None where nothing came of any entry."""
    outs = cut_short.of_set(call.call_record, olds, news)
    return None if outs is None else (_new_id(call), outs)


async def update(call: Call, olds: Props, news: Props) -> Props:
    """Bring the entries that differ to what is wanted now; the others are not touched."""
    if call.preview:
        return await _previewed(call, olds, news)
    return await _apply(call, olds, news, max_releases(news))


async def read(call: Call, id_: str, props: Props, _inputs: Props) -> Found | None:
    """The truth about every entry, and the inputs as it shows them."""
    if state.RESULTS not in props:
        raise ApprovalError(
            f"a set cannot be read by an id ({id_}): declare it, and what is approved is adopted"
        )
    outs = await call.run(
        lambda session: refresh_set(session, props), longest(props, each=call.timeout), tenant(props)
    )
    return Found(outs, state.inputs(outs))


async def delete(call: Call, props: Props) -> None:
    """Do with every connection what its `onDestroy` says; bound as an update if the set was replaced."""
    await _apply(call, props, {}, call.command.releases.get(call.urn))


async def _apply(call: Call, olds: Props, news: Props, allowed: int | None) -> Props:
    return await call.run(
        lambda session: apply(session, olds, news, allowed, recorded=True),
        longest(olds, news, each=call.timeout),
        tenant(news if news.get(APPROVALS) else olds),
    )


async def _previewed(call: Call, olds: Props, news: Props) -> Props:
    """Say what would be done; returns the state as it would be."""
    if not isinstance(news[APPROVALS], dict):
        return {**news, state.RESULTS: NOT_KNOWN}
    tenant_id = tenant(news)
    nothing: list[str] = []
    failures = await call.run_preview(
        lambda session: preview_set(session, olds, news),
        longest(olds, news, each=call.timeout),
        None if is_unknown(tenant_id) else tenant_id,
        nothing,
    )
    if failures:
        many = "approval" if len(failures) == 1 else "approvals"
        raise ApprovalError("\n  ".join([f"{len(failures)} {many} would fail", *failures]))
    return _foreseen(call, olds, news)


def _foreseen(call: Call, olds: Props, news: Props) -> Props:
    touched = compare(olds, news).touched
    results: Props = {}
    for key, entry in news[APPROVALS].items():
        call_record = call.call_record.entries.get(key)
        if key in state.keys(olds) and key not in touched:
            results[key] = olds[state.RESULTS][key]
        elif call_record is None or call_record.connection is None or is_unknown(entry):
            results[key] = NOT_KNOWN
        else:
            bag = foreseen(entry, call_record.connection)
            results[key] = state.packed(news, [(key, bag)])[state.RESULTS][key]
    return {**news, state.RESULTS: results}
