"""One approval, held to the rules of `policy-config.json` before anybody merges it."""

import pulumi

from pulumi_private_endpoint.approval import PrivateEndpointApproval

config = pulumi.Config()

events = PrivateEndpointApproval(
    "events",
    target_resource_id=config.require("serviceBus"),
    private_endpoint_id=config.require("endpoint"),
    description=config.require("reason"),
    on_destroy="reject",
    wait_for_connection="0s",
)

pulumi.export("status", events.status)
