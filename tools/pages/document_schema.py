"""Writes the plugin's schema.json, from the same rows and words as the page on the resources.

Usage: python -m tools.pages.document_schema [--check]. With `--check` nothing is written, and the exit code
is 1 when the file is not what the classes say. Defaults stand in it in words only: an SDK would send others
as if the program had given them, and a stack that changes doors would show a difference.
"""

from __future__ import annotations

import json
import re
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pulumi_private_endpoint.connections.properties.fields import ROWS, Kind, python_name
from pulumi_private_endpoint.plugin.calls import approval, approval_set, listing, nonce
from pulumi_private_endpoint.plugin.settings import SETTINGS
from pulumi_private_endpoint.plugin.words import in_schema_names
from tools.pages import component_schema, document_resource, fabric_schema
from tools.pages.page import Page

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

FOLDER = Path(__file__).parents[2] / "plugins/pulumi_private_endpoint/plugin"
_DYNAMIC = "pulumi-python:dynamic/privateendpoint"
_TYPE = "private-endpoint:index:"
_STRING = {"type": "string"}
_STRINGS = {"type": "array", "items": _STRING}
_INTEGER = {"type": "integer"}
_KINDS: Mapping[Kind, Mapping[str, Any]] = {Kind.BOOLEAN: {"type": "boolean"}, Kind.LIST: _STRINGS}
_ENUMS = {"status": "Decision", "onDestroy": "OnDestroy", "whenAbsent": "WhenAbsent"}
_WHEN_ABSENT = ("fail", "warn")
# Always there, once an approval is.
_CERTAIN = ["targetResourceId", "connectionId", "connectionName", "status", "description", "groupIds"]
_CERTAIN += ["previousStatus", "apiVersion", "service"]
_RESULT = ["connectionName", "privateEndpointId", "groupIds", "requestMessage", "description"]
_RESULT += ["actionsRequired", "previousStatus"]
_NONCE = {
    "description": "An unguessable text, the same on every run, by which a request is recognised.",
    "properties": {"value": {"type": "string", "description": "The text."}},
    "required": ["value"],
    "aliases": [{"type": f"{_DYNAMIC}:Nonce"}],
}
_SHOWN = {
    "connectionId": "The connection's Azure id.",
    "connectionName": "The connection's name.",
    "status": "Its status: `Pending` waits for a decision.",
    "description": "The text on it.",
    "requestMessage": "What the requester wrote, of one that waits.",
    "actionsRequired": "What the consumer has to do, if the service says so.",
    "privateEndpointId": "The endpoint that asks; absent where Azure hides it.",
    "requesterSubscriptionId": "The subscription of that endpoint.",
    "groupIds": "The sub-resources it is for, as far as the service shows them.",
    "provisioningState": "Its provisioning state, if the service has one.",
}


def schema() -> dict[str, Any]:
    """The whole schema."""
    settings = {name: _setting(name) for name in SETTINGS}
    made, held = component_schema.analyzed(
        _told([*document_resource.inputs(), *document_resource.entry_inputs()])
    )
    return {
        "name": "private-endpoint",
        "displayName": "Private endpoint approvals",
        "version": version("pulumi-private-endpoint"),
        "description": "Private endpoint approvals for Azure, as code.",
        "keywords": ["pulumi", "azure", "private-endpoint", "private-link", "approval", "category/network"],
        "license": "Apache-2.0",
        "meta": {"moduleFormat": "(.*)"},
        "language": {
            # `pulumi_private_endpoint`, as it would be called else, is the dynamic provider's.
            "python": {
                "packageName": "pulumi_private_endpoint_sdk",
                "pyproject": {"enabled": True},
                "respectSchemaVersion": True,
            },
            "nodejs": {"respectSchemaVersion": True},
            # Where codegen would say so itself, but for its hyphen, which the folder has not.
            "go": {
                "importBasePath": "example.com/pulumi-private-endpoint/sdk/go/privateendpoint",
                "respectSchemaVersion": True,
            },
            "csharp": {"respectSchemaVersion": True},
        },
        "config": {"variables": settings},
        "provider": {"description": "Where ARM is, and who signs in.", "inputProperties": settings},
        "types": _types() | held,
        "resources": {approval.TOKEN: _approval(), approval_set.TOKEN: _set(), nonce.TOKEN: _NONCE}
        | fabric_schema.RESOURCES
        | made,
        "functions": {listing.TOKEN: _listing()},
    }


def _setting(name: str) -> dict[str, Any]:
    setting = SETTINGS[name]
    kind = {"type": "boolean"} if setting.switch else _STRING
    return {**kind, "description": setting.description} | ({"secret": True} if setting.secret else {})


def _types() -> dict[str, Any]:
    entry = _approval_inputs() | {"whenAbsent": _input("whenAbsent", _told(document_resource.entry_inputs()))}
    words = {row.name: row.words for row in ROWS.values() if row.words} | {"whenAbsent": _WHEN_ABSENT}
    enums = {
        _TYPE + _ENUMS[name]: {"type": "string", "enum": [{"value": word} for word in each]}
        for name, each in words.items()
    }
    told = _told(document_resource.outputs())
    return enums | {
        f"{_TYPE}ApprovalEntry": _object("An approval of a set.", entry, ["targetResourceId"]),
        f"{_TYPE}ApprovalEntryState": _object(
            "An approval of a set, with what Azure shows in place of what was given.",
            {name: _as_output(name, each) for name, each in entry.items()},
            ["targetResourceId", "status"],
        ),
        f"{_TYPE}ApprovalResult": _object(
            "What the inputs of an approval of a set do not say.",
            {name: _output(name, told[name]) for name in _RESULT},
            [],
        ),
        f"{_TYPE}Connection": _object(
            "A private endpoint connection of a resource.",
            {name: _output(name, words) for name, words in _SHOWN.items()},
            ["connectionId", "connectionName", "status", "description", "groupIds"],
        ),
    }


def _approval() -> dict[str, Any]:
    told = _told(document_resource.outputs())
    inputs = _approval_inputs()
    outputs = {name: _as_output(name, each) for name, each in inputs.items() if name not in told}
    return {
        "description": "The owner's decision on one private endpoint connection of one Azure resource.\n\n"
        "Creating it finds exactly one connection, decides it, waits for the operation and reads the "
        "connection back. At least one of `connectionName`, `privateEndpointId`, `privateEndpointName` and "
        "`requestMessage` must be given, and all that are given must hold.",
        "inputProperties": inputs,
        "requiredInputs": [row.name for row in ROWS.values() if row.required],
        "properties": outputs | {name: _output(name, words) for name, words in told.items()},
        "required": _CERTAIN,
        "aliases": [{"type": f"{_DYNAMIC}:PrivateEndpointApproval"}],
    }


def _set() -> dict[str, Any]:
    told = _told(document_resource.set_inputs())
    own = {name: _described(_INTEGER, told[name]) for name in ("maxConcurrency", "maxReleases")}
    when_absent = {"whenAbsent": _input("whenAbsent", told)}
    return {
        "description": "The owner's decisions on many private endpoint connections, of one Azure resource or "
        "of many. Only entries that differ are touched; an entry that is taken out gets what its `onDestroy` "
        "says.",
        "inputProperties": {"approvals": _map("ApprovalEntry", told["approvals"]), **own, **when_absent},
        "requiredInputs": ["approvals"],
        "properties": {
            "approvals": _map("ApprovalEntryState", "By key: the inputs, with what Azure shows for them."),
            "results": _map("ApprovalResult", "By key: what the inputs do not say."),
            "absent": {
                "type": "object",
                "additionalProperties": _STRING,
                "description": "By key: the decision for a connection that was not there, where that is a "
                "warning; absent without any.",
            },
            **own,
            "whenAbsent": _described(_STRING, told["whenAbsent"]),
        },
        "required": ["approvals", "results"],
        "aliases": [{"type": f"{_DYNAMIC}:PrivateEndpointApprovalSet"}],
    }


def _listing() -> dict[str, Any]:
    inputs = _approval_inputs()
    return {
        "description": "The private endpoint connections of a resource: who is connected, and who waits.",
        "inputs": {
            "properties": {name: inputs[name] for name in ("targetResourceId", "apiVersion", "tenantId")},
            "required": ["targetResourceId"],
        },
        "outputs": {
            "properties": {
                "connections": {
                    "type": "array",
                    "items": {"$ref": f"#/types/{_TYPE}Connection"},
                    "description": "In the order of their names.",
                }
            },
            "required": ["connections"],
        },
    }


def _told(rows: Iterable[tuple[str, str, str]]) -> dict[str, str]:
    """By name in the schema, what is said of it: without links, and with the names of the schema."""
    wire = {python_name(name): name for name in (*_SHOWN, *(row.name for row in ROWS.values()), *_OTHERS)}
    said = ((wire[name.strip("`")], told.removesuffix(" **Required.**")) for name, _, told in rows)
    return {name: in_schema_names(re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", told)) for name, told in said}


_OTHERS = ("approvals", "maxConcurrency", "maxReleases", "whenAbsent", "previousStatus", "service")


def _approval_inputs() -> dict[str, Any]:
    told = _told(document_resource.inputs())
    return {row.name: _input(row.name, told, _KINDS.get(row.kind, _STRING)) for row in ROWS.values()}


def _input(name: str, told: Mapping[str, str], kind: Mapping[str, Any] = _STRING) -> dict[str, Any]:
    words = {"$ref": f"#/types/{_TYPE}{_ENUMS[name]}"} if name in _ENUMS else {}
    return _described({**kind, **words}, told[name])


def _as_output(name: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """The same of a state, which may have words that no program gives."""
    return {key: value for key, value in given.items() if key != "$ref"} if name in _ENUMS else dict(given)


def _output(name: str, told: str) -> dict[str, Any]:
    return _described(_STRINGS if name == "groupIds" else _STRING, told)


def _described(kind: Mapping[str, Any], told: str) -> dict[str, Any]:
    return {**kind, "description": told}


def _map(name: str, told: str) -> dict[str, Any]:
    values = {"$ref": f"#/types/{_TYPE}{name}"}
    return {"type": "object", "additionalProperties": values, "description": told}


def _object(told: str, properties: Mapping[str, Any], required: list[str]) -> dict[str, Any]:
    return {"type": "object", "description": told, "properties": properties, "required": required}


class Schema(Page):
    """The file, which ships."""

    __slots__ = ()

    def text(self) -> str:
        """The whole file."""
        return json.dumps(self.parts(), indent=2) + "\n"

    def write(self, folder: Path = FOLDER) -> None:
        """Write it where the plugin reads it."""
        Page.write(self, folder)

    def stale(self, folder: Path = FOLDER) -> list[str]:
        """A line if that is due; nothing is written."""
        return [line.removeprefix("docs/") for line in Page.stale(self, folder)]


PAGE = Schema("schema.json", schema)
