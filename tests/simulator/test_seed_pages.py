"""The four documentation pages, to the letter: request, status, headers and bodies of their samples."""

from __future__ import annotations

from typing import Any

from pulumi_private_endpoint.simulator import Connection

ZERO = "00000000-0000-0000-0000-000000000000"
CONTOSO = "00000000-1111-2222-3333-444444444444"
TWINS = "50016170-c839-41ba-a724-51e9df440b9e"


def state(status: str, **rest: str) -> dict[str, Any]:
    return {"properties": {"privateLinkServiceConnectionState": {"status": status, **rest}}}


def test_digital_twins(azure: Any) -> None:
    base = f"/subscriptions/{TWINS}/resourceGroups/resRg/providers"
    endpoint = f"{base}/Microsoft.Network/privateEndpoints/myPrivateEndpoint"
    connection = Connection(
        f"{base}/Microsoft.DigitalTwins/digitalTwinsInstances/myDigitalTwinsService",
        "myPrivateConnection",
        endpoint,
        description="Awaiting approval.",
        group_ids=("digitalTwinsInstance",),
    )
    simulated = azure(connection)
    url = f"{connection.id}?api-version=2023-01-31"
    place = f"http://arm.test/subscriptions/{TWINS}/providers/Microsoft.DigitalTwins/locations/westus2"
    answered = {
        "id": connection.id.replace("resourceGroups", "resourcegroups"),
        "name": "myPrivateConnection",
        "type": "Microsoft.DigitalTwins/digitalTwinsInstances/privateEndpointConnections",
        "properties": {
            "provisioningState": "Succeeded",
            "privateEndpoint": {"id": endpoint},
            "groupIds": ["digitalTwinsInstance"],
            "privateLinkServiceConnectionState": {"status": "Pending", "description": "Awaiting approval."},
        },
    }

    put = simulated.put(url, state("Approved", description="Approved by johndoe@company.com."))

    assert put.status_code == 202
    assert put.json() == answered
    status_url, result_url = put.headers["azure-asyncoperation"], put.headers["location"]
    assert status_url.rpartition("/")[0] == f"{place}/operationStatuses"
    assert result_url.rpartition("/")[0] == f"{place}/operationResults"
    assert put.headers["retry-after"] == "10"
    assert simulated.get(status_url).json()["status"] == "InProgress"
    assert simulated.get(result_url).status_code == 202
    simulated.clock.time += 10
    assert simulated.get(status_url).json()["status"] == "Succeeded"
    answered["properties"]["privateLinkServiceConnectionState"] = {
        "status": "Approved",
        "description": "Approved by johndoe@company.com.",
    }
    assert simulated.get(url).json() == answered
    assert simulated.get(result_url).json() == answered


def test_api_management(azure: Any) -> None:
    base = f"/subscriptions/{ZERO}/resourceGroups/rg1/providers"
    service = f"{base}/Microsoft.ApiManagement/service/apimService1"
    endpoint = f"{base}/Microsoft.Network/privateEndpoints/privateEndpointName"
    connection = Connection(service, "privateEndpointConnectionName", endpoint)
    simulated = azure(connection)
    url = f"{connection.id}?api-version=2024-05-01"
    approval = state("Approved", description="The request has been approved.")

    put = simulated.put(url, {"id": connection.id, **approval})

    assert (put.status_code, put.content) == (202, b"")
    location = put.headers["location"]
    assert location.startswith(f"http://arm.test{service}/apis/tempgroup?api-version=2024-05-01&asyncId=")
    assert location.endswith("&asyncCode=201")
    assert len(location.split("asyncId=")[1].split("&")[0]) == 24
    assert "azure-asyncoperation" not in put.headers
    assert "retry-after" not in put.headers
    assert simulated.get(location).status_code == 202
    simulated.clock.time += 10
    assert simulated.get(location).json() == {
        "name": "privateEndpointConnectionName",
        "id": connection.id,
        "type": "Microsoft.ApiManagement/service/privateEndpointConnections",
        "properties": {
            "provisioningState": "Succeeded",
            "privateEndpoint": {"id": endpoint},
            "privateLinkServiceConnectionState": {
                "status": "Succeeded",
                "description": "The request has been approved.",
            },
        },
    }
    read = simulated.get(url).json()["properties"]["privateLinkServiceConnectionState"]
    assert read["status"] == "Approved"


def test_cosmos_db(azure: Any) -> None:
    base = f"/subscriptions/{CONTOSO}/resourceGroups"
    endpoint = f"{base}/rg1Network/providers/Microsoft.Network/privateEndpoints/privateEndpointName"
    connection = Connection(
        f"{base}/rg1/providers/Microsoft.DocumentDB/databaseAccounts/ddb1",
        "privateEndpointConnectionName",
        endpoint,
        actions_required="None",
        group_ids=("Sql",),
    )
    simulated = azure(connection)
    url = f"{connection.id}?api-version=2024-08-15"

    put = simulated.put(url, state("Approved", description="Approved by johndoe@contoso.com"))

    assert (put.status_code, put.content) == (202, b"")
    assert not {"location", "azure-asyncoperation", "retry-after"} & set(put.headers)
    assert simulated.get(url).json()["properties"]["privateLinkServiceConnectionState"]["status"] == "Pending"
    simulated.clock.time += 10
    assert simulated.get(url).json() == {
        "id": connection.id.replace("DocumentDB", "DocumentDb"),
        "name": "privateEndpointConnectionName",
        "type": "Microsoft.DocumentDb/databaseAccounts/privateEndpointConnections",
        "properties": {
            "privateEndpoint": {"id": endpoint},
            "privateLinkServiceConnectionState": {
                "status": "Approved",
                "description": "Approved by johndoe@contoso.com",
                "actionsRequired": "None",
            },
            "groupId": "Sql",
            "provisioningState": "Succeeded",
        },
    }


def test_a_newer_cosmos_db_sends_a_location(azure: Any) -> None:
    account = f"/subscriptions/{CONTOSO}/resourceGroups/rg1/providers/Microsoft.DocumentDB/databaseAccounts/a"
    connection = Connection(account, "c")

    put = azure(connection).put(f"{connection.id}?api-version=2026-03-15", state("Approved"))

    assert put.status_code == 202
    assert "/operationResults/" in put.headers["location"]
    assert put.headers["retry-after"] == "10"


def test_kubernetes_service(azure: Any) -> None:
    cluster = f"/subscriptions/{ZERO}/resourceGroups/rg1/providers/Microsoft.ContainerService"
    endpoint = "/subscriptions/subid2/resourceGroups/rg2/providers/Microsoft.Network/privateEndpoints/pe2"
    connection = Connection(f"{cluster}/managedClusters/clustername1", "privateendpointconnection1", endpoint)
    simulated = azure(connection)

    put = simulated.put(f"{connection.id}?api-version=2026-01-01", state("Approved"))

    assert put.status_code == 200
    assert put.json() == {
        "name": "privateendpointconnection1",
        "type": "Microsoft.Network/privateLinkServices/privateEndpointConnections",
        "id": f"{cluster}/managedCluster/clustername1/privateEndpointConnections/privateendpointconnection1",
        "properties": {
            "privateEndpoint": {"id": endpoint},
            "privateLinkServiceConnectionState": {"status": "Approved"},
            "provisioningState": "Succeeded",
        },
    }
