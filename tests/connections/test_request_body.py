"""The body of a decision: only what is writable, in the service's own shape."""

from __future__ import annotations

from typing import Any

import pytest

from pulumi_private_endpoint.arm import ResourceId
from pulumi_private_endpoint.connections.model import parse
from pulumi_private_endpoint.connections.request_body import decision
from pulumi_private_endpoint.connections.services.spec import ServiceSpec

GROUP = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers"
TARGET = ResourceId.parse(f"{GROUP}/Contoso.Widgets/boxes/one")
ENDPOINT = f"{GROUP}/Microsoft.Network/privateEndpoints/endpoint"
CONNECTION_ID = f"{TARGET}/privateEndpointConnections/endpoint.1"


def service(**traits: Any) -> ServiceSpec:
    return ServiceSpec(type="Contoso.Widgets/boxes", api_version="2030-01-01", **traits)


def body(
    spec: ServiceSpec,
    *,
    description: str | None = None,
    actions: str | None = None,
    asked: str | None = "please",
    endpoint: str | None = ENDPOINT,
) -> dict[str, Any]:
    shown = {
        "id": "/as/echoed",
        "name": "endpoint.1",
        "etag": "W/1",
        "properties": {
            "provisioningState": "Succeeded",
            "groupIds": ["blob"],
            "privateEndpoint": {"id": endpoint},
            "privateLinkServiceConnectionState": {
                "status": "Pending",
                "description": asked,
                "actionsRequired": "Recreate",
            },
        },
    }
    return decision(spec, parse(shown, spec, TARGET), "Approved", description, actions)


def state(sent: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = sent["properties"]["privateLinkServiceConnectionState"]
    return found


@pytest.mark.parametrize("status", ["Approved", "Rejected"])
def test_the_status_is_the_one_decided(status: str) -> None:
    connection = parse({"name": "endpoint.1"}, service(), TARGET)
    assert state(decision(service(), connection, status, None, None)) == {"status": status}


def test_nothing_but_the_state_and_the_endpoint_is_sent_back() -> None:
    assert body(service()) == {
        "properties": {
            "privateEndpoint": {"id": ENDPOINT},
            "privateLinkServiceConnectionState": {"status": "Approved", "description": "please"},
        }
    }


@pytest.mark.parametrize(
    ("description", "asked", "sent"),
    [
        (None, "please", "please"),
        ("yes, for the web shop", "please", "yes, for the web shop"),
        (None, None, None),
        ("yes, for the web shop", None, "yes, for the web shop"),
    ],
    ids=["kept", "replaced", "none", "first"],
)
def test_the_text_there_is_kept_unless_the_program_gives_one(
    description: str | None, asked: str | None, sent: str | None
) -> None:
    assert state(body(service(), description=description, asked=asked)).get("description") == sent


@pytest.mark.parametrize("description", [None, "yes"])
def test_a_read_only_description_is_not_sent(description: str | None) -> None:
    spec = service(writes_description=False)
    assert state(body(spec, description=description)) == {"status": "Approved"}


@pytest.mark.parametrize(
    ("spelling", "actions", "sent"),
    [
        ("actionsRequired", "Recreate", {"actionsRequired": "Recreate"}),
        ("actionRequired", "None", {"actionRequired": "None"}),
        ("actionsRequired", None, {}),
        (None, "None", {}),
    ],
    ids=["plural", "singular", "not given", "not accepted"],
)
def test_actions_are_sent_when_asked_for_in_the_services_spelling(
    spelling: str | None, actions: str | None, sent: dict[str, str]
) -> None:
    found = state(body(service(actions_property=spelling), actions=actions))
    assert found == {"status": "Approved", "description": "please", **sent}


def test_the_endpoint_is_left_out_where_it_is_not_accepted() -> None:
    assert "privateEndpoint" not in body(service(echoes_endpoint=False))["properties"]


def test_a_hidden_endpoint_is_not_made_up() -> None:
    assert "privateEndpoint" not in body(service(), endpoint=None)["properties"]


def test_the_id_sent_is_the_one_asked_for_and_only_where_it_is_wanted() -> None:
    assert body(service(sends_id=True))["id"] == CONNECTION_ID
    assert "id" not in body(service())
