"""What the stand-in plays of Azure: a table of the few resource types that components and examples create.

Whatever asks for a private connection adds a pending one to the simulator, as the real service does some
seconds later. The consumer's own status is then simply that connection's, so it never lags behind.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import httpx

# Where Microsoft's services keep their private endpoints; the owner of a target has never seen it before.
MICROSOFT = "4d0ffbc5-0000-4000-8000-00000000ca5e"

Props = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Request:
    """What a resource asks a target for."""

    target: str
    message: str
    group_id: str | None


@dataclass(frozen=True, slots=True)
class Kind:
    """One resource type.

    Attributes:
        path: its ARM path below the resource group; a name in braces is an input.
        name: the input that holds its name.
        request: what it asks for, given its inputs; None, nothing.
        endpoint: its private endpoint's id, given its own id and inputs.
        read: the azure-native function that reads it.
        shown: how that function's answer tells a status.
    """

    path: str
    name: str
    request: Callable[[Props], Request] | None = None
    endpoint: Callable[[str, Props], str] = lambda id_, _: hidden_endpoint(id_)
    read: str = ""
    shown: Callable[[str], dict[str, Any]] = lambda _: {}

    def id(self, subscription: str, props: Props) -> str:
        group = f"/subscriptions/{subscription}/resourceGroups/{props['resourceGroupName']}"
        return f"{group}/providers/{self.path.format(**props)}"


def hidden_endpoint(id_: str, name: str = "", group: str = "managed") -> str:
    """The private endpoint a service of Microsoft's makes for the resource of that id."""
    return (
        f"/subscriptions/{MICROSOFT}/resourceGroups/{group}/providers/Microsoft.Network/privateEndpoints/"
        + (name or str(uuid5(NAMESPACE_URL, id_.lower())))
    )


def _private_endpoint(props: Props) -> Request:
    manual = props["manualPrivateLinkServiceConnections"][0]
    group_ids = manual.get("groupIds") or [None]
    return Request(manual["privateLinkServiceId"], manual.get("requestMessage") or "", group_ids[0])


# Search's name of the group, and what the account of Cognitive Services shows of it.
_SHOWN_AS = {"openai_account": "account"}


def _link(props: Props) -> Request:
    asked = props.get("properties", props)
    group_id = asked.get("groupId")
    return Request(
        asked["privateLinkResourceId"], asked.get("requestMessage", ""), _SHOWN_AS.get(group_id, group_id)
    )


def _grafana(props: Props) -> Request:
    group_ids = props.get("groupIds") or [None]
    return Request(props["privateLinkResourceId"], props.get("requestMessage", ""), group_ids[0])


def _origin(props: Props) -> Request:
    asked = props["sharedPrivateLinkResource"]
    return Request(asked["privateLink"]["id"], asked["requestMessage"], asked.get("groupId"))


def _origin_endpoint(id_: str, props: Props) -> str:
    region = props["sharedPrivateLinkResource"]["privateLinkLocation"]
    return hidden_endpoint(id_, group=f"eafd-Prod-{region}")


def _managed_endpoint(id_: str, props: Props) -> str:
    return hidden_endpoint(id_, f"{props['factoryName']}.{props['managedPrivateEndpointName']}")


def _manual_shown(status: str) -> dict[str, Any]:
    state = {"privateLinkServiceConnectionState": {"status": status}}
    return {"manualPrivateLinkServiceConnections": [state]}


_CDN = "Microsoft.Cdn/profiles/{profileName}"
_DATA_FACTORY = "Microsoft.DataFactory/factories/{factoryName}"
KINDS: Mapping[str, Kind] = {
    "azure-native:network:PrivateEndpoint": Kind(
        "Microsoft.Network/privateEndpoints/{privateEndpointName}",
        "privateEndpointName",
        _private_endpoint,
        lambda id_, _: id_,
        "azure-native:network:getPrivateEndpoint",
        _manual_shown,
    ),
    "azure-native:network:PrivateDnsZoneGroup": Kind(
        "Microsoft.Network/privateEndpoints/{privateEndpointName}/privateDnsZoneGroups/{privateDnsZoneGroupName}",
        "privateDnsZoneGroupName",
    ),
    "azure-native:datafactory:ManagedPrivateEndpoint": Kind(
        _DATA_FACTORY + "/managedVirtualNetworks/{managedVirtualNetworkName}"
        "/managedPrivateEndpoints/{managedPrivateEndpointName}",
        "managedPrivateEndpointName",
        _link,
        _managed_endpoint,
        "azure-native:datafactory:getManagedPrivateEndpoint",
        lambda status: {"properties": {"connectionState": {"status": status}}},
    ),
    "azure-native:search:SharedPrivateLinkResource": Kind(
        "Microsoft.Search/searchServices/{searchServiceName}"
        "/sharedPrivateLinkResources/{sharedPrivateLinkResourceName}",
        "sharedPrivateLinkResourceName",
        _link,
        read="azure-native:search:getSharedPrivateLinkResource",
        shown=lambda status: {"properties": {"status": status}},
    ),
    "azure-native:signalrservice:SignalRSharedPrivateLinkResource": Kind(
        "Microsoft.SignalRService/signalR/{resourceName}"
        "/sharedPrivateLinkResources/{sharedPrivateLinkResourceName}",
        "sharedPrivateLinkResourceName",
        _link,
        read="azure-native:signalrservice:getSignalRSharedPrivateLinkResource",
        shown=lambda status: {"status": status},
    ),
    "azure-native:webpubsub:WebPubSubSharedPrivateLinkResource": Kind(
        "Microsoft.SignalRService/webPubSub/{resourceName}"
        "/sharedPrivateLinkResources/{sharedPrivateLinkResourceName}",
        "sharedPrivateLinkResourceName",
        _link,
        read="azure-native:webpubsub:getWebPubSubSharedPrivateLinkResource",
        shown=lambda status: {"status": status},
    ),
    "azure-native:dashboard:ManagedPrivateEndpoint": Kind(
        "Microsoft.Dashboard/grafana/{workspaceName}/managedPrivateEndpoints/{managedPrivateEndpointName}",
        "managedPrivateEndpointName",
        _grafana,
        read="azure-native:dashboard:getManagedPrivateEndpoint",
        shown=lambda status: {"connectionState": {"status": status}},
    ),
    # What becomes of its request is not told there.
    "azure-native:kusto:ManagedPrivateEndpoint": Kind(
        "Microsoft.Kusto/clusters/{clusterName}/managedPrivateEndpoints/{managedPrivateEndpointName}",
        "managedPrivateEndpointName",
        _link,
        lambda id_, props: hidden_endpoint(id_, props["managedPrivateEndpointName"]),
    ),
    "azure-native:streamanalytics:PrivateEndpoint": Kind(
        "Microsoft.StreamAnalytics/clusters/{clusterName}/privateEndpoints/{privateEndpointName}",
        "privateEndpointName",
        _private_endpoint,
        lambda id_, props: hidden_endpoint(id_, props["privateEndpointName"]),
        "azure-native:streamanalytics:getPrivateEndpoint",
        _manual_shown,
    ),
    "azure-native:cdn:Profile": Kind("Microsoft.Cdn/profiles/{profileName}", "profileName"),
    "azure-native:cdn:AFDEndpoint": Kind(_CDN + "/afdEndpoints/{endpointName}", "endpointName"),
    "azure-native:cdn:AFDOriginGroup": Kind(_CDN + "/originGroups/{originGroupName}", "originGroupName"),
    "azure-native:cdn:AFDOrigin": Kind(
        _CDN + "/originGroups/{originGroupName}/origins/{originName}", "originName", _origin, _origin_endpoint
    ),
    "azure-native:cdn:Route": Kind(_CDN + "/afdEndpoints/{endpointName}/routes/{routeName}", "routeName"),
}


class Targets:
    """The simulator's control API: the targets' side of every connection."""

    def __init__(self, url: str) -> None:
        self._http = httpx.Client(base_url=f"{url}/_simulator/", trust_env=False, timeout=10)

    def ask(self, endpoint: str, request: Request) -> None:
        """Add a pending connection, under a name nobody could have guessed."""
        connection = {
            "target": request.target,
            "name": f"{endpoint.rpartition('/')[2]}-{uuid5(NAMESPACE_URL, endpoint)}",
            "private_endpoint": endpoint,
            "description": request.message,
            "group_ids": [request.group_id] if request.group_id else [],
        }
        self._http.post("connections", json=connection).raise_for_status()

    def status(self, endpoint: str) -> str:
        """What the connection of that private endpoint says; Disconnected, when there is none."""
        found = self._of(endpoint)
        return found["status"] if found else "Disconnected"

    def withdraw(self, endpoint: str) -> None:
        """Take the connection away, as the end of its private endpoint does."""
        if found := self._of(endpoint):
            self._http.delete("connections", params={"id": found["id"]}).raise_for_status()

    def _of(self, endpoint: str) -> dict[str, Any] | None:
        answer = self._http.get("connections").raise_for_status()
        return next(
            (found for found in answer.json() if found["private_endpoint"].lower() == endpoint.lower()), None
        )
