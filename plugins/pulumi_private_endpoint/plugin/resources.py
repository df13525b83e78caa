"""The plugin's resources in Python programs: classes and arguments as of the dynamic ones, another import.

    from pulumi_private_endpoint.plugin.resources import PrivateEndpointApproval

The engine looks for the plugin by this package's version. Where that is not on PATH, `plugin_download_url` in
the resource options says where it is to be had.
"""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Literal, cast, final, overload

import pulumi

from pulumi_private_endpoint.components import Door
from pulumi_private_endpoint.connections.properties.arguments import wrong_arguments
from pulumi_private_endpoint.connections.properties.fields import INPUTS, python_name
from pulumi_private_endpoint.connections.properties.state import OUTPUTS
from pulumi_private_endpoint.connections.sets.entries import kept, whole
from pulumi_private_endpoint.connections.sets.inputs import OWN
from pulumi_private_endpoint.fabric import INPUTS as INPUTS_OF_FABRIC

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from typing_extensions import Unpack

    from pulumi_private_endpoint.approval import PrivateEndpointApprovalArgs, PrivateEndpointApprovalEntryArgs

_PACKAGE = "private-endpoint:index"
_DYNAMIC = "pulumi-python:dynamic/privateendpoint"
_APPROVAL_NAMES = {python_name(name): name for name in (*INPUTS, *OUTPUTS)}
_FABRIC = (*INPUTS_OF_FABRIC, "endpointId", "connectionId", "waitSeconds")
_NAMES = _APPROVAL_NAMES | {python_name(name): name for name in (*OWN, *_FABRIC)}
_PYTHON_NAMES = {wire: name for name, wire in _NAMES.items()}


class _Resource(pulumi.CustomResource):
    """A resource of the plugin, which is the dynamic one of its name too."""

    def __init__(
        self, resource_name: str, props: Mapping[str, Any], opts: pulumi.ResourceOptions | None
    ) -> None:
        name = type(self).__name__
        own = pulumi.ResourceOptions(
            version=version("pulumi-private-endpoint"), aliases=[pulumi.Alias(type_=f"{_DYNAMIC}:{name}")]
        )
        hidden = (opts and opts.additional_secret_outputs) or ()
        super().__init__(
            f"{_PACKAGE}:{name}",
            resource_name,
            _hidden(props, hidden),
            pulumi.ResourceOptions.merge(own, opts),
        )

    def translate_input_property(self, prop: str) -> str:
        """The name on the wire of a property; what is none, such as an entry's key, stays as it is."""
        return _NAMES.get(prop, prop)

    def translate_output_property(self, prop: str) -> str:
        """The Python name of a property that came back."""
        return _PYTHON_NAMES.get(prop, prop)


def _hidden(props: Mapping[str, Any], names: Collection[str]) -> dict[str, Any]:
    """The inputs, those given as secrets that are to be secret outputs: a provider is told of no others."""
    secret = {name for name in props if {name, _NAMES.get(name)} & {*names}}
    return {
        name: pulumi.Output.secret(value) if name in secret and value is not None else value
        for name, value in props.items()
    }


@final
class PrivateEndpointApproval(_Resource):
    """The owner's decision on one private endpoint connection of one Azure resource."""

    connection_id: pulumi.Output[str]
    connection_name: pulumi.Output[str]
    private_endpoint_id: pulumi.Output[str | None]
    requester_subscription_id: pulumi.Output[str | None]
    group_ids: pulumi.Output[Sequence[str]]
    status: pulumi.Output[str]
    description: pulumi.Output[str]
    actions_required: pulumi.Output[str | None]
    provisioning_state: pulumi.Output[str | None]
    request_message: pulumi.Output[str | None]
    previous_status: pulumi.Output[str | None]
    api_version: pulumi.Output[str]
    service: pulumi.Output[str]
    target_resource_id: pulumi.Output[str]

    if TYPE_CHECKING:

        @overload
        def __init__(
            self,
            resource_name: str,
            args: PrivateEndpointApprovalArgs,
            opts: pulumi.ResourceOptions | None = None,
        ) -> None: ...

        @overload
        def __init__(
            self,
            resource_name: str,
            *,
            opts: pulumi.ResourceOptions | None = None,
            **inputs: Unpack[PrivateEndpointApprovalArgs],
        ) -> None: ...

    def __init__(
        self,
        resource_name: str,
        args: Mapping[str, Any] | None = None,
        opts: pulumi.ResourceOptions | None = None,
        **inputs: Any,
    ) -> None:
        """Declare the approval.

        Args:
            resource_name: Its name in the Pulumi program.
            args: The inputs as a dict; or give them as keyword arguments.
            opts: Pulumi's resource options.
            inputs: The inputs, if not in `args`.

        Raises:
            RunError: An input is given twice, or is not one.
        """
        wrong = wrong_arguments(args or {}, inputs)
        if wrong:
            raise pulumi.RunError(wrong)
        # Without a value too, or their attributes would not resolve.
        super().__init__(resource_name, dict.fromkeys(_APPROVAL_NAMES) | {**(args or {}), **inputs}, opts)


@final
class PrivateEndpointApprovalSet(_Resource):
    """The owner's decisions on many private endpoint connections, of one Azure resource or of many."""

    approvals: pulumi.Output[Mapping[str, Any]]
    results: pulumi.Output[Mapping[str, Any]]
    absent: pulumi.Output[Mapping[str, str] | None]
    max_concurrency: pulumi.Output[int | None]
    max_releases: pulumi.Output[int | None]
    when_absent: pulumi.Output[str | None]

    if TYPE_CHECKING:

        @overload
        def __init__(
            self,
            resource_name: str,
            approvals: pulumi.Input[Mapping[str, pulumi.Input[PrivateEndpointApprovalEntryArgs]]],
            *,
            max_concurrency: pulumi.Input[int] | None = None,
            max_releases: pulumi.Input[int] | None = None,
            when_absent: pulumi.Input[Literal["fail", "warn"]] | None = None,
            opts: pulumi.ResourceOptions | None = None,
        ) -> None: ...

        @overload
        def __init__(
            self,
            resource_name: str,
            approvals: pulumi.Input[Mapping[str, pulumi.Input[PrivateEndpointApprovalArgs]]],
            *,
            max_concurrency: pulumi.Input[int] | None = None,
            max_releases: pulumi.Input[int] | None = None,
            when_absent: pulumi.Input[Literal["fail", "warn"]] | None = None,
            opts: pulumi.ResourceOptions | None = None,
        ) -> None: ...

    def __init__(  # noqa: PLR0913 - by name, but for the first two
        self,
        resource_name: str,
        approvals: pulumi.Input[Mapping[str, Any]],
        *,
        max_concurrency: pulumi.Input[int] | None = None,
        max_releases: pulumi.Input[int] | None = None,
        when_absent: pulumi.Input[Literal["fail", "warn"]] | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """Declare the approvals.

        Args:
            resource_name: The set's name in the Pulumi program.
            approvals: The inputs of each approval, by a key of your choice.
            max_concurrency: How many are under way at once.
            max_releases: How many connections an update may reject or delete because their entries are gone.
            when_absent: Whether an entry whose connection does not appear fails the update or is a warning.
            opts: Pulumi's resource options.

        Raises:
            RunError: A key is not a text.
        """
        if isinstance(approvals, dict) and not all(isinstance(key, str) for key in approvals):
            raise pulumi.RunError("approvals must have texts for keys")
        own = {"max_concurrency": max_concurrency, "max_releases": max_releases, "when_absent": when_absent}
        found = dict.fromkeys(("results", "absent"))
        super().__init__(resource_name, {"approvals": kept(approvals), **own, **found}, opts)

    @property
    def entries(self) -> pulumi.Output[dict[str, dict[str, Any]]]:
        """By key: all that is known of an entry, as a single approval puts it out."""
        both = pulumi.Output.all(self.approvals, self.results)
        return both.apply(lambda each: {key: whole(each[0][key], found) for key, found in each[1].items()})


@final
class Nonce(_Resource):
    """An unguessable text, the same on every run."""

    value: pulumi.Output[str]

    def __init__(self, resource_name: str, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(resource_name, {"value": None}, opts)


@final
class FabricManagedPrivateEndpoint(_Resource):
    """A managed private endpoint of a Fabric workspace, which asks for a connection."""

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
        props = {
            "workspace_id": workspace_id,
            "managed_private_endpoint_name": managed_private_endpoint_name,
            "target_resource_id": target_resource_id,
            "group_id": group_id,
            "request_message": request_message,
            "target_fqdns": target_fqdns,
        }
        found = dict.fromkeys(("endpoint_id", "provisioning_state", "status"))
        super().__init__(resource_name, props | found, opts)


@final
class FabricEndpointStatus(_Resource):
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
        props = {
            "workspace_id": workspace_id,
            "endpoint_id": endpoint_id,
            "connection_id": connection_id,
            "wait_seconds": wait_seconds,
        }
        super().__init__(resource_name, props | {"status": None}, opts)


DOOR = Door(
    # Whoever declares and reads these cannot tell them from the dynamic ones.
    approval=cast("Any", PrivateEndpointApproval),
    approval_set=cast("Any", PrivateEndpointApprovalSet),
    nonce=cast("Any", Nonce),
    fabric_endpoint=cast("Any", FabricManagedPrivateEndpoint),
    fabric_status=cast("Any", FabricEndpointStatus),
    honours_custom_timeouts=True,
)
"""By which components make these resources, in place of the dynamic ones."""
