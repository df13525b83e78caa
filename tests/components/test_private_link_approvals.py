from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pulumi_private_endpoint.components import PrivateLinkApprovals, RequestersError

TARGET = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/privateLinkServices/product"
APPROVAL = "pulumi-python:dynamic/privateendpoint:PrivateEndpointApproval"


@pytest.fixture
def approvals(declare: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    def make(**inputs: Any) -> dict[str, Any]:
        args: Any = {"target_resource_id": TARGET, **inputs}
        return declare(lambda: {"connections": PrivateLinkApprovals("c", args).connection_ids})

    return make


def test_one_approval_each_and_its_own_word_goes_first(approvals: Callable[..., Any], cloud: Any) -> None:
    outputs = approvals(
        on_destroy="reject",
        requesters=[
            {"name": "adatum", "private_endpoint_id": "/a", "description": "A"},
            {"name": "fabrikam", "request_message": "f", "on_destroy": "keep", "status": "Rejected"},
        ],
    )

    assert {found.name: found.inputs for found in cloud.all(APPROVAL)} == {
        "c-adatum": {
            "targetResourceId": TARGET,
            "privateEndpointId": "/a",
            "description": "A",
            "onDestroy": "reject",
        },
        "c-fabrikam": {
            "targetResourceId": TARGET,
            "requestMessage": "f",
            "status": "Rejected",
            "onDestroy": "keep",
        },
    }
    assert outputs["connections"] == {"adatum": "/id-of/c-adatum", "fabrikam": "/id-of/c-fabrikam"}


def test_policies_see_who_is_expected_also_from_a_file(
    approvals: Callable[..., Any], cloud: Any, tmp_path: Path
) -> None:
    file = tmp_path / "customers.yaml"
    file.write_text("requesters: [{name: adatum, private_endpoint_id: /a}]")

    approvals(requesters_file=str(file))

    assert cloud.one("private-endpoint:index:PrivateLinkApprovals").inputs == {
        "targetResourceId": TARGET,
        "requestersFile": str(file),
        "requesters": [{"name": "adatum", "privateEndpointId": "/a"}],
    }


def test_nobody_expected_is_a_list_too(approvals: Callable[..., Any], cloud: Any) -> None:
    assert approvals(requesters=[]) == {"connections": {}}
    assert cloud.all(APPROVAL) == []


@pytest.mark.parametrize(
    "inputs",
    [
        pytest.param({}, id="neither"),
        pytest.param({"requesters": [], "requesters_file": "customers.yaml"}, id="both"),
    ],
)
def test_the_list_is_given_in_one_way(approvals: Callable[..., Any], inputs: dict[str, Any]) -> None:
    with pytest.raises(RequestersError, match="either requesters or requesters_file"):
        approvals(**inputs)
