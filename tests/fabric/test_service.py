"""The walk against the simulator, in virtual time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
import pytest

from pulumi_private_endpoint.arm import ArmClient, ArmError, PlaceholderTokens, RequestFailed, resolve_cloud
from pulumi_private_endpoint.fabric import Endpoint, Fabric, FabricFailed, Wanted, at_fabric
from pulumi_private_endpoint.simulator import Scenario, create_app

PAGE = (Path(__file__).parents[2] / "docs" / "troubleshooting.md").read_text(encoding="utf-8")
WORKSPACE = "47482db6-4583-4672-86dd-999d0f8f4d7a"
SQL = "/subscriptions/0a4bd5ae/resourceGroups/g/providers/Microsoft.Sql/servers/v"
PATH = f"/v1/workspaces/{WORKSPACE}/managedPrivateEndpoints"
WANTED = Wanted(WORKSPACE, "sql", SQL, "sqlServer", "9c1e-a-nonce")
LOCAL = {
    "PRIVATE_ENDPOINT_ARM_ENDPOINT": "http://127.0.0.1",
    "PRIVATE_ENDPOINT_FABRIC_ENDPOINT": "http://127.0.0.1",
}


class Clock:
    """Time that passes only in sleep, for both sides."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def now(self) -> float:
        return self.seconds

    def utcnow(self) -> datetime:
        return datetime(2026, 1, 1, tzinfo=timezone.utc) + timedelta(seconds=self.seconds)

    async def sleep(self, seconds: float) -> None:
        self.seconds += seconds


class Wire(httpx.AsyncBaseTransport):
    """The way to the simulator, on which a POST may be lost, or its answer."""

    def __init__(self, app: Any) -> None:
        self.inner = httpx.ASGITransport(app)
        self.loses = ""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.method != "POST" or not self.loses:
            return await self.inner.handle_async_request(request)
        if self.loses == "answer":
            await self.inner.handle_async_request(request)
        raise httpx.ReadError("lost", request=request)


class Simulated:
    """Fabric, with time of its own; `act` gets the client, the report and a deadline."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.passing: list[str] = []
        self.app = create_app(Scenario(), clock=self.clock)
        self.wire = Wire(self.app)
        self.fabric: Fabric | None = None

    def progress(self, text: str) -> None:
        self.passing.append(text)

    def run(self, act: Callable[..., Any], seconds: float = 2400.0, *, anew: bool = False) -> Any:
        """One call of a process; `anew`, the first one of another."""

        async def work() -> Any:
            client = ArmClient(
                at_fabric(resolve_cloud(LOCAL, lambda _: None), LOCAL),
                PlaceholderTokens(),
                clock=self.clock,
                transport=self.wire,
                jitter=lambda: 0.5,
            )
            if self.fabric is None or anew:
                self.fabric = Fabric(client)
            self.fabric.client = client
            try:
                return await act(self.fabric, self, self.fabric.deadline(seconds))
            finally:
                await client.close()

        return asyncio.run(work())

    def ask(self, method: str, path: str, **arguments: Any) -> Any:
        async def work() -> Any:
            transport = httpx.ASGITransport(self.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as http:
                answer = await http.request(method, path, headers={"Authorization": "Bearer x"}, **arguments)
                answer.raise_for_status()
                return answer.json() if answer.content else None

        return asyncio.run(work())

    def sent(self, method: str) -> list[dict[str, Any]]:
        return [each for each in self.ask("GET", "/_simulator/log") if each["method"] == method]

    def connections(self) -> list[dict[str, Any]]:
        return list(self.ask("GET", "/_simulator/connections"))

    def decide(self, status: str) -> None:
        (found,) = self.connections()
        self.ask("PATCH", "/_simulator/connections", params={"id": found["id"]}, json={"status": status})


@pytest.fixture
def azure() -> Simulated:
    return Simulated()


async def create(fabric: Fabric, report: Any, deadline: Any) -> Endpoint:
    return await fabric.create(WANTED, report, deadline)


def delete(id_: str) -> Callable[..., Any]:
    return lambda fabric, report, deadline: fabric.delete(WORKSPACE, id_, report, deadline)


def read(id_: str) -> Callable[..., Any]:
    return lambda fabric, _, deadline: fabric.read(WORKSPACE, id_, deadline)


def until_approved(id_: str) -> Callable[..., Any]:
    return lambda fabric, report, deadline: fabric.until_approved(WORKSPACE, id_, report, deadline)


def test_it_is_made_and_waited_for_until_its_request_is_there(azure: Simulated) -> None:
    made = azure.run(create)

    assert (made.name, made.provisioning_state, made.status) == ("sql", "Succeeded", "Pending")
    (asked,) = azure.connections()
    assert (asked["status"], asked["description"]) == ("Pending", "9c1e-a-nonce")
    assert asked["private_endpoint"].endswith(".sql")
    assert azure.passing[0] == "waiting for Fabric to provision sql: Provisioning"
    assert azure.run(read(made.id)) == made


def test_no_request_has_an_api_version(azure: Simulated) -> None:
    azure.run(create)

    assert {each["query"] for each in azure.ask("GET", "/_simulator/log")} == {""}


def test_what_an_earlier_run_began_is_taken_up(azure: Simulated) -> None:
    with pytest.raises(FabricFailed, match=r"^Fabric still says Provisioning of sql after 20 s: run again"):
        azure.run(create, 20)

    made = azure.run(create, anew=True)

    assert made.provisioning_state == "Succeeded"
    assert len(azure.sent("POST")) == 1


@pytest.mark.parametrize(
    ("other", "status"),
    [
        pytest.param({"targetPrivateLinkResourceId": SQL + "2"}, "Pending", id="another target"),
        pytest.param({"targetSubresourceType": "other"}, "Pending", id="another part"),
        pytest.param({"requestMessage": "another"}, "Pending", id="another message"),
        pytest.param({}, "Approved", id="answered already"),
    ],
)
def test_what_somebody_else_made_is_not_taken_over(
    azure: Simulated, other: dict[str, str], status: str
) -> None:
    azure.ask("POST", PATH, json=WANTED.body() | other)
    azure.clock.seconds += 60
    azure.ask("GET", PATH)
    azure.decide(status)

    with pytest.raises(FabricFailed, match=r"has a managed private endpoint sql already") as raised:
        azure.run(create)

    assert len(azure.sent("POST")) == 1
    assert f"\n{raised.value}\n" in PAGE


def test_its_name_is_looked_for_on_every_page(azure: Simulated) -> None:
    for number in range(45):
        azure.ask("POST", PATH, json=WANTED.body() | {"name": f"other-{number}"})
    azure.ask("POST", PATH, json=WANTED.body())

    azure.run(create)

    assert len(azure.sent("POST")) == 46


def test_throttling_is_waited_out(azure: Simulated) -> None:
    fault = {"method": "POST", "path": PATH, "effect": "error", "status": 429, "code": "RequestBlocked"}
    azure.ask("POST", "/_simulator/faults", json=fault | {"retry_after": 55, "times": 2})

    azure.run(create)

    times = [each["time"] for each in azure.sent("POST") if each["path"] == PATH]
    assert [later - earlier >= 55 for earlier, later in pairwise(times)] == [True, True]


def test_a_lost_answer_is_looked_into_and_not_sent_again(azure: Simulated) -> None:
    azure.wire.loses = "answer"

    assert azure.run(create).provisioning_state == "Succeeded"

    assert len([each for each in azure.sent("POST") if each["path"] == PATH]) == 1


def test_a_lost_answer_of_a_request_that_did_not_arrive_is_an_error(azure: Simulated) -> None:
    azure.wire.loses = "request"

    with pytest.raises(ArmError) as raised:
        azure.run(create)

    assert raised.value.outcome_unknown


def test_fabrics_own_code_is_told(azure: Simulated) -> None:
    wanted = Wanted(WORKSPACE, "sql", SQL, None, "m")

    with pytest.raises(RequestFailed) as raised:
        azure.run(lambda fabric, report, deadline: fabric.create(wanted, report, deadline))

    assert raised.value.code == "InvalidInput"
    assert str(raised.value).startswith(f"POST {PATH} was refused (400 InvalidInput)")


def test_it_is_deleted_and_gone(azure: Simulated) -> None:
    made = azure.run(create)

    azure.run(delete(made.id))

    assert azure.connections() == []
    assert azure.run(read(made.id)) is None
    azure.run(delete(made.id))  # Once more is no harm.
    assert len(azure.sent("DELETE")) == 1


def test_after_a_deletion_a_quarter_of_an_hour_passes(azure: Simulated) -> None:
    azure.run(delete(azure.run(create).id))
    deleted = azure.clock.now()

    azure.run(create)

    posted = azure.sent("POST")[-1]["time"]
    assert 900 <= posted - deleted < 930
    assert any(line.startswith("waiting 900 s: so long after a deletion") for line in azure.passing)


def test_a_deadline_that_is_nearer_is_told_at_once(azure: Simulated) -> None:
    azure.run(delete(azure.run(create).id))
    before = azure.clock.now()

    with pytest.raises(
        FabricFailed, match=r"a quarter of an hour after one was deleted: run again in 900 s$"
    ):
        azure.run(create, 600)

    assert azure.clock.now() - before < 1


def test_another_process_is_refused_and_told_why(azure: Simulated) -> None:
    azure.run(delete(azure.run(create).id))

    with pytest.raises(FabricFailed) as raised:
        azure.run(create, anew=True)

    first, *_, last = str(raised.value).splitlines()
    assert first.startswith(f"POST {PATH} was refused (409 PrivateEndpointRecentlyDeleted)")
    assert last.startswith(
        "Where an endpoint for the same target was deleted, Fabric takes another a quarter"
    )


def test_its_approval_is_waited_for(azure: Simulated) -> None:
    made = azure.run(create)
    with pytest.raises(FabricFailed, match=r"^Fabric still says Pending of sql after 60 s$"):
        azure.run(until_approved(made.id), 60)
    azure.decide("Approved")

    assert azure.run(until_approved(made.id), 60).status == "Approved"
    assert "waiting for Fabric to see sql approved: Pending" in azure.passing


@pytest.mark.parametrize("status", ["Rejected", "Disconnected"])
def test_a_refusal_is_not_waited_for(azure: Simulated, status: str) -> None:
    made = azure.run(create)
    azure.decide(status)
    before = azure.clock.now()

    with pytest.raises(FabricFailed, match=f"^Fabric says {status} of sql: recreate it$"):
        azure.run(until_approved(made.id), 60)

    assert azure.clock.now() - before < 1


def test_one_that_is_gone_is_not_waited_for(azure: Simulated) -> None:
    with pytest.raises(
        FabricFailed, match=r"^Fabric has no managed private endpoint 59a92b06.* any more: recreate it$"
    ):
        azure.run(until_approved("59a92b06-6e5a-468c-b748-e28c8ff28da3"), 60)
