from __future__ import annotations

from typing import Any

import pytest

from pulumi_private_endpoint.simulator import Connection, Target

RG = "/subscriptions/s1/resourceGroups/rg1/providers"
ENDPOINT = "/subscriptions/s2/resourceGroups/r/providers/Microsoft.Network/privateEndpoints/pe"
VAULT = f"{RG}/Microsoft.KeyVault/vaults/v1"
VERSIONS = {
    "KeyVault/vaults": "2026-02-01",
    "Sql/servers": "2025-01-01",
    "ApiManagement/service": "2024-05-01",
    "DocumentDB/databaseAccounts": "2024-08-15",
    "Storage/storageAccounts": "2026-04-01",
    "ContainerService/managedClusters": "2026-01-01",
    "Web/sites": "2026-07-15",
    "Compute/diskAccesses": "2026-03-02",
    "EventHub/namespaces": "2026-01-01",
    "AppConfiguration/configurationStores": "2024-06-01",
    "DigitalTwins/digitalTwinsInstances": "2023-01-31",
}
STATE = "privateLinkServiceConnectionState"


def approval(**state: Any) -> dict[str, Any]:
    return {"properties": {STATE: {"status": "Approved", "description": "ok", **state}}}


def connection_of(arm_type: str, **rest: Any) -> Connection:
    namespace, _, kind = arm_type.partition("/")
    return Connection(f"{RG}/Microsoft.{namespace}/{kind}/name1", "pe.1", ENDPOINT, **rest)


def url_of(connection: Connection, arm_type: str) -> str:
    return f"{connection.id}?api-version={VERSIONS[arm_type]}"


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        (f"{VAULT}", 400, "MissingApiVersionParameter"),
        (f"{VAULT}?api-version=", 400, "MissingApiVersionParameter"),
        (f"{VAULT}?api-version=1999-01-01", 400, "NoRegisteredProviderFound"),
        (f"{VAULT}?api-version=latest", 400, "InvalidApiVersionParameter"),
        (f"{RG}/Microsoft.KeyVault/boxes/v1?api-version=2026-02-01", 404, "InvalidResourceType"),
        (f"{RG}/Microsoft.Nothing/vaults/v1?api-version=2026-02-01", 404, "InvalidResourceNamespace"),
        (f"{RG}/Microsoft.KeyVault/vaults/v2?api-version=2026-02-01", 404, "ResourceNotFound"),
        (
            f"{VAULT}/privateEndpointConnections/none?api-version=2026-02-01",
            404,
            "ResourceNotFound",
        ),
        (f"{VAULT}/privateEndpointConnection/pe?api-version=2026-02-01", 404, "InvalidResourceType"),
        (f"{VAULT}/privateEndpointConnections/a/b?api-version=2026-02-01", 404, "NotFound"),
        ("/somewhere", 404, "NotFound"),
        (
            "/subscriptions/s1/providers/Microsoft.X/locations/l/operationStatuses/1",
            404,
            "OperationIdNotFound",
        ),
    ],
    ids=[
        "no api-version",
        "empty api-version",
        "unknown api-version",
        "malformed api-version",
        "unknown type",
        "unknown namespace",
        "unknown target",
        "unknown connection",
        "misspelt child",
        "too deep",
        "not an ARM path",
        "unknown operation",
    ],
)
def test_a_get_that_points_nowhere_is_refused(path: str, status: int, code: str, azure: Any) -> None:
    response = azure(targets=(Target(VAULT),)).get(path)

    assert (response.status_code, response.json()["error"]["code"]) == (status, code)


def test_an_unknown_api_version_lists_the_served_ones(azure: Any) -> None:
    response = azure(targets=(Target(VAULT),)).get(f"{VAULT}?api-version=1999-01-01")

    assert "2026-02-01" in response.json()["error"]["message"]


@pytest.mark.parametrize(
    ("suffix", "version", "status"),
    [
        ("", "2025-02-01", 200),
        ("", "2026-08-01", 400),
        ("/privateEndpointConnections/pe.1", "2026-08-01", 200),
        ("/privateEndpointConnections/pe.1", "2022-05-01", 400),
    ],
    ids=["its own", "its connections' alone", "a connection's own", "its target's alone"],
)
def test_a_vault_and_its_connections_are_served_at_different_versions(
    suffix: str, version: str, status: int, azure: Any
) -> None:
    vault = f"{RG}/Microsoft.RecoveryServices/vaults/v1"

    response = azure(Connection(vault, "pe.1")).get(f"{vault}{suffix}?api-version={version}")

    assert response.status_code == status
    if status == 400:
        error = response.json()["error"]
        assert error["code"] == "NoRegisteredProviderFound"
        assert f"api-versions are '{'2016-06-01' if not suffix else '2020-02-02'}, " in error["message"]


@pytest.mark.parametrize(
    "headers",
    [{}, {"Authorization": "token"}, {"Authorization": "Bearer "}, {"Authorization": "Basic dTpw"}],
    ids=["none", "no scheme", "no token", "another scheme"],
)
def test_a_request_without_a_bearer_token_is_refused(headers: dict[str, str], azure: Any) -> None:
    response = azure(targets=(Target(VAULT),)).get(
        f"{VAULT}?api-version=2026-02-01", token="", headers=headers
    )

    assert response.status_code == 401
    assert response.json()["error"]["code"] == "AuthenticationFailed"
    assert response.headers["www-authenticate"].startswith("Bearer ")


def test_metadata_needs_no_token(azure: Any) -> None:
    response = azure().get("/metadata/endpoints?api-version=2022-09-01", token="")

    assert response.json()["resourceManager"] == "http://arm.test/"


def test_metadata_may_be_an_array(azure: Any) -> None:
    assert isinstance(azure(metadata="array").get("/metadata/endpoints").json(), list)


@pytest.mark.parametrize(
    ("method", "suffix"),
    [("POST", "/pe.1"), ("PATCH", "/pe.1"), ("PUT", ""), ("DELETE", ""), ("POST", "")],
)
def test_a_wrong_method_is_refused(method: str, suffix: str, azure: Any) -> None:
    simulated = azure(Connection(VAULT, "pe.1"))

    response = simulated.send(method, f"{VAULT}/privateEndpointConnections{suffix}?api-version=2026-02-01")

    assert (response.status_code, response.json()["error"]["code"]) == (405, "MethodNotAllowed")


@pytest.mark.parametrize(
    ("arm_type", "body", "code"),
    [
        ("KeyVault/vaults", approval(colour="red"), "InvalidRequestContent"),
        ("KeyVault/vaults", approval(status="approved"), "InvalidRequestContent"),
        ("KeyVault/vaults", approval(status="Accepted"), "InvalidRequestContent"),
        ("KeyVault/vaults", approval(status=None), "InvalidRequestContent"),
        ("KeyVault/vaults", approval(description=7), "InvalidRequestContent"),
        ("KeyVault/vaults", approval(actionsRequired="Restart"), "InvalidRequestContent"),
        ("KeyVault/vaults", approval() | {"colour": "red"}, "InvalidRequestContent"),
        ("KeyVault/vaults", {}, "InvalidRequestContent"),
        ("KeyVault/vaults", {"properties": {}}, "InvalidRequestContent"),
        ("KeyVault/vaults", [], "InvalidRequestContent"),
        ("Sql/servers", approval(description=None), "InvalidResourceIdSegment"),
        ("Sql/servers", approval(status="Pending"), "IncorrectPrivateLinkServiceConnectionStateStatus"),
        ("Sql/servers", approval(actionsRequired="None"), "InvalidResource"),
        ("ApiManagement/service", approval(), "ApproveOrRejectPrivateEndpointConnectionBadRequest"),
        (
            "ApiManagement/service",
            approval() | {"id": "/other"},
            "ApproveOrRejectPrivateEndpointConnectionBadRequest",
        ),
        ("Storage/storageAccounts", approval(actionsRequired="None"), "InvalidRequestContent"),
        ("ContainerService/managedClusters", approval(actionsRequired="None"), "InvalidRequestContent"),
        ("EventHub/namespaces", approval(actionsRequired="None"), "InvalidRequestContent"),
        ("AppConfiguration/configurationStores", approval(actionsRequired="None"), "InvalidResource"),
        ("DigitalTwins/digitalTwinsInstances", approval(description=None), "InvalidRequestContent"),
    ],
    ids=[
        "unknown state property",
        "status in the wrong case",
        "status outside the enum",
        "no status",
        "description not a text",
        "actions outside the enum",
        "unknown top-level property",
        "no properties",
        "no state",
        "not an object",
        "SQL without description (E6)",
        "SQL told Pending (E2)",
        "SQL given read-only actions",
        "API Management without id (E7)",
        "API Management with another id",
        "Storage spelt actionsRequired",
        "AKS knows no actions",
        "Event Hubs knows no actions",
        "App Configuration's actions are read-only",
        "Digital Twins without description",
    ],
)
def test_a_body_that_azure_refuses(arm_type: str, body: Any, code: str, azure: Any) -> None:
    connection = connection_of(arm_type)
    simulated = azure(connection)

    response = simulated.put(url_of(connection, arm_type), body)

    assert response.status_code == 400
    assert response.json()["error"]["code"] == code
    state = simulated.get(url_of(connection, arm_type)).json()["properties"][STATE]
    assert state["status"] == "Pending"


@pytest.mark.parametrize("content", [b"", b"{", b"\xff"], ids=["empty", "cut short", "not UTF-8"])
def test_a_body_that_is_not_json(content: bytes, azure: Any) -> None:
    connection = Connection(VAULT, "pe.1")

    response = azure(connection).send("PUT", f"{connection.id}?api-version=2026-02-01", content=content)

    assert (response.status_code, response.json()["error"]["code"]) == (400, "InvalidRequestContent")


@pytest.mark.parametrize(
    ("arm_type", "properties"),
    [
        ("KeyVault/vaults", {"provisioningState": "Updating"}),
        ("KeyVault/vaults", {"provisioningState": "Succeeded"}),
        ("DocumentDB/databaseAccounts", {"provisioningState": "Updating"}),
        ("Compute/diskAccesses", {"privateEndpoint": {"id": ENDPOINT}}),
        ("ApiManagement/service", {"privateEndpoint": {"id": ENDPOINT}}),
        ("KeyVault/vaults", {"privateEndpoint": {"id": "/subscriptions/other"}}),
    ],
    ids=[
        "another provisioningState (L38)",
        "the same one, read-only",
        "another one where it is writable",
        "read-only endpoint",
        "endpoint not accepted",
        "another endpoint",
    ],
)
def test_an_echo_of_the_get_is_refused(arm_type: str, properties: dict[str, Any], azure: Any) -> None:
    connection = connection_of(arm_type)
    body = approval()
    body["properties"] |= properties
    if arm_type == "ApiManagement/service":
        body["id"] = connection.id

    response = azure(connection).put(url_of(connection, arm_type), body)

    assert response.status_code == 400


def test_the_own_endpoint_is_accepted_in_any_casing(azure: Any) -> None:
    connection = connection_of("KeyVault/vaults")
    body = approval()
    body["properties"]["privateEndpoint"] = {"id": ENDPOINT.upper()}

    assert azure(connection).put(url_of(connection, "KeyVault/vaults"), body).status_code == 200


@pytest.mark.parametrize(
    ("arm_type", "status", "wanted", "code"),
    [
        ("Storage/storageAccounts", "Approved", "Approved", "InvalidValuesForRequestParameters"),
        ("Sql/servers", "Approved", "Rejected", "PrivateEndpointConnectionStatusNotPending"),
        ("Sql/servers", "Rejected", "Approved", "PrivateEndpointConnectionStatusNotPending"),
        ("KeyVault/vaults", "Disconnected", "Approved", "BadRequest"),
    ],
    ids=["Storage again (E1)", "SQL turned down (E2)", "SQL turned round (E2)", "disconnected (E4)"],
)
def test_a_change_of_status_that_azure_refuses(
    arm_type: str,
    status: str,
    wanted: str,
    code: str,
    azure: Any,
) -> None:
    connection = connection_of(arm_type, status=status)

    response = azure(connection).put(url_of(connection, arm_type), approval(status=wanted))

    assert (response.status_code, response.json()["error"]["code"]) == (400, code)


def test_cosmos_db_wraps_its_errors_in_nothing(azure: Any) -> None:
    connection = connection_of("DocumentDB/databaseAccounts", status="Rejected")

    response = azure(connection).put(url_of(connection, "DocumentDB/databaseAccounts"), approval())

    assert response.json()["code"] == "BadRequest"
    assert "\r\nActivityId: " in response.json()["message"]


def test_app_service_writes_its_errors_in_pascal_case(azure: Any) -> None:
    connection = connection_of("Web/sites")

    response = azure(connection).put(url_of(connection, "Web/sites"), {})

    assert response.json()["Code"] == "InvalidRequestContent"
    assert response.headers["x-ms-failure-cause"] == "service"


def test_api_management_sends_null_details(azure: Any) -> None:
    connection = connection_of("ApiManagement/service")

    response = azure(connection).put(url_of(connection, "ApiManagement/service"), approval())

    assert response.json()["error"]["details"] is None


@pytest.mark.parametrize(
    ("arm_type", "status"),
    [("KeyVault/vaults", 404), ("Sql/servers", 400)],
)
def test_a_put_cannot_create_a_connection(arm_type: str, status: int, azure: Any) -> None:
    connection = connection_of(arm_type)
    simulated = azure(targets=(Target(connection.target),))

    assert simulated.put(url_of(connection, arm_type), approval()).status_code == status
    assert simulated.get("/_simulator/connections").json() == []


@pytest.mark.parametrize(
    ("endpoint", "status"),
    [(None, 403), (ENDPOINT, 200)],
    ids=["no endpoint in the body", "an allowed subscription"],
)
def test_a_policy_may_demand_the_endpoint_in_the_body(endpoint: str | None, status: int, azure: Any) -> None:
    connection = connection_of("KeyVault/vaults")
    simulated = azure(connection, targets=(Target(connection.target, policy_subscriptions=("S2",)),))
    body = approval()
    if endpoint:
        body["properties"]["privateEndpoint"] = {"id": endpoint}

    assert simulated.put(url_of(connection, "KeyVault/vaults"), body).status_code == status


@pytest.mark.parametrize(
    ("absent", "status"),
    [("404", 404), ("204", 204), ("200-empty", 200)],
)
def test_an_absent_connection_may_be_told_in_three_ways(absent: str, status: int, azure: Any) -> None:
    simulated = azure(targets=(Target(VAULT, absent=absent),))

    response = simulated.get(f"{VAULT}/privateEndpointConnections/gone?api-version=2026-02-01")

    assert response.status_code == status
    assert status == 404 or response.content == b""


def test_segments_are_compared_without_case(azure: Any) -> None:
    connection = Connection(VAULT, "pe.1")

    response = azure(connection).get(f"{connection.id.upper()}?api-version=2026-02-01")

    assert response.json()["id"] == connection.id
