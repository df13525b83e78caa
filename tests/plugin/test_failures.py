"""What is left of a call that fails or is cancelled: a state only where a decision was sent."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import grpc
import pytest
from google.protobuf import empty_pb2
from pulumi.runtime.proto import provider_pb2

from pulumi_private_endpoint.simulator import Connection, Fault, Running, Scenario, running

from .conftest import APPROVAL_SET, Plugin, bag, given, kept, urn

COSMOS = (
    "/subscriptions/0a4bd5ae-6ba3-4c4e-9df4-3f0e6c1f7d21/resourceGroups/shop"
    "/providers/Microsoft.DocumentDB/databaseAccounts/orders"
)
ENDPOINT = (
    "/subscriptions/c96f3d17-2b0e-4d0a-a3b5-5a8e7d2f9b44/resourceGroups/warehouse"
    "/providers/Microsoft.Network/privateEndpoints/warehouse-orders"
)
ID = f"{COSMOS}/privateEndpointConnections/c1"
INPUTS = {"targetResourceId": COSMOS, "privateEndpointId": ENDPOINT, "description": "CHG-1 orders"}
SLOW = Connection(COSMOS, "c1", private_endpoint=ENDPOINT, description="please", operation_seconds=3600)
STANDS = replace(SLOW, status="Approved", description="CHG-1 orders")
CHANGED = {"description": "CHG-2 orders"}
SOON = 5.0
Start = Callable[..., Plugin]


@pytest.fixture
def simulated() -> Iterator[Callable[..., Running]]:
    """`simulated(connections, faults)`: a local Azure until the test is over."""
    contexts = []

    def start(*connections: Connection, faults: tuple[Fault, ...] = (), time_scale: float = 1.0) -> Running:
        contexts.append(running(Scenario(connections=connections, faults=faults, time_scale=time_scale)))
        return contexts[-1].__enter__()

    yield start
    for context in contexts:
        context.__exit__(None, None, None)


def until_sent(azure: Running, method: str = "PUT") -> None:
    """Wait until a decision, or a deletion, was sent."""
    deadline = time.monotonic() + 30
    while not any(entry["method"] == method for entry in azure.log()):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def until_waiting(plugin: Plugin) -> None:
    deadline = time.monotonic() + 30
    while not any("waiting for" in line for line in plugin.engine.passing):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def cancel(plugin: Plugin) -> None:
    plugin.call("Cancel", empty_pb2.Empty())


def interrupt(plugin: Plugin) -> None:
    plugin.process.send_signal(signal.SIGINT)


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(Fault(method="PUT", effect="missing-role", times=0), id="no right"),
        pytest.param(Fault(method="GET", effect="missing-role", times=0), id="not even to read"),
    ],
)
def test_a_refused_create_leaves_no_state(simulated: Any, start_plugin: Start, fault: Fault) -> None:
    plugin = start_plugin(simulated(SLOW, faults=(fault,)).url)

    with pytest.raises(grpc.RpcError) as failure:
        plugin.create(plugin.checked(INPUTS))

    assert kept(failure.value) is None
    assert "was refused (403" in failure.value.details()


def test_a_create_that_runs_out_of_time_after_its_decision_is_kept_and_taken_up(
    simulated: Any, start_plugin: Start
) -> None:
    azure = simulated(SLOW, time_scale=0.001)  # the hour of its operation takes 3.6 s
    plugin = start_plugin(azure.url)
    inputs = plugin.checked(INPUTS | {"onDestroy": "delete", "timeout": "2s"})

    with pytest.raises(grpc.RpcError) as failure:
        plugin.create(inputs)

    left = kept(failure.value)
    (reason,) = left.reasons
    assert reason == failure.value.details()
    assert left.id == ID
    assert given(left.inputs) == inputs
    outs = given(left.properties)
    assert (outs["status"], outs["connectionName"], outs["requestMessage"]) == ("Pending", "c1", "please")

    news = plugin.checked(INPUTS | {"timeout": "60s"}, inputs)
    assert plugin.diff(left.id, outs, news, inputs).changes
    after = plugin.update(left.id, outs, news)
    assert (after["status"], after["previousStatus"], after["requestMessage"]) == (
        "Approved",
        "Pending",
        "please",
    )
    assert [entry["method"] for entry in azure.log()].count("PUT") == 1


@pytest.mark.parametrize("stop", [cancel, interrupt], ids=["Cancel", "SIGINT"])
class TestStopped:
    def test_in_a_wait_after_the_decision_it_ends_at_once_and_keeps_what_stands(
        self, simulated: Any, start_plugin: Start, stop: Callable[[Plugin], None]
    ) -> None:
        azure = simulated(SLOW)
        plugin = start_plugin(azure.url)
        under_way = plugin.begin_create(plugin.checked(INPUTS))
        until_sent(azure)
        time.sleep(0.2)
        begun, asked = time.monotonic(), len(azure.log())

        stop(plugin)

        failure = under_way.exception(SOON)
        assert time.monotonic() - begun < SOON
        assert failure.code() is grpc.StatusCode.CANCELLED
        assert failure.details() == (
            "cancelled: nothing more is sent; what was sent before may stand: run again to find out"
        )
        assert (kept(failure).id, given(kept(failure).properties)["status"]) == (ID, "Pending")
        assert len(azure.log()) == asked

    def test_before_it_leaves_nothing(
        self, simulated: Any, start_plugin: Start, stop: Callable[[Plugin], None]
    ) -> None:
        azure = simulated(Connection(COSMOS, "c2", private_endpoint=f"{ENDPOINT}-2"))
        plugin = start_plugin(azure.url)
        under_way = plugin.begin_create(plugin.checked(INPUTS))
        until_waiting(plugin)

        stop(plugin)

        failure = under_way.exception(SOON)
        assert (failure.code(), kept(failure)) == (grpc.StatusCode.CANCELLED, None)
        assert failure.details() == "cancelled: nothing more is sent"
        assert all(entry["method"] == "GET" for entry in azure.log())


@pytest.mark.parametrize(
    ("method", "sent"),
    [
        pytest.param("Update", "PUT", id="an update"),
        pytest.param("Delete", "DELETE", id="a deletion"),
    ],
)
@pytest.mark.parametrize("who", [urn(), urn("all", APPROVAL_SET)], ids=["single", "set"])
def test_cancelled_it_says_that_what_was_sent_may_stand(
    simulated: Any, start_plugin: Start, method: str, sent: str, who: str
) -> None:
    azure = simulated(STANDS)
    plugin = start_plugin(azure.url)

    def checked(**more: Any) -> dict[str, Any]:
        one = {**INPUTS, "onDestroy": "delete", **more}
        return plugin.checked({"approvals": {"orders": one}} if who != urn() else one, who=who)

    inputs = checked()
    id_, outs = plugin.create(inputs, who=who)
    news = checked(description="CHG-2 orders")
    request = (
        provider_pb2.UpdateRequest(id=id_, urn=who, olds=bag(outs), news=bag(news))
        if method == "Update"
        else provider_pb2.DeleteRequest(id=id_, urn=who, properties=bag(outs))
    )
    plugin = plugin if method == "Update" else start_plugin(azure.url)  # which claims nothing
    under_way = getattr(plugin.stub, method).future(request, timeout=60)
    until_sent(azure, sent)
    time.sleep(0.2)

    cancel(plugin)

    failure = under_way.exception(SOON)
    assert failure.details() == (
        "cancelled: nothing more is sent; what was sent before may stand: run again to find out"
    )
    left = kept(failure)
    assert (left is None) == (method == "Delete")
    if left is not None:
        assert (left.id, given(left.inputs), given(left.properties)) == (id_, news, outs)


@pytest.mark.parametrize("stop", [cancel, interrupt], ids=["Cancel", "SIGINT"])
def test_an_update_that_is_stopped_after_its_decision_ends_at_once(
    simulated: Any, start_plugin: Start, stop: Callable[[Plugin], None]
) -> None:
    azure = simulated(STANDS)
    plugin = start_plugin(azure.url)
    inputs = plugin.checked(INPUTS)
    id_, outs = plugin.create(inputs)
    under_way = plugin.begin_update(id_, outs, plugin.checked(INPUTS | CHANGED, inputs))
    until_sent(azure)
    time.sleep(0.2)
    begun, asked = time.monotonic(), len(azure.log())

    stop(plugin)

    left = kept(under_way.exception(SOON))
    assert time.monotonic() - begun < SOON
    assert (left.id, given(left.properties)["description"]) == (ID, "CHG-1 orders")
    assert len(azure.log()) == asked


def test_an_update_that_runs_out_of_time_after_its_decision_is_kept_and_taken_up(
    simulated: Any, start_plugin: Start
) -> None:
    azure = simulated(STANDS, time_scale=0.001)
    plugin = start_plugin(azure.url)
    stored = {"__provider": "cHJvdmlkZXI="}
    inputs = plugin.checked(INPUTS)
    id_, outs = plugin.create(inputs)
    hurried = plugin.checked(INPUTS | CHANGED | {"timeout": "2s"}, inputs)

    with pytest.raises(grpc.RpcError) as failure:
        plugin.update(id_, outs | stored, hurried)

    left = kept(failure.value)
    assert list(left.reasons) == [failure.value.details()]
    assert "did not finish within 2 s" in failure.value.details()
    assert (left.id, given(left.inputs)) == (ID, hurried)
    outs = given(left.properties)
    assert (outs["description"], outs["timeout"]) == ("CHG-1 orders", "2s")
    assert outs["__provider"] == stored["__provider"]

    after = plugin.update(id_, outs, plugin.checked(INPUTS | CHANGED, inputs))
    assert after["description"] == "CHG-2 orders"
    assert [entry["method"] for entry in azure.log()].count("PUT") == 1


def test_a_refused_update_leaves_the_state_as_it_was(simulated: Any, start_plugin: Start) -> None:
    plugin = start_plugin(
        simulated(STANDS, faults=(Fault(method="PUT", effect="missing-role", times=0),)).url
    )
    inputs = plugin.checked(INPUTS)
    id_, outs = plugin.create(inputs)

    with pytest.raises(grpc.RpcError, match="was refused") as failure:
        plugin.update(id_, outs, plugin.checked(INPUTS | CHANGED, inputs))

    assert kept(failure.value) is None


def test_what_comes_after_a_cancel_is_not_begun(simulated: Any, start_plugin: Start) -> None:
    azure = simulated(SLOW)
    plugin = start_plugin(azure.url)
    inputs = plugin.checked(INPUTS)
    cancel(plugin)

    with pytest.raises(grpc.RpcError, match="cancelled: nothing more is sent"):
        plugin.create(inputs)

    assert azure.log() == []


def test_a_plugin_that_dies_is_taken_up_without_a_second_decision(
    simulated: Any, start_plugin: Start
) -> None:
    azure = simulated(SLOW, time_scale=0.001)
    first = start_plugin(azure.url)
    under_way = first.begin_create(first.checked(INPUTS))
    until_sent(azure)
    first.process.kill()
    assert under_way.exception(SOON)

    second = start_plugin(azure.url)
    id_, outs = second.create(second.checked(INPUTS))

    assert (id_, outs["status"]) == (ID, "Approved")
    assert [entry["method"] for entry in azure.log()].count("PUT") == 1
    first.ends_with = -signal.SIGKILL


def test_a_plugin_whose_engine_was_killed_ends(simulated: Any, start_plugin: Start) -> None:
    plugin = start_plugin(simulated(SLOW).url)
    plugin.checked(INPUTS | {"description": "x" * 141})  # it talks to the engine
    assert plugin.engine.warnings

    plugin.kill_engine()

    assert plugin.process.wait(30) == 0


def test_a_proxy_is_no_way_to_the_engine(simulated: Any, start_plugin: Start) -> None:
    plugin = start_plugin(
        simulated(SLOW).url, http_proxy="http://127.0.0.1:9", https_proxy="http://127.0.0.1:9"
    )

    plugin.checked(INPUTS | {"description": "x" * 141})

    assert plugin.engine.warnings


def test_custom_timeouts_win_over_the_input(simulated: Any, start_plugin: Start) -> None:
    plugin = start_plugin(simulated(SLOW).url)
    begun = time.monotonic()

    with pytest.raises(grpc.RpcError, match="did not finish within 2 s"):
        plugin.create(plugin.checked(INPUTS | {"timeout": "10m"}), timeout=2)

    assert time.monotonic() - begun < 30


class TestASet:
    def test_keeps_the_entries_that_are_done_although_others_fail(
        self, simulated: Any, start_plugin: Start
    ) -> None:
        azure = simulated(Connection(COSMOS, "c1", private_endpoint=ENDPOINT), time_scale=0.01)
        plugin = start_plugin(azure.url)
        who = urn("all", APPROVAL_SET)
        missing = INPUTS | {"privateEndpointId": f"{ENDPOINT}-2", "waitForConnection": "0s"}
        inputs = plugin.checked({"approvals": {"orders": INPUTS, "stock": missing}}, who=who)

        with pytest.raises(grpc.RpcError) as failure:
            plugin.create(inputs, who=who)

        left = kept(failure.value)
        assert left.id.startswith("all-")
        outs = given(left.properties)
        assert list(outs["results"]) == list(outs["approvals"]) == ["orders"]
        assert outs["results"]["orders"]["connectionName"] == "c1"
        assert "not in the state" not in failure.value.details()
        assert failure.value.details().startswith("1 of 2 approvals failed")

    def test_cancelled_it_keeps_what_is_done_and_what_may_stand(
        self, simulated: Any, start_plugin: Start
    ) -> None:
        quick = Connection(COSMOS, "c2", private_endpoint=f"{ENDPOINT}-2", status="Approved")
        azure = simulated(SLOW, quick)
        plugin = start_plugin(azure.url)
        who = urn("all", APPROVAL_SET)
        entries = {
            "orders": INPUTS,
            "stock": {"targetResourceId": COSMOS, "connectionName": "c2"},
            "later": {"targetResourceId": COSMOS, "connectionName": "c3"},
        }
        under_way = plugin.begin_create(plugin.checked({"approvals": entries}, who=who), who=who)
        until_sent(azure)
        time.sleep(0.2)

        cancel(plugin)

        outs = given(kept(under_way.exception(SOON)).properties)
        assert {key: each["status"] for key, each in outs["approvals"].items()} == {
            "orders": "Pending",
            "stock": "Approved",
        }

    def test_of_what_may_stand_it_keeps_no_text_as_it_came(self, simulated: Any, start_plugin: Start) -> None:
        azure = simulated(replace(SLOW, description="please \x1b[31m"))
        plugin = start_plugin(azure.url)
        who = urn("all", APPROVAL_SET)
        inputs = plugin.checked({"approvals": {"orders": {**INPUTS, "description": None}}}, who=who)
        under_way = plugin.begin_create(inputs, who=who)
        until_sent(azure)
        time.sleep(0.2)

        cancel(plugin)

        left = kept(under_way.exception(SOON))
        assert given(left.properties)["results"]["orders"]["description"] == r"please \x1b[31m"

    def test_of_which_an_update_fails_keeps_what_is_done_and_all_else_as_it_was(
        self, simulated: Any, start_plugin: Start
    ) -> None:
        fault = Fault(method="PUT", effect="missing-role", connection="c1", times=0)
        asked = [
            Connection(COSMOS, f"c{number}", private_endpoint=f"{ENDPOINT}-{number}", status="Approved")
            for number in (2, 3)
        ]
        plugin = start_plugin(simulated(STANDS, *asked, faults=(fault,), time_scale=0.01).url)
        who = urn("all", APPROVAL_SET)
        stock, later = (INPUTS | {"privateEndpointId": each.private_endpoint} for each in asked)
        del stock["description"], later["description"]
        inputs = plugin.checked({"approvals": {"orders": INPUTS, "stock": stock}}, who=who)
        id_, outs = plugin.create(inputs, who=who)
        news = {"orders": INPUTS | CHANGED, "later": later}
        news = plugin.checked({"approvals": news}, inputs, who=who)

        with pytest.raises(grpc.RpcError, match="1 of 3 approvals failed") as failure:
            plugin.update(id_, outs, news, who=who)

        left = kept(failure.value)
        assert (left.id, given(left.inputs)) == (id_, news)
        now = given(left.properties)
        assert now["approvals"]["orders"] == outs["approvals"]["orders"]
        assert {key: each["connectionName"] for key, each in now["results"].items()} == {
            "orders": "c1",
            "later": "c3",
        }
        assert "not in the state" not in failure.value.details()

    def test_of_which_nothing_was_sent_leaves_nothing(self, simulated: Any, start_plugin: Start) -> None:
        plugin = start_plugin(simulated(SLOW).url)
        who = urn("all", APPROVAL_SET)
        missing = {"targetResourceId": COSMOS, "connectionName": "none", "waitForConnection": "0s"}
        inputs = plugin.checked({"approvals": {"one": missing}}, who=who)

        with pytest.raises(grpc.RpcError) as failure:
            plugin.create(inputs, who=who)

        assert kept(failure.value) is None
