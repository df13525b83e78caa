"""A managed private endpoint of Data Factory, Synapse, Grafana, Data Explorer or Stream Analytics, approved.

The service makes the private endpoint in a subscription of Microsoft's, and nobody learns its id beforehand.
Grafana and Data Explorer send a message of yours, which is a nonce. The others send none, and name it
`<consumer>.<endpoint>`, or for Stream Analytics `<endpoint>`. Anybody may give an endpoint of theirs that
name, so add `allowed_subscription_ids` once you know where yours comes from; two requests of one name approve
neither.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, overload

import pulumi
from typing_extensions import NotRequired, Unpack

from pulumi_private_endpoint.approval import PrivateEndpointApproval

from .parts import azure_native
from .parts.consumer import APPROVED, ASKED, SECONDS, Consumer, after
from .parts.decision import DecisionArgs, approval_args, quoting
from .parts.door import door
from .parts.managed_consumers import MADE_HERE, NEEDED, NOT_FOR_ALL, TAKEN
from .parts.options import for_approval, for_azure
from .parts.wire import NOT_GIVEN, all_inputs, checked_inputs, wire_names


class ApprovedManagedPrivateEndpointArgs(DecisionArgs):
    """The inputs of an `ApprovedManagedPrivateEndpoint`."""

    consumer: str
    """Whose managed private endpoint it is: `DataFactory`, `Synapse`, `Grafana`, `DataExplorer` or
    `StreamAnalytics`."""
    consumer_name: pulumi.Input[str]
    """The name of the factory, of the workspace or of the cluster."""
    managed_private_endpoint_name: pulumi.Input[str]
    """The managed private endpoint's name. For Synapse, of one that exists."""
    target_resource_id: pulumi.Input[str]
    """The id of the Azure resource that is being connected to."""
    group_id: NotRequired[pulumi.Input[str]]
    """The sub-resource, such as `dfs`. For Synapse a guard: what the request must be for. Data Explorer and
    Stream Analytics need it."""
    resource_group_name: NotRequired[pulumi.Input[str]]
    """The consumer's resource group. Needed by all but Synapse, which has no use for it."""
    managed_virtual_network_name: NotRequired[pulumi.Input[str]]
    """The factory's managed virtual network. Default: `default`. For Data Factory alone."""
    request_message: NotRequired[pulumi.Input[str]]
    """What the request says while it is pending. Default: a nonce; a text of yours should be one too. For
    Grafana and Data Explorer."""
    target_region: NotRequired[pulumi.Input[str]]
    """The target's region, where it is another than the consumer's. For Grafana and Data Explorer."""
    location: NotRequired[pulumi.Input[str]]
    """The workspace's region. Default: its resource group's. For Grafana alone."""
    private_link_service_url: NotRequired[pulumi.Input[str]]
    """The host name of what is behind the private link service that is the target. For Grafana alone."""
    wait_for_consumer_seconds: NotRequired[float]
    """How long the consumer may take to notice the approval, in seconds; Data Factory as long before it, too.
    Default: 600. For Data Factory, Grafana and Stream Analytics: the others do not say."""


class ApprovedManagedPrivateEndpoint(pulumi.ComponentResource):
    """A managed private endpoint that is approved and, where its consumer tells, known to be so by that.

    It is created here, but for Synapse: its endpoints are created through the workspace's own endpoint, which
    azure-native does not reach. Create it by other means, and it is approved here.

    Raises:
        RunError: azure-native or an input is missing, an input is of no use to the consumer, or the consumer
            was not ready in time.
    """

    connection_id: pulumi.Output[str]
    """The approved connection's id, known once both sides agree."""
    private_endpoint_id: pulumi.Output[str | None]
    """The id of the private endpoint that Microsoft made."""
    request_message: pulumi.Output[str | None]
    """The message the request is recognised by, where it carries one."""
    status: pulumi.Output[str]
    """What the consumer says of the connection; for Synapse and Data Explorer, what the target says."""

    if TYPE_CHECKING:

        @overload
        def __init__(
            self,
            name: str,
            args: ApprovedManagedPrivateEndpointArgs,
            opts: pulumi.ResourceOptions | None = None,
        ) -> None: ...

        @overload
        def __init__(
            self,
            name: str,
            *,
            opts: pulumi.ResourceOptions | None = None,
            **inputs: Unpack[ApprovedManagedPrivateEndpointArgs],
        ) -> None: ...

    def __init__(
        self,
        name: str,
        args: ApprovedManagedPrivateEndpointArgs = NOT_GIVEN,
        opts: pulumi.ResourceOptions | None = None,
        **inputs: Any,
    ) -> None:
        args = checked_inputs(
            all_inputs(args, inputs), ApprovedManagedPrivateEndpointArgs, type(self).__name__
        )
        _check(args)
        super().__init__(
            "private-endpoint:index:ApprovedManagedPrivateEndpoint", name, wire_names(args), opts
        )
        self.request_message = pulumi.Output.from_input(None)
        if args["consumer"] == "Synapse":
            approval = _by_name(name, args, for_approval(self, opts, args))
            self.status = approval.status
        elif args["consumer"] == "DataFactory":
            approval, self.status = self._data_factory(name, args, opts)
        else:
            approval, self.status = self._made_here(name, args, opts)

        self.connection_id = after(self.status, approval.connection_id)
        self.private_endpoint_id = approval.private_endpoint_id
        self.register_outputs(
            {
                "status": self.status,
                "connectionId": self.connection_id,
                "privateEndpointId": self.private_endpoint_id,
                "requestMessage": self.request_message,
            }
        )

    def _data_factory(
        self, name: str, args: ApprovedManagedPrivateEndpointArgs, opts: pulumi.ResourceOptions | None
    ) -> tuple[PrivateEndpointApproval, pulumi.Output[str]]:
        data_factory = azure_native.load("ApprovedManagedPrivateEndpoint", args["consumer"])
        place = {
            "resource_group_name": args["resource_group_name"],
            "factory_name": args["consumer_name"],
            "managed_virtual_network_name": args.get("managed_virtual_network_name", "default"),
            "managed_private_endpoint_name": args["managed_private_endpoint_name"],
        }
        endpoint = data_factory.ManagedPrivateEndpoint(
            f"{name}-endpoint",
            **place,
            properties={
                "private_link_resource_id": args["target_resource_id"],
                "group_id": args.get("group_id"),
            },
            opts=for_azure(self, opts),
        )
        consumer = Consumer(
            f"Data Factory's managed private endpoint {name}",
            lambda: _said(data_factory.get_managed_private_endpoint_output, place, _factory_status, self),
            self,
            args.get("wait_for_consumer_seconds", SECONDS),
        )
        # Approved before the factory has seen its own request pending, the endpoint stays broken for ever.
        asked = consumer.status_after(endpoint.id, ASKED)
        approval = _by_name(
            name, args, for_approval(self, opts, args, depends_on=asked.apply(lambda _: [endpoint]))
        )
        return approval, consumer.status_after(approval.connection_id, APPROVED)

    def _made_here(
        self, name: str, args: ApprovedManagedPrivateEndpointArgs, opts: pulumi.ResourceOptions | None
    ) -> tuple[PrivateEndpointApproval, pulumi.Output[str]]:
        asking = MADE_HERE[args["consumer"]]
        sdk = azure_native.load("ApprovedManagedPrivateEndpoint", args["consumer"])
        message = self._message(name, args) if asking.takes_message else None
        self.request_message = pulumi.Output.from_input(message)
        endpoint = getattr(sdk, asking.resource)(
            f"{name}-endpoint",
            **asking.place(args),
            **asking.request(args, message),
            opts=for_azure(self, opts),
        )
        # The message alone does not make the approval wait for the endpoint, which sends it.
        after_it = for_approval(self, opts, args, depends_on=[endpoint])
        if message is None:
            approval = _by_name(name, args, after_it)
        else:
            decision = approval_args(quoting(args, message), request_message=message)
            approval = door().approval(f"{name}-approval", decision, opts=after_it)
        said = asking.status
        if said is None:
            return approval, approval.status
        consumer = Consumer(
            f"managed private endpoint {name} of {asking.label}",
            lambda: _said(getattr(sdk, asking.read), asking.place(args), said, self),
            self,
            args.get("wait_for_consumer_seconds", SECONDS),
            asking.remedy,
        )
        return approval, consumer.status_after(approval.connection_id, APPROVED)

    def _message(self, name: str, args: ApprovedManagedPrivateEndpointArgs) -> pulumi.Input[str]:
        if "request_message" in args:
            return args["request_message"]
        return door().nonce(f"{name}-nonce", pulumi.ResourceOptions(parent=self)).value


def _check(args: ApprovedManagedPrivateEndpointArgs) -> None:
    consumer = args["consumer"]
    if consumer not in NEEDED:
        raise pulumi.RunError(f"consumer must be one of {', '.join(NEEDED)}")
    for needed in NEEDED[consumer]:
        if needed not in args:
            raise pulumi.RunError(f"{needed} is missing: {consumer} needs it")
    for unused in sorted(NOT_FOR_ALL & args.keys() - {*NEEDED[consumer], *TAKEN[consumer]}):
        raise pulumi.RunError(f"{unused} is not used for {consumer}: leave it out")


def _by_name(
    name: str, args: ApprovedManagedPrivateEndpointArgs, opts: pulumi.ResourceOptions
) -> PrivateEndpointApproval:
    return door().approval(
        f"{name}-approval",
        approval_args(
            args,
            private_endpoint_name=_endpoint_name(args),
            # Other requests are made above, for just that. As a guard it would refuse where the target's
            # service does not show what a request is for.
            group_id=args.get("group_id") if args["consumer"] == "Synapse" else None,
        ),
        opts=opts,
    )


def _endpoint_name(args: ApprovedManagedPrivateEndpointArgs) -> pulumi.Input[str]:
    name = args["managed_private_endpoint_name"]
    if args["consumer"] == "StreamAnalytics":
        return name
    return pulumi.Output.concat(args["consumer_name"], ".", name)


async def _said(
    read: Callable[..., pulumi.Output[Any]],
    place: Mapping[str, Any],
    status: Callable[[Any], str | None],
    component: pulumi.Resource,
) -> str | None:
    return status(await read(**place, opts=pulumi.InvokeOutputOptions(parent=component)).future())


def _factory_status(found: Any) -> str | None:
    state = found.properties.connection_state
    return state.status if state else None
