"""What a component tells Pulumi of itself: its inputs, by the names policies and state know them under.

A component's inputs are on record only if it hands them over, and then as they are; the approval itself
writes camelCase, so components do too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def wire_names(args: Mapping[str, Any]) -> dict[str, Any]:
    """The inputs that were given, in camelCase, those of tables inside a list included."""
    return {camel_case(name): _named(value) for name, value in args.items() if value is not None}


def camel_case(name: str) -> str:
    """`target_resource_id` as `targetResourceId`."""
    first, *others = name.split("_")
    return first + "".join(other.capitalize() for other in others)


def _named(value: Any) -> Any:
    if isinstance(value, Mapping):
        return wire_names(value)
    return [_named(entry) for entry in value] if isinstance(value, (list, tuple)) else value
