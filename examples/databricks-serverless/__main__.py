"""The private endpoint of a rule of Databricks, approved by the team that owns the lake."""

import pulumi

from pulumi_private_endpoint.components import ApprovedDatabricksEndpoint

config = pulumi.Config()

# The data team's stack made the rule. In one program it is `endpoint_name=rule.endpoint_name`.
lake = ApprovedDatabricksEndpoint(
    "lake",
    endpoint_name=config.require("endpointName"),
    target_resource_id=config.require("storage"),
    network_connectivity_config_name=config.require("networkConnectivityConfig"),
    description="Serverless notebooks read the lake (CHG-3501)",
    on_destroy="delete",
)

# Known once Databricks itself says ESTABLISHED.
pulumi.export("connection", lake.connection_id)
pulumi.export("status", lake.status)
# Where Databricks' endpoint comes from. Add it as `allowed_subscription_ids`, and nobody else can pose.
pulumi.export("endpoint", lake.private_endpoint_id)
