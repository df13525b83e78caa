"""A Front Door Premium origin behind Private Link, and its approvals.

Front Door asks once for each region it connects from, always from subscriptions of Microsoft's and without a
name of yours. So every request carries its own nonce, and each approval takes the one with exactly that
message. Somebody else's Front Door asks for the same target in the same words as yours would.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, overload

import pulumi
from typing_extensions import NotRequired, Unpack

from pulumi_private_endpoint.approval import PrivateEndpointApproval

from .parts import azure_native
from .parts.consumer import after
from .parts.decision import DecisionArgs, approval_args, quoting
from .parts.door import door
from .parts.options import for_approval, for_azure
from .parts.wire import NOT_GIVEN, all_inputs, checked_inputs, wire_names


class ApprovedFrontDoorOriginArgs(DecisionArgs):
    """The inputs of an `ApprovedFrontDoorOrigin`."""

    resource_group_name: pulumi.Input[str]
    """The Front Door profile's resource group."""
    profile_name: pulumi.Input[str]
    """The Front Door profile; Premium, or there is no Private Link."""
    origin_group_name: pulumi.Input[str]
    """The origin group the origins join; it must hold no public ones."""
    host_name: pulumi.Input[str]
    """The origin's host name, such as `shop.azurewebsites.net`."""
    target_resource_id: pulumi.Input[str]
    """The id of the Azure resource that is being connected to."""
    group_id: NotRequired[pulumi.Input[str]]
    """The sub-resource, such as `sites`; none for a private link service."""
    private_link_locations: Sequence[str]
    """The regions Front Door connects from: one origin, request and approval each."""
    priority: NotRequired[pulumi.Input[int]]
    """The origins' priority in their group."""
    weight: NotRequired[pulumi.Input[int]]
    """The origins' weight in their group."""


class ApprovedFrontDoorOrigin(pulumi.ComponentResource):
    """A private origin in one or more regions, with every connection approved.

    Front Door tells nobody reliably that it has noticed the approval; its points of presence follow within
    some minutes. So this waits for the target's side alone.

    Raises:
        RunError: azure-native is missing, no region is given, or one is given twice.
    """

    connection_ids: pulumi.Output[Mapping[str, str]]
    """The approved connections' ids by region."""
    origin_ids: pulumi.Output[Mapping[str, str]]
    """The origins' ids by region, known once every connection is approved."""
    origin_names: pulumi.Output[Sequence[str]]
    """The origins' names in their group."""

    if TYPE_CHECKING:

        @overload
        def __init__(
            self, name: str, args: ApprovedFrontDoorOriginArgs, opts: pulumi.ResourceOptions | None = None
        ) -> None: ...

        @overload
        def __init__(
            self,
            name: str,
            *,
            opts: pulumi.ResourceOptions | None = None,
            **inputs: Unpack[ApprovedFrontDoorOriginArgs],
        ) -> None: ...

    def __init__(
        self,
        name: str,
        args: ApprovedFrontDoorOriginArgs = NOT_GIVEN,
        opts: pulumi.ResourceOptions | None = None,
        **inputs: Any,
    ) -> None:
        args = checked_inputs(all_inputs(args, inputs), ApprovedFrontDoorOriginArgs, type(self).__name__)
        locations = args["private_link_locations"]
        if not locations or len(set(locations)) != len(locations):
            raise pulumi.RunError("private_link_locations must name at least one region, each of them once")
        super().__init__("private-endpoint:index:ApprovedFrontDoorOrigin", name, wire_names(args), opts)
        cdn = azure_native.load("ApprovedFrontDoorOrigin")
        pairs = {
            location: self._approved(cdn, f"{name}-{location}", args, location, opts)
            for location in locations
        }

        self.connection_ids = pulumi.Output.from_input(
            # What is nested is resolved too; the annotation does not say so.
            {location: approval.connection_id for location, (_, approval) in pairs.items()}  # type: ignore[misc] # see above
        )
        self.origin_ids = after(
            self.connection_ids, {location: origin.id for location, (origin, _) in pairs.items()}
        )
        self.origin_names = pulumi.Output.all(*(origin.name for origin, _ in pairs.values()))
        self.register_outputs(
            {
                "connectionIds": self.connection_ids,
                "originIds": self.origin_ids,
                "originNames": self.origin_names,
            }
        )

    def _approved(
        self,
        cdn: Any,
        name: str,
        args: ApprovedFrontDoorOriginArgs,
        location: str,
        opts: pulumi.ResourceOptions | None,
    ) -> tuple[Any, PrivateEndpointApproval]:
        nonce = door().nonce(f"{name}-nonce", opts=pulumi.ResourceOptions(parent=self))
        origin = cdn.AFDOrigin(
            f"{name}-origin",
            **_origin(args),
            shared_private_link_resource={
                "private_link": {"id": args["target_resource_id"]},
                "private_link_location": location,
                "group_id": args.get("group_id"),
                "request_message": nonce.value,
            },
            opts=for_azure(self, opts),
        )
        # The message alone does not make the approval wait for the origin, which sends it.
        approval = door().approval(
            f"{name}-approval",
            approval_args(quoting(args, nonce.value), request_message=nonce.value),
            opts=for_approval(self, opts, args, depends_on=[origin]),
        )
        return origin, approval


def _origin(args: ApprovedFrontDoorOriginArgs) -> dict[str, Any]:
    return {
        "resource_group_name": args["resource_group_name"],
        "profile_name": args["profile_name"],
        "origin_group_name": args["origin_group_name"],
        "host_name": args["host_name"],
        # App Service and most others answer to their own name only.
        "origin_host_header": args["host_name"],
        "enabled_state": "Enabled",
        "priority": args.get("priority"),
        "weight": args.get("weight"),
    }
