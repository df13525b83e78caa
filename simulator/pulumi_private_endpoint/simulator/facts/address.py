"""What a request path points at.

ARM compares path segments without case (L41), so paths are taken apart rather than matched. Whatever is
not a target, its connections or an operation is refused with ARM's own errors (E25).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from pulumi_private_endpoint.simulator.errors import WireError

from . import table as facts_table

if TYPE_CHECKING:
    from .table import Facts

_CHILD = "privateendpointconnections"
_MIN_TARGET_SEGMENTS = 8
_MIN_OPERATION_SEGMENTS = 8


class Kind(Enum):
    """What is addressed."""

    TARGET = "target"
    LIST = "list"
    CONNECTION = "connection"
    ACTION = "action"


@dataclass(frozen=True, slots=True)
class Address:
    """A path to a target or below it. `target` keeps the caller's casing."""

    kind: Kind
    facts: Facts
    target: str
    subscription: str
    name: str = ""

    @property
    def group(self) -> str:
        """The resource group's name."""
        return self.target.split("/")[4]

    @property
    def api_versions(self) -> tuple[str, ...]:
        """The api-versions that are served here, oldest first; ARM keeps them for each type by itself."""
        own = self.facts.target_versions if self.kind is Kind.TARGET else ()
        return own or self.facts.api_versions

    @property
    def connection_id(self) -> str:
        """The connection's id as ARM compares it: lower-cased."""
        return connection_key(self.target, self.name)


@dataclass(frozen=True, slots=True)
class OperationPath:
    """A path to the status or the result of an operation."""

    subscription: str
    id: str


def connection_key(target: str, name: str) -> str:
    """A connection's id as ARM compares it: lower-cased."""
    return f"{target.rstrip('/')}/{_CHILD}/{name}".lower()


def parse_target(target: str) -> Facts:
    """The facts of a target's ARM id.

    Raises:
        ValueError: not the id of a type that takes private endpoint connections.
    """
    try:
        address = parse(target)
    except WireError as error:
        raise ValueError(f"{target!r} is not the ARM id of a known type: {error.message}") from error
    if not isinstance(address, Address) or address.kind is not Kind.TARGET:
        raise ValueError(f"{target!r} is not the ARM id of a resource that takes connections")
    return address.facts


def parse(path: str) -> Address | OperationPath:
    """Reads a request path.

    Raises:
        WireError: the provider or the type is unknown, or the path is none of ARM's.
    """
    segments = path.strip("/").split("/")
    lower = [segment.lower() for segment in segments]
    if len(segments) > 1 and lower[0] == "subscriptions":
        if _is_operation(lower):
            return OperationPath(segments[1], segments[-1])
        if len(segments) >= _MIN_TARGET_SEGMENTS and (lower[2], lower[4]) == ("resourcegroups", "providers"):
            return _parse_resource(segments, lower)
    raise WireError(404, "NotFound", f"The path '{path}' is not one this simulator serves.")


def _is_operation(lower: list[str]) -> bool:
    in_location = len(lower) == _MIN_OPERATION_SEGMENTS and (lower[2], lower[4]) == ("providers", "locations")
    # API Management's page shows a Location under the service itself.
    in_service = len(lower) == 10 and lower[8:] == ["apis", "tempgroup"]  # noqa: PLR2004 - its length
    return (in_location and lower[6].startswith("operation")) or in_service


def _parse_resource(segments: list[str], lower: list[str]) -> Address:
    rest = segments[6:]
    kind, name, action = Kind.TARGET, "", ""
    if _CHILD in lower[6:]:
        at = lower.index(_CHILD, 6) - 6
        kind, name = _child(rest[at + 1 :])
        rest = rest[:at]
    elif len(rest) % 2:
        rest, action, kind = rest[:-1], rest[-1].lower(), Kind.ACTION
    namespace, arm_type = segments[5], "/".join([segments[5], *rest[::2]])
    facts = facts_table.find(arm_type)
    if facts is None or (action and facts.action.lower() != action):
        raise _unknown_type(namespace, "/".join([*rest[::2], action]).rstrip("/"))
    return Address(kind, facts, "/" + "/".join([*segments[:6], *rest]), segments[1], name)


def _child(after: list[str]) -> tuple[Kind, str]:
    if not after:
        return Kind.LIST, ""
    if len(after) == 1:
        return Kind.CONNECTION, after[0]
    raise WireError(404, "NotFound", "Private endpoint connections have no children.")


def _unknown_type(namespace: str, resource_type: str) -> WireError:
    if not facts_table.has_namespace(namespace):
        return WireError(404, "InvalidResourceNamespace", f"The resource namespace '{namespace}' is invalid.")
    return WireError(
        404,
        "InvalidResourceType",
        f"The resource type '{resource_type}' could not be found in the namespace '{namespace}'.",
    )
