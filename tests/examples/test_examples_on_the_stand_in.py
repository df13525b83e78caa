"""The examples that create Azure resources. A stand-in plays azure-native: see `tests/stand_in`.

What is proven is the program and the components: the order of things, who is approved, what is waited for.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from pulumi_private_endpoint.simulator import Running, Scenario, Target, running
from tools.toolchain.stack import Stack

CHECKOUT = Path(__file__).parents[2]
GROUPS = "/subscriptions/0a4bd5ae-6ba3-4c4e-9df4-3f0e6c1f7d21/resourceGroups"
WEB_APP = f"{GROUPS}/shop/providers/Microsoft.Web/sites/contoso-shop"
SEARCH_STORAGE = f"{GROUPS}/knowledge/providers/Microsoft.Storage/storageAccounts/contosodocs"
OPEN_AI = f"{GROUPS}/knowledge/providers/Microsoft.CognitiveServices/accounts/contoso-openai"
LAKE = f"{GROUPS}/lake/providers/Microsoft.Storage/storageAccounts/contosolake"
SQL = f"{GROUPS}/lake/providers/Microsoft.Sql/servers/contoso-sql"
PLATFORM_VAULT = f"{GROUPS}/platform/providers/Microsoft.KeyVault/vaults/contoso-platform"
EVENTS = f"{GROUPS}/ingest/providers/Microsoft.EventHub/namespaces/contoso-events"
EXPLORER = f"{GROUPS}/telemetry/providers/Microsoft.Kusto/clusters/contosotelemetry"
VAULT = f"{GROUPS}/lake/providers/Microsoft.KeyVault/vaults/contoso-etl"
# The settings accept the names of Data Factory's endpoints, whose ids are not known beforehand.
GOVERNANCE = (
    "--policy-pack",
    str(CHECKOUT / "policies" / "private-endpoint-governance"),
    "--policy-pack-config",
    str(CHECKOUT / "examples" / "data-factory-managed-endpoints" / "policy-config.json"),
)


def stranger(azure: Running, target: str) -> str:
    """Somebody else's pending request for the same target; its connection's id."""
    endpoint = "/subscriptions/e1ad/resourceGroups/x/providers/Microsoft.Network/privateEndpoints/etl"
    added = azure.add(target=target, name="stranger", private_endpoint=endpoint, description="please")
    return str(added["id"])


@pytest.mark.parametrize(
    ("name", "targets", "approved"),
    [
        pytest.param("front-door-app-service", [WEB_APP], {WEB_APP: 2}, id="front_door"),
        pytest.param(
            "ai-search-rag", [SEARCH_STORAGE, OPEN_AI], {SEARCH_STORAGE: 1, OPEN_AI: 1}, id="ai_search"
        ),
        pytest.param(
            "data-factory-managed-endpoints",
            [LAKE, SQL, VAULT],
            {LAKE: 2, SQL: 1, VAULT: 1},
            id="data_factory",
        ),
        pytest.param(
            "telemetry-managed-endpoints",
            [EVENTS, EXPLORER],
            {EVENTS: 2, EXPLORER: 1},
            id="telemetry",
        ),
    ],
)
def test_it_approves_its_own_requests_alone_and_then_rests(
    name: str,
    targets: list[str],
    approved: dict[str, int],
    make_azure_example: Callable[[str, Running], Stack],
) -> None:
    scenario = Scenario(targets=tuple(Target(target) for target in targets), time_scale=0.01)
    with running(scenario) as azure:
        strange = stranger(azure, targets[0])
        stack = make_azure_example(name, azure)

        stack.preview()
        assert len(azure.connections()) == 1

        # Whatever the repository shows holds to its own rules.
        own = stack.project / "policy-config.json"
        stack.up(*GOVERNANCE[:-1], str(own) if own.exists() else GOVERNANCE[-1])
        statuses = {found["id"]: found["status"] for found in azure.connections()}
        assert statuses.pop(strange) == "Pending"
        assert set(statuses.values()) == {"Approved"}
        assert Counter(id_.partition("/privateEndpointConnections/")[0] for id_ in statuses) == approved
        if "status" in (outputs := stack.outputs()):
            assert set(outputs["status"].values()) == {"Approved"}

        again = stack.preview()
        assert set(again.operations().values()) == {"same"}


def test_two_subscriptions_go_with_their_own_providers(
    make_azure_example: Callable[[str, Running], Stack],
) -> None:
    with running(Scenario(targets=(Target(PLATFORM_VAULT),), time_scale=0.01)) as azure:
        strange = stranger(azure, PLATFORM_VAULT)
        stack = make_azure_example("two-subscriptions", azure)

        up = stack.up(*GOVERNANCE)
        made = next(found for found in azure.connections() if found["id"] != strange)
        assert made["status"] == "Approved"
        assert made["private_endpoint"].startswith("/subscriptions/7c1e9a52-51d4-4f0b-8f5d-94b1c2a60e33/")
        assert stack.outputs() == {"endpoint": made["private_endpoint"], "status": "Approved"}
        # There is an address to register only after the approval.
        order = list(up.operations())
        assert order.index("secrets-approval") < order.index("secrets-dns")

        # What is on record still says Approved; the endpoint itself knows better.
        azure.reject(made["id"])
        failed = stack.up(fails=True)
        assert "private endpoint secrets says Rejected: it has to ask again" in failed.diagnostics()
        assert "Traceback" not in failed.diagnostics()

        stack.destroy()
        assert [found["id"] for found in azure.connections()] == [strange]


def test_telemetry_is_refused_with_its_remedy_and_leaves_nothing_behind(
    make_azure_example: Callable[[str, Running], Stack],
) -> None:
    with running(Scenario(targets=(Target(EVENTS), Target(EXPLORER)), time_scale=0.01)) as azure:
        strange = stranger(azure, EVENTS)
        stack = make_azure_example("telemetry-managed-endpoints", azure)
        stack.up()

        # What is on record still says Approved; each consumer that tells of its request knows better.
        made = [found["id"] for found in azure.connections() if found["id"] != strange]
        for id_ in made:
            azure.reject(id_)
        failed = stack.up(fails=True).diagnostics()
        said = r"managed private endpoint \w+ of (Stream Analytics|Managed Grafana) says Rejected: it has to"
        assert re.search(said, failed)
        assert "Traceback" not in failed

        stack.destroy()
        assert [found["id"] for found in azure.connections()] == [strange]


def test_fabric_is_asked_before_and_after_the_approval(
    make_azure_example: Callable[[str, Running], Stack],
) -> None:
    with running(Scenario(targets=(Target(SQL),), time_scale=0.01)) as azure:
        strange = stranger(azure, SQL)
        stack = make_azure_example("fabric-lakehouse", azure)
        stack = replace(
            stack, environment={**stack.environment, "PRIVATE_ENDPOINT_FABRIC_ENDPOINT": azure.url}
        )
        assert stack.preview().operations()["warehouse-endpoint"] == "create"
        assert len(azure.connections()) == 1

        stack.up(*GOVERNANCE)
        statuses = {found["id"]: found["status"] for found in azure.connections()}
        assert statuses.pop(strange) == "Pending"
        assert stack.outputs()["status"] == "Approved"
        assert list(statuses.items()) == [(stack.outputs()["connection"], "Approved")]
        assert set(stack.preview().operations().values()) == {"same"}

        # Too early, Fabric takes no other endpoint for the target.
        stack.destroy()
        assert [found["id"] for found in azure.connections()] == [strange]
        azure.fail(method="POST", path="/v1/*", status=409, code="PrivateEndpointRecentlyDeleted")
        failed = stack.up(fails=True).diagnostics()
        assert "was refused (409 PrivateEndpointRecentlyDeleted)" in failed
        assert "Fabric takes another a quarter of an hour later" in failed
        assert "Traceback" not in failed


def test_databricks_is_asked_after_the_approval(
    make_azure_example: Callable[[str, Running], Stack],
) -> None:
    name = "databricks-2f1c8e0a-7b1d-4c55-9a57-0d6f4f0f2b11-pe-5e0c1a9b"
    endpoint = f"/subscriptions/5a3e/resourceGroups/d/providers/Microsoft.Network/privateEndpoints/{name}"
    with running(Scenario(targets=(Target(LAKE),), time_scale=0.01)) as azure:
        strange = stranger(azure, LAKE)
        stack = make_azure_example("databricks-serverless", azure)
        stack = replace(stack, environment={**stack.environment, "DATABRICKS_STAND_IN": endpoint})
        assert "no connection matches private endpoint name" in stack.preview().diagnostics()
        azure.add(target=LAKE, name="serverless", private_endpoint=endpoint)

        settings = stack.project / "policy-config.json"
        pack = ("--policy-pack", str(CHECKOUT / "policies" / "private-endpoint-governance"))
        stack.up(*pack, "--policy-pack-config", str(settings))
        outputs = stack.outputs()
        assert (outputs["status"], outputs["endpoint"]) == ("ESTABLISHED", endpoint)
        assert {found["status"] for found in azure.connections() if found["id"] == strange} == {"Pending"}
        assert set(stack.preview().operations().values()) == {"same"}

        azure.reject(outputs["connection"])
        failed = stack.up(fails=True).diagnostics()
        assert "Databricks' private endpoint rule lake says REJECTED: it has to ask again" in failed
        assert "Traceback" not in failed

        stack.destroy()
        assert [found["id"] for found in azure.connections()] == [strange]
