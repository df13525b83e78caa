"""What differs between the state and the program: another resource, an update, or nothing."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulumi_private_endpoint.arm import ResourceId
from pulumi_private_endpoint.connections.model import parse
from pulumi_private_endpoint.connections.properties.diff import replacing, spec_of, updating
from pulumi_private_endpoint.connections.properties.state import declared_inputs, outputs
from pulumi_private_endpoint.connections.properties.unknown import Unknown
from pulumi_private_endpoint.connections.services.spec import ServiceSpec

GROUP = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/shop/providers"
TARGET = f"{GROUP}/Contoso.Widgets/boxes/one"
ENDPOINT = f"{GROUP}/Microsoft.Network/privateEndpoints/pe"
NOT_KNOWN: Any = Unknown()
SPEC = ServiceSpec(type="Contoso.Widgets/boxes", api_version="2030-01-01")
SINGLED_OUT: dict[str, Any] = {
    "targetResourceId": TARGET,
    "connectionName": "pe.0f7c",
    "privateEndpointId": ENDPOINT,
    "privateEndpointName": "pe",
    "requestMessage": "please",
}
REST = {
    "groupId": "box",
    "allowedSubscriptionIds": ["00000000-0000-0000-0000-000000000001"],
    "allowUnknownRequester": False,
    "status": "Approved",
    "description": "CHG-1",
    "actionsRequired": "None",
    "apiVersion": "2030-01-01",
    "onDestroy": "keep",
    "waitForConnection": "10m",
    "timeout": "30m",
}
PROGRAM = SINGLED_OUT | REST
LEAST = {"targetResourceId": TARGET, "status": "Approved"}


def state(given_inputs: dict[str, Any], *, provider: str = "same", **shown: Any) -> dict[str, Any]:
    """What Azure showed last for these inputs, kept as state is kept."""
    asked = shown.pop("endpoint", ENDPOINT)
    decision = {"status": "Approved", "description": "CHG-1", "actionsRequired": "None"} | shown
    body = {
        "name": "pe.0f7c",
        "properties": {
            "privateEndpoint": {"id": asked},
            "privateLinkServiceConnectionState": decision,
            "groupIds": ["box"],
        },
    }
    first_seen = {"requestMessage": "please", "approvedPrivateEndpointId": ENDPOINT}
    outs = outputs(given_inputs, parse(body, SPEC, ResourceId.parse(TARGET)), SPEC, first_seen)
    return outs | {"__provider": provider}


def news(given_inputs: dict[str, Any], **changed: Any) -> dict[str, Any]:
    """The inputs as checked; a change to None takes one out."""
    bag = given_inputs | {"__provider": "same"} | changed
    return {name: value for name, value in bag.items() if value is not None}


def differing(olds: dict[str, Any], program: dict[str, Any], spec: ServiceSpec | None = SPEC) -> Any:
    return replacing(olds, program), updating(olds, program, spec)


@pytest.mark.parametrize("program", [PROGRAM, LEAST | {"requestMessage": "please"}], ids=["all", "least"])
def test_unchanged_is_nothing(program: dict[str, Any]) -> None:
    assert differing(state(program), news(program)) == ([], [])


@given(st.sets(st.sampled_from(sorted(PROGRAM.keys() - LEAST.keys()))))
def test_whatever_was_given_nothing_differs_after_a_refresh(chosen: set[str]) -> None:
    program = LEAST | {name: PROGRAM[name] for name in chosen}
    first = state(program)
    refreshed = state(declared_inputs(first))
    assert refreshed == first
    assert differing(refreshed, news(program)) == ([], [])


def test_a_service_is_known_by_the_targets_type_or_by_the_version_given() -> None:
    assert spec_of({"targetResourceId": TARGET}) is None
    found = spec_of({"targetResourceId": TARGET, "apiVersion": "2030-01-01"})
    assert found is not None
    assert (found.type, found.api_version) == ("Contoso.Widgets/boxes", "2030-01-01")


class TestIdentity:
    """Another connection is another resource."""

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("targetResourceId", TARGET + "2"),
            ("targetResourceId", f"{TARGET}/parts/one"),
            ("connectionName", "pe.other"),
            ("connectionName", "PE.0F7C"),
            ("privateEndpointId", ENDPOINT + "2"),
            ("privateEndpointId", ENDPOINT.replace("/shop/", "/web/")),
            ("privateEndpointName", "pe2"),
            ("privateEndpointName", "PE"),
        ],
    )
    def test_another_one_replaces(self, name: str, value: str) -> None:
        assert replacing(state(PROGRAM), news(PROGRAM, **{name: value})) == [name]

    @pytest.mark.parametrize("name", ["targetResourceId", "privateEndpointId"])
    @pytest.mark.parametrize("spelling", [str.lower, str.upper], ids=["lower", "upper"])
    def test_an_id_in_another_casing_is_the_same(self, name: str, spelling: Any) -> None:
        scope, name_there = PROGRAM[name].split("/providers/")
        respelled = f"{scope}/providers/{spelling(name_there)}"
        assert differing(state(PROGRAM), news(PROGRAM, **{name: respelled})) == ([], [])

    @pytest.mark.parametrize("value", ["Please", NOT_KNOWN], ids=["other", "unknown"])
    @pytest.mark.parametrize(
        "also", [{}, {"privateEndpointName": "pe"}], ids=["alone", "with a name it chose"]
    )
    def test_another_message_replaces(self, also: dict[str, str], value: Any) -> None:
        program = LEAST | also | {"requestMessage": "please"}
        assert replacing(state(program), news(program, requestMessage=value)) == ["requestMessage"]

    @pytest.mark.parametrize("named", ["connectionName", "privateEndpointId"])
    def test_another_message_of_a_connection_that_is_named_does_not(self, named: str) -> None:
        program = LEAST | {named: PROGRAM[named], "requestMessage": "please"}
        assert differing(state(program), news(program, requestMessage="x")) == ([], ["requestMessage"])

    @pytest.mark.parametrize("name", sorted(SINGLED_OUT.keys() - {"requestMessage"}))
    def test_what_is_not_known_yet_may_be_another(self, name: str) -> None:
        assert replacing(state(PROGRAM), news(PROGRAM, **{name: NOT_KNOWN})) == [name]

    @pytest.mark.parametrize("name", sorted(SINGLED_OUT.keys() - LEAST.keys()))
    def test_a_selector_added_that_agrees_is_an_update(self, name: str) -> None:
        program = LEAST | (
            {"connectionName": "pe.0f7c"} if name != "connectionName" else {"requestMessage": "please"}
        )
        assert differing(state(program), news(program, **{name: PROGRAM[name]})) == ([], [name])

    @pytest.mark.parametrize("name", sorted(SINGLED_OUT.keys() - LEAST.keys() - {"requestMessage"}))
    def test_a_selector_added_that_disagrees_replaces(self, name: str) -> None:
        program = LEAST | (
            {"connectionName": "pe.0f7c"} if name != "connectionName" else {"requestMessage": "please"}
        )
        other = f"{ENDPOINT}2" if name == "privateEndpointId" else "another"
        assert replacing(state(program), news(program, **{name: other})) == [name]

    @pytest.mark.parametrize("name", sorted(SINGLED_OUT.keys() - LEAST.keys()))
    def test_a_selector_taken_out_is_an_update(self, name: str) -> None:
        assert differing(state(PROGRAM), news(PROGRAM, **{name: None})) == ([], [name])

    def test_every_selector_that_differs_is_named(self) -> None:
        program = news(PROGRAM, connectionName="pe.other", privateEndpointName="other", timeout="1h")
        assert replacing(state(PROGRAM), program) == ["connectionName", "privateEndpointName"]

    def test_a_message_that_was_never_seen_cannot_agree(self) -> None:
        program = LEAST | {"privateEndpointName": "pe"}
        olds = {name: value for name, value in state(program).items() if name != "requestMessage"}
        assert replacing(olds, news(program, requestMessage="please")) == ["requestMessage"]

    def test_an_endpoint_that_azure_hides_cannot_agree(self) -> None:
        program = LEAST | {"connectionName": "pe.0f7c"}
        olds = state(program, endpoint=None)
        assert replacing(olds, news(program, privateEndpointId=ENDPOINT, privateEndpointName="pe")) == [
            "privateEndpointId",
            "privateEndpointName",
        ]


class TestTheRest:
    """Anything else is brought in line where it is."""

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("groupId", "other"),
            ("allowedSubscriptionIds", ["00000000-0000-0000-0000-000000000002"]),
            ("allowUnknownRequester", True),
            ("status", "Rejected"),
            ("description", "CHG-2"),
            ("actionsRequired", "Recreate"),
            ("apiVersion", "2031-01-01"),
            ("onDestroy", "delete"),
            ("waitForConnection", "1h"),
            ("timeout", "1h"),
        ],
    )
    @pytest.mark.parametrize("how", ["changed", "not known yet", "taken out", "added"])
    def test_is_an_update(self, name: str, value: Any, how: str) -> None:
        before = {key: given_value for key, given_value in PROGRAM.items() if how != "added" or key != name}
        new = {"changed": value, "not known yet": NOT_KNOWN, "taken out": None, "added": value}[how]
        assert differing(state(before), news(before, **{name: new})) == ([], [name])

    def test_every_difference_is_named(self) -> None:
        program = news(PROGRAM, status="Rejected", description="CHG-2", timeout="1h")
        assert updating(state(PROGRAM), program, SPEC) == ["status", "description", "timeout"]


class TestDrift:
    """What a refresh found differs like anything else."""

    @pytest.mark.parametrize(
        ("shown", "expected"),
        [
            pytest.param({"status": "Rejected"}, ["status"], id="rejected"),
            pytest.param({"status": "Disconnected"}, ["status"], id="disconnected"),
            pytest.param({"status": "approved"}, [], id="another casing"),
            pytest.param({"description": "by hand"}, ["description"], id="another text"),
            pytest.param({"description": None}, ["description"], id="no text"),
            pytest.param({"actionsRequired": "Recreate"}, ["actionsRequired"], id="other actions"),
            pytest.param({"actionsRequired": None}, ["actionsRequired"], id="no actions"),
        ],
    )
    def test_what_somebody_changed(self, shown: dict[str, Any], expected: list[str]) -> None:
        assert differing(state(PROGRAM, **shown), news(PROGRAM)) == ([], expected)

    def test_texts_the_program_does_not_give_are_nobodys_business(self) -> None:
        program = LEAST | {"connectionName": "pe.0f7c"}
        olds = state(program, description="by hand", actionsRequired="Recreate")
        assert differing(olds, news(program)) == ([], [])

    @pytest.mark.parametrize("endpoint", [ENDPOINT + "2", None], ids=["another", "hidden"])
    def test_another_requester_under_the_same_name_counts(self, endpoint: str | None) -> None:
        program = LEAST | {"connectionName": "pe.0f7c"}
        assert differing(state(program, endpoint=endpoint), news(program)) == (
            [],
            ["approvedPrivateEndpointId"],
        )

    def test_the_same_requester_in_another_casing_does_not(self) -> None:
        program = LEAST | {"connectionName": "pe.0f7c"}
        olds = state(program, endpoint=ENDPOINT.replace("Microsoft.Network", "MICROSOFT.NETWORK"))
        assert differing(olds, news(program)) == ([], [])

    def test_another_requester_than_the_one_singled_out_replaces(self) -> None:
        program = LEAST | {"privateEndpointId": ENDPOINT}
        assert replacing(state(program, endpoint=ENDPOINT + "2"), news(program)) == ["privateEndpointId"]


class TestFixedTexts:
    """A text that the service lets nobody change would differ for ever."""

    @pytest.mark.parametrize(
        ("traits", "changed", "expected"),
        [
            pytest.param(
                {"repeats": False},
                {"description": "CHG-2", "actionsRequired": "Recreate"},
                [],
                id="decided once",
            ),
            pytest.param(
                {"repeats": False},
                {"description": "CHG-2", "status": "Rejected"},
                ["status", "description"],
                id="decided once, another decision",
            ),
            pytest.param({"repeats": False}, {"timeout": "1h"}, ["timeout"], id="decided once, no text"),
            pytest.param({"writes_description": False}, {"description": "CHG-2"}, [], id="read-only"),
            pytest.param(
                {"writes_description": False},
                {"description": "CHG-2", "actionsRequired": "Recreate"},
                ["actionsRequired"],
                id="read-only, the actions are not",
            ),
            pytest.param(
                {"writes_description": False},
                {"description": "CHG-2", "status": "Rejected"},
                ["status"],
                id="read-only, another decision",
            ),
        ],
    )
    def test_do_not_count(self, traits: dict[str, Any], changed: dict[str, str], expected: list[str]) -> None:
        spec = ServiceSpec(type="Contoso.Widgets/boxes", api_version="2030-01-01", **traits)
        assert differing(state(PROGRAM), news(PROGRAM, **changed), spec) == ([], expected)

    def test_count_where_the_service_is_not_known(self) -> None:
        assert updating(state(PROGRAM), news(PROGRAM, description="CHG-2"), None) == ["description"]
