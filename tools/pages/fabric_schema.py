"""The schema of Fabric's two resources, which components make and programs may."""

from __future__ import annotations

from typing import Any

from pulumi_private_endpoint.fabric import REQUIRED
from pulumi_private_endpoint.plugin.calls import fabric_endpoint, fabric_status

_DYNAMIC = "pulumi-python:dynamic/privateendpoint"
_STRING = {"type": "string"}
_ENDPOINT_INPUTS: dict[str, dict[str, Any]] = {
    "workspaceId": {**_STRING, "description": "The Fabric workspace's id."},
    "managedPrivateEndpointName": {**_STRING, "description": "Its name there, of at most 64 characters."},
    "targetResourceId": {**_STRING, "description": "The id of the Azure resource that is connected to."},
    "groupId": {**_STRING, "description": "The sub-resource; none for a private link service."},
    "requestMessage": {**_STRING, "description": "What the request says while it is pending."},
    "targetFqdns": {
        "type": "array",
        "items": _STRING,
        "description": "The host names behind a private link service, at most 20.",
    },
}
_ENDPOINT_OUTPUTS: dict[str, dict[str, Any]] = {
    "endpointId": {**_STRING, "description": "Its id in Fabric."},
    "provisioningState": {**_STRING, "description": "How far Fabric has got with it."},
    "status": {**_STRING, "description": "What Fabric says of the connection."},
}
_STATUS_INPUTS: dict[str, dict[str, Any]] = {
    "workspaceId": {**_STRING, "description": "The Fabric workspace's id."},
    "endpointId": {**_STRING, "description": "The managed private endpoint's id there."},
    "connectionId": {**_STRING, "description": "The approved connection's id: the wait begins after that."},
    "waitSeconds": {"type": "number", "description": "How long Fabric may take, in seconds."},
}
RESOURCES: dict[str, Any] = {
    fabric_endpoint.TOKEN: {
        "description": "A managed private endpoint of a Fabric workspace, which asks for a connection. "
        "Fabric changes nothing of one: any other input is another endpoint.",
        "inputProperties": _ENDPOINT_INPUTS,
        "requiredInputs": list(REQUIRED),
        "properties": _ENDPOINT_INPUTS | _ENDPOINT_OUTPUTS,
        "required": [*REQUIRED, *_ENDPOINT_OUTPUTS],
        "aliases": [{"type": f"{_DYNAMIC}:FabricManagedPrivateEndpoint"}],
    },
    fabric_status.TOKEN: {
        "description": "What Fabric says of its managed private endpoint, once that is Approved.",
        "inputProperties": _STATUS_INPUTS,
        "requiredInputs": list(_STATUS_INPUTS),
        "properties": _STATUS_INPUTS | {"status": {**_STRING, "description": "What it says."}},
        "required": [*_STATUS_INPUTS, "status"],
        "aliases": [{"type": f"{_DYNAMIC}:FabricEndpointStatus"}],
    },
}
