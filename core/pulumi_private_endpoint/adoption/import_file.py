"""What `pulumi import --file` reads: what is adopted is in the state then, and no run was needed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from pulumi_private_endpoint.connections.properties import state
from pulumi_private_endpoint.connections.services.lookup import spec_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .entries import Entry

DYNAMIC = "pulumi-python:dynamic/privateendpoint:PrivateEndpointApproval"
PLUGIN = "private-endpoint:index:PrivateEndpointApproval"
STORED_PROVIDER = {
    "__provider": "gASVOgAAAAAAAACMKXB1bHVtaV9wcml2YXRlX2VuZHBvaW50LmFwcHJvdmFsLnByb3ZpZGVylI"
    "wIUFJPVklERVKUk5Qu"
}
"""The dynamic provider as states have it: a pickle of its name, `…approval.provider` and `PROVIDER`."""


def for_plugin(entries: Sequence[Entry]) -> str:
    """Type, name and id: the plugin reads the rest from Azure."""
    return _text({"type": PLUGIN, "name": entry.name, "id": str(entry.connection.id)} for entry in entries)


def for_dynamic(entries: Sequence[Entry]) -> str:
    """The same with the state as it would be, since nobody reads it (CLI 3.254 or newer)."""
    return _text(map(_dynamic, entries))


def _dynamic(entry: Entry) -> dict[str, Any]:
    connection = entry.connection
    spec = spec_for(connection.target.type, entry.inputs.get("apiVersion"))
    history = state.first_seen(connection, previous_status=connection.status)
    outputs = state.outputs(entry.inputs, connection, spec, history)
    return {
        "type": DYNAMIC,
        "name": entry.name,
        "id": str(connection.id),
        "inputs": {**entry.inputs, **STORED_PROVIDER},
        "outputs": outputs | STORED_PROVIDER,
    }


def _text(resources: Any) -> str:
    return json.dumps({"resources": list(resources)}, indent=2) + "\n"
