"""A set over gRPC, in the real dynamic provider host, against the simulator over real HTTP."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import grpc
import pytest
from pulumi.dynamic.dynamic import serialize_provider

from pulumi_private_endpoint.approval.set_provider import PROVIDER as SET_PROVIDER
from pulumi_private_endpoint.simulator import Connection, Running, Scenario, running

GROUP = "/subscriptions/0a4bd5ae-6ba3-4c4e-9df4-3f0e6c1f7d21/resourceGroups/shop/providers"
ENDPOINTS = (
    "/subscriptions/c96f3d17-2b0e-4d0a-a3b5-5a8e7d2f9b44/resourceGroups/net/providers/Microsoft.Network"
)
PROVIDER = {"__provider": serialize_provider(SET_PROVIDER)}
UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
COUNT = 40


def target(index: int) -> str:
    return f"{GROUP}/Microsoft.DocumentDB/databaseAccounts/orders-{index % 8}"


def endpoint(index: int) -> str:
    return f"{ENDPOINTS}/privateEndpoints/e{index}"


def connection_id(index: int) -> str:
    return f"{target(index)}/privateEndpointConnections/c{index}"


def entry(index: int, **more: Any) -> dict[str, Any]:
    return {
        "targetResourceId": target(index),
        "privateEndpointId": endpoint(index),
        "description": "CHG-1",
    } | more


def props(entries: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {**PROVIDER, "approvals": entries, **more}


ALL = {f"k{index}": entry(index) for index in range(COUNT)}
THREE = {f"k{index}": entry(index) for index in range(3)}


@pytest.fixture
def azure() -> Iterator[Running]:
    connections = tuple(
        Connection(target=target(i), name=f"c{i}", private_endpoint=endpoint(i), description="please")
        for i in range(COUNT)
    )
    with running(Scenario(connections=connections, time_scale=0.02)) as simulator:
        yield simulator


@pytest.fixture
def host(azure: Running, start_host: Any, tmp_path: Path) -> Any:
    return start_host(azure.url, PULUMI_HOME=str(tmp_path / "pulumi"))


def puts(azure: Running) -> Counter[str]:
    return Counter(each["path"].rpartition("/")[2] for each in azure.log() if each["method"] == "PUT")


def statuses(azure: Running) -> Counter[str]:
    return Counter(each["status"] for each in azure.connections())


def until_puts(azure: Running, count: int) -> None:
    """Return once another process has sent so many PUTs; only the log can tell."""
    deadline = time.monotonic() + 30
    while puts(azure).total() < count:
        assert time.monotonic() < deadline, "too few PUTs within 30 s"
        time.sleep(0.02)


def test_many_are_approved_in_one_call_and_differ_in_nothing_after(azure: Running, host: Any) -> None:
    inputs = host.checked(props(ALL))
    id_, outs = host.create({**PROVIDER, **inputs})

    assert statuses(azure) == {"Approved": COUNT}
    assert set(puts(azure).values()) == {1}
    assert outs["results"]["k7"] == {"connectionName": "c7", "groupIds": [], "requestMessage": "please"}
    answer = host.diff(id_, {**PROVIDER, **outs}, {**PROVIDER, **inputs})
    assert (answer.changes, list(answer.replaces)) == (answer.DIFF_NONE, [])
    moved = host.diff(id_, {**outs, "__provider": "moved"}, {**PROVIDER, **host.checked(props(ALL), inputs)})
    assert (moved.changes, list(moved.replaces)) == (moved.DIFF_SOME, [])


def test_an_update_touches_what_differs(azure: Running, host: Any) -> None:
    inputs = host.checked(props(THREE))
    id_, outs = host.create({**PROVIDER, **inputs})
    changed = {"k0": entry(0), "k1": entry(1, description="CHG-2"), "k3": entry(3)}
    news = host.checked(props(changed), inputs)

    answer = host.diff(id_, {**PROVIDER, **outs}, {**PROVIDER, **news})
    after = host.update(id_, {**PROVIDER, **outs}, {**PROVIDER, **news})

    assert answer.changes != answer.DIFF_NONE
    assert list(answer.replaces) == []
    assert puts(azure) == {"c0": 1, "c1": 2, "c2": 1, "c3": 1}
    assert sorted(after["results"]) == ["k0", "k1", "k3"]


def test_refresh_shows_drift_where_it_is(azure: Running, host: Any) -> None:
    inputs = host.checked(props(THREE))
    id_, outs = host.create({**PROVIDER, **inputs})
    azure.reject(connection_id(0))
    azure.remove(connection_id(1))

    read_id, now, shown = host.read(id_, {**PROVIDER, **outs})

    assert read_id == id_
    drifted = inputs["approvals"]["k0"] | {"status": "Rejected", "description": "Rejected by the owner."}
    assert shown == {"approvals": {"k0": drifted, "k2": inputs["approvals"]["k2"]}}
    answer = host.diff(id_, {**PROVIDER, **now}, {**PROVIDER, **inputs})
    assert answer.changes != answer.DIFF_NONE


def test_a_failure_is_one_line_for_each_and_nothing_is_lost(azure: Running, host: Any) -> None:
    azure.fail(method="PUT", connection="c1", effect="policy")
    inputs = host.checked(props(THREE))

    with pytest.raises(grpc.RpcError) as failure:
        host.create({**PROVIDER, **inputs})

    head, *lines, last = failure.value.details().strip().splitlines()
    head = head.removeprefix("Exception calling application: ")  # from older hosts
    assert head.startswith("1 of 3 approvals failed, the others are done")
    assert len(lines) == 1
    assert lines[0].startswith('  approvals["k1"]: ')
    assert last.endswith("leave them in the program until then: k0, k2")
    host.create({**PROVIDER, **inputs})
    assert puts(azure) == {"c0": 1, "c1": 2, "c2": 1}


def test_a_process_killed_in_the_middle_is_taken_up_by_the_next(azure: Running, start_host: Any) -> None:
    first = start_host(azure.url)
    inputs = {**PROVIDER, **first.checked(props(ALL))}
    call = first.begin_create(inputs)
    until_puts(azure, COUNT // 2)
    first.process.kill()
    with pytest.raises(grpc.RpcError):
        call.result()

    _, outs = start_host(azure.url).create(inputs)

    assert len(outs["results"]) == COUNT
    assert statuses(azure) == {"Approved": COUNT}
    assert set(puts(azure).values()) == {1}


def test_destroy_does_what_each_entry_says(azure: Running, host: Any, start_host: Any) -> None:
    entries = {"k0": entry(0), "k1": entry(1, onDestroy="reject"), "k2": entry(2, onDestroy="delete")}
    id_, outs = host.create({**PROVIDER, **host.checked(props(entries))})

    start_host(azure.url).delete(id_, {**PROVIDER, **outs})

    left = {each["id"].rpartition("/")[2]: each["status"] for each in azure.connections()}
    assert (left["c0"], left["c1"]) == ("Approved", "Rejected")
    assert "c2" not in left


GOING = {f"k{index}": entry(index, onDestroy="delete") for index in range(3)}


@pytest.fixture
def going(host: Any) -> tuple[dict[str, Any], str, dict[str, Any]]:
    """Inputs, id and state of three entries that are deleted on their way out."""
    inputs = {**PROVIDER, **host.checked(props(GOING, __name="plants"))}
    id_, outs = host.create(inputs)
    return inputs, id_, {**PROVIDER, **outs}


@pytest.mark.parametrize("preview", [{}, {"__preview": "plants"}], ids=["up", "preview"])
def test_an_update_that_would_release_too_many_fails_before_anything_is_sent(
    azure: Running, start_host: Any, going: Any, preview: dict[str, str]
) -> None:
    inputs, id_, outs = going
    azure.clear_log()
    host = start_host(azure.url)
    news = host.checked(props({}, maxReleases=2, **preview), inputs)

    with pytest.raises(grpc.RpcError, match=r"3 of 3 connections would be deleted: k0, k1, k2\. That is"):
        host.diff(id_, outs, {**PROVIDER, **news})
    with pytest.raises(grpc.RpcError, match="3 of 3 connections would be deleted"):
        host.update(id_, outs, {**PROVIDER, **news})

    assert azure.log() == []


def test_what_a_refresh_shows_is_not_bound(azure: Running, start_host: Any, going: Any) -> None:
    _, id_, outs = going
    moved = {key: entry(int(key[1:]) + 8, onDestroy="delete") for key in GOING}

    answer = start_host(azure.url).diff(id_, outs, props(moved, maxReleases=0))

    assert answer.changes != answer.DIFF_NONE


@pytest.mark.parametrize(
    ("declared", "refused"),
    [
        pytest.param(None, False, id="destroyed"),
        pytest.param("plants", True, id="replaced"),
        pytest.param("others", False, id="taken out of the program"),
    ],
)
def test_a_set_that_is_replaced_is_bound_as_one_that_is_updated(
    azure: Running, start_host: Any, going: Any, declared: str | None, refused: bool
) -> None:
    _, id_, outs = going
    host = start_host(azure.url)
    if declared:
        host.checked(props({}, maxReleases=2, __name=declared))

    if refused:
        with pytest.raises(grpc.RpcError, match="3 of 3 connections would be deleted"):
            host.delete(id_, outs)
    else:
        host.delete(id_, outs)

    assert len(azure.connections()) == (COUNT if refused else COUNT - 3)


def test_a_destroy_says_whose_entries_they_are(azure: Running, start_host: Any, host: Any) -> None:
    id_, outs = host.create({**PROVIDER, **host.checked(props(THREE, __name="plants"))})
    host = start_host(azure.url)

    host.delete(id_, {**PROVIDER, **outs})

    assert id_.rpartition("-")[0] == "plants"
    assert host.errors.read_text().count('plants: approvals["k') == 3


def test_an_absent_entry_is_looked_for_by_every_run(azure: Running, host: Any, start_host: Any) -> None:
    late = entry(2, privateEndpointId=endpoint(99), waitForConnection="0s")
    inputs = {**PROVIDER, **host.checked(props({"k0": entry(0), "late": late}, whenAbsent="warn"))}
    id_, outs = host.create(inputs)
    azure.add(target=target(2), name="c99", private_endpoint=endpoint(99), description="please")
    again = start_host(azure.url)

    answer = again.diff(
        id_,
        {**PROVIDER, **outs},
        {**PROVIDER, **again.checked(props(inputs["approvals"], whenAbsent="warn"), inputs)},
    )
    after = again.update(id_, {**PROVIDER, **outs}, inputs)

    assert outs["absent"] == {"late": "Approved"}
    assert answer.changes == answer.DIFF_SOME
    assert puts(azure) == {"c0": 1, "c99": 1}
    assert sorted(after["results"]) == ["k0", "late"]


def test_a_problem_names_the_entry_and_the_property(host: Any) -> None:
    failures = host.failures(props({"orders": entry(0, description=" ")}, maxConcurrency=0))

    assert failures == [
        "max_concurrency must be a whole number from 1 to 10000",
        'approvals["orders"]: description is empty: give a text, or leave it out',
    ]


def test_preview_of_a_new_set_fails_for_each_entry_that_would(azure: Running, host: Any) -> None:
    azure.reject(connection_id(1))
    entries = {**THREE, "later": entry(5, privateEndpointId=UNKNOWN)}

    failures = host.failures(props(entries, __preview="orders"))

    assert len(failures) == 1
    assert failures[0].startswith('approvals["k1"]: connection c1 of ')
    said = host.errors.read_text()
    assert 'approvals["k0"]: would send Approved to connection c0' in said
    assert 'approvals["later"]: up will look for the connection once its inputs are known' in said
    assert not puts(azure)


def test_preview_of_an_update_with_entries_unknown_yet_is_an_update(host: Any) -> None:
    inputs = host.checked(props(THREE))
    id_, outs = host.create({**PROVIDER, **inputs})
    for news in ({"approvals": UNKNOWN}, {"approvals": {**THREE, "k0": UNKNOWN}}):
        checked = host.checked({**PROVIDER, **news, "__preview": "orders"}, inputs)

        answer = host.diff(id_, {**PROVIDER, **outs}, {**PROVIDER, **checked})

        assert answer.changes != answer.DIFF_NONE


def test_reading_a_set_by_id_says_what_to_do_instead(host: Any) -> None:
    with pytest.raises(grpc.RpcError, match="cannot be read by an id"):
        host.get("approvals-1", props(THREE))
