"""The table `resources`: targets with what they show of themselves, and private endpoints."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from pulumi_private_endpoint.simulator.arm import answers
from pulumi_private_endpoint.simulator.facts import address, inline

from .rows import Row

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pulumi_private_endpoint.simulator.arm.state import Live, Snapshot
    from pulumi_private_endpoint.simulator.around import PrivateEndpoint
    from pulumi_private_endpoint.simulator.scenario import Target

    from .past import Seen

TENANT = "7c1a0000-0000-4000-8000-000000000001"
_STATE = "privateLinkServiceConnectionState"
_facts = lru_cache(2**16)(address.parse_target)


def rows(seen: Seen, subscriptions: frozenset[str] | None) -> Iterator[Row]:
    """The rows of a scope; None is all there is."""
    for key, target in seen.targets.items():
        if _is_in(target.id, subscriptions):
            yield _target(target, seen.connections.get(key, ()))
    for endpoint in seen.endpoints.values():
        if _is_in(endpoint.id, subscriptions):
            yield _endpoint(endpoint)


def _is_in(id_: str, subscriptions: frozenset[str] | None) -> bool:
    return subscriptions is None or id_.split("/", 3)[2].lower() in subscriptions


def _target(target: Target, connections: Sequence[tuple[Live, Snapshot]]) -> Row:
    kind = _facts(target.id).type.lower()
    return Row(_columns(target.id, kind), cache(lambda: _properties(target, kind, connections)))


def _properties(target: Target, kind: str, connections: Sequence[tuple[Live, Snapshot]]) -> dict[str, Any]:
    shown = inline.fields().get(kind)
    found: dict[str, Any] = {"provisioningState": "Succeeded", **answers.around(target)}
    if shown is not None:
        entries = [_thinned(answers.connection(live, snapshot), shown) for live, snapshot in connections]
        found["privateEndpointConnections"] = entries
    return found


def _thinned(body: dict[str, Any], shown: frozenset[str]) -> dict[str, Any]:
    """A connection with the fields alone that its type shows here."""
    properties = dict(body["properties"])
    state = dict(properties[_STATE])
    if "pe_id" not in shown:
        properties.pop("privateEndpoint", None)
    if "group_ids" not in shown:
        properties.pop("groupIds", None)
        properties.pop("groupId", None)
    for field in {"status", "description"} - shown:
        state.pop(field, None)
    plain = {name: body[name] for name in ("id", "name") if name in shown}
    return plain | {"properties": properties | {_STATE: state}}


def _endpoint(endpoint: PrivateEndpoint) -> Row:
    return Row(
        _columns(endpoint.id, "microsoft.network/privateendpoints"),
        lambda: answers.private_endpoint(endpoint)["properties"],
    )


def _columns(id_: str, kind: str) -> dict[str, Any]:
    parts = id_.rstrip("/").split("/")
    return {
        "id": id_.rstrip("/"),
        "name": parts[-1],
        "type": kind,
        "tenantId": TENANT,
        "subscriptionId": parts[2],
        "resourceGroup": parts[4],
    }
