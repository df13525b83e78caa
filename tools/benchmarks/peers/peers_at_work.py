"""Approvals as a script would do them with Microsoft's libraries. Runs in the peers' own environment."""
# mypy: ignore-errors
# (What it imports is in that other environment only.)

from __future__ import annotations

import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from azure.core.credentials import AccessToken
from azure.core.pipeline.policies import SansIOHTTPPolicy
from azure.mgmt.cosmosdb import CosmosDBManagementClient
from azure.mgmt.resource import ResourceManagementClient

_BODY = {
    "properties": {"privateLinkServiceConnectionState": {"status": "Approved", "description": "CHG-1234"}}
}
_API_VERSION = "2024-08-15"


class Credential:
    """Signs in to nothing: the Azure is a simulated one on this machine."""

    def get_token(self, *_scopes: str, **_options: Any) -> AccessToken:
        """A token that nobody checks."""
        return AccessToken("bench", int(time.time()) + 3600)


class Unsafe(SansIOHTTPPolicy):
    """Sends the token without TLS, which the library's own policy rightly refuses elsewhere."""

    def on_request(self, request: Any) -> None:
        """Sign."""
        request.http_request.headers["Authorization"] = "Bearer bench"


def late(task: dict[str, Any], work: dict[str, Any]) -> float:
    """Seconds that one approval took beyond its operation's own."""
    subscription, group = task["group"].split("/")[2], task["group"].split("/")[4]
    options = {"base_url": task["url"], "authentication_policy": Unsafe(), "credential_scopes": ["bench"]}
    started = time.monotonic()
    if work["peer"] == "azure-mgmt-cosmosdb":
        client = CosmosDBManagementClient(Credential(), subscription, **options)
        account = work["target"].rpartition("/")[2]
        client.private_endpoint_connections.begin_create_or_update(group, account, "c", _BODY).result()
    else:
        generic = ResourceManagementClient(Credential(), subscription, **options)
        path = f"{work['target']}/privateEndpointConnections/c"
        generic.resources.begin_create_or_update_by_id(path, _API_VERSION, _BODY).result()
    return time.monotonic() - started - float(work["seconds"])


def main() -> None:
    """Do all the work at once and print who was how late."""
    task = json.loads(sys.argv[1])
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    with ThreadPoolExecutor(len(task["work"])) as pool:
        seconds = list(pool.map(lambda work: late(task, work), task["work"]))
    found: dict[str, list[float]] = {}
    for work, value in zip(task["work"], seconds, strict=True):
        found.setdefault(work["peer"], []).append(value)
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()
