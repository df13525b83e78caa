"""Fabric's API as the simulator has it: what it takes and refuses, and how an endpoint comes and goes."""

from __future__ import annotations

from typing import Any

import pytest

WORKSPACE = "47482db6-4583-4672-86dd-999d0f8f4d7a"
PATH = f"/v1/workspaces/{WORKSPACE}/managedPrivateEndpoints"
GROUP = "/subscriptions/0a4bd5ae/resourceGroups/g/providers"
SQL = f"{GROUP}/Microsoft.Sql/servers/v"
BODY: dict[str, Any] = {
    "name": "sql",
    "targetPrivateLinkResourceId": SQL,
    "targetSubresourceType": "sqlServer",
    "requestMessage": "9c1e",
}
SERVICE = {"name": "db", "targetPrivateLinkResourceId": f"{GROUP}/Microsoft.Network/privateLinkServices/db"}


@pytest.fixture
def fabric(azure: Any) -> Any:
    return azure()


def test_an_endpoint_is_provisioned_and_its_request_then_pending(fabric: Any) -> None:
    made = fabric.send("POST", PATH, json=BODY)
    assert made.status_code == 201
    assert made.headers["location"] == f"http://arm.test{PATH}/{made.json()['id']}"
    assert made.json()["provisioningState"] == "Provisioning"
    assert "connectionState" not in made.json()
    fabric.clock.time += 59
    assert fabric.get(made.headers["location"]).json()["provisioningState"] == "Provisioning"
    assert fabric.get("/_simulator/connections").json() == []

    fabric.clock.time += 1
    shown = fabric.get(made.headers["location"]).json()

    (asked,) = fabric.get("/_simulator/connections").json()
    assert (shown["provisioningState"], shown["connectionState"]["status"]) == ("Succeeded", "Pending")
    assert (asked["status"], asked["description"], asked["group_ids"]) == ("Pending", "9c1e", ["sqlServer"])
    assert asked["private_endpoint"].endswith(".sql")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        pytest.param({"status": "Approved"}, ("Approved", "9c1e"), id="approved"),
        pytest.param({"status": "Rejected", "description": "no"}, ("Rejected", "no"), id="rejected"),
        pytest.param(None, ("Disconnected", ""), id="removed"),
    ],
)
def test_what_became_of_the_request_is_told(fabric: Any, changes: Any, words: tuple[str, str]) -> None:
    made = fabric.send("POST", PATH, json=BODY).json()
    fabric.clock.time += 60
    fabric.get(PATH)
    (asked,) = fabric.get("/_simulator/connections").json()
    method = "PATCH" if changes else "DELETE"
    fabric.send(method, "/_simulator/connections", params={"id": asked["id"]}, json=changes or {})

    state = fabric.get(f"{PATH}/{made['id']}").json()["connectionState"]
    assert (state["status"], state["description"]) == words


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(BODY | {"name": "x" * 65}, id="a long name"),
        pytest.param(BODY | {"name": ""}, id="no name"),
        pytest.param(BODY | {"requestMessage": "x" * 141}, id="a long message"),
        pytest.param(BODY | {"targetFQDNs": ["a"] * 21}, id="many host names"),
        pytest.param(BODY | {"targetFQDNs": "a"}, id="no list"),
        pytest.param(BODY | {"targetPrivateLinkResourceId": "/sql"}, id="no id"),
        pytest.param({name: BODY[name] for name in ("name", "targetPrivateLinkResourceId")}, id="no part"),
        pytest.param(SERVICE | {"targetSubresourceType": "x"}, id="a part of a service"),
        pytest.param(BODY | {"message": "x"}, id="another property"),
        pytest.param([BODY], id="a list"),
    ],
)
def test_what_the_documentation_does_not_allow_is_refused(fabric: Any, body: Any) -> None:
    refused = fabric.send("POST", PATH, json=body)

    assert (refused.status_code, refused.json()["errorCode"]) == (400, "InvalidInput")
    assert fabric.get(PATH).json() == {"value": []}


def test_a_private_link_service_has_no_part(fabric: Any) -> None:
    assert fabric.send("POST", PATH, json=SERVICE | {"targetFQDNs": ["db.example"] * 20}).status_code == 201


def test_a_name_is_given_once(fabric: Any) -> None:
    fabric.send("POST", PATH, json=BODY)

    again = fabric.send("POST", PATH, json=BODY | {"name": "SQL"})
    assert (again.status_code, again.json()["errorCode"]) == (409, "PrivateEndpointAlreadyExists")
    other = PATH.replace("4748", "5748")
    assert fabric.send("POST", other, json=BODY).status_code == 201


def test_a_deletion_takes_the_request_along_and_is_remembered_for_a_quarter_of_an_hour(fabric: Any) -> None:
    made = fabric.send("POST", PATH, json=BODY).json()
    fabric.clock.time += 60
    fabric.get(PATH)

    assert fabric.send("DELETE", f"{PATH}/{made['id']}").status_code == 200

    assert fabric.get("/_simulator/connections").json() == []
    gone = fabric.get(f"{PATH}/{made['id']}")
    assert (gone.status_code, gone.json()["errorCode"]) == (404, "PrivateEndpointNotFound")
    fabric.clock.time += 899
    assert fabric.send("POST", PATH, json=BODY | {"name": "other"}).status_code == 409
    fabric.clock.time += 1
    assert fabric.send("POST", PATH, json=BODY).status_code == 201


def test_a_list_comes_in_pages(fabric: Any) -> None:
    for number in range(25):
        fabric.send("POST", PATH, json=BODY | {"name": f"sql-{number}"})

    first = fabric.get(PATH).json()
    second = fabric.get(first["continuationUri"]).json()

    assert (len(first["value"]), len(second["value"])) == (20, 5)
    assert "continuationUri" not in second


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_nothing_is_changed_in_place(fabric: Any, method: str) -> None:
    made = fabric.send("POST", PATH, json=BODY).json()

    for path in (PATH, f"{PATH}/{made['id']}"):
        assert fabric.send(method, path, json=BODY).status_code == 405


def test_nobody_gets_in_without_a_token(fabric: Any) -> None:
    assert fabric.get(PATH, token="").status_code == 401
