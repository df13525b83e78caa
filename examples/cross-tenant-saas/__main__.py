"""Let one vendor's private endpoint in, by its full id, and nobody who only looks like it."""

import pulumi

from pulumi_private_endpoint.approval import PrivateEndpointApproval

config = pulumi.Config()
vendor_endpoint = config.require("vendorEndpoint")

warehouse = PrivateEndpointApproval(
    "warehouse",
    target_resource_id=config.require("storage"),
    private_endpoint_id=vendor_endpoint,
    # The vendor's subscription: a second lock, should somebody paste a wrong id.
    allowed_subscription_ids=[vendor_endpoint.split("/")[2]],
    description="Data warehouse of the vendor loads the sales files, review by 2027-06-30 (CHG-3301)",
    # The contract may end before this stack does.
    on_destroy="reject",
)

pulumi.export("status", warehouse.status)
pulumi.export("theyAsked", warehouse.request_message)
