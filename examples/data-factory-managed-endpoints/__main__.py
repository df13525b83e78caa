"""Four managed private endpoints of one data factory, two of them to the same storage account."""

import pulumi

from pulumi_private_endpoint.components import ApprovedManagedPrivateEndpoint

config = pulumi.Config()
targets = {
    "lake-blob": ("blob", config.require("storage")),
    "lake-dfs": ("dfs", config.require("storage")),
    "warehouse": ("sqlServer", config.require("sqlServer")),
    "secrets": ("vault", config.require("keyVault")),
}

endpoints = {
    name: ApprovedManagedPrivateEndpoint(
        name,
        {
            "consumer": "DataFactory",
            "consumer_name": config.require("factory"),
            "resource_group_name": config.require("resourceGroup"),
            "managed_private_endpoint_name": name,
            "target_resource_id": target,
            "group_id": group_id,
            "description": f"Nightly load reads {name} (CHG-3200)",
            "on_destroy": "delete",
        },
    )
    for name, (group_id, target) in targets.items()
}

pulumi.export("status", {name: endpoint.status for name, endpoint in endpoints.items()})
# Where your factory's endpoints come from. Add it as `allowed_subscription_ids`, and nobody else can pose.
pulumi.export("endpoints", {name: endpoint.private_endpoint_id for name, endpoint in endpoints.items()})
