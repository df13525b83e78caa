"""AI Search for retrieval: shared private links to the documents and to the model, both approved."""

import pulumi

from pulumi_private_endpoint.components import ApprovedSharedPrivateLink

config = pulumi.Config()
targets = {
    "documents": ("blob", config.require("storage"), "Search indexes the documents (CHG-3101)"),
    "model": ("openai_account", config.require("openAi"), "Search asks for embeddings (CHG-3102)"),
}

links = {
    name: ApprovedSharedPrivateLink(
        name,
        {
            "consumer": "Search",
            "consumer_name": config.require("searchService"),
            "resource_group_name": config.require("resourceGroup"),
            "target_resource_id": target,
            "group_id": group_id,
            "description": why,
            "on_destroy": "delete",
        },
    )
    for name, (group_id, target, why) in targets.items()
}

# Known once the search service itself says Approved: an indexer that uses these can start at once.
pulumi.export("connections", {name: link.connection_id for name, link in links.items()})
pulumi.export("status", {name: link.status for name, link in links.items()})
