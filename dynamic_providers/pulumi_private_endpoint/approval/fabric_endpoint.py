"""A managed private endpoint of a Fabric workspace, as a dynamic resource: the request, and no approval.

Like an approval's, this provider is stored in users' state by its import path and can never move.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar, final

import pulumi
from pulumi.dynamic import (
    CheckFailure,
    CheckResult,
    CreateResult,
    DiffResult,
    ReadResult,
    Resource,
    UpdateResult,
)

from pulumi_private_endpoint.connections.properties.unknown import is_unknown
from pulumi_private_endpoint.fabric import (
    CREATE_SECONDS,
    INPUTS,
    READ_SECONDS,
    Wanted,
    problems,
    python_name,
    workspace_of,
)

from .host import process
from .host.property_bag import inputs_of, moved
from .host.stored_provider import StoredProvider
from .resource import formerly

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Sequence

    from pulumi_private_endpoint.connections.runtime.session import Report, Session
    from pulumi_private_endpoint.fabric import Fabric

T = TypeVar("T")
OUTPUTS = ("endpointId", "provisioningState", "status")


def at_fabric(work: Callable[[Fabric, Report], Coroutine[Any, Any, T]], seconds: float) -> T:
    """Run on the process' loop, as its other calls; any failure becomes the one line that users see."""

    async def run(session: Session) -> T:
        return await work(await process.shared().sessions.fabric(), session.report)

    return process.call(run, seconds, None)


class FabricEndpointProvider(StoredProvider):
    """Makes, reads and deletes them."""

    def check(self, _olds: dict[str, Any], news: dict[str, Any]) -> CheckResult:
        """The inputs, or a line for each that is wrong; a value is not shown."""
        props = {name: value for name, value in inputs_of(news).items() if value is not None}
        unknown = [name for name, value in props.items() if is_unknown(value)]
        return CheckResult(props, [CheckFailure("", line) for line in problems(props, unknown)])

    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> DiffResult:
        """Fabric changes nothing of one, and gives its name to no other: delete it before it is replaced."""
        replaces = [name for name in INPUTS if _olds.get(name) != _news.get(name)]
        changes = bool(replaces) or moved(_olds, _news)
        return DiffResult(changes=changes, replaces=replaces, delete_before_replace=True)

    def create(self, props: dict[str, Any]) -> CreateResult:
        """Make it; what an earlier run began is taken up."""
        wanted = Wanted.of(props)

        async def work(fabric: Fabric, report: Report) -> Any:
            return await fabric.create(wanted, report, fabric.deadline(CREATE_SECONDS))

        made = at_fabric(work, CREATE_SECONDS)
        return CreateResult(made.id, props | made.outputs())

    def read(self, id_: str, props: dict[str, Any]) -> ReadResult:
        """What Fabric says of it."""

        async def work(fabric: Fabric, _: Report) -> Any:
            return await fabric.read(workspace_of(props), id_, fabric.deadline(READ_SECONDS))

        found = at_fabric(work, READ_SECONDS)
        if found is None:
            return ReadResult(None, {})
        return ReadResult(
            id_, props | found.outputs(), {name: props[name] for name in INPUTS if name in props}
        )

    def update(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> UpdateResult:
        """The same, beside the newest provider."""
        return UpdateResult({**_news, **{name: _olds.get(name) for name in OUTPUTS}})

    def delete(self, _id: str, _props: dict[str, Any]) -> None:
        """Delete it, and wait until it is gone."""

        async def work(fabric: Fabric, report: Report) -> None:
            await fabric.delete(_props["workspaceId"], _id, report, fabric.deadline(CREATE_SECONDS))

        at_fabric(work, CREATE_SECONDS)


PROVIDER = FabricEndpointProvider()
"""The one instance; states refer to it by this name."""


@final
class FabricManagedPrivateEndpoint(Resource, module="privateendpoint", name="FabricManagedPrivateEndpoint"):
    """A managed private endpoint of a Fabric workspace, which asks for a connection.

    `ApprovedFabricEndpoint` makes one together with its approval.
    """

    endpoint_id: pulumi.Output[str]
    provisioning_state: pulumi.Output[str]
    status: pulumi.Output[str]

    def __init__(  # noqa: PLR0913 - by name
        self,
        resource_name: str,
        *,
        workspace_id: pulumi.Input[str],
        managed_private_endpoint_name: pulumi.Input[str],
        target_resource_id: pulumi.Input[str],
        group_id: pulumi.Input[str] | None = None,
        request_message: pulumi.Input[str] | None = None,
        target_fqdns: pulumi.Input[Sequence[pulumi.Input[str]]] | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """Declare the endpoint.

        Args:
            resource_name: Its name in the Pulumi program.
            workspace_id: The workspace's id.
            managed_private_endpoint_name: Its name in the workspace.
            target_resource_id: The id of the Azure resource that is being connected to.
            group_id: The sub-resource; none for a private link service.
            request_message: What the request says while it is pending.
            target_fqdns: The host names behind a private link service.
            opts: Pulumi's resource options.
        """
        props = {
            "workspace_id": workspace_id,
            "managed_private_endpoint_name": managed_private_endpoint_name,
            "target_resource_id": target_resource_id,
            "group_id": group_id,
            "request_message": request_message,
            "target_fqdns": target_fqdns,
            **dict.fromkeys(map(python_name, OUTPUTS)),
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


_WIRE_NAMES = {python_name(name): name for name in (*INPUTS, *OUTPUTS)}
