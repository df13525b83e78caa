"""Approve four private endpoint connections, each one singled out.

A connection is found by its name, by its requester (`private_endpoint_id`), or as here by both: whatever is
given must hold. The ids come from the stack's configuration, whose defaults are in `Pulumi.yaml`.
"""

import pulumi

from pulumi_private_endpoint.approval import PrivateEndpointApproval

config = pulumi.Config()

twins = PrivateEndpointApproval(
    "twins",
    target_resource_id=config.require("digitalTwins"),
    connection_name=config.require("digitalTwinsConnection"),
    private_endpoint_id=config.require("digitalTwinsEndpoint"),
    description="Data Factory of the analytics team reads the plant model (CHG-2041)",
)

api = PrivateEndpointApproval(
    "api",
    target_resource_id=config.require("apiManagement"),
    connection_name=config.require("apiManagementConnection"),
    private_endpoint_id=config.require("apiManagementEndpoint"),
    description="Front Door is the only public way into the shop API (CHG-2042)",
)

orders = PrivateEndpointApproval(
    "orders",
    target_resource_id=config.require("cosmosDb"),
    connection_name=config.require("cosmosDbConnection"),
    private_endpoint_id=config.require("cosmosDbEndpoint"),
    description="The warehouse reads orders to pack them (CHG-2043)",
)

cluster = PrivateEndpointApproval(
    "cluster",
    target_resource_id=config.require("kubernetes"),
    connection_name=config.require("kubernetesConnection"),
    private_endpoint_id=config.require("kubernetesEndpoint"),
    description="Build agents deploy to the platform cluster (CHG-2044)",
)

for name, approval in {"twins": twins, "api": api, "orders": orders, "cluster": cluster}.items():
    pulumi.export(name, approval.status)
