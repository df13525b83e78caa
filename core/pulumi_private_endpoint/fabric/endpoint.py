"""A managed private endpoint of a Fabric workspace: as a program wants it, and as Fabric shows it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pulumi_private_endpoint.arm import ResourceId
from pulumi_private_endpoint.arm.answers.answer import find_property
from pulumi_private_endpoint.arm.errors.tree import InvalidResourceId
from pulumi_private_endpoint.arm.text import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

REQUIRED = ("workspaceId", "managedPrivateEndpointName", "targetResourceId")
INPUTS = (*REQUIRED, "groupId", "requestMessage", "targetFqdns")

# The limits are the API's own, as documented.
_LONGEST_NAME, _LONGEST_MESSAGE, _MOST_FQDNS = 64, 140, 20
_NAME = re.compile(r"[\w.-]+")
_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a program asks for."""

    workspace_id: str
    name: str
    target_resource_id: str
    group_id: str | None = None
    request_message: str | None = None
    target_fqdns: tuple[str, ...] = ()

    @classmethod
    def of(cls, props: Mapping[str, Any]) -> Wanted:
        """From inputs without a problem."""
        return cls(
            props["workspaceId"],
            props["managedPrivateEndpointName"],
            props["targetResourceId"],
            props.get("groupId"),
            props.get("requestMessage"),
            tuple(props.get("targetFqdns") or ()),
        )

    def body(self) -> dict[str, Any]:
        """What is sent."""
        sent = {
            "name": self.name,
            "targetPrivateLinkResourceId": self.target_resource_id,
            "targetSubresourceType": self.group_id,
            "requestMessage": self.request_message,
            "targetFQDNs": list(self.target_fqdns) or None,
        }
        return {name: value for name, value in sent.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Endpoint:
    """What Fabric shows of one."""

    id: str
    name: str
    target: str
    group_id: str | None
    provisioning_state: str
    status: str | None
    description: str

    @classmethod
    def of(cls, body: Any) -> Endpoint | None:
        """From an answer; None for one that names none."""
        id_, name = (find_property(body, key) for key in ("id", "name"))
        if not isinstance(id_, str) or not _GUID.fullmatch(id_) or not isinstance(name, str):
            return None
        return cls(
            id_,
            printable(name),
            _text(find_property(body, "targetPrivateLinkResourceId")) or "",
            _text(find_property(body, "targetSubresourceType")),
            _text(find_property(body, "provisioningState")) or "Unknown",
            _text(find_property(body, "connectionState", "status")),
            _text(find_property(body, "connectionState", "description")) or "",
        )

    def is_of(self, wanted: Wanted) -> bool:
        """Whether it is for the same target, and the same part of it."""
        try:
            same = ResourceId.parse(self.target) == ResourceId.parse(wanted.target_resource_id)
        except InvalidResourceId:
            return False
        return same and (self.group_id or "").casefold() == (wanted.group_id or "").casefold()

    def outputs(self) -> dict[str, Any]:
        """What is kept of it in a state."""
        return {
            "endpointId": self.id,
            "provisioningState": self.provisioning_state,
            "status": self.status or "Pending",
        }


def is_approved(status: object) -> bool:
    """Whether a status is that word of Fabric's."""
    return isinstance(status, str) and status.casefold() == "approved"


def problems(props: Mapping[str, Any], unknown: Collection[str] = ()) -> list[str]:
    """What is wrong with a program's inputs, a line each; of those in `unknown` nothing can be said yet."""
    given = {name: value for name, value in props.items() if value is not None and name not in unknown}
    there = ", ".join(map(python_name, INPUTS))
    lines = [
        f"{python_name(name)} is not an input; there are {there}" for name in given if name not in INPUTS
    ]
    lines += [f"{python_name(name)} is missing" for name in REQUIRED if name not in (*given, *unknown)]
    return lines + [
        f"{python_name(name)} must be {must}"
        for name, value in given.items()
        if name in _CHECKS
        for must in _CHECKS[name](value)
    ]


def python_name(name: str) -> str:
    """`workspaceId` as `workspace_id`."""
    return re.sub(r"([A-Z])", r"_\1", name).lower()


def _guid(value: Any) -> list[str]:
    good = isinstance(value, str) and _GUID.fullmatch(value)
    return [] if good else ["a workspace's id, such as 47482db6-4583-4672-86dd-999d0f8f4d7a"]


def _name(value: Any) -> list[str]:
    good = isinstance(value, str) and len(value) <= _LONGEST_NAME and _NAME.fullmatch(value)
    return [] if good else [f"a text of 1 to {_LONGEST_NAME} letters, digits, - _ or ."]


def _target(value: Any) -> list[str]:
    try:
        ResourceId.parse(value)
    except (InvalidResourceId, TypeError, AttributeError):
        return ["the ARM id of a resource"]
    return []


def _short(value: Any) -> list[str]:
    good = isinstance(value, str) and 0 < len(value) <= _LONGEST_MESSAGE
    return [] if good else [f"a text of 1 to {_LONGEST_MESSAGE} characters"]


def _fqdns(value: Any) -> list[str]:
    good = (
        isinstance(value, list) and len(value) <= _MOST_FQDNS and all(isinstance(each, str) for each in value)
    )
    return [] if good else [f"a list of at most {_MOST_FQDNS} host names"]


_CHECKS: dict[str, Callable[[Any], list[str]]] = {
    "workspaceId": _guid,
    "managedPrivateEndpointName": _name,
    "targetResourceId": _target,
    "groupId": _short,
    "requestMessage": _short,
    "targetFqdns": _fqdns,
}


def _text(value: Any) -> str | None:
    return printable(value, 1000) if isinstance(value, str) else None
