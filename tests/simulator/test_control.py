from __future__ import annotations

from typing import Any

import pytest

from pulumi_private_endpoint.simulator import Connection

VAULT = "/subscriptions/s1/resourceGroups/rg1/providers/Microsoft.KeyVault/vaults/v1"
ONE = Connection(VAULT, "pe.1", description="please")
URL = f"{ONE.id}?api-version=2026-02-01"
CONTROL = "/_simulator/connections"


def test_health(azure: Any) -> None:
    assert azure(ONE).get("/_simulator/health", token="").json() == {"status": "ok", "connections": 1}


def test_connections_are_told_as_they_truly_are(azure: Any) -> None:
    assert azure(ONE).get(CONTROL, token="").json() == [
        {
            "id": ONE.id,
            "name": ONE.name,
            "type": "Microsoft.KeyVault/vaults",
            "status": "Pending",
            "description": "please",
            "actions_required": "",
            "private_endpoint": "",
            "group_ids": [],
            "provisioning_state": "Succeeded",
            "changing": False,
        },
    ]


def test_a_connection_and_its_target_can_be_added(azure: Any) -> None:
    simulated = azure()

    added = simulated.send("POST", CONTROL, json={"target": VAULT, "name": "pe.1"})

    assert added.status_code == 201
    assert simulated.get(URL).status_code == 200


def test_azure_may_change_a_connection_behind_the_clients_back(azure: Any) -> None:
    simulated = azure(ONE)
    changes = {"status": "Rejected", "description": "no", "group_ids": ["vault"]}

    response = simulated.send("PATCH", CONTROL, params={"id": ONE.id.upper()}, json=changes)

    assert response.status_code == 200
    properties = simulated.get(URL).json()["properties"]
    assert properties["privateLinkServiceConnectionState"] == {"status": "Rejected", "description": "no"}


def test_a_change_may_set_how_the_next_operation_ends(azure: Any) -> None:
    simulated = azure(ONE)
    simulated.send("PATCH", CONTROL, params={"id": ONE.id}, json={"outcome": "Failed"})
    body = {"properties": {"privateLinkServiceConnectionState": {"status": "Approved"}}}

    simulated.put(URL, body)
    simulated.clock.time += 10

    assert simulated.get(CONTROL).json()[0]["provisioning_state"] == "Failed"


def test_a_connection_can_be_removed(azure: Any) -> None:
    simulated = azure(ONE)

    assert simulated.send("DELETE", CONTROL, params={"id": ONE.id}).status_code == 204
    assert simulated.get(URL).status_code == 404
    assert simulated.get(f"{VAULT}?api-version=2026-02-01").status_code == 200


def test_a_fault_can_be_added(azure: Any) -> None:
    simulated = azure(ONE)

    assert simulated.send("POST", "/_simulator/faults", json={"effect": "locked"}).status_code == 201
    assert [simulated.get(URL).status_code for _ in range(2)] == [409, 200]


@pytest.mark.parametrize(
    ("method", "path", "content", "status", "said"),
    [
        ("POST", CONTROL, b'{"target": "/x", "name": "a"}', 400, "connection: target: '/x'"),
        ("POST", CONTROL, f'{{"target": "{VAULT}", "name": "pe.1"}}'.encode(), 400, "is there already"),
        ("POST", CONTROL, b"{", 400, "the body is not JSON"),
        ("POST", CONTROL, b"[]", 400, "the body is not a JSON object"),
        ("PATCH", f"{CONTROL}?id={ONE.id}", b'{"colour": 1}', 400, "unknown key 'colour'"),
        ("PATCH", f"{CONTROL}?id={ONE.id}", b'{"name": "b"}', 400, "name cannot be changed"),
        ("PATCH", f"{CONTROL}?id=/none", b"{}", 404, "no connection has the id '/none'"),
        ("PATCH", CONTROL, b"{}", 400, "give the connection's id as ?id=…"),
        ("DELETE", CONTROL, b"", 400, "give the connection's id as ?id=…"),
        ("POST", "/_simulator/faults", b'{"effect": "odd"}', 400, "fault: effect: 'odd'"),
    ],
)
def test_a_mistake_is_told_in_one_line(
    method: str,
    path: str,
    content: bytes,
    status: int,
    said: str,
    azure: Any,
) -> None:
    response = azure(ONE).send(method, path, content=content)

    assert response.status_code == status
    assert said in response.json()["error"]
