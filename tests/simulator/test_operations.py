from __future__ import annotations

import base64
import json
from email.utils import formatdate
from typing import Any

import pytest

from pulumi_private_endpoint.simulator import Connection

VAULT = "/subscriptions/s1/resourceGroups/rg1/providers/Microsoft.KeyVault/vaults/v1"
URL = f"{VAULT}/privateEndpointConnections/pe.1?api-version=2026-02-01"
APPROVAL = {"properties": {"privateLinkServiceConnectionState": {"status": "Approved", "description": "ok"}}}
AAO = "azure-asyncoperation"


def state_of(simulated: Any) -> tuple[str, str]:
    properties = simulated.get(URL).json()["properties"]
    return properties["provisioningState"], properties["privateLinkServiceConnectionState"]["status"]


def token_of(oid: str) -> str:
    claims = base64.urlsafe_b64encode(json.dumps({"oid": oid}).encode()).decode().rstrip("=")
    return f"head.{claims}.signature"


@pytest.mark.parametrize(
    ("answer", "headers", "has_body"),
    [
        ("200", set(), True),
        ("201", set(), True),
        ("204", set(), False),
        ("200-aao", {AAO}, True),
        ("201-aao", {AAO}, True),
        ("201-location", {"location"}, True),
        ("202-aao", {AAO}, True),
        ("202-location", {"location"}, True),
        ("202-location-bare", {"location"}, False),
        ("202-aao-location", {AAO, "location"}, True),
        ("202-bare", set(), False),
    ],
)
def test_an_answer_is_as_asked_for(answer: str, headers: set[str], has_body: bool, azure: Any) -> None:
    put = azure(Connection(VAULT, "pe.1", answer=answer)).put(URL, APPROVAL)

    assert put.status_code == int(answer[:3])
    assert {AAO, "location"} & set(put.headers) == headers
    assert bool(put.content) is has_body


@pytest.mark.parametrize("answer", ["200", "201-sync", "204"])
def test_a_synchronous_answer_has_changed_the_connection(answer: str, azure: Any) -> None:
    simulated = azure(Connection(VAULT, "pe.1", answer=answer))

    simulated.put(URL, APPROVAL)

    assert state_of(simulated) == ("Succeeded", "Approved")


@pytest.mark.parametrize("answer", ["200-polled", "201", "202", "202-bare"])
def test_the_connection_itself_can_be_polled(answer: str, azure: Any) -> None:
    simulated = azure(Connection(VAULT, "pe.1", answer=answer, operation_seconds=30))

    simulated.put(URL, APPROVAL)

    assert state_of(simulated) == ("Updating", "Pending")
    simulated.clock.time += 29
    assert state_of(simulated) == ("Updating", "Pending")
    simulated.clock.time += 1
    assert state_of(simulated) == ("Succeeded", "Approved")


def test_a_change_may_lag_behind_its_operation(azure: Any) -> None:
    simulated = azure(Connection(VAULT, "pe.1", lag_gets=2))
    status_url = simulated.put(URL, APPROVAL).headers[AAO]
    simulated.clock.time += 10

    assert simulated.get(status_url).json()["status"] == "Succeeded"
    assert [state_of(simulated) for _ in range(3)] == [
        ("Succeeded", "Pending"),
        ("Succeeded", "Pending"),
        ("Succeeded", "Approved"),
    ]


@pytest.mark.parametrize("outcome", ["Failed", "Canceled", "Cancelled", "cAnCeLeD"])
def test_a_failure_is_told_under_200_and_changes_nothing(outcome: str, azure: Any) -> None:
    simulated = azure(Connection(VAULT, "pe.1", outcome=outcome, error_code="RetryableError"))
    status_url = simulated.put(URL, APPROVAL).headers[AAO]
    simulated.clock.time += 10

    poll = simulated.get(status_url)

    assert (poll.status_code, poll.json()["status"]) == (200, outcome)
    assert poll.json()["error"]["code"] == "RetryableError"
    assert state_of(simulated) == (outcome, "Pending")


def test_a_failure_may_come_without_an_error(azure: Any) -> None:
    simulated = azure(Connection(VAULT, "pe.1", outcome="Failed", error_code=""))
    status_url = simulated.put(URL, APPROVAL).headers[AAO]
    simulated.clock.time += 10

    assert "error" not in simulated.get(status_url).json()


@pytest.mark.parametrize("outcome", ["succeeded", "Completed", "Ready"])
def test_any_other_last_word_is_a_success(outcome: str, azure: Any) -> None:
    simulated = azure(Connection(VAULT, "pe.1", outcome=outcome, running_status="Reticulating Splines"))
    status_url = simulated.put(URL, APPROVAL).headers[AAO]

    assert simulated.get(status_url).json()["status"] == "Reticulating Splines"
    simulated.clock.time += 10
    assert simulated.get(status_url).json()["status"] == outcome
    assert state_of(simulated) == ("Succeeded", "Approved")


@pytest.mark.parametrize(
    ("failure_answer", "status", "found"),
    [
        ("error", 400, lambda body: body["error"]["code"]),
        ("status", 200, lambda body: body["error"]["code"] if body["status"] == "Failed" else ""),
        ("state", 200, lambda body: "Boom" if body["properties"]["provisioningState"] == "Failed" else ""),
    ],
    ids=["as an error", "in the status", "in the provisioningState"],
)
def test_a_location_tells_a_failure_in_three_ways(
    failure_answer: str,
    status: int,
    found: Any,
    azure: Any,
) -> None:
    connection = Connection(
        VAULT,
        "pe.1",
        answer="202-location",
        outcome="Failed",
        error_code="Boom",
        failure_answer=failure_answer,
    )
    simulated = azure(connection)
    location = simulated.put(URL, APPROVAL).headers["location"]
    simulated.clock.time += 10

    result = simulated.get(location)

    assert (result.status_code, found(result.json())) == (status, "Boom")


@pytest.mark.parametrize(
    ("retry_after", "header", "sent"),
    [
        (None, "Retry-After", "10"),
        (0, "Retry-After", "0"),
        (2, "Retry-After", "2"),
        (0.5, "Retry-After", "0.5"),
        (120, "Retry-After", "120"),
        (-5, "Retry-After", "-5"),
        ("/bar", "Retry-After", "/bar"),
        ("5, 7", "Retry-After", "5, 7"),
        ("absent", "Retry-After", None),
        (1.5, "retry-after-ms", "1500"),
        (2, "x-ms-retry-after-ms", "2000"),
        ("date:30", "Retry-After", formatdate(1_800_000_030, usegmt=True)),
        ("date:-30", "Retry-After", formatdate(1_799_999_970, usegmt=True)),
    ],
)
def test_the_waiting_time_comes_in_every_form(
    retry_after: float | str | None,
    header: str,
    sent: str | None,
    azure: Any,
) -> None:
    connection = Connection(VAULT, "pe.1", retry_after=retry_after, retry_after_header=header)

    assert azure(connection).put(URL, APPROVAL).headers.get(header) == sent


def test_the_time_scale_reaches_waiting_times_and_operations(azure: Any) -> None:
    simulated = azure(Connection(VAULT, "pe.1"), time_scale=0.05)

    put = simulated.put(URL, APPROVAL)

    assert put.headers["retry-after"] == "0.5"
    simulated.clock.time += 0.5
    assert state_of(simulated) == ("Succeeded", "Approved")


@pytest.mark.parametrize(
    ("polling_url", "starts"),
    [
        ("absolute", "http://arm.test/subscriptions/s1/providers/Microsoft.KeyVault/locations/westus2/"),
        ("relative", "/subscriptions/s1/providers/"),
        ("protocol-relative", "//evil.example/subscriptions/"),
        ("foreign", "https://evil.example/subscriptions/"),
    ],
)
def test_a_polling_url_comes_in_every_form(polling_url: str, starts: str, azure: Any) -> None:
    connection = Connection(VAULT, "pe.1", polling_url=polling_url, polling_host="evil.example")

    assert azure(connection).put(URL, APPROVAL).headers[AAO].startswith(starts)


def test_a_polling_url_may_lack_its_api_version(azure: Any) -> None:
    simulated = azure(Connection(VAULT, "pe.1", polling_url="no-api-version"))

    url = simulated.put(URL, APPROVAL).headers[AAO]

    assert "?" not in url
    assert simulated.get(url).json()["status"] == "InProgress"


@pytest.mark.parametrize(
    ("spoilt", "status"),
    [
        (lambda url: url, 200),
        (lambda url: url.replace("%2B", "+", 1), 403),
        (lambda url: url.partition("?")[0] + "?api-version=2026-02-01", 403),
        (lambda url: url + "&api-version=2026-02-01", 403),
    ],
    ids=["as it stands", "one escape undone", "query replaced", "query added to"],
)
def test_a_signed_url_holds_byte_for_byte(spoilt: Any, status: int, azure: Any) -> None:
    simulated = azure(Connection(VAULT, "pe.1", polling_url="signed"))
    url = simulated.put(URL, APPROVAL).headers[AAO]

    assert 3300 <= len(url) <= 4096
    assert simulated.get(spoilt(url)).status_code == status


@pytest.mark.parametrize(
    ("token", "status"),
    [(token_of("a"), 200), (token_of("b"), 403), ("opaque", 200)],
    ids=["same caller", "another caller", "a token that names nobody"],
)
def test_an_operation_answers_its_own_caller_only(token: str, status: int, azure: Any) -> None:
    simulated = azure(Connection(VAULT, "pe.1"))
    url = simulated.put(URL, APPROVAL, token=token_of("a")).headers[AAO]

    assert simulated.get(url, token=token).status_code == status


def test_a_location_may_change_with_every_poll(azure: Any) -> None:
    simulated = azure(Connection(VAULT, "pe.1", answer="202-location", poll_headers="change"))
    urls = [simulated.put(URL, APPROVAL).headers["location"]]
    urls += [simulated.get(urls[-1]).headers["location"] for _ in range(2)]

    assert len(set(urls)) == len(urls)


def test_polls_may_carry_no_headers(azure: Any) -> None:
    simulated = azure(Connection(VAULT, "pe.1", answer="202-location", poll_headers="vanish"))
    url = simulated.put(URL, APPROVAL).headers["location"]

    assert not {"location", "retry-after"} & set(simulated.get(url).headers)


def test_a_rubbish_location_leads_nowhere(azure: Any) -> None:
    simulated = azure(Connection(VAULT, "pe.1", answer="202-aao-rubbish"))
    put = simulated.put(URL, APPROVAL)

    assert simulated.get(put.headers["location"]).status_code == 404
    assert simulated.get(put.headers[AAO]).status_code == 200


def test_an_operation_may_never_end(azure: Any) -> None:
    simulated = azure(Connection(VAULT, "pe.1", operation_seconds=float("inf")))
    url = simulated.put(URL, APPROVAL).headers[AAO]
    simulated.clock.time += 1e9

    assert simulated.get(url).json()["status"] == "InProgress"


def test_an_operation_is_only_read(azure: Any) -> None:
    simulated = azure(Connection(VAULT, "pe.1"))
    url = simulated.put(URL, APPROVAL).headers[AAO]

    assert simulated.send("POST", url).status_code == 405


def test_a_synchronous_failure_does_not_claim_an_approval(azure: Any) -> None:
    put = azure(Connection(VAULT, "pe.1", answer="200", outcome="Failed")).put(URL, APPROVAL)

    properties = put.json()["properties"]
    assert properties["provisioningState"] == "Failed"
    assert properties["privateLinkServiceConnectionState"]["status"] == "Pending"


def test_a_failure_may_pass_after_some_times(azure: Any) -> None:
    simulated = azure(Connection(VAULT, "pe.1", outcome="Failed", outcome_times=1))
    polled = []
    for _ in range(2):
        url = simulated.put(URL, APPROVAL).headers[AAO]
        simulated.clock.time += 10
        polled.append(simulated.get(url).json()["status"])

    assert polled == ["Failed", "Succeeded"]
    assert state_of(simulated) == ("Succeeded", "Approved")


def test_a_failed_result_is_wrapped_as_its_service_wraps_errors(azure: Any) -> None:
    site = "/subscriptions/s1/resourceGroups/rg1/providers/Microsoft.Web/sites/w"
    connection = Connection(site, "pe.1", outcome="Failed", error_code="Boom")
    simulated = azure(connection)
    location = simulated.put(f"{connection.id}?api-version=2026-07-15", APPROVAL).headers["location"]
    simulated.clock.time += 10

    assert simulated.get(location).json()["Code"] == "Boom"
