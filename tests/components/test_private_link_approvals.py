from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pulumi
import pytest

from pulumi_private_endpoint.components import PrivateLinkApprovals, RequestersError

ADATUM = "/subscriptions/9d2b/resourceGroups/net/providers/Microsoft.Network/privateEndpoints/adatum"
TARGET = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/privateLinkServices/product"
SET = "pulumi-python:dynamic/privateendpoint:PrivateEndpointApprovalSet"


@pytest.fixture
def approvals(
    declare: Callable[..., dict[str, Any]], cloud: Any, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., dict[str, Any]]:
    """`approvals(preview=False, **inputs)`: the outputs; the set finds connections named after their keys."""
    plain = cloud.new_resource

    def new_resource(args: pulumi.runtime.MockResourceArgs) -> tuple[str, dict[str, Any]]:
        id_, outs = plain(args)
        if args.typ == SET and not pulumi.runtime.is_dry_run():
            late = {key for key, entry in args.inputs["approvals"].items() if key.startswith("late")}
            outs["results"] = {
                # As the set does: what the inputs say is not said again.
                key: {} if "connectionName" in entry else {"connectionName": f"{key}.1"}
                for key, entry in args.inputs["approvals"].items()
                if key not in late
            }
            outs |= {"absent": dict.fromkeys(late, "Approved")} if late else {}
        return id_, outs

    def make(*, preview: bool = False, **inputs: Any) -> dict[str, Any]:
        args: Any = {"target_resource_id": TARGET, **inputs}

        def program() -> dict[str, Any]:
            made = PrivateLinkApprovals("c", args)
            return {"connections": made.connection_ids, "absent": made.absent}

        return declare(program, preview=preview)

    monkeypatch.setattr(cloud, "new_resource", new_resource)
    return make


def test_one_set_for_all_and_a_requesters_own_word_goes_first(
    approvals: Callable[..., Any], cloud: Any
) -> None:
    approvals(
        on_destroy="reject",
        tenant_id="home",
        max_concurrency=200,
        max_releases=3,
        when_absent="warn",
        requesters=[
            {
                "name": "adatum",
                "private_endpoint_id": ADATUM,
                "description": "A",
                "when_absent": "fail",
            },
            {"name": "fabrikam", "request_message": "f", "on_destroy": "keep", "status": "Rejected"},
        ],
    )

    declared = cloud.one(SET)
    assert declared.name == "c-approvals"
    assert declared.inputs == {
        "maxConcurrency": 200,
        "maxReleases": 3,
        "whenAbsent": "warn",
        "approvals": {
            "adatum": {
                "whenAbsent": "fail",
                "targetResourceId": TARGET,
                "privateEndpointId": ADATUM,
                "description": "A",
                "onDestroy": "reject",
                "tenantId": "home",
            },
            "fabrikam": {
                "targetResourceId": TARGET,
                "requestMessage": "f",
                "status": "Rejected",
                "onDestroy": "keep",
                "tenantId": "home",
            },
        },
    }


@pytest.mark.parametrize(
    "where", [pytest.param({"own": "F"}, id="its own"), pytest.param({"common": "F"}, id="of all")]
)
def test_a_message_is_quoted_so_that_the_run_after_a_failed_one_finds_its_approval(
    approvals: Callable[..., Any], cloud: Any, where: dict[str, str]
) -> None:
    own = {"description": where["own"]} if "own" in where else {}
    common = {"description": where["common"]} if "common" in where else {}

    approvals(requesters=[{"name": "fabrikam", "request_message": "7f0c", **own}], **common)

    assert cloud.one(SET).inputs["approvals"]["fabrikam"]["description"] == "F (7f0c)"


def test_connections_go_by_the_requesters_names(approvals: Callable[..., Any]) -> None:
    outputs = approvals(
        requesters=[
            {"name": "adatum_2", "private_endpoint_id": ADATUM},
            {"name": "fabrikam", "connection_name": "given"},
            {"name": "late_2", "private_endpoint_name": "p"},
            {"name": "late_1", "private_endpoint_name": "q"},
        ]
    )

    assert outputs["connections"] == {
        "adatum_2": f"{TARGET}/privateEndpointConnections/adatum_2.1",
        "fabrikam": f"{TARGET}/privateEndpointConnections/given",
    }
    assert outputs["absent"] == ["late_1", "late_2"]


def test_a_preview_does_not_know_the_connections_yet(approvals: Callable[..., Any]) -> None:
    assert approvals(preview=True, requesters=[{"name": "adatum", "connection_name": "given"}]) == {}


def test_policies_see_who_is_expected_also_from_a_file(
    approvals: Callable[..., Any], cloud: Any, tmp_path: Path
) -> None:
    file = tmp_path / "customers.yaml"
    file.write_text("requesters: [{name: adatum, private_endpoint_id: " + ADATUM + "}]")

    approvals(requesters_file=str(file))

    assert cloud.one("private-endpoint:index:PrivateLinkApprovals").inputs == {
        "targetResourceId": TARGET,
        "requestersFile": str(file),
        "requesters": [{"name": "adatum", "privateEndpointId": ADATUM}],
    }


def test_nobody_expected_is_a_list_too(approvals: Callable[..., Any], cloud: Any) -> None:
    assert approvals(requesters=[]) == {"connections": {}, "absent": []}
    assert cloud.one(SET).inputs == {"approvals": {}}


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
