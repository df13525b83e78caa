from __future__ import annotations

from typing import Any

import httpx
import pytest

from pulumi_private_endpoint.simulator import Connection, Fault
from pulumi_private_endpoint.simulator.control.request_log import harmless_query

VAULT = "/subscriptions/s1/resourceGroups/rg1/providers/Microsoft.KeyVault/vaults/v1"
ONE = Connection(VAULT, "pe.1", polling_url="signed")
URL = f"{ONE.id}?api-version=2026-02-01"
APPROVAL = {"properties": {"privateLinkServiceConnectionState": {"status": "Approved", "description": "ok"}}}


def log_of(simulated: Any) -> list[dict[str, Any]]:
    return list(simulated.get("/_simulator/log").json())


def test_a_request_is_kept_with_what_matters(azure: Any) -> None:
    simulated = azure(ONE)
    simulated.put(URL, APPROVAL, headers={"x-ms-client-request-id": "abc"})

    assert log_of(simulated) == [
        {
            "sequence": 1,
            "time": simulated.clock.time,
            "method": "PUT",
            "path": ONE.id,
            "query": "api-version=2026-02-01",
            "api_version": "2026-02-01",
            "status": 200,
            "client_request_id": "abc",
            "authorized": True,
            "body": '{"properties":{"privateLinkServiceConnectionState":'
            '{"status":"Approved","description":"ok"}}}',
        },
    ]


def test_nothing_secret_is_kept(azure: Any) -> None:
    simulated = azure(ONE)
    status_url = simulated.put(URL, APPROVAL, token="s3cret").headers["azure-asyncoperation"]
    simulated.get(status_url, token="s3cret")

    text = (
        simulated.get("/_simulator/log").text
        + simulated.get(
            "/_simulator/log",
            headers={"Accept": "text/plain"},
        ).text
    )

    assert "s3cret" not in text
    assert "MII" not in text
    assert log_of(simulated)[1]["query"] == "api-version=2026-02-01&t=***&c=***&s=***&h=***"


def test_the_text_is_one_line_a_request(azure: Any) -> None:
    simulated = azure(ONE, faults=(Fault(effect="reset-before", nth=3),))
    simulated.get(URL)
    simulated.get(URL, token="")
    with pytest.raises(httpx.RemoteProtocolError):
        simulated.get(URL)

    text = simulated.get("/_simulator/log", headers={"Accept": "text/plain"}).text
    first, second, third = text.splitlines()
    assert first == f"#1 08:00:00.000 GET {URL} -> 200"
    assert second == f"#2 08:00:00.000 GET {URL} -> 401 (no authorization)"
    assert third == f"#3 08:00:00.000 GET {URL} -> dropped"


def test_the_control_api_is_not_logged(azure: Any) -> None:
    simulated = azure(ONE)
    simulated.get("/_simulator/health")

    assert log_of(simulated) == []


def test_clearing_keeps_the_numbers_going(azure: Any) -> None:
    simulated = azure(ONE)
    simulated.get(URL)
    assert simulated.send("DELETE", "/_simulator/log").status_code == 204
    simulated.get(URL)

    assert [entry["sequence"] for entry in log_of(simulated)] == [2]


def test_only_harmless_values_are_shown() -> None:
    assert harmless_query("api-version=1&$skiptoken=2&asyncId=3&s=") == (
        "api-version=1&$skiptoken=2&asyncId=***&s=***"
    )
