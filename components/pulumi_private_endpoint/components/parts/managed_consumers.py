"""How azure-native spells the managed private endpoints of Grafana, Data Explorer and Stream Analytics.

Their requests come from subscriptions of Microsoft's. Grafana and Data Explorer are given a message to send;
Stream Analytics takes none, and its endpoint goes by its own name.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import pulumi

Inputs = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ManagedConsumer:
    """One of them.

    Attributes:
        label: what messages call it.
        resource: its class in azure-native.
        read: the function there that reads one.
        owner: the input that names the consumer.
        endpoint: the input that names the endpoint.
        request: what it is made of, given the component's inputs and the message.
        takes_message: whether its owner writes what the request says.
        status: what it says of the connection, in what was read; None: it says nothing of it.
        remedy: the command that makes it look, where it does not by itself.
    """

    label: str
    resource: str
    read: str
    owner: str
    endpoint: str
    request: Callable[[Inputs, pulumi.Input[str | None]], dict[str, Any]]
    takes_message: bool = True
    status: Callable[[Any], str | None] | None = None
    remedy: str = ""

    def place(self, args: Inputs) -> dict[str, Any]:
        """Where the endpoint is, as resource and function both take it."""
        return {
            "resource_group_name": args["resource_group_name"],
            self.owner: args["consumer_name"],
            self.endpoint: args["managed_private_endpoint_name"],
        }


def _grafana(args: Inputs, message: pulumi.Input[str | None]) -> dict[str, Any]:
    return {
        "private_link_resource_id": args["target_resource_id"],
        "private_link_resource_region": args.get("target_region"),
        "private_link_service_url": args.get("private_link_service_url"),
        "group_ids": [args["group_id"]] if "group_id" in args else None,
        "location": args.get("location"),
        "request_message": message,
    }


def _data_explorer(args: Inputs, message: pulumi.Input[str | None]) -> dict[str, Any]:
    return {
        "private_link_resource_id": args["target_resource_id"],
        "private_link_resource_region": args.get("target_region"),
        "group_id": args["group_id"],
        "request_message": message,
    }


def _stream_analytics(args: Inputs, _: pulumi.Input[str | None]) -> dict[str, Any]:
    # The message of such a connection can be read; the API that azure-native speaks does not let it be given.
    connection = {"private_link_service_id": args["target_resource_id"], "group_ids": [args["group_id"]]}
    return {"manual_private_link_service_connections": [connection]}


def _grafana_status(found: Any) -> str | None:
    state = found.connection_state
    return state.status if state else None


def _stream_analytics_status(found: Any) -> str | None:
    connections = found.manual_private_link_service_connections
    state = connections[0].private_link_service_connection_state if connections else None
    return state.status if state else None


MADE_HERE: Mapping[str, ManagedConsumer] = MappingProxyType(
    {
        "Grafana": ManagedConsumer(
            "Managed Grafana",
            "ManagedPrivateEndpoint",
            "get_managed_private_endpoint_output",
            "workspace_name",
            "managed_private_endpoint_name",
            _grafana,
            status=_grafana_status,
            # It reads its endpoints again when it is told to; azure-native has no such function.
            remedy="if that goes on, run `az grafana mpe refresh` for the workspace",
        ),
        # Of its endpoints only the making is told; what the target decided is not.
        "DataExplorer": ManagedConsumer(
            "Data Explorer",
            "ManagedPrivateEndpoint",
            "get_managed_private_endpoint_output",
            "cluster_name",
            "managed_private_endpoint_name",
            _data_explorer,
        ),
        "StreamAnalytics": ManagedConsumer(
            "Stream Analytics",
            "PrivateEndpoint",
            "get_private_endpoint_output",
            "cluster_name",
            "private_endpoint_name",
            _stream_analytics,
            takes_message=False,
            status=_stream_analytics_status,
        ),
    }
)

_WAITS = frozenset({"wait_for_consumer_seconds"})
_PLACED, _GROUPED = ("resource_group_name",), ("group_id", "resource_group_name")

NEEDED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "DataFactory": _PLACED,
        "Synapse": (),
        "Grafana": _PLACED,
        "DataExplorer": _GROUPED,
        "StreamAnalytics": _GROUPED,
    }
)
"""The consumers, and which inputs that are not everybody's each of them needs."""

TAKEN: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "DataFactory": _WAITS | {"managed_virtual_network_name"},
        "Synapse": frozenset(),
        "Grafana": _WAITS | {"request_message", "target_region", "location", "private_link_service_url"},
        "DataExplorer": frozenset({"request_message", "target_region"}),
        "StreamAnalytics": _WAITS,
    }
)
"""Which of them each can do with."""

NOT_FOR_ALL = frozenset(_PLACED).union(*TAKEN.values())
