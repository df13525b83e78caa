"""Approvals for everybody who is expected at one target: for vendors who run a private link service.

The list is the allow list. A customer who is on it gets in, everybody else stays pending, and a customer
taken off it is treated as `on_destroy` says. One set holds them all: single approvals are made four at a
time, so four customers who have not asked yet would hold up everybody behind them.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast, overload

import pulumi
from typing_extensions import NotRequired, Unpack

from pulumi_private_endpoint.approval import PrivateEndpointApprovalEntryArgs

from .parts.decision import DecisionArgs, approval_args, quoting
from .parts.door import door
from .parts.options import for_approval
from .parts.requesters import Requester, RequestersError, checked, load
from .parts.wire import NOT_GIVEN, all_inputs, checked_inputs, wire_names


class PrivateLinkApprovalsArgs(DecisionArgs):
    """The inputs of a `PrivateLinkApprovals`; what a requester says for itself goes before them."""

    target_resource_id: pulumi.Input[str]
    """The id of the private link service, or of any other resource that takes connections."""
    requesters: NotRequired[Sequence[Requester]]
    """Who is expected; or give `requesters_file`."""
    requesters_file: NotRequired[str]
    """A YAML file with the list, as a path from the program's folder."""
    max_concurrency: NotRequired[pulumi.Input[int]]
    """How many requesters are looked after at once. Default: 64."""
    max_releases: NotRequired[pulumi.Input[int]]
    """How many may be rejected or deleted by one update that takes them off the list. Default: 10."""
    when_absent: NotRequired[pulumi.Input[str]]
    """What a requester who has not asked yet is: `fail` (the default), or `warn` and look again next time."""


class PrivateLinkApprovals(pulumi.ComponentResource):
    """One set of approvals, with an entry for each expected requester.

    Raises:
        RequestersError: the list or the file is wrong; the one line names the key.
    """

    connection_ids: pulumi.Output[Mapping[str, str]]
    """The approved connections' ids by the requesters' names."""
    absent: pulumi.Output[Sequence[str]]
    """The names of those who had not asked, where that is a warning."""

    if TYPE_CHECKING:

        @overload
        def __init__(
            self, name: str, args: PrivateLinkApprovalsArgs, opts: pulumi.ResourceOptions | None = None
        ) -> None: ...

        @overload
        def __init__(
            self,
            name: str,
            *,
            opts: pulumi.ResourceOptions | None = None,
            **inputs: Unpack[PrivateLinkApprovalsArgs],
        ) -> None: ...

    def __init__(
        self,
        name: str,
        args: PrivateLinkApprovalsArgs = NOT_GIVEN,
        opts: pulumi.ResourceOptions | None = None,
        **inputs: Any,
    ) -> None:
        args = checked_inputs(all_inputs(args, inputs), PrivateLinkApprovalsArgs, type(self).__name__)
        requesters = _requesters(args)
        props = wire_names({**args, "requesters": requesters})
        super().__init__("private-endpoint:index:PrivateLinkApprovals", name, props, opts)
        approvals = door().approval_set(
            f"{name}-approvals",
            {requester["name"]: _approval(args, requester) for requester in requesters},
            max_concurrency=args.get("max_concurrency"),
            max_releases=args.get("max_releases"),
            when_absent=cast("Any", args.get("when_absent")),  # the set refuses other words
            opts=for_approval(self, opts, args),
        )

        self.connection_ids = approvals.entries.apply(
            lambda entries: {name: entry["connection_id"] for name, entry in entries.items()}
        )
        self.absent = approvals.absent.apply(lambda waiting: sorted(waiting or ()))
        self.register_outputs({"connectionIds": self.connection_ids, "absent": self.absent})


def _requesters(args: PrivateLinkApprovalsArgs) -> list[Requester]:
    if ("requesters" in args) == ("requesters_file" in args):
        raise RequestersError("give either requesters or requesters_file")
    return checked(args["requesters"]) if "requesters" in args else load(args["requesters_file"])


def _approval(args: PrivateLinkApprovalsArgs, requester: Requester) -> PrivateEndpointApprovalEntryArgs:
    entry = approval_args(args, **{key: value for key, value in requester.items() if key != "name"})
    if "request_message" not in requester:
        return cast("PrivateEndpointApprovalEntryArgs", entry)
    # One that is approved in a run where another fails has no state; the next run finds it by this.
    return cast("PrivateEndpointApprovalEntryArgs", quoting(entry, requester["request_message"]))
