"""A managed private endpoint of Data Factory or Synapse, and its approval.

The service makes the private endpoint in a subscription of Microsoft's, names it `<consumer>.<endpoint>`, and
nobody learns its id beforehand. Anybody may give an endpoint of theirs that name, so add
`allowed_subscription_ids` once you know where yours comes from; two requests of one name approve neither.
"""

from typing import Any

import pulumi
from typing_extensions import NotRequired

from pulumi_private_endpoint.approval import PrivateEndpointApproval

from . import azure_native
from .consumer import APPROVED, ASKED, SECONDS, Consumer, after
from .decision import DecisionArgs, approval_args
from .door import door
from .wire import checked_inputs, wire_names


class ApprovedManagedPrivateEndpointArgs(DecisionArgs):
    """The inputs of an `ApprovedManagedPrivateEndpoint`."""

    consumer: str
    """Whose managed private endpoint it is: `DataFactory` or `Synapse`."""
    consumer_name: pulumi.Input[str]
    """The name of the factory or of the workspace."""
    managed_private_endpoint_name: pulumi.Input[str]
    """The managed private endpoint's name. For Synapse, of one that exists."""
    target_resource_id: pulumi.Input[str]
    """The id of the Azure resource that is being connected to."""
    group_id: NotRequired[pulumi.Input[str]]
    """The sub-resource, such as `dfs`. For Synapse a guard: what the request must be for."""
    resource_group_name: NotRequired[pulumi.Input[str]]
    """The factory's resource group. For Data Factory alone, which needs it."""
    managed_virtual_network_name: NotRequired[pulumi.Input[str]]
    """The factory's managed virtual network. Default: `default`. For Data Factory alone."""
    wait_for_consumer_seconds: NotRequired[float]
    """How long the factory may take before and after the approval, in seconds each. Default: 600. For Data
    Factory alone."""


class ApprovedManagedPrivateEndpoint(pulumi.ComponentResource):
    """A managed private endpoint that is approved and, for Data Factory, known to be so by the factory.

    A Data Factory endpoint is created here. A Synapse one is created through the workspace's own endpoint,
    which azure-native does not reach: create it by other means, and it is approved here.

    Raises:
        RunError: azure-native or an input is missing, an input is of no use to the consumer, or the factory
            was not ready in time.
    """

    connection_id: pulumi.Output[str]
    """The approved connection's id, known once both sides agree."""
    private_endpoint_id: pulumi.Output[str | None]
    """The id of the private endpoint that Microsoft made."""
    status: pulumi.Output[str]
    """What the factory says of the connection; for Synapse, what the target says."""

    def __init__(
        self,
        name: str,
        args: ApprovedManagedPrivateEndpointArgs,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        args = checked_inputs(args, ApprovedManagedPrivateEndpointArgs, type(self).__name__)
        _check(args)
        super().__init__(
            "private-endpoint:index:ApprovedManagedPrivateEndpoint", name, wire_names(args), opts
        )
        if args["consumer"] == "Synapse":
            approval = _approval(name, args, pulumi.ResourceOptions(parent=self))
            self.status = approval.status
        else:
            approval, self.status = self._data_factory(name, args)

        self.connection_id = after(self.status, approval.connection_id)
        self.private_endpoint_id = approval.private_endpoint_id
        self.register_outputs(
            {
                "status": self.status,
                "connectionId": self.connection_id,
                "privateEndpointId": self.private_endpoint_id,
            }
        )

    def _data_factory(
        self, name: str, args: ApprovedManagedPrivateEndpointArgs
    ) -> tuple[PrivateEndpointApproval, pulumi.Output[str]]:
        data_factory = azure_native.load("datafactory", type(self).__name__)
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
            opts=pulumi.ResourceOptions(parent=self),
        )
        consumer = Consumer(
            f"Data Factory's managed private endpoint {name}",
            lambda: _status(data_factory, place, self),
            self,
            args.get("wait_for_consumer_seconds", SECONDS),
        )
        # Approved before the factory has seen its own request pending, the endpoint stays broken for ever.
        asked = consumer.status_after(endpoint.id, ASKED)
        approval = _approval(
            name,
            args,
            pulumi.ResourceOptions(parent=self, depends_on=asked.apply(lambda _: [endpoint])),
        )
        return approval, consumer.status_after(approval.connection_id, APPROVED)


_DATA_FACTORY_ONLY = ("resource_group_name", "managed_virtual_network_name", "wait_for_consumer_seconds")


def _check(args: ApprovedManagedPrivateEndpointArgs) -> None:
    if args["consumer"] not in ("DataFactory", "Synapse"):
        raise pulumi.RunError("consumer must be DataFactory or Synapse")
    if args["consumer"] == "DataFactory" and "resource_group_name" not in args:
        raise pulumi.RunError("resource_group_name is missing: Data Factory needs it")
    for unused in _DATA_FACTORY_ONLY if args["consumer"] == "Synapse" else ():
        if unused in args:
            raise pulumi.RunError(f"{unused} is not used for Synapse: leave it out")


def _approval(
    name: str, args: ApprovedManagedPrivateEndpointArgs, opts: pulumi.ResourceOptions
) -> PrivateEndpointApproval:
    return door().approval(
        f"{name}-approval",
        approval_args(
            args,
            private_endpoint_name=pulumi.Output.concat(
                args["consumer_name"], ".", args["managed_private_endpoint_name"]
            ),
            # A factory's request is made above, for just that. As a guard it would refuse where the target's
            # service does not show what a request is for.
            group_id=args.get("group_id") if args["consumer"] == "Synapse" else None,
        ),
        opts=opts,
    )


async def _status(data_factory: Any, place: dict[str, Any], component: pulumi.Resource) -> str | None:
    found = await data_factory.get_managed_private_endpoint_output(
        **place, opts=pulumi.InvokeOutputOptions(parent=component)
    ).future()
    state = found.properties.connection_state
    status: str | None = state.status if state else None
    return status
