"""A set's state: little of each entry, and all of it that decisions need."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pulumi_private_endpoint.arm import ResourceId
from pulumi_private_endpoint.connections.model import Connection
from pulumi_private_endpoint.connections.properties import state
from pulumi_private_endpoint.connections.properties.diff import replacing, updating
from pulumi_private_endpoint.connections.services.lookup import spec_for
from pulumi_private_endpoint.connections.sets.diff import compare
from pulumi_private_endpoint.connections.sets.state import inputs, keys, packed, unpacked

COSMOS = (
    "/subscriptions/0a4bd5ae-6ba3-4c4e-9df4-3f0e6c1f7d21/resourceGroups/shop/providers"
    "/Microsoft.DocumentDB/databaseAccounts/orders"
)
ENDPOINT = (
    "/subscriptions/c96f3d17-2b0e-4d0a-a3b5-5a8e7d2f9b44/resourceGroups/warehouse"
    "/providers/Microsoft.Network/privateEndpoints/warehouse-orders"
)
SPEC = spec_for("Microsoft.DocumentDB/databaseAccounts")
ENTRY = {
    "targetResourceId": COSMOS,
    "privateEndpointId": ENDPOINT,
    "description": "CHG-1234: orders for analytics",
    "status": "Approved",
}


def bag(
    entry: dict[str, Any] = ENTRY, pinned: str | None = ENDPOINT, endpoint: str | None = ENDPOINT
) -> dict[str, Any]:
    target = ResourceId.parse(COSMOS)
    connection = Connection(
        target=target,
        id=target.child(SPEC.segment, "warehouse-orders.1f0c"),
        name="warehouse-orders.1f0c",
        status="Approved",
        description="CHG-1234: orders for analytics",
        actions_required=None,
        private_endpoint_id=ResourceId.parse(endpoint) if endpoint else None,
        group_ids=("Sql",),
        provisioning_state="Succeeded",
    )
    history = {
        "requestMessage": "analytics, CHG-1234",
        "previousStatus": "Pending",
        state.APPROVED_ENDPOINT: pinned,
    }
    return state.outputs(entry, connection, SPEC, history)


def test_one_kilobyte_for_an_approval_inputs_and_outputs_together() -> None:
    entries = {f"orders-{i:04}": ENTRY for i in range(100)}
    outs = packed({"approvals": entries}, ((key, bag()) for key in entries))

    size = len(json.dumps({"inputs": {"approvals": entries}, "outputs": outs}, separators=(",", ":")))

    assert size / 100 <= 1000


@pytest.mark.parametrize(
    "entry",
    [
        pytest.param(ENTRY, id="by endpoint"),
        pytest.param(
            {"targetResourceId": COSMOS, "connectionName": "warehouse-orders.1f0c", "status": "Approved"},
            id="by name",
        ),
        pytest.param(
            {"targetResourceId": COSMOS, "privateEndpointName": "warehouse-orders", "status": "Approved"},
            id="by endpoint name",
        ),
        pytest.param(ENTRY | {"apiVersion": "2024-08-15", "timeout": "5m", "groupId": "Sql"}, id="with more"),
    ],
)
def test_what_is_kept_is_enough_to_compare_with(entry: dict[str, Any]) -> None:
    outs = packed({}, [("k", bag(entry))])

    assert inputs(outs) == {"approvals": {"k": state.declared_inputs(bag(entry))}}
    again = unpacked(outs, "k")
    assert replacing(again, entry) == []
    assert updating(again, entry, SPEC) == updating(bag(entry), entry, SPEC)
    assert state.history(again) == state.history(bag(entry))


BY_MESSAGE = {"targetResourceId": COSMOS, "requestMessage": "analytics, CHG-1234", "status": "Approved"}


@pytest.mark.parametrize(
    ("entry", "shown", "kept"),
    [
        pytest.param(BY_MESSAGE, "analytics, CHG-1234", False, id="the message as it is"),
        pytest.param(BY_MESSAGE, " analytics,  CHG-1234 ", False, id="the message, spaced otherwise"),
        pytest.param(BY_MESSAGE, "somebody else's", True, id="another text"),
        pytest.param(ENTRY, "analytics, CHG-1234", False, id="what the program describes"),
        pytest.param(
            {"targetResourceId": COSMOS, "connectionName": "c1", "status": "Approved"},
            "None",
            True,
            id="a text beside no message",
        ),
    ],
)
def test_a_message_that_may_be_a_secret_is_kept_once(entry: dict[str, Any], shown: str, kept: bool) -> None:
    before = bag(entry) | {"description": shown}
    outs = packed({}, [("k", before)])

    assert ("description" in outs["results"]["k"]) is kept
    assert unpacked(outs, "k")["description"].split() == shown.split()


@pytest.mark.parametrize(
    ("pinned", "endpoint"),
    [
        pytest.param(ENDPOINT, ENDPOINT, id="the same"),
        pytest.param(ENDPOINT, ENDPOINT + "-2", id="another one now"),
        pytest.param(None, ENDPOINT, id="hidden before"),
        pytest.param(ENDPOINT, None, id="hidden now"),
        pytest.param(None, None, id="always hidden"),
    ],
)
def test_the_requester_that_was_decided_on_is_not_forgotten(pinned: str | None, endpoint: str | None) -> None:
    outs = packed({}, [("k", bag({"targetResourceId": COSMOS, "status": "Approved"}, pinned, endpoint))])

    requester = state.identity(unpacked(outs, "k"))[1]
    assert requester == (ResourceId.parse(pinned) if pinned else None)


OWN = {"maxConcurrency": 5.0, "maxReleases": 3.0, "whenAbsent": "warn"}


@pytest.mark.parametrize(
    "moved",
    [
        pytest.param({"maxConcurrency": 6.0}, id="max_concurrency"),
        pytest.param({"maxReleases": None}, id="max_releases"),
        pytest.param({"whenAbsent": "fail"}, id="when_absent"),
        pytest.param({"approvals": {"k": ENTRY | {"whenAbsent": "fail"}}}, id="when_absent of an entry"),
    ],
)
def test_what_is_no_approvals_is_a_difference_of_the_set_itself(moved: dict[str, Any]) -> None:
    news = {"approvals": {"k": ENTRY | {"whenAbsent": "warn"}}} | OWN
    outs = packed(news, [("k", bag())])

    assert keys(outs) == ["k"]
    assert inputs(outs) == news
    assert not compare(outs, news)
    differing = compare(outs, news | moved)
    assert differing.itself
    assert differing.touched == frozenset()


@pytest.mark.parametrize("before", ["Pending", "Approved", "Rejected"])
def test_what_it_was_before_is_known_again(before: str) -> None:
    kept = packed({}, [("k", bag() | {"previousStatus": before})])
    assert unpacked(kept, "k")["previousStatus"] == before


def test_what_was_declared_is_in_order() -> None:
    declared = unpacked(packed({}, [("k", bag())]), "k")[state.DECLARED]
    assert declared == ["description", "privateEndpointId", "status", "targetResourceId"]
