"""The front door: `PrivateEndpointApproval`, as a Pulumi program declares it.

Python names here, camelCase on the wire and in state, so that the provider
plugin can take over the same state.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, final, overload

import pulumi
from pulumi.dynamic import Resource
from typing_extensions import Required, TypedDict, Unpack

from pulumi_private_endpoint.connections.properties.arguments import wrong_arguments
from pulumi_private_endpoint.connections.properties.fields import INPUTS, python_name
from pulumi_private_endpoint.connections.properties.state import OUTPUTS

from .host.plain import PLAIN, plain_texts
from .host.property_bag import DRY_RUN, NAME
from .provider import PROVIDER

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class PrivateEndpointApprovalArgs(TypedDict, total=False):
    """The inputs of a `PrivateEndpointApproval`, as keyword arguments or as a dict.

    At least one of `connection_name`, `private_endpoint_id`, `private_endpoint_name` and
    `request_message` singles out the connection; all that are given must hold.
    """

    target_resource_id: Required[pulumi.Input[str]]
    """The id of the Azure resource that is being connected to."""
    connection_name: pulumi.Input[str]
    """The connection's name, as Azure invented it."""
    private_endpoint_id: pulumi.Input[str]
    """The id of the private endpoint that asks."""
    private_endpoint_name: pulumi.Input[str]
    """The name of the private endpoint that asks, where its id is not known."""
    request_message: pulumi.Input[str]
    """The message the request carries while it is pending; exact, best a random nonce."""
    group_id: pulumi.Input[str]
    """Guard: the sub-resource the request must be for, such as `Sql` or `blob`."""
    allowed_subscription_ids: pulumi.Input[Sequence[pulumi.Input[str]]]
    """Guard: the subscriptions the requester may be in."""
    allow_unknown_requester: pulumi.Input[bool]
    """Guard: accept a requester whose endpoint id Azure hides. Default: False."""
    status: pulumi.Input[Literal["Approved", "Rejected"]]
    """The decision. Default: Approved."""
    description: pulumi.Input[str]
    """Why it is so decided, for whoever reads the connection later. Absent: the text there is kept."""
    actions_required: pulumi.Input[str]
    """What the consumer has to do, where the service takes such a text."""
    api_version: pulumi.Input[str]
    """The ARM api-version, in place of the service's own; required for a type that is not known."""
    tenant_id: pulumi.Input[str]
    """The tenant of the target, where it is not the one the environment signs in to."""
    on_destroy: pulumi.Input[Literal["keep", "reject", "delete"]]
    """What a destroy does to the connection. Default: keep."""
    wait_for_connection: pulumi.Input[str]
    """How long to wait for the connection to appear, such as `"90s"`. Default: 10m."""
    timeout: pulumi.Input[str]
    """How long the whole approval may take. Default: 30m."""


@final
class PrivateEndpointApproval(Resource, module="privateendpoint", name="PrivateEndpointApproval"):
    """The owner's decision on one private endpoint connection of one Azure resource.

    Creating it finds exactly one connection, decides it, waits for the operation and reads the
    connection back. See `PrivateEndpointApprovalArgs` for the inputs.
    """

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
        props = _given(args or {}, inputs)
        props[DRY_RUN if pulumi.runtime.is_dry_run() else NAME] = resource_name
        props[PLAIN] = plain_texts(props, (opts and opts.additional_secret_outputs) or ())
        own = pulumi.ResourceOptions.merge(formerly(type(self)), _secrets(props))
        super().__init__(PROVIDER, resource_name, props, pulumi.ResourceOptions.merge(own, opts))
        self.declared: Mapping[str, Any] = {**(args or {}), **inputs}
        warn_of_timeouts(self, opts, "give timeout")

    def __init_subclass__(cls, **_: Any) -> None:
        """Refused: a subclass would silently get another type token, and so another resource."""
        raise TypeError(
            "PrivateEndpointApproval cannot be subclassed: wrap it in a ComponentResource instead"
        )

    def translate_input_property(self, prop: str) -> str:
        """The name on the wire of a property of the program."""
        return _WIRE_NAMES.get(prop, prop)

    def translate_output_property(self, prop: str) -> str:
        """The Python name of a property that came back."""
        return python_name(prop)


_WIRE_NAMES = {python_name(name): name for name in (*INPUTS, *OUTPUTS)}


def formerly(kind: type[Resource]) -> pulumi.ResourceOptions:
    """Options by which what the plugin made is taken over."""
    return pulumi.ResourceOptions(aliases=[pulumi.Alias(type_=f"private-endpoint:index:{kind.__name__}")])


def warn_of_timeouts(resource: Resource, opts: pulumi.ResourceOptions | None, instead: str) -> None:
    """Say what to use in place of `custom_timeouts`, of which a dynamic provider is not told."""
    if opts is not None and opts.custom_timeouts is not None:
        pulumi.log.warn(f"custom_timeouts does not reach a dynamic resource: {instead} instead", resource)


def _secrets(props: Mapping[str, Any]) -> pulumi.ResourceOptions | None:
    """What else is a secret if the message is one, which an Output may be: Azure keeps it as description."""
    kept = props.get("description") is None and isinstance(props.get("request_message"), pulumi.Output)
    return pulumi.ResourceOptions(additional_secret_outputs=["description"]) if kept else None


def _given(args: Mapping[str, Any], inputs: Mapping[str, Any]) -> dict[str, Any]:
    """All properties by their Python names; without a value too, or their attributes would not resolve."""
    wrong = wrong_arguments(args, inputs)
    if wrong:
        raise pulumi.RunError(wrong)
    return dict.fromkeys(_WIRE_NAMES) | {**args, **inputs}
