"""The inputs that every component hands to its approvals unchanged.

They mean what they mean for `PrivateEndpointApproval`, and have the same defaults there. In particular
nothing here invents a description: a policy could not tell that nobody wrote one.
"""

from collections.abc import Mapping, Sequence
from typing import Any, cast

import pulumi
from typing_extensions import NotRequired, TypedDict

from pulumi_private_endpoint.approval import PrivateEndpointApprovalArgs


class DecisionArgs(TypedDict):
    """How the approval is to be made."""

    description: NotRequired[pulumi.Input[str]]
    """Why it is approved, for whoever reads the connection later."""
    allowed_subscription_ids: NotRequired[pulumi.Input[Sequence[pulumi.Input[str]]]]
    """Guard: the subscriptions the requester may be in."""
    allow_unknown_requester: NotRequired[pulumi.Input[bool]]
    """Guard: accept a requester whose endpoint id Azure hides. Default: False."""
    api_version: NotRequired[pulumi.Input[str]]
    """The ARM api-version of the target, in place of the service's own."""
    tenant_id: NotRequired[pulumi.Input[str]]
    """The tenant of the target, where it is not the one the environment signs in to."""
    on_destroy: NotRequired[pulumi.Input[str]]
    """What a destroy does to the connection: `keep` (the default), `reject` or `delete`."""
    wait_for_connection: NotRequired[pulumi.Input[str]]
    """How long to wait for the connection to appear, such as `"90s"`. Default: 10m."""
    timeout: NotRequired[pulumi.Input[str]]
    """How long the whole approval may take. Default: 30m."""


def approval_args(args: Mapping[str, Any], **own: Any) -> PrivateEndpointApprovalArgs:
    """The inputs of one approval: a component's target and decision, and what singles out this one."""
    names = ("target_resource_id", *DecisionArgs.__annotations__)
    given = {name: args[name] for name in names if args.get(name) is not None}
    return cast("PrivateEndpointApprovalArgs", given | own)  # The approval itself refuses other names.


def quoting(args: Mapping[str, Any], message: pulumi.Input[str]) -> Mapping[str, Any]:
    """The inputs with the message quoted in the description, where there is one.

    Once approved, a connection shows the description in the message's place. Quoted there, the message
    still tells whose connection it is, so that an interrupted run can be taken up.
    """
    if args.get("description") is None:
        return args
    return {**args, "description": pulumi.Output.concat(args["description"], " (", message, ")")}
