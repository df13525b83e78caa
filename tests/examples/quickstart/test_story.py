"""What the quickstart tells is taken from the request log."""

from __future__ import annotations

from typing import Any

import pytest

from examples.quickstart import story

TARGET = "/subscriptions/s/resourceGroups/g/providers/Microsoft.DocumentDB/databaseAccounts/orders"
CONNECTION = {
    "id": f"{TARGET}/privateEndpointConnections/warehouse",
    "private_endpoint": "/subscriptions/w/resourceGroups/g/providers/Microsoft.Network/privateEndpoints/pe",
    "status": "Approved",
    "description": "CHG-1",
}
OWN = f"{TARGET}/privateEndpointConnections/warehouse"
OPERATION = "/subscriptions/s/providers/Microsoft.DocumentDB/locations/westus2/operationStatuses/1"


def entry(method: str, path: str, status: int = 200) -> dict[str, Any]:
    return {"method": method, "path": path, "status": status}


@pytest.mark.parametrize(
    ("after_the_list", "told"),
    [
        pytest.param([], "nothing was written (1 requests)", id="approved already"),
        pytest.param([entry("PUT", OWN), entry("GET", OWN)], "answered 200, done at once", id="synchronous"),
        pytest.param(
            [entry("PUT", OWN, 202), entry("GET", OPERATION), entry("GET", OPERATION), entry("GET", OWN)],
            "answered 202, its operation was asked 2 times",
            id="operation",
        ),
        pytest.param(
            [entry("PUT", OWN, 202), entry("GET", OWN.lower()), entry("GET", OWN)],
            "answered 202 without an operation to ask, the connection was read 2 times",
            id="no link",
        ),
    ],
)
def test_the_waiting_is_told_from_the_requests(after_the_list: list[dict[str, Any]], told: str) -> None:
    log = [entry("GET", f"{TARGET}/privateEndpointConnections"), *after_the_list]

    assert told in story.table([CONNECTION | {"status": "Pending"}], [CONNECTION], log)


def test_requests_of_other_services_are_not_counted() -> None:
    log = [entry("GET", f"{TARGET}/privateEndpointConnections"), entry("GET", OPERATION.replace("DB", "X"))]

    assert "(1 requests)" in story.table([CONNECTION], [CONNECTION], log)


def test_the_change_is_shown_with_the_requester() -> None:
    text = story.table([CONNECTION | {"status": "Pending"}], [CONNECTION], [])

    assert "warehouse" in text
    assert "pe " in text
    assert "Pending -> Approved" in text
