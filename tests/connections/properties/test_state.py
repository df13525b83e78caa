"""What is kept in state, and the way back to the inputs."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulumi_private_endpoint.arm import ResourceId
from pulumi_private_endpoint.connections.model import Connection
from pulumi_private_endpoint.connections.properties.fields import INPUTS
from pulumi_private_endpoint.connections.properties.inputs import problems
from pulumi_private_endpoint.connections.properties.state import (
    OUTPUTS,
    declared_inputs,
    first_seen,
    history,
    identity,
    outputs,
)
from pulumi_private_endpoint.connections.services.lookup import spec_for
from pulumi_private_endpoint.connections.services.spec import ServiceSpec
from pulumi_private_endpoint.connections.text import STORED, has_control_characters

CONSUMER = "c0000000-0000-0000-0000-00000000000c"
TARGET = (
    "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/shop"
    "/providers/Microsoft.KeyVault/vaults/kv"
)
ENDPOINT = f"/subscriptions/{CONSUMER}/resourceGroups/web/providers/Microsoft.Network/privateEndpoints/pe"
HISTORY = {"requestMessage": "please", "previousStatus": "Pending", "approvedPrivateEndpointId": ENDPOINT}
SPEC = spec_for("Microsoft.KeyVault/vaults")
GIVEN = {
    "targetResourceId": TARGET,
    "connectionName": "pe.0f7c",
    "privateEndpointId": ENDPOINT,
    "privateEndpointName": "pe",
    "requestMessage": "please",
    "groupId": "vault",
    "allowedSubscriptionIds": [CONSUMER],
    "allowUnknownRequester": False,
    "status": "Approved",
    "description": "CHG-1",
    "actionsRequired": "None",
    "apiVersion": SPEC.api_version,
    "tenantId": "0d0a6f3e-0000-4000-8000-000000000001",
    "onDestroy": "keep",
    "waitForConnection": "10m",
    "timeout": "30m",
}
ALWAYS = {name: GIVEN[name] for name in ("targetResourceId", "status")}


def connection(**shown: Any) -> Connection:
    target = ResourceId.parse(TARGET)
    name = shown.pop("name", "pe.0f7c")
    facts: dict[str, Any] = {
        "status": "Approved",
        "description": "CHG-1",
        "actions_required": "None",
        "private_endpoint_id": ResourceId.parse(ENDPOINT),
        "group_ids": ("vault",),
        "provisioning_state": "Succeeded",
    }
    own = target.child("privateEndpointConnections", name)
    return Connection(target=target, id=own, name=name, **facts | shown)


def test_everything_that_azure_says_is_kept() -> None:
    assert outputs(ALWAYS, connection(), SPEC, HISTORY) == {
        **ALWAYS,
        "description": "CHG-1",
        "actionsRequired": "None",
        "connectionId": f"{TARGET}/privateEndpointConnections/pe.0f7c",
        "connectionName": "pe.0f7c",
        "privateEndpointId": ENDPOINT,
        "requesterSubscriptionId": CONSUMER,
        "groupIds": ["vault"],
        "provisioningState": "Succeeded",
        "apiVersion": SPEC.api_version,
        "service": "Microsoft.KeyVault/vaults",
        "declared": [],
        "requestMessage": "please",
        "previousStatus": "Pending",
    }


@pytest.mark.parametrize(
    ("shown", "name", "kept"),
    [
        ({"status": "Rejected"}, "status", "Rejected"),
        ({"status": "Timeout"}, "status", "Timeout"),
        ({"description": "changed in the portal"}, "description", "changed in the portal"),
        ({"description": ""}, "description", ""),
        ({"actions_required": "Recreate"}, "actionsRequired", "Recreate"),
        ({"name": "pe.other"}, "connectionName", "pe.other"),
    ],
    ids=["status", "the service's own word", "description", "no description", "actions", "name"],
)
def test_what_azure_shows_outweighs_what_was_given(shown: dict[str, str], name: str, kept: str) -> None:
    assert outputs(GIVEN, connection(**shown), SPEC, HISTORY)[name] == kept


@pytest.mark.parametrize(
    ("again", "kept"),
    [
        pytest.param(None, {"requestMessage": "please", "previousStatus": "Approved"}, id="as it was"),
        pytest.param(
            "again", {"requestMessage": "again", "previousStatus": "Pending"}, id="found pending again"
        ),
    ],
)
def test_the_history_goes_on(again: str | None, kept: dict[str, str]) -> None:
    outs = outputs(ALWAYS, connection(), SPEC, HISTORY | {"previousStatus": "Approved"})
    assert history(outs, again) == {"approvedPrivateEndpointId": ENDPOINT, **kept}


def test_a_history_begins_with_whom_it_was_decided_for() -> None:
    assert first_seen(connection(), "please", "Pending") == HISTORY
    hidden = connection(private_endpoint_id=None)
    assert first_seen(hidden) == dict.fromkeys(HISTORY) | {"approvedPrivateEndpointId": ""}


def test_what_is_not_there_is_left_out() -> None:
    hidden = connection(private_endpoint_id=None, actions_required=None, provisioning_state=None)
    outs = outputs(ALWAYS | {"groupId": None}, hidden, SPEC, dict.fromkeys(HISTORY))
    assert None not in outs.values()
    assert set(outs) == {
        *ALWAYS,
        "description",
        "connectionId",
        "connectionName",
        "groupIds",
        "apiVersion",
        "service",
        "declared",
    }


@pytest.mark.parametrize(
    ("shown", "name"),
    [({"actions_required": None}, "actionsRequired"), ({"private_endpoint_id": None}, "privateEndpointId")],
    ids=["actions", "endpoint"],
)
def test_what_was_given_but_is_not_shown_is_not_claimed(shown: dict[str, None], name: str) -> None:
    outs = outputs(GIVEN, connection(**shown), SPEC, HISTORY)
    assert name not in outs
    assert name not in declared_inputs(outs)


def test_what_is_neither_input_nor_output_does_not_get_in() -> None:
    outs = outputs(GIVEN | {"__provider": "x", "token": "x", "__dryRun": True}, connection(), SPEC, HISTORY)
    assert set(outs) <= {*INPUTS, *OUTPUTS}


def test_every_output_can_be_there() -> None:
    elsewhere = HISTORY | {"approvedPrivateEndpointId": f"{ENDPOINT}-2"}
    others = elsewhere | {"descriptionRewritten": True}
    assert set(outputs(GIVEN, connection(), SPEC, others)) == {*INPUTS, *OUTPUTS}


@pytest.mark.parametrize(
    ("decided_for", "kept"),
    [
        pytest.param(ENDPOINT, None, id="the one that shows"),
        pytest.param(ENDPOINT.upper(), None, id="the same in other letters"),
        pytest.param(f"{ENDPOINT}-2", f"{ENDPOINT}-2", id="another"),
        pytest.param("", "", id="a hidden one"),
    ],
)
def test_who_was_decided_for_is_kept_once_another_one_shows(decided_for: str, kept: str | None) -> None:
    outs = outputs(GIVEN, connection(), SPEC, HISTORY | {"approvedPrivateEndpointId": decided_for})
    assert outs.get("approvedPrivateEndpointId") == kept
    requester = identity(outs)[1]
    assert requester == (ResourceId.parse(decided_for) if decided_for else None)


HOSTILE = "\x1b]0;owned\x07\u202e" * 1000


@pytest.mark.parametrize(
    "shown",
    ["status", "description", "actions_required", "provisioning_state", "group_ids"],
)
def test_what_others_wrote_is_kept_escaped_and_bounded(shown: str) -> None:
    value = (HOSTILE,) if shown == "group_ids" else HOSTILE
    bag = json.dumps(outputs(ALWAYS, connection(**{shown: value}), SPEC, HISTORY), ensure_ascii=False)
    assert not has_control_characters(bag)
    assert len(bag) < 2 * STORED


@pytest.mark.parametrize("name", ["requestMessage", "previousStatus"])
def test_what_was_there_before_is_kept_escaped_and_bounded(name: str) -> None:
    outs = outputs(ALWAYS, connection(), SPEC, HISTORY | {name: HOSTILE})
    assert not has_control_characters(outs[name])
    assert len(outs[name]) <= STORED
    assert outputs(ALWAYS, connection(), SPEC, history(outs)) == outs


def test_the_longest_description_a_program_can_give_is_kept_whole() -> None:
    longest = "x" * STORED
    assert problems(GIVEN | {"description": longest}) == []
    assert outputs(GIVEN, connection(description=longest), SPEC, HISTORY)["description"] == longest


def test_a_typical_bag_is_small() -> None:
    bag = json.dumps(outputs(GIVEN, connection(), SPEC, HISTORY))
    assert len(bag) < 2500


class TestTheWayBack:
    @given(st.sets(st.sampled_from(sorted(GIVEN.keys() - ALWAYS.keys()))))
    def test_the_inputs_come_back_as_they_were_given(self, chosen: set[str]) -> None:
        props = ALWAYS | {name: GIVEN[name] for name in chosen}
        assert declared_inputs(outputs(props, connection(), SPEC, HISTORY)) == props

    @given(st.sets(st.sampled_from(sorted(GIVEN.keys() - ALWAYS.keys()))))
    def test_another_round_changes_nothing(self, chosen: set[str]) -> None:
        outs = outputs(
            ALWAYS | {name: GIVEN[name] for name in chosen}, connection(status="Rejected"), SPEC, HISTORY
        )
        again = outputs(declared_inputs(outs), connection(status="Rejected"), SPEC, history(outs))
        assert again == outs

    @pytest.mark.parametrize(
        ("shown", "name", "drifted"),
        [
            ({"status": "Rejected"}, "status", "Rejected"),
            ({"description": "changed"}, "description", "changed"),
            ({"actions_required": "Recreate"}, "actionsRequired", "Recreate"),
        ],
        ids=["status", "description", "actions"],
    )
    def test_drift_comes_back_as_the_input(self, shown: dict[str, str], name: str, drifted: str) -> None:
        found = declared_inputs(outputs(GIVEN, connection(**shown), SPEC, HISTORY))
        assert found == GIVEN | {name: drifted}

    @pytest.mark.parametrize(
        "name", ["connectionName", "privateEndpointId", "requestMessage", "description", "apiVersion"]
    )
    def test_what_was_found_does_not_become_an_input(self, name: str) -> None:
        given = {key: value for key, value in GIVEN.items() if key != name}
        outs = outputs(given, connection(), SPEC, HISTORY)
        assert name in outs
        assert name not in declared_inputs(outs)

    def test_an_api_version_of_ones_own_comes_back(self) -> None:
        spec = ServiceSpec(type="Contoso.Widgets/boxes", api_version="2030-01-01")
        outs = outputs(GIVEN | {"apiVersion": "2030-01-01"}, connection(), spec, HISTORY)
        assert declared_inputs(outs)["apiVersion"] == "2030-01-01"

    def test_history_comes_back_whole(self) -> None:
        assert history(outputs(GIVEN, connection(), SPEC, HISTORY)) == HISTORY

    def test_without_any_state_there_is_no_history(self) -> None:
        assert history({}) == dict.fromkeys(HISTORY) | {"approvedPrivateEndpointId": ""}
        assert declared_inputs({}) == {}
