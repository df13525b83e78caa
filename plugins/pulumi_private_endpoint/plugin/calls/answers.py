"""What the calls of a resource answer, before it goes over the wire."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pulumi.runtime.proto import provider_pb2

if TYPE_CHECKING:
    from collections.abc import Mapping

Kind = provider_pb2.PropertyDiff.Kind
Props = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Checked:
    """Inputs as they go on, and what is wrong with them."""

    inputs: Props
    failures: list[str]


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs, by the property's path.

    Attributes:
        changes: Whether anything does, also what has no path of its own.
        paths: By path, in which way.
        replaces: The properties for which there must be another resource.
    """

    changes: bool
    paths: Mapping[str, Kind.ValueType] = field(default_factory=dict)
    replaces: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """A resource as it is: its state, and the inputs as they would be declared."""

    outs: Props
    inputs: Props


def kind_of(name: str, before: Mapping[str, Any], after: Mapping[str, Any], *, replaces: bool = False) -> Any:
    """In which way a property differs."""
    if before.get(name) is None:
        return Kind.ADD_REPLACE if replaces else Kind.ADD
    if after.get(name) is None:
        return Kind.DELETE_REPLACE if replaces else Kind.DELETE
    return Kind.UPDATE_REPLACE if replaces else Kind.UPDATE
