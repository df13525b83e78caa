"""The decisions in a Pulumi state, as `pulumi stack export` writes it: of both doors, and raw connections.

No secret is needed. What the export has encrypted is not known here, and is compared with nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pulumi_private_endpoint.arm import ArmError, ResourceId
from pulumi_private_endpoint.connections.errors import ApprovalError
from pulumi_private_endpoint.connections.model import status_word
from pulumi_private_endpoint.connections.services.lookup import spec_to_read

if TYPE_CHECKING:
    from collections.abc import Iterator

_SINGLE = "PrivateEndpointApproval"
_SET = "PrivateEndpointApprovalSet"
_OURS = ("pulumi-python:dynamic/privateendpoint:", "private-endpoint:index:")
# Of a local package (`pulumi package add azure-native storage v20240101`) the name says which part it has.
_RAW = re.compile(r"azure-native(_\w+)?:.*PrivateEndpointConnection[^:]*")
_NO_EXPORT = "is not what `pulumi stack export` writes"


class UnreadableState(Exception):
    """A file is not what `pulumi stack export` writes."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A decision that a state knows of.

    Attributes:
        status: What the state says, in the words of `model`; None: not to be seen.
        description: The same.
        resource: The resource's URN, with an entry's key behind it.
        raw: Whether no approval of ours made it.
        requester: Whom it was decided for; None: hidden, or not to be seen.
        message: What the requester wrote; None: nothing, or not to be seen.
        declared: What the program says of it, as it stands in the state: a secret is its cipher.
    """

    target: ResourceId
    name: str
    status: str | None
    description: str | None
    resource: str
    raw: bool = False
    requester: ResourceId | None = None
    message: str | None = None
    declared: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def key(self) -> tuple[ResourceId, str]:
        """Which connection it is about; names are compared without case, as Azure does for ids."""
        return self.target, self.name.casefold()


def approvals_of(export: Any) -> list[Recorded]:
    """All decisions in a state.

    Raises:
        UnreadableState: It is no export of a state.
    """
    deployment = export.get("deployment") if isinstance(export, Mapping) else None
    if not isinstance(deployment, Mapping):
        raise UnreadableState(f"{_NO_EXPORT}: it has no deployment")
    resources = deployment.get("resources") or []
    if not isinstance(resources, list) or not all(map(_is_resource, resources)):
        raise UnreadableState(f"{_NO_EXPORT}: its resources are none")
    return [found for resource in resources if not resource.get("delete") for found in _of_resource(resource)]


def _is_resource(found: Any) -> bool:
    return isinstance(found, Mapping) and isinstance(found.get("outputs") or {}, Mapping)


def _of_resource(resource: Mapping[str, Any]) -> Iterator[Recorded]:
    kind, outputs = str(resource.get("type") or ""), resource.get("outputs") or {}
    if kind in {f"{prefix}{_SINGLE}" for prefix in _OURS}:
        yield from _one(resource, outputs, _decided_for(outputs), outputs.get("requestMessage"))
    elif kind in {f"{prefix}{_SET}" for prefix in _OURS}:
        yield from _entries(outputs, _bag(resource, "inputs"), str(resource.get("urn") or ""))
    elif _RAW.fullmatch(kind):
        state = _bag(outputs, "privateLinkServiceConnectionState")
        yield from _one(resource, state, _bag(outputs, "privateEndpoint").get("id"), raw=True)


def _one(
    resource: Mapping[str, Any],
    said: Mapping[str, Any],
    requester: Any,
    message: Any = None,
    *,
    raw: bool = False,
) -> Iterator[Recorded]:
    try:
        connection = ResourceId.parse(str(resource.get("id") or ""))
    except ArmError:
        return
    if connection.parent is not None:
        target = connection.parent
        yield Recorded(
            target,
            connection.name,
            _status(said.get("status"), target),
            _known(said.get("description")),
            str(resource.get("urn") or ""),
            raw,
            _id(requester),
            _known(message),
            _bag(resource, "inputs"),
        )


def _entries(outputs: Mapping[str, Any], inputs: Mapping[str, Any], urn: str) -> Iterator[Recorded]:
    results, declared = _bag(outputs, "results"), _bag(inputs, "approvals")
    approvals = _bag(outputs, "approvals")
    for key, found in results.items():
        entry = approvals.get(key)
        if not isinstance(entry, Mapping) or not isinstance(found, Mapping):
            continue
        name = _known(found.get("connectionName")) or _known(entry.get("connectionName"))
        text = _known(entry.get("description")) or _known(found.get("description"))
        try:
            target = ResourceId.parse(str(entry.get("targetResourceId")))
        except ArmError:
            continue
        if name:
            both = {**entry, **found}
            yield Recorded(
                target,
                name,
                _status(entry.get("status"), target),
                text,
                f'{urn}["{key}"]',
                requester=_id(_decided_for(both)),
                message=_known(both.get("requestMessage")),
                declared=_bag(declared, key),
            )


def _bag(found: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    inner = found.get(name)
    return inner if isinstance(inner, Mapping) else {}


def _decided_for(outputs: Mapping[str, Any]) -> Any:
    return outputs.get("approvedPrivateEndpointId", outputs.get("privateEndpointId"))


def _id(value: Any) -> ResourceId | None:
    with suppress(ArmError):
        return ResourceId.parse(_known(value) or "")
    return None


def _status(value: Any, target: ResourceId) -> str | None:
    """A status as a connection's would be: a raw resource keeps the service's own word."""
    word = _known(value)
    with suppress(ApprovalError):
        return None if word is None else status_word(word, spec_to_read(target.type))
    return word


def _known(value: Any) -> str | None:
    if isinstance(value, Mapping):
        return None  # a secret, encrypted
    return None if value is None else str(value)
