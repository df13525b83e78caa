"""Which services show their connections in Azure Resource Graph, whole enough to need no list.

By the policy aliases of each type: what policies can read is what Resource Graph has. Whole is a connection
whose requester, status, text and name are all there, and its sub-resources where the service knows them.
The others are left to a list: those that show none (AKS, Data Factory, App Service and others), those of
which nothing is known, and those that show less (Redis and Kusto; Cosmos DB, Databricks and two of the
migration services leave out texts or sub-resources).
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from pulumi_private_endpoint.arm.answers.answer import find_property
from pulumi_private_endpoint.arm.errors.tree import InvalidResourceId
from pulumi_private_endpoint.connections.errors import UnknownService
from pulumi_private_endpoint.connections.model import parse
from pulumi_private_endpoint.connections.services.lookup import spec_to_read

if TYPE_CHECKING:
    from pulumi_private_endpoint.arm import ResourceId
    from pulumi_private_endpoint.connections.model import Connection

_WHOLE = """
Microsoft.ApiManagement/service
Microsoft.App/managedEnvironments
Microsoft.AppConfiguration/configurationStores
Microsoft.BotService/botServices
Microsoft.Cache/redisEnterprise
Microsoft.CognitiveServices/accounts
Microsoft.Compute/diskAccesses
Microsoft.ContainerRegistry/registries
Microsoft.Dashboard/grafana
Microsoft.DBforMariaDB/servers
Microsoft.DBforMySQL/flexibleServers
Microsoft.DBforPostgreSQL/flexibleServers
Microsoft.DesktopVirtualization/hostPools
Microsoft.DesktopVirtualization/workspaces
Microsoft.Devices/iotHubs
Microsoft.Devices/provisioningServices
Microsoft.DeviceUpdate/accounts
Microsoft.DigitalTwins/digitalTwinsInstances
Microsoft.DocumentDB/mongoClusters
Microsoft.ElasticSan/elasticSans
Microsoft.EventGrid/domains
Microsoft.EventGrid/namespaces
Microsoft.EventGrid/partnerNamespaces
Microsoft.EventGrid/topics
Microsoft.EventHub/namespaces
Microsoft.FileShares/fileShares
Microsoft.HealthcareApis/services
Microsoft.HealthcareApis/workspaces
Microsoft.HealthDataAIServices/deidServices
Microsoft.HybridCompute/privateLinkScopes
Microsoft.Insights/privateLinkScopes
Microsoft.IoTCentral/iotApps
Microsoft.KeyVault/managedHSMs
Microsoft.KeyVault/vaults
Microsoft.KubernetesConfiguration/privateLinkScopes
Microsoft.MachineLearningServices/registries
Microsoft.MachineLearningServices/workspaces
Microsoft.Maps/accounts
Microsoft.Media/mediaservices
Microsoft.Media/videoAnalyzers
Microsoft.Migrate/migrateProjects
Microsoft.Monitor/accounts
Microsoft.Network/applicationGateways
Microsoft.Network/privateLinkServices
Microsoft.NotificationHubs/namespaces
Microsoft.Purview/accounts
Microsoft.RecoveryServices/vaults
Microsoft.Relay/namespaces
Microsoft.Search/searchServices
Microsoft.Security/privateLinks
Microsoft.ServiceBus/namespaces
Microsoft.SignalRService/signalR
Microsoft.SignalRService/webPubSub
Microsoft.Sql/managedInstances
Microsoft.Sql/servers
Microsoft.Storage/storageAccounts
Microsoft.Synapse/privateLinkHubs
Microsoft.Synapse/workspaces
Microsoft.VideoIndexer/accounts
Microsoft.Web/staticSites
"""
WHOLE = frozenset(_WHOLE.lower().split())
"""Their types, in lower case."""


def connections_of(target: ResourceId, entries: Any) -> tuple[Connection, ...] | None:
    """A target's connections as a row has them; None where a list has to tell.

    A list is also needed where one of them lacks something after all: an absent requester may be hidden by
    Azure, or by this table.
    """
    if target.type.casefold() not in WHOLE or not isinstance(entries, (list, type(None))):
        return None
    with suppress(InvalidResourceId, UnknownService):
        spec = spec_to_read(target.type)
        found = tuple(parse(entry, spec, target) for entry in entries or ())
        names = {one.name.casefold() for one in found}
        if all(map(_has_status, entries or ())) and all(one.private_endpoint_id for one in found):
            return found if len(names) == len(found) else None
    return None


def _has_status(entry: Any) -> bool:
    state = find_property(entry, "properties", "privateLinkServiceConnectionState")
    return isinstance(find_property(state, "status"), str)
