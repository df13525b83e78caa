"""Approve the customers of `customers.yaml` at the private link service, and nobody else."""

import pulumi

from pulumi_private_endpoint.components import PrivateLinkApprovals

config = pulumi.Config()

customers = PrivateLinkApprovals(
    "customers",
    {
        "target_resource_id": config.require("privateLinkService"),
        "requesters_file": "customers.yaml",
        # A customer taken off the list is shut out.
        "on_destroy": "reject",
        "wait_for_connection": "5m",
    },
)

pulumi.export("customers", customers.connection_ids)
