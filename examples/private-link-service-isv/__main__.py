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
        # Customers come when they like: whoever has not asked yet is let in by a later run.
        "when_absent": "warn",
        "wait_for_connection": "0s",
    },
)

pulumi.export("customers", customers.connection_ids)
pulumi.export("not_there_yet", customers.absent)
