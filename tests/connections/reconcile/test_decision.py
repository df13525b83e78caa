"""What a decision is: what it sends, what it looks at, and which words prove it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import httpx
import pytest

from pulumi_private_endpoint.arm import Answer, ArmError, ResourceId, UnreadableAnswer
from pulumi_private_endpoint.connections.errors import (
    ConnectionChanged,
    DecisionStands,
    ForbiddenConnection,
    NotConfirmed,
)
from pulumi_private_endpoint.connections.model import Connection, parse
from pulumi_private_endpoint.connections.plan import Refuse
from pulumi_private_endpoint.connections.properties.inputs import from_props
from pulumi_private_endpoint.connections.reconcile.decision import Decision, cannot_become
from pulumi_private_endpoint.connections.services.lookup import spec_for

GROUP = "/subscriptions/s/resourceGroups/g/providers"
SEARCH = f"{GROUP}/Microsoft.Search/searchServices/shop"
SQL = f"{GROUP}/Microsoft.Sql/servers/shop"
STORAGE = f"{GROUP}/Microsoft.Storage/storageAccounts/shop"
COSMOS = f"{GROUP}/Microsoft.DocumentDB/databaseAccounts/shop"  # one change at a time
BATCH = f"{GROUP}/Microsoft.Batch/batchAccounts/shop"
IOT = f"{GROUP}/Microsoft.Devices/IotHubs/shop"  # no provisioning state
ENDPOINT = "/subscriptions/r/resourceGroups/g/providers/Microsoft.Network/privateEndpoints/pe"
OTHER = ENDPOINT.replace("/pe", "/other")
DONE = httpx.Response(204)


def shown(
    status: str = "Pending",
    provisioning: str | None = "Succeeded",
    text: str = "please",
    endpoint: str = ENDPOINT,
    **properties: Any,
) -> dict[str, Any]:
    properties |= {
        "privateLinkServiceConnectionState": {"status": status, "description": text},
        "privateEndpoint": {"id": endpoint},
    }
    return {
        "name": "pe.1",
        "properties": properties | ({"provisioningState": provisioning} if provisioning else {}),
    }


def decision(service: Any, target: str = SEARCH, status: str = "Approved", **more: Any) -> Decision:
    arm_id = ResourceId.parse(target)
    spec = spec_for(arm_id.type)
    given = {
        "session": service.session,
        "connection": parse(shown(), spec, arm_id),
        "deadline": service.session.deadline(60),
    }
    return Decision(spec=spec, status=status, **given | more)


def carried_out(service: Any, made: Decision, *, by_id: bool = True) -> Any:
    return service.run(made.carry_out(by_id=by_id))


# --- what proves it

PROOFS = [
    pytest.param(SEARCH, "Approved", "Approved", "Succeeded", id="L15 as wanted and at rest"),
    pytest.param(SEARCH, "Approved", "approved", "SUCCEEDED", id="L10 casing"),
    pytest.param(SEARCH, "Approved", "Approved", None, id="no provisioning state"),
    pytest.param(SQL, "Approved", "Approved", "Ready", id="L10 SQL's Ready"),
    pytest.param(IOT, "Approved", "Approved", "Anything", id="L10 no state of that name"),
    pytest.param(SEARCH, "Rejected", "Rejected", "Succeeded", id="a rejection"),
]
NOT_YET = [
    pytest.param(SEARCH, "Approved", "Pending", "Succeeded", id="L15 pending still"),
    pytest.param(SEARCH, "Approved", "Approved", "Updating", id="L15 under way"),
    pytest.param(SEARCH, "Approved", "Approved", "Ready", id="L10 another service's word"),
    pytest.param(SEARCH, "Approved", "Timeout", "Succeeded", id="E5 a word of its own"),
    pytest.param(SEARCH, "Rejected", "Approved", "Succeeded", id="a rejection that does not show"),
    pytest.param(SEARCH, "Rejected", "Pending", "Succeeded", id="a rejection of what is pending"),
]
FAILED = (
    [
        pytest.param(
            SEARCH, "Approved", "Approved", word, f"ended with provisioningState Approved .*{word}", id=word
        )
        for word in ("Failed", "Canceled", "cancelled", "FAILED")
    ]
    + [
        pytest.param(
            SEARCH, "Approved", status, "Succeeded", f"was sent Approved, and is {status} now", id=status
        )
        for status in ("Rejected", "Disconnected")
    ]
    + [
        pytest.param(
            SEARCH,
            "Rejected",
            "Disconnected",
            "Succeeded",
            "was sent Rejected, and is Disconnected now",
            id="gone",
        ),
    ]
)


@pytest.mark.parametrize(("target", "wanted_status", "status", "provisioning"), PROOFS)
def test_the_connection_shows_it(
    service: Any, target: str, wanted_status: str, status: str, provisioning: str | None
) -> None:
    there = service(writes=[DONE], after=[shown(status, provisioning)], before=[])

    done = carried_out(there, decision(there, target, wanted_status))

    assert done.after.status == wanted_status
    assert there.looks == [0]


@pytest.mark.parametrize(("target", "wanted_status", "status", "provisioning"), NOT_YET)
def test_the_connection_does_not_show_it_yet(
    service: Any, target: str, wanted_status: str, status: str, provisioning: str
) -> None:
    after = [shown(status, provisioning)] * 2 + [shown(wanted_status)]
    there = service(writes=[DONE], after=after, before=[])

    carried_out(there, decision(there, target, wanted_status))

    assert there.looks == [0, 1, 2.5]
    assert len(there.writes) == 1


@pytest.mark.parametrize(("target", "wanted_status", "status", "provisioning", "said"), FAILED)
def test_the_connection_shows_that_it_will_not_be(
    service: Any, target: str, wanted_status: str, status: str, provisioning: str, said: str
) -> None:
    there = service(writes=[DONE], after=[shown(status, provisioning)], before=[])

    with pytest.raises(NotConfirmed, match=said):
        carried_out(there, decision(there, target, wanted_status))

    assert there.looks == [0]


@pytest.mark.parametrize(
    ("polled", "looks"),
    [
        pytest.param([shown("Approved", "Succeeded")], 2, id="L5 it shows it"),
        pytest.param([shown("Pending", "Updating"), shown("Approved", "Succeeded")], 3, id="L5 under way"),
        pytest.param([shown("Pending", "Succeeded"), shown("Approved", "Succeeded")], 3, id="L15 it lags"),
        pytest.param([httpx.Response(204)], 2, id="L12 204"),
    ],
)
def test_l5_without_an_operation_the_connection_itself_is_watched(
    service: Any, polled: list[Any], looks: int
) -> None:
    there = service(writes=[httpx.Response(202)], after=[*polled, shown("Approved", "Succeeded")], before=[])

    carried_out(there, decision(there))

    assert (len(there.looks), len(there.writes)) == (looks, 1)


@pytest.mark.parametrize("empty", [httpx.Response(204), httpx.Response(200)], ids=["204", "empty 200"])
def test_l40_nothing_shows_no_decision(service: Any, empty: httpx.Response) -> None:
    empty.request = httpx.Request("GET", "http://127.0.0.1/c")
    assert not decision(service()).done(Answer.of(empty, "id"))


def test_l36_a_failure_that_the_watched_connection_shows(service: Any) -> None:
    failed = shown("Approved", "Failed")
    there = service(writes=[httpx.Response(202)], after=[failed], before=[])

    with pytest.raises((NotConfirmed, ArmError), match="Failed"):
        carried_out(there, decision(there))

    assert len(there.writes) == 1


# --- what is looked at


def test_what_is_as_wanted_is_not_touched(service: Any) -> None:
    there = service(before=[])
    made = decision(there)
    made = replace(made, connection=replace(made.connection, status="Approved"))

    done = carried_out(there, made)

    assert done.before == done.after == made.connection
    assert (there.sent, there.looks) == ([], [])


def test_what_is_not_in_line_is_a_warning(service: Any) -> None:
    there = service(before=[])
    made = decision(there, STORAGE, description="new")
    made = replace(made, connection=replace(made.connection, status="Approved"))

    carried_out(there, made)

    (warning,) = there.told.warnings
    assert warning.startswith("connection pe.1 of Microsoft.Storage/storageAccounts shop: ")
    assert "does not change the description" in warning


@pytest.mark.parametrize("by_id", [True, False], ids=["read by its id", "out of a list"])
def test_what_a_list_says_is_looked_into(service: Any, *, by_id: bool) -> None:
    there = service(before=[shown(provisioning="Refreshed")], writes=[DONE], after=[shown("Approved")])

    done = carried_out(there, decision(there), by_id=by_id)

    assert done.before.provisioning_state == ("Succeeded" if by_id else "Refreshed")
    assert len(there.looks) == (1 if by_id else 2)


@pytest.mark.parametrize(
    ("now", "writes"), [("Pending", 2), ("Approved", 1)], ids=["still pending", "decided meanwhile"]
)
def test_what_had_to_wait_for_its_turn_is_looked_into(service: Any, now: str, writes: int) -> None:
    there = service(writes=[DONE], before=[], after=[shown("Approved"), shown(now), shown("Approved")])
    made = decision(there, COSMOS)

    async def two() -> None:
        await asyncio.gather(made.carry_out(by_id=True), made.carry_out(by_id=True))

    there.run(two())

    assert len(there.writes) == writes


def test_its_time_runs_from_its_turn(service: Any) -> None:
    busy = httpx.Response(409, json={"error": {"code": "AnotherOperationInProgress"}})
    there = service(before=[shown()], writes=[*[busy] * 6, DONE], after=[shown("Approved")])
    made = decision(there, COSMOS, session=replace(there.session, queue_seconds=600))

    async def after_another() -> None:
        async with there.session.target_lock(made.connection.target, made.spec, there.session.deadline(60)):
            second = asyncio.ensure_future(made.carry_out(by_id=True))
            await asyncio.sleep(0)
            there.clock.seconds += 55  # of the 60 that it has
        await second

    there.run(after_another())

    assert there.writes[-1] > 61


CHANGES = [
    pytest.param(httpx.Response(404), ConnectionChanged, "no longer exists", id="gone"),
    pytest.param(shown(endpoint=OTHER), ConnectionChanged, "another request now", id="another requester"),
    pytest.param(shown(endpoint=""), ConnectionChanged, "another request now", id="a hidden requester"),
    pytest.param(shown(text="instead"), ConnectionChanged, "another request now", id="another message"),
    pytest.param(shown() | {"name": "pe.2"}, UnreadableAnswer, "another connection, pe.2", id="another name"),
    pytest.param(shown(groupIds=["file"]), ForbiddenConnection, "sub-resource file", id="a guard"),
    pytest.param(shown("Rejected"), DecisionStands, "cannot become Approved: it was Rejected", id="rejected"),
]


@pytest.mark.parametrize(("now", "error", "said"), CHANGES)
@pytest.mark.parametrize("moment", ["before it is sent", "after it was refused as busy"])
def test_what_is_no_longer_the_same_is_left_alone(
    service: Any, moment: str, now: Any, error: type[Exception], said: str
) -> None:
    busy = httpx.Response(409, json={"error": {"code": "AnotherOperationInProgress"}})
    there = service(before=[now], writes=[busy])
    guarded = from_props({"targetResourceId": SEARCH, "connectionName": "pe.1", "groupId": "blob"})
    made = decision(there, wanted=guarded if "groupIds" in str(now) else None)

    with pytest.raises(error, match=said):
        carried_out(there, made, by_id=moment != "before it is sent")

    assert len(there.writes) == (0 if moment == "before it is sent" else 1)


@pytest.mark.parametrize(
    "now",
    [
        pytest.param(shown(text="CHG-1"), id="our text, put there first"),
        pytest.param(shown("Approved", text="whatever"), id="a text once it is decided"),
        pytest.param(shown(endpoint=ENDPOINT.upper()), id="L41 the id in another casing"),
    ],
)
def test_what_is_the_same_is_taken_for_it(service: Any, now: Any) -> None:
    there = service(before=[now], writes=[DONE], after=[shown("Approved", text="CHG-1")])

    done = carried_out(there, decision(there, description="CHG-1"), by_id=False)

    assert done.after.status == "Approved"


def test_a_state_that_is_not_shown_is_named_absent(service: Any) -> None:
    there = service(writes=[DONE], after=[shown(provisioning=None)], before=[])

    with pytest.raises(NotConfirmed, match=r"is Pending \(provisioningState absent\) after 60s instead of"):
        carried_out(there, decision(there))


def test_a_message_is_shown_beside_what_it_was(service: Any) -> None:
    there = service(before=[shown(text="instead")])

    with pytest.raises(ConnectionChanged) as failure:
        carried_out(there, decision(there), by_id=False)

    first, *rest = str(failure.value).splitlines()
    assert first.endswith("look before running again")
    assert [line.partition(":")[0].strip() for line in rest] == ["singled out", "there now"]
    assert 'message "please"' in rest[0]
    assert 'message "instead"' in rest[1]


# --- what is sent


@pytest.mark.parametrize(
    ("target", "method"), [pytest.param(SEARCH, "PUT", id="PUT"), pytest.param(BATCH, "PATCH", id="PATCH")]
)
def test_the_verb_is_the_services(service: Any, target: str, method: str) -> None:
    there = service(writes=[DONE], before=[], after=[shown("Approved")])

    carried_out(there, decision(there, target, description="CHG-1", actions_required="None"))

    assert there.sent == [(method, 0)]
    state = there.bodies[0]["properties"]["privateLinkServiceConnectionState"]
    assert (state["status"], state["description"]) == ("Approved", "CHG-1")


def test_the_body_is_made_of_what_was_seen_last(service: Any) -> None:
    busy = httpx.Response(409, json={"error": {"code": "AnotherOperationInProgress"}})
    there = service(before=[shown("Approved", text="now")], writes=[busy, DONE], after=[shown("Rejected")])

    carried_out(there, decision(there, status="Rejected"))

    texts = [body["properties"]["privateLinkServiceConnectionState"]["description"] for body in there.bodies]
    assert texts == ["please", "now"]


@pytest.mark.parametrize(
    ("target", "takes"),
    [
        pytest.param(SEARCH, True, id="as most"),
        pytest.param(STORAGE, False, id="E1"),
        pytest.param(SQL, False, id="E2"),
    ],
)
def test_who_takes_a_decision_twice(service: Any, target: str, *, takes: bool) -> None:
    assert decision(service(), target).repeatable is takes


def test_l33_of_whom_nothing_is_known_nothing_is_believed(service: Any) -> None:
    target = ResourceId.parse(f"{GROUP}/Contoso.Shop/shops/shop")
    spec = spec_for(target.type, "2030-01-01")
    made = replace(decision(service()), spec=spec)
    assert spec.repeats
    assert not made.repeatable


@pytest.mark.parametrize(("status", "stands"), [("Pending", False), ("Approved", True)])
def test_what_failed_for_good_stands_if_the_status_is_another(
    service: Any, status: str, *, stands: bool
) -> None:
    made = decision(service())
    made.session.call_record.may_stand = True

    made.came_to_nothing(replace(made.connection, status=status))

    assert made.session.call_record.may_stand is stands


def test_a_decision_that_stands_names_the_connection(azure: Any) -> None:
    target = ResourceId.parse(SEARCH)
    there: Connection = parse(shown(), spec_for(target.type), target)

    said = str(cannot_become(azure().session, there, "Approved", Refuse("it is too late")))

    assert (
        said
        == "connection pe.1 of Microsoft.Search/searchServices shop cannot become Approved: it is too late"
    )


@pytest.mark.parametrize(
    ("status", "agree"),
    [("Rejected", "; or set status to Rejected, to agree"), ("Disconnected", "")],
    ids=["rejected", "disconnected"],
)
def test_a_decision_that_only_a_new_request_changes_says_how(azure: Any, status: str, agree: str) -> None:
    target = ResourceId.parse(SEARCH)
    there: Connection = parse(shown(status), spec_for(target.type), target)

    said = str(cannot_become(azure().session, there, "Approved", Refuse("no", by_replacement=True)))

    assert said.endswith(
        "cannot become Approved: no: have the consumer re-create the private endpoint, then run `pulumi up` "
        f"again, with `--replace` for an approval that was made before{agree}"
    )
