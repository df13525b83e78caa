"""What the policy pack is there to stop: an approval by a name alone, and without a reason."""

from pulumi_private_endpoint.approval import PrivateEndpointApproval

PrivateEndpointApproval(
    "api",
    target_resource_id="/subscriptions/0a4bd5ae-6ba3-4c4e-9df4-3f0e6c1f7d21/resourceGroups/shop"
    "/providers/Microsoft.ApiManagement/service/shop-api",
    connection_name="front-door-to-shop-api",
)
