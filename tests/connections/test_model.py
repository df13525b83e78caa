"""A connection as services really spell it."""

from __future__ import annotations

from typing import Any

import pytest

from pulumi_private_endpoint.arm import ResourceId
from pulumi_private_endpoint.arm.errors.tree import InvalidResourceId
from pulumi_private_endpoint.connections.model import Connection, is_stub, parse, pending
from pulumi_private_endpoint.connections.services.spec import ServiceSpec

GROUP = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers"
TARGET = ResourceId.parse(f"{GROUP}/Contoso.Widgets/boxes/one")
ENDPOINT = "/subscriptions/consumer/resourceGroups/rg/providers/Microsoft.Network/privateEndpoints/pe"
SPEC = ServiceSpec(type="Contoso.Widgets/boxes", api_version="2030-01-01")


def read(properties: Any = None, spec: ServiceSpec = SPEC, **top: Any) -> Connection:
    return parse({"name": "pe.1", "properties": properties} | top, spec, TARGET)


def in_state(**state: Any) -> Connection:
    return read({"privateLinkServiceConnectionState": state})


def test_a_full_answer() -> None:
    properties = {
        "privateEndpoint": {"id": ENDPOINT},
        "privateLinkServiceConnectionState": {
            "status": "Pending",
            "description": "please",
            "actionsRequired": "None",
        },
        "groupIds": ["blob", "file"],
        "provisioningState": "Succeeded",
    }
    assert read(properties) == Connection(
        target=TARGET,
        id=TARGET.child("privateEndpointConnections", "pe.1"),
        name="pe.1",
        status="Pending",
        description="please",
        actions_required="None",
        private_endpoint_id=ResourceId.parse(ENDPOINT),
        group_ids=("blob", "file"),
        provisioning_state="Succeeded",
    )


@pytest.mark.parametrize(
    "properties",
    [
        None,
        {},
        [],
        "text",
        {"privateEndpoint": None, "privateLinkServiceConnectionState": None, "groupIds": None},
        {"privateEndpoint": "text", "privateLinkServiceConnectionState": "text", "groupIds": "text"},
        {
            "privateEndpoint": {"id": 7},
            "privateLinkServiceConnectionState": {"status": 7, "description": 7, "actionsRequired": 7},
            "groupId": 7,
            "provisioningState": 7,
        },
    ],
    ids=["null", "empty", "list", "text", "nulls within", "texts within", "numbers within"],
)
def test_whatever_is_missing_is_nothing_and_no_error(properties: Any) -> None:
    connection = read(properties)
    assert (connection.status, connection.description, connection.actions_required) == ("Unknown", "", None)
    assert (connection.private_endpoint_id, connection.requester_subscription_id) == (None, None)
    assert (connection.group_ids, connection.provisioning_state) == ((), None)


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("Pending", "Pending"),
        ("pending", "Pending"),
        ("APPROVED", "Approved"),
        ("rejected", "Rejected"),
        ("disConnected", "Disconnected"),
        ("Timeout", "Timeout"),
        ("Removed", "Removed"),
        ("Approving", "Approving"),
        ("Succeeded", "Succeeded"),
        (" Approved", " Approved"),
        ("", ""),
    ],
)
def test_status_words_are_known_in_any_casing_and_others_stay_the_services_own(
    word: str, status: str
) -> None:
    assert in_state(status=word).status == status


def test_a_services_own_word_for_approved() -> None:
    spec = ServiceSpec(type="C.W/b", api_version="1", approved=frozenset({"approved", "succeeded"}))
    body = {"privateLinkServiceConnectionState": {"status": "SUCCEEDED"}}
    assert read(body, spec).status == "Approved"


@pytest.mark.parametrize(
    "properties",
    [
        {"PrivateLinkServiceConnectionState": {"Status": "Pending"}},
        {"privatelinkserviceconnectionstate": {"STATUS": "Pending"}},
    ],
    ids=["capitalised", "mixed"],
)
def test_keys_are_found_in_any_casing(properties: dict[str, Any]) -> None:
    assert read(properties).status == "Pending"


@pytest.mark.parametrize("spelling", ["actionsRequired", "actionRequired", "ActionsRequired"])
def test_required_actions_in_every_spelling(spelling: str) -> None:
    assert in_state(**{spelling: "Recreate"}).actions_required == "Recreate"


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        pytest.param({"groupIds": ["a", "b"]}, ("a", "b"), id="several"),
        pytest.param({"groupIds": []}, (), id="none"),
        pytest.param({"groupIds": ["a", None, 7]}, ("a",), id="only texts count"),
        pytest.param({"groupId": "a"}, ("a",), id="one"),
        pytest.param({"groupId": ""}, (), id="empty"),
        pytest.param({"groupIds": ["a"], "groupId": "b"}, ("a",), id="both"),
    ],
)
def test_groups_in_both_forms(groups: dict[str, Any], expected: tuple[str, ...]) -> None:
    assert read(groups).group_ids == expected


@pytest.mark.parametrize(
    ("text", "subscription"),
    [
        pytest.param(ENDPOINT, "consumer", id="an id"),
        pytest.param(ENDPOINT.replace("resourceGroups", "resourcegroups"), "consumer", id="other casing"),
        pytest.param("", None, id="empty"),
        pytest.param(None, None, id="null"),
        pytest.param("pe", None, id="a name"),
        pytest.param(ENDPOINT + "/", None, id="a broken id"),
        pytest.param(f"{ENDPOINT}/../other", None, id="a path that climbs"),
        pytest.param("/" * 5000, None, id="overlong"),
        pytest.param(ENDPOINT.replace("privateEndpoints", "virtualNetworks"), None, id="another type"),
        pytest.param(f"{ENDPOINT}/children/pe", None, id="a child of an endpoint"),
        pytest.param(
            ENDPOINT.replace("privateEndpoints", "PRIVATEENDPOINTS"), "consumer", id="type's casing"
        ),
        pytest.param(
            f"{TARGET}/providers/Microsoft.Network/privateEndpoints/pe",
            None,
            id="nested under another resource",
        ),
    ],
)
def test_an_endpoint_id_that_is_none_counts_as_hidden(text: Any, subscription: str | None) -> None:
    connection = read({"privateEndpoint": {"id": text}})
    assert connection.requester_subscription_id == subscription
    assert (connection.private_endpoint_id is None) == (subscription is None)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param({"name": "pe.1"}, id="a name"),
        pytest.param({"name": "one/pe.1"}, id="parent and name"),
        pytest.param({"Name": "pe.1"}, id="capitalised"),
        pytest.param({"id": f"{TARGET}/privateEndpointConnections/pe.1"}, id="an id alone"),
        pytest.param({"name": "pe.1", "id": f"{GROUP}/Other.Type/things/other"}, id="an echo of another id"),
    ],
)
def test_the_id_is_the_targets_own_whatever_is_echoed(body: dict[str, Any]) -> None:
    connection = parse(body, SPEC, TARGET)
    assert connection.name == "pe.1"
    assert str(connection.id) == f"{TARGET}/privateEndpointConnections/pe.1"


@pytest.mark.parametrize("name", ["", "..", "a?b", "a b", "a\x1b[0m", "ａ"], ids=ascii)
def test_a_name_that_would_change_the_path_is_an_error(name: str) -> None:
    with pytest.raises(InvalidResourceId):
        parse({"name": name}, SPEC, TARGET)


@pytest.mark.parametrize(
    ("body", "stub"),
    [
        pytest.param({"id": "x"}, True, id="id alone"),
        pytest.param({"id": "x", "properties": None}, True, id="null properties"),
        pytest.param({"properties": {"privateEndpoint": {"id": "x"}}}, True, id="no state"),
        pytest.param({"properties": {"privateLinkServiceConnectionState": {}}}, True, id="empty state"),
        pytest.param(
            {"Properties": {"PrivateLinkServiceConnectionState": {"status": "Pending"}}}, False, id="complete"
        ),
    ],
)
def test_a_list_entry_without_its_state_is_a_stub(body: dict[str, Any], *, stub: bool) -> None:
    assert is_stub(body) is stub


def test_an_answer_without_a_name_is_of_the_connection_that_was_asked_for() -> None:
    assert parse({}, SPEC, TARGET, "pe.1").name == "pe.1"
    assert parse({"name": "pe.2"}, SPEC, TARGET, "pe.1").name == "pe.2"


@pytest.mark.parametrize("status", ["Pending", "Approved", "Rejected", "Unknown"])
def test_p7_only_a_pending_connection_shows_what_the_requester_wrote(status: str) -> None:
    shown = pending(in_state(status=status, description="please"))
    assert shown == ("please" if status == "Pending" else None)
