"""docs/troubleshooting.md quotes what a user sees: each text is produced here and looked up there."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from azure.core.exceptions import ClientAuthenticationError

from pulumi_private_endpoint.arm import ArmError, ResourceId, SignInFailed, resolve_cloud
from pulumi_private_endpoint.arm.auth.credentials import AzureTokens
from pulumi_private_endpoint.arm.auth.sign_in import Settings, choose_sign_in
from pulumi_private_endpoint.arm.errors.tree import ConfigurationError
from pulumi_private_endpoint.connections.errors import ApprovalError
from pulumi_private_endpoint.connections.properties.fields import ApprovalInputs
from pulumi_private_endpoint.connections.properties.inputs import from_props
from pulumi_private_endpoint.connections.reconcile.approve import approve, reapprove
from pulumi_private_endpoint.connections.reconcile.preview import preview_create
from pulumi_private_endpoint.connections.runtime.preview_memory import PreviewMemory
from pulumi_private_endpoint.connections.runtime.session import Session
from pulumi_private_endpoint.connections.sets.gather import Job, gather, lines
from pulumi_private_endpoint.connections.sets.inputs import max_releases, problems
from pulumi_private_endpoint.connections.sets.reconcile import apply
from pulumi_private_endpoint.policies import RULES
from pulumi_private_endpoint.policies.settings.config import WrongConfig, complete
from pulumi_private_endpoint.policies.settings.exemptions import CONFIG, Source, exemptions_of
from pulumi_private_endpoint.simulator import Connection, Fault

PAGE = (Path(__file__).parents[2] / "docs" / "troubleshooting.md").read_text(encoding="utf-8")
GROUP = "/subscriptions/0a4bd5ae-6ba3-4c4e-9df4-3f0e6c1f7d21/resourceGroups/shop/providers"
COSMOS = f"{GROUP}/Microsoft.DocumentDB/databaseAccounts/orders"
ENDPOINT = (
    "/subscriptions/c96f3d17-2b0e-4d0a-a3b5-5a8e7d2f9b44/resourceGroups/warehouse"
    "/providers/Microsoft.Network/privateEndpoints/warehouse-orders"
)
APPROVE = "'Microsoft.DocumentDB/databaseAccounts/PrivateEndpointConnectionsApproval/action'"
DENIED = (
    "The client '4b1d' with object id '4b1d' does not have authorization to perform action "
    f"{APPROVE} over scope '{COSMOS}' or the scope is invalid."
)


def pending(**more: Any) -> Connection:
    given = {"name": "warehouse-orders.6b2b", "private_endpoint": ENDPOINT, "description": "please"} | more
    return Connection(target=COSMOS, **given)


def put(**what: Any) -> list[Fault]:
    return [Fault(method="PUT", times=0, **what)]


BUSY = "There is already an operation in progress which requires exclusive lock on this service orders."
LOCKED = (
    f"The scope '{COSMOS}' cannot perform write operation because following scope(s) are locked: '{GROUP}'."
)
UNREGISTERED = "The subscription is not registered to use namespace 'Microsoft.DocumentDB'. See https://aka.ms/rps-not-found"


@pytest.mark.parametrize(
    ("connections", "faults", "inputs"),
    [
        pytest.param(
            [pending()], put(code="PreconditionFailed", status=412, message=BUSY), {}, id="busy account"
        ),
        pytest.param([pending()], put(effect="policy"), {}, id="policy"),
        pytest.param(
            [pending()], put(code="AuthorizationFailed", status=403, message=DENIED), {}, id="missing role"
        ),
        pytest.param(
            [pending()],
            [Fault(status=401, code="ExpiredAuthenticationToken", times=0)],
            {},
            id="expired sign-in",
        ),
        pytest.param([pending(outcome="Failed", answer="202-aao")], [], {}, id="operation failed"),
        pytest.param([pending(operation_seconds=99_999, answer="202-aao")], [], {}, id="deadline"),
        pytest.param([pending(lag_gets=99_999)], [], {}, id="not confirmed"),
        pytest.param(
            [pending(lag_gets=99_999, answer="202-aao")],
            [Fault(route="operation", times=0, status=200, body="{}")],
            {},
            id="a status that says nothing",
        ),
        pytest.param([pending()], put(code="ScopeLocked", status=409, message=LOCKED), {}, id="lock"),
        pytest.param(
            [pending()],
            put(code="MissingSubscriptionRegistration", status=409, message=UNREGISTERED),
            {},
            id="unregistered",
        ),
        pytest.param([pending()], [], {"apiVersion": "2019-01-01"}, id="api-version"),
        pytest.param([pending(), pending(name="warehouse-orders.9c1d")], [], {}, id="ambiguous"),
        pytest.param([pending(private_endpoint=f"{ENDPOINT}-2")], [], {}, id="not found"),
        pytest.param([pending(group_ids=("Sql",))], [], {"groupId": "sql"}, id="another sub-resource"),
        pytest.param([pending()], [], {"groupId": "Sql"}, id="hidden sub-resource"),
        pytest.param(
            [pending()],
            [],
            {"allowedSubscriptionIds": ["11111111-1111-1111-1111-111111111111"]},
            id="requester in another subscription",
        ),
        pytest.param([pending(status="Rejected")], [], {}, id="rejected"),
        pytest.param(
            [pending(private_endpoint="")],
            [],
            {"connectionName": "warehouse-orders.6b2b"},
            id="hidden requester",
        ),
        pytest.param([], [], {}, id="no such target"),
        pytest.param([pending()], [Fault(effect="throttled", times=0, retry_after=3600)], {}, id="throttled"),
        pytest.param(
            [pending()], put(effect="throttled", retry_after=3600), {}, id="a decision that waits too long"
        ),
        pytest.param(
            [pending()],
            [Fault(method="GET", route="connection", nth=2, times=0, status=200, body="<html>")],
            {},
            id="not read back",
        ),
        pytest.param([pending()], [Fault(effect="reset-before", times=0)], {}, id="no connection"),
        pytest.param(
            [pending()],
            [Fault(route="list", times=0, status=200, body=" " * 17 * 2**20)],
            {},
            id="a list that is too long",
        ),
        pytest.param(
            [pending()],
            [Fault(route="connection", method="GET", times=0, status=200, body='{"a": 1}')],
            {"connectionName": "warehouse-orders.6b2b"},
            id="no connection in the answer",
        ),
        pytest.param(
            [pending(operation_seconds=100, answer="202-aao")],
            [Fault(route="operation", times=0, status=400, code="InvalidSubscriptionId")],
            {},
            id="an end that nobody tells",
        ),
    ],
)
def test_the_page_has_what_is_said(
    azure: Any, wanted: Any, connections: list[Connection], faults: list[Fault], inputs: dict[str, Any]
) -> None:
    sim = azure(connections, faults)

    with pytest.raises((ApprovalError, ArmError)) as failure:
        sim.run(approve(sim.session, wanted(targetResourceId=COSMOS, **inputs)))

    assert quoted(failure.value) in PAGE


def test_the_page_has_what_is_said_of_a_changed_requester(azure: Any, wanted: Any) -> None:
    sim = azure([pending(status="Approved", private_endpoint=f"{ENDPOINT}-2")])

    with pytest.raises(ApprovalError) as failure:
        sim.run(
            reapprove(
                sim.session,
                wanted(targetResourceId=COSMOS),
                "warehouse-orders.6b2b",
                ResourceId.parse(ENDPOINT),
            )
        )

    assert quoted(failure.value) in PAGE


@pytest.mark.parametrize("cause", [None, ConnectionRefusedError(111)], ids=["no way there", "closed port"])
def test_the_page_has_what_is_said_when_there_is_no_connection(azure: Any, wanted: Any, cause: Any) -> None:
    class Refusing(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            raise httpx.ConnectError("All connection attempts failed", request=request) from cause

    sim = azure([pending()], wire=lambda _: Refusing())

    with pytest.raises(ArmError) as failure:
        sim.run(approve(sim.session, wanted(targetResourceId=COSMOS)))

    assert quoted(failure.value) in PAGE


@pytest.mark.parametrize(
    "environ",
    [
        pytest.param({}, id="nothing set"),
        pytest.param(
            {"ARM_CLIENT_ID": "4b1d", "ARM_TENANT_ID": "t", "ARM_CLIENT_SECRET": "hidden"}, id="a secret"
        ),
    ],
)
def test_the_page_has_what_is_said_when_nobody_is_signed_in(environ: dict[str, str]) -> None:
    def nobody() -> Any:
        raise ClientAuthenticationError

    settings = Settings(environ, lambda _: None)
    sign_in = replace(choose_sign_in(resolve_cloud({}, lambda _: None), settings, None), make=nobody)
    with pytest.raises(SignInFailed) as failure:
        asyncio.run(AzureTokens(sign_in).token("https://management.azure.com/.default"))

    assert quoted(failure.value) in PAGE


def test_the_page_has_what_is_said_of_a_managed_identity_and_a_tenant() -> None:
    settings = Settings({"ARM_USE_MSI": "true"}, lambda _: None)
    with pytest.raises(ConfigurationError) as failure:
        choose_sign_in(resolve_cloud({}, lambda _: None), settings, "another")

    assert quoted(failure.value) in PAGE


def test_the_page_has_what_is_said_of_another_request_than_the_preview_showed(
    azure: Any, wanted: Any, tmp_path: Path
) -> None:
    sim = azure([pending(description="hello")])
    session = replace(sim.session, preview_memory=PreviewMemory(tmp_path))
    wish = wanted(targetResourceId=COSMOS)
    sim.run(preview_create(session, wish))
    sim.control("PATCH", "connections", params={"id": pending().id}, json={"description": "please"})

    with pytest.raises(ApprovalError) as failure:
        sim.run(approve(session, wish))

    assert quoted(failure.value) in PAGE


def test_the_page_has_what_a_strict_preview_says(azure: Any, wanted: Any) -> None:
    sim = azure([])

    with pytest.raises(ApprovalError) as failure:
        sim.run(preview_create(replace(sim.session, strict=True), wanted(targetResourceId=COSMOS)))

    assert quoted(failure.value) in PAGE


def test_the_page_has_what_is_said_of_two_that_want_one(azure: Any, wanted: Any) -> None:
    sim = azure([pending()])
    session = sim.session
    sim.run(approve(session.named("orders"), wanted(targetResourceId=COSMOS)))

    with pytest.raises(ApprovalError) as failure:
        sim.run(approve(session.named("stock"), wanted(targetResourceId=COSMOS)))

    assert quoted(failure.value) in PAGE


def team(number: int) -> dict[str, Any]:
    return {"targetResourceId": COSMOS, "connectionName": f"c{number}", "onDestroy": "reject"}


def test_the_page_has_what_is_said_of_an_empty_entry() -> None:
    (said,) = problems({"approvals": {"team000": {}}})

    assert said in PAGE


def test_the_page_has_what_is_said_of_too_many_releases(azure: Any) -> None:
    teams = {f"team{number:03}": team(number) | {"status": "Approved"} for number in range(12)}
    results = {key: {"groupIds": []} for key in teams}
    few = {"approvals": {"team000": teams["team000"]}}

    sim, olds = azure(), {"approvals": teams, "results": results}

    with pytest.raises(ApprovalError) as failure:
        sim.run(apply(sim.session, olds, few, max_releases(few)))

    assert quoted(failure.value) in PAGE


async def broken(_session: Session, _wanted: ApprovalInputs) -> None:
    raise KeyError("PLANTED")


def test_the_page_has_what_is_said_of_a_fault_of_our_own(azure: Any) -> None:
    sim = azure()
    outcome = sim.run(gather(sim.session, {"team000": Job(from_props(team(0)), broken)}, 1, "done"))

    (said,) = lines(outcome.failed)
    assert re.sub(r"\(.*?\)", "(…)", said) in PAGE


def test_the_page_has_what_a_policy_says_of_a_wrong_setting() -> None:
    rule = next(rule for rule in RULES if rule.id == "approval-description-required")

    with pytest.raises(WrongConfig) as failure:
        complete(rule.id, {**rule.config, **CONFIG}, {"minimumLength": 20})

    assert quoted(failure.value) in PAGE


def test_the_page_has_what_a_policy_says_of_an_exemption_without_an_end() -> None:
    one = {"resource": "orders", "reason": "CHG-7", "approvedBy": "security board"}
    settings = complete("approval-requester-pinned", CONFIG, {"exemptions": [one]})

    with pytest.raises(WrongConfig) as failure:
        exemptions_of("approval-requester-pinned", settings, Source(frozenset()))

    assert quoted(failure.value) in PAGE


def quoted(failure: Exception) -> str:
    """The first line as the page has it: long ids are left out there."""
    line = str(failure).partition("\n")[0]
    return line.replace(COSMOS, "…").replace(GROUP, "…").replace(ENDPOINT, "…")
