from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pulumi
import pytest

from pulumi_private_endpoint.components import ApprovedDatabricksEndpoint

TARGET = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/v"
NAME = "databricks-2f1c8e0a-7b1d-4c55-9a57-0d6f4f0f2b11-pe-5e0c1a9b"
OTHER = "databricks-2f1c8e0a-7b1d-4c55-9a57-0d6f4f0f2b11-pe-00000000"
APPROVAL = "pulumi-python:dynamic/privateendpoint:PrivateEndpointApproval"


def rules(*states: tuple[str, str]) -> dict[str, Any]:
    """A configuration as Databricks' provider reads it, with a rule for each of these endpoints."""
    found = [{"endpointName": name, "connectionState": state} for name, state in states]
    return {"egressConfig": {"targetRules": {"azurePrivateEndpointRules": found}}}


@pytest.fixture
def endpoint(cloud: Any, declare: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    def make(*says: str, **inputs: Any) -> dict[str, Any]:
        cloud.statuses = list(says)

        def program() -> dict[str, Any]:
            made = ApprovedDatabricksEndpoint("e", endpoint_name=NAME, target_resource_id=TARGET, **inputs)
            made.connection_id.apply(lambda _: cloud.events.append("known"))
            return {"connection": made.connection_id, "status": made.status}

        return declare(program)

    return make


def test_the_request_is_known_by_the_name_that_the_rule_tells(
    endpoint: Callable[..., Any], cloud: Any
) -> None:
    assert endpoint() == {"connection": "/id-of/e-approval", "status": "Approved"}

    assert cloud.one(APPROVAL).inputs == {"targetResourceId": TARGET, "privateEndpointName": NAME}
    assert cloud.events == ["e", "e-approval", "known"]


def test_the_sub_resource_is_a_guard(endpoint: Callable[..., Any], cloud: Any) -> None:
    endpoint(group_id="dfs")

    assert cloud.one(APPROVAL).inputs["groupId"] == "dfs"


def test_with_its_configuration_databricks_is_waited_for(endpoint: Callable[..., Any], cloud: Any) -> None:
    cloud.answer = lambda state: rules((OTHER, "REJECTED"), (NAME, state))

    outputs = endpoint("ESTABLISHED", network_connectivity_config_name="ncc")

    assert outputs == {"connection": "/id-of/e-approval", "status": "ESTABLISHED"}
    assert cloud.calls == [{"name": "ncc"}]
    assert cloud.events == ["e", "e-approval", "says ESTABLISHED", "known"]


@pytest.mark.parametrize("state", ["REJECTED", "DISCONNECTED", "EXPIRED", "CREATE_FAILED"])
def test_a_rule_that_is_lost_is_not_waited_for(endpoint: Callable[..., Any], cloud: Any, state: str) -> None:
    cloud.answer = lambda state: rules((NAME, state))

    with pytest.raises(pulumi.RunError, match=f"Databricks' private endpoint rule e says {state}: it has to"):
        endpoint(state, network_connectivity_config_name="ncc")


@pytest.mark.parametrize(
    ("answer", "seen"),
    [
        pytest.param(rules((NAME, "PENDING")), "PENDING", id="pending"),
        pytest.param(rules((OTHER, "ESTABLISHED")), "no status", id="another rule"),
        pytest.param({}, "no status", id="nothing"),
        pytest.param({"egressConfig": {"targetRules": None}}, "no status", id="no rules"),
        pytest.param({"egressConfig": ["?"]}, "no status", id="another form"),
    ],
)
def test_the_wait_ends_and_says_what_it_saw(
    endpoint: Callable[..., Any], cloud: Any, answer: dict[str, Any], seen: str
) -> None:
    cloud.answer = lambda _: answer

    with pytest.raises(pulumi.RunError, match=f"rule e still says {seen} after 0 s"):
        endpoint("x", network_connectivity_config_name="ncc", wait_for_consumer_seconds=0)


def test_a_wait_for_nobody_is_refused(endpoint: Callable[..., Any], cloud: Any) -> None:
    with pytest.raises(pulumi.RunError, match=r"^wait_for_consumer_seconds is not used without network_conn"):
        endpoint(wait_for_consumer_seconds=60)

    assert cloud.events == []
