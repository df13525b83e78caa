"""What may be asked of a target, and what is shown of each connection."""

from __future__ import annotations

from typing import Any

import pytest

from pulumi_private_endpoint.connections.reconcile.listing import problems

TARGET = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Search/searchServices/shop"
ALL = {"targetResourceId": TARGET, "apiVersion": None, "tenantId": None}


@pytest.mark.parametrize(
    ("given", "lines"),
    [
        pytest.param(ALL, [], id="nothing wrong"),
        pytest.param(
            {},
            ["target_resource_id is missing: give the id of the resource being connected to"],
            id="nothing",
        ),
        pytest.param(
            ALL | {"connectionName": "pe", "apiversion": "x"},
            [
                "apiversion is not an argument of getConnections",
                "connectionName is not an argument of getConnections",
            ],
            id="as they were written, in order",
        ),
    ],
)
def test_what_is_wrong_is_told_by_name(given: dict[str, Any], lines: list[str]) -> None:
    assert problems(given) == lines
