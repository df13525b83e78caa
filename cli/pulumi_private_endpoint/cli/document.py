"""The JSON of `list` and of single connections. Others build on it: a field may be added, none may change."""

from __future__ import annotations

import json
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from pulumi_private_endpoint.connections.model import PENDING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pulumi_private_endpoint.adoption.entries import Adoption
    from pulumi_private_endpoint.adoption.folders import Form
    from pulumi_private_endpoint.connections.model import Connection
    from pulumi_private_endpoint.inventory.scope import NotRead

SCHEMA = 1
_NOT_ASKED: Mapping[str, str] = MappingProxyType({})


def _unknown(_: Connection) -> None:
    """Who manages a connection, where no state was given."""


def entry(
    connection: Connection,
    tenants: Mapping[str, str] = _NOT_ASKED,
    managed_by: Callable[[Connection], str | None] = _unknown,
) -> dict[str, Any]:
    """One connection. Azure keeps one text: the requester's message first, the decision's reason after."""
    pending = connection.status == PENDING
    return {
        "id": str(connection.id),
        "target": str(connection.target),
        "name": connection.name,
        "status": connection.status,
        "requester": _text(connection.private_endpoint_id),
        "requesterSubscription": connection.requester_subscription_id,
        "requesterTenant": tenants.get((connection.requester_subscription_id or "").lower()),
        "groupIds": list(connection.group_ids),
        "description": None if pending else connection.description,
        "message": connection.description if pending else None,
        "managedBy": managed_by(connection),
    }


def inventory(
    scope: Mapping[str, Any],
    connections: Sequence[Connection],
    not_read: Sequence[NotRead],
    tenants: Mapping[str, str] = _NOT_ASKED,
    managed_by: Callable[[Connection], str | None] = _unknown,
) -> dict[str, Any]:
    """What `list` answers; an audit knows the tenants of requesters in other ones, and who manages what."""
    statuses = sorted({connection.status for connection in connections})
    return {
        "schema": SCHEMA,
        "scope": dict(scope),
        "summary": {
            "connections": len(connections),
            "byStatus": {
                status: sum(connection.status == status for connection in connections) for status in statuses
            },
            "notRead": len(not_read),
        },
        "connections": [entry(connection, tenants, managed_by) for connection in connections],
        "notRead": [{"scope": each.scope, "why": each.why} for each in not_read],
    }


def single(connection: Connection, **more: Any) -> dict[str, Any]:
    """What a command about one connection answers."""
    return {"schema": SCHEMA, "connection": entry(connection), **more}


def adopted(
    scope: Mapping[str, Any], programs: Sequence[Adoption], form: Form, not_read: Sequence[NotRead]
) -> dict[str, Any]:
    """What `adopt` answers: the files of each program by their names, and what no program says."""
    return {
        "schema": SCHEMA,
        "scope": dict(scope),
        "programs": [
            {
                "subscription": each.subscription,
                "connections": [str(one.connection.id) for one in each.entries],
                "files": form.files(each),
            }
            for each in programs
            if each.entries
        ],
        "toDo": [
            {"connection": str(one.connection.id), "why": one.why} for each in programs for one in each.to_do
        ],
        "notRead": [{"scope": each.scope, "why": each.why} for each in not_read],
    }


def text(document: Mapping[str, Any] | Sequence[Any]) -> str:
    """As it is printed: whatever requesters wrote, nothing in it can drive a terminal."""
    return json.dumps(document, indent=2, ensure_ascii=True)


def _text(value: object | None) -> str | None:
    return None if value is None else str(value)
