"""Front Door in front of a web app, over Private Link from two regions, routed to once both are approved."""

import pulumi
from pulumi_azure_native import cdn

from pulumi_private_endpoint.components import ApprovedFrontDoorOrigin

config = pulumi.Config()
edge = config.require("resourceGroup")

profile = cdn.Profile(
    "edge",
    resource_group_name=edge,
    location="Global",
    sku={"name": "Premium_AzureFrontDoor"},  # The other tier has no Private Link.
)
endpoint = cdn.AFDEndpoint(
    "public",
    resource_group_name=edge,
    profile_name=profile.name,
    location="Global",
    enabled_state="Enabled",
)
group = cdn.AFDOriginGroup(
    "web-apps",
    resource_group_name=edge,
    profile_name=profile.name,
    load_balancing_settings={
        "sample_size": 4,
        "successful_samples_required": 3,
        "additional_latency_in_milliseconds": 50,
    },
)

# One origin, one request with its own nonce and one approval for each region.
web = ApprovedFrontDoorOrigin(
    "web",
    {
        "resource_group_name": edge,
        "profile_name": profile.name,
        "origin_group_name": group.name,
        "host_name": config.require("hostName"),
        "target_resource_id": config.require("webApp"),
        "group_id": "sites",
        "private_link_locations": ["westeurope", "eastus"],
        "description": "Front Door is the only way into the shop (CHG-3001)",
        "on_destroy": "delete",
    },
)

cdn.Route(
    "everything",
    resource_group_name=edge,
    profile_name=profile.name,
    endpoint_name=endpoint.name,
    origin_group={"id": group.id},
    patterns_to_match=["/*"],
    forwarding_protocol="HttpsOnly",
    https_redirect="Enabled",
    link_to_default_domain="Enabled",
    # No visitor is sent to an origin that nobody has approved.
    opts=pulumi.ResourceOptions(depends_on=[web]),
)

pulumi.export("connections", web.connection_ids)
