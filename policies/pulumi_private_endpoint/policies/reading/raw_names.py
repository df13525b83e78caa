"""Which connection a raw resource is named after: an approval of that name is about the same one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .resource_types import azapi, is_raw_connection, native

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pulumi_private_endpoint.policies.rule import Member

_CONNECTIONS = "/privateendpointconnections"
_TARGET = re.compile(
    r"(?:/.*)?/resourcegroups/(?P<group>[^/]+)/providers/microsoft\.(?P<service>[^/]+)/.*/(?P<name>[^/]+)"
)


def path(text: str) -> str:
    """An id as it is compared: ARM takes it in any case, and with a slash too many."""
    return "/" + "/".join(part for part in text.strip().lower().split("/") if part)


@dataclass(frozen=True, slots=True)
class Raw:
    """A resource that writes one connection.

    Attributes:
        service: Of azure-native its module, which is called as ARM's namespace.
        words: What it says, in lower case: among that are the names of the connection, of its target and
            of the group. Every type has words of its own for them.
        parent: The target's id, where it says that.
    """

    urn: str
    service: str
    words: frozenset[str]
    parent: str | None = None

    def is_below(self, target: str) -> bool:
        """Whether its connection is one of that target's; `target` is a `path`."""
        if self.parent is not None:
            return self.parent == target
        found = _TARGET.fullmatch(target)
        if found is None or found["service"] != self.service:
            return False
        return {found["group"], found["name"]} <= self.words


def raw_connection(member: Member) -> Raw | None:
    """What a member says of the one connection it writes by name; None if it writes none so.

    Raises:
        UnknownValueError: a word of it is not known yet.
    """
    kind = native(member.type)
    if kind is not None and is_raw_connection(member.type):
        return Raw(member.urn, kind.partition(":")[0].lower(), _words(member.props))
    if azapi(member.type) is not None and _CONNECTIONS in str(member.props.get("type")).lower():
        return Raw(member.urn, "", _words(member.props), path(str(member.props.get("parentId") or "")))
    return None


def _words(props: Mapping[str, object]) -> frozenset[str]:
    return frozenset(value.lower() for value in props.values() if isinstance(value, str))
