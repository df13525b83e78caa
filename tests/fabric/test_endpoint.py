"""What a program asks of Fabric, and how its answers are read."""

from __future__ import annotations

from typing import Any

import pytest

from pulumi_private_endpoint.fabric import Endpoint, Wanted, problems

WORKSPACE = "47482db6-4583-4672-86dd-999d0f8f4d7a"
TARGET = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Sql/servers/v"
LEAST: dict[str, Any] = {
    "workspaceId": WORKSPACE,
    "managedPrivateEndpointName": "sql",
    "targetResourceId": TARGET,
}
FULL = LEAST | {"groupId": "sqlServer", "requestMessage": "m" * 140, "targetFqdns": ["a.example"] * 20}
ID = "59a92b06-6e5a-468c-b748-e28c8ff28da3"


@pytest.mark.parametrize("props", [LEAST, FULL, FULL | {"groupId": None}], ids=["least", "full", "none"])
def test_what_fabric_takes_has_no_problem(props: dict[str, Any]) -> None:
    assert problems(props) == []


@pytest.mark.parametrize(
    ("change", "line"),
    [
        pytest.param({"workspaceId": None}, "workspace_id is missing", id="no workspace"),
        pytest.param(
            {"workspaceId": "sales"},
            "workspace_id must be a workspace's id, such as 47482db6-4583-4672-86dd-999d0f8f4d7a",
            id="a name",
        ),
        pytest.param(
            {"managedPrivateEndpointName": "x" * 65},
            "managed_private_endpoint_name must be a text of 1 to 64 letters, digits, - _ or .",
            id="a long name",
        ),
        pytest.param(
            {"managedPrivateEndpointName": "a/b"},
            "managed_private_endpoint_name must be a text of 1 to 64 letters, digits, - _ or .",
            id="a path",
        ),
        pytest.param(
            {"targetResourceId": "sql"}, "target_resource_id must be the ARM id of a resource", id="no id"
        ),
        pytest.param(
            {"targetResourceId": 3}, "target_resource_id must be the ARM id of a resource", id="a number"
        ),
        pytest.param(
            {"requestMessage": "m" * 141},
            "request_message must be a text of 1 to 140 characters",
            id="a long message",
        ),
        pytest.param(
            {"targetFqdns": ["a"] * 21},
            "target_fqdns must be a list of at most 20 host names",
            id="many names",
        ),
        pytest.param(
            {"targetFqdns": "a"}, "target_fqdns must be a list of at most 20 host names", id="no list"
        ),
        pytest.param(
            {"targetFQDNs": []},
            "target_f_q_d_ns is not an input; there are workspace_id, managed_private_endpoint_name, "
            "target_resource_id, group_id, request_message, target_fqdns",
            id="another name",
        ),
    ],
)
def test_a_problem_is_a_line_without_the_value(change: dict[str, Any], line: str) -> None:
    assert problems(FULL | change) == [line]


def test_of_what_is_not_known_nothing_is_said() -> None:
    assert problems({"targetResourceId": TARGET}, ["workspaceId", "managedPrivateEndpointName"]) == []


def test_what_is_not_given_is_not_sent() -> None:
    assert Wanted.of(LEAST).body() == {"name": "sql", "targetPrivateLinkResourceId": TARGET}
    assert Wanted.of(FULL).body() == {
        "name": "sql",
        "targetPrivateLinkResourceId": TARGET,
        "targetSubresourceType": "sqlServer",
        "requestMessage": "m" * 140,
        "targetFQDNs": ["a.example"] * 20,
    }


@pytest.mark.parametrize(
    "body", [None, [], "x", {}, {"id": ID}, {"id": "../x", "name": "sql"}, {"id": 3, "name": "sql"}]
)
def test_an_answer_without_an_endpoint_is_none(body: Any) -> None:
    assert Endpoint.of(body) is None


@pytest.mark.parametrize(
    ("shown", "same"),
    [
        pytest.param({}, True, id="the same"),
        pytest.param({"targetPrivateLinkResourceId": TARGET.upper()}, True, id="in capitals"),
        pytest.param({"targetSubresourceType": "SqlServer"}, True, id="a part in capitals"),
        pytest.param({"targetSubresourceType": "other"}, False, id="another part"),
        pytest.param({"targetPrivateLinkResourceId": TARGET + "2"}, False, id="another target"),
        pytest.param({"targetPrivateLinkResourceId": "?"}, False, id="no id"),
        pytest.param({"targetPrivateLinkResourceId": None}, False, id="no target"),
    ],
)
def test_it_is_the_wanted_one_if_target_and_part_are_the_same(shown: dict[str, Any], same: bool) -> None:
    body = {
        "id": ID,
        "name": "sql",
        "targetPrivateLinkResourceId": TARGET,
        "targetSubresourceType": "sqlServer",
    } | shown
    found = Endpoint.of(body)

    assert found is not None
    assert found.is_of(Wanted.of(FULL)) is same
