"""What the state has to keep of a create or an update that was cut short: each decision as far as it came.

Pure. What is done is kept as done; what was sent and may stand, as it was seen last before that; all else as
it was. Where nothing came of it, nothing is kept. The engine marks what it keeps; the next `up` takes it up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pulumi_private_endpoint.connections.model import pending
from pulumi_private_endpoint.connections.properties import state
from pulumi_private_endpoint.connections.reconcile.approve import Approved
from pulumi_private_endpoint.connections.services.lookup import spec_for
from pulumi_private_endpoint.connections.sets import state as set_state
from pulumi_private_endpoint.connections.sets.diff import compare
from pulumi_private_endpoint.connections.sets.inputs import APPROVALS

if TYPE_CHECKING:
    from pulumi_private_endpoint.connections.model import Connection
    from pulumi_private_endpoint.connections.runtime.call_record import CallRecord
    from pulumi_private_endpoint.connections.sets.diff import Changes

    from .answers import Props


def of_approval(call_record: CallRecord, before: Props, props: Props) -> Props | None:
    """The state of one approval, whose state was `before`; empty: it had none."""
    done, connection = call_record.result, call_record.connection
    if isinstance(done, Approved):
        return decided(props, done, before)
    if connection is None or not call_record.may_stand:
        return None
    return seen(props, connection, before)


def decided(props: Props, approved: Approved, before: Props | None = None) -> Props:
    """The state once the connection has the decision."""
    history = (
        state.history(before, approved.request_message)
        if before
        else state.first_seen(approved.connection, approved.request_message, approved.previous_status)
    )
    return state.outputs(props, approved.connection, approved.spec, history)


def seen(props: Props, connection: Connection, before: Props | None = None) -> Props:
    """The state with the connection as it was seen; without a state `before`, it begins with that."""
    spec = spec_for(connection.target.type, props.get("apiVersion"))
    asked = pending(connection)
    history = (
        state.history(before, asked)
        if before
        else state.first_seen(connection, asked or props.get("requestMessage"), connection.status)
    )
    return state.outputs(props, connection, spec, history)


def of_set(call_record: CallRecord, olds: Props, news: Props) -> Props | None:
    """The state of a set on its way from `olds` to `news`."""
    if not call_record.sent and all(part.result is None for part in call_record.parts):
        return None
    differing = compare(olds, news)
    keys = dict.fromkeys((*news[APPROVALS], *set_state.keys(olds)))
    bags = {
        key: bag for key in keys if (bag := _of_entry(key, differing, call_record, olds, news)) is not None
    }
    absent = [key for key in set_state.absent(olds) if key in news[APPROVALS] and key not in bags]
    return set_state.packed(news, bags.items(), absent)


def _of_entry(
    key: str, differing: Changes, call_record: CallRecord, olds: Props, news: Props
) -> Props | None:
    before = set_state.unpacked(olds, key) if key in set_state.keys(olds) else None
    let_go = call_record.has_released(key)
    if key in differing.removed:
        return None if let_go else before
    if key not in call_record.entries or (key in differing.replaced and not let_go):
        # A key holds one connection: were the new one kept, nobody would let go of the old one any more.
        return before
    again = before if key in differing.updated else None
    return of_approval(call_record.entries[key], again or {}, news[APPROVALS][key]) or before
