"""The decisions in a Pulumi state, as `pulumi stack export` writes it: of both doors, and raw connections.

No secret is needed. What the export has encrypted is not known here, and is compared with nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pulumi_private_endpoint.arm import ArmError, ResourceId
from pulumi_private_endpoint.connections.errors import ApprovalError
from pulumi_private_endpoint.connections.model import status_word
from pulumi_private_endpoint.connections.services.lookup import spec_to_read
from pulumi_private_endpoint.connections.text import subscript

from .raw import raw_connection

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .raw import Raw

_SINGLE = "PrivateEndpointApproval"
_SET = "PrivateEndpointApprovalSet"
_OURS = ("pulumi-python:dynamic/privateendpoint:", "private-endpoint:index:")
_CIPHER = "4dabf18193072939515e22adb298388d"
"""What Pulumi puts into a mapping that stands for a value of a special kind, such as a secret."""
_NO_EXPORT = "is not what `pulumi stack export` writes"


class UnreadableState(Exception):
    """A file is not what `pulumi stack export` writes."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A decision that a state knows of.

    Attributes:
        status: What the state says, in the words of `model`; None: not to be seen.
        description: The same: the connection's own text, where that is shown.
        resource: The resource's URN, with an entry's key behind it.
        raw: Whether no approval of ours made it.
        requester: Whom it was decided for; None: hidden, or not to be seen.
        message: What the requester wrote; None: nothing, or not to be seen.
        reason: Why, by the program; None: nothing, or not to be seen.
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
    reason: str | None = None
    declared: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def key(self) -> tuple[ResourceId, str]:
        """Which connection it is about; names are compared without case, as Azure does for ids."""
        return self.target, self.name.casefold()


@dataclass(frozen=True, slots=True)
class Hidden:
    """Decisions that a state has encrypted, so that nobody can tell which connections they are about.

    Attributes:
        resource: The URN of a set, or of one of its entries.
    """

    resource: str
    why: str = "is encrypted in the state: which connections it decides cannot be read"


def approvals_of(export: Any) -> list[Recorded]:
    """All decisions in a state that can be read.

    Raises:
        UnreadableState: It is no export of a state.
    """
    return [found for found in _decisions(export) if isinstance(found, Recorded)]


def hidden_in(export: Any) -> list[Hidden]:
    """Those that cannot.

    Raises:
        UnreadableState: It is no export of a state.
    """
    return [found for found in _decisions(export) if isinstance(found, Hidden)]


def _decisions(export: Any) -> list[Recorded | Hidden]:
    deployment = export.get("deployment") if isinstance(export, Mapping) else None
    if not isinstance(deployment, Mapping):
        raise UnreadableState(f"{_NO_EXPORT}: it has no deployment")
    resources = deployment.get("resources") or []
    if not isinstance(resources, list) or not all(map(_is_resource, resources)):
        raise UnreadableState(f"{_NO_EXPORT}: its resources are none")
    return [found for resource in resources if not resource.get("delete") for found in _of_resource(resource)]


def _is_resource(found: Any) -> bool:
    return isinstance(found, Mapping) and isinstance(found.get("outputs") or {}, Mapping)


def _of_resource(resource: Mapping[str, Any]) -> Iterator[Recorded | Hidden]:
    kind, outputs = str(resource.get("type") or ""), resource.get("outputs") or {}
    inputs, urn = _bag(resource, "inputs"), str(resource.get("urn") or "")
    if kind in {f"{prefix}{_SET}" for prefix in _OURS}:
        yield from _entries(outputs, inputs, urn)
        return
    with suppress(ArmError):
        connection = ResourceId.parse(str(resource.get("id") or ""))
        if kind in {f"{prefix}{_SINGLE}" for prefix in _OURS}:
            yield from _single(connection, outputs, inputs, urn)
        elif (raw := raw_connection(kind, connection, inputs, outputs)) is not None:
            yield from _raw(connection, raw, urn)


def _single(
    connection: ResourceId, outputs: Mapping[str, Any], inputs: Mapping[str, Any], urn: str
) -> Iterator[Recorded]:
    if (target := connection.parent) is not None:
        yield Recorded(
            target,
            connection.name,
            _status(outputs.get("status"), target),
            _known(outputs.get("description")),
            urn,
            requester=_id(_decided_for(outputs)),
            message=_known(outputs.get("requestMessage")),
            reason=_known(inputs.get("description")),
            declared=inputs,
        )


def _raw(connection: ResourceId, raw: Raw, urn: str) -> Iterator[Recorded]:
    if (target := connection.parent) is not None:
        yield Recorded(
            target,
            connection.name,
            _status(raw.shown.get("status"), target),
            _known(raw.shown.get("description")),
            urn,
            raw=True,
            requester=_id(raw.requester),
            reason=_known(raw.declared.get("description")),
            declared=raw.declared,
        )


def _entries(outputs: Mapping[str, Any], inputs: Mapping[str, Any], urn: str) -> Iterator[Recorded | Hidden]:
    if _is_secret(outputs.get("approvals")) or _is_secret(outputs.get("results")):
        yield Hidden(urn)
        return
    entries, declared = _bag(outputs, "approvals"), _bag(inputs, "approvals")
    for key, found in _bag(outputs, "results").items():
        yield from _entry(entries.get(key), found, _bag(declared, key), f"{urn}{subscript(key)}")


def _entry(entry: Any, found: Any, declared: Mapping[str, Any], urn: str) -> Iterator[Recorded | Hidden]:
    if not isinstance(entry, Mapping) or not isinstance(found, Mapping):
        return
    names = [bag["connectionName"] for bag in (found, entry) if bag.get("connectionName")]
    name = next(filter(None, map(_known, names)), None)
    if any(map(_is_secret, (entry, found, entry.get("targetResourceId")))) or (names and not name):
        yield Hidden(urn)
        return
    with suppress(ArmError):
        target, both = ResourceId.parse(str(entry.get("targetResourceId"))), {**entry, **found}
        if name:
            yield Recorded(
                target,
                name,
                _status(entry.get("status"), target),
                _known(entry.get("description")) or _known(found.get("description")),
                urn,
                requester=_id(_decided_for(both)),
                message=_known(both.get("requestMessage")),
                reason=_known(declared.get("description")),
                declared=declared,
            )


def _is_secret(value: Any) -> bool:
    return isinstance(value, Mapping) and _CIPHER in value


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
