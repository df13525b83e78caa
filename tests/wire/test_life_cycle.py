"""The seven calls over gRPC, against the simulator over real HTTP."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import grpc
import pytest

from pulumi_private_endpoint.simulator import Connection, Running, Scenario, running

SUBSCRIPTION = "/subscriptions/0a4bd5ae-6ba3-4c4e-9df4-3f0e6c1f7d21"
COSMOS = f"{SUBSCRIPTION}/resourceGroups/shop/providers/Microsoft.DocumentDB/databaseAccounts/orders"
ENDPOINT = (
    "/subscriptions/c96f3d17-2b0e-4d0a-a3b5-5a8e7d2f9b44/resourceGroups/warehouse"
    "/providers/Microsoft.Network/privateEndpoints/warehouse-orders"
)
INPUTS = {"targetResourceId": COSMOS, "privateEndpointId": ENDPOINT, "description": "CHG-1 orders"}
CONNECTION_ID = f"{COSMOS}/privateEndpointConnections/c1"


@pytest.fixture
def azure() -> Iterator[Running]:
    connection = Connection(
        target=COSMOS, name="c1", private_endpoint=ENDPOINT, description="please", group_ids=("Sql",)
    )
    with running(Scenario(connections=(connection,), time_scale=0.02)) as simulator:
        yield simulator


@pytest.fixture
def host(azure: Running, start_host: Any) -> Any:
    return start_host(azure.url)


def puts(azure: Running) -> int:
    return sum(entry["method"] == "PUT" for entry in azure.log())


def until_put(azure: Running) -> None:
    """Return once another process has sent its PUT; only the log can tell."""
    deadline = time.monotonic() + 30
    while puts(azure) == 0:
        assert time.monotonic() < deadline, "no PUT within 30 s"
        time.sleep(0.02)


def test_create_approves_and_tells_what_it_found(azure: Running, host: Any) -> None:
    id_, outs = host.create(host.checked(INPUTS))

    assert id_ == CONNECTION_ID
    assert {name: outs[name] for name in outs if name != "provisioningState"} == {
        **INPUTS,
        "status": "Approved",
        "connectionId": CONNECTION_ID,
        "connectionName": "c1",
        "requesterSubscriptionId": "c96f3d17-2b0e-4d0a-a3b5-5a8e7d2f9b44",
        "groupIds": ["Sql"],
        "requestMessage": "please",
        "previousStatus": "Pending",
        "apiVersion": "2026-03-15",
        "service": "Microsoft.DocumentDB/databaseAccounts",
        "declared": ["description", "privateEndpointId"],
    }
    assert puts(azure) == 1


def test_an_unchanged_program_differs_in_nothing(host: Any) -> None:
    inputs = host.checked(INPUTS)
    id_, outs = host.create(inputs)

    answer = host.diff(id_, outs, host.checked(INPUTS, inputs))

    assert (answer.changes, list(answer.replaces)) == (answer.DIFF_NONE, [])


def test_a_provider_that_moved_is_a_difference_or_a_destroy_could_not_load_it(host: Any) -> None:
    inputs = host.checked(INPUTS)
    id_, outs = host.create(inputs)

    answer = host.diff(id_, outs | {"__provider": "moved"}, host.checked(INPUTS, inputs))

    assert (answer.changes, list(answer.replaces)) == (answer.DIFF_SOME, [])


def test_refresh_shows_drift_in_the_inputs_that_were_given(azure: Running, host: Any) -> None:
    inputs = host.checked(INPUTS)
    id_, outs = host.create(inputs)
    azure.reject(CONNECTION_ID)

    read_id, now, shown = host.read(id_, outs)

    assert read_id == id_
    assert now["status"] == "Rejected"
    assert shown == inputs | {"status": "Rejected", "description": "Rejected by the owner."}
    answer = host.diff(id_, now, inputs)
    # "Unknown" makes the engine compare the inputs and show each one that differs.
    assert (answer.changes, list(answer.replaces)) == (answer.DIFF_UNKNOWN, [])


def test_an_update_of_a_rejected_connection_says_what_the_consumer_must_do(azure: Running, host: Any) -> None:
    inputs = host.checked(INPUTS)
    id_, outs = host.create(inputs)
    azure.reject(CONNECTION_ID)
    _, now, _ = host.read(id_, outs)

    with pytest.raises(grpc.RpcError) as failure:
        host.update(id_, now, inputs)

    # Older hosts put words of their own in front.
    lines = failure.value.details().removeprefix("Exception calling application: ").strip().splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("connection c1 of ")
    assert "re-create the private endpoint" in lines[0]
    assert puts(azure) == 1


def test_an_update_keeps_the_requesters_message(host: Any) -> None:
    inputs = host.checked(INPUTS)
    id_, outs = host.create(inputs)

    after = host.update(id_, outs, host.checked(INPUTS | {"description": "CHG-2 orders"}, inputs))

    assert (after["description"], after["requestMessage"]) == ("CHG-2 orders", "please")


def test_gone_is_gone(azure: Running, host: Any) -> None:
    id_, outs = host.create(host.checked(INPUTS))
    azure.remove(CONNECTION_ID)

    assert host.read(id_, outs) == ("", {}, {})


def test_get_by_id_reads_an_existing_connection(host: Any) -> None:
    id_, outs = host.get(CONNECTION_ID, {"targetResourceId": COSMOS, "connectionName": "c1"})

    assert id_ == CONNECTION_ID
    assert (outs["status"], outs["privateEndpointId"]) == ("Pending", ENDPOINT)
    assert outs["requestMessage"] == "please"


def test_get_by_the_id_of_none_fails(host: Any) -> None:
    with pytest.raises(grpc.RpcError, match=r"connection nope of .* does not exist"):
        host.get(CONNECTION_ID.replace("/c1", "/nope"), {"targetResourceId": COSMOS})


@pytest.mark.parametrize("on_destroy", ["reject", "delete"])
@pytest.mark.parametrize("declared_again", [True, False], ids=["created anew", "unchanged"])
def test_what_another_resource_of_the_program_has_is_not_destroyed(
    azure: Running, start_host: Any, on_destroy: str, declared_again: bool
) -> None:
    """As in a replacement: the new resource comes first, or came in a run that was then cut short."""
    up = start_host(azure.url)
    inputs = up.checked(INPUTS | {"onDestroy": on_destroy})
    id_, outs = up.create(inputs)

    again = start_host(azure.url)
    if declared_again:
        again.create(inputs)
    else:
        again.diff(id_, outs, again.checked(INPUTS | {"onDestroy": on_destroy}, inputs))
    again.delete(id_, outs)

    assert [each["status"] for each in azure.connections()] == ["Approved"]
    assert puts(azure) == 1


def test_two_resources_do_not_decide_one_connection_both_ways(azure: Running, host: Any) -> None:
    host.create(host.checked(INPUTS))

    with pytest.raises(grpc.RpcError, match="connection c1 is wanted by orders too"):
        host.create(host.checked(INPUTS | {"status": "Rejected", "__name": "stock"}))

    assert puts(azure) == 1


def test_a_message_of_a_request_made_anew_is_kept(azure: Running, start_host: Any) -> None:
    first = start_host(azure.url)
    inputs = first.checked(INPUTS)
    id_, outs = first.create(inputs)
    azure.change(CONNECTION_ID, status="Pending", description="once more")
    _, now, _ = first.read(id_, outs)

    after = start_host(azure.url).update(id_, now, inputs)

    assert (after["status"], after["requestMessage"], after["previousStatus"]) == (
        "Approved",
        "once more",
        "Pending",
    )


@pytest.mark.parametrize(
    ("on_destroy", "left"), [("keep", "Approved"), ("reject", "Rejected"), ("delete", None)]
)
def test_delete_does_what_on_destroy_says(
    azure: Running, start_host: Any, on_destroy: str, left: str | None
) -> None:
    up = start_host(azure.url)
    id_, outs = up.create(up.checked(INPUTS | {"onDestroy": on_destroy}))

    start_host(azure.url).delete(id_, outs)

    assert [connection["status"] for connection in azure.connections()] == ([left] if left else [])


def test_a_killed_process_is_taken_up_by_the_next_without_a_second_put(
    azure: Running, start_host: Any
) -> None:
    azure.change(CONNECTION_ID, operation_seconds=150)  # three seconds of real time
    first = start_host(azure.url)
    inputs = first.checked(INPUTS)
    call = first.begin_create(inputs)
    until_put(azure)
    first.process.kill()
    with pytest.raises(grpc.RpcError):
        call.result()

    _, outs = start_host(azure.url).create(inputs)

    assert outs["status"] == "Approved"
    assert puts(azure) == 1


@pytest.mark.parametrize("variables", [{}, {"PRIVATE_ENDPOINT_DEBUG": "1"}], ids=["as ever", "debug"])
def test_a_state_that_a_newer_version_wrote_is_left_alone(
    azure: Running, start_host: Any, variables: dict[str, str]
) -> None:
    host = start_host(azure.url, **variables)
    news = host.checked({**INPUTS, "onDestroy": "delete"})
    id_, outs = host.create(news)
    newer, seen = {**outs, "__form": 2}, len(azure.log())

    for call in (
        lambda: host.diff(id_, newer, news),
        lambda: host.read(id_, newer),
        lambda: host.update(id_, newer, {**news, "description": "CHG-2"}),
        lambda: host.delete(id_, newer),
    ):
        with pytest.raises(
            grpc.RpcError, match="a newer version of pulumi-private-endpoint wrote this state"
        ):
            call()

    assert len(azure.log()) == seen
    assert host.update(id_, outs, {**news, "description": "CHG-2"})["description"] == "CHG-2"
