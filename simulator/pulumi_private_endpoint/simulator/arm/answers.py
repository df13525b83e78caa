"""The bodies that services answer with, spelt as each service spells them.

Ids and types come back in the service's own casing, which is not always the specification's (L41).
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pulumi_private_endpoint.simulator.around import PrivateEndpoint
    from pulumi_private_endpoint.simulator.facts.table import Facts
    from pulumi_private_endpoint.simulator.scenario import Target

    from .state import Live, Snapshot


@dataclass(frozen=True, slots=True)
class Answer:
    """A status, a JSON body (None sends none) and headers."""

    status: int
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)


def connection(live: Live, shown: Snapshot, *, put: bool = False) -> dict[str, Any]:
    """A connection as GET and PUT answer it."""
    body: dict[str, Any] = {
        "id": _spelt(
            live, f"{target_id(live.facts, live.spec.target)}/privateEndpointConnections/{live.spec.name}"
        ),
        "name": live.spec.name,
        "type": live.habits.type_echo or _spelt(live, f"{live.facts.type}/privateEndpointConnections"),
        "properties": _properties(live, shown, put=put),
    }
    if live.habits.if_match or (live.facts.body and "etag" in live.facts.body.top_level):
        body["etag"] = etag(shown)
    return body


def etag(shown: Snapshot) -> str:
    """The ETag of a connection's state: another for any other state."""
    return f'W/"{zlib.crc32(repr(shown).encode()):08x}"'


def target(facts: Facts, given: Target, connections: list[dict[str, Any]], location: str) -> dict[str, Any]:
    """The target with its connections inline, where types without a list keep them (E18)."""
    inline = {"provisioningState": "Succeeded", "privateEndpointConnections": connections}
    return {
        "id": target_id(facts, given.id),
        "name": given.id.rsplit("/", 1)[-1],
        "type": facts.type,
        "location": location,
        "properties": inline | around(given),
    }


def around(given: Target) -> dict[str, Any]:
    """Whom a target lets in, and who may ask: only what it says of that."""
    found: dict[str, Any] = {}
    if given.public_network_access:
        access = {"publicNetworkAccess": given.public_network_access}
        found |= {"network": access} if "/flexibleservers/" in given.id.lower() else access
    if given.visible_to:
        found["visibility"] = {"subscriptions": list(given.visible_to)}
    if given.auto_approved:
        found["autoApproval"] = {"subscriptions": list(given.auto_approved)}
    if given.alias:
        found["alias"] = given.alias
    return found


def private_endpoint(given: PrivateEndpoint) -> dict[str, Any]:
    """A private endpoint with its one connection, which it made itself or had to ask for."""
    name = given.id.rsplit("/", 1)[-1]
    asked = {"privateLinkServiceId": given.target, "groupIds": [], "requestMessage": given.message}
    state = {"status": given.status, "description": given.message, "actionsRequired": ""}
    entry = {"name": name, "properties": {**asked, "privateLinkServiceConnectionState": state}}
    lists = ("manualPrivateLinkServiceConnections", "privateLinkServiceConnections")
    filled, empty = lists if given.manual else reversed(lists)
    return {
        "id": given.id,
        "name": name,
        "type": "Microsoft.Network/privateEndpoints",
        "properties": {"provisioningState": "Succeeded", filled: [entry], empty: []},
    }


def target_id(facts: Facts, id_: str) -> str:
    """A target's id in the specification's casing; the names in it keep the scenario's."""
    segments = id_.strip("/").split("/")
    pairs = zip(facts.type.split("/")[1:], segments[7::2], strict=True)
    resource = "".join(f"/{part}/{name}" for part, name in pairs)
    return f"/subscriptions/{segments[1]}/resourceGroups/{segments[3]}/providers/{facts.namespace}{resource}"


def metadata(base_url: str, form: str) -> Any:
    """The cloud's description (C5). It names this server as the resource manager."""
    cloud = {
        "name": "Simulated",
        "resourceManager": f"{base_url}/",
        "authentication": {
            "loginEndpoint": "https://login.microsoftonline.com/",
            "audiences": ["https://management.core.windows.net/", "https://management.azure.com/"],
            "tenant": "common",
            "identityProvider": "AAD",
        },
        "suffixes": {"storage": "core.windows.net", "keyVaultDns": "vault.azure.net"},
    }
    return [cloud] if form == "array" else cloud


def _properties(live: Live, shown: Snapshot, *, put: bool) -> dict[str, Any]:
    body = live.facts.body
    properties: dict[str, Any] = {}
    if body is None or body.provisioning_state_present:
        properties["provisioningState"] = shown.provisioning_state
    if shown.private_endpoint:
        properties["privateEndpoint"] = {"id": shown.private_endpoint}
    if body and body.group_property == "groupId":
        properties["groupId"] = next(iter(shown.group_ids), "")
    elif body and body.group_property and shown.group_ids:
        properties["groupIds"] = list(shown.group_ids)
    properties["privateLinkServiceConnectionState"] = _state(live, shown, put=put)
    return properties


def _state(live: Live, shown: Snapshot, *, put: bool) -> dict[str, str]:
    status = shown.status
    if put and status == "Approved" and live.habits.put_status:
        status = live.habits.put_status
    state = {"status": status}
    if shown.description:
        state["description"] = shown.description
    body = live.facts.body
    if body and body.actions_property and shown.actions_required:
        state[body.actions_property] = shown.actions_required
    return state


def _spelt(live: Live, text: str) -> str:
    for usual, own in live.habits.echoes:
        text = text.replace(usual, own)
    return text
