"""Events are aggregated, kept and charted; three services reach their sources over private endpoints."""

import pulumi

from pulumi_private_endpoint.components import ApprovedManagedPrivateEndpoint

config = pulumi.Config()
group = config.require("resourceGroup")
events, explorer = config.require("eventHubs"), config.require("dataExplorer")

aggregates = ApprovedManagedPrivateEndpoint(
    "aggregates",
    consumer="StreamAnalytics",
    consumer_name=config.require("streamAnalytics"),
    resource_group_name=group,
    managed_private_endpoint_name="contoso-streams-events",
    target_resource_id=events,
    group_id="namespace",
    description="Streams are aggregated as they come (CHG-3601)",
    on_destroy="delete",
)
history = ApprovedManagedPrivateEndpoint(
    "history",
    consumer="DataExplorer",
    consumer_name=explorer.rpartition("/")[2],
    resource_group_name=group,
    managed_private_endpoint_name="events",
    target_resource_id=events,
    group_id="namespace",
    description="Events are kept for queries (CHG-3602)",
    on_destroy="delete",
)
boards = ApprovedManagedPrivateEndpoint(
    "boards",
    consumer="Grafana",
    consumer_name=config.require("grafana"),
    resource_group_name=group,
    managed_private_endpoint_name="history",
    target_resource_id=explorer,
    group_id="cluster",
    description="Boards show what is kept (CHG-3603)",
    on_destroy="delete",
)

endpoints = {"aggregates": aggregates, "history": history, "boards": boards}
# Grafana's and Stream Analytics' own words; Data Explorer says nothing, so that is the target's.
pulumi.export("status", {name: endpoint.status for name, endpoint in endpoints.items()})
