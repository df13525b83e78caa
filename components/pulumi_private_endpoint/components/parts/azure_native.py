"""Where azure-native comes in: only once a component that creates Azure resources is used.

Its Python package takes 356 MB and seconds to import, and whoever merely approves needs none of it. So no
component imports it at the top of its module, and a missing one is told in one line.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from importlib import import_module
from threading import Lock
from types import MappingProxyType
from typing import Any

import pulumi

PACKAGE = "pulumi_azure_native"
_LOADING = Lock()
MODULES: Mapping[tuple[str, str | None], str] = MappingProxyType(
    {
        ("ApprovedFrontDoorOrigin", None): "cdn",
        ("ApprovedManagedPrivateEndpoint", "DataExplorer"): "kusto",
        ("ApprovedManagedPrivateEndpoint", "DataFactory"): "datafactory",
        ("ApprovedManagedPrivateEndpoint", "Grafana"): "dashboard",
        ("ApprovedManagedPrivateEndpoint", "StreamAnalytics"): "streamanalytics",
        ("ApprovedPrivateEndpoint", None): "network",
        ("ApprovedSharedPrivateLink", "Search"): "search",
        ("ApprovedSharedPrivateLink", "SignalR"): "signalrservice",
        ("ApprovedSharedPrivateLink", "WebPubSub"): "webpubsub",
    }
)
"""Where a component's Azure resources are, by its name and, of one for several consumers, the consumer's."""


def load(component: str, consumer: str | None = None) -> Any:
    """The azure-native module that the component needs; untyped, because it is optional.

    Raises:
        RunError: azure-native is not installed.
    """
    try:
        return import_module(f"{PACKAGE}.{MODULES[component, consumer]}")
    except ModuleNotFoundError as error:
        if error.name != PACKAGE:
            raise
        raise pulumi.RunError(
            f'{component} creates Azure resources: pip install "pulumi-private-endpoint[azure-native]"'
        ) from None


def load_ahead(component: str, consumer: Any = None) -> None:
    """Load what such a component is going to need, in a thread where nobody is to wait for it.

    What is missing, or no consumer, the component itself will say.
    """
    if (consumer is None or isinstance(consumer, str)) and (component, consumer) in MODULES:
        # One at a time: what another thread is still loading looks loaded.
        with _LOADING, suppress(pulumi.RunError):
            # Its modules are empty until something of theirs is asked for.
            hasattr(load(component, consumer), "loaded")
