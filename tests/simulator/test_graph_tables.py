"""What Resource Graph knows here: connections inline, endpoints, roles; how much at once, and how late."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from pulumi_private_endpoint.simulator import (
    Connection,
    PrivateEndpoint,
    RoleAssignment,
    RoleDefinition,
    Running,
    Scenario,
    Target,
    running,
)
from pulumi_private_endpoint.simulator.facts import inline, table
from tests.simulator.test_graph import ask

OURS = "0a4bd5ae-6ba3-4c4e-9df4-3f0e6c1f7d21"
OTHER = "5c1a0000-0000-4000-8000-000000000002"
GROUP = f"/subscriptions/{OURS}/resourceGroups/g/providers"
ASKS = f"/subscriptions/{OTHER}/resourceGroups/net/providers/Microsoft.Network/privateEndpoints/a"
QUERY = "resources | project id, type, found = properties.privateEndpointConnections | order by id asc"


def target_of(arm_type: str) -> str:
    namespace, *kinds = arm_type.split("/")
    return "/".join([GROUP, namespace, *(part for kind in kinds for part in (kind, "t"))])


def asking(target: str, name: str = "c", **more: Any) -> Connection:
    given = {"private_endpoint": ASKS, "description": "please", "group_ids": ("sub",)} | more
    return Connection(target=target, name=name, **given)


@pytest.fixture(scope="module")
def shown() -> dict[str, Any]:
    """What is shown inline of one connection to each type there is, by type in lower case."""
    connections = tuple(asking(target_of(row.type)) for row in table.load().values())
    with running(Scenario(connections=connections)) as azure:
        return {row["type"]: row["found"] for row in ask(azure, QUERY).json()["data"]}


@pytest.mark.parametrize("row", table.load().values(), ids=lambda row: row.type)
def test_a_type_shows_the_fields_that_the_facts_say_and_no_others(row: table.Facts, shown: Any) -> None:
    fields = inline.fields().get(row.type.lower())
    entries = shown[row.type.lower()]
    if fields is None:
        assert entries is None
        return
    (entry,) = entries
    properties, state = entry["properties"], entry["properties"]["privateLinkServiceConnectionState"]

    assert ("id" in entry, "name" in entry) == ("id" in fields, "name" in fields)
    assert ("privateEndpoint" in properties) == ("pe_id" in fields)
    assert ("status" in state, "description" in state) == ("status" in fields, "description" in fields)
    assert not properties.keys() & {"groupId", "groupIds"} or "group_ids" in fields


def test_the_facts_are_about_known_types() -> None:
    assert len(inline.fields()) == 66
    assert all(table.find(arm_type) for arm_type in inline.fields())


VAULT, SEARCH = target_of("Microsoft.KeyVault/vaults"), target_of("Microsoft.Search/searchServices")
LINK = target_of("Microsoft.Network/privateLinkServices")


class Hands:
    """A clock that somebody moves."""

    time = 1_800_000_000.0

    def now(self) -> float:
        return self.time

    async def sleep(self, seconds: float) -> None:
        raise AssertionError(f"slept {seconds}")


def statuses(azure: Running) -> list[str]:
    found = ask(azure, QUERY).json()["data"][0]["found"]
    return [one["properties"]["privateLinkServiceConnectionState"]["status"] for one in found]


def test_it_is_behind_the_services_by_so_much_and_no_more() -> None:
    clock = Hands()
    scenario = Scenario(connections=(asking(SEARCH), asking(SEARCH, "d")), graph_lag=60)
    with running(scenario, clock=clock) as azure:
        azure.change(f"{SEARCH}/privateEndpointConnections/c", status="Approved")
        azure.remove(f"{SEARCH}/privateEndpointConnections/d")
        azure.add(target=SEARCH, name="e", status="Rejected")
        assert statuses(azure) == ["Pending", "Pending"]
        clock.time += 59
        assert statuses(azure) == ["Pending", "Pending"]
        clock.time += 1
        assert statuses(azure) == ["Approved", "Rejected"]


def test_what_resources_say_of_themselves_is_late_too() -> None:
    clock = Hands()
    query = f"resources | where id =~ '{LINK}' | project id, seen = properties.visibility.subscriptions"
    with running(Scenario(targets=(Target(LINK),), graph_lag=60), clock=clock) as azure:
        azure.change_resource(LINK, visible_to=["*"])
        before = ask(azure, query).json()["data"][0]["seen"]
        clock.time += 60
        assert (before, ask(azure, query).json()["data"][0]["seen"]) == (None, ["*"])


def test_an_answer_of_more_than_16_mb_is_refused_and_fewer_rows_are_answered() -> None:
    other = f"{SEARCH}-2"
    long = tuple(asking(to, f"c{n}", description="x" * 9000) for n in range(1000) for to in (SEARCH, other))
    with running(Scenario(connections=long)) as azure:
        refused, served = ask(azure, QUERY), ask(azure, QUERY, options={"$top": 1})

    assert refused.status_code == 400
    assert refused.json()["error"]["details"][0]["code"] == "ResponsePayloadTooLarge"
    assert len(served.json()["data"][0]["found"]) == 1000


ENDPOINTS = (
    PrivateEndpoint(f"{GROUP}/Microsoft.Network/privateEndpoints/out", target=VAULT, message="please"),
    PrivateEndpoint(f"{GROUP}/Microsoft.Network/privateEndpoints/own", target=SEARCH, manual=False),
)


def test_an_endpoint_shows_where_it_leads_and_whether_it_had_to_ask() -> None:
    query = (
        "resources | where type =~ 'microsoft.network/privateendpoints' | where "
        "array_length(properties.manualPrivateLinkServiceConnections) > 0 | order by id asc"
    )
    with running(Scenario(endpoints=ENDPOINTS)) as azure:
        (row,) = ask(azure, query).json()["data"]
        alone = read(azure, ENDPOINTS[0].id.upper())

    (asked,) = row["properties"]["manualPrivateLinkServiceConnections"]
    assert asked["properties"]["privateLinkServiceId"] == VAULT
    assert alone.json()["properties"]["manualPrivateLinkServiceConnections"] == [asked]


def read(azure: Running, path: str, method: str = "GET", version: str = "?api-version=2024-05-01") -> Any:
    return httpx.request(
        method, f"{azure.url}{path}{version}", headers={"Authorization": "Bearer x"}, trust_env=False
    )


@pytest.mark.parametrize(
    ("name", "method", "version", "status"),
    [
        pytest.param("other", "GET", "?api-version=2024-05-01", 404, id="not there"),
        pytest.param("out", "PUT", "?api-version=2024-05-01", 405, id="not to be written"),
        pytest.param("out", "GET", "", 400, id="no api-version"),
    ],
)
def test_an_endpoint_is_only_read(name: str, method: str, version: str, status: int) -> None:
    with running(Scenario(endpoints=ENDPOINTS)) as azure:
        path = f"{GROUP}/Microsoft.Network/privateEndpoints/{name}"
        assert read(azure, path, method, version).status_code == status


HELD = (
    RoleAssignment("/", "Owner", "root"),
    RoleAssignment("/providers/Microsoft.Management/managementGroups/top", "Contributor", "above"),
    RoleAssignment("/providers/Microsoft.Management/managementGroups/side", "Contributor", "beside"),
    RoleAssignment(f"/subscriptions/{OURS}", "let-in", "here", "User"),
    RoleAssignment(f"/subscriptions/{OURS}/resourceGroups/g", "Owner", "below"),
    RoleAssignment(f"/subscriptions/{OTHER}", "Owner", "elsewhere"),
)
ROLES = "authorizationresources | where type =~ 'microsoft.authorization/roleassignments'"


@pytest.fixture
def roles() -> Any:
    scenario = Scenario(
        role_assignments=HELD,
        role_definitions=(RoleDefinition("let-in", ("Microsoft.Sql/*",)),),
        management_groups={"top": (OURS,), "side": (OTHER,)},
    )
    with running(scenario) as azure:

        def held(query: str = ROLES, **options: Any) -> set[str]:
            answer = ask(azure, query, subscriptions=[OURS], options=options)
            return {row["properties"]["principalId"] for row in answer.json()["data"]}

        yield azure, held


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        pytest.param({}, {"here", "below"}, id="at the scope and below, as always"),
        pytest.param(
            {"authorizationScopeFilter": "AtScopeAndAbove"}, {"here", "above", "root"}, id="and above"
        ),
        pytest.param(
            {"authorizationScopeFilter": "AtScopeAboveAndBelow"},
            {"here", "above", "root", "below"},
            id="above and below",
        ),
        pytest.param({"authorizationScopeFilter": "AtScopeExact"}, {"here"}, id="the scope alone"),
    ],
)
def test_assignments_are_shown_by_where_they_are_held(roles: Any, scope: Any, expected: set[str]) -> None:
    assert roles[1](**scope) == expected


def test_an_assignment_leads_to_its_definition(roles: tuple[Running, Callable[..., Any]]) -> None:
    azure, held = roles
    assert held(f"{ROLES} | where tostring(properties.scope) !contains '/resourcegroups/'") == {"here"}
    (given,) = [
        row["properties"]
        for row in ask(azure, ROLES).json()["data"]
        if row["properties"]["principalId"] == "here"
    ]
    definitions = ask(
        azure,
        "authorizationresources | where type =~ 'microsoft.authorization/roledefinitions' "
        "| project id, role = properties.roleName, permissions = properties.permissions",
    ).json()["data"]

    (found,) = [row for row in definitions if row["id"] == given["roleDefinitionId"]]
    assert (found["role"], found["permissions"][0]["actions"]) == ("let-in", ["Microsoft.Sql/*"])
    assert {"Owner", "Contributor", "Reader"} < {row["role"] for row in definitions}


THERE = Scenario(
    targets=(Target(VAULT),),
    endpoints=(PrivateEndpoint(ASKS, target=VAULT),),
    subscriptions=("5c1a0000-0000-4000-8000-000000000003",),
    resource_groups=(f"/subscriptions/{OURS}/resourceGroups/Empty",),
    management_groups={"top": ("5c1a0000-0000-4000-8000-000000000004",)},
    delegated_subscriptions={OTHER: "7c1a0000-0000-4000-8000-000000000009"},
)
CONTAINERS = "resourcecontainers | where type =~ 'microsoft.resources/subscriptions"


@pytest.mark.parametrize(
    ("query", "scope", "expected"),
    [
        pytest.param(f"{CONTAINERS}'", {}, {OURS, OTHER, OTHER[:-1] + "3", OTHER[:-1] + "4"}, id="all"),
        pytest.param(
            f"{CONTAINERS}'",
            {"subscriptions": [OURS, OTHER[:-1] + "5"]},
            {OURS},
            id="of two the one there is",
        ),
        pytest.param(f"{CONTAINERS}'", {"managementGroups": ["top"]}, {OTHER[:-1] + "4"}, id="a group's"),
        pytest.param(f"{CONTAINERS}/resourcegroups'", {}, {"g", "Empty", "net"}, id="resource groups"),
        pytest.param(
            f"{CONTAINERS}/resourcegroups' | where resourceGroup =~ 'EMPTY'",
            {"subscriptions": [OURS]},
            {"Empty"},
            id="one of them",
        ),
    ],
)
def test_there_are_the_subscriptions_and_groups_that_something_is_in_or_that_are_declared(
    query: str, scope: Any, expected: set[str]
) -> None:
    with running(THERE) as azure:
        rows = ask(azure, query, **scope).json()["data"]

    assert {row["name"] for row in rows} == expected
    assert {row["tenantId"][-1] for row in rows if row["subscriptionId"] == OTHER} <= {"9"}


def test_a_subscription_that_was_delegated_says_whose_it_is() -> None:
    with running(THERE) as azure:
        tenant = read(azure, f"/subscriptions/{OTHER}").json()["tenantId"]
    assert tenant == "7c1a0000-0000-4000-8000-000000000009"
