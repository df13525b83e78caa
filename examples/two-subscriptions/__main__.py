"""A team's private endpoint in its own subscription, to the platform team's key vault in another."""

import pulumi
import pulumi_azure_native as azure_native

from pulumi_private_endpoint.components import ApprovedPrivateEndpoint

config = pulumi.Config()

spoke = azure_native.Provider("spoke", subscription_id=config.require("spokeSubscription"))

secrets = ApprovedPrivateEndpoint(
    "secrets",
    {
        "target_resource_id": config.require("keyVault"),
        "group_id": "vault",
        "resource_group_name": config.require("resourceGroup"),
        "subnet_id": config.require("subnet"),
        "private_dns_zone_ids": [config.require("dnsZone")],
        "request_message": "Analytics team, CHG-3401",
        "description": "Analytics reads its database passwords (CHG-3401)",
        "on_destroy": "delete",
    },
    opts=pulumi.ResourceOptions(providers=[spoke]),
)

# Known once both sides say Approved.
pulumi.export("endpoint", secrets.private_endpoint_id)
pulumi.export("status", secrets.status)
