"""A stand-in for the azure-native provider. It is not azure-native, and proves nothing about it.

Programs that use azure-native need its plugin, a download of hundreds of megabytes with Azure behind it. For
the tests this process answers in its place: the few resource types of `azure.py`, played on the simulator.
"""

from __future__ import annotations

import os
import sys
from hashlib import sha256
from importlib.metadata import version
from typing import Any

from azure import KINDS, Kind, Targets
from pulumi.provider.experimental import provider, server
from pulumi.provider.experimental.property_value import PropertyValue

DEFAULT_SUBSCRIPTION = "11111111-1111-4111-8111-111111111111"


class StandIn(provider.Provider):
    """Creates, reads and deletes; whatever else azure-native does, it does not."""

    def __init__(self, targets: Targets) -> None:
        self._targets = targets
        self._subscription = DEFAULT_SUBSCRIPTION

    async def configure(self, request: provider.ConfigureRequest) -> provider.ConfigureResponse:
        self._subscription = _plain(request.args).get("subscriptionId", DEFAULT_SUBSCRIPTION)
        return provider.ConfigureResponse()

    async def check(self, request: provider.CheckRequest) -> provider.CheckResponse:
        """Names what has no name yet, and keeps the name it has."""
        name = _kind(request.type).name
        inputs = dict(request.new_inputs)
        if name not in inputs:
            invented = request.name + sha256(request.urn.encode()).hexdigest()[:8]
            inputs[name] = request.old_inputs.get(name, PropertyValue(invented))
        return provider.CheckResponse(inputs)

    async def diff(self, request: provider.DiffRequest) -> provider.DiffResponse:
        changed = [key for key, value in request.new_inputs.items() if request.old_state.get(key) != value]
        return provider.DiffResponse(changes=bool(changed), replaces=changed)

    async def create(self, request: provider.CreateRequest) -> provider.CreateResponse:
        kind, props = _kind(request.type), _plain(request.properties)
        id_ = kind.id(self._subscription, props)
        if kind.request:
            self._targets.ask(kind.endpoint(id_, props), kind.request(props))
        return provider.CreateResponse(id_, {**request.properties, "name": PropertyValue(props[kind.name])})

    async def delete(self, request: provider.DeleteRequest) -> None:
        kind = _kind(request.type)
        if kind.request:
            self._targets.withdraw(kind.endpoint(request.resource_id, _plain(request.properties)))

    async def invoke(self, request: provider.InvokeRequest) -> provider.InvokeResponse:
        kind = next(kind for kind in KINDS.values() if kind.read == request.tok)
        props = _plain(request.args)
        id_ = kind.id(self._subscription, props)
        status = self._targets.status(kind.endpoint(id_, props))
        shown = kind.shown(status) | {"id": id_, "name": props[kind.name]}
        return provider.InvokeResponse({key: value(each) for key, each in shown.items()})


def _kind(qualified_type: str) -> Kind:
    type_ = qualified_type.rpartition("$")[2]  # Without its parents' types.
    if type_ not in KINDS:
        raise NotImplementedError(f"the stand-in for azure-native does not play {type_}")
    return KINDS[type_]


def _plain(props: dict[str, PropertyValue]) -> dict[str, Any]:
    def plain(value: Any) -> Any:
        inner = value.value
        if isinstance(inner, tuple):
            return [plain(entry) for entry in inner]
        return {key: plain(entry) for key, entry in inner.items()} if hasattr(inner, "items") else inner

    return {key: plain(value) for key, value in props.items()}


def value(plain: Any) -> PropertyValue:
    if isinstance(plain, dict):
        return PropertyValue({key: value(entry) for key, entry in plain.items()})
    return PropertyValue([value(entry) for entry in plain] if isinstance(plain, list) else plain)


if __name__ == "__main__":
    targets = Targets(os.environ["PRIVATE_ENDPOINT_ARM_ENDPOINT"])
    # The SDK's own version: the engine warns about any other.
    server.main(sys.argv[1:], version("pulumi-azure-native"), StandIn(targets))
