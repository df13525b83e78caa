"""The components' part of the plugin's schema, as Pulumi's own analyzer reads it from the classes.

Where a docstring is a base class's, which the analyzer does not see, the words are those of the approval.
"""

from __future__ import annotations

import inspect
import json
from typing import TYPE_CHECKING, Any

import pulumi
from pulumi.provider.experimental.component import ComponentProvider

from pulumi_private_endpoint import components
from pulumi_private_endpoint.connections.properties.fields import python_name
from pulumi_private_endpoint.connections.properties.naming import by_names

if TYPE_CHECKING:
    from collections.abc import Mapping

COMPONENTS = [
    kind
    for kind in map(components.__dict__.get, components.__all__)
    if inspect.isclass(kind) and issubclass(kind, pulumi.ComponentResource)
]
_REQUESTER = "private-endpoint:index:Requester"


def analyzed(told: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The resources, and the types that they need.

    Args:
        told: What is said of an approval's inputs, by name.
    """
    found = json.loads(ComponentProvider(COMPONENTS, "private-endpoint").schema or "{}")
    requester = found["types"][_REQUESTER]
    requester["description"] = "One expected requester, and how its approval is to be made."
    for name, each in requester["properties"].items():
        if name != "name":
            each.pop("plain", None)  # outputs will do, too
    for each in found["resources"].values():
        for described in each.get("inputProperties", {}).values():
            if "$ref" in described.get("items", {}):
                # Codegen for Go writes no type for an object that is plain and holds what is not.
                described["items"].pop("plain", None)
        each["description"] = inspect.cleandoc(each["description"]).partition("\n\nRaises:")[0]
    everything = [*found["resources"].values(), requester]
    named = by_names({python_name(name): name for each in everything for name in _names(each)})
    for each in everything:
        _describe(each, told, named)
    return found["resources"], found["types"]


def _names(each: Mapping[str, Any]) -> list[str]:
    return [name for of in ("properties", "inputProperties") for name in each.get(of, {})]


def _describe(each: dict[str, Any], told: Mapping[str, str], named: Any) -> None:
    each["description"] = named(each["description"])
    for of in ("properties", "inputProperties"):
        for name, described in each.get(of, {}).items():
            described["description"] = named(described.get("description") or told[name])
            for inner in ("items", "additionalProperties"):
                described.get(inner, {}).pop("description", None)
