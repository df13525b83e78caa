"""What a state knows of decisions: of both doors, of raw connections, encrypted or not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pulumi_private_endpoint.arm import ResourceId
from pulumi_private_endpoint.evidence.stacks import UnreadableState, approvals_of, hidden_in

STATES = Path(__file__).parents[1] / "engine" / "states"
TARGET = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Search/searchServices/shop"
ASKS = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/privateEndpoints/a"
SETS = "private-endpoint:index:PrivateEndpointApprovalSet"
ID = f"{TARGET}/privateEndpointConnections/c1"
SECRET = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "ciphertext": "x"}


def export(*resources: dict[str, Any]) -> dict[str, Any]:
    return {"version": 3, "deployment": {"resources": list(resources)}}


def resource(kind: str, outputs: Any, **more: Any) -> dict[str, Any]:
    return {"type": kind, "urn": f"urn:pulumi:dev::shop::{kind}::x", "id": ID, "outputs": outputs} | more


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("single", {("analytics", "Approved"), ("warehouse", "Approved")}),
        ("set", {("analytics", "Approved"), ("warehouse", "Approved")}),
    ],
)
def test_states_of_the_first_version_are_read(name: str, expected: set[tuple[str, str]]) -> None:
    found = approvals_of(json.loads((STATES / f"0.1.0-{name}.json").read_text()))

    assert {(each.name, each.status) for each in found} >= expected
    assert {each.description for each in found} == {"CHG-1"}


@pytest.mark.parametrize(
    "kind",
    [
        "pulumi-python:dynamic/privateendpoint:PrivateEndpointApproval",
        "private-endpoint:index:PrivateEndpointApproval",
    ],
)
@pytest.mark.parametrize(
    ("outputs", "status", "text"),
    [
        ({"status": "Approved", "description": "CHG-1"}, "Approved", "CHG-1"),
        ({"status": "Approved", "description": SECRET}, "Approved", None),
        ({}, None, None),
        (None, None, None),
    ],
    ids=["plain", "a secret", "nothing", "null"],
)
def test_single_approvals(kind: str, outputs: Any, status: str | None, text: str | None) -> None:
    (found,) = approvals_of(export(resource(kind, outputs)))

    assert found.key == (ResourceId.parse(TARGET), "c1")
    assert (found.status, found.description, found.raw) == (status, text, False)
    assert found.resource == f"urn:pulumi:dev::shop::{kind}::x"


@pytest.mark.parametrize(
    "kind",
    [
        "pulumi-python:dynamic/privateendpoint:PrivateEndpointApprovalSet",
        "private-endpoint:index:PrivateEndpointApprovalSet",
    ],
)
def test_a_set_is_its_entries(kind: str) -> None:
    approvals = {
        "a": {"targetResourceId": TARGET, "status": "Approved", "description": "CHG-1"},
        "b": {"targetResourceId": TARGET, "status": "Rejected", "connectionName": "C2"},
        "secret": SECRET,
        "absent": {"targetResourceId": TARGET, "status": "Absent"},
        "odd": {"targetResourceId": "odd"},
    }
    results = {
        "a": {"connectionName": "c1"},
        "b": {"description": "no"},
        "secret": {},
        "odd": {"connectionName": "x"},
    }

    one, two = approvals_of(export(resource(kind, {"approvals": approvals, "results": results}, id="x-1")))

    assert (one.name, one.status, one.description) == ("c1", "Approved", "CHG-1")
    assert (two.name, two.status, two.description) == ("C2", "Rejected", "no")
    assert two.resource.endswith('::x["b"]')


@pytest.mark.parametrize(
    ("approvals", "results", "hidden"),
    [
        pytest.param(SECRET, SECRET, "", id="the whole set"),
        pytest.param(SECRET, {"a": {"connectionName": "c1"}}, "", id="its approvals"),
        pytest.param({"a": {"targetResourceId": TARGET}}, SECRET, "", id="its results"),
        pytest.param({"a": SECRET}, {"a": {"connectionName": "c1"}}, '["a"]', id="an entry"),
        pytest.param({"a": SECRET}, {"a": {}}, '["a"]', id="an entry that says nothing else"),
        pytest.param({"a": {"targetResourceId": TARGET}}, {"a": SECRET}, '["a"]', id="a result"),
        pytest.param(
            {'a"b': {"targetResourceId": SECRET}},
            {'a"b': {"connectionName": "c"}},
            '["a\\"b"]',
            id="a target",
        ),
        pytest.param(
            {"a": {"targetResourceId": TARGET, "connectionName": SECRET}}, {"a": {}}, '["a"]', id="a name"
        ),
    ],
)
def test_what_a_set_hides_is_told(approvals: Any, results: Any, hidden: str) -> None:
    state = export(resource(SETS, {"approvals": approvals, "results": results}, id="x-1"))

    assert approvals_of(state) == []
    assert [found.resource for found in hidden_in(state)] == [f"urn:pulumi:dev::shop::{SETS}::x{hidden}"]


SAID = {"status": "Approved", "description": "CHG-1"}
BODY = {"properties": {"privateLinkServiceConnectionState": SAID}}
SHOWN = {
    "privateLinkServiceConnectionState": SAID | {"description": "CHG-1 "},
    "privateEndpoint": {"id": "ASKS"},
}


@pytest.mark.parametrize(
    ("kind", "inputs", "outputs"),
    [
        pytest.param(
            "azure-native:cognitiveservices:PrivateEndpointConnection",
            BODY,
            {"properties": SHOWN},
            id="inside",
        ),
        pytest.param("azure-native:resources:Resource", BODY, {"properties": SHOWN}, id="generic"),
        pytest.param(
            "azapi:index/resource:Resource", {"body": BODY}, {"output": {"properties": SHOWN}}, id="azapi"
        ),
        pytest.param(
            "azapi:index/updateResource:UpdateResource",
            {"body": {"privateLinkServiceConnectionState": {"description": "a decoy"}} | BODY},
            {"output": SHOWN},
            id="azapi, a part",
        ),
        pytest.param(
            "azapi:index:Resource",
            {"body": json.dumps(BODY)},
            {"body": json.dumps({"properties": SHOWN})},
            id="text",
        ),
    ],
)
def test_a_raw_connection_is_read_wherever_it_says_it(kind: str, inputs: Any, outputs: Any) -> None:
    state = json.loads(json.dumps(export(resource(kind, outputs, inputs=inputs))).replace("ASKS", ASKS))

    (found,) = approvals_of(state)

    assert (found.status, found.description, found.reason, found.raw) == ("Approved", "CHG-1 ", "CHG-1", True)
    assert found.requester == ResourceId.parse(ASKS)


@pytest.mark.parametrize("kind", ["azure-native:resources:Resource", "azapi:index/resource:Resource"])
def test_a_generic_resource_is_a_connection_by_its_id_alone(kind: str) -> None:
    assert approvals_of(export(resource(kind, {"body": BODY, **BODY}, id=TARGET))) == []
    (found,) = approvals_of(export(resource(kind, {"body": "{", "properties": 3})))
    assert (found.status, found.description, found.reason) == (None, None, None)


@pytest.mark.parametrize(
    "kind",
    [
        "azure-native:search/v20250501:PrivateEndpointConnection",
        "azure-native:web:WebAppPrivateEndpointConnection",
        "azure-native_search_v20250501:search:PrivateEndpointConnection",
        "azure-native_search_v20250501:search/v20250501:PrivateEndpointConnection",
    ],
)
def test_raw_connections_are_known_too(kind: str) -> None:
    said = {"privateLinkServiceConnectionState": {"status": "Approved", "description": "by hand"}}

    (found,) = approvals_of(export(resource(kind, said)))

    assert (found.status, found.description, found.raw) == ("Approved", "by hand", True)


OTHER = f"{ASKS}2"


@pytest.mark.parametrize(
    ("kind", "outputs", "requester"),
    [
        pytest.param(
            "private-endpoint:index:PrivateEndpointApproval", {"privateEndpointId": ASKS}, ASKS, id="ours"
        ),
        pytest.param(
            "private-endpoint:index:PrivateEndpointApproval",
            {"privateEndpointId": OTHER, "approvedPrivateEndpointId": ASKS},
            ASKS,
            id="decided for another than shows",
        ),
        pytest.param(
            "private-endpoint:index:PrivateEndpointApproval",
            {"privateEndpointId": SECRET},
            None,
            id="a secret",
        ),
        pytest.param(
            "azure-native:search:PrivateEndpointConnection", {"privateEndpoint": {"id": ASKS}}, ASKS, id="raw"
        ),
        pytest.param(
            "azure-native:search:PrivateEndpointConnection",
            {"privateEndpoint": SECRET},
            None,
            id="raw, secret",
        ),
        pytest.param(
            "private-endpoint:index:PrivateEndpointApprovalSet",
            {
                "approvals": {
                    "a": {"targetResourceId": TARGET, "connectionName": "c1", "privateEndpointId": ASKS}
                },
                "results": {"a": {}},
            },
            ASKS,
            id="a set, declared",
        ),
        pytest.param(
            "private-endpoint:index:PrivateEndpointApprovalSet",
            {
                "approvals": {"a": {"targetResourceId": TARGET, "connectionName": "c1"}},
                "results": {"a": {"privateEndpointId": ASKS}},
            },
            ASKS,
            id="a set, found",
        ),
    ],
)
def test_whom_it_was_decided_for_is_known(kind: str, outputs: Any, requester: str | None) -> None:
    (found,) = approvals_of(export(resource(kind, outputs)))
    assert found.requester == (None if requester is None else ResourceId.parse(requester))


@pytest.mark.parametrize(
    ("word", "status"), [("approved", "Approved"), ("PENDING", "Pending"), ("Odd", "Odd"), (None, None)]
)
def test_a_raw_connections_status_is_told_in_one_word(word: str | None, status: str | None) -> None:
    said = {"privateLinkServiceConnectionState": {"status": word}}
    (found,) = approvals_of(export(resource("azure-native:search:PrivateEndpointConnection", said)))
    assert found.status == status


@pytest.mark.parametrize(
    "other",
    [
        resource("private-endpoint:index:PrivateEndpointApproval", {"status": "Approved"}, id=TARGET),
        resource("azure-native:search:PrivateEndpointConnection", {}, id=TARGET),
        resource(SETS, {"approvals": {"a": "x"}, "results": {"a": {"connectionName": "c1"}}}),
        resource(SETS, {"approvals": {}, "results": {"a": {"connectionName": "c1"}}}),
        resource(SETS, {"approvals": [{"targetResourceId": TARGET}], "results": {}}),
        resource(SETS, {"approvals": {}, "results": [{"connectionName": "c1"}]}),
        resource(SETS, {"approvals": {"a": {"targetResourceId": TARGET}}, "results": {"a": {}}}),
        resource("azure-native:search:Service", {"status": "running"}),
        resource("azure-natively:search:PrivateEndpointConnection", {}),
        resource("azure-native:PrivateEndpointConnection:Service", {}),
        resource("private-endpoint:index:ApprovedPrivateEndpoint", {}),
        resource("private-endpoint:index:PrivateEndpointApproval", {}, id=""),
        resource("private-endpoint:index:PrivateEndpointApproval", {}, delete=True),
    ],
    ids=[
        "no connection's id",
        "no raw connection's id",
        "an entry that is no map",
        "an entry that is not there",
        "a set whose entries are no map",
        "a set whose results are none",
        "an entry that nobody has found yet",
        "another resource",
        "another package",
        "another type",
        "a component",
        "without an id",
        "on its way out",
    ],
)
def test_what_is_no_decision_is_passed_over(other: dict[str, Any]) -> None:
    assert approvals_of(export(other)) == []


@pytest.mark.parametrize(
    "odd",
    [
        None,
        [],
        {},
        {"deployment": 3},
        "x",
        {"deployment": {"resources": 5}},
        {"deployment": {"resources": {"a": "x"}}},
        export("x"),  # type: ignore[arg-type]
        export(None),  # type: ignore[arg-type]
        export(resource("private-endpoint:index:PrivateEndpointApproval", "x")),
        export(resource("private-endpoint:index:PrivateEndpointApprovalSet", ["x"])),
    ],
    ids=str,
)
def test_what_is_no_export_is_refused(odd: Any) -> None:
    with pytest.raises(UnreadableState, match="is not what `pulumi stack export` writes"):
        approvals_of(odd)


def test_a_status_of_a_type_that_is_not_known_stays_as_it_is() -> None:
    id_ = ID.replace("Microsoft.Search/searchServices", "Contoso.Search/things")
    said = {"privateLinkServiceConnectionState": {"status": "approved"}}
    (found,) = approvals_of(export(resource("azure-native:search:PrivateEndpointConnection", said, id=id_)))
    assert found.status == "approved"
