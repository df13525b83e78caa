"""An audit of a whole scope: what lies around connections, and nobody accused by hearsay."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from pulumi_private_endpoint.inventory.tenants import tenants_in
from pulumi_private_endpoint.simulator import (
    Connection,
    PrivateEndpoint,
    RoleAssignment,
    Running,
    Scenario,
    Target,
    running,
)
from pulumi_private_endpoint.simulator.graph.resources import TENANT
from tests.cli.conftest import ENDPOINTS, GROUP, SEARCH, VAULT, pending
from tests.cli.test_audit import GOOD, THEIRS, rules

OURS = GROUP.split("/")[2]
LINK = f"{GROUP}/Microsoft.Network/privateLinkServices/link"
OUT = f"{GROUP}/Microsoft.Network/privateEndpoints/out"
THERE = ENDPOINTS.replace("Microsoft.Network/privateEndpoints", "Microsoft.Storage/storageAccounts/drop")
MICROSOFT = "72f988bf-86f1-41af-91ab-2d7cd011db47"
SCOPE = ("audit", "--subscription", OURS, "-o", "json")


def approved(name: str, target: str = SEARCH, **more: Any) -> Connection:
    return pending(name, target, **{"status": "Approved", "description": GOOD} | more)


ESTATE = Scenario(
    targets=(
        Target(LINK, visible_to=("*",)),
        Target(VAULT, public_network_access="Enabled"),
        Target(SEARCH, public_network_access="disabled"),
    ),
    connections=(approved("front"), approved("keys", VAULT, private_endpoint=OUT)),
    endpoints=(PrivateEndpoint(OUT, target=THERE),),
    role_assignments=(RoleAssignment(f"/subscriptions/{OURS}", "Contributor", "7"),),
    foreign_subscriptions={THEIRS: MICROSOFT},
    graph_lag=3600,
)


@pytest.fixture
def azure(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Any:
    with running(getattr(request, "param", ESTATE)) as simulated:
        monkeypatch.setenv("PRIVATE_ENDPOINT_ARM_ENDPOINT", simulated.url)
        yield simulated


def test_the_whole_of_it_is_judged(azure: Running, run: Any) -> None:
    ended = run(*SCOPE)

    assert (ended.code, ended.err) == (3, "")
    found = rules(ended)
    (assignment,) = [name for rule, name in found if rule == "A16"]
    assert found == [("A04", "front"), ("A13", "keys"), ("A14", "link"), ("A15", "out"), ("A16", assignment)]
    about = {each["rule"]: (each["connection"], each["target"]) for each in ended.json["findings"]}
    assert about["A14"] == (LINK, LINK)
    assert about["A15"] == (OUT, OUT)
    assert about["A16"][0].startswith(f"/subscriptions/{OURS}/providers/Microsoft.Authorization/")
    assert "privateEndpointConnections" not in "".join(entry["path"] for entry in azure.log())


@pytest.mark.usefixtures("azure")
def test_the_tenants_of_ones_own_subscriptions_are_told_too(run: Any) -> None:
    ended = run(*SCOPE)

    assert ended.json["tenants"] == {OURS: TENANT, THEIRS: MICROSOFT}
    assert tenants_in(ended.json) == ended.json["tenants"]


@pytest.mark.usefixtures("azure")
@pytest.mark.parametrize(
    ("options", "code"),
    [
        pytest.param([], 3, id="critical"),
        pytest.param(["--trusted-tenant", MICROSOFT], 3, id="trust is no decision about everybody"),
    ],
)
def test_what_is_critical_fails_by_its_level(run: Any, options: list[str], code: int) -> None:
    assert run(*SCOPE, "--fail-on", "critical", *options).code == code


@pytest.mark.usefixtures("azure")
def test_a_trusted_tenants_resources_are_no_way_out(run: Any) -> None:
    assert {rule for rule, _ in rules(run(*SCOPE, "--trusted-tenant", MICROSOFT))} == {"A13", "A14", "A16"}


@pytest.mark.usefixtures("azure")
def test_a_resource_by_its_id_is_judged_without_the_scope_around_it(run: Any) -> None:
    assert rules(run("audit", VAULT, LINK, "-o", "json")) == [("A13", "keys"), ("A14", "link")]


FOREIGN = replace(
    ESTATE, foreign_subscriptions={}, endpoints=(), role_assignments=(), targets=(Target(LINK),)
)


def settled(azure: Running) -> None:
    """What Resource Graph does not know for an hour."""
    azure.reject(f"{SEARCH}/privateEndpointConnections/front")
    azure.change_resource(LINK, visible_to=["*"])


@pytest.mark.parametrize("azure", [FOREIGN], indirect=True, ids=["estate"])
@pytest.mark.parametrize(
    ("options", "expected"),
    [
        pytest.param([], [("A09", "front")], id="read again"),
        pytest.param(["--no-verify"], [("A02", "front")], id="as Resource Graph has it"),
        pytest.param(["--api-version", "2025-05-01"], [("A09", "front")], id="read from the service at once"),
    ],
)
def test_nobody_is_accused_by_hearsay(
    azure: Running, run: Any, options: list[str], expected: list[Any]
) -> None:
    settled(azure)
    scope = ("audit", "--resource-group", SEARCH.partition("/providers")[0], "-o", "json")
    ended = run(*scope, *options)
    found = [each for each in rules(ended) if each[1] == "front"]
    assert found == expected


@pytest.mark.parametrize("azure", [FOREIGN], indirect=True, ids=["estate"])
def test_who_is_new_at_the_second_look_is_judged_too(azure: Running, run: Any) -> None:
    theirs = "5c1a0000-0000-4000-8000-000000000002"
    azure.add(
        target=SEARCH,
        name="late",
        status="Approved",
        description=GOOD,
        private_endpoint=OUT.replace(OURS, theirs),
    )
    ended = run(*SCOPE)
    assert [each for each in rules(ended) if each[1] in ("late", "front")] == [
        ("A02", "front"),
        ("A02", "late"),
    ]
    assert f"/subscriptions/{theirs}" in {entry["path"] for entry in azure.log()}


@pytest.mark.parametrize("azure", [FOREIGN], indirect=True, ids=["estate"])
def test_what_cannot_be_read_again_is_told_and_still_found(azure: Running, run: Any) -> None:
    azure.fail(route="list", status=403, code="AuthorizationFailed", message="no", times=0)

    ended = run(*SCOPE)

    assert ended.code == 4
    assert ("A02", "front") in rules(ended)
    (missed,) = ended.json["notRead"]
    assert missed["scope"] == SEARCH
    assert missed["why"].startswith("could not be read again, and is told as Resource Graph has it: GET ")


def test_what_lies_around_and_cannot_be_read_is_told(azure: Running, run: Any) -> None:
    azure.fail(path="*ResourceGraph*", nth=3, status=403, code="AuthorizationFailed", message="no", times=0)

    ended = run(*SCOPE)

    assert ended.code == 4
    assert [each["scope"] for each in ended.json["notRead"]] == [
        f"private endpoints of {OURS}",
        f"role assignments of {OURS}",
    ]


def test_a_list_of_a_scope_is_one_query_and_one_for_what_there_is(azure: Running, run: Any) -> None:
    ended = run("list", "--subscription", OURS, "-o", "json")

    assert [one["name"] for one in ended.json["connections"]] == ["keys", "front"]
    assert len(azure.log()) == 2


def test_more_scopes_than_a_user_has_queries_are_waited_for_and_never_refused(
    monkeypatch: pytest.MonkeyPatch, run: Any
) -> None:
    groups = {f"g{number}": (OURS,) for number in range(16)}
    with running(replace(ESTATE, management_groups=groups, time_scale=0.01)) as azure:
        monkeypatch.setenv("PRIVATE_ENDPOINT_ARM_ENDPOINT", azure.url)
        words = [word for name in groups for word in ("--management-group", name)]
        ended = run("list", *words, "-o", "json")
        statuses = [entry["status"] for entry in azure.log()]

    assert (ended.code, len(ended.json["connections"])) == (0, 2)
    assert statuses == [200] * 32


NOWHERE = "dead0000-0000-4000-8000-00000000000d"
HERE = f"/subscriptions/{OURS}/resourceGroups"
UNSEEN = "Resource Graph does not show it: there is no such thing, or you have no right to read it"
EMPTY = "Resource Graph shows no subscription in it: you have no right to read any, or there is none"


@pytest.mark.usefixtures("azure")
@pytest.mark.parametrize("command", ["audit", "list"])
@pytest.mark.parametrize(
    ("options", "missed"),
    [
        pytest.param(["--subscription", NOWHERE], [NOWHERE], id="a subscription that is not there"),
        pytest.param(["--subscription", OURS, "--subscription", NOWHERE], [NOWHERE], id="one of two"),
        pytest.param(["--resource-group", f"{HERE}/shpo"], [f"{HERE}/shpo"], id="a mistyped group"),
        pytest.param(
            [
                "--resource-group",
                f"{HERE}/SHOP",
                "--resource-group",
                f"/subscriptions/{NOWHERE}/resourceGroups/shop",
            ],
            [f"/subscriptions/{NOWHERE}/resourceGroups/shop"],
            id="a group of that name elsewhere",
        ),
        pytest.param(["--subscription", OURS.upper()], [], id="in capitals"),
    ],
)
def test_a_scope_that_was_not_looked_at_is_not_clean(
    run: Any, command: str, options: list[str], missed: list[str]
) -> None:
    ended = run(command, *options, "-o", "json", *(["--fail-on", "critical"] if command == "audit" else []))

    assert ended.json["notRead"] == [{"scope": each, "why": UNSEEN} for each in missed]
    assert (ended.code == 4) is bool(missed)


EMPTY_ESTATES = [
    pytest.param(Scenario(), ["--tenant"], "tenant", EMPTY, id="a tenant of which nothing can be read"),
    pytest.param(
        Scenario(management_groups={"top": ()}),
        ["--management-group", "top"],
        "management group top",
        EMPTY,
        id="a management group of which nothing can be read",
    ),
    pytest.param(
        Scenario(subscriptions=(OURS,)), ["--subscription", OURS], "", "", id="an empty subscription"
    ),
    pytest.param(
        Scenario(resource_groups=(f"{HERE}/none",)),
        ["--resource-group", f"{HERE}/none"],
        "",
        "",
        id="an empty group",
    ),
]


@pytest.mark.parametrize(("azure", "options", "scope", "why"), EMPTY_ESTATES, indirect=["azure"])
@pytest.mark.usefixtures("azure")
def test_what_is_empty_is_clean_and_what_shows_nothing_is_not(
    run: Any, options: list[str], scope: str, why: str
) -> None:
    ended = run("audit", *options, "-o", "json")

    assert ended.json["notRead"] == ([{"scope": scope, "why": why}] if scope else [])
    assert ended.code == (4 if scope else 0)


SPOKE = replace(
    FOREIGN,
    targets=(),
    connections=(approved("front"),),
    endpoints=(PrivateEndpoint(OUT, target=THERE, status="Pending"),),
    management_groups={"top": (OURS, THEIRS)},
)


@pytest.mark.parametrize("azure", [SPOKE], indirect=True, ids=["estate"])
@pytest.mark.usefixtures("azure")
@pytest.mark.parametrize(
    ("options", "expected"),
    [
        pytest.param(["--tenant"], [], id="in the tenant"),
        pytest.param(["--management-group", "top"], [], id="in the management group"),
        pytest.param(["--subscription", OURS], [("A02", "front"), ("A15", "out")], id="beside the scope"),
    ],
)
def test_a_subscription_of_the_scope_is_no_stranger_though_nothing_of_it_can_be_approved(
    run: Any, options: list[str], expected: list[Any]
) -> None:
    ended = run("audit", *options, "-o", "json")
    assert (rules(ended), ended.json["notRead"]) == (expected, [])


@pytest.mark.parametrize(
    "azure",
    [replace(SPOKE, delegated_subscriptions={THEIRS: MICROSOFT[:-1] + "8"})],
    indirect=True,
    ids=["estate"],
)
@pytest.mark.parametrize("scope", [["--subscription", OURS], [SEARCH]], ids=["a subscription", "a target"])
@pytest.mark.parametrize(
    ("options", "expected"),
    [
        pytest.param([], ["A03"], id="another tenant's"),
        pytest.param(["--trusted-tenant", MICROSOFT[:-1] + "8"], [], id="a trusted tenant's"),
    ],
)
@pytest.mark.usefixtures("azure")
def test_whoever_can_be_read_may_be_another_tenants(
    run: Any, scope: list[str], options: list[str], expected: list[str]
) -> None:
    found = rules(run("audit", *scope, "-o", "json", *options))
    assert [rule for rule, name in found if name == "front"] == expected


@pytest.mark.parametrize("azure", [SPOKE], indirect=True, ids=["estate"])
@pytest.mark.usefixtures("azure")
def test_ones_own_tenant_can_be_trusted(run: Any) -> None:
    assert rules(run(*SCOPE, "--trusted-tenant", TENANT)) == []
