from __future__ import annotations

from typing import Any

import pytest

from pulumi_private_endpoint.simulator import Connection

RG = "/subscriptions/s1/resourceGroups/rg1/providers"
VAULT = f"{RG}/Microsoft.KeyVault/vaults/v1"
VERSION = "?api-version=2026-02-01"
APPROVAL = {"properties": {"privateLinkServiceConnectionState": {"status": "Approved", "description": "ok"}}}


def names(simulated: Any) -> list[str]:
    return [
        item["name"] for item in simulated.get(f"{VAULT}/privateEndpointConnections{VERSION}").json()["value"]
    ]


def test_a_connection_may_appear_after_some_seconds(azure: Any) -> None:
    connection = Connection(VAULT, "pe.1", appears_after=20)
    simulated = azure(connection)

    assert names(simulated) == []
    assert simulated.get(connection.id + VERSION).status_code == 404
    simulated.clock.time += 20
    assert names(simulated) == ["pe.1"]
    assert simulated.get(connection.id + VERSION).status_code == 200


def test_a_connection_may_appear_after_some_lists(azure: Any) -> None:
    simulated = azure(Connection(VAULT, "pe.1", appears_after_lists=2))

    assert [names(simulated) for _ in range(3)] == [[], [], ["pe.1"]]


def test_two_connections_may_share_an_endpoint(azure: Any) -> None:
    endpoint = f"{RG}/Microsoft.Network/privateEndpoints/pe"

    assert names(azure(Connection(VAULT, "a", endpoint), Connection(VAULT, "b", endpoint))) == ["a", "b"]


def test_a_hidden_endpoint_is_left_out(azure: Any) -> None:
    connection = Connection(VAULT, "pe.1")

    assert "privateEndpoint" not in azure(connection).get(connection.id + VERSION).json()["properties"]


def test_a_list_comes_in_pages(azure: Any) -> None:
    simulated = azure(*(Connection(VAULT, name) for name in "abcde"), page_size=2)
    url: str | None = f"{VAULT}/privateEndpointConnections{VERSION}"
    pages = []
    while url:
        page = simulated.get(url).json()
        pages.append([item["name"] for item in page["value"]])
        url = page.get("nextLink")

    assert pages == [["a", "b"], ["c", "d"], ["e"]]


def test_the_state_words_of_sql(azure: Any) -> None:
    connection = Connection(f"{RG}/Microsoft.Sql/servers/s", "pe-1")
    simulated = azure(connection)
    url = f"{connection.id}?api-version=2025-01-01"

    simulated.put(url, APPROVAL)
    running = simulated.get(url).json()["properties"]["provisioningState"]
    simulated.clock.time += 10
    ended = simulated.get(url).json()["properties"]["provisioningState"]

    assert (running, ended) == ("Approving", "Ready")


@pytest.mark.parametrize(
    ("resource", "version", "other", "status", "code"),
    [
        ("Microsoft.KeyVault/vaults/v1", "2026-02-01", "b", 409, "ConflictError"),
        ("Microsoft.CognitiveServices/accounts/a1", "2025-06-01", "b", 409, "AnotherOperationInProgress"),
        ("Microsoft.Cache/redis/r1", "2024-11-01", "a", 409, "AnotherOperationInProgress"),
    ],
    ids=["Key Vault guards the vault (E11)", "Cognitive Services (E13)", "the same connection"],
)
def test_a_second_write_finds_the_target_busy(
    resource: str,
    version: str,
    other: str,
    status: int,
    code: str,
    azure: Any,
) -> None:
    target = f"{RG}/{resource}"
    simulated = azure(Connection(target, "a"), Connection(target, "b"))
    query = f"?api-version={version}"
    first = simulated.put(f"{target}/privateEndpointConnections/a{query}", APPROVAL)
    assert first.status_code < 300, first.text

    second = simulated.put(f"{target}/privateEndpointConnections/{other}{query}", APPROVAL)

    assert (second.status_code, second.json()["error"]["code"]) == (status, code)
    simulated.clock.time += 10
    third = simulated.put(f"{target}/privateEndpointConnections/{other}{query}", APPROVAL)
    assert third.status_code < 300


def test_cosmos_db_is_busy_with_412(azure: Any) -> None:
    account = f"{RG}/Microsoft.DocumentDB/databaseAccounts/d"
    simulated = azure(Connection(account, "a"), Connection(account, "b"))
    simulated.put(f"{account}/privateEndpointConnections/a?api-version=2024-08-15", APPROVAL)

    second = simulated.put(f"{account}/privateEndpointConnections/b?api-version=2024-08-15", APPROVAL)

    assert (second.status_code, second.json()["code"]) == (412, "PreconditionFailed")


def test_a_running_delete_still_shows_the_connection(azure: Any) -> None:
    connection = Connection(VAULT, "pe.1", delete_answer="202-location-bare")
    simulated = azure(connection)

    location = simulated.send("DELETE", connection.id + VERSION).headers["location"]

    assert simulated.get(connection.id + VERSION).json()["properties"]["provisioningState"] == "Deleting"
    simulated.clock.time += 10
    assert simulated.get(location).status_code == 204
    assert simulated.get(connection.id + VERSION).status_code == 404


def test_a_failed_delete_leaves_the_connection(azure: Any) -> None:
    connection = Connection(VAULT, "pe.1", delete_answer="202-aao-bare", outcome="Failed")
    simulated = azure(connection)

    simulated.send("DELETE", connection.id + VERSION)
    simulated.clock.time += 10

    assert simulated.get(connection.id + VERSION).json()["properties"]["provisioningState"] == "Failed"


def test_iot_hub_answers_a_delete_with_the_connection(azure: Any) -> None:
    connection = Connection(f"{RG}/Microsoft.Devices/iotHubs/h", "pe.1")
    simulated = azure(connection)

    response = simulated.send("DELETE", f"{connection.id}?api-version=2023-06-30")

    assert response.json()["name"] == "pe.1"


def test_a_description_that_is_not_given_stays(azure: Any) -> None:
    connection = Connection(VAULT, "pe.1", description="please", answer="200")
    body = {"properties": {"privateLinkServiceConnectionState": {"status": "Rejected"}}}

    answered = azure(connection).put(connection.id + VERSION, body).json()

    state = answered["properties"]["privateLinkServiceConnectionState"]
    assert state == {"status": "Rejected", "description": "please"}


def test_a_further_page_is_not_another_list(azure: Any) -> None:
    simulated = azure(
        *(Connection(VAULT, n) for n in "abc"), Connection(VAULT, "d", appears_after_lists=2), page_size=2
    )
    url = f"{VAULT}/privateEndpointConnections{VERSION}"

    simulated.get(simulated.get(url).json()["nextLink"])
    second = simulated.get(simulated.get(url).json()["nextLink"]).json()

    assert [item["name"] for item in second["value"]] == ["c"]


def test_a_made_up_page_is_refused(azure: Any) -> None:
    url = f"{VAULT}/privateEndpointConnections{VERSION}&$skiptoken=x"

    assert azure(Connection(VAULT, "a")).get(url).status_code == 400


BATCH = f"{RG}/Microsoft.Batch/batchAccounts/b/privateEndpointConnections/pe.1?api-version=2025-06-01"


@pytest.mark.parametrize(
    ("if_match", "status"),
    [({}, 202), ({"If-Match": "*"}, 202), ({"If-Match": "fresh"}, 202), ({"If-Match": 'W/"stale"'}, 412)],
    ids=["none", "any", "fresh", "stale"],
)
def test_batch_may_be_told_which_state_a_decision_is_about(
    if_match: dict[str, str], status: int, azure: Any
) -> None:
    simulated = azure(Connection(f"{RG}/Microsoft.Batch/batchAccounts/b", "pe.1"))
    etag = simulated.get(BATCH).json()["etag"]
    headers = {name: etag if value == "fresh" else value for name, value in if_match.items()}

    response = simulated.send("PATCH", BATCH, json=APPROVAL, headers=headers)

    assert response.status_code == status
    assert (simulated.get(BATCH).json()["etag"] == etag) == (status == 412)


@pytest.mark.parametrize("lag", [0, 3], ids=["at once", "before it shows"])
def test_an_etag_is_stale_once_somebody_decided(lag: int, azure: Any) -> None:
    account = f"{RG}/Microsoft.Batch/batchAccounts/b"
    simulated = azure(Connection(account, "pe.1", operation_seconds=0, lag_gets=lag))
    etag = simulated.get(BATCH).json()["etag"]
    simulated.send("PATCH", BATCH, json=APPROVAL)

    late = simulated.send("PATCH", BATCH, json=APPROVAL, headers={"If-Match": etag})

    assert (late.status_code, late.json()["error"]["code"]) == (412, "ConditionNotMet")


def test_if_match_is_nothing_to_other_services(azure: Any) -> None:
    connection = Connection(VAULT, "pe.1")

    assert azure(connection).put(connection.id + VERSION, APPROVAL, headers={"If-Match": "old"}).is_success


TOPIC = f"{RG}/Microsoft.EventGrid/topics/t"
TOPIC_LIST = f"{TOPIC}/privateEndpointConnections"


def pages(simulated: Any, query: str) -> list[list[str]]:
    """The names on each page of a topic's list."""
    url: str | None = f"{TOPIC_LIST}?api-version=2025-02-15{query}"
    found = []
    while url:
        page = simulated.get(url).json()
        found.append([item["name"] for item in page["value"]])
        url = page.get("nextLink")
    return found


@pytest.mark.parametrize(
    ("query", "lengths"),
    [("", [20, 5]), ("&$top=12", [12, 12, 1]), ("&%24top=100", [25])],
    ids=["as documented", "twelve", "all"],
)
def test_event_grid_lists_in_pages_of_a_length_one_can_choose(
    query: str, lengths: list[int], azure: Any
) -> None:
    simulated = azure(*(Connection(TOPIC, f"pe.{number}") for number in range(25)))

    assert [len(page) for page in pages(simulated, query)] == lengths


def test_a_scenario_may_have_shorter_pages_still(azure: Any) -> None:
    simulated = azure(*(Connection(TOPIC, name) for name in "abc"), page_size=2)

    assert pages(simulated, "&$top=100") == [["a", "b"], ["c"]]


@pytest.mark.parametrize("top", ["0", "101", "-1", "many"])
def test_a_length_outside_the_range_is_refused(top: str, azure: Any) -> None:
    response = azure(Connection(TOPIC, "a")).get(f"{TOPIC_LIST}?api-version=2025-02-15&$top={top}")

    assert response.status_code == 400
