"""Connections that stand in a state as azure-native's or azapi's: no approval of ours made them.

A connection inside the properties of its target, or in a template, is not among them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pulumi_private_endpoint.arm import ResourceId

_STATE = "privateLinkServiceConnectionState"
_CONNECTIONS = "privateendpointconnections"
# Of a local package (`pulumi package add azure-native storage v20240101`) the name says which part it has.
_NATIVE = re.compile(r"azure-native(_\w+)?:.*PrivateEndpointConnection[^:]*")
_GENERIC = re.compile(r"azure-native(_\w+)?:resources(/v\w+)?:Resource")
_AZAPI = re.compile(r"azapi:index(/\w+)?:(Resource|UpdateResource)")


@dataclass(frozen=True, slots=True)
class Raw:
    """One.

    Attributes:
        shown: The connection's state, as Azure has it.
        declared: The same, as the program has it.
        requester: The endpoint's id; None: not to be seen.
    """

    shown: Mapping[str, Any]
    declared: Mapping[str, Any]
    requester: Any


def raw_connection(
    kind: str, id_: ResourceId, inputs: Mapping[str, Any], outputs: Mapping[str, Any]
) -> Raw | None:
    """What a resource says of a connection; None where it is none."""
    is_connection = id_.types[-1].lower() == _CONNECTIONS
    if _NATIVE.fullmatch(kind) or (is_connection and _GENERIC.fullmatch(kind)):
        return _of([outputs, outputs.get("properties")], [inputs, inputs.get("properties")])
    if is_connection and _AZAPI.fullmatch(kind):
        # Azure takes what is in the body's `properties` alone, whatever else is there.
        shown = [_inside(outputs.get("output")), outputs.get("output"), _inside(outputs.get("body"))]
        return _of(shown, [_inside(inputs.get("body"))])
    return None


def _of(shown: Sequence[Any], declared: Sequence[Any]) -> Raw:
    return Raw(_first(shown, _STATE), _first(declared, _STATE), _first(shown, "privateEndpoint").get("id"))


def _first(bags: Sequence[Any], name: str) -> Mapping[str, Any]:
    found = (bag.get(name) for bag in bags if isinstance(bag, Mapping))
    return next((one for one in found if isinstance(one, Mapping)), {})


def _inside(body: Any) -> Any:
    """The `properties` of a body, which older versions of azapi have as a text of JSON."""
    if isinstance(body, str):
        try:
            body = json.loads(body)
        except (ValueError, RecursionError):
            return None
    return body.get("properties") if isinstance(body, Mapping) else None
