from __future__ import annotations

import base64
import json
from typing import Any

import httpx
import pytest

from pulumi_private_endpoint.simulator import Connection, Fault, Throttle
from pulumi_private_endpoint.simulator.errors import SHAPES
from pulumi_private_endpoint.simulator.faults.presets import PRESETS

VAULT = "/subscriptions/s1/resourceGroups/rg1/providers/Microsoft.KeyVault/vaults/v1"
ONE = Connection(VAULT, "pe.1")
VERSION = "?api-version=2026-02-01"
URL = ONE.id + VERSION
APPROVAL = {"properties": {"privateLinkServiceConnectionState": {"status": "Approved", "description": "ok"}}}


@pytest.mark.parametrize(
    ("effect", "status", "code"),
    [
        ("error", 500, "InternalServerError"),
        ("busy", 409, "AnotherOperationInProgress"),
        ("busy-network", 429, "RetryableErrorDueToAnotherOperation"),
        ("throttled", 429, "SubscriptionRequestsThrottled"),
        ("policy", 403, "RequestDisallowedByPolicy"),
        ("locked", 409, "ScopeLocked"),
        ("missing-role", 403, "AuthorizationFailed"),
        ("missing-linked-role", 403, "LinkedAuthorizationFailed"),
        ("unregistered", 409, "MissingSubscriptionRegistration"),
        ("claims", 401, "RequestDisallowedByPolicy"),
    ],
)
def test_a_named_fault_answers_as_azure_does(effect: str, status: int, code: str, azure: Any) -> None:
    response = azure(ONE, faults=(Fault(effect=effect),)).get(URL)

    assert (response.status_code, response.json()["error"]["code"]) == (status, code)


def test_every_named_fault_says_where_it_was_seen() -> None:
    assert all(preset.source for preset in PRESETS.values())


def test_a_policy_violation_names_the_assignment(azure: Any) -> None:
    [info] = azure(ONE, faults=(Fault(effect="policy"),)).get(URL).json()["error"]["additionalInfo"]

    assert info["type"] == "PolicyViolation"
    assert info["info"]["policyAssignmentDisplayName"]


@pytest.mark.parametrize(
    ("effect", "decode"),
    [
        ("claims", base64.b64decode),
        ("claims-unpadded", lambda text: base64.b64decode(text + "=" * (-len(text) % 4))),
        ("claims-urlsafe", lambda text: base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))),
    ],
)
def test_a_claims_challenge_comes_in_every_alphabet(effect: str, decode: Any, azure: Any) -> None:
    challenge = azure(ONE, faults=(Fault(effect=effect),)).get(URL).headers["www-authenticate"]

    claims = json.loads(decode(challenge.split('claims="')[1].rstrip('"')))

    assert claims["access_token"]["acrs"]["values"] == ["p1"]


def test_the_alphabets_differ() -> None:
    texts = {dict(PRESETS[name].headers)["WWW-Authenticate"] for name in PRESETS if name.startswith("claims")}

    assert len(texts) == 3


@pytest.mark.parametrize(
    ("fault", "statuses"),
    [
        (Fault(nth=2), [200, 500, 200, 200]),
        (Fault(nth=2, times=2), [200, 500, 500, 200]),
        (Fault(times=0), [500, 500, 500, 500]),
        (Fault(method="PUT"), [200, 200, 200, 200]),
        (Fault(path="*/VAULTS/*", times=2), [500, 500, 200, 200]),
        (Fault(path="*/servers/*"), [200, 200, 200, 200]),
        (Fault(route="list"), [200, 200, 200, 200]),
        (Fault(route="connection", connection="PE.1"), [500, 200, 200, 200]),
        (Fault(connection="pe.2"), [200, 200, 200, 200]),
    ],
)
def test_a_fault_strikes_the_requests_it_names(fault: Fault, statuses: list[int], azure: Any) -> None:
    simulated = azure(ONE, faults=(fault,))

    assert [simulated.get(URL).status_code for _ in statuses] == statuses


def test_a_fault_follows_a_connection_to_its_operation(azure: Any) -> None:
    fault = Fault(route="operation", connection="pe.1", status=404, code="OperationIdNotFound", times=2)
    simulated = azure(ONE, faults=(fault,))
    url = simulated.put(URL, APPROVAL).headers["azure-asyncoperation"]

    assert [simulated.get(url).status_code for _ in range(3)] == [404, 404, 200]


@pytest.mark.parametrize(
    ("fault", "content"),
    [
        (Fault(route="operation", effect="empty"), b""),
        (Fault(route="operation", status=200, body="{}"), b"{}"),
        (Fault(route="operation", status=200, body='{"status":'), b'{"status":'),
        (Fault(route="operation", status=204, body=""), b""),
    ],
    ids=["empty", "no status", "bad JSON", "204"],
)
def test_a_poll_may_be_answered_with_nonsense(fault: Fault, content: bytes, azure: Any) -> None:
    simulated = azure(ONE, faults=(fault,))
    url = simulated.put(URL, APPROVAL).headers["azure-asyncoperation"]

    response = simulated.get(url)

    assert (response.status_code, response.content) == (fault.status or 200, content)


@pytest.mark.parametrize(
    ("effect", "holds"),
    [
        ("bom", lambda response: response.content.startswith(b"\xef\xbb\xbf{")),
        ("empty", lambda response: response.content == b""),
        ("no-content-type", lambda response: "content-type" not in response.headers),
        ("wrong-content-type", lambda response: response.headers["content-type"] == "text/plain"),
        ("no-headers", lambda response: "x-ms-request-id" not in response.headers),
        ("html", lambda response: response.status_code == 502 and response.text.startswith("<html>")),
        ("redirect", lambda response: response.status_code == 307 and response.headers["location"]),
    ],
)
def test_an_answer_may_be_spoilt(effect: str, holds: Any, azure: Any) -> None:
    assert holds(azure(ONE, faults=(Fault(effect=effect),)).get(URL))


@pytest.mark.parametrize("shape", SHAPES)
def test_an_error_comes_in_every_shape(shape: str, azure: Any) -> None:
    fault = Fault(status=409, code="Boom", message="It broke.", shape=shape)

    response = azure(ONE, faults=(fault,)).get(URL)

    assert response.status_code == 409
    assert shape == "empty" or "It broke." in response.text


@pytest.mark.parametrize(
    ("effect", "status"),
    [("reset-before", "Pending"), ("reset-after", "Approved")],
)
def test_a_connection_is_cut_before_or_after_the_act(effect: str, status: str, azure: Any) -> None:
    simulated = azure(Connection(VAULT, "pe.1", answer="200"), faults=(Fault(method="PUT", effect=effect),))

    with pytest.raises(httpx.RemoteProtocolError):
        simulated.put(URL, APPROVAL)

    state = simulated.get(URL).json()["properties"]["privateLinkServiceConnectionState"]
    assert state["status"] == status


def test_a_delay_passes_on_the_clock_alone(azure: Any) -> None:
    simulated = azure(ONE, faults=(Fault(effect="delay", delay=60),), time_scale=0.5)

    assert simulated.get(URL).status_code == 200
    assert simulated.clock.slept == [30]


def test_a_fault_brings_its_own_headers(azure: Any) -> None:
    fault = Fault(effect="throttled", retry_after=7, headers={"X-Odd": "1"})

    headers = azure(ONE, faults=(fault,), time_scale=0.1).get(URL).headers

    assert (headers["retry-after"], headers["x-odd"]) == ("0.7", "1")


def test_token_buckets_empty_and_fill_again(azure: Any) -> None:
    simulated = azure(ONE, throttle=Throttle(reads=2, reads_per_second=0.5))

    answers = [simulated.get(URL) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[0].headers["x-ms-ratelimit-remaining-subscription-reads"] == "1"
    assert answers[0].headers["x-ms-ratelimit-remaining-subscription-global-reads"] == "15"
    assert answers[2].headers["retry-after"] == "2"
    assert answers[2].json()["error"]["code"] == "SubscriptionRequestsThrottled"
    simulated.clock.time += 1
    assert simulated.get(URL).headers["retry-after"] == "1"
    simulated.clock.time += 1
    assert simulated.get(URL).status_code == 200


def test_each_kind_of_request_has_its_own_bucket(azure: Any) -> None:
    simulated = azure(ONE, throttle=Throttle(reads=1))
    simulated.get(URL)

    put = simulated.put(URL, APPROVAL)

    assert put.headers["x-ms-ratelimit-remaining-subscription-writes"] == "199"
    assert "x-ms-ratelimit-remaining-subscription-reads" not in put.headers


def test_metadata_may_start_with_a_byte_order_mark(azure: Any) -> None:
    simulated = azure(faults=(Fault(route="metadata", effect="bom"),))

    assert simulated.get("/metadata/endpoints", token="").content.startswith(b"\xef\xbb\xbf{")
