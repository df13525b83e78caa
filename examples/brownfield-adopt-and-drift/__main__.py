"""Take over a connection that somebody approved in the portal, and notice when it changes."""

import pulumi

from pulumi_private_endpoint.approval import PrivateEndpointApproval

config = pulumi.Config()

orders = PrivateEndpointApproval(
    "orders",
    target_resource_id=config.require("cosmosDb"),
    private_endpoint_id=config.require("endpoint"),
    # Without a description the text that is there is kept, and nothing is written at all.
    # It has been in use for years: this stack's end must not be the connection's.
    on_destroy="keep",
    # It is there, or something is wrong.
    wait_for_connection="0s",
)

pulumi.export("status", orders.status)
pulumi.export("description", orders.description)
