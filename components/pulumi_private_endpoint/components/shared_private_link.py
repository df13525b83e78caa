"""A shared private link of AI Search, SignalR or Web PubSub, and its approval.

The request comes from a subscription of Microsoft's under an invented name, so it carries a nonce as its
message and the approval takes the request with exactly that message (the request-message handshake).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import attrgetter
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, overload

import pulumi
from typing_extensions import NotRequired, Unpack

from .parts import azure_native
from .parts.consumer import APPROVED, SECONDS, Consumer, after
from .parts.decision import DecisionArgs, approval_args, quoting
from .parts.door import door
from .parts.options import for_approval, for_azure
from .parts.wire import NOT_GIVEN, all_inputs, checked_inputs, wire_names


class ApprovedSharedPrivateLinkArgs(DecisionArgs):
    """The inputs of an `ApprovedSharedPrivateLink`."""

    consumer: str
    """Whose shared private link it is: `Search`, `SignalR` or `WebPubSub`."""
    consumer_name: pulumi.Input[str]
    """The name of the search, SignalR or Web PubSub service."""
    resource_group_name: pulumi.Input[str]
    """Its resource group."""
    target_resource_id: pulumi.Input[str]
    """The id of the Azure resource that is being connected to."""
    group_id: pulumi.Input[str]
    """The sub-resource, such as `blob` or `openai_account`."""
    shared_private_link_name: NotRequired[pulumi.Input[str]]
    """The link's name in Azure. Default: one that Pulumi makes of the resource's name."""
    request_message: NotRequired[pulumi.Input[str]]
    """What the request says while it is pending. Default: a nonce; a text of yours should be one too."""
    wait_for_consumer_seconds: NotRequired[float]
    """How long the service may take to notice the approval, in seconds. Default: 600."""


class ApprovedSharedPrivateLink(pulumi.ComponentResource):
    """A shared private link that is approved, and known to be so by the service that uses it.

    Raises:
        RunError: azure-native is missing, `consumer` is none of the three words, or the service was not
            ready in time.
    """

    connection_id: pulumi.Output[str]
    """The approved connection's id, known once both sides agree."""
    request_message: pulumi.Output[str]
    """The message the request is recognised by."""
    shared_private_link_id: pulumi.Output[str]
    """The shared private link's id."""
    status: pulumi.Output[str]
    """What the service says of its link."""

    if TYPE_CHECKING:

        @overload
        def __init__(
            self, name: str, args: ApprovedSharedPrivateLinkArgs, opts: pulumi.ResourceOptions | None = None
        ) -> None: ...

        @overload
        def __init__(
            self,
            name: str,
            *,
            opts: pulumi.ResourceOptions | None = None,
            **inputs: Unpack[ApprovedSharedPrivateLinkArgs],
        ) -> None: ...

    def __init__(
        self,
        name: str,
        args: ApprovedSharedPrivateLinkArgs = NOT_GIVEN,
        opts: pulumi.ResourceOptions | None = None,
        **inputs: Any,
    ) -> None:
        args = checked_inputs(all_inputs(args, inputs), ApprovedSharedPrivateLinkArgs, type(self).__name__)
        if args["consumer"] not in _SERVICES:
            raise pulumi.RunError(f"consumer must be one of {', '.join(_SERVICES)}")
        super().__init__("private-endpoint:index:ApprovedSharedPrivateLink", name, wire_names(args), opts)
        service = _SERVICES[args["consumer"]]
        sdk = azure_native.load("ApprovedSharedPrivateLink", args["consumer"])

        message = (
            args["request_message"]
            if "request_message" in args
            else door().nonce(f"{name}-nonce", pulumi.ResourceOptions(parent=self)).value
        )
        link = getattr(sdk, service.resource)(
            f"{name}-link", **_link(service, args, message), opts=for_azure(self, opts)
        )
        # The message alone does not make the approval wait for the link, which it is about.
        approval = door().approval(
            f"{name}-approval",
            approval_args(quoting(args, message), request_message=message, group_id=_shown_group(args)),
            opts=for_approval(self, opts, args, depends_on=[link]),
        )
        consumer = Consumer(
            f"{args['consumer']}'s shared private link {name}",
            lambda: _status(sdk, service, args, link, self),
            self,
            args.get("wait_for_consumer_seconds", SECONDS),
        )

        self.status = consumer.status_after(approval.connection_id, APPROVED)
        self.connection_id = after(self.status, approval.connection_id)
        self.request_message = pulumi.Output.from_input(message)
        self.shared_private_link_id = link.id
        self.register_outputs(
            {
                "status": self.status,
                "connectionId": self.connection_id,
                "requestMessage": self.request_message,
                "sharedPrivateLinkId": self.shared_private_link_id,
            }
        )


@dataclass(frozen=True, slots=True)
class _Service:
    """How azure-native spells one service's shared private links."""

    resource: str
    read: str
    owner: str
    read_owner: str
    nested: bool
    status: Callable[[Any], str | None]


_SERVICES: Mapping[str, _Service] = MappingProxyType(
    {
        "Search": _Service(
            "SharedPrivateLinkResource",
            "get_shared_private_link_resource_output",
            owner="search_service_name",
            read_owner="search_service_name",
            nested=True,
            status=attrgetter("properties.status"),
        ),
        # `resource_name` is taken by Pulumi in these two resources, but not in their functions.
        "SignalR": _Service(
            "SignalRSharedPrivateLinkResource",
            "get_signal_r_shared_private_link_resource_output",
            owner="resource_name_",
            read_owner="resource_name",
            nested=False,
            status=attrgetter("status"),
        ),
        "WebPubSub": _Service(
            "WebPubSubSharedPrivateLinkResource",
            "get_web_pub_sub_shared_private_link_resource_output",
            owner="resource_name_",
            read_owner="resource_name",
            nested=False,
            status=attrgetter("status"),
        ),
    }
)


# Search asks for a group that its target shows by another name. Where none is known there is no guard: not
# every service shows what a connection is for, and the message is proof enough.
_SHOWN_AS: Mapping[str, str] = MappingProxyType({"openai_account": "account"})


def _shown_group(args: ApprovedSharedPrivateLinkArgs) -> pulumi.Input[str | None]:
    """What the connection is for, as its target shows it; None: that is not known to be shown."""
    group_id = args["group_id"]
    if isinstance(group_id, str):
        return _SHOWN_AS.get(group_id)
    shown: pulumi.Output[str] = pulumi.Output.concat(group_id)
    return shown.apply(_SHOWN_AS.get)


def _link(
    service: _Service, args: ApprovedSharedPrivateLinkArgs, message: pulumi.Input[str]
) -> dict[str, Any]:
    request = {
        "private_link_resource_id": args["target_resource_id"],
        "group_id": args["group_id"],
        "request_message": message,
    }
    return {
        "resource_group_name": args["resource_group_name"],
        service.owner: args["consumer_name"],
        "shared_private_link_resource_name": args.get("shared_private_link_name"),
        **({"properties": request} if service.nested else request),
    }


async def _status(
    sdk: Any,
    service: _Service,
    args: ApprovedSharedPrivateLinkArgs,
    link: Any,
    component: pulumi.Resource,
) -> str | None:
    place = {"resource_group_name": args["resource_group_name"], service.read_owner: args["consumer_name"]}
    found = await getattr(sdk, service.read)(
        **place,
        shared_private_link_resource_name=link.name,
        opts=pulumi.InvokeOutputOptions(parent=component),
    ).future()
    return service.status(found)
