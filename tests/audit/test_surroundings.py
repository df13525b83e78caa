"""The rules about more than connections, and about who is Microsoft."""

from __future__ import annotations

from typing import Any

import pytest

from pulumi_private_endpoint.arm import ResourceId
from pulumi_private_endpoint.audit.exemptions import Exemption
from pulumi_private_endpoint.audit.outcome import audit
from pulumi_private_endpoint.audit.rules import findings
from pulumi_private_endpoint.inventory.endpoints import Endpoint, Lead
from pulumi_private_endpoint.inventory.roles import BroadRole
from pulumi_private_endpoint.inventory.surroundings import Surroundings
from pulumi_private_endpoint.inventory.targets import Target
from tests.audit.conftest import FOREIGN, OWN, TARGET, TODAY, connection, endpoint, estate

TENANT = "9e1d0000-0000-4000-8000-000000000009"
AZURES = "33e01921-4d64-4f8c-a055-5bdaffd5e33d"
LINK = ResourceId.parse(
    f"/subscriptions/{OWN}/resourceGroups/g/providers/Microsoft.Network/privateLinkServices/l"
)
THERE = f"/subscriptions/{FOREIGN}/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/drop"
OWN_SIDE = endpoint("out")
ASSIGNMENT = ResourceId.parse(f"/subscriptions/{OWN}/providers/Microsoft.Authorization/roleAssignments/1")


def shown(id_: ResourceId = TARGET, **more: Any) -> Surroundings:
    return Surroundings(shown={id_: Target(id_, **more)})


def leads(to: str, status: str = "Approved", **more: Any) -> Surroundings:
    return Surroundings(endpoints=(Endpoint(OWN_SIDE, (Lead(to, status),)),), **more)


def held(scope: str = f"/subscriptions/{OWN}", *, eligible: bool = False) -> Surroundings:
    return Surroundings(roles=(BroadRole(ASSIGNMENT, scope, "Contributor", "ServicePrincipal 7", eligible),))


def theirs(**more: Any) -> Any:
    return connection(private_endpoint_id=endpoint(subscription=FOREIGN), **more)


def marks(*connections: Any, **more: Any) -> set[str]:
    return {each.fingerprint for each in findings(estate(*connections, **more))}


@pytest.mark.parametrize(
    ("before", "after", "same"),
    [
        pytest.param(
            marks(around=shown(LINK, auto_approved=("s1",))),
            marks(around=shown(LINK, auto_approved=("s1", "*"))),
            False,
            id="lets in more without a decision",
        ),
        pytest.param(
            marks(around=shown(LINK, auto_approved=("s1",))),
            marks(around=shown(LINK, auto_approved=("s1",), visible_to=("*",))),
            False,
            id="can be asked by everybody, too",
        ),
        pytest.param(
            marks(around=shown(LINK, auto_approved=("s1", "s2"))),
            marks(around=shown(LINK, auto_approved=("S2", "s1"), visible_to=("s3",))),
            True,
            id="as open in other words",
        ),
        pytest.param(
            marks(around=leads(THERE)), marks(around=leads(f"{THERE}2")), False, id="a way to somewhere else"
        ),
        pytest.param(
            marks(around=leads(THERE)), marks(around=leads(THERE.upper(), "Pending")), True, id="the same way"
        ),
        pytest.param(
            marks(connection(private_endpoint_id=endpoint("a", FOREIGN))),
            marks(connection(private_endpoint_id=endpoint("b", FOREIGN))),
            False,
            id="another requester",
        ),
        pytest.param(
            marks(connection(private_endpoint_id=endpoint("a", FOREIGN))),
            marks(connection(private_endpoint_id=endpoint("A", FOREIGN.upper()))),
            True,
            id="the same in capitals",
        ),
    ],
)
def test_what_got_worse_is_another_finding(before: set[str], after: set[str], same: bool) -> None:
    assert len(before) == len(after) == 1
    assert (before == after) is same


ALIAS = "ours.7f0c9d2e.westeurope.azure.privatelinkservice"
MICROSOFTS = {"tenants": {FOREIGN: AZURES}}
FIRES = [
    pytest.param(
        [theirs()],
        MICROSOFTS,
        "A04",
        f"is Approved, and its requester is in Microsoft's own subscription {FOREIGN} of tenant {AZURES}",
        id="Microsoft",
    ),
    pytest.param(
        [theirs(status="Pending")],
        MICROSOFTS,
        "A04",
        f"is Pending, and its requester is in Microsoft's own subscription {FOREIGN} of tenant {AZURES}",
        id="Microsoft, and waits",
    ),
    pytest.param(
        [connection()],
        {"around": shown(public_access="enabled")},
        "A13",
        "is Approved, and public network access to its target is Enabled all the same",
        id="the public way is open",
    ),
    pytest.param(
        [],
        {"around": shown(LINK, visible_to=("*",))},
        "A14",
        "can be asked by everybody who has its alias",
        id="everybody may ask",
    ),
    pytest.param(
        [],
        {"around": shown(LINK, auto_approved=(FOREIGN,))},
        "A14",
        f"lets in without a decision whoever asks from {FOREIGN}",
        id="nobody is asked",
    ),
    pytest.param(
        [],
        {"around": shown(LINK, visible_to=("*",), auto_approved=("*",))},
        "A14",
        "can be asked by everybody who has its alias, and lets in without a decision whoever asks from *",
        id="both",
    ),
    pytest.param(
        [],
        {"around": leads(THERE)},
        "A15",
        f"leads to {THERE} (Approved), which is not known as yours",
        id="a way out",
    ),
    pytest.param(
        [],
        {"around": leads(THERE, "Pending"), "tenants": {FOREIGN: TENANT}},
        "A15",
        f"leads to {THERE} of tenant {TENANT} (Pending), which is not known as yours",
        id="one that was asked for",
    ),
    pytest.param(
        [],
        {"around": leads(ALIAS)},
        "A15",
        f"leads to {ALIAS} (Approved), which is not known as yours",
        id="an alias of nobody's",
    ),
    pytest.param(
        [],
        {"around": held()},
        "A16",
        f"ServicePrincipal 7 may approve on all of /subscriptions/{OWN}, as Contributor",
        id="on a subscription",
    ),
    pytest.param(
        [],
        {"around": held("/")},
        "A16",
        "ServicePrincipal 7 may approve on everything, as Contributor",
        id="on everything",
    ),
    pytest.param(
        [],
        {"around": held(eligible=True)},
        "A16",
        "ServicePrincipal 7 can activate Contributor (PIM), and may approve on all of "
        f"/subscriptions/{OWN} then",
        id="once it is activated",
    ),
]


def found(connections: list[Any], **more: Any) -> list[tuple[str, str]]:
    return [(each.rule.id, each.message) for each in findings(estate(*connections, **more))]


@pytest.mark.parametrize(("connections", "more", "rule", "said"), FIRES)
def test_what_is_found(connections: list[Any], more: dict[str, Any], rule: str, said: str) -> None:
    assert [each for each in found(connections, **more) if each[0] != "A01"] == [(rule, said)]


@pytest.mark.parametrize(("connections", "more", "rule", "said"), FIRES)
@pytest.mark.parametrize("over", [False, True], ids=["accepted", "over"])
def test_what_is_found_can_be_accepted_for_a_time(
    connections: list[Any], more: dict[str, Any], rule: str, said: str, over: bool
) -> None:
    (finding,) = (each for each in findings(estate(*connections, **more)) if each.rule.id == rule)
    until = TODAY.replace(day=TODAY.day - 1) if over else TODAY
    accepted = Exemption(rule, finding.about.id, "known (CHG-7)", until, "board", 1)

    outcome = audit(estate(*connections, **more), [accepted])

    (judged,) = (each for each in outcome.judged if each.finding == finding)
    assert (judged.exempted, judged.expired, judged.counts) == (not over, over, over)
    assert judged.message.startswith(said)
    assert outcome.unused == ()


@pytest.mark.parametrize(
    ("connections", "more"),
    [
        pytest.param(
            [theirs()], MICROSOFTS | {"trusted_tenants": frozenset({AZURES})}, id="Microsoft, and trusted"
        ),
        pytest.param(
            [theirs()], MICROSOFTS | {"own": frozenset({OWN, FOREIGN})}, id="a subscription of ours"
        ),
        pytest.param([connection()], {"around": shown(public_access="Disabled")}, id="not public"),
        pytest.param([connection()], {"around": shown(public_access="SecuredByPerimeter")}, id="a perimeter"),
        pytest.param([connection()], {"around": shown()}, id="a service that says nothing of it"),
        pytest.param([connection()], {"around": shown(LINK, public_access="Enabled")}, id="another's"),
        pytest.param([], {"around": shown(public_access="Enabled")}, id="public, and nobody connected"),
        pytest.param([], {"around": shown(LINK, visible_to=(OWN,))}, id="some may ask"),
        pytest.param([], {"around": shown(LINK)}, id="nobody else may ask"),
        pytest.param([], {"around": shown(visible_to=("*",))}, id="no private link service"),
        pytest.param([], {"around": leads(str(TARGET))}, id="to a resource of ours"),
        pytest.param([], {"around": leads(THERE), "own": frozenset({FOREIGN})}, id="to a trusted one"),
        pytest.param(
            [],
            {
                "around": leads(THERE),
                "tenants": {FOREIGN: TENANT},
                "trusted_tenants": frozenset({TENANT}),
            },
            id="to a trusted tenant's",
        ),
        pytest.param([], {"around": leads(THERE, "rejected")}, id="no way out: rejected"),
        pytest.param([], {"around": leads(THERE, "Disconnected")}, id="no way out: disconnected"),
        pytest.param(
            [],
            {"around": leads(ALIAS.upper(), shown={LINK: Target(LINK, alias=ALIAS)})},
            id="to an alias of ours",
        ),
        pytest.param([], {"around": Surroundings()}, id="nothing around"),
    ],
)
def test_what_is_left_alone(connections: list[Any], more: dict[str, Any]) -> None:
    assert found(connections, **more) == []


def test_a_rejected_request_of_microsofts_and_one_to_a_public_target_are_no_more_than_leftovers() -> None:
    out = theirs(status="Rejected")
    assert [rule for rule, _ in found([out], **MICROSOFTS, around=shown(public_access="Enabled"))] == ["A09"]


def test_a_name_like_microsofts_makes_nobody_microsoft() -> None:
    called = ResourceId.parse(str(endpoint("x", FOREIGN)).replace("/net/", "/eafd-Prod-eastus/"))
    one = connection(private_endpoint_id=called)
    assert [rule for rule, _ in found([one], tenants={FOREIGN: TENANT})] == ["A03"]
    assert [rule for rule, _ in found([one])] == ["A02"]


def test_a_finding_about_a_resource_has_it_for_its_target() -> None:
    (finding,) = findings(estate(around=held()))
    assert (finding.about.id, finding.about.target, finding.about.name) == (ASSIGNMENT, ASSIGNMENT, "1")
