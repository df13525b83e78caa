"""What a component tells Pulumi of itself: its inputs, by the names policies and state know them under.

A component's inputs are on record only if it hands them over, and then as they are; the approval itself
writes camelCase, so components do too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pulumi


def check_names(args: Mapping[str, Any], inputs: Any, component: str) -> None:
    """Refuse an input that is misspelt or missing: a guard that is not read would guard nothing.

    `inputs` is the component's TypedDict.

    Raises:
        RunError: One line naming the first of them.
    """
    names = inputs.__required_keys__ | inputs.__optional_keys__
    for unknown in sorted(args.keys() - names):
        raise pulumi.RunError(
            f"{unknown} is not an input of {component}; there are {', '.join(sorted(names))}"
        )
    for missing in sorted(name for name in inputs.__required_keys__ if args.get(name) is None):
        raise pulumi.RunError(f"{missing} is missing in {component}")


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
