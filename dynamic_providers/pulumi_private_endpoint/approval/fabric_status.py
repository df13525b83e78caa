"""What Fabric says of a managed private endpoint, waited for until that is Approved: the last step of three.

A resource, because the engine runs it after the approval and with the provider's own sign-in. Its provider is
stored in users' state by its import path and can never move.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, final

import pulumi
from pulumi.dynamic import CreateResult, DiffResult, ReadResult, Resource, UpdateResult

from pulumi_private_endpoint.fabric import READ_SECONDS, is_approved, python_name, workspace_of

from .fabric_endpoint import at_fabric
from .host.property_bag import moved
from .host.stored_provider import StoredProvider
from .resource import formerly

if TYPE_CHECKING:
    from pulumi_private_endpoint.connections.runtime.session import Report
    from pulumi_private_endpoint.fabric import Endpoint, Fabric

_ABOUT = ("workspaceId", "endpointId", "connectionId")


class FabricStatusProvider(StoredProvider):
    """Waits when it is made, and reads it ever after."""

    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> DiffResult:
        """Another endpoint or connection is waited for anew, and so is one that is approved no more.

        How long is waited, is nobody's difference.
        """
        replaces = [name for name in _ABOUT if _olds.get(name) != _news.get(name)]
        changes = bool(replaces) or moved(_olds, _news) or not is_approved(_olds.get("status"))
        return DiffResult(changes=changes, replaces=replaces)

    def create(self, props: dict[str, Any]) -> CreateResult:
        """Wait until Fabric says Approved."""
        found = _until_approved(props)
        return CreateResult(found.id, props | {"status": found.status})

    def read(self, id_: str, props: dict[str, Any]) -> ReadResult:
        """What it says now."""

        async def work(fabric: Fabric, _: Report) -> Any:
            return await fabric.read(workspace_of(props), id_, fabric.deadline(READ_SECONDS))

        found = at_fabric(work, READ_SECONDS)
        if found is None:
            return ReadResult(None, {})
        return ReadResult(id_, props | {"status": found.status or "Pending"})

    def update(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> UpdateResult:
        """Wait once more, unless it is approved and only the provider is another."""
        status = _olds.get("status")
        return UpdateResult(
            {**_news, "status": status if is_approved(status) else _until_approved(_news).status}
        )

    def delete(self, _id: str, _props: dict[str, Any]) -> None:
        """Nothing to undo."""


def _until_approved(props: dict[str, Any]) -> Endpoint:
    seconds = float(props["waitSeconds"])

    async def work(fabric: Fabric, report: Report) -> Endpoint:
        deadline = fabric.deadline(seconds)
        return await fabric.until_approved(props["workspaceId"], props["endpointId"], report, deadline)

    return at_fabric(work, seconds)


PROVIDER = FabricStatusProvider()
"""The one instance; states refer to it by this name."""


@final
class FabricEndpointStatus(Resource, module="privateendpoint", name="FabricEndpointStatus"):
    """What Fabric says of its managed private endpoint, once that is Approved."""

    status: pulumi.Output[str]

    def __init__(  # noqa: PLR0913 - by name
        self,
        resource_name: str,
        *,
        workspace_id: pulumi.Input[str],
        endpoint_id: pulumi.Input[str],
        connection_id: pulumi.Input[str],
        wait_seconds: pulumi.Input[float],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """Declare the wait.

        Args:
            resource_name: Its name in the Pulumi program.
            workspace_id: The workspace's id.
            endpoint_id: The endpoint's id there.
            connection_id: The approved connection's id: the wait begins after that.
            wait_seconds: How long Fabric may take.
            opts: Pulumi's resource options.
        """
        props = {
            "workspace_id": workspace_id,
            "endpoint_id": endpoint_id,
            "connection_id": connection_id,
            "wait_seconds": wait_seconds,
            "status": None,
        }
        super().__init__(
            PROVIDER, resource_name, props, pulumi.ResourceOptions.merge(formerly(type(self)), opts)
        )

    def translate_input_property(self, prop: str) -> str:
        """The name on the wire of a property of the program."""
        return _WIRE_NAMES.get(prop, prop)

    def translate_output_property(self, prop: str) -> str:
        """The Python name of a property that came back."""
        return python_name(prop)


_WIRE_NAMES = {python_name(name): name for name in (*_ABOUT, "waitSeconds", "status")}
