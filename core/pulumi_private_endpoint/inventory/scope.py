"""What is asked about: resources by their ids, or all in groups, subscriptions, the tenant."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pulumi_private_endpoint.connections.properties.values import is_guid

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pulumi_private_endpoint.arm import ResourceId

_SUBSCRIPTIONS_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class NotRead:
    """Something that could not be read, and why; `gone`: because there is no such thing."""

    scope: str
    why: str
    gone: bool = False


@dataclass(frozen=True, slots=True)
class ResourceGroup:
    """A resource group. Its name goes into a query, so only what a name can be is one."""

    subscription: str
    name: str

    @classmethod
    def parse(cls, text: str) -> ResourceGroup | None:
        """The resource group of an id; None if it is none's."""
        found = _GROUP.fullmatch(text)
        return cls(found[1], found[2]) if found and is_guid(found[1]) else None

    def __str__(self) -> str:
        return f"/subscriptions/{self.subscription}/resourceGroups/{self.name}"


_GROUP = re.compile(r"/subscriptions/([^/]+)/resourceGroups/([\w().-]{0,89}[\w()-])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Scope:
    """What is asked about; `tenant` is all that can be read."""

    targets: tuple[ResourceId, ...] = ()
    subscriptions: tuple[str, ...] = ()
    management_groups: tuple[str, ...] = ()
    tenant: bool = False
    resource_groups: tuple[ResourceGroup, ...] = ()

    def document(self) -> dict[str, Any]:
        """What of it was given, for an answer."""
        given: dict[str, Any] = {
            "targets": list(map(str, self.targets)),
            "resourceGroups": list(map(str, self.resource_groups)),
            "subscriptions": list(self.subscriptions),
            "managementGroups": list(self.management_groups),
            "tenant": self.tenant,
        }
        return {name: value for name, value in given.items() if value}

    def queries(self) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
        """What Resource Graph has to be asked about: a name for it, what narrows the query, and the scope."""
        for group in self.resource_groups:
            yield (
                str(group),
                f"where resourceGroup =~ '{group.name}'",
                {"subscriptions": [group.subscription]},
            )
        for start in range(0, len(self.subscriptions), _SUBSCRIPTIONS_AT_ONCE):
            some = list(self.subscriptions[start : start + _SUBSCRIPTIONS_AT_ONCE])
            yield ", ".join(some), "", {"subscriptions": some}
        for name in self.management_groups:
            yield f"management group {name}", "", {"managementGroups": [name]}
        if self.tenant:
            yield "tenant", "", {}
