"""A managed private endpoint of a Microsoft Fabric workspace, and its approval.

Fabric makes the private endpoint in a subscription of Microsoft's. The request carries a nonce as message,
and the approval takes the one with exactly that message. Fabric's own API is asked for all but the approval:
another host, with tokens of its own.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, overload

import pulumi
from typing_extensions import NotRequired, Unpack

from .parts.consumer import SECONDS, after
from .parts.decision import DecisionArgs, approval_args, quoting
from .parts.door import door
from .parts.options import for_approval, for_ours
from .parts.wire import NOT_GIVEN, all_inputs, checked_inputs, wire_names


class ApprovedFabricEndpointArgs(DecisionArgs):
    """The inputs of an `ApprovedFabricEndpoint`."""

    workspace_id: pulumi.Input[str]
    """The id of the Fabric workspace; whoever signs in must be an admin there."""
    managed_private_endpoint_name: pulumi.Input[str]
    """The managed private endpoint's name in the workspace, of at most 64 characters."""
    target_resource_id: pulumi.Input[str]
    """The id of the Azure resource that is being connected to."""
    group_id: NotRequired[pulumi.Input[str]]
    """The sub-resource, such as `dfs`; none for a private link service."""
    target_fqdns: NotRequired[Sequence[pulumi.Input[str]]]
    """The host names behind a private link service, at most 20."""
    request_message: NotRequired[pulumi.Input[str]]
    """What the request says while it is pending. Default: a nonce; a text of yours should be one too."""
    wait_for_consumer_seconds: NotRequired[float]
    """How long Fabric may take to notice the approval, in seconds. Default: 600."""


class ApprovedFabricEndpoint(pulumi.ComponentResource):
    """A managed private endpoint of Fabric that is approved, and known to be so by Fabric.

    After one was deleted, Fabric takes another for the same target no sooner than 15 minutes later; one that
    is replaced is waited for so long.

    Raises:
        RunError: an input is missing or wrong.
    """

    connection_id: pulumi.Output[str]
    """The approved connection's id, known once both sides agree."""
    endpoint_id: pulumi.Output[str]
    """The managed private endpoint's id in Fabric."""
    private_endpoint_id: pulumi.Output[str | None]
    """The id of the private endpoint that Microsoft made."""
    request_message: pulumi.Output[str]
    """The message the request is recognised by."""
    status: pulumi.Output[str]
    """What Fabric says of the connection."""

    if TYPE_CHECKING:

        @overload
        def __init__(
            self, name: str, args: ApprovedFabricEndpointArgs, opts: pulumi.ResourceOptions | None = None
        ) -> None: ...

        @overload
        def __init__(
            self,
            name: str,
            *,
            opts: pulumi.ResourceOptions | None = None,
            **inputs: Unpack[ApprovedFabricEndpointArgs],
        ) -> None: ...

    def __init__(
        self,
        name: str,
        args: ApprovedFabricEndpointArgs = NOT_GIVEN,
        opts: pulumi.ResourceOptions | None = None,
        **inputs: Any,
    ) -> None:
        args = checked_inputs(all_inputs(args, inputs), ApprovedFabricEndpointArgs, type(self).__name__)
        super().__init__("private-endpoint:index:ApprovedFabricEndpoint", name, wire_names(args), opts)
        message = (
            args["request_message"]
            if "request_message" in args
            else door().nonce(f"{name}-nonce", pulumi.ResourceOptions(parent=self)).value
        )
        endpoint = door().fabric_endpoint(
            f"{name}-endpoint",
            workspace_id=args["workspace_id"],
            managed_private_endpoint_name=args["managed_private_endpoint_name"],
            target_resource_id=args["target_resource_id"],
            group_id=args.get("group_id"),
            target_fqdns=args.get("target_fqdns"),
            request_message=message,
            opts=for_ours(self, opts),
        )
        # The message alone does not make the approval wait for the endpoint, which sends it.
        approval = door().approval(
            f"{name}-approval",
            approval_args(quoting(args, message), request_message=message),
            opts=for_approval(self, opts, args, depends_on=[endpoint]),
        )
        said = door().fabric_status(
            f"{name}-status",
            workspace_id=args["workspace_id"],
            endpoint_id=endpoint.endpoint_id,
            connection_id=approval.connection_id,
            wait_seconds=args.get("wait_for_consumer_seconds", SECONDS),
            opts=for_ours(self, opts),
        )

        self.status = said.status
        self.connection_id = after(said.status, approval.connection_id)
        self.endpoint_id = endpoint.endpoint_id
        self.private_endpoint_id = approval.private_endpoint_id
        self.request_message = pulumi.Output.from_input(message)
        self.register_outputs(
            {
                "status": self.status,
                "connectionId": self.connection_id,
                "endpointId": self.endpoint_id,
                "privateEndpointId": self.private_endpoint_id,
                "requestMessage": self.request_message,
            }
        )
