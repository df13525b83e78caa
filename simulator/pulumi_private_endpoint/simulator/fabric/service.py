"""Fabric's API for the managed private endpoints of a workspace, as its documentation tells it.

Facts: a POST is answered 201 with Location, and the endpoint is Provisioning for a while; then its request is
pending at the target, with the message, and the private endpoint's id ends in the endpoint's name. What
became of the request is told as `connectionState`. A name has at most 64 characters, a message 140, and there
are at most 20 FQDNs; the sub-resource is left out for a private link service alone. 15 minutes have to pass
between a deletion and another endpoint for that target. That this is refused with 409, and under which code,
is not documented: it is the simulator's choice.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5

from pulumi_private_endpoint.simulator.arm.answers import Answer
from pulumi_private_endpoint.simulator.errors import WireError
from pulumi_private_endpoint.simulator.facts import address
from pulumi_private_endpoint.simulator.scenario import Connection

if TYPE_CHECKING:
    from pulumi_private_endpoint.simulator.arm.state import World

PROVISIONING_SECONDS = 60.0
QUARTER_SECONDS = 900.0
_PATH = re.compile(
    r"/v1/workspaces/([0-9a-f-]{36})/managedPrivateEndpoints(?:/([0-9a-f-]{36}))?", re.IGNORECASE
)
_LONGEST_NAME, _LONGEST_MESSAGE, _MOST_FQDNS = 64, 140, 20
_KNOWN = {"name", "targetPrivateLinkResourceId", "targetSubresourceType", "requestMessage", "targetFQDNs"}
_SUBSCRIPTION = "/subscriptions/4d0ffbc5-0000-4000-8000-0000000fab1c"
_PAGE = 20


@dataclass(slots=True)
class _Made:
    """One managed private endpoint; `connection` is the key of its request, once that is there."""

    id: str
    workspace: str
    body: dict[str, Any]
    born: float
    connection: str = ""


@dataclass(slots=True)
class Fabric:
    """All workspaces there are: any id is one."""

    world: World
    made: dict[str, _Made] = field(default_factory=dict)
    deleted: dict[tuple[str, str], float] = field(default_factory=dict)

    def answer(
        self, method: str, path: str, base_url: str, content: bytes, token: str | None
    ) -> Answer | None:
        """What Fabric says; None: that is no path of its."""
        place = _PATH.fullmatch(path)
        if place is None:
            return None
        workspace, id_ = place[1].lower(), (place[2] or "").lower()
        self._provision()
        if id_:
            return self._one(method, workspace, id_)
        if method == "GET":
            return self._list(workspace, base_url + path, token)
        return self._post(workspace, base_url + path, content) if method == "POST" else _no_method(method)

    def _one(self, method: str, workspace: str, id_: str) -> Answer:
        made = self.made.get(id_)
        if made is None or made.workspace != workspace:
            return _error(404, "PrivateEndpointNotFound", "The managed private endpoint was not found.")
        if method == "GET":
            return Answer(200, self._shown(made))
        return self._delete(made) if method == "DELETE" else _no_method(method)

    def _delete(self, made: _Made) -> Answer:
        del self.made[made.id]
        if made.connection in self.world.connections:
            self.world.remove(made.connection)
        self.deleted[made.workspace, _target(made.body)] = self.world.clock.now()
        return Answer(200, None)

    def _list(self, workspace: str, url: str, token: str | None) -> Answer:
        ours = [made for made in self.made.values() if made.workspace == workspace]
        first = int(token) if token and token.isdecimal() else 0
        body: dict[str, Any] = {"value": [self._shown(made) for made in ours[first : first + _PAGE]]}
        if first + _PAGE < len(ours):
            body["continuationToken"] = str(first + _PAGE)
            body["continuationUri"] = f"{url}?continuationToken={first + _PAGE}"
        return Answer(200, body)

    def _post(self, workspace: str, url: str, content: bytes) -> Answer:
        try:
            body = json.loads(content)
        except ValueError:
            return _error(400, "InvalidInput", "The body is not JSON.")
        wrong = _wrong(body)
        if wrong:
            return _error(400, "InvalidInput", wrong)
        if any(
            made.workspace == workspace and _name(made.body) == _name(body) for made in self.made.values()
        ):
            return _error(409, "PrivateEndpointAlreadyExists", "There is one of that name in the workspace.")
        gone = self.deleted.get((workspace, _target(body)))
        if gone is not None and self.world.clock.now() < gone + self.world.scaled(QUARTER_SECONDS):
            return _error(409, "PrivateEndpointRecentlyDeleted", "Wait 15 minutes after the deletion.")
        id_ = str(uuid5(NAMESPACE_URL, f"{workspace}/{_name(body)}/{self.world.clock.now()}"))
        made = self.made[id_] = _Made(id_, workspace, body, self.world.clock.now())
        return Answer(201, self._shown(made), {"Location": f"{url}/{id_}"})

    def _provision(self) -> None:
        for made in self.made.values():
            due = made.born + self.world.scaled(PROVISIONING_SECONDS)
            if not made.connection and self.world.clock.now() >= due:
                self._ask(made)

    def _ask(self, made: _Made) -> None:
        sub_resource = made.body.get("targetSubresourceType")
        name = f"{made.workspace}.{made.body['name']}"
        connection = Connection(
            made.body["targetPrivateLinkResourceId"],
            f"{name}-{made.id}",
            private_endpoint=f"{_SUBSCRIPTION}/resourceGroups/fabric/providers/Microsoft.Network/privateEndpoints/{name}",
            description=made.body.get("requestMessage") or "",
            group_ids=(sub_resource,) if sub_resource else (),
        )
        self.world.add(connection)
        made.connection = address.connection_key(connection.target, connection.name)

    def _shown(self, made: _Made) -> dict[str, Any]:
        shown = {
            "id": made.id,
            "name": made.body["name"],
            "targetPrivateLinkResourceId": made.body["targetPrivateLinkResourceId"],
            "targetSubresourceType": made.body.get("targetSubresourceType"),
            "provisioningState": "Succeeded" if made.connection else "Provisioning",
        }
        if made.connection:
            live = self.world.connections.get(made.connection)
            shown["connectionState"] = {
                "status": live.true.status if live else "Disconnected",
                "description": live.true.description if live else "",
                "actionsRequired": "None",
            }
        return {name: value for name, value in shown.items() if value is not None}


def _wrong(body: Any) -> str:
    """What the API does not take, in a sentence; empty: nothing."""
    if not isinstance(body, dict):
        return "The body is not an object."
    texts = [body[name] for name in _KNOWN - {"targetFQDNs"} if name in body]
    if set(body) - _KNOWN or not all(isinstance(text, str) and text for text in texts):
        return "A property is not known, or is not a text."
    fqdns = body.get("targetFQDNs", [])
    limits = {
        f"name must have 1 to {_LONGEST_NAME} characters.": 0 < len(body.get("name", "")) <= _LONGEST_NAME,
        f"requestMessage must have at most {_LONGEST_MESSAGE} characters.": len(
            body.get("requestMessage", "")
        )
        <= _LONGEST_MESSAGE,
        f"targetFQDNs must be a list of at most {_MOST_FQDNS}.": isinstance(fqdns, list)
        and len(fqdns) <= _MOST_FQDNS,
    }
    return next((told for told, kept in limits.items() if not kept), "") or _wrong_target(body)


def _wrong_target(body: dict[str, Any]) -> str:
    try:
        facts = address.parse_target(body.get("targetPrivateLinkResourceId", ""))
    except (ValueError, WireError):
        return "targetPrivateLinkResourceId is not a resource that takes private connections."
    service = facts.type.lower() == "microsoft.network/privatelinkservices"
    if service == ("targetSubresourceType" in body):
        return "targetSubresourceType is needed by all but private link services, which have none."
    return ""


def _name(body: dict[str, Any]) -> str:
    return str(body["name"]).lower()


def _target(body: dict[str, Any]) -> str:
    return str(body["targetPrivateLinkResourceId"]).lower()


def _error(status: int, code: str, message: str) -> Answer:
    request = str(uuid5(NAMESPACE_URL, code))
    return Answer(status, {"requestId": request, "errorCode": code, "message": message})


def _no_method(method: str) -> Answer:
    return _error(405, "MethodNotAllowed", f"{method} is not allowed here.")
