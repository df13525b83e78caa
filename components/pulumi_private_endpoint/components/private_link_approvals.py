"""Approvals for everybody who is expected at one target: for vendors who run a private link service.

The list is the allow list. A customer who is on it gets in, everybody else stays pending, and a customer
taken off it is treated as `on_destroy` says.
"""

from collections.abc import Mapping, Sequence

import pulumi
from typing_extensions import NotRequired

from pulumi_private_endpoint.approval import PrivateEndpointApproval

from .decision import DecisionArgs, approval_args
from .requesters import Requester, RequestersError, checked, load
from .wire import wire_names


class PrivateLinkApprovalsArgs(DecisionArgs):
    """The inputs of a `PrivateLinkApprovals`; what a requester says for itself goes before them."""

    target_resource_id: pulumi.Input[str]
    """The id of the private link service, or of any other resource that takes connections."""
    requesters: NotRequired[Sequence[Requester]]
    """Who is expected; or give `requesters_file`."""
    requesters_file: NotRequired[str]
    """A YAML file with the list, as a path from the program's folder."""


class PrivateLinkApprovals(pulumi.ComponentResource):
    """One approval for each expected requester.

    Raises:
        RequestersError: the list or the file is wrong; the one line names the key.
    """

    connection_ids: pulumi.Output[Mapping[str, str]]
    """The approved connections' ids by the requesters' names."""

    def __init__(
        self,
        name: str,
        args: PrivateLinkApprovalsArgs,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        requesters = _requesters(args)
        props = wire_names({**args, "requesters": requesters})
        super().__init__("private-endpoint:index:PrivateLinkApprovals", name, props, opts)
        approvals = {
            requester["name"]: PrivateEndpointApproval(
                f"{name}-{requester['name']}",
                approval_args(args, **{key: value for key, value in requester.items() if key != "name"}),
                opts=pulumi.ResourceOptions(parent=self),
            )
            for requester in requesters
        }

        self.connection_ids = pulumi.Output.from_input(
            # What is nested is resolved too; the annotation does not say so.
            {requester: approval.connection_id for requester, approval in approvals.items()}  # type: ignore[misc] # see above
        )
        self.register_outputs({"connectionIds": self.connection_ids})


def _requesters(args: PrivateLinkApprovalsArgs) -> list[Requester]:
    if ("requesters" in args) == ("requesters_file" in args):
        raise RequestersError("give either requesters or requesters_file")
    return checked(args["requesters"]) if "requesters" in args else load(args["requesters_file"])
