from __future__ import annotations

import re
from typing import Any

import pytest

from pulumi_private_endpoint.simulator import Connection
from pulumi_private_endpoint.simulator.facts import behaviour, table

PRIVATE_ENDPOINT = "/subscriptions/s2/resourceGroups/r2/providers/Microsoft.Network/privateEndpoints/pe"
PUT_ROWS = [row for row in table.load().values() if row.kind == "put"]
OTHER_ROWS = [row for row in table.load().values() if row.kind in ("cli_only", "removed_from_specs")]


def newest(row: table.Facts) -> str:
    return max(row.stable or row.api_versions)


def target_of(row: table.Facts) -> str:
    return re.sub(r"\{[^}]+\}", "name1", row.path.split("/privateEndpointConnections")[0])


def smallest_body(row: table.Facts, connection_id: str) -> dict[str, Any]:
    state = {"status": "Approved"}
    if row.body and "description" not in row.body.state_read_only:
        state["description"] = "ok"
    body: dict[str, Any] = {"properties": {"privateLinkServiceConnectionState": state}}
    if behaviour.of(row.type).needs_id:
        body["id"] = connection_id
    return body


def follow(azure: Any, response: Any) -> None:
    """Follows whatever the answer offers, the way the protocol says; without a header there is nothing to."""
    status_url = response.headers.get("azure-asyncoperation")
    result_url = response.headers.get("location")
    if status_url:
        assert azure.get(status_url).json()["status"] == "InProgress"
        azure.clock.time += 10
        assert azure.get(status_url).json()["status"] == "Succeeded"
    elif result_url:
        assert azure.get(result_url).status_code == 202
        azure.clock.time += 10
        assert azure.get(result_url).status_code in (200, 204)
    else:
        azure.clock.time += 10


def test_there_are_as_many_types_as_were_surveyed() -> None:
    assert (len(table.load()), len(PUT_ROWS)) == (112, 101)


@pytest.mark.parametrize("row", PUT_ROWS, ids=lambda row: row.type)
def test_a_put_approves(row: table.Facts, azure: Any) -> None:
    connection = Connection(target_of(row), "pe.1", PRIVATE_ENDPOINT)
    simulated = azure(connection)
    url = f"{connection.id}?api-version={newest(row)}"

    response = simulated.put(url, smallest_body(row, connection.id))

    assert response.status_code in row.put.codes, response.text
    follow(simulated, response)
    properties = simulated.get(url).json()["properties"]
    assert properties["privateLinkServiceConnectionState"]["status"] == "Approved"
    assert properties.get("provisioningState", "Succeeded") in ("Succeeded", "Ready")


@pytest.mark.parametrize("row", PUT_ROWS, ids=lambda row: row.type)
def test_an_asynchronous_type_is_still_pending_after_its_answer(row: table.Facts, azure: Any) -> None:
    connection = Connection(target_of(row), "pe.1", PRIVATE_ENDPOINT)
    simulated = azure(connection)
    url = f"{connection.id}?api-version={newest(row)}"

    simulated.put(url, smallest_body(row, connection.id))

    asynchronous = row.put.long_running or row.put.headers or 202 in row.put.codes
    # These two have a 201 and a header for a resource that is new, which an approval never is.
    if row.type in ("Microsoft.OffAzure/masterSites", "Microsoft.Migrate/migrateProjects"):
        asynchronous = False
    status = simulated.get(url).json()["properties"]["privateLinkServiceConnectionState"]["status"]
    assert status == ("Pending" if asynchronous else "Approved")


@pytest.mark.parametrize("row", PUT_ROWS, ids=lambda row: row.type)
def test_a_delete_removes_and_a_second_finds_nothing(row: table.Facts, azure: Any) -> None:
    connection = Connection(target_of(row), "pe.1", PRIVATE_ENDPOINT)
    simulated = azure(connection)
    url = f"{connection.id}?api-version={newest(row)}"

    response = simulated.send("DELETE", url)

    assert response.status_code in row.delete.codes
    follow(simulated, response)
    assert simulated.get(url).status_code == 404
    assert simulated.send("DELETE", url).status_code in (204, 404)


@pytest.mark.parametrize("row", PUT_ROWS, ids=lambda row: row.type)
def test_the_target_carries_its_connections_and_most_types_list_them(row: table.Facts, azure: Any) -> None:
    connection = Connection(target_of(row), "pe.1", PRIVATE_ENDPOINT)
    simulated = azure(connection)
    version = f"?api-version={newest(row)}"
    its_own = f"?api-version={max(row.target_versions or [newest(row)])}"

    inline = simulated.get(connection.target + its_own).json()["properties"]["privateEndpointConnections"]
    listed = simulated.get(f"{connection.target}/privateEndpointConnections{version}")

    assert [item["name"] for item in inline] == ["pe.1"]
    if row.list_shape == "bare_array":
        assert listed.json() == inline
    elif row.list_shape is None:
        assert (row.type, listed.status_code) == ("Microsoft.RecoveryServices/vaults", 405)
    else:
        assert listed.json() == {"value": inline}


@pytest.mark.parametrize("row", OTHER_ROWS, ids=lambda row: row.type)
def test_types_outside_the_specifications_are_served_too(row: table.Facts, azure: Any) -> None:
    connection = Connection(target_of(row), "pe.1", PRIVATE_ENDPOINT)
    simulated = azure(connection)
    url = f"{connection.id}?api-version={newest(row)}"

    response = simulated.put(url, smallest_body(row, connection.id))

    follow(simulated, response)
    status = simulated.get(url).json()["properties"]["privateLinkServiceConnectionState"]["status"]
    assert status == "Approved"


@pytest.mark.parametrize(
    "arm_type",
    ["Microsoft.Chaos/privateAccesses", "Microsoft.Synapse/privateLinkHubs"],
)
def test_read_only_types_cannot_be_approved(arm_type: str, azure: Any) -> None:
    row = table.find(arm_type)
    connection = Connection(target_of(row), "pe.1", PRIVATE_ENDPOINT)
    simulated = azure(connection)
    url = f"{connection.id}?api-version={newest(row)}"

    assert simulated.get(url).status_code == 200
    assert simulated.put(url, smallest_body(row, connection.id)).status_code == 405


@pytest.mark.parametrize(
    ("arm_type", "version", "verb", "refused"),
    [
        ("Microsoft.Batch/batchAccounts", "2025-06-01", "PATCH", "PUT"),
        ("Microsoft.HorizonDb/clusters", "2026-01-20-preview", "PATCH", "PUT"),
        ("Microsoft.HorizonDb/clusters", "2026-05-01-preview", "PUT", "PATCH"),
        ("Microsoft.HorizonDb/clusters", "2026-10-01-preview", "PUT", "PATCH"),
    ],
)
def test_some_types_approve_by_patch(
    arm_type: str,
    version: str,
    verb: str,
    refused: str,
    azure: Any,
) -> None:
    row = table.find(arm_type)
    connection = Connection(target_of(row), "pe.1", PRIVATE_ENDPOINT)
    simulated = azure(connection)
    url = f"{connection.id}?api-version={version}"
    body = smallest_body(row, connection.id)

    assert simulated.send(refused, url, json=body).status_code == 405
    follow(simulated, simulated.send(verb, url, json=body))
    status = simulated.get(url).json()["properties"]["privateLinkServiceConnectionState"]["status"]
    assert status == "Approved"


@pytest.mark.parametrize(
    ("arm_type", "body"),
    [
        (
            "Microsoft.NetworkCloud/clusterManagers",
            {"connectionState": "Approved", "privateEndpointResourceId": PRIVATE_ENDPOINT},
        ),
        (
            "Microsoft.HybridNetwork/publishers/artifactStores",
            {"manualPrivateEndPointConnections": [{"id": PRIVATE_ENDPOINT}]},
        ),
    ],
    ids=["relay", "artifact store"],
)
def test_two_types_approve_by_a_post_action(arm_type: str, body: dict[str, Any], azure: Any) -> None:
    row = table.find(arm_type)
    action_path = re.sub(r"\{[^}]+\}", "name1", row.path)
    target = action_path.rsplit("/", 1)[0]
    simulated = azure(Connection(target, "pe.1", PRIVATE_ENDPOINT))
    version = f"?api-version={newest(row)}"

    response = simulated.send("POST", action_path + version, json=body)

    assert response.status_code == 202
    follow(simulated, response)
    [inline] = simulated.get(target + version).json()["properties"]["privateEndpointConnections"]
    assert inline["properties"]["privateLinkServiceConnectionState"]["status"] == "Approved"
