"""Answers no well-behaved service gives: what is read must be what was asked for, and still be allowed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import datetime, timezone
from typing import Any

import httpx
import pytest

from pulumi_private_endpoint.arm import (
    ArmClient,
    ArmError,
    PlaceholderTokens,
    ResourceId,
    UnreadableAnswer,
    resolve_cloud,
)
from pulumi_private_endpoint.connections.errors import ConnectionNotFound, ForbiddenConnection, NotConfirmed
from pulumi_private_endpoint.connections.properties.inputs import from_props
from pulumi_private_endpoint.connections.reconcile import approve
from pulumi_private_endpoint.connections.reconcile.release import release
from pulumi_private_endpoint.connections.runtime.session import Session

TARGET = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Search/searchServices/shop"
ENDPOINT = "/subscriptions/r/resourceGroups/g/providers/Microsoft.Network/privateEndpoints/pe"
Answer = Callable[[httpx.Request], httpx.Response]


class Clock:
    """Time that passes only where somebody sleeps."""

    seconds = 0.0

    def now(self) -> float:
        return self.seconds

    def utcnow(self) -> datetime:
        return datetime(2026, 1, 1, tzinfo=timezone.utc)

    async def sleep(self, seconds: float) -> None:
        self.seconds += seconds
        await asyncio.sleep(0)


class Silent:
    """A `Report` nobody reads."""

    def progress(self, text: str) -> None: ...

    def note(self, text: str) -> None: ...

    def warn(self, text: str) -> None: ...


class Arm:
    """A session on hand-written answers, and what it sent."""

    def __init__(self, answer: Answer) -> None:
        self.sent: list[str] = []

        def handle(request: httpx.Request) -> httpx.Response:
            self.sent.append(f"{request.method} {request.url.path.rpartition('/')[2]}")
            return answer(request)

        cloud = resolve_cloud({"PRIVATE_ENDPOINT_ARM_ENDPOINT": "http://127.0.0.1"}, lambda _: None)
        client = ArmClient(
            cloud,
            PlaceholderTokens(),
            clock=Clock(),
            transport=httpx.MockTransport(handle),
            jitter=lambda: 0.5,
        )
        self.session = Session(client, Silent())

    @property
    def writes(self) -> list[str]:
        return [request for request in self.sent if not request.startswith("GET")]


def connection(name: str = "pe.1", status: str = "Pending", message: str = "please", **more: Any) -> Any:
    state = {"status": status, "description": message}
    properties = {
        "privateLinkServiceConnectionState": state,
        "privateEndpoint": {"id": ENDPOINT},
        "provisioningState": "Succeeded",
    }
    return {"name": name, "properties": properties | more}


def wanted(**props: Any) -> Any:
    return from_props({"targetResourceId": TARGET, "waitForConnection": "0s", "timeout": "5m"} | props)


def is_list(request: httpx.Request) -> bool:
    return request.url.path.endswith("privateEndpointConnections")


@pytest.mark.parametrize("on_destroy", ["reject", "delete"])
def test_an_answer_about_another_connection_is_none(on_destroy: str) -> None:
    arm = Arm(lambda _: httpx.Response(200, json=connection("other.9", "Approved")))

    with pytest.raises(UnreadableAnswer, match=r"another connection, other\.9"):
        asyncio.run(release(arm.session, wanted(onDestroy=on_destroy), "pe.1", ResourceId.parse(ENDPOINT)))

    assert arm.writes == []


def test_a_guard_is_asked_again_of_the_connection_itself() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if is_list(request):
            return httpx.Response(200, json={"value": [connection(groupIds=["blob"])]})
        return httpx.Response(200, json=connection(groupIds=["file"]))

    arm = Arm(answer)

    with pytest.raises(ForbiddenConnection, match="sub-resource file"):
        asyncio.run(approve.approve(arm.session, wanted(privateEndpointId=ENDPOINT, groupId="blob")))

    assert arm.writes == []


def test_an_approval_that_only_a_stale_list_shows_is_none() -> None:
    decided: list[bool] = []

    def answer(request: httpx.Request) -> httpx.Response:
        if is_list(request):
            return httpx.Response(200, json={"value": [connection(status="Approved", message="old")]})
        decided.extend([True] if request.method == "PUT" else [])
        return httpx.Response(200, json=connection(status="Approved") if decided else connection())

    arm = Arm(answer)

    done = asyncio.run(approve.approve(arm.session, wanted(privateEndpointId=ENDPOINT)))

    assert arm.writes == ["PUT pe.1"]
    assert (done.connection.status, done.previous_status) == ("Approved", "Pending")
    assert done.request_message == "please"


def test_a_rejection_that_only_a_stale_list_shows_is_none() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if is_list(request):
            return httpx.Response(200, json={"value": [connection(status="Rejected")]})
        return httpx.Response(200, json=connection(status="Approved"))

    arm = Arm(answer)

    done = asyncio.run(approve.approve(arm.session, wanted(privateEndpointId=ENDPOINT)))

    assert (done.connection.status, arm.writes) == ("Approved", [])


def test_an_update_does_not_decide_a_request_with_another_message() -> None:
    arm = Arm(lambda _: httpx.Response(200, json=connection(message="another")))

    with pytest.raises(ForbiddenConnection, match="another message"):
        asyncio.run(
            approve.reapprove(arm.session, wanted(requestMessage="nonce"), "pe.1", ResourceId.parse(ENDPOINT))
        )

    assert arm.writes == []


def test_a_failed_operation_is_no_success_because_the_status_says_approved() -> None:
    operation = "http://127.0.0.1/subscriptions/s/providers/Microsoft.Search/operations/1?api-version=1"
    failed = {"status": "Failed", "error": {"code": "InternalServerError", "message": "no"}}
    decided: list[bool] = []

    def answer(request: httpx.Request) -> httpx.Response:
        if "operations" in request.url.path:
            return httpx.Response(200, json=failed)
        if request.method == "PUT":
            decided.append(True)
            return httpx.Response(200, json=connection(), headers={"Azure-AsyncOperation": operation})
        after = connection(status="Approved", provisioningState="Failed")
        return httpx.Response(200, json=after if decided else connection())

    with pytest.raises(NotConfirmed, match="provisioningState"):
        asyncio.run(approve.approve(Arm(answer).session, wanted(connectionName="pe.1")))


@pytest.mark.parametrize(
    "absent",
    [
        pytest.param(
            httpx.Response(404, text=json.dumps({"error": {"code": "InvalidResourceType", "message": "no"}})),
            id="the type is not served",
        ),
        pytest.param(httpx.Response(404, text="<html>no such page</html>"), id="a proxy's page"),
    ],
)
def test_not_every_404_says_that_a_connection_is_gone(absent: httpx.Response) -> None:
    arm = Arm(lambda _: httpx.Response(absent.status_code, text=absent.text))

    with pytest.raises(ArmError):
        asyncio.run(approve.read_current(arm.session, ResourceId.parse(TARGET), "pe.1", None))


def test_a_deletion_that_failed_is_not_waited_for() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.method == "DELETE":
            return httpx.Response(202)
        return httpx.Response(200, json=connection(status="Approved", provisioningState="Failed"))

    arm = Arm(answer)

    with pytest.raises(ArmError, match="did not succeed"):
        asyncio.run(release(arm.session, wanted(onDestroy="delete"), "pe.1", ResourceId.parse(ENDPOINT)))

    assert len(arm.sent) < 10


def test_a_deletion_that_stays_unclear_says_that_the_connection_is_there() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.method == "DELETE":
            return httpx.Response(200, text="<html>")
        return httpx.Response(200, json=connection(status="Approved"))

    arm = Arm(answer)

    with pytest.raises(NotConfirmed, match="is still there after 60s"):
        asyncio.run(
            release(
                arm.session, wanted(onDestroy="delete", timeout="60s"), "pe.1", ResourceId.parse(ENDPOINT)
            )
        )


def test_l15_a_rejection_that_is_still_settling_is_waited_for() -> None:
    seen = iter(
        [
            connection(),
            connection(status="Rejected", provisioningState="Updating"),
            connection(status="Rejected", provisioningState="Succeeded"),
        ]
    )

    def answer(request: httpx.Request) -> httpx.Response:
        sent = connection(status="Rejected")
        return httpx.Response(200, json=sent if request.method == "PUT" else next(seen))

    arm = Arm(answer)

    done = asyncio.run(approve.approve(arm.session, wanted(connectionName="pe.1", status="Rejected")))

    assert done.connection.provisioning_state == "Succeeded"
    assert arm.writes == ["PUT pe.1"]


def test_an_accepted_decision_is_not_sent_again_whatever_becomes_of_its_status() -> None:
    """As behind a proxy whose certificate only some answers are signed with."""
    lists = iter([connection(), *[connection() for _ in range(3)], connection(status="Approved")])

    def answer(request: httpx.Request) -> httpx.Response:
        if "operations" in request.url.path:
            raise httpx.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED]", request=request)
        if request.method == "PUT":
            headers = {"Azure-AsyncOperation": f"http://127.0.0.1{TARGET}/operations/1?api-version=1"}
            return httpx.Response(202, headers=headers)
        return httpx.Response(200, json=next(lists, connection(status="Approved")))

    arm = Arm(answer)

    done = asyncio.run(approve.approve(arm.session, wanted(connectionName="pe.1")))

    assert done.connection.status == "Approved"
    assert arm.writes == ["PUT pe.1"]


def test_every_look_while_waiting_is_a_new_one() -> None:
    class Ticking(Clock):
        def now(self) -> float:
            self.seconds += 0.001
            return self.seconds

    arm = Arm(lambda _: httpx.Response(200, json={"value": [connection("another", privateEndpoint=None)]}))
    arm.session.client.clock = Ticking()

    with pytest.raises(ConnectionNotFound):
        asyncio.run(approve.approve(arm.session, wanted(privateEndpointId=ENDPOINT, waitForConnection="60s")))

    # At 0, 1, 2.5, 5, 8, 13, 20.6, 30, 40, 50 and 60 seconds.
    assert len(arm.sent) == 11
