"""The entries of a set as Python programs give and read them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pulumi_private_endpoint.arm import ResourceId
from pulumi_private_endpoint.connections.model import PENDING
from pulumi_private_endpoint.connections.properties.fields import SECRET
from pulumi_private_endpoint.connections.services.lookup import spec_for


def kept(approvals: Any) -> Any:
    """The same, with `{}` for None, which Pulumi would drop: an empty entry is not one that was taken out.

    What is still to come, as a whole or one entry, has `apply`.
    """
    if hasattr(approvals, "apply"):
        return approvals.apply(kept)
    if not isinstance(approvals, Mapping):
        return approvals
    return {key: _kept_entry(entry) for key, entry in approvals.items()}


def _kept_entry(entry: Any) -> Any:
    if hasattr(entry, "apply"):
        return entry.apply(_kept_entry)
    return {} if entry is None else entry


def whole(declared: Mapping[str, Any], found: Mapping[str, Any]) -> dict[str, Any]:
    """An entry as a single approval puts it out, by its Python names: what follows is not in the state."""
    message = {"description": declared["request_message"]} if "request_message" in declared else {}
    entry = {"previous_status": PENDING, **message, **found, **declared}
    entry.pop(SECRET, None)
    target, endpoint = ResourceId.parse(entry["target_resource_id"]), entry.get("private_endpoint_id")
    spec = spec_for(target.type, entry.get("api_version"))
    return entry | {
        "api_version": spec.api_version,
        "connection_id": str(target.child(spec.segment, entry["connection_name"])),
        "requester_subscription_id": ResourceId.parse(endpoint).subscription_id if endpoint else None,
        "service": spec.type,
    }
