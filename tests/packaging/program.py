"""A program as users write them. It is checked by mypy and never run.

A line that mypy must refuse ends in `wrong:` and the code of the error.
"""

import pulumi

from pulumi_private_endpoint.approval import (
    ApprovalFailed,
    PrivateEndpointApproval,
    PrivateEndpointApprovalArgs,
    PrivateEndpointApprovalEntryArgs,
    PrivateEndpointApprovalSet,
)
from pulumi_private_endpoint.arm import ArmError, ResourceId
from pulumi_private_endpoint.components import (
    ApprovedDatabricksEndpoint,
    ApprovedFabricEndpoint,
    ApprovedFrontDoorOrigin,
    ApprovedManagedPrivateEndpoint,
    ApprovedPrivateEndpoint,
    ApprovedSharedPrivateLink,
    PrivateLinkApprovals,
    Requester,
)
from pulumi_private_endpoint.policies import GOVERNANCE, RULES, Pack, serve
from pulumi_private_endpoint.simulator import Connection, Scenario, running

account = pulumi.Output.from_input("/subscriptions/…/databaseAccounts/orders")

# An approval, by keywords and by a dict.
orders = PrivateEndpointApproval("orders", target_resource_id=account, connection_name="orders.3f1c")
status: pulumi.Output[str] = orders.status
args: PrivateEndpointApprovalArgs = {"target_resource_id": account, "private_endpoint_id": "/…/orders"}
PrivateEndpointApproval("twins", args, pulumi.ResourceOptions(protect=True))
PrivateEndpointApproval("typo", target_resource_id=account, conection_name="x")  # wrong: call-overload
PrivateEndpointApproval("status", target_resource_id=account, status="Pending")  # wrong: call-overload
PrivateEndpointApproval("nothing", connection_name="x")  # wrong: call-overload
number: pulumi.Output[int] = orders.status  # wrong: assignment
pulumi.export("typo", orders.no_such_output)  # wrong: attr-defined
no_target: PrivateEndpointApprovalArgs = {"connection_name": "x"}  # wrong: typeddict-item
raised = ApprovalFailed("no").no_such_attribute  # wrong: attr-defined

# A set.
entry: PrivateEndpointApprovalEntryArgs = {"target_resource_id": account, "when_absent": "warn"}
teams = PrivateEndpointApprovalSet("teams", {"sales": entry}, max_concurrency=8, when_absent="fail")
PrivateEndpointApprovalSet("dict", {"sales": {"target_resource_id": account, "when_absent": "warn"}})
found: pulumi.Output[list[str]] = teams.entries  # wrong: assignment
single: PrivateEndpointApprovalArgs = {"target_resource_id": account}
PrivateEndpointApprovalSet("singles", {"sales": single, "stores": single})
PrivateEndpointApprovalSet("list", [entry])  # wrong: call-overload
PrivateEndpointApprovalSet("text", {"sales": entry}, max_concurrency="8")  # wrong: call-overload
PrivateEndpointApprovalSet("word", {"sales": entry}, when_absent="later")  # wrong: call-overload

# ARM.
parent: ResourceId | None = ResourceId.parse("/subscriptions/…").parent
ResourceId.parse(None)  # wrong: arg-type
caught: type[Exception] = ArmError

# Components.
ApprovedPrivateEndpoint(
    "vault",
    {"target_resource_id": "/…/vault", "resource_group_name": "spoke", "subnet_id": "/…/subnets/x"},
)
ApprovedPrivateEndpoint("vault", {"target_resource_id": "/…/vault"})  # wrong: call-overload
ApprovedPrivateEndpoint(
    "keys", target_resource_id=account, resource_group_name="spoke", subnet_id="/…/subnets/x"
)
ApprovedPrivateEndpoint("typo", target_resource_id=account, resource_group="x")  # wrong: call-overload
ApprovedDatabricksEndpoint("dbx", endpoint_name="databricks-pe", target_resource_id=account)
ApprovedDatabricksEndpoint("dbx", rule="databricks-pe", target_resource_id=account)  # wrong: call-overload
ApprovedFabricEndpoint(
    "fabric", workspace_id="4748", managed_private_endpoint_name="sql", target_resource_id=account
)
ApprovedFabricEndpoint("fabric", workspace_id=4748, target_resource_id=account)  # wrong: call-overload
ApprovedFrontDoorOrigin("web", target_resource_id=account)  # wrong: call-overload
ApprovedManagedPrivateEndpoint(
    "lake",
    consumer="Grafana",
    consumer_name="dash",
    resource_group_name="ops",
    managed_private_endpoint_name="lake",
    target_resource_id=account,
)
ApprovedManagedPrivateEndpoint("name", consumer="Grafana", target_resource_id=account)  # wrong: call-overload
ApprovedSharedPrivateLink("docs", {"consumer": "Search"}, consumer_name="s")  # wrong: call-overload
PrivateLinkApprovals(
    "all", target_resource_id=account, requesters=[{"name": "adatum", "private_endpoint_id": "/…"}]
)
PrivateLinkApprovals("text", target_resource_id=account, requesters="adatum")  # wrong: arg-type
requester = Requester.no_such_attribute  # wrong: attr-defined

# Policies.
serve(Pack(name="mine", description="Some of them.", rules=RULES[:2]))
Pack(name="mine", rules=RULES)  # wrong: call-arg
serve("governance")  # wrong: arg-type
name: str = GOVERNANCE.name

# The simulator.
with running(Scenario(connections=(Connection(target="/…/orders", name="a"),))) as azure:
    url: str = azure.url
Connection(name="a")  # wrong: call-arg
Scenario(connections="a")  # wrong: arg-type
