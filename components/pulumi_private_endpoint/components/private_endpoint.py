"""A private endpoint and its approval, when both sides are yours but somebody has to say yes.

The usual case is two subscriptions: the endpoint in a spoke, the target in a platform team's. The approval
names the endpoint by its id, so no other request can take its place.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, overload

import pulumi
from typing_extensions import NotRequired, Unpack

from .parts import azure_native
from .parts.consumer import APPROVED, SECONDS, Consumer, after
from .parts.decision import DecisionArgs, approval_args
from .parts.door import door
from .parts.options import for_approval, for_azure
from .parts.wire import NOT_GIVEN, all_inputs, checked_inputs, wire_names


class ApprovedPrivateEndpointArgs(DecisionArgs):
    """The inputs of an `ApprovedPrivateEndpoint`."""

    target_resource_id: pulumi.Input[str]
    """The id of the Azure resource that is being connected to."""
    resource_group_name: pulumi.Input[str]
    """The resource group the private endpoint goes to."""
    subnet_id: pulumi.Input[str]
    """The id of the subnet the private endpoint gets its address from."""
    group_id: NotRequired[pulumi.Input[str]]
    """The sub-resource, such as `blob`; none for a private link service."""
    location: NotRequired[pulumi.Input[str]]
    """The private endpoint's region. Default: its resource group's."""
    private_endpoint_name: NotRequired[pulumi.Input[str]]
    """The private endpoint's name in Azure. Default: one that Pulumi makes of the resource's name."""
    request_message: NotRequired[pulumi.Input[str]]
    """What the request says while it is pending. Default: `<project>/<stack>: <name>`."""
    private_dns_zone_ids: NotRequired[Sequence[pulumi.Input[str]]]
    """Private DNS zones to register the endpoint in, once it is approved."""
    wait_for_consumer_seconds: NotRequired[float]
    """How long the private endpoint may take to notice the approval, in seconds. Default: 600."""


class ApprovedPrivateEndpoint(pulumi.ComponentResource):
    """A private endpoint that is approved, registered in DNS, and usable.

    With target and endpoint in different subscriptions, give the azure-native provider of the endpoint's
    side as `opts=ResourceOptions(providers=[spoke])`. The approval signs in for itself.

    Raises:
        RunError: azure-native is missing, or the endpoint was not ready in time.
    """

    private_endpoint_id: pulumi.Output[str]
    """The private endpoint's id, known once both sides agree."""
    connection_id: pulumi.Output[str]
    """The approved connection's id."""
    status: pulumi.Output[str]
    """What the private endpoint itself says of its connection."""

    if TYPE_CHECKING:

        @overload
        def __init__(
            self, name: str, args: ApprovedPrivateEndpointArgs, opts: pulumi.ResourceOptions | None = None
        ) -> None: ...

        @overload
        def __init__(
            self,
            name: str,
            *,
            opts: pulumi.ResourceOptions | None = None,
            **inputs: Unpack[ApprovedPrivateEndpointArgs],
        ) -> None: ...

    def __init__(
        self,
        name: str,
        args: ApprovedPrivateEndpointArgs = NOT_GIVEN,
        opts: pulumi.ResourceOptions | None = None,
        **inputs: Any,
    ) -> None:
        args = checked_inputs(all_inputs(args, inputs), ApprovedPrivateEndpointArgs, type(self).__name__)
        super().__init__("private-endpoint:index:ApprovedPrivateEndpoint", name, wire_names(args), opts)
        network = azure_native.load("ApprovedPrivateEndpoint")

        endpoint = _endpoint(network, name, args, for_azure(self, opts))
        approval = door().approval(
            f"{name}-approval",
            approval_args(args, private_endpoint_id=endpoint.id),
            opts=for_approval(self, opts, args),
        )
        consumer = Consumer(
            f"private endpoint {name}",
            lambda: _status(network, endpoint, args["resource_group_name"], self),
            self,
            args.get("wait_for_consumer_seconds", SECONDS),
        )
        ready = consumer.status_after(approval.connection_id, APPROVED)
        # An endpoint has no addresses to register before somebody approved it.
        _dns(network, name, endpoint, args, for_azure(self, opts, depends_on=[approval]))

        self.status = ready
        self.connection_id = approval.connection_id
        self.private_endpoint_id = after(ready, endpoint.id)
        self.register_outputs(
            {
                "status": self.status,
                "connectionId": self.connection_id,
                "privateEndpointId": self.private_endpoint_id,
            }
        )


def _endpoint(
    network: Any, name: str, args: ApprovedPrivateEndpointArgs, opts: pulumi.ResourceOptions
) -> Any:
    group_id = args.get("group_id")
    connection = {
        "name": name,
        "private_link_service_id": args["target_resource_id"],
        "group_ids": None if group_id is None else [group_id],
        "request_message": args.get("request_message", _message(name)),
    }
    return network.PrivateEndpoint(
        f"{name}-endpoint",
        private_endpoint_name=args.get("private_endpoint_name"),
        resource_group_name=args["resource_group_name"],
        location=args.get("location"),
        subnet={"id": args["subnet_id"]},
        # Manual: Azure would approve by itself where it may, and then nobody has decided.
        manual_private_link_service_connections=[connection],
        opts=opts,
    )


def _message(name: str) -> str:
    # Azure takes no more than 140 characters (Microsoft.Network/privateEndpoints).
    return f"{pulumi.get_project()}/{pulumi.get_stack()}: {name}"[:140]


def _dns(
    network: Any,
    name: str,
    endpoint: Any,
    args: ApprovedPrivateEndpointArgs,
    opts: pulumi.ResourceOptions,
) -> None:
    zones = args.get("private_dns_zone_ids")
    if zones:
        network.PrivateDnsZoneGroup(
            f"{name}-dns",
            resource_group_name=args["resource_group_name"],
            private_endpoint_name=endpoint.name,
            private_dns_zone_configs=[
                {"name": f"zone-{number}", "private_dns_zone_id": zone}
                for number, zone in enumerate(zones, 1)
            ],
            opts=opts,
        )


async def _status(
    network: Any, endpoint: Any, resource_group_name: pulumi.Input[str], component: pulumi.Resource
) -> str | None:
    found = await network.get_private_endpoint_output(
        resource_group_name=resource_group_name,
        private_endpoint_name=endpoint.name,
        opts=pulumi.InvokeOutputOptions(parent=component),
    ).future()
    connection = found.manual_private_link_service_connections[0]
    status: str | None = connection.private_link_service_connection_state.status
    return status
