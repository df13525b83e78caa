"""What a destroy does: which connections it leaves alone, and how a deletion ends."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import httpx
import pytest

from pulumi_private_endpoint.arm import ArmError, RequestFailed, ResourceId
from pulumi_private_endpoint.connections.errors import DecisionStands, NotConfirmed
from pulumi_private_endpoint.connections.model import parse
from pulumi_private_endpoint.connections.properties.inputs import from_props
from pulumi_private_endpoint.connections.reconcile.release import Deletion, release
from pulumi_private_endpoint.connections.services.lookup import spec_for

GROUP = "/subscriptions/s/resourceGroups/g/providers"
SEARCH = f"{GROUP}/Microsoft.Search/searchServices/shop"
SQL = f"{GROUP}/Microsoft.Sql/servers/shop"
COSMOS = f"{GROUP}/Microsoft.DocumentDB/databaseAccounts/shop"  # one change at a time
ENDPOINT = "/subscriptions/r/resourceGroups/g/providers/Microsoft.Network/privateEndpoints/pe"
OTHER = ENDPOINT.replace("/pe", "/other")
OPERATION = "http://127.0.0.1/subscriptions/s/providers/A.B/operations/1?api-version=1"
DONE = httpx.Response(204)
TAKEN = httpx.Response(202)
GONE = httpx.Response(404)


def shown(
    status: str = "Approved", endpoint: str = ENDPOINT, provisioning: str = "Succeeded"
) -> dict[str, Any]:
    properties = {
        "privateLinkServiceConnectionState": {"status": status, "description": "CHG-1"},
        "privateEndpoint": {"id": endpoint} if endpoint else {},
        "provisioningState": provisioning,
    }
    return {"name": "pe.1", "properties": properties}


def let_go(service: Any, on_destroy: str, requester: str | None = ENDPOINT, **more: Any) -> None:
    bag = {"targetResourceId": SEARCH, "connectionName": "pe.1", "status": "Approved", "timeout": "5m"}
    wanted = from_props(bag | {"onDestroy": on_destroy} | more)
    service.run(release(service.session, wanted, "pe.1", ResourceId.parse(requester) if requester else None))


def methods(service: Any) -> list[str]:
    return [method for method, _ in service.sent]


# --- what it does with what is there

ENDS = [
    pytest.param(
        "keep", shown(), [], "left as it is, Approved when last read (on_destroy is keep)", id="keep"
    ),
    pytest.param("reject", shown(), ["PUT"], None, id="reject what is approved"),
    pytest.param("reject", shown("Pending"), ["PUT"], None, id="reject what is pending again"),
    pytest.param("reject", shown("Rejected"), [], None, id="reject what is rejected"),
    pytest.param("reject", shown("Disconnected"), [], None, id="reject what is dead"),
    pytest.param("delete", shown(), ["DELETE"], None, id="delete what is approved"),
    pytest.param("delete", shown("Rejected"), ["DELETE"], None, id="delete what is rejected"),
    pytest.param("delete", shown("Disconnected"), ["DELETE"], None, id="delete what is dead"),
    pytest.param("reject", GONE, [], "is gone already", id="reject what is gone"),
    pytest.param("delete", GONE, [], "is gone already", id="delete what is gone"),
    pytest.param("reject", shown(endpoint=OTHER), [], "another requester now", id="reject another's"),
    pytest.param("delete", shown(endpoint=OTHER), [], "another requester now", id="delete another's"),
    pytest.param("delete", shown(endpoint=""), [], "another requester now", id="delete a hidden one's"),
    pytest.param("delete", shown("Disconnected", ""), ["DELETE"], None, id="a dead one hides who asked"),
    pytest.param(
        "delete", shown("Disconnected", OTHER), [], "another requester now", id="another's dead one"
    ),
]


@pytest.mark.parametrize(("on_destroy", "there", "sent", "said"), ENDS)
def test_what_is_done(service: Any, on_destroy: str, there: Any, sent: list[str], said: str | None) -> None:
    after = [shown("Rejected")] if on_destroy == "reject" else [GONE]
    arm = service(before=[there], writes=[DONE], after=after)

    let_go(arm, on_destroy)

    assert methods(arm) == sent
    told = arm.told.notes + arm.told.warnings
    assert len(told) == (0 if said is None else 1)
    if said is not None:
        assert told[0].startswith("connection pe.1 of Microsoft.Search/searchServices shop ")
        assert said in told[0]


def test_a_rejection_costs_one_look_before_it_and_one_after(service: Any) -> None:
    arm = service(before=[shown()], writes=[DONE], after=[shown("Rejected")])

    let_go(arm, "reject")

    assert len(arm.looks) == 2


def test_anothers_connection_is_a_warning(service: Any) -> None:
    arm = service(before=[shown(endpoint=OTHER)])

    let_go(arm, "delete")

    assert arm.told.notes == []
    assert arm.told.warnings[0].endswith("belongs to another requester now and is left alone")


def test_a_hidden_requesters_connection_is_released_for_whom_it_was_approved(service: Any) -> None:
    arm = service(before=[shown(endpoint="")], writes=[DONE], after=[GONE])

    let_go(arm, "delete", requester=None)

    assert methods(arm) == ["DELETE"]


@pytest.mark.parametrize("on_destroy", ["keep", "reject", "delete"])
def test_what_another_resource_has_is_left_to_it(service: Any, on_destroy: str) -> None:
    arm = service()
    arm.session.claims.keep([(ResourceId.parse(SEARCH), "pe.1", "another", "Approved")])

    let_go(arm, on_destroy)

    assert (arm.sent, arm.looks) == ([], [])
    assert "another resource of this program has it" in arm.told.notes[0]


def test_a_service_that_does_not_reject_says_what_to_do(service: Any) -> None:
    arm = service(before=[shown()])

    with pytest.raises(DecisionStands, match="delete the connection instead"):
        let_go(arm, "reject", targetResourceId=SQL)

    assert arm.sent == []


def test_a_rejection_keeps_the_text_and_asks_no_guard(service: Any) -> None:
    arm = service(before=[shown()], writes=[DONE], after=[shown("Rejected")])

    let_go(arm, "reject", groupId="blob", allowedSubscriptionIds=["none"], requestMessage="gone by now")

    state = arm.bodies[0]["properties"]["privateLinkServiceConnectionState"]
    assert (state["status"], state["description"]) == ("Rejected", "CHG-1")


# --- how a deletion ends

ENDINGS = [
    pytest.param([DONE], [GONE], [], id="at once"),
    pytest.param([httpx.Response(200)], [GONE], [], id="an empty 200"),
    pytest.param([DONE], [shown(), shown(), GONE], [], id="it shows for a while"),
    pytest.param([DONE], [shown(provisioning="Deleting"), GONE], [], id="it shows that it goes"),
    pytest.param([DONE], [shown(endpoint=OTHER)], [], id="another's took its name"),
    pytest.param([TAKEN], [shown(provisioning="Deleting"), GONE], [], id="L5 watched until it is gone"),
    pytest.param([TAKEN], [shown(), DONE, GONE], [], id="L40 watched until a 204"),
    pytest.param([TAKEN], [shown(), httpx.Response(200), GONE], [], id="L40 watched until an empty 200"),
    pytest.param(
        [httpx.Response(202, headers={"Azure-AsyncOperation": OPERATION})],
        [shown(), GONE],
        [httpx.Response(200, json={"status": "Succeeded"})],
        id="an operation, and then it shows for a while",
    ),
    pytest.param([httpx.Response(404)], [GONE], [], id="nothing to delete"),
]


@pytest.mark.parametrize(("writes", "after", "polls"), ENDINGS)
def test_a_deletion_is_sent_once_and_seen_to_its_end(
    service: Any, writes: list[Any], after: list[Any], polls: list[Any]
) -> None:
    arm = service(before=[shown(), *after], writes=writes, after=after, polls=polls)

    let_go(arm, "delete")

    assert methods(arm).count("DELETE") == 1


def test_a_404_alone_is_no_proof(service: Any) -> None:
    arm = service(before=[shown()], writes=[GONE])

    with pytest.raises(NotConfirmed, match="is still there after 300s: the operation may still finish"):
        let_go(arm, "delete")

    assert methods(arm) == ["DELETE"]


@pytest.mark.parametrize("status", ["Approved", "Succeeded"])
def test_a_watched_connection_that_is_at_rest_is_not_gone(service: Any, status: str) -> None:
    """While the operation runs the connection still answers, in whatever words."""
    arm = service(before=[shown()], writes=[TAKEN], after=[shown(status)])

    with pytest.raises(ArmError, match="did not finish within 300 s"):
        let_go(arm, "delete")

    assert methods(arm) == ["DELETE"]


def test_a_refusal_is_told(service: Any) -> None:
    arm = service(
        before=[shown()], writes=[httpx.Response(403, json={"error": {"code": "AuthorizationFailed"}})]
    )

    with pytest.raises(RequestFailed, match="403 AuthorizationFailed"):
        let_go(arm, "delete")


@pytest.mark.parametrize(
    ("now", "sent"),
    [
        pytest.param(shown(), 2, id="still there"),
        pytest.param(GONE, 1, id="deleted meanwhile"),
        pytest.param(shown(endpoint=OTHER), 1, id="another's by now"),
    ],
)
def test_what_had_to_wait_for_its_turn_is_looked_into(service: Any, now: Any, sent: int) -> None:
    arm = service(before=[], writes=[DONE], after=[GONE, now, GONE])
    target = ResourceId.parse(COSMOS)
    bag = {"targetResourceId": COSMOS, "connectionName": "pe.1", "onDestroy": "delete", "timeout": "5m"}
    wanted = from_props(bag)
    arm.lists["before"] = [shown()]

    async def two() -> None:
        walks = (release(arm.session, wanted, "pe.1", ResourceId.parse(ENDPOINT)) for _ in range(2))
        await asyncio.gather(*walks)

    arm.run(two())

    assert spec_for(target.type).one_writer
    assert methods(arm).count("DELETE") == sent


def test_its_time_runs_from_its_turn(service: Any) -> None:
    busy = httpx.Response(409, json={"error": {"code": "AnotherOperationInProgress"}})
    arm = service(before=[shown()], writes=[*[busy] * 6, DONE], after=[GONE])
    bag = {"targetResourceId": COSMOS, "connectionName": "pe.1", "onDestroy": "delete", "timeout": "60s"}
    wanted, session = from_props(bag), replace(arm.session, queue_seconds=600)

    async def after_another() -> None:
        async with arm.session.target_lock(
            wanted.target, spec_for(wanted.target.type), arm.session.deadline(60)
        ):
            second = asyncio.ensure_future(release(session, wanted, "pe.1", ResourceId.parse(ENDPOINT)))
            for _ in range(50):  # until it has looked, and waits
                await asyncio.sleep(0)
            assert arm.looks == [0]
            arm.clock.seconds += 55  # of the 60 that it has
        await second

    arm.run(after_another())

    assert arm.writes[-1] > 61


def test_what_is_deleted_is_named() -> None:
    target = ResourceId.parse(SEARCH)
    spec = spec_for(target.type)
    made = Deletion(None, spec, parse(shown(), spec, target), None)  # type: ignore[arg-type]

    assert made.named == "connection pe.1 of Microsoft.Search/searchServices shop"
    assert (made.state(made.connection), made.state(None), made.what) == ("still there", "gone", "a deletion")
    assert made.proves(None)
    assert not made.proves(made.connection)
