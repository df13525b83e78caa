"""Components for programs in other languages: made as in a Python program, but of the plugin's resources.

Pulumi's own server of components does the talking. If the program does not say otherwise, the resources of a
component belong to the very provider that makes it: another would be another process, which knows nothing of
this one's claims and limits.
"""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import pulumi
from pulumi.provider import ConstructResult, Provider
from pulumi.provider.server import ProviderServicer

from pulumi_private_endpoint import components
from pulumi_private_endpoint.connections.properties.fields import python_name
from pulumi_private_endpoint.connections.properties.naming import by_names

from .resources import DOOR
from .shipped import schema
from .values import Secrets, decode
from .words import OTHERS, Shown, in_schema_names

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pulumi import Inputs
    from pulumi.runtime.proto import provider_pb2

_SCHEMA = json.loads(schema())
_COMPONENTS: Mapping[str, Any] = {
    token: each for token, each in _SCHEMA["resources"].items() if each.get("isComponent")
}
_HELD = _SCHEMA["types"]["private-endpoint:index:Requester"]["properties"]
_WIRE_NAMES = {
    python_name(name): name
    for names in (*(each["inputProperties"] for each in _COMPONENTS.values()), _HELD)
    for name in names
}
_PYTHON_NAMES = {wire: name for name, wire in _WIRE_NAMES.items()}
_in_schema_names = by_names(_WIRE_NAMES | OTHERS)


async def construct(
    request: provider_pb2.ConstructRequest,
    context: Any,
    engine: str | None,
    shown: Shown = in_schema_names,
) -> provider_pb2.ConstructResponse:
    """Make a component, with all that belongs to it.

    Raises:
        RunError: An input is wrong, or something did not come about.
    """
    # Seconds of a processor's time, in which no other call must wait for its turn.
    consumer = decode(request.inputs, Secrets()).get("consumer")
    await asyncio.to_thread(components.load_ahead, request.type.rpartition(":")[2], consumer)
    try:
        return await ProviderServicer(_Components(_timeouts(request)), [], engine or "").Construct(
            request, context
        )
    except pulumi.RunError as failure:
        raise pulumi.RunError(_told(str(failure), request, shown)) from failure
    except Exception as failure:  # noqa: BLE001 - whatever it was, the SDK has wrapped it in a traceback
        raise _unwrapped(failure) from None


def _unwrapped(failure: Exception) -> BaseException:
    cause = failure.__context__ or failure
    # So the SDK hands on what the engine says of a resource that did not come about.
    return pulumi.RunError(str(cause)) if type(cause) is Exception else cause


def _told(words: str, request: provider_pb2.ConstructRequest, shown: Shown) -> str:
    """In the names of the schema, unless for Python; but what is wrong in a file is told in the file's."""
    if shown is not in_schema_names:
        return shown(words)
    file = request.inputs.fields["requestersFile"].string_value if "requestersFile" in request.inputs else ""
    return words if file and words.startswith(f"{file}: ") else _in_schema_names(words)


def _timeouts(request: provider_pb2.ConstructRequest) -> pulumi.CustomTimeouts | None:
    """What the program gave, which Pulumi's server of components reads and does not hand on."""
    given = request.customTimeouts
    if not request.HasField("customTimeouts"):
        return None
    return pulumi.CustomTimeouts(given.create or None, given.update or None, given.delete or None)


class _Components(Provider):
    """What Pulumi's server of components asks for one."""

    def __init__(self, timeouts: pulumi.CustomTimeouts | None) -> None:
        super().__init__(None)
        self._timeouts = timeouts

    def construct(
        self, name: str, resource_type: str, inputs: Inputs, options: pulumi.ResourceOptions | None = None
    ) -> ConstructResult:
        """One of them, with its outputs."""
        if resource_type not in _COMPONENTS:
            raise pulumi.RunError(f"{resource_type} is not a component of this provider")
        kind = getattr(components, resource_type.rpartition(":")[2])
        own = pulumi.ResourceOptions(custom_timeouts=self._timeouts)
        with components.through(DOOR):
            made = kind(name, _in_python(inputs), pulumi.ResourceOptions.merge(own, options))
        outs = {wire: getattr(made, python_name(wire)) for wire in _COMPONENTS[resource_type]["properties"]}
        return ConstructResult(made.urn, outs)


def _in_python(given: Any) -> Any:
    """The same by Python's names, those of tables inside a list included."""
    if isinstance(given, dict):
        return {_PYTHON_NAMES.get(name, name): _in_python(value) for name, value in given.items()}
    return [_in_python(each) for each in given] if isinstance(given, list) else given
