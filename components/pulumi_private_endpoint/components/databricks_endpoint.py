"""The private endpoint of a rule of Databricks' network connectivity configuration (NCC), approved.

Databricks makes it in a subscription of its own, sends no message with the request, and tells the rule's
owner the endpoint's name, which is random. The rule is made by Databricks' own provider, in this program or
in another, and its outputs are what this component is given.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, overload

import pulumi
from typing_extensions import NotRequired, Unpack

from .parts.consumer import ESTABLISHED, SECONDS, Consumer, after
from .parts.decision import DecisionArgs, approval_args
from .parts.door import door
from .parts.options import for_approval
from .parts.wire import NOT_GIVEN, all_inputs, checked_inputs, wire_names

# By its token, because Databricks' Python package is needed for nothing else here.
_READ = "databricks:index/getMwsNetworkConnectivityConfig:getMwsNetworkConnectivityConfig"


class ApprovedDatabricksEndpointArgs(DecisionArgs):
    """The inputs of an `ApprovedDatabricksEndpoint`."""

    endpoint_name: pulumi.Input[str]
    """The endpoint's name, which is the rule's output of that name."""
    target_resource_id: pulumi.Input[str]
    """The id of the Azure resource that is being connected to, as the rule has it."""
    group_id: NotRequired[pulumi.Input[str]]
    """Guard: the sub-resource the request must be for. Not every service shows it."""
    network_connectivity_config_name: NotRequired[pulumi.Input[str]]
    """The name of the configuration that the rule is in. Given, this waits until Databricks says ESTABLISHED;
    the program then needs Databricks' provider for the account."""
    wait_for_consumer_seconds: NotRequired[float]
    """How long Databricks may take to notice the approval, in seconds. Default: 600."""


class ApprovedDatabricksEndpoint(pulumi.ComponentResource):
    """The endpoint of a private endpoint rule, approved and, if asked for, known to be so by Databricks.

    Give the account's provider of Databricks as `opts=ResourceOptions(providers=[account])`. A rule whose
    endpoint nobody approves within 14 days expires.

    Raises:
        RunError: an input is missing or of no use, or Databricks was not ready in time.
    """

    connection_id: pulumi.Output[str]
    """The approved connection's id, known once both sides agree."""
    private_endpoint_id: pulumi.Output[str | None]
    """The id of the private endpoint that Databricks made."""
    status: pulumi.Output[str]
    """What Databricks says of its rule; without `network_connectivity_config_name`, what the target says."""

    if TYPE_CHECKING:

        @overload
        def __init__(
            self, name: str, args: ApprovedDatabricksEndpointArgs, opts: pulumi.ResourceOptions | None = None
        ) -> None: ...

        @overload
        def __init__(
            self,
            name: str,
            *,
            opts: pulumi.ResourceOptions | None = None,
            **inputs: Unpack[ApprovedDatabricksEndpointArgs],
        ) -> None: ...

    def __init__(
        self,
        name: str,
        args: ApprovedDatabricksEndpointArgs = NOT_GIVEN,
        opts: pulumi.ResourceOptions | None = None,
        **inputs: Any,
    ) -> None:
        args = checked_inputs(all_inputs(args, inputs), ApprovedDatabricksEndpointArgs, type(self).__name__)
        if "wait_for_consumer_seconds" in args and "network_connectivity_config_name" not in args:
            raise pulumi.RunError(
                "wait_for_consumer_seconds is not used without network_connectivity_config_name: leave it out"
            )
        super().__init__("private-endpoint:index:ApprovedDatabricksEndpoint", name, wire_names(args), opts)
        approval = door().approval(
            f"{name}-approval",
            approval_args(args, private_endpoint_name=args["endpoint_name"], group_id=args.get("group_id")),
            opts=for_approval(self, opts, args),
        )

        self.status = approval.status
        if "network_connectivity_config_name" in args:
            consumer = Consumer(
                f"Databricks' private endpoint rule {name}",
                lambda: _status(args, self),
                self,
                args.get("wait_for_consumer_seconds", SECONDS),
            )
            self.status = consumer.status_after(approval.connection_id, ESTABLISHED)
        self.connection_id = after(self.status, approval.connection_id)
        self.private_endpoint_id = approval.private_endpoint_id
        self.register_outputs(
            {
                "status": self.status,
                "connectionId": self.connection_id,
                "privateEndpointId": self.private_endpoint_id,
            }
        )


async def _status(args: ApprovedDatabricksEndpointArgs, component: pulumi.Resource) -> str | None:
    config: Any = pulumi.runtime.invoke_output(
        _READ,
        {"name": args["network_connectivity_config_name"]},
        opts=pulumi.InvokeOutputOptions(parent=component),
    )
    name, found = await pulumi.Output.all(args["endpoint_name"], config).future() or ("", {})
    rules = _inner(found, "egressConfig", "targetRules", "azurePrivateEndpointRules") or []
    return next((rule.get("connectionState") for rule in rules if rule.get("endpointName") == name), None)


def _inner(found: Any, *names: str) -> Any:
    for name in names:
        found = found.get(name) if isinstance(found, Mapping) else None
    return found
