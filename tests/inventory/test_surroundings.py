"""What is looked at beside connections: targets themselves, the way out, roles; and looked at again."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from pulumi_private_endpoint.arm import ResourceId
from pulumi_private_endpoint.inventory.again import list_again, look_again
from pulumi_private_endpoint.inventory.endpoints import Endpoint, Lead
from pulumi_private_endpoint.inventory.graph import Graph
from pulumi_private_endpoint.inventory.roles import can_approve
from pulumi_private_endpoint.inventory.scope import Scope
from pulumi_private_endpoint.inventory.surroundings import Surroundings, look_around
from pulumi_private_endpoint.inventory.take import Inventory, take_inventory
from pulumi_private_endpoint.inventory.targets import Target as Shown
from pulumi_private_endpoint.inventory.targets import from_body
from pulumi_private_endpoint.simulator import (
    Connection,
    PrivateEndpoint,
    RoleAssignment,
    RoleDefinition,
    RoleEligibility,
    Running,
    Scenario,
    Target,
    running,
)
from tests.inventory.conftest import ENDPOINTS, OURS, target_of

SEARCH, LINK = (
    target_of("Microsoft.Search/searchServices"),
    target_of("Microsoft.Network/privateLinkServices"),
)
OUT = f"{ENDPOINTS}/out"
SUBSCRIPTION = Scope(subscriptions=(OURS,))
HELD = f"/subscriptions/{OURS}"
ESTATE = Scenario(
    targets=(Target(LINK, visible_to=("*",), auto_approved=(OURS,), alias="ours.1.azure"),),
    connections=(
        Connection(target=SEARCH, name="c", private_endpoint=f"{ENDPOINTS}/c", group_ids=("searchService",)),
    ),
    endpoints=(
        PrivateEndpoint(OUT, target=SEARCH, status="Pending"),
        PrivateEndpoint(f"{ENDPOINTS}/plain", target=SEARCH, manual=False),
    ),
    role_assignments=(
        RoleAssignment(HELD, "Contributor", "7"),
        RoleAssignment(HELD, "Reader", "8"),
        RoleAssignment(f"{HELD}/resourceGroups/g", "Owner", "9"),
        RoleAssignment("/providers/Microsoft.Management/managementGroups/top", "Owner", "10", "User"),
    ),
    management_groups={"top": (OURS,)},
    graph_lag=3600,
)


def id_(text: str) -> ResourceId:
    return ResourceId.parse(text)


async def look(session: Any, scope: Scope) -> tuple[Inventory, Surroundings]:
    graph = Graph(session)
    inventory = await take_inventory(session, scope, None, inline=True, graph=graph)
    return inventory, await look_around(session, graph, scope, inventory)


@pytest.fixture
def azure() -> Any:
    with running(ESTATE) as simulated:
        yield simulated


def test_all_of_it_is_found(azure: Running, walk: Any) -> None:
    _, around = walk(azure, lambda session: look(session, SUBSCRIPTION))

    assert around.not_read == ()
    assert around.shown[id_(LINK)] == Shown(
        id_(LINK), (), visible_to=("*",), auto_approved=(OURS,), alias="ours.1.azure"
    )
    assert around.endpoints == (Endpoint(id_(OUT), (Lead(SEARCH, "Pending"),)),)
    assert sorted((role.scope, role.role, role.principal) for role in around.roles) == [
        ("/providers/Microsoft.Management/managementGroups/top", "Owner", "User 10"),
        (HELD, "Contributor", "ServicePrincipal 7"),
    ]


def test_single_resources_are_asked_about_by_their_ids_and_nothing_else_is(azure: Running, walk: Any) -> None:
    inventory, around = walk(azure, lambda session: look(session, Scope((id_(LINK), id_(SEARCH)))))

    assert around.shown[id_(LINK)].visible_to == ("*",)
    assert (around.endpoints, around.roles, around.not_read) == ((), (), ())
    assert len(inventory.connections) == 1
    assert [entry["method"] for entry in azure.log()].count("POST") == 1


@pytest.mark.parametrize(
    ("target", "said"),
    [
        pytest.param(f"{SEARCH}-new", "Resource Graph does not show it", id="not known there"),
        pytest.param(f"{SEARCH}'s", "its id cannot stand in a query", id="a quote"),
    ],
)
def test_a_resource_of_which_nothing_is_known_there_is_told(walk: Any, target: str, said: str) -> None:
    with running(replace(ESTATE, targets=(), endpoints=())) as azure:
        azure.add(target=target, name="c")  # which Resource Graph does not know for an hour
        inventory, around = walk(azure, lambda session: look(session, Scope((id_(target),))))

    assert len(inventory.connections) == 1
    (missed,) = around.not_read
    assert (missed.scope, missed.why.partition(":")[0]) == (target, said)


def test_a_resource_that_is_not_there_is_told_once(azure: Running, walk: Any) -> None:
    nowhere = Scope((id_(f"{SEARCH}-nowhere"),))
    inventory, around = walk(azure, lambda session: look(session, nowhere))
    assert (len(inventory.not_read), around.not_read) == (1, ())


@pytest.mark.parametrize(
    ("nth", "scope"),
    [
        pytest.param(1, OURS, id="resources: then nothing else is asked"),
        pytest.param(2, f"what there is of {OURS}", id="subscriptions"),
        pytest.param(3, f"private endpoints of {OURS}", id="endpoints"),
        pytest.param(4, f"role assignments of {OURS}", id="assignments"),
        pytest.param(5, f"role assignments of {OURS}", id="definitions"),
    ],
)
def test_what_cannot_be_looked_at_is_told_once(azure: Running, walk: Any, nth: int, scope: str) -> None:
    azure.fail(path="*ResourceGraph*", nth=nth, status=403, code="AuthorizationFailed", message="no")

    inventory, around = walk(azure, lambda session: look(session, SUBSCRIPTION))

    missed = {each.scope for each in (*inventory.not_read, *around.not_read)}
    assert missed == {scope}


def test_a_role_whose_rights_are_not_shown_is_told(walk: Any) -> None:
    unknown = replace(ESTATE, role_assignments=(RoleAssignment(HELD, "of another day", "7"),))
    with running(unknown) as azure:
        _, around = walk(azure, lambda session: look(session, SUBSCRIPTION))

    (missed,) = around.not_read
    assert (missed.scope, around.roles) == (f"role assignments of {OURS}", ())
    assert "is not shown" in missed.why


def test_rule_12_what_a_role_is_called_is_shown_as_text(azure: Running, walk: Any) -> None:
    row = {"id": f"{HELD}/providers/Microsoft.Authorization/roleAssignments/a", "scope": HELD}
    body = json.dumps({"data": [row | {"role": "of another \x1b[2Jday"}]})
    azure.fail(path="*ResourceGraph*", nth=4, status=200, body=body)

    _, around = walk(azure, lambda session: look(session, SUBSCRIPTION))

    (missed,) = around.not_read
    assert r"the role of another \x1b[2Jday of " in missed.why


WRITE = "Microsoft.KeyVault/vaults/privateEndpointConnections/write"


@pytest.mark.parametrize(
    ("actions", "excepted", "able"),
    [
        pytest.param(["*"], [], True, id="all"),
        pytest.param([WRITE.upper()], [], True, id="one service's connections"),
        pytest.param(["Microsoft.KeyVault/*"], [], True, id="one service"),
        pytest.param(["*/privateEndpointConnections/*"], [], True, id="connections"),
        pytest.param(
            ["Microsoft.Sql/servers/privateEndpointConnectionsApproval/action"], [], True, id="no need to ask"
        ),
        pytest.param(["Microsoft.KeyVault/*"], ["*/write", "*/action"], False, id="all of it but that"),
        pytest.param(["*"], ["Microsoft.Authorization/*/Write"], True, id="something else excepted"),
        pytest.param(["*/read"], [], False, id="reading"),
        pytest.param(["Microsoft.KeyVault/vaults/write"], [], False, id="the resource alone"),
        pytest.param([f"{WRITE}s"], [], False, id="a longer word"),
        pytest.param([f"x{WRITE}"], [], False, id="another namespace"),
        pytest.param(["Microsoft.Contoso/things/privateEndpointConnections/write"], [], False, id="unknown"),
        pytest.param(
            ["Microsoft.Synapse/privateLinkHubs/privateEndpointConnections/write"], [], False, id="of no use"
        ),
        pytest.param([], [], False, id="nothing"),
    ],
)
def test_who_may_approve(actions: list[str], excepted: list[str], able: bool) -> None:
    assert can_approve([{"actions": actions, "notActions": excepted}]) is able


def test_what_one_permission_takes_away_another_may_give() -> None:
    assert can_approve([{"actions": ["*"], "notActions": ["*"]}, {"actions": [WRITE]}])
    assert not can_approve(None)
    assert not can_approve([{"actions": None}, 3])


@pytest.mark.parametrize("role", ["own", "Azure AI Enterprise Network Connection Approver"])
def test_a_role_of_ones_own_counts_as_a_built_in_one(walk: Any, role: str) -> None:
    given = replace(
        ESTATE,
        role_definitions=(RoleDefinition("own", (WRITE,)),),
        role_assignments=(RoleAssignment(HELD, role, "7"),),
    )
    with running(given) as azure:
        _, around = walk(azure, lambda session: look(session, SUBSCRIPTION))
    assert [each.role for each in around.roles] == [role]


TOP = "/providers/Microsoft.Management/managementGroups/top"
ELIGIBLE = replace(
    ESTATE,
    role_assignments=(),
    role_eligibilities=(
        RoleEligibility(HELD, "Owner", "7"),
        RoleEligibility(TOP, "Contributor", "8", "Group"),
        RoleEligibility(HELD, "Reader", "9"),
        RoleEligibility(f"{HELD}/resourceGroups/g", "Owner", "10"),
        RoleEligibility("/subscriptions/5c1a0000-0000-4000-8000-000000000002", "Owner", "11"),
    ),
)


@pytest.mark.parametrize(
    "scope",
    [
        SUBSCRIPTION,
        Scope(management_groups=("top",)),
        Scope(subscriptions=(OURS,), management_groups=("top",)),
    ],
    ids=["a subscription", "a management group", "both"],
)
def test_whoever_can_activate_a_role_is_found_once(walk: Any, scope: Scope) -> None:
    with running(ELIGIBLE) as azure:
        _, around = walk(azure, lambda session: look(session, scope))

    assert around.not_read == ()
    assert sorted((each.scope, each.role, each.principal, each.eligible) for each in around.roles) == [
        (TOP, "Contributor", "Group 8", True),
        (HELD, "Owner", "User 7", True),
    ]
    # What is in force has another id with each period; the schedule stays.
    assert all("/RoleEligibilitySchedules/" in str(each.id) for each in around.roles)


def test_single_resources_have_no_roles_to_be_activated(walk: Any) -> None:
    with running(ELIGIBLE) as azure:
        _, around = walk(azure, lambda session: look(session, Scope((id_(SEARCH),))))
        asked = {entry["path"].rpartition("/")[2] for entry in azure.log()}
    assert (around.roles, "roleEligibilityScheduleInstances" in asked) == ((), False)


def test_a_tenant_without_the_licence_has_no_roles_to_be_activated(walk: Any) -> None:
    with running(replace(ELIGIBLE, pim=False)) as azure:
        _, around = walk(azure, lambda session: look(session, SUBSCRIPTION))
    assert (around.roles, around.not_read) == ((), ())


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        pytest.param(
            {"status": 403, "code": "AuthorizationFailed", "message": "no"}, "was refused (403", id="no right"
        ),
        pytest.param({"status": 400, "code": "BadRequest", "message": "no"}, "400 BadRequest", id="refused"),
        pytest.param({"status": 200, "body": "{}"}, "answered without a list", id="no list"),
    ],
)
def test_roles_to_be_activated_that_cannot_be_read_are_told(
    walk: Any, fault: dict[str, Any], said: str
) -> None:
    with running(ELIGIBLE) as azure:
        azure.fail(path="*roleEligibilityScheduleInstances", **fault)
        _, around = walk(azure, lambda session: look(session, SUBSCRIPTION))

    (missed,) = around.not_read
    assert (missed.scope, around.roles) == (f"eligible role assignments of {OURS}", ())
    assert said in missed.why


def test_pages_of_roles_to_be_activated_are_read_to_the_end(walk: Any) -> None:
    path = f"/subscriptions/{OURS}/providers/Microsoft.Authorization/roleEligibilityScheduleInstances"
    with running(ELIGIBLE) as azure:
        link = f"{azure.url}{path}?$filter=atScope()&api-version=2020-10-01&$skiptoken=2"
        azure.fail(path="*roleEligibility*", status=200, body=json.dumps({"value": [], "nextLink": link}))
        _, around = walk(azure, lambda session: look(session, SUBSCRIPTION))
    assert len(around.roles) == 2


@pytest.mark.parametrize(
    "odd",
    [3, None, {"properties": None}, {"id": 3, "properties": {"scope": 3}}, {"properties": {"scope": HELD}}],
    ids=str,
)
def test_odd_roles_to_be_activated_hurt_nobody(walk: Any, odd: Any) -> None:
    with running(ELIGIBLE) as azure:
        azure.fail(path="*roleEligibility*", status=200, body=json.dumps({"value": [odd]}))
        _, around = walk(azure, lambda session: look(session, SUBSCRIPTION))
    told = [each.scope for each in around.not_read]
    assert (around.roles, told) == (
        (),
        ["eligible role assignments"] * (odd == {"properties": {"scope": HELD}}),
    )


ALL = frozenset(map(id_, (SEARCH, LINK, OUT)))


async def twice(session: Any, azure: Running, change: Any) -> tuple[Inventory, Surroundings]:
    inventory, around = await look(session, SUBSCRIPTION)
    change(azure)
    return await list_again(session, inventory, ALL), await look_again(session, around, ALL)


def test_a_second_look_shows_what_is_so_now(azure: Running, walk: Any) -> None:
    def change(azure: Running) -> None:
        azure.reject(f"{SEARCH}/privateEndpointConnections/c")
        azure.add(target=SEARCH, name="a", status="Approved")
        azure.change_resource(LINK, visible_to=[OURS], auto_approved=[])
        azure.change_resource(OUT, status="Rejected")

    inventory, around = walk(azure, lambda session: twice(session, azure, change))

    assert [(one.name, one.status) for one in inventory.connections] == [("a", "Approved"), ("c", "Rejected")]
    assert around.shown[id_(LINK)].visible_to == (OURS,)
    assert around.shown[id_(LINK)].auto_approved == ()
    assert around.endpoints[0].leads == (Lead(SEARCH, "Rejected"),)
    assert (inventory.not_read, around.not_read, inventory.late) == ((), (), frozenset())


@pytest.mark.parametrize("code", ["ResourceNotFound", "ResourceGroupNotFound"])
def test_what_is_gone_by_now_is_left_out(azure: Running, walk: Any, code: str) -> None:
    def change(azure: Running) -> None:
        azure.fail(method="GET", status=404, code=code, message="gone", times=0)

    inventory, around = walk(azure, lambda session: twice(session, azure, change))

    assert (inventory.targets, inventory.connections, inventory.not_read) == ((), (), ())
    assert (around.shown, around.endpoints, around.not_read) == ({}, (), ())


@pytest.mark.parametrize(
    ("status", "code"),
    [(403, "AuthorizationFailed"), (404, "SubscriptionNotFound")],
    ids=["no right", "tenant"],
)
def test_what_cannot_be_read_again_stays_and_is_told(
    azure: Running, walk: Any, status: int, code: str
) -> None:
    def change(azure: Running) -> None:
        azure.fail(method="GET", status=status, code=code, message="no", times=0)

    inventory, around = walk(azure, lambda session: twice(session, azure, change))

    assert [one.name for one in inventory.connections] == ["c"]
    assert around.shown[id_(LINK)].visible_to == ("*",)
    assert len(around.endpoints) == 1
    missed = (*inventory.not_read, *around.not_read)
    assert {each.scope for each in missed} == {SEARCH, LINK, OUT}
    assert all(each.why.startswith("could not be read again") for each in missed)


def test_nothing_is_read_again_that_nobody_suspects(azure: Running, walk: Any) -> None:
    async def go(session: Any) -> Any:
        inventory, around = await look(session, SUBSCRIPTION)
        azure.clear_log()
        return await list_again(session, inventory, ()), await look_again(session, around, ())

    walk(azure, go)
    assert azure.log() == []


def test_a_role_is_one_finding_however_many_scopes_show_it(azure: Running, walk: Any) -> None:
    both = Scope(subscriptions=(OURS,), management_groups=("top",))
    _, around = walk(azure, lambda session: look(session, both))
    assert len({role.id for role in around.roles}) == len(around.roles) == 2
    assert len(around.endpoints) == 1


@pytest.mark.parametrize("kind", ["Microsoft.DBforPostgreSQL", "Microsoft.DBforMySQL"])
def test_flexible_servers_say_elsewhere_that_they_are_public(walk: Any, kind: str) -> None:
    server = target_of(f"{kind}/flexibleServers")
    with running(Scenario(targets=(Target(server, public_network_access="Enabled"),))) as azure:
        _, around = walk(azure, lambda session: look(session, SUBSCRIPTION))

    assert around.shown[id_(server)].public_access == "Enabled"
    body = {"properties": {"network": {"publicNetworkAccess": "Enabled"}}}
    assert from_body(id_(server), body).public_access == "Enabled"
