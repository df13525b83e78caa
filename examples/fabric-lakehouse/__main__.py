"""A managed private endpoint of a Fabric workspace to a SQL server, requested and approved."""

import pulumi

from pulumi_private_endpoint.components import ApprovedFabricEndpoint

config = pulumi.Config()

warehouse = ApprovedFabricEndpoint(
    "warehouse",
    workspace_id=config.require("workspace"),
    managed_private_endpoint_name="warehouse",
    target_resource_id=config.require("sqlServer"),
    group_id="sqlServer",
    description="The lakehouse copies the warehouse by night (CHG-3801)",
    on_destroy="delete",
)

# Known once Fabric itself says Approved.
pulumi.export("connection", warehouse.connection_id)
pulumi.export("status", warehouse.status)
