"""One approval, from check to release, in the plugin's real process against the simulator."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import grpc
import pytest

from pulumi_private_endpoint.simulator import Connection, Running, Scenario, running

from .conftest import UNKNOWN, Plugin, urn

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
CHECKED = INPUTS | {"status": "Approved"}


@pytest.fixture
def azure() -> Iterator[Running]:
    connections = (
        Connection(COSMOS, "c1", private_endpoint=ENDPOINT, description="please", group_ids=("Sql",)),
        Connection(COSMOS, "c2", private_endpoint=f"{ENDPOINT}-2", description="me too"),
    )
    with running(Scenario(connections=connections, time_scale=0.01)) as simulator:
        yield simulator


@pytest.fixture
def plugin(azure: Running, start_plugin: Callable[..., Plugin]) -> Plugin:
    return start_plugin(azure.url)


def writes(azure: Running) -> list[str]:
    return [entry["method"] for entry in azure.log() if entry["method"] != "GET"]


def status(azure: Running, name: str = "c1") -> str:
    return next(str(each["status"]) for each in azure.connections() if each["id"].endswith(f"/{name}"))


def test_a_preview_shows_the_connection_and_sends_nothing(plugin: Plugin, azure: Running) -> None:
    id_, outs = plugin.create(plugin.checked(INPUTS), preview=True)

    assert id_ == ""
    assert outs == CHECKED | {
        "connectionId": ID,
        "connectionName": "c1",
        "requesterSubscriptionId": "c96f3d17-2b0e-4d0a-a3b5-5a8e7d2f9b44",
        "groupIds": ["Sql"],
        "requestMessage": "please",
        "previousStatus": "Pending",
        "provisioningState": UNKNOWN,
        "apiVersion": outs["apiVersion"],
        "service": "Microsoft.DocumentDB/databaseAccounts",
        "declared": ["description", "privateEndpointId"],
    }
    ((who, said),) = plugin.engine.said
    assert who == urn()
    assert said.startswith("would send Approved to connection c1 (Pending, requester ")
    assert writes(azure) == []


def test_a_preview_of_what_is_not_known_says_so(plugin: Plugin, azure: Running) -> None:
    inputs = plugin.checked({"targetResourceId": COSMOS, "privateEndpointId": UNKNOWN, "status": UNKNOWN})

    _, outs = plugin.create(inputs, preview=True)

    assert outs["connectionId"] == outs["groupIds"] == outs["description"] == UNKNOWN
    assert plugin.engine.said == [
        (urn(), "privateEndpointId, status are not known yet: up will look at the connection once they are")
    ]
    assert azure.log() == []


def test_create_decides_the_one_connection(plugin: Plugin, azure: Running) -> None:
    id_, outs = plugin.create(plugin.checked(INPUTS))

    assert id_ == outs["connectionId"] == ID
    assert (outs["status"], outs["requestMessage"], outs["previousStatus"]) == (
        "Approved",
        "please",
        "Pending",
    )
    assert (status(azure), status(azure, "c2")) == ("Approved", "Pending")
    assert any("sending Approved" in line for line in plugin.engine.passing)


@pytest.mark.parametrize(
    ("inputs", "line"),
    [
        pytest.param(
            {"privateEndpointId": ENDPOINT}, "targetResourceId is missing: give the id", id="without a target"
        ),
        pytest.param(
            {"targetResourceId": COSMOS},
            "connectionName or another selector is missing: give any of connectionName, privateEndpointId, ",
            id="without a selector",
        ),
        pytest.param(INPUTS | {"onDestory": "keep"}, "onDestory is not an input", id="not an input"),
        pytest.param(INPUTS | {"timeout": 5}, "timeout must be a string", id="another type"),
        pytest.param(
            INPUTS | {"allowUnknownRequester": "yes"},
            "allowUnknownRequester must be true or false",
            id="not a flag",
        ),
    ],
)
def test_bad_input_gets_one_line_with_the_name_the_program_knows(
    plugin: Plugin, inputs: dict[str, Any], line: str
) -> None:
    (failure,) = plugin.check(inputs).failures

    assert failure.reason.startswith(line)
    assert failure.property == ""


def test_a_failure_is_one_line_first_with_the_names_of_the_schema(plugin: Plugin) -> None:
    both = {"targetResourceId": COSMOS, "requestMessage": "nobody's", "waitForConnection": "0s"}

    with pytest.raises(grpc.RpcError) as failure:
        plugin.create(plugin.checked(both))

    first, *rest = failure.value.details().splitlines()
    assert first.startswith("no connection matches the request message given on Microsoft.DocumentDB/")
    assert [line.split()[0] for line in rest] == ["c1", "c2"]
    assert "Traceback" not in failure.value.details()


def test_an_unchanged_program_differs_in_nothing(plugin: Plugin) -> None:
    inputs = plugin.checked(INPUTS)
    id_, outs = plugin.create(inputs)

    answer = plugin.diff(id_, outs, plugin.checked(INPUTS, inputs), inputs)

    assert (answer.changes, list(answer.replaces)) == (answer.DIFF_NONE, [])


ADD, ADD_REPLACE, DELETE, _, UPDATE, UPDATE_REPLACE = range(6)


@pytest.mark.parametrize(
    ("change", "paths", "replaces"),
    [
        pytest.param({"description": "CHG-2"}, {"description": UPDATE}, [], id="a text"),
        pytest.param({"description": None}, {"description": DELETE}, [], id="no text any more"),
        pytest.param({"groupId": "Sql"}, {"groupId": ADD}, [], id="one more guard"),
        pytest.param({"status": "Rejected"}, {"status": UPDATE}, [], id="the decision"),
        pytest.param({"status": UNKNOWN}, {"status": UPDATE}, [], id="a decision that is not known yet"),
        pytest.param(
            {"privateEndpointId": f"{ENDPOINT}-2"},
            {"privateEndpointId": UPDATE_REPLACE},
            ["privateEndpointId"],
            id="another endpoint",
        ),
        pytest.param(
            {"privateEndpointId": UNKNOWN},
            {"privateEndpointId": UPDATE_REPLACE},
            ["privateEndpointId"],
            id="an endpoint that is not known yet",
        ),
    ],
)
def test_what_differs_is_shown_by_property(
    azure: Running,
    start_plugin: Callable[..., Plugin],
    change: dict[str, Any],
    paths: dict[str, int],
    replaces: list[str],
) -> None:
    first, plugin = start_plugin(azure.url), start_plugin(azure.url)
    inputs = first.checked(INPUTS)
    id_, outs = first.create(inputs)
    news = {name: value for name, value in (INPUTS | change).items() if value is not None}

    answer = plugin.diff(id_, outs, plugin.checked(news, inputs), inputs)

    assert answer.changes == answer.DIFF_SOME
    assert answer.hasDetailedDiff
    assert {path: each.kind for path, each in answer.detailedDiff.items()} == paths
    assert all(each.inputDiff for each in answer.detailedDiff.values())
    assert list(answer.replaces) == replaces


def test_drift_is_beside_the_state_and_updated_or_said(plugin: Plugin, azure: Running) -> None:
    inputs = plugin.checked(INPUTS)
    id_, outs = plugin.create(inputs)
    azure.reject(ID)

    read_id, now, shown = plugin.read(id_, outs, inputs)

    assert read_id == id_
    assert (now["status"], shown["status"]) == ("Rejected", "Rejected")
    answer = plugin.diff(id_, now, inputs, shown)
    assert {path: each.kind for path, each in answer.detailedDiff.items()} == {
        "status": UPDATE,
        "description": UPDATE,
    }
    with pytest.raises(grpc.RpcError, match="re-create the private endpoint"):
        plugin.update(id_, now, inputs, preview=True)


def test_what_the_program_still_has_is_not_released(plugin: Plugin, azure: Running) -> None:
    id_, outs = plugin.create(plugin.checked(INPUTS | {"onDestroy": "delete"}))

    plugin.delete(id_, outs)

    assert status(azure) == "Approved"
    assert "is left as it is" in plugin.engine.said[-1][1]


def test_a_refresh_claims_nothing_so_that_the_program_may_decide_otherwise(plugin: Plugin) -> None:
    inputs = plugin.checked(INPUTS)
    id_, outs = plugin.create(inputs)
    other = urn("moved")

    plugin.diff(id_, outs, inputs, inputs, who=other)  # a refresh's: no check came before it
    answer = plugin.diff(id_, outs, plugin.checked(INPUTS, inputs), inputs)

    assert answer.changes == answer.DIFF_NONE


def test_two_resources_cannot_want_one_connection(plugin: Plugin) -> None:
    plugin.create(plugin.checked(INPUTS))
    twice = plugin.checked(INPUTS, who=urn("again"))

    with pytest.raises(grpc.RpcError, match="connection c1 is wanted by orders too"):
        plugin.create(twice, who=urn("again"))


def test_an_update_sends_the_new_text(plugin: Plugin, azure: Running) -> None:
    inputs = plugin.checked(INPUTS)
    id_, outs = plugin.create(inputs)
    news = plugin.checked(INPUTS | {"description": "CHG-2"}, inputs)

    foreseen = plugin.update(id_, outs, news, preview=True)
    assert (foreseen["description"], foreseen["requestMessage"]) == ("CHG-2", "please")
    assert writes(azure) == ["PUT"]

    after = plugin.update(id_, outs, news)
    assert (after["description"], after["requestMessage"]) == ("CHG-2", "please")
    assert writes(azure) == ["PUT", "PUT"]


@pytest.mark.parametrize(
    ("on_destroy", "left"), [("keep", "Approved"), ("reject", "Rejected"), ("delete", None)], ids=str
)
def test_delete_does_what_the_program_said(
    azure: Running, start_plugin: Callable[..., Plugin], on_destroy: str, left: str | None
) -> None:
    up = start_plugin(azure.url)
    id_, outs = up.create(up.checked(INPUTS | {"onDestroy": on_destroy}))

    start_plugin(azure.url).delete(id_, outs)

    found = {each["id"]: each["status"] for each in azure.connections()}
    assert found.get(ID) == left


def test_gone_is_gone(plugin: Plugin, azure: Running) -> None:
    id_, outs = plugin.create(plugin.checked(INPUTS))
    azure.remove(ID)

    assert plugin.read(id_, outs) == ("", {}, {})


@pytest.mark.parametrize("decided", [True, False], ids=["decided", "pending"])
def test_an_import_by_id_gives_the_inputs_that_show_no_difference(
    plugin: Plugin, azure: Running, decided: bool
) -> None:
    if decided:
        azure.change(ID, status="Approved", description="CHG-0")

    id_, outs, inputs = plugin.read(ID, {})

    assert id_ == ID
    text = {"status": "Approved", "description": outs["description"]} if decided else {}
    assert inputs == {
        "targetResourceId": COSMOS,
        "connectionName": "c1",
        "privateEndpointId": ENDPOINT,
        **text,
    }
    answer = plugin.diff(id_, outs, plugin.checked(inputs), inputs)
    assert answer.changes == (answer.DIFF_NONE if decided else answer.DIFF_SOME)
    assert writes(azure) == []


@pytest.mark.parametrize(
    ("id_", "why"),
    [
        ("orders", "the id is not a connection's Azure id"),
        (COSMOS, "it must end in /privateEndpointConnections/<name>"),
        (f"{ID}-none", "connection c1-none of .* does not exist"),
    ],
    ids=["no id", "the target's", "of none"],
)
def test_an_import_of_what_is_not_there_says_so(plugin: Plugin, id_: str, why: str) -> None:
    with pytest.raises(grpc.RpcError, match=why):
        plugin.read(id_, {})


def test_what_the_dynamic_provider_keeps_stays_in_the_state(plugin: Plugin) -> None:
    inputs = plugin.checked(INPUTS)
    id_, outs = plugin.create(inputs)
    stored = {"__provider": "cHJvdmlkZXI="}

    answer = plugin.diff(id_, outs | stored, plugin.checked(INPUTS, inputs | stored), inputs | stored)
    assert answer.changes == answer.DIFF_NONE
    assert plugin.read(id_, outs | stored, inputs | stored)[1] == outs | stored
    assert plugin.update(id_, outs | stored, inputs) == outs | stored
